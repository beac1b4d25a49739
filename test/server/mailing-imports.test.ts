// Mailing lists by the thousand: what comes out of a clipboard or a file, what it would do, and that it is
// done once.
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import type { ImportRow } from '#contract/mailing-lists';
import { csvLine, csvStart } from '../../server/output/csv.ts';
import { readSheet, sheetLimits } from '../../server/output/sheet-reader.ts';
import { writeSheet } from '../../server/output/sheet.ts';
import { sweep } from '../../server/housekeeping.ts';
import { createScope } from '../../server/db/scope.ts';
import { partText } from '../../server/features/mailing-lists/cells.ts';
import { readRows } from '../../server/features/mailing-lists/import-rows.ts';
import { refusal, type Answer, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let everybody: Api;
let portfolio: Api;
let foreign: Api;
type Batch = { id: string; rows: ImportRow[] };
type Applied = { saved: number; rows: ImportRow[] };

before(async () => {
  running = await startPortal();
  await running.portal.sync('norte', 'companies', [
    { code: 'BR07', legalName: 'Tanques Dos S.A.', currency: 'MXN', timeZone: 'UTC' },
  ]);
  const company = {
    company: 'SM01',
    creditLimit: '0',
    currency: 'MXN',
    paymentTerms: '30 d',
    creditBlocked: false,
  };
  await running.portal.sync('norte', 'customers', [
    { number: 'AB-7', name: 'Letras', companies: [company] },
  ]);
  const permissions = ['mailing_list.manage' as const];
  everybody = await staffSession(running, 'jefa', { permissions });
  portfolio = await staffSession(running, 'cartera', { permissions, customers: ['1002946'] });
  foreign = await staffSession(running, 'outra', { permissions, slug: 'sul' });
});
after(() => running.close());

const post = (body: object, api = everybody) => api<Batch>('POST /mailing-list-imports', { body });
const readText = async (text: string, more: object = {}, api = everybody): Promise<Batch> => {
  const answer = await post({ text, ...more }, api);
  assert.equal(answer.status, 201, answer.text.slice(0, 300));
  return answer.body;
};
const readFile = (bytes: Uint8Array, name = 'lista.xlsx') =>
  post({ file: { name, content: Buffer.from(bytes).toString('base64') } });
const apply = (id: string, api = everybody): Promise<Answer<Applied>> =>
  api<Applied>(`POST /mailing-list-imports/${id}/application`, { body: {} });
const line = (...cells: string[]) => cells.join('\t');
const brief = ({ row, customer, mailboxes, notes, change, error }: ImportRow) =>
  [row, customer, mailboxes.join(';'), notes.join(','), error ?? change].join(' | ');
const stored = () =>
  running.sql<{ list: string }>(
    `select c.code || ' ' || k.number || ' ' || string_agg(m.role || ' ' || m.address, ';' order by m.position) as list
     from mailing_lists l
     join companies c on c.tenant_id = l.tenant_id and c.id = l.company_id
     join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id
     join mailing_list_mailboxes m on m.tenant_id = l.tenant_id and m.list_id = l.id
     group by c.code, k.number order by 1`,
  );
const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};
const cellsOf = (text: string) => partText(text).map(({ cells }) => cells);

