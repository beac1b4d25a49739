// Prices as files, read back cell by cell; and all ways to them against a plain reading of the rules.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import type { Price, PricedMaterial, PriceList } from '#contract/prices';
import type { SyncEntity } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import { connect, type Connection } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPriceService, pricesFigure } from '../../server/features/prices/prices.service.ts';
import type { ContactCaller } from '../../server/http/caller.ts';
import type { InTenant } from '../../server/http/mount.ts';
import { createPortal, type Portal } from '../../server/index.ts';
import { loadTexts } from '../../server/output/texts.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { parseCsv } from '../support/csv.ts';

const zone = 'Pacific/Kiritimati';
const today = (days = 0) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(Date.now() + days * 86_400_000);

let database: TestDatabase;
let connection: Connection;
let portal: Portal;
let caller: ContactCaller;
let inTenant: InTenant;
/** Transactions that were opened. */
let opened = 0;
const service = createPriceService(loadTexts());

before(async () => {
  database = await createTestDatabase();
  connection = await connect(database.address);
  portal = await createPortal({
    publicUrl: 'http://127.0.0.1:1',
    environment: 'test',
    database: connection,
  });
  const owner = (await database.ownerConnection()) ?? connection;
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'norte', name: 'Norte', locale: 'es', time_zone: zone })
    .returning('id')) as [{ id: string }];
  await send('customers', [{ number: '1', name: 'Uno', group: 'Oro', companies: [] }]);
  const scoped = createScope(connection);
  inTenant = (work) => {
    opened += 1;
    return scoped({ tenantId }, work);
  };
  const customerId = await inTenant(async (db) => (await db('customers').first('id')).id as string);
  caller = {
    kind: 'contact',
    tenant: {
      id: tenantId,
      slug: 'norte',
      name: 'Norte',
      locale: 'es',
      timeZone: zone,
      sessionLifeSeconds: 60,
      passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' },
      resetBy: 'link',
      secondFactor: 'optional',
    },
    sessionId: tenantId,
    identityId: tenantId,
    contactId: tenantId,
    access: 'full',
    hasFactor: false,
    confirmed: false,
    termsAccepted: true,
    onlyOrigin: null,
    personName: 'Una',
    expiresAt: '2030-01-01T00:00:00Z',
    customer: { id: customerId, number: '1', name: 'Uno' },
    companyLimits: new Map(),
    addressLimits: new Map(),
    amountLimits: new Map(),
    otherCustomerIds: [],
    grants: new Map([
      ['prices.view', 'customer'],
      ['prices.export', 'customer'],
    ]),
  } satisfies ContactCaller;
});
after(async () => {
  await portal.close();
  await connection.close();
  await database.drop();
});

async function send<E extends SyncEntity>(entity: E, records: unknown[]) {
  for (let from = 0; from < records.length; from += 500) {
    const { results } = await portal.sync('norte', entity, records.slice(from, from + 500));
    const bad = results.find(({ status }) => status === 'invalid');
    assert.equal(bad, undefined, JSON.stringify(bad));
  }
}

type Query = { search?: string; group?: string };

async function walk(limit: number, query: Query = {}): Promise<PricedMaterial[]> {
  const all: PricedMaterial[] = [];
  let cursor: string | undefined;
  do {
    const page = await inTenant((db) => service.page(db, caller, { ...query, limit, cursor }));
    assert.ok(page.items.length === limit || page.nextCursor === null, 'a short page is the last');
    assert.ok(page.items.length > 0 || cursor === undefined, 'no page is empty but the only one');
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}

async function csv(locale: 'es' | 'pt' | 'en', query: Query = {}): Promise<string[][]> {
  let text = '';
  for await (const chunk of await service.exportFile('csv', inTenant, caller, { ...query, locale }))
    text += String(chunk);
  assert.ok(text.startsWith('\uFEFF') && text.endsWith('\r\n'));
  const rows = parseCsv(text.slice(1), locale === 'pt' ? ';' : ',');
  return rows.filter((row) => row.length > 1);
}

async function xlsx(locale: 'es' | 'pt' | 'en', query: Query = {}): Promise<ExcelJS.Worksheet> {
  const parts: Uint8Array[] = [];
  for await (const chunk of await service.exportFile('xlsx', inTenant, caller, {
    ...query,
    locale,
  }))
    parts.push(chunk as Uint8Array);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.concat(parts) as unknown as ExcelJS.Buffer);
  assert.equal(book.worksheets.length, 1);
  return book.worksheets[0]!;
}

