// Quotes: what is shown is what is hashed, and a decision counts once.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { Problem } from '#contract/errors';
import type { QuoteDetail, QuoteDifferences, QuoteRow } from '#contract/quotes';
import type { QuoteRequestRow } from '#contract/quote-requests';
import { cheapestOf, isComplete, totalWith } from '#contract/quote-sums';
import type { SyncInput } from '#contract/sync';
import { createScope } from '../../server/db/scope.ts';
import { tellExpiring } from '../../server/features/quotes/expiring.ts';
import { sweep } from '../../server/housekeeping.ts';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { overlapping } from '../support/overlapping.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { dayFrom } from '../support/quotes.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

type Quote = SyncInput<'quotes'>;

let running: TestPortal;
let buyer: Api;
let staff: Api;
let erp: Api;
const mine = '1002945';

const item = (position: string, amount: string, more: Partial<Quote['items'][number]> = {}) => ({
  position,
  descriptions: { es: `Renglón ${position}` },
  quantity: '1',
  unit: 'PZA',
  unitPrice: amount,
  amount,
  tax: '0',
  ...more,
});
const quote = (number: string, more: Partial<Quote> = {}): Quote => ({
  number,
  version: '1',
  company: 'SM01',
  customer: mine,
  issued: dayFrom(0),
  validUntil: dayFrom(20),
  currency: 'USD',
  net: '100',
  tax: '16',
  total: '116',
  items: [
    item('10', '100', { tax: '16' }),
    item('20', '10.10', { optional: true }),
    item('30', '5', { group: 'Entrega' }),
    item('40', '3.05', { group: 'Entrega', tax: '0.45' }),
  ],
  terms: '## Condiciones\n\nPago **a 30 días**.',
  termsVersion: 'T-1',
  ...more,
});

async function sync(...records: Quote[]) {
  const { results } = await running.portal.sync('norte', 'quotes', records);
  assert.deepEqual(
    results.filter(({ status }) => status === 'invalid'),
    [],
  );
}
const listed = async (query = '', api: Api = buyer) =>
  (await api<{ items: QuoteRow[] }>(`GET /quotes?${query}`)).body.items;
const idOf = async (number: string, version = 1) => {
  const [row] = await running.sql<{ id: string }>(
    `select id from quotes where number = '${number}' and version = ${version}`,
  );
  return row!.id;
};
const show = async (number: string, version = 1, api: Api = buyer) =>
  (await api<QuoteDetail>(`GET /quotes/${await idOf(number, version)}`)).body;
const decide = (shown: QuoteDetail, more: object = {}, key: string = randomUUID(), api = buyer) =>
  api<QuoteDetail & Problem>(`POST /quotes/${shown.id}/decision`, {
    headers: { 'Idempotency-Key': key },
    body: { hash: shown.hash, decision: 'accepted', options: ['40'], ...more },
  });
/** The page behind a printed address. */
const verify = async (url: string) => {
  const response = await fetch(new URL(new URL(url).pathname, running.url), {
    headers: { 'Accept-Language': 'en' },
  });
  return { status: response.status, text: await response.text() };
};

