import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow, holdsToken, linkOf, openPortal, person, temporaryOf } from './access-acts.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

/** What the demo handed over to a newcomer at its first start. */
function handedOver(slug: string, login: string): string {
  const password = theatre.stage.seeded.find((one) => one.slug === slug)?.newcomers[login];
  return ledger.secret('temporary password', password ?? '');
}

/** Opens a link five times as robots do that look into mails: with scripts, and without a press. */
async function lookByRobots(link: string, language: 'es' | 'pt'): Promise<void> {
  for (let robot = 0; robot < 5; robot += 1) {
    const context = await theatre.newcomer();
    const { acts, page } = await follow(link, language, context);
    await acts.newField.waitFor();
    await page.close();
    await context.close();
  }
}

test('es, by links: a temporary password, its change, the orders; then forgotten, and a mailed link', async () => {
  const login = '1003310';
  const temporary = handedOver('aqua', login);
  const { page, faults, acts } = await openPortal('aqua', 'es');
  await acts.enterFirst(login, temporary);
  await acts.reads('login', 'first');
  await acts.change(temporary, 'neblina sobre azoteas 7');
  await acts.startAgain(login);
  await acts.signIn(login, 'neblina sobre azoteas 7');
  await acts.search();
  await acts.signOut();
  await acts.forget(login);
  assert.deepEqual(faults, []);
  await page.close();

  const { box } = theatre.stage;
  const link = linkOf(await box.next('compras@tresnopales.example'), 'aqua');
  await lookByRobots(link, 'es');
  const second = await follow(link, 'es');
  await second.acts.newField.waitFor();
  assert.equal(await holdsToken(second.page), false, 'the token leaves the address at once');
  await second.acts.define('otra llave de paso 31');
  await second.acts.press('login', 'enter');
  await second.acts.signIn(login, 'otra llave de paso 31');
  await second.acts.search();
  assert.match((await box.next('compras@tresnopales.example')).subject, /cambió/);
  assert.deepEqual(second.faults, []);
  await second.page.close();
  await isSpent(link, 'es');
});

test('pt, as in the manuals: a mailed temporary password, 8 to 10 characters, its change, the orders; then forgotten, and another one', async () => {
  const login = '745';
  const address = 'compras@jabutideargila.example';
  const { box } = theatre.stage;
  const welcome = await box.next(address);
  assert.ok(welcome.text.includes(`${theatre.stage.sites.zambe}/portal`), 'leads to the site');
  const temporary = temporaryOf(welcome);
  const { page, faults, acts } = await openPortal('zambe', 'pt');
  await acts.enterFirst(login, temporary);
  // What the mail asked for stands here as well, and is held.
  await acts.login.getByText('8 a 10').waitFor();
  await acts.currentField.fill(temporary);
  await acts.write('longa demais para dez');
  await acts.press('password', 'submit');
  assert.equal(await acts.newField.getAttribute('aria-invalid'), 'true');
  await acts.change(temporary, 'Qf7mZp2kX9');
  await acts.startAgain(login);
  await acts.signIn(login, 'Qf7mZp2kX9');
  await acts.search();
  await acts.signOut();

  await acts.forget(login);
  const mail = await box.next(address);
  assert.equal(mail.subject, 'Redefinição de senha do usuário do Portal do Cliente');
  const another = temporaryOf(mail);
  await acts.press('login', 'enter');
  await acts.enterFirst(login, another);
  await acts.reads('login', 'temporary');
  await acts.change(another, 'Zk4tRw8bN3');
  await acts.startAgain(login);
  await acts.signIn(login, 'Zk4tRw8bN3');
  await acts.search();
  assert.deepEqual(faults, []);
  await page.close();
});

for (const [slug, language, address, password] of [
  ['aqua', 'es', 'compras@colibridepapel.example', 'colibrí de tinta lejana'],
  ['zambe', 'pt', 'compras@vagalumedefeltro.example', 'Wd9xKv3hTb'],
] as const) {
  test(`${language}: an invitation is looked at by robots, used by the person, and then by nobody`, async () => {
    const link = linkOf(await theatre.stage.box.next(address), slug);
    await lookByRobots(link, language);
    const { page, faults, acts } = await follow(link, language);
    await acts.newField.waitFor();
    assert.equal(await holdsToken(page), false);
    await acts.define(password);
    await acts.press('login', 'enter');
    assert.equal(await acts.loginField.inputValue(), address);
    await acts.signIn(address, password);
    await acts.search();
    await acts.signOut();
    assert.deepEqual(faults, []);
    await page.close();
    await isSpent(link, language);
  });
}

/** Opens a link that was used, which says so and offers another. */
async function isSpent(link: string, language: 'es' | 'pt'): Promise<void> {
  const context = await theatre.newcomer();
  const { page, acts } = await follow(link, language, context);
  await acts.reads('login', 'link_title');
  assert.equal(await acts.newField.count(), 0);
  assert.equal(await holdsToken(page), false);
  await acts.press('login', 'new_link');
  await acts.reads('login', 'forgot_text');
  await page.close();
  await context.close();
}

test('another start of the demo lets nobody in twice', async () => {
  const { admin, box, seedAgain } = theatre.stage;
  const mails = box.all().length;
  for (const { key, newcomers } of await seedAgain())
    assert.deepEqual([key, newcomers], [null, {}]);
  assert.equal((await admin.listHostKeys('aqua')).length, 1);
  // What would have been queued has gone out by the time of a mail that was queued after it.
  const one = await person('aqua');
  await admin.invite('aqua', one);
  linkOf(await box.next(one.login), 'aqua');
  assert.equal(box.all().length, mails + 1);
});

test('a link of one tenant opens nothing in the other’s site', async () => {
  const { admin, box, sites } = theatre.stage;
  const one = await person('aqua');
  await admin.invite('aqua', one);
  const link = linkOf(await box.next(one.login), 'aqua');
  const foreign = link.replace(sites.aqua, sites.zambe).replace('=aqua.', '=zambe.');
  await isSpent(foreign, 'pt');
  const { page, acts } = await follow(link, 'es');
  await acts.newField.waitFor();
  await page.close();
});
