// The statement as PDF, read back: what it says, in which structure, and where on the sheet.
// Runs alone: it draws for longer than the others take.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import sharp from 'sharp';
import { formatAmount, formatDate, formatMoney, type FormatContext } from '#contract/format';
import type { Locale } from '#contract/primitives';
import type { StatementDocument } from '../../server/features/statement/statement.document.ts';
import { renderStatement } from '../../server/features/statement/statement.pdf.ts';
import { createPdfRenderer } from '../../server/features/statement/statement.renderer.ts';
import { linesOf, pdfFont, printable } from '../../server/output/pdf-fonts.ts';
import { inksOf } from '../../server/output/pdf-ink.ts';
import { contrast } from '#contract/colour';
import { signIn, visitor } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { password } from '../support/fixtures.ts';
import { askStatement, openItem, sampleDay, sampleItems, send } from '../support/ledger.ts';
import { startPortal } from '../support/portal.ts';
import { elements, readPdf, within, type PdfNode, type ReadPdf } from '../support/pdf-reader.ts';
import { sampleStatement, type SampleOptions } from '../support/statement-document.ts';

type Item = StatementDocument['content']['sections'][number]['items'][number];

const draw = async (document: StatementDocument) => readPdf(await renderStatement(document));
const sample = async (options: SampleOptions = {}) => draw(sampleStatement(options));
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

const words = {
  es: {
    title: 'Estado de cuenta',
    invoice: 'Factura',
    credit_note: 'Nota de crédito',
    overdue: 'Vencido',
    to_fall_due: 'A vencer',
    credit: 'A favor',
    none: 'No hay documentos abiertos a la fecha de corte.',
  },
  pt: {
    title: 'Extrato de conta',
    invoice: 'Nota fiscal',
    credit_note: 'Nota de crédito',
    overdue: 'Vencido',
    to_fall_due: 'A vencer',
    credit: 'Crédito',
    none: 'Não há documentos em aberto na data de corte.',
  },
} as const;
type Spoken = keyof typeof words;

const formats: Record<Spoken, FormatContext> = {
  es: { language: 'es', region: 'es-MX' },
  pt: { language: 'pt', region: 'pt-BR' },
};

/** A row of the table as it must read. */
function expectedRow(item: Item, currency: string, locale: Spoken): string[] {
  const format = formats[locale];
  return [
    words[locale][item.kind as 'invoice' | 'credit_note'],
    item.order ?? '',
    item.purchaseOrder ?? '',
    item.invoice ?? '',
    item.fiscalId ?? '',
    formatDate(item.date, format),
    item.dueDate ? formatDate(item.dueDate, format) : '',
    item.daysOverdue === null ? '' : String(item.daysOverdue),
    formatAmount(item.amount, currency, format),
    formatAmount(item.open, currency, format),
    words[locale][item.status],
  ];
}

/** Label and value of everything that is said as such. */
const factsOf = (pdf: ReadPdf): [string, string][] =>
  elements(pdf, 'LI').map(({ children: [label, value] }) => [label!.text, value!.text]);

/** The rows of open items, without headings and sums. */
const rowsOf = (pdf: ReadPdf): string[][] =>
  elements(pdf, 'TBody').flatMap((body) =>
    within(body, 'TR')
      .filter(({ text }) => text)
      .map(({ children }) => children.map(({ text }) => text)),
  );

const nbsp = '\u00A0';

/** Equal but for the places where lines end. */
const unbroken = (text: string) => text.replaceAll(/\s/g, '');

