// Service requests: asked for by customers, answered by the company, closed for good, and gone on from.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { InboundMails } from '#contract/inbound';
import type { ThreadDetail } from '#contract/messages';
import type {
  ServiceCategories,
  ServiceCategory,
  ServiceRequest,
  ServiceRequestDetail,
} from '#contract/service';
import { requestStatuses } from '#contract/service-words';
import { createScope } from '../../server/db/scope.ts';
import { createServiceMails } from '../../server/features/service/service.mail.ts';
import type { AppError } from '../../server/http/app-error.ts';
import type { Composer } from '../../server/output/mail.ts';
import { loadTexts } from '../../server/output/texts.ts';
import { byTheCompany, holdRequest, setStatus } from '../../server/records/service-requests.ts';
import { createApi, refusal as refusalOf, signIn, type Answer, type Api } from '../support/api.ts';
import {
  conversations,
  mailText,
  type Conversations,
  type Thread,
} from '../support/conversations.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { shipment } from '../support/freight.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

let running: TestPortal;
/** Of customer 1002945, and of another. */
let person: Api;
let neighbour: Api;
/** Looks after all requests, and after those of another customer alone. */
let staff: Api;
let elsewhere: Api;
let talk: Conversations;
let order: { id: string; number: string };

type Given = Record<string, unknown>;
const refusal = async (answer: Promise<Answer>) => refusalOf(await answer);
const category = (given: Given = {}) => ({
  version: 0,
  labels: { es: 'Reporte de daño', pt: 'Relato de dano' },
  icon: 'box',
  fields: [
    { key: 'lote', kind: 'text', labels: { es: 'Lote' }, required: true },
    { key: 'piezas', kind: 'number', labels: { es: 'Piezas' } },
    { key: 'desde', kind: 'date', labels: { es: 'Desde' } },
    {
      key: 'urge',
      kind: 'select',
      labels: { es: 'Urge' },
      options: [{ value: 'si', labels: { es: 'Sí' } }],
    },
  ],
  visible: true,
  priority: 'normal',
  targets: { normal: { response: 60, resolution: 540 }, urgent: { response: 5, resolution: 60 } },
  department: 'logistics',
  erp: false,
  ...given,
});
const save = (code: string, given: Given = {}) =>
  staff<ServiceCategory>(`PUT /service-categories/${code}`, { body: category(given) });

before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
  const permissions = ['service.manage' as const, 'messages.manage' as const];
  staff = await staffSession(running, 'Berta Postventa', { permissions });
  elsewhere = await staffSession(running, 'Otra', { permissions, customers: ['1002946'] });
  talk = await conversations(running);
  order = (await person<{ items: { id: string; number: string }[] }>('GET /orders?limit=1')).body
    .items[0]!;
  await save('danio');
  await save('general', { fields: [], labels: { es: 'Otro asunto' } });
});
after(() => running.close());

const ask = (api: Api, given: Given = {}, once: string = randomUUID()) =>
  api<{ id: string; number: string }>('POST /service-requests', {
    body: { category: 'general', subject: 'Tinaco roto', text: 'Llegó roto.', ...given },
    headers: { 'Idempotency-Key': once },
  });
