// The buttons of mails lead to what they tell of, for whoever reads them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { enqueueMail } from '../../server/records/mail-queue.ts';
import { sections, type Section } from '#contract/sections';
import { signIn, type Api } from '../support/api.ts';
import { conversations, mailText, type Conversations } from '../support/conversations.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { startMailedPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const pageUrl = 'https://norte.example/portal';
const desk = 'trafico@norte.example';
const runner = 'berta@norte.example';
/** What a place asks for as it opens, by its section. */
const opens: Partial<Record<Section, (open: string) => string>> = {
  service: (open) => `GET /service-requests/${open}`,
  contracts: (open) => `GET /contracts/${open}`,
  messages: () => 'GET /unmatched-mails',
  settings: () => 'GET /settings/messages',
};

let running: TestPortal & { mailbox: Mailbox };
let inScope: InScope;
let talk: Conversations;
let person: Api;
let address: string;
let staff: Api;
let identityId: string;

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  await running.sql(
    `update tenants set page_url = '${pageUrl}',
       inbound_domain = 'respuestas.example' where slug = 'norte'`,
  );
  talk = await conversations(running);
  person = await signIn(running.url, 'todo');
  address = (await person<{ email: string }>('GET /me')).body.email;
  staff = await staffSession(running, 'Berta', {
    permissions: ['service.manage', 'messages.manage', 'settings.manage', 'keys.manage'],
  });
  await running.sql(`update identities set email = '${runner}' where name = 'Berta'`);
  ({ id: identityId } = await talk.staff('Berta'));
});
after(() => running.close());

/** Follows the button of the next mail to an address. @returns the place it leads to */
async function followed(to: string, api: Api): Promise<string> {
  const { text, html } = await running.mailbox.next(to);
  const [href = ''] = /https:\/\/norte\.example\/portal\S*/.exec(text) ?? [];
  assert.ok(html.includes(`href="${href}"`), `${href} in ${html}`);
  const place = new URL(href).hash;
  const [, section = '', open = ''] = place.split('/');
  const asked = opens[sections.find((one) => one === section)!];
  assert.ok(asked, `${href} leads to no place of the portal`);
  const answer = await api(asked(open));
  assert.equal(answer.status, 200, `${href}: ${answer.text}`);
  return place;
}

const queue = (kind: string, data: Record<string, unknown>) =>
  inScope({ tenantId: talk.tenantId }, (db) => enqueueMail(db, talk.tenantId, { kind, data }));

test('of requests, to the request', async () => {
  await staff('PUT /service-categories/general', {
    body: {
      version: 0,
      labels: { es: 'Otro asunto' },
      icon: 'box',
      fields: [],
      visible: true,
      priority: 'normal',
      targets: {
        normal: { response: 60, resolution: 540 },
        urgent: { response: 5, resolution: 60 },
      },
      department: 'logistics',
      erp: false,
    },
  });
  const made = await person<{ id: string }>('POST /service-requests', {
    body: { category: 'general', subject: 'Tinaco roto', text: 'Llegó roto.' },
    headers: { 'Idempotency-Key': randomUUID() },
  });
  assert.equal(made.status, 201, made.text);
  assert.equal(await followed(address, person), `#/service/${made.body.id}`);
});

test('of contracts, to the contract', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await running.portal.sync('norte', 'contracts', [
    {
      number: 'K-1',
      customer: '1002945',
      company: 'SM01',
      title: 'Mantenimiento',
      start: day(-100),
      end: day(20),
    },
  ]);
  const [contract] = await talk.sql(`select id from contracts where number = 'K-1'`);
  const contactId = (await talk.contact('Contacto C-1')).id;
  await queue('contract_notice', { contractId: contract!['id'], contactId, kind: 'end' });
  const [row] = await talk.sql(
    `select coalesce(i.email, c.email) as address from contacts c join identities i on i.id = c.identity_id
     where c.id = '${contactId}'`,
  );
  const place = await followed(row!['address']!, person);
  assert.equal(place, `#/contracts/${contract!['id']}`);
});

test('of mails that wait for people, and of answers to those who wrote them, to the messages', async () => {
  const secret = await running.portal.admin.createKey('norte', {
    name: 'mx',
    permissions: ['mail.inbound'],
  });
  await running.sql(`update tenants set message_mailbox = '${desk}' where slug = 'norte'`);
  const { url } = running;
  const raw = mailText({ from: 'comprador@cliente.example', to: 'nadie@respuestas.example' });
  const answer = await fetch(`${url}/api/v1/inbound-mails`, {
    method: 'POST',
    headers: {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${secret}`,
      'Content-Type': 'message/rfc822',
    },
    body: raw,
  });
  assert.equal(answer.status, 200, await answer.text());
  assert.equal(await followed(desk, staff), '#/messages');
  assert.equal(await followed('comprador@cliente.example', staff), '#/messages');
});

test('to people who run the portal, to its settings', async () => {
  await queue('bank_data_changed', {
    identityId,
    by: 'Berta',
    at: new Date().toISOString(),
    company: 'SM01',
    accounts: [],
  });
  assert.equal(await followed(runner, staff), '#/settings');
  await running.portal.admin.createKey('norte', { name: 'ERP', permissions: ['sync.orders'] });
  await running.sql(
    `update api_keys set expires_at = now() + interval '9 days' where name = 'ERP'`,
  );
  const [key] = await talk.sql(`select id from api_keys where name = 'ERP'`);
  await queue('key_ending', { keyId: key!['id'], identityId });
  assert.equal(await followed(runner, staff), '#/settings');
  await running.sql(
    `insert into erp_tasks (tenant_id, kind, key, customer_id, payload, state, created_at)
     select tenant_id, 'order', 'P-1', id, '{}', 'waiting', now() - interval '20 minutes' from customers
     where number_key = '1002945' and tenant_id = '${talk.tenantId}'`,
  );
  await queue('erp_tasks_late', { identityId });
  assert.equal(await followed(runner, staff), '#/settings');
});
