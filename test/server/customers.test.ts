// One person, several customers: who joins them, what a change of customer changes, and what it must not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SectionFigure } from '#contract/home';
import type { OrderRow } from '#contract/orders';
import type { ContactPermission } from '#contract/permissions';
import type { Session } from '#contract/portal';
import { createApi, refusal, signIn, visitor, type Answer, type Api } from '../support/api.ts';
import { order, password } from '../support/fixtures.ts';
import { hostSession } from '../support/host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const first = '0001002945';
const second = '0001002946';

let running: TestPortal;
let admin: TestPortal['portal']['admin'];
/** Contacts of the second customer and of a third, whose number is no plain ASCII. */
let joined: string;
let third: string;
before(async () => {
  running = await startPortal();
  ({ admin } = running.portal);
  await running.portal.sync('norte', 'customers', [
    { number: 'ñ/3', name: 'Almacén Ñ', companies: [] },
  ]);
  joined = await newContact(second);
  third = await newContact('ñ/3');
  await join(joined, ['orders.view', 'stock.view']);
  await join(third, ['orders.view']);
});
after(() => running.close());

let mailboxes = 0;
const newContact = (customer: string) =>
  admin.addContact('norte', {
    customer,
    name: 'Otra vez',
    email: `otra${++mailboxes}@cliente.example`,
  });
const join = (contact: string, permissions: ContactPermission[], login = 'todo') =>
  admin.joinContact('norte', {
    contact,
    login,
    grants: permissions.map((permission) => ({ permission, scope: 'customer' })),
  });
const change = (api: Api, number: string, headers = {}) =>
  api<Session>('PUT /session/customer', { body: { number }, headers });
const sessionOf = async (api: Api) =>
  (await api<{ session: Session | null }>('GET /portal')).body.session;
const ordersOf = async (api: Api) =>
  (await api<{ items: OrderRow[] }>('GET /orders?limit=100')).body.items;
const events = (event: string) =>
  running.sql<{ detail: Record<string, unknown>; record: string; actor_kind: string }>(
    `select detail, record, actor_kind from audit_events where event = '${event}' order by id`,
  );

describe('another membership', () => {
  test('is given to a person who has an account, and noted', async () => {
    const { customers, customer } = (await sessionOf(await signIn(running.url, 'todo')))!;
    assert.deepEqual(customers, [
      { number: 'ñ/3', name: 'Almacén Ñ' },
      { number: first, name: 'Ferretería del Centro' },
      { number: second, name: 'Vecino Comercial' },
    ]);
    assert.equal(customer?.number, first, 'the first by number, while none was used last');
    const [noted] = await events('account.joined');
    assert.equal(noted?.actor_kind, 'operator');
    const [contact] = await running.sql<{ id: string; identity_id: string }>(
      `select id, identity_id from contacts where external_id = '${joined}'`,
    );
    assert.deepEqual([noted.record, noted.detail.person], [contact!.id, contact!.identity_id]);
    const granted = await events('account.permissions_changed');
    const { after: now } = granted.find(({ record }) => record === contact!.id)!.detail;
    assert.equal((now as { grants: unknown[] }).grants.length, 2);
  });

  test("is no way to somebody else's contact, nor to somebody of the company", async () => {
    await assert.rejects(join('C-6', ['orders.view']), /C-6 has an account already/);
    const free = await newContact(second);
    await assert.rejects(join(free, ['orders.view'], 'nadie'), /Nobody signs in as nadie/);
    await assert.rejects(join('C-99', ['orders.view']), /no contact C-99/);
    await assert.rejects(join(free, ['orders.fly' as never]), /permission/);
    await admin.createStaff('norte', {
      name: 'Casa',
      logins: ['casa'],
      password,
      permissions: ['orders.view'],
      customers: 'all',
    });
    await assert.rejects(join(free, ['orders.view'], 'casa'), /of the company/);
    const linked = await running.sql<{ n: number }>(
      `select count(identity_id)::int as n from contacts where external_id = '${free}'`,
    );
    assert.deepEqual(linked, [{ n: 0 }], 'nothing came of any of them');
    await assert.rejects(
      admin.joinContact('sul', { contact: joined, login: 'todo' }),
      /no contact/,
    );
  });
});

