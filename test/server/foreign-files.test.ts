// Spreadsheets and texts that strangers' programs wrote: read as Excel shows them, or refused with the true reason,
// and never at anybody else's expense.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { fileFaults } from '#contract/mass-send-words';
import { sourceLimits } from '../../server/output/foreign/read-source.ts';
import { sheetLimits } from '../../server/output/foreign/sheet-source.ts';
import { readListSource } from '../../server/features/mailing-lists/import-source.ts';
import { kindOf } from '../../server/output/foreign/file-kind.ts';
import { readWords } from '../../server/output/words.ts';
import { createForeignReader } from '../../server/output/foreign/reader.ts';
import { decodeText } from '../../server/output/foreign/text-decode.ts';
import { readOnThread } from '../../server/output/foreign/thread.ts';
import { readSheets } from '../../server/output/foreign/xlsx.ts';
import { AppError } from '../../server/http/app-error.ts';
import { root } from '../support/sources.ts';
import { bookOf, inline, rowsOf } from '../support/workbook.ts';
import { zipOf } from '../support/zip-writer.ts';

const list = [
  ['Sociedad', 'Cliente', 'Correos'],
  ['SM02', '1002945', 'cobros@example.com'],
  ['SM02', '1002946', 'pagos@example.com; copia@example.com'],
];
const rows = rowsOf(list);
const read = async (bytes: Buffer) => {
  const { sheets } = await readSheets(bytes, sheetLimits);
  return sheets.map((sheet) => sheet.rows.map(({ cells }) => cells));
};
const reader = createForeignReader();
const source = (bytes: Uint8Array, sheet?: string) =>
  readListSource(reader, ['t', 'w'], {
    file: { name: 'x.xlsx', content: Buffer.from(bytes).toString('base64'), sheet },
  });
/** What is read of a file in the end, a line a customer; or why it is not. */
const outcome = async (bytes: Uint8Array): Promise<string[] | string> => {
  try {
    const { rows: found } = await source(bytes);
    return found.map(({ row, customer, mailboxes }) => [row, customer, ...mailboxes].join(' '));
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return `${error.code} ${error.errors?.[0]?.rule}`;
  }
};
const both = ['2 1002945 cobros@example.com', '3 1002946 pagos@example.com copia@example.com'];

