// The built elements as they travel: as small as the browser takes them.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Koa from 'koa';
import { assets } from '../../server/http/assets.ts';
import { keepVersions } from '../../server/http/kept-assets.ts';
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

describe('versions beside the own', () => {
  const page = async (server: Server, path: string) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return response.ok ? response.text() : response.status;
  };
  const listen = async (folder: string, kept: string) => {
    const running = createServer(new Koa().use(assets(folder, kept)).callback());
    await new Promise<void>((done) => running.listen(0, '127.0.0.1', done));
    return running;
  };
  /** What the build of a version leaves. */
  const built = (version: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-version-'));
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, 'embed.js'), `entry of ${version}`);
    writeFileSync(join(folder, version, 'core.js'), version);
    return folder;
  };

  test('a page goes on over three upgrades, whichever server it asks', async () => {
    const kept = join(mkdtempSync(join(tmpdir(), 'portico-kept-')), 'shared');
    const first = built('v1.0.0');
    keepVersions(first, kept, 'v1.0.0');
    const old = await listen(first, kept);
    let newest = old;
    for (const version of ['v1.1.0', 'v1.2.0', 'v2.0.0']) {
      const folder = built(version);
      keepVersions(folder, kept, version);
      newest = await listen(folder, kept);
      assert.equal(await page(newest, '/embed.js'), `entry of ${version}`);
      assert.equal(await page(newest, '/v1.0.0/core.js'), 'v1.0.0');
      if (version !== 'v2.0.0') newest.close();
    }
    // One that still runs the version before serves what the new ones have brought.
    assert.equal(await page(old, '/v2.0.0/core.js'), 'v2.0.0');
    for (const path of ['/v3.0.0/core.js', '/v1.0.0/', '/.v1.0.0/core.js', '/vx/core.js'])
      assert.equal(await page(newest, path), 404, path);
    old.close();
    newest.close();
  });

  test('the last five stay beside the own, in the order of their numbers', () => {
    const kept = mkdtempSync(join(tmpdir(), 'portico-kept-'));
    for (const version of ['v0.9.0', 'v0.10.0', 'v1.0.0-rc.1', 'v1.0.0', 'v1.9.0', 'v1.10.0'])
      mkdirSync(join(kept, version));
    mkdirSync(join(kept, 'something else'));
    keepVersions(built('v1.11.0'), kept, 'v1.11.0');
    assert.deepEqual(readdirSync(kept).toSorted(), [
      'something else',
      'v0.10.0',
      'v1.0.0',
      'v1.0.0-rc.1',
      'v1.10.0',
      'v1.11.0',
      'v1.9.0',
    ]);
    keepVersions(built('v0.9.1'), kept, 'v0.9.1');
    assert.ok(readdirSync(kept).includes('v0.9.1'), 'the own stays, however old');
  });

  test('what is asked for again comes under another address, which is no other file', async () => {
    const { port } = server.address() as AddressInfo;
    const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    assert.equal((await at('/v1.2.3~1732660000000/core.js')).status, 200);
    for (const path of [
      '/v1.2.3~x/core.js',
      '/v1.2.3~/core.js',
      '/v1.2.4~1/core.js',
      '/~1/embed.js',
    ])
      assert.equal((await at(path)).status, 404, path);
  });
});