describe('the figures and rows', () => {
  for (const [locale, theme] of [
    ['es', 'aqua'],
    ['pt', 'zambe'],
    ['es', 'zambe'],
    ['pt', 'aqua'],
  ] as const) {
    for (const rows of [0, 1, 40]) {
      test(`are all there: ${rows} rows, ${locale}, ${theme}`, async () => {
        const document = sampleStatement({ locale, theme, rows });
        const [section] = document.content.sections;
        const pdf = await draw(document);
        const { currency, items, figures } = section!;
        assert.deepEqual(
          rowsOf(pdf),
          items.map((item) => expectedRow(item, currency, locale)),
        );
        const values = factsOf(pdf).map(([, value]) => value);
        for (const figure of Object.values(figures)) {
          const money = formatMoney(figure!, currency, formats[locale]).replaceAll(nbsp, ' ');
          assert.ok(values.includes(money), `${money} in ${values.join(', ')}`);
        }
        assert.equal(elements(pdf, 'H1')[0]!.text, words[locale].title);
        const none = elements(pdf, 'P').some(({ text }) => text === words[locale].none);
        assert.equal(none, rows === 0);
        // Of nothing there is no age, and no table.
        assert.equal(elements(pdf, 'Table').length === 0, rows === 0);
      });
    }
  }

  test('read as people write them', async () => {
    const facts = factsOf(await sample());
    assert.deepEqual(facts, [
      ['Cliente', 'Comercializadora Ñandú del Río'],
      ['No. de cliente', '0001002945'],
      ['RFC', 'XAXX010101000'],
      ['Teléfono', '+52 55 5550 0100'],
      ['Correo', 'pagos@cliente.example'],
      ['Empresa', 'Aquavelia S.A. de C.V.'],
      ['RFC', 'AAA010101AAA'],
      ['Fecha de corte', '11-abr-2026'],
      // A quarter past four in the morning of Greenwich is the evening before where the company is.
      ['Generado', '11-abr-2026, 10:22 p.m.'],
      ['Saldo total', '$4,689,788.44 MXN'],
      ['Saldo vencido', '$3,660,632.67 MXN'],
      ['A vencer', '$1,794,181.25 MXN'],
      ['Saldo a favor sin aplicar', '$765,025.48 MXN'],
      ['Límite de crédito', '$8,000,000.00 MXN'],
      ['Crédito disponible', '$3,310,211.56 MXN'],
    ]);
    const [heads, amounts] = elements(await sample(), 'Table')[0]!.children.filter(
      ({ role }) => role === 'TR',
    );
    assert.deepEqual(
      heads!.children.map(({ text }, i) => [text, amounts!.children[i]!.text]),
      [
        ['A vencer', '1,794,181.25'],
        ['Vencido 1–30 días', '828,578.52'],
        ['Vencido 31–60 días', '837,697.65'],
        ['Vencido 61–90 días', '710,792.57'],
        ['Vencido +90 días', '1,283,563.93'],
        ['Saldo a favor sin aplicar', '\u2212765,025.48'],
      ],
    );
    const [total] = elements(await sample(), 'TFoot');
    assert.equal(unbroken(total!.text), 'Total4,694,788.444,689,788.44');
  });

  test('are all there, on as many sheets as they take', { timeout: 120_000 }, async () => {
    const document = sampleStatement({ locale: 'pt', theme: 'zambe', rows: 2_000 });
    const [{ items, currency }] = document.content.sections as [
      StatementDocument['content']['sections'][number],
    ];
    const pdf = await draw(document);
    const expected = items.flatMap((item) => expectedRow(item, currency, 'pt').filter(Boolean));
    // The headings and amounts of the ageing come first, then the headings of the table; sums are last.
    assert.deepEqual(pdf.pages.flatMap(({ cells }) => cells).slice(6 + 6 + 11, -3), expected);
    for (const [i, { runs }] of pdf.pages.entries()) {
      const furniture = runs.filter(({ artifact }) => artifact).map(({ text }) => text);
      assert.ok(furniture.includes(`Página ${i + 1} de ${pdf.pages.length}`), `page ${i + 1}`);
      assert.equal(furniture.includes('Vencimento'), i > 0, `headings of page ${i + 1}`);
    }
  });

  test('of credit are shown to whom they are open, and where there are any', async () => {
    const labels = async (document: StatementDocument) =>
      factsOf(await draw(document)).map(([label]) => label);
    const document = sampleStatement({ rows: 1 });
    assert.ok((await labels(document)).includes('Límite de crédito'));
    const closed = await labels({ ...document, showCredit: false });
    assert.ok(!closed.includes('Límite de crédito') && !closed.includes('Crédito disponible'));
    const foreign = sampleStatement({ rows: 8, currencies: ['MXN', 'USD'] });
    const both = await labels(foreign);
    assert.equal(both.filter((label) => label === 'Límite de crédito').length, 1);
    assert.equal(both.filter((label) => label === 'Saldo total').length, 2);
  });

  test('stand in a section per currency, on one sheet where they fit', async () => {
    const short = sampleStatement({ rows: 4, currencies: ['MXN', 'USD'] });
    short.content.sections[0]!.items.splice(2);
    const small = await draw(short);
    assert.deepEqual(
      elements(small, 'H2').map(({ text }) => text),
      ['Moneda: MXN · peso mexicano', 'Moneda: USD · dólar estadounidense'],
    );
    assert.equal(small.pages.length, 1);
    const large = await sample({ rows: 16, currencies: ['MXN', 'USD'] });
    assert.equal(large.pages.length, 2);
    // A section begins with what belongs together.
    assert.ok(large.pages[1]!.runs.some(({ text }) => text.startsWith('Moneda: USD')));
  });

  test('are in the words of the tenant', async () => {
    const strings = { 'statement.title': 'Estado de Cuenta Corriente' };
    const pdf = await draw({ ...sampleStatement({ rows: 0 }), strings });
    assert.equal(elements(pdf, 'H1')[0]!.text, 'Estado de Cuenta Corriente');
    assert.match(pdf.title, /^Estado de Cuenta Corriente/);
  });

  test('without any section, say so', async () => {
    const pdf = await sample({ rows: 0, currencies: [] });
    assert.ok(elements(pdf, 'P').some(({ text }) => text === words.es.none));
  });
});

