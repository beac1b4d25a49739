import assert from 'node:assert/strict';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { isFocused } from './keys.ts';
import { ledger } from './ledger.ts';

/** What a screen reader is told of one thing on screen. */
export type Heard = { role: string; name: string; description: string; invalid: boolean };

/** Somebody who has a keyboard and nothing else; after each key it is seen where the focus is. */
export class Hands {
  readonly #page: Page;
  #devtools: Promise<CDPSession> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses a key. */
  async press(key: string): Promise<void> {
    await this.#page.keyboard.press(key);
    const hidden = await this.#page.evaluate(unseen);
    assert.equal(hidden, null, `after ${key}`);
  }

  /** Types where the focus is. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    assert.equal(await this.#page.evaluate(unseen), null, `after ${text}`);
  }

  /** Goes on by a key until something has the focus. */
  async to(target: Locator, key = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let presses = 0; presses < 90; presses += 1) {
      if (await isFocused(target)) return;
      await this.press(key);
    }
    assert.fail(`${String(target)} cannot be reached by ${key}`);
  }

  /** Reaches something and presses it. */
  async go(target: Locator, key = 'Tab'): Promise<void> {
    await this.to(target, key);
    await this.press('Enter');
  }

  /** Opens a tab by the arrows, from the one that is open. */
  async openTab(scope: Locator, name: string, key: 'ArrowLeft' | 'ArrowRight'): Promise<void> {
    const tab = scope.getByRole('tab', { name, exact: true });
    await this.to(scope.getByRole('tab', { selected: true }));
    for (let presses = 0; presses < 20; presses += 1) {
      if ((await tab.getAttribute('aria-selected')) === 'true') return;
      await this.press(key);
      await this.press('Enter');
    }
    assert.fail(`${name} cannot be reached by ${key}`);
  }

  /** Signs in on the page, where it asks for it. */
  async signIn(login: string, password: string): Promise<void> {
    await this.to(this.#page.locator('portal-login').getByRole('textbox').first());
    await this.type(login);
    await this.to(this.#page.locator('portal-login input[type=password]'));
    await this.type(ledger.secret('password', password));
    await this.press('Enter');
  }

  /** Whether anything on the page has the focus. */
  rests(): Promise<boolean> {
    return this.#page.evaluate(() => document.activeElement !== document.body);
  }

  /** What a screen reader is told of the things of a role and a name. */
  async heard(role: string, name: string): Promise<Heard[]> {
    return (await this.tree()).filter((one) => one.role === role && one.name === name);
  }

  /** What a screen reader is told no name of, though it can be used. */
  async unnamed(): Promise<Heard[]> {
    const used = /^(textbox|searchbox|combobox|button|checkbox|radio|link|tab)$/;
    return (await this.tree()).filter(({ role, name }) => used.test(role) && !name);
  }

  /** What a screen reader goes through, as the browser itself tells it. */
  async tree(): Promise<Heard[]> {
    this.#devtools ??= this.#page.context().newCDPSession(this.#page);
    const { nodes } = await (await this.#devtools).send('Accessibility.getFullAXTree');
    return nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name, description, properties = [] }) => ({
        role: String(role?.value ?? ''),
        name: String(name?.value ?? ''),
        description: String(description?.value ?? ''),
        invalid: properties.some((one) => one.name === 'invalid' && one.value.value === 'true'),
      }));
  }
}

/** Runs in the page: why it is not seen where the focus is; null where it is. */
function unseen(): string | null {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  // Nothing on the page: what was pressed is gone, or the keys are at the browser's own bars.
  if (!one || one === document.body) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  const what = `${one.localName}#${one.id}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const ringed = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  if (!ringed && boxShadow === 'none') return `nothing tells that the focus is on ${what}`;
  const { top, bottom, left, right } = one.getBoundingClientRect();
  const inside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  return inside ? null : `the focus is off screen, on ${what}`;
}
