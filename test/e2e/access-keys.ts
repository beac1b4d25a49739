import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import {
  AccessActs,
  follow,
  linkOf,
  openPortal,
  personWithPassword,
  personWithTemporary,
} from './access-acts.ts';
import { isFocused, speak, tabTo } from './keys.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const first = 'goteras de marzo 88';
const second = 'ladrillos bajo sol 12';

/** Types into a field that the Tab key reaches. */
async function type(page: Page, field: Locator, text: string): Promise<void> {
  await field.waitFor();
  await tabTo(page, field);
  await page.keyboard.type(text);
}

/** Reaches a button by the Tab key, and presses it. */
async function press(page: Page, acts: AccessActs, section: 'login' | 'password', key: string) {
  const button = acts.login.getByRole('button', { name: acts.word(section, key), exact: true });
  await button.waitFor();
  await tabTo(page, button);
  await page.keyboard.press('Enter');
}

test('by keyboard alone: the first access, and a forgotten password', async () => {
  const { login, temporary } = await personWithTemporary('aqua');
  const { page, acts } = await openPortal('aqua', 'es');
  await type(page, acts.loginField, login);
  await type(page, acts.passwordField, temporary);
  await page.keyboard.press('Enter');
  await acts.currentField.waitFor();
  await until(() => isFocused(acts.currentField), 'the change has the focus');
  await page.keyboard.type(temporary);
  await type(page, acts.newField, ledger.secret('password', first));
  await type(page, acts.confirmField, first);
  await page.keyboard.press('Enter');
  await acts.changed();
  await until(
    () => isFocused(acts.login.getByRole('button', { name: acts.word('login', 'start_again') })),
    'the way on has the focus',
  );
  await page.keyboard.press('Enter');
  await until(() => isFocused(acts.passwordField), 'the name is there, the password is asked for');
  await page.keyboard.type(first);
  await page.keyboard.press('Enter');
  await acts.signOutButton.waitFor();
  await press(page, acts, 'login', 'sign_out');
  await acts.reads('login', 'signed_out');
  await page.keyboard.press('Enter');
  await press(page, acts, 'login', 'forgot');
  await until(() => isFocused(acts.loginField), 'the form of the forgotten has the focus');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(login);
  await page.keyboard.press('Enter');
  await acts.reads('login', 'sent');
  await page.close();

  const { box } = theatre.stage;
  const mailed = await follow(linkOf(await box.next(login), 'aqua'), 'es');
  await type(mailed.page, mailed.acts.newField, ledger.secret('password', second));
  await type(mailed.page, mailed.acts.confirmField, second);
  await mailed.page.keyboard.press('Enter');
  await mailed.acts.reads('login', 'defined');
  await until(
    () =>
      isFocused(
        mailed.acts.login.getByRole('button', { name: mailed.acts.word('login', 'enter') }),
      ),
    'the way on has the focus',
  );
  await mailed.page.keyboard.press('Enter');
  await until(() => isFocused(mailed.acts.passwordField), 'and leads to the password');
  await mailed.page.keyboard.type(second);
  await mailed.page.keyboard.press('Enter');
  await mailed.acts.signOutButton.waitFor();
  await mailed.page.close();
});

test('by mouse: what is found on leaving a field does not take the button from under the press', async () => {
  const { login, temporary } = await personWithTemporary('aqua');
  const { page, acts } = await openPortal('aqua', 'es');
  await acts.enterFirst(login, temporary);
  await acts.currentField.fill('not this one');
  await acts.newField.fill(first);
  await acts.confirmField.fill(second);
  const button = acts.login.getByRole('button', {
    name: acts.word('password', 'submit'),
    exact: true,
  });
  await button.scrollIntoViewIfNeeded();
  const { x, y } = (await button.boundingBox())!;
  await page.mouse.move(x + 20, y + 4);
  await page.mouse.down();
  // Long enough for whatever a lost focus brings to be on screen.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  await page.mouse.up();
  await acts.login.getByText(acts.word('password', 'mismatch')).first().waitFor();
  await until(() => isFocused(acts.confirmField), 'the press went to the form');
  await page.close();
});

/** Waits for what comes a moment after what is on screen. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) assert.ok(Date.now() < end, what);
}

test('a name that is typed while the form of the forgotten password is on its way stays', async () => {
  const { page, acts } = await openPortal('aqua', 'es');
  const arrival = Promise.withResolvers<void>();
  await page.route('**/portal-login-access.js', async (route) => {
    await arrival.promise;
    await route.continue();
  });
  const asked = page.waitForRequest('**/portal-login-access.js');
  await acts.press('login', 'forgot');
  await asked;
  await acts.loginField.fill('compras.norte');
  arrival.resolve();
  await acts.reads('login', 'forgot_text');
  assert.equal(await acts.loginField.inputValue(), 'compras.norte');
  await page.close();
});

test('another language, half way through: what was typed stays', async () => {
  const one = await personWithPassword('aqua', first);
  const { page, faults, acts } = await openPortal('aqua', 'es');
  const portuguese = new AccessActs(page, 'pt');
  await acts.press('login', 'forgot');
  await acts.reads('login', 'forgot_text');
  await typeAndSwitch(page, acts.loginField, portuguese.loginField, one.login);
  await portuguese.press('login', 'send');
  await portuguese.reads('login', 'sent');
  await speak(page, 'es');
  await acts.reads('login', 'sent');
  assert.equal(await acts.loginField.inputValue(), one.login);
  const mail = await theatre.stage.box.next(one.login);
  const mailed = await follow(linkOf(mail, 'aqua'), 'es');
  const mailedPortuguese = new AccessActs(mailed.page, 'pt');
  await mailed.acts.newField.waitFor();
  await typeAndSwitch(
    mailed.page,
    mailed.acts.newField,
    mailedPortuguese.newField,
    ledger.secret('password', second),
  );
  await mailedPortuguese.confirmField.fill(second);
  await mailedPortuguese.press('login', 'define');
  await mailedPortuguese.reads('login', 'defined');
  assert.deepEqual([faults, mailed.faults], [[], []]);
  await mailed.page.close();
  await page.close();
});

/** Types half of a text, has the page speak Portuguese, and types on without looking. */
async function typeAndSwitch(page: Page, before: Locator, after: Locator, text: string) {
  const half = text.length >> 1;
  await before.click();
  await page.keyboard.type(text.slice(0, half));
  await speak(page, 'pt');
  await after.waitFor();
  await page.keyboard.type(text.slice(half));
  assert.equal(await after.inputValue(), text);
}