describe('a workbook that no Excel wrote', () => {
  const strings = list
    .flat()
    .map((text) => `<si><t>${text}</t></si>`)
    .join('');
  const shared = [0, 3, 6]
    .map((n) => `<row>${[n, n + 1, n + 2].map((i) => `<c t="s"><v>${i}</v></c>`).join('')}</row>`)
    .join('');
  for (const [what, bytes] of [
    [
      'with a prefix before every tag',
      bookOf({ sheets: [{ rows: shared }], strings, prefix: 'x' }),
    ],
    ['without places of rows and cells', bookOf({ sheets: [{ rows: rowsOf(list, false) }] })],
    [
      'without places of cells',
      bookOf({ sheets: [{ rows: rows.replaceAll(/<c r="\w+"/g, '<c') }] }),
    ],
    ['with a part called sheet.xml', bookOf({ sheets: [{ rows, part: 'worksheets/sheet.xml' }] })],
    [
      'with a part called hoja_1.xml',
      bookOf({ sheets: [{ rows, part: 'worksheets/hoja_1.xml' }] }),
    ],
    [
      'with parts in other folders',
      bookOf({ sheets: [{ rows, part: '/datos/uno.xml' }], part: 'libro/workbook22.xml' }),
    ],
    [
      'with its workbook at the root',
      bookOf({ sheets: [{ rows, part: 's.xml' }], part: 'book.xml' }),
    ],
    ['with places in small letters', bookOf({ sheets: [{ rows: rows.replaceAll('"B', '"b') }] })],
  ] as const)
    test(`is read ${what}`, async () => assert.deepEqual(await read(bytes), [list]));

  test('keeps text as it is meant: CDATA, escapes, rich text, entities', async () => {
    const rich =
      '<is><r><t>b@</t></r><r><rPr><b/></rPr><t>x.example</t></r><rPh><t>no</t></rPh></is>';
    const cells = [
      inline('<![CDATA[a@x.example]]>'),
      inline('uno@x.example_x000D_\ndos@x.example'),
      inline('_x005F_x000D_'),
      `<c t="inlineStr">${rich}</c>`,
      inline('a &amp; &lt;b&gt; &#241;'),
      '<c t="str"><f>A1&amp;"x"</f><v>c@x.example</v></c>',
    ];
    const [[found] = []] = await read(
      bookOf({ sheets: [{ rows: `<row>${cells.join('')}</row>` }] }),
    );
    assert.deepEqual(found, [
      'a@x.example',
      'uno@x.example\r\ndos@x.example',
      '_x000D_',
      'b@x.example',
      'a & <b> ñ',
      'c@x.example',
    ]);
  });

  test('shows numbers, dates, truth and errors as a spreadsheet does', async () => {
    const formats = ['General', 'dd/mm/yyyy', '[$-409]d-mmm', '0.00"d"', '[Red]0', '[h]:mm'];
    const styles = `<numFmts>${formats.map((code, i) => `<numFmt numFmtId="${i + 170}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>${formats.map((_, i) => `<xf numFmtId="${i + 170}"/>`).join('')}</cellXfs>`;
    const cells = [
      '<c><v>1002945</v></c>',
      '<c><v>1.0029460000000001E6</v></c>',
      '<c t="n"><v>1E+20</v></c>',
      '<c s="1"><v>46082</v></c>',
      '<c s="3"><v>46082.75</v></c>',
      '<c s="4"><v>46082</v></c>',
      '<c s="5"><v>46082</v></c>',
      '<c s="6"><v>46082</v></c>',
      '<c s="1"><v>59</v></c>',
      '<c t="b"><v>1</v></c>',
      '<c t="e"><v>#N/A</v></c>',
      '<c t="d"><v>2026-03-01T00:00:00Z</v></c>',
      '<c/><c t="s"><v>99</v></c>',
      '<c r="AD1"><v>7</v></c><c r="AE1"><v>8</v></c><c r="XFD1"><v>9</v></c>',
    ];
    const row = `<row>${cells.join('')}</row>`;
    const [[found] = []] = await read(bookOf({ sheets: [{ rows: row }], styles }));
    assert.deepEqual(found!.slice(0, 12), [
      '1002945',
      '1002946',
      '100000000000000000000',
      '2026-03-01',
      '2026-03-01',
      '2026-03-01',
      '46082',
      '46082',
      '1900-02-28',
      'TRUE',
      '#N/A',
      '2026-03-01',
    ]);
    assert.deepEqual([found!.length, found!.at(-1)], [30, '7']);
    const [[later] = []] = await read(bookOf({ sheets: [{ rows: row }], styles, from1904: true }));
    assert.equal(later![3], '2030-03-02');
  });

  test('counts rows with something in them alone', async () => {
    const styled = Array.from({ length: 65_536 }, (_, i) => `<row r="${i + 4}"><c s="1"/></row>`);
    assert.deepEqual(await outcome(bookOf({ sheets: [{ rows: rows + styled.join('') }] })), both);
  });
});

describe('what is hidden in a workbook', () => {
  const old = rowsOf([['SM02', '1002945', 'viejo@example.com']]);
  test('is never read in place of what is seen, and is told', async () => {
    for (const state of ['hidden', 'veryHidden'] as const) {
      const bytes = bookOf({ sheets: [{ rows: old, state }, { rows }] });
      assert.deepEqual(await outcome(bytes), both);
      const { choice } = await source(bytes, 'Hoja1');
      assert.equal(choice!.sheet, 'Hoja2');
      assert.deepEqual(choice!.hidden, { sheets: 1, rows: 0, columns: 0 });
    }
    const filtered = rows.replace('<row r="3">', '<row r="3" hidden="1">');
    const { choice, rows: found } = await source(bookOf({ sheets: [{ rows: filtered }] }));
    assert.deepEqual(choice!.hidden, { sheets: 0, rows: 1, columns: 0 });
    assert.deepEqual(
      found.map(({ customer }) => customer),
      ['1002945'],
    );
    const head = '<cols><col min="4" max="16384" hidden="1"/></cols>';
    const wide = rowsOf(list.map((cells, i) => [...cells, i === 0 ? '' : 'oculto@example.com']));
    const columns = await source(bookOf({ sheets: [{ rows: wide, head }] }));
    assert.deepEqual(columns.rows[0]!.mailboxes, ['cobros@example.com']);
    assert.equal(columns.choice!.hidden.columns, 1);
  });

  test('is the reason where there is nothing else', async () => {
    assert.equal(
      await outcome(bookOf({ sheets: [{ rows: old, state: 'hidden' }] })),
      'file_unreadable file_hidden',
    );
    assert.equal(await outcome(bookOf({ sheets: [{ rows: '' }] })), 'file_unreadable file_empty');
  });
});