describe('the sheet', () => {
  test('is of the size that offices of the region have', async () => {
    const size = async (options: SampleOptions, region?: string) => {
      const document = sampleStatement({ rows: 0, ...options });
      const [page] = (await draw({ ...document, region: region ?? document.region })).pages;
      return [Math.round(page!.width), Math.round(page!.height)];
    };
    assert.deepEqual(await size({ locale: 'es' }), [792, 612]);
    assert.deepEqual(await size({ locale: 'pt' }), [842, 595]);
    assert.deepEqual(await size({ locale: 'es' }, 'es-AR'), [842, 595]);
    // A bare language is written as in its largest market here.
    assert.deepEqual(await size({ locale: 'es' }, 'es'), [792, 612]);
  });

  for (const locale of ['es', 'pt', 'en'] as const)
    test(`holds the longest names, numbers and amounts without overlap: ${locale}`, async () => {
      const pdf = await draw(extreme(locale));
      for (const page of pdf.pages) assertInPlace(page);
      const long = 'Companhia Ñandú de Distribuição de Águas e Bebidas Ltda S.A.';
      assert.equal(long.length, 60);
      const facts = factsOf(pdf).map(([, value]) => unbroken(value));
      assert.equal(facts.filter((value) => value === unbroken(long)).length, 2);
      for (const row of rowsOf(pdf)) {
        assert.match(unbroken(row[4]!), /^\d{44}$/);
        assert.equal(unbroken(row[2]!), 'X'.repeat(60));
        assert.match(row[8]!, /^\u2212999.999.999.999.999.99$/);
      }
    });

  test('holds what ordinary statements say without overlap', async () => {
    for (const options of [{ rows: 40 }, { rows: 25, currencies: ['MXN', 'USD', 'CRC'] }])
      for (const page of (await sample(options)).pages) assertInPlace(page);
  });

  test('never tears a row', async () => {
    const document = sampleStatement({ rows: 30 });
    const [section] = document.content.sections;
    for (const item of section!.items) item.purchaseOrder = 'ORDEN '.repeat(12).trim();
    const pdf = await draw(document);
    assert.ok(pdf.pages.length > 2);
    assert.equal(rowsOf(pdf).length, 30);
    for (const page of pdf.pages) assertInPlace(page);
    for (const row of rowsOf(pdf)) assert.equal(unbroken(row[2]!), 'ORDEN'.repeat(12));
  });

  test('never has the sums alone on the last page', async () => {
    for (let rows = 10; rows < 36; rows++) {
      const { pages } = await sample({ rows });
      for (const page of pages) assertInPlace(page);
      assert.ok(pages.at(-1)!.cells.length > 3, `${rows} rows: ${pages.at(-1)!.cells.join()}`);
    }
  });

  test('breaks long numbers in the middle, for the eye to find its place', async () => {
    const document = extreme('pt');
    const [row] = rowsOf(await draw(document));
    assert.deepEqual(
      row![4]!.split('\n').map((line) => line.length),
      [22, 22],
    );
  });
});

