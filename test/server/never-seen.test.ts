// The eight things a customer's person never sees, each at every level it can be seen at: the fields of an answer, the
// rows of a list, the way to an endpoint.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { z } from 'zod';
import type { Endpoint } from '#contract/endpoint';
import { addDays, today } from '#contract/format';
import { endpoints } from '#contract/index';
import { contactPermissions, staffPermissions, syncEntities } from '#contract/permissions';
import type { DocumentDetail } from '#contract/documents';
import type { ThreadDetail } from '#contract/messages';
import type { Session } from '#contract/portal';
import type { Section } from '#contract/sections';
import { syncRecords } from '#contract/sync';
import { refusal, signIn, type Answer, type Api } from '../support/api.ts';
import { hostOrigin, item, order } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { shipment } from '../support/freight.ts';
import { quoteOf } from '../support/quotes.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { sampleRecords } from '../support/records.ts';
import { beginUpload, pdfOf, upload } from '../support/uploads.ts';
import { staffSession } from '../support/staff.ts';
import { readZip } from '../support/zip.ts';

const mine = '1002945';
const other = '7700000001';
/** Stands in every text that is another customer's, and in every text between people of the company. */
const theirs = 'ZARAPITO';
const internal = 'CHIRIMOYA';
const nobody = '00000000-0000-4000-8000-000000000000';

/** Names of fields that would hold a cost, a margin, or what people of the company say to each other. */
const costs = /cost|margin|profit|markup|purchase_?price|ganancia|utilidad|margem|lucro/i;
const remarks = /(^|[a-z_])(notes?|remarks?|comments?|internal|memo)$|^reason$/i;

const all = Object.entries(endpoints) as [string, Endpoint][];
const opens = ({ permission, alsoFor }: Endpoint) =>
  [permission, alsoFor]
    .flat()
    .some(
      (one) =>
        one &&
        [...contactPermissions, 'person', 'signed-in', 'public'].some((known) => known === one),
    );
const forCustomers = all.filter(([, endpoint]) => opens(endpoint));
const forStaff = all.filter(([, { permission, alsoFor }]) =>
  [permission, alsoFor]
    .flat()
    .every((one) => !one || (staffPermissions as readonly string[]).includes(one)),
);

/** Names of all fields of a schema, those of what lies inside included. */
function fieldsOf(schema: z.ZodType, io: 'input' | 'output'): string[] {
  const found = new Set<string>();
  const walk = (part: unknown) => {
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part)) return part.forEach(walk);
    const { properties } = part as { properties?: Record<string, unknown> };
    if (typeof properties === 'object') for (const name of Object.keys(properties)) found.add(name);
    Object.values(part).forEach(walk);
  };
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io }));
  return [...found];
}

/** All text of an answer, whichever kind of file it is. */
async function textOf({ bytes, text, headers }: Pick<Answer, 'bytes' | 'text' | 'headers'>) {
  const type = headers.get('content-type') ?? '';
  if (type.includes('pdf') && text.startsWith('%PDF-'))
    return (await readPdf(bytes)).pages
      .flatMap(({ runs }) => runs.map((run) => run.text))
      .join(' ');
  if (type.includes('spreadsheet')) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Buffer.from(bytes) as never);
    return JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues()));
  }
  if (type.includes('zip')) return [...readZip(bytes)].flat().join('\n');
  return text;
}

let running: TestPortal;
/** A contact with every right, its like with subsidiaries, and an administrator of the company. */
let person: Api;
let group: Api;
let staff: Api;
/** Ids of what is the other customer's, and of what is the person's own, by table. */
let strange: Record<string, string>;

const idOf = async (sql: string) => (await running.sql<{ id: string }>(sql))[0]!.id;

