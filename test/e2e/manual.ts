// The manuals of the portals that this one takes the place of, walked from the first access to the mass send, and the
// presses of each step beside theirs. A press is a button, a link, a tab or a choice; what is typed is the same in both.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { AccessActs, linkOf, openPortal, personWithTemporary } from './access-acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** Presses, and counts them. */
class Counted extends AccessActs {
  readonly #page: Page;
  readonly #context: TestContext;
  #presses = 0;
  #questions = 0;

  constructor(page: Page, language: 'es' | 'pt', context: TestContext) {
    super(page, language);
    this.#page = page;
    this.#context = context;
  }

  async tap(target: Locator): Promise<void> {
    this.#presses += 1;
    await target.click();
  }

  /** Answers a question that keeps somebody from what cannot be undone. */
  async confirm(target: Locator): Promise<void> {
    this.#questions += 1;
    await target.click();
  }

  async choose(target: Locator, value: string | { index: number }): Promise<void> {
    this.#presses += 1;
    await target.selectOption(value);
  }

  async save(target: Locator): Promise<string> {
    const [file] = await Promise.all([this.#page.waitForEvent('download'), this.tap(target)]);
    return file.suggestedFilename();
  }

  /** Goes to a section by the menu. */
  section(name: 'orders' | 'stock' | 'prices' | 'statement' | 'mass_send'): Promise<void> {
    const link = this.#page.locator('portal-nav').getByRole('link', {
      name: this.word('sections', name),
      exact: true,
    });
    return this.tap(link);
  }

