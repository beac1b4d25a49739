// The files of fiscal documents: what of them is taken, who may have them, and what they are called.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import { defineEndpoints } from '#contract/endpoint';
import { limits } from '#contract/limits';
import type { ContactPermission, GrantScope } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import type { Gate } from '../../server/http/gate.ts';
import { mount } from '../../server/http/mount.ts';
import { createApi, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { fiscalFile, password } from '../support/fixtures.ts';
import { hostSession } from '../support/host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Work = (db: unknown, caller: unknown) => Promise<unknown>;
type FiscalFile = SyncInput<'fiscal-files'>;
const nobody = '00000000-0000-4000-8000-000000000000';
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

/** Sends files as the ERP does. @returns what became of each, and the rule it broke */
async function send(...records: (FiscalFile | object)[]): Promise<string[]> {
  const { results } = await running.portal.sync('norte', 'fiscal-files', records);
  return results.map(({ status, errors = [] }) =>
    [status, ...errors.map(({ path, rule }) => `${path} ${rule}`)].join(' '),
  );
}

/** The id of a file; the portal tells it with the documents of a statement. */
async function idOf(fiscalId: string, kind: 'xml' | 'pdf', slug: 'norte' | 'sul' = 'norte') {
  const [row] = await running.sql<{ id: string }>(
    `select f.id from fiscal_files f join tenants t on t.id = f.tenant_id
     where t.slug = '${slug}' and f.fiscal_id = '${fiscalId}' and f.kind = '${kind}'`,
    slug,
  );
  return row!.id;
}

const archive = (api: Api, files: string[], locale = 'es') =>
  api('POST /fiscal-archives', { body: { files, locale } });

let contacts = 0;
/** Somebody with a sign-in of its own at a customer. */
async function somebody(
  permissions: ContactPermission[],
  { customer = '1002945', scope = 'customer' as GrantScope } = {},
): Promise<Api> {
  const id = `F-${++contacts}`;
  await running.portal.sync('norte', 'contacts', [{ id, customer, name: `Contador ${id}` }]);
  const grants = permissions.map((permission) => ({ permission, scope }));
  await running.portal.admin.createLogin('norte', { contact: id, logins: [id], password, grants });
  return signIn(running.url, id);
}

describe('what is taken over', () => {
  test('is an XML or a PDF by its content, whatever it is called', async () => {
    const xml = (text: string) => send(fiscalFile('T-1', 'xml', { content: base64(text) }));
    assert.deepEqual(await xml('<?xml version="1.0"?>\n<a/>'), ['created']);
    assert.deepEqual(await xml('\uFEFF \n<nfeProc/>'), ['updated']);
    assert.deepEqual(await xml('\uFEFF \n<nfeProc/>'), ['unchanged']);
    for (const wrong of [
      '<html><script>1</script></html>',
      '\n <!doctype HTML><p>',
      '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      '%PDF-1.7',
      'factura',
      '<a>',
      '<?xml version="1.0" encoding="UTF-16"?><a/>',
      '<?xml-stylesheet href="a.xsl"?><a/>',
    ])
      assert.deepEqual(await xml(wrong), ['invalid content file_type'], wrong);
    const pdf = (text: string) => send(fiscalFile('T-1', 'pdf', { content: base64(text) }));
    assert.deepEqual(await pdf('%PDF-1.4\n'), ['created']);
    assert.deepEqual(await pdf('\n %PDF-1.4\n'), ['updated']);
    for (const wrong of ['<a/>', 'MZ%PDF-1.4'])
      assert.deepEqual(await pdf(wrong), ['invalid content file_type'], wrong);
  });

  test('is base64 of at most three million bytes', async () => {
    const sized = (bytes: number) =>
      fiscalFile('T-2', 'pdf', { content: base64(`%PDF-${' '.repeat(bytes - 5)}`) });
    assert.deepEqual(await send(sized(limits.fiscalFileBytes)), ['created']);
    assert.deepEqual(await send(sized(limits.fiscalFileBytes + 3)), ['invalid content too_long']);
    for (const content of ['%PDF-1.4', 'JVBERi0', 'JVBE Ri0x', ''])
      assert.match((await send({ ...sized(100), content }))[0]!, /^invalid content/, content);
  });

  test('is a file of a customer that is there, under a name of one line', async () => {
    assert.deepEqual(await send(fiscalFile('T-3', 'pdf', { customer: '404' })), [
      'invalid customer unknown_reference',
    ]);
    assert.deepEqual(await send(fiscalFile('T-3', 'pdf', { fileName: 'a\r\nb.pdf' })), [
      'invalid fileName control_characters',
    ]);
    assert.deepEqual(await send(fiscalFile('T-3', 'pdf', { fileName: 'a\ud800.pdf' })), [
      'invalid fileName control_characters',
    ]);
  });
});

describe('a file', () => {
  test('comes byte for byte as it was sent, as a download with its hash', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\r\n\0'), randomBytes(100_000)]);
    await send(fiscalFile('B-1', 'pdf', { content: base64(bytes), fileName: 'Factura 1.pdf' }));
    const answer = await person(`GET /fiscal-files/${await idOf('B-1', 'pdf')}/pdf`);
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(answer.bytes), bytes);
    const { headers } = answer;
    assert.equal(headers.get('content-type'), 'application/pdf');
    assert.equal(headers.get('content-length'), String(bytes.length));
    assert.equal(headers.get('content-disposition'), 'attachment; filename="Factura 1.pdf"');
    const digest = Buffer.from(sha256(bytes), 'hex').toString('base64');
    assert.equal(headers.get('repr-digest'), `sha-256=:${digest}:`);
    const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xf1</a>', 'latin1');
    await send(fiscalFile('B-1', 'xml', { content: base64(latin1) }));
    const xml = await person(`GET /fiscal-files/${await idOf('B-1', 'xml')}/xml`);
    assert.deepEqual(Buffer.from(xml.bytes), latin1);
    // No charset: the file says its own.
    assert.equal(xml.headers.get('content-type'), 'application/xml');
  });

  test('is called what the ERP calls it, in so far as a header and every disk can hold it', async () => {
    const id = await idOf('F-0001002945', 'xml');
    const cases: Record<string, string> = {
      'A1B2.xml': `filename="A1B2.xml"`,
      'A1B2.XML': `filename="A1B2.XML"`,
      A1B2: `filename="A1B2.xml"`,
      'virus.exe': `filename="virus.exe.xml"`,
      'Factura ñandú €.xml': `filename="Factura nandu _.xml"; filename*=UTF-8''Factura%20%C3%B1and%C3%BA%20%E2%82%AC.xml`,
      '../../etc/passwd': `filename="passwd.xml"`,
      'C:\\temp\\..\\a.xml': `filename="a.xml"`,
      '...': `filename="_.xml"`,
      'con.xml': `filename="_con.xml"`,
      'a"; filename="b.exe': `filename="a__ filename=_b.exe.xml"`,
      "a%0D%0Ab'.xml": `filename="a_0D_0Ab'.xml"`,
      'gpj\u202Efdp.xml': `filename="gpjfdp.xml"`,
      "a'||E'\\r\\nSet-Cookie: b=c'||'.xml": `filename="aSet-Cookie_ b=c.xml"`,
      'lang/.xml': `filename="_.xml"`,
    };
    for (const [sent, wanted] of Object.entries(cases)) {
      // Past the rules of the sync: what lies in the table is not believed either.
      const text = sent.startsWith("a'||") ? sent : sent.replaceAll("'", "''");
      await running.sql(`update fiscal_files set file_name = '${text}' where id = '${id}'`);
      const { status, headers } = await person(`GET /fiscal-files/${id}/xml`);
      assert.equal(status, 200, sent);
      assert.equal(headers.get('content-disposition'), `attachment; ${wanted}`, sent);
      assert.equal(headers.get('set-cookie'), null);
    }
    const long = `${'ñ'.repeat(200)}.xml`;
    await running.sql(`update fiscal_files set file_name = '${long}' where id = '${id}'`);
    const { headers } = await person(`GET /fiscal-files/${id}/xml`);
    const [, name = ''] = /UTF-8''(.*)$/.exec(headers.get('content-disposition')!)!;
    assert.equal(decodeURIComponent(name), `${'ñ'.repeat(100)}.xml`);
    await running.sql(`update fiscal_files set file_name = 'propio.xml' where id = '${id}'`);
  });

  test('of any endpoint has a safe name, whatever its handler says', async () => {
    const endpoints = defineEndpoints({
      'GET /named': { permission: 'public', summary: '', response: { file: 'a/b' }, errors: [] },
    });
    const name = '../a\r\nX: y\u0000".b';
    const router = new Router();
    const handler = async () => ({ name, content: Buffer.from('c') });
    const nobody = { kind: 'public', tenant: { id: '' } };
    const gate = { open: (_ctx: unknown, _rule: unknown, work: Work) => work(null, nobody) };

    mount(router, endpoints, { 'GET /named': handler }, gate as unknown as Gate);
    const server = createServer(new Koa().use(router.routes()).callback()).listen(0);
    const { port } = server.address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/named`);
    server.close();
    assert.equal(headers.get('content-disposition'), 'attachment; filename="aX_ y_.b"');
  });

  test('has a name that a page of the tenant may read', async () => {
    const login = { login: 'todo', password, delivery: 'bearer' };
    const page = visitor(running.url);
    const { body } = await page<{ token: string }>('POST /sessions', { body: login });
    const id = await idOf('F-0001002945', 'pdf');
    const { headers } = await page(`GET /fiscal-files/${id}/pdf`, {
      headers: { Authorization: `Bearer ${body.token}` },
    });
    assert.match(headers.get('access-control-expose-headers')!, /Content-Disposition/);
  });

  test('is not there once the ERP takes it back, and there again when it sends it anew', async () => {
    await send(fiscalFile('G-1', 'pdf'));
    const id = await idOf('G-1', 'pdf');
    const status = async () => [
      (await person(`GET /fiscal-files/${id}/pdf`)).status,
      (await archive(person, [id])).status,
    ];
    assert.deepEqual(await status(), [200, 200]);
    assert.deepEqual(await send({ fiscalId: 'g-1', kind: 'pdf', deleted: true }), ['deleted']);
    assert.deepEqual(await status(), [404, 404]);
    assert.deepEqual(await send(fiscalFile('G-1', 'pdf')), ['created']);
    assert.deepEqual(await status(), [200, 200]);
  });
});

describe('the reach of files', () => {
  /** Which of the files of the customer, a neighbour and a subsidiary somebody gets, one by one and in a ZIP. */
  async function had(api: Api): Promise<string> {
    const found: string[] = [];
    for (const [name, customer] of [
      ['own', '0001002945'],
      ['neighbour', '0001002946'],
      ['subsidiary', '0001002947'],
    ])
      for (const kind of ['xml', 'pdf'] as const) {
        const id = await idOf(`F-${customer}`, kind);
        const { status } = await api(`GET /fiscal-files/${id}/${kind}`);
        const zipped = await archive(api, [id]);
        if (status === 200) found.push(`${name} ${kind}`);
        else assert.ok(status === 403 || status === 404);
        if (zipped.status === 200) found.push(`${name} ${kind} zip`);
        else assert.match(refusal(zipped), /^(403 forbidden|404 not_found)$/);
      }
    return found.join(', ');
  }
  const all = (name: string) => ['xml', 'xml zip', 'pdf', 'pdf zip'].map((x) => `${name} ${x}`);

  test('is the customer, its subsidiaries where the scope says so, and nobody else', async () => {
    assert.equal(await had(person), all('own').join(', '));
    assert.equal(await had(await signIn(running.url, 'propios')), all('own').join(', '));
    assert.equal(await had(await signIn(running.url, 'vecino')), all('neighbour').join(', '));
    const group = [...all('own'), ...all('subsidiary')].join(', ');
    assert.equal(await had(await signIn(running.url, 'grupo')), group);
    assert.equal(await had(await signIn(running.url, 'nada')), '');
  });

  test('is of each kind what its own permission opens', async () => {
    assert.equal(await had(await somebody(['invoices.xml'])), 'own xml');
    assert.equal(await had(await somebody(['invoices.pdf'])), 'own pdf');
    assert.equal(await had(await somebody(['invoices.bulk'])), '');
    const accountant = await somebody(['invoices.xml', 'invoices.bulk']);
    assert.equal(await had(accountant), 'own xml, own xml zip');
  });

  test('in a ZIP goes as far as both permissions do', async () => {
    const { admin } = running.portal;
    await running.portal.sync('norte', 'contacts', [
      { id: 'F-X', customer: '1002945', name: 'Grupo sin envío' },
    ]);
    await admin.createLogin('norte', {
      contact: 'F-X',
      logins: ['F-X'],
      password,
      grants: [
        { permission: 'invoices.xml', scope: 'hierarchy' },
        { permission: 'invoices.bulk', scope: 'customer' },
      ],
    });
    const api = await signIn(running.url, 'F-X');
    assert.equal(await had(api), 'own xml, own xml zip, subsidiary xml');
  });

  test('of staff is the portfolio; of whom a host vouched for, the statement', async () => {
    const staff = async (name: string, customers: string[] | 'all') => {
      const permissions: ContactPermission[] = ['invoices.xml', 'invoices.pdf', 'invoices.bulk'];
      const one = { name, logins: [name], password, permissions, customers };
      await running.portal.admin.createStaff('norte', one);
      return signIn(running.url, name);
    };
    assert.equal(await had(await staff('nadie', [])), '');
    assert.equal(await had(await staff('cartera', ['1002946'])), all('neighbour').join(', '));
    const everything = ['own', 'neighbour', 'subsidiary'].flatMap(all).join(', ');
    assert.equal(await had(await staff('todos', 'all')), everything);
    const vouched = await hostSession(running, { contact: 'C-1', widgets: ['statement'] });
    assert.equal(await had(vouched), all('own').join(', '));
    assert.equal(
      await had(await hostSession(running, { contact: 'C-1', widgets: ['orders'] })),
      '',
    );
  });

  test('ends at the tenant, and an id of the other kind or of nobody is not found', async () => {
    const [xml, pdf] = [await idOf('F-0001002945', 'xml'), await idOf('F-0001002945', 'pdf')];
    const foreign = await idOf('F-0001002945', 'xml', 'sul');
    for (const path of [`${xml}/pdf`, `${pdf}/xml`, `${foreign}/xml`, `${nobody}/xml`, 'x/xml'])
      assert.equal(refusal(await person(`GET /fiscal-files/${path}`)), '404 not_found', path);
    for (const id of [foreign, nobody])
      assert.equal(refusal(await archive(person, [xml, id])), '404 not_found');
    const sul = await signIn(running.url, 'todo', 'sul');
    assert.equal((await sul(`GET /fiscal-files/${foreign}/xml`)).status, 200);
    const crossed = createApi(running.url, { 'Portal-Tenant': 'sul' });
    assert.equal(refusal(await crossed(`GET /fiscal-files/${foreign}/xml`)), '401 unauthenticated');
  });
});
