// Holds every element against axe, in Spanish and Portuguese, light and dark, at three widths.
// With the demo running (`npm start`):
//   node test/bench/axe.ts http://portal.localhost:4400/playground - [only elements with one of these in their name, divided by commas]
//     each element in each of its states, with what was recorded;
//   node test/bench/axe.ts http://aqua.localhost:4401 aqua [only pages with one of these in their path]
//     each page of a brand, as a customer, an executive and who looks after the settings.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium, type Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import type { Brand } from '../../demo/brand.ts';
import { elementNames } from '../../widgets/elements.ts';
import { states } from '../../widgets/playground/states.ts';
import { browserFlags, findBrowser } from '../support/browser.ts';

const [site = '', slug = '', only = ''] = process.argv.slice(2);
/** Whether a name or a path is among those asked for, divided by commas; all are where none is. */
const isWanted = (name: string): boolean => only.split(',').some((part) => name.includes(part));
const brand = brands.find((one) => one.slug === slug);
if (!site || !(brand ?? slug === '-'))
  throw new Error('Say where a site answers, and whose it is.');

const widths = [320, 768, 1280];
const schemes = ['light', 'dark'] as const;
/** Each language in the look of the brand that speaks it. */
const looks = { es: 'aqua', pt: 'zambe' } as const;
const languages = ['es', 'pt'] as const;
/** What a page, and not an element, answers for. */
const pageRules = ['region', 'landmark-one-main', 'bypass'];

type Finding = { id: string; impact: string | null; targets: string[] };

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });

const found = new Map<string, { count: number; first: string; targets: string[] }>();
let looksTaken = 0;

/** Looks at what stands within, in place and as it is, and notes what is found. */
async function look(page: Page, within: string, where: string, how: string): Promise<void> {
  // What sticks to the lower edge stands in its own place at the end of the page, and covers nothing that is being read.
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  // What fades or slides in is looked at once it is there.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  looksTaken += 1;
  for (const { id, impact, targets } of await check(page, within)) {
    const key = `${id} (${impact}) ${where}`;
    const known = found.get(key) ?? { count: 0, first: how, targets };
    found.set(key, { ...known, count: known.count + 1 });
  }
}

async function check(page: Page, within: string): Promise<Finding[]> {
  return page.evaluate(
    async ({ without, within }) => {
      type Node = { target: unknown[]; failureSummary?: string };
      type Violation = { id: string; impact: string | null; nodes: Node[] };
      const { axe: tool } = globalThis as unknown as {
        axe: { run(where: Element, how: object): Promise<{ violations: Violation[] }> };
      };
      const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
      const where = document.querySelector(within)!;
      const { violations } = await tool.run(where, { rules, resultTypes: ['violations'] });
      return violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        targets: nodes
          .slice(0, 3)
          .map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary ?? ''}`),
      }));
    },
    { without: within === 'html' ? pageRules : [...pageRules, 'page-has-heading-one'], within },
  );
}

/** Every element of the playground in every state. */
async function playground(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1700, height: 900 } });
  await page.goto(site);
  await page.locator('.glass > *').waitFor();
  await page.evaluate(axe);
  const choose = (name: string, value: string) =>
    page.locator(`aside select[name=${name}]`).selectOption(value);
  for (const name of elementNames.filter((one) => one !== 'config' && isWanted(one))) {
    for (const language of languages) {
      await choose('language', language);
      await choose('theme', looks[language]);
      await choose('element', name);
      for (const state of states) {
        await choose('state', state);
        await page
          .waitForFunction(
            ([tag, to]) =>
              document.querySelector<HTMLElement & { state?: string }>(`.glass > portal-${tag}`)
                ?.state === to,
            [name, state],
            { timeout: 1_500 },
          )
          .catch(() => {});
        for (const scheme of schemes) {
          await choose('scheme', scheme);
          for (const width of widths) {
            await choose('width', String(width));
            await look(page, '.glass', `${name} ${state}`, `${language} ${scheme} ${width}`);
          }
        }
      }
    }
    console.log(`${name}: ${looksTaken} looks, ${found.size} findings`);
  }
}

async function enter(page: Page, { site: { places }, password }: Brand, login: string) {
  await page.goto(`${site}${places.account}`);
  await page.locator('portal-login #login').fill(login);
  await page.locator('portal-login #password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('portal-login .session').waitFor();
  await page.goto(`${site}${places.home}`);
  const accept = page.getByRole('button', { name: /Aceptar y continuar|Aceitar e continuar/ });
  const home = page.locator('portal-home[data-state=ready]');
  await accept.first().or(home).waitFor();
  if (await accept.count()) await accept.first().click();
  await home.waitFor();
}

/** Every page of a brand's site, as people of three kinds see it. */
async function pages(of: Brand): Promise<void> {
  const { logins, staff, site: host } = of;
  const people = [
    logins[0]?.logins[0],
    staff[0]?.logins[0],
    staff.find(({ permissions }) => permissions.includes('settings.manage'))?.logins[0],
  ].filter((login): login is string => login !== undefined);
  const paths = [...new Set([...Object.values(host.places), ...host.others])];
  for (const login of people) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await enter(page, of, login);
    for (const path of paths.filter(isWanted)) {
      for (const language of languages) {
        await page.evaluate((one) => localStorage.setItem('lang', one), language);
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(`${site}${path}`);
        await page.waitForFunction(() =>
          [...document.querySelectorAll<HTMLElement & { state?: string }>('*')]
            .filter(({ localName }) => localName.startsWith('portal-'))
            .every(({ state }) => state !== undefined && state !== 'loading' && state !== 'stale'),
        );
        await page.evaluate(axe);
        for (const scheme of schemes) {
          await page.emulateMedia({ colorScheme: scheme });
          for (const width of widths) {
            await page.setViewportSize({ width, height: 900 });
            await look(page, 'html', path, `${login} ${language} ${scheme} ${width}`);
          }
        }
      }
      console.log(`${login} ${path}: ${looksTaken} looks, ${found.size} findings`);
    }
    await context.close();
  }
}

if (brand) await pages(brand);
else await playground();
await browser.close();
for (const [what, { count, first, targets }] of found)
  console.log(`${what}: ${count} times, first ${first}\n  ${targets.join('\n  ')}`);
console.log(`${looksTaken} looks, ${found.size} kinds of findings`);
process.exitCode = found.size === 0 ? 0 : 1;
