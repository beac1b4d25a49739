import type { TemplateResult } from 'lit';
import type { StockRow } from '#contract/stock';
import { formatQuantity } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { timeAgo, timeOrDate } from '../records/time.ts';
import type { View } from '../records/view.ts';

/** How much there is, as far as the reader may know it. */
export function amount(row: StockRow, threshold: string, { t, format }: View): string {
  const count = formatQuantity(threshold, format);
  if (row.level === 'enough') return t('stock.or_more', { count });
  if (row.level === 'little') return t('stock.less_than', { count });
  if (row.level === 'some') return t('stock.more_than', { count: formatQuantity('0', format) });
  return formatQuantity(row.quantity ?? '0', format);
}

type Level = Exclude<StockRow['level'], 'exact'>;
const looks: Record<Level, [Tone, IconName]> = {
  enough: ['success', 'check'],
  little: ['warning', 'alert'],
  some: ['success', 'check'],
  none: ['danger', 'cross'],
};

function levelOf({ level, quantity, unit, material }: StockRow, threshold: string): Level {
  if (level !== 'exact') return level;
  if (Number(quantity) <= 0) return 'none';
  // The threshold is in the material's own unit.
  if (unit !== material.unit) return 'some';
  return Number(quantity) < Number(threshold) ? 'little' : 'enough';
}

/** Whether there is enough, for a cell that has room for a sign alone. */
export function levelLook(
  row: StockRow,
  threshold: string,
  { t }: View,
): { tone: Tone; sign: IconName; words: string } {
  const level = levelOf(row, threshold);
  const [tone, sign] = looks[level];
  return { tone, sign, words: t(`stock.${level}`) };
}

/** Whether there is enough, as icon, word and colour. */
export function levelBadge(row: StockRow, threshold: string, { t }: View): TemplateResult {
  const level = levelOf(row, threshold);
  const [tone, icon] = looks[level];
  return badge(tone, icon, t(`stock.${level}`), `badge-${level}`);
}

/** When the ERP counted: the time, or the day where that is past; of what was stored, its age. */
export function readingTime({ readAt, source }: StockRow, { t, format }: View): string {
  if (source === 'stored') return timeAgo(readAt, format);
  const at = timeOrDate(readAt, format);
  return 'time' in at ? t('stock.read_at', at) : t('stock.read_on', at);
}
