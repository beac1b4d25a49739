// What people wrote, told from what their clients brought along: forty clients, three languages.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createMailReader } from '../../server/output/inbound/mail-reader.ts';
import { splitReply } from '../../server/output/inbound/quotes.ts';
import { clients, replyMails } from '../support/reply-mails.ts';

const reader = createMailReader();
after(() => reader.close());
const read = (mail: Uint8Array) => reader.read(['norte', 'test'], new Uint8Array(mail));

const mails = replyMails('reply+abc@respuestas.example');
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/^[>\s*]+|\s+$/g, '').replaceAll(/\s+/g, ' '))
    .filter(Boolean);

describe('an answer', () => {
  test('is read from forty clients in three languages', () => {
    assert.equal(clients.length, 40);
    assert.equal(mails.length, 120);
  });

  let right = 0;
  for (const { client, locale, raw, answer, said } of mails)
    test(`of ${client} in ${locale} loses nothing`, async () => {
      const { visible, quoted, nature } = await read(raw);
      assert.equal(nature, 'person');
      const all = [...lines(visible), ...lines(quoted ?? '')].join('\n');
      for (const line of lines(answer)) assert.ok(all.includes(line), `${line} is gone`);
      if (client !== 'a client that quotes nothing')
        assert.ok(all.includes(said), 'the quote is gone');
      if (lines(visible).join('\n') === lines(answer).join('\n')) right++;
      else if (process.env.SHOW)
        console.log(client, locale, JSON.stringify(visible), '| quoted:', JSON.stringify(quoted));
    });

  test('is shown right in at least 95 of 100', (t) => {
    t.diagnostic(`${right} of ${mails.length}`);
    assert.ok(right >= mails.length * 0.95, `${right} of ${mails.length} are right`);
  });
});

describe('a text', () => {
  test('that is nothing but answers between quotes is shown whole where nothing else is left', () => {
    const text = '> ¿Qué fecha?\n> El jueves';
    assert.deepEqual(splitReply(text), { visible: text, quoted: null });
  });

  test('that would take seconds is kept whole', async () => {
    const impatient = createMailReader({ sayingLimit: 1 });
    try {
      const text = 'El El El '.repeat(10_000);
      const raw = Buffer.from(`From: a@b.example\r\nTo: c@d.example\r\n\r\n${text}`);
      const { visible } = await impatient.read(['norte', 'test'], new Uint8Array(raw));
      assert.equal(visible, text.trim());
    } finally {
      await impatient.close();
    }
  });

  test('of 90,000 signs that begin as quotes do loses nothing', async () => {
    const text = 'El El El '.repeat(10_000).trim();
    const raw = Buffer.from(`From: a@b.example\r\nTo: c@d.example\r\n\r\n${text}`);
    const { visible, quoted } = await read(raw);
    assert.equal(
      `${visible}${quoted ?? ''}`.replaceAll(/\s+/g, '').length,
      text.replaceAll(/\s+/g, '').length,
    );
  });
});