/** Names of 60 letters, amounts of 15 digits, keys of 44. */
function extreme(locale: Locale): StatementDocument {
  const document = sampleStatement({
    locale,
    theme: 'zambe',
    rows: 12,
    currencies: ['BRL', 'CRC'],
  });
  const { content } = document;
  const long = 'Companhia Ñandú de Distribuição de Águas e Bebidas Ltda S.A.';
  document.tenantName = long;
  content.customer = {
    ...content.customer,
    name: long,
    email: `${'correo.'.repeat(12)}@x.example`,
  };
  content.company.name = long;
  const most = '999999999999999.9900';
  for (const section of content.sections) {
    const { figures, ageing, items } = section;
    for (const name of Object.keys(figures) as (keyof typeof figures)[]) figures[name] = `-${most}`;
    for (const name of Object.keys(ageing) as (keyof typeof ageing)[]) ageing[name] = most;
    for (const [i, item] of items.entries()) {
      item.fiscalId = String(i).padStart(44, '35260412345678901234');
      item.amount = `-${most}`;
      item.open = most;
      item.order = `PEDIDO-${'1234567890'.repeat(5)}`;
      item.purchaseOrder = 'X'.repeat(60);
      item.daysOverdue = 12_345;
    }
  }
  return document;
}

/** Nothing stands outside of the margins, and no two texts on each other. */
function assertInPlace({ width, height, runs }: ReadPdf['pages'][number]): void {
  const boxes = runs.map(({ text, x, y, width: wide, size, artifact }) => ({
    text,
    // What pages repeat has the margins for itself.
    floor: artifact ? 15 : 47,
    left: x,
    right: x + wide,
    // Letters below the line, and capitals above it.
    bottom: y - size * 0.2,
    top: y + size * 0.66,
  }));
  for (const box of boxes) {
    assert.ok(box.left >= 39.9 && box.right <= width - 39.9, `${box.text} leaves the sheet`);
    assert.ok(box.bottom >= box.floor && box.top <= height - 15, `${box.text} leaves the sheet`);
  }
  for (const [i, one] of boxes.entries())
    for (const two of boxes.slice(i + 1)) {
      const beside = one.right <= two.left + 0.05 || two.right <= one.left + 0.05;
      const apart = one.bottom >= two.top - 0.05 || two.bottom >= one.top - 0.05;
      assert.ok(beside || apart, `"${one.text}" stands on "${two.text}"`);
    }
}

