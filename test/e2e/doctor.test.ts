// What keeps the portal from working on a page is named, with its cure, from outside (`portico doctor`) and from
// inside (`data-doctor`): real servers, a real browser, each fault on a page of its own.
// Runs alone: its servers are of its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser } from 'playwright-core';
import type { DoctorCode, DoctorFinding } from '#contract/doctor-words';
import { tell } from '../../server/cli/doctor.ts';
import { examine, type DoctorOptions } from '../../server/cli/doctor-visit.ts';
import { loadTexts } from '../../server/output/texts.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { browserFlags, findBrowser } from '../support/browser.ts';
import { openProxy, openSite, type SitePage } from '../support/doctor-house.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

/** A fault: the page that has it, what each doctor calls it, and how the page is reached. */
type Case = SitePage & {
  outside: DoctorCode;
  inside: DoctorCode;
  host?: string;
  options?: Partial<DoctorOptions>;
  /** Minutes that the reader's clock is ahead. */
  ahead?: number;
  login?: string;
};

let running: TestPortal;
let site: Awaited<ReturnType<typeof openSite>>;
let browser: Browser;
const closers: (() => Promise<void>)[] = [];
const pages: Record<string, SitePage> = {};
const cases = new Map<string, Case>();
const orders = '<portal-orders></portal-orders>';
const tag = (server: string, data = 'data-tenant="norte"') =>
  `<script type="module" src="${server}/embed.js" data-doctor ${data}></script>`;

before(async () => {
  await buildWidgets();
  running = await startPortal({
    assets: new URL('../../dist/embed', import.meta.url).pathname,
  });
  site = await openSite(pages);
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  const origins = ['127.0.0.1', '0.0.0.0'].map((host) => `http://${host}:${site.port}`);
  await running.portal.admin.addOrigins('norte', origins);
  for (const [name, one] of Object.entries(await faults())) {
    cases.set(name, one);
    pages[`/${name}`] = one;
  }
});
after(async () => {
  await browser?.close();
  for (const close of [site?.close, ...closers, running?.close]) await close?.();
});

async function faults(): Promise<Record<string, Case>> {
  const { url } = running;
  const behind = async (spoil: Parameters<typeof openProxy>[1]) => {
    const proxy = await openProxy(url, spoil);
    closers.push(proxy.close);
    return proxy.url;
  };
  const lets = `script-src ${url}; connect-src ${url}; img-src ${url}`;
  const both = (code: DoctorCode) => ({ outside: code, inside: code });
  const usual = { body: tag(url) + orders };
  const silent = await behind({
    answers: ({ method, url: path }) => method === 'OPTIONS' && path!.startsWith('/api/'),
    headers: (headers) => {
      for (const name of Object.keys(headers))
        if (name.startsWith('access-control-') && !headers.etag) delete headers[name];
    },
  });
  const dropping = await behind({ headers: (headers) => delete headers['set-cookie'] });
  const newer = await behind({
    body: (text, path) =>
      path.startsWith('/diagnosis') ? text.replace(/"0\.\d+\.\d+"/, '"99.0.0"') : text,
  });
  return {
    sound: { ...usual, policy: lets, ...both('signed_out') },
    unlisted: { ...usual, host: 'localhost', ...both('origin_unlisted') },
    nobodys: { body: tag(url, '') + orders, ...both('tenant_missing') },
    unknown: { body: tag(url, 'data-tenant="otra"') + orders, ...both('tenant_unknown') },
    closed: {
      ...usual,
      policy: `script-src ${url}; connect-src 'self'`,
      ...both('policy_connect'),
    },
    typed: {
      ...usual,
      policy: `${lets}; trusted-types other; require-trusted-types-for 'script'`,
      ...both('policy_name'),
    },
    pictureless: {
      ...usual,
      policy: `${lets.replace(/img-src .*/, "img-src 'none'")}`,
      ...both('policy_image'),
    },
    silent: { body: tag(silent) + orders, ...both('cors_blocked') },
    forgetful: { body: tag(dropping) + orders, outside: 'cookie_changed', inside: 'cookie_memory' },
    late: {
      ...usual,
      ...both('clock_off'),
      ahead: 9,
      options: { now: () => Date.now() + 9 * 60_000 },
    },
    older: { body: tag(newer) + orders, ...both('version_differs') },
    plain: { ...usual, host: '0.0.0.0', ...both('page_plain') },
    away: {
      body: tag(url, 'data-tenant="norte" data-api="http://127.0.0.1:9"') + orders,
      ...both('server_away'),
    },
    misspelt: { body: `${tag(url)}<portal-order></portal-order>`, ...both('tag_unknown') },
    barred: {
      body: `${tag(url)}<portal-stock></portal-stock>${orders}`,
      ...both('permission_missing'),
      options: { login: 'sinmontos', password },
      login: 'sinmontos',
    },
  };
}

