// What strangers would put into a look, in a browser under the policy of a careful host: values, texts and pictures.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import type { BrandDraft, BrandVersion } from '#contract/branding';
import type { Problem } from '#contract/errors';
import type { Tenant } from '#contract/portal';
import { brokenRule, themeTokenTypes, type ThemeTokenName } from '#contract/tokens';
import { brands, type Brand } from '../../demo/brands.ts';
import { createApi, type Answer, type Api } from '../support/api.ts';
import { hostileTexts, hostileValues } from '../support/hostile.ts';
import { defused, hostilePictures } from '../support/hostile-pictures.ts';
import { Acts } from './acts.ts';
import { visit, type Visit } from './browser.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand, Brand];
const tokens = Object.keys(themeTokenTypes) as ThemeTokenName[];

/** Themes of hostile values, one for each token: every value stands in one of them. */
function hostileThemes(): Record<string, string | string[]>[] {
  const left = hostileValues();
  const themes = [];
  while (left.length > 0) {
    const theme: Record<string, string | string[]> = {};
    for (const name of tokens) {
      const at = left.findIndex((value) => brokenRule(name, value));
      if (at < 0) continue;
      const [value = ''] = left.splice(at, 1);
      const pair = themeTokenTypes[name] === 'color' && themes.length % 2 === 1;
      theme[name] = pair ? ['#ffffff', value] : value;
    }
    themes.push(theme);
  }
  return themes;
}

/** A theme as a file of design tokens. */
const fileOf = (theme: Record<string, string | string[]>) => {
  const file: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(theme)) {
    const [group = '', ...rest] = name.split('-');
    const [light, dark] = [value].flat();
    const token = { $value: light, ...(dark && { $extensions: { 'portico.dark': dark } }) };
    if (rest.length === 0) file[group] = token;
    else (file[group] ??= {})[rest.join('-')] = token;
  }
  return file;
};

/** Place, size and look of everything in the elements of a page. */
const lookOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walk = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((part) => [
        part,
        ...(part.shadowRoot ? walk(part.shadowRoot) : []),
      ]);
    return walk(document).map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      const { color, backgroundColor, backgroundImage, fontFamily, fontSize, position, zIndex } =
        getComputedStyle(part);
      const box = [x, y, width, height].map(Math.round).join(' ');
      const paint = [color, backgroundColor, backgroundImage, position, zIndex].join(' ');
      return `${part.localName} ${box} ${paint} ${fontSize} ${fontFamily}`;
    });
  });

/** The same, once it stays as it is. */
async function settledLook(page: Page): Promise<string[]> {
  for (let before = await lookOf(page); ;) {
    await page.waitForTimeout(100);
    const now = await lookOf(page);
    if (before.join() === now.join()) return now;
    before = now;
  }
}

/** What the page's own header shows at its middle: nothing lies over it. */
const uncovered = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const header = document.querySelector('header')!;
    const { x, y, width, height } = header.getBoundingClientRect();
    return header.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });

