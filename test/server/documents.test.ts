// Documents shared with customers, and those that customers hand in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DocumentDetail, DocumentType, PortalDocument } from '#contract/documents';
import type { Home } from '#contract/home';
import { createScope } from '../../server/db/scope.ts';
import { tellExpiringDocuments } from '../../server/features/documents/expiring.ts';
import { sweep } from '../../server/housekeeping.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { shipment } from '../support/freight.ts';
import { overlapping } from '../support/overlapping.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';
import { readZip } from '../support/zip.ts';

let running: TestPortal;
/** Of customer 1002945, and of another. */
let person: Api;
let neighbour: Api;
/** Looks after all documents; reads them alone; looks after another customer's. */
let staff: Api;
let reader: Api;
let elsewhere: Api;
let order: { id: string; number: string };
let invoice: { id: string; number: string };

before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
  const permissions = ['documents.manage' as const, 'documents.view' as const];
  staff = await staffSession(running, 'papeles', { permissions });
  reader = await staffSession(running, 'lectora', { permissions: ['documents.view'] });
  elsewhere = await staffSession(running, 'otra', { permissions, customers: ['1002946'] });
  const first = async (key: string) =>
    (await person<{ items: { id: string; number: string }[] }>(key)).body.items[0]!;
  order = await first('GET /orders?limit=1');
  invoice = await first('GET /invoices?limit=1');
});
after(() => running.close());

type Given = Record<string, unknown>;
const attach = async (api: Api, name = 'papel.pdf', bytes = 2_000) =>
  (await upload(api, name, pdfOf(bytes))).body.id;
const create = async (api: Api, given: Given = {}) =>
  api<DocumentDetail>('POST /documents', {
    body: { owner: 'customer:1002945', type: 'other', ...given },
  });
