// Permissions that are limited to ship-to addresses: every way to an order, to what hangs on it and to a new one.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ContactDetail, Grant, GrantAddress, GrantDifference } from '#contract/contacts';
import type { Home } from '#contract/home';
import type { Draft } from '#contract/order-entry';
import { contactPermissions, type ContactPermission } from '#contract/permissions';
import { covers, withinCustomers } from '../../server/http/caller.ts';
import { mayHear, type Person } from '../../server/features/notifications/people.ts';
import { grantedBy, ofAddresses } from '../../server/http/grants.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { order, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let staff: Api;
type Asked = Partial<Grant> & { permission: ContactPermission };
type Someone = { id: string; api: Api };
let person: Someone;
let colleague: Someone;
/** Ids of addresses by code, and of orders by number. */
let places: Record<string, string>;
let orders: Record<string, string>;

const all: Asked[] = contactPermissions
  .filter((permission) => permission !== 'contacts.manage')
  .map((permission) => ({ permission, scope: 'customer' }));
/** Everything, its orders limited to addresses. */
const limited = (codes: string[], more: Partial<Grant> = {}): Asked[] =>
  all.map((one) =>
    ofAddresses(one.permission)
      ? { ...one, addresses: codes.map((code) => places[code]!), ...more }
      : one,
  );
const generalCategory = {
  version: 0,
  labels: { es: 'Otro asunto' },
  icon: 'box',
  fields: [],
  visible: true,
  priority: 'normal',
  targets: { normal: { response: 60, resolution: 540 }, urgent: { response: 5, resolution: 60 } },
  department: null,
  erp: false,
};
const put = async (api: Api, { id }: { id: string }, grants: Asked[]) => {
  const { version } = (await staff<ContactDetail>(`GET /contacts/${id}`)).body;
  return api<ContactDetail>(`PUT /contacts/${id}/access`, { body: { version, grants } });
};
const grant = async (to: Someone, grants: Asked[]): Promise<ContactDetail> => {
  const answer = await put(staff, to, grants);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};

async function someone(name: string): Promise<Someone> {
  const made = await staff<ContactDetail>('POST /contacts', {
    body: { customer: '1002945', name, email: `${name}@cliente.example` },
  });
  const [row] = await running.sql<{ external_id: string }>(
    `select external_id from contacts where id = '${made.body.id}'`,
  );
  const contact = row!.external_id;
  await running.portal.admin.createLogin('norte', {
    contact,
    logins: [name],
    password,
    grants: [],
  });
  return { id: made.body.id, api: await signIn(running.url, name) };
}

before(async () => {
  running = await startPortal();
  const { sync } = running.portal;
  const address = (customer: string, code: string) => ({ customer, code, name: `Bodega ${code}` });
  const records = {
    addresses: [
      address('1002945', 'A2'),
      address('1002945', 'A3'),
      address('1002946', 'X1'),
      address('1002947', 'S1'),
    ],
    orders: [
      order('P1'),
      order('P2', { shipTo: 'A2' }),
      order('P0', { shipTo: null }),
      order('PS', { customer: '1002947', shipTo: 'S1' }),
    ],
  };
  for (const [entity, batch] of Object.entries(records)) {
    const { results } = await sync('norte', entity as 'orders', batch as never);
    for (const result of results) assert.notEqual(result.status, 'refused', JSON.stringify(result));
  }
  const byKey = async (sql: string) =>
    Object.fromEntries(
      (await running.sql<{ key: string; id: string }>(sql)).map(({ key, id }) => [key, id]),
    );
  const tenant = `tenant_id = (select id from tenants where slug = 'norte')`;
  places = await byKey(`select code as key, id from addresses where ${tenant}`);
  orders = await byKey(`select number as key, id from orders where ${tenant}`);
  staff = await staffSession(running, 'todo-acceso', {
    permissions: ['access.manage', 'messages.manage', 'service.manage', ...contactPermissions],
  });
  person = await someone('persona');
  colleague = await someone('colega');
});
after(() => running.close());

const numbers = async (path: string, api = person.api) => {
  const answer = await api<{ items: { number: string }[] }>(path);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.body.items.map(({ number }) => number).filter((number) => number.startsWith('P'));
};

