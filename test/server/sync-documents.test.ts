// Documents as the ERP shares them: versions, uploads, rules of files, and the walls around them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DocumentDetail, PortalDocument } from '#contract/documents';
import { limits } from '#contract/limits';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

let running: TestPortal;
let erp: Api;
let person: Api;
let neighbour: Api;
let staff: Api;

before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
  staff = await staffSession(running, 'papeles', {
    permissions: ['documents.manage', 'documents.view'],
  });
});
after(() => running.close());

type Given = Record<string, unknown>;
const base64 = (content: Buffer) => content.toString('base64');
const pdf = (mark: string, bytes = 1_000) => base64(pdfOf(bytes, mark));
const record = (id: string, more: Given = {}): Given => ({
  owner: 'customer',
  number: '0001002945',
  id,
  type: 'other',
  fileName: 'Hoja técnica.pdf',
  content: pdf(id),
  ...more,
});
const outcomes = async (...records: Given[]) => {
  const { status, body, text } = await sendBatch(erp, 'documents', records);
  assert.equal(status, 200, text);
  return body.results.map(({ status: word, errors = [] }) =>
    [word, ...errors.map(({ path, rule }) => `${path}: ${rule}`)].join(' '),
  );
};
const listed = async (api: Api, query = '') =>
  (await api<{ items: PortalDocument[] }>(`GET /documents?limit=100&${query}`)).body.items;
const found = async (api: Api, title: string) =>
  (await listed(api)).find((document) => document.title === title);
const shown = async (api: Api, title: string) => {
  const one = await found(api, title);
  assert.ok(one, title);
  return (await api<DocumentDetail>(`GET /documents/${one.id}`)).body;
};

