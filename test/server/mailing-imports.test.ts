// Mailing lists by the thousand: what comes out of a clipboard or a file, what it would do, and that it is
// done once.
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import type { ImportRow, SheetChoice } from '#contract/mailing-lists';
import { csvLine, csvStart } from '#contract/csv';
import { partText } from '../../server/output/foreign/text-rows.ts';
import { writeSheet } from '../../server/output/sheet.ts';
import { sweep } from '../../server/housekeeping.ts';
import { createScope } from '../../server/db/scope.ts';
import { sheetLimits } from '../../server/output/foreign/sheet-source.ts';
import { readRows } from '../../server/features/mailing-lists/import-rows.ts';
import { refusal, type Answer, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let everybody: Api;
let portfolio: Api;
let foreign: Api;
type Batch = { id: string; rows: ImportRow[]; choice?: SheetChoice | null };
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
  everybody = await manager('jefa');
  portfolio = await staffSession(running, 'cartera', { permissions, customers: ['1002946'] });
  foreign = await staffSession(running, 'outra', { permissions, slug: 'sul' });
});
after(() => running.close());

/** Somebody with all customers; everybody may read and save only so many lists a minute. */
const manager = (name: string) =>
  staffSession(running, name, { permissions: ['mailing_list.manage'] });

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
const textOf = ({ mailboxes, invalid }: Pick<ImportRow, 'mailboxes' | 'invalid'>) =>
  [...mailboxes, ...invalid].join(';');
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
const cellsOf = (text: string) => partText(text, sheetLimits).map(({ cells }) => cells);

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

  test('at the separator that most lines have between their first columns', () => {
    assert.deepEqual(cellsOf('a;b,c;d'), [['a', 'b,c', 'd']]);
    assert.deepEqual(cellsOf('a,b;c,"d;e,f"'), [['a', 'b;c', 'd;e,f']]);
    const row = ['SM01', '1', 'a@x.example'];
    for (const [text, separator] of [
      // A tab, a comma or a bar somewhere decides nothing.
      ['SM01;1;a@x.example\t\nSM01;1;a@x.example', ';'],
      ['Sociedad, empresa;Cliente;Correo\nSM01;1;a@x.example\nSM01;1;a@x.example', ';'],
      ['"Lista, de, julio"\nSM01;1;a@x.example\nSM01;1;a@x.example', ';'],
      ['Lista, de correos, de julio\nSM01;1;a@x.example\nSM01;1;a@x.example', ';'],
      ['SM01;1;a@x.example,b@x.example,c@x.example\nSM01;1;a@x.example', ';'],
      ['SM01,1,a@x.example;b@x.example;c@x.example\nSM01,1,a@x.example', ','],
      ['SM01|1|a@x.example\nSM01|1|a@x.example', '|'],
      ['SM01\t1\ta@x.example;b@x.example;c@x.example\nSM01\t1\ta@x.example', '\t'],
    ] as const)
      assert.deepEqual(cellsOf(text).at(-1)!.slice(0, 3), row, JSON.stringify([separator, text]));
    assert.deepEqual(cellsOf('sep=|\nSM01|1,5;6|a@x.example'), [['SM01', '1,5;6', 'a@x.example']]);
    assert.deepEqual(cellsOf('sep=;\r\nSM01;1;a@x.example'), [row]);
  });

  test('and a quote that nothing closes is a sign like others', () => {
    assert.deepEqual(cellsOf('"a\tb\tc"\n"f\tg\nh\ti\n'), [['a\tb\tc'], ['"f', 'g'], ['h', 'i']]);
    assert.deepEqual(cellsOf('a;"d"e;f'), [['a', '"d"e', 'f']]);
  });

  test('of a row, no more cells and signs than a list may have', () => {
    const [wide] = cellsOf(`${','.repeat(16_000)}a`);
    assert.equal(wide, undefined, 'nothing is in the first thirty');
    // More than a spreadsheet has, with line breaks in quotes on the way: no list, and not to be made objects of.
    for (const text of [','.repeat(3_900_000), `${','.repeat(16_000)}"\n"`.repeat(3)])
      assert.throws(() => cellsOf(text), /file_heavy/);
    for (const named of [']', '^', '\\', 'd', '-'])
      assert.deepEqual(cellsOf(`sep=${named}\na${named}b`), [['a', 'b']], named);
    const [long] = cellsOf(`a;b;${'x'.repeat(3_000_000)}`);
    assert.deepEqual(
      long!.map(({ length }) => length),
      [1, 1, 4_001],
    );
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

  // What grew with the square of the length would take until the test runner gives the file up.
  test('in time that grows with its length alone', () => {
    const heavy = [';', '"\t', '""\t', '"a\t""', ' \n'];
    for (const unit of ['"', '" "', ...heavy]) {
      const text = `\t${unit.repeat(Math.floor(1_000_000 / unit.length))}`;
      if (heavy.includes(unit)) assert.throws(() => partText(text, sheetLimits), /file_heavy/);
      else assert.ok(readRows(partText(text, sheetLimits)));
    }
    const wide = `SM01\t1\ta${' '.repeat(1_000_000)}b`;
    assert.ok(readRows(partText(wide, sheetLimits)));
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
      assert.equal(brief(rows[0]!), `2 | 0001002945 | ${mailbox(0)} |  | new`);
      assert.equal(rows[0]!.name, 'Ferretería del Centro');
      assert.equal(brief(rows[1]!), `3 | 0001002946 | ${mailbox(1)} |  | new`);
      assert.equal(rows.filter(({ error }) => error === 'customer_unknown').length, 28);
      assert.equal(rows.at(-1)!.row, 31);
    });

  test('are mended, and each says how', async () => {
    const cases: [string, string, string][] = [
      ['"a@x.example; b@x.example"', 'a@x.example;b@x.example', ''],
      ['"a@x.example\nb@x.example"', 'a@x.example;b@x.example', 'separators'],
      ['a@x.example,b@x.example', 'a@x.example;b@x.example', 'separators'],
      ['a@x.example b@x.example', 'a@x.example;b@x.example', 'separators'],
      ['a@x.example / b@x.example', 'a@x.example;b@x.example', 'separators'],
      ['a@x.example\vb@x.example', 'a@x.example;b@x.example', 'separators'],
      ['Ana <a@x.example>', 'a@x.example', 'names'],
      [
        '"O\'Connor, Juan" <a@x.example>; Rey, Ana <b@x.example>',
        'a@x.example;b@x.example',
        'names',
      ],
      ['<a@x.example>', 'a@x.example', ''],
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
    assert.equal(brief(odd.rows[0]!), '1 | 0001002945 | a@x.example | spaces | new');
    // What keeps zeros in a spreadsheet.
    for (const number of ['="0001002945"', "'0001002945", '1002945'])
      assert.equal(
        brief((await readText(line('SM01', number, 'a@x.example'))).rows[0]!),
        '1 | 0001002945 | a@x.example |  | new',
      );
  });

  test('each say what is wrong with them, without stopping the others', async () => {
    const text = [
      line('SM01', '1002945', 'a@x.example'),
      line('NADA', '1002945', 'a@x.example'),
      line('SM01', '424242', 'a@x.example'),
      line('BR07', '1002945', 'a@x.example'),
      line('SM01', '1002946', ''),
      line('SM01', '1002946'),
      line('SM01', '1002947', 'a@x.example;Ana b@x.example;c@x'),
      line('SM01', '1.100.015', 'a@x.example'),
      line('SM01', '1,100022E6', 'a@x.example'),
      line('SM01'),
      line('SM01', '1002946', 'a@x.example', 'más'),
      line('', '1002946', 'a@x.example'),
      line('SM01', '1002947', `${'a'.repeat(4_001)}@x.example`),
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
        'no_mailbox',
        'mailbox_invalid',
        'number_format',
        'number_format',
        'columns',
        'columns',
        'columns',
      ],
    );
    const { mailboxes, invalid, joined } = rows[6]!;
    assert.deepEqual(mailboxes, ['a@x.example']);
    assert.deepEqual(invalid, ['Ana b@x.example', 'c@x', `${'a'.repeat(60)}…`]);
    assert.deepEqual(joined, [13]);
    assert.deepEqual(await stored(), [], 'nothing is saved yet');
  });

  test('of one customer become one, wherever they stand, and say which they were', async () => {
    const text = [
      'Sociedad\tCliente\tCorreo\tComentario',
      line('SM01', '1002945', 'a@x.example', 'la primera'),
      line('SM01', '1002946', 'v@x.example', ''),
      line('sm01', '0001002945', 'b@x.example; A@x.example', ''),
      line('SM01', '1002945', '', 'sin correo'),
      line('SM01', '1002945', 'c@x.example', ''),
    ].join('\n');
    const { rows } = await readText(text);
    assert.deepEqual(rows.map(brief), [
      '2 | 0001002945 | a@x.example;b@x.example;c@x.example | duplicate_mailbox,joined | new',
      '3 | 0001002946 | v@x.example |  | new',
      '5 | 0001002945 |  |  | no_mailbox',
    ]);
    assert.deepEqual(
      rows.map(({ joined }) => joined),
      [[4, 6], [], []],
    );
    const most = Array.from({ length: 101 }, (_, i) => line('SM01', '1002945', `a${i}@x.example`));
    assert.equal((await readText(most.slice(1).join('\n'))).rows[0]!.error, null);
    assert.equal((await readText(most.join('\n'))).rows[0]!.error, 'too_many_mailboxes');
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
    const many = Array.from({ length: 20_001 }, (_, i) => `a\t${i}\tc\n`).join('');
    assert.equal(refusal(await post({ text: many })), '400 invalid_input body.text: too_many');
  });
});

