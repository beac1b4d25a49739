// What happens in the middle of a form.
import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page, Request } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { aqua, norte, type Form } from './interruption-forms.ts';
import { theatre } from './theatre.ts';
import { write } from './writing.ts';

export type Scene = {
  page: Page;
  context: BrowserContext;
  acts: Acts;
  element: Locator;
  form: Form;
};

/** What happens in the middle of a form. */
export type Interruption = {
  name: string;
  /** Sends it, which fails: it is still there, without being opened again. */
  sends?: boolean;
  /** Sends it, and it is taken without another press. */
  ends?: boolean;
  /** Somebody else was at this browser: what was typed need not come back. */
  forgets?: boolean;
  /** Whether it can happen to a form; to any where nothing is said. */
  to?(form: Form): boolean;
  happen(scene: Scene): Promise<void>;
};

/** Each leaves the reader on the page, where what was typed is looked for. */
export const interruptions: readonly Interruption[] = [
  {
    name: 'the page is loaded again',
    happen: async ({ page }) => {
      await page.reload();
    },
  },
  {
    name: 'the reader goes elsewhere and back',
    happen: async ({ page }) => {
      await page.goto(`${theatre.stage.sites.aqua}/inicio`);
      await page.goBack();
    },
  },
  {
    name: 'the page takes the element out and puts it back',
    happen: async ({ element }) => {
      await element.evaluate(async (node) => {
        const { parentNode, nextSibling } = node;
        node.remove();
        await new Promise((resolve) => setTimeout(resolve, 50));
        parentNode!.insertBefore(node, nextSibling);
      });
    },
  },
  {
    name: 'the same form is filled in and sent from another tab',
    to: ({ spends }) => !spends,
    happen: async ({ page, context, form }) => {
      const { page: other } = await visit(context, `${theatre.stage.sites.aqua}${form.path}`);
      const element = other.locator(form.element);
      const texts = Object.entries(form.texts(900));
      await form.open(element, new Acts(other, 'es'));
      for (const [selector, text] of texts) {
        const field = element.locator(selector);
        await field.waitFor();
        await write(field, text);
      }
      await form.send(element).click();
      await form.taken(element, 900).waitFor();
      await other.close();
      await page.bringToFront();
      await page.reload();
    },
  },
  {
    name: 'the permission for it is taken away, and given back',
    to: ({ needs }) => needs !== undefined,
    happen: async ({ page, element, form }) => {
      await theatre.stage.letDo('aqua', form.needs!, false);
      try {
        await form.send(element).click();
        await element
          .getByText(/no tiene permiso/i)
          .first()
          .waitFor();
      } finally {
        await theatre.stage.letDo('aqua', form.needs!, true);
      }
      await page.reload();
    },
  },
  {
    name: 'the customer is renamed by the ERP',
    to: ({ login }) => login === 'direccion' || login === 'pagos.norte',
    happen: async ({ page }) => {
      const called = async (name: string) => {
        const { results } = await theatre.stage.sync('aqua', 'customers', [{ ...norte, name }]);
        assert.match(results[0]!.status, /^(updated|unchanged)$/);
      };
      await called(`${norte.name} Nueva`);
      await page.reload();
      await called(norte.name);
      await page.reload();
    },
  },
  {
    name: 'the server is away',
    sends: true,
    happen: async (scene) => {
      await scene.page.route('**/api/v1/**', (route) => route.abort());
      await refused(scene, /conexión|servidor|red/i);
      await scene.page.unroute('**/api/v1/**');
    },
  },
  {
    name: 'the server starts anew',
    sends: true,
    happen: async (scene) => {
      await theatre.stage.stop();
      try {
        await refused(scene, /conexión|servidor|red/i);
      } finally {
        await theatre.stage.resume();
      }
    },
  },
  {
    name: 'the network is gone',
    sends: true,
    happen: async (scene) => {
      await scene.context.setOffline(true);
      await refused(scene, /conexión|servidor|red/i);
      await scene.context.setOffline(false);
    },
  },
  answered('the server fails', problem(500, 'internal'), /falló de nuestro lado/i),
  answered('the server is full', problem(503, 'unavailable'), /no está disponible/i),
  answered('too much was asked', problem(429, 'too_many_requests'), /demasiadas/i),
  answered('what is sent is refused', problem(400, 'invalid_input'), /revise/i),
  answered(
    'a proxy answers with a page of its own',
    { status: 200, contentType: 'text/html', body: '<title>Red de invitados</title>' },
    /no está disponible/i,
  ),
  answered(
    'a gateway has nobody behind it',
    { status: 502, contentType: 'text/html', body: '<title>502</title>' },
    /no está disponible|falló de nuestro lado/i,
  ),
  {
    name: 'the answer is lost on its way',
    sends: true,
    // The second press is told what became of the first.
    to: ({ spends }) => !spends,
    happen: async (scene) => {
      theatre.stage.loseAnswers = true;
      try {
        await refused(scene, /conexión|servidor|red/i);
      } finally {
        theatre.stage.loseAnswers = false;
      }
    },
  },
  {
    name: 'it is sent twice in a hurry',
    ends: true,
    to: ({ spends }) => !spends,
    happen: async ({ page, element, form }) => {
      const sent: string[] = [];
      await page.route('**/api/v1/**', async (route) => {
        if (writes(route.request())) {
          sent.push(`${route.request().method()} ${route.request().url()}`);
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
        return route.fallback();
      });
      await form.send(element).dblclick();
      await page.waitForTimeout(1_000);
      await page.unroute('**/api/v1/**');
      assert.deepEqual(sent, [...new Set(sent)]);
    },
  },
  {
    name: 'the window becomes a phone’s',
    happen: async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.waitForTimeout(300);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  },
  {
    name: 'the page is printed',
    happen: async ({ page }) => {
      await page.emulateMedia({ media: 'print' });
      await page.waitForTimeout(300);
      await page.emulateMedia({ media: null });
    },
  },
  {
    name: 'night falls',
    happen: ({ page }) => page.emulateMedia({ colorScheme: 'dark' }),
  },
  {
    name: 'the page changes its language and back',
    happen: async ({ page }) => {
      const speak = (language: string) =>
        page.evaluate((lang) => void (document.documentElement.lang = lang), language);
      await speak('pt-BR');
      await page.waitForTimeout(500);
      await speak('es-MX');
    },
  },
  {
    name: 'another tab is looked at',
    happen: async ({ page, context }) => {
      const { page: other } = await visit(context, `${theatre.stage.sites.aqua}/inicio`);
      await other.bringToFront();
      await other.waitForTimeout(300);
      await other.close();
      await page.bringToFront();
    },
  },
  {
    name: 'the browser puts the page to sleep',
    happen: async ({ page, context }) => {
      const session = await context.newCDPSession(page);
      for (const state of ['frozen', 'active'] as const)
        await session.send('Page.setWebLifecycleState', { state });
      await session.detach();
    },
  },
  {
    name: 'the page goes to a place of its own and back',
    happen: async ({ page }) => {
      await page.evaluate(() => history.pushState(null, '', '#pie'));
      await page.waitForTimeout(300);
      await page.goBack();
    },
  },
  {
    name: 'the page shows a second element of the kind for a while',
    happen: async ({ element }) => {
      await element.evaluate(async (node) => {
        const second = document.createElement(node.localName);
        node.after(second);
        await new Promise((resolve) => setTimeout(resolve, 700));
        second.remove();
      });
    },
  },
  {
    name: 'the reader signs out in another tab',
    happen: async ({ page, context, form }) => {
      await elsewhere(context, async (acts) => acts.signOut());
      await page.bringToFront();
      const acts = new Acts(page, 'es');
      await acts.loginField.waitFor();
      await acts.signIn(form.login, aqua.password);
    },
  },
  {
    name: 'somebody else signs in in another tab, and goes',
    forgets: true,
    happen: async ({ page, context, form, element }) => {
      const fields = Object.keys(form.texts(0));
      const typed = () =>
        Promise.all(
          fields.map(async (selector) => {
            const field = element.locator(selector);
            return (await field.count()) > 0 ? field.inputValue() : null;
          }),
        );
      const before = await typed();
      await elsewhere(context, async (acts) => {
        await acts.signOut();
        await acts.signIn('dos.clientes', aqua.password);
      });
      await page.bringToFront();
      // Nobody reads what another person typed.
      await eventually(async () => {
        const now = await typed();
        return now.at(-1) !== before.at(-1);
      }, 'Somebody else sees what was typed');
      await elsewhere(context, async (acts) => acts.signOut());
      const acts = new Acts(page, 'es');
      await acts.loginField.waitFor();
      await acts.signIn(form.login, aqua.password);
    },
  },
  {
    name: 'the session ends',
    ends: true,
    happen: async ({ page, context, acts, element, form }) => {
      await context.clearCookies();
      await form.send(element).click();
      const dialog = page.getByRole('dialog', { name: acts.word('session', 'title') });
      await dialog.getByLabel(acts.word('login', 'password'), { exact: true }).fill(aqua.password);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
    },
  },
];

/** Does something in another tab of the same browser. */
async function elsewhere(
  context: BrowserContext,
  work: (acts: Acts) => Promise<void>,
): Promise<void> {
  const { page } = await visit(context, `${theatre.stage.sites.aqua}/portal`);
  await work(new Acts(page, 'es'));
  await page.close();
}

const writes = (request: Request): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(request.method());

/** Presses the button that sends, and waits for the words that say why it was not taken: in the form or above it. */
async function refused({ element, form }: Scene, words: RegExp): Promise<void> {
  await form.send(element).click();
  await element.getByText(words).first().waitFor();
}

type Answer = { status: number; contentType: string; body: string };

function problem(status: number, code: string): Answer {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code });
  return { status, contentType: 'application/problem+json', body };
}

/** What is sent gets an answer that is not the server's usual one, and is told in words. */
function answered(name: string, answer: Answer, words: RegExp): Interruption {
  return {
    name,
    sends: true,
    happen: async (scene) => {
      await scene.page.route('**/api/v1/**', (route) =>
        writes(route.request())
          ? route.fulfill({
              ...answer,
              headers: {
                'Access-Control-Allow-Origin': new URL(scene.page.url()).origin,
                'Access-Control-Allow-Credentials': 'true',
              },
            })
          : route.fallback(),
      );
      await refused(scene, words);
      await scene.page.unroute('**/api/v1/**');
    },
  };
}
