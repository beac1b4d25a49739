// People of staff: who sees whom, what may be given, and what takes two persons.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Activity } from '#contract/contacts';
import { staffGrantable, staffProfiles, type PersonPermission } from '#contract/permissions';
import type { Staff, StaffDetail, StaffRequest } from '#contract/staff';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const everything = [...staffGrantable];
let running: TestPortal;
/** Look after access for the whole company, and hold all there is. */
let owner: Api;
let second: Api;
/** Gives access, of one customer alone. */
let partial: Api;
/** Gives access for all, and holds little else. */
let access: Api;

before(async () => {
  running = await startPortal();
  owner = await staffSession(running, 'propietaria', { permissions: everything });
  second = await staffSession(running, 'segundo', { permissions: everything });
  access = await staffSession(running, 'accesos', { permissions: [...staffProfiles.access] });
  partial = await staffSession(running, 'parcial', {
    permissions: ['access.manage', 'orders.view'],
    customers: ['1002945'],
  });
});
after(() => running.close());

let made = 0;
const add = async (api: Api, more: object = {}): Promise<StaffDetail> => {
  const answer = await api<StaffDetail>('POST /staff', {
    body: { name: `Nueva ${++made}`, email: `nueva${made}@norte.example`, invite: false, ...more },
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
};
const byName = async (api: Api, name: string): Promise<Staff> => {
  const { body } = await api<{ items: Staff[] }>(`GET /staff?q=${encodeURIComponent(name)}`);
  const found = body.items.find((one) => one.name === name);
  assert.ok(found, `${name} is listed`);
  return found;
};
const detail = async (api: Api, id: string) => (await api<StaffDetail>(`GET /staff/${id}`)).body;
const change = async (api: Api, id: string, body: object) => {
  const { version } = await detail(owner, id);
  return api<StaffDetail>(`PATCH /staff/${id}`, { body: { version, ...body } });
};
const audits = async (record: string) =>
  (
    await running.sql<{ event: string }>(
      `select event from audit_events where record = '${record}' order by id`,
      'norte',
    )
  ).map(({ event }) => event);
const identityOf = async (id: string) =>
  (
    await running.sql<{ id: string }>(
      `select identity_id as id from staff_users where id = '${id}'`,
      'norte',
    )
  )[0]!.id;

describe('the list of staff', () => {
  test('is searched, narrowed and paged', async () => {
    const { body: all } = await owner<{ items: Staff[]; nextCursor: string }>('GET /staff?limit=2');
    assert.deepEqual(
      all.items.map(({ name }) => name),
      ['accesos', 'parcial'],
    );
    const { body: rest } = await owner<{ items: Staff[] }>(
      `GET /staff?limit=2&cursor=${all.nextCursor}`,
    );
    assert.deepEqual(
      rest.items.map(({ name, self }) => [name, self]),
      [
        ['propietaria', true],
        ['segundo', false],
      ],
    );
    const names = async (query: string) =>
      (await owner<{ items: Staff[] }>(`GET /staff?${query}`)).body.items.map(({ name }) => name);
    assert.deepEqual(await names('role=owner'), ['propietaria', 'segundo']);
    assert.deepEqual(await names('role=access'), ['accesos']);
    assert.deepEqual(await names('state=inactive'), []);
    assert.deepEqual(await names('q=pro'), ['propietaria']);
    assert.deepEqual(await names('q=%25'), []);
  });

  test('shows whoever looks after some customers only those who look after no others', async () => {
    const mine = await add(owner, { customers: ['1002945'] });
    const other = await add(owner, { customers: ['1002946'] });
    const { body } = await partial<{ items: Staff[] }>('GET /staff');
    const names = body.items.map(({ name }) => name);
    assert.ok(names.includes(mine.name) && names.includes('parcial'));
    for (const name of [other.name, 'propietaria', 'segundo', 'accesos'])
      assert.ok(!names.includes(name), name);
    assert.equal(refusal(await partial(`GET /staff/${other.id}`)), '404 not_found');
    assert.equal(refusal(await change(partial, other.id, { name: 'X' })), '404 not_found');
    assert.equal(
      refusal(await partial(`POST /staff/${other.id}/deactivation`, { body: {} })),
      '404 not_found',
    );
  });
});

describe('what is given', () => {
  test('is nothing the giver lacks, whichever permission it is', async () => {
    const holds = new Set<PersonPermission>(staffProfiles.access);
    for (const permission of staffGrantable) {
      const answer = await access('POST /staff', {
        body: {
          name: 'Otra',
          email: `otra-${permission}@norte.example`,
          invite: false,
          permissions: [permission],
        },
      });
      if (holds.has(permission)) assert.equal(answer.status, 201, permission);
      else assert.equal(refusal(answer), '403 beyond_own', permission);
    }
    const one = await add(owner, { permissions: ['statement.view', 'orders.view'] });
    // What is there may stay, and be taken away.
    assert.equal((await change(access, one.id, { permissions: ['statement.view'] })).status, 200);
    assert.equal(
      refusal(await change(access, one.id, { permissions: ['statement.view', 'orders.view'] })),
      '403 beyond_own',
    );
    const { grantable } = await detail(access, one.id);
    const locked = grantable
      .filter(({ lock }) => lock === 'not_held')
      .map(({ permission }) => permission);
    assert.deepEqual(
      locked,
      staffGrantable.filter((p) => !holds.has(p) && p !== 'statement.view'),
    );
    assert.equal(
      refusal(await change(owner, one.id, { permissions: ['contacts.manage'] })).slice(0, 17),
      '400 invalid_input',
    );
  });

  test('is no customer the giver does not look after, nor to itself', async () => {
    const one = await add(partial, { customers: ['1002945'] });
    assert.deepEqual(
      one.customers.map(({ number }) => number.replace(/^0+/, '')),
      ['1002945'],
    );
    assert.equal(
      refusal(await change(partial, one.id, { customers: ['1002945', '1002946'] })),
      '400 invalid_input body.customers.1: unknown_reference',
    );
    assert.equal(refusal(await change(partial, one.id, { all: true })), '403 portfolio_beyond_own');
    assert.equal(
      refusal(await change(partial, one.id, { executive: 'EJ-1' })),
      '403 portfolio_beyond_own',
    );
    const me = await byName(owner, 'parcial');
    for (const body of [{ all: true }, { executive: 'EJ-1' }])
      assert.equal(refusal(await change(partial, me.id, body)), '403 portfolio_beyond_own');
    assert.match(
      refusal(await change(partial, me.id, { customers: ['1002946'] })),
      /unknown_reference/,
    );
    assert.equal(
      refusal(
        await change(partial, me.id, {
          permissions: ['access.manage', 'orders.view', 'stock.view'],
        }),
      ),
      '403 beyond_own',
    );
  });

  test('holds from the next request on, and each verb is in the audit', async () => {
    const one = await add(owner, { login: 'recien' });
    const identity = await identityOf(one.id);
    const { body } = await owner<{ password: string; staff: StaffDetail }>(
      `POST /staff/${one.id}/temporary-password`,
      { body: { mailed: false } },
    );
    const fresh = await signIn(running.url, 'recien', 'norte', body.password);
    assert.equal(
      (await fresh('PUT /me/password', { body: { current: body.password, password } })).status,
      204,
    );
    const api = await signIn(running.url, 'recien');
    assert.equal(refusal(await api('GET /orders')), '403 forbidden');
    await change(owner, one.id, { permissions: ['orders.view'], customers: ['1002945'] });
    assert.equal((await api<{ items: object[] }>('GET /orders')).body.items.length > 0, true);
    await change(owner, one.id, { name: 'Recién Llegada', locale: 'pt' });
    assert.equal((await owner(`POST /staff/${one.id}/deactivation`, { body: {} })).status, 200);
    assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
    assert.equal(
      refusal(await owner(`POST /staff/${one.id}/password-reset`, { body: {} })),
      '409 contact_inactive',
    );
    await owner(`POST /staff/${one.id}/activation`, { body: {} });
    await owner(`POST /staff/${one.id}/password-reset`, { body: {} });
    assert.equal((await owner(`DELETE /staff/${one.id}/sessions`)).status, 204);
    assert.deepEqual(await audits(identity), [
      'account.created',
      'account.temporary_password',
      'account.permissions_changed',
      'account.portfolio_changed',
      'account.changed',
      'account.disabled',
      'account.enabled',
      'account.reset_sent',
      'account.sessions_ended',
    ]);
    const { body: told } = await owner<{ items: Activity[] }>(`GET /staff/${one.id}/activity`);
    assert.equal(told.items[0]!.event, 'account.sessions_ended');
    assert.equal(told.items[0]!.by.name, 'propietaria');
  });

  test('is refused where somebody else was quicker, with the person as it is now', async () => {
    const one = await add(owner);
    const answer = await owner<{ code: string; current: StaffDetail }>(`PATCH /staff/${one.id}`, {
      body: { version: one.version + 1, name: 'Otra' },
    });
    assert.equal(answer.body.code, 'record_changed');
    assert.equal(answer.body.current.name, one.name);
    await change(owner, one.id, { name: 'Una' });
    assert.equal(
      refusal(
        await owner(`PATCH /staff/${one.id}`, { body: { version: one.version, name: 'Dos' } }),
      ),
      '409 record_changed',
    );
  });

  test('a name that somebody signs in by is nobody else’s', async () => {
    assert.equal(
      refusal(
        await owner('POST /staff', {
          body: { name: 'X', email: 'x@norte.example', login: 'todo', invite: false },
        }),
      ),
      '409 login_taken',
    );
    const one = await add(owner);
    const two = await add(owner);
    assert.equal(refusal(await change(owner, two.id, { email: one.email })), '409 login_taken');
  });
});

test('of two who are added at once by one name, one is, and the other is told', async () => {
  const body = { name: 'Gemela', email: 'gemela@norte.example', invite: false };
  const both = await Promise.all([1, 2].map(() => owner('POST /staff', { body })));
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 409]);
  const contact = { customer: '1002945', name: 'Gemela', email: 'dos@cliente.example' };
  const contacts = await Promise.all(
    ['1002945', '1002946'].map((customer) =>
      owner('POST /contacts', { body: { ...contact, customer, invite: true } }),
    ),
  );
  // The second is joined to the first, or told; neither breaks.
  for (const { status } of contacts) assert.ok(status === 201 || status === 409, String(status));
});

