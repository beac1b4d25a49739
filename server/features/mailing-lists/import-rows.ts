import { identifierKey, searchWords } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { rowNotes, type RowNote } from '#contract/mass-send-words';
import { readCell, visible } from '../../output/foreign/sheet-source.ts';
import type { SheetRow } from '../../output/foreign/xlsx.ts';
import { oneLine } from '../../output/mail-address.ts';
import { readMailboxes } from './mailboxes.ts';

/** A row as it was read; what is stored is not asked yet. */
export type ReadRow = {
  row: number;
  /** Further rows of the same customer, whose mailboxes came to this one. */
  joined: number[];
  company: string;
  customer: string;
  mailboxes: string[];
  /** What stands there and is no mailbox. */
  invalid: string[];
  notes: RowNote[];
  /** Whether there are a company, a customer and mailboxes, and nothing else. */
  whole: boolean;
};

/** Notes in the order they are read in, whichever was found first. */
export const inOrder = (notes: ReadonlySet<RowNote>): RowNote[] =>
  rowNotes.filter((note) => notes.has(note));

/**
 * Rows of company, customer and mailboxes. A heading is left out, titles above it as well, and so are columns of
 * which it says that they are something else. Rows of one customer become one.
 */
export function readRows(rows: readonly SheetRow[]): ReadRow[] {
  const at = headingOf(rows);
  const columns = at < 0 ? [] : rows[at]!.cells;
  const other = columns.map(
    (cell, i) => i > 2 && cell.trim() !== '' && !isNamed(cell, mailboxWords),
  );
  return joinRows(
    rows
      .slice(at + 1)
      .map((row) => readRow({ ...row, cells: row.cells.filter((_, i) => !other[i]) })),
  );
}

function readRow({ row, cells }: SheetRow): ReadRow {
  const [company, customer, ...rest] = cells.map(readCell);
  const notes = new Set<RowNote>();
  if ([company, customer, ...rest].some((cell) => cell?.mended)) notes.add('spaces');
  const more = rest.slice(1).filter(({ text }) => text !== '');
  // Cells further right part mailboxes as well.
  const text = rest.map((cell) => cell.text).join(';');
  const long = text.length > limits.mailboxText;
  const read = readMailboxes(long ? '' : text);
  for (const note of read.notes) notes.add(note);
  const named = { company: identifierOf(company?.text), customer: identifierOf(customer?.text) };
  return {
    row,
    joined: [],
    ...named,
    mailboxes: read.mailboxes,
    invalid: long ? [`${text.slice(0, 60)}…`] : read.invalid,
    notes: inOrder(notes),
    whole:
      cells.length > 1 &&
      named.company !== '' &&
      named.customer !== '' &&
      more.every((cell) => cell.text.includes('@')),
  };
}

/**
 * Makes one row of those of one customer, since many sheets have a mailbox a row; it stands where the first of them
 * stood. A row without a mailbox stays by itself: it is an error, whatever the others say.
 */
export function joinRows(rows: readonly ReadRow[]): ReadRow[] {
  const first = new Map<string, ReadRow>();
  const joined: ReadRow[] = [];
  for (const row of rows) {
    const key = JSON.stringify([identifierKey(row.company), identifierKey(row.customer)]);
    const sound = row.whole && row.mailboxes.length + row.invalid.length > 0;
    const before = sound ? first.get(key) : undefined;
    if (before) join(before, row);
    else {
      const own = { ...row, joined: [...row.joined] };
      joined.push(own);
      if (sound) first.set(key, own);
    }
  }
  return joined.map((row) => ({ ...row, ...readJoined(row) }));
}

// Of more mailboxes than a list may have, as many are kept as it takes to say so.
const most = limits.listMailboxes + 1;

function join(to: ReadRow, row: ReadRow): void {
  to.joined.push(row.row, ...row.joined);
  if (to.mailboxes.length < most) to.mailboxes = [...to.mailboxes, ...row.mailboxes];
  if (to.invalid.length < most) to.invalid = [...to.invalid, ...row.invalid];
  to.notes = inOrder(new Set([...to.notes, ...row.notes, 'joined']));
}

function readJoined({ mailboxes, invalid, notes }: ReadRow) {
  const unique = new Map<string, string>();
  for (const address of mailboxes)
    if (!unique.has(address.toLowerCase())) unique.set(address.toLowerCase(), address);
  const doubled = unique.size < mailboxes.length;
  return {
    mailboxes: [...unique.values()].slice(0, most),
    invalid: [...new Set(invalid)].slice(0, most),
    notes: doubled ? inOrder(new Set([...notes, 'duplicate_mailbox'])) : notes,
  };
}

const identifierOf = (text = ''): string => oneLine(text).slice(0, limits.identifier);

// What the three columns are called in our languages, by the words they may be made of.
const mailboxWords =
  'correo correos email emails mail mails e-mail e-mails mailbox mailboxes caixa caixas buzon buzones destinatarios'.split(
    ' ',
  );
const headings: readonly (readonly string[])[] = [
  ['sociedad', 'sociedades', 'sociedade', 'empresa', 'compania', 'companhia', 'company', 'society'],
  ['cliente', 'clientes', 'customer', 'client', 'deudor', 'devedor', 'account', 'destinatario'],
  mailboxWords,
];

const isNamed = (cell: string, names: readonly string[]): boolean =>
  searchWords(visible(cell).text.slice(0, limits.name)).some((word) => names.includes(word));

/** How far down titles may push a heading. */
const mostTitles = 20;

/** Where the heading stands; -1 where there is none. Above it no row has a mailbox. */
function headingOf(rows: readonly SheetRow[]): number {
  for (const [i, { cells }] of rows.slice(0, mostTitles).entries()) {
    if (cells.some((cell) => cell.includes('@'))) return -1;
    if (headings.filter((names, column) => isNamed(cells[column] ?? '', names)).length >= 2)
      return i;
  }
  return -1;
}
