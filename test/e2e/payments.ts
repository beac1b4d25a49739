import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page, Request } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { pdfOf } from '../support/uploads.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';
import { thorough } from '../support/thorough.ts';

type Word = (key: string) => string;
/** How a brand's customers pay: methods of its provider with what their vouchers say, and the account of transfers. */
type Ways = {
  brand: Brand;
  /** Who pays, by the language of the walk: what one is paying is nobody else's to pay. */
  logins: Record<'es' | 'pt', string>;
  provider: 'stripe' | 'mercadopago';
  vouchers: Record<string, string>;
  transfer: { bank: string; account: string };
  /** Whether its ERP registered slips for this customer. */
  slips: boolean;
};

const [aqua, zambe] = brands as [Brand, Brand];
const mexico: Ways = {
  brand: aqua,
  logins: { es: 'pagos.norte', pt: 'dos.clientes' },
  provider: 'stripe',
  vouchers: { spei: 'content_clabe', oxxo: 'content_oxxo' },
  transfer: { bank: 'STP', account: '646180110400000007' },
  slips: false,
};
const brazil: Ways = {
  brand: zambe,
  logins: { es: 'financeiro.litoral', pt: 'financeiro.litoral' },
  provider: 'mercadopago',
  vouchers: { pix: 'content_pix', boleto: 'content_boleto' },
  transfer: { bank: 'Banco do Brasil', account: 'pix@zambe.example' },
  slips: true,
};
/** Cards that providers give out for tests: one that is charged, one that is declined. */
const cards = { good: '4242424242424242', declined: '4000000000000002' };
const spaced = (digits: string) => digits.replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Gives the companies of a brand their accounts: one at the provider, one for transfers. */
async function openAccounts({ brand, provider, vouchers, transfer }: Ways): Promise<void> {
  const { admin, payDesk, portalUrl } = theatre.stage;
  const own = provider === 'stripe' ? 'MXN' : 'BRL';
  for (const { code: company, legalName, currency } of brand.source.companies) {
    if (currency !== own) continue;
    const common = { company, mode: 'test', name: 'Pruebas' } as const;
    const secret = `whsec_walk_${brand.slug}_${company}`;
    const secretKey = `sk_walk_${brand.slug}_${company}`;
    const account = await admin.setPaymentAccount(brand.slug, {
      ...common,
      provider,
      methods: ['card', ...(Object.keys(vouchers) as 'spei'[])],
      credentials: { secretKey, webhookSecrets: [secret] },
    });
    await admin.setPaymentAccount(brand.slug, {
      ...common,
      provider: 'manual',
      methods: ['transfer'],
      details: { ...transfer, beneficiary: legalName },
    });
    payDesk.hintTo(secretKey, {
      url: `${portalUrl.replace('portal.localhost', '127.0.0.1')}/payment-hints/${brand.slug}/${account}`,
      secret,
    });
  }
}

/** Requests of a page to the provider that are not the page itself going there. */
function watchProvider(page: Page, provider: string): string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const isTop = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (request.url().startsWith(provider) && !isTop) found.push(request.url());
  });
  return found;
}