describe('a document of the ERP', () => {
  test('is found by its customer with its record, and its file is what was sent', async () => {
    const [order] = (
      await person<{ items: { id: string; number: string }[] }>('GET /orders?limit=1')
    ).body.items;
    const content = pdfOf(700_000, 'grande');
    assert.deepEqual(
      await outcomes(
        record('F-1', {
          owner: 'order',
          number: order!.number,
          type: 'packing_list',
          content: base64(content),
          tags: ['2026'],
          expires: '2027-01-31',
          note: 'Primera',
        }),
      ),
      ['created'],
    );
    const document = await shown(person, 'Hoja técnica');
    assert.deepEqual(
      [document.owner, document.type, document.state, document.tags, document.expiresOn],
      [
        { kind: 'order', id: order!.id, number: order!.number },
        'packing_list',
        null,
        ['2026'],
        '2027-01-31',
      ],
    );
    assert.deepEqual(document.versions[0]?.by, { kind: 'key', name: null });
    assert.equal(document.versions[0]?.note, 'Primera');
    const file = await person(`GET /document-versions/${document.versions[0]!.id}/content`);
    assert.equal(file.status, 200);
    assert.equal(file.text.length, content.length);
    for (const query of ['q=tecnica', `q=${order!.number}`, `owner=order:${order!.id}`])
      assert.ok(
        (await listed(person, query)).some(({ id }) => id === document.id),
        query,
      );
    assert.equal((await neighbour(`GET /documents/${document.id}`)).status, 404);
    assert.deepEqual(
      (await listed(neighbour)).filter(({ title }) => title === 'Hoja técnica'),
      [],
    );
  });

  test('has another version for another content alone', async () => {
    const one = (more: Given = {}) => record('V-1', { title: 'Versiones', ...more });
    assert.deepEqual(await outcomes(one()), ['created']);
    assert.deepEqual(await outcomes(one()), ['unchanged']);
    assert.deepEqual(await outcomes(one({ tags: ['otra'] })), ['updated']);
    assert.equal((await shown(person, 'Versiones')).versions.length, 1);
    assert.deepEqual(await outcomes(one({ content: pdf('segunda'), note: 'Corregida' })), [
      'updated',
    ]);
    // Without a file it stays what it is.
    assert.deepEqual(await outcomes(one({ content: null, fileName: null, tags: ['x'] })), [
      'updated',
    ]);
    const document = await shown(person, 'Versiones');
    assert.deepEqual(
      document.versions.map(({ number, note }) => [number, note]),
      [
        [2, 'Corregida'],
        [1, null],
      ],
    );
    assert.deepEqual([document.tags, document.file?.number], [['x'], 2]);
    assert.deepEqual(
      await outcomes(one({ id: ' v-1', number: '1002945', content: pdf('tercera') })),
      ['updated'],
    );
    assert.equal((await shown(person, 'Versiones')).versions.length, 3);
  });

  test('of a batch that has it twice takes both contents in their order', async () => {
    const one = (mark: string) => record('W-1', { title: 'Dos', content: pdf(mark) });
    assert.deepEqual(await outcomes(one('a'), one('b')), ['created', 'updated']);
    assert.deepEqual(
      (await shown(person, 'Dos')).versions.map(({ number }) => number),
      [2, 1],
    );
  });

  test('is hidden by its tombstone, and what was done with it stays', async () => {
    await outcomes(record('T-1', { title: 'Borrado' }));
    const { id, versions } = await shown(person, 'Borrado');
    await person(`GET /document-versions/${versions[0]!.id}/content`);
    const key = { owner: 'customer', number: '1002945', id: 't-1' };
    assert.deepEqual(await outcomes({ ...key, deleted: true }), ['deleted']);
    assert.equal((await person(`GET /documents/${id}`)).status, 404);
    assert.equal((await person(`GET /document-versions/${versions[0]!.id}/content`)).status, 404);
    const kept = await running.sql(
      `select 1 from audit_events where event = 'document.downloaded' and record = '${versions[0]!.id}'`,
    );
    assert.equal(kept.length, 1);
    assert.deepEqual(await outcomes(record('T-1', { title: 'Borrado', content: pdf('nueva') })), [
      'created',
    ]);
    const again = await shown(person, 'Borrado');
    assert.deepEqual([again.id, again.versions.length], [id, 2]);
  });

  test('that has no file is asked for, and what the customer handed in is not undone', async () => {
    const asked = record('A-1', { title: 'Pedido', content: null, fileName: null });
    assert.deepEqual(await outcomes(asked), ['created']);
    const missing = await shown(person, 'Pedido');
    assert.deepEqual([missing.state, missing.required, missing.file], ['missing', true, null]);
    const handed = await person<DocumentDetail>(`POST /documents/${missing.id}/versions`, {
      body: { upload: (await upload(person, 'mio.pdf', pdfOf(900))).body.id },
    });
    assert.equal(handed.status, 201, handed.text);
    assert.deepEqual(await outcomes({ ...asked, tags: ['recordado'] }), ['updated']);
    const after1 = await shown(person, 'Pedido');
    assert.deepEqual(
      [after1.state, after1.versions.length, after1.tags],
      ['received', 1, ['recordado']],
    );
    // What the ERP brings itself needs no decision.
    await outcomes({ ...asked, fileName: 'x.pdf', content: pdf('erp') });
    const after2 = await shown(person, 'Pedido');
    assert.deepEqual([after2.state, after2.versions.length], ['accepted', 2]);
  });

  test('that is internal is for staff alone, also once it was shared', async () => {
    await outcomes(record('I-1', { title: 'Interno', visibility: 'internal' }));
    assert.equal(await found(person, 'Interno'), undefined);
    const document = await shown(staff, 'Interno');
    assert.equal((await person(`GET /documents/${document.id}`)).status, 404);
    assert.deepEqual(
      await outcomes(
        record('I-1', { title: 'Interno', visibility: 'internal', content: pdf('i2') }),
      ),
      ['updated'],
    );
    assert.equal((await shown(staff, 'Interno')).versions.length, 2);
    await outcomes(record('I-1', { title: 'Interno', content: pdf('i2') }));
    assert.ok(await found(person, 'Interno'));
    await outcomes(record('I-1', { title: 'Interno', visibility: 'internal', content: pdf('i2') }));
    assert.equal(await found(person, 'Interno'), undefined);
    assert.deepEqual(
      await outcomes({ owner: 'customer', number: '1002945', id: 'I-1', deleted: true }),
      ['deleted'],
    );
    assert.equal(await found(staff, 'Interno'), undefined);
  });

  test('is told of once it is shared, with each new file, and never while it is internal', async () => {
    const told = async () =>
      (
        await running.sql<{ count: number }>(
          `select count(*)::int as count from events
           where kind = 'document.attached' and data ->> 'subject' = 'Por compartir'`,
        )
      )[0]!.count;
    const send = (more: Given = {}) =>
      outcomes(record('I-2', { title: 'Por compartir', visibility: 'internal', ...more }));
    await send();
    assert.equal(await told(), 0, 'internal');
    await send({ visibility: 'customer' });
    assert.equal(await told(), 1, 'shared');
    await send({ visibility: 'customer' });
    await send({ visibility: 'customer', tags: ['otra'] });
    assert.equal(await told(), 1, 'once');
    await send({ visibility: 'customer', tags: ['otra'], content: pdf('i2-b') });
    assert.equal(await told(), 2, 'another file');
    await send({ content: pdf('i2-c') });
    assert.equal(await told(), 2, 'taken back');
    // One that has no file yet is nothing to look at.
    await outcomes(
      record('I-3', {
        title: 'Por compartir',
        visibility: 'internal',
        content: undefined,
        fileName: undefined,
        required: true,
      }),
      record('I-3', {
        title: 'Por compartir',
        content: undefined,
        fileName: undefined,
        required: true,
      }),
    );
    assert.equal(await told(), 2, 'without a file');
  });

  test('of an invoice and of a quote names the company, and goes on with the newest version', async () => {
    const [invoice] = (
      await person<{ items: { number: string; company: { code: string } }[] }>(
        'GET /invoices?limit=1',
      )
    ).body.items;
    const of = (more: Given) =>
      record('K-1', { owner: 'invoice', number: invoice!.number, ...more });
    assert.deepEqual(await outcomes(of({})), ['invalid company: required']);
    assert.deepEqual(await outcomes(of({ company: 'NADA' })), [
      'invalid number: unknown_reference',
    ]);
    assert.deepEqual(
      await outcomes(of({ company: invoice!.company.code.toLowerCase(), title: 'De factura' })),
      ['created'],
    );
    assert.equal((await shown(person, 'De factura')).owner.kind, 'invoice');
    assert.deepEqual(await outcomes(record('K-2', { company: 'SM01' })), [
      'invalid company: unknown_field',
    ]);
  });
});