describe('the workbooks that were handed over', () => {
  const folder = `${root}/../shared/findings/inputs/xlsx`;
  const expected: Record<string, string[]> = {
    'cdata.xlsx': ['1 1002945 a@example.com'],
    'filtered.xlsx': both.slice(0, 1),
    'x000d-inline.xlsx': ['2 1002945 uno@example.com dos@example.com'],
  };
  test(
    'are read as Excel shows them',
    { skip: !existsSync(folder) && 'they are not here' },
    async () => {
      const names = readdirSync(folder).filter((name) => name.endsWith('.xlsx'));
      assert.ok(names.length >= 10);
      for (const name of names)
        assert.deepEqual(
          await outcome(readFileSync(`${folder}/${name}`)),
          expected[name] ?? both,
          name,
        );
    },
  );
});

describe('a file that is something else', () => {
  const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
  const named = (name: string) => Buffer.concat([compound, Buffer.from(name, 'utf16le')]);
  const encrypted = bookOf({ sheets: [{ rows }] });
  encrypted[encrypted.indexOf('PK\u0001\u0002') + 8]! |= 1;
  const whole = bookOf({ sheets: [{ rows }] });
  const broken = Buffer.from(whole);
  broken.fill(0xaa, 60, 200);
  const relations = (target: string) =>
    `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="${target}"/></Relationships>`;
  for (const [what, bytes, reason] of [
    ['a workbook of before 2007', named('Workbook'), 'file_xls'],
    ['a workbook of the nineties', Buffer.from([9, 8, 0x10, 0, 0, 6, 5, 0]), 'file_xls'],
    ['a workbook with a password', named('EncryptedPackage'), 'file_protected'],
    ['an archive with a password', encrypted, 'file_protected'],
    ['a document of before 2007', named('WordDocument'), 'file_unknown'],
    ['a binary workbook', zipOf([['_rels/.rels', relations('xl/workbook.bin')]]), 'file_xlsb'],
    [
      'an OpenDocument',
      zipOf([
        ['mimetype', 'x'],
        ['content.xml', '<a/>'],
      ]),
      'file_ods',
    ],
    ['a document', zipOf([['_rels/.rels', relations('word/document.xml')]]), 'file_unknown'],
    ['any archive', zipOf([['otra.txt', 'a']]), 'file_unknown'],
    [
      'a table of a web page',
      Buffer.from('\ufeff\n<table border=1><tr><td>SM01</td>'),
      'file_html',
    ],
    ['a web archive', Buffer.from('MIME-Version: 1.0\r\nX: y\r\n'), 'file_html'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'file_pdf'],
    ['rich text', Buffer.from('{\\rtf1 a}'), 'file_unknown'],
    ['XML', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'file_unknown'],
    ['a mail', Buffer.from('Received: from x\r\nFrom: a@x.example\r\n\r\nhola'), 'file_unknown'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]), 'file_unknown'],
    ['cut off', whole.subarray(0, whole.length - 60), 'file_damaged'],
    ['damaged', broken, 'file_damaged'],
    ['damaged within', bookOf({ sheets: [{ rows: '<row><c></row>' }] }), 'file_damaged'],
    ['missing a part', zipOf([['_rels/.rels', relations('xl/workbook.xml')]]), 'file_damaged'],
    ['empty', Buffer.from(' \n'), 'file_empty'],
  ] as const)
    test(`is refused as what it is: ${what}`, async () =>
      assert.equal(await outcome(bytes), `file_unreadable ${reason}`));

  test('has a reason with words in every language', () => {
    for (const language of ['es', 'pt', 'en']) {
      const words = readWords(language)['import']!;
      for (const fault of fileFaults) assert.ok(fault in words, `${language} ${fault}`);
    }
  });

  test('is not what it seems to be only by its name: text in any encoding is read', () => {
    const text = 'Sociedad;Cliente;Correo\r\nSM01;1;ñ';
    const wide = Buffer.from(text, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text, 'latin1'),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      wide,
      Buffer.from(wide).swap16(),
      Buffer.from(`${text}\x1a\x1a`),
    ]) {
      assert.equal(kindOf(bytes), 'text');
      assert.equal(decodeText(bytes), text);
    }
    assert.equal(decodeText(Buffer.from('uno\0\0\x01dos')), null);
  });
});

