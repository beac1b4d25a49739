import type { Locator } from 'playwright-core';

/** Types as a person does, or chooses. */
export async function write(field: Locator, text: string): Promise<void> {
  const isChoice = await field.evaluate((node) => node instanceof HTMLSelectElement);
  await field.focus();
  await (isChoice ? field.selectOption(text) : field.fill(text));
}