describe('a file', () => {
  test('is refused by what it is, each record by itself', async () => {
    const many = [
      record('R-0', { content: base64(Buffer.from('<html><body>hola</body></html>')) }),
      record('R-1'),
      record('R-2', {
        fileName: 'foto.png',
        content: base64(Buffer.from('MZ\u0000\u0000ejecutable')),
      }),
      record('R-3', { fileName: null }),
      record('R-4', { upload: '00000000-0000-4000-8000-000000000000' }),
      record('R-5', { content: 'no es base64!' }),
      record('R-6', { type: 'no_existe' }),
      record('R-7', { number: '999999' }),
      record('R-8', { content: pdf('grande', limits.documentBytes + 4) }),
    ];
    assert.deepEqual(await outcomes(...many.slice(0, 8)), [
      'invalid content: file_html',
      'created',
      'invalid content: file_type',
      'invalid fileName: required',
      'invalid content: either',
      'invalid content: format',
      'invalid type: unknown_reference',
      'invalid number: unknown_reference',
    ]);
    assert.deepEqual(await outcomes(many[8]!), ['invalid content: too_long']);
  });

  test('that its type does not take is refused', async () => {
    await staff('PUT /document-types/certified', {
      body: {
        group: 'other',
        labels: { es: 'Certificado' },
        fromCustomer: false,
        keepsExpiry: false,
        requiredFor: [],
        mediaTypes: ['application/pdf'],
        bytes: 2_000,
        hidden: false,
      },
    });
    assert.deepEqual(
      await outcomes(
        record('M-1', { type: 'certified', content: pdf('m', 2_001) }),
        record('M-2', {
          type: 'certified',
          fileName: 'a.txt',
          content: base64(Buffer.from('texto')),
        }),
        record('M-3', { type: 'certified', title: 'Certificado', content: pdf('m', 1_999) }),
      ),
      ['invalid content: file_too_large', 'invalid content: media_not_allowed', 'created'],
    );
  });

  test('finds no room where the tenant has none left', async () => {
    const quota = await running.sql<{ file_quota: string }>(
      `select file_quota from tenants where slug = 'norte'`,
    );
    const set = (sql: string) =>
      running.sql(`update tenants set file_quota = ${sql} where slug = 'norte'`);
    try {
      await set(`(select bytes from file_usage u where u.tenant_id = tenants.id) + 1500`);
      assert.deepEqual(await outcomes(record('Q-1'), record('Q-2')), [
        'created',
        'invalid content: storage_full',
      ]);
    } finally {
      await set(quota[0]!.file_quota);
    }
  });

  test('that is large comes by upload with the key, once', async () => {
    const content = pdfOf(5_500_000, 'enorme');
    const sent = await upload(erp, 'Manual enorme.pdf', content);
    assert.equal(sent.status, 200, sent.text);
    const one = (more: Given = {}) =>
      record('U-1', { content: null, fileName: null, upload: sent.body.id, ...more });
    assert.deepEqual(await outcomes(one()), ['created']);
    const document = await shown(person, 'Manual enorme');
    assert.equal(document.file?.bytes, 5_500_000);
    // The same again, with something else changed.
    assert.deepEqual(await outcomes(one({ tags: ['nuevo'] })), ['updated']);
    assert.equal((await shown(person, 'Manual enorme')).versions.length, 1);
    // Of another document it cannot be.
    assert.deepEqual(await outcomes(one({ id: 'U-2' })), ['invalid upload: unknown_reference']);
    const twice = await upload(erp, 'Dos veces.pdf', pdfOf(900));
    const two = (id: string) =>
      record(id, { content: null, fileName: null, upload: twice.body.id });
    assert.deepEqual(await outcomes(two('U-3'), two('U-4')), [
      'created',
      'invalid upload: duplicate',
    ]);
  });

  test('of somebody else is not there for the key, nor the key’s for them', async () => {
    const theirs = await upload(person, 'suyo.pdf', pdfOf(900));
    const other = await erpApi(running);
    const others = await upload(other, 'otra.pdf', pdfOf(900));
    for (const { body } of [theirs, others])
      assert.deepEqual(
        await outcomes(record('S-1', { content: null, fileName: null, upload: body.id })),
        ['invalid upload: unknown_reference'],
      );
    assert.equal((await person(`GET /uploads/${others.body.id}`)).status, 404);
    assert.equal(
      refusal(
        await person('POST /documents', {
          body: { owner: 'customer:1002945', type: 'other', upload: others.body.id },
        }),
      ),
      '404 not_found',
    );
  });

  test('is announced by keys that may hand over documents alone', async () => {
    const secret = await running.portal.admin.createKey('norte', {
      name: 'Existencias',
      permissions: ['sync.stock-readings'],
    });
    const narrow = createApi(running.url, {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${secret}`,
    });
    const begun = await narrow('POST /uploads', {
      body: { name: 'a.pdf', bytes: 900, purpose: 'document' },
    });
    assert.equal(refusal(begun), '403 forbidden');
    assert.equal(refusal(await sendBatch(narrow, 'documents', [record('N-1')])), '403 forbidden');
  });
});

test('nothing of one tenant’s documents is another’s', async () => {
  const sul = await erpApi(running, 'sul');
  const sent = await upload(erp, 'de-norte.pdf', pdfOf(900));
  const { body } = await sendBatch(sul, 'documents', [
    record('X-1', { content: null, fileName: null, upload: sent.body.id }),
  ]);
  assert.equal(body.results[0]?.status, 'invalid', JSON.stringify(body));
  assert.deepEqual(await outcomes(record('X-1', { title: 'De norte' })), ['created']);
  const before1 = await shown(person, 'De norte');
  await sendBatch(sul, 'documents', [
    { owner: 'customer', number: '1002945', id: 'X-1', deleted: true },
  ]);
  assert.equal((await shown(person, 'De norte')).id, before1.id);
});
