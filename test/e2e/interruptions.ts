// In the middle of a form: each form and each interruption, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { PersonPermission } from '#contract/permissions';
import { brands, type Brand } from '../../demo/brands.ts';
import { addDays } from '../../demo/data/dates.ts';
import { todayIn } from '../../demo/data/index.ts';
import { dayText } from '../../widgets/kit/day-text.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';
import { thorough } from '../support/thorough.ts';

const [aqua] = brands as [Brand, Brand];

type Form = {
  name: string;
  login: string;
  path: string;
  element: string;
  /** Opens the form, on a page that was just loaded. */
  open(element: Locator, acts: Acts): Promise<void>;
  /** What is typed, by the selector of the field; each run is another one. */
  texts(run: number): Record<string, string>;
  send(element: Locator): Locator;
  /** A document can be promised or disputed once, and there are few: it is sent only where the session ends. */
  spends?: boolean;
  /** What a customer's person needs to send it. */
  needs?: PersonPermission;
  /** What is there once it was taken. */
  taken(element: Locator, run: number): Locator;
};

const norte = aqua.source.buyers.find(({ record }) => record.companies.length > 0)!.record;

/** Documents that were neither disputed nor paid yet. */
const openDocuments = (element: Locator, acts: Acts) =>
  element
    .locator('tbody tr', { hasText: acts.word('payments', 'dispute') })
    .filter({ hasNotText: acts.word('payments', 'see_payment').split('{{')[0]! })
    .filter({ hasNotText: 'USD' });

const submit = (element: Locator) => element.locator('form .actions button[type="submit"]').first();
const submitDialog = (element: Locator) =>
  element.locator('dialog[open] .actions button[type="submit"]');

const forms: readonly Form[] = [
  {
    name: 'a request of a customer',
    login: 'direccion',
    path: '/servicio',
    element: 'portal-service',
    open: async (element, acts) => {
      const start = element.getByRole('button', { name: acts.word('service', 'new') }).first();
      const other = element.getByRole('button', { name: 'Otro asunto' });
      await start.or(other).first().waitFor();
      if (await start.isVisible()) await start.click();
      await other.click();
    },
    texts: (run) => ({ '#subject': `Asunto ${run}`, '#text': `Primera línea ${run}\nsegunda` }),
    send: submit,
    taken: (element, run) => element.getByText(`Asunto ${run}`).first(),
  },
  {
    name: 'a name in the account',
    login: 'pagos.norte',
    path: '/cuenta',
    element: 'portal-account',
    open: async () => {},
    texts: (run) => ({ '#name': `Cuentas por pagar ${run}` }),
    send: submit,
    taken: (element) => element.getByText('Se guardaron los cambios.').first(),
  },
  {
    name: 'a site in the settings',
    login: 'bruma.salina',
    path: '/configuracion',
    element: 'portal-settings',
    open: async (element) => {
      await element.locator('[data-card="sites"]').click();
    },
    texts: (run) => ({ '#site': `https://sitio-${run}.example` }),
    send: (element) => element.locator('form:has(#site) button[type="submit"]'),
    taken: (element, run) => element.locator('.entry', { hasText: `sitio-${run}.example` }),
  },
  {
    name: 'a contact that is added',
    login: 'nilo.cantera',
    path: '/contactos',
    element: 'portal-contacts',
    open: async (element) => {
      await element.getByRole('button', { name: 'Agregar contacto' }).first().click();
    },
    texts: (run) => ({
      '#customer': aqua.source.buyers[0]!.record.number,
      '#name': `Persona de prueba ${run}`,
      '#role': 'Compras',
      '#email': `persona-${run}@correo.example`,
    }),
    send: submit,
    taken: (element, run) => element.getByText(`Persona de prueba ${run}`).first(),
  },
  {
    name: 'a colleague who is added',
    login: 'delta.salinas',
    path: '/equipo',
    element: 'portal-staff',
    open: async (element) => {
      await element.getByRole('button', { name: 'Agregar persona' }).first().click();
    },
    texts: (run) => ({
      '#name': `Colega de prueba ${run}`,
      '#email': `colega-${run}@correo.example`,
      '#login': `colega.${run}`,
    }),
    send: submit,
    taken: (element, run) => element.getByText(`Colega de prueba ${run}`).first(),
  },
  {
    name: 'a mailing list',
    login: 'iris.aguaviva',
    path: '/envio-masivo',
    element: 'portal-mass-send',
    open: async (element, acts) => {
      await element.getByRole('tab', { name: acts.word('mass_send', 'view_list') }).click();
    },
    texts: (run) => ({
      '#company': norte.companies[0]!.company,
      '#customer': norte.number,
      '#mailboxes': `lista-${run}@correo.example`,
    }),
    send: submit,
    taken: (element, run) => element.locator('td', { hasText: `lista-${run}@correo.example` }),
  },
  {
    name: 'a promise to pay',
    needs: 'payments.pay',
    spends: true,
    login: 'pagos.norte',
    path: '/pagos',
    element: 'portal-payments',
    open: async (element, acts) => {
      const promised = acts.word('payments', 'promised').split('{{')[0]!;
      const free = openDocuments(element, acts).filter({ hasNotText: promised }).first();
      await free.getByRole('checkbox').check();
      await element.getByRole('button', { name: acts.word('payments', 'promise') }).click();
    },
    texts: (run) => ({
      '#promise-date': dayText(addDays(todayIn('America/Mexico_City'), 3), 'es-MX'),
      '#promise-note': `Nota ${run}`,
    }),
    send: submitDialog,
    taken: (element) => element.getByText('La empresa ya sabe que pagará').first(),
  },
  {
    name: 'a document that is disputed',
    needs: 'disputes.create',
    spends: true,
    login: 'pagos.norte',
    path: '/pagos',
    element: 'portal-payments',
    open: async (element, acts) => {
      await openDocuments(element, acts)
        .first()
        .getByRole('button', { name: acts.word('payments', 'dispute') })
        .click();
    },
    texts: (run) => ({
      '#dispute-reason': 'price',
      '#dispute-amount': `1.${run}`,
      '#dispute-text': `El precio ${run} no es\nel acordado.`,
    }),
    send: submitDialog,
    taken: (element) => element.getByText('Recibimos su aclaración').first(),
  },
  {
    name: 'a quote that is asked for',
    needs: 'quotes.request',
    login: 'direccion',
    path: '/cotizaciones',
    element: 'portal-quotes',
    open: async (element, acts) => {
      await element
        .getByRole('button', { name: acts.word('quotes', 'request'), exact: true })
        .click();
    },
    texts: (run) => ({
      '#mode': 'air',
      '#origin': `Puerto ${run}`,
      '#destination': 'Manzanillo',
      '#goods': `Tubería ${run}`,
      '#weight': '1200',
      '#note': `Con seguro ${run}\npor favor`,
    }),
    send: submit,
    taken: (element) => element.getByText('Recibimos su solicitud').first(),
  },
];

