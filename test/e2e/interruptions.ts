// In the middle of a form: each form and each interruption, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { aqua, forms } from './interruption-forms.ts';
import { interruptions } from './interruption-kinds.ts';
import { theatre } from './theatre.ts';
import { thorough } from '../support/thorough.ts';
import { write } from './writing.ts';

/** Of the forms, which is in the middle of an interruption at each run. */
const share = 10;

/** Each form in the middle of several interruptions, and each interruption in the middle of several forms. */
const cases = forms
  .flatMap((form, at) =>
    interruptions.map((interruption, of) => ({
      form,
      interruption,
      isUsual: (at + of) % share === 0,
    })),
  )
  .filter(({ form, interruption: { to } }) => to?.(form) ?? true)
  .filter(({ isUsual }) => thorough || isUsual);

describe('in the middle of a form', () => {
  let run = 0;
  for (const { form, interruption } of cases) {
    const { name, sends, ends, forgets, happen } = interruption;
    test(`${form.name}: ${name}`, async () => {
      const number = (run += 1);
      const context = await theatre.newcomer();
      // Longer than anything here takes, and shorter than a whole run.
      context.setDefaultTimeout(30_000);
      const { page } = await visit(context, `${theatre.stage.sites.aqua}${form.path}`);
      const acts = new Acts(page, 'es');
      await acts.signIn(form.login, aqua.password);
      const element = page.locator(form.element);
      const texts = form.texts(number);
      const fields = Object.entries(texts);
      await form.open(element, acts);
      for (const [selector, text] of fields) await write(element.locator(selector), text);
      // As a person would pause.
      await page.waitForTimeout(700);
      await happen({ page, context, acts, element, form });
      if (ends) {
        await form.taken(element, number).waitFor();
      } else {
        const [last] = fields.at(-1)!;
        if (!sends && !(await shows(element.locator(last)))) await form.open(element, acts);
        for (const [selector, text] of fields) {
          const field = element.locator(selector);
          await field.waitFor();
          if (forgets) await write(field, text);
          else await assertHolds(field, text);
        }
        if (!form.spends) {
          await form.send(element).click();
          await form.taken(element, number).waitFor();
        }
      }
      await context.close();
    });
  }
});

const shows = (field: Locator): Promise<boolean> =>
  field.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );

/** What comes back comes a moment after its form. */
async function assertHolds(field: Locator, text: string): Promise<void> {
  const end = Date.now() + 10_000;
  // A customer that was found has its name beside the number.
  while (!(await field.inputValue()).includes(text) && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok((await field.inputValue()).includes(text), `${await field.inputValue()} for ${text}`);
}
