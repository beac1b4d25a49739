// Forms in the middle of which something happens.
import type { Locator } from 'playwright-core';
import type { PersonPermission } from '#contract/permissions';
import { brands, type Brand } from '../../demo/brands.ts';
import { addDays } from '../../demo/data/dates.ts';
import { todayIn } from '../../demo/data/index.ts';
import { dayText } from '../../widgets/kit/day-text.ts';
import type { Acts } from './acts.ts';

export const [aqua] = brands as [Brand, Brand];

/** A form that is filled in and sent, and how it is known that it was taken. */
export type Form = {
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
  /** What is needed to send it. */
  needs?: PersonPermission;
  /** What is there once it was taken. */
  taken(element: Locator, run: number): Locator;
};

/** The customer that most of them are about. */
export const norte = aqua.source.buyers.find(({ record }) => record.companies.length > 0)!.record;

/** Documents that were neither disputed nor paid yet. */
const openDocuments = (element: Locator, acts: Acts) =>
  element
    .locator('tbody tr', { hasText: acts.word('payments', 'dispute') })
    .filter({ hasNotText: acts.word('payments', 'see_payment').split('{{')[0]! })
    .filter({ hasNotText: 'USD' });

const submit = (element: Locator) => element.locator('form .actions button[type="submit"]').first();
const submitDialog = (element: Locator) =>
  element.locator('dialog[open] .actions button[type="submit"]');

export const forms: readonly Form[] = [
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
    needs: 'settings.manage',
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
    needs: 'access.manage',
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
    needs: 'access.manage',
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
    needs: 'mailing_list.manage',
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
