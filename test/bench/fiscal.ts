// How many fiscal files are taken over and read in a second, out of 4,000, and what the pack of a month with 500 others
// costs.
// `npm run bench -- fiscal`
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FiscalPack } from '#contract/fiscal-packs';
import { signIn } from '../support/api.ts';
import { cfdiXml, repXml, uuidOf } from '../support/fiscal.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal } from '../support/portal.ts';
import { readZip } from '../support/zip.ts';

const [documents, intake, batch] = [500, 4_000, 500];
/** Complements that are left out on purpose. */
const leftOut = [17, 170, 233];

test('500 documents of a month', { timeout: 600_000 }, async () => {
  const running = await startPortal();
  try {
    const numbers = Array.from({ length: documents / 2 }, (_, at) => at + 1);
    /** Of another month: what is measured begins when all is warm. */
    const earlier = Array.from({ length: intake }, (_, at) => 50_000 + at);
    await send(running, 'companies', [
      {
        code: 'SM01',
        legalName: 'Tanques',
        currency: 'MXN',
        taxId: 'EKU9003173C9',
        timeZone: 'America/Mexico_City',
      },
    ]);
    await send(
      running,
      'invoices',
      [...numbers, ...earlier].map((n) => ({
        number: `A${n}`,
        company: 'SM01',
        customer: '1002945',
        date: n < 50_000 ? '2026-05-02' : '2026-04-02',
        currency: 'MXN',
        net: '1000.00',
        tax: '160.00',
        total: '1160.00',
        items: [],
      })),
    );
    await send(
      running,
      'open-items',
      numbers.map((n) =>
        openItem(`A${n}`, {
          invoice: `A${n}`,
          date: '2026-05-02',
          amount: '1160.00',
          clearings: [{ date: '2026-05-20', amount: '1160.00' }],
        }),
      ),
    );
    const concepts = Array.from(
      { length: 20 },
      (_, at) =>
        `<cfdi:Concepto NoIdentificacion="${at}" Cantidad="1" ClaveUnidad="H87" Descripcion="Artículo ${at}" ValorUnitario="50" Importe="50"/>`,
    ).join('');
    const record = (id: string, text: string) => ({
      fiscalId: id,
      kind: 'xml',
      customer: '1002945',
      fileName: `${id}.xml`,
      content: Buffer.from(text).toString('base64'),
    });
    const files = numbers.flatMap((n) => [
      record(
        uuidOf(n),
        cfdiXml({
          uuid: uuidOf(n),
          concepts,
          head: { Folio: String(n), Fecha: '2026-05-02T00:30:00' },
        }),
      ),
      ...(leftOut.includes(n)
        ? []
        : [
            record(
              uuidOf(10_000 + n),
              repXml({ uuid: uuidOf(10_000 + n) }, [
                {
                  uuid: uuidOf(n),
                  instalment: 1,
                  previous: '1160.00',
                  paid: '1160.00',
                  remaining: '0.00',
                },
              ]).replaceAll('2026-03-21T', '2026-05-21T'),
            ),
          ]),
    ]);
    const take = async (some: typeof files) => {
      for (let at = 0; at < some.length; at += batch)
        await send(running, 'fiscal-files', some.slice(at, at + batch));
    };
    await take(files);
    const more = earlier.map((n) =>
      record(
        uuidOf(n),
        cfdiXml({
          uuid: uuidOf(n),
          concepts,
          head: { Folio: String(n), Fecha: '2026-04-02T00:30:00' },
        }),
      ),
    );
    let since = performance.now();
    await take(more);
    const rate = Math.round(more.length / ((performance.now() - since) / 1000));
    const person = await signIn(running.url, 'todo');
    since = performance.now();
    const { body } = await person<FiscalPack>('GET /fiscal-packs?month=2026-05');
    const looked = Math.round(performance.now() - since);
    assert.deepEqual(
      body.gaps.flatMap(({ gap, number }) => (gap === 'complement' ? [number] : [])),
      leftOut.map((n) => `A${n}`).toSorted(),
    );
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    since = performance.now();
    const answer = await person('POST /fiscal-packs', { body: { month: '2026-05', locale: 'es' } });
    const packed = Math.round(performance.now() - since);
    clearInterval(watch);
    assert.equal(readZip(answer.bytes).size, files.length + 1);
    console.log({
      filesPerSecond: rate,
      documents: body.documents,
      lookMs: looked,
      packMs: packed,
      packGrownMb: Math.round((peak - before) / 1e6),
    });
    assert.ok(packed < 20_000 && peak - before < 150e6);
  } finally {
    await running.close();
  }
});
