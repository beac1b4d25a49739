import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { pdfOf } from '../support/uploads.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand];

/** Requests of a page to the provider that are not the page itself going there. */
function watchProvider(page: Page, provider: string): string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const isTop = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (request.url().startsWith(provider) && !isTop) found.push(request.url());
  });
  return found;
}

/** Chooses one of the documents that can be paid, and a way to pay 150 pesos of it. */
async function choose(
  element: Locator,
  word: (key: string) => string,
  { at, method }: { at: number; method: string },
) {
  // Of credits nothing can be asked, and nothing is paid with them alone.
  const free = element.locator('tbody tr', { hasText: word('dispute') }).nth(at);
  await free.getByRole('checkbox').check();
  await free.getByRole('textbox').fill('150');
  await element.getByRole('button', { name: word('pay'), exact: true }).click();
  await element.getByRole('radio', { name: word(method) }).check();
  await element.getByRole('button', { name: /\$150\.00/ }).click();
}

describe('payments', () => {
  test('aqua, es: by SPEI on the provider’s page, and by a transfer with its proof', async () => {
    const { stage } = theatre;
    const { payUrl, payDesk } = stage;
    const { code, legalName } = aqua.source.companies.find(({ currency }) => currency === 'MXN')!;
    const common = { company: code, mode: 'test', name: 'Pruebas' } as const;
    const account = await stage.admin.setPaymentAccount('aqua', {
      ...common,
      provider: 'stripe',
      methods: ['card', 'spei'],
      credentials: { secretKey: 'sk_walk', webhookSecrets: ['whsec_walk'] },
    });
    await stage.admin.setPaymentAccount('aqua', {
      ...common,
      provider: 'manual',
      methods: ['transfer'],
      details: { bank: 'STP', beneficiary: legalName, account: '646180110400000007' },
    });
    payDesk.hintTo('sk_walk', {
      url: `${stage.portalUrl.replace('portal.localhost', '127.0.0.1')}/payment-hints/aqua/${account}`,
      secret: 'whsec_walk',
    });
    const site = stage.sites.aqua;
    const { page, faults, origins } = await visit(theatre.context, `${site}/pagos`);
    const beside = watchProvider(page, payUrl);
    const acts = new Acts(page, 'es');
    const word = (key: string) => acts.word('payments', key);
    const element = page.locator('portal-payments');
    const tab = (key: string) => element.getByRole('tab', { name: word(key), exact: true });
    await acts.signIn('pagos.norte', aqua.password);

    await choose(element, word, { at: 0, method: 'method_spei' });
    await page.waitForURL(`${payUrl}/**`);
    const session = page.url().split('/').at(-1)!;
    await page.locator('#voucher').click();
    await page.getByRole('link').last().click();
    await page.waitForURL(`${site}/**`);
    await element.getByText(word('content_clabe'), { exact: true }).waitFor();
    await element.getByText(word('text_voucher')).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.setViewportSize({ width: 1280, height: 900 });
    // The page finds by itself that the money came.
    await payDesk.act(session, 'approve');
    await element.getByText(word('text_paid')).waitFor();

    await element.getByRole('button', { name: word('to_list') }).click();
    await tab('view_pay').click();
    await choose(element, word, { at: 1, method: 'method_transfer' });
    await element.getByText(word('text_transfer')).waitFor();
    await element.locator('input[type=file]').setInputFiles({
      name: 'comprobante.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(pdfOf(500)),
    });
    await element.locator('#proof-date').fill('02/11/2026');
    await element.getByRole('button', { name: word('proof_send') }).click();
    await element.getByText(word('proof_state_waiting'), { exact: true }).waitFor();
    assert.deepEqual(beside, []);
    assert.deepEqual([...origins].toSorted(), [site, stage.portalUrl, payUrl].toSorted());
    assert.deepEqual(faults, []);
    await acts.signOutButton.click();
    await acts.signOutButton.waitFor({ state: 'hidden' });
    await page.close();
  });
});
