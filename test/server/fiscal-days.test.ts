// Days and cents of fiscal documents of four time zones: the file, the list, the statement and the pack of the month say
// the same, before six in the morning too.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FiscalPack } from '#contract/fiscal-packs';
import { sumOf } from '#contract/decimal';
import type { InvoiceDetail, InvoiceRow } from '#contract/invoices';
import type { Statement } from '#contract/statement';
import { signIn, type Api } from '../support/api.ts';
import { cfdiXml, eventXml, keyOf, nfeXml, rfcReceiver, uuidOf } from '../support/fiscal.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { readZip } from '../support/zip.ts';

type Zone = { company: string; timeZone: string; taxId: string; offset: string | null };
const zones: Zone[] = [
  { company: 'DMX', timeZone: 'America/Mexico_City', taxId: 'EKU9003173C9', offset: null },
  { company: 'TIJ', timeZone: 'America/Tijuana', taxId: 'IIA040805DZ4', offset: null },
  { company: 'MAO', timeZone: 'America/Manaus', taxId: '11444777000161', offset: '-04:00' },
  { company: 'SAO', timeZone: 'America/Sao_Paulo', taxId: '11222333000181', offset: '-03:00' },
];
/** When each document was issued where its company is, and what it comes to. */
const times = [
  { at: '2026-03-31T23:59:59', total: '1000.01' },
  { at: '2026-04-01T00:00:00', total: '0.10' },
  { at: '2026-04-01T00:30:00', total: '333.33' },
  { at: '2026-04-01T05:59:59', total: '666.67' },
  { at: '2026-04-01T12:00:00', total: '19999.99' },
  { at: '2026-04-30T23:59:59', total: '7.77' },
  { at: '2026-05-01T00:00:01', total: '1.05' },
];
const dayOf = (at: string) => at.slice(0, 10);

let running: TestPortal;
let person: Api;
const fileOf = (zone: Zone, at: number) => {
  const { company, taxId, offset } = zone;
  const { at: issuedAt, total } = times[at]!;
  const number = 5000 + zones.indexOf(zone) * 100 + at;
  if (!offset) {
    const uuid = uuidOf(number);
    const text = cfdiXml({
      uuid,
      head: {
        Serie: company,
        Folio: String(number),
        Fecha: issuedAt,
        SubTotal: total,
        Total: total,
      },
      issuer: { Rfc: taxId },
      concepts: `<cfdi:Concepto NoIdentificacion="1" Cantidad="1" ClaveUnidad="H87" Descripcion="Pieza" ValorUnitario="${total}" Importe="${total}"/>`,
      taxes: '',
    });
    return { fiscalId: uuid, text, number: `${company}${number}`, total, issuedAt };
  }
  const month = issuedAt.slice(2, 7).replace('-', '');
  const key = keyOf({ cnpj: taxId, number, month });
  const text = nfeXml({
    key,
    number,
    issuedAt: issuedAt + offset,
    issuer: `<CNPJ>${taxId}</CNPJ>`,
    details: `<det nItem="1"><prod><cProd>1</cProd><xProd>Peça</xProd><uCom>UN</uCom><qCom>1.0000</qCom><vUnCom>${total}</vUnCom><vProd>${total}</vProd></prod></det>`,
    totals: `<ICMSTot><vProd>${total}</vProd><vDesc>0.00</vDesc><vNF>${total}</vNF></ICMSTot>`,
  });
  return { fiscalId: key, text, number: `${number}`, total, issuedAt };
};
const filesOf = (zone: Zone) => times.map((_, at) => fileOf(zone, at));