const made = async (api: Api, given: Given = {}) => {
  const answer = await create(api, { upload: await attach(api), ...given });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const list = async (api: Api, query = '') => {
  const answer = await api<{ items: PortalDocument[]; nextCursor: string | null }>(
    `GET /documents?${query}`,
  );
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const ids = async (api: Api, query = '') =>
  (await list(api, `limit=100&${query}`)).items.map(({ id }) => id);
const show = async (api: Api, id: string) => api<DocumentDetail>(`GET /documents/${id}`);
const decide = (api: Api, { id, version }: DocumentDetail, decision: string, reason?: string) =>
  api<DocumentDetail>(`POST /documents/${id}/decision`, { body: { version, decision, reason } });
const audited = (record: string) =>
  running.sql<{ event: string; actor_kind: string; detail: Given }>(
    `select event, actor_kind, detail from audit_events where record = '${record}' order by id`,
  );

describe('a document', () => {
  test('that a customer hands in is found by both, with its record, and is to be decided of', async () => {
    const document = await made(person, {
      owner: `order:${order.id}`,
      type: 'purchase_order',
      upload: await attach(person, 'Orden de compra Ñandú.pdf'),
      note: 'Firmada',
    });
    assert.deepEqual(
      [document.title, document.state, document.owner, document.file?.number, document.actions],
      [
        'Orden de compra Ñandú',
        'received',
        { kind: 'order', id: order.id, number: order.number },
        1,
        ['add_version'],
      ],
    );
    assert.equal(document.views, null);
    assert.deepEqual(document.file?.by.kind, 'contact');
    for (const query of [
      '',
      'q=nandu',
      `q=${order.number}`,
      `owner=order:${order.id}`,
      'type=purchase_order',
      'state=received',
    ])
      for (const api of [person, staff])
        assert.ok((await ids(api, query)).includes(document.id), query);
    for (const query of ['q=zzz', 'type=other', 'state=accepted', `owner=invoice:${invoice.id}`])
      assert.ok(!(await ids(person, query)).includes(document.id), query);
    const [event] = await audited(document.id);
    assert.deepEqual([event?.event, event?.actor_kind], ['document.created', 'contact']);
  });

  test('is nobody else’s: other customers and staff of others find nothing', async () => {
    const document = await made(person);
    for (const api of [neighbour, elsewhere]) {
      assert.equal((await show(api, document.id)).status, 404);
      assert.ok(!(await ids(api)).includes(document.id));
      const version = `/document-versions/${document.file!.id}`;
      assert.equal((await api(`GET ${version}/content`)).status, 404);
      assert.equal((await api(`GET ${version}/thumbnail`)).status, 404);
      const zip = { documents: [document.id], locale: 'es' };
      assert.equal((await api('POST /document-archives', { body: zip })).status, 404);
    }
    const file = await attach(neighbour);
    assert.equal(
      refusal(await create(person, { upload: file })),
      '404 not_found',
      'a file of another',
    );
    const own = await attach(person);
    const theirs = await create(person, { upload: own, owner: 'customer:1002946' });
    assert.equal(refusal(theirs), '404 not_found');
    assert.equal(refusal(await create(person, { upload: document.file!.id })), '404 not_found');
    await made(person, { upload: own });
    assert.equal(refusal(await create(person, { upload: own })), '404 not_found', 'taken already');
  });

  test('has versions: the newest counts, all can be had', async () => {
    const document = await made(person);
    const api = (key: string, body: Given) => person<DocumentDetail>(key, { body });
    const second = await api(`POST /documents/${document.id}/versions`, {
      upload: await attach(person, 'corregido.pdf', 3_000),
      note: 'Corregido',
    });
    assert.equal(second.status, 201);
    assert.deepEqual(
      second.body.versions.map(({ number, fileName, note }) => [number, fileName, note]),
      [
        [2, 'corregido.pdf', 'Corregido'],
        [1, 'papel.pdf', null],
      ],
    );
    assert.equal(second.body.file?.bytes, 3_000);
    for (const { id, bytes } of second.body.versions) {
      const got = await person(`GET /document-versions/${id}/content`);
      assert.equal(got.bytes.length, bytes);
    }
    const shared = await made(staff, {});
    const refused = await api(`POST /documents/${shared.id}/versions`, {
      upload: await attach(person),
    });
    assert.equal(refusal(refused), '404 not_found', 'what the company shares is its own');
  });

  test('is downloaded whole or in part, as what it is and without any right', async () => {
    const content = pdfOf(1_200_000);
    const file = (await upload(person, 'Guía №1.pdf', content)).body;
    const { file: version } = await made(person, { upload: file.id });
    const get = (headers = {}) =>
      person(`GET /document-versions/${version!.id}/content`, { headers });
    const whole = await get();
    assert.deepEqual(Buffer.from(whole.bytes), content);
    const header = (name: string) => whole.headers.get(name);
    assert.equal(header('content-type'), 'application/pdf');
    assert.match(
      header('content-disposition')!,
      /^attachment; filename=".*"; filename\*=UTF-8''Gu%C3%ADa/,
    );
    assert.equal(header('x-content-type-options'), 'nosniff');
    assert.match(header('content-security-policy')!, /;sandbox$/);
    assert.equal(header('cache-control'), 'no-store, private');
    assert.equal(header('content-length'), '1200000');
    for (const [range, start, end] of [
      ['bytes=0-9', 0, 10],
      ['bytes=524280-524300', 524_280, 524_301],
      ['bytes=1199990-', 1_199_990, 1_200_000],
      ['bytes=-5', 1_199_995, 1_200_000],
      ['bytes=1199999-99999999', 1_199_999, 1_200_000],
    ] as const) {
      const part = await get({ Range: range });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/1200000`);
      assert.deepEqual(Buffer.from(part.bytes), content.subarray(start, end), range);
    }
    assert.equal((await get({ Range: 'bytes=0-1,4-5' })).status, 200);
    assert.equal((await get({ Range: 'bytes=0-1', 'If-Range': '"other"' })).status, 200);
    assert.equal(
      (await get({ Range: 'bytes=0-1', 'If-Range': whole.headers.get('etag')! })).status,
      206,
    );
    const beyond = await get({ Range: 'bytes=1200000-' });
    assert.equal(refusal(beyond), '416 range_unsatisfiable');
    assert.equal(beyond.headers.get('content-range'), 'bytes */1200000');
  });

  test('says to staff who took it along, and staff is marked', async () => {
    const document = await made(person);
    await person(`GET /document-versions/${document.file!.id}/content`);
    await staff(`GET /document-versions/${document.file!.id}/content`);
    const { views } = (await show(staff, document.id)).body;
    assert.deepEqual(
      views?.map(({ by, version }) => [by.kind, version]),
      [
        ['staff', 1],
        ['contact', 1],
      ],
    );
    // Who of the company looks at its papers is nothing to a customer.
    assert.equal((await show(person, document.id)).body.views, null);
    const events = (await audited(document.file!.id)).map(({ event }) => event);
    assert.deepEqual(events, ['document.downloaded', 'document.downloaded']);
  });

  test('is decided of by staff that looks after documents, with a reason where it is rejected', async () => {
    const document = await made(person);
    assert.equal(refusal(await decide(reader, document, 'accept')), '403 forbidden');
    assert.equal(refusal(await decide(person, document, 'accept')), '403 forbidden');
    const taken = await decide(staff, document, 'review');
    assert.equal(taken.body.state, 'in_review');
    assert.equal(refusal(await decide(staff, document, 'accept')), '409 record_changed');
    const silent = await decide(staff, taken.body, 'reject');
    assert.equal(refusal(silent), '400 invalid_input body.reason: required');
    const rejected = await decide(staff, taken.body, 'reject', 'Falta la firma');
    assert.deepEqual([rejected.body.state, rejected.body.reason], ['rejected', 'Falta la firma']);
    assert.equal((await show(person, document.id)).body.reason, 'Falta la firma');
    assert.ok((await ids(person, 'state=owed')).includes(document.id));
    const again = await person<DocumentDetail>(`POST /documents/${document.id}/versions`, {
      body: { upload: await attach(person) },
    });
    assert.deepEqual([again.body.state, again.body.reason], ['received', null]);
    const accepted = await decide(staff, again.body, 'accept');
    assert.equal(accepted.body.state, 'accepted');
    const shared = await made(staff);
    assert.equal(refusal(await decide(staff, shared, 'accept')), '409 nothing_to_decide');
  });

  test('that was withdrawn is gone for everybody', async () => {
    const document = await made(staff);
    assert.equal((await staff(`DELETE /documents/${document.id}`)).status, 204);
    for (const api of [staff, person]) assert.equal((await show(api, document.id)).status, 404);
    const last = (await audited(document.id)).at(-1);
    assert.equal(last?.event, 'document.withdrawn');
  });
});

describe('an internal document', () => {
  let internal: DocumentDetail;
  before(async () => {
    internal = await made(staff, { visibility: 'internal', title: 'Costos de la operación' });
  });

  test('is seen by staff, and by no customer anywhere', async () => {
    assert.ok((await ids(staff, 'visibility=internal')).includes(internal.id));
    assert.equal((await show(reader, internal.id)).status, 200);
    assert.equal((await show(person, internal.id)).status, 404);
    assert.ok(!(await ids(person)).includes(internal.id));
    assert.ok(!(await ids(person, 'q=costos')).includes(internal.id));
    assert.equal((await person(`GET /document-versions/${internal.file!.id}/content`)).status, 404);
    const named = { documents: [internal.id], locale: 'es' };
    assert.equal((await person('POST /document-archives', { body: named })).status, 404);
    await made(staff, { upload: await attach(staff, 'visible.pdf') });
    const all = { owner: 'customer:1002945', locale: 'es' };
    const zip = await person('POST /document-archives', { body: all });
    assert.ok(readZip(zip.bytes).size > 0);
    assert.ok(![...readZip(zip.bytes).keys()].some((name) => name.includes('Costos')));
  });

  test('is hidden by the wall of the table, whatever a statement asks', async () => {
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const inScope = createScope(running.connection);
    const scope = { tenantId: tenant!.id };
    const counts = (open: boolean) =>
      inScope(scope, async (db) => {
        if (open) await db.raw(`select set_config('app.audience', 'company', true)`);
        return Promise.all([
          db('documents').where({ id: internal.id }).pluck('id'),
          db('document_versions').where({ document_id: internal.id }).pluck('id'),
          db('documents').where({ id: internal.id }).update({ title: internal.title }),
        ]).then(([documents, versions, changed]) => [documents.length, versions.length, changed]);
      });
    assert.deepEqual(await counts(false), [0, 0, 0]);
    assert.deepEqual(await counts(true), [1, 1, 1]);
    assert.deepEqual(await counts(false), [0, 0, 0], 'the setting ends with its transaction');
    await assert.rejects(
      inScope(scope, (db) =>
        db('documents').update({ visibility: 'internal' }).where({ visibility: 'customer' }),
      ),
      /row-level security/,
    );
  });

  test('becomes one by a change, and stops being one', async () => {
    const document = await made(staff);
    const change = (version: number, visibility: string) =>
      staff<DocumentDetail>(`PATCH /documents/${document.id}`, { body: { version, visibility } });
    const hidden = await change(document.version, 'internal');
    assert.equal((await show(person, document.id)).status, 404);
    assert.equal(refusal(await change(document.version, 'customer')), '409 record_changed');
    await change(hidden.body.version, 'customer');
    assert.equal((await show(person, document.id)).status, 200);
  });

  test('follows its order to another customer', async () => {
    const hidden = await made(staff, { owner: `order:${order.id}`, visibility: 'internal' });
    await running.sql(
      `update orders set customer_id = (select id from customers where number_key = '1002946' and tenant_id = orders.tenant_id)
       where id = '${order.id}'`,
    );
    assert.equal(
      (await show(elsewhere, hidden.id)).body.customer.number.replace(/^0+/, ''),
      '1002946',
    );
    await running.sql(
      `update orders set customer_id = (select id from customers where number_key = '1002945' and tenant_id = orders.tenant_id)
       where id = '${order.id}'`,
    );
  });

  test('is of a shipment, whose contact has it in its own, and follows it to another customer', async () => {
    const { results } = await running.portal.sync('norte', 'shipments', [shipment('EX-DOC')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['created'],
    );
    const [{ id } = { id: '' }] = await running.sql<{ id: string }>(
      `select id from shipments where number = 'EX-DOC'`,
    );
    const owner = `shipment:${id}`;
    const shown = await made(staff, { owner, type: 'bill_of_lading' });
    const hidden = await made(staff, { owner, visibility: 'internal' });
    const list = await person<{ items: { id: string; owner: object }[] }>(
      `GET /documents?owner=${owner}`,
    );
    assert.deepEqual(
      list.body.items.map((one) => one.owner),
      [{ kind: 'shipment', id, number: 'EX-DOC' }],
    );
    const asked = await create(staff, { owner, type: 'packing_list', required: true });
    assert.equal(asked.status, 201, asked.text);
    const { body } = await person<{ items: { type: string; state: string }[] }>(
      `GET /document-checklists?owner=${owner}`,
    );
    assert.deepEqual(
      body.items.map(({ type, state }) => `${type} ${state}`),
      ['packing_list missing'],
    );
    await running.sql(
      `update shipments set customer_id = (select id from customers where number_key = '1002946' and tenant_id = shipments.tenant_id)
       where id = '${id}'`,
    );
    assert.equal((await show(person, shown.id)).status, 404);
    for (const one of [shown, hidden])
      assert.equal(
        (await show(elsewhere, one.id)).body.customer.number.replace(/^0+/, ''),
        '1002946',
      );
  });

  test('is made by staff alone, like tags and what is asked for', async () => {
    const file = await attach(person);
    for (const given of [{ visibility: 'internal' }, { tags: ['x'] }, { required: true }])
      assert.equal(refusal(await create(person, { upload: file, ...given })), '422 staff_only');
    assert.equal(refusal(await create(person, {})), '422 staff_only', 'without a file');
  });
});

describe('what a customer owes', () => {
  test('is asked for, missing, handed in, and expires', async () => {
    const asked = await create(staff, {
      owner: `invoice:${invoice.id}`,
      type: 'payment_receipt',
      required: true,
    });
    assert.deepEqual([asked.status, asked.body.state, asked.body.file], [201, 'missing', null]);
    const figure = async () =>
      (await person<Home>('GET /home')).body.sections.find(({ section }) => section === 'documents')
        ?.count;
    const before = await figure();
    const handed = await person<DocumentDetail>(`POST /documents/${asked.body.id}/versions`, {
      body: { upload: await attach(person), expiresOn: '2020-01-31' },
    });
    assert.deepEqual([handed.body.state, handed.body.expiresOn], ['expired', '2020-01-31']);
    assert.equal(await figure(), before, 'what has expired is owed, too');
    await staff(`PATCH /documents/${asked.body.id}`, {
      body: { version: handed.body.version, expiresOn: null },
    });
    assert.equal((await show(person, asked.body.id)).body.state, 'received');
    assert.equal(await figure(), before! - 1);
  });

  test('is a line for each type that is required and for each that was asked for', async () => {
    const save = (code: string, requiredFor: string[]) =>
      staff<DocumentType>(`PUT /document-types/${code}`, {
        body: {
          group: 'transport',
          labels: null,
          fromCustomer: true,
          keepsExpiry: false,
          requiredFor,
          mediaTypes: ['application/pdf'],
          bytes: 1_000_000,
          hidden: false,
        },
      });
    const lines = async (api: Api, owner = `order:${order.id}`) => {
      const { body } = await api<{ items: { type: string; state: string }[] }>(
        `GET /document-checklists?owner=${owner}`,
      );
      return body.items.map(({ type, state }) => `${type} ${state}`);
    };
    assert.equal((await save('packing_list', ['order'])).body.own, true);
    assert.ok((await lines(person)).includes('packing_list missing'));
    assert.equal((await neighbour(`GET /document-checklists?owner=order:${order.id}`)).status, 404);
    const document = await made(person, { owner: `order:${order.id}`, type: 'packing_list' });
    assert.ok((await lines(person)).includes('packing_list received'));
    await decide(staff, document, 'accept');
    assert.ok((await lines(person)).includes('packing_list accepted'));
    const large = await attach(person, 'grande.pdf', 1_000_001);
    const owner = `order:${order.id}`;
    const over = await create(person, { owner, type: 'packing_list', upload: large });
    assert.equal(refusal(over), '422 file_too_large');
    const text = (await upload(person, 'a.txt', Buffer.from('hola'))).body.id;
    const other = await create(person, { owner, type: 'packing_list', upload: text });
    assert.equal(refusal(other), '422 media_not_allowed');
    await save('packing_list', []);
    assert.ok(!(await lines(person)).some((line) => line.startsWith('packing_list')));
  });

  test('is of types that the tenant keeps, and of no others', async () => {
    const body = {
      group: 'customs',
      labels: { es: 'Pedimento' },
      fromCustomer: false,
      keepsExpiry: false,
      requiredFor: [],
      mediaTypes: null,
      bytes: null,
      hidden: false,
    };
    const unnamed = await staff('PUT /document-types/pedimento', {
      body: { ...body, labels: null },
    });
    assert.equal(refusal(unnamed), '400 invalid_input body.labels: required');
    assert.equal((await staff('PUT /document-types/pedimento', { body })).status, 200);
    const { items } = (await person<{ items: DocumentType[] }>('GET /document-types')).body;
    assert.deepEqual(items.at(-1)?.labels, { es: 'Pedimento' });
    const upload = await attach(person);
    for (const type of ['pedimento', 'nothing'])
      assert.equal(refusal(await create(person, { type, upload })), '422 document_type_unknown');
    await made(staff, { type: 'pedimento' });
    assert.equal(refusal(await reader('PUT /document-types/pedimento', { body })), '403 forbidden');
  });
});

describe('documents of a record', () => {
  test('come as one ZIP, the newest versions alone, which is written down', async () => {
    const owner = `invoice:${invoice.id}`;
    const one = await made(staff, { owner, upload: await attach(staff, 'a.pdf', 1_500) });
    const two = await made(staff, { owner, upload: await attach(staff, 'A.pdf', 700_000) });
    await staff(`POST /documents/${one.id}/versions`, {
      body: { upload: await attach(staff, 'b.pdf', 900) },
    });
    const zip = await person('POST /document-archives', {
      body: { documents: [one.id, two.id], locale: 'pt' },
    });
    assert.match(zip.headers.get('content-disposition')!, /documentos\.zip/);
    const files = [...readZip(zip.bytes)].map(([name, { length }]) => `${name} ${length}`);
    assert.deepEqual(files.toSorted(), ['A.pdf 700000', 'b.pdf 900']);
    const [event] = await running.sql<{ detail: { documents: string[] } }>(
      `select detail from audit_events where event = 'documents.downloaded' order by id desc limit 1`,
    );
    assert.deepEqual(event!.detail.documents.toSorted(), [one.id, two.id].toSorted());
    assert.equal((await show(staff, two.id)).body.views?.length, 1);
  });

  test('are listed page by page, whichever way', async () => {
    for (let i = 0; i < 4; i++)
      await made(staff, { title: `Serie ${i}`, expiresOn: `2031-0${i + 1}-01` });
    for (const sort of ['at', '-at', 'title', '-title', 'expires', '-expires']) {
      const all = (await list(person, `limit=100&sort=${sort}`)).items.map(({ id }) => id);
      const paged: string[] = [];
      let cursor = '';
      do {
        const { items, nextCursor } = await list(
          person,
          `limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        );
        paged.push(...items.map(({ id }) => id));
        cursor = nextCursor ?? '';
      } while (cursor);
      assert.deepEqual(paged, all, sort);
    }
  });
});