before(async () => {
  running = await startPortal();
  const { sync, admin } = running.portal;
  await seedOther(sync);
  staff = await staffSession(running, 'interna', {
    permissions: [...staffPermissions, 'statement.view', 'statement.export', 'contacts.view'],
  });
  person = await signIn(running.url, 'todo');
  group = await signIn(running.url, 'grupo');
  await admin.createLogin('norte', {
    contact: 'Z-1',
    logins: [`${theirs.toLowerCase()}@ajeno.example`],
    password: 'una clave larga 1',
    grants: contactPermissions.map((permission) => ({ permission, scope: 'customer' })),
  });
  const owner = await signIn(running.url, `${theirs.toLowerCase()}@ajeno.example`);
  const made = await owner<{ id: string }>('POST /statements', { body: { company: 'SM01' } });
  assert.equal(made.status, 201, made.text);
  const file = await upload(owner, `${theirs}.pdf`, pdfOf(500));
  const handedIn = await owner<DocumentDetail>('POST /documents', {
    body: { owner: `customer:${other}`, type: 'other', upload: file.body.id },
  });
  assert.equal(handedIn.status, 201, handedIn.text);
  const begun = await beginUpload(owner, `${theirs} 2.pdf`, 500);
  const sent = await upload(owner, `${theirs} 3.pdf`, pdfOf(500), 'message');
  const begunThread = await owner<{ id: string }>('POST /threads', {
    body: { owner: `customer:${other}`, subject: theirs, text: theirs, files: [sent.body.id] },
  });
  assert.equal(begunThread.status, 201, begunThread.text);
  const thread = await owner<ThreadDetail>(`GET /threads/${begunThread.body.id}`);
  const of = (table: string) =>
    idOf(
      `select t.id from ${table} t join customers c on c.id = t.customer_id where c.number = '${other}' limit 1`,
    );
  const shared = await owner<{ share: { id: string } }>(
    `POST /shipments/${await of('shipments')}/shares`,
    { body: {} },
  );
  assert.equal(shared.status, 201, shared.text);
  const ordered = await owner<{ id: string }>('POST /order-drafts', { body: { title: theirs } });
  assert.equal(ordered.status, 201, ordered.text);
  const category = await staff('PUT /service-categories/otro', {
    body: {
      version: 0,
      labels: { es: 'Otro' },
      icon: 'chat',
      fields: [],
      visible: true,
      priority: 'normal',
      targets: {},
      department: null,
      erp: false,
    },
  });
  assert.equal(category.status, 200, category.text);
  const asksFor = { category: 'otro', subject: theirs, text: theirs };
  const requested = await owner<{ id: string }>('POST /service-requests', { body: asksFor });
  assert.equal(requested.status, 201, requested.text);
  const filter = { list: 'orders', name: theirs, filter: { q: theirs } };
  const filters = await owner<{ items: { id: string }[] }>('PUT /saved-filters', { body: filter });
  assert.equal(filters.status, 200, filters.text);
  await sync('norte', 'contracts', [
    {
      number: `K-${theirs}`,
      customer: other,
      company: 'SM01',
      title: theirs,
      start: '2026-01-01',
    },
  ]);
  await admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: internal,
    methods: ['card'],
    credentials: { secretKey: internal, webhookSecrets: [] },
  });
  const { items } = (
    await owner<{ items: { id: string; payable: string; currency: string }[] }>(
      'GET /payable-items',
    )
  ).body;
  const [open] = items.filter(({ payable }) => !payable.startsWith('-'));
  const paid = await owner<{ id: string }>('POST /payments', {
    body: {
      company: 'SM01',
      currency: open!.currency,
      method: 'card',
      items: [{ id: open!.id, amount: open!.payable }],
      returnTo: `${hostOrigin.norte}/${theirs}`,
      locale: 'es',
    },
  });
  assert.equal(paid.status, 201, paid.text);
  await running.sql(
    `update payments set receipt_code = '${theirs}', received = 1 where id = '${paid.body.id}'`,
  );
  const promised = await owner<{ items: { id: string }[] }>('POST /promises', {
    body: {
      company: 'SM01',
      items: [{ id: open!.id, amount: open!.payable }],
      date: addDays(today('America/Mexico_City'), 9),
      note: theirs,
    },
  });
  assert.equal(promised.status, 201, promised.text);
  const disputed = await owner<{ id: string }>('POST /disputes', {
    body: { company: 'SM01', item: open!.id, reason: 'another', text: theirs },
  });
  assert.equal(disputed.status, 201, disputed.text);
  const proofs = await running.sql<{ id: string }>(
    `with file as (
       insert into files (tenant_id, name, purpose, media_type, sha256, bytes, state, scan)
       select tenant_id, '${theirs}.pdf', 'proof', 'application/pdf', '', 1, 'ready', 'off' from payments
       where id = '${paid.body.id}' returning id)
     insert into payment_proofs (tenant_id, payment_id, file_id, amount, value_date, contact_id)
     select p.tenant_id, p.id, f.id, 1, '2026-01-01', p.contact_id from payments p, file f
     where p.id = '${paid.body.id}' returning id`,
  );
  const disputeFiles = await running.sql<{ id: string }>(
    `with file as (
       insert into files (tenant_id, name, purpose, media_type, sha256, bytes, state, scan)
       select tenant_id, '${theirs}.pdf', 'dispute', 'application/pdf', '', 1, 'ready', 'off' from payment_disputes
       where id = '${disputed.body.id}' returning id)
     insert into payment_dispute_files (tenant_id, dispute_id, file_id, side, position)
     select s.tenant_id, s.id, f.id, 'customer', 0 from payment_disputes s, file f where s.id = '${disputed.body.id}'
     returning id`,
  );
  strange = {
    'saved-filters': filters.body.items[0]!.id,
    contracts: await of('contracts'),
    'service-requests': requested.body.id,
    payments: paid.body.id,
    'payment-proofs': proofs[0]!.id,
    promises: promised.body.items[0]!.id,
    disputes: disputed.body.id,
    'dispute-files': disputeFiles[0]!.id,
    approvals: ordered.body.id,
    'order-drafts': ordered.body.id,
    orders: await of('orders'),
    quotes: await of('quotes'),
    invoices: await of('invoices'),
    contacts: await of('contacts'),
    statements: made.body.id,
    'fiscal-files': await of('fiscal_files'),
    shipments: await of('shipments'),
    shares: shared.body.share.id,
    documents: handedIn.body.id,
    'document-versions': handedIn.body.versions[0]!.id,
    uploads: begun.body.id,
    threads: thread.body.id,
    messages: thread.body.messages[0]!.id,
    'message-files': sent.body.id,
  };
  await talkAmongThemselves();
});
after(() => running.close());

