import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand];

describe('quotes', () => {
  test('aqua, es: one accepted with its options, whose receipt anybody can check', async () => {
    const { page, faults } = await visit(
      theatre.context,
      `${theatre.stage.sites.aqua}/cotizaciones`,
    );
    const acts = new Acts(page, 'es');
    const word = (key: string) => acts.word('quotes', key);
    const element = page.locator('portal-quotes');
    await acts.loginField.fill('direccion');
    await acts.passwordField.fill(aqua.password);
    await acts.passwordField.press('Enter');
    await element.getByRole('button', { name: word('request'), exact: true }).waitFor();
    await element.getByRole('link', { name: /COT-1204 v2/ }).click();
    const accept = element.getByRole('button', { name: word('accept'), exact: true });
    await accept.waitFor();
    const total = () => element.locator('.sums .strong dd').textContent();
    const before = await total();
    await element.getByRole('radio').first().check();
    assert.notEqual(await total(), before);
    await accept.click();
    const agreed = element.getByRole('checkbox', { name: word('terms_read') });
    assert.equal(await agreed.isDisabled(), true, 'the terms were not read');
    await element.locator('.terms').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await agreed.check();
    await element.getByRole('button', { name: /^Acepto la cotización COT-1204 v2 por / }).click();
    const check = element.getByRole('link', { name: word('verify') });
    await check.waitFor();
    assert.equal(await accept.count(), 0);

    // As whoever has the receipt on paper: another tab, nobody signed in.
    const address = await check.getAttribute('href');
    const proof = await theatre.context.newPage();
    await proof.goto(address!);
    const said = await proof.locator('main').textContent();
    // In whatever language the browser reads.
    assert.match(said!, /COT-1204, versi[oó]n 2, .* (fue aceptada|was accepted)/);
    assert.match(said!, /[0-9a-f]{64}/);
    await proof.close();
    assert.deepEqual(faults, []);
    await acts.signOutButton.click();
    await acts.signOutButton.waitFor({ state: 'hidden' });
    await page.close();
  });
});
