// The command line as an operator uses it: real processes, a real server, a real file.
// Runs alone: it starts processes of its own, for longer than the others take.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createApi } from '../support/api.ts';
import { createCommandLine } from '../support/command-line.ts';
import { item, order } from '../support/fixtures.ts';

const { folder, env, cli, small, run, start, serve, stop } = await createCommandLine(null);

/** Waits until the first batch of an import is acknowledged. @throws Error where it ends before */
async function acknowledged(path: string, ended: Promise<unknown>): Promise<void> {
  const lines = () =>
    existsSync(`${path}.import.json`)
      ? JSON.parse(readFileSync(`${path}.import.json`, 'utf8')).lines
      : 0;
  let over: unknown;
  void ended.then((result) => (over = result ?? true));
  while (lines() === 0) {
    if (over) throw new Error(`The import ended too soon: ${JSON.stringify(over)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let key: string;
before(async () => {
  const made = await start(
    'tenant',
    'create',
    '--slug',
    'taller',
    '--name',
    'Taller',
    '--locale',
    'es',
    '--time-zone',
    'America/Bogota',
    '--format',
    'es=es-CO',
    '--origin',
    'https://taller.example',
    '--theme',
    new URL('../../themes/aqua.json', import.meta.url).pathname,
    '--company',
    'SM01;Taller S.A.;COP',
    '--company',
    'SM02;Taller Export;USD;America/Panama',
  );
  assert.equal(made.code, 0, made.err);
  key = (
    await start('key', 'create', '--tenant', 'taller', '--name', 'ERP', '--expires', '2099-01-01')
  ).out.trim();
  assert.match(key, /^pk_[\da-f]{12}\.[\w-]{43}$/);
});

describe('tenants and keys', () => {
  test('are listed, and a key is revoked by its prefix', async () => {
    assert.match((await run('tenant', 'list')).out, /taller\tes\tTaller/);
    const second = (
      await run(
        'key',
        'create',
        '--tenant',
        'taller',
        '--name',
        'old',
        '--permission',
        'sync.orders',
      )
    ).out;
    await run('key', 'revoke', '--tenant', 'taller', '--prefix', second.slice(3, 15));
    assert.match((await run('key', 'list', '--tenant', 'taller')).out, /old\trevoked/);
  });

  test('what is wrong is said, and nothing is written', async () => {
    assert.match((await run('tenant', 'create', '--slug', 'x')).err, /--name/);
    assert.match(
      (await run('key', 'create', '--tenant', 'nadie', '--name', 'x')).err,
      /There is no tenant nadie/,
    );
    assert.match(
      (await run('key', 'create', '--tenant', 'taller', '--name', 'x', '--permission', 'all')).err,
      /no permission all/,
    );
    const half = await run(
      'tenant',
      'create',
      '--slug',
      'otro',
      '--name',
      'O',
      '--locale',
      'es',
      '--time-zone',
      'UTC',
      '--origin',
      'https://x.example/path',
    );
    assert.equal(half.code, 2);
    assert.doesNotMatch((await run('tenant', 'list')).out, /otro/);
  });
});

describe('import', () => {
  const file = (name: string, lines: unknown[]) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    return path;
  };
  let server: { child: ChildProcess; url: string };
  const importing = (entity: string, path: string) =>
    start('import', entity, path, '--url', server.url, '--tenant', 'taller', '--key', key);
  before(async () => {
    server = await serve();
  });
  after(() => stop(server.child));

  test('counts what happened and keeps what was refused, with the reason', async () => {
    const customers = [1, 2, 3].map((n) => ({
      number: `000${n}`,
      name: `Cliente ${n}`,
      companies: [{ company: 'SM01' }],
    }));
    const path = file('customers.ndjson', [...customers, '', '{not json', { number: '4' }]);
    const result = await importing('customers', path);
    assert.equal(result.code, 2);
    assert.match(result.out, /3 created/);
    assert.match(result.out, /2 invalid/);
    const rejected = readFileSync(`${path}.rejected.ndjson`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      rejected.map(({ line, errors }) => [line, errors[0].rule]),
      [
        [5, 'malformed_json'],
        [6, 'required'],
      ],
    );
    assert.match((await importing('customers', path)).out, /3 unchanged/);
  });

  test('a line that is not UTF-8 is rejected by its number, and no other text is stored for it', async () => {
    const path = join(folder, 'latin.ndjson');
    const line = (number: string, name: string) =>
      Buffer.from(
        `${JSON.stringify({ number, name, companies: [] })}\n`,
        name === 'Peña' ? 'latin1' : 'utf8',
      );
    const lines = [line('U1', 'Ñandú'), line('U2', 'Peña'), line('U3', 'Muñoz')];
    writeFileSync(path, Buffer.concat([Buffer.from('\ufeff'), ...lines]));
    const result = await importing('customers', path);
    assert.equal(result.code, 2);
    assert.match(result.out, /2 created/);
    assert.match(result.err, /Line 2 is not UTF-8/);
    const rejected = JSON.parse(readFileSync(`${path}.rejected.ndjson`, 'utf8')) as {
      line: number;
    };
    assert.equal(rejected.line, 2);
  });

  test('SIGTERM in the middle loses nothing that was acknowledged, and the import goes on', async () => {
    const total = 6_000;
    const records = Array.from({ length: total }, (_, i) =>
      order(String(700_000 + i), {
        customer: '1',
        shipTo: null,
        currency: 'COP',
        status: 'released',
        items: [item('1', { status: 'released' })],
      }),
    );
    const path = file('orders.ndjson', records);
    const running = importing('orders', path);
    // As soon as some batches are acknowledged.
    await acknowledged(path, running);
    const port = Number(new URL(server.url).port);
    assert.equal(await stop(server.child), 0, 'the server ends cleanly');
    const state = JSON.parse(readFileSync(`${path}.import.json`, 'utf8')) as {
      lines: number;
      counts: { created: number };
    };
    assert.ok(state.lines < total, `stopped too late: ${state.lines}`);
    server = await serve(port);
    const result = await running;
    assert.equal(result.code, 0, result.err);
    assert.match(result.out, new RegExp(`${total} created`));
    assert.match((await importing('orders', path)).out, new RegExp(`${total} unchanged`));
  });

  test('an import that was killed itself goes on where it stopped', async () => {
    const records = Array.from({ length: 4_000 }, (_, i) =>
      order(String(800_000 + i), {
        customer: '1',
        shipTo: null,
        currency: 'COP',
        status: 'released',
        items: [item('1', { status: 'released' })],
      }),
    );
    const path = file('more-orders.ndjson', records);
    const child = spawn(
      process.execPath,
      [cli, 'import', 'orders', path, '--url', server.url, '--tenant', 'taller', '--key', key],
      { env, stdio: 'ignore' },
    );
    const closed = once(child, 'close');
    await acknowledged(path, closed);
    child.kill('SIGKILL');
    await closed;
    const result = await importing('orders', path);
    assert.match(result.err, /Going on after line \d+/);
    assert.match(result.out, /4000 created/);
  });

  test('a second server on the same folder is refused, and the one that runs is unharmed', async () => {
    const other = spawn(process.execPath, [small, env.DATA_FOLDER ?? '', '0'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    other.stderr.on('data', (chunk) => (err += chunk));
    assert.notEqual((await once(other, 'close'))[0], 0);
    assert.match(err, /in use by process/);
    assert.equal(
      (await createApi(server.url, { 'Portal-Tenant': 'taller' })('GET /portal')).status,
      200,
    );
  });
});