before(async () => {
  running = await startPortal();
  buyer = await signIn(running.url, 'todo');
  staff = await staffSession(running, 'ventas', { permissions: ['quotes.view', 'quotes.manage'] });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

describe('sums', () => {
  const lines = [
    { position: '1', amount: '1.10', tax: '0', optional: true, group: null },
    { position: '2', amount: '2', tax: '0.20', optional: false, group: 'A' },
    { position: '3', amount: '2.10', tax: '0', optional: false, group: 'A' },
    { position: '4', amount: '9', tax: '0', optional: false, group: null },
  ];
  test('add what was chosen to what is firm, exactly', () => {
    assert.equal(totalWith('0.20', lines, ['1', '2']), '3.50');
    // What nobody chooses is in the total already.
    assert.equal(totalWith('9', lines, ['4']), '9.00');
    assert.deepEqual(cheapestOf(lines), ['3']);
  });
  test('want one of each group, and nothing that is no option', () => {
    assert.equal(isComplete(lines, ['2']), true);
    assert.equal(isComplete(lines, ['1', '3']), true);
    for (const chosen of [[], ['1'], ['2', '3'], ['2', '2'], ['2', '4'], ['2', '9']])
      assert.equal(isComplete(lines, chosen), false, chosen.join());
  });
});

describe('a quote', () => {
  test('is listed in its newest version, at what it costs at least', async () => {
    await sync(quote('Q-1'), quote('Q-1', { version: '2', total: '120', net: '104' }));
    const found = (await listed('search=q-1')).filter(({ number }) => number === 'Q-1');
    assert.deepEqual(
      found.map(({ version, total, hasOptions, state }) => [version, total, hasOptions, state]),
      [[2, '123.5000', true, 'issued']],
    );
    assert.equal((await show('Q-1')).state, 'superseded');
    assert.deepEqual(
      (await listed('state=superseded')).map(({ version }) => version),
      [1],
    );
  });

  test('is seen once somebody of the customer opened it, whoever else looks', async () => {
    await sync(quote('Q-SEEN'));
    assert.equal((await show('Q-SEEN', 1, staff)).state, 'issued');
    assert.equal((await show('Q-SEEN')).state, 'viewed');
    assert.equal((await listed('search=Q-SEEN'))[0]!.state, 'viewed');
  });

  test('has the hash of all that is shown, as canonical JSON', async () => {
    await sync(quote('Q-HASH'));
    const shown = await show('Q-HASH');
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .map(([key, part]) => [key, sorted(part)] as const)
                .sort(([a], [b]) => (a < b ? -1 : 1)),
            )
          : value;
    const hash = createHash('sha256')
      .update(JSON.stringify(sorted(shown.text)))
      .digest('hex');
    assert.equal(shown.hash, hash);
    await sync(quote('Q-HASH', { note: 'Otra nota' }));
    assert.notEqual((await show('Q-HASH')).hash, hash);
  });

  test('holds through the end of its last day in the zone of its company', async () => {
    const zoned = (zone: string) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date());
    await running.portal.sync('norte', 'companies', [
      { code: 'KIR', legalName: 'K', currency: 'USD', timeZone: 'Pacific/Kiritimati' },
      { code: 'NIU', legalName: 'N', currency: 'USD', timeZone: 'Pacific/Niue' },
    ]);
    for (const [company, zone] of [
      ['KIR', 'Pacific/Kiritimati'],
      ['NIU', 'Pacific/Niue'],
    ] as const) {
      const today = zoned(zone);
      const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
      await sync(
        quote(`Z-${company}`, { company, issued: yesterday, validUntil: today }),
        quote(`Y-${company}`, { company, issued: yesterday, validUntil: yesterday }),
      );
      const [holds, over] = [await show(`Z-${company}`), await show(`Y-${company}`)];
      assert.deepEqual([holds.daysLeft, holds.actions], [0, ['decide']], company);
      assert.deepEqual([over.state, over.daysLeft, over.actions], ['expired', -1, []], company);
      assert.equal((await decide(over)).body.code, 'quote_expired');
    }
  });

  test('of the same number is another one in another company, and has its own versions', async () => {
    await sync(quote('Q-TWO'), quote('Q-TWO', { company: 'KIR', version: '2' }));
    const both = (await listed('search=Q-TWO')).map(({ version, state }) => [version, state]);
    assert.deepEqual(both.toSorted(), [
      [1, 'issued'],
      [2, 'issued'],
    ]);
    assert.equal((await show('Q-TWO')).versions.length, 1);
  });

  test('says what it changes of the version before', async () => {
    const next = quote('Q-DIFF', { version: '2', validUntil: dayFrom(30), terms: 'Otros' });
    next.items = [item('10', '90', { tax: '16' }), ...next.items.slice(2), item('50', '1')];
    await sync(quote('Q-DIFF'), next);
    const { body } = await buyer<QuoteDifferences>(
      `GET /quotes/${await idOf('Q-DIFF', 2)}/differences`,
    );
    assert.deepEqual(
      body.lines.map(({ change, before: was, after: is }) => [change, (is ?? was)!.position]),
      [
        ['changed', '10'],
        ['added', '50'],
        ['removed', '20'],
      ],
    );
    assert.deepEqual([body.before, body.after, body.terms, body.freight], [1, 2, true, false]);
    const first = `GET /quotes/${await idOf('Q-DIFF')}/differences`;
    assert.equal(refusal(await buyer(first)), '404 not_found');
    assert.equal(refusal(await buyer(`${first}?with=${await idOf('Q-1')}`)), '404 not_found');
  });

  test('says nothing of a version that was made out to another customer', async () => {
    await sync(
      quote('Q-MOVED', { customer: '1002946', total: '770077', net: '770061' }),
      quote('Q-MOVED', { version: '2' }),
    );
    const shown = await show('Q-MOVED', 2);
    assert.deepEqual(
      shown.versions.map(({ version }) => version),
      [2],
    );
    assert.doesNotMatch(JSON.stringify(shown), /770077/);
    const differences = await buyer(`GET /quotes/${shown.id}/differences`);
    assert.equal(refusal(differences), '404 not_found');
    assert.deepEqual(
      (await show('Q-MOVED', 2, staff)).versions.map(({ version }) => version),
      [2, 1],
    );
  });

  test('is a PDF with its lines and its hash', async () => {
    const shown = await show('Q-HASH');
    const pdf = await buyer(`GET /quotes/${shown.id}/pdf?locale=es`);
    const words = (await readPdf(pdf.bytes)).pages
      .flatMap(({ runs }) => runs.map(({ text }) => text))
      .join(' ');
    for (const said of ['Q-HASH', 'Renglón 10', 'Entrega', shown.hash, 'Otra nota'])
      assert.ok(words.includes(said), said);
    assert.equal(
      refusal(await buyer(`GET /quotes/${shown.id}/receipt?locale=es`)),
      '404 not_found',
    );
  });
});

