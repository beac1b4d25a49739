// What happened becomes notifications and mails: for whom, how, and when; and the way out of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Changes, Notification, NotificationPreferences } from '#contract/notifications';
import type { Page } from '../../server/records/records.ts';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import { sendDigests } from '../../server/features/notifications/bundles.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { recordAccountEvent } from '../../server/features/access/account-events.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { order } from '../support/fixtures.ts';
import { eventually } from '../support/eventually.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
/** Of customer 1002945: may see all, no amounts, nothing, its own documents alone; and of another customer. */
let todo: Api;
let sinmontos: Api;
let nada: Api;
let propios: Api;
let vecino: Api;
let staff: Api;

const today = new Date().toISOString().slice(0, 10);
let count = 0;
const number = () => `77${String(++count).padStart(6, '0')}`;

const inTenant = <T>(work: (db: Db) => Promise<T>) => inScope({ tenantId }, work);
/** Has the rules read all that happened. @param waitMs how long mails wait for others */
async function settle(waitMs = 0): Promise<void> {
  // The portal's own clock does the same now and then.
  await eventually(
    async () => {
      await inTenant((db) => applyRules(db, tenantId, waitMs));
      return (
        (await inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications')))
          .length === 0
      );
    },
    () => 'There is always more',
  );
}
const send = async (records: object[], entity: 'orders' | 'invoices' = 'orders') => {
  const { results } = await running.portal.sync('norte', entity, records);
  for (const { status } of results) assert.ok(status !== 'invalid', JSON.stringify(results));
};
const invoice = (number: string, more: object = {}) => ({
  number,
  company: 'SM01',
  customer: '0001002945',
  kind: 'invoice',
  date: today,
  dueDate: today,
  currency: 'MXN',
  net: '100.00',
  tax: '16.00',
  total: '116.00',
  items: [],
  orders: [],
  ...more,
});
const changes = async (api: Api, since?: string) =>
  (await api<Changes>(`GET /changes${since === undefined ? '' : `?since=${since}`}`)).body;
const inbox = async (api: Api, query = '') =>
  (await api<Page<Notification>>(`GET /notifications?${query}`)).body;
const numbers = async (api: Api) =>
  (await inbox(api)).items.map(({ type, params }) => `${type} ${params.number ?? params.about}`);
const choose = (api: Api, type: string, more: object) =>
  api<NotificationPreferences>('PUT /me/notification-preferences', {
    body: { items: [{ type, ...more }] },
  });
const contactId = async (externalId: string) =>
  (
    await running.sql<{ id: string }>(`select id from contacts where external_id = '${externalId}'`)
  )[0]!.id;
const mails = () =>
  running.sql<{ id: string; state: string; data: { events: string[]; contactId: string } }>(
    `select id, state, data from mails where kind = 'notification' order by created_at`,
  );
/** Lets what waits go now. */
const hasten = async () => {
  await running.sql(
    `update mails set due_at = now() where kind = 'notification' and state = 'queued'`,
  );
  await running.sql('update mail_due set due_at = now()');
};
/** Has what waits delivered, and reads the next mail to somebody. */
const deliver = async (address: string) => {
  await hasten();
  return running.mailbox.next(address);
};
const drop = () => running.sql(`delete from mails where kind = 'notification'`);

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  tenantId = (await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`))[0]!
    .id;
  [todo, sinmontos, nada, propios, vecino] = (await Promise.all(
    ['todo', 'sinmontos', 'nada', 'propios', 'vecino'].map((login) => signIn(running.url, login)),
  )) as [Api, Api, Api, Api, Api];
  staff = await staffSession(running, 'accesos', { permissions: ['access.manage'] });
  // They have their inboxes before them.
  for (const api of [todo, sinmontos, nada, propios, vecino]) await changes(api);
  await settle();
  await choose(todo, 'invoice_issued', { mail: 'off' });
});
after(() => running.close());

describe('who is told', () => {
  test('contacts of the customer who may see the record now, and nobody else', async () => {
    const one = number();
    await send([order(one, { date: today })]);
    await settle();
    assert.deepEqual(await numbers(todo), [`order_created ${one}`]);
    assert.deepEqual(await numbers(sinmontos), [`order_created ${one}`]);
    for (const api of [nada, propios, vecino]) assert.deepEqual(await numbers(api), []);
  });

  test('whoever sees own documents alone, of these alone', async () => {
    const [own, other] = [number(), number()];
    await send([
      order(own, { date: today, requestedBy: 'C-4' }),
      order(other, { date: today, requestedBy: 'C-1' }),
    ]);
    await send(
      [invoice(`F${own}`, { orders: [own] }), invoice(`F${other}`, { orders: [other] })],
      'invoices',
    );
    await settle();
    assert.deepEqual(await numbers(propios), [`invoice_issued F${own}`, `order_created ${own}`]);
  });

  test('of a status that changed and no other change, and of no old document that comes late', async () => {
    const [one, old] = [number(), number()];
    await send([order(one, { date: today }), order(old, { date: '2020-01-01' })]);
    await settle();
    const before = await numbers(todo);
    assert.ok(!before.includes(`order_created ${old}`));
    await send([order(one, { date: today, amount: '1.00' })]);
    await settle();
    assert.deepEqual(await numbers(todo), before);
    await send([
      order(one, { date: today, status: 'CON' }),
      order(old, { date: '2020-01-01', status: 'CON' }),
    ]);
    await settle();
    const { items } = await inbox(todo);
    assert.deepEqual(
      items
        .slice(0, 2)
        .map(({ type, params }) => [type, params.number, params.was, params.status])
        .toSorted(),
      [one, old].map((n) => ['order_status', n, 'in_process', 'concluded']),
    );
  });

  test('what happens to an account is for its owner, and cannot be switched off', async () => {
    const [{ id } = { id: '' }] = await running.sql<{ id: string }>(
      `select identity_id as id from contacts where external_id = 'C-3'`,
    );
    await inTenant((db) => recordAccountEvent(db, 'account.new_device', id));
    await settle();
    assert.deepEqual(await numbers(nada), ['account_security device']);
    assert.ok(!(await numbers(todo)).includes('account_security device'));
    assert.equal(
      refusal(await choose(nada, 'account_security', { inbox: false })),
      '409 notification_locked',
    );
  });

  test('an event twice read is told once', async () => {
    const before = await numbers(todo);
    await inTenant((db) => db('event_readers').update({ xact: '0', id: 0 }));
    await settle();
    assert.deepEqual(await numbers(todo), before);
    await drop();
  });

  test('nothing is kept for those who have not had their inbox before them for 30 days, until they come back', async () => {
    const id = await contactId('C-2');
    await running.sql(
      `update notification_readers set seen_at = now() - interval '31 days' where contact_id = '${id}'`,
    );
    const before = await numbers(sinmontos);
    const missed = number();
    await send([order(missed, { date: today })]);
    await settle();
    assert.deepEqual(await numbers(sinmontos), before);
    await changes(sinmontos);
    assert.equal((await numbers(sinmontos))[0], `order_created ${missed}`);
    const one = number();
    await send([order(one, { date: today })]);
    await settle();
    assert.equal((await numbers(sinmontos))[0], `order_created ${one}`);
  });
});

describe('the inbox', () => {
  test('is listed in pages, marked as read one by one or up to one, and counted', async () => {
    await changes(todo);
    const all = await inbox(todo, 'limit=100');
    const first = await inbox(todo, 'limit=2');
    const second = await inbox(todo, `limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      all.items.slice(0, 4).map(({ id }) => id),
    );
    const { unread } = await changes(todo);
    assert.equal(unread, all.items.filter(({ readAt }) => !readAt).length);
    const read = await todo<{ unread: number }>('POST /notifications/read', {
      body: { ids: [all.items[1]!.id] },
    });
    assert.equal(read.body.unread, unread - 1);
    const rest = await todo<{ unread: number }>('POST /notifications/read', {
      body: { upTo: all.items[0]!.id },
    });
    assert.equal(rest.body.unread, 0);
    assert.ok((await inbox(todo, 'limit=100')).items.every(({ readAt }) => readAt));
  });

  test('says that something came since, and ends counting at 99', async () => {
    const { cursor } = await changes(todo);
    assert.equal((await changes(todo, cursor)).fresh, false);
    await send(Array.from({ length: 120 }, () => order(number(), { date: today })));
    await settle();
    const now = await changes(todo, cursor);
    assert.deepEqual([now.fresh, now.unread, now.more], [true, 99, true]);
    await todo('POST /notifications/read', { body: { upTo: now.cursor } });
    await drop();
  });

  test('shows nothing of a permission that was taken away', async () => {
    const id = await contactId('C-2');
    assert.notDeepEqual(await numbers(sinmontos), []);
    await running.sql(
      `update contact_grants set permission = 'stock.view' where contact_id = '${id}' and permission = 'orders.view'`,
    );
    assert.deepEqual(await numbers(sinmontos), []);
    assert.equal((await changes(sinmontos)).unread, 0);
    await running.sql(
      `update contact_grants set permission = 'orders.view' where contact_id = '${id}' and permission = 'stock.view'`,
    );
  });

  test('a record can be muted, by its own reader alone', async () => {
    const one = number();
    await send([order(one, { date: today })]);
    await settle();
    const [told] = (await inbox(todo)).items;
    const mute = (api: Api, muted: boolean) =>
      api('PUT /notification-mutes', { body: { notification: told!.id, muted } });
    assert.equal(refusal(await mute(vecino, true)), '404 not_found');
    assert.equal(refusal(await mute(staff, true)), '404 not_found');
    assert.equal((await mute(todo, true)).status, 204);
    assert.equal((await mute(todo, true)).status, 204);
    assert.equal((await inbox(todo)).items[0]!.muted, true);
    await send([order(one, { date: today, status: 'CON' })]);
    await settle();
    assert.equal((await inbox(todo)).items[0]!.type, 'order_created');
    assert.equal((await inbox(sinmontos)).items[0]!.type, 'order_status');
    assert.equal((await mute(todo, false)).status, 204);
    await send([order(one, { date: today, status: 'LIB' })]);
    await settle();
    assert.equal((await inbox(todo)).items[0]!.type, 'order_status');
  });

  test('a page that asks again and again keeps no session alive', async () => {
    const session = await signIn(running.url, 'todo');
    const old = `now() - interval '10 minutes'`;
    const newest = '(select max(created_at) from sessions)';
    const seen = async () =>
      (
        await running.sql<{ late: boolean }>(
          `select seen_at < now() - interval '5 minutes' as late from sessions where created_at = ${newest}`,
        )
      )[0]!.late;
    await running.sql(`update sessions set seen_at = ${old} where created_at = ${newest}`);
    await changes(session);
    assert.equal(await seen(), true);
    await inbox(session);
    assert.equal(await seen(), false);
  });

  test('of staff is empty', async () => {
    assert.deepEqual((await inbox(staff)).items, []);
    assert.equal((await changes(staff)).unread, 0);
  });
});

