import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** The portfolio, and what an executive does with it. */
class PortfolioActs extends Acts {
  readonly element: Locator;

  constructor(page: Page, language: 'es' | 'pt') {
    super(page, language);
    this.element = page.locator('portal-portfolio');
  }

  get rows(): Locator {
    return this.element.locator('tbody tr');
  }
  button(section: 'portfolio' | 'mass_send' | 'filters', key: string, count = 0): Locator {
    const name = this.word(section, key).replace('{{count}}', String(count));
    return this.element.getByRole('button', { name, exact: true });
  }
  /** For how many days the first rows are late, in their order. */
  async daysLate(most: number): Promise<number[]> {
    const texts = await this.rows.allTextContents();
    const [, after = ''] = this.word('portfolio', 'days_late_other').split('{{days}}');
    const late = new RegExp(`([\\d.,]+)${after}`);
    return texts
      .slice(0, most)
      .map((text) => Number((late.exec(text)?.[1] ?? '0').replaceAll(/[.,]/g, '')));
  }
}

describe('a portfolio', () => {
  for (const [brand, language] of [
    [aqua, 'es'],
    [zambe, 'pt'],
  ] as const) {
    test(`${brand.slug}, ${language}: the ten who owe longest without a key pressed, three of them mailed, and what became of it`, async () => {
      const { stage } = theatre;
      const { page, faults } = await visit(
        theatre.context,
        `${stage.sites[brand.slug]}${brand.site.places.portfolio}`,
      );
      const acts = new PortfolioActs(page, language);
      // The demo's own executives look after a few customers: this one looks after all.
      const login = `cartera.${brand.slug}`;
      await stage.admin.createStaff(brand.slug, {
        name: 'Cartera',
        logins: [login],
        email: `${login}@${brand.slug}.example`,
        password: brand.password,
        permissions: ['portfolio.view', 'statement.view', 'statement.mass_send'],
        customers: 'all',
      });
      await acts.signIn(login, brand.password);
      await acts.rows.first().waitFor();
      const late = await acts.daysLate(10);
      assert.equal(late.length, 10);
      assert.ok(late[0]! > 0, 'somebody owes');
      assert.deepEqual(
        late,
        late.toSorted((a, b) => b - a),
      );

      // Three of the first ten that have a mailing list and are of one company.
      const names: string[] = [];
      for (let i = 0; i < 10 && names.length < 3; i += 1) {
        const box = acts.rows.nth(i).locator('.pick');
        if (await box.isDisabled()) continue;
        await box.check();
        names.push((await acts.rows.nth(i).locator('.heading').innerText()).split('\n')[0]!);
      }
      assert.equal(names.length, 3);
      const before = stage.box.all().length;
      await acts.button('portfolio', 'send_chosen_other', 3).click();
      await acts.button('mass_send', 'send').click();
      await acts.element
        .locator('dialog')
        .getByRole('button', { name: acts.word('mass_send', 'send'), exact: true })
        .click();
      await acts.element
        .locator('.badge', { hasText: acts.word('mass_send', 'run_done') })
        .first()
        .waitFor();
      const mails = stage.box.all().slice(before);
      assert.ok(mails.filter(({ raw }) => raw.includes('application/pdf')).length >= 3);

      // Back on the same screen, the rows say what became of it.
      await acts.element
        .getByRole('button', { name: acts.word('common', 'back'), exact: true })
        .click();
      for (const name of names) {
        const row = acts.rows.filter({ hasText: name });
        await row
          .locator('.badge', { hasText: acts.word('mass_send', 'state_sent') })
          .first()
          .waitFor();
        assert.equal(await row.locator('.pick').first().isChecked(), false);
      }
      assert.ok(new URL(page.url()).pathname.endsWith(brand.site.places.portfolio));
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  test('a filter that was kept is a press away, also tomorrow', async () => {
    const { page, faults } = await visit(
      theatre.context,
      `${theatre.stage.sites.aqua}${aqua.site.places.portfolio}`,
    );
    const acts = new PortfolioActs(page, 'es');
    await acts.signIn('iris.aguaviva', aqua.password);
    await acts.rows.first().waitFor();
    const show = acts.element.getByLabel(acts.word('portfolio', 'show'), { exact: true });
    await show.selectOption('over_60');
    await acts.button('portfolio', 'find').click();
    await acts.button('filters', 'save').click();
    const name = 'Más de 60 días';
    await acts.element.locator('#filter-name').fill(name);
    await acts.element
      .locator('dialog')
      .getByRole('button', { name: acts.word('filters', 'submit'), exact: true })
      .click();
    const chip = acts.element.getByRole('button', { name, exact: true });
    await chip.and(page.locator('[aria-pressed=true]')).waitFor();

    const address = `${theatre.stage.sites.aqua}${aqua.site.places.portfolio}`;
    await page.goto(address);
    await chip.and(page.locator('[aria-pressed=false]')).waitFor();
    assert.equal(await show.inputValue(), '');
    await chip.click();
    await chip.and(page.locator('[aria-pressed=true]')).waitFor();
    assert.equal(await show.inputValue(), 'over_60');
    assert.ok((await acts.daysLate(25)).every((days) => days > 60));
    assert.deepEqual(faults, []);
    await page.close();
  });
});