/** A customer whose every text can be told from all others. */
async function seedOther(sync: TestPortal['portal']['sync']) {
  const own = (more: object) => ({ customer: other, ...more });
  const records = {
    customers: [
      {
        number: other,
        name: `${theirs} Comercial`,
        companies: [{ company: 'SM01', currency: 'MXN', creditLimit: '770077.07' }],
      },
    ],
    addresses: [own({ code: 'Z1', name: `${theirs} Bodega`, street: `${theirs} 1` })],
    contacts: [own({ id: 'Z-1', name: `${theirs} Persona`, email: `${theirs}@ajeno.example` })],
    orders: [
      order('7700000010', {
        customer: other,
        shipTo: 'Z1',
        purchaseOrder: `OC-${theirs}`,
        items: [item('10', { descriptions: { es: `${theirs} a la medida` } })],
      }),
    ],
    invoices: [
      {
        number: `F-${theirs}`,
        company: 'SM01',
        customer: other,
        date: '2026-03-02',
        currency: 'MXN',
        net: '1.00',
        tax: '0.16',
        total: '1.16',
        items: [{ position: '1', quantity: '1', unit: 'PZA', amount: '1.00', tax: '0.16' }],
      },
    ],
    quotes: [quoteOf(`Q-${theirs}`, 1, { customer: other, company: 'SM01', subject: theirs })],
    shipments: [
      shipment(`EX-${theirs}`, {
        customer: other,
        references: [{ kind: 'customer_order', value: `OC-${theirs}` }],
      }),
    ],
    'open-items': [openItem(`X-${theirs}`, { customer: other })],
    'payment-slips': [
      {
        company: 'SM01',
        id: theirs,
        item: openItem(`X-${theirs}`).id,
        kind: 'reference',
        content: theirs,
        amount: '1.00',
        currency: 'MXN',
      },
    ],
    'price-lists': [
      { code: 'Z', name: `${theirs} lista`, currency: 'MXN', assignments: [{ customer: other }] },
    ],
    'price-items': [{ list: 'Z', material: '123', prices: [{ unit: 'PZA', price: '770077.07' }] }],
    documents: (['customer', 'internal'] as const).map((visibility) => ({
      owner: 'customer' as const,
      number: other,
      id: `X-${theirs}-${visibility}`,
      type: 'other',
      title: `${theirs} papel`,
      tags: [theirs],
      visibility,
      fileName: `${theirs}.txt`,
      content: Buffer.from(theirs).toString('base64'),
    })),
    'fiscal-files': [
      {
        fiscalId: `X-${theirs}`,
        kind: 'xml',
        customer: other,
        fileName: `${theirs}.xml`,
        content: Buffer.from('<x/>').toString('base64'),
      },
    ],
  };
  for (const [entity, of] of Object.entries(records)) {
    const { results } = await sync('norte', entity as never, of as never);
    assert.ok(
      results.every(({ status }) => status === 'created'),
      `${entity}: ${JSON.stringify(results)}`,
    );
  }
}

