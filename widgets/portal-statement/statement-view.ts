import type { ItemStatus } from '#contract/ledger-words';
import type { Statement, StatementItem } from '#contract/statement';
import { formatAmount, formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import type { View } from '../records/view.ts';

/** Money in a table whose head names the currency. */
export const figureOf = (amount: string, currency: string, { format }: View): string =>
  formatAmount(amount, currency, format);

/** When a statement was made, by the clock of its company. */
export const madeAt = ({ generatedAt, timeZone }: Statement, { format }: View): string =>
  formatInstant(generatedAt, format, timeZone);

const looks: Record<ItemStatus, [Tone, IconName]> = {
  overdue: ['danger', 'alert'],
  to_fall_due: ['neutral', 'clock'],
  credit: ['info', 'check'],
};

/** How a document stands, as icon, word and colour. */
export function statusBadge(status: ItemStatus, { t }: View) {
  const [tone, icon] = looks[status];
  return badge(tone, icon, t(`statement.status_${status}`), `badge-${status}`);
}

/** A document as people call it: its kind and the number they know it by, which nobody spells out for a minute. */
export const spokenName = (item: StatementItem, { t }: View): string =>
  `${t(`statement.kind_${item.kind}`)} ${item.invoice ?? item.order ?? item.purchaseOrder ?? item.fiscalId ?? ''}`.trim();

/** What the files of a document are called: its fiscal number, else what else names it. */
export const nameOf = ({ fiscalId, invoice, order, id }: StatementItem): string =>
  fiscalId ?? invoice ?? order ?? id;
