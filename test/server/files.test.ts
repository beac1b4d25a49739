// Files that people hand over: part by part, looked at by their bytes, and nobody else's business.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { partBytes } from '#contract/file-words';
import { apiBase, limits } from '#contract/limits';
import { createApi, rawRequest, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import {
  beginUpload,
  completeUpload,
  partsOf,
  pdfOf,
  sendPart,
  upload,
} from '../support/uploads.ts';
import { zipOf } from '../support/zip-writer.ts';

let running: TestPortal;
let person: Api;
let token: string;
before(async () => {
  running = await startPortal();
  const { body } = await visitor(running.url)<{ token: string }>('POST /sessions', {
    body: { login: 'todo', password, delivery: 'bearer' },
  });
  ({ token } = body);
  person = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${token}` });
});
after(() => running.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const picture = (format: 'png' | 'jpeg' | 'gif' | 'webp', side = 400) =>
  sharp({ create: { width: side, height: side / 2, channels: 3, background: '#c33' } })
    .toFormat(format)
    .toBuffer();
const docx = (...more: [string, string | Buffer][]) =>
  zipOf([['[Content_Types].xml', '<Types/>'], ['word/document.xml', '<w:document/>'], ...more]);
const xlsx = (...more: [string, string | Buffer][]) =>
  zipOf([['[Content_Types].xml', '<Types/>'], ['xl/workbook.xml', '<workbook/>'], ...more]);
const compound = (...names: string[]) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(512),
    ...names.map((name) => Buffer.from(name, 'utf16le')),
  ]);

describe('a file', () => {
  test('of each type on the list is kept as what its bytes are', async () => {
    const taken: [string, Buffer, string][] = [
      ['Factura.pdf', pdfOf(2_000), 'application/pdf'],
      ['foto.jpg', await picture('jpeg'), 'image/jpeg'],
      ['foto.png', await picture('png'), 'image/png'],
      ['foto.gif', await picture('gif'), 'image/gif'],
      ['foto.webp', await picture('webp'), 'image/webp'],
      [
        'carta.docx',
        docx(),
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      ],
      ['lista.xlsx', xlsx(), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      ['vieja.doc', compound('WordDocument'), 'application/msword'],
      ['vieja.xls', compound('Workbook'), 'application/vnd.ms-excel'],
      ['nota.txt', Buffer.from('Señal'), 'text/plain'],
      ['tabla.csv', Buffer.from('a;b\r\n1;ñ\r\n', 'latin1'), 'text/csv'],
      ['cfdi.xml', Buffer.from('<?xml version="1.0"?><Comprobante/>'), 'application/xml'],
      ['sin.xml', Buffer.from('<Comprobante/>'), 'application/xml'],
    ];
    for (const [name, content, mediaType] of taken) {
      const { status, body, text } = await upload(person, name, content);
      assert.equal(status, 200, `${name}: ${text}`);
      assert.deepEqual(
        [body.name, body.mediaType, body.bytes, body.sha256, body.scan],
        [name, mediaType, content.length, sha256(content), 'off'],
      );
    }
  });

  test('has the hash of its bytes, in whatever order its parts came', async () => {
    const content = pdfOf(3 * partBytes + 1_000);
    const parts = partsOf(content);
    const send = async (order: readonly number[]) => {
      const { id } = (await beginUpload(person, 'partes.pdf', content.length)).body;
      for (const part of order) {
        const sent = await sendPart(person, id, part, parts[part - 1]!);
        assert.equal(sent.status, 204, sent.text);
      }
      const other = await sendPart(person, id, 1, Buffer.alloc(partBytes));
      assert.equal(refusal(other), '409 part_differs');
      return (await completeUpload(person, id)).body.sha256;
    };
    const expected = sha256(content);
    for (const order of [
      [1, 2, 3, 4],
      [4, 3, 2, 1],
      [1, 3, 2, 4],
      [1, 1, 2, 2, 1, 3, 4, 2],
      [2, 1, 2, 3, 4],
    ])
      assert.equal(await send(order), expected, order.join(' '));
  });

  test('is looked at the same where its hash is known and where it is not', async () => {
    // Parts that came out of turn leave the hash to be reckoned again, from all that is stored.
    const gif = await picture('gif');
    const long = Buffer.concat([await picture('png', 1_200), Buffer.alloc(partBytes)]);
    const ends = (content: Buffer) => Buffer.concat([content, zipOf([['x.txt', 'x']])]);
    for (const [name, content] of [
      ['a.pdf', ends(pdfOf(partBytes + 5))],
      ['a.png', long],
      ['a.gif', ends(Buffer.concat([gif, Buffer.alloc(partBytes)]))],
      ['a.txt', Buffer.alloc(partBytes + 1, 'texto ')],
    ] as const) {
      const whole = await upload(person, name, content);
      const { id } = (await beginUpload(person, name, content.length)).body;
      const parts = [...partsOf(content).entries()].toReversed();
      for (const [at, part] of parts) await sendPart(person, id, at + 1, part);
      const turned = await completeUpload(person, id);
      const said = ({ status, body }: typeof whole) => [status, { ...body, id: '', requestId: '' }];
      assert.deepEqual(said(turned), said(whole), name);
    }
  });

  test('of any other kind is refused with a code of its own', async () => {
    const gif = await picture('gif');
    const refused: [string, Buffer, string][] = [
      ['a.pdf', Buffer.from('<!DOCTYPE html><p>x'), 'file_html'],
      ['a.txt', Buffer.from('hola <script>alert(1)</script>'), 'file_html'],
      ['a.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file_svg'],
      [
        'a.xml',
        Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        'file_svg',
      ],
      [
        'a.xml',
        Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'),
        'file_damaged',
      ],
      ['a.gif', Buffer.concat([gif, zipOf([['x.txt', 'x']])]), 'file_polyglot'],
      ['a.pdf', Buffer.concat([pdfOf(900), zipOf([['x.txt', 'x']])]), 'file_polyglot'],
      [
        'a.gif',
        Buffer.concat([gif.subarray(0, 60), Buffer.from('%PDF-1.7'), gif.subarray(60)]),
        'file_polyglot',
      ],
      ['a.docx', docx(['word/vbaProject.bin', 'x']), 'file_macro'],
      ['a.xlsx', xlsx(['xl/macrosheets/sheet1.xml', 'x']), 'file_macro'],
      ['a.doc', compound('WordDocument', '_VBA_PROJECT'), 'file_macro'],
      ['a.xls', compound('EncryptedPackage'), 'file_protected'],
      [
        'a.docx',
        zipOf(
          [
            ['[Content_Types].xml', 'x'],
            ['word/document.xml', 'x'],
          ],
          { declared: 150_000_000 },
        ),
        'file_heavy',
      ],
      [
        'a.docx',
        docx(...Array.from({ length: 2_000 }, (_, i): [string, string] => [`${i}`, ''])),
        'file_heavy',
      ],
      ['a.docx', docx().subarray(0, 60), 'file_damaged'],
      ['a.zip', zipOf([['a.txt', 'a']]), 'file_type'],
      ['a.jpg', (await picture('jpeg')).subarray(0, 500), 'file_damaged'],
      ['a.pdf', Buffer.from('MZ\u0090\0\u0003'.repeat(50), 'latin1'), 'file_type'],
      ['a.bin', Buffer.from('abc'), 'file_type'],
      ['a.txt', Buffer.from('a\0b'), 'file_type'],
      ['a.txt', Buffer.from('\ufeffabc', 'utf16le'), 'file_type'],
    ];
    for (const [name, content, code] of refused) {
      const answer = await upload(person, name, content);
      assert.equal(refusal(answer), `422 ${code}`, `${name}: ${content.toString('latin1', 0, 40)}`);
    }
    assert.equal(refusal(await upload(person, 'a.pdf', Buffer.alloc(0))), '422 file_empty');
    for (const [name, bytes] of [
      ['a.pdf', 25 * 1_048_576],
      ['a.png', 10 * 1_048_576],
      ['a.docx', 15 * 1_048_576],
      ['a.csv', 5 * 1_048_576],
      ['a.xml', 3 * 1_048_576],
    ] as const) {
      assert.equal((await beginUpload(person, name, bytes)).status, 201);
      assert.equal(refusal(await beginUpload(person, name, bytes + 1)), '422 file_too_large');
    }
    await running.sql(`delete from files where state = 'receiving'`);
  });

  test('that is refused is refused again, and its bytes are gone', async () => {
    const content = Buffer.from('<html>');
    const { body } = await beginUpload(person, 'a.pdf', content.length);
    await sendPart(person, body.id, 1, content);
    for (let i = 0; i < 2; i++)
      assert.equal(refusal(await completeUpload(person, body.id)), '422 file_html');
    assert.deepEqual(
      await running.sql(`select 1 from file_parts where file_id = '${body.id}'`),
      [],
    );
    assert.equal(refusal(await sendPart(person, body.id, 1, content)), '409 upload_over');
  });

  test('is named as every system takes it, and ends in what it is', async () => {
    const named = async (name: string) => (await upload(person, name, pdfOf(500))).body.name;
    assert.equal(await named('../../etc/passwd.pdf'), 'passwd.pdf');
    assert.equal(await named('C:\\Temp\\factura.pdf'), 'factura.pdf');
    assert.equal(await named('factura\u202Efdp.exe'), 'facturafdp.exe.pdf');
    assert.equal(await named('foto.jpg'), 'foto.jpg.pdf');
    assert.equal(await named('CON.pdf'), '_CON.pdf');
    assert.equal(Buffer.byteLength(await named(`${'ñ'.repeat(251)}.pdf`)), 204);
    const long = await beginUpload(person, `${'a'.repeat(296)}.pdf`, 500);
    assert.equal(refusal(long), '400 invalid_input body.name: too_long');
    const broken = await beginUpload(person, 'a\nb.pdf', 500);
    assert.equal(refusal(broken), '400 invalid_input body.name: control_characters');
  });

  test('of a picture has a small one, drawn anew', async () => {
    const large = await picture('jpeg', 1_000);
    const { body } = await upload(person, 'foto.jpg', large);
    const [row] = await running.sql<{ thumbnail: Buffer }>(
      `select thumbnail from files where id = '${body.id}'`,
    );
    const { format, width, height } = await sharp(row!.thumbnail).metadata();
    assert.deepEqual([format, width, height], ['png', 320, 160]);
  });
});

describe('an upload', () => {
  test('says which parts have arrived, takes each once, and goes on where it broke off', async () => {
    const content = pdfOf(partBytes * 2 + 100);
    const parts = partsOf(content);
    const { body } = await beginUpload(person, 'a.pdf', content.length);
    assert.deepEqual([body.parts, body.received, body.state], [3, [], 'receiving']);
    await sendPart(person, body.id, 3, parts[2]!);
    await sendPart(person, body.id, 1, parts[0]!);
    const { body: seen } = await person<typeof body>(`GET /uploads/${body.id}`);
    assert.deepEqual(seen.received, [1, 3]);
    assert.equal(refusal(await completeUpload(person, body.id)), '409 upload_incomplete');
    assert.equal((await sendPart(person, body.id, 1, parts[0]!)).status, 204);
    const other = Buffer.from(parts[0]!).fill('x');
    assert.equal(refusal(await sendPart(person, body.id, 1, other)), '409 part_differs');
    assert.equal(refusal(await sendPart(person, body.id, 2, parts[2]!)), '422 part_size');
    // Turned away by what it says it is; nothing of it is waited for.
    assert.equal(
      await rawRequest(running.url, 'PUT', `${apiBase}/uploads/${body.id}/parts/2`, {
        'Portal-Tenant': 'norte',
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(partBytes + 1),
      }),
      413,
    );
    const asJson = await person(`PUT /uploads/${body.id}/parts/2`, { body: {} });
    assert.equal(refusal(asJson), '415 unsupported_media_type');
    assert.equal(refusal(await sendPart(person, body.id, 3, parts[0]!)), '422 part_size');
    assert.equal((await sendPart(person, body.id, 4, Buffer.from('x'))).status, 404);
    await sendPart(person, body.id, 2, parts[1]!);
    const done = await completeUpload(person, body.id);
    assert.equal(done.body.sha256, sha256(content));
    assert.deepEqual((await completeUpload(person, body.id)).body, done.body, 'the same again');
    assert.equal(refusal(await sendPart(person, body.id, 1, parts[0]!)), '409 upload_over');
  });

  test('of 25 MB comes through a proxy that takes a megabyte at most and hangs up three times', async () => {
    const proxy = await startProxy(running.url);
    const through = createApi(proxy.url, {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${token}`,
    });
    const content = pdfOf(25 * 1_048_576);
    const parts = partsOf(content);
    const { body } = await beginUpload(through, 'grande.pdf', content.length);
    proxy.hangUpAt(7, 23, 41);
    for (;;) {
      const { body: seen } = await through<typeof body>(`GET /uploads/${body.id}`);
      const missing = parts.map((_, at) => at + 1).filter((part) => !seen.received.includes(part));
      if (missing.length === 0) break;
      try {
        for (const part of missing) await sendPart(through, body.id, part, parts[part - 1]!);
      } catch {
        // The connection broke: what has arrived is asked for, and the rest is sent.
      }
    }
    const done = await completeUpload(through, body.id);
    assert.equal(done.body.sha256, sha256(content));
    const finished = [...proxy.finished.values()];
    assert.equal(finished.length, 50);
    assert.ok(
      finished.every((times) => times === 1),
      'no finished part went twice',
    );
    assert.equal(proxy.broken(), 3);
    await proxy.close();
  });

  test('is nobody else’s: not there on any verb', async () => {
    const content = pdfOf(400);
    const neighbour = await signIn(running.url, 'vecino');
    const { body } = await beginUpload(person, 'a.pdf', content.length);
    await sendPart(person, body.id, 1, content);
    const tries = async (api: Api) => [
      refusal(await api(`GET /uploads/${body.id}`)),
      refusal(await sendPart(api, body.id, 1, content)),
      refusal(await completeUpload(api, body.id)),
      refusal(await api(`DELETE /uploads/${body.id}`)),
    ];
    // Nor is it a colleague's, with every right there is.
    const colleague = await signIn(running.url, 'propios');
    const others = async () => [...(await tries(neighbour)), ...(await tries(colleague))];
    assert.deepEqual(new Set(await others()), new Set(['404 not_found']));
    await completeUpload(person, body.id);
    assert.deepEqual(new Set(await others()), new Set(['404 not_found']));
    for (const api of [neighbour, colleague]) {
      const owner = 'customer:1002945';
      const taken = await api('POST /documents', {
        body: { owner, type: 'other', upload: body.id },
      });
      assert.equal(refusal(taken), '404 not_found');
      const thread = { owner, subject: 'Suyo', text: 'Hola', files: [body.id] };
      assert.equal(refusal(await api('POST /threads', { body: thread })), '404 not_found');
    }
    assert.equal((await person(`DELETE /uploads/${body.id}`)).status, 204);
    assert.deepEqual(new Set(await tries(person)), new Set(['404 not_found']));
  });

  test('takes room, which a tenant has so much of, and gives it back', async () => {
    const used = async () =>
      Number((await running.sql<{ bytes: string }>('select bytes from file_usage'))[0]?.bytes);
    const before = await used();
    const { body } = await beginUpload(person, 'a.pdf', 1_000);
    assert.equal(await used(), before + 1_000);
    await running
      .owner()('tenants')
      .where({ slug: 'norte' })
      .update({ file_quota: before + 1_500 });
    assert.equal(refusal(await beginUpload(person, 'b.pdf', 600)), '422 storage_full');
    assert.equal(await used(), before + 1_000);
    await person(`DELETE /uploads/${body.id}`);
    assert.equal(await used(), before);
    assert.equal((await beginUpload(person, 'b.pdf', 600)).status, 201);
    await running
      .owner()('tenants')
      .where({ slug: 'norte' })
      .update({ file_quota: 20_000_000_000 });
  });

  test('ends with its day, and what nothing took over goes', async () => {
    const { body } = await beginUpload(person, 'a.pdf', 1_000);
    await running.sql(`update files set expires_at = now() where id = '${body.id}'`);
    assert.equal((await person(`GET /uploads/${body.id}`)).status, 404);
    const { sweepFiles } = await import('../../server/features/files/files.queries.ts');
    const { createScope } = await import('../../server/db/scope.ts');
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    await createScope(running.connection)({ tenantId: tenant!.id }, sweepFiles);
    assert.deepEqual(await running.sql(`select 1 from files where id = '${body.id}'`), []);
  });

  test('is one of so many at a time', async () => {
    await running.sql(`delete from files where state = 'receiving'`);
    await running.sql(
      `insert into files (tenant_id, name, purpose, bytes, created_by_contact)
       select c.tenant_id, 'a', 'document', 1, c.id
       from contacts c join tenants t on t.id = c.tenant_id, generate_series(1, ${limits.uploads})
       where c.external_id = 'C-1' and t.slug = 'norte'`,
    );
    assert.equal(refusal(await beginUpload(person, 'x.pdf', 10)), '409 too_many_uploads');
    await running.sql(`delete from files where name = 'a'`);
  });
});

/** A proxy that refuses bodies over a megabyte, counts parts that went through, and hangs up in the middle of some. */
async function startProxy(to: string) {
  const finished = new Map<string, number>();
  const hangUps = new Set<number>();
  let [seen, broken] = [0, 0];
  const server: Server = createServer((incoming, outgoing) => {
    if (Number(incoming.headers['content-length'] ?? 0) > 1_000_000) {
      outgoing.writeHead(413).end();
      return;
    }
    const { hostname, port } = new URL(to);
    const isPart = incoming.method === 'PUT';
    const hangsUp = isPart && hangUps.delete(++seen);
    const forward = httpRequest(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        if (isPart && answer.statusCode === 204)
          finished.set(incoming.url!, (finished.get(incoming.url!) ?? 0) + 1);
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forward.on('error', () => outgoing.destroy());
    if (!hangsUp) return void incoming.pipe(forward);
    incoming.once('data', (chunk: Buffer) => {
      broken++;
      forward.write(chunk);
      forward.destroy();
      incoming.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    finished,
    broken: () => broken,
    hangUpAt: (...parts: number[]) => parts.forEach((part) => hangUps.add(part)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
