// Shipments outside of the portal: a link to one that needs no account, and a calendar that programs subscribe to.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ShipmentShare } from '#contract/shipment-sharing';
import { refusal, signIn, type Api } from '../support/api.ts';
import { sendBatch, erpApi } from '../support/erp.ts';
import { freightEvent, shipment } from '../support/freight.ts';
import { openItem } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let person: Api;
let group: Api;
let id: string;

type Made = { share: ShipmentShare; url: string };
const secret = 'CHIRIMOYA';

before(async () => {
  running = await startPortal();
  const erp = await erpApi(running);
  await sendBatch(erp, 'shipments', [
    shipment('EX-1', {
      contact: null,
      goods: secret,
      vessel: 'Cormorán Azul',
      carrier: `Naviera ${secret}`,
      masterDocument: `BL${secret}`,
      booking: 'BK1',
      references: [{ kind: 'customer_order', value: secret }],
      containers: [{ number: 'CSQU3054383' }],
      deadlines: [{ kind: 'vgm', date: '2099-01-04' }],
    }),
    shipment('EX-2', {
      customer: '1002946',
      deadlines: [{ kind: 'documents', date: '2099-02-01' }],
    }),
  ]);
  await sendBatch(erp, 'shipment-events', [
    freightEvent({ shipment: 'EX-1', remark: secret, vessel: 'Cormorán Azul' }),
    freightEvent({
      shipment: 'EX-1',
      code: 'ARRI',
      classifier: 'estimated',
      at: '2099-01-20T06:00',
      location: 'MXZLO',
    }),
  ]);
  person = await signIn(running.url, 'todo');
  group = await signIn(running.url, 'grupo');
  id = (await running.sql<{ id: string }>(`select id from shipments where number = 'EX-1'`))[0]!.id;
});
after(() => running.close());

const share = async (api: Api = person, body: object = {}) => {
  const made = await api<Made>(`POST /shipments/${id}/shares`, { body });
  assert.equal(made.status, 201, made.text);
  return made.body;
};
/** The page behind a link, at the address where this server answers. */
const open = (url: string, init: RequestInit = {}) =>
  fetch(running.url + new URL(url).pathname, init);
const page = async (url: string, language = 'es') => {
  const response = await open(url, { headers: { 'Accept-Language': language } });
  return { response, html: await response.text() };
};
const customerOf = (number: string) =>
  running.sql(
    `update shipments set customer_id = (select c.id from customers c where c.tenant_id = shipments.tenant_id and c.number_key = '${number}') where id = '${id}'`,
  );