describe('mails', () => {
  test('go at once where that was chosen, one for all of a type that comes while it waits', async () => {
    await drop();
    await choose(todo, 'order_status', { mail: 'now' });
    const [one, two] = [number(), number()];
    await send([order(one, { date: today }), order(two, { date: today })]);
    await send([order(one, { date: today, status: 'LIB' })]);
    await settle(60_000);
    await send([
      order(one, { date: today, status: 'CON' }),
      order(two, { date: today, status: 'CON' }),
    ]);
    await settle(60_000);
    const [waiting, ...others] = await mails();
    assert.deepEqual(others, []);
    assert.equal(waiting!.data.events.length, 3);
    const mail = await deliver('c-1@norte.example');
    assert.equal(mail.subject, '2 pedidos cambiaron de estatus');
    assert.match(mail.text, new RegExp(`Pedido ${one}: Concluido \\(2 novedades\\)`));
    await choose(todo, 'order_status', { mail: 'off' });
  });

  test('show amounts to those alone who may see them', async () => {
    await choose(todo, 'order_created', { mail: 'now' });
    await choose(sinmontos, 'order_created', { mail: 'now' });
    await send([order(number(), { date: today, amount: '98765.40' })]);
    await settle();
    assert.match((await deliver('c-1@norte.example')).text, /\$98,765\.40/);
    assert.doesNotMatch((await running.mailbox.next('c-2@norte.example')).text, /98,765/);
  });

  test('are not written to whoever may not see the record any more, or has muted it', async () => {
    const one = number();
    await send([order(one, { date: today })]);
    await settle(60_000);
    const id = await contactId('C-2');
    await running.sql(
      `delete from contact_grants where contact_id = '${id}' and permission = 'orders.view'`,
    );
    const [told] = (await inbox(todo)).items;
    await todo('PUT /notification-mutes', { body: { notification: told!.id, muted: true } });
    await hasten();
    await eventually(
      async () => (await mails()).filter(({ state }) => state === 'cancelled').length === 2,
      () => 'Both were to be given up',
    );
    await running.sql(
      `insert into contact_grants (tenant_id, contact_id, permission, scope) values ('${tenantId}', '${id}', 'orders.view', 'customer')`,
    );
    await drop();
  });

  for (const [locale, subject, state] of [
    ['es', /^Factura F\d+ emitida$/, /Importe|Total/],
    ['pt', /^Nota fiscal F\d+ emitida$/, /Total/],
    ['en', /^Invoice F\d+ issued$/, /Total/],
  ] as const)
    test(`are in the language of the reader: ${locale}`, async () => {
      await choose(todo, 'invoice_issued', { mail: 'now' });
      await todo('PATCH /me', { body: { locale } });
      await send([invoice(`F${number()}`)], 'invoices');
      await settle();
      const mail = await deliver('c-1@norte.example');
      assert.match(mail.subject, subject);
      assert.match(mail.text, state);
      assert.doesNotMatch(mail.text + mail.html, /mail\.notice|notice\.type|\{\{/);
      await todo('PATCH /me', { body: { locale: null } });
    });

  test('come as one summary at eight by the clock of the reader, the newest state of each record', async () => {
    await drop();
    await running.sql('delete from notification_digests');
    const zone = { timeZone: 'Pacific/Auckland' };
    await todo('PUT /me/notification-preferences', {
      body: {
        items: [
          { type: 'order_status', mail: 'daily' },
          { type: 'order_created', mail: 'weekly' },
        ],
        ...zone,
      },
    });
    const one = number();
    await send([order(one, { date: today })]);
    await send([order(one, { date: today, status: 'LIB' })]);
    await send([order(one, { date: today, status: 'CON' })]);
    await settle();
    const whose = `from notification_digests where contact_id = '${await contactId('C-1')}'`;
    const due = await running.sql<{ at: string; day: number; later: boolean }>(
      `select distinct to_char(due_at at time zone 'Pacific/Auckland', 'HH24:MI') as at,
         extract(isodow from due_at at time zone 'Pacific/Auckland')::int as day,
         due_at > now() as later ${whose} order by 2`,
    );
    assert.ok(
      due.every(({ at, later }) => at === '08:00' && later),
      JSON.stringify(due),
    );
    assert.ok(
      due.some(({ day }) => day === 1),
      'the weekly one is on Monday',
    );
    await running.sql(
      `update notification_digests set due_at = now() where contact_id = '${await contactId('C-1')}'`,
    );
    assert.equal(await inTenant((db) => sendDigests(db, tenantId)), 1);
    assert.equal(await inTenant((db) => sendDigests(db, tenantId)), 0);
    const mail = await running.mailbox.next('c-1@norte.example');
    assert.equal(mail.subject, 'Tanques Norte: 1 novedad');
    assert.match(mail.text, new RegExp(`Pedido ${one}: Concluido \\(3 novedades\\)`));
  });
});

describe('preferences', () => {
  test('are of what the contact may hear of, and what staff keeps on stays on', async () => {
    const id = await contactId('C-2');
    const at = `/contacts/${id}/notification-preferences`;
    const types = (await staff<NotificationPreferences>(`GET ${at}`)).body.items.map(
      ({ type }) => type,
    );
    assert.deepEqual(types, ['order_created', 'order_status', 'account_security']);
    const lock = (locked: boolean) =>
      staff(`PUT ${at}`, { body: { items: [{ type: 'order_status', mail: 'now', locked }] } });
    assert.equal((await lock(true)).status, 200);
    assert.equal(
      refusal(await choose(sinmontos, 'order_status', { mail: 'off' })),
      '409 notification_locked',
    );
    assert.equal(
      refusal(await choose(sinmontos, 'order_status', { inbox: false })),
      '409 notification_locked',
    );
    assert.equal((await choose(sinmontos, 'order_status', { mail: 'daily' })).status, 200);
    await lock(false);
    const off = await choose(sinmontos, 'order_status', { mail: 'off' });
    assert.equal(off.body.items.find(({ type }) => type === 'order_status')?.mail, 'off');
    assert.equal(
      refusal(await choose(sinmontos, 'invoice_issued', { mail: 'off' })),
      '404 not_found',
    );
    const [row] = await running.sql<{ detail: object }>(
      `select detail from audit_events where event = 'notifications.chosen' and record = '${id}' order by id desc limit 1`,
    );
    assert.deepEqual(row!.detail, {
      order_status: {
        before: { mail: 'now', inbox: true, locked: false },
        after: { mail: 'off', inbox: true, locked: false },
      },
    });
  });

  test('name no zone that does not exist, and no type twice', async () => {
    const put = (body: object) => todo('PUT /me/notification-preferences', { body });
    assert.equal(
      refusal(await put({ items: [], timeZone: '+05:00' })),
      '400 invalid_input body.timeZone: time_zone',
    );
    const one = { type: 'order_status', inbox: true };
    assert.equal(
      refusal(await put({ items: [one, one] })),
      '400 invalid_input body.items: duplicate',
    );
  });
});

describe('the way out of a mail', () => {
  const mailOf = async (type: string) => {
    await choose(todo, type, { mail: 'now' });
    await send([order(number(), { date: today })]);
    await settle();
    const mail = await deliver('c-1@norte.example');
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? '';
    return { mail, header, link: header('list-unsubscribe').slice(1, -1) };
  };
  const stateOf = async (type: string) =>
    (await todo<NotificationPreferences>('GET /me/notification-preferences')).body.items.find(
      (one) => one.type === type,
    )?.mail;
  const post = (link: string, body: string) =>
    fetch(link, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

  test('is looked at without effect, acts by one press, and has a way back', async () => {
    const { mail, header, link } = await mailOf('order_created');
    assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.ok(mail.text.includes(link), 'it stands in the mail, too');
    for (let i = 0; i < 2; i++) {
      const page = await fetch(link);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /Dejar de recibirlos/);
    }
    await post(link, 'anything=else');
    assert.equal(await stateOf('order_created'), 'now');
    const ended = await post(link, 'List-Unsubscribe=One-Click');
    assert.equal(ended.status, 200);
    assert.match(await ended.text(), /Deshacer/);
    assert.equal(await stateOf('order_created'), 'off');
    assert.equal(await stateOf('invoice_issued'), 'now', 'others stay');
    await post(link, 'mails=again');
    assert.equal(await stateOf('order_created'), 'now');
  });

  test('answers the same to a token that is not ours, and does nothing', async () => {
    const { link } = await mailOf('order_created');
    const forged = link.replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A')).replace(/(..)$/, 'xx');
    const answer = await post(forged, 'List-Unsubscribe=One-Click');
    assert.equal(answer.status, 200);
    assert.equal(await stateOf('order_created'), 'now');
  });

  test('is not there where the company keeps the type on', async () => {
    const at = `/contacts/${await contactId('C-1')}/notification-preferences`;
    const lock = (locked: boolean) =>
      staff(`PUT ${at}`, { body: { items: [{ type: 'order_created', locked }] } });
    const { link: before } = await mailOf('order_created');
    await lock(true);
    const { header } = await mailOf('order_created');
    assert.equal(header('list-unsubscribe'), '');
    await post(before, 'List-Unsubscribe=One-Click');
    assert.equal(await stateOf('order_created'), 'now');
    await lock(false);
  });
});