type Scene = {
  page: Page;
  context: BrowserContext;
  acts: Acts;
  element: Locator;
  form: Form;
};

/** Each leaves the reader on the page, where what was typed is looked for; those that `send` have sent it. */
const interruptions: readonly {
  name: string;
  sends?: boolean;
  /** Whether it can happen to a form; to any where nothing is said. */
  to?(form: Form): boolean;
  happen(scene: Scene): Promise<void>;
}[] = [
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
    happen: async ({ page, element, form }) => {
      await page.route('**/api/v1/**', (route) => route.abort());
      await form.send(element).click();
      // In words, where the reader looks: in the form or above it.
      await element
        .getByText(/conexión|servidor|red/i)
        .first()
        .waitFor();
      await page.unroute('**/api/v1/**');
    },
  },
  {
    name: 'the session ends',
    sends: true,
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

/** Each form in the middle of several interruptions, and each interruption in the middle of several forms. */
const cases = forms
  .flatMap((form, at) =>
    interruptions.map((interruption, of) => ({ form, interruption, isUsual: (at + of) % 3 === 0 })),
  )
  .filter(({ form, interruption: { to } }) => to?.(form) ?? true)
  .filter(({ isUsual }) => thorough || isUsual);

describe('in the middle of a form', () => {
  let run = 0;
  for (const { form, interruption } of cases) {
    const { name, sends, happen } = interruption;
    test(`${form.name}: ${name}`, async () => {
      const number = (run += 1);
      const context = await theatre.newcomer();
      const { page } = await visit(context, `${theatre.stage.sites.aqua}${form.path}`);
      const acts = new Acts(page, 'es');
      await acts.signIn(form.login, aqua.password);
      const element = page.locator(form.element);
      const texts = form.texts(number);
      const fields = Object.entries(texts);
      await form.open(element, acts);
      for (const [selector, text] of fields) await write(element.locator(selector), text);
      // As a person would pause.
      await page.waitForTimeout(700);
      await happen({ page, context, acts, element, form });
      if (name === 'the session ends') {
        // What failed for want of a session is sent again by itself.
        await form.taken(element, number).waitFor();
      } else {
        const [first] = fields[0]!;
        if (!sends && !(await shows(element.locator(first)))) await form.open(element, acts);
        for (const [selector, text] of fields) {
          const field = element.locator(selector);
          await field.waitFor();
          await assertHolds(field, text);
        }
        if (!form.spends) {
          await form.send(element).click();
          await form.taken(element, number).waitFor();
        }
      }
      await context.close();
    });
  }
});

/** Types as a person does, or chooses. */
async function write(field: Locator, text: string): Promise<void> {
  const isChoice = await field.evaluate((node) => node instanceof HTMLSelectElement);
  await field.focus();
  await (isChoice ? field.selectOption(text) : field.fill(text));
}

const shows = (field: Locator): Promise<boolean> =>
  field.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );

/** What comes back comes a moment after its form. */
async function assertHolds(field: Locator, text: string): Promise<void> {
  const end = Date.now() + 10_000;
  while ((await field.inputValue()) !== text && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await field.inputValue(), text);
}
