import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

export const isFocused = (element: Locator) => element.evaluate((one) => one.matches(':focus'));

/** Goes on with the Tab key until an element has the focus. */
export async function tabTo(page: Page, element: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isFocused(element)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${String(element)} cannot be reached by ${key}`);
}

/** Has the page speak another language. */
export const speak = (page: Page, language: string) =>
  page.evaluate((lang) => void (document.documentElement.lang = lang), language);