describe('a hostile look in a browser', () => {
  let editor: Api;
  let seen: Visit;
  const dialogs: string[] = [];
  /** What the portal is made to answer of its tenant. */
  let told: Partial<Tenant> | undefined;
  /** What the portal answers the person who is signed in. */
  let genuine: { headers: Record<string, string>; json: { tenant: Tenant } };
  /** The draft as it is before each change. */
  let draft: BrandDraft;

  /** Signs both people in, once: the stage is not set before the first test. */
  let ready: Promise<void> | undefined;
  const settled = () => (ready ??= setUp());
  async function setUp(): Promise<void> {
    const { portalUrl, sites } = theatre.stage;
    const server = portalUrl.replace('portal.localhost', '127.0.0.1');
    const headers = { 'Portal-Tenant': 'aqua', Origin: sites.aqua };
    const { body } = await createApi(server, headers)<{ token: string }>('POST /sessions', {
      body: { login: 'nilo.cantera', password: aqua.password, delivery: 'bearer' },
    });
    editor = createApi(server, {
      ...headers,
      Authorization: `Bearer ${ledger.secret('bearer', body.token)}`,
    });
    draft = (await editor<BrandDraft>('GET /branding-draft')).body;
    const context = await theatre.newcomer();
    await context.route('**/api/v1/t/*/portal', spoil);
    seen = await visit(context, `${sites.aqua}/clientes`);
    seen.page.on('dialog', async (dialog) => {
      dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    const acts = new Acts(seen.page, 'es');
    await acts.loginField.fill('iris.aguaviva');
    await acts.passwordField.fill(aqua.password);
    await acts.press('login', 'submit');
    await seen.page.locator('portal-home[data-state="ready"]').waitFor();
    const answered = seen.page.waitForResponse(
      (response) =>
        response.url().endsWith('/api/v1/portal') && response.request().method() === 'GET',
    );
    await seen.page.reload();
    const response = await answered;
    const { 'content-encoding': _, 'content-length': __, ...rest } = await response.allHeaders();
    genuine = { headers: rest, json: (await response.json()) as { tenant: Tenant } };
  }

  async function spoil(route: Route): Promise<void> {
    if (!told || route.request().method() !== 'GET') return route.continue();
    const { headers, json } = genuine;
    await route.fulfill({ headers, json: { ...json, tenant: { ...json.tenant, ...told } } });
  }
  /** Opens the home page of the customer with what the portal tells of its tenant. */
  async function open(tenant?: Partial<Tenant>): Promise<Page> {
    told = tenant;
    const { page } = seen;
    await page.goto(`${theatre.stage.sites.aqua}/clientes`);
    await page.locator('portal-home[data-state="ready"] .card').first().waitFor();
    return page;
  }
  /** Nothing was fetched from elsewhere, refused by the policy, run, or laid over the page. */
  async function harmless(what: string): Promise<void> {
    const { page, faults, origins } = seen;
    assert.deepEqual(faults.splice(0), [], what);
    const allowed = [theatre.stage.portalUrl, theatre.stage.sites.aqua];
    assert.deepEqual(
      [...origins].filter((origin) => origin !== 'null' && !allowed.includes(origin)),
      [],
      what,
    );
    assert.deepEqual(dialogs, [], what);
    assert.ok(await uncovered(page), what);
  }
  const put = async (change: object): Promise<Answer<BrandDraft>> => {
    const { logos: _, ...look } = draft.look;
    const body = { ...look, ...change, version: draft.version };
    const answer = await editor<BrandDraft>('PUT /branding-draft', { body });
    if (answer.status === 200) draft = answer.body;
    return answer;
  };

  test('500 values: refused by form and by file, and one that got through looks as none', async () => {
    await settled();
    const themes = hostileThemes();
    assert.ok(hostileValues().length >= 500);
    const { version } = draft;
    const plain = await settledLook(await open({ theme: {} }));
    assert.ok(plain.length > 100);
    for (const [i, theme] of themes.entries()) {
      const names = Object.keys(theme).toSorted();
      const file = { version, tokens: fileOf(theme) };
      for (const [answer, at] of [
        [await put({ theme }), 'theme'],
        [await editor('PUT /branding-draft/tokens', { body: file }), 'tokens'],
      ] as const) {
        assert.equal(answer.status, 400, answer.text);
        const { errors = [] } = answer.body as unknown as Problem;
        const named = errors.map(({ path }) => path.replace(`${at}.`, '')).toSorted();
        assert.deepEqual(named, names, `${at} ${i}`);
      }
      const page = await open({ theme: theme as Tenant['theme'] });
      assert.deepEqual(await settledLook(page), plain, JSON.stringify(theme));
      await harmless(JSON.stringify(theme));
    }
    const { body } = await editor<BrandDraft>('GET /branding-draft');
    assert.deepEqual(body, draft, 'the draft is as it was');
  });

  test('60 texts: words on the page, and nothing else', async () => {
    await settled();
    const texts = hostileTexts();
    const trees = [];
    for (const text of texts) {
      const answer = await put({ welcome: { es: text } });
      if (answer.status !== 200) assert.match(answer.text, /invalid_input/, text.slice(0, 60));
      else trees.push(...(answer.body.trees.es ?? []));
    }
    assert.ok(trees.length >= 60);
    const keys = ['home.title', 'home.greeting', 'app.title', 'login.sign_out', 'sections.orders'];
    const short = texts.filter((text) => text.length <= 500 && !/\{\{|\$t\(/.test(text));
    for (let i = 0; i < short.length; i += 20) {
      const own = Object.fromEntries(keys.map((key, at) => [key, short[(i + at) % short.length]!]));
      const page = await open({ welcome: { es: trees.slice(i, i + 20) }, strings: { es: own } });
      await harmless(`texts from ${i}`);
      const strange = await page.evaluate(() => {
        const walk = (root: ParentNode): Element[] =>
          [...root.querySelectorAll('*')].flatMap((part) => [
            part,
            ...(part.shadowRoot ? walk(part.shadowRoot) : []),
          ]);
        return walk(document.querySelector('portal-app')!.shadowRoot!)
          .filter(
            (part) =>
              ['script', 'iframe', 'object', 'embed', 'link', 'img'].includes(part.localName) ||
              [...part.attributes].some(({ name }) => name.startsWith('on')) ||
              /^\s*(javascript|data|vbscript|blob|file):/i.test(part.getAttribute('href') ?? ''),
          )
          .map(({ outerHTML }) => outerHTML.slice(0, 100));
      });
      assert.deepEqual(strange, []);
    }
  });

  test('40 logos: refused, or their pixels and nothing else', async () => {
    await settled();
    const id = async (bytes: Buffer) => {
      const body = { version: draft.version, content: bytes.toString('base64') };
      const answer = await editor<BrandDraft>('PUT /logos/light', { body });
      if (answer.status === 200) draft = answer.body;
      return answer;
    };
    for (const [name, bytes, expected] of await hostilePictures()) {
      const answer = await id(bytes);
      if (expected !== defused) {
        // The largest do not even come in.
        assert.ok(answer.status >= 400 && answer.status < 500, `${name}: ${answer.status}`);
        continue;
      }
      assert.equal(answer.status, 200, `${name}: ${answer.text}`);
      const { light } = answer.body.look.logos;
      const page = await open({ logos: { light: light! } });
      await page.locator('portal-app canvas.logo').waitFor();
      await harmless(name);
    }
  });

  test('published for real, a customer sees the words and the page as it was; and it is taken back', async () => {
    await settled();
    const texts = hostileTexts().filter((text) => text.length < 100 && !/\p{C}/u.test(text));
    const answer = await put({ welcome: { es: texts.join('\n\n') } });
    assert.equal(answer.status, 200, answer.text);
    const { version } = draft;
    const made = await editor<BrandVersion>('POST /branding-draft/publication', {
      body: { version },
    });
    assert.equal(made.status, 201, made.text);
    const page = await open();
    await page.getByText('constructor.constructor').first().waitFor();
    await harmless('published');
    const undone = await editor(`POST /branding-versions/${made.body.id}/undo`, { body: {} });
    assert.equal(undone.status, 200, undone.text);
    await editor('DELETE /branding-draft');
    await open();
    await harmless('taken back');
    await page.context().close();
  });
});