/** People of the company write to each other wherever they can, about the person's own customer. */
async function talkAmongThemselves() {
  const { body: portal } = await person<{ session: Session }>('GET /portal');
  const contact = await idOf(
    `select c.id from contacts c join customers k on k.id = c.customer_id
     where c.external_id = 'C-1' and k.number = '${portal.session.customer!.number}'`,
  );
  const look = await staff('POST /impersonations', { body: { contact, reason: internal } });
  assert.equal(look.status, 201, look.text);
  await staff('DELETE /impersonation');
  const imported = await staff<{ id: string }>('POST /mailing-list-imports', {
    body: { text: `SM01\t${mine}\t${internal.toLowerCase()}@cliente.example` },
  });
  await staff(`POST /mailing-list-imports/${imported.body.id}/application`, { body: {} });
  const thread = await staff<{ id: string }>('POST /threads', {
    body: { owner: `customer:${mine}`, subject: 'Su pedido', text: 'Hola' },
  });
  assert.equal(thread.status, 201, thread.text);
  const file = await upload(staff, `${internal}.pdf`, pdfOf(500), 'message');
  const note = await staff(`POST /threads/${thread.body.id}/messages`, {
    body: { text: internal, visibility: 'internal', files: [file.body.id] },
  });
  assert.equal(note.status, 201, note.text);
  for (const api of [person, group]) {
    const asked = { category: 'otro', subject: 'Ayuda', text: 'Hola' };
    const own = await api<{ id: string }>('POST /service-requests', { body: asked });
    assert.equal(own.status, 201, own.text);
    // Whom it is given to is the company's own business.
    await running.sql(
      `with open as materialized (select set_config('app.audience', 'company', true))
       insert into service_events (tenant_id, request_id, kind, visibility, data)
       select tenant_id, id, 'assigned', 'internal', '{"to": "${internal}"}' from service_requests, open
       where id = '${own.body.id}'`,
    );
  }
  const run = await staff<{ id: string }>('POST /mass-sends', { body: { company: 'SM01' } });
  assert.equal(run.status, 201, run.text);
  const body = { alreadySent: 'send', reason: internal };
  const started = await staff(`POST /mass-sends/${run.body.id}/start`, { body });
  assert.ok(started.status < 300, started.text);
}

