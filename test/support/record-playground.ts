// Records what the demo's server answers to each element, for the playground, which has no server:
// `node test/support/record-playground.ts`. What comes out is the demo's invented data, cut to a few rows.
import { writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { readTheme } from '../../server/features/tenants/theme.ts';
import type { Recorded } from '../../widgets/playground/answers.ts';
import { elementNames } from '../../widgets/elements.ts';
import { version } from '../../widgets/core/version.ts';
import { setStage } from '../e2e/stage.ts';
import { browserFlags, findBrowser } from './browser.ts';
import { read } from './sources.ts';

/** Rows of a list that are kept, and the letters a text may have. */
const rows = 6;
/** Whom an element is shown to, where that is not a customer's contact. */
const ofStaff = new Set([
  'mass-send',
  'contacts',
  'audit',
  'settings',
  'branding',
  'staff',
  'portfolio',
]);
/** How an element shows something at once. */
const begun: Record<string, Record<string, string>> = {
  orders: { auto: '', date: 'all' },
  invoices: { auto: '' },
  stock: { auto: '' },
  statement: { auto: '', company: 'SM02' },
  shipments: { auto: '' },
  quotes: { auto: '' },
  prices: { auto: '' },
  // A subsidiary that owes, and an order that is being written.
  payments: { customer: '0001002945' },
  'order-entry': { material: '00100001', quantity: '12' },
};
/** What shows a part of another element's record comes after that. */
const inOrder = elementNames.toSorted(
  (one, other) => Number(one === 'shipment-map') - Number(other === 'shipment-map'),
);

const brand = brands.find(({ slug }) => slug === 'aqua')!;
const stage = await setStage();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
const recorded: Recorded = {
  tenant: {},
  sessions: {},
  themes: Object.fromEntries(
    ['base', ...brands.map(({ slug }) => slug)]
      .filter((name) => name === 'base' || ['aqua', 'zambe', 'barlovia'].includes(name))
      .map((name) => [name, readTheme(JSON.parse(read(`themes/${name}.json`)))]),
  ),
  elements: {},
};

type Told = { answers: Record<string, unknown>; state: string | undefined };

async function record(who: 'contact' | 'staff', login: string): Promise<void> {
  const page = await browser.newPage();
  const origin = stage.sites.pages;
  await page.goto(`${origin}/blank`);
  const { tenant, session } = await page.evaluate(signIn, {
    home: `${stage.portalUrl}/v${version}`,
    api: stage.portalUrl,
    slug: brand.slug,
    login,
    password: brand.password,
  });
  recorded.tenant = { ...tenant, terms: null, logos: {} };
  type Held = { permissions?: string[] };
  const { permissions: before = [] } = (recorded.sessions[who] ?? {}) as Held;
  const permissions = [...before, ...session.permissions];
  recorded.sessions[who] = { ...session, permissions: [...new Set(permissions)] };
  for (const name of inOrder) {
    if (ofStaff.has(name) !== (who === 'staff')) continue;
    if (recorded.elements[name]) continue;
    const attributes = attributesOf(name);
    const { answers, state } = await show(page, name, attributes);
    console.log(who.padEnd(8), name.padEnd(14), state, Object.keys(answers).join(', '));
    if (state !== 'forbidden') recorded.elements[name] = { as: who, attributes, answers };
  }
  await page.close();
}

/** How an element is written into the page. */
function attributesOf(name: string): Record<string, string> {
  if (name !== 'shipment-map') return begun[name] ?? {};
  const list = recorded.elements.shipments?.answers['GET /shipments'] as { items: Shipment[] };
  const under = list.items.find(({ status }) => status === 'in_transit') ?? list.items[0];
  return { shipment: under?.id ?? '' };
}
type Shipment = { id: string; status: string };

/** Runs in the page. */
async function signIn(given: {
  home: string;
  api: string;
  slug: string;
  login: string;
  password: string;
}) {
  const core = await import(`${given.home}/core.js`);
  core.configurePortal({ api: given.api, tenant: given.slug });
  const portal = core.portalFor(given.api, given.slug);
  const page = globalThis as unknown as {
    answers: Record<string, unknown>;
    core: unknown;
    home: string;
  };
  Object.assign(page, { answers: {}, core, home: given.home });
  const call = portal.client.call.bind(portal.client);
  portal.client.call = async (key: string, input: unknown) => {
    const answer = await call(key, input);
    if (typeof answer !== 'object' || !(answer instanceof Blob)) page.answers[key] ??= answer;
    return answer;
  };
  await portal.refresh();
  const session = await portal.signIn(given.login, given.password);
  return { tenant: portal.tenant, session };
}

async function show(page: Page, name: string, attributes: Record<string, string>): Promise<Told> {
  await page.evaluate(
    async ({ tag, given }) => {
      const { core, home } = globalThis as unknown as { core: never; home: string };
      const { widget } = await import(`${home}/portal-${tag}.js`);
      (core as { define(element: unknown): void }).define(widget);
      (globalThis as unknown as { answers: object }).answers = {};
      const element = document.createElement(`portal-${tag}`);
      for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
      document.body.replaceChildren(element);
    },
    { tag: name, given: attributes },
  );
  const settle = () => page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(1_200);
  await settle();
  // The first record, where there is one: what can be paid is none of the element's own.
  await page.evaluate(async (tag) => {
    const element = document.querySelector(`portal-${tag}`) as HTMLElement & { open?: unknown };
    const { answers } = globalThis as unknown as {
      answers: Record<string, { items?: { id?: string }[] }>;
    };
    const id = Object.entries(answers).find(
      ([key, one]) => key !== 'GET /payable-items' && one?.items?.[0]?.id,
    )?.[1].items?.[0]?.id;
    if (id && typeof element.open === 'string') element.open = id;
  }, name);
  await page.waitForTimeout(700);
  await settle();
  const told: Told = await page.evaluate((tag) => {
    const { answers } = globalThis as unknown as { answers: Record<string, unknown> };
    const { state } = document.querySelector<HTMLElement>(`portal-${tag}`)!.dataset;
    return { answers, state };
  }, name);
  return { ...told, answers: cut(told.answers) as Record<string, unknown> };
}

/** Leaves a few rows of each list. */
function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, rows).map(cut);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one)]));
}

try {
  await record('contact', brand.logins[0]!.logins[0]!);
  // Each element as somebody who may open it; all of them are one person in the playground.
  for (const { logins } of brand.staff) await record('staff', logins[0]!);
  for (const one of Object.values(recorded.elements)) delete one.answers['GET /portal'];
  writeFileSync(
    new URL('../../widgets/playground/recorded.json', import.meta.url),
    `${JSON.stringify(recorded)}\n`,
  );
} finally {
  await browser.close();
  await stage.close();
}