describe('for screen readers', () => {
  test('the file says its language, its title and that it is tagged', async () => {
    const pdf = await sample({ rows: 1 });
    assert.equal(pdf.language, 'es-MX');
    assert.equal(pdf.marked, true);
    assert.equal(pdf.title, 'Estado de cuenta – Aquavelia S.A. de C.V. – 11-abr-2026');
    const raw = latin(await renderStatement(sampleStatement({ rows: 1 })));
    assert.match(raw, /\/StructTreeRoot \d+ 0 R/);
    assert.match(raw, /\/DisplayDocTitle true/);
    assert.match(raw, /<pdfuaid:part>1<\/pdfuaid:part>/);
    assert.match(raw, /\/Tabs \/S/);
  });

  test('everything lies in one tree: title, facts, sections, tables with headings', async () => {
    const document = { ...sampleStatement({ rows: 3 }), logo: await logoOf('png') };
    const [page] = (await draw(document)).pages;
    const [root, ...others] = page!.structure;
    assert.equal(others.length, 0);
    assert.equal(root!.role, 'Document');
    assert.deepEqual(
      root!.children.map(({ role }) => role),
      ['H1', 'Figure', 'L', 'P', 'P', 'Figure', 'H2', 'L', 'Table', 'Table'],
    );
    assert.deepEqual(
      within(root!, 'Figure').map(({ alt }) => alt),
      ['Aquavelia', 'Código QR con la dirección de verificación'],
    );
    const table = root!.children.at(-1)!;
    assert.deepEqual(
      table.children.map(({ role }) => role),
      ['THead', 'TBody', 'TFoot'],
    );
    for (const row of within(table, 'TR')) assert.equal(row.children.length, 11);
    const roles = (row: PdfNode) => new Set(row.children.map(({ role }) => role));
    assert.deepEqual(roles(within(table, 'TR')[0]!), new Set(['TH']));
    assert.deepEqual(roles(within(table, 'TR')[1]!), new Set(['TD']));
  });

  test('every heading of a table says what it heads', async () => {
    const raw = latin(await renderStatement(sampleStatement({ rows: 3 })));
    const objects = raw.split('endobj').filter((object) => object.includes('/S /TH\n'));
    assert.equal(objects.length, 5 + 1 + 11 + 1 - 1);
    for (const object of objects) assert.match(object, /\/Scope \/(Column|Row)/);
    assert.equal(objects.filter((object) => object.includes('/Scope /Row')).length, 1);
  });

  test('what pages repeat is passed over', async () => {
    const pdf = await sample({ rows: 60 });
    assert.equal(elements(pdf, 'TH').filter(({ text }) => text === 'Vencimiento').length, 1);
    const all = pdf.pages.flatMap(({ runs }) => runs.filter(({ text }) => text === 'Vencimiento'));
    assert.equal(all.length, pdf.pages.length);
    const said = pdf.pages.flatMap(({ structure }) => structure.map(({ text }) => text)).join();
    assert.doesNotMatch(said, /Página/);
  });

  test('the address leads to where it says, and the QR code holds it', async () => {
    const document = sampleStatement({ rows: 1 });
    const pdf = await draw(document);
    assert.deepEqual(pdf.links, [document.verifyUrl]);
    assert.equal(unbroken(elements(pdf, 'Link')[0]!.text), document.verifyUrl);
  });

  test('an address takes two lines at most, and a mailbox is broken behind its sign alone', async () => {
    const document = sampleStatement({ rows: 1 });
    document.verifyUrl = 'https://portal.aquavelia.com.mx/v/aqua/6CZ6RK21EJSBQP5S9KV6VJTJPF';
    document.content.customer.email = 'contacto@norte.ajoloteazul.example';
    document.contact = {
      key: 'receivables',
      names: {},
      phone: '+52 00 0000 9000',
      extension: '12',
      mailbox: 'cobranza@aquavelia.example',
    };
    const { pages, links } = await draw(document);
    assert.deepEqual(links, [document.verifyUrl]);
    const lines = pages[0]!.runs.map(({ text }) => text.trim());
    const address = lines.filter((line) => line && document.verifyUrl.includes(line));
    assert.deepEqual(address, [
      'https://portal.aquavelia.com.mx/v/aqua/',
      '6CZ6RK21EJSBQP5S9KV6VJTJPF',
    ]);
    for (const whole of [
      'contacto@norte.ajoloteazul.example',
      'Cuentas por cobrar',
      '+52 00 0000 9000 ext. 12',
      'cobranza@aquavelia.example',
    ])
      assert.ok(lines.includes(whole), whole);
    document.content.customer.email = `${'contacto'.repeat(6)}@norte.ajoloteazul.example`;
    const [page] = (await draw(document)).pages;
    assert.ok(page!.runs.some(({ text }) => text.trim() === 'norte.ajoloteazul.example'));
  });

  test('colours of a theme made for dark ground are seen on paper', () => {
    const pale = { 'color-text': '#eeeeee', 'color-muted': '#999', 'color-primary': '#7fb0f580' };
    const inks = inksOf(pale);
    assert.ok(contrast(inks['color-text'], '#ffffff') >= 7);
    for (const name of ['color-muted', 'color-primary', 'color-link', 'color-danger'] as const)
      assert.ok(contrast(inks[name], '#ffffff') >= 4.5, `${name} ${inks[name]}`);
    assert.equal(inksOf({ 'color-text': '#0c2a35' })['color-text'], '#0c2a35');
    assert.match(inksOf({ 'color-text': 'red;}' } as never)['color-text'], /^#[\da-f]{6}$/);
  });
});

describe('the file', () => {
  test('brings its fonts along, as far as it uses them', async () => {
    const raw = latin(await renderStatement(sampleStatement({ rows: 3 })));
    assert.equal(raw.match(/\/FontFile2 /g)?.length, 2);
    assert.doesNotMatch(raw, /Helvetica|Times|Courier|\/Subtype \/Type1\b/);
    const names = [...raw.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name);
    assert.ok(names.length > 0 && names.every((name) => /^[A-Z]{6}\+SourceSans3/.test(name!)));
    assert.ok(raw.length < 60_000, `${raw.length} bytes`);
  });

  test('is the same for the same statement, and another for another', async () => {
    const one = await renderStatement(sampleStatement({ rows: 5 }));
    const two = await renderStatement(sampleStatement({ rows: 5 }));
    assert.ok(Buffer.from(one).equals(Buffer.from(two)));
    const later = { ...sampleStatement({ rows: 5 }), generatedAt: '2026-04-12T04:22:07.000Z' };
    assert.ok(!Buffer.from(one).equals(Buffer.from(await renderStatement(later))));
  });

  test('tells nothing of the customer in its properties', async () => {
    const document = sampleStatement({ rows: 2 });
    const { properties } = await draw(document);
    assert.match(properties, /Aquavelia/);
    for (const secret of Object.values(document.content.customer))
      assert.ok(!properties.includes(secret!), secret!);
    for (const { fiscalId } of document.content.sections[0]!.items)
      assert.ok(!properties.includes(fiscalId!));
  });

  test('shows every letter of Spanish and Portuguese, and the signs of money', async () => {
    const letters = 'áéíóúüñÁÉÍÓÚÜÑ¿¡ àâãçêõÀÂÃÇÊÕ ªº ₡₲€£¥ R$ S/ œŒşŁžČğ «»—“”…';
    const document = sampleStatement({ rows: 1, currencies: ['CRC'] });
    document.content.customer.name = letters;
    const pdf = await draw(document);
    assert.equal(unbroken(factsOf(pdf)[0]![1]), unbroken(letters));
    assert.equal(factsOf(pdf).find(([label]) => label === 'Saldo total')![1], '₡1,200.00');
    for (const weight of ['regular', 'strong'] as const)
      for (const letter of letters.replaceAll(' ', ''))
        assert.ok(pdfFont(weight).font.hasGlyphForCodePoint(letter.codePointAt(0)!), letter);
  });
});

describe('hostile input', () => {
  const texts = {
    controls: 'A\u0000B\u0007C\u001b[31mD\r\nE\u2028F\u0085G',
    turned: 'Pago \u202E00.1$\u202C a \u2066x\u2069\u200F fin\u200B\u00AD\uFEFF',
    pictures: '😀👩‍👩‍👧‍👦 Tienda 🏪️ \u{1F1F2}\u{1F1FD}',
    foreign: '株式会社 שלום مرحبا Ω ж',
    broken: 'x\uD800y\uDC00z',
    stacked: `Z${'\u0300\u0489\u20DD'.repeat(40)}algo`,
    syntax: ') Tj ET (\\) <</Type/Page>> endstream </rdf:li><script>alert(1)</script> & %PDF',
    endless: 'x'.repeat(5_000),
    blank: ' \t\u00A0 ',
  };

  for (const [name, text] of Object.entries(texts))
    test(`${name}: stays a text in its place`, async () => {
      const document = sampleStatement({ rows: 6 });
      const { content } = document;
      document.tenantName = text;
      content.company = { code: text, name: text, taxId: text };
      content.customer = { number: text, name: text, taxId: text, phone: text, email: text };
      document.strings = { 'documents.statement.sum': text, 'documents.statement.verify': text };
      for (const item of content.sections[0]!.items) {
        item.order = item.purchaseOrder = item.invoice = item.fiscalId = text;
      }
      const pdf = await draw(document);
      assert.equal(rowsOf(pdf).length, 6);
      for (const page of pdf.pages) {
        assertInPlace(page);
        for (const run of page.runs) assert.doesNotMatch(run.text, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
      // As text, not as markup, in the properties that are XML.
      assert.doesNotMatch(pdf.properties.slice(pdf.properties.indexOf('<?xpacket')), /<script/);
    });

  test('a text keeps what can be shown of it', () => {
    assert.equal(printable(texts.controls), 'A B C [31mD E F G');
    assert.equal(printable(texts.turned), 'Pago 00.1$ a x fin');
    assert.equal(printable('Jose\u0301 😀'), 'José □');
    assert.equal(printable(texts.stacked), 'Zalgo');
    assert.equal(printable(`$1${nbsp}MXN`), `$1${nbsp}MXN`);
  });

  test('lines hold all of a text, and none is too wide', () => {
    const { widthOf } = pdfFont('regular');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 700, max: 9_000 }),
        (raw, width) => {
          const text = printable(raw);
          const lines = linesOf(text, width, widthOf);
          assert.equal(lines.join(''), text);
          for (const line of lines)
            assert.ok(widthOf(line.trimEnd()) <= width || [...line.trimEnd()].length === 1, line);
        },
      ),
    );
  });

  test('lines end where they are read best', () => {
    const broken = (text: string) => linesOf(text, 12, (line) => line.length);
    assert.deepEqual(broken('uno dos tres cuatro'), ['uno dos tres ', 'cuatro']);
    assert.deepEqual(broken('a pagos.norte@cliente.example'), [
      'a ',
      'pagos.norte@',
      'cliente.',
      'example',
    ]);
    assert.deepEqual(broken('9E3779B9-7F4A-7C15'), ['9E3779B9-', '7F4A-7C15']);
    assert.deepEqual(broken('12345678901234'), ['123456789012', '34']);
  });

  test('widths are those of the font, kerning included', () => {
    const { widthOf, font } = pdfFont('regular');
    for (const text of ['AVATAR To.', 'Comercializadora Ñandú', '1,234,567.89']) {
      // The layout of the font itself, which ours stands in for.
      const own = Object.getPrototypeOf(font).layout.call(font, text, { liga: false });
      assert.ok(Math.abs(own.advanceWidth - widthOf(text)) < 0.5, text);
    }
    assert.ok(widthOf('AV') < widthOf('A') + widthOf('V'));
  });

  test('a logo that is none is not shown: the name stands in its place', async () => {
    const good = await logoOf('png');
    const vast = { width: 3_000, height: 3_000, channels: 3, background: 'red' } as const;
    const hostile = {
      html: Buffer.from('<html><script>alert(1)</script>'),
      svg: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
      ),
      jpeg: Buffer.from((await logoOf('jpeg')).png),
      torn: Buffer.from(good.png.subarray(0, 60)),
      bomb: await sharp({ create: vast }).png().toBuffer(),
      nothing: Buffer.alloc(0),
    };
    for (const [name, content] of Object.entries(hostile)) {
      const document = sampleStatement({ rows: 0 });
      document.logo = { png: content, width: 320, height: 80 };
      const bytes = await renderStatement(document);
      const pdf = await readPdf(bytes);
      assert.ok(
        elements(pdf, 'P').some(({ text }) => text === 'Aquavelia'),
        name,
      );
      assert.doesNotMatch(latin(bytes), /\/Subtype \/Image/, name);
    }
    const document = { ...sampleStatement({ rows: 0 }), logo: good };
    assert.match(latin(await renderStatement(document)), /\/Subtype \/Image/);
  });
});