/** Ways to ask for what is somebody else's without an id of it: the whole, its customer, its name, its number. */
const now = today('America/Mexico_City');
const range = `company=SM01&from=${addDays(now, -1_000)}&to=${now}`;
const queries: Record<string, string[]> = {
  'GET /logo': [`id=${'0'.repeat(64)}`],
  'GET /terms': ['locale=es'],
  'GET /contacts': ['limit=100', `q=${theirs}`, `customer=${other}`],
  'GET /orders': ['limit=100', `by=purchase_order&search=OC-${theirs}`, 'by=number&search=77000'],
  'GET /exports/orders': ['locale=es', `locale=es&by=purchase_order&search=OC-${theirs}`],
  'GET /exports/orders/xlsx': ['locale=es', `locale=es&by=purchase_order&search=OC-${theirs}`],
  'GET /invoices': ['limit=100', `search=F-${theirs}`, `customer=${other}`],
  'GET /exports/invoices': ['locale=es', `locale=es&customer=${other}`],
  'GET /fiscal-packs': ['month=2026-03', `month=2026-03&customer=${other}`],
  'GET /quotes': ['limit=100', `search=${theirs}`, `customer=${other}`],
  'GET /quote-requests': ['limit=100'],
  'GET /quotes/:id/pdf': ['locale=es'],
  'GET /quotes/:id/receipt': ['locale=es'],
  'GET /shipments': ['limit=100', `by=reference&search=OC-${theirs}`, `customer=${other}`],
  'GET /exports/shipments/csv': ['locale=es', `locale=es&customer=${other}`],
  'GET /exports/shipments/xlsx': ['locale=es', `locale=es&customer=${other}`],
  'GET /documents': ['limit=100', `q=${theirs}`, `q=${internal}`, `owner=customer:${other}`],
  'GET /document-checklists': [`owner=customer:${mine}`, `owner=customer:${other}`],
  'GET /saved-filters': ['list=orders', 'list=documents'],
  'GET /contracts': ['limit=100', `customer=${other}`],
  'GET /exports/contracts': ['locale=es', `locale=es&customer=${other}`],
  'GET /service-requests': [
    'limit=100',
    `q=${theirs}`,
    `like=${theirs}`,
    `q=${internal}`,
    `customer=${other}`,
  ],
  'GET /threads': [
    'limit=100',
    `q=${theirs}`,
    `q=${internal}`,
    `customer=${other}`,
    `owner=customer:${other}`,
  ],
  'GET /materials': [`search=${theirs}`],
  'GET /search': [`q=${theirs}`, `q=OC-${theirs}`, `q=${other}`, 'q=77000'],
  'GET /bank-data': ['company=SM01', `company=SM01&customer=${other}`],
  'GET /price-lists': ['', `customer=${other}`],
  'GET /prices': ['limit=100', `search=${theirs}`, `customer=${other}`],
  'GET /exports/prices/csv': ['locale=es', `locale=es&customer=${other}`],
  'GET /exports/prices/xlsx': ['locale=es', `locale=es&customer=${other}`],
  'GET /customers': [
    'limit=100',
    `search=${theirs}`,
    `search=${other}`,
    `area=prices&search=${other}`,
    `area=mailing_lists&search=${other}`,
    'recent=true',
    `recent=true&search=${theirs}`,
  ],
  'GET /approval-rules': ['', `customer=${other}`],
  'GET /companies': ['', `customer=${other}`],
  'GET /statements': ['limit=100', `customer=${other}`],
  'GET /statements/:id/pdf': ['locale=es'],
  'GET /statements/:id/xlsx': ['locale=es'],
  'GET /payable-items': ['', `customer=${other}`],
  'GET /payments': ['limit=100', `customer=${other}`],
  'GET /payments-on-their-way': ['', 'company=SM01', `company=SM01&customer=${other}`],
  'GET /promises': ['limit=100', `customer=${other}`],
  'GET /disputes': ['limit=100', `customer=${other}`],
  'GET /payment-slips': ['', `customer=${other}`],
  'GET /payments/:id/receipt': ['locale=es'],
  'GET /payments/:id/voucher': ['locale=es'],
  'GET /payment-methods': ['company=SM01&currency=MXN&amount=10.00'],
  'GET /movements': [range, `${range}&customer=${other}`],
  'GET /exports/movements': [`locale=es&${range}`, `locale=es&${range}&customer=${other}`],
  'GET /exports/statement-changes': [`locale=es&${range}`, `locale=es&${range}&customer=${other}`],
  'GET /statement-changes': [range, `${range}&customer=${other}`],
};
/** Remarks that are meant for the customer: why a shipment is held, what a carrier says, what is said of a document. */
const toCustomers = new Map([
  ['shipments', ['reason', 'remark']],
  ['documents', ['reason', 'note']],
  // What the customer itself writes with its order, and about one that waits for its word.
  ['order-drafts', ['note', 'comment']],
  ['approvals', ['note', 'comment']],
  ['orders', ['note', 'comment']],
  ['document-checklists', ['reason']],
  // What a quote says, and why the customer does not want it.
  ['quotes', ['note', 'reason']],
  // What the customer itself writes with its request.
  ['quote-requests', ['note']],
  // Why the text of a message was taken away.
  ['threads', ['reason']],
  // Why the proof of a transfer was refused.
  ['payments', ['reason']],
  ['payment-proofs', ['reason']],
  // What the customer itself says of its documents.
  ['payable-items', ['reason']],
  ['payments-on-their-way', ['reason']],
  ['promises', ['note']],
  ['disputes', ['reason']],
]);
const tableOf = (key: string) => key.split('/')[1]!;
const reading = forCustomers.filter(([key]) => key.startsWith('GET '));

