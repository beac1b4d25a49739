// Installs both packages, as a registry would have them, into fresh projects of the kinds that integrators have:
// type check, build, and the page in a browser with somebody signed in who opens an order. `node test/install/all.ts`,
// with names of hosts for some of them. Needs a registry of npm; not part of the suite.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildPackages } from '../../widgets/build-packages.ts';
import { browserFlags, findBrowser } from '../support/browser.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { hosts, type Host } from './hosts.ts';

const chosen = process.argv.slice(2);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};
type Row = Record<'host' | 'install' | 'types' | 'build' | 'page', string>;

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** Runs a program in a project. @throws Error with what it said */
function run(
  cwd: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): string {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64_000_000,
      env: {
        ...process.env,
        CI: '1',
        NEXT_TELEMETRY_DISABLED: '1',
        NG_CLI_ANALYTICS: 'false',
        ...env,
      },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout ?? ''}\n${stderr ?? ''}`, {
      cause: error,
    });
  }
}

function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

async function serve(folder: string) {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://x').pathname;
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    try {
      if (!statSync(file).isFile()) throw new Error('a folder');
      answer.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
      answer.end(readFileSync(file));
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Signs in on the page, opens an order, and hears of it as the page does. */
async function visit(origin: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/favicon/.test(message.location().url))
        faults.push(message.text());
    });
    await page.goto(origin);
    await page.locator('portal-login input[autocomplete~="username"]').fill('todo');
    await page.locator('portal-login input[type="password"]').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('portal-orders[data-state="ready"]').waitFor();
    assert.match(await page.locator('portal-orders h2').first().innerText(), /Mis pedidos/);
    await page.locator('portal-orders [data-record]').first().click();
    await page.waitForFunction(() => (document.querySelector('output')?.textContent ?? '') !== '');
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

async function tryHost(
  name: string,
  host: Host,
  tarball: string,
  portal: TestPortal,
): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), `portico-${name}-`));
  const row: Row = { host: name, install: '', types: '', build: '', page: '' };
  const step = async (key: keyof Row, work: () => unknown) => {
    const start = performance.now();
    row[key] = 'failed';
    await work();
    row[key] = seconds(start);
  };
  try {
    write(folder, {
      'package.json': JSON.stringify({ name: `host-${name}`, private: true, type: 'module' }),
      ...host.files({ api: portal.url, tenant: 'norte' }),
    });
    const args = [
      'install',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      tarball,
      ...host.packages,
    ];
    await step('install', () => run(folder, 'npm', args));
    if (host.check) await step('types', () => run(folder, 'npx', ['--no-install', ...host.check!]));
    else row.types = 'with the build';
    await step('build', () => run(folder, 'npx', ['--no-install', ...host.build]));
    await step('page', async () => {
      const site = await serve(join(folder, host.built));
      await portal.portal.admin.addOrigins('norte', [site.origin]);
      await visit(site.origin);
      site.server.close();
    });
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return row;
}

/** Installs the server alone, and starts it as its readme says. @param nodes versions of Node from the registry */
async function tryServer(tarball: string, nodes: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-server-'));
  write(folder, { 'package.json': '{ "name": "shop", "private": true, "type": "module" }' });
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball]);
  write(folder, {
    'own.mjs': `import { createPortal } from 'portico';
const portal = await createPortal({ database: { folder: 'own-db' }, publicUrl: 'http://localhost' });
await portal.close();
console.log('own: closed');
`,
  });
  for (const version of nodes) {
    run(folder, 'npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `node@${version}`,
    ]);
    const node = join(folder, 'node_modules/node/bin/node');
    assert.match(run(folder, node, ['own.mjs']), /own: closed/);
    const env = {
      ...process.env,
      DATA_FOLDER: 'db',
      PUBLIC_URL: 'http://localhost:4455',
      PORT: '4455',
    };
    const child = spawn(node, ['node_modules/.bin/portico', 'serve'], { cwd: folder, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
    const ended = once(child, 'exit');
    while (!said.includes('listening') && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await fetch('http://localhost:4455/readyz')).status, 200, said);
    child.kill('SIGTERM');
    await ended;
    console.log(`portico runs on Node ${run(folder, node, ['--version']).trim()}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

const [elements, server] = await buildPackages();
const portal = await startPortal();
const rows: Row[] = [];
for (const [name, host] of Object.entries(hosts))
  if (chosen.length === 0 || chosen.includes(name))
    rows.push(await tryHost(name, host, elements!.file, portal));
await portal.close();
console.table(rows);
if (chosen.length === 0 || chosen.includes('server'))
  await tryServer(server!.file, ['22.12', '24']);