describe('a decision', () => {
  test('is taken once, with the options, and asks the ERP; the ERP’s answer is shown', async () => {
    await sync(quote('D-1'));
    const shown = await show('D-1');
    const key = randomUUID();
    const more = { options: ['20', '40'], purchaseOrder: 'OC-7' };
    const made = await decide(shown, more, key);
    assert.equal(made.status, 200, made.text);
    const { decision, state } = made.body;
    assert.deepEqual(
      [state, decision?.decision, decision?.total, decision?.options, decision?.purchaseOrder],
      ['accepted', 'accepted', '129.6000', ['20', '40'], 'OC-7'],
    );
    // A lost answer asked for again.
    assert.equal((await decide(shown, more, key)).text, made.text);
    const again = await decide(shown, { decision: 'rejected', options: [] });
    assert.equal(refusal(again), '409 quote_decided');
    assert.equal((again.body.current as { decision: string }).decision, 'accepted');
    const { items } = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=quote_decision')).body;
    const [task, ...others] = items.filter(({ payload }) => payload.quote === 'D-1');
    assert.equal(others.length, 0);
    assert.deepEqual(
      [task!.payload.total, task!.payload.options, task!.payload.textHash],
      ['129.60', ['20', '40'], shown.hash],
    );
    await erp(`POST /erp-tasks/${task!.id}/answer`, { body: { result: 'accepted', number: '77' } });
    assert.deepEqual((await show('D-1')).decision!.erp, {
      state: 'accepted',
      number: '77',
      text: null,
    });
  });

  test('wants one of each group, and the text that was shown', async () => {
    await sync(quote('D-2'));
    const shown = await show('D-2');
    for (const options of [[], ['30', '40'], ['10', '40'], ['99', '40']])
      assert.equal(refusal(await decide(shown, { options })), '422 quote_options');
    assert.equal(refusal(await decide({ ...shown, hash: 'a'.repeat(64) })), '409 quote_changed');
    await sync(quote('D-2', { items: [item('10', '99')] }));
    assert.equal(refusal(await decide(shown)), '409 quote_changed');
    await sync(quote('D-2', { withdrawn: true }));
    assert.equal(refusal(await decide(shown)), '409 quote_withdrawn');
    await sync(quote('D-2', { version: '2' }));
    const superseded = await decide(await show('D-2'));
    // Taken back is said before followed by another.
    assert.equal(refusal(superseded), '409 quote_withdrawn');
    await sync(quote('D-3'), quote('D-3', { version: '2' }));
    const old = await decide(await show('D-3'));
    assert.equal(refusal(old), '409 quote_superseded');
    assert.deepEqual(old.body.current, { id: await idOf('D-3', 2), version: 2 });
  });

  test('of two at once is the first one’s', async () => {
    await sync(quote('D-RACE'));
    const shown = await show('D-RACE');
    const both = await Promise.all([
      decide(shown),
      decide(shown, { decision: 'rejected', options: [] }),
      decide(shown, { options: ['30'] }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409, 409]);
    const rows = await running.sql<{ count: string }>(
      `select count(*)::text as count from quote_decisions d join quotes q on q.id = d.quote_id
       where q.number = 'D-RACE'`,
    );
    assert.equal(rows[0]!.count, '1');
  });

  test('keeps its text whatever the ERP sends later, and can be checked', async () => {
    await sync(quote('D-KEPT'));
    const shown = await show('D-KEPT');
    const made = (await decide(shown)).body;
    await sync(quote('D-KEPT', { total: '1', net: '1', tax: '0', items: [item('10', '1')] }));
    const later = await show('D-KEPT');
    assert.deepEqual([later.hash, later.text, later.state], [shown.hash, shown.text, 'accepted']);
    const url = made.decision!.verifyUrl;
    const page = await verify(url);
    assert.equal(page.status, 200);
    for (const said of ['D-KEPT', 'accepted', shown.hash, 'no later version'])
      assert.ok(page.text.includes(said), said);
    await sync(quote('D-KEPT', { version: '2' }));
    assert.ok((await verify(url)).text.includes('a later version'));
    const receipt = await buyer(`GET /quotes/${shown.id}/receipt?locale=es`);
    const words = (await readPdf(receipt.bytes)).pages
      .flatMap(({ runs }) => runs.map(({ text }) => text))
      .join(' ');
    for (const said of ['Constancia', 'D-KEPT', shown.hash]) assert.ok(words.includes(said), said);
    assert.ok(words.replaceAll(' ', '').includes(new URL(url).pathname.split('/').at(-1)!));
  });

  test('whose text was changed by one byte fails its check for everybody to see', async () => {
    await sync(quote('D-BYTE'));
    const made = (await decide(await show('D-BYTE'))).body;
    const url = made.decision!.verifyUrl;
    assert.ok(!(await verify(url)).text.includes('altered'));
    await running.sql(
      `update quote_decisions set text = replace(text, '"116.0000"', '"116.0001"') where quote_id = '${made.id}'`,
    );
    const page = await verify(url);
    assert.ok(page.text.includes('altered') && !page.text.includes('was accepted'), page.text);
    assert.equal((await show('D-BYTE')).decision!.intact, false);
  });

  test('is not for those who may only look, nor for staff without proof', async () => {
    await sync(quote('D-STAFF'));
    const shown = await show('D-STAFF', 1, staff);
    assert.deepEqual(shown.actions, ['record']);
    assert.equal(refusal(await decide(shown, {}, randomUUID(), staff)), '403 forbidden');
    const file = (await upload(staff, 'correo.pdf', pdfOf(300), 'quote')).body.id;
    const record = (more: object, api = staff) =>
      api<QuoteDetail>(`POST /quotes/${shown.id}/recorded-decision`, {
        headers: { 'Idempotency-Key': randomUUID() },
        body: {
          hash: shown.hash,
          decision: 'accepted',
          options: ['30'],
          way: 'mail',
          person: 'Compras',
          file,
          ...more,
        },
      });
    assert.equal(refusal(await record({ file: randomUUID() })), '404 not_found');
    assert.equal(refusal(await record({}, buyer)), '403 forbidden');
    const made = await record({});
    assert.equal(made.status, 200, made.text);
    assert.deepEqual(
      [made.body.decision?.way, made.body.decision?.person, made.body.state],
      ['mail', 'Compras', 'accepted'],
    );
  });
});

describe('reminders', () => {
  test('come once, three days before, of what nobody decided', async () => {
    const near = { issued: dayFrom(-10), validUntil: dayFrom(2) };
    await sync(quote('R-1', near), quote('R-2', near), quote('R-3', { issued: dayFrom(-10) }));
    await decide(await show('R-2'));
    const told = () =>
      running.sql<{ number: string }>(
        `select data ->> 'number' as number from events where kind = 'quote.expiring' order by 1`,
      );
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    await overlapping(createScope(running.connection), { tenantId: tenant!.id }, tellExpiring);
    await sweep(createScope(running.connection));
    assert.deepEqual(await told(), [{ number: 'R-1' }]);
    await sync(quote('R-1', { ...near, validUntil: dayFrom(3) }));
    await sweep(createScope(running.connection));
    assert.equal((await told()).length, 2);
  });
});

describe('conversations', () => {
  test('on a version go on with the next one', async () => {
    await sync(quote('T-1'));
    const owner = `quote:${await idOf('T-1')}`;
    const begun = await buyer<{ id: string }>('POST /threads', {
      body: { owner, subject: 'Cambios', text: '¿Más barato?' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    assert.equal(begun.status, 201, begun.text);
    await sync(quote('T-1', { version: '2' }));
    const { body } = await buyer<{ items: { id: string }[] }>(
      `GET /threads?owner=quote:${await idOf('T-1', 2)}`,
    );
    assert.deepEqual(
      body.items.map(({ id }) => id),
      [begun.body.id],
    );
  });
});

describe('a request', () => {
  const ask = (body: object, key: string = randomUUID(), api = buyer) =>
    api<{ id: string; number: string }>('POST /quote-requests', {
      headers: { 'Idempotency-Key': key },
      body,
    });
  const freight = {
    operation: 'import',
    mode: 'sea',
    origin: 'Shanghái',
    destination: 'HNPCR',
    goods: 'Telas',
    weight: '18400.5',
    containers: [{ type: '40HC', count: 2 }],
  };
  const requests = async (api = buyer) =>
    (await api<{ items: QuoteRequestRow[] }>('GET /quote-requests')).body.items;

  test('gets its number at once, is one task however often it is sent, and is answered by a quote', async () => {
    const file = (await upload(buyer, 'lista.pdf', pdfOf(300), 'quote')).body.id;
    const key = randomUUID();
    const body = { kind: 'freight', freight, files: [file], note: 'Urge' };
    const made = await ask(body, key);
    assert.equal(made.status, 201, made.text);
    assert.match(made.body.number, /^C-\d{6}$/);
    assert.equal((await ask(body, key)).text, made.text);
    const { items } = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=quote_request')).body;
    const [task, ...others] = items.filter(({ payload }) => payload.request === made.body.number);
    assert.equal(others.length, 0);
    assert.deepEqual((task!.payload.freight as { weight: string }).weight, '18400.5');
    const [sent] = await requests();
    assert.deepEqual([sent!.state, sent!.origin, sent!.files], ['sent', 'Shanghái', 1]);
    await erp(`POST /erp-tasks/${task!.id}/answer`, { body: { result: 'accepted' } });
    assert.equal((await requests())[0]!.state, 'received');
    await sync(quote('RQ-1', { request: made.body.number }));
    const [quoted] = await requests();
    assert.deepEqual([quoted!.state, quoted!.quotes[0]!.number], ['quoted', 'RQ-1']);
    assert.equal((await show('RQ-1')).request, made.body.number);
    // A file is of one request, and of whoever handed it over.
    assert.equal(refusal(await ask(body)), '404 not_found');
  });

  test('of goods names materials or words, and a company that sells to the customer', async () => {
    const lines = [{ material: '123', quantity: '5', unit: 'PZA' }];
    assert.equal((await ask({ kind: 'goods', company: 'SM01', lines })).status, 201);
    assert.equal(refusal(await ask({ kind: 'goods', company: 'KIR9', lines })), '404 not_found');
    for (const wrong of [
      { kind: 'goods', lines: [] },
      { kind: 'goods', lines: [{ material: '1', quantity: '1e3' }] },
      { kind: 'freight', freight: { ...freight, weight: '-1' } },
      { kind: 'freight', freight: { ...freight, cost: '1' } },
    ])
      assert.match(refusal(await ask(wrong)), /^400 invalid_input/);
  });

  test('is seen by its customer and the staff that looks after quotes', async () => {
    const stranger = await signIn(running.url, 'vecino');
    assert.deepEqual(await requests(stranger), []);
    assert.ok((await requests(staff)).length >= 2);
  });
});
