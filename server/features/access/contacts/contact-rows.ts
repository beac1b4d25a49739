import { identifierKey, searchWords } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { soundAddress } from '#contract/mailbox';
import { readCell } from '../../../output/foreign/sheet-source.ts';
import type { SheetRow } from '../../../output/foreign/xlsx.ts';
import { oneLine } from '../../../output/mail-address.ts';

/** A row as it was read; what is stored is not asked yet. */
export type ReadContact = {
  row: number;
  name: string;
  /** As it goes on the wire where it is sound, else as it stands there. */
  mailbox: string;
  customer: string;
  profile: string;
  /** Whether there are the cells of a contact, and nothing else. */
  whole: boolean;
};

// What the four columns are called in our languages.
const headings: Record<keyof Omit<ReadContact, 'row' | 'whole'>, readonly string[]> = {
  name: [
    'nombre',
    'nombres',
    'nome',
    'name',
    'contacto',
    'contato',
    'contact',
    'persona',
    'pessoa',
  ],
  mailbox: ['correo', 'email', 'mail', 'e', 'mailbox', 'buzon', 'caixa'],
  customer: ['cliente', 'customer', 'client', 'account', 'cuenta', 'conta'],
  profile: ['perfil', 'profile', 'rol', 'papel', 'role'],
};
type Column = keyof typeof headings;
const usual: Column[] = ['name', 'mailbox', 'customer', 'profile'];

const columnOf = (cell: string): Column | null => {
  const words = searchWords(readCell(cell).text.slice(0, limits.name));
  return usual.find((column) => words.some((word) => headings[column].includes(word))) ?? null;
};

/**
 * Rows of name, mailbox, customer and profile. A heading may put them into another order and is left out, with what
 * stands above it; without a customer's column the rows are the caller's own customer's.
 */
export function readContacts(rows: readonly SheetRow[]): ReadContact[] {
  const at = headingOf(rows);
  const order = at < 0 ? usual : rows[at]!.cells.map(columnOf);
  return rows.slice(at + 1).map((row) => readRow(row, order));
}

/** How far down titles may push a heading. */
const mostTitles = 20;

/** Where the heading stands; -1 where there is none. Above it no row has a mailbox. */
function headingOf(rows: readonly SheetRow[]): number {
  for (const [i, { cells }] of rows.slice(0, mostTitles).entries()) {
    if (cells.some((cell) => cell.includes('@'))) return -1;
    if (new Set(cells.map(columnOf).filter(Boolean)).size >= 2) return i;
  }
  return -1;
}

function readRow({ row, cells }: SheetRow, order: readonly (Column | null)[]): ReadContact {
  const read = cells.map((cell) => oneLine(readCell(cell).text));
  const cell = (column: Column) => read[order.indexOf(column)] ?? '';
  const beyond = read.slice(order.length).some((text) => text !== '');
  return {
    row,
    ...cellsOf({
      name: cell('name'),
      mailbox: cell('mailbox'),
      customer: cell('customer'),
      profile: cell('profile'),
    }),
    whole: !beyond && cells.length > 1,
  };
}

/** Cells as a contact has them: cut to what fits, the mailbox as it goes on the wire. */
export function cellsOf(
  cells: Record<Column, string>,
): Pick<ReadContact, 'name' | 'mailbox' | 'customer' | 'profile'> {
  const dressed = /^(?:mailto:)?\s*<?([^<>\s]+@[^<>\s]+?)>?$/i.exec(cells.mailbox.trim());
  const bare = dressed?.[1] ?? cells.mailbox;
  return {
    name: cells.name.trim().slice(0, limits.name),
    mailbox: soundAddress(bare) ?? cells.mailbox.trim().slice(0, limits.name),
    customer: cells.customer.trim().slice(0, limits.identifier),
    profile: cells.profile.trim().slice(0, limits.identifier),
  };
}

/** What makes two rows one contact. */
export const contactKey = (customer: string, mailbox: string): string =>
  JSON.stringify([identifierKey(customer), mailbox.toLowerCase()]);