/** Requests to anybody but the provider in which a number of a card stands. */
function watchCards(page: Page, provider: string): string[] {
  const found: string[] = [];
  const wholeOf = (request: Request) =>
    [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join(' ');
  page.on('request', (request) => {
    if (request.url().startsWith(provider)) return;
    const digits = wholeOf(request).replaceAll(/[\s+-]|%20/g, '');
    if (Object.values(cards).some((card) => digits.includes(card))) found.push(request.url());
  });
  return found;
}

/** Chooses a document that can be paid, and a way to pay some of it. */
async function choose(element: Locator, word: Word, method: string, amount = '12'): Promise<void> {
  await element.getByRole('tab', { name: word('view_pay'), exact: true }).click();
  // Of credits nothing can be asked; what is being paid already says so.
  const free = element
    .locator('tbody tr', { hasText: word('dispute') })
    .filter({ hasNotText: word('see_payment').split('{{')[0]! })
    .filter({ hasNotText: 'USD' })
    .first();
  await free.getByRole('checkbox').check();
  await free.getByRole('textbox').fill(amount);
  await element.getByRole('button', { name: word('pay'), exact: true }).click();
  await element.locator('h3:focus').waitFor();
  await element.getByRole('radio', { name: word(`method_${method}`) }).check();
  await element.getByRole('button', { name: new RegExp(`\\b${amount}[.,]00`) }).click();
}

async function walk(ways: Ways, language: 'es' | 'pt'): Promise<void> {
  const { payUrl, payDesk, portalUrl, sites } = theatre.stage;
  const site = sites[ways.brand.slug];
  const { page, faults, origins } = await visit(theatre.context, `${site}/${pathOf(ways)}`);
  const beside = watchProvider(page, payUrl);
  const told = watchCards(page, payUrl);
  // Pages of the site are in one language; the elements follow what a page declares.
  const speak = () =>
    page.evaluate((lang) => void (document.documentElement.lang = lang), language);
  await page.addInitScript(
    (lang) => addEventListener('DOMContentLoaded', () => (document.documentElement.lang = lang)),
    language,
  );
  await speak();
  await page.setViewportSize({ width: 360, height: 740 });
  const acts = new Acts(page, language);
  const word: Word = (key) => acts.word('payments', key);
  const element = page.locator('portal-payments');
  const says = (key: string) => element.getByText(word(key)).first().waitFor();
  const fits = async () =>
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  const goOn = async () => {
    await fits();
    await element.getByRole('button', { name: word('to_list') }).click();
  };
  await acts.signIn(ways.logins[language], ways.brand.password);

  await choose(element, word, 'card');
  await page.waitForURL(`${payUrl}/**`);
  for (const card of [cards.declined, cards.good]) {
    await page.locator('input[name=number]').fill(ledger.secret('card', spaced(card)));
    await page.locator('#card').click();
  }
  await page.waitForURL(`${site}/**`);
  await says('text_paid');
  await goOn();

  for (const [method, content] of Object.entries(ways.vouchers)) {
    await choose(element, word, method);
    await page.waitForURL(`${payUrl}/**`);
    const session = page.url().split('/').at(-1)!;
    await page.locator('#voucher').click();
    await page.getByRole('link').last().click();
    await page.waitForURL(`${site}/**`);
    await says(content);
    await says('text_voucher');
    await fits();
    // The page finds by itself that the money came.
    await payDesk.act(session, 'approve');
    await says('text_paid');
    await goOn();
  }

  await choose(element, word, 'transfer');
  await says('text_transfer');
  await element.locator('input[type=file]').setInputFiles({
    name: 'comprobante.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(pdfOf(500)),
  });
  await element.locator('#proof-date').fill('02/11/2026');
  await element.getByRole('button', { name: word('proof_send') }).click();
  await says('proof_state_waiting');
  await goOn();

  if (ways.slips) {
    await element.getByRole('tab', { name: word('view_slips'), exact: true }).click();
    await element
      .getByRole('button', { name: word('slip_show') })
      .first()
      .click();
    await element.locator('[part~=code]').first().waitFor();
    await fits();
  }

  assert.deepEqual(told, []);
  assert.deepEqual(beside, []);
  assert.deepEqual([...origins].toSorted(), [site, portalUrl, payUrl].toSorted());
  assert.deepEqual(faults, []);
  await acts.signOutButton.click();
  await acts.signOutButton.waitFor({ state: 'hidden' });
  await page.close();
}

/** In the portal in one tag: what the bank declined and what it charged is told of the payment itself, after coming back. */
async function walkInApp(ways: Ways): Promise<void> {
  const { payUrl, sites } = theatre.stage;
  const site = sites[ways.brand.slug];
  const language = ways.brand.locale as 'es' | 'pt';
  const context = await theatre.newcomer();
  const { page, faults } = await visit(context, `${site}/clientes`);
  const acts = new Acts(page, language);
  const word: Word = (key) => acts.word('payments', key);
  await acts.loginField.waitFor();
  await new Hands(page).signIn(ways.logins[language], ways.brand.password);
  await page
    .getByRole('navigation')
    .getByRole('link', { name: acts.word('sections', 'payments'), exact: true })
    .click();
  const element = page.locator('portal-payments');
  const says = (key: string) => element.getByText(word(key)).first().waitFor();
  await choose(element, word, 'card', '11');
  await page.waitForURL(`${payUrl}/**`);
  await page.locator('input[name=number]').fill(ledger.secret('card', spaced(cards.declined)));
  await page.locator('#card').click();
  await page.locator('#leave').click();
  await page.waitForURL(`${site}/**`);
  await says('text_declined');
  const shown = page.url();
  await element.getByRole('button', { name: word('go_on') }).click();
  await page.waitForURL(`${payUrl}/**`);
  await page.locator('input[name=number]').fill(ledger.secret('card', spaced(cards.good)));
  await page.locator('#card').click();
  await page.waitForURL(`${site}/**`);
  await says('text_paid');
  assert.equal(page.url(), shown);
  await page.reload();
  await says('text_paid');
  assert.deepEqual(faults, []);
  await context.close();
}

/** Somebody at the payments of a brand who has a keyboard and nothing else, signed in. */
async function atPayments(ways: Ways, login: string) {
  const context = await theatre.newcomer();
  const language = ways.brand.locale as 'es' | 'pt';
  const visited = await visit(context, `${theatre.stage.sites[ways.brand.slug]}/${pathOf(ways)}`);
  const { page } = visited;
  const acts = new Acts(page, language);
  const hands = new Hands(page);
  await acts.loginField.waitFor();
  await hands.signIn(login, ways.brand.password);
  await acts.signOutButton.waitFor();
  const element = page.locator('portal-payments');
  const word: Word = (key) => acts.word('payments', key);
  return {
    ...visited,
    hands,
    element,
    word,
    close: () => context.close(),
    says: (key: string) => element.getByText(word(key)).first().waitFor(),
    press: (name: string | RegExp) =>
      hands.go(element.getByRole('button', { name, exact: typeof name === 'string' }).first()),
    write: async (selector: string, text: string) => {
      await hands.to(element.locator(selector));
      await page.keyboard.press('Control+a');
      await hands.type(text);
    },
  };
}
type AtPayments = Awaited<ReturnType<typeof atPayments>>;

/** Chooses a document and a way to pay 12 of it, by keys. */
async function chooseByKeys({ page, hands, element, word, press }: AtPayments, method: string) {
  const free = element
    .locator('tbody tr', { hasText: word('dispute') })
    .filter({ hasNotText: word('see_payment').split('{{')[0]! })
    .filter({ hasNotText: 'USD' })
    .first();
  await hands.to(free.getByRole('checkbox'));
  await hands.press('Space');
  await hands.to(free.getByRole('textbox'));
  await page.keyboard.press('Control+a');
  await hands.type('12');
  await press(word('pay'));
  const way = element.getByRole('radio', { name: word(`method_${method}`) });
  await hands.to(element.getByRole('radio').first());
  for (let i = 0; i < 8 && !(await way.isChecked()); i += 1)
    await hands.press(i === 0 ? 'Space' : 'ArrowDown');
  assert.ok(await way.isChecked());
  await press(/\b12[.,]00/);
}

/** A proof that is uploaded and accepted, and money that one person sends back and another one confirms. */
async function walkByKeys(ways: Ways, staff: readonly [string, string]): Promise<void> {
  const { payUrl, sites } = theatre.stage;
  const payer = await atPayments(ways, ways.logins[ways.brand.locale as 'es' | 'pt']);
  const { page, hands, element, word } = payer;
  await chooseByKeys(payer, 'transfer');
  await payer.says('text_transfer');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    payer.press(word('proof_choose')),
  ]);
  await chooser.setFiles({
    name: 'comprobante.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(pdfOf(500)),
  });
  await payer.write('#proof-date', '02/11/2026');
  await payer.press(word('proof_send'));
  await payer.says('proof_state_waiting');
  const transferred = new URL(page.url());

  await payer.press(word('to_list'));
  await hands.openTab(element, word('view_pay'), 'ArrowLeft');
  await chooseByKeys(payer, 'card');
  await page.waitForURL(`${payUrl}/**`);
  await page.locator('input[name=number]').fill(ledger.secret('card', spaced(cards.good)));
  await page.locator('#card').click();
  await page.waitForURL(`${sites[ways.brand.slug]}/**`);
  await payer.says('text_paid');
  const paid = new URL(page.url());

  const [one, other] = [await atPayments(ways, staff[0]), await atPayments(ways, staff[1])];
  await one.page.goto(transferred.href);
  await one.press(word('proof_accept'));
  await one.says('proof_state_accepted');
  await one.page.goto(paid.href);
  await one.write('#refund-amount', '5');
  await one.write('#refund-reason', 'Cobro de más');
  await one.press(word('refund_send'));
  await one.hands.go(
    one.element.locator('dialog').getByRole('button', { name: word('refund_send'), exact: true }),
  );
  await one.says('refund_state_waiting');
  const confirm = (at: AtPayments) =>
    at.element.getByRole('button', { name: word('refund_confirm'), exact: true });
  assert.equal(await confirm(one).count(), 0, 'nobody confirms what they asked for');
  await other.page.goto(paid.href);
  await other.press(word('refund_confirm'));
  await confirm(other).waitFor({ state: 'detached' });
  await other.element
    .getByText(new RegExp(`${word('refund_state_asked')}|${word('refund_state_returned')}`))
    .first()
    .waitFor();
  for (const at of [payer, one, other]) {
    assert.deepEqual(await at.hands.unnamed(), []);
    assert.deepEqual(at.faults, []);
    await at.close();
  }
}

const pathOf = ({ brand }: Ways): string => brand.site.places.payments.slice(1);

describe('payments', () => {
  before(async () => {
    for (const ways of [mexico, brazil]) await openAccounts(ways);
  });
  for (const ways of [mexico, brazil])
    for (const language of thorough ? (['es', 'pt'] as const) : [ways.brand.locale as 'es' | 'pt'])
      test(`${ways.brand.slug}, ${language}: by card, by each voucher, and by a transfer with its proof${ways.slips ? ', and with a slip' : ''}, on a phone`, () =>
        walk(ways, language));

  for (const ways of [mexico, brazil])
    test(`${ways.brand.slug}: comes back from the provider to the payment, in the portal in one tag`, () =>
      walkInApp(ways));

  test('by keys alone: a proof is uploaded and accepted, and money sent back by one and confirmed by another', () =>
    walkByKeys(brazil, ['luar.restinga', 'brisa.cachoeira']));
});