describe('orders for some addresses', () => {
  test('are all that is listed, searched, found, counted and exported', async () => {
    await grant(person, all);
    assert.deepEqual((await numbers('GET /orders?limit=100')).toSorted(), ['P0', 'P1', 'P2']);
    const before = (await person.api<Home>('GET /home')).body;
    await grant(person, limited(['A2']));
    for (const sort of ['date', '-number', '-amount', 'purchase_order', 'status'])
      assert.deepEqual(await numbers(`GET /orders?limit=100&sort=${sort}`), ['P2'], sort);
    assert.deepEqual(await numbers('GET /orders?by=number&search=P1'), []);
    const { body: found } = await person.api<{ items: { kind: string; number: string }[] }>(
      'GET /search?q=OC-P',
    );
    assert.deepEqual(
      found.items.map(({ number }) => number),
      ['P2'],
    );
    assert.equal((await person.api(`GET /orders/${orders.P2}`)).status, 200);
    for (const number of ['P0', 'P1', 'PS'])
      assert.equal(refusal(await person.api(`GET /orders/${orders[number]}`)), '404 not_found');
    const file = (await person.api('GET /exports/orders?locale=es')).text;
    assert.match(file, /P2/);
    assert.doesNotMatch(file, /P1|P0|PS/);
    const count = (home: Home) => home.sections.find((one) => one.section === 'orders')!.count!;
    const hidden = (await numbersOf(before)) - 1;
    assert.equal(count((await person.api<Home>('GET /home')).body), count(before) - hidden);
    assert.equal(
      refusal(await person.api(`POST /orders/${orders.P1}/drafts`, { body: {} })),
      '404 not_found',
    );
  });
  /** Open orders of the customer, which are those the figure counts. */
  const numbersOf = async (home: Home) =>
    home.sections.find((one) => one.section === 'orders')!.count!;

  test('hide amounts where those are for others', async () => {
    await grant(person, [
      { permission: 'orders.view' },
      { permission: 'orders.amounts', addresses: [places.A2!] },
    ]);
    const { body } = await person.api<{ items: { number: string; amount: string | null }[] }>(
      'GET /orders?limit=100',
    );
    const amounts = new Map(body.items.map(({ number, amount }) => [number, amount]));
    assert.ok(amounts.get('P2'));
    assert.equal(amounts.get('P1'), null);
    assert.equal(refusal(await person.api('GET /orders?sort=-amount')), '403 forbidden');
  });

  test('reach those of subsidiaries where the scope does', async () => {
    await grant(person, limited(['A2', 'S1'], { scope: 'hierarchy' }));
    assert.deepEqual((await numbers('GET /orders?limit=100')).toSorted(), ['P2', 'PS']);
    await grant(person, limited(['A2', 'S1']));
    assert.deepEqual(await numbers('GET /orders?limit=100'), ['P2']);
  });

  test('are asked to be changed where the permission is for their address', async () => {
    const ask = (number: string) =>
      person.api(`POST /orders/${orders[number]}/change-requests`, {
        headers: { 'Idempotency-Key': randomUUID() },
        body: { locale: 'es', kind: 'other', text: 'Por favor' },
      });
    await grant(person, limited(['A2']));
    assert.equal(refusal(await ask('P1')), '404 not_found');
    assert.equal((await ask('P2')).status, 201);
  });

  test('take what hangs on them along: conversations, requests, notices', async () => {
    await grant(person, all);
    const begin = async (owner: string, api = person.api) => {
      const answer = await api<{ id: string }>('POST /threads', {
        headers: { 'Idempotency-Key': randomUUID() },
        body: { owner, subject: `De ${owner}`, text: 'Hola' },
      });
      return { status: answer.status, id: answer.body.id };
    };
    const [one, two, general] = [
      await begin(`order:${orders.P1}`),
      await begin(`order:${orders.P2}`),
      await begin('customer:1002945'),
    ];
    assert.deepEqual([one.status, two.status, general.status], [201, 201, 201]);
    const [tenant] = await running.sql<{ id: string; customer: string }>(
      `select tenant_id as id, customer_id as customer from contacts where id = '${person.id}'`,
    );
    for (const [at, number] of ['P1', 'P2'].entries())
      await running.sql(`insert into notifications
        (tenant_id, contact_id, customer_id, own, event_id, type, record_kind, record_id, at)
        values ('${tenant!.id}', '${person.id}', '${tenant!.customer}', false, ${900_000 + at},
          'order_status', 'order', '${orders[number]}', now())`);
    const threads = async () =>
      (await person.api<{ items: { id: string }[] }>('GET /threads?limit=100')).body.items.map(
        ({ id }) => id,
      );
    const notices = async () =>
      (
        await person.api<{ items: { record: { id: string } | null }[] }>('GET /notifications')
      ).body.items.flatMap(({ record }) => record?.id ?? []);
    const isSubset = (some: string[], of: string[]) => some.every((each) => of.includes(each));
    assert.ok(isSubset([one.id, two.id, general.id], await threads()));
    assert.ok(isSubset([orders.P1!, orders.P2!], await notices()));
    await grant(person, limited(['A2']));
    const seen = await threads();
    assert.ok(isSubset([two.id, general.id], seen) && !seen.includes(one.id));
    assert.equal(refusal(await person.api(`GET /threads/${one.id}`)), '404 not_found');
    assert.equal((await begin(`order:${orders.P1}`)).status, 404);
    assert.equal((await begin(`order:${orders.P2}`)).status, 201);
    const told = await notices();
    assert.ok(told.includes(orders.P2!) && !told.includes(orders.P1!));
    const unread = async () =>
      (await person.api<{ threads: { unread: number } }>('GET /changes')).status;
    assert.equal(await unread(), 200);
    const asks = (number: string) =>
      person.api('POST /service-requests', {
        headers: { 'Idempotency-Key': randomUUID() },
        body: { category: 'general', subject: 'S', text: 'T', record: `order:${orders[number]}` },
      });
    const category = await staff('PUT /service-categories/general', { body: generalCategory });
    assert.equal(category.status, 200, category.text);
    assert.equal(refusal(await asks('P1')), '404 not_found');
    assert.equal((await asks('P2')).status, 201);
    await grant(person, limited(['A3']));
    const requests = await person.api<{ items: unknown[] }>('GET /service-requests');
    assert.deepEqual(requests.body.items, []);
    await grant(person, all);
    const before = await person.api<{ items: unknown[] }>('GET /service-requests');
    assert.equal(before.body.items.length, 1);
  });

  test('are told of where they go, and nothing else is', () => {
    const { A2, A1 } = places;
    const stored = [
      { permission: 'orders.view', addressIds: [A2!] },
      { permission: 'orders.approve', addressIds: [A2!] },
      { permission: 'messages.view', addressIds: [] },
    ].map((one) => ({ ...one, scope: 'customer' as const, companyIds: [], expiresOn: null }));
    const holder = {
      kind: 'contact' as const,
      customer: { id: 'k', number: '', name: '' },
      contactId: 'me',
      otherCustomerIds: [],
      ...grantedBy(stored, ''),
    };
    const who = { id: 'me', customerId: 'k', holder } as unknown as Person;
    const event = (more: object) =>
      ({
        customerId: 'k',
        companyId: null,
        owners: [],
        data: {},
        addressId: null,
        ...more,
      }) as never;
    const told = (type: 'order_status' | 'message_posted' | 'approval_asked', more: object) =>
      mayHear(who, type, event(more));
    const of = (addressId: string | null) => ({ ofOrder: true, addressId });
    assert.deepEqual(
      [A2!, A1!, null].map((one) => told('order_status', of(one))),
      [true, false, false],
    );
    assert.deepEqual(
      [A2!, A1!, null].map((one) => told('message_posted', of(one))),
      [true, false, false],
    );
    assert.equal(told('message_posted', { ofOrder: false }), true);
    assert.deepEqual(
      [A2!, A1!, null].map((address) =>
        told('approval_asked', { ofOrder: false, data: { address } }),
      ),
      [true, false, false],
    );
  });
});