const valuesOf = (sheet: ExcelJS.Worksheet, row: number) =>
  Array.from({ length: 11 }, (_, i) => sheet.getRow(row).getCell(i + 1).value);

describe('files', () => {
  const awkward = ['=1+1', '+52', '-x', '@SUM(A1)', 'a "b"', 'x, y; z', "o'clock", '<b> & </b>'];

  before(async () => {
    await send(
      'materials',
      awkward.map((text, i) => ({
        number: `0000${i}${text}`.slice(0, 60),
        descriptions: { es: text, pt: `pt ${text}` },
        unit: '01',
      })),
    );
    await send('price-lists', [
      { code: 'L', name: '=cmd()', currency: 'MXN', taxIncluded: true, assignments: [{}] },
    ]);
    await send(
      'price-items',
      awkward.map((text, i) => ({
        list: 'L',
        material: `0000${i}${text}`,
        prices: [
          {
            unit: '01',
            price: i === 0 ? '12345678901234.567891' : i === 1 ? '55.572' : '2778.60',
            priceUnit: '1000',
            minQuantity: i === 2 ? '0.125' : '10',
            validFrom: '2024-02-29',
            validTo: '9999-12-31',
          },
        ],
      })),
    );
  });

  test('as CSV hold every cell, harmless to spreadsheets, in the numbers of the language', async () => {
    const [heading, ...rows] = await csv('es');
    assert.deepEqual(heading, [
      'Material',
      'Descripción',
      'UM',
      'Precio',
      'Moneda',
      'Precio por',
      'Desde cantidad',
      'Impuestos incluidos',
      'Válido desde',
      'Válido hasta',
      'Lista',
    ]);
    assert.deepEqual(
      rows.map(([, description]) => description),
      awkward.map((text) => (/^[=+\-@]/.test(text) ? `'${text}` : text)),
    );
    assert.deepEqual(rows[0], [
      '00000=1+1',
      "'=1+1",
      '01',
      '12345678901234.567891',
      'MXN',
      '1000',
      '10',
      'Sí',
      '2024-02-29',
      '9999-12-31',
      "'=cmd()",
    ]);
    assert.deepEqual(rows[2]?.slice(3, 7), ['2778.60', 'MXN', '1000', '0.125']);
    const pt = await csv('pt');
    assert.equal(pt[0]?.[3], 'Preço');
    assert.deepEqual(pt[2]?.slice(1, 8), ['pt +52', '01', '55,572', 'MXN', '1000', '10', 'Sim']);
  });

  test('as XLSX hold every cell: texts as texts, numbers as numbers, dates as dates', async () => {
    const sheet = await xlsx('es');
    assert.equal(sheet.name, 'Listas de precios');
    assert.equal(sheet.rowCount, awkward.length + 1);
    assert.equal(valuesOf(sheet, 1)[7], 'Impuestos incluidos');
    assert.deepEqual(
      awkward.map((_, i) => valuesOf(sheet, i + 2)[1]),
      awkward,
    );
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    const common = ['Sí', day('2024-02-29'), day('9999-12-31'), '=cmd()'];
    // More digits than a float holds: kept as text, not rounded.
    const first = ['00000=1+1', '=1+1', '01', '12345678901234.567891', 'MXN', 1000, 10, ...common];
    assert.deepEqual(valuesOf(sheet, 2), first);
    assert.deepEqual(valuesOf(sheet, 3).slice(3, 7), [55.572, 'MXN', 1000, 10]);
    assert.deepEqual(valuesOf(sheet, 4).slice(3, 7), [2778.6, 'MXN', 1000, 0.125]);
    const format = (row: number, column: number) => sheet.getRow(row).getCell(column).numFmt;
    assert.deepEqual(
      [format(3, 4), format(4, 4), format(3, 7), format(4, 7), format(3, 9)],
      // One format for all prices: their points stand below each other.
      ['#,##0.00????', '#,##0.00????', '#,##0', '#,##0.000', 'mm-dd-yy'],
    );
    assert.equal(sheet.autoFilter, `A1:K${awkward.length + 1}`);
    assert.deepEqual(
      [sheet.views[0]?.state, (sheet.views[0] as { ySplit?: number }).ySplit],
      ['frozen', 1],
    );
  });

  test('hold what the filter holds, and their heading where that is nothing', async () => {
    assert.equal((await csv('en', { search: '52' })).length, 2);
    assert.equal((await xlsx('en', { search: 'nothing' })).rowCount, 1);
    assert.deepEqual((await csv('en', { search: '%%' })).length, 1);
  });
});

