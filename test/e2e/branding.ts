import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { contrast } from '#contract/colour';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand, Brand];
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="#7a1fa2"/><script>alert(1)</script></svg>`;

class BrandingActs extends Acts {
  readonly element: Locator;

  constructor(page: Page) {
    super(page, 'es');
    this.element = page.locator('portal-branding');
  }

  button(key: string): Locator {
    return this.element.getByRole('button', { name: this.word('branding', key), exact: true });
  }
  openGroup(group: string): Promise<void> {
    return this.element
      .getByRole('tab', { name: this.word('branding', `group_${group}`), exact: true })
      .click();
  }
  says(key: string): Promise<void> {
    return this.element
      .locator('.notice')
      .getByText(this.word('branding', key), { exact: true })
      .waitFor();
  }
}

describe('branding', () => {
  test('colours and a logo are published, a customer sees them, and undo brings the old ones back', async () => {
    const site = theatre.stage.sites.aqua;
    const { page, faults } = await visit(await theatre.newcomer(), 'about:blank');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${site}/imagen`);
    const acts = new BrandingActs(page);
    await acts.signIn('nilo.cantera', aqua.password);
    const field = acts.element.locator('#color-primary-light');
    await field.waitFor();
    const before = await field.inputValue();

    const theirs = await visit(await theatre.newcomer(), `${site}/clientes`);
    const customer = theirs.page;
    const primary = customer.locator('portal-app .button.primary').first();
    const painted = async () => {
      await customer.reload();
      await primary.waitFor();
      return primary.evaluate((button) => {
        const { backgroundColor, color } = getComputedStyle(button);
        const hex = (value: string) =>
          `#${value
            .match(/\d+/g)!
            .slice(0, 3)
            .map((part) => Number(part).toString(16).padStart(2, '0'))
            .join('')}`;
        return { ground: hex(backgroundColor), ink: hex(color) };
      });
    };
    const was = await painted();

    await field.fill('#7a1fa2');
    await acts.element.locator('.glass portal-home .card').first().waitFor();
    await acts.openGroup('logo');
    await acts.element
      .locator('#logo-light')
      .setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(logo) });
    await acts.element.locator('canvas.ground.light[data-drawn]').first().waitFor();
    assert.deepEqual(await painted(), was, 'nothing is public yet');
    await acts.openGroup('publish');
    await acts.element.locator('.header').getByRole('button').click();
    await acts.says('published');

    const now = await painted();
    assert.equal(now.ground, '#7a1fa2');
    assert.ok(contrast(now.ground, now.ink) >= 4.5);
    const drawn = customer.locator('portal-app canvas.logo');
    await drawn.waitFor();
    assert.deepEqual(
      [await drawn.getAttribute('width'), await drawn.getAttribute('height')],
      ['480', '160'],
    );

    await acts.element
      .getByRole('button', { name: new RegExp(`^${acts.word('branding', 'undo')}`) })
      .click();
    await acts.says('undone');
    assert.deepEqual(await painted(), was);
    await acts.openGroup('colours');
    assert.equal(await field.inputValue(), before);
    assert.deepEqual([...faults, ...theirs.faults], []);
  });

  test('a logo is chosen, published and taken back by keys alone', async () => {
    const context = await theatre.newcomer();
    const { page, faults } = await visit(context, `${theatre.stage.sites.aqua}/imagen`);
    const acts = new BrandingActs(page);
    const hands = new Hands(page);
    await acts.loginField.waitFor();
    await hands.signIn('nilo.cantera', aqua.password);
    const openGroup = (group: string) =>
      hands.openTab(acts.element, acts.word('branding', `group_${group}`), 'ArrowRight');
    await openGroup('logo');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      hands.go(acts.element.locator('#logo-light')),
    ]);
    await chooser.setFiles({
      name: 'logo.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(logo),
    });
    await acts.element.locator('canvas.ground.light[data-drawn]').first().waitFor();
    await openGroup('publish');
    await hands.go(acts.element.locator('.header').getByRole('button'));
    await acts.says('published');
    await hands.go(
      acts.element.getByRole('button', {
        name: new RegExp(`^${acts.word('branding', 'undo')}`),
      }),
    );
    await acts.says('undone');
    assert.deepEqual(await hands.unnamed(), []);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