describe('a file', () => {
  const rows = [
    ['SM01', '0001002945', 'uno@cliente.example;dos@cliente.example'],
    ['SM01', '0001002946', 'águila@cliente.example'],
  ];

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
      body.rows.map(({ row, customer, ...read }) => [row, customer, textOf(read)]),
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
      ['UTF-16 without a mark', Buffer.from(es, 'utf16le')],
      ['UTF-16 the other way round', Buffer.from(`\ufeff${es}`, 'utf16le').swap16()],
      ['the same without a mark', Buffer.from(es, 'utf16le').swap16()],
      ['an end of the last century', Buffer.from(`${es}\x1a`)],
      ['a separator that is named', Buffer.from(`sep=;\r\n${pt}`)],
      ['titles above', Buffer.from(`Lista de correos, de julio\r\n\r\n${es}`)],
    ];
    for (const [encoding, bytes] of files) {
      const { body } = await readFile(bytes, 'lista.csv');
      assert.deepEqual(
        body.rows.map(({ customer, ...read }) => [customer, textOf(read)]),
        rows.map(([, ...rest]) => rest),
        encoding,
      );
      assert.ok(body.rows.every(({ notes }) => notes.length === 0));
    }
  });

  test('that cannot be read says why', async () => {
    for (const [content, reason] of [
      [Buffer.from('%PDF-1.7 \0'), 'file_pdf'],
      [Buffer.from('PK\u0003\u0004 no'), 'file_damaged'],
      [Buffer.from(' \n'), 'file_empty'],
      [Buffer.from('<html><table><tr><td>SM01'), 'file_html'],
    ] as const)
      assert.equal(refusal(await readFile(content)), `422 file_unreadable body.file: ${reason}`);
  });

  test('of several sheets is read from the one that has mailboxes, or from the one that is named', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Portada').addRow(['Lista de correos', 'de julio', '2026']);
    book.addWorksheet('Antes', { state: 'hidden' }).addRow(['SM01', '1002945', 'viejo@x.example']);
    const list = book.addWorksheet('Lista');
    list.addRow(['SM01', '1002945', 'a@x.example']);
    list.addRow(['SM01', '1002946', 'oculto@x.example']).hidden = true;
    book.addWorksheet('Otra').addRow(['SM01', '1002946', 'b@x.example']);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const choice = {
      sheets: [
        { name: 'Portada', rows: 1 },
        { name: 'Lista', rows: 1 },
        { name: 'Otra', rows: 1 },
      ],
      hidden: { sheets: 1, rows: 1, columns: 0 },
    };
    const { body } = await readFile(bytes);
    assert.deepEqual(body.rows.map(brief), ['1 | 0001002945 | a@x.example |  | new']);
    assert.deepEqual(body.choice, { ...choice, sheet: 'Lista' });
    const content = bytes.toString('base64');
    const other = await post({ file: { name: 'x.xlsx', content, sheet: 'Otra' } });
    assert.deepEqual(other.body.rows.map(brief), ['1 | 0001002946 | b@x.example |  | new']);
    assert.deepEqual(other.body.choice, {
      ...choice,
      sheet: 'Otra',
      hidden: { sheets: 1, rows: 0, columns: 0 },
    });
    // What is hidden is not to be had by its name either.
    const hidden = await post({ file: { name: 'x.xlsx', content, sheet: 'Antes' } });
    assert.deepEqual(hidden.body.rows, body.rows);
    assert.equal((await readText(line('SM01', '1002945', 'a@x.example'))).choice, null);
  });

  test('of too many rows is told apart, whatever its size', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Lista');
    for (let i = 0; i < 20_001; i++) sheet.addRow(['SM01', i, 'a@x.example']);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    assert.equal(refusal(await readFile(bytes)), '400 invalid_input body.file: too_many');
  });
});