describe('changing the customer', () => {
  test('changes what every endpoint answers, and the permissions', async () => {
    const api = await signIn(running.url, 'todo');
    const before = await ordersOf(api);
    assert.equal(before.length, 60);
    const { status, body } = await change(api, second);
    assert.equal(status, 200);
    assert.deepEqual(body.customer, { number: second, name: 'Vecino Comercial' });
    assert.deepEqual(body.permissions, ['orders.view', 'stock.view']);
    assert.equal(body.customers.length, 3);
    assert.deepEqual(await sessionOf(api), body);
    const after = await ordersOf(api);
    assert.deepEqual(
      after.map(({ number, amount }) => [number, amount]),
      [['0099000001', null]],
      'its own orders, without amounts',
    );
    assert.equal(refusal(await api(`GET /orders/${before[0]!.id}`)), '404 not_found');
    assert.equal(refusal(await api(`GET /orders/${after[0]!.id}/invoices`)), '403 forbidden');
    assert.equal(refusal(await api('GET /exports/orders?locale=es')), '403 forbidden');
    const { sections } = (await api<{ sections: SectionFigure[] }>('GET /home')).body;
    assert.deepEqual(
      sections.map(({ section, count }) => [section, count]),
      [
        ['orders', 1],
        ['stock', 0],
      ],
    );
    // And back, by the number as people write it.
    const back = await change(api, '1002945');
    assert.deepEqual(back.body.customer?.number, first);
    assert.equal((await ordersOf(api)).length, 60);
    assert.equal(refusal(await api(`GET /orders/${after[0]!.id}`)), '404 not_found');
    const noted = await events('session.customer_changed');
    assert.deepEqual(
      noted.map(({ detail }) => detail),
      [
        { from: first, to: second },
        { from: second, to: first },
      ],
    );
  });

  test('is of one session; the next one starts with the customer used last', async () => {
    const one = await signIn(running.url, 'todo');
    const other = await signIn(running.url, 'todo');
    await change(one, second);
    assert.equal((await sessionOf(other))?.customer?.number, first);
    assert.equal((await ordersOf(other)).length, 60);
    assert.equal((await sessionOf(await signIn(running.url, 'todo')))?.customer?.number, second);
    await change(other, first);
    assert.equal((await sessionOf(await signIn(running.url, 'todo')))?.customer?.number, first);
    assert.equal((await sessionOf(one))?.customer?.number, second);
  });

  test('is refused to a customer of others, of nobody, and of another tenant', async () => {
    const api = await signIn(running.url, 'todo');
    for (const number of ['0001002947', '4711']) {
      assert.equal(refusal(await change(api, number)), '404 not_found', number);
    }
    // In the other tenant the same names stand for other people.
    const sul = await signIn(running.url, 'todo', 'sul');
    assert.equal(refusal(await change(sul, second)), '404 not_found');
    assert.equal(
      refusal(await change(await signIn(running.url, 'vecino'), first)),
      '404 not_found',
    );
    const casa = await signIn(running.url, 'casa');
    assert.equal(refusal(await change(casa, first)), '404 not_found');
    assert.equal((await sessionOf(api))?.customer?.number, first);
  });

  test('is not for whom the host vouched for, nor before a password of its own', async () => {
    const vouched = await hostSession(running, { contact: 'C-1', widgets: ['orders'] });
    assert.equal(refusal(await change(vouched, second)), '403 forbidden');
    assert.deepEqual((await sessionOf(vouched))?.customers, [
      { number: first, name: 'Ferretería del Centro' },
    ]);
    await join(await newContact(second), ['orders.view'], 'sinmontos');
    const temporary = await admin.assignTemporary(
      'norte',
      { login: 'sinmontos' },
      { mailed: false },
    );
    const api = await signIn(running.url, 'sinmontos', 'norte', temporary!);
    assert.equal(refusal(await change(api, second)), '403 password_change_required');
    assert.deepEqual((await sessionOf(api))?.customers.length, 1);
    assert.equal(refusal(await change(visitor(running.url), second)), '401 unauthenticated');
  });
});

