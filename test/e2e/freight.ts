// The walks of a freight agency's customer: a shipment from the list to its map, papers, messages and calendar.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { version } from '../../server/index.ts';
import { eventually } from '../support/eventually.ts';
import { pdfOf } from '../support/uploads.ts';
import { Acts } from './acts.ts';
import { visit, type Visit } from './browser.ts';
import { isFocused, tabTo } from './keys.ts';
import { foreignTexts, outside, settled, wrongWords } from './looks.ts';
import {
  answerWith,
  caseAt,
  faultsOfMap,
  isMapShown,
  mapCases,
  showMap,
  stopsListed,
} from './map-cases.ts';
import { theatre } from './theatre.ts';
import { thorough } from '../support/thorough.ts';

const barlovia = brands.find(({ slug }) => slug === 'barlovia')!;
const { places, records } = barlovia.site;
type Language = 'es' | 'pt';
type Walk = {
  language: Language;
  scheme: 'light' | 'dark';
  width: 1280 | 360;
  /** A shipment at sea of one container, which is this walk's alone. */
  number: string;
  /** A port that its map names. */
  port: string;
};
const walks: Walk[] = [
  { language: 'es', scheme: 'light', width: 1280, number: 'BV-20001', port: 'Puerto Quetzal' },
  { language: 'es', scheme: 'dark', width: 360, number: 'BV-20002', port: 'Valencia' },
  { language: 'pt', scheme: 'dark', width: 1280, number: 'BV-20003', port: 'Puerto Cortés' },
  { language: 'pt', scheme: 'light', width: 360, number: 'BV-20023', port: 'Hamburgo' },
];
/** So many containers run in it that they are narrowed by number, and their free days are counted. */
const many = { number: 'BV-20009', containers: 64 };

/** Whoever reads the shipments of this page, in a language. */
class Reader {
  readonly page: Page;
  readonly acts: Acts;
  readonly shipments: Locator;
  readonly #foreign: ReadonlySet<string>;

  constructor(page: Page, language: Language) {
    this.page = page;
    this.acts = new Acts(page, language);
    this.shipments = page.locator('portal-shipments');
    this.#foreign = foreignTexts(language);
  }