describe('a document that ends', () => {
  test('is told of 30 days before and 7 days before, once each, and not where the company keeps it to itself', async () => {
    const today = (
      await running.sql<{ today: string }>(
        `select (now() at time zone time_zone)::date::text as today from tenants where slug = 'norte'`,
      )
    )[0]!.today;
    const inDays = (days: number) =>
      new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
    const named = (title: string, days: number, more: Given = {}) =>
      made(staff, { title, expiresOn: inDays(days), ...more });
    const [far, near, last] = [
      await named('Lejano', 31),
      await named('Cercano', 30),
      await named('Último', 5),
    ];
    await named('Interno', 5, { visibility: 'internal' });
    await named('Vencido', -1);
    const told = async () =>
      (
        await running.sql<{ data: { subject: string; date: string } }>(
          `select data from events where kind = 'document.expiring' order by id`,
        )
      ).map(({ data }) => `${data.subject} ${data.date}`);
    const round = () => sweep(running.inScope ?? createScope(running.connection));
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    await overlapping(
      running.inScope ?? createScope(running.connection),
      { tenantId: tenant!.id },
      tellExpiringDocuments,
    );
    await round();
    assert.deepEqual(
      (await told()).toSorted(),
      [`Cercano ${inDays(30)}`, `Último ${inDays(5)}`].toSorted(),
    );
    await running.sql(
      `update documents set expires_on = '${inDays(7)}' where id in ('${near.id}', '${last.id}')`,
    );
    await running.sql(`update documents set expires_on = '${inDays(29)}' where id = '${far.id}'`);
    await round();
    assert.deepEqual(
      (await told()).slice(2).toSorted(),
      [`Cercano ${inDays(7)}`, `Lejano ${inDays(29)}`].toSorted(),
    );
  });
});