before(async () => {
  running = await startPortal();
  await send(
    running,
    'companies',
    zones.map(({ company, timeZone, taxId, offset }) => ({
      code: company,
      legalName: company,
      currency: offset ? 'BRL' : 'MXN',
      taxId,
      timeZone,
    })),
  );
  await send(running, 'customers', [
    {
      number: '1002945',
      name: 'Ferretería del Centro',
      taxId: rfcReceiver,
      companies: zones.map(({ company }) => ({ company })),
    },
  ]);
  await running.portal.admin.setTenant('norte', { invoicesFromFiles: true });
  for (const zone of zones) {
    const files = filesOf(zone);
    await send(
      running,
      'fiscal-files',
      files.map(({ fiscalId, text }) => ({
        fiscalId,
        kind: 'xml' as const,
        customer: '1002945',
        fileName: `${fiscalId}.xml`,
        content: Buffer.from(text).toString('base64'),
      })),
    );
  }
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

const listed = async (query: string) =>
  (await person<{ items: InvoiceRow[] }>(`GET /invoices?sort=number&limit=100&${query}`)).body
    .items;

for (const zone of zones)
  describe(`issued in ${zone.timeZone}`, () => {
    const files = filesOf(zone);
    const own = (rows: InvoiceRow[]) => rows.filter(({ company }) => company.code === zone.company);

    test('stands in the list on the day that the file has, and is found by it alone', async () => {
      const rows = own(await listed(`company=${zone.company}`));
      assert.deepEqual(
        rows.map(({ date, total }) => [date, sumOf([total!])]).toSorted(),
        files.map(({ issuedAt, total }) => [dayOf(issuedAt), total]).toSorted(),
      );
      for (const day of ['2026-03-31', '2026-04-01', '2026-04-30', '2026-05-01']) {
        const found = own(await listed(`company=${zone.company}&from=${day}&to=${day}`));
        const expected = files.filter(({ issuedAt }) => dayOf(issuedAt) === day);
        assert.deepEqual(
          found.map(({ total }) => sumOf([total!])).toSorted(),
          expected.map(({ total }) => total).toSorted(),
          day,
        );
      }
      const early = rows.find(
        ({ date, total }) => date === '2026-04-01' && sumOf([total!]) === '333.33',
      )!;
      const { fiscal } = (await person<InvoiceDetail>(`GET /invoices/${early.id}`)).body;
      assert.equal(fiscal!.issuedAt.slice(0, 19), '2026-04-01T00:30:00');
    });

    test('stands in the statement on that day, to the cent', async () => {
      const currency = zone.offset ? 'BRL' : 'MXN';
      const rows = own(await listed(`company=${zone.company}`));
      await send(
        running,
        'open-items',
        rows.map(({ number, date, total }) =>
          openItem(`${zone.company}-${number}`, {
            company: zone.company,
            currency,
            invoice: number,
            date,
            amount: sumOf([total!]),
          }),
        ),
      );
      const { body } = await person<Statement>('POST /statements', {
        body: { company: zone.company, cutOff: '2026-05-31' },
      });
      const [section] = body.sections;
      assert.deepEqual(
        section!.items.map(({ date, open }) => [date, sumOf([open])]).toSorted(),
        files.map(({ issuedAt, total }) => [dayOf(issuedAt), total]).toSorted(),
      );
      assert.equal(sumOf([section!.figures.total]), sumOf(files.map(({ total }) => total)));
    });
  });

test('is in the pack of its own month, byte for byte, and no cent is lost', async () => {
  const files = zones.flatMap((zone) =>
    filesOf(zone).map((one) => ({ ...one, currency: zone.offset ? 'BRL' : 'MXN' })),
  );
  for (const month of ['2026-03', '2026-04', '2026-05']) {
    const expected = files.filter(({ issuedAt }) => issuedAt.startsWith(month));
    const pack = (await person<FiscalPack>(`GET /fiscal-packs?month=${month}`)).body;
    assert.equal(pack.documents, expected.length, month);
    for (const currency of ['MXN', 'BRL']) {
      const sums = pack.sums.filter((one) => one.kind === 'invoice' && one.currency === currency);
      const own = expected.filter((one) => one.currency === currency);
      assert.equal(
        sumOf(sums.map(({ total }) => total)),
        sumOf(own.map(({ total }) => total)),
        `${month} ${currency}`,
      );
    }
    const answer = await person('POST /fiscal-packs', { body: { month, locale: 'es' } });
    const texts = [...readZip(answer.bytes)].map(([, bytes]) => bytes.toString());
    for (const { text } of expected) assert.ok(texts.includes(text), 'the file as it came');
  }
});

test('of an event is in the pack of the month that the event has', async () => {
  const [document] = filesOf(zones[3]!);
  // Late in the evening of a day that is the next one in Greenwich.
  const text = eventXml(document!.fiscalId, '110111', { text: '<xJust>Erro</xJust>' }).replace(
    '2026-03-05T23:30:00-04:00',
    '2026-04-30T23:30:00-03:00',
  );
  await send(running, 'fiscal-files', [
    {
      fiscalId: `110111${document!.fiscalId}01`,
      kind: 'xml',
      customer: '1002945',
      fileName: 'evento.xml',
      content: Buffer.from(text).toString('base64'),
    },
  ]);
  const held = async (month: string) => {
    const answer = await person('POST /fiscal-packs', { body: { month, locale: 'pt' } });
    return [...readZip(answer.bytes)].some(([, bytes]) => bytes.toString() === text);
  };
  assert.deepEqual([await held('2026-04'), await held('2026-05')], [true, false]);
  const { sums } = (await person<FiscalPack>('GET /fiscal-packs?month=2026-03')).body;
  const stand = sums.filter(({ kind, currency }) => kind === 'invoice' && currency === 'BRL');
  assert.deepEqual(stand.map(({ state, count, total }) => [state, count, total]).toSorted(), [
    ['cancelled', 1, '1000.01'],
    ['valid', 1, '1000.01'],
  ]);
});
