// The statement of account: what a customer owes, who is told, and that it stays as it was told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ContactPermission, GrantScope } from '#contract/permissions';
import type { Statement } from '#contract/statement';
import { refusal, signIn, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import {
  askStatement as ask,
  openItem,
  sampleDay,
  sampleFigures,
  sampleItems,
  send,
} from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  await send(running, 'open-items', sampleItems);
  await send(running, 'open-items', [
    openItem('N1', { customer: '1002946', amount: '46.00' }),
    openItem('S1', { customer: '1002947', amount: '47.00' }),
  ]);
  await send(running, 'open-items', [openItem('1', { currency: 'BRL', amount: '55.00' })], 'sul');
  person = await as('todo');
});
after(() => running.close());

const as = (login: string) => signIn(running.url, login);
const atSample = (api = person) => ask(api, { cutOff: sampleDay });
const itemsOf = ({ sections }: Statement) => sections.flatMap(({ items }) => items);
const total = (body: Statement) => body.sections[0]!.figures.total;

/** Signs in a new contact of a customer with these rights. */
async function withGrants(
  id: string,
  grants: { permission: ContactPermission; scope: GrantScope }[],
): Promise<Api> {
  await send(running, 'contacts', [{ id, customer: '1002945', name: id }]);
  await running.portal.admin.createLogin('norte', {
    contact: id,
    logins: [id.toLowerCase()],
    password,
    grants,
  });
  return as(id.toLowerCase());
}

async function staff(login: string, customers: string[] | 'all'): Promise<Api> {
  await running.portal.admin.createStaff('norte', {
    name: login,
    logins: [login],
    password,
    permissions: ['statement.view', 'credit.view'],
    customers,
  });
  return as(login);
}

describe('the sample of the manual', () => {
  test('ties out to the cent, with the part its screen did not name', async () => {
    const { status, body } = await atSample();
    assert.equal(status, 201);
    assert.deepEqual(
      body.sections.map(({ currency }) => currency),
      ['MXN'],
    );
    assert.deepEqual(body.sections[0]!.figures, sampleFigures);
    assert.deepEqual(body.sections[0]!.ageing, {
      current: '1536372.14',
      days_1_30: '3621320.46',
      days_31_60: '0.00',
      days_61_90: '0.00',
      over_90: '0.00',
      credit: '-417056.58',
    });
    assert.deepEqual(body.company, { code: 'SM01', name: 'Tanques norte S.A.', taxId: null });
    assert.deepEqual(
      [body.customer.number, body.cutOff, body.timeZone],
      ['0001002945', sampleDay, 'America/Mexico_City'],
    );
  });

  test('counts days at the cut-off, and lists rows whatever numbers they lack', async () => {
    const { body } = await atSample();
    assert.deepEqual(
      itemsOf(body).map(({ kind, dueDate, daysOverdue, amount, open, status }) =>
        [kind, dueDate, daysOverdue, amount, open, status].join(' '),
      ),
      [
        'invoice 2018-04-11 25 2121320.00 2121320.00 overdue',
        'invoice 2018-04-13 23 1500000.46 1500000.46 overdue',
        'invoice 2018-05-06  1000000.00 1000000.00 to_fall_due',
        'debit_note   600000.14 536372.14 to_fall_due',
        'payment   -400000.00 -400000.00 credit',
        'credit_note   -17056.58 -17056.58 credit',
      ],
    );
    const [bare, known] = itemsOf(body);
    assert.deepEqual(
      [bare!.order, bare!.purchaseOrder, bare!.invoice, bare!.fiscalId],
      [null, null, null, null],
    );
    assert.deepEqual(
      [known!.order, known!.purchaseOrder, known!.fiscalId],
      ['0084000907', 'OC-1', '1C248DF2-0000-4000-8000-000000000001'],
    );
  });

  test('of another day is what was open that day', async () => {
    const of = async (cutOff: string) => (await ask(person, { cutOff })).body;
    // Before the partial clearing, the credit note and the payment; then before anything.
    assert.equal(total(await of('2018-05-03')), '4804264.02');
    assert.equal(total(await of('2018-05-01')), '5221320.60');
    assert.equal(itemsOf(await of('2018-05-07')).filter((one) => one.daysOverdue === 1).length, 1);
    const nothing = await of('2018-02-08');
    assert.deepEqual(nothing.sections, [
      {
        currency: 'MXN',
        figures: {
          ...sampleFigures,
          overdue: '0.00',
          toFallDue: '0.00',
          unappliedCredit: '0.00',
          total: '0.00',
          available: '8000000.00',
        },
        ageing: {
          current: '0.00',
          days_1_30: '0.00',
          days_31_60: '0.00',
          days_61_90: '0.00',
          over_90: '0.00',
          credit: '0.00',
        },
        items: [],
      },
    ]);
  });
});

