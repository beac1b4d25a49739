import type { SyncInput } from '#contract/sync';
import { daysBetween } from './dates.ts';
import { fromUnits, toUnits } from './decimal.ts';
import { cfdi, correction, nfe, notice, rep, testIds } from './fiscal-xml.ts';
import { seededRandom } from './random.ts';
import type { Source } from './source.ts';

type Item = SyncInput<'open-items'>;
type File = SyncInput<'fiscal-files'>;
type Invoice = SyncInput<'invoices'>;

/**
 * The number that a tax authority would know an invoice by, invented; null where a company has none.
 * @param number the ERP's number of the invoice
 */
export function fiscalId(
  source: Source,
  company: string,
  number: string,
  date: string,
): string | null {
  const state = source.receivables.fiscal[company];
  if (state === undefined) return null;
  const random = seededRandom(`${source.slug} ${company} ${number}`);
  return state === 'cfdi' ? folio(random) : accessKey(state, number, date, random);
}

type Draw = ReturnType<typeof seededRandom>;
const signs = (random: Draw, count: number, alphabet: string) =>
  Array.from({ length: count }, () => random.pick([...alphabet])).join('');

/** A CFDI's folio fiscal: a UUID of version 4 in capitals (spec D.2). */
function folio(random: Draw): string {
  const hex = (count: number) => signs(random, count, '0123456789ABCDEF');
  const variant = signs(random, 1, '89AB');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

/**
 * The key of an NF-e, 44 digits: state, year and month, CNPJ, model, series, number, way of issue, code and
 * a check digit (spec D.2).
 */
function accessKey(state: string, number: string, date: string, random: Draw): string {
  const month = date.slice(2, 7).replace('-', '');
  const serial = number.padStart(9, '0').slice(-9);
  const key = `${state}${month}${testIds.cnpj}55001${serial}1${signs(random, 8, '0123456789')}`;
  return `${key}${checkDigit(key)}`;
}

/** Modulus 11 with the weights 2 to 9 from the right; a remainder below 2 gives 0. */
export function checkDigit(digits: string): number {
  const total = [...digits]
    .toReversed()
    .reduce((sum, digit, at) => sum + Number(digit) * (2 + (at % 8)), 0);
  const rest = total % 11;
  return rest < 2 ? 0 : 11 - rest;
}

const daysKept = 150;

const isCleared = ({ amount, clearings = [] }: Item) =>
  clearings.some((one) => one.amount === amount);

/**
 * XML and PDF of what is open or some months old and has a fiscal id: of most of it, as archives go; with complements of
 * most payments and, now and then, a letter of correction.
 */
export function fiscalFiles(
  source: Source,
  today: string,
  items: readonly Item[],
  invoices: readonly Invoice[],
): File[] {
  const random = seededRandom(`${source.slug} files`);
  const byNumber = new Map(invoices.map((one) => [`${one.company} ${one.number}`, one]));
  const byOrder = new Map(
    items.flatMap(({ kind, order, fiscalId: id }) =>
      kind === 'invoice' && order && id ? [[order, id] as const] : [],
    ),
  );
  return items.flatMap((item) => {
    const { fiscalId: id, customer } = item;
    const [hasXml, hasPdf] = [random.chance(90), random.chance(85)];
    if (!id || (isCleared(item) && daysBetween(item.date, today) > daysKept)) return [];
    const mexican = id.includes('-');
    const name = mexican ? `${item.company}_${item.invoice ?? id}` : `NFe${id}`;
    const file = (
      of: string,
      kind: 'xml' | 'pdf',
      fileName: string,
      content: Uint8Array,
    ): File => ({
      fiscalId: of,
      kind,
      customer,
      fileName: `${fileName}.${kind}`,
      content: Buffer.from(content).toString('base64'),
    });
    const invoice = byNumber.get(`${item.company} ${item.invoice}`);
    const credits = item.kind === 'credit_note' && item.order ? byOrder.get(item.order) : undefined;
    const xml = () => (mexican ? cfdi(item, invoice, credits) : nfe(item, invoice));
    const more = mexican ? repsOf(source, item) : correctionsOf(source, item);
    return [
      ...(hasXml ? [file(id, 'xml', name, Buffer.from(xml()))] : []),
      ...(hasPdf ? [file(id, 'pdf', name, paper(linesOf(item, mexican ? 'es' : 'pt')))] : []),
      ...(hasXml ? more : []).map((one) => file(one.id, 'xml', one.name, Buffer.from(one.text))),
    ];
  });
}

type Other = { id: string; name: string; text: string };

/** The complements of what was paid of an invoice: of most payments, since some are late everywhere. */
function repsOf(source: Source, item: Item): Other[] {
  if (item.kind !== 'invoice') return [];
  const random = seededRandom(`${source.slug} ${item.fiscalId} paid`);
  let left = toUnits(item.amount, 2);
  return (item.clearings ?? []).flatMap(({ date, amount }, at) => {
    const previous = fromUnits(left, 2);
    left -= toUnits(amount, 2);
    const uuid = folio(random);
    if (random.chance(15)) return [];
    const paid = fromUnits(toUnits(amount, 2), 2);
    const text = rep({ uuid, of: item, date, instalment: at + 1, previous, paid });
    return [{ id: uuid, name: `REP_${item.invoice ?? uuid}_${at + 1}`, text }];
  });
}

function correctionsOf(source: Source, item: Item): Other[] {
  const random = seededRandom(`${source.slug} ${item.fiscalId} corrected`);
  if (item.kind !== 'invoice' || !random.chance(4)) return [];
  const { id, text } = correction(item);
  return [{ id, name: `CCe_${item.fiscalId}`, text }];
}

const size = (amount: string) => amount.replace('-', '');

function linesOf(item: Item, language: keyof typeof notice): string[] {
  const words = {
    es: ['Factura', 'Nota de crédito', 'Folio fiscal', 'Fecha', 'Total'],
    pt: ['DANFE', 'Nota de crédito', 'Chave de acesso', 'Data', 'Total'],
  }[language];
  const [invoice, credit, id, date, total] = words;
  return [
    `${item.kind === 'credit_note' ? credit : invoice} ${item.invoice ?? ''}`,
    `${id} ${item.fiscalId}`,
    `${date} ${item.date}`,
    `${total} ${size(item.amount)} ${item.currency}`,
    notice[language],
  ];
}

/** A PDF of one page with a few lines on it, as the format's smallest example has it. */
export function paper(lines: readonly string[]): Uint8Array {
  const shown = lines.map((line) => `(${line.replaceAll(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const page = `BT /F1 12 Tf 20 TL 60 780 Td\n${shown}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  body += `${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  // One byte a sign: WinAnsi has all that Spanish and Portuguese need, and lengths are counted so.
  return Buffer.from(body, 'latin1');
}
