import { searchWords } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { rowNotes, type RowNote } from '#contract/mass-send-words';
import { oneLine } from '../../output/mail-address.ts';
import type { SheetRow } from '../../output/sheet-reader.ts';
import { readMailboxes, visible } from './mailboxes.ts';
import { inTurns } from './turns.ts';

/** A row as it was read; what is stored is not asked yet. */
export type ReadRow = {
  row: number;
  company: string;
  customer: string;
  /** Also those that are none, as they stand there, so that they can be shown. */
  mailboxes: string[];
  notes: RowNote[];
  /** Whether there are a company, a customer and mailboxes, and nothing else. */
  whole: boolean;
};

/** Notes in the order they are read in, whichever was found first. */
export const inOrder = (notes: ReadonlySet<RowNote>): RowNote[] =>
  rowNotes.filter((note) => notes.has(note));

/** Rows of company, customer and mailboxes; a heading above them is left out. */
export function readRows(rows: readonly (SheetRow & { quoted?: boolean })[]): Promise<ReadRow[]> {
  const [first] = rows;
  const below = first && isHeading(first.cells) ? rows.slice(1) : rows;
  return inTurns(below, (some) => some.map(readRow));
}

function readRow({ row, cells, quoted = false }: SheetRow & { quoted?: boolean }): ReadRow {
  const [company, customer, ...rest] = cells.map(readCell);
  const notes = new Set<RowNote>();
  if (quoted) notes.add('quotes');
  if ([company, customer].some((cell) => cell?.mended)) notes.add('spaces');
  const more = rest.slice(1).filter(({ text }) => text !== '');
  // Lines within a cell, and cells further right, part mailboxes as well.
  const text = rest.map((cell) => cell.text).join(';');
  const long = text.length > limits.mailboxText;
  const read = readMailboxes(long ? '' : text.replaceAll(/[\n\r\t]/g, ';'));
  for (const note of read.notes) notes.add(note);
  if (rest.some((cell) => cell.mended || /[\n\r\t]/.test(cell.text))) notes.add('spaces');
  return {
    row,
    company: identifierOf(company?.text),
    customer: identifierOf(customer?.text),
    mailboxes: long ? [`${text.slice(0, 60)}…`] : [...read.mailboxes, ...read.invalid],
    notes: inOrder(notes),
    whole:
      cells.length > 1 &&
      identifierOf(company?.text) !== '' &&
      identifierOf(customer?.text) !== '' &&
      more.every((cell) => cell.text.includes('@')),
  };
}

/** Text that can be seen, trimmed; line breaks stay. */
function readCell(cell: string): { text: string; mended: boolean } {
  const { text, mended } = visible(cell);
  const plain = text.replaceAll(/[^\P{Cc}\n\r\t]/gu, '');
  return { text: plain.trim(), mended: mended || plain !== text };
}

const identifierOf = (text = ''): string => oneLine(text).slice(0, limits.identifier);

// What the three columns are called in our languages, by the words they may be made of.
const headings: readonly (readonly string[])[] = [
  ['sociedad', 'sociedades', 'sociedade', 'empresa', 'compania', 'companhia', 'company', 'society'],
  ['cliente', 'clientes', 'customer', 'client', 'deudor', 'devedor', 'account', 'destinatario'],
  'correo correos email emails mail mails e-mail e-mails mailbox mailboxes caixa caixas buzon buzones destinatarios'.split(
    ' ',
  ),
];

/** Whether two of the first three cells say what stands below them, and none is a mailbox. */
function isHeading(cells: readonly string[]): boolean {
  if (cells.some((cell) => cell.includes('@'))) return false;
  const named = headings.filter((names, i) =>
    searchWords(visible(cells[i] ?? '').text).some((word) => names.includes(word)),
  );
  return named.length >= 2;
}