describe('a kept statement', () => {
  test('is the same one while nothing changes, and what it was once something did', async () => {
    const first = (await atSample()).body;
    assert.deepEqual((await atSample()).body, first);
    const stored = async () => (await person<Statement>(`GET /statements/${first.id}`)).body;
    assert.deepEqual(await stored(), first);

    // Cleared later, corrected, deleted: what was printed stays; what is asked anew of the same day
    // knows better, but for what happened after that day.
    const paid = [{ date: '2018-05-07', amount: '2121320.00' }];
    await send(running, 'open-items', [{ ...sampleItems[1]!, clearings: paid }]);
    const later = (await atSample()).body;
    assert.equal(later.id, first.id, 'a clearing after the day changes nothing');
    assert.equal(total((await ask(person, { cutOff: '2018-05-07' })).body), '2619316.02');
    await send(running, 'open-items', [
      { ...sampleItems[0]!, amount: '1500000.00' },
      { company: 'SM01', id: sampleItems[4]!.id, deleted: true },
    ]);
    const corrected = (await atSample()).body;
    assert.notEqual(corrected.id, first.id);
    assert.equal(total(corrected), '5140635.56');
    assert.deepEqual(await stored(), first);

    await send(running, 'open-items', sampleItems);
    const restored = (await atSample()).body;
    assert.deepEqual(restored.sections, first.sections);
    assert.notEqual(restored.id, first.id, 'the newest said otherwise');
    assert.deepEqual(await stored(), first);
  });

  test('is written to the log each time it is asked for, by staff on behalf of the customer', async () => {
    const log = () =>
      running.sql<{ record: string; detail: object; kind: string }>(
        `select record, detail, actor_kind as kind from audit_events where event = 'statement.generated' order by id desc limit 2`,
      );
    const { body } = await atSample();
    await atSample();
    const entry = { customer: '0001002945', company: 'SM01', cutOff: sampleDay };
    assert.deepEqual(await log(), [
      { record: body.id, detail: entry, kind: 'contact' },
      { record: body.id, detail: entry, kind: 'contact' },
    ]);
    const executive = await staff('bitacora', ['1002945']);
    await ask(executive, { cutOff: sampleDay, customer: '1002945' });
    const [last] = await log();
    assert.deepEqual(last, {
      record: body.id,
      detail: { ...entry, onBehalf: true },
      kind: 'staff',
    });
  });

  test('is listed, the newest first, page by page', async () => {
    for (const day of ['01', '02', '03']) await ask(person, { cutOff: `2019-01-${day}` });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await person<{ items: { cutOff: string }[]; nextCursor: string | null }>(
        `GET /statements?limit=2${cursor}`,
      );
      seen.push(...body.items.map(({ cutOff }) => cutOff));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor);
    assert.deepEqual(seen.slice(0, 3), ['2019-01-03', '2019-01-02', '2019-01-01']);
    const [{ count } = { count: 0 }] = await running.sql<{ count: number }>(
      `select count(*)::int as count from statements s join customers k on k.id = s.customer_id where k.number_key = '1002945'`,
    );
    assert.equal(seen.length, count);
    for (const cursorOf of ['x', Buffer.from('["1"]').toString('base64url')])
      assert.equal(
        refusal(await person(`GET /statements?cursor=${cursorOf}`)),
        '400 invalid_input query.cursor: cursor',
      );
  });
});