test('a change whose body arrives late is held against what its caller may do by then', async () => {
  const late = await staffSession(running, 'lenta', { permissions: everything });
  const { id } = await byName(owner, 'lenta');
  const target = await add(owner);
  const { token } = (
    await visitor(running.url)<{ token: string }>('POST /sessions', {
      body: { login: 'lenta', password, delivery: 'bearer' },
    })
  ).body;
  const text = JSON.stringify({ version: target.version, name: 'Cambiada' });
  const { hostname, port } = new URL(running.url);
  const request = httpRequest({
    hostname,
    port,
    method: 'PATCH',
    path: `/api/v1/staff/${target.id}`,
    headers: {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    },
  });
  const status = new Promise<number>((resolve, reject) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
  });
  request.write(text.slice(0, 10));
  // By then the server knows the caller and waits for the rest.
  await late('GET /staff');
  await owner(`POST /staff/${id}/deactivation`, { body: {} });
  request.end(text.slice(10));
  assert.equal(await status, 401);
  assert.equal((await detail(owner, target.id)).name, target.name);
});

describe('an account', () => {
  test('is taken over from below by nobody', async () => {
    const one = await add(owner, { permissions: ['orders.view'], login: 'arriba' });
    const take = (api: Api) =>
      api(`POST /staff/${one.id}/temporary-password`, { body: { mailed: false } });
    assert.equal(refusal(await take(access)), '403 person_beyond_own');
    assert.equal(
      refusal(await change(access, one.id, { email: 'mio@norte.example' })),
      '403 person_beyond_own',
    );
    assert.equal((await take(owner)).status, 200);
    assert.ok(!(await detail(access, one.id)).actions.includes('temporary_password'));
    // Nor one that has what takes two persons, by whoever holds the same: one would be both.
    const peer = await byName(owner, 'segundo');
    assert.equal(
      refusal(await owner(`POST /staff/${peer.id}/temporary-password`, { body: {} })),
      '403 person_beyond_own',
    );
    assert.equal(
      refusal(await change(owner, peer.id, { email: 'mio@norte.example' })),
      '403 person_beyond_own',
    );
    const self = await byName(owner, 'propietaria');
    assert.equal(
      refusal(await owner(`POST /staff/${self.id}/temporary-password`, { body: {} })),
      '403 person_beyond_own',
    );
  });

  test('is invited, and let in by the mailed link alone', async () => {
    const one = await add(owner, { invite: true });
    assert.equal(one.state, 'invited');
    assert.ok(one.actions.includes('revoke_invitation'));
    const { body } = await owner<StaffDetail>(`DELETE /staff/${one.id}/invitations`);
    assert.equal(body.state, 'none');
    assert.equal((await owner(`POST /staff/${one.id}/invitations`, { body: {} })).status, 200);
  });
});

