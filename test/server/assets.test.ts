// The built elements as they travel: as small as the browser takes them.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Koa from 'koa';
import { assets } from '../../server/http/assets.ts';
import { compressFolder } from '../../widgets/build-compress.ts';

let server: Server;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-assets-'));
  mkdirSync(join(folder, 'v1.2.3'));
  for (const name of ['embed.js', 'v1.2.3/core.js', 'v1.2.3/embed.js', 'v1.2.3/integrity.json'])
    writeFileSync(join(folder, name), '/* a long text, '.repeat(500));
  await compressFolder(folder);
  writeFileSync(join(folder, 'bare.js'), '/* nobody compressed it */');
  server = createServer(new Koa().use(assets(folder)).callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
after(() => server.close());

/** fetch() would add encodings of its own. */
const encodingOf = (path: string, accepted: string | undefined) =>
  new Promise<[encoding: string, cache: string]>((done, fail) => {
    const { port } = server.address() as AddressInfo;
    const headers = accepted === undefined ? {} : { 'Accept-Encoding': accepted };
    request({ port, path, headers }, (response) => {
      response.resume();
      const { 'content-encoding': encoding = '', 'cache-control': cache = '' } = response.headers;
      done([encoding, cache]);
    })
      .on('error', fail)
      .end();
  });

test('a file travels as brotli to every browser that takes it, in whatever order it says so', async () => {
  const cases: [string | undefined, string][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0.1, gzip', 'br'],
    ['*', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['zstd', ''],
    ['identity', ''],
    [undefined, ''],
  ];
  for (const [accepted, expected] of cases)
    assert.equal((await encodingOf('/embed.js', accepted))[0], expected, accepted);
  assert.equal((await encodingOf('/bare.js', 'br, gzip'))[0], '');
});

test('what stands under a version never changes, the entry and the hashes included', async () => {
  for (const name of ['core.js', 'embed.js', 'integrity.json'])
    assert.match((await encodingOf(`/v1.2.3/${name}`, 'br'))[1], /immutable/, name);
  assert.doesNotMatch((await encodingOf('/embed.js', 'br'))[1], /immutable/);
});
