import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Draft } from '#contract/order-entry';
import type { Locator } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { todayIn } from '../../demo/data/index.ts';
import { createOrderDesk, runOrderDesk, type OrderDesk } from '../../demo/order-desk.ts';
import { Acts, wordsOf } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { isFocused } from './keys.ts';
import { theatre } from './theatre.ts';
import { wrongWords } from './looks.ts';

type Walk = {
  brand: Brand;
  language: 'es' | 'pt';
  login: string;
  width: number;
};

const [aqua, zambe] = brands as [Brand, Brand];
const walks: Walk[] = [
  { brand: aqua, language: 'es', login: 'direccion', width: 1280 },
  { brand: zambe, language: 'pt', login: 'diretoria', width: 360 },
];

/** How the demo's ERP begins to say why it would not have an order. */
const reasons = {
  es: 'El material no tiene cupo este mes.',
  pt: 'O material não tem cota neste mês.',
};

async function walk({ brand, language, login, width }: Walk, desk: OrderDesk): Promise<void> {
  const { sites, ageTasks } = theatre.stage;
  const { page, faults } = await visit(theatre.context, 'about:blank');
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${sites[brand.slug]}${brand.site.places['order-entry']}`);
  const hands = new Hands(page);
  const words = wordsOf(language).ordering;
  const word = (key: string, values: Record<string, string | number> = {}): string => {
    const text = words[key] ?? words[`${key}_${values['count'] === 1 ? 'one' : 'other'}`];
    if (text === undefined) throw new Error(`There is no word ordering.${key}`);
    return Object.entries(values).reduce(
      (done, [name, value]) => done.replace(`{{${name}}}`, String(value)),
      text,
    );
  };
  const element = page.locator('portal-order-entry');
  const button = (key: string, values?: Record<string, string | number>) =>
    element.getByRole('button', { name: word(key, values), exact: true });
  const material = (n: number) => element.getByLabel(word('material_of', { n }), { exact: true });
  const quantity = (n: number) => element.getByLabel(word('quantity_of', { n }), { exact: true });
  const says = (text: string) => element.getByText(text, { exact: true }).first().waitFor();
  const hears = (text: string) =>
    element.locator('[role=status]', { hasText: text }).first().waitFor({ state: 'attached' });
  const holds = async (what: string, check: () => Promise<boolean>) => {
    const end = Date.now() + 60_000;
    while (!(await check())) assert.ok(Date.now() < end, what);
  };
  const focusOn = (target: Locator, what: string) => holds(what, () => isFocused(target));
  const fits = async () => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    assert.deepEqual(await wrongWords(page), []);
  };
  const saved = () =>
    element.locator('.saved', { hasText: word('saved', { time: '' }).trim() }).waitFor();
  /** Types a line into the empty last row, as in a sheet. */
  const line = async (n: number, number: string, much: string) => {
    await hands.to(material(n));
    await hands.type(number);
    await hands.press('Enter');
    await focusOn(quantity(n), 'the quantity is next');
    await hands.type(much);
    await hands.press('Enter');
    await focusOn(material(n + 1), 'and then the next line');
  };
  const send = async () => {
    await hands.go(button('review'));
    await says(word('review_title'));
    await focusOn(element.locator('#review-title'), 'what is sent is read first');
    await fits();
    await hands.go(button('send'));
    const capture = element.locator('.capture');
    await focusOn(capture, 'the capture number is read first');
    const number = await capture.innerText();
    await hears(word('sent_as', { number }));
    await fits();
  };
  const product = (index: number) => brand.source.products[index]!.record;

  await hands.signIn(login, brand.password);
  await hands.go(button('new'));
  await focusOn(material(1), 'the first line is typed at once');

  // By the customer's own number, and less than is sold.
  await line(1, 'A-1001', '3');
  await says(word('fault_below_minimum'));
  await hears(`${word('quantity_of', { n: 1 })}: ${word('fault_below_minimum')}`);
  const [first] = await hands.heard('textbox', word('quantity_of', { n: 1 }));
  assert.equal(first!.invalid, true);
  assert.match(first!.description, new RegExp(`^${word('fault_below_minimum')}`));
  await element.getByText(product(0).descriptions[language]!).first().waitFor();
  await hands.go(button('use', { value: 10 }), 'Shift+Tab');
  await focusOn(quantity(1), 'what was put right has the focus');
  assert.equal(await quantity(1).inputValue(), '10');
  await element
    .locator('.fault', { hasText: word('fault_below_minimum') })
    .first()
    .waitFor({ state: 'detached' });
  // Between two packages.
  await hands.press('Control+A');
  await hands.type('12');
  await hands.press('Enter');
  await says(word('fault_not_multiple'));
  await hands.go(button('use', { value: 15 }), 'Shift+Tab');
  await focusOn(quantity(1), 'what was put right has the focus');
  // By the company's number.
  await line(2, product(1).number, '2,5'.replace(',', language === 'pt' ? ',' : '.'));
  await saved();

  const columns = ['material', 'description', 'quantity', 'unit', 'price', 'amount', 'stock'];
  const tree = await hands.tree();
  const heads = tree.filter(({ role }) => role === 'columnheader').map(({ name }) => name);
  assert.deepEqual(
    heads,
    columns.map((key) => word(key)),
  );
  const typed = tree.filter(({ role }) => role === 'textbox' || role === 'combobox');
  for (const n of [1, 2, 3])
    for (const key of ['material_of', 'quantity_of'])
      assert.ok(
        typed.some(({ name }) => name === word(key, { n })),
        `${key} ${n}`,
      );
  assert.deepEqual(
    tree.filter(({ role, name }) => /textbox|combobox|button|checkbox/i.test(role) && !name),
    [],
  );
  await fits();

  // From a spreadsheet, in the writing of its country.
  const spreadsheet = await theatre.context.newPage();
  await spreadsheet.setContent('<textarea></textarea>');
  const rows = [
    [product(2).number, language === 'pt' ? '4,000' : '4.000'],
    ['NADA-99', '1'],
    ['A-1043', '6'],
  ];
  await spreadsheet.locator('textarea').fill(rows.map((row) => row.join('\t')).join('\n'));
  await spreadsheet.keyboard.press('Control+A');
  await spreadsheet.keyboard.press('Control+C');
  await spreadsheet.close();
  await page.bringToFront();
  await hands.to(material(3), 'Shift+Tab');
  await hands.press('Control+V');
  await hears(word('rows_read', { count: 3 }));
  await says(word('fault_material_unknown'));
  await fits();
  await hands.go(button('add_rows', { count: 2 }));
  await hears(word('added', { count: 2 }));
  await quantity(4).waitFor();
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  assert.equal(await quantity(3).inputValue(), '4');
  await saved();
  await hands.to(element.getByLabel(word('purchase_order'), { exact: true }));
  await hands.type(`OC-${language}-1`);
  await hands.press('Tab');
  await saved();

  // What it costs is the server's word, and stands there after a reload as well.
  const digits = (text: string | null) => (text ?? '').replaceAll(/\D/g, '');
  const amounts = async () =>
    (await element.locator('tr[part=line] td.strong').allTextContents()).map(digits);
  const before = await amounts();
  const answered = page.waitForResponse(
    (one) => one.request().method() === 'GET' && one.url().includes('/order-drafts/'),
  );
  await page.reload();
  const draft = (await (await answered).json()) as Draft;
  await quantity(4).waitFor();
  assert.deepEqual(await amounts(), [...draft.lines.map(({ amount }) => digits(amount)), '']);
  assert.deepEqual(await amounts(), before);
  assert.equal(digits(await element.locator('.sum strong').innerText()), digits(draft.total));
  assert.ok(before.slice(0, 4).every((amount) => Number(amount) > 0));

  desk.mood = 'stays silent';
  await send();
  await hands.go(element.getByRole('button', { name: word('undo', { count: 0 }).split(' ')[0]! }));
  await hears(word('taken_back'));
  await quantity(4).waitFor();
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  await send();
  await ageTasks(brand.slug, 24 * 60);
  await element
    .locator('.sent p', { hasText: word('waiting_since', { time: '' }).trim() })
    .waitFor();
  await hears(word('waiting_since', { time: '' }).trim());
  desk.mood = language === 'pt' ? 'accepts, and says so twice' : 'accepts orders';
  const [taken = ''] = word('next_accepted').split('{{number}}');
  await element.locator('.sent', { hasText: taken }).waitFor();
  await hears(taken);
  assert.match(await element.locator('.sent').innerText(), new RegExp(`${taken}\\d+`));
  await says(word('state_accepted'));
  await fits();

  // One that the ERP would not have.
  desk.mood = 'rejects orders';
  await hands.go(button('back'), 'Shift+Tab');
  await hands.go(button('new'));
  await focusOn(material(1), 'the first line is typed at once');
  await line(1, product(2).number, '7');
  await saved();
  await send();
  await ageTasks(brand.slug, 1);
  await element.locator('.sent [part~=notice]', { hasText: reasons[language] }).waitFor();
  await hears(reasons[language]);
  await hands.go(button('again'));
  await quantity(1).waitFor();
  assert.equal(await quantity(1).inputValue(), '7');
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  await fits();

  await page.goto(`${sites[brand.slug]}${brand.site.places.orders}`);
  const acts = new Acts(page, language);
  await acts.search();
  assert.equal(await acts.orders.locator('tbody tr', { hasText: `OC-${language}-1` }).count(), 1);
  assert.deepEqual(faults, []);
  await page.close();
}

describe('order entry', () => {
  const desks = new Map<string, OrderDesk>();
  const shift = new AbortController();
  before(async () => {
    const { admin, portalUrl, sync } = theatre.stage;
    for (const { brand } of walks) {
      const { slug: tenant, source } = brand;
      const desk = createOrderDesk();
      desks.set(tenant, desk);
      void runOrderDesk({
        desk,
        portalUrl: portalUrl.replace('portal.localhost', '127.0.0.1'),
        tenant,
        key: await admin.createKey(tenant, { name: 'Pedidos', permissions: ['erp.tasks'] }),
        today: () => todayIn(source.timeZone),
        sync: (records) => sync(tenant, 'orders', records),
        signal: shift.signal,
        pause: 200,
      });
    }
  });
  after(() => shift.abort());
  for (const one of walks)
    test(`${one.brand.slug}, ${one.language}: an order by keys alone, ${one.width} pixels wide`, () =>
      walk(one, desks.get(one.brand.slug)!));
});