/** Everything that a person reads of the portal, by what was asked: each list, file and record in reach. */
async function readAll(api: Api): Promise<{ asked: string; answer: Answer }[]> {
  const statement = await api<{ id: string }>('POST /statements', { body: { company: 'SM01' } });
  assert.equal(statement.status, 201, statement.text);
  const lists = ['orders', 'invoices', 'contacts', 'threads', 'service-requests'];
  const first = async (list: string) =>
    (await api<{ items: { id: string }[] }>(`GET /${list}`)).body.items[0]!.id;
  const own: Record<string, string> = Object.fromEntries(
    await Promise.all(lists.map(async (list) => [list, await first(list)] as const)),
  );
  own.statements = statement.body.id;
  own['fiscal-files'] = await idOf(
    `select f.id from fiscal_files f join customers c on c.id = f.customer_id where c.number_key = '${mine}' and f.kind = 'xml'`,
  );
  const answers = [];
  for (const [key] of reading)
    for (const query of queries[key] ?? ['']) {
      const asked = `${key.replace(':id', own[tableOf(key)] ?? nobody)}${query && '?'}${query}`;
      const answer = await api(asked);
      assert.notEqual(answer.status, 400, `${asked} is no question: ${answer.text}`);
      answers.push({ asked, answer });
    }
  return answers;
}

describe('1 costs and 2 margins', () => {
  test('are in no column that a record of the ERP could bring them in', async () => {
    const columns = await running.sql<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
    );
    assert.ok(columns.length > 200);
    assert.deepEqual(
      columns.filter(({ name }) => costs.test(name.split('.')[1]!)),
      [],
    );
  });

  test('are refused as fields of every record, on each of its levels', () => {
    for (const entity of syncEntities) {
      const schema = syncRecords[entity] as z.ZodType;
      assert.ok(schema.safeParse(sampleRecords[entity]).success, entity);
      assert.deepEqual(
        fieldsOf(schema, 'input').filter((name) => costs.test(name)),
        [],
      );
      for (const record of withCost(sampleRecords[entity]))
        assert.equal(schema.safeParse(record).success, false, JSON.stringify(record));
    }
  });

  test('are refused where the ERP sends them', async () => {
    const { results } = await running.portal.sync('norte', 'orders', [
      { ...order('7700000099'), cost: '1.00' } as never,
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['invalid'],
    );
  });

  test('are fields of no answer to a customer', () => {
    for (const [key, { response }] of forCustomers)
      if (typeof response === 'object' && 'parse' in response)
        assert.deepEqual(
          fieldsOf(response, 'output').filter((name) => costs.test(name)),
          [],
          key,
        );
  });

  test('do not leave with an answer, if a query brought them along', async () => {
    const { body } = await person<{ items: object[] }>('GET /orders');
    const declared = fieldsOf(endpoints['GET /orders'].response, 'output');
    assert.ok(body.items.length > 0);
    for (const row of body.items)
      assert.deepEqual(
        Object.keys(row).filter((name) => !declared.includes(name)),
        [],
      );
  });
});

/** The same record with a cost, once in each of the objects it is made of. */
function* withCost(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [at, one] of value.entries())
      for (const changed of withCost(one)) yield value.with(at, changed);
  } else if (typeof value === 'object' && value !== null) {
    for (const name of ['cost', 'margin']) yield { ...value, [name]: '1.00' };
    for (const [name, one] of Object.entries(value))
      // What is kept by language takes no other name either.
      for (const changed of withCost(one)) yield { ...value, [name]: changed };
  }
}