describe('an import', () => {
  before(async () => {
    everybody = await manager('jefa de importaciones');
  });

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

  test('is corrected row by row before it is saved, and what failed afterwards', async () => {
    const given = [
      line('SM01', '1002945', 'uno@cliente.example dos@cliente'),
      line('SM01', '1.002.946', 'v@cliente.example'),
      line('SM01', '1002947', 'n@cliente.example'),
    ].join('\n');
    const { id, rows } = await readText(given);
    assert.deepEqual(
      rows.map(({ error, invalid }) => [error, ...invalid]),
      [['mailbox_invalid', 'dos@cliente'], ['number_format'], ['not_of_company']],
    );
    const correct = (batch: string, body: object, api = everybody) =>
      api<Batch>(`POST /mailing-list-imports/${batch}/corrections`, { body });
    const first = {
      row: 1,
      company: 'SM01',
      customer: '1002945',
      mailboxes: 'uno@cliente.example',
    };
    const anew = await correct(id, { rows: [first] });
    assert.equal(anew.status, 201);
    assert.notEqual(anew.body.id, id);
    assert.deepEqual(
      anew.body.rows.map(({ row, error }) => [row, error]),
      [
        [1, null],
        [2, 'number_format'],
        [3, 'not_of_company'],
      ],
    );
    assert.equal((await apply(anew.body.id)).body.saved, 1);
    const second = { row: 2, company: 'SM01', customer: '1002946', mailboxes: 'v@cliente.example' };
    const rest = await correct(anew.body.id, { rows: [second] });
    assert.deepEqual(
      rest.body.rows.map(({ row, error }) => [row, error]),
      [
        [2, null],
        [3, 'not_of_company'],
      ],
    );
    assert.equal((await apply(rest.body.id)).body.saved, 1);
    assert.equal((await stored())[1]!.list, 'SM01 0001002946 to v@cliente.example');
    for (const api of [portfolio, foreign])
      assert.equal(refusal(await correct(id, { rows: [first] }, api)), '404 not_found');
    const none = await correct(rest.body.id, { rows: [] });
    assert.equal(refusal(none), '400 invalid_input body.rows: too_few');
  });

  test('gives its faulty rows as a file, which is read again as it is', async () => {
    const { id } = await readText(
      [
        line('SM01', '1002945', 'uno@cliente.example'),
        line('NADA', '1002946', '=1+1@x.example; v@cliente.example'),
        line('SM01', '1002946', 'v@cliente.example\tw@cliente'),
      ].join('\n'),
    );
    const file = await everybody(`GET /mailing-list-imports/${id}/errors?locale=es`);
    assert.equal(file.status, 200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Buffer.from(file.bytes) as unknown as ExcelJS.Buffer);
    const cells = book.worksheets[0]!.getSheetValues()
      .slice(1)
      .map((row) => (row as string[]).slice(1));
    assert.deepEqual(cells, [
      ['Sociedad', 'Cliente', 'Correo', 'Fila', 'Mensaje'],
      ['NADA', '0001002946', '=1+1@x.example; v@cliente.example', '2', 'La sociedad no existe'],
      ['SM01', '0001002946', 'v@cliente.example; w@cliente', '3', 'Correo no válido: w@cliente'],
    ]);
    const again = await readFile(file.bytes);
    assert.deepEqual(
      again.body.rows.map(({ error }) => error),
      ['company_unknown', 'mailbox_invalid'],
    );
    for (const api of [portfolio, foreign])
      assert.equal(
        refusal(await api(`GET /mailing-list-imports/${id}/errors?locale=es`)),
        '404 not_found',
      );
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

test('20,000 rows are read and saved, while others are answered', async (t) => {
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
  assert.ok(batch.rows.every(({ change, notes }) => change === 'new' && notes.length === 0));
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
