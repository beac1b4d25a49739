import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessActs, openPortal, personWithPassword } from './access-acts.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const password = 'bruma entre cisternas 5';

/** What the account's own buttons and fields are called. */
const inAccount = (acts: AccessActs) => ({
  field: (key: string) => acts.account.getByLabel(acts.word('account', key), { exact: true }),
  button: (key: string, section: 'account' | 'password' = 'account') =>
    acts.account.getByRole('button', { name: acts.word(section, key), exact: true }),
  reads: (key: string) =>
    acts.account
      .getByText(acts.word('account', key))
      .and(acts.account.page().locator(':not([role="status"])'))
      .waitFor(),
});

test('the account: name and language are kept, and mails follow them', async () => {
  const { admin, box } = theatre.stage;
  const one = await personWithPassword('aqua', password);
  const { page, faults, acts } = await openPortal('aqua', 'es', { path: '/cuenta' });
  const { field, button, reads } = inAccount(acts);
  await acts.signIn(one.login, password);
  await field('name').fill('Persona de Prueba');
  await field('locale').selectOption('pt');
  await button('save').click();
  await reads('saved');
  await page.reload();
  await field('name').waitFor();
  assert.equal(await field('name').inputValue(), 'Persona de Prueba');
  assert.equal(await field('locale').inputValue(), 'pt');
  await acts.login.getByText('Persona de Prueba').waitFor();
  await admin.sendReset('aqua', one);
  const mail = await box.next(one.login);
  ledger.secret('token of a link', mail.token);
  assert.equal(mail.subject, 'Redefinir sua senha do Portal do Cliente');
  assert.match(mail.text, /PERSONA DE PRUEBA/);
  assert.deepEqual(faults, []);
  await page.close();
});

test('the account: a session that is ended in the list asks for the password where it was', async () => {
  const one = await personWithPassword('aqua', password);
  const context = await theatre.newcomer();
  const there = await openPortal('aqua', 'es', { context });
  await there.acts.signIn(one.login, password);
  await there.acts.search();
  const { page, faults, acts } = await openPortal('aqua', 'es', { path: '/cuenta' });
  await acts.signIn(one.login, password);
  const sessions = acts.account.getByRole('listitem').filter({ hasText: 'aqua.localhost' });
  await sessions.nth(1).waitFor();
  assert.equal(await sessions.count(), 2);
  const current = sessions.filter({ hasText: acts.word('account', 'here') });
  assert.equal(await current.count(), 1);
  const id = await sessions
    .filter({ hasNotText: acts.word('account', 'here') })
    .getAttribute('data-session');
  const other = acts.account.locator(`[data-session="${id}"]`);
  await other.getByRole('button').click();
  await other
    .getByRole('button', { name: acts.word('account', 'end_confirm'), exact: true })
    .click();
  await other.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await acts.signOutButton.waitFor();
  await page.close();
  // The other browser hears of it with its next question.
  await there.acts.orders
    .getByRole('button', { name: acts.word('orders', 'submit'), exact: true })
    .click();
  const dialog = there.page.getByRole('dialog', { name: acts.word('session', 'title') });
  await dialog.getByText(acts.word('session', 'ended')).waitFor();
  await there.page.reload();
  await there.acts.signedOut();
  await there.page.close();
  await context.close();
});

test('the account: another password ends every session, and opens the next', async () => {
  const { box } = theatre.stage;
  const one = await personWithPassword('zambe', 'Rk5sVz8mQd');
  const context = await theatre.newcomer();
  const there = await openPortal('zambe', 'pt', { context });
  await there.acts.signIn(one.login, 'Rk5sVz8mQd');
  const { page, faults, acts } = await openPortal('zambe', 'pt', { path: '/conta' });
  const { button, reads } = inAccount(acts);
  await acts.signIn(one.login, 'Rk5sVz8mQd');
  await button('submit', 'password').click();
  const label = (key: string) =>
    acts.account.getByLabel(acts.word('password', key), { exact: true });
  await label('current').fill('Rk5sVz8mQd');
  await label('new').fill(ledger.secret('password', 'Hn6bYc2wLf'));
  await label('confirm').fill('Hn6bYc2wLf');
  await button('submit', 'password').click();
  await reads('password_done_title');
  await acts.loginField.waitFor();
  assert.match((await box.next(one.login)).subject, /alterada/);
  await there.page.reload();
  await there.acts.signedOut();
  await there.page.close();
  await context.close();
  await acts.signIn(one.login, 'Hn6bYc2wLf');
  await button('submit', 'password').waitFor();
  assert.deepEqual(faults, []);
  await page.close();
});