const made = async (api: Api = person, given: Given = {}) => {
  const answer = await ask(api, given);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const show = async (id: string, api: Api = person) =>
  (await api<ServiceRequestDetail>(`GET /service-requests/${id}`)).body;
const list = async (api: Api, query = '') =>
  (await api<{ items: ServiceRequest[] }>(`GET /service-requests?${query}`)).body.items;
const act = async (id: string, what: string, api: Api = person, given: Given = {}) => {
  const { version } = await show(id, api);
  return api<ServiceRequestDetail>(`POST /service-requests/${id}/${what}`, {
    body: { version, ...given },
  });
};
const change = async (id: string, given: Given, api: Api = staff) => {
  const { version } = await show(id, staff);
  return api<ServiceRequestDetail>(`PATCH /service-requests/${id}`, {
    body: { version, ...given },
  });
};
const write = (api: Api, thread: string | null, text = 'Lo revisamos.', given: Given = {}) =>
  api(`POST /threads/${thread}/messages`, {
    body: { text, ...given },
    headers: { 'Idempotency-Key': randomUUID() },
  });

describe('a category', () => {
  test('holds what is filled in against its fields, and keeps old requests readable', async () => {
    const wrong = await ask(person, {
      category: 'danio',
      fields: { piezas: 'tres', desde: '2026-02-30', urge: 'no', color: 'rojo' },
    });
    assert.equal(wrong.status, 400);
    const faults = (wrong as Answer as Answer<{ errors: { path: string; rule: string }[] }>).body
      .errors;
    assert.deepEqual(
      faults.map(({ path, rule }) => `${path.replace('body.fields.', '')} ${rule}`).toSorted(),
      ['color not_allowed', 'desde date', 'lote required', 'piezas decimal', 'urge not_allowed'],
    );
    const fields = { lote: 'L-77', piezas: '3', desde: '2026-02-28', urge: 'si' };
    const { id } = await made(person, { category: 'danio', fields });
    const again = await save('danio', {
      version: 1,
      fields: [{ key: 'folio', kind: 'text', labels: { es: 'Folio' }, required: true }],
    });
    assert.equal(again.status, 200, again.text);
    const shown = (await show(id)).fields.map(({ labels, value, shown }) => [
      labels.es,
      shown?.es ?? value,
    ]);
    assert.deepEqual(shown, [
      ['Lote', 'L-77'],
      ['Piezas', '3'],
      ['Desde', '2026-02-28'],
      ['Urge', 'Sí'],
    ]);
    assert.equal(
      await refusal(ask(person, { category: 'danio', fields })),
      '400 invalid_input body.fields.folio: required',
    );
    assert.equal(await refusal(save('danio', { version: 1 })), '409 record_changed');
  });

  test('that is hidden cannot be asked for, and its rules are the company’s', async () => {
    await save('secreta', { visible: false });
    assert.equal(await refusal(ask(person, { category: 'secreta' })), '422 category_unknown');
    const seen = (await person<ServiceCategories>('GET /service-categories')).body.items;
    assert.ok(seen.every(({ code, rules }) => code !== 'secreta' && rules === null));
    const all = (await staff<ServiceCategories>('GET /service-categories')).body.items;
    assert.equal(all.find(({ code }) => code === 'secreta')?.rules?.targets.normal?.response, 60);
  });
});

describe('a request', () => {
  test('is made once, from an order, with a file, and shows there and back', async () => {
    const file = (await upload(person, 'foto.pdf', pdfOf(2_000), 'message')).body.id;
    const once = randomUUID();
    const given = { record: `order:${order.id}`, files: [file] };
    const first = await ask(person, given, once);
    assert.deepEqual((await ask(person, given, once)).body, first.body);
    const detail = await show(first.body.id);
    assert.deepEqual(detail.record, { kind: 'order', id: order.id, number: order.number });
    assert.match(detail.number, /^S-\d{6}$/);
    assert.equal(detail.promise.kind, 'answer');
    assert.ok(detail.promise.dueAt && !detail.promise.late);
    assert.equal(detail.desk, null);
    assert.deepEqual(detail.actions, ['cancel']);
    const thread = (await person<ThreadDetail>(`GET /threads/${detail.thread}`)).body;
    assert.equal(thread.owner.kind, 'request');
    assert.equal(thread.messages[0]?.files[0]?.name, 'foto.pdf');
    const there = await list(person, `record=order:${order.id}`);
    assert.deepEqual(
      there.map(({ id }) => id),
      [first.body.id],
    );
    const like = await list(person, `like=${encodeURIComponent('Mi tinaco llegó mal')}`);
    assert.ok(like.some(({ id }) => id === first.body.id));
  });

  test('is made from a shipment, shows there and back, and from nobody else’s', async () => {
    const given = [shipment('EX-00501'), shipment('EX-00502', { customer: '1002946' })];
    await running.portal.sync('norte', 'shipments', given);
    const idOf = async (number: string) =>
      (await running.sql<{ id: string }>(`select id from shipments where number = '${number}'`))[0]!
        .id;
    const [own, foreign] = [await idOf('EX-00501'), await idOf('EX-00502')];
    const { id } = await made(person, { record: `shipment:${own}` });
    assert.deepEqual((await show(id)).record, { kind: 'shipment', id: own, number: 'EX-00501' });
    assert.deepEqual((await show(id, staff)).record, (await show(id)).record);
    const there = async (api: Api, record = own) =>
      (await list(api, `record=shipment:${record}`)).map((one) => one.id);
    assert.deepEqual(await there(person), [id]);
    assert.deepEqual(await there(staff), [id]);
    for (const other of [neighbour, elsewhere]) assert.deepEqual(await there(other), []);
    assert.deepEqual(await there(person, foreign), []);
    for (const [api, record] of [
      [neighbour, own],
      [person, foreign],
    ] as const)
      assert.equal(await refusal(ask(api, { record: `shipment:${record}` })), '404 not_found');
  });

  test('is nobody else’s, whatever is asked of it', async () => {
    const { id } = await made();
    const { thread } = await show(id);
    const body = { version: 1 };
    for (const answer of [
      neighbour(`GET /service-requests/${id}`),
      neighbour(`POST /service-requests/${id}/closure`, { body }),
      neighbour(`POST /service-requests/${id}/reopening`, { body }),
      neighbour(`POST /service-requests/${id}/rating`, { body: { ...body, score: 5 } }),
      elsewhere(`PATCH /service-requests/${id}`, { body: { ...body, status: 'resolved' } }),
      elsewhere('POST /service-queue/assignment', { body: { ids: [id], assigned: null } }),
      neighbour(`GET /threads/${thread}`),
      ask(neighbour, { after: id }),
      ask(neighbour, { record: `order:${order.id}` }),
      person('POST /threads', {
        body: { owner: `request:${id}`, subject: 'Otra', text: 'x' },
        headers: { 'Idempotency-Key': randomUUID() },
      }),
    ])
      assert.equal(await refusal(answer), '404 not_found');
    assert.ok((await list(neighbour)).every((one) => one.id !== id));
  });

  test('is answered, waits, goes on, is solved, opened again, closed and rated', async () => {
    const { id } = await made();
    const { thread } = await show(id);
    await write(staff, thread, 'Solo entre nosotros.', { visibility: 'internal' });
    assert.equal((await show(id)).status, 'new');
    await write(staff, thread);
    const taken = await show(id);
    assert.deepEqual([taken.status, taken.promise.kind], ['in_progress', 'solution']);
    assert.deepEqual(
      taken.events.map(({ kind }) => kind),
      ['status', 'answered', 'opened'],
    );
    await change(id, { status: 'waiting_customer', priority: 'urgent' });
    const waiting = await show(id);
    assert.deepEqual([waiting.promise.kind, waiting.promise.dueAt], ['waiting_customer', null]);
    assert.ok(waiting.events.every(({ kind }) => kind !== 'priority'));
    assert.ok((await show(id, staff)).events.some(({ kind }) => kind === 'priority'));
    await write(person, thread, 'Adjunto la foto.');
    assert.equal((await show(id)).status, 'in_progress');
    await change(id, { status: 'resolved' });
    assert.deepEqual((await show(id)).actions, ['close', 'reopen', 'rate']);
    assert.equal((await act(id, 'reopening')).body.status, 'in_progress');
    await change(id, { status: 'resolved' });
    assert.equal((await act(id, 'rating', person, { score: 4 })).body.rating?.score, 4);
    assert.equal(await refusal(act(id, 'rating', person, { score: 1 })), '409 request_state');
    assert.equal((await act(id, 'closure')).body.status, 'closed');
    assert.equal(await refusal(write(person, thread, '¿Y ahora?')), '409 request_closed');
    const actions = async (api: Api) =>
      (await api<ThreadDetail>(`GET /threads/${thread}`)).body.actions.includes('send');
    assert.deepEqual([await actions(person), await actions(staff)], [false, true]);
    const next = await made(person, { after: id, subject: 'Tinaco roto otra vez' });
    assert.deepEqual((await show(next.id)).predecessor, { id, number: (await show(id)).number });
    assert.deepEqual((await show(id)).successors, [next]);
  });

  test('that nobody has begun with is called off', async () => {
    const { id } = await made();
    assert.equal((await act(id, 'closure')).body.status, 'cancelled');
    assert.deepEqual((await show(id)).actions, ['continue']);
  });

  test('is opened again within its days alone, by whoever has not changed it meanwhile', async () => {
    const { id } = await made();
    await change(id, { status: 'resolved' });
    const stale = person(`POST /service-requests/${id}/reopening`, { body: { version: 1 } });
    assert.equal(await refusal(stale), '409 record_changed');
    await running.sql(
      `update service_requests set resolved_at = now() - interval '7 days 1 minute' where id = '${id}'`,
    );
    assert.deepEqual((await show(id)).actions, ['close', 'continue', 'rate']);
    assert.equal(await refusal(act(id, 'reopening')), '409 request_state');
    assert.equal(await refusal(write(person, (await show(id)).thread)), '409 request_closed');
  });

  test('goes to another customer with its conversation and files, and leaves nothing readable', async () => {
    const file = (await upload(person, 'plano.pdf', pdfOf(2_000), 'message')).body.id;
    const { id, number } = await made(person, { record: `order:${order.id}`, files: [file] });
    const { thread } = await show(id);
    await write(staff, thread, 'Un momento.');
    const follower = await made(person, { after: (await closed(id)).id });
    const moved = await change(id, { customer: '1002946' });
    assert.equal(moved.status, 200, moved.text);
    assert.deepEqual([moved.body.record, moved.body.contact], [null, null]);
    for (const path of [
      `/service-requests/${id}`,
      `/threads/${thread}`,
      `/message-files/${file}/content`,
    ])
      assert.equal(await refusal(person(`GET ${path}`)), '404 not_found', path);
    const left = [
      await person('GET /service-requests?limit=100'),
      await person('GET /threads?limit=100'),
      await person('GET /notifications?limit=100'),
      await person(`GET /service-requests/${follower.id}`),
      await person(`GET /service-requests?q=${number}`),
    ];
    for (const { text } of left) assert.ok(!text.includes(number) && !text.includes(id), text);
    const [members] = await running.sql<{ count: number }>(
      `select count(*)::int as count from thread_members m join contacts c on c.id = m.contact_id
       where m.thread_id = '${thread}'`,
    );
    assert.equal(members?.count, 0);
    const there = await show(id, neighbour);
    assert.deepEqual([there.number, there.thread], [number, thread]);
    const kept = (await neighbour<ThreadDetail>(`GET /threads/${thread}`)).body.messages;
    assert.equal(kept[0]?.files[0]?.name, 'plano.pdf');
    assert.equal((await neighbour(`GET /message-files/${file}/content`)).status, 200);
  });
});

test('is found by beginnings of its words, whether few or many have them', async () => {
  const rare = await made(person, { subject: 'Zarzamora en la válvula' });
  const other = await made(person, { subject: 'Válvula de esfera' });
  const found = async (q: string, api = person) =>
    (await list(api, `limit=100&q=${encodeURIComponent(q)}`)).map(({ id }) => id);
  // More of a word than are few.
  await running.sql(
    `insert into service_requests (tenant_id, number, number_key, customer_id, category_id, form_category_id, form_version,
       priority, subject, status, last_at, search_text)
     select tenant_id, 'M-' || g, 'M-' || g, customer_id, category_id, form_category_id, form_version, 'low', 'Brida ' || g,
       'closed', last_at - interval '1 year', ' m ' || g || ' brida valvula'
     from service_requests cross join generate_series(1, 2100) g where id = '${rare.id}'`,
  );
  assert.deepEqual(await found('zarza'), [rare.id]);
  assert.deepEqual(await found('zarza valv'), [rare.id]);
  assert.deepEqual((await found('VÁLV')).slice(0, 2), [other.id, rare.id]);
  assert.equal((await found('brida')).length, 100);
  assert.deepEqual(await found('valvula inexistente'), []);
  assert.deepEqual(await found('zarza', neighbour), [], 'within reach alone');
  const queue = await staff<{ items: ServiceRequest[] }>('GET /service-queue?q=zarzamora');
  assert.deepEqual(
    queue.body.items.map(({ id }) => id),
    [rare.id],
  );
  // Another word takes the place of its own.
  await running.sql(`update service_requests set search_text = ' moras' where id = '${rare.id}';`);
  assert.deepEqual([await found('zarza'), await found('mora')], [[], [rare.id]]);
  await running.sql(`delete from service_requests where number like 'M-%'`);
});

const closed = async (id: string) => (await act(id, 'closure')).body;

test('what is internal to a request is hidden by the wall itself', async () => {
  const { id } = await made();
  await change(id, { priority: 'high' });
  const inScope = createScope(running.connection);
  const [{ id: tenantId }] = (await running.sql(`select id from tenants where slug = 'norte'`)) as [
    { id: string },
  ];
  const kinds = await inScope({ tenantId }, (db) =>
    db('service_events').where({ request_id: id }).pluck<string[]>('kind'),
  );
  assert.deepEqual(kinds, ['opened']);
});

test('an answer by mail to a closed request begins the next one, once', async () => {
  await running.sql(
    `update tenants set inbound_domain = 'respuestas.example' where slug = 'norte'`,
  );
  const secret = await running.portal.admin.createKey('norte', {
    name: 'mx',
    permissions: ['mail.inbound'],
  });
  const machine = createApi(running.url, {
    'Portal-Tenant': 'norte',
    Authorization: `Bearer ${secret}`,
  });
  const { id } = await made();
  await write(staff, (await show(id)).thread);
  await closed(id);
  const [thread] = await running.sql<Thread>(
    `select id, number from threads where request_id = '${id}'`,
  );
  const to = await talk.join(
    { ...thread!, number: Number(thread!.number) },
    await talk.contact('Contacto C-1'),
  );
  const raw = mailText({ to });
  const send = async () =>
    (await machine<InboundMails>('POST /inbound-mails', { body: Buffer.from(raw) })).body.items.map(
      ({ result }) => result,
    );
  assert.deepEqual(await send(), ['posted']);
  assert.deepEqual(await send(), ['repeated']);
  const { status, successors } = await show(id);
  assert.equal(status, 'closed');
  assert.equal(successors.length, 1);
  const next = await show(successors[0]!.id);
  assert.deepEqual([next.status, next.predecessor?.id], ['new', id]);
  const { messages } = (await person<ThreadDetail>(`GET /threads/${next.thread}`)).body;
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['Recibido.'],
  );
  const [mail] = await running.sql<{ kind: string }>(
    `select kind from mails where data->>'requestId' = '${next.id}'`,
  );
  assert.equal(mail?.kind, 'request_received');
});

