import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { demoMoods } from '../../demo/erp.ts';
import { stockRecords } from '../../demo/data/stock.ts';
import { todayIn } from '../../demo/data/index.ts';
import { startErp } from '../support/erp.ts';
import { Acts, wordsOf } from './acts.ts';
import { visit } from './browser.ts';
import { isFocused, tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];
const moods = demoMoods(aqua.source);
let erp: Awaited<ReturnType<typeof startErp>>;

/** The stock element, and what a reader of one language does with it. */
class StockActs {
  readonly element: Locator;
  readonly #words: Record<string, string>;

  constructor(page: Page, language: 'es' | 'pt') {
    this.element = page.locator('portal-stock');
    this.#words = wordsOf(language).stock;
  }

  word(key: string): string {
    return this.#words[key]!;
  }
  get searchField(): Locator {
    return this.element.getByRole('searchbox', { name: this.word('search') });
  }
  /** The button of a material, whatever it says now. */
  button(material: string): Locator {
    const row = this.element.getByRole('row').filter({ hasText: material });
    return row.first().getByRole('button');
  }
  /** What stands below a material, once it is not grey bars. */
  answer(material: string): Locator {
    const label = this.word('of').replace('{{material}}', material);
    return this.element.getByRole('table', { name: label });
  }
  /** Each plant of a material with its figure and the time of its reading. */
  async figures(material: string): Promise<string[][]> {
    await this.answer(material).waitFor();
    return this.answer(material)
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
        ),
      );
  }
  get notice(): Locator {
    return this.element.locator('.notice.warning');
  }
}

/** The figures of this morning as the element writes them, by the short names of their plants. */
function morning({ source, formats, locale }: Brand, material: string): Map<string, string> {
  const records = stockRecords(source, todayIn(source.timeZone));
  const digits = new Intl.NumberFormat(formats[locale]);
  return new Map(
    records['stock-readings'].flatMap((reading) => {
      if (reading.material !== material) return [];
      const plant = records.plants.find(({ code }) => code === reading.plant)!;
      const figure = `${digits.format(Number(reading.quantity))} ${reading.unit}`;
      return [[plant.shortName ?? plant.name, figure] as const];
    }),
  );
}

const numbers = ({ source }: Brand, word: string) =>
  source.products.flatMap(({ record }) =>
    JSON.stringify(record.descriptions).includes(word) ? [record.number] : [],
  );

describe('stock', () => {
  before(async () => {
    erp = await startErp(moods);
    erp.secret = (await theatre.stage.admin.setErp('aqua', erp.url)) ?? '';
  });
  after(async () => {
    await theatre.stage.admin.setErp('aqua', null);
    await erp.close();
  });

  for (const [brand, language, login, word] of [
    [aqua, 'es', 'direccion', 'Tinaco'],
    [zambe, 'pt', 'diretoria', zambe.source.products[0]!.record.number],
  ] as const) {
    test(`${brand.slug}, ${language}: from signing in to a figure by keyboard alone, on a phone`, async () => {
      const site = theatre.stage.sites[brand.slug];
      const { page, faults } = await visit(theatre.context, 'about:blank');
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${site}${brand.site.places.stock}`);
      const { keyboard } = page;
      const acts = new Acts(page, language);
      const stock = new StockActs(page, language);
      await acts.loginField.waitFor();
      await tabTo(page, acts.loginField);
      await keyboard.type(login);
      await tabTo(page, acts.passwordField);
      await keyboard.type(brand.password);
      await keyboard.press('Enter');
      await acts.signOutButton.waitFor();
      await stock.searchField.waitFor();
      await tabTo(page, stock.searchField);
      await keyboard.type(word);
      await keyboard.press('Enter');
      const material = numbers(brand, word)[0] ?? word;
      await stock.button(material).waitFor();
      await tabTo(page, stock.button(material));
      await keyboard.press('Enter');
      const figures = await stock.figures(material);
      assert.ok(await isFocused(stock.button(material)), 'the focus stays on the button');
      const known = morning(brand, material);
      assert.deepEqual(figures.map(([plant]) => plant).toSorted(), [...known.keys()].toSorted());
      // Nobody asks an ERP of zambe: its figures are those of this morning, and say so.
      if (brand === zambe)
        for (const [plant, figure] of figures) assert.equal(figure, known.get(plant!), plant);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  test('an ERP that is slow, wrong, down and back again, as the person sees it', async () => {
    const { page } = await visit(
      theatre.context,
      `${theatre.stage.sites.aqua}${aqua.site.places.stock}`,
    );
    const acts = new Acts(page, 'es');
    const stock = new StockActs(page, 'es');
    await acts.signIn('direccion', aqua.password);
    const orders = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
    const elsewhere = new Acts(orders.page, 'es');
    await elsewhere.signOutButton.waitFor();
    await stock.searchField.fill('tinaco');
    await stock.searchField.press('Enter');
    // The first one was asked for above, and what the ERP said is good for some seconds.
    const [, first, second, third, fourth] = numbers(aqua, 'Tinaco') as [
      string,
      ...[string, string, string, string],
    ];
    const ask = (material: string) => stock.button(material).click();
    const times = async (material: string) => (await stock.figures(material)).map((row) => row[3]);
    const isLast = async (material: string) => {
      const figures = await stock.figures(material);
      const known = morning(aqua, material);
      for (const [plant, figure, , time] of figures) {
        assert.equal(figure, known.get(plant!), plant);
        assert.match(time!, /^hace \d+ /);
      }
      assert.equal(figures.length, known.size);
    };

    // Slow: the list of orders does not wait for it, and in the end there is the last reading.
    erp.mood = moods['slow: answers after five seconds']!;
    await ask(second);
    await stock.button(second).getByText(stock.word('asking')).waitFor();
    await elsewhere.search();
    assert.equal(await stock.button(second).innerText(), stock.word('asking'), 'it is still asked');
    await stock.notice.getByText(stock.word('unavailable')).waitFor();
    await isLast(second);

    // Wrong: a page is no answer; a figure in another unit is one, and says in which.
    erp.mood = moods['wrong: a page instead of figures']!;
    await ask(third);
    await isLast(third);
    assert.equal(await stock.notice.count(), 2);
    erp.mood = moods['wrong: other units']!;
    await page.waitForTimeout(250);
    await ask(first);
    for (const [, figure] of await stock.figures(first)) assert.match(figure!, / KGM$/);
    assert.equal(await stock.notice.count(), 2);

    erp.mood = moods['down: hangs up']!;
    await ask(fourth);
    await isLast(fourth);
    assert.equal(await stock.notice.count(), 3);

    // Back again: the same press brings what there is now.
    erp.mood = moods['quick']!;
    await ask(fourth);
    await stock.answer(fourth).getByText('leído a las').first().waitFor();
    for (const time of await times(fourth)) assert.match(time!, /^leído a las /);
    assert.equal(await stock.notice.count(), 2);
    assert.equal(erp.forged, 0);
    await orders.page.close();
    await page.close();
  });
});
