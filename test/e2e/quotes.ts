import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { BrowserContext } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { addDays } from '../../demo/data/dates.ts';
import { todayIn } from '../../demo/data/index.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { lookAt } from './looks.ts';
import { thorough } from '../support/thorough.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

type Walk = { brand: Brand; language: 'es' | 'pt'; login: string; width: number; number: string };

const walks: Walk[] = [
  { brand: aqua, language: 'es', login: 'direccion', width: 1280, number: 'COT-1204' },
  { brand: zambe, language: 'pt', login: 'diretoria', width: 360, number: 'ORC-1204' },
];

async function accept({ brand, language, login, width, number }: Walk): Promise<void> {
  const { page, faults } = await visit(theatre.context, 'about:blank');
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${theatre.stage.sites[brand.slug]}${brand.site.places.quotes}`);
  const acts = new Acts(page, language);
  const hands = new Hands(page);
  const word = (key: string) => acts.word('quotes', key);
  const element = page.locator('portal-quotes');
  const looks = lookAt(page, hands, `quote-${language}`);
  await hands.signIn(login, brand.password);
  await element.getByRole('button', { name: word('request'), exact: true }).waitFor();
  await hands.go(element.getByRole('link', { name: new RegExp(`${number} v2`) }));
  const take = element.getByRole('button', { name: word('accept'), exact: true });
  await take.waitFor();
  await looks('open');
  const total = () => element.locator('.sums .strong dd').textContent();
  const before = await total();
  const radio = element.getByRole('radio').first();
  await hands.to(radio);
  await hands.press('Space');
  assert.notEqual(await total(), before);
  await hands.go(take);
  const agreed = element.getByRole('checkbox', { name: word('terms_read') });
  await agreed.waitFor();
  assert.equal(await agreed.isDisabled(), true, 'the terms were not read');
  await looks('terms');
  await hands.to(element.locator('.terms'));
  await hands.press('End');
  await element.locator('#agreed:enabled').waitFor();
  await hands.to(agreed);
  await hands.press('Space');
  const [box] = await hands.heard('checkbox', word('terms_read'));
  assert.equal(box!.invalid, false);
  const said = word('i_accept').split('{{total}}')[0]!;
  const name = said.replace('{{number}}', number).replace('{{version}}', '2');
  const sign = element.getByRole('button', { name });
  await looks('sign');
  await hands.go(sign);
  const check = element.getByRole('link', { name: word('verify') });
  await check.waitFor();
  assert.equal(await take.count(), 0);
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  await looks('accepted');
  const fetched = page.waitForEvent('download');
  await hands.go(element.getByRole('button', { name: word('receipt'), exact: true }));
  const receiptPath = await (await fetched).path();
  assert.equal((await readFile(receiptPath)).subarray(0, 5).toString(), '%PDF-');
  const folder = process.env['PICTURES'];
  if (folder) await copyFile(receiptPath, join(folder, `receipt-${language}.pdf`));

  // As whoever has the receipt on paper: another tab, nobody signed in.
  const address = await check.getAttribute('href');
  const proof = await theatre.context.newPage();
  await proof.goto(address!);
  const receipt = await proof.locator('main').textContent();
  // In whatever language the browser reads.
  assert.match(
    receipt!,
    new RegExp(`${number}, (versi[oó]n|versão) 2, .* (fue aceptada|foi aceita|was accepted)`),
  );
  assert.match(receipt!, /[0-9a-f]{64}/);
  await proof.close();
  assert.deepEqual(faults, []);
  await hands.go(acts.signOutButton, 'Shift+Tab');
  await acts.signOutButton.waitFor({ state: 'hidden' });
  await page.close();
}

describe('quotes', () => {
  for (const one of thorough ? walks : walks.slice(1))
    test(`${one.brand.slug}, ${one.language}: one accepted by keys alone, ${one.width} pixels wide, whose receipt anybody can check`, () =>
      accept(one));

  test('aqua, es: two browsers over one, and the later one is led to what holds', async () => {
    const { stage } = theatre;
    const own = { number: 'COT-DOS', company: 'SM01', customer: '0001002900', currency: 'MXN' };
    const write = async (version: string, amount: string) => {
      const today = todayIn(aqua.source.timeZone);
      const items = [
        { position: '10', material: '00100002', quantity: '1', unit: 'PZA', unitPrice: amount },
      ].map((item) => ({ ...item, amount, tax: '0.00' }));
      const sums = { net: amount, tax: '0.00', total: amount };
      const dates = { issued: today, validUntil: addDays(today, 9) };
      const { results } = await stage.sync('aqua', 'quotes', [
        { ...own, version, ...dates, ...sums, items },
      ]);
      assert.equal(results[0]!.status, 'created');
    };
    await write('1', '120.00');
    const open = async (context: BrowserContext) => {
      const { page, faults } = await visit(context, `${stage.sites.aqua}/cotizaciones`);
      const acts = new Acts(page, 'es');
      const element = page.locator('portal-quotes');
      const button = (key: string, version = 2) =>
        element.getByRole('button', {
          name: acts.word('quotes', key).replace('{{version}}', String(version)),
          exact: true,
        });
      const says = (key: string) => element.getByText(acts.word('error', key)).first().waitFor();
      const sign = (version: number) =>
        element.getByRole('button', {
          name: new RegExp(`^Acepto la cotización COT-DOS v${version}`),
        });
      await acts.signIn('direccion', aqua.password);
      await element.getByRole('link', { name: /COT-DOS v1/ }).click();
      await button('accept').click();
      await sign(1).waitFor();
      const proof = element.getByRole('link', { name: acts.word('quotes', 'verify') });
      return { page, faults, element, button, says, sign, proof };
    };
    const newcomer = await theatre.newcomer();
    const both = await Promise.all([open(theatre.context), open(newcomer)]);
    await write('2', '100.00');
    for (const { element, button, says, sign } of both) {
      await sign(1).click();
      await says('quote_superseded');
      await button('open_newest').click();
      await element.getByRole('heading', { name: /COT-DOS.*2/ }).waitFor();
      await button('accept').click();
      await sign(2).waitFor();
    }
    const [first, second] = both as [(typeof both)[0], (typeof both)[0]];
    await first.sign(2).click();
    await first.proof.waitFor();
    await second.sign(2).click();
    await second.says('quote_decided');
    await second.button('reload').click();
    await second.proof.waitFor();
    assert.equal(await second.button('accept').count(), 0);

    await stage.ageTasks('aqua', 1);
    const key = await stage.admin.createKey('aqua', { name: 'Dos', permissions: ['erp.tasks'] });
    const answer = await fetch(
      `${stage.portalUrl.replace('portal.localhost', '127.0.0.1')}/api/v1/erp-tasks?limit=100`,
      { headers: { Authorization: `Bearer ${key}`, 'Portal-Tenant': 'aqua' } },
    );
    const { items } = (await answer.json()) as { items: ErpTask[] };
    const asked = items.filter((task) => JSON.stringify(task.payload).includes('COT-DOS'));
    assert.deepEqual(
      asked.map(({ kind }) => kind),
      ['quote_decision'],
    );
    for (const { page, faults } of both) {
      // A refusal is a line of the browser's console.
      assert.deepEqual(
        faults.filter((fault) => !fault.includes('status of 409')),
        [],
      );
      await page.close();
    }
    await newcomer.close();
  });
});
