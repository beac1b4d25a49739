// Conversations between customers and the company: who sees which, who may do what, and what stays between people of
// the company.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { Home } from '#contract/home';
import type { Message, MessageDesk, Thread, ThreadDetail } from '#contract/messages';
import { messageLimits } from '#contract/message-words';
import type { Changes, Notification } from '#contract/notifications';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { order } from '../support/fixtures.ts';
import { shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

let running: TestPortal;
/** Of customer 1002945: everything, own records alone, nothing; and of another customer. */
let todo: Api;
let propios: Api;
let nada: Api;
let vecino: Api;
/** Looks after all conversations; reads them alone; looks after another customer's. */
let staff: Api;
let reader: Api;
let elsewhere: Api;
let inScope: InScope;
let tenantId: string;
let records: Record<'order' | 'invoice' | 'shipment', { id: string; number: string }>;

before(async () => {
  running = await startPortal();
  inScope = running.inScope ?? createScope(running.connection);
  tenantId = (await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`))[0]!
    .id;
  await running.portal.sync('norte', 'shipments', [
    shipment('EX-901', { customer: '1002945' }),
  ] as never);
  [todo, propios, nada, vecino] = (await Promise.all(
    ['todo', 'propios', 'nada', 'vecino'].map((login) => signIn(running.url, login)),
  )) as [Api, Api, Api, Api];
  const permissions = ['messages.manage' as const, 'messages.view' as const];
  staff = await staffSession(running, 'mesa', { permissions });
  reader = await staffSession(running, 'lectora', { permissions: ['messages.view'] });
  elsewhere = await staffSession(running, 'otra', { permissions, customers: ['1002946'] });
  const first = async (key: string) =>
    (await todo<{ items: { id: string; number: string }[] }>(key)).body.items[0]!;
  records = {
    order: await first('GET /orders?limit=1'),
    invoice: await first('GET /invoices?limit=1'),
    shipment: await first('GET /shipments?limit=1'),
  };
});
after(() => running.close());

type Given = Record<string, unknown>;
let count = 0;
const start = async (api: Api, given: Given = {}) =>
  api<{ id: string }>('POST /threads', {
    body: { owner: 'customer:1002945', subject: `Asunto ${++count}`, text: 'Hola', ...given },
  });
const started = async (api: Api, given: Given = {}) => {
  const answer = await start(api, given);
  assert.equal(answer.status, 201, answer.text);
  return shown(api, answer.body.id);
};
const send = (api: Api, id: string, given: Given = {}) =>
  api<{ id: string; number: string }>(`POST /threads/${id}/messages`, {
    body: { text: 'Respuesta', ...given },
  });
const sent = async (api: Api, id: string, given: Given = {}) => {
  const answer = await send(api, id, given);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const show = (api: Api, id: string, query = '') => api<ThreadDetail>(`GET /threads/${id}?${query}`);
const shown = async (api: Api, id: string) => {
  const answer = await show(api, id);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const list = async (api: Api, query = '') => {
  const answer = await api<{ items: Thread[]; nextCursor: string | null }>(
    `GET /threads?limit=100&${query}`,
  );
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items;
};
const ids = async (api: Api, query = '') => (await list(api, query)).map(({ id }) => id);
const read = (api: Api, id: string, number: string) =>
  api(`PUT /threads/${id}/read`, { body: { number } });
const change = (api: Api, id: string, body: Given) => api<Thread>(`PATCH /threads/${id}`, { body });
const attach = async (api: Api, bytes = 2_000, name = 'papel.pdf') =>
  (await upload(api, name, pdfOf(bytes), 'message')).body.id;
const news = async (api: Api) => (await api<Changes>('GET /changes')).body.threads;

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

describe('a conversation', () => {
  for (const kind of ['order', 'invoice', 'shipment'] as const)
    test(`on ${kind} is found by both sides, by it and by its number`, async () => {
      const record = records[kind];
      const thread = await started(todo, {
        owner: `${kind}:${record.id}`,
        subject: `Ñandú ${kind}`,
      });
      assert.deepEqual(thread.owner, { kind, id: record.id, number: record.number });
      assert.deepEqual(
        thread.messages.map(({ text, by }) => [text, by.side, by.self]),
        [['Hola', 'customer', true]],
      );
      for (const query of [
        '',
        `owner=${kind}:${record.id}`,
        `q=nandu ${kind}`,
        `q=${record.number}`,
        'q=1002945',
        'state=open',
        'state=awaited',
      ])
        for (const api of [todo, staff])
          assert.ok((await ids(api, query)).includes(thread.id), query);
      for (const query of ['q=zzz', 'state=closed', 'owner=customer:1002945'])
        assert.ok(!(await ids(todo, query)).includes(thread.id), query);
    });

  test('is nobody else’s: other customers and staff of others find nothing, on any verb', async () => {
    const file = await attach(todo);
    const thread = await started(todo, { files: [file] });
    for (const api of [vecino, elsewhere]) {
      assert.equal((await show(api, thread.id)).status, 404);
      assert.ok(!(await ids(api)).includes(thread.id));
      assert.equal((await send(api, thread.id)).status, 404);
      assert.equal((await read(api, thread.id, '1')).status, 404);
      const mute = { body: { muted: true } };
      assert.equal((await api(`PUT /threads/${thread.id}/mute`, mute)).status, 404);
      for (const what of ['content', 'thumbnail'])
        assert.equal((await api(`GET /message-files/${file}/${what}`)).status, 404);
    }
    assert.equal((await change(elsewhere, thread.id, { version: 1, state: 'closed' })).status, 404);
    const redaction = { body: { reason: 'x' } };
    const of = thread.messages[0]!.id;
    assert.equal((await elsewhere(`POST /messages/${of}/redaction`, redaction)).status, 404);
    const theirs = await start(todo, { owner: 'customer:1002946' });
    assert.equal(refusal(theirs), '404 not_found');
    assert.equal(refusal(await start(nada)), '403 forbidden');
    assert.equal(refusal(await send(reader, thread.id)), '403 forbidden');
  });

  test('is seen by whoever sees own records alone where it is of one, or where they take part', async () => {
    await running.portal.sync('norte', 'orders', [
      order('66000001', { requestedBy: 'C-4' }),
    ] as never);
    const [own] = (await propios<{ items: { id: string }[] }>('GET /orders?limit=1')).body.items;
    const mine = await started(staff, { owner: `order:${own!.id}` });
    const other = await started(todo);
    assert.deepEqual(await ids(propios), [mine.id]);
    assert.equal((await show(propios, other.id)).status, 404);
    const begun = await started(propios);
    assert.deepEqual((await ids(propios)).toSorted(), [mine.id, begun.id].toSorted());
    const { id } = await sent(propios, mine.id);
    const { messages } = await shown(propios, mine.id);
    assert.deepEqual([messages.at(-1)!.id, messages.at(-1)!.by.self], [id, true]);
  });

  test('comes by pages from its end, 5,000 messages in one page', async () => {
    const { id } = await started(todo);
    await running.sql(
      `insert into messages (tenant_id, thread_id, side, text)
       select tenant_id, id, 'company', 'Mensaje ' || n from threads, generate_series(1, 5000) n where id = '${id}'`,
    );
    const newest = await shown(todo, id);
    assert.equal(newest.messages.length, messageLimits.page);
    assert.equal(newest.messages.at(-1)?.text, 'Mensaje 5000');
    const { body: older } = await show(todo, id, `cursor=${newest.nextCursor}`);
    assert.equal(older.messages.at(-1)?.text, `Mensaje ${5000 - messageLimits.page}`);
    let [pages, cursor, seen] = [1, newest.nextCursor, newest.messages.length];
    for (; cursor !== null; pages++) {
      const { body } = await show(todo, id, `cursor=${cursor}`);
      seen += body.messages.length;
      cursor = body.nextCursor;
    }
    assert.deepEqual([pages, seen], [Math.ceil(5001 / messageLimits.page), 5001]);
    assert.equal((await show(todo, id, 'cursor=zzzz')).status, 400);
  });

  test('is closed, opened and given to somebody by staff; a message opens it again', async () => {
    const thread = await started(todo);
    const { body: desk } = await staff<MessageDesk>('GET /message-desk');
    const person = desk.people.find(({ name }) => name.toLowerCase().includes('mesa'))!;
    const given = await change(staff, thread.id, {
      version: 1,
      assigned: person.id,
      department: 'logistics',
    });
    assert.deepEqual(
      [given.body.assigned, given.body.department, given.body.version],
      [person, { key: 'logistics', names: {}, retired: false }, 2],
    );
    assert.ok((await ids(staff, 'assigned=me')).includes(thread.id));
    assert.ok(!(await ids(staff, 'assigned=nobody')).includes(thread.id));
    assert.ok((await ids(staff, 'department=logistics')).includes(thread.id));
    assert.equal((await shown(todo, thread.id)).assigned, null, 'of no business of the customer');
    const stale = await change(staff, thread.id, { version: 1, state: 'closed' });
    assert.equal(refusal(stale), '409 record_changed');
    const closed = await change(staff, thread.id, { version: 2, state: 'closed' });
    assert.equal(closed.body.state, 'closed');
    await sent(staff, thread.id, { visibility: 'internal' });
    assert.equal((await shown(staff, thread.id)).state, 'closed', 'a note opens nothing');
    await sent(todo, thread.id);
    assert.equal((await shown(staff, thread.id)).state, 'open');
    // Who does not look after the customer cannot be given it.
    const stranger = desk.people.find(({ name }) => name.toLowerCase().includes('otra'))!;
    const { version } = await shown(staff, thread.id);
    assert.equal((await change(staff, thread.id, { version, assigned: stranger.id })).status, 404);
  });

  test('is read by each for itself, and staff sees who of the customer has', async () => {
    const thread = await started(todo);
    const answer = await sent(staff, thread.id);
    assert.equal((await list(todo)).find(({ id }) => id === thread.id)?.unread, true);
    assert.equal((await list(staff)).find(({ id }) => id === thread.id)?.unread, false);
    assert.ok((await ids(todo, 'unread=true')).includes(thread.id));
    assert.equal((await read(todo, thread.id, answer.number)).status, 204);
    assert.equal((await list(todo)).find(({ id }) => id === thread.id)?.unread, false);
    const seen = await shown(staff, thread.id);
    assert.deepEqual(
      seen.readers?.map(({ number }) => number),
      [answer.number],
    );
    assert.equal((await shown(todo, thread.id)).readers, null);
    // Not back, and not ahead of what there is.
    await read(todo, thread.id, '1');
    await read(todo, thread.id, '999999999');
    const next = await sent(staff, thread.id);
    assert.ok(BigInt((await shown(todo, thread.id)).readNumber) < BigInt(next.number));
  });
});

describe('files of messages', () => {
  test('go with one message, and are handed out to whoever sees it', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c33' } })
      .png()
      .toBuffer();
    const picture = (await upload(todo, 'foto.png', png, 'message')).body.id;
    const files = [await attach(todo, 3_000, 'Carta porte.pdf'), picture];
    const thread = await started(todo, { files });
    assert.deepEqual(
      thread.messages[0]?.files.map(({ name, bytes, thumbnail }) => [name, bytes, thumbnail]),
      [
        ['Carta porte.pdf', 3_000, false],
        ['foto.png', png.length, true],
      ],
    );
    const got = await staff(`GET /message-files/${files[0]}/content`);
    assert.equal(got.bytes.length, 3_000);
    assert.equal((await staff(`GET /message-files/${picture}/thumbnail`)).status, 200);
    assert.equal((await staff(`GET /message-files/${files[0]}/thumbnail`)).status, 404);
    assert.equal(refusal(await send(todo, thread.id, { files: [files[0]] })), '404 not_found');
    const theirs = await attach(vecino);
    assert.equal(refusal(await send(todo, thread.id, { files: [theirs] })), '404 not_found');
    const document = (await upload(todo, 'a.pdf', pdfOf(500))).body.id;
    assert.equal(refusal(await send(todo, thread.id, { files: [document] })), '404 not_found');
    const kept = await running.sql<{ kept: boolean }>(
      `select bool_and(expires_at is null) as kept from files where id in ('${files.join("','")}')`,
    );
    assert.equal(kept[0]?.kept, true, 'they stay beyond their day');
  });

  test('are ten at most, and 25 MB together', async () => {
    const { id } = await started(todo);
    const many = Array.from(
      { length: 11 },
      (_, at) => `00000000-0000-4000-8000-0000000000${at + 10}`,
    );
    assert.equal((await send(todo, id, { files: many })).status, 400);
    const files = [await attach(todo), await attach(todo)];
    await running.sql(`update files set bytes = 14000000 where id in ('${files.join("','")}')`);
    assert.equal(refusal(await send(todo, id, { files })), '422 message_files_too_large');
  });
});

describe('what is written', () => {
  test('counts once, however often it is sent', async () => {
    const headers = { 'Idempotency-Key': '6f1b9d52-2c0e-4a57-9d0b-0f6f3f1f0001' };
    const body = { owner: 'customer:1002945', subject: 'Una vez', text: 'Hola' };
    const [first, again] = [
      await todo<{ id: string }>('POST /threads', { body, headers }),
      await todo<{ id: string }>('POST /threads', { body, headers }),
    ];
    assert.deepEqual([first.status, again.status], [201, 201], again.text);
    assert.deepEqual(first.body, again.body);
    assert.equal((await shown(todo, first.body.id)).messages.length, 1);
    const other = await todo('POST /threads', { body: { ...body, text: 'Otra' }, headers });
    assert.equal(refusal(other), '422 idempotency_mismatch');
  });

  test('has to say something, and 20,000 characters at most', async () => {
    const { id } = await started(todo);
    for (const text of ['', '  \n ', 'x'.repeat(20_001)])
      assert.equal((await send(todo, id, { text })).status, 400);
    assert.equal((await send(todo, id, { text: 'x'.repeat(20_000) })).status, 201);
    assert.equal((await start(todo, { subject: ' ' })).status, 400);
    assert.equal((await start(todo, { owner: 'quote:1' })).status, 400);
  });

  test('is taken away by staff: author, time and reason stay, and the audit keeps nothing of it', async () => {
    const secret = 'TARJETA-4111';
    const file = await attach(todo, 2_000, `${secret}.pdf`);
    const thread = await started(todo, { text: `Va ${secret}`, files: [file] });
    const [message] = thread.messages;
    const at = `POST /messages/${message!.id}/redaction`;
    assert.equal(refusal(await todo(at, { body: { reason: 'x' } })), '403 forbidden');
    const done = await staff<Message>(at, { body: { reason: 'Datos de tarjeta' } });
    assert.equal(done.status, 200, done.text);
    assert.deepEqual(
      [done.body.text, done.body.files, done.body.at, done.body.redaction?.reason],
      ['', [], message!.at, 'Datos de tarjeta'],
    );
    const seen = await shown(todo, thread.id);
    assert.equal(seen.messages[0]?.redaction?.reason, 'Datos de tarjeta');
    assert.equal((await todo(`GET /message-files/${file}/content`)).status, 404);
    assert.equal((await staff(at, { body: { reason: 'again' } })).status, 404);
    for (const table of [
      'messages',
      'audit_events',
      'events',
      'files',
      'threads',
      'idempotency_keys',
    ]) {
      const [row] = await running.sql<{ found: boolean }>(
        `select coalesce(bool_or(t::text like '%${secret}%'), false) as found from ${table} t`,
      );
      // A file that came in was noted by its name when it came.
      assert.equal(row?.found, table === 'audit_events', table);
    }
    const posted = await running.sql<{ text: string }>(
      `select detail::text as text from audit_events where event in ('message.posted', 'message.redacted', 'message.thread_started')`,
    );
    for (const { text } of posted) assert.doesNotMatch(text, new RegExp(secret));
  });
});

describe('what is new', () => {
  test('is told by one question: how much is unread, and that something was written', async () => {
    const thread = await started(todo);
    const before = await news(todo);
    const answer = await sent(staff, thread.id);
    const after = await news(todo);
    assert.equal(after!.unread, before!.unread + 1);
    assert.notEqual(after!.cursor, before!.cursor);
    await read(todo, thread.id, answer.number);
    assert.equal((await news(todo))!.unread, before!.unread);
    assert.deepEqual(await news(nada), null);
    const staffBefore = await news(staff);
    await sent(todo, thread.id);
    assert.equal((await news(staff))!.unread, staffBefore!.unread + 1);
  });

  test('is figured on the home page: unread of a contact, unanswered of staff', async () => {
    const figure = async (api: Api) =>
      (await api<Home>('GET /home')).body.sections.find(({ section }) => section === 'messages')!
        .count!;
    const [contact, desk] = [await figure(todo), await figure(staff)];
    const thread = await started(todo);
    assert.deepEqual([await figure(todo), await figure(staff)], [contact, desk + 1]);
    await sent(staff, thread.id);
    assert.deepEqual([await figure(todo), await figure(staff)], [contact + 1, desk]);
  });
});

/** Everything of conversations that somebody can read, as one text. */
async function everything(api: Api, thread: string): Promise<string> {
  const texts: string[] = [];
  for (const key of [
    `GET /threads/${thread}`,
    'GET /threads?limit=100',
    'GET /threads?q=CHIRIMOYA',
    'GET /threads?unread=true',
    'GET /changes',
    'GET /notifications',
    'GET /home',
  ])
    texts.push((await api(key)).text);
  return texts.join('\n');
}

describe('a note between people of the company', () => {
  test('is in nothing that a customer reads: lists, counts, search, news, notifications', async () => {
    const thread = await started(todo);
    await read(todo, thread.id, thread.messages[0]!.number);
    const file = await attach(staff, 2_000, 'CHIRIMOYA.pdf');
    const [before, listed, of] = [await news(todo), await list(todo), await shown(todo, thread.id)];
    const note = await sent(staff, thread.id, {
      text: 'CHIRIMOYA: no le diga',
      visibility: 'internal',
      files: [file],
    });
    assert.match(await everything(staff, thread.id), /CHIRIMOYA/, 'staff sees it');
    for (const api of [todo, propios, vecino])
      assert.doesNotMatch(await everything(api, thread.id), /CHIRIMOYA/);
    assert.deepEqual(await news(todo), before);
    assert.deepEqual(await list(todo), listed);
    assert.deepEqual(await shown(todo, thread.id), of);
    assert.equal((await todo(`GET /message-files/${file}/content`)).status, 404);
    assert.equal((await staff(`GET /message-files/${file}/content`)).status, 200);
    // What the reader says of a number it cannot see is no news of it.
    await read(todo, thread.id, note.number);
    assert.deepEqual((await shown(todo, thread.id)).readNumber, of.readNumber);
    const [event] = await running.sql<{ visibility: string; data: object }>(
      `select visibility, data from events where data ->> 'message' = '${note.id}'`,
    );
    assert.equal(event?.visibility, 'internal');
    assert.doesNotMatch(JSON.stringify(event), /CHIRIMOYA/);
  });

  test('is written by staff alone', async () => {
    const thread = await started(todo);
    const refused = await send(todo, thread.id, { visibility: 'internal' });
    assert.equal(refusal(refused), '422 staff_only');
  });
});

describe('notifications of messages', () => {
  const told = async (api: Api) =>
    (await api<{ items: Notification[] }>('GET /notifications?limit=100')).body.items.filter(
      ({ type }) => type === 'message_posted',
    );
  const about = async (api: Api, id: string) =>
    (await told(api)).filter(({ record }) => record?.id === id);

  test('reach those who take part, not who wrote, and nobody who muted it', async () => {
    for (const api of [todo, propios, vecino]) await api('GET /changes');
    const thread = await started(todo, { subject: 'Para avisar' });
    await sent(staff, thread.id);
    await settle();
    const [first] = await about(todo, thread.id);
    assert.deepEqual(first?.params.subject, 'Para avisar');
    assert.equal((await about(todo, thread.id)).length, 1, 'its own is no news');
    for (const api of [propios, vecino]) assert.deepEqual(await about(api, thread.id), []);
    const mute = (muted: boolean) => todo(`PUT /threads/${thread.id}/mute`, { body: { muted } });
    assert.equal((await mute(true)).status, 204);
    assert.equal((await shown(todo, thread.id)).muted, true);
    await sent(staff, thread.id);
    await settle();
    assert.equal((await about(todo, thread.id)).length, 1);
    await mute(false);
    await sent(staff, thread.id, { visibility: 'internal' });
    await settle();
    assert.equal((await about(todo, thread.id)).length, 1);
  });

  test('of a conversation that nobody of the customer takes part in reach all who may see it', async () => {
    const thread = await started(staff);
    await settle();
    assert.equal((await about(todo, thread.id)).length, 1);
    assert.deepEqual(await about(propios, thread.id), [], 'not its own');
    assert.deepEqual(await about(vecino, thread.id), []);
  });
});