  word(key: string): string {
    return this.acts.word('shipments', key);
  }
  get rows(): Locator {
    return this.shipments.locator('tbody [data-record]');
  }
  button(name: string, within = this.shipments): Locator {
    return within.getByRole('button', { name, exact: true });
  }
  /** How many were found, as it stands above the list. */
  async found(count: number): Promise<void> {
    const text = this.word(count === 1 ? 'found_one' : 'found_other');
    await this.shipments
      .getByText(text.replace('{{count}}', String(count)))
      .first()
      .waitFor();
  }
  async search(number: string): Promise<void> {
    await this.shipments.locator('#q').fill(number);
    await this.button(this.word('submit')).click();
    await this.found(1);
  }
  async tab(name: string): Promise<void> {
    await this.shipments.getByRole('tab', { name: this.word(`tab_${name}`), exact: true }).click();
  }
  /** @returns what the server said of it */
  async open(number: string): Promise<Shipment> {
    await this.search(number);
    const answer = this.page.waitForResponse((one) =>
      /\/shipments\/[\w-]+$/.test(new URL(one.url()).pathname),
    );
    await this.rows.first().click();
    const title = this.word('shipment').replace('{{number}}', number);
    await this.shipments.getByRole('heading', { name: title }).waitFor();
    return (await answer).json() as Promise<Shipment>;
  }
  /** Everything is within the window, and says what it has to in one language. */
  async sound(where: string): Promise<void> {
    const { page } = this;
    await page.waitForFunction(settled);
    const tooWide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.equal(tooWide, 0, `${where}: wider than the window`);
    assert.deepEqual(await page.evaluate(outside), [], where);
    assert.deepEqual(await wrongWords(page, this.#foreign), [], where);
    const folder = process.env['PICTURES'];
    if (folder) await page.screenshot({ path: `${folder}/freight-${where}.png`, fullPage: true });
  }
}
type Shipment = {
  id: string;
  goods: string | null;
  reference: string | null;
  customer: { name: string };
  boxes: { number: string }[];
  references: { value: string }[];
};

/** Marks of a map whose middle somebody cannot point at. */
const hiddenMarks = (map: Element): string[] =>
  [...map.shadowRoot!.querySelectorAll('.mark')].flatMap((mark) => {
    mark.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = mark.getBoundingClientRect();
    const top = map.shadowRoot!.elementFromPoint(x + width / 2, y + height / 2);
    return top?.matches('.mark, .position') ? [] : [`${top?.localName}.${top?.className}`];
  });

/** The element that has the focus, through all shadow roots, shows that it has it. */
const ring = (): string => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (!one || one === document.body) return '';
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  const seen = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  return seen ? '' : `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
};

async function signedIn(language: Language, place: string): Promise<Visit> {
  const found = await visit(theatre.context, `${theatre.stage.sites.barlovia}${place}`);
  await found.page.locator(`[data-lang=${language}]`).click();
  await new Acts(found.page, language).signIn('logistica', barlovia.password);
  return found;
}

/** Waits for what is new, as somebody does who comes back to a tab: it asks at once, and not in a quarter of a minute. */
const comeBackTo = (page: Page, seen: Locator) =>
  eventually(
    async () => {
      await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
      return (await seen.count()) > 0;
    },
    () => `${String(seen)} is never seen`,
  );

let desk: Visit;
const deskActs = () => new Acts(desk.page, 'es');

/** Somebody of the agency answers the conversation that a text stands in. */
async function answer(asked: string, text: string): Promise<void> {
  const element = desk.page.locator('portal-messages');
  await desk.page.goto(`${theatre.stage.sites.barlovia}${places.messages}`);
  await element.locator('[data-record]', { hasText: asked }).first().click();
  await element.locator('#message-text').fill(text);
  const send = deskActs().word('messages', 'send');
  await element.getByRole('button', { name: send, exact: true }).click();
  await element.locator('[part~=message]', { hasText: text }).waitFor();
}

/** The list: a figure narrows it, a number finds one, and every control shows that it has the focus. */
async function findOne(reader: Reader): Promise<void> {
  const { page, shipments } = reader;
  await reader.rows.first().waitFor();
  await reader.sound('list');
  const all = await reader.rows.count();
  const figure = shipments.getByRole('button', { name: reader.word('group_in_transit') });
  const count = Number((await figure.innerText()).match(/\d+/)![0]);
  assert.ok(count > 0 && count < all);
  await figure.click();
  await reader.found(count);
  assert.equal(await figure.getAttribute('aria-pressed'), 'true');
  await figure.click();
  await reader.found(all);
  await shipments.locator('#group').selectOption('in_transit');
  await reader.button(reader.word('submit')).click();
  await reader.found(count);
  await shipments.locator('#group').selectOption('');
  await tabTo(page, shipments.locator('#q'));
  assert.ok(await isFocused(shipments.locator('#q')));
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(ring), '', 'the focus is seen');
  }
}

/** The parts of an open shipment; its map has the stops as a list beside it. */
async function readParts(reader: Reader, { port, width }: Walk, shipment: Shipment) {
  const { page, shipments } = reader;
  await reader.sound('summary');
  await reader.tab('events');
  await shipments.locator('[part~=milestone]').first().waitFor();
  await reader.sound('events');
  await reader.tab('containers');
  const { number } = shipment.boxes[0]!;
  await shipments.locator('[part~=container]', { hasText: number }).waitFor();
  await reader.tab('map');
  const map = shipments.locator('portal-shipment-map');
  await map.locator('path.land').first().waitFor({ state: 'attached' });
  await reader.sound('map');
  assert.deepEqual(await map.evaluate(hiddenMarks), [], 'what is on the map lies under nothing');
  const stop = map.getByRole('listitem').filter({ hasText: port }).getByRole('button');
  await stop.click();
  assert.equal(await stop.getAttribute('aria-pressed'), 'true');
  const [chart, list] = [
    await map.locator('.chart').boundingBox(),
    await map.locator('ol').boundingBox(),
  ];
  const beside = list!.x >= chart!.x + chart!.width;
  assert.ok(width > 1000 ? beside : list!.y >= chart!.y + chart!.height, 'the list is by the map');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(ring), '');
}

async function readPapers(reader: Reader, { number, language }: Walk): Promise<void> {
  const { page, shipments } = reader;
  const say = (key: string) => reader.acts.word('document', key);
  await reader.tab('documents');
  const documents = shipments.locator('portal-documents');
  await documents.locator('tbody [data-record]').first().waitFor();
  await reader.sound('documents');
  await reader.button(say('upload'), documents).click();
  const title = `carta-${number}-${language}`;
  const name = `${title}.pdf`;
  await documents.locator('#upload-file').setInputFiles({
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.from(pdfOf(600)),
  });
  await documents.locator('.queued.done', { hasText: name }).waitFor();
  await reader.sound('upload');
  await documents.locator('tbody tr', { hasText: title }).waitFor();
  await documents
    .locator('tbody tr', { hasText: number })
    .filter({ hasNotText: title })
    // What is missing has no file.
    .filter({ hasText: 'kB' })
    .first()
    .locator('[data-record]')
    .first()
    .click();
  const fetched = page.waitForEvent('download');
  await reader.button(say('download'), documents).first().click();
  const path = await (await fetched).path();
  const { readFile } = await import('node:fs/promises');
  assert.equal((await readFile(path)).subarray(0, 5).toString(), '%PDF-');
  await reader.sound('document');
}

/** A question, the answer that is seen where it was asked, and one that the bell tells of. */
async function talk(reader: Reader, { number, language }: Walk): Promise<void> {
  const { page, shipments } = reader;
  const say = (key: string) => reader.acts.word('messages', key);
  const asked = `¿A qué hora llega ${number}?`;
  await reader.tab('messages');
  const messages = shipments.locator('portal-messages');
  const text = messages.locator('#message-text');
  await text.waitFor();
  const subject = messages.getByLabel(say('subject'), { exact: true });
  const title = `Hora de ${number}`;
  await subject.fill(title);
  await text.fill(asked);
  await reader.button(say('send'), messages).click();
  await messages.locator('[part~=message]', { hasText: asked }).waitFor();
  await answer(title, `A las diez (${number}).`);
  await comeBackTo(
    page,
    messages.locator('[part~=message]', { hasText: `A las diez (${number}).` }),
  );
  await reader.sound('messages');

  await reader.tab('summary');
  await answer(title, `Ya está en el muelle (${number}).`);
  const inbox = page.locator('portal-inbox');
  await inbox.locator('[part~=bell]').click();
  const told = reader.acts.word('notice', 'message_posted').replace('{{subject}}', title);
  const item = inbox.locator('[part~=item]', { hasText: told }).first();
  await comeBackTo(page, inbox.locator('.item.new', { hasText: told }));
  await reader.sound('inbox');
  await item.locator('.way').click();
  await page.waitForURL(`**${places.messages}?${records.thread}=*`);
  const second = page.locator('portal-messages [part~=message]', {
    hasText: `Ya está en el muelle (${number}).`,
  });
  await second.waitFor();
  await page.goBack();
  await inbox.locator('[part~=bell]').click();
  await inbox.locator('[part~=item]', { hasText: told }).first().waitFor();
  // What is told of the first answer may be there as well, or come while this looks.
  const rest = reader.button(reader.acts.word('notice', 'read_all'), inbox);
  const count = inbox.locator('[part~=count]');
  for (let times = 0; (await count.count()) > 0 && times < 100; times++) {
    if (await rest.isVisible()) await rest.click();
    await page.waitForTimeout(200);
  }
  assert.deepEqual([await count.count(), await inbox.locator('.item.new').count()], [0, 0]);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.documentElement.lang), language);
}

/** A link for a stranger, who sees where it is and nothing of whose it is or what is in it. */
async function share(reader: Reader, { number, language, width }: Walk, shipment: Shipment) {
  const { shipments } = reader;
  await reader.button(reader.word('share')).click();
  await reader.button(reader.word('share_make')).click();
  const url = (await shipments.locator('[part~=share]').innerText()).trim();
  assert.ok(url.startsWith(`${theatre.stage.portalUrl}/s/barlovia/`), url);
  await reader.sound('share');
  await reader.button(reader.acts.word('common', 'close')).click();
  const stranger = await theatre.newcomer();
  await stranger.setExtraHTTPHeaders({ 'Accept-Language': language });
  const { page, faults, origins } = await visit(stranger, url);
  await page.setViewportSize({ width, height: 740 });
  const shown = await page.content();
  assert.ok(shown.includes(reader.word('shipment').replace('{{number}}', number)));
  const hidden = [
    shipment.goods,
    shipment.reference,
    shipment.customer.name,
    ...shipment.boxes.map((box) => box.number),
    ...shipment.references.map(({ value }) => value),
  ];
  for (const text of hidden) assert.ok(!text || !shown.includes(text), `${text} is shown`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  assert.deepEqual([...origins], [theatre.stage.portalUrl]);
  assert.deepEqual(faults, []);
  await page.close();
  await stranger.close();
}

/** The address of a calendar, which has the arrivals; and the list as a file. */
async function takeAlong(reader: Reader): Promise<void> {
  const { page, shipments } = reader;
  await reader.button(reader.acts.word('feed', 'open')).click();
  const { renew, make } = reader.acts.words.feed;
  await shipments.getByRole('button', { name: new RegExp(`^(${make}|${renew})$`) }).click();
  const address = (await shipments.locator('[part~=share]').innerText()).trim();
  const calendar = await fetch(address.replace('portal.localhost', '127.0.0.1'));
  assert.match(await calendar.text(), /^BEGIN:VCALENDAR[^]*BV-20001/);
  await reader.sound('calendar');
  await reader.button(reader.acts.word('common', 'close')).click();
  await reader.button(reader.word('back')).click();
  await reader.rows.first().waitFor();
  const fetched = page.waitForEvent('download');
  await reader.button(reader.word('export_csv')).click();
  assert.match(
    (await fetched).suggestedFilename(),
    new RegExp(`^${reader.word('export_file')}_\\d{8}[.]csv$`),
  );
}

/** Free days of many containers, which are found by a part of their number. */
async function countDays(reader: Reader): Promise<void> {
  const { shipments } = reader;
  const { boxes } = await reader.open(many.number);
  assert.equal(boxes.length, many.containers);
  await reader.tab('containers');
  await shipments.locator('#box-number').fill(boxes[7]!.number.toLowerCase());
  const box = shipments.locator('[part~=container]');
  await box.nth(1).waitFor({ state: 'detached' });
  assert.match(await box.innerText(), new RegExp(boxes[7]!.number));
  assert.match(
    await box.locator('[part~=clock]').first().innerText(),
    /\d+ d[ií]as? livres?|\d+ d[ií]as? libres?/,
  );
  await reader.sound('containers');
}

async function walk(one: Walk): Promise<void> {
  const { portalUrl, sites } = theatre.stage;
  const { page, faults, origins } = await signedIn(one.language, places.shipments);
  await page.emulateMedia({ colorScheme: one.scheme });
  await page.setViewportSize({ width: one.width, height: 740 });
  const reader = new Reader(page, one.language);
  await findOne(reader);
  const shipment = await reader.open(one.number);
  await readParts(reader, one, shipment);
  await readPapers(reader, one);
  await talk(reader, one);
  await share(reader, one, shipment);
  await takeAlong(reader);
  await countDays(reader);
  assert.deepEqual([...origins].toSorted(), [sites.barlovia, portalUrl].toSorted());
  assert.deepEqual(faults, []);
  await reader.acts.signOutButton.click();
  await reader.acts.signOutButton.waitFor({ state: 'hidden' });
  await page.close();
}

describe('a freight agency', () => {
  before(async () => {
    const context = await theatre.newcomer();
    desk = await visit(context, `${theatre.stage.sites.barlovia}${places.messages}`);
    await deskActs().signIn('coral.escollera', barlovia.password);
  });
  // Two of them hold both languages, widths and schemes.
  for (const one of thorough ? walks : walks.slice(1, 3))
    test(`${one.language}, ${one.scheme}, ${one.width} px: from the list to the map, the papers, an answer, a link and the calendar`, () =>
      walk(one));
  test('draws ways that are hard to draw, within the map and under the policy', async () => {
    const cases = await mapCases(version);
    const site = theatre.stage.sites.barlovia;
    const { page, faults, origins } = await signedIn('es', places.shipments);
    await page.route(
      (url) => caseAt(cases, url.href) !== undefined,
      (route) => route.fulfill(answerWith(caseAt(cases, route.request().url())!, site)),
    );
    await page.locator('portal-shipments[data-state="ready"]').waitFor();
    for (const { id, what, placed, map } of cases) {
      await page.evaluate(showMap, id);
      await page.waitForFunction(isMapShown);
      assert.deepEqual(await page.evaluate(faultsOfMap, placed), [], what);
      const listed = await page.evaluate(stopsListed);
      for (const { name } of map.stops) assert.ok(listed.includes(name), `${what}: ${listed}`);
    }
    assert.deepEqual([...origins].toSorted(), [site, theatre.stage.portalUrl].toSorted());
    assert.deepEqual(faults, []);
    await page.close();
  });
  test('its people see nothing go wrong meanwhile', async () => {
    assert.deepEqual(desk.faults, []);
    await desk.page.context().close();
  });
});
