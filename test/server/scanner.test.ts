// The scanner for malware, against a stand-in that speaks the protocol of ClamAV's daemon over TCP.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { FileStorage } from '#contract/files';
import { createScope } from '../../server/db/scope.ts';
import { rescan } from '../../server/features/files/rescans.ts';
import { createClamd } from '../../server/output/scanner.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

/** What the stand-in takes for malware. */
const eicar = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';
const bad = 'BAD';

/** A daemon that answers INSTREAM: length and bytes, piece by piece, an empty one at the end. */
async function startClamd() {
  const mode = { blind: false, most: Number.POSITIVE_INFINITY };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    let content = '';
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const command = 'zINSTREAM\0';
      if (content === '' && bytes.toString('latin1', 0, command.length) === command)
        bytes = bytes.subarray(command.length);
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
        const length = bytes.readUInt32BE(0);
        if (length === 0) {
          const found = !mode.blind && (content.includes(eicar) || content.includes(bad));
          socket.end(found ? 'stream: Test-Signature FOUND\0' : 'stream: OK\0');
          return;
        }
        content += bytes.toString('latin1', 4, 4 + length);
        bytes = bytes.subarray(4 + length);
        if (content.length > mode.most) socket.end('INSTREAM size limit exceeded. ERROR\0');
      }
    };
    socket
      .on('data', take)
      .on('error', () => {})
      .on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    mode,
    address: { host: '127.0.0.1', port },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
    start: () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
  };
}

let clamd: Awaited<ReturnType<typeof startClamd>>;
let running: TestPortal;
let person: Api;
let staff: Api;
before(async () => {
  clamd = await startClamd();
  running = await startPortal({ clamd: clamd.address });
  person = await signIn(running.url, 'todo');
  staff = await staffSession(running, 'papeles', { permissions: ['documents.manage'] });
});
after(async () => {
  await running.close();
  await clamd.stop();
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const share = async (file: { id: string }) =>
  person<{ file: { id: string } }>('POST /documents', {
    body: { owner: 'customer:1002945', type: 'other', upload: file.id },
  });
const download = async (id: string) => person(`GET /document-versions/${id}/content`);

describe('a scanner', () => {
  test('finds what it knows, in pieces of any size, and calls the rest clean', async () => {
    const scanner = createClamd(clamd.address);
    await scanner.tested;
    assert.equal(scanner.state(), 'ready');
    assert.equal(await scanner.scan(once('x'.repeat(300_000))), 'clean');
    assert.equal(await scanner.scan(once(`${'x'.repeat(300_000)}${bad}`)), 'infected');
    clamd.mode.most = 100_000;
    assert.equal(await scanner.scan(once('x'.repeat(300_000))), 'failed');
    clamd.mode.most = Number.POSITIVE_INFINITY;
    scanner.close();
  });

  test('that misses the text every scanner knows is none', async () => {
    clamd.mode.blind = true;
    const scanner = createClamd(clamd.address);
    await scanner.tested;
    assert.equal(scanner.state(), 'absent');
    assert.equal(await scanner.scan(once('x')), 'pending');
    clamd.mode.blind = false;
    assert.equal(await scanner.scan(once('x')), 'clean', 'it is asked again');
    scanner.close();
  });

  test('lets what is clean be handed out, and nothing else', async () => {
    const clean = await upload(person, 'a.pdf', pdfOf(200_000));
    assert.equal(clean.body.scan, 'clean');
    const shared = await share(clean.body);
    assert.equal((await download(shared.body.file.id)).status, 200);
    const infected = await upload(person, 'b.pdf', pdfOf(200_000, bad));
    assert.equal(infected.body.scan, 'infected');
    const kept = await share(infected.body);
    assert.equal(refusal(await download(kept.body.file.id)), '409 file_infected');
  });

  test('that is away has files wait, which are scanned once it is back', async () => {
    await clamd.stop();
    const { body } = await upload(person, 'a.pdf', pdfOf(1_000));
    assert.equal(body.scan, 'pending');
    const shared = await share(body);
    assert.equal(refusal(await download(shared.body.file.id)), '409 file_pending');
    const storage = () => staff<FileStorage>('GET /file-storage');
    assert.equal((await storage()).body.scanner, 'absent');
    await clamd.start();
    const scanner = createClamd(clamd.address);
    await rescan(createScope(running.connection), scanner);
    scanner.close();
    assert.equal((await download(shared.body.file.id)).status, 200);
  });
});
