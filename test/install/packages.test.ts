// The two packages as a registry would have them: what is in them, that a strict project takes the types, and that
// the server starts from its own. `node test/install/all.ts` installs them into projects of five kinds.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildPackages } from '../../widgets/build-packages.ts';

const root = new URL('../../', import.meta.url).pathname;
const project = mkdtempSync(join(tmpdir(), 'portico-packages-'));
type Manifest = {
  exports: Record<string, string | Record<string, string>>;
  sideEffects: string[];
  dependencies: Record<string, string>;
  bin: Record<string, string>;
};
let folders: Record<string, string>;
let held: Record<string, Set<string>>;

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(folders[name]!, 'package.json'), 'utf8')) as Manifest;

before(async () => {
  const packed = await buildPackages();
  folders = Object.fromEntries(packed.map(({ name, folder }) => [name, folder]));
  held = Object.fromEntries(
    packed.map(({ name, file }) => {
      const told = execFileSync('tar', ['-tzf', file], { encoding: 'utf8', maxBuffer: 64_000_000 });
      return [
        name,
        new Set(
          told
            .trim()
            .split('\n')
            .map((path) => path.replace(/^package\//, './')),
        ),
      ];
    }),
  );
  // As an installation lays them out; what they stand on is found in the house.
  mkdirSync(join(project, 'node_modules/@portico'), { recursive: true });
  mkdirSync(join(project, 'node_modules/.bin'));
  symlinkSync(folders.elements!, join(project, 'node_modules/@portico/elements'));
  symlinkSync(folders.portico!, join(project, 'node_modules/portico'));
  symlinkSync('../portico/server/cli.js', join(project, 'node_modules/.bin/portico'));
});
after(() => rmSync(project, { recursive: true, force: true }));

describe('@portico/elements', () => {
  test('holds what its exports name, every element, and no server', () => {
    const { exports, dependencies } = manifestOf('elements');
    for (const target of Object.values(exports).flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one),
    )) {
      const pattern = new RegExp(`^${target.replaceAll('.', '\\.').replace('*', '[\\w-]+')}$`);
      assert.ok(
        [...held.elements!].some((path) => pattern.test(path)),
        target,
      );
    }
    const elements = readdirSync(join(root, 'widgets')).filter((name) =>
      name.startsWith('portal-'),
    );
    assert.ok(elements.length > 10);
    for (const name of elements)
      for (const path of [`./${name}.js`, `./${name}.d.ts`, `./react/${name}.js`])
        assert.ok(held.elements!.has(path), path);
    assert.deepEqual(Object.keys(dependencies), ['lit', '@lit/task', 'ky', 'i18next']);
    for (const range of Object.values(dependencies)) assert.match(range, /^\^/);
  });

  test('has types that a strict project takes, and that refuse what is wrong', () => {
    const file = join(project, 'page.ts');
    writeFileSync(file, strictPage);
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--types', '', '--target', 'es2022'];
    const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const tsc = join(root, 'node_modules/.bin/tsc');
    execFileSync(tsc, [...options, ...modules, file], { stdio: 'inherit', cwd: project });
  });

  test('says which of its files do something when they are imported: those that define an element', () => {
    const { sideEffects } = manifestOf('elements');
    assert.deepEqual(sideEffects, ['./portal-*.js', './*.css']);
    const shared = join(folders.elements!, 'shared');
    const files = readdirSync(shared).map((name) => join(shared, name));
    for (const file of [...files, join(folders.elements!, 'core.js')])
      assert.doesNotMatch(
        readFileSync(file, 'utf8'),
        /^(define\(|customElements\.define|document\.|window\.)/m,
        `${file} does something when it is imported`,
      );
  });

  test('keeps the places of its elements by a style sheet, and weighs a kilobyte for React', () => {
    const sheet = readFileSync(join(folders.elements!, 'reserve.css'), 'utf8');
    assert.match(
      sheet,
      /portal-orders:not\(:defined\) \{\n {2}display: block;\n {2}min-height: 32em;/,
    );
    const { length } = execFileSync('gzip', ['-9c', join(folders.elements!, 'react/wrap.js')]);
    assert.ok(length < 1_200, String(length));
  });
});

const strictPage = `
import '@portico/elements/portal-orders';
import { configurePortal, portalFor, ClientError } from '@portico/elements/core';
import { definePortal, PortalStock } from '@portico/elements';
import type { CustomElements } from '@portico/elements/jsx';

configurePortal({ api: 'https://portal.example', tenant: 'aqua', getSession: async () => null });
definePortal({ prefix: 'acme' });
const orders = document.querySelector('portal-orders')!;
orders.auto = true;
orders.strings = { 'orders.title': 'Pedidos' };
orders.addEventListener('portal-order-opened', ({ detail }) => detail.number.toUpperCase());
orders.addEventListener('portal-error', ({ detail: { error } }) => {
  if (error instanceof ClientError && error.code === 'offline') void orders.refresh();
});
document.addEventListener('portal-signed-in', ({ detail }) => detail.session.person.name);
const name: string | undefined = portalFor('https://portal.example', 'aqua').session?.person.name;
export const stock: typeof PortalStock = PortalStock;
export const tag: CustomElements['portal-orders'] = { status: 'open', 'onportal-navigate': (e) => e.detail.to };
// @ts-expect-error: an attribute is a text
orders.status = 1;
// @ts-expect-error: an event carries what it says
orders.addEventListener('portal-order-opened', ({ detail }) => detail.nothing);
// @ts-expect-error: a setting is one of those there are
configurePortal({ server: 'https://portal.example' });
export { name };
`;

describe('portico', () => {
  test('is compiled, whole, and asks for no library that only pages or tests need', () => {
    const { dependencies, bin } = manifestOf('portico');
    const paths = [...held.portico!];
    for (const name of [
      'server/index.js',
      'server/index.d.ts',
      bin.portico!.slice(2),
      'locales/es/orders.json',
      'themes/base.json',
      `dist/embed/embed.js`,
      'docs/embedding.md',
      'llms.txt',
    ].map((one) => (one === 'llms.txt' ? 'docs/llms.txt' : one)))
      assert.ok(held.portico!.has(`./${name}`), name);
    assert.ok(!paths.some((path) => /(?<!\.d)\.ts$|dist\/(maps|npm)/.test(path)));
    const migrations = readdirSync(join(root, 'server/db/migrations'));
    for (const name of migrations)
      assert.ok(held.portico!.has(`./server/db/migrations/${name}`), name);
    for (const name of [
      'koa',
      'zod',
      'pdfkit',
      '@expo-google-fonts/source-sans-3',
      '@zxcvbn-ts/core',
    ])
      assert.ok(dependencies[name], name);
    for (const name of ['lit', 'ky', 'vite', 'd3-geo-projection', 'playwright-core'])
      assert.ok(!dependencies[name], name);
  });

  test('starts by `npx portico serve`, on an embedded database, and serves the elements', async () => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const env = {
      ...process.env,
      DATA_FOLDER: join(project, 'db'),
      PUBLIC_URL: url,
      PORT: String(port),
      HOST: 'localhost',
    };
    const child = spawn('npx', ['--no-install', 'portico', 'serve'], {
      cwd: project,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
    const ended = once(child, 'exit');
    try {
      await Promise.race([
        ended.then(() => assert.fail(said)),
        (async () => {
          while (!said.includes('listening'))
            await new Promise((resolve) => setTimeout(resolve, 20));
        })(),
      ]);
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
      assert.equal((await fetch(`${url}/embed.js`)).status, 200);
      const page = await (await fetch(url, { headers: { 'Accept-Language': 'es' } })).text();
      assert.match(page, /&lt;portal-orders&gt;/);
      assert.ok(existsSync(join(project, 'db')));
    } finally {
      // One that ended by itself said why.
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM');
      await ended;
    }
  });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
