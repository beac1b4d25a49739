// Staff looks at the portal as a contact sees it: the same, nothing more, nothing changed, and in its own name.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ContactDetail, Contact, Activity } from '#contract/contacts';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { staffGrantable } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { Staff } from '#contract/staff';
import { createScope } from '../../server/db/scope.ts';
import { sweep } from '../../server/housekeeping.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const everything = [...staffGrantable];
const nobody = '00000000-0000-4000-8000-000000000000';
let running: TestPortal;
let staff: Api;
before(async () => {
  running = await startPortal();
  staff = await staffSession(running, 'mirona', { permissions: everything });
});
after(() => running.close());

/** The contact that somebody of the fixtures signs in as. */
async function contactOf(login: string): Promise<{ id: string; session: Session; api: Api }> {
  const api = await signIn(running.url, login);
  const { session } = (await api<{ session: Session }>('GET /portal')).body;
  const [row] = await running.sql<{ id: string }>(
    `select c.id from contacts c join login_names n on n.tenant_id = c.tenant_id and n.identity_id = c.identity_id
     join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
     where n.name = '${login}' and k.number = '${session.customer!.number}'`,
    'norte',
  );
  return { id: row!.id, session, api };
}
const start = (api: Api, contact: string, reason = 'Reporte 42') =>
  api<Session>('POST /impersonations', { body: { contact, reason } });
const stop = (api: Api) => api<Session>('DELETE /impersonation');
const sessionOf = async (api: Api) =>
  (await api<{ session: Session | null }>('GET /portal')).body.session;
const rows = <T extends object>(sql: string) => running.sql<T>(sql, 'norte');

/** What a list shows; where it goes on is sealed anew each time. */
const shown = async (api: Api, key: string) => ({
  ...(await api<object>(key)).body,
  nextCursor: null,
});

describe('who looks as a contact', () => {
  test('sees what the contact sees, and is back in the own session after', async () => {
    const { id, session, api } = await contactOf('todo');
    const { status, body } = await start(staff, id);
    assert.equal(status, 201);
    assert.deepEqual(
      [body.kind, body.access, body.person.name, body.customer, body.permissions],
      ['contact', 'impersonated', session.person.name, session.customer, session.permissions],
    );
    assert.equal(body.impersonation!.by, 'mirona');
    assert.ok(body.impersonation!.left > 1_790 && body.impersonation!.left <= 1_800);
    assert.equal(body.lastSignInAt, null);
    for (const key of ['GET /home', 'GET /orders', 'GET /invoices', 'GET /contacts'])
      assert.deepEqual(await shown(staff, key), await shown(api, key), key);
    const back = await stop(staff);
    assert.deepEqual(
      [back.status, back.body.kind, back.body.impersonation],
      [200, 'staff', undefined],
    );
    assert.equal((await sessionOf(staff))!.person.name, 'mirona');
  });

  test('sees as little as a contact that may do nothing', async () => {
    const { id } = await contactOf('nada');
    await start(staff, id);
    for (const key of ['GET /orders', 'GET /contacts', 'GET /staff', 'GET /permission-profiles'])
      assert.equal(refusal(await staff(key)), '403 forbidden', key);
    await stop(staff);
  });

  test('needs the right to, which nothing else implies', async () => {
    const { id } = await contactOf('todo');
    const others = everything.filter((permission) => permission !== 'impersonate');
    const owner = await staffSession(running, 'sin-ver', { permissions: others });
    assert.equal(refusal(await start(owner, id)), '403 forbidden');
    assert.ok(
      !(await owner<ContactDetail>(`GET /contacts/${id}`)).body.actions.includes('impersonate'),
    );
    assert.ok(
      (await staff<ContactDetail>(`GET /contacts/${id}`)).body.actions.includes('impersonate'),
    );
    const contact = await signIn(running.url, 'todo');
    assert.equal(refusal(await start(contact, id)), '403 forbidden');
  });

  test('looks as nobody beyond its own customers, and as nobody of staff', async () => {
    const { id } = await contactOf('todo');
    const other = await staffSession(running, 'otra-cartera', {
      permissions: ['impersonate', 'access.manage'],
      customers: ['1002946'],
    });
    assert.equal(refusal(await start(other, id)), '404 not_found');
    const { body } = await staff<{ items: Staff[] }>('GET /staff');
    for (const one of body.items)
      assert.equal(refusal(await start(staff, one.id)), '404 not_found');
    assert.equal(refusal(await start(staff, nobody)), '404 not_found');
    assert.match(refusal(await start(staff, id, ' ')), /^400 invalid_input body\.reason/);
  });

  test('looks as nobody who was switched off', async () => {
    const { body } = await staff<Contact>('POST /contacts', {
      body: { customer: '1002945', name: 'Apagada', email: 'apagada@cliente.example' },
    });
    assert.equal((await start(staff, body.id)).status, 201);
    await stop(staff);
    await staff(`POST /contacts/${body.id}/deactivation`, { body: {} });
    assert.equal(refusal(await start(staff, body.id)), '409 contact_inactive');
  });
});

