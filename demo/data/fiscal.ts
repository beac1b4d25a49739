import type { SyncInput } from '#contract/sync';
import { daysBetween } from './dates.ts';
import { seededRandom } from './random.ts';
import type { Source } from './source.ts';

type Item = SyncInput<'open-items'>;
type File = SyncInput<'fiscal-files'>;

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

/** The tax authorities' own number for trying things out; it is nobody's. */
const cnpj = '99999999000191';

/**
 * The key of an NF-e, 44 digits: state, year and month, CNPJ, model, series, number, way of issue, code and
 * a check digit (spec D.2).
 */
function accessKey(state: string, number: string, date: string, random: Draw): string {
  const month = date.slice(2, 7).replace('-', '');
  const serial = number.padStart(9, '0').slice(-9);
  const key = `${state}${month}${cnpj}55001${serial}1${signs(random, 8, '0123456789')}`;
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

const notice = {
  es: 'Documento de demostración sin validez fiscal',
  pt: 'Documento de demonstração sem validade fiscal',
};

/** XML and PDF of what is open or some months old and has a fiscal id: of most of it, as archives go. */
export function fiscalFiles(source: Source, today: string, items: readonly Item[]): File[] {
  const random = seededRandom(`${source.slug} files`);
  return items.flatMap((item) => {
    const { fiscalId: id, customer } = item;
    const [hasXml, hasPdf] = [random.chance(90), random.chance(85)];
    if (!id || (isCleared(item) && daysBetween(item.date, today) > daysKept)) return [];
    const mexican = id.includes('-');
    const name = mexican ? `${item.company}_${item.invoice ?? id}` : `NFe${id}`;
    const file = (kind: 'xml' | 'pdf', content: Uint8Array): File => ({
      fiscalId: id,
      kind,
      customer,
      fileName: `${name}.${kind}`,
      content: Buffer.from(content).toString('base64'),
    });
    return [
      ...(hasXml ? [file('xml', Buffer.from(mexican ? cfdi(item) : nfe(item)))] : []),
      ...(hasPdf ? [file('pdf', paper(linesOf(item, mexican ? 'es' : 'pt')))] : []),
    ];
  });
}

function cfdi({ fiscalId: id, invoice, date, amount, currency, kind }: Item): string {
  const type = kind === 'credit_note' ? 'E' : 'I';
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice.es} -->
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Folio="${invoice ?? ''}" Fecha="${date}T12:00:00" Moneda="${currency}" Total="${size(amount)}" TipoDeComprobante="${type}" MetodoPago="PPD">
  <cfdi:Emisor Rfc="XAXX010101000"/>
  <cfdi:Receptor Rfc="XAXX010101000"/>
  <cfdi:Complemento>
    <tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1" UUID="${id}"/>
  </cfdi:Complemento>
</cfdi:Comprobante>
`;
}

function nfe({ fiscalId: id, invoice, date, amount }: Item): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice.pt} -->
<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00">
  <NFe>
    <infNFe versao="4.00" Id="NFe${id}">
      <ide><mod>55</mod><serie>1</serie><nNF>${Number(invoice ?? 0)}</nNF><dhEmi>${date}T12:00:00-03:00</dhEmi></ide>
      <emit><CNPJ>${cnpj}</CNPJ></emit>
      <total><ICMSTot><vNF>${size(amount)}</vNF></ICMSTot></total>
    </infNFe>
  </NFe>
</nfeProc>
`;
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