test('the sample of the manual comes out of the portal as it went in', async () => {
  const running = await startPortal();
  try {
    const pesos = { currency: 'CLP', dueDate: '2018-03-31', amount: '12345.00' };
    await send(running, 'open-items', [...sampleItems, openItem('7', pesos)]);
    const person = await signIn(running.url, 'todo');
    const { body: made } = await askStatement(person, { cutOff: sampleDay });
    const { body: session } = await visitor(running.url)<{ token: string }>('POST /sessions', {
      body: { login: 'todo', password, delivery: 'bearer' },
    });
    const response = await fetch(`${running.url}/api/v1/statements/${made.id}/pdf?locale=es`, {
      headers: { 'Portal-Tenant': 'norte', Authorization: `Bearer ${session.token}` },
    });
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    const pdf = await readPdf(new Uint8Array(await response.arrayBuffer()));
    const said = factsOf(pdf);
    for (const fact of [
      ['Fecha de corte', '06-may-2018'],
      ['Saldo total', '$4,740,636.02 MXN'],
      ['Saldo vencido', '$3,621,320.46 MXN'],
      ['A vencer', '$1,536,372.14 MXN'],
      ['Saldo a favor sin aplicar', '$417,056.58 MXN'],
      ['Límite de crédito', '$8,000,000.00 MXN'],
      ['Crédito disponible', '$3,259,363.98 MXN'],
      // A currency without cents, and without a limit of its own.
      ['Saldo total', '$12,345 CLP'],
    ])
      assert.ok(
        said.some((one) => one.join() === fact.join()),
        `${fact.join(': ')} in ${said.map((one) => one.join(': ')).join('; ')}`,
      );
    assert.equal(rowsOf(pdf).length, 7);
    const [first] = rowsOf(pdf).filter((row) => row[1] === '0084000907');
    assert.deepEqual(first!.slice(4), [
      '1C248DF2-0000-4000-8000-000000000001',
      '09-feb-2018',
      '13-abr-2018',
      '23',
      '1,500,000.46',
      '1,500,000.46',
      'Vencido',
    ]);
  } finally {
    await running.close();
  }
});