describe('a link to a shipment', () => {
  test('shows its number, status, way and what happened, without an account', async () => {
    const { url } = await share();
    assert.match(url, /\/s\/norte\/[\w-]{27}$/);
    const { response, html } = await page(url);
    assert.equal(response.status, 200);
    const plain = html.replaceAll(/<[^>]+>/g, ' ');
    // Whose clock it is, is said of the age of all that and of every hour.
    assert.match(plain, /Datos del .{10,50} GMT-6/);
    assert.match(plain, /20-ene-2099 06:00 GMT-6/);
    for (const said of [
      'Expediente EX-1',
      'Salió',
      'De Shanghai, China a Manzanillo, México',
      '<svg class="map"',
      '20-ene-2099',
    ])
      assert.ok(html.includes(said), said);
    assert.match(html, /<meta name="robots" content="noindex">/);
    assert.match(response.headers.get('x-robots-tag')!, /noindex/);
    assert.match(response.headers.get('content-security-policy')!, /^default-src 'none';/);
    assert.doesNotMatch(html, /style="|<script| on\w+="/);
    assert.match(
      (await page(url, 'pt')).html,
      /<html lang="pt">[^]*Processo EX-1[^]*Manzanillo, México/,
    );
  });

  test('shows no party, goods, document, container or remark', async () => {
    const { html } = await page((await share()).url);
    const hidden = [secret, 'Cormorán', 'BK1', 'CSQU305438', '1002945', 'SM01'];
    for (const said of hidden) assert.ok(!html.includes(said), said);
  });

  test('counts how often it was opened, and is on the list until it ends', async () => {
    const { url, share: made } = await share(person, { days: 1 });
    await open(url);
    await open(url);
    await open(url, { method: 'HEAD' });
    const list = async () =>
      (await person<{ items: ShipmentShare[] }>(`GET /shipments/${id}/shares`)).body.items;
    const found = (await list()).find((one) => one.id === made.id);
    assert.equal(found?.views, 2);
    assert.ok(found.lastViewAt !== null && found.by !== null);
    const days = (Date.parse(found.expiresAt) - Date.parse(found.createdAt)) / 86_400_000;
    assert.equal(Math.round(days), 1);
    assert.ok(!JSON.stringify(await list()).includes(url.split('/').at(-1)!));
    assert.equal((await person(`DELETE /shares/${made.id}`)).status, 204);
    assert.equal((await open(url)).status, 410);
    assert.ok((await list()).every((one) => one.id !== made.id));
    assert.equal(refusal(await person(`DELETE /shares/${made.id}`)), '404 not_found');
  });

  test('is gone with its time, and a code that nobody has looks the same', async () => {
    const { url, share: made } = await share();
    await running.sql(
      `update shipment_shares set expires_at = now() - interval '1 second' where id = '${made.id}'`,
    );
    const [ended, unknown] = [await page(url), await page(url.replace(/.{27}$/, 'x'.repeat(27)))];
    assert.equal(ended.response.status, 410);
    assert.equal(unknown.response.status, 410);
    assert.equal(ended.html, unknown.html);
    assert.match(ended.html, /Este enlace ya no sirve/);
    assert.doesNotMatch(ended.html, /EX-1/);
  });

  test('lives for one to thirty days', async () => {
    for (const days of [0, 31, 1.5])
      assert.match(
        refusal(await person(`POST /shipments/${id}/shares`, { body: { days } })),
        /^400 invalid_input body\.days/,
      );
    await share(person, { days: 30 });
  });

  test('ends with what its maker may see', async () => {
    const { url } = await share();
    const status = async () => (await open(url)).status;
    assert.equal(await status(), 200);
    const contact = `(select s.contact_id from shipment_shares s order by created_at desc limit 1)`;
    await running.sql(`update contacts set disabled_at = now() where id = ${contact}`);
    assert.equal(await status(), 410);
    await running.sql(`update contacts set disabled_at = null where id = ${contact}`);
    assert.equal(await status(), 200);
    await customerOf('1002946');
    assert.equal(await status(), 410);
    await customerOf('1002945');
    await running.sql(
      `delete from contact_grants where permission = 'shipments.view' and contact_id = ${contact}`,
    );
    assert.equal(await status(), 410);
    await running.sql(
      `insert into contact_grants select tenant_id, id, 'shipments.view', 'customer' from contacts where id = ${contact}`,
    );
    person = await signIn(running.url, 'todo');
  });

  test('is no longer shown once the shipment is another customer’s, whoever made it', async () => {
    // Staff sees both customers, and a group may: the link was to what was the first one's.
    const staff = await staffSession(running, 'comparte', { permissions: ['shipments.view'] });
    for (const maker of [group, staff]) {
      const { url } = await share(maker);
      await customerOf('1002946');
      if (maker === staff) assert.equal((await staff(`GET /shipments/${id}`)).status, 200);
      assert.equal((await open(url)).status, 410);
      await customerOf('1002945');
      assert.equal((await open(url)).status, 200);
    }
  });

  test('is not there for a colleague who does not see the shipment, nor for a neighbour', async () => {
    const { share: made } = await share();
    for (const login of ['propios', 'vecino']) {
      const api = await signIn(running.url, login);
      for (const [key, body] of [
        [`GET /shipments/${id}/shares`, undefined],
        [`POST /shipments/${id}/shares`, {}],
        [`DELETE /shares/${made.id}`, undefined],
      ] as const)
        assert.equal(refusal(await api(key, body && { body })), '404 not_found', `${login} ${key}`);
    }
    const { body } = await person<{ items: ShipmentShare[] }>(`GET /shipments/${id}/shares`);
    assert.ok(body.items.some((one) => one.id === made.id));
  });

  test('is made in a bounded number, and audited', async () => {
    await running.sql(
      `insert into shipment_shares (tenant_id, shipment_id, customer_id, code_hash, contact_id, expires_at)
       select tenant_id, shipment_id, customer_id, sha256(convert_to('x' || n, 'UTF8')), contact_id, now() + interval '1 day'
       from (select * from shipment_shares limit 1) s, generate_series(1, 20) n`,
    );
    assert.equal(
      refusal(await person(`POST /shipments/${id}/shares`, { body: {} })),
      '409 limit_reached',
    );
    const [event] = await running.sql<{ record: string; detail: { days: number } }>(
      `select record, detail from audit_events where event = 'share.created' limit 1`,
    );
    assert.equal(event?.record, 'EX-1');
  });
});