describe('a long file', () => {
  before(async () => {
    const numbers = Array.from({ length: 3_400 }, (_, i) => String(1_000_000 + i));
    await send(
      'materials',
      numbers.map((number) => ({ number, descriptions: {}, unit: 'L', group: 'Largo' })),
    );
    await send('price-lists', [{ code: 'LONG', currency: 'MXN', assignments: [{}] }]);
    await send(
      'price-items',
      numbers.map((material) => ({
        list: 'LONG',
        material,
        // Once a material has many: together they are more than a file may hold.
        prices: Array.from({ length: 30 }, (_, i) => ({
          unit: 'L',
          price: '1',
          minQuantity: String(i),
        })),
      })),
    );
  });

  test('stops where its reader goes away', async () => {
    for (const format of ['csv', 'xlsx'] as const) {
      opened = 0;
      const file = await service.exportFile(format, inTenant, caller, {
        group: 'Largo',
        locale: 'es',
      });
      let bytes = 0;
      for await (const chunk of file) {
        bytes += chunk.length;
        if (bytes > 20) break;
      }
      const until = opened;
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(until <= 3, `${format}: ${until} transactions for its beginning`);
      assert.equal(opened, until, `${format} went on`);
    }
  });

  test('ends at the most rows a file may have, in the middle of a material', async () => {
    const rows = await csv('es', { group: 'Largo' });
    assert.equal(rows.length, 1 + 100_000);
    const last = rows.at(-1)!;
    assert.deepEqual([last[0], last[6]], ['1003333', '9']);
    assert.deepEqual(
      new Set(rows.slice(1).map(([number, , , , , , from]) => `${number} ${from}`)).size,
      100_000,
    );
  });
});

