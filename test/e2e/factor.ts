import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { codeNow } from '../support/authenticator.ts';
import { openPortal } from './access-acts.ts';
import { tabTo } from './keys.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const password = 'cántaro bajo el alero 7';
const login = 'verificada@aquavelia.example';

test('the second factor: set up by staff with the keys alone, asked for at the next sign-in, used once, and a recovery code in its place', async () => {
  await theatre.stage.admin.createStaff('aqua', {
    name: 'Verificada',
    logins: [login],
    email: login,
    password: ledger.secret('password', password),
    permissions: ['orders.view'],
    customers: 'all',
  });
  const { page, faults, acts } = await openPortal('aqua', 'es', { path: '/cuenta' });
  const inAccount = (key: string) =>
    acts.account.getByRole('button', { name: acts.word('factor', key), exact: true });
  const code = acts.login.getByLabel(acts.word('factor', 'code'), { exact: true });
  const give = async (text: string) => {
    await code.fill(text);
    await acts.press('factor', 'submit');
  };
  const signIn = async () => {
    await acts.loginField.fill(login);
    await acts.passwordField.fill(password);
    await acts.press('login', 'submit');
    await code.waitFor();
  };
  const signOut = async () => {
    await acts.signOutButton.click();
    await acts.press('login', 'start_again');
    await acts.loginField.waitFor();
  };

  await acts.signIn(login, password);
  const enter = async (button: Locator) => {
    await tabTo(page, button);
    await page.keyboard.press('Enter');
  };
  await inAccount('set_up').waitFor();
  await enter(inAccount('set_up'));
  const shown = await acts.account.locator('.secret').innerText();
  const secret = ledger.secret('authenticator', shown.replaceAll(/\s/g, ''));
  await acts.account.locator('.qr path').waitFor({ state: 'attached' });
  const first = codeNow(secret);
  await tabTo(page, acts.account.getByLabel(acts.word('factor', 'code'), { exact: true }));
  await page.keyboard.type(first);
  await page.keyboard.press('Enter');
  const codes = acts.account.locator('.codes li');
  await codes.first().waitFor();
  const recovery = await codes.allInnerTexts();
  assert.equal(recovery.length, 10);
  for (const one of recovery) ledger.secret('recovery code', one);
  await enter(inAccount('kept'));
  await acts.account.locator('[data-factor]').waitFor();

  await signOut();
  await signIn();
  await give(first);
  await acts.login.getByText(acts.word('error', 'code_used')).first().waitFor();
  // The code of the next half a minute, which a clock that is ahead would show.
  await give(codeNow(secret, 1));
  await acts.signOutButton.waitFor();

  await signOut();
  await signIn();
  await give(recovery[0]!);
  await acts.signOutButton.waitFor();
  await signOut();
  await signIn();
  await give(recovery[0]!);
  await acts.login.getByText(acts.word('error', 'code_used')).first().waitFor();
  await give(recovery[1]!);
  await acts.signOutButton.waitFor();
  await acts.account.getByText('Le quedan 8 códigos').waitFor();
  // The browser tells of each refused code.
  assert.equal(faults.length, 2);
  for (const fault of faults) assert.match(fault, /status of 422/);
  await page.close();
});