/** A history without what the person itself has typed in. */
const ofOthers = ({ body }: Answer): string =>
  JSON.stringify(
    (body as Page).items.map((entry) => (entry.by.self ? { ...entry, changes: [] } : entry)),
  );
type Page = { items: { by: { self: boolean } }[] };

describe('3 quotes, 4 files and 5 data of other customers', () => {
  test('are in no list, file, figure or search, whatever is asked for', async () => {
    for (const api of [person, group])
      for (const { asked, answer } of await readAll(api)) {
        const text = asked.endsWith('/activity') ? ofOthers(answer) : await textOf(answer);
        assert.doesNotMatch(text, new RegExp(`${theirs}|${other}|770077`, 'i'), asked);
      }
  });

  test('are there: their own person finds them by the same questions', async () => {
    const owner = await signIn(running.url, `${theirs.toLowerCase()}@ajeno.example`);
    const seen = async (asked: string) => (await textOf(await owner(asked))).includes(theirs);
    for (const asked of [
      'GET /orders',
      `GET /invoices?search=F-${theirs}`,
      'GET /price-lists',
      'GET /contacts',
      'GET /exports/orders/xlsx?locale=es',
      'GET /exports/prices/xlsx?locale=es',
      'GET /exports/invoices?locale=es',
      `GET /statements/${strange.statements}/pdf?locale=es`,
    ])
      assert.ok(await seen(asked), asked);
  });

  for (const [key, { query }] of forCustomers.filter(([one]) => one.includes('/:id')))
    test(`${key} with an id of theirs is 404`, async () => {
      const id = strange[tableOf(key)];
      if (!id) return assert.match(key, / \/(me|contact-imports)\//, 'no table to take an id from');
      const asked = `${key.replace(':id', id).replace(':session', nobody)}${query && 'locale' in query.shape ? '?locale=es' : ''}`;
      const body = bodies[key] ?? (key.startsWith('GET') ? undefined : {});
      for (const api of [person, group])
        assert.equal(refusal(await api(asked, { body })), '404 not_found');
    });

  test('are no part of a preview of access, an archive or a statement that is asked for', async () => {
    const asked: [string, object][] = [
      ['POST /access-previews', { contact: strange.contacts, grants: [] }],
      ['POST /fiscal-archives', { files: [{ id: strange['fiscal-files'] }], locale: 'es' }],
      ['POST /statements', { company: 'SM01', customer: other }],
      ['PUT /session/customer', { number: other }],
    ];
    for (const [key, body] of asked) {
      const answer = await person(key, { body });
      assert.ok(answer.status >= 400, `${key}: ${answer.status}`);
      assert.doesNotMatch(answer.text, new RegExp(theirs), key);
    }
  });
});

const bodies: Record<string, object> = {
  'PATCH /saved-filters/:id': { name: 'Otro' },
  'POST /service-requests/:id/closure': { version: 1 },
  'POST /service-requests/:id/reopening': { version: 1 },
  'POST /service-requests/:id/rating': { version: 1, score: 5 },
  'POST /quotes/:id/decision': { hash: '0'.repeat(64), decision: 'accepted' },
  'POST /orders/:id/change-requests': { kind: 'cancel', locale: 'es' },
  'PATCH /order-drafts/:id': { version: 1 },
  'POST /order-drafts/:id/lines-import': { text: '1 1', locale: 'es' },
  'POST /order-drafts/:id/submission': { version: 1, priceHash: '' },
  'POST /order-drafts/:id/decision': { decision: 'approve', contentHash: '' },
  'PATCH /contacts/:id': { version: 1 },
  'PUT /contacts/:id/access': { version: 1, grants: [] },
  'POST /contacts/:id/temporary-password': { mailed: true },
  'POST /documents/:id/versions': { upload: nobody },
  'POST /threads/:id/messages': { text: 'Hola' },
  'PUT /threads/:id/read': { number: '1' },
  'PUT /threads/:id/mute': { muted: true },
};

/** What only people of the company and its machines may ask, written down by hand: by what a path begins with. */
const companysOwn = [
  'audit',
  'bounces',
  'branding-draft',
  'branding-versions',
  'catalogue-searches',
  'erp-tasks',
  'exports/audit',
  'exports/portfolio',
  'file-storage',
  'fiscal-imports',
  'impersonations',
  'keys',
  'logos',
  'mail-previews',
  'mail-tests',
  'mailbox-recoveries',
  'mailing-list-imports',
  'mailing-lists',
  'mass-sends',
  'message-desk',
  'order-changes',
  'payment-accounts',
  'payment-files',
  'payment-reconciliations',
  'payment-refunds',
  'portfolio',
  'service-desk',
  'service-queue',
  'settings',
  'staff',
  'staff-requests',
  'sync',
  'unmatched-mails',
  'webhook-deliveries',
  'webhooks',
];

describe('6 settings of the system and 7 reports of the company', () => {
  test('open by no right that a customer can be given', () => {
    const under = (own: string, [key]: [string, Endpoint]) =>
      `${key.split(' ')[1]}/`.startsWith(`/${own}/`);
    for (const own of companysOwn) {
      assert.ok(
        all.some((one) => under(own, one)),
        own,
      );
      const opened = forCustomers.filter((one) => under(own, one)).map(([key]) => key);
      assert.deepEqual(opened, [], own);
    }
  });

  for (const [key, endpoint] of forStaff)
    test(`${key} is closed to a customer with every right there is`, async () => {
      const path = key.replaceAll(/:\w+/g, nobody);
      const body = endpoint.body ? {} : undefined;
      for (const api of [person, group])
        assert.equal(refusal(await api(path, { body })), '403 forbidden');
    });

  test('stay closed to a contact whose grants were written by hand', async () => {
    await running.sql(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select c.tenant_id, c.id, p, 'hierarchy' from contacts c, unnest(array['${staffPermissions.join("','")}']) p
       where c.external_id = 'C-6'`,
    );
    const forged = await signIn(running.url, 'vecino');
    for (const [key, endpoint] of forStaff) {
      const body = endpoint.body ? {} : undefined;
      const answer = refusal(await forged(key.replaceAll(/:\w+/g, nobody), { body }));
      assert.equal(answer, '403 forbidden', key);
    }
  });

  test('are no part of what anybody is told of the portal', async () => {
    const { body } = await person<{ tenant: object }>('GET /portal');
    assert.deepEqual(
      Object.keys(body.tenant).filter((name) => /key|secret|smtp|host|origin|quota/i.test(name)),
      [],
    );
    const { body: home } = await person<{ sections: { section: Section }[] }>('GET /home');
    const staffOnly: Section[] = [
      'portfolio',
      'mass-send',
      'audit',
      'settings',
      'branding',
      'staff',
    ];
    assert.deepEqual(
      home.sections.filter(({ section }) => staffOnly.includes(section)),
      [],
    );
  });
});

describe('8 what people of the company say to each other', () => {
  test('is a field of no answer to a customer', () => {
    for (const [key, { response }] of forCustomers)
      if (typeof response === 'object' && 'parse' in response)
        assert.deepEqual(
          fieldsOf(response, 'output').filter(
            (name) => remarks.test(name) && !toCustomers.get(tableOf(key))?.includes(name),
          ),
          [],
          key,
        );
  });

  test('is kept, and in nothing that the customer reads, its history included', async () => {
    const kept = await running.sql(
      `select event from audit_events where detail::text like '%${internal}%'`,
    );
    assert.deepEqual(kept.map(({ event }) => event).toSorted(), [
      // The name of a file.
      'file.received',
      'impersonation.started',
      'mass_send.started',
    ]);
    for (const api of [person, group])
      for (const { asked, answer } of await readAll(api))
        assert.doesNotMatch(await textOf(answer), new RegExp(internal, 'i'), asked);
  });

  test('is nothing that the customer can search by', async () => {
    for (const asked of [`GET /contacts?q=${internal}`, `GET /customers?search=${internal}`]) {
      const { body } = await person<{ items: unknown[] }>(asked);
      assert.deepEqual(body.items, [], asked);
    }
  });
});
