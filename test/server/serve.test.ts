// The production server as an operator starts it: a process, an environment, signals.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect as connectDatabase, type Connection } from '../../server/db/connect.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { rawRequest } from '../support/api.ts';
import { endChildren, startChild } from '../support/children.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';
import { startSink } from '../support/smtp.ts';

const main = new URL('../../server/main.ts', import.meta.url).pathname;
const token = 'a token of metrics';
after(endChildren);

function start(settings: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  return startChild([main], { env: { PATH, ...settings }, stderr: 'pipe' });
}

async function failure(settings: Record<string, string>): Promise<string> {
  const child = start(settings);
  let text = '';
  child.stderr!.on('data', (chunk) => (text += chunk));
  assert.equal((await once(child, 'close'))[0], 1);
  return text;
}

test('without settings it names all that are missing, and what it was given of the wrong kind', async () => {
  const said = await failure({ PORT: 'eighty' });
  const parts = ['DATABASE_URL', 'PUBLIC_URL', 'SMTP_URL'].map((name) => `${name}: is not set`);
  for (const part of [...parts, 'PORT:']) assert.ok(said.includes(part), said);
  assert.doesNotMatch(said, /at \w+ \(/);
});

test('a server that cannot stop in order says so and ends with 1', async () => {
  const listen = new URL('../../server/listen.ts', import.meta.url).href;
  const script = `import { stopOnSignals } from ${JSON.stringify(listen)};
    const say = (data, text) => console.log(text, data.error?.message ?? '');
    stopOnSignals({ info: say, error: say }, async () => { throw new Error('the pool is stuck'); });
    setInterval(() => {}, 1_000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.equal((await once(child, 'close'))[0], 1);
  assert.match(said, /stopping[^]*could not stop in order the pool is stuck/);
});

describe('on PostgreSQL', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  let database: TestDatabase;
  let owner: Connection;
  let sink: Awaited<ReturnType<typeof startSink>>;
  let child: ChildProcess;
  let url: string;
  const settings = (more: Record<string, string> = {}) => ({
    DATABASE_URL: (database.address as { url: string }).url,
    PUBLIC_URL: `${url}/clientes`,
    SMTP_URL: sink.url,
    PORT: new URL(url).port,
    HOST: '127.0.0.1',
    METRICS_TOKEN: token,
    ...more,
  });

  before(async () => {
    await buildWidgets();
    sink = await startSink();
    database = await createTestDatabase();
    owner = (await database.ownerConnection())!;
    await owner
      .knex('tenants')
      .insert({ slug: 'unico', name: 'Único', locale: 'es', time_zone: 'UTC' });
    url = `http://127.0.0.1:${await freePort()}`;
    child = start(settings());
    await once(child.stdout!, 'data');
  });
  after(async () => {
    child.kill('SIGKILL');
    await sink.close();
    await database.drop();
  });

  test('answers below its base path and nowhere else', async () => {
    assert.equal((await fetch(`${url}/clientes/api/v1/portal`)).status, 200);
    assert.equal((await fetch(`${url}/api/v1/portal`)).status, 404);
    assert.equal((await fetch(`${url}/clientesx/api/v1/portal`)).status, 404);
  });

  test('is alive and ready; metrics are for who has the token', async () => {
    assert.equal(await (await fetch(`${url}/clientes/healthz`)).text(), 'ok');
    assert.equal(await (await fetch(`${url}/clientes/readyz`)).text(), 'ready');
    assert.equal((await fetch(`${url}/clientes/metrics`)).status, 404);
    const metrics = await fetch(`${url}/clientes/metrics`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    assert.match(
      await metrics.text(),
      /portico_request_seconds_count\{endpoint="GET \/portal",status="200"\} 1/,
    );
  });

  test('serves the elements to any site: the loader briefly, versions for ever, nothing else', async () => {
    const loader = await fetch(`${url}/clientes/embed.js`);
    assert.equal(loader.headers.get('cache-control'), 'public, max-age=300');
    assert.equal(loader.headers.get('access-control-allow-origin'), '*');
    assert.equal(loader.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(loader.headers.get('x-content-type-options'), 'nosniff');
    const hashes = (await (await fetch(`${url}/clientes/integrity.json`)).json()) as Record<
      string,
      string
    >;
    const [name, hash] = Object.entries(hashes).find(([path]) => path.endsWith('core.js'))!;
    const core = await fetch(`${url}/clientes/${name}`);
    assert.match(core.headers.get('cache-control')!, /immutable/);
    const digest = await crypto.subtle.digest('SHA-384', await core.arrayBuffer());
    assert.equal(`sha384-${Buffer.from(digest).toString('base64')}`, hash);
    const known = { 'If-None-Match': core.headers.get('etag')! };
    assert.equal(await rawRequest(url, 'GET', `/clientes/${name}`, known), 304);
    for (const path of [
      '/clientes/../package.json',
      '/clientes/v0.1.0/..%2f..%2fpackage.json',
      '/clientes/.git/HEAD',
      '/clientes/v0.1.0/',
    ]) {
      assert.equal(await rawRequest(url, 'GET', path, {}), 404, path);
    }
  });

  test('does not wait for those who send slowly', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /clientes/api/v1/sessions HTTP/1.1\r\nHost: x\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 408/);
    socket.destroy();
  });

  test('refuses a database that is behind, and a login with too many rights', async () => {
    const ownerUrl = Object.assign(new URL(process.env.TEST_DATABASE_OWNER_URL!), {
      pathname: new URL(settings().DATABASE_URL).pathname,
    }).href;
    assert.match(
      await failure(settings({ DATABASE_URL: ownerUrl, PORT: String(await freePort()) })),
      /owns the tables/,
    );
    await owner.knex('portico_migrations').where({ name: '0007_sync' }).delete();
    assert.match(
      await failure(settings({ PORT: String(await freePort()) })),
      /migration 0007_sync is pending/,
    );
    const gone = settings().DATABASE_URL.replace(/\/portico_test.*/, '/not_there');
    assert.match(await failure(settings({ DATABASE_URL: gone })), /does not answer/);
  });

  test('a database that goes away is said with 503, and comes back without a restart', async () => {
    const name = new URL(settings().DATABASE_URL).pathname.slice(1);
    const open = (url: string) => connectDatabase({ url, poolSize: 1 });
    const control = await open(process.env.TEST_DATABASE_OWNER_URL!);
    // The server's own login may end its own connections.
    const same = await open(process.env.TEST_DATABASE_URL!);
    const answers = async () => [
      (await fetch(`${url}/clientes/readyz`)).status,
      (await fetch(`${url}/clientes/api/v1/portal`)).status,
      (await fetch(`${url}/clientes/healthz`)).status,
    ];
    await control.knex.raw(`alter database ${name} allow_connections false`);
    const { rows } = await same.knex.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and usename = current_user`,
      [name],
    );
    const during = await answers();
    await control.knex.raw(`alter database ${name} allow_connections true`);
    const afterwards = await answers();
    await Promise.all([control.close(), same.close()]);
    assert.ok(rows.length > 0, 'it had connections to lose');
    assert.deepEqual(during, [503, 503, 200]);
    assert.deepEqual(afterwards, [200, 200, 200]);
  });

  test('SIGTERM ends it cleanly', async () => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    assert.equal((await closed)[0], 0);
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
