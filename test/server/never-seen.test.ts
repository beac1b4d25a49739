// The eight things a customer's person never sees, each at every level it can be seen at: the fields of an answer, the
// rows of a list, the way to an endpoint.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { contactPermissions, staffPermissions, syncEntities } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { Section } from '#contract/sections';
import { syncRecords } from '#contract/sync';
import { refusal, signIn, type Answer, type Api } from '../support/api.ts';
import { order } from '../support/fixtures.ts';
import {
  bodies,
  idOf,
  internal,
  makeOther,
  mine,
  nobody,
  other,
  questions,
  textOf,
  theirs,
} from '../support/other-customer.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { sampleRecords } from '../support/records.ts';
import { pdfOf, upload } from '../support/uploads.ts';
import { staffSession } from '../support/staff.ts';

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

let running: TestPortal;
/** A contact with every right, its like with subsidiaries, and an administrator of the company. */
let person: Api;
let group: Api;
let staff: Api;
/** Ids of what is the other customer's, and of what is the person's own, by table. */
let strange: Record<string, string>;

before(async () => {
  running = await startPortal();
  staff = await staffSession(running, 'interna', {
    permissions: [...staffPermissions, 'statement.view', 'statement.export', 'contacts.view'],
  });
  person = await signIn(running.url, 'todo');
  group = await signIn(running.url, 'grupo');
  strange = await makeOther(running, staff);
  await talkAmongThemselves();
});
after(() => running.close());

/** People of the company write to each other wherever they can, about the person's own customer. */
async function talkAmongThemselves() {
  const { body: portal } = await person<{ session: Session }>('GET /portal');
  const contact = await idOf(
    running,
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
    running,
    `select f.id from fiscal_files f join customers c on c.id = f.customer_id where c.number_key = '${mine}' and f.kind = 'xml'`,
  );
  const answers = [];
  for (const [key] of reading)
    for (const query of questions[key] ?? ['']) {
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
