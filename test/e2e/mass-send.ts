import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { identifierKey } from '#contract/identifiers';
import { readPdf } from '../support/pdf-reader.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** Which buyers buy from which company, as the demo's ERP has it. */
const accounts = ({ source }: Brand) =>
  source.buyers.flatMap(({ record }) =>
    record.companies.map(({ company }) => ({ company, customer: record.number })),
  );
const mailboxOf = ({ slug }: Brand, { company, customer }: { company: string; customer: string }) =>
  `${company}.${customer}@${slug}-clientes.example`.toLowerCase();

/** 30 rows as a spreadsheet hands them over, some of them wrong and some in need of mending. */
function thirtyRows(brand: Brand): { text: string; sound: number } {
  const known = accounts(brand);
  const rows = known.map((account, i) => {
    const mailbox = mailboxOf(brand, account);
    const written = [
      mailbox,
      `"${mailbox}"`,
      ` ${mailbox}\u00a0`,
      `mailto:${mailbox}`,
      `${mailbox};${mailbox}`,
    ][i % 5]!;
    const customer = i % 2 ? identifierKey(account.customer) : account.customer;
    return [account.company, customer, written].join('\t');
  });
  const [first] = known;
  const wrong = [
    `NADA\t${first!.customer}\ta@b.example`,
    `${first!.company}\t999999\ta@b.example`,
    `${first!.company}\t777777\tno es un correo`,
    `${first!.company}\t\ta@b.example`,
  ];
  const lines = [...rows, ...wrong];
  while (lines.length < 30) lines.push(`${first!.company}\t88${lines.length}\tc@d.example`);
  return { text: `${lines.join('\r\n')}\r\n\r\n`, sound: rows.length };
}

/** The element for staff, and what somebody does with it. */
class MassSendActs extends Acts {
  readonly element: Locator;

  constructor(page: Page, language: 'es' | 'pt') {
    super(page, language);
    this.element = page.locator('portal-mass-send');
  }

  tabOf(view: 'send' | 'list' | 'import'): Locator {
    return this.element.getByRole('tab', { name: this.word('mass_send', `view_${view}`) });
  }
  button(key: string): Locator {
    return this.element.getByRole('button', { name: this.word('mass_send', key), exact: true });
  }
}

describe('mass sends', () => {
  for (const [brand, language] of [
    [aqua, 'es'],
    [zambe, 'pt'],
  ] as const) {
    test(`${brand.slug}, ${language}: 30 rows out of a spreadsheet, and each statement to its own mailbox`, async () => {
      const { stage } = theatre;
      await stage.admin.createStaff(brand.slug, {
        name: 'Cobranza',
        logins: ['cobranza'],
        email: `cobranza@${brand.slug}.example`,
        password: brand.password,
        permissions: ['statement.view', 'statement.mass_send', 'mailing_list.manage'],
        customers: 'all',
      });
      const { text, sound } = thirtyRows(brand);
      const { page, faults } = await visit(
        theatre.context,
        `${stage.sites[brand.slug]}${brand.site.places['mass-send']}`,
      );
      const acts = new MassSendActs(page, language);
      await acts.signIn('cobranza', brand.password);
      await acts.tabOf('import').click();
      const sheet = acts.element.locator('textarea');
      await sheet.waitFor();
      await sheet.fill(text);
      const check = acts.element.getByRole('button', {
        name: acts.word('import', 'process'),
        exact: true,
      });
      await tabTo(page, check);
      await page.keyboard.press('Enter');
      const save = acts.element.getByRole('button', {
        name: acts.word('mass_send', 'save_rows_many').replace('{{rows}}', String(sound)),
      });
      await save.waitFor();
      const errors = acts.element.locator('tbody .badge.danger');
      assert.equal(await errors.count(), 30 - sound);
      await save.click();
      await acts.element
        .getByRole('button', { name: acts.word('import', 'import_again') })
        .waitFor();

      await acts.tabOf('send').click();
      const company = accounts(brand)[0]!.company;
      await acts.element.locator('select').first().selectOption(company);
      await acts.button('search').click();
      // To those as well who owe nothing.
      await acts.element.locator('[name=skip]').uncheck();
      await acts.button('process').click();
      await acts.button('send').click();
      const asked = acts.element.locator('dialog');
      await asked
        .getByRole('button', { name: acts.word('mass_send', 'send'), exact: true })
        .click();
      const done = acts.element.locator('.badge', { hasText: acts.word('mass_send', 'run_done') });
      await done.waitFor();

      const told = accounts(brand).filter((account) => account.company === company);
      for (const account of told) {
        const mail = await stage.box.next(mailboxOf(brand, account));
        const [file] = mail.attachments;
        assert.match(
          file!.filename!,
          new RegExp(`^${identifierKey(account.customer)}_\\d{8}\\.pdf$`),
        );
        const { pages } = await readPdf(new Uint8Array(file!.content as ArrayBuffer));
        const words = pages.flatMap(({ runs }) => runs.map((run) => run.text));
        assert.ok(words.includes(account.customer), `${account.customer} in its own statement`);
      }
      const log = await stage.box.next(`cobranza@${brand.slug}.example`);
      assert.equal(log.attachments.length, 1);
      const others = accounts(brand).filter((account) => account.company !== company);
      for (const account of others)
        assert.ok(!stage.box.all().some(({ to }) => to.includes(mailboxOf(brand, account))));
      // The run stands in the address: it is there after a reload, in a second tab, and behind a step back.
      await page.reload();
      await done.waitFor();
      const second = await visit(theatre.context, page.url());
      await second.page
        .locator('portal-mass-send .badge', { hasText: acts.word('mass_send', 'run_done') })
        .waitFor();
      await page.goBack();
      await acts.button('process').waitFor();
      assert.equal(await acts.element.locator('select').first().inputValue(), company);
      assert.deepEqual([...faults, ...second.faults], []);
      await second.page.close();
      await page.close();
    });
  }
});