describe('the last administrator', () => {
  test('is neither switched off nor narrowed, by itself or another, also by two at once', async () => {
    const slug = 'sul';
    const one = await staffSession(running, 'primeira', { permissions: everything, slug });
    const other = await staffSession(running, 'segunda', { permissions: everything, slug });
    const idOf = async (name: string) => (await byName(one, name)).id;
    const [first, next] = [await idOf('primeira'), await idOf('segunda')];
    const off = (api: Api, id: string) => api(`POST /staff/${id}/deactivation`, { body: {} });
    // Both remove the other at once: one stays.
    const both = await Promise.all([off(one, next), off(other, first)]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted(),
      both.some(({ status }) => status === 401) ? [200, 401] : [200, 409],
    );
    const [left, id] = (await one('GET /staff')).status === 200 ? [one, first] : [other, next];
    assert.equal(refusal(await off(left, id)), '409 last_administrator');
    const { version, grantable, actions } = (await left<StaffDetail>(`GET /staff/${id}`)).body;
    for (const body of [{ permissions: ['orders.view'] }, { all: false }])
      assert.equal(
        refusal(await left(`PATCH /staff/${id}`, { body: { version, ...body } })),
        '409 last_administrator',
      );
    assert.equal(
      grantable.find(({ permission }) => permission === 'access.manage')!.lock,
      'last_administrator',
    );
    assert.ok(!actions.includes('deactivate'));
    // Others who look after access of some customers, or cannot sign in, do not count.
    await left('POST /staff', {
      body: {
        name: 'Convidada',
        email: 'c@sul.example',
        all: true,
        permissions: ['access.manage'],
      },
    });
    assert.equal(refusal(await off(left, id)), '409 last_administrator');
  });
});

