// A page that is kept open while the server is brought up to date three times: it goes on with the elements it came
// with, and whoever loads it anew has the new ones. Each version is a checkout of its own that is built and started as
// an operator does.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createHost, writtenPortal } from '../../demo/host.ts';
import { version } from '../../server/index.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { createCommandLine, freePort } from '../support/command-line.ts';
import { fixtures } from '../support/portal.ts';
import { password } from '../support/fixtures.ts';
import { startMailbox } from '../support/mailbox.ts';
import { thorough } from '../support/thorough.ts';
import { Acts } from './acts.ts';
import { openCrowd, visit } from './browser.ts';
import { portOf, serve } from './serving.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const endings: (() => Promise<unknown> | unknown)[] = [];
after(async () => {
  for (const end of endings.toReversed()) await end();
});

/** A checkout of the next version, built. @returns its command line */
async function upgrade(folder: string, to: string): Promise<string> {
  const checkout = join(folder, to);
  mkdirSync(checkout);
  const taken = ['server', 'widgets', 'locales', 'themes', 'docs'];
  for (const name of [...taken, 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  for (const name of ['package.json', 'widgets/core/version.ts']) {
    const text = readFileSync(join(checkout, name), 'utf8');
    writeFileSync(join(checkout, name), text.replace(version, to));
  }
  await run(process.execPath, [join(checkout, 'widgets/build.ts')], { cwd: checkout });
  return join(checkout, 'server/cli.ts');
}

/** A site with one page. */
async function site(portal: string): Promise<string> {
  const page = `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Norte</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <script type="module" src="${writtenPortal}/embed.js" data-tenant="norte"></script></head>
    <body><portal-login></portal-login><portal-orders></portal-orders><div id="later"></div></body></html>`;
  const server: Server = createHost({
    folder: join(import.meta.dirname, 'pages'),
    portal,
    pages: async (name) => (name === '/portal' ? page : null),
  });
  server.listen(0);
  endings.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://norte.localhost:${await portOf(server)}`;
}

const skip = !thorough && 'three versions are built for it: THOROUGH=yes takes it';

describe('a page that stays open', { skip, timeout: 400_000 }, () => {
  test('goes on over three upgrades, also with what it had not loaded yet', async () => {
    await buildWidgets();
    const commands = await createCommandLine(fixtures);
    const url = `http://portal.localhost:${await freePort()}`;
    const origin = await site(url);
    const box = await startMailbox();
    endings.push(() => box.close());
    const added = await commands.run('tenant', 'origin', 'add', 'norte', origin);
    assert.equal(added.code, 0, added.err);
    const env = {
      ...commands.env,
      SMTP_URL: box.sink.url,
      KEPT_VERSIONS: join(commands.folder, 'kept'),
    };
    let stop = await serve({ cli: commands.cli, env, url });
    endings.push(() => stop());

    const crowd = await openCrowd();
    endings.push(() => crowd.close());
    const { page, faults } = await visit(await crowd.newcomer(), `${origin}/portal`);
    const loaded = new Set<string>();
    page.on('response', (response) => {
      const [, of, file] =
        /\/v([\d.]+)\/([\w-]+\.js)$/.exec(new URL(response.url()).pathname) ?? [];
      if (file) loaded.add(`${of} ${file}`);
    });
    const acts = new Acts(page, 'es');
    await acts.signIn('todo', password);

    const next = (patch: number) => version.replace(/\d+$/, String(patch));
    for (const patch of [1, 2, 3]) {
      const cli = await upgrade(commands.folder, next(patch));
      await stop();
      stop = await serve({ cli, env, url });
      await acts.orders
        .getByLabel(acts.word('orders', 'date'), { exact: true })
        .selectOption('all');
      await acts.orders.getByRole('button', { name: acts.word('orders', 'submit') }).click();
      await acts.openers.first().waitFor();
    }
    // What this page never needed before still comes, of its own version.
    for (const tag of ['portal-statement', 'portal-stock']) {
      await page.evaluate((name) => {
        document.querySelector('#later')!.append(document.createElement(name));
      }, tag);
      await page.locator(`${tag}[data-state="ready"], ${tag}[data-state="idle"]`).waitFor();
      assert.ok(loaded.has(`${version} ${tag}.js`), [...loaded].join(', '));
    }
    await acts.open();
    assert.ok(
      [...loaded].every((one) => one.startsWith(`${version} `)),
      [...loaded].join(', '),
    );

    await page.reload();
    await acts.signOutButton.waitFor();
    // The loader is kept for five minutes; whoever comes without it has the new elements, beside pages that have the old.
    const other = await visit(await crowd.newcomer(), `${origin}/portal`);
    await new Acts(other.page, 'es').signIn('todo', password);
    const fresh = await other.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    assert.ok(fresh.includes(`/v${next(3)}/core.js`), fresh.join(', '));
    assert.deepEqual(other.faults, []);
    await other.page.close();
    assert.deepEqual(faults, []);
    await page.close();
  });
});