describe('meanwhile', () => {
  test('nothing that changes something, and no file, is open', async () => {
    const { id } = await contactOf('todo');
    await start(staff, id);
    const refused: string[] = [];
    for (const [key, endpoint] of Object.entries(endpoints) as [string, Endpoint][]) {
      if (endpoint.permission === 'public' || endpoint.whileImpersonating) continue;
      const isFile = endpoint.response !== 'nothing' && 'file' in endpoint.response;
      if (key.startsWith('GET') && !isFile) continue;
      const answer = await staff(key.replaceAll(/:\w+/g, nobody), {
        body: endpoint.body ? {} : undefined,
      });
      assert.equal(refusal(answer), '403 read_only', key);
      refused.push(key);
    }
    assert.ok(refused.length > 60 && refused.includes('GET /exports/orders'));
    assert.equal((await sessionOf(staff))!.access, 'impersonated');
    await stop(staff);
  });

  test('the account of the person, its sessions and its other customers stay closed', async () => {
    const { id, session } = await contactOf('todo');
    await start(staff, id);
    for (const key of ['GET /me', 'GET /me/sessions'])
      assert.equal(refusal(await staff(key)), '403 forbidden', key);
    assert.deepEqual((await sessionOf(staff))!.customers, [session.customer]);
    await stop(staff);
  });

  test('nothing of the person is marked as seen, and looks are of whoever looks', async () => {
    const { id } = await contactOf('todo');
    const state = () =>
      rows(
        `select i.last_sign_in_at, i.last_contact_id, (select count(*) from sessions s where s.identity_id = i.id) as sessions,
           (select count(*) from audit_events a where a.actor_id = i.id) as acts
         from identities i join contacts c on c.identity_id = i.id where c.id = '${id}'`,
      );
    const before = await state();
    await start(staff, id);
    await rows(`delete from audit_events where event = 'customer.looked_at'`).catch(() => []);
    for (const key of ['GET /home', 'GET /orders', 'GET /invoices', 'GET /statements?company=SM01'])
      await staff(key);
    await stop(staff);
    assert.deepEqual(await state(), before);
    const looks = await rows<{ actor: string; name: string }>(
      `select i.name, a.actor_kind as actor from audit_events a join identities i on i.id = a.actor_id
       where a.event = 'customer.looked_at' and a.record = '1002945'`,
    );
    assert.deepEqual(looks, [{ actor: 'staff', name: 'mirona' }]);
  });

  test('its own changes by a page that is behind are refused, whichever way it is behind', async () => {
    const { id, session } = await contactOf('todo');
    await start(staff, id);
    const shown = { 'Portal-Customer': encodeURIComponent(session.customer!.number) };
    assert.equal((await staff('GET /orders', { headers: shown })).status, 200);
    await stop(staff);
    // What was on screen was the contact's; it must not be done as staff.
    assert.equal(refusal(await staff('GET /orders', { headers: shown })), '409 customer_changed');
    assert.equal(
      refusal(await staff(`POST /contacts/${id}/deactivation`, { body: {}, headers: shown })),
      '409 customer_changed',
    );
  });
});

