// Used on threads: the statement of a bank or a provider, whose columns are found by what their heads say.
import { searchWords } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { readCell } from '../../output/foreign/sheet-source.ts';
import type { SheetRow } from '../../output/foreign/xlsx.ts';

/** Money that came, as a line of a statement says. */
export type BankRow = {
  row: number;
  day: string;
  amount: string;
  /** Null where the statement names none. */
  currency: string | null;
  fee: string | null;
  /** All else it says: references and texts, in which a payment may be named. */
  text: string;
};
/** A line that cannot be read, and what of it. */
export type BankFault = { row: number; what: 'date' | 'amount' };
export type BankRead = BankRow | BankFault;

type Column = 'date' | 'credit' | 'debit' | 'amount' | 'currency' | 'fee' | 'balance';
/** What heads are called, by the words they may be made of; what stands first is held to be it. */
const heads: readonly (readonly [Column, readonly string[]])[] = [
  ['balance', ['saldo', 'balance']],
  ['fee', ['comision', 'comisiones', 'taxa', 'tarifa', 'tarifas', 'fee', 'fees']],
  ['currency', ['moneda', 'moeda', 'divisa', 'currency']],
  [
    'debit',
    ['cargo', 'cargos', 'retiro', 'retiros', 'debito', 'debitos', 'saida', 'debit', 'withdrawal'],
  ],
  [
    'credit',
    [
      'abono',
      'abonos',
      'deposito',
      'depositos',
      'credito',
      'creditos',
      'entrada',
      'credit',
      'deposit',
    ],
  ],
  ['date', ['fecha', 'data', 'dia', 'date']],
  ['amount', ['importe', 'monto', 'valor', 'cantidad', 'bruto', 'amount', 'gross', 'total']],
];
/** How far down titles may push the heads. */
const mostTitles = 30;

const columnOf = (cell: string): Column | null => {
  const words = searchWords(readCell(cell).text.slice(0, limits.name));
  return heads.find(([, names]) => words.some((word) => names.includes(word)))?.[0] ?? null;
};

/** The lines with money that came; null where no head says which columns hold it. */
export function readBankRows(rows: readonly SheetRow[]): BankRead[] | null {
  const titled = rows.slice(0, mostTitles).map(({ cells }) => cells.map(columnOf));
  const at = titled.findIndex(
    (row) => row.includes('date') && (row.includes('credit') || row.includes('amount')),
  );
  if (at < 0) return null;
  const columns = titled[at]!;
  const money: Column = columns.includes('credit') ? 'credit' : 'amount';
  const cellsOf = ({ cells }: SheetRow, of: Column) =>
    readCell(cells[columns.indexOf(of)] ?? '').text;
  const lines = rows.slice(at + 1);
  const point = pointOf(lines.map((line) => cellsOf(line, money)));
  const dayFirst = isDayFirst(lines.map((line) => cellsOf(line, 'date')));
  return lines.flatMap((line): BankRead[] => {
    const [written, date] = [cellsOf(line, money), cellsOf(line, 'date')];
    // Totals and remarks have no day, and what went out no money that came.
    if (date === '' || /^[\s\-\u2013\u2014]*$/.test(written)) return [];
    const amount = amountOf(written, point);
    if (amount === null) return [{ row: line.row, what: 'amount' }];
    if (amount.startsWith('-') || !/[1-9]/.test(amount)) return [];
    const day = dayOf(date, dayFirst);
    if (day === null) return [{ row: line.row, what: 'date' }];
    const fee = amountOf(cellsOf(line, 'fee'), point)?.replace('-', '') ?? null;
    const text = line.cells
      .filter((_, index) => !columns[index])
      .map((cell) => readCell(cell).text.replaceAll(/\s+/g, ' '))
      .filter(Boolean)
      .join(' · ');
    const currency = /^[A-Z]{3}$/.exec(cellsOf(line, 'currency').toUpperCase())?.[0] ?? null;
    return [{ row: line.row, day, amount, currency, fee, text: text.slice(0, 500) }];
  });
}

/**
 * Which sign parts the cents: the one that one or two digits at the end stand behind. Three digits are thousands, where
 * nothing says otherwise.
 */
function pointOf(written: readonly string[]): '.' | ',' {
  const count = (form: RegExp) => written.filter((text) => form.test(text)).length;
  const [dots, commas] = [count(/\.\d{1,2}\D*$/), count(/,\d{1,2}\D*$/)];
  if (dots !== commas) return commas > dots ? ',' : '.';
  return count(/\d\.\d{3}\D*$/) > 0 ? ',' : '.';
}

/** A sum: a sign or parentheses, the currency by its sign or its code, and digits, in thousands or not. */
const sumForm =
  /^(\()?([-+])?(?:[A-Z]{0,3}\$|[A-Z]{3})?([-+])?(\d[\d.,]*)(?:[A-Z]{3}|\$)?([-+])?(\))?$/;
const wholeForms = {
  '.': /^\d{1,15}$|^\d{1,3}(?:,\d{3}){1,4}$/,
  ',': /^\d{1,15}$|^\d{1,3}(?:\.\d{3}){1,4}$/,
};

/** An amount as a decimal of two digits at most; null where it is none: what is guessed is booked. */
function amountOf(written: string, point: '.' | ','): string | null {
  const bare = written.replaceAll(/\s/g, '').replaceAll('\u2212', '-').toUpperCase();
  const [, opened, before, inner, digits, behind, closed] = sumForm.exec(bare) ?? [];
  const signs = [before, inner, behind].filter(Boolean);
  if (digits === undefined || Boolean(opened) !== Boolean(closed) || signs.length > 1) return null;
  const [whole = '', cents = '', ...rest] = digits.split(point);
  const part = cents.slice(0, 2);
  if (rest.length > 0 || !wholeForms[point].test(whole) || !/^\d{0,2}0*$/.test(cents)) return null;
  const size = whole.replaceAll(/\D/g, '') + (part && `.${part}`);
  return opened || signs[0] === '-' ? `-${size}` : size;
}

/** Whether days come before months; only a file all of whose days would be months tells otherwise. */
const isDayFirst = (written: readonly string[]): boolean =>
  !written.some((text) => Number(/^\d{1,2}\D(\d{1,2})\D\d/.exec(text)?.[1] ?? 0) > 12);

/** The first letters of a month in Spanish, Portuguese or English, by its place in the year. */
const months =
  'ene|jan feb|fev mar abr|apr may|mai jun jul ago|aug sep|set oct|out nov dic|dez|dec'.split(' ');
const monthOf = (name: string): string =>
  String(
    months.findIndex((names) => names.split('|').includes(name.slice(0, 3).toLowerCase())) + 1,
  );

/** A day as `yyyy-mm-dd`; null where it is none. */
function dayOf(written: string, dayFirst: boolean): string | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(written);
  const spoken = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?!\d)/.exec(written);
  const named = /^(\d{1,2})(?:[/. -]| de )([a-z]{3,10})\.?(?:[/. -]| de )(\d{4}|\d\d)(?!\d)/i.exec(
    written,
  );
  const [year, month, day] = iso
    ? iso.slice(1)
    : spoken
      ? [spoken[3]!.padStart(4, '20'), spoken[dayFirst ? 2 : 1]!, spoken[dayFirst ? 1 : 2]!]
      : named
        ? [named[3]!.padStart(4, '20'), monthOf(named[2]!), named[1]!]
        : [];
  const text = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : text;
}