describe('today', () => {
  const cases: [zone: string, instant: string, day: string][] = [
    // 23:30 in the company's zone is still that day, whatever day it is in Greenwich.
    ['America/Mexico_City', '2026-05-07T05:30:00Z', '2026-05-06'],
    ['America/Mexico_City', '2026-05-07T06:00:00Z', '2026-05-07'],
    ['America/Sao_Paulo', '2026-05-07T02:30:00Z', '2026-05-06'],
    ['Asia/Tokyo', '2026-05-06T15:00:00Z', '2026-05-07'],
    ['Pacific/Kiritimati', '2026-04-30T10:30:00Z', '2026-05-01'],
  ];
  for (const [timeZone, instant, day] of cases)
    test(`in ${timeZone} at ${instant} is ${day}`, async (t) => {
      await send(running, 'companies', [
        { code: 'SM02', legalName: 'Otra S.A.', currency: 'USD', timeZone },
      ]);
      await send(running, 'customers', [
        {
          number: '0001002947',
          name: `Sucursal ${timeZone} ${day}`,
          parent: '1002945',
          companies: [
            { company: 'SM01', currency: 'MXN', creditBlocked: false },
            { company: 'SM02', creditBlocked: false },
          ],
        },
      ]);
      const group = await as('grupo');
      // In the past, so that no session ends: the embedded database goes by this clock, too.
      t.mock.timers.enable({ apis: ['Date'], now: new Date(instant) });
      const whose = { company: 'sm02', customer: '1002947' };
      const { body } = await ask(group, whose);
      assert.equal(body.cutOff, day);
      // The currency of the company, where the customer has none of its own.
      assert.deepEqual(
        body.sections.map(({ currency, figures }) => [currency, figures.limit]),
        [['USD', null]],
      );
      const companies = await group<{ items: { code: string; today: string }[] }>(
        'GET /companies?customer=1002947',
      );
      assert.equal(companies.body.items.find(({ code }) => code === 'SM02')?.today, day);
    });
});