describe('a file that is made to hurt', () => {
  test('is refused before it is unpacked, or as soon as it is found out', async () => {
    const mega = Buffer.alloc(45_000_000, 0x20);
    const sheet = 'xl/worksheets/sheet1.xml';
    const honest = zipOf([[sheet, mega]]);
    assert.ok(honest.length < 100_000);
    const entries = zipOf(Array.from({ length: 501 }, (_, i) => [`x${i}`, ''] as const));
    const far = zipOf([[sheet, mega.subarray(0, 20_000_000)]]);
    for (const bomb of [honest, entries, far])
      assert.equal(await outcome(bomb), 'file_unreadable file_heavy');
    const lying = bookOf({ sheets: [{ rows: rows + ' '.repeat(2_000_000) }] });
    const at = lying.indexOf('xl/worksheets/sheet1.xml', lying.indexOf('PK\u0001\u0002')) - 22;
    lying.writeUInt32LE(1_000, at);
    assert.equal(await outcome(lying), 'file_unreadable file_damaged');
    for (const xml of [
      '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>',
      `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`,
    ]) {
      const hostile = zipOf([
        [
          '_rels/.rels',
          '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="b.xml"/></Relationships>',
        ],
        ['b.xml', xml],
      ]);
      assert.equal(await outcome(hostile), 'file_unreadable file_damaged');
    }
  });

  test('gives no more than its limits: one string in many cells is cut, and their sum is bounded', async () => {
    const strings = `<si><t>${'x'.repeat(900_000)}</t></si>`;
    const cells = (count: number) =>
      `<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`.repeat(count / 30);
    const few = await readSheets(bookOf({ sheets: [{ rows: cells(300) }], strings }), sheetLimits);
    const lengths = few.sheets[0]!.rows.flatMap((row) => row.cells.map((cell) => cell.length));
    assert.equal(lengths.length, 300);
    assert.ok(lengths.every((length) => length === sheetLimits.cell));
    const many = bookOf({ sheets: [{ rows: cells(30_000) }], strings });
    assert.ok(many.length < 10_000);
    assert.equal(await outcome(many), 'invalid_input too_long');
    const four = Array.from({ length: 5 }, () => ({ rows: cells(3_000) }));
    assert.equal(await outcome(bookOf({ sheets: four, strings })), 'file_unreadable file_heavy');
    const heavy = `<si><t>${'x'.repeat(4_000)}</t></si>`.repeat(2_100);
    assert.equal(
      await outcome(bookOf({ sheets: [{ rows }], strings: heavy })),
      'file_unreadable file_heavy',
    );
  });

  test('ends with its thread where it takes too long, needs too much memory, or says too much', async () => {
    const job = new URL(
      '../../server/features/mailing-lists/import-source.job.ts',
      import.meta.url,
    );
    const text = 'SM01\t1\ta@x.example\n'.repeat(50_000);
    const given = (limits: object) => readOnThread(job, { text }, { ...sourceLimits, ...limits });
    await assert.rejects(given({ ms: 1 }), { why: 'time' });
    await assert.rejects(given({ mb: 8 }), { why: 'memory' });
    const rowsEach = Array.from({ length: 3_000 }, (_, i) => `SM01\t${i}\ta@x.example`).join('\n');
    await assert.rejects(
      readOnThread(job, { text: rowsEach }, { ...sourceLimits, outBytes: 100_000 }),
      { why: 'output' },
    );
    await assert.rejects(readOnThread(new URL('file:///nowhere.ts'), {}, sourceLimits), {
      why: 'failed',
    });
    const { items } = await readOnThread<unknown, unknown, unknown>(
      job,
      { text: rowsEach },
      sourceLimits,
    );
    assert.equal(items.length, 3_000);
  });

  test('leaves what our own writer and Excel write as it is', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Vacía');
    const sheet = book.addWorksheet('Lista');
    const link = { text: 'a@x.example', hyperlink: 'mailto:a@x.example' };
    const rich = { richText: [{ text: 'b@' }, { font: { bold: true }, text: 'x.example' }] };
    sheet.addRow(['SM01', 1_002_945, link]);
    sheet.addRow([{ formula: 'A1', result: 'SM01' }, 1_002_946.000_000_000_1, rich]);
    sheet.addRow(['SM01', 1e20, { formula: 'A1&B1', result: 'c@x.example' }]);
    sheet.addRow([]);
    sheet.addRow(['SM01', true, new Date('2026-03-01T00:00:00Z')]);
    sheet.getCell('A1').note = 'comentario';
    sheet.addTable({ name: 'T', ref: 'F1', columns: [{ name: 'x' }], rows: [['y']] });
    sheet.mergeCells('A7:C7');
    sheet.getCell('A5').dataValidation = { type: 'list', formulae: ['"SM01"'], allowBlank: true };
    const { sheets } = await readSheets(Buffer.from(await book.xlsx.writeBuffer()), sheetLimits);
    assert.deepEqual(
      sheets[0]!.rows.map(({ row, cells }) => [row, ...cells.slice(0, 3)].join(' | ')),
      [
        '1 | SM01 | 1002945 | a@x.example',
        '2 | SM01 | 1002946 | b@x.example',
        '3 | SM01 | 100000000000000000000 | c@x.example',
        '5 | SM01 | TRUE | 2026-03-01',
      ],
    );
  });
});
