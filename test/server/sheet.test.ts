// XLSX files, read back by another door of the library than the one that writes them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { writeSheet, type SheetCell, type SheetColumn } from '../../server/output/sheet.ts';

const columns: SheetColumn[] = [
  { header: 'Texto', kind: 'text', width: 20 },
  { header: 'Importe', kind: 'decimal', places: 2, width: 12 },
  { header: 'Fecha', kind: 'date', width: 12 },
];

async function* give(rows: SheetCell[][]): AsyncGenerator<SheetCell[]> {
  yield* rows;
}

async function readBack(
  rows: SheetCell[][],
  more: { name?: string; titles?: string[] } = {},
): Promise<ExcelJS.Worksheet> {
  const parts: Uint8Array[] = [];
  const sheet = { name: 'Hoja', author: 'Norte', columns, rows: give(rows), ...more };
  for await (const part of writeSheet(sheet)) parts.push(part);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.concat(parts) as unknown as ExcelJS.Buffer);
  assert.equal(book.creator, 'Norte');
  return book.worksheets[0]!;
}

const column = (sheet: ExcelJS.Worksheet, index: number, from = 2) =>
  Array.from({ length: sheet.rowCount - from + 1 }, (_, i) =>
    sheet.getRow(from + i).getCell(index),
  );

describe('cells', () => {
  test('of text stay what they are, formulas and leading zeros among them', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@a',
      '\tx',
      '007',
      '1e5',
      'a\nb',
      'a "b" \'c\' <d> & e',
      ' x ',
      '2026-01-01',
      '😀 ñ',
    ];
    const sheet = await readBack(texts.map((text) => [text, null, null]));
    const cells = column(sheet, 1);
    assert.deepEqual(
      cells.map(({ value }) => value),
      texts,
    );
    for (const { type } of cells) assert.equal(type, ExcelJS.ValueType.String);
  });

  test('of text survive whatever they hold; what a file cannot hold is left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 20 }),
        async (texts) => {
          // The reader decodes entities twice, so none is in the sample.
          const clean = texts.map((text) => text.replaceAll('&', '+'));
          const sheet = await readBack(clean.map((text) => [text, null, null]));
          assert.deepEqual(
            column(sheet, 1).map(({ value }) => value),
            clean,
          );
        },
      ),
      { numRuns: 40 },
    );
    const odd = ['a\rb', 'a\r\nb', 'a\uFFFEb\uFFFF', 'a\uD800b', 'a\u0001b', 'x'.repeat(40_000)];
    const sheet = await readBack(odd.map((text) => [text, null, null]));
    assert.deepEqual(
      column(sheet, 1).map(({ value }) => value),
      ['a\nb', 'a\nb', 'ab', 'a\uFFFDb', 'ab', 'x'.repeat(32_767)],
    );
  });

  test('of decimals are numbers that show all their decimals, as far as a float holds them', async () => {
    const sheet = await readBack(
      [
        '1234.5000',
        '-0.125000',
        '0.000000',
        '7',
        '999999999999.999',
        '0.1234567890123456',
        '9999999999999999.99',
        '-12345678901234567890',
      ].map((text) => ['x', text, null]),
    );
    assert.deepEqual(
      column(sheet, 2).map(({ value, numFmt }) => [value, numFmt]),
      [
        [1234.5, '#,##0.00'],
        [-0.125, '#,##0.000'],
        [0, '#,##0.00'],
        [7, '#,##0.00'],
        [999999999999.999, '#,##0.000'],
        ['0.1234567890123456', undefined],
        ['9999999999999999.99', undefined],
        ['-12345678901234567890', undefined],
      ],
    );
  });

  test('of decimals that are numbers are the same decimal', async () => {
    const decimals = fc
      .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 6 }))
      .map(([units, places]) => {
        const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
        const whole = digits.slice(0, digits.length - places);
        return `${units < 0n ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
      });
    const shortest = (text: string) =>
      text.includes('.')
        ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0')
        : text.replace(/^-0$/, '0');
    await fc.assert(
      fc.asyncProperty(fc.array(decimals, { minLength: 1, maxLength: 50 }), async (texts) => {
        const sheet = await readBack(texts.map((text) => ['x', text, null]));
        for (const [i, { value }] of column(sheet, 2).entries())
          assert.equal(shortest(String(value)), shortest(texts[i]!));
      }),
      { numRuns: 40 },
    );
  });

  test('of dates are that day, wherever the file is written and read', async () => {
    const texts = ['2026-03-01', '2024-02-29', '1900-03-01', '9999-12-31'];
    const sheet = await readBack([...texts, '1899-12-31'].map((text) => ['x', null, text]));
    assert.deepEqual(
      column(sheet, 3).map(({ value }) => (value instanceof Date ? value.toISOString() : value)),
      [...texts.map((text) => `${text}T00:00:00.000Z`), '1899-12-31'],
    );
    assert.equal(column(sheet, 3)[0]?.numFmt, 'mm-dd-yy');
  });
});

describe('a sheet', () => {
  test('has its heading, frozen and with a filter, below its titles', async () => {
    const sheet = await readBack([['a', '1', '2026-01-01']], {
      name: 'Estado [2026]: uno/dos de muchas letras',
      titles: ['Norte, S.A.', '=Título'],
    });
    assert.equal(sheet.name, 'Estado  2026   uno dos de mucha');
    assert.deepEqual(
      [1, 2, 3].map((row) => sheet.getRow(row).getCell(1).value),
      ['Norte, S.A.', '=Título', 'Texto'],
    );
    assert.equal(sheet.getRow(3).getCell(3).value, 'Fecha');
    assert.deepEqual(
      [1, 3, 4].map((row) => Boolean(sheet.getRow(row).getCell(1).font?.bold)),
      [true, true, false],
    );
    assert.equal((sheet.views[0] as { ySplit?: number }).ySplit, 3);
    assert.equal(sheet.autoFilter, 'A3:C4');
    assert.deepEqual(
      [1, 2, 3].map((index) => sheet.getColumn(index).width),
      [20, 12, 12],
    );
  });

  test('takes no more rows than its reader follows, and closes them where that goes away', async () => {
    let given = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<SheetCell[]> {
      try {
        for (;;) yield [`${given++} ${crypto.randomUUID()}`, String(given), null];
      } finally {
        closed = true;
      }
    }
    const file = writeSheet({ name: 'x', author: 'x', columns, rows: endless() });
    await file.next();
    const ahead = await settled(() => given);
    assert.ok(ahead < 50_000, `${ahead} rows ahead`);
    for (let parts = 0; parts < 20; parts++) await file.next();
    await delay(100);
    assert.ok(given > ahead, 'goes on with its reader');
    assert.equal(closed, false);
    await file.return(undefined);
    assert.equal(closed, true);
  });

  test('fails where its rows do, rather than ending early', async () => {
    async function* broken(): AsyncGenerator<SheetCell[]> {
      yield ['a', '1', null];
      throw new Error('on purpose');
    }
    const read = async () => {
      for await (const part of writeSheet({ name: 'x', author: 'x', columns, rows: broken() }))
        assert.ok(part.length > 0);
    };
    await assert.rejects(read, /on purpose/);
  });
});

/** A count that has stopped growing. */
async function settled(count: () => number): Promise<number> {
  const now = count();
  assert.ok(now < 100_000, 'goes on by itself');
  await delay(400);
  return count() === now ? now : settled(count);
}