describe('whose statement', () => {
  const notFound = async (api: Api, body: object) =>
    assert.equal(refusal(await ask(api, body)), '404 not_found');

  test('is the own one, unless the permission reaches subsidiaries', async () => {
    for (const customer of ['1002945', '0001002945', '00001002945'])
      assert.equal((await ask(person, { customer })).status, 201, customer);
    for (const customer of ['1002946', '1002947', '999', "' or 1=1"])
      await notFound(person, { customer });
    const group = await as('grupo');
    assert.equal(
      total((await ask(group, { customer: '1002947', cutOff: sampleDay })).body),
      '47.00',
    );
    await notFound(group, { customer: '1002946' });
    const neighbour = await as('vecino');
    assert.equal(total((await ask(neighbour, { cutOff: sampleDay })).body), '46.00');
  });

  test('ends at the tenant, where the same numbers are others', async () => {
    const sul = await signIn(running.url, 'todo', 'sul');
    const { body } = await ask(sul, { cutOff: sampleDay });
    assert.deepEqual([body.sections[0]!.currency, total(body)], ['BRL', '55.00']);
    assert.equal(refusal(await person(`GET /statements/${body.id}`)), '404 not_found');
  });

  test('of the documents of one person is the customer’s: the balance is one', async () => {
    assert.equal(total((await atSample(await as('propios'))).body), sampleFigures.total);
  });

  test('is of a company the customer buys from', async () => {
    await send(running, 'companies', [
      { code: 'SM09', legalName: 'Ajena S.A.', currency: 'MXN', timeZone: 'UTC' },
    ]);
    for (const company of ['SM09', 'SM99']) await notFound(person, { company });
    assert.equal((await ask(person, { company: ' sm01 ' })).status, 201);
  });

  test('staff name a customer of their portfolio', async () => {
    const executive = await staff('cartera', ['1002946']);
    await notFound(executive, {});
    await notFound(executive, { customer: '1002945' });
    const { body } = await ask(executive, { customer: '1002946', cutOff: sampleDay });
    assert.deepEqual([total(body), body.sections[0]!.figures.limit], ['46.00', '8000000.00']);
    for (const path of ['GET /statements', 'GET /companies'])
      assert.equal(refusal(await executive(path)), '404 not_found', path);
    const id = (await atSample()).body.id;
    assert.equal(refusal(await executive(`GET /statements/${id}`)), '404 not_found');
    assert.equal((await (await staff('todas', 'all'))(`GET /statements/${id}`)).status, 200);
    assert.equal(
      refusal(await (await staff('ninguna', []))(`GET /statements/${id}`)),
      '404 not_found',
    );
  });

  test('without credit.view has neither limit nor what is left of it', async () => {
    const id = (await atSample()).body.id;
    const plain = await withGrants('C-PLAIN', [
      { permission: 'statement.view', scope: 'customer' },
    ]);
    const { body, text } = await plain<Statement>(`GET /statements/${id}`);
    assert.deepEqual(body.sections[0]!.figures, { ...sampleFigures, limit: null, available: null });
    assert.doesNotMatch(text, /8000000|3259363/);
    const mine = (await atSample(plain)).body;
    assert.deepEqual([mine.id, mine.sections[0]!.figures.limit], [id, null]);
    // Credit of the own customer alone is not that of a subsidiary.
    const mixed = await withGrants('C-MIXED', [
      { permission: 'statement.view', scope: 'hierarchy' },
      { permission: 'credit.view', scope: 'customer' },
    ]);
    assert.equal((await ask(mixed, {})).body.sections[0]!.figures.limit, '8000000.00');
    await send(running, 'customers', [
      {
        number: '0001002947',
        name: 'Sucursal con crédito',
        parent: '1002945',
        companies: [
          { company: 'SM01', creditLimit: '5.00', currency: 'MXN', creditBlocked: false },
        ],
      },
    ]);
    const below = await ask(mixed, { customer: '1002947' });
    assert.equal(below.body.sections[0]!.figures.limit, null);
    const group = await ask(await as('grupo'), { customer: '1002947' });
    assert.equal(group.body.sections[0]!.figures.limit, '5.00');
  });
});

test('files of fiscal documents are named to whom they are open, of the same customer', async () => {
  const fiscalId = sampleItems[0]!.fiscalId!;
  const file = (kind: 'xml' | 'pdf', id: string, customer: string) => ({
    fiscalId: id,
    kind,
    customer,
    fileName: `F.${kind}`,
    content: Buffer.from(kind === 'pdf' ? '%PDF-1.7' : '<cfdi/>').toString('base64'),
  });
  await send(running, 'fiscal-files', [
    file('xml', fiscalId.toLowerCase(), '1002945'),
    file('pdf', fiscalId, '1002945'),
    file('xml', 'AJENA', '1002946'),
  ]);
  await send(running, 'open-items', [openItem('7', { fiscalId: 'AJENA', date: '2020-01-01' })]);
  const filesOf = async (api: Api) =>
    itemsOf((await ask(api, { cutOff: '2020-01-01' })).body)
      .filter((one) => one.fiscalId !== null)
      .map(({ fiscalId: id, xml, pdf }) => `${id!.slice(0, 5)} ${xml !== null} ${pdf !== null}`);
  assert.deepEqual(await filesOf(person), ['1C248 true true', 'AJENA false false']);
  const half = await withGrants('C-XML', [
    { permission: 'statement.view', scope: 'customer' },
    { permission: 'invoices.xml', scope: 'own' },
  ]);
  assert.deepEqual(await filesOf(half), ['1C248 true false', 'AJENA false false']);
  const [one] = itemsOf((await ask(person, { cutOff: '2020-01-01' })).body).filter(
    ({ xml }) => xml,
  );
  assert.equal((await person(`GET /fiscal-files/${one!.xml}/xml`)).status, 200);
  assert.equal((await person(`GET /fiscal-files/${one!.pdf}/pdf`)).status, 200);
});
