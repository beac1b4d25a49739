// What people of the company say to each other about a customer leaves by no exit: a word that stands in nothing else
// is looked for in all that is sent, handed out or told, while what is the customer's leaves by each of them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { DocumentDetail } from '#contract/documents';
import type { Changes } from '#contract/notifications';
import { webhookKinds } from '#contract/webhook-words';
import { rowsOf } from '../../server/db/rows.ts';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { sendDigests } from '../../server/features/notifications/bundles.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { openInternal } from '../../server/records/audience.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';
import { readZip } from '../support/zip.ts';

/** Between people of the company alone, and in what is for the customer as well. */
const [secret, open] = ['CHIRIMOYA', 'GUANABANA'];

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
/** Of the customer: mails at once, and one summary a day. */
let atOnce: Api;
let daily: Api;
let staff: Api;
let order: { id: string; number: string };
/** What a system of another house was told. */
const told: string[] = [];
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  told.push(Buffer.concat(chunks).toString());
  response.writeHead(204).end();
});

before(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  running = await startMailedPortal({ webhooks: { allowInside: true, everyMs: 50 } });
  inScope = running.inScope ?? createScope(running.connection);
  [{ id: tenantId }] = (await running.sql(`select id from tenants where slug = 'norte'`)) as [
    { id: string },
  ];
  staff = await staffSession(running, 'mesa', {
    permissions: [
      'messages.manage',
      'documents.manage',
      'service.manage',
      'settings.manage',
      'keys.manage',
      'orders.view',
    ],
  });
  await running.portal.admin.createLogin('norte', {
    contact: 'C-2',
    logins: ['resumen', 'resumen@norte.example'],
    password: 'una clave larga 1',
    grants: (['orders.view', 'messages.view', 'documents.view', 'service.view'] as const).map(
      (permission) => ({ permission, scope: 'customer' }),
    ),
  });
  [atOnce, daily] = [await signIn(running.url, 'todo'), await signIn(running.url, 'resumen')];
  for (const api of [atOnce, daily]) await api('GET /changes');
  for (const [api, mail] of [
    [atOnce, 'now'],
    [daily, 'daily'],
  ] as const) {
    const types = ['message_posted', 'document_attached', 'request_status'];
    const chosen = await api('PUT /me/notification-preferences', {
      body: { items: types.map((type) => ({ type, mail, inbox: true })) },
    });
    assert.equal(chosen.status, 200, chosen.text);
  }
  const { port } = receiver.address() as AddressInfo;
  const body = { name: 'Bodega', url: `http://127.0.0.1:${port}/`, kinds: [...webhookKinds] };
  assert.equal((await staff('POST /webhooks', { body })).status, 201);
  order = (await atOnce<{ items: { id: string; number: string }[] }>('GET /orders?limit=1')).body
    .items[0]!;
});
after(async () => {
  await running.close();
  receiver.closeAllConnections();
  receiver.close();
});

