// A company on its first day: the command line makes the tenant, the ERP brings a customer, and from then on its
// administrator works in the page of its own site alone. No file, no query, no developer.
// Runs alone: its server is of its own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createHost, writtenPortal } from '../../demo/host.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { createCommandLine, freePort } from '../support/command-line.ts';
import { startMailbox } from '../support/mailbox.ts';
import { AccessActs } from './access-acts.ts';
import { openCrowd, visit, type Visit } from './browser.ts';
import { ledger } from './ledger.ts';
import { portOf, serve } from './serving.ts';

const commands = await createCommandLine();
const owner = 'duna@vela.example';
const contact = 'compras@marea.example';
const [ownerPassword, contactPassword] = ['arena bajo la quilla 31', 'sal en las redes 74'];
const endings: (() => Promise<unknown> | unknown)[] = [];
after(async () => {
  for (const end of endings.toReversed()) await end();
});

/** A command that must work. @returns what it printed */
async function cli(line: string, ...more: string[]): Promise<string> {
  const args = [...line.split(' '), ...more];
  const { code, out, err } = await commands.run(...args);
  assert.equal(code, 0, `${args.join(' ')}: ${err}`);
  return out.trim();
}

/** A site with one page, the portal in it. */
async function site(portal: string): Promise<string> {
  const page = `<!doctype html><html lang="es"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Vela</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <script type="module" src="${writtenPortal}/embed.js" data-tenant="vela"></script></head>
    <body><portal-app></portal-app></body></html>`;
  const server: Server = createHost({
    folder: join(import.meta.dirname, 'pages'),
    portal,
    pages: async (name) => (name === '/index' || name === '/portal' ? page : null),
  });
  server.listen(0);
  endings.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://vela.localhost:${await portOf(server)}`;
}

/** Counts what a person presses, from now on. */
const counted = (page: Page) =>
  page.evaluate(() => {
    const counts = globalThis as typeof globalThis & { presses: number };
    counts.presses = 0;
    addEventListener('click', ({ isTrusted }) => (counts.presses += isTrusted ? 1 : 0), true);
  });
const presses = (page: Page) =>
  page.evaluate(() => (globalThis as typeof globalThis & { presses: number }).presses);

describe('a new tenant', { timeout: 300_000 }, () => {
  test('is made by the command line, branded, and its first contact limited, invited and in', async () => {
    await buildWidgets();
    const portalUrl = `http://portal.localhost:${await freePort()}`;
    const origin = await site(portalUrl);
    const box = await startMailbox();
    endings.push(() => box.close());
    await cli(
      'tenant create --slug vela --name Vela --locale es --time-zone America/Mexico_City',
      '--company',
      'VE01;Vela S.A.;MXN',
      '--origin',
      origin,
      '--page',
      `${origin}/portal`,
    );
    await cli(
      `staff create --tenant vela --name Duna --email ${owner} --profile owner --all-customers`,
    );
    await cli(`contact invite --tenant vela --login ${owner}`);
    const key = await cli('key create --tenant vela --name ERP --expires 2099-01-01');
    const env = { ...commands.env, SMTP_URL: box.sink.url };
    endings.push(await serve({ cli: commands.cli, env, url: portalUrl }));
    const records = {
      customers: { number: '42', name: 'Marea', companies: [{ company: 'VE01' }] },
      contacts: { id: 'C-1', customer: '42', name: 'Compras de Marea', email: contact },
    };
    for (const [entity, record] of Object.entries(records)) {
      const file = join(commands.folder, `${entity}.ndjson`);
      writeFileSync(file, `${JSON.stringify(record)}\n`);
      const to = ['--url', portalUrl, '--tenant', 'vela', '--key', ledger.secret('key', key)];
      await cli('import', entity, file, ...to);
    }

    assert.match(await cli(`doctor ${origin}/portal`), /Nothing keeps the portal/);

    const crowd = await openCrowd();
    endings.push(() => crowd.close());
    /** Follows the link that was mailed to somebody, chooses a password and signs in. */
    const enter = async (mailbox: string, password: string, width: number) => {
      const { link } = await box.next(mailbox);
      assert.ok(link.startsWith(`${origin}/portal#`), link);
      const visited: Visit = await visit(await crowd.newcomer(), 'about:blank');
      await visited.page.setViewportSize({ width, height: 800 });
      await visited.page.goto(link);
      const acts = new AccessActs(visited.page, 'es');
      await acts.newField.waitFor();
      await acts.define(password);
      await acts.press('login', 'enter');
      await acts.loginField.fill(mailbox);
      await acts.passwordField.fill(password);
      await acts.press('login', 'submit');
      await visited.page.locator('portal-app portal-home .card').first().waitFor();
      return { ...visited, acts };
    };
    const { page, acts, faults } = await enter(owner, ownerPassword, 1280);

    // The look: one colour, seen on the stage, published.
    const app = page.locator('portal-app');
    const go = (section: string) =>
      app.locator('.nav').getByText(acts.word('sections', section), { exact: true }).click();
    await go('branding');
    const branding = page.locator('portal-branding');
    await branding.locator('#color-primary-light').fill('#7a1fa2');
    await branding.locator('.glass portal-home').waitFor();
    await branding
      .getByRole('tab', { name: acts.word('branding', 'group_publish'), exact: true })
      .click();
    await branding.locator('.header').getByRole('button').click();
    await branding.getByText(acts.word('branding', 'published'), { exact: true }).first().waitFor();

    // The first contact: found, limited to two areas, invited.
    const begun = performance.now();
    await counted(page);
    await go('contacts');
    const contacts = page.locator('portal-contacts');
    await contacts.getByRole('button', { name: acts.word('contacts', 'submit') }).click();
    await contacts.locator('[data-record]').first().click();
    for (const area of ['statement', 'stock'])
      await contacts
        .getByRole('radiogroup', { name: acts.word('contacts', `area_${area}`) })
        .getByRole('radio', { name: acts.word('contacts', 'step_view') })
        .check();
    const press = (word: string) =>
      contacts.getByRole('button', { name: acts.word('contacts', word), exact: true }).click();
    await press('save_access');
    await press('act_invite');
    await contacts
      .getByRole('button', { name: acts.word('contacts', 'act_invite_again'), exact: true })
      .waitFor();
    const took = ((performance.now() - begun) / 1_000).toFixed(1);
    console.log(
      `the first contact limited and invited in ${took} s by ${await presses(page)} presses`,
    );

    const theirs = await enter(contact, contactPassword, 360);
    const home = theirs.page.locator('portal-app portal-home');
    await home.locator('.card .go').first().waitFor();
    assert.deepEqual(await home.locator('.card .go').allInnerTexts(), [
      acts.word('sections', 'stock'),
      acts.word('sections', 'statement'),
    ]);
    assert.equal(await theirs.page.evaluate(() => document.documentElement.scrollWidth), 360);
    for (const [section, tag] of [
      ['stock', 'portal-stock'],
      ['statement', 'portal-statement'],
    ] as const) {
      await theirs.page.evaluate((name) => (location.hash = `#/${name}`), section);
      await theirs.page.locator(`${tag}[data-state="ready"], ${tag}[data-state="idle"]`).waitFor();
    }
    await theirs.page.evaluate(() => (location.hash = '#/stock'));
    const button = theirs.page.locator('portal-stock .button.primary').first();
    const colour = await button.evaluate((one) => getComputedStyle(one).backgroundColor);
    assert.equal(colour, 'rgb(122, 31, 162)', 'in the look that was published');
    assert.deepEqual([...faults, ...theirs.faults], []);
  });
});
