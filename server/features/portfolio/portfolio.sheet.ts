import { currencyOf } from '#contract/currencies';
import type { PortfolioBalance, PortfolioRow } from '#contract/portfolio';
import type { SheetColumn, SheetRow, TitleCell } from '../../output/sheet.ts';

type T = (key: string) => string;

const decimal = (value: string, currency: string): TitleCell => ({
  kind: 'decimal',
  places: currencyOf(currency).places,
  value,
});

type Cell = (row: PortfolioRow, balance: PortfolioBalance | null, t: T) => SheetRow[number];
type Column = Omit<SheetColumn, 'header'> & { key: string; cell: Cell };

const amount = (key: string, of: (balance: PortfolioBalance) => string): Column => ({
  key,
  kind: 'text',
  width: 18,
  cell: (_, balance) => balance && decimal(of(balance), balance.currency),
});

const columns: Column[] = [
  { key: 'portfolio.company', kind: 'text', width: 10, cell: ({ company }) => company.code },
  { key: 'portfolio.number', kind: 'text', width: 14, cell: ({ customer }) => customer.number },
  { key: 'portfolio.customer', kind: 'text', width: 40, cell: ({ customer }) => customer.name },
  {
    key: 'portfolio.currency',
    kind: 'text',
    width: 9,
    cell: (_, balance) => balance?.currency ?? null,
  },
  amount('portfolio.overdue', ({ overdue }) => overdue),
  amount('portfolio.to_fall_due', ({ toFallDue }) => toFallDue),
  amount('portfolio.credit', ({ unappliedCredit }) => unappliedCredit),
  amount('portfolio.total', ({ total }) => total),
  {
    key: 'portfolio.oldest',
    kind: 'date',
    width: 14,
    cell: ({ oldest }) => oldest?.dueDate ?? null,
  },
  {
    key: 'portfolio.days',
    kind: 'text',
    width: 10,
    cell: ({ oldest }) => ({
      kind: 'decimal',
      places: 0,
      value: oldest ? `${oldest.days}` : null,
    }),
  },
  {
    key: 'portfolio.payment',
    kind: 'date',
    width: 14,
    cell: ({ lastPayment }) => lastPayment?.date ?? null,
  },
  {
    key: 'portfolio.payment_amount',
    kind: 'text',
    width: 18,
    cell: ({ lastPayment }) => lastPayment && decimal(lastPayment.amount, lastPayment.currency),
  },
  {
    key: 'portfolio.payment_currency',
    kind: 'text',
    width: 9,
    cell: ({ lastPayment }) => lastPayment?.currency ?? null,
  },
  {
    key: 'portfolio.promise_date',
    kind: 'date',
    width: 14,
    cell: ({ promise }) => promise?.date ?? null,
  },
  {
    key: 'portfolio.disputes_open',
    kind: 'text',
    width: 12,
    cell: ({ disputes }) => ({ kind: 'decimal', places: 0, value: `${disputes}` }),
  },
  {
    key: 'portfolio.sent',
    kind: 'date',
    width: 14,
    cell: ({ lastSend }) => lastSend?.cutOff ?? null,
  },
  {
    key: 'portfolio.fate',
    kind: 'text',
    width: 16,
    cell: ({ lastSend }, _, t) => lastSend && t(`mass_send.state_${lastSend.state}`),
  },
  {
    key: 'portfolio.mailboxes',
    kind: 'text',
    width: 10,
    cell: ({ list }) => ({ kind: 'decimal', places: 0, value: `${list?.mailboxes ?? 0}` }),
  },
  {
    key: 'portfolio.bounced',
    kind: 'text',
    width: 12,
    cell: ({ list }) => ({ kind: 'decimal', places: 0, value: `${list?.bounced ?? 0}` }),
  },
];

export const sheetColumns = (t: T): SheetColumn[] =>
  columns.map(({ key, width, kind }) => ({ header: t(key), width, kind }) as SheetColumn);

/** A row for each currency of an account; one without figures where nothing is open. */
export async function* sheetRows(
  chunks: AsyncIterable<PortfolioRow[]>,
  t: T,
): AsyncGenerator<SheetRow> {
  for await (const chunk of chunks)
    for (const row of chunk)
      for (const balance of row.balances.length > 0 ? row.balances : [null])
        yield columns.map(({ cell }) => cell(row, balance, t));
}