describe('text is parted', () => {
  test('at tabs, and quotes hold tabs, line breaks and quotes', () => {
    assert.deepEqual(cellsOf('a\tb\tc\r\n"1\t2"\t"say ""so"""\t"x\ny"\r\n\t\t\r\n\r\n'), [
      ['a', 'b', 'c'],
      ['1\t2', 'say "so"', 'x\ny'],
    ]);
    // Old spreadsheets end lines with a carriage return alone.
    assert.deepEqual(cellsOf('a\tb\rc\td'), [
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('at semicolons or commas, whichever comes first, where there is no tab', () => {
    assert.deepEqual(cellsOf('a;b,c;d'), [['a', 'b,c', 'd']]);
    assert.deepEqual(cellsOf('a,b;c,"d;e,f"'), [['a', 'b;c', 'd;e,f']]);
  });

  test('and a quote that nothing closes is a sign like others', () => {
    assert.deepEqual(cellsOf('"a\tb"c\t"d"e\n"f\tg'), [
      ['"a', 'b"c', '"d"e'],
      ['"f', 'g'],
    ]);
  });

  test('back into what any cells were written as', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', ';', ' ', 'ñ') });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, (given) => {
        const quoted = (text: string) => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`);
        const text = given.map((cells) => cells.map(quoted).join('\t')).join('\n');
        const filled = given.filter((cells) => cells.some((one) => one.trim() !== ''));
        assert.deepEqual(cellsOf(text), filled);
      }),
    );
  });

  test('in time that grows with its length alone', async () => {
    for (const unit of ['"', '"\t', '""\t', '"a\t""', ';', ' \n', '" "']) {
      const text = `\t${unit.repeat(Math.floor(1_000_000 / unit.length))}`;
      const started = performance.now();
      await readRows(partText(text));
      assert.ok(performance.now() - started < 5_000, JSON.stringify(unit));
    }
    const started = performance.now();
    await readRows(partText(`SM01\t1\ta${' '.repeat(1_000_000)}b`));
    assert.ok(performance.now() - started < 2_000);
  });
});

/** Thirty rows as somebody would have them in a spreadsheet, of which the first two are customers of ours. */
function thirty(heading: string, mailbox: (i: number) => string): string {
  const customers = ['1002945', '0001002946', ...Array.from({ length: 28 }, (_, i) => `55${i}`)];
  return `${[heading, ...customers.map((one, i) => line('SM01', one, mailbox(i)))].join('\r\n')}\r\n\r\n`;
}

describe('rows copied from a spreadsheet', () => {
  for (const [language, heading, mailbox] of [
    ['es', 'Sociedad\tNo. de Cliente\tCorreo(s)', (i: number) => `c${i}@cliente.example`],
    ['pt', 'Empresa\tNº do cliente\tE-mails', (i: number) => `c${i}@cliente.example;x@y.example`],
  ] as const)
    test(`in ${language}: thirty, with a heading and empty lines at the end`, async () => {
      const { rows } = await readText(thirty(heading, mailbox));
      assert.equal(rows.length, 30);
      assert.equal(brief(rows[0]!), `2 | 0001002945 | ${mailbox(0)} | zeros | new`);
      assert.equal(rows[0]!.name, 'Ferretería del Centro');
      assert.equal(brief(rows[1]!), `3 | 0001002946 | ${mailbox(1)} |  | new`);
      assert.equal(rows.filter(({ error }) => error === 'customer_unknown').length, 28);
      assert.equal(rows.at(-1)!.row, 31);
    });

  test('are mended, and each says how', async () => {
    const cases: [string, string, string][] = [
      ['"a@x.example; b@x.example"', 'a@x.example;b@x.example', 'quotes'],
      ['"a@x.example\nb@x.example"', 'a@x.example;b@x.example', 'quotes,spaces'],
      ['a@x.example,b@x.example', 'a@x.example;b@x.example', 'commas'],
      ['a@x.example<mailto:a@x.example>', 'a@x.example', 'hyperlink'],
      ['mailto:a@x.example;\u00a0b@x.example\u200b', 'a@x.example;b@x.example', 'spaces,hyperlink'],
      ['a@x.example;\u00a0b@x.example', 'a@x.example;b@x.example', 'spaces'],
      ['A@x.example;a@X.example', 'A@x.example', 'duplicate_mailbox'],
      ['a@x.example\tb@x.example\t', 'a@x.example;b@x.example', ''],
    ];
    for (const [cell, mailboxes, notes] of cases) {
      const { rows } = await readText(line('sm01', '0001002945', cell));
      assert.equal(brief(rows[0]!), `1 | 0001002945 | ${mailboxes} | ${notes} | new`);
      assert.equal(rows[0]!.company, 'SM01');
    }
    // A number with letters has no zeros to lose.
    const letters = await readText(line('SM01', 'ab-7', 'a@x.example'));
    assert.equal(brief(letters.rows[0]!), '1 | AB-7 | a@x.example |  | new');
    const odd = await readText(line('\u00a0SM01', '\u200b1002945 ', 'a@x.example'));
    assert.equal(brief(odd.rows[0]!), '1 | 0001002945 | a@x.example | spaces,zeros | new');
  });

  test('each say what is wrong with them, without stopping the others', async () => {
    const text = [
      line('SM01', '1002945', 'a@x.example'),
      line('NADA', '1002945', 'a@x.example'),
      line('SM01', '424242', 'a@x.example'),
      line('BR07', '1002945', 'a@x.example'),
      line('SM01', '1002946', ''),
      line('SM01', '1002946'),
      line('SM01', '1002947', 'a@x.example;Ana <b@x.example>'),
      line('sm01', '0001002945', 'b@x.example'),
      line('SM01'),
      line('SM01', '1002946', 'a@x.example', 'más'),
      line('', '1002946', 'a@x.example'),
      line('SM01', '1002945', `${'a'.repeat(4_001)}@x.example`),
    ].join('\n');
    const { rows } = await readText(text);
    assert.deepEqual(
      rows.map(({ error, change }) => error ?? change),
      [
        'new',
        'company_unknown',
        'customer_unknown',
        'not_of_company',
        'no_mailbox',
        'duplicate_row',
        'mailbox_invalid',
        'duplicate_row',
        'columns',
        'columns',
        'columns',
        'duplicate_row',
      ],
    );
    assert.deepEqual(rows[6]!.mailboxes, ['a@x.example', 'Ana <b@x.example>']);
    assert.deepEqual(await stored(), [], 'nothing is saved yet');
  });

  test('name no customer out of reach', async () => {
    const text = [line('SM01', '1002945', 'a@x.example'), line('SM01', '1002946', 'a@x.example')];
    const { rows } = await readText(text.join('\n'), {}, portfolio);
    assert.deepEqual(
      rows.map(({ name, error }) => [name, error]),
      [
        [null, 'customer_unknown'],
        ['Vecino Comercial', null],
      ],
    );
  });

  test('may be CSV text, and are refused where there are none, both kinds, or too many', async () => {
    for (const text of [
      'SM01;1002945;a@x.example;b@x.example',
      'SM01,1002945,a@x.example;b@x.example',
      'SM01,1002945,"a@x.example,b@x.example"',
    ])
      assert.deepEqual((await readText(text)).rows[0]!.mailboxes, ['a@x.example', 'b@x.example']);
    assert.equal(refusal(await post({ text: ' \n ' })), '400 invalid_input body.text: required');
    assert.equal(refusal(await post({})), '400 invalid_input body.text: required');
    const both = { text: 'a', file: { name: 'a', content: 'YQ==' } };
    assert.equal(refusal(await post(both)), '400 invalid_input body.file: either');
    const many = 'a\tb\tc\n'.repeat(20_001);
    assert.equal(refusal(await post({ text: many })), '400 invalid_input body.text: too_many');
  });
});

describe('a file', () => {
  const rows = [
    ['SM01', '0001002945', 'uno@cliente.example;dos@cliente.example'],
    ['SM01', '0001002946', 'águila@cliente.example'],
  ];
  const expected = ['1002945', '1002946'];

  test('that our own writer wrote is read back', async () => {
    const columns = ['Sociedad', 'Cliente', 'Correos'].map((header) => ({
      header,
      width: 20,
      kind: 'text' as const,
    }));
    const bytes = await collect(writeSheet({ author: 'Tanques', name: 'Lista', columns, rows }));
    const { status, body } = await readFile(bytes);
    assert.equal(status, 201);
    assert.deepEqual(
      body.rows.map(({ row, customer, mailboxes }) => [row, customer, mailboxes.join(';')]),
      rows.map(([, customer, mailboxes], i) => [i + 2, customer, mailboxes]),
    );
    assert.deepEqual(
      body.rows.map(({ error }) => error),
      [null, 'mailbox_invalid'],
    );
  });

  test('of CSV is read in the encodings spreadsheets write', async () => {
    const text = ['Sociedad', 'Número de cliente', 'Correo'];
    const es = [text, ...rows].map((cells) => csvLine(cells, 'es')).join('');
    const pt = [text, ...rows].map((cells) => csvLine(cells, 'pt')).join('');
    const files: [string, Uint8Array][] = [
      ['UTF-8', Buffer.from(es)],
      ['UTF-8 with a mark', Buffer.from(csvStart + pt)],
      ['Windows-1252', Buffer.from(pt, 'latin1')],
      ['UTF-16', Buffer.from(`\ufeff${es}`, 'utf16le')],
    ];
    for (const [encoding, bytes] of files) {
      const { body } = await readFile(bytes, 'lista.csv');
      assert.deepEqual(
        body.rows.map(({ customer, mailboxes }) => [customer, mailboxes.join(';')]),
        rows.map(([, ...rest]) => rest),
        encoding,
      );
      assert.ok(body.rows.every(({ notes }) => notes.length === 0));
    }
  });

  test('may hold links, rich text, formulas and numbers, pictures of which nobody asks', async () => {
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
    sheet.addTable({
      name: 'T',
      ref: 'F1',
      columns: [{ name: 'x' }],
      rows: [['y']],
    });
    sheet.mergeCells('A7:C7');
    sheet.getCell('A5').dataValidation = { type: 'list', formulae: ['"SM01"'], allowBlank: true };
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const read = await readSheet(bytes);
    assert.ok(read !== 'too_many_rows');
    assert.deepEqual(
      read.rows.map(({ row, cells }) => [row, ...cells.slice(0, 3)].join(' | ')),
      [
        '1 | SM01 | 1002945 | a@x.example',
        '2 | SM01 | 1002946 | b@x.example',
        '3 | SM01 | 100000000000000000000 | c@x.example',
        '5 | SM01 | TRUE | 2026-03-01',
      ],
    );
    const { body } = await readFile(bytes);
    assert.deepEqual(
      body.rows.slice(0, 2).map(({ customer, notes }) => [customer, ...notes]),
      expected.map((number) => [`000${number}`, 'zeros']),
    );
  });

  test('that is none, is damaged, encrypted or empty cannot be read', async () => {
    const bytes = Buffer.from(await simpleBook());
    const cut = bytes.subarray(0, bytes.length - 200);
    const broken = Buffer.from(bytes);
    broken.fill(0xaa, 60, 200);
    const encrypted = Buffer.from(bytes);
    encrypted[bytes.indexOf('PK\u0001\u0002') + 8]! |= 1;
    const files = [
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]),
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]),
      Buffer.from('%PDF-1.7 \0'),
      Buffer.from('PK\u0003\u0004 no'),
      Buffer.from(' \n'),
      cut,
      broken,
      encrypted,
      zipOf([['xl/workbook.xml', '<no']]),
      zipOf([['otra.txt', 'a']]),
    ];
    for (const [i, file] of files.entries())
      assert.equal(refusal(await readFile(file)), '422 file_unreadable', String(i));
  });

  test('that is a bomb is refused before it is unpacked, or as soon as it is found out', async () => {
    const mega = Buffer.alloc(45_000_000, 0x20);
    const sheet = 'xl/worksheets/sheet1.xml';
    const honest = zipOf([[sheet, mega]]);
    assert.ok(honest.length < 100_000);
    const lying = zipOf([[sheet, mega]], { declared: 1_000 });
    const entries = zipOf(Array.from({ length: 501 }, (_, i) => [`x${i}`, ''] as const));
    const nested = zipOf([['a.zip', honest]]);
    for (const [i, bomb] of [honest, lying, entries, nested].entries()) {
      assert.equal(refusal(await readFile(bomb)), '422 file_unreadable', String(i));
    }
    await assert.rejects(readSheet(honest), /declares too many bytes/);
    await assert.rejects(
      readSheet(lying),
      /larger than|output length|maxOutputLength|Cannot create a Buffer/,
    );
    await assert.rejects(readSheet(entries), /too many entries/);
    await assert.rejects(readSheet(nested), /No spreadsheet/);
  });

  test('of too many rows is told apart, and one that takes too long or too much is left', async () => {
    const marks = '<row/>'.repeat(60_001);
    assert.equal(await readSheet(zipOf([['xl/worksheets/sheet1.xml', marks]])), 'too_many_rows');
    const bytes = await simpleBook(300);
    assert.equal(await readSheet(bytes, { ...sheetLimits, rows: 150 }), 'too_many_rows');
    await assert.rejects(readSheet(bytes, { ...sheetLimits, timeoutMs: 1 }), /takes too long/);
    const hungry = readSheet(bytes, { ...sheetLimits, heapMb: 4 });
    await assert.rejects(hungry, /memory limit|reader ended/);
    assert.ok((await readSheet(bytes)) !== 'too_many_rows');
  });
});

async function simpleBook(count = 1): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Lista');
  for (let i = 0; i < count; i++) sheet.addRow(['SM01', '1002945', 'a@x.example']);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A ZIP, written by hand so that it may lie. @param declared size that every entry says it has */
function zipOf(
  files: readonly (readonly [name: string, content: string | Buffer])[],
  { declared }: { declared?: number } = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of files) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(declared ?? raw.length, 18);
    fields.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(
      Buffer.from('PK\u0001\u0002\u0014\0', 'latin1'),
      fields,
      tail,
      Buffer.from(name),
    );
    at += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

describe('an import', () => {
  const text = [
    line('SM01', '1002945', 'uno@cliente.example;dos@cliente.example'),
    line('SM01', '1002946', 'vecino@cliente.example'),
    line('SM01', '9999', 'a@x.example'),
  ].join('\n');

  test('is saved once, row by row, and the log has each list and the whole', async () => {
    const { id } = await readText(text);
    const first = await apply(id);
    assert.equal(first.status, 200);
    assert.equal(first.body.saved, 2);
    assert.deepEqual(
      first.body.rows.map(({ error, change }) => error ?? change),
      ['new', 'new', 'customer_unknown'],
    );
    const lists = await stored();
    assert.deepEqual(
      lists.map(({ list }) => list),
      [
        'SM01 0001002945 to uno@cliente.example;cc dos@cliente.example',
        'SM01 0001002946 to vecino@cliente.example',
      ],
    );
    const second = await apply(id);
    assert.deepEqual(second.body, first.body);
    const log = await running.sql<{ event: string; record: string; detail: object }>(
      `select event, record, detail from audit_events where event like 'mailing_list.%' order by event, detail ->> 'customer'`,
    );
    assert.deepEqual(
      log.map(({ event, detail }) => [event, detail]),
      [
        [
          'mailing_list.changed',
          {
            company: 'SM01',
            customer: '0001002945',
            before: [],
            after: ['uno@cliente.example', 'dos@cliente.example'],
            import: id,
          },
        ],
        [
          'mailing_list.changed',
          {
            company: 'SM01',
            customer: '0001002946',
            before: [],
            after: ['vecino@cliente.example'],
            import: id,
          },
        ],
        [
          'mailing_list.imported',
          { saved: 2, new: 2, changed: 0, same: 0, failed: 1, mode: 'replace' },
        ],
      ],
    );
  });

  test('says what would change, replaces, and adds where it is asked to', async () => {
    const change = line('SM01', '1002945', 'tres@cliente.example;DOS@cliente.example');
    const same = line('SM01', '1002946', 'vecino@cliente.example');
    const { rows } = await readText(`${change}\n${same}`);
    assert.deepEqual(
      rows.map((row) => [row.change, row.before]),
      [
        ['changed', ['uno@cliente.example', 'dos@cliente.example']],
        ['same', ['vecino@cliente.example']],
      ],
    );
    const added = await readText(`${change}\n${same}`, { mode: 'add' });
    assert.deepEqual(
      added.rows.map((row) => row.change),
      ['changed', 'same'],
    );
    const { body } = await apply(added.id);
    assert.equal(body.saved, 2);
    assert.equal(
      (await stored())[0]!.list,
      'SM01 0001002945 to uno@cliente.example;cc dos@cliente.example;cc tres@cliente.example',
    );
    const again = await readText(change);
    await apply(again.id);
    assert.equal(
      (await stored())[0]!.list,
      'SM01 0001002945 to tres@cliente.example;cc DOS@cliente.example',
    );
  });

  test('is held against what is stored by then', async () => {
    const batch = await readText(
      [
        line('SM01', '1002945', 'x@cliente.example'),
        line('SM01', '1002947', 'n@cliente.example'),
      ].join('\n'),
    );
    assert.deepEqual(
      batch.rows.map(({ change }) => change),
      ['changed', 'new'],
    );
    await running.sql(
      `delete from customer_companies using customers k where k.id = customer_id and k.number_key = '1002947'`,
    );
    const given = { company: 'SM01', customer: '1002945', mailboxes: 'x@cliente.example' };
    await everybody('PUT /mailing-lists', { body: given });
    const { body } = await apply(batch.id);
    assert.deepEqual(
      body.rows.map(({ change, error }) => error ?? change),
      ['same', 'not_of_company'],
    );
    assert.equal(body.saved, 1);
  });

  test('many times at the same time is done once', async () => {
    const { id } = await readText(line('SM01', '1002946', 'nuevo@cliente.example'));
    const [one, ...others] = await Promise.all(Array.from({ length: 8 }, () => apply(id)));
    assert.equal(one!.body.saved, 1);
    for (const other of others) assert.deepEqual(other.body, one!.body);
    const [{ count } = { count: '' }] = await running.sql<{ count: string }>(
      `select count(*)::text as count from audit_events where record = '${id}'`,
    );
    assert.equal(count, '1');
  });

  test('is of who read it, for a day, and then forgotten', async () => {
    const { id } = await readText(line('SM01', '1002946', 'x@cliente.example'));
    for (const api of [portfolio, foreign])
      assert.equal(refusal(await apply(id, api)), '404 not_found');
    await running.sql(
      `update import_batches set created_at = now() - interval '25 hours' where id = '${id}'`,
    );
    assert.equal(refusal(await apply(id)), '404 not_found');
    const count = async () =>
      (await running.sql<{ id: string }>('select id from import_batches')).map((row) => row.id);
    const before = await count();
    await sweep(createScope(running.connection));
    assert.deepEqual(
      await count(),
      before.filter((one) => one !== id),
    );
    assert.ok(before.length > 1);
  });
});

test('20,000 rows are read and saved within seconds, while others are answered', async (t) => {
  await running.sql(
    `insert into customers (tenant_id, number, number_key, name)
     select id, lpad((5000000 + i)::text, 10, '0'), (5000000 + i)::text, 'Cliente ' || i
     from tenants, generate_series(1, 20000) i where slug = 'norte'`,
  );
  await running.sql('analyze customers');
  await running.sql(
    `insert into customer_companies (tenant_id, customer_id, company_id, credit_blocked)
     select k.tenant_id, k.id, c.id, false from customers k
     join companies c on c.tenant_id = k.tenant_id and c.code = 'SM01' where k.name like 'Cliente %'`,
  );
  // The statements held this thread for so long that the server has closed idle connections; once the
  // client has seen it, it takes a new one.
  await setTimeout(200);
  const rows = Array.from({ length: 20_000 }, (_, i) =>
    line('SM01', String(5_000_001 + i), `pagos${i}@c${i}.example;cc${i}@c${i}.example`),
  );
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const started = performance.now();
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    t.diagnostic(
      `${what}: ${seconds} s, event loop held for ${Math.round(delay.max / 1e6)} ms at most`,
    );
    return result;
  };
  const batch = await timed('reading pasted rows', () => readText(rows.join('\n')));
  assert.ok(batch.rows.every(({ change, notes }) => change === 'new' && notes[0] === 'zeros'));
  const { body } = await timed('saving', () => apply(batch.id));
  assert.equal(body.saved, 20_000);
  await timed('saving once more', () => apply(batch.id));
  const columns = ['Sociedad', 'Cliente', 'Correo'].map((header) => ({
    header,
    width: 20,
    kind: 'text' as const,
  }));
  const cells = rows.map((row) => row.split('\t'));
  const bytes = await collect(writeSheet({ author: 'x', name: 'Lista', columns, rows: cells }));
  const file = await timed(`reading an XLSX of ${bytes.length} bytes`, () => readFile(bytes));
  assert.equal(file.status, 201, file.text.slice(0, 300));
  assert.ok(file.body.rows.every(({ change }) => change === 'same'));
  const [{ count } = { count: '' }] = await running.sql<{ count: string }>(
    `select count(*)::text as count from audit_events where detail ->> 'import' = '${batch.id}'`,
  );
  assert.equal(count, '20000');
});