const addressOf = (name: string, { host = '127.0.0.1' }: { host?: string } = {}) =>
  `http://${host}:${site.port}/${name}`;
const codes = (findings: readonly DoctorFinding[]) =>
  findings.flatMap(({ code }) => code ?? []).filter((code) => code !== 'signed_out');

/** Opens a page of which the doctor is part. @returns what it found, and what it wrote over the page */
async function visit(name: string, one: Case) {
  const context = await browser.newContext();
  const page = await context.newPage();
  if (one.ahead) await page.clock.setFixedTime(Date.now() + one.ahead * 60_000);
  if (one.login) {
    await page.goto(addressOf('sound'));
    await page.evaluate(
      ([server, login, secret]) =>
        fetch(`${server}/api/v1/sessions`, {
          method: 'POST',
          credentials: 'include',
          headers: { 'Content-Type': 'application/json', 'Portal-Tenant': 'norte' },
          body: JSON.stringify({ login, password: secret, delivery: 'cookie' }),
        }),
      [running.url, one.login, password],
    );
  }
  await page.addInitScript(() => {
    document.addEventListener('portal-doctor', (event) => {
      (globalThis as typeof globalThis & { found?: unknown }).found = (event as CustomEvent).detail;
    });
  });
  await page.goto(addressOf(name, one));
  const panel = page.locator('#portal-doctor .panel li').first();
  await panel.waitFor();
  const { findings } = await page.evaluate(
    () => (globalThis as typeof globalThis & { found: { findings: DoctorFinding[] } }).found,
  );
  const said: Record<string, string> = {};
  for (const language of ['es', 'pt', 'en']) {
    await page.locator('#portal-doctor select').selectOption(language);
    await page.locator(`#portal-doctor .panel[lang=${language}]`).waitFor();
    said[language] = await page.locator('#portal-doctor .panel').innerText();
  }
  await context.close();
  return { findings, said };
}

const names = [
  'sound',
  'unlisted',
  'nobodys',
  'unknown',
  'closed',
  'typed',
  'pictureless',
  'silent',
  'forgetful',
  'late',
  'older',
  'plain',
  'away',
  'misspelt',
  'barred',
];

describe('the doctor', { timeout: 240_000, concurrency: 4 }, () => {
  for (const name of names)
    test(`names what is wrong with a page: ${name}`, async () => {
      const one = cases.get(name)!;
      const { outside, inside, options } = one;
      const [seen, { findings, said }] = await Promise.all([
        examine({ ...options, page: addressOf(name, one) }),
        visit(name, one),
      ]);
      const wanted = (code: DoctorCode) => (code === 'signed_out' ? [] : [code]);
      // A page of another host is on another site as well.
      const others = codes(seen).filter((code) => !one.host || code !== 'cookie_cross_site');
      assert.deepEqual(others, wanted(outside), 'outside');
      assert.deepEqual(codes(findings), wanted(inside), 'inside');
      const texts = loadTexts();
      for (const language of ['es', 'pt', 'en'] as const) {
        const t = texts(language);
        const finding = (all: readonly DoctorFinding[], code: DoctorCode) =>
          all.find((each) => each.code === code)!;
        const cureOf = (all: readonly DoctorFinding[], code: DoctorCode) =>
          t(`doctor.${code}_cure`, finding(all, code).params);
        assert.ok(tell(seen, t).join('\n').includes(cureOf(seen, outside)), language);
        assert.ok(said[language]!.includes(cureOf(findings, inside)), said[language]);
      }
    });

  test('names what only shows from outside', async () => {
    const { url } = running;
    pages['/classic'] = { body: tag(url).replace('type="module" ', '') + orders };
    pages['/none'] = { body: orders };
    pages['/moved'] = { body: tag(`${url}/elsewhere`) + orders };
    pages['/narrow'] = {
      body: tag(url) + orders,
      policy: `default-src 'self'; connect-src ${url}; img-src ${url}; script-src ${url}/embed.js`,
    };
    const seen = async (name: string) => codes(await examine({ page: addressOf(name) }));
    assert.deepEqual(await seen('classic'), ['script_classic']);
    assert.deepEqual(await seen('none'), ['script_missing']);
    assert.deepEqual((await seen('moved')).slice(0, 2), ['script_away', 'server_away']);
    assert.deepEqual(await seen('narrow'), ['policy_script']);
    assert.deepEqual(await seen('nowhere'), ['page_away']);
    assert.deepEqual(
      codes(await examine({ page: addressOf('none'), server: url, tenant: 'norte' })),
      [],
    );
  });
});