describe('order entry for some addresses', () => {
  type Form = { addresses: { code: string }[]; shipToRequired: boolean };
  const begin = (body: object = {}, api = person.api) => api<Draft>('POST /order-drafts', { body });
  const withLine = (draft: Draft, api = person.api) =>
    api<Draft>(`PATCH /order-drafts/${draft.id}`, {
      body: {
        version: draft.version,
        lines: [
          {
            op: 'set',
            id: randomUUID(),
            position: 1000,
            material: '123',
            quantity: '1',
            unit: 'PZA',
          },
        ],
      },
    });
  const submit = async (draft: Draft, api = person.api) => {
    const { body } = await api<Draft>(`GET /order-drafts/${draft.id}`);
    return api<{ state: string }>(`POST /order-drafts/${draft.id}/submission`, {
      headers: { 'Idempotency-Key': randomUUID() },
      body: { version: body.version, priceHash: body.priceHash },
    });
  };

  test('offers those, refuses others, and sends no order that goes nowhere', async () => {
    await grant(colleague, all);
    const theirs = (await begin({ shipTo: 'A1' }, colleague.api)).body;
    const nowhere = (await begin({}, colleague.api)).body;
    await grant(person, limited(['A2', 'A3']));
    const { body: form } = await person.api<Form>('GET /order-entry');
    assert.deepEqual(
      form.addresses.map(({ code }) => code),
      ['A2', 'A3'],
    );
    const usual = await person.api<{ items: { orders: number }[] }>('GET /usual-materials');
    assert.ok(usual.body.items.every(({ orders: times }) => times === 1));
    assert.equal(form.shipToRequired, true);
    assert.equal((await colleague.api<Form>('GET /order-entry')).body.shipToRequired, false);
    assert.equal(refusal(await begin({ shipTo: 'A1' })), '403 ship_to_not_allowed');
    assert.equal(refusal(await begin({ shipTo: null })), '403 ship_to_not_allowed');
    assert.equal(refusal(await begin({ shipTo: 'X1' })), '404 not_found');
    for (const { id } of [theirs, nowhere])
      assert.equal(refusal(await person.api(`GET /order-drafts/${id}`)), '404 not_found');
    const draft = (await begin()).body;
    assert.equal(draft.shipTo, null);
    assert.equal((await withLine(draft)).status, 200);
    assert.equal(refusal(await submit(draft)), '403 ship_to_not_allowed');
    const change = async (shipTo: string | null) => {
      const { body } = await person.api<Draft>(`GET /order-drafts/${draft.id}`);
      return person.api(`PATCH /order-drafts/${draft.id}`, {
        body: { version: body.version, shipTo, lines: [] },
      });
    };
    assert.equal(refusal(await change('A1')), '403 ship_to_not_allowed');
    assert.equal((await change('A3')).status, 200);
    assert.equal(refusal(await change(null)), '403 ship_to_not_allowed');
    assert.equal((await submit(draft)).status, 200);
  });

  test('takes the only one, and nothing where none is left', async () => {
    await grant(person, limited(['A3']));
    const draft = (await begin()).body;
    assert.equal(draft.shipTo, 'A3');
    await withLine(draft);
    await running.sql(`update addresses set deleted_at = now() where code = 'A3'`);
    assert.deepEqual((await person.api<Form>('GET /order-entry')).body.addresses, []);
    assert.equal(refusal(await begin({ shipTo: 'A3' })), '404 not_found');
    const bare = (await begin()).body;
    await withLine(bare);
    assert.equal(refusal(await submit(bare)), '403 ship_to_not_allowed');
    await running.sql(`update addresses set deleted_at = null where code = 'A3'`);
  });

  test('is approved by those who approve for its address', async () => {
    const own = limited(['A2']).filter(({ permission }) => permission !== 'orders.approve');
    const below = own.map((one) =>
      one.permission === 'orders.create'
        ? { ...one, limit: { amount: '1', currency: 'MXN' } }
        : one,
    );
    await grant(person, below);
    const approves = (code: string): Asked[] => [
      { permission: 'orders.view' },
      { permission: 'prices.view' },
      { permission: 'orders.approve', addresses: [places[code]!] },
    ];
    await grant(colleague, approves('A1'));
    const draft = (await begin()).body;
    assert.equal(draft.shipTo, 'A2');
    await withLine(draft);
    await running.sql(
      `delete from contact_grants where permission = 'orders.approve' and contact_id not in ('${colleague.id}')`,
    );
    assert.equal(refusal(await submit(draft)), '422 no_approver');
    await grant(colleague, approves('A2'));
    const sent = await submit(draft);
    assert.equal(sent.body.state, 'approval', sent.text);
    const waiting = async () =>
      (await colleague.api<{ items: { id: string }[] }>('GET /approvals')).body.items.map(
        ({ id }) => id,
      );
    assert.deepEqual(await waiting(), [draft.id]);
    // What was told while it was allowed is not shown any more where it is not.
    await running.sql(`insert into notifications
      (tenant_id, contact_id, customer_id, own, event_id, type, record_kind, record_id, data, at)
      select e.tenant_id, '${colleague.id}', e.customer_id, false, e.id, 'approval_asked', 'contact', e.contact_id,
        e.data, e.at from events e where e.kind = 'approval.asked'`);
    const told = async () =>
      (await colleague.api<{ items: { type: string }[] }>('GET /notifications')).body.items.filter(
        ({ type }) => type === 'approval_asked',
      ).length;
    assert.equal(await told(), 1);
    assert.equal((await colleague.api<{ unread: number }>('GET /changes')).body.unread, 1);
    await grant(colleague, approves('A1'));
    assert.deepEqual(await waiting(), []);
    assert.equal(await told(), 0);
    assert.equal((await colleague.api<{ unread: number }>('GET /changes')).body.unread, 0);
    assert.equal(refusal(await colleague.api(`GET /approvals/${draft.id}`)), '404 not_found');
  });
});