const made = async <T = { id: string }>(api: Api, key: string, body: object): Promise<T> => {
  const answer = await api<T>(key, { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};

/** Rows of a statement that sees what is internal, too. */
const seen = <T>(sql: string): Promise<T[]> =>
  inScope({ tenantId }, async (db) => {
    await openInternal(db);
    return rowsOf<T & object>(db, sql);
  });

/** Has the rules read all that happened. */
const settle = () =>
  eventually(
    async () => {
      await inScope({ tenantId }, (db) => applyRules(db, tenantId, 0));
      return (
        (await inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications')))
          .length === 0
      );
    },
    () => 'There is always more',
  );

/** A document of the order, a conversation on it with a message, and a request with one, each with a file. */
async function say(word: string, visibility: 'customer' | 'internal') {
  const document = await made<DocumentDetail>(staff, 'POST /documents', {
    owner: `order:${order.id}`,
    type: 'other',
    title: `${word} papel`,
    tags: [word],
    visibility,
    note: word,
    upload: (await upload(staff, `${word}.pdf`, pdfOf(1_000))).body.id,
  });
  for (const thread of threads) {
    const { id: file } = (await upload(staff, `${word} mensaje.pdf`, pdfOf(1_000), 'message')).body;
    await made(staff, `POST /threads/${thread}/messages`, {
      text: `${word}: léalo`,
      visibility,
      files: [file],
    });
  }
  return document.id;
}
let threads: string[];

test('a note, a document and an event that are internal leave by no exit', async () => {
  const category = {
    version: 0,
    labels: { es: 'Otro' },
    icon: 'chat',
    fields: [],
    visible: true,
    priority: 'normal',
    targets: {},
    department: null,
    erp: false,
  };
  assert.equal((await staff('PUT /service-categories/otro', { body: category })).status, 200);
  const asked = { category: 'otro', subject: 'Ayuda', text: 'Hola' };
  const request = await made(atOnce, 'POST /service-requests', asked);
  const detail = (api: Api) =>
    api<{ thread: string; version: number }>(`GET /service-requests/${request.id}`);
  const begun = await made(atOnce, 'POST /threads', {
    owner: `order:${order.id}`,
    subject: 'Mi pedido',
    text: 'Hola',
  });
  threads = [begun.id, (await detail(atOnce)).body.thread];
  const hidden = await say(secret, 'internal');
  // Whom it is given to, in whose name.
  await running.sql(`update identities set name = '${secret} Mesa' where name = 'mesa'`);
  const { version } = (await detail(staff)).body;
  const [{ id: me }] = (await running.sql(
    `select id from identities where name = '${secret} Mesa'`,
  )) as [{ id: string }];
  const given = await staff(`PATCH /service-requests/${request.id}`, {
    body: { version, assigned: me, priority: 'high' },
  });
  assert.equal(given.status, 200, given.text);
  await running.sql(`update identities set name = 'mesa' where id = '${me}'`);
  const kept = await seen(
    `select 1 from messages where text like '${secret}%' union all select 1 from documents where title like '${secret}%'`,
  );
  assert.ok(kept.length >= 2, 'it is kept');
  await settle();
  // Nothing is even begun: no notice, no line of a summary, no mail.
  for (const table of ['notifications', 'notification_digests'])
    assert.deepEqual(
      await seen(
        `select e.kind from ${table} x join events e on e.id = x.event_id where e.visibility = 'internal'`,
      ),
      [],
      table,
    );
  assert.deepEqual(
    await seen(
      `select m.text from mails q join messages m on m.id::text = q.data ->> 'messageId' where m.visibility = 'internal'`,
    ),
    [],
  );
  const before = (await atOnce<Changes>('GET /changes')).body;
  const shown = await say(open, 'customer');
  await settle();
  assert.equal(await inScope({ tenantId }, (db) => sendDigests(db, tenantId)), 0);
  await running.sql('update notification_digests set due_at = now()');
  assert.equal(await inScope({ tenantId }, (db) => sendDigests(db, tenantId)), 1);
  await running.sql(`update mails set due_at = now() where state = 'queued'`);
  await running.sql('update mail_due set due_at = now()');

  // Mails, those to people of the company included, and the summary.
  const mailed = async () =>
    (await running.sql(`select 1 from mails where state = 'queued'`)).length;
  await eventually(async () => (await mailed()) === 0, 'Mails are still waiting');
  const digest = await running.mailbox.next('c-2@norte.example');
  const mails = running.mailbox.all().map(({ raw }) => decoded(raw));
  assert.ok(
    mails.some((mail) => mail.includes(`${open}: `)),
    'what is for the customer is mailed',
  );
  assert.match(digest.text, new RegExp(`${open}|Mi pedido`));
  for (const mail of mails) assert.doesNotMatch(mail, new RegExp(secret, 'i'));

  // Systems that are told: each event once, and of what is internal nothing, not even that it was.
  const toldOf = (kind: string) => told.filter((body) => body.includes(`"${kind}"`));
  await eventually(
    () => toldOf('message.posted').length >= 4,
    () => `was told of ${toldOf('message.posted').length} messages`,
  );
  const internal = await seen<{ data: { message?: string } }>(
    `select data from events where visibility = 'internal'`,
  );
  assert.ok(internal.length >= 2, 'events of notes are kept');
  assert.equal(toldOf('message.posted').length, 4);
  for (const body of told) {
    assert.doesNotMatch(body, new RegExp(secret, 'i'));
    for (const { data } of internal)
      if (data.message) assert.ok(!body.includes(data.message), body);
    assert.ok(!body.includes(hidden), body);
  }

  // The archive of a record, and of what is asked for by name.
  const archive = (body: object) => atOnce('POST /document-archives', { body });
  const zip = readZip((await archive({ owner: `order:${order.id}`, locale: 'es' })).bytes);
  assert.ok(zip.has(`${open}.pdf`));
  assert.deepEqual(
    [...zip.keys()].filter((name) => name.includes(secret)),
    [],
  );
  for (const documents of [[hidden], [shown, hidden]])
    assert.equal(refusal(await archive({ documents, locale: 'es' })), '404 not_found');

  // What is read: news, counts, inbox, lists, search, the record itself, its conversation, its history.
  for (const api of [atOnce, daily]) {
    const texts = [];
    for (const asks of [
      'GET /changes',
      'GET /notifications',
      'GET /home',
      'GET /threads?limit=100',
      'GET /documents?limit=100',
      `GET /documents?owner=order:${order.id}`,
      `GET /orders/${order.id}`,
      `GET /service-requests/${request.id}`,
      ...threads.map((id) => `GET /threads/${id}`),
    ]) {
      const { status, text } = await api(asks);
      assert.equal(status, 200, asks);
      texts.push(text);
      assert.doesNotMatch(text, new RegExp(secret, 'i'), asks);
    }
    assert.match(texts.join('\n'), new RegExp(open));
    for (const asks of ['documents?q=', 'service-requests?q=', 'threads?q='])
      assert.deepEqual((await api<{ items: [] }>(`GET /${asks}${secret}`)).body.items, [], asks);
  }
  const after = (await atOnce<Changes>('GET /changes')).body;
  assert.deepEqual(
    [before.threads!.unread, after.threads!.unread],
    [0, 2],
    'notes make nothing unread, messages do',
  );
});

/** A mail as it went over the wire, with the texts of its parts as they are read. */
function decoded(raw: string): string {
  const plain = raw.replaceAll(/=\r?\n/g, '');
  const parts = [...raw.matchAll(/(?:[A-Za-z0-9+/=]{20,}\r?\n?)+/g)].map(([text]) =>
    Buffer.from(text.replaceAll(/\s/g, ''), 'base64').toString(),
  );
  return [plain, ...parts].join('\n');
}