describe('what takes two persons', () => {
  const ask = async (api: Api, more: object = {}) => {
    const one = await add(api, {
      permissions: ['orders.view', 'impersonate'],
      login: `dos-${made}`,
      ...more,
    });
    assert.deepEqual(one.permissions, ['orders.view']);
    assert.equal(one.requests.length, 1);
    return { one, request: one.requests[0]! };
  };
  const settle = (api: Api, { id }: StaffRequest, how: 'confirmation' | 'refusal') =>
    api<StaffDetail>(`POST /staff-requests/${id}/${how}`, { body: {} });

  test('waits until a second one confirms, and is in the audit', async () => {
    const { one, request } = await ask(owner);
    assert.equal(request.lock, 'own');
    const { body } = await second<{ items: StaffRequest[] }>('GET /staff-requests');
    const seen = body.items.find(({ id }) => id === request.id)!;
    assert.deepEqual([seen.lock, seen.mayRefuse, seen.requestedBy], [null, true, 'propietaria']);
    assert.equal(refusal(await settle(owner, request, 'confirmation')), '403 own_request');
    assert.equal(refusal(await settle(access, request, 'confirmation')), '403 beyond_own');
    assert.equal(refusal(await settle(access, request, 'refusal')), '403 beyond_own');
    assert.equal(refusal(await settle(partial, request, 'confirmation')), '403 beyond_own');
    const confirmed = await settle(second, request, 'confirmation');
    assert.deepEqual(confirmed.body.permissions, ['orders.view', 'impersonate']);
    assert.equal(refusal(await settle(second, request, 'confirmation')), '409 request_over');
    assert.deepEqual((await audits(await identityOf(one.id))).slice(-3), [
      'account.right_requested',
      'account.right_confirmed',
      'account.permissions_changed',
    ]);
  });

  test('is refused by whoever could confirm, or taken back by who asked', async () => {
    for (const who of [second, owner]) {
      const { one, request } = await ask(owner);
      assert.equal((await settle(who, request, 'refusal')).status, 200);
      assert.equal(refusal(await settle(second, request, 'confirmation')), '409 request_over');
      assert.deepEqual((await detail(owner, one.id)).permissions, ['orders.view']);
    }
  });

  test('is confirmed by nobody who gains by it', async () => {
    // Holds it by the operator's word, loses it, and asks a colleague to ask for it.
    const gains = await staffSession(running, 'gana', { permissions: ['access.manage'] });
    const { id } = await byName(owner, 'gana');
    const asked = await change(owner, id, { permissions: ['access.manage', 'impersonate'] });
    const [request] = asked.body.requests;
    assert.equal(refusal(await settle(gains, request!, 'confirmation')), '403 own_request');
  });

  test('falls after seven days, and with the right of whoever asked', async () => {
    const { request } = await ask(owner);
    const days = (Date.parse(request.expiresAt) - Date.parse(request.requestedAt)) / 86_400_000;
    assert.equal(Math.round(days), 7);
    await running.sql(
      `update staff_requests set expires_at = now() where id = '${request.id}'`,
      'norte',
    );
    assert.equal(refusal(await settle(second, request, 'confirmation')), '409 request_over');

    const third = await staffSession(running, 'tercera', { permissions: everything });
    const { request: theirs } = await ask(third);
    const { id } = await byName(owner, 'tercera');
    await owner(`POST /staff/${id}/deactivation`, { body: {} });
    assert.equal(refusal(await settle(second, theirs, 'confirmation')), '409 request_over');
  });

  test('is asked for once, and lost without anybody’s leave', async () => {
    const { one } = await ask(owner);
    const again = await change(owner, one.id, { permissions: ['orders.view', 'impersonate'] });
    assert.equal(again.body.requests.length, 1);
    await settle(second, again.body.requests[0]!, 'confirmation');
    const taken = await change(access, one.id, { permissions: ['orders.view'] });
    assert.deepEqual(taken.body.permissions, ['orders.view']);
  });
});

test('a contact reaches none of it', async () => {
  const contact = await signIn(running.url, 'todo');
  for (const key of ['GET /staff', 'GET /staff-requests'])
    assert.equal(refusal(await contact(key)), '403 forbidden');
  assert.equal(refusal(await visitor(running.url)('GET /staff')), '401 unauthenticated');
});