test('the contract that covers a serial number stands beside, for whoever may see contracts', async () => {
  const serial = { key: 'serie', kind: 'serial', labels: { es: 'Serie' } };
  await save('tecnica', { fields: [serial] });
  const contract = {
    number: 'K-77',
    customer: '1002945',
    company: 'SM01',
    title: 'Mantenimiento',
    start: '2026-01-01',
    allowance: { kind: 'visits' as const, included: '4', used: '2' },
    items: [{ serial: 'ns-1' }],
  };
  const { results } = await running.portal.sync('norte', 'contracts', [contract]);
  assert.equal(results[0]?.status, 'created');
  const { id } = await made(person, { category: 'tecnica', fields: { serie: 'NS-1' } });
  const { covered } = await show(id);
  assert.deepEqual([covered?.number, covered?.allowance?.used], ['K-77', '2']);
  assert.equal((await show(id, staff)).covered, null);
  const { id: other } = await made(neighbour, { category: 'tecnica', fields: { serie: 'NS-1' } });
  assert.equal((await show(other, neighbour)).covered, null);
});

describe('the queue', () => {
  test('is by what is due first, and is given out many at a time', async () => {
    const [late, soon] = [await made(), await made()];
    await running.sql(
      `update service_events set at = now() - interval '20 days' where request_id = '${late.id}'`,
    );
    const { items } = (await staff<{ items: ServiceRequest[] }>('GET /service-queue')).body;
    const at = (id: string) => items.findIndex((one) => one.id === id);
    assert.ok(at(late.id) >= 0 && at(late.id) < at(soon.id));
    assert.ok(items[at(late.id)]?.promise.late);
    assert.ok((items[at(late.id)]?.desk?.elapsed ?? 0) > 60);
    const desk = (await staff<{ people: { id: string; name: string }[] }>('GET /service-desk'))
      .body;
    const who = desk.people.find(({ name }) => name === 'Berta Postventa')!.id;
    const other = desk.people.find(({ name }) => name === 'Otra')!.id;
    const give = (assigned: string | null) =>
      staff<{ changed: number }>('POST /service-queue/assignment', {
        body: { ids: [late.id, soon.id], assigned },
      });
    assert.equal((await give(who)).body.changed, 2);
    assert.equal(await refusal(give(other)), '404 not_found');
    const mine = (await staff<{ items: ServiceRequest[] }>('GET /service-queue?assigned=me')).body;
    assert.deepEqual(mine.items.map(({ id }) => id).toSorted(), [late.id, soon.id].toSorted());
    assert.equal((await show(late.id)).desk, null);
    // Whoever has the request has its conversation.
    const { thread } = await show(late.id, staff);
    const talk = async () =>
      (await staff<ThreadDetail>(`GET /threads/${thread}`)).body.assigned?.name ?? null;
    assert.equal(await talk(), 'Berta Postventa');
    await give(null);
    assert.equal(await talk(), null);
    const { version } = (await staff<ThreadDetail>(`GET /threads/${thread}`)).body;
    const aside = staff(`PATCH /threads/${thread}`, { body: { version, assigned: who } });
    assert.equal(await refusal(aside), '403 forbidden');
  });

  test('has answers to pick from, and says how long a request may be opened again', async () => {
    const answers = [{ title: 'Acuse', texts: { es: 'Hola {contact}: vemos {number}.' } }];
    const put = await staff('PUT /service-desk', { body: { reopenDays: 0, answers } });
    assert.equal(put.status, 200, put.text);
    const { id } = await made();
    await change(id, { status: 'resolved' });
    assert.equal((await show(id)).reopenUntil, null);
    await staff('PUT /service-desk', { body: { reopenDays: 7, answers: [] } });
    assert.ok((await show(id)).reopenUntil);
  });
});

