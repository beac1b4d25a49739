import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];
/** Blanks and minus signs are others on paper. */
const plain = (text: string) =>
  text
    .replaceAll(/[\s\u2060]+/g, ' ')
    .replaceAll('\u2212', '-')
    .trim();

/** The statement element, and what a reader of one language does with it. */
class StatementActs extends Acts {
  readonly element: Locator;

  constructor(page: Page, language: 'es' | 'pt') {
    super(page, language);
    this.element = page.locator('portal-statement');
  }

  get generate(): Locator {
    return this.element.getByRole('button', { name: this.word('statement', 'generate') });
  }
  get sums(): Locator {
    return this.element.locator('.sums');
  }
  /** The figures of the first currency on screen, by their names. */
  async figures(): Promise<[name: string, value: string][]> {
    await this.sums.first().waitFor();
    return this.sums
      .first()
      .evaluate((list) =>
        [...list.children].map((pair): [string, string] => [
          pair.querySelector('dt')!.textContent!,
          pair.querySelector('dd')!.textContent!,
        ]),
      );
  }
  async download(page: Page, format: 'PDF' | 'XLS'): Promise<{ name: string; content: Buffer }> {
    const label = this.word('statement', 'download').replace('{{format}}', format);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      this.element.getByRole('button', { name: label }).click(),
    ]);
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  }
}

async function cellsOf(content: Buffer): Promise<unknown[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(content as unknown as ArrayBuffer);
  const cells: unknown[] = [];
  for (const sheet of book.worksheets)
    sheet.eachRow((row) => row.eachCell(({ value }) => cells.push(value)));
  return cells;
}

/** An amount as people read it, as a number. */
const numberOf = (text: string, { locale }: Brand) => {
  const digits = plain(text).replaceAll(/[^\d,.-]/g, '');
  return Number(
    locale === 'pt' ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', ''),
  );
};

describe('the statement', () => {
  for (const [brand, language, login] of [
    [aqua, 'es', 'pagos.norte'],
    [zambe, 'pt', 'financeiro.litoral'],
  ] as const) {
    test(`${brand.slug}, ${language}: by keyboard on a phone, and the same figures on screen, on paper and in the sheet`, async () => {
      const { page, faults } = await visit(theatre.context, 'about:blank');
      await page.setViewportSize({ width: 360, height: 740 });
      const site = theatre.stage.sites[brand.slug];
      await page.goto(`${site}${brand.site.places.statement}`);
      const acts = new StatementActs(page, language);
      await acts.signIn(login, brand.password);
      await acts.generate.waitFor();
      await tabTo(page, acts.generate);
      await page.keyboard.press('Enter');
      // On screen a sign stands before what is taken off.
      const figures = (await acts.figures()).map(
        ([name, value]) => [plain(name).replace(/^- /, ''), value] as const,
      );
      assert.equal(figures.length, 6);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      assert.equal(wide, false);

      const pdf = await acts.download(page, 'PDF');
      assert.match(pdf.name, /^\d+_\d{8}\.pdf$/);
      const read = await readPdf(new Uint8Array(pdf.content));
      const paper = plain(read.pages.flatMap(({ runs }) => runs.map(({ text }) => text)).join(' '));
      for (const [name, value] of figures) {
        assert.ok(paper.includes(plain(value)), `${value} on paper`);
        assert.ok(paper.includes(plain(name)), `${name} on paper`);
      }

      const sheet = await acts.download(page, 'XLS');
      assert.match(sheet.name, /^\d+_\d{8}\.xlsx$/);
      const cells = await cellsOf(sheet.content);
      for (const [name, value] of figures) {
        assert.ok(
          cells.some((cell) => plain(String(cell)) === plain(name)),
          `${name} in the sheet`,
        );
        // What is taken off is negative there.
        const number = numberOf(value, brand);
        assert.ok(cells.includes(number) || cells.includes(-number), `${value} in the sheet`);
      }

      const [address = ''] = read.links;
      await page.goto(address);
      assert.match(await page.locator('body').innerText(), new RegExp(brand.name));
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  for (const [brand, language, login] of [
    [aqua, 'es', 'pagos.norte'],
    [zambe, 'pt', 'financeiro.litoral'],
  ] as const)
    test(`${brand.slug}, ${language}: no document is cut off, and in forced colours the filter that is on is told`, async () => {
      const site = theatre.stage.sites[brand.slug];
      const at = `${site}${brand.site.places.statement}`;
      const { page, faults } = await visit(theatre.context, at);
      const acts = new StatementActs(page, language);
      await acts.signIn(login, brand.password);
      await acts.generate.click();
      const statement = page.locator('portal-statement');
      const chips = statement.locator('.chip[aria-pressed]');
      await chips.nth(1).waitFor();
      // What was promised and disputed comes after the documents.
      await statement.locator('.said').first().waitFor();
      for (const width of [1280, 768, 360]) {
        await page.setViewportSize({ width, height: 900 });
        const wider = await statement
          .locator('.scroll')
          .evaluateAll((boxes) =>
            boxes.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
          );
        assert.ok(wider.length > 0);
        assert.deepEqual(
          wider.filter((one) => one > 0),
          [],
          `at ${width}`,
        );
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ forcedColors: 'active' });
      await chips.nth(1).click();
      // The pointer and the focus have looks of their own.
      await acts.generate.focus();
      await page.mouse.move(0, 0);
      const outlines = await chips.evaluateAll((all) =>
        all.map((one) => [
          one.getAttribute('aria-pressed'),
          getComputedStyle(one).outlineStyle !== 'none',
        ]),
      );
      for (const [pressed, outlined] of outlines) assert.equal(outlined, pressed === 'true');
      assert.ok(outlines.some(([pressed]) => pressed === 'true'));
      await page.emulateMedia({ forcedColors: 'none' });
      assert.deepEqual(faults, []);
      await page.close();
    });

  test('an executive sees the customers of the portfolio, and that it is somebody else’s', async () => {
    const { page, faults } = await visit(
      theatre.context,
      `${theatre.stage.sites.aqua}${aqua.site.places.statement}`,
    );
    const acts = new StatementActs(page, 'es');
    await acts.signIn('iris.aguaviva', aqua.password);
    const field = acts.element.getByRole('combobox', { name: acts.word('statement', 'customer') });
    await field.waitFor();
    await field.pressSequentially('1002945');
    const option = acts.element.getByRole('option').first();
    await option.waitFor();
    const name = (await option.innerText()).split('\n')[0]!;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await acts.generate.click();
    await acts.sums.first().waitFor();
    const [before] = acts.word('statement', 'as_staff').split('{{') as [string];
    const banner = acts.element.locator('.notice', { hasText: before });
    await banner.first().waitFor();
    assert.ok((await banner.first().innerText()).length > before.length, name);
    assert.deepEqual(faults, []);
    await page.close();
  });
});