describe('a page that shows another customer than the session is for', () => {
  const shows = (number: string) => ({ 'Portal-Customer': encodeURIComponent(number) });

  test('is told so, and neither reads nor changes anything', async () => {
    const api = await signIn(running.url, 'todo');
    const told = (answer: Answer) => assert.equal(refusal(answer), '409 customer_changed');
    const headers = shows(second);
    for (const key of ['GET /orders', 'GET /home', 'GET /me', 'GET /plants'])
      told(await api(key, { headers }));
    told(await api('PATCH /me', { headers, body: { name: 'Otra' } }));
    assert.equal((await api<{ name: string }>('GET /me')).body.name, 'Contacto C-1');
    told(await change(api, 'ñ/3', headers));
    assert.equal((await sessionOf(api))?.customer?.number, first);
    // Before the body is looked at.
    told(await api('PATCH /me', { headers, body: 'no JSON' }));
    told(await api('DELETE /me/sessions', { headers }));
  });

  test('is answered where it shows the right one, or does not say', async () => {
    const api = await signIn(running.url, 'todo');
    assert.equal((await api('GET /orders', { headers: shows(first) })).status, 200);
    assert.equal((await api('GET /orders')).status, 200);
    assert.equal((await change(api, 'ñ/3', shows(first))).status, 200);
    assert.equal((await api('GET /orders', { headers: shows('ñ/3') })).status, 200);
    assert.equal((await api('GET /orders', { headers: shows(first) })).status, 409);
    await change(api, first);
    const vouched = await hostSession(running, { contact: 'C-1', widgets: ['orders'] });
    assert.equal((await vouched('GET /orders', { headers: shows(second) })).status, 409);
    const casa = await signIn(running.url, 'casa');
    assert.equal(
      (await casa('GET /orders', { headers: shows(second) })).status,
      409,
      'staff has none: its page looked as a contact, and does so no longer',
    );
  });

  test('may still ask who is signed in, and sign out', async () => {
    const api = await signIn(running.url, 'todo');
    const headers = shows(second);
    const { status, body } = await api<{ session: Session }>('GET /portal', { headers });
    assert.deepEqual([status, body.session.customer?.number], [200, first]);
    assert.equal((await api('DELETE /session', { headers })).status, 204);
  });

  test('comes with a header that pages may send', async () => {
    const preflight = await fetch(`${running.url}/api/v1/orders`, {
      method: 'OPTIONS',
      headers: { Origin: 'http://norte.localhost:9001', 'Access-Control-Request-Method': 'GET' },
    });
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Portal-Customer/);
  });
});

describe('a membership that ends', () => {
  test('falls away, with the sessions that were at it; the others stay', async () => {
    await running.portal.sync('norte', 'orders', [
      order('0099000077', { customer: second, shipTo: null }),
    ]);
    const at = await signIn(running.url, 'todo');
    await change(at, second);
    assert.equal((await ordersOf(at)).length, 2);
    const other = await signIn(running.url, 'todo');
    await change(other, first);
    await change(at, second);
    await running.portal.sync('norte', 'contacts', [
      { id: joined, customer: second, name: 'Otra vez', active: false },
    ]);
    assert.equal(refusal(await at('GET /orders')), '401 unauthenticated');
    assert.equal((await ordersOf(other)).length, 60);
    assert.equal(refusal(await change(other, second)), '404 not_found');
    const again = await signIn(running.url, 'todo');
    const { customer, customers } = (await sessionOf(again))!;
    assert.equal(customer?.number, first, 'though the other was used last');
    assert.deepEqual(
      customers.map(({ number }) => number),
      ['ñ/3', first],
    );
  });

  test('falls away with its customer, too', async () => {
    await running.portal.sync('norte', 'customers', [{ number: 'ñ/3', deleted: true }]);
    const api = await signIn(running.url, 'todo');
    assert.deepEqual(
      (await sessionOf(api))?.customers.map(({ number }) => number),
      [first],
    );
    assert.equal(refusal(await change(api, 'ñ/3')), '404 not_found');
  });

  test('leaves nothing open to who has no other', async () => {
    const api = createApi(running.url, { 'Portal-Tenant': 'norte' });
    await running.portal.sync('norte', 'contacts', [
      { id: 'C-6', customer: second, name: 'Contacto C-6', active: false },
    ]);
    const body = { login: 'vecino', password, delivery: 'bearer' };
    assert.equal(refusal(await api('POST /sessions', { body })), '401 wrong_credentials');
  });
});