describe('a calendar', () => {
  const address = async () => {
    const made = await person<{ url: string }>('POST /me/calendar', { body: {} });
    assert.equal(made.status, 201, made.text);
    return made.body.url;
  };

  test('has arrivals and deadlines of what its contact sees, and nothing else of them', async () => {
    const url = await address();
    const response = await open(url);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type')!, /^text\/calendar/);
    const text = (await response.text()).replaceAll(/\r\n[ \t]/g, '');
    assert.match(text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    // Six in the morning in Manzanillo, where it is UTC−6.
    assert.match(text, /SUMMARY:EX-1: llegada estimada a Manzanillo\\, México/);
    assert.match(text, /DTSTART:20990120T120000Z/);
    assert.match(
      text,
      /DTSTART;VALUE=DATE:20990104\r\n[^]*SUMMARY:EX-1: fecha límite\\, Peso verificado/,
    );
    for (const hidden of [secret, 'EX-2', 'Cormorán', 'CSQU'])
      assert.ok(!text.includes(hidden), hidden);
    const state = await person<{ lastReadAt: string | null }>('GET /me/calendar');
    assert.ok(state.body.lastReadAt !== null);
    assert.ok(!('url' in state.body));
  });

  test('has the days on which documents fall due, by number and company, and no amount', async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await running.portal.sync('norte', 'open-items', [
      openItem('cal-1', { invoice: 'FV-1', dueDate: inDays(20), amount: '4321.00' }),
      openItem('cal-2', { invoice: 'FV-2', dueDate: inDays(-200) }),
      openItem('cal-3', { invoice: 'FV-3', dueDate: inDays(20), customer: '1002946' }),
    ]);
    const text = (await (await open(await address())).text()).replaceAll(/\r\n[ \t]/g, '');
    assert.match(text, /SUMMARY:Vence FV-1 \(SM01\)/);
    assert.match(text, new RegExp(`DTSTART;VALUE=DATE:${inDays(20).replaceAll('-', '')}`));
    for (const hidden of ['FV-2', 'FV-3', '4321']) assert.ok(!text.includes(hidden), hidden);
  });

  test('has one address, which a new one replaces', async () => {
    const [first, second] = [await address(), await address()];
    assert.notEqual(first, second);
    assert.equal((await open(first)).status, 410);
    assert.equal((await open(second)).status, 200);
    assert.equal((await person('DELETE /me/calendar')).status, 204);
    assert.equal((await open(second)).status, 410);
    assert.equal(refusal(await person('DELETE /me/calendar')), '404 not_found');
  });

  test('ends with the contact', async () => {
    const url = await address();
    const all = 'contact_id in (select contact_id from calendar_feeds)';
    await running.sql(
      `update contacts set disabled_at = now() where id in (select contact_id from calendar_feeds)`,
    );
    assert.equal((await open(url)).status, 410);
    await running.sql(
      `update contacts set disabled_at = null where id in (select contact_id from calendar_feeds)`,
    );
    // What falls due is in it as well, for whoever may see statements.
    await running.sql(
      `delete from contact_grants where permission in ('shipments.view', 'statement.view') and ${all}`,
    );
    assert.equal((await open(url)).status, 410);
  });
});