  /** Ends a step. @param manual how many presses the manual takes for the same */
  step(what: string, manual: number): void {
    const asked = this.#questions > 0 ? `, and ${this.#questions} to a question` : '';
    this.#context.diagnostic(`${what}: ${this.#presses} presses${asked}; the manual ${manual}`);
    assert.ok(this.#presses <= manual, `${what}: ${this.#presses} presses, the manual ${manual}`);
    this.#presses = this.#questions = 0;
  }

  /** A button of an element, by its words. */
  button(element: string, section: Parameters<AccessActs['word']>[0], key: string): Locator {
    return this.#page
      .locator(element)
      .getByRole('button', { name: this.word(section, key), exact: true });
  }
}

describe('the manuals', () => {
  for (const [brand, language] of [
    [aqua, 'es'],
    [zambe, 'pt'],
  ] as const) {
    const slug = brand.slug as 'aqua' | 'zambe';
    const { places } = brand.site;
    const passwords =
      slug === 'aqua'
        ? ['llovizna entre bambúes 4', 'granizo en la azotea 58']
        : ['Qf7mZp2kX9', 'Zk4tRw8bN3'];

    test(`${slug}, ${language}: a customer, from the first access to the statement`, async (context) => {
      const { login, temporary } = await personWithTemporary(slug, [
        'orders.view',
        'invoices.view',
        'stock.view',
        'stock.exact',
        'prices.view',
        'statement.view',
        'statement.export',
        'credit.view',
      ]);
      const browser = await theatre.newcomer();
      const { page, faults } = await openPortal(slug, language, { context: browser });
      const acts = new Counted(page, language, context);
      const enter = acts.login.getByRole('button', {
        name: acts.word('login', 'submit'),
        exact: true,
      });
      const again = acts.login.getByRole('button', { name: acts.word('login', 'start_again') });

      await acts.loginField.fill(login);
      await acts.passwordField.fill(temporary);
      await acts.tap(enter);
      await acts.currentField.fill(temporary);
      await acts.write(passwords[0]!);
      await acts.tap(
        acts.login.getByRole('button', { name: acts.word('password', 'submit'), exact: true }),
      );
      await acts.tap(again);
      await acts.passwordField.fill(passwords[0]!);
      await acts.tap(enter);
      await acts.signOutButton.waitFor();
      acts.step('first access', 4);

      await acts.section('orders');
      const { orders } = acts;
      await acts.choose(orders.getByLabel(acts.word('orders', 'date'), { exact: true }), '90d');
      await acts.tap(acts.button('portal-orders', 'orders', 'submit'));
      await acts.openers.first().waitFor();
      await acts.tap(acts.openerOf('concluded'));
      await acts.tap(acts.tab('invoices'));
      await acts.tap(orders.locator('[aria-expanded]').first());
      await orders.locator('[id^="lines-"] table').waitFor();
      acts.step('the lines of an invoice of an order', 6);

      await acts.section('stock');
      const stock = page.locator('portal-stock');
      await acts.choose(stock.getByLabel(acts.word('stock', 'state'), { exact: true }), {
        index: 1,
      });
      await acts.choose(stock.getByLabel(acts.word('stock', 'locality'), { exact: true }), {
        index: 1,
      });
      await acts.choose(stock.getByLabel(acts.word('stock', 'plant'), { exact: true }), {
        index: 1,
      });
      await acts.tap(acts.button('portal-stock', 'stock', 'submit'));
      await acts.tap(
        stock.getByRole('button', { name: new RegExp(`^${acts.word('stock', 'read')} `) }).first(),
      );
      const of = acts.word('stock', 'of').split('{{material}}')[0]!;
      await stock
        .getByRole('table', { name: new RegExp(`^${of}`) })
        .or(stock.getByText(acts.word('stock', 'unread_text')))
        .first()
        .waitFor();
      acts.step('the stock of a material by its place', 6);

      await acts.section('statement');
      const statement = page.locator('portal-statement');
      const company = statement.locator('#company');
      await company.waitFor();
      if (await company.evaluate((node) => node instanceof HTMLSelectElement))
        await acts.choose(company, { index: 0 });
      await acts.tap(acts.button('portal-statement', 'statement', 'generate'));
      await statement.locator('.sums').first().waitFor();
      const download = (format: 'XLS' | 'PDF') =>
        statement.getByRole('button', {
          name: acts.word('statement', 'download').replace('{{format}}', format),
        });
      assert.match(await acts.save(download('XLS')), /\.xlsx$/);
      assert.match(await acts.save(download('PDF')), /\.pdf$/);
      acts.step('the statement with both files', 5);

      await acts.section('prices');
      await acts.tap(page.locator('portal-prices button[type="submit"]'));
      await page.locator('portal-prices tbody tr').first().waitFor();
      acts.step('the prices that hold', 2);

      await page.goto(`${theatre.stage.sites[slug]}/portal`);
      await acts.signOut();
      await acts.tap(
        acts.login.getByRole('button', { name: acts.word('login', 'forgot'), exact: true }),
      );
      await acts.loginField.fill(login);
      await acts.tap(
        acts.login.getByRole('button', { name: acts.word('login', 'send'), exact: true }),
      );
      const mail = await theatre.stage.box.next(login);
      if (slug === 'aqua') {
        await page.goto('about:blank');
        await page.goto(linkOf(mail, slug));
        await acts.write(passwords[1]!);
        await acts.tap(
          acts.login.getByRole('button', { name: acts.word('login', 'define'), exact: true }),
        );
        await acts.reads('login', 'defined');
        await acts.tap(
          acts.login.getByRole('button', { name: acts.word('login', 'enter'), exact: true }),
        );
        await acts.loginField.fill(login);
        await acts.passwordField.fill(passwords[1]!);
        await acts.tap(enter);
        await acts.signOutButton.waitFor();
        acts.step('a forgotten password', 6);
      }
      assert.deepEqual(faults, []);
      await browser.close();
    });

    test(`${slug}, ${language}: staff, from the statement of a customer to the mass send`, async (context) => {
      const login = `manual.${slug}`;
      await theatre.stage.admin.createStaff(slug, {
        name: 'Manual',
        logins: [login],
        email: `${login}@${slug}.example`,
        password: brand.password,
        permissions: [
          'statement.view',
          'statement.export',
          'statement.mass_send',
          'mailing_list.manage',
        ],
        customers: 'all',
      });
      const browser = await theatre.newcomer();
      const { page, faults } = await visit(browser, `${theatre.stage.sites[slug]}${places.home}`);
      const acts = new Counted(page, language, context);
      await acts.signIn(login, brand.password);
      const [buyer] = brand.source.buyers.filter(({ record }) => record.companies.length > 0);
      const { number, companies } = buyer!.record;
      const [{ company }] = companies as [{ company: string }];

      await acts.section('statement');
      const statement = page.locator('portal-statement');
      await statement.getByRole('combobox').first().fill(number);
      await acts.tap(statement.getByRole('option').first());
      await acts.choose(statement.locator('#company'), company);
      await acts.tap(acts.button('portal-statement', 'statement', 'generate'));
      await statement.locator('.sums').first().waitFor();
      for (const format of ['XLS', 'PDF'])
        await acts.save(
          statement.getByRole('button', {
            name: acts.word('statement', 'download').replace('{{format}}', format),
          }),
        );
      acts.step('the statement of a customer with both files', 6);

      await acts.section('mass_send');
      const mass = page.locator('portal-mass-send');
      const view = (name: string) =>
        mass.getByRole('tab', { name: acts.word('mass_send', `view_${name}`) });
      const press = (key: string) => acts.button('portal-mass-send', 'mass_send', key);
      const mailbox = `manual@${slug}-clientes.example`;
      await acts.tap(view('list'));
      await acts.choose(mass.locator('#company'), company);
      await mass.locator('#customer').fill(number);
      await mass.locator('#mailboxes').fill(mailbox);
      await acts.tap(press('save'));
      await mass.locator('td', { hasText: mailbox }).waitFor();
      acts.step('a mailing list', 4);

      await mass.locator('#customer').fill(number);
      await acts.tap(press('search'));
      await acts.tap(
        mass
          .locator('tr', { hasText: mailbox })
          .getByRole('button', { name: new RegExp(acts.word('mass_send', 'delete')) }),
      );
      await acts.confirm(
        mass.locator('dialog').getByRole('button', {
          name: acts.word('mass_send', 'delete'),
          exact: true,
        }),
      );
      await mass.locator('td', { hasText: mailbox }).waitFor({ state: 'detached' });
      acts.step('a mailing list that is deleted', 2);

      await acts.tap(view('import'));
      await mass.locator('textarea').fill(`${company}\t${number}\t${mailbox}\r\n`);
      await acts.tap(acts.button('portal-mass-send', 'import', 'process'));
      await acts.tap(
        mass.getByRole('button', {
          name: acts.word('mass_send', 'save_rows_one').replace('{{rows}}', '1'),
        }),
      );
      await acts.button('portal-mass-send', 'import', 'import_again').waitFor();
      acts.step('a pasted list', 5);

      await acts.tap(view('send'));
      await acts.choose(mass.locator('#company'), company);
      await mass.locator('#customer').fill(number);
      await acts.tap(press('search'));
      // Whoever owes nothing is left out unless it is asked for.
      await acts.confirm(mass.locator('[name=skip]'));
      await acts.tap(press('process'));
      await acts.confirm(press('send'));
      await acts.confirm(
        mass
          .locator('dialog')
          .getByRole('button', { name: acts.word('mass_send', 'send'), exact: true }),
      );
      await mass
        .locator('.badge', { hasText: acts.word('mass_send', 'run_done') })
        .first()
        .waitFor();
      const mail = await theatre.stage.box.next(mailbox);
      assert.ok(mail.attachments.some(({ filename }) => filename?.endsWith('.pdf')));
      acts.step('a mass send', 4);
      assert.deepEqual(faults, []);
      await browser.close();
    });
  }
});
