import type { Locator, Page } from 'playwright-core';
import { readWords } from '../../server/output/words.ts';
import { ledger } from './ledger.ts';

type Section =
  | 'common'
  | 'login'
  | 'password'
  | 'account'
  | 'places'
  | 'session'
  | 'app'
  | 'sections'
  | 'list'
  | 'filters'
  | 'orders'
  | 'invoices'
  | 'stock'
  | 'statement'
  | 'mass_send'
  | 'portfolio'
  | 'import'
  | 'contacts'
  | 'settings'
  | 'factor'
  | 'branding'
  | 'home'
  | 'messages'
  | 'unmatched'
  | 'shipments'
  | 'shipment_map'
  | 'document'
  | 'notice'
  | 'feed'
  | 'service'
  | 'ordering'
  | 'quotes'
  | 'payments'
  | 'status'
  | 'error';
type Catalogue = Record<Section, Record<string, string>>;

/** The words of a language as the reader sees them, by section and key. */
export function wordsOf(language: 'es' | 'pt' | 'en'): Catalogue {
  return readWords(language) as Catalogue;
}

/** One portal in a page, and what a reader of one language does with it. */
export class Acts {
  readonly login: Locator;
  readonly orders: Locator;
  readonly account: Locator;
  readonly words: Catalogue;

  /** @param scope the page, or the part of it that holds the elements of one tenant */
  constructor(scope: Page | Locator, language: 'es' | 'pt' | 'en') {
    this.login = scope.locator('portal-login');
    this.orders = scope.locator('portal-orders');
    this.account = scope.locator('portal-account');
    this.words = wordsOf(language);
  }

  get loginField(): Locator {
    return this.login.getByRole('textbox', { name: this.word('login', 'login'), exact: true });
  }
  get passwordField(): Locator {
    return this.login.getByLabel(this.word('login', 'password'), { exact: true });
  }
  get signOutButton(): Locator {
    return this.login.getByRole('button', { name: this.word('login', 'sign_out') });
  }
  get searchField(): Locator {
    return this.orders.getByRole('searchbox', { name: this.word('orders', 'search') });
  }
  get openers(): Locator {
    return this.orders.locator('[data-record]');
  }
  /** What opens the first order on screen that has a status. */
  openerOf(status: string): Locator {
    const row = this.orders.getByRole('row').filter({ hasText: this.word('status', status) });
    return row.first().locator('[data-record]');
  }
  get back(): Locator {
    return this.orders.getByRole('button', { name: this.word('orders', 'back') });
  }

  word(section: keyof Catalogue, key: string): string {
    const word = this.words[section][key];
    if (word === undefined) throw new Error(`There is no word ${section}.${key}`);
    return word;
  }

  async signIn(login: string, password: string): Promise<void> {
    await this.loginField.fill(login);
    await this.passwordField.fill(ledger.secret('password', password));
    await this.press('login', 'submit');
    await this.signOutButton.waitFor();
  }

  /** Presses a button of the sign-in. */
  press(section: Section, key: string): Promise<void> {
    return this.login.getByRole('button', { name: this.word(section, key), exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.signOutButton.click();
    await this.login.getByRole('button', { name: this.word('login', 'start_again') }).click();
    await this.signedOut();
  }

  /** Waits until both elements know that nobody is signed in. */
  async signedOut(): Promise<void> {
    await this.loginField.waitFor();
    await this.state('signed-out');
  }

  /** Waits for a state of the orders. */
  async state(name: string): Promise<void> {
    await this.orders.and(this.orders.page().locator(`[data-state="${name}"]`)).waitFor();
  }

  /** Finds the orders of the last three months. */
  async search(): Promise<void> {
    await this.orders.getByLabel(this.word('orders', 'date'), { exact: true }).selectOption('90d');
    await this.orders.getByRole('button', { name: this.word('orders', 'submit') }).click();
    await this.openers.first().waitFor();
  }

  /** Opens an order that is on screen. @returns its number */
  async open(opener = this.openers.first()): Promise<string> {
    await opener.click();
    return this.opened();
  }

  /** Waits for the open order with its items. @returns its number */
  async opened(): Promise<string> {
    await this.orders.getByRole('table').first().waitFor();
    const [before, after] = this.word('orders', 'order').split('{{number}}') as [string, string];
    const title = await this.orders.locator('.record-title').innerText();
    return title.slice(before.length, title.length - after.length);
  }

  /** The tab of the open order. */
  tab(name: 'items' | 'invoices'): Locator {
    return this.orders.getByRole('tab', { name: this.word('orders', name), exact: true });
  }
}