describe('any lists', () => {
  const numbers = Array.from({ length: 8 }, (_, i) => String(200 + i));
  const groupOf = (i: number) => `G${i % 3}`;
  const day = fc.constantFrom(null, -1, 0, 1);
  const price = fc.record({
    unit: fc.constantFrom('CJ', 'PZA'),
    minQuantity: fc.constantFrom('0', '5', '10'),
    price: fc.integer({ min: 1, max: 99 }).map(String),
    from: day,
    to: day,
  });
  const list = fc.record({
    currency: fc.constantFrom('MXN', 'USD'),
    from: day,
    to: day,
    taxIncluded: fc.boolean(),
    places: fc.uniqueArray(
      fc.record({
        whose: fc.constantFrom('own', 'group', 'all', 'other'),
        position: fc.integer({ min: 0, max: 2 }),
      }),
      { selector: ({ whose }) => whose, maxLength: 3 },
    ),
    items: fc.array(
      fc.record({
        material: fc.integer({ min: 0, max: numbers.length - 1 }),
        prices: fc.array(price, { minLength: 1, maxLength: 4 }),
      }),
      { maxLength: 8 },
    ),
  });
  const scene = fc.record({
    lists: fc.array(list, { maxLength: 5 }),
    inactive: fc.uniqueArray(fc.integer({ min: 0, max: numbers.length - 1 }), { maxLength: 2 }),
  });
  type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;
  let known: string[] = [];

  const code = (i: number) => `R${i}`;
  const at = (days: number | null) => (days === null ? null : today(days));
  const assignment = {
    own: { customer: '1' },
    group: { group: 'Oro' },
    all: {},
    other: { group: 'Otro' },
  };

  async function load({ lists, inactive }: Scene): Promise<void> {
    const gone = [...known, 'L', 'LONG'].map((one) => ({ code: one, deleted: true }));
    await send('price-lists', gone);
    await send(
      'materials',
      numbers.map((number, i) => ({
        number,
        descriptions: { es: `Cosa ${i}` },
        unit: 'PZA',
        group: groupOf(i),
        active: !inactive.includes(i),
      })),
    );
    await send(
      'price-lists',
      lists.map(({ currency, from, to, taxIncluded, places }, i) => ({
        code: code(i),
        currency,
        taxIncluded,
        validFrom: at(from),
        validTo: at(to),
        assignments: places.map(({ whose, position }) => ({ ...assignment[whose], position })),
      })),
    );
    // Items of an earlier scene would come back with their list.
    const items = lists.flatMap(({ items: all }, i) =>
      numbers.map((material, n): object => {
        const mine = all.findLast((one) => one.material === n);
        const key = { list: code(i), material };
        if (!mine) return { ...key, deleted: true };
        const prices = mine.prices.map(({ from, to, ...one }) => ({
          ...one,
          validFrom: at(from),
          validTo: at(to),
        }));
        return { ...key, prices } satisfies SyncInput<'price-items'>;
      }),
    );
    await send('price-items', items);
    known = lists.map((_, i) => code(i));
  }

  /** The rules as the specification tells them, without a thought for speed. */
  function expected({ lists, inactive }: Scene): { order: string[]; items: unknown[] } {
    const holds = ({ from, to }: { from: number | null; to: number | null }) =>
      (from ?? 0) <= 0 && (to ?? 0) >= 0;
    const rank = { own: 0, group: 1, all: 2 };
    const order = lists
      .flatMap((one, i) => {
        const best = one.places
          .flatMap(({ whose, position }) =>
            whose === 'other' ? [] : [[rank[whose], position] as const],
          )
          .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])[0];
        return best && holds(one) ? [{ one, code: code(i), best }] : [];
      })
      .toSorted(
        (a, b) => a.best[0] - b.best[0] || a.best[1] - b.best[1] || (a.code < b.code ? -1 : 1),
      );
    const both = (a: number | null, b: number | null, pick: (a: number, b: number) => number) =>
      a === null || b === null ? at(a ?? b) : at(pick(a, b));
    const items = numbers.flatMap((number, n) => {
      if (inactive.includes(n)) return [];
      const taken = new Map<string, string>();
      const prices = order.flatMap(({ one, code: name }) => {
        const mine =
          one.items.findLast(({ material }) => material === n)?.prices.filter(holds) ?? [];
        return mine.flatMap((p) => {
          const kind = `${p.unit} ${one.currency}`;
          if (!taken.has(kind)) taken.set(kind, name);
          if (taken.get(kind) !== name) return [];
          return [
            {
              list: name,
              unit: p.unit,
              price: Number(p.price),
              minQuantity: Number(p.minQuantity),
              currency: one.currency,
              taxIncluded: one.taxIncluded,
              validFrom: both(p.from, one.from, Math.max),
              validTo: both(p.to, one.to, Math.min),
            },
          ];
        });
      });
      const key = (p: (typeof prices)[number]) =>
        [
          p.unit,
          String(order.findIndex(({ code: name }) => name === p.list)).padStart(3, '0'),
          String(p.minQuantity).padStart(3, '0'),
          p.validFrom ?? '',
        ].join(' ');
      prices.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
      return prices.length > 0 ? [{ number, prices }] : [];
    });
    return { order: order.map(({ code: name }) => name), items };
  }

  const plain = (items: PricedMaterial[]) =>
    items.map(({ material, prices }) => ({
      number: material.number,
      prices: prices.map((p: Price) => ({
        list: p.list,
        unit: p.unit,
        price: Number(p.price),
        minQuantity: Number(p.minQuantity),
        currency: p.currency,
        taxIncluded: p.taxIncluded,
        validFrom: p.validFrom,
        validTo: p.validTo,
      })),
    }));

  test('give what the rules say: page by page, by group, by word, counted and as a file', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (one) => {
        await load(one);
        const { order, items } = expected(one);
        const lists = await inTenant((db) => service.lists(db, caller));
        assert.deepEqual(
          lists.items.map((found: PriceList) => found.code),
          order,
        );
        assert.deepEqual(plain(await walk(2)), items);
        assert.deepEqual(plain(await walk(100)), items);
        assert.deepEqual(plain(await walk(3, { search: 'cosa' })), items);
        const groups = new Set<string>();
        for (const i of [0, 1, 2]) {
          const inGroup = (items as { number: string }[]).filter(
            ({ number }) => groupOf(numbers.indexOf(number)) === `G${i}`,
          );
          if (inGroup.length > 0) groups.add(`G${i}`);
          assert.deepEqual(plain(await walk(2, { group: `G${i}` })), inGroup);
          assert.deepEqual(plain(await walk(2, { group: `G${i}`, search: 'cos' })), inGroup);
        }
        assert.deepEqual(lists.groups, [...groups]);
        assert.deepEqual(await inTenant((db) => pricesFigure(db, caller)), {
          count: items.length,
          more: false,
        });
        const rows = (items as { number: string; prices: { price: number }[] }[]).flatMap(
          ({ number, prices }) => prices.map(({ price: amount }) => [number, amount]),
        );
        assert.deepEqual(
          (await csv('es')).slice(1).map(([number, , , amount]) => [number, Number(amount)]),
          rows,
        );
      }),
      { numRuns: 25 },
    );
  });
});
