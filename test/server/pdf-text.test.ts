// A PDF says as text what it shows, whatever the same thread has drawn before.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { StatementDocument } from '../../server/features/statement/statement.document.ts';
import { renderStatement } from '../../server/features/statement/statement.pdf.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { sampleStatement } from '../support/statement-document.ts';

const named = (name: string): StatementDocument => {
  const document = sampleStatement({ rows: 1 });
  const { content } = document;
  return { ...document, content: { ...content, customer: { ...content.customer, name } } };
};
const textOf = async (document: StatementDocument) =>
  (await readPdf(await renderStatement(document))).pages
    .flatMap(({ runs }) => runs.map(({ text }) => text))
    .join('\n');

// First in this file: what a font remembers, it remembers from here on.
describe('a letter whose accented form was drawn before', () => {
  const pairs: [before: string, after: string][] = [
    ['Águilas del Norte', 'ALFA Y ANA'],
    ['Ñu', 'NUEVA NAVE'],
    ['Łódź', 'López Núñez zapato'],
    ['ÁÉÍÓÚÑÇÃÕ', 'ACEINOU'],
  ];
  for (const [before, after] of pairs)
    test(`is still a letter: ${after}`, async () => {
      await renderStatement(named(before));
      const text = await textOf(named(after));
      assert.ok(text.includes(after), text.slice(0, 400));
    });
});

test('a statement has the same bytes, whatever was drawn in between', async () => {
  const before = await renderStatement(named('ALFA ZETA Y ANA'));
  for (const name of ['ÀÁÂÃÄÅ ŹŻŽ', 'µ ∆ Ω', 'a‑b-c']) await renderStatement(named(name));
  assert.deepEqual(await renderStatement(named('ALFA ZETA Y ANA')), before);
});

test('two signs with one shape are each read as what they are', async () => {
  // Increment and the Greek letter.
  for (const name of ['5 \u2206', '5 \u0394']) {
    const text = await textOf(named(name));
    assert.ok(text.includes(name), text.slice(0, 100));
  }
});

test('names of any Latin letters read as they were given', async () => {
  const letters = Array.from({ length: 0x17f - 0xc0 }, (_, i) => String.fromCharCode(0xc0 + i));
  const letter = fc.constantFrom(
    ...letters.filter((one) => /\p{L}/u.test(one) && one.normalize('NFC') === one),
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&.-',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(letter, { minLength: 1, maxLength: 18 }), async (some) => {
      const name = some.join('');
      const text = await textOf(named(name));
      assert.ok(text.split('\n').includes(name), `${name} in ${text.slice(0, 300)}`);
    }),
    { numRuns: 40 },
  );
});