describe('the render pool', () => {
  test('draws what is drawn here, while the thread that asks does other things', async () => {
    const renderer = createPdfRenderer({ threads: 1 });
    try {
      const small = sampleStatement({ rows: 5 });
      const bytes = await renderer.render(small, ['tenant', 'who']);
      assert.ok(Buffer.from(bytes).equals(Buffer.from(await renderStatement(small))));
      const large = sampleStatement({ rows: 1_500 });
      await setTimeout(1);
      const before = performance.eventLoopUtilization();
      await renderer.render(large, ['tenant', 'who']);
      // What was done at once counts when the loop has turned.
      await setTimeout(1);
      const { utilization } = performance.eventLoopUtilization(before);
      assert.ok(utilization < 0.4, `busy for ${utilization.toFixed(2)} of the time`);
    } finally {
      await renderer.close();
    }
  });

  test('keeps no thread that has nothing to do', async () => {
    const renderer = createPdfRenderer({ threads: 2, idleMs: 50 });
    const threads = countThreads();
    try {
      await renderer.render(sampleStatement({ rows: 0 }), ['tenant', 'who']);
      assert.equal(threads.alive(), 1);
      await eventually(() => threads.alive() === 0);
      assert.ok(
        (await renderer.render(sampleStatement({ rows: 0 }), ['tenant', 'who'])).length > 0,
      );
    } finally {
      await renderer.close();
    }
  });

  test('ends what takes too long or too much memory, and draws the next', async () => {
    const hasty = createPdfRenderer({ threads: 1, timeoutMs: 1 });
    await assert.rejects(hasty.render(sampleStatement({ rows: 50 }), ['tenant', 'who']), /aborted/);
    await hasty.close();
    const small = createPdfRenderer({ threads: 1, heapMb: 24, timeoutMs: 300_000 });
    try {
      await assert.rejects(
        small.render(sampleStatement({ rows: 20_000 }), ['tenant', 'who']),
        /memory/,
      );
      assert.ok((await small.render(sampleStatement({ rows: 0 }), ['tenant', 'who'])).length > 0);
    } finally {
      await small.close();
    }
  });

  test('passes on why a document cannot be drawn', async () => {
    const renderer = createPdfRenderer({ threads: 1 });
    try {
      const document = sampleStatement({ rows: 0 });
      document.content.timeZone = 'Mars/Olympus';
      await assert.rejects(renderer.render(document, ['tenant', 'who']), RangeError);
    } finally {
      await renderer.close();
    }
  });

  test('ends with the portal', async () => {
    const renderer = createPdfRenderer({ threads: 1 });
    const threads = countThreads();
    const late = renderer.render(sampleStatement({ rows: 3_000 }), ['tenant', 'who']);
    const refused = assert.rejects(late);
    await renderer.close();
    await refused;
    await assert.rejects(
      renderer.render(sampleStatement({ rows: 0 }), ['tenant', 'who']),
      /closed/,
    );
    assert.equal(threads.alive(), 0);
  });
});

/** Counts the threads that begin from here on. */
function countThreads() {
  let alive = 0;
  const begun = (worker: Worker) => {
    alive += 1;
    worker.once('exit', () => (alive -= 1));
  };
  process.on('worker', begun);
  return {
    alive: () => alive,
  };
}

async function logoOf(format: 'png' | 'jpeg') {
  const shape =
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80"><circle cx="40" cy="40" r="30" fill="#0a6c8c"/></svg>';
  const content = await sharp(Buffer.from(shape)).toFormat(format).toBuffer();
  return { png: new Uint8Array(content), width: 320, height: 80 };
}
