// Contacts and their access, as staff and as the customer's own administrator look after them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Activity, Contact, ContactDetail, PermissionProfile } from '#contract/contacts';
import type { Problem } from '#contract/errors';
import type { OwnSession } from '#contract/account';
import { profiles } from '#contract/permissions';
import { refusal, signIn, visitor, type Answer, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
/** Looks after all customers, after one of them, and reads alone. */
let staff: Api;
let portfolio: Api;
let reader: Api;
/** Administrator of customer 1002945, who may see orders alone. */
let admin: Api;
let adminId: string;

let count = 0;
const mailbox = () => `alguien${++count}@cliente.example`;
const orders = (more: object = {}) => ({ permission: 'orders.view', ...more });

type Given = Record<string, unknown>;
const create = async (api: Api, given: Given = {}) => {
  const answer = await api<ContactDetail>('POST /contacts', {
    body: { customer: '1002945', name: `Persona Número ${++count}`, email: mailbox(), ...given },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const find = async (api: Api, id: string) => (await api<ContactDetail>(`GET /contacts/${id}`)).body;
const setAccess = (api: Api, { id, version }: ContactDetail, grants: object[], profile?: string) =>
  api<ContactDetail>(`PUT /contacts/${id}/access`, { body: { version, grants, profile } });
const act = <T = ContactDetail>(api: Api, id: string, verb: string, body: object = {}) =>
  api<T>(`POST /contacts/${id}/${verb}`, { body });
const list = async (api: Api, query = '') => {
  const answer = await api<{ items: Contact[]; nextCursor: string | null }>(
    `GET /contacts?${query}`,
  );
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
/** Gives a contact an account with the password of the fixtures, and signs it in. */
const enter = async (contact: Pick<ContactDetail, 'id' | 'email'>): Promise<Api> => {
  const [row] = await running.sql<{ external_id: string }>(
    `select external_id from contacts where id = '${contact.id}'`,
  );
  const { grants } = await find(staff, contact.id);
  await running.portal.admin.createLogin('norte', {
    contact: row!.external_id,
    logins: [contact.email!],
    password,
    grants: grants.map(({ permission, scope }) => ({ permission, scope })),
  });
  return signIn(running.url, contact.email!);
};
const audited = (id: string) =>
  running.sql<{ event: string; detail: Record<string, unknown>; actor_kind: string }>(
    `select event, detail, actor_kind from audit_events where record = '${id}' order by id`,
  );

before(async () => {
  running = await startPortal();
  staff = await staffSession(running, 'accesos', { permissions: ['access.manage'] });
  portfolio = await staffSession(running, 'cartera', {
    permissions: ['access.manage'],
    customers: ['1002946'],
  });
  reader = await staffSession(running, 'lector', { permissions: ['contacts.view'] });
  const made = await create(staff, {
    grants: [orders(), { permission: 'contacts.view' }, { permission: 'contacts.manage' }],
  });
  adminId = made.id;
  admin = await enter(made);
});
after(() => running.close());

describe('the list of contacts', () => {
  test('is found by number, customer, person and mailbox, whatever the accents', async () => {
    const one = await create(staff, { name: 'Íñigo Árbol', email: 'raro@otra.example' });
    for (const q of ['inigo', 'ÁRBOL', 'raro@otra.example', 'inigo 1002945', 'ferreteria arbol'])
      assert.deepEqual(
        (await list(staff, `q=${encodeURIComponent(q)}`)).items.map(({ id }) => id),
        [one.id],
        q,
      );
    assert.deepEqual((await list(staff, 'q=%2E%2E')).items, []);
  });

  test('has every contact once, page by page, in each order', async () => {
    const all = (await list(staff, 'limit=100')).items;
    assert.ok(all.length >= 8);
    for (const sort of ['name', '-name', 'customer', '-customer']) {
      const seen: Contact[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Awaited<ReturnType<typeof list>> = await list(
          staff,
          `limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...page.items);
        cursor = page.nextCursor;
      }
      assert.equal(new Set(seen.map(({ id }) => id)).size, all.length, sort);
      assert.equal(seen.length, all.length, sort);
      const numbers = seen.map(({ customer }) => customer.number);
      if (sort === 'customer') assert.deepEqual(numbers, numbers.toSorted());
    }
  });

  test('is that of the portfolio, of the own customer, and of nobody else', async () => {
    const numbersOf = async (api: Api, query = 'limit=100') => [
      ...new Set((await list(api, query)).items.map(({ customer }) => customer.number)),
    ];
    assert.deepEqual(await numbersOf(portfolio), ['0001002946']);
    assert.deepEqual(await numbersOf(admin), ['0001002945']);
    assert.deepEqual(await numbersOf(portfolio, 'customer=1002945'), []);
    // The subsidiary has contacts of its own, which `hierarchy` does not open.
    await create(staff, { customer: '1002947' });
    assert.deepEqual(await numbersOf(await signIn(running.url, 'grupo')), ['0001002945']);
    const own = await list(await signIn(running.url, 'propios'));
    assert.deepEqual(
      own.items.map(({ name }) => name),
      ['Contacto C-4'],
    );
  });

  test('says how access stands, and is narrowed to it', async () => {
    const one = await create(staff);
    const state = async () => {
      const [found] = (await list(staff, `q=${encodeURIComponent(one.email!)}`)).items;
      const narrowed = await list(staff, `state=${found!.state}&limit=100`);
      assert.ok(narrowed.items.some(({ id }) => id === one.id));
      assert.ok(narrowed.items.every((other) => other.state === found!.state));
      return found!.state;
    };
    assert.equal(await state(), 'none');
    await act(staff, one.id, 'invitations');
    assert.equal(await state(), 'invited');
    await staff(`DELETE /contacts/${one.id}/invitations`);
    assert.equal(await state(), 'none');
    await act(staff, one.id, 'temporary-password');
    assert.equal(await state(), 'temporary');
    await enter(one);
    assert.equal(await state(), 'active');
    await act(staff, one.id, 'deactivation');
    assert.equal(await state(), 'inactive');
  });

  test('names the profile whose permissions they are, and none that was changed', async () => {
    const one = await create(staff, {
      grants: profiles.purchasing.map((permission) => ({ permission })),
      profile: 'purchasing',
    });
    assert.deepEqual(one.profile, { id: 'purchasing', name: null });
    const other = await setAccess(staff, one, [orders({ scope: 'own' })]);
    assert.equal(other.body.profile, null);
    const [row] = (await list(staff, `q=${encodeURIComponent(one.email!)}`)).items;
    assert.equal(row!.profile, null);
  });

  test('is noted as a look of the company at each customer', async () => {
    await list(reader, 'customer=1002946');
    const [look] = await running.sql<{ count: number }>(
      `select count(*)::int from audit_events a join identities i on i.id = a.actor_id
       where a.event = 'customer.looked_at' and i.name = 'lector'`,
    );
    assert.equal(look!.count, 1);
  });
});

describe('a contact', () => {
  test('is added with permissions and an invitation', async () => {
    const one = await create(admin, { customer: undefined, grants: [orders()], invite: true });
    assert.deepEqual(
      [one.customer.number, one.state, one.logins, one.ofErp, one.grants],
      [
        '0001002945',
        'invited',
        [one.email],
        false,
        [
          {
            permission: 'orders.view',
            scope: 'customer',
            companies: [],
            addresses: [],
            expiresOn: null,
          },
        ],
      ],
    );
    assert.deepEqual(
      (await audited(one.id)).map(({ event, actor_kind }) => [event, actor_kind]),
      ['contact.created', 'account.permissions_changed', 'account.created', 'account.invited'].map(
        (event) => [event, 'contact'],
      ),
    );
  });

  test('is refused where it cannot be', async () => {
    const known = await create(staff);
    const faults: [Api, Given, string][] = [
      [staff, { customer: undefined }, '400 invalid_input body.customer: required'],
      [staff, { customer: '404' }, '404 not_found'],
      [portfolio, {}, '404 not_found'],
      [admin, { customer: '1002946' }, '404 not_found'],
      [admin, { customer: '1002947' }, '404 not_found'],
      [await signIn(running.url, 'propios'), {}, '403 forbidden'],
      [reader, {}, '403 forbidden'],
      [staff, { email: known.email!.toUpperCase() }, '409 mailbox_of_contact'],
      [staff, { email: null, invite: true }, '409 no_mailbox'],
      [staff, { email: 'nadie' }, '400 invalid_input body.email: mailbox'],
      [staff, { grants: [orders(), orders()] }, '400 invalid_input body.grants: duplicate'],
      [
        staff,
        { grants: [{ permission: 'stock.view', companies: ['SM01'] }] },
        '400 invalid_input body.grants.0.companies: not_allowed',
      ],
      [
        staff,
        { grants: [orders({ companies: ['SM01', 'XX'] })] },
        '400 invalid_input body.grants.0.companies.1: unknown_reference',
      ],
      [staff, { grants: [{ permission: 'access.manage' }] }, '400 invalid_input'],
    ];
    for (const [api, given, expected] of faults) {
      const body = { customer: '1002945', name: 'Alguien', email: mailbox(), ...given };
      const answer = await api('POST /contacts', { body });
      assert.ok(refusal(answer).startsWith(expected), `${refusal(answer)}, not ${expected}`);
    }
  });

  test('of the ERP is changed there; one of the portal here, with what was before', async () => {
    const [erp] = (await list(staff, 'q=Contacto%20C-2')).items;
    const { version, ofErp } = await find(staff, erp!.id);
    assert.ok(ofErp);
    for (const body of [{ name: 'Otro' }, { email: mailbox() }, { phone: '1' }, { role: null }])
      assert.equal(
        refusal(await staff(`PATCH /contacts/${erp!.id}`, { body: { version, ...body } })),
        '409 erp_owned',
      );
    const one = await create(staff);
    const email = mailbox();
    await act(staff, one.id, 'invitations');
    const changed = await staff<ContactDetail>(`PATCH /contacts/${one.id}`, {
      body: { version: (await find(staff, one.id)).version, email, role: 'Compras', locale: 'pt' },
    });
    const { logins, role, locale } = changed.body;
    assert.deepEqual([logins, role, locale], [[email], 'Compras', 'pt']);
    const [last] = (await audited(one.id)).slice(-1);
    assert.deepEqual(last!.detail, {
      before: { email: one.email, role: null, locale: null },
      after: { email, role: 'Compras', locale: 'pt' },
    });
  });

  test('that was changed meanwhile is refused with what it is now', async () => {
    const one = await create(staff);
    await setAccess(staff, one, [orders()]);
    for (const answer of [
      await setAccess(staff, one, []),
      await staff(`PATCH /contacts/${one.id}`, { body: { version: one.version, name: 'Otro' } }),
    ]) {
      assert.equal(refusal(answer), '409 record_changed');
      assert.deepEqual((answer.body as unknown as Problem).current, await find(staff, one.id));
    }
    // What the ERP changes counts as well; what it sends again does not.
    const [erp] = (await list(staff, 'q=Contacto%20C-3')).items;
    const { version } = await find(staff, erp!.id);
    const send = (name: string) =>
      running.portal.sync('norte', 'contacts', [
        { id: 'C-3', customer: '0001002945', name, email: 'c-3@norte.example' },
      ]);
    await send('Contacto C-3');
    assert.equal((await find(staff, erp!.id)).version, version);
    await send('Contacto C-3 bis');
    assert.equal((await find(staff, erp!.id)).version, version + 1);
  });

  test('two saves at once: one of them is told', async () => {
    const one = await create(staff);
    const answers = await Promise.all([
      setAccess(staff, one, [orders()]),
      setAccess(staff, one, [orders({ scope: 'own' })]),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  });

  test('is switched off at once, and by no sync on again', async () => {
    const one = await create(staff, { grants: [orders()] });
    const api = await enter(one);
    assert.equal((await api('GET /orders')).status, 200);
    assert.equal((await act(admin, one.id, 'deactivation')).body.inactiveBy, 'portal');
    assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
    const [row] = await running.sql<{ external_id: string }>(
      `select external_id from contacts where id = '${one.id}'`,
    );
    await running.portal.sync('norte', 'contacts', [
      { id: row!.external_id, customer: '1002945', name: one.name, email: one.email },
    ]);
    const off = await find(admin, one.id);
    assert.deepEqual([off.state, off.actions.includes('activate')], ['inactive', true]);
    const login = { login: one.email, password };
    const tried = await visitor(running.url)('POST /sessions', { body: login });
    assert.equal(refusal(tried), '401 wrong_credentials');
    for (const verb of ['invitations', 'password-reset', 'temporary-password'])
      assert.equal(refusal(await act(admin, one.id, verb)), '409 contact_inactive', verb);
    assert.equal((await act(admin, one.id, 'activation')).body.state, 'active');
    assert.equal((await (await signIn(running.url, one.email!))('GET /orders')).status, 200);
    // Whom the ERP has switched off only the ERP switches on.
    const contact = { id: 'C-9', customer: '1002945', name: 'Contacto C-9' };
    await running.portal.sync('norte', 'contacts', [{ ...contact, active: false }]);
    const [erp] = (await list(staff, 'q=Contacto%20C-9')).items;
    assert.deepEqual([erp!.state, erp!.inactiveBy], ['inactive', 'erp']);
    assert.equal(refusal(await act(staff, erp!.id, 'activation')), '409 erp_owned');
  });

  test('gets a temporary password, shown this once or mailed', async () => {
    const one = await create(admin, { grants: [orders()] });
    // Whoever looks after a customer of its own hands none over: the mailbox may be somebody else's.
    assert.equal(refusal(await act(admin, one.id, 'temporary-password')), '403 forbidden');
    const shown = await act<{ password: string; login: string }>(
      staff,
      one.id,
      'temporary-password',
    );
    assert.equal(shown.body.login, one.email);
    const { body } = await visitor(running.url)<{ session: { access: string } }>('POST /sessions', {
      body: { login: one.email, password: shown.body.password, delivery: 'bearer' },
    });
    assert.equal(body.session.access, 'temporary');
    const mailed = await act<{ password: null }>(admin, one.id, 'temporary-password', {
      mailed: true,
    });
    assert.equal(mailed.body.password, null);
    const rows = await running.sql(
      `select text from (select detail::text from audit_events union all select data::text from mails) t(text)
       where text like '%${shown.body.password}%'`,
    );
    assert.deepEqual(rows, []);
  });

  test('without a mailbox is not invited, and one with a password gets a reset', async () => {
    const none = await create(staff, { email: null });
    assert.equal(refusal(await act(staff, none.id, 'invitations')), '409 no_mailbox');
    assert.equal(refusal(await act(staff, none.id, 'temporary-password')), '409 no_mailbox');
    assert.equal(refusal(await act(staff, none.id, 'password-reset')), '409 no_account');
    assert.ok(!none.actions.includes('invite'));
    const one = await create(staff, { grants: [orders()] });
    await enter(one);
    assert.equal(refusal(await act(staff, one.id, 'invitations')), '409 has_password');
    assert.equal((await act(staff, one.id, 'password-reset')).status, 200);
    assert.ok((await find(staff, one.id)).actions.includes('reset'));
  });
});

describe('one person, two customers', () => {
  test('is offered and joined; nobody takes the other customer over by it', async () => {
    const there = await create(staff, { customer: '1002946', grants: [orders()] });
    await enter(there);
    const here = await create(staff, { email: there.email, grants: [orders()], invite: true });
    assert.deepEqual(here.joinable, {
      name: there.name,
      customers: [{ number: '0001002946', name: 'Vecino Comercial' }],
    });
    assert.deepEqual([here.state, here.logins], ['none', []]);
    assert.ok(here.actions.includes('join') && !here.actions.includes('invite'));
    // Who does not look after the other customer learns neither its name nor the person's.
    assert.deepEqual((await find(admin, here.id)).joinable, { name: null, customers: [] });
    assert.equal(refusal(await act(admin, here.id, 'invitations')), '409 person_known');
    assert.equal(refusal(await act(staff, here.id, 'temporary-password')), '409 person_known');
    const joined = await act(admin, here.id, 'membership');
    assert.deepEqual([joined.body.state, joined.body.otherCustomers], ['active', []]);
    assert.deepEqual((await find(staff, here.id)).otherCustomers, [
      { number: '0001002946', name: 'Vecino Comercial' },
    ]);
    assert.equal(refusal(await act(admin, here.id, 'membership')), '409 not_joinable');
    // The password and the mailbox of somebody who works for others are none of this customer's.
    const { version, actions } = await find(admin, here.id);
    assert.ok(!actions.includes('temporary_password'));
    for (const api of [admin, portfolio]) {
      const id = api === admin ? here.id : there.id;
      assert.equal(refusal(await act(api, id, 'temporary-password')), '403 person_beyond_own');
    }
    assert.equal(
      refusal(await admin(`PATCH /contacts/${here.id}`, { body: { version, email: mailbox() } })),
      '403 person_beyond_own',
    );
    // Switched off here, the person goes on there.
    await act(admin, here.id, 'deactivation');
    assert.equal((await (await signIn(running.url, there.email!))('GET /orders')).status, 200);
  });

  test('is not taken over through the one of its memberships that opens little', async () => {
    const much = await create(staff, { grants: [{ permission: 'statement.view' }] });
    await enter(much);
    // The ERP moves the mailbox of the contact on, and the person goes on signing in by the old one.
    await running.sql(`update contacts set email = '${mailbox()}' where id = '${much.id}'`);
    const sham = await create(admin, { email: much.email });
    assert.equal((await act(admin, sham.id, 'membership')).status, 200);
    const mailed = await act(admin, sham.id, 'temporary-password', { mailed: true });
    assert.equal(refusal(mailed), '403 person_beyond_own');
    const { version } = await find(admin, sham.id);
    assert.equal(
      refusal(await admin(`PATCH /contacts/${sham.id}`, { body: { version, email: mailbox() } })),
      '403 person_beyond_own',
    );
    // Nor once the membership that opens much is switched off.
    await act(staff, much.id, 'deactivation');
    assert.equal(
      refusal(await act(admin, sham.id, 'temporary-password', { mailed: true })),
      '403 person_beyond_own',
    );
  });

  test('proves a new mailbox before it signs in by it', async () => {
    const one = await create(admin, { grants: [orders()] });
    await enter(one);
    const api = await signIn(running.url, one.email!);
    const { version } = await find(admin, one.id);
    const other = mailbox();
    const moved = await admin<ContactDetail>(`PATCH /contacts/${one.id}`, {
      body: { version, email: other },
    });
    assert.deepEqual([moved.body.state, moved.body.logins], ['invited', [other]]);
    assert.equal((await api('GET /orders')).status, 401);
  });

  test('of a customer is not made staff by its login name', async () => {
    const one = await create(admin, { grants: [orders()] });
    await enter(one);
    await assert.rejects(
      running.portal.admin.createStaff('norte', {
        name: 'De la casa',
        logins: [one.email!],
        permissions: ['orders.view'],
        customers: 'all',
      }),
      /signs in for a customer/,
    );
  });

  test('is never somebody of the company', async () => {
    await running.portal.admin.createStaff('norte', {
      name: 'De la casa',
      logins: ['casa@norte.example'],
      permissions: ['orders.view'],
      customers: 'all',
    });
    const one = await create(admin, { email: 'casa@norte.example' });
    assert.equal(one.joinable, null);
    assert.equal(refusal(await act(admin, one.id, 'membership')), '409 not_joinable');
    assert.equal(refusal(await act(admin, one.id, 'invitations')), '409 mailbox_taken');
  });

  test('nor signs in by the mailbox of somebody of the company, who signs in by another name', async () => {
    const email = 'Salinas@norte.example';
    await running.portal.admin.createStaff('norte', {
      name: 'De la casa también',
      logins: ['salinas'],
      email,
      permissions: ['orders.view'],
      customers: 'all',
    });
    const one = await create(admin, { email: email.toLowerCase() });
    assert.equal(refusal(await act(admin, one.id, 'invitations')), '409 mailbox_taken');
    const made = await admin('POST /contacts', {
      body: { name: 'Otra', email: email.toUpperCase(), invite: true, grants: [] },
    });
    assert.match(refusal(made), /^409 mailbox_/);
  });
});

describe('nobody grants what they lack', () => {
  test('an administrator of the customer: permission, scope, companies and last day', async () => {
    const until = '2998-12-31';
    const own = [
      orders({ scope: 'customer', companies: ['SM01'], expiresOn: until }),
      { permission: 'contacts.manage' },
      { permission: 'contacts.view' },
      { permission: 'invoices.view', expiresOn: '2020-01-01' },
    ];
    const boss = await create(staff);
    const api = await enter(boss);
    assert.equal((await setAccess(staff, await find(staff, boss.id), own)).status, 200);
    const one = await create(staff, { grants: [{ permission: 'statement.view' }] });
    const kept = { permission: 'statement.view' };
    const fine = { companies: ['SM01'], expiresOn: until };
    const cases: [object, boolean][] = [
      [orders(fine), true],
      [orders({ ...fine, scope: 'own' }), true],
      [orders({ ...fine, expiresOn: '2030-01-01' }), true],
      [orders({ ...fine, scope: 'hierarchy' }), false],
      [orders({ expiresOn: until }), false],
      [orders({ companies: ['SM01'] }), false],
      [orders({ ...fine, expiresOn: '2999-01-01' }), false],
      [{ permission: 'stock.view' }, false],
      [{ permission: 'invoices.view' }, false],
      [{ permission: 'statement.view', scope: 'own' }, false],
    ];
    for (const [grant, may] of cases) {
      const isKept = (grant as { permission: string }).permission === kept.permission;
      const grants = isKept ? [grant] : [kept, grant];
      const now = await find(api, one.id);
      const preview = await api('POST /access-previews', { body: { contact: one.id, grants } });
      const answer = await setAccess(api, now, grants);
      const expected = may ? '200 undefined' : '403 beyond_own';
      assert.equal(`${preview.status} ${(preview.body as Problem).code}`, expected);
      assert.equal(`${answer.status} ${(answer.body as unknown as Problem).code}`, expected);
    }
    const { grantable, version } = await find(api, one.id);
    const of = (permission: string) => grantable.find((each) => each.permission === permission);
    assert.deepEqual(of('orders.view'), {
      permission: 'orders.view',
      may: true,
      lock: null,
      scope: 'customer',
      companies: ['SM01'],
      addresses: [],
      until,
    });
    assert.equal(of('statement.view')?.lock, 'not_held');
    assert.equal(of('invoices.view')?.lock, 'not_held');
    // What was granted by others may be taken away.
    assert.equal((await setAccess(api, { ...one, version }, [])).status, 200);
  });

  test('nor takes over who has more', async () => {
    const one = await create(staff, { grants: [{ permission: 'statement.view' }] });
    assert.equal(refusal(await act(admin, one.id, 'temporary-password')), '403 person_beyond_own');
    assert.equal((await act(staff, one.id, 'temporary-password')).status, 200);
    assert.equal((await act(admin, one.id, 'password-reset')).status, 200);
    assert.ok(!(await find(admin, one.id)).actions.includes('temporary_password'));
  });

  test('who gives access for the company grants what contacts may have, in the portfolio', async () => {
    const one = await create(staff);
    assert.ok(one.grantable.every(({ may, scope }) => may && scope === 'hierarchy'));
    assert.equal(refusal(await setAccess(portfolio, one, [])), '404 not_found');
    assert.equal(refusal(await setAccess(reader, one, [])), '403 forbidden');
    const seen = await find(reader, one.id);
    assert.deepEqual([seen.actions, seen.grantable.some(({ may }) => may)], [[], false]);
  });
});

describe('the last administrator of a customer', () => {
  test('gives that up neither by permissions nor by switching itself off', async () => {
    const one = await create(staff, {
      customer: '1002947',
      grants: [{ permission: 'contacts.view' }, { permission: 'contacts.manage' }],
    });
    const api = await enter(one);
    const self = await find(api, one.id);
    const of = ({ grantable }: ContactDetail) =>
      grantable.find(({ permission }) => permission === 'contacts.manage');
    assert.equal(of(self)?.lock, 'last_administrator');
    const without = [{ permission: 'contacts.view' }];
    assert.equal(refusal(await setAccess(api, self, without)), '409 last_administrator');
    const narrow = [...without, { permission: 'contacts.manage', scope: 'own' }];
    assert.equal(refusal(await setAccess(api, self, narrow)), '409 last_administrator');
    // Who may not look at the others does not look after them either.
    assert.equal(
      self.grantable.find(({ permission }) => permission === 'contacts.view')?.lock,
      'last_administrator',
    );
    const blind = [{ permission: 'contacts.manage' }];
    assert.equal(refusal(await setAccess(api, self, blind)), '409 last_administrator');
    // Nor is there an end to it that leaves nobody.
    for (const permission of ['contacts.view', 'contacts.manage']) {
      const ends = [...without, ...blind].map((grant) =>
        grant.permission === permission ? { ...grant, expiresOn: '2999-12-31' } : grant,
      );
      assert.equal(refusal(await setAccess(api, self, ends)), '409 last_administrator');
    }
    assert.equal(refusal(await act(api, one.id, 'deactivation')), '409 last_administrator');
    const other = await create(staff, {
      customer: '1002947',
      grants: [{ permission: 'contacts.view' }, { permission: 'contacts.manage' }],
    });
    // Somebody who cannot sign in is no administrator yet.
    assert.equal(refusal(await act(api, one.id, 'deactivation')), '409 last_administrator');
    const second = await enter(other);
    assert.equal(of(await find(api, one.id))?.lock, null);
    // With another whose right ends, one's own may end no later.
    const both = (expiresOn: string | null) =>
      ['contacts.view', 'contacts.manage'].map((permission) => ({ permission, expiresOn }));
    assert.equal(
      (await setAccess(staff, await find(staff, other.id), both('2998-01-01'))).status,
      200,
    );
    const mine = await find(api, one.id);
    assert.equal(of(mine)?.lock, 'last_administrator');
    assert.equal(refusal(await setAccess(api, mine, both('2997-01-01'))), '409 last_administrator');
    assert.equal(
      (await setAccess(staff, await find(staff, one.id), both('2997-06-01'))).status,
      200,
    );
    assert.equal((await setAccess(api, await find(api, one.id), both('2997-01-01'))).status, 200);
    for (const each of [one, other])
      assert.equal((await setAccess(staff, await find(staff, each.id), both(null))).status, 200);
    // Both go at once: one of them stays.
    const gone = await Promise.all([
      act(api, one.id, 'deactivation'),
      act(second, other.id, 'deactivation'),
    ]);
    assert.deepEqual(gone.map(({ status }) => status).toSorted(), [200, 409]);
  });
});

describe('sessions and activity', () => {
  test('are seen and ended, one or all, for this customer alone', async () => {
    const one = await create(staff, { grants: [orders()] });
    const here = await enter(one);
    const there = await signIn(running.url, one.email!);
    const sessions = async () =>
      (await admin<{ items: OwnSession[] }>(`GET /contacts/${one.id}/sessions`)).body.items;
    const [newest] = await sessions();
    assert.equal((await sessions()).length, 2);
    const path = `DELETE /contacts/${one.id}/sessions`;
    assert.equal((await admin(`${path}/${newest!.id}`)).status, 204);
    const left = await Promise.all([here('GET /orders'), there('GET /orders')]);
    assert.deepEqual(left.map(({ status }) => status).toSorted(), [200, 401]);
    assert.equal(refusal(await admin(`${path}/${newest!.id}`)), '404 not_found');
    assert.equal((await admin(path)).status, 204);
    assert.deepEqual(await sessions(), []);
  });

  test('tell who did what, the newest first, page by page', async () => {
    const one = await create(staff, { grants: [orders()] });
    const api = await enter(one);
    await api('GET /exports/orders?locale=es');
    await setAccess(admin, await find(admin, one.id), []);
    const page = async (query: string) =>
      (
        await admin<{ items: Activity[]; nextCursor: string | null }>(
          `GET /contacts/${one.id}/activity?${query}`,
        )
      ).body;
    const all = (await page('limit=50')).items;
    const events = all.map(({ event }) => event);
    assert.deepEqual(events.slice(0, 2), ['account.permissions_changed', 'session.created']);
    assert.equal(events.at(-1), 'contact.created');
    assert.equal(all[0]!.by.self, false);
    assert.equal(all[1]!.by.self, true);
    assert.deepEqual(all[0]!.changes, [
      { field: 'grants', before: [{ permission: 'orders.view', scope: 'customer' }], after: [] },
    ]);
    const seen: Activity[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const some = await page(`limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...some.items);
      cursor = some.nextCursor;
    }
    assert.deepEqual(seen, all);
    // What the same person does for another customer is not told here.
    const other = await create(staff, { customer: '1002946', email: one.email });
    await act(staff, other.id, 'membership');
    await act(staff, other.id, 'deactivation');
    assert.deepEqual((await page('limit=50')).items, all);
  });
});

describe('profiles of the tenant', () => {
  test('stand beside the starter ones, are replaced and deleted; contacts keep what they have', async () => {
    const body = { name: 'Almacén', grants: [{ permission: 'orders.view', scope: 'own' }] };
    const made = await staff<PermissionProfile>('POST /permission-profiles', { body });
    assert.equal(made.status, 201);
    const again = await staff('POST /permission-profiles', { body: { ...body, name: 'ALMACÉN' } });
    assert.equal(refusal(again), '409 name_taken');
    // Nor may it go by what a starter profile is called, in whichever language.
    for (const name of ['Compras', 'cuentas por pagar', 'Purchasing', 'purchasing', 'Consulta']) {
      const taken = await staff('POST /permission-profiles', { body: { ...body, name } });
      assert.equal(refusal(taken), '409 name_taken', name);
      const renamed = await staff(`PUT /permission-profiles/${made.body.id}`, {
        body: { ...body, version: 1, name },
      });
      assert.equal(refusal(renamed), '409 name_taken', name);
    }
    const one = await create(staff, { grants: body.grants, profile: made.body.id });
    const counted = await staff<{ items: PermissionProfile[] }>('GET /permission-profiles');
    assert.equal(counted.body.items.find(({ id }) => id === made.body.id)!.users, 1);
    assert.deepEqual(one.profile, { id: made.body.id, name: 'Almacén' });
    const put = (version: number) =>
      staff<PermissionProfile>(`PUT /permission-profiles/${made.body.id}`, {
        body: { ...body, version, grants: [{ permission: 'stock.view' }] },
      });
    assert.equal((await put(1)).body.version, 2);
    const stale = await put(1);
    assert.equal(refusal(stale), '409 record_changed');
    assert.equal((await find(staff, one.id)).profile, null);
    assert.deepEqual((await find(staff, one.id)).grants.length, 1);
    const { body: all } = await admin<{ items: PermissionProfile[] }>('GET /permission-profiles');
    assert.ok(all.items.every(({ users }) => users === undefined));
    assert.deepEqual(
      all.items.filter(({ own }) => !own).map(({ id }) => id),
      Object.keys(profiles),
    );
    assert.equal(refusal(await admin('POST /permission-profiles', { body })), '403 forbidden');
    assert.equal((await staff(`DELETE /permission-profiles/${made.body.id}`)).status, 204);
  });
});

describe('another customer’s contact', () => {
  test('is not there, on every verb', async () => {
    const theirs = await create(staff, { customer: '1002946' });
    const verbs: [string, object?][] = [
      ['GET /contacts/:id'],
      ['PATCH /contacts/:id', { version: 1 }],
      ['PUT /contacts/:id/access', { version: 1, grants: [] }],
      ['POST /contacts/:id/invitations', {}],
      ['DELETE /contacts/:id/invitations'],
      ['POST /contacts/:id/membership', {}],
      ['POST /contacts/:id/temporary-password', {}],
      ['POST /contacts/:id/password-reset', {}],
      ['POST /contacts/:id/deactivation', {}],
      ['POST /contacts/:id/activation', {}],
      ['GET /contacts/:id/sessions'],
      ['DELETE /contacts/:id/sessions'],
      ['GET /contacts/:id/activity'],
    ];
    const at = (key: string) => key.replace(':id', theirs.id);
    for (const [key, body] of verbs) {
      const answer: Answer = await admin(at(key), { body });
      assert.equal(refusal(answer), '404 not_found', key);
    }
    const preview = { contact: theirs.id, grants: [] };
    assert.equal(refusal(await admin('POST /access-previews', { body: preview })), '404 not_found');
    assert.ok(adminId);
  });
});