describe('a limit to addresses', () => {
  const orderGrants = (codes: string[], more: Partial<Grant> = {}): Asked[] => [
    { permission: 'orders.view', addresses: codes.map((code) => places[code]!), ...more },
  ];
  const rule = (answer: { body: unknown }) =>
    (answer.body as { errors?: { path: string; rule: string }[] }).errors?.map(
      (one) => `${one.path} ${one.rule}`,
    );

  test('is of the customer and those below, of orders alone, and shown with its names', async () => {
    const shown = await grant(person, orderGrants(['A2', 'S1'], { scope: 'hierarchy' }));
    assert.deepEqual(shown.grants[0]!.addresses, [places.A2, places.S1].toSorted());
    assert.deepEqual(
      shown.addresses.map(({ code, customer, gone }) => [code, customer.number, gone]),
      [
        ['A2', '0001002945', false],
        ['S1', '0001002947', false],
      ],
    );
    assert.equal(shown.profile, null);
    for (const [grants, expected] of [
      [orderGrants(['X1']), ['body.grants.0.addresses.0 unknown_reference']],
      [
        [{ permission: 'invoices.view', addresses: [places.A2!] }],
        ['body.grants.0.addresses not_allowed'],
      ],
      [
        [{ permission: 'shipments.view', addresses: [places.A2!] }],
        ['body.grants.0.addresses not_allowed'],
      ],
    ] as [Asked[], string[]][]) {
      const answer = await put(staff, person, grants);
      assert.equal(answer.status, 400);
      assert.deepEqual(rule(answer), expected);
    }
    const offered = async (api: Api, query = '') =>
      (
        await api<{ items: GrantAddress[] }>(`GET /contacts/${person.id}/addresses${query}`)
      ).body.items.map(({ code }) => code);
    await running.sql(`delete from audit_events where event = 'customer.looked_at'`);
    assert.deepEqual(await offered(staff), ['A1', 'A2', 'A3', 'S1']);
    assert.deepEqual(
      await running.sql(
        `select record from audit_events where event = 'customer.looked_at' order by record`,
      ),
      [{ record: '1002945' }, { record: '1002947' }],
    );
    assert.deepEqual(await offered(staff, '?q=bodega%20a3'), ['A3']);
    const page = await staff<{ items: GrantAddress[]; nextCursor: string }>(
      `GET /contacts/${person.id}/addresses?limit=3`,
    );
    assert.deepEqual(await offered(staff, `?limit=3&cursor=${page.body.nextCursor}`), ['S1']);
    const other = await staffSession(running, 'de-otro-cliente', {
      permissions: ['access.manage'],
      customers: ['1002946'],
    });
    assert.equal(refusal(await other(`GET /contacts/${person.id}/addresses`)), '404 not_found');
  });

  test('is none that its editor may not set aside', async () => {
    const boss = await someone('jefa');
    await grant(boss, [
      ...orderGrants(['A1', 'A2']),
      { permission: 'contacts.view' },
      { permission: 'contacts.manage' },
    ]);
    await grant(person, []);
    const { body: seen } = await boss.api<ContactDetail>(`GET /contacts/${person.id}`);
    assert.deepEqual(
      seen.grantable.find(({ permission }) => permission === 'orders.view')!.addresses,
      [places.A1, places.A2].toSorted(),
    );
    const { body: offered } = await boss.api<{ items: GrantAddress[] }>(
      `GET /contacts/${person.id}/addresses`,
    );
    assert.deepEqual(
      offered.items.map(({ code }) => code),
      ['A1', 'A2'],
    );
    const cases: [string[], string][] = [
      [['A1'], '200'],
      [['A2', 'A1'], '200'],
      [[], '403 beyond_own'],
      [['A3'], '403 beyond_own'],
      [['A1', 'A3'], '403 beyond_own'],
    ];
    for (const [codes, expected] of cases) {
      await grant(person, []);
      const answer = await put(boss.api, person, orderGrants(codes));
      const said = answer.status === 200 ? '200' : refusal(answer);
      assert.equal(said, expected, codes.join());
      const preview = await boss.api('POST /access-previews', {
        body: { contact: person.id, grants: orderGrants(codes) },
      });
      assert.equal(preview.status, answer.status, codes.join());
    }
  });

  test('changes what the difference says, and the tag of an open page', async () => {
    await grant(person, orderGrants(['A1']));
    const tag = async () => (await person.api('GET /portal')).headers.get('portal-permissions');
    const first = await tag();
    const { body } = await staff<{ difference: GrantDifference }>('POST /access-previews', {
      body: { contact: person.id, grants: orderGrants(['A2']) },
    });
    assert.deepEqual(
      body.difference.changed.map(({ before, after }) => [before.addresses, after.addresses]),
      [[[places.A1], [places.A2]]],
    );
    await grant(person, orderGrants(['A2']));
    assert.notEqual(await tag(), first);
  });

  test('stays when its address is deleted, moved or to be taken away', async () => {
    await grant(person, orderGrants(['A2']));
    await running.sql(`update addresses set deleted_at = now() where code = 'A2'`);
    assert.deepEqual(await numbers('GET /orders?limit=100'), ['P2']);
    const { body } = await staff<ContactDetail>(`GET /contacts/${person.id}`);
    assert.deepEqual([body.grants[0]!.addresses, body.addresses[0]!.gone], [[places.A2], true]);
    // What is limited to it may stay so.
    assert.equal((await put(staff, person, orderGrants(['A2'], { scope: 'own' }))).status, 200);
    assert.equal((await put(staff, person, orderGrants(['A2']))).status, 200);
    await running.sql(
      `update addresses set customer_id = (select customer_id from addresses where code = 'X1') where code = 'A2'`,
    );
    assert.deepEqual(await numbers('GET /orders?limit=100'), ['P2']);
    await running.sql(`update orders set address_id = null where number = 'P2'`);
    assert.deepEqual(await numbers('GET /orders?limit=100'), []);
    await assert.rejects(
      Promise.resolve(running.sql(`delete from addresses where code = 'A2'`)),
      /foreign key/,
    );
    assert.deepEqual(await numbers('GET /orders?limit=100'), []);
  });

  test('opens nothing of rows that have no column of one', () => {
    const said: string[] = [];
    const query = { whereRaw: (sql: string) => void said.push(sql), where: () => undefined };
    withinCustomers(query as never, 'x.customer_id', { customerIds: ['k'], addressIds: ['a'] });
    assert.deepEqual(said, ['false']);
    const wide = { customerIds: ['k'], addressIds: ['a', 'b'] };
    assert.equal(covers(wide, { customerIds: ['k'], addressIds: ['a'] }), true);
    assert.equal(covers(wide, { customerIds: ['k'], addressIds: ['c'] }), false);
    assert.equal(covers(wide, { customerIds: ['k'] }), false);
  });
});