test('the ERP is asked where it owns the category, and its number stands beside', async () => {
  await save('del_erp', { erp: true, fields: [] });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  const erp = createApi(running.url, {
    'Portal-Tenant': 'norte',
    Authorization: `Bearer ${secret}`,
  });
  const [taken, refused] = [
    await made(person, { category: 'del_erp' }),
    await made(person, { category: 'del_erp' }),
  ];
  const tasks = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=service_request')).body
    .items;
  assert.deepEqual(
    tasks.map(({ payload }) => payload.number),
    [taken.number, refused.number],
  );
  await erp(`POST /erp-tasks/${tasks[0]!.id}/answer`, {
    body: { result: 'accepted', number: 'AVISO-9' },
  });
  await erp(`POST /erp-tasks/${tasks[1]!.id}/answer`, {
    body: { result: 'rejected', text: { es: 'Fuera de garantía' } },
  });
  assert.equal((await show(taken.id)).erpReference, 'AVISO-9');
  const off = await show(refused.id);
  assert.equal(off.status, 'cancelled');
  assert.ok(off.events.some(({ detail }) => detail === 'Fuera de garantía'));
});

test('no walk through the statuses reaches one that nobody may bring it to', async () => {
  // Said once more, by hand: who takes a request where. C is the customer, S the company.
  const model = `
    new: cancelled C, in_progress S, waiting_customer S, waiting_third S, resolved S, cancelled S
    in_progress: closed C, waiting_customer S, waiting_third S, resolved S, cancelled S
    waiting_customer: in_progress C, closed C, in_progress S, waiting_third S, resolved S, cancelled S
    waiting_third: closed C, in_progress S, waiting_customer S, resolved S, cancelled S
    resolved: in_progress C, closed C, in_progress S, closed S`;
  const allowed = new Set(
    model
      .trim()
      .split('\n')
      .flatMap((row) => {
        const [from, to] = row.trim().split(': ') as [string, string];
        return to.split(', ').map((one) => `${from} ${one}`);
      }),
  );
  const { id } = await made();
  const inScope = createScope(running.connection);
  const [tenant] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
  // Drawn from a seed, so that a failure comes again.
  let seed = 20261126;
  const draw = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
  const reached = new Set<string>();
  for (let walk = 0; walk < 20; walk++)
    await inScope({ tenantId: tenant!.id }, async (db) => {
      await db('service_requests').where({ id }).update({ status: 'new', resolved_at: null });
      for (let step = 0; step < 12; step++) {
        const side = draw(2) === 0 ? ('company' as const) : ('customer' as const);
        const to = requestStatuses[draw(requestStatuses.length)]!;
        const held = (await holdRequest(db, id))!;
        const move = `${held.status} ${to} ${side === 'company' ? 'S' : 'C'}`;
        const went = await setStatus(db, held, to, { ...byTheCompany, side }).then(
          () => true,
          (error: unknown) => {
            assert.equal((error as AppError).code, 'request_state', move);
            return false;
          },
        );
        assert.equal(went, allowed.has(move), move);
        assert.equal((await holdRequest(db, id))!.status, went ? to : held.status);
        if (went) reached.add(to);
      }
    });
  assert.equal(reached.size, requestStatuses.length - 1);
});

