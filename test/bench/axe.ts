// Holds every element of a running demo against axe: every page of a brand, es and pt, light and dark, three widths.
//   npm start, then: node test/bench/axe.ts http://aqua.localhost:5301 aqua [only pages whose path has this]
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium, type Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { browserFlags, findBrowser } from '../support/browser.ts';

const [site = '', slug = '', only = ''] = process.argv.slice(2);
const brand = brands.find((one) => one.slug === slug);
if (!site || !brand) throw new Error('Say where a site answers, and whose it is.');

const widths = [320, 768, 1280];
const schemes = ['light', 'dark'] as const;
const languages = ['es', 'pt'];
/** What a page of the demo, and not an element, answers for. */
const pageRules = ['region', 'landmark-one-main', 'bypass'];

type Finding = { id: string; impact: string | null; targets: string[] };

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
const { password, logins, staff } = brand;
const people = [
  logins[0]?.logins[0],
  staff[0]?.logins[0],
  staff.find(({ permissions }) => permissions.includes('settings.manage'))?.logins[0],
].filter((login): login is string => login !== undefined);

async function enter(page: Page, login: string): Promise<void> {
  await page.goto(`${site}${brand!.site.places.account}`);
  await page.goto(`${site}/clientes`);
  const name = page.getByRole('textbox', { name: /^(Usuario|Usuário)/ }).first();
  await name.fill(login);
  await page
    .getByLabel(/^(Contraseña|Senha)$/)
    .first()
    .fill(password);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(2_500);
  const accept = page.getByRole('button', { name: /Aceptar y continuar|Aceitar e continuar/ });
  if (await accept.count()) await accept.first().click();
  await page.waitForTimeout(1_000);
}

async function check(page: Page): Promise<Finding[]> {
  return page.evaluate(async (without) => {
    type Node = { target: unknown[] };
    type Violation = { id: string; impact: string | null; nodes: Node[] };
    const { axe: tool } = globalThis as unknown as {
      axe: { run(where: Document, how: object): Promise<{ violations: Violation[] }> };
    };
    const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
    const { violations } = await tool.run(document, { rules, resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      targets: nodes.slice(0, 3).map(({ target }) => JSON.stringify(target)),
    }));
  }, pageRules);
}

const found = new Map<string, { count: number; first: string; targets: string[] }>();
let runs = 0;
const paths = [...new Set([...Object.values(brand.site.places), '/clientes'])];
for (const login of people) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await enter(page, login);
  for (const lang of languages) {
    await page.evaluate((one) => localStorage.setItem('lang', one), lang);
    for (const path of paths.filter((one) => one.includes(only))) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${site}${path}`);
      await page.waitForTimeout(1_200);
      await page.evaluate(axe);
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme });
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          await page.waitForTimeout(120);
          runs += 1;
          for (const { id, impact, targets } of await check(page)) {
            const key = `${id} (${impact}) ${path}`;
            const known = found.get(key) ?? {
              count: 0,
              first: `${login} ${lang} ${scheme} ${width}`,
              targets,
            };
            found.set(key, { ...known, count: known.count + 1 });
          }
        }
      }
    }
  }
  await context.close();
}
await browser.close();
for (const [what, { count, first, targets }] of found)
  console.log(`${what}: ${count} times, first ${first}\n  ${targets.join('\n  ')}`);
console.log(`${runs} looks, ${found.size} kinds of findings`);