describe('it ends', () => {
  const began = async (name: string, customers: string[] | 'all' = 'all') => {
    const { id, session } = await contactOf('todo');
    const api = await staffSession(running, name, {
      permissions: ['impersonate', 'access.manage'],
      customers,
    });
    assert.equal((await start(api, id)).status, 201);
    return { api, id, number: session.customer!.number };
  };
  const staffId = async (name: string) =>
    (
      await rows<{ id: string }>(
        `select u.id from staff_users u join identities i on i.id = u.identity_id where i.name = '${name}'`,
      )
    )[0]!.id;

  test('by time, on the server', async () => {
    const { api } = await began('por-tiempo');
    await rows(`update sessions set as_contact_until = now() where as_contact_id is not null`);
    assert.equal((await sessionOf(api))!.kind, 'staff');
    await sweep(createScope(running.connection));
    const [end] = await rows<{ event: string; detail: object }>(
      `select event, detail from audit_events where event = 'impersonation.ended' order by id desc limit 1`,
    );
    assert.equal((end!.detail as { by: string }).by, 'time');
    assert.deepEqual(await rows(`select id from sessions where as_contact_id is not null`), []);
  });

  test('with the right, the portfolio, and the person', async () => {
    const { api } = await began('por-derecho');
    const id = await staffId('por-derecho');
    await rows(`update staff_users set permissions = '{access.manage}' where id = '${id}'`);
    assert.equal((await sessionOf(api))!.kind, 'staff');
    await rows(
      `update staff_users set permissions = '{impersonate}', all_customers = false where id = '${id}'`,
    );
    assert.equal((await sessionOf(api))!.kind, 'staff');
    await rows(`update staff_users set all_customers = true where id = '${id}'`);
    assert.equal((await sessionOf(api))!.access, 'impersonated');
    await rows(`update identities set disabled_at = now() where name = 'por-derecho'`);
    assert.equal(await sessionOf(api), null);
  });

  test('with the session', async () => {
    const { api } = await began('por-sesion');
    assert.equal((await api('DELETE /session')).status, 204);
    assert.equal(await sessionOf(api), null);
  });

  test('with the contact', async () => {
    const { api, id } = await began('por-contacto');
    await rows(`update contacts set disabled_at = now() where id = '${id}'`);
    assert.equal((await sessionOf(api))!.kind, 'staff');
    await rows(`update contacts set disabled_at = null where id = '${id}'`);
  });

  test('within a portfolio, as a customer of it alone', async () => {
    const { api } = await began('con-cartera', ['1002945']);
    assert.equal((await sessionOf(api))!.access, 'impersonated');
    const id = await staffId('con-cartera');
    await rows(`delete from staff_customers where staff_user_id = '${id}'`);
    assert.equal((await sessionOf(api))!.kind, 'staff');
  });
});

test('both are named in both histories, with the reason', async () => {
  const { id, session } = await contactOf('todo');
  await start(staff, id, 'No ve su factura');
  await stop(staff);
  const person = await staff<{ items: Activity[] }>(`GET /contacts/${id}/activity?limit=2`);
  assert.deepEqual(
    person.body.items.map(({ event, by }) => [event, by.kind, by.name]),
    [
      ['impersonation.ended', 'staff', 'mirona'],
      ['impersonation.started', 'staff', 'mirona'],
    ],
  );
  const { body } = await staff<{ items: Staff[] }>('GET /staff?q=mirona');
  const own = await staff<{ items: Activity[] }>(
    `GET /staff/${body.items[0]!.id}/activity?limit=5`,
  );
  const began = own.body.items.find(({ event }) => event === 'impersonation.started')!;
  const told = Object.fromEntries(began.changes.map(({ field, after: value }) => [field, value]));
  assert.deepEqual(
    [told.name, told.reason, told.customer],
    [session.person.name, 'No ve su factura', session.customer!.number],
  );
});

test('nobody looks as a contact without the second factor that is demanded meanwhile', async () => {
  const { id, session } = await contactOf('todo');
  await start(staff, id);
  for (const demand of ['staff', 'everyone'] as const) {
    await running.portal.admin.setTenant('norte', { secondFactor: demand });
    assert.equal(refusal(await staff('GET /orders')), '403 second_factor_setup_required', demand);
    const mine = (await sessionOf(staff))!;
    assert.deepEqual([mine.person.name, mine.access], ['mirona', 'setup'], demand);
  }
  await running.portal.admin.setTenant('norte', { secondFactor: 'optional' });
  assert.equal((await sessionOf(staff))!.person.name, session.person.name);
  await stop(staff);
});