test('whoever wants no mails of requests gets none, and those of others go on', async () => {
  const choose = (mail: string) =>
    person('PUT /me/notification-preferences', {
      body: { items: [{ type: 'request_status', mail, inbox: true }] },
    });
  const { request_received: compose } = createServiceMails({
    inScope: running.inScope ?? createScope(running.connection),
    texts: loadTexts(),
    defaultFrom: 'portal@norte.example',
  });
  const [tenant] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
  const { id } = await made();
  const composed = () =>
    compose!({ tenantId: tenant!.id, data: { requestId: id } } as Parameters<Composer>[0]);
  assert.notEqual(await composed(), null);
  for (const mail of ['off', 'daily']) {
    await choose(mail);
    assert.equal(await composed(), null, mail);
  }
  await choose('now');
  assert.notEqual(await composed(), null);
});

test('a category that is changed midway sets the clock anew, and keeps what was written under the former one', async () => {
  await save('lenta', {
    targets: { normal: { response: 600, resolution: 6_000 } },
    fields: [{ key: 'lote', kind: 'text', labels: { es: 'Lote' }, required: true }],
  });
  await save('rapida', { targets: { normal: { response: 30, resolution: 60 } }, fields: [] });
  const { id } = await made(person, { category: 'lenta', fields: { lote: 'L-9' } });
  const before = await show(id);
  const changed = await change(id, { category: 'rapida' });
  assert.equal(changed.status, 200, changed.text);
  const after = await show(id);
  assert.equal(after.category.code, 'rapida');
  assert.equal(after.promise.kind, before.promise.kind);
  assert.ok(after.promise.dueAt! < before.promise.dueAt!, 'sooner by the new rules');
  assert.deepEqual(
    after.fields.map(({ labels, value }) => [labels.es, value]),
    [['Lote', 'L-9']],
  );
  const back = await change(id, { category: 'lenta' });
  assert.equal(back.status, 200, back.text);
  assert.equal((await show(id)).promise.dueAt, before.promise.dueAt, 'as if it had never been');
  assert.equal(await refusal(change(id, { category: 'ninguna' })), '422 category_unknown');
});
