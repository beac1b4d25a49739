import type { TemplateResult } from 'lit';
import type { Material, StockRow } from '#contract/stock';
import { formatDate, formatQuantity, type FormatContext, type Translate } from '../core/index.ts';
import { textIn } from '../records/view.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icon.ts';
import type { Tone } from '../kit/notice.ts';

/** What the templates of this element draw with. */
export type View = {
  t: Translate;
  format: FormatContext;
};

export const described = ({ descriptions }: Material, { format }: View): string =>
  textIn(descriptions, format);

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

/** Whether there is enough, as icon, word and colour. */
export function levelBadge(row: StockRow, threshold: string, { t }: View): TemplateResult {
  const level = levelOf(row, threshold);
  const [tone, icon] = looks[level];
  return badge(tone, icon, t(`stock.${level}`), `badge-${level}`);
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago something was: `hace 3 horas`. */
function age(at: Date, region: string): string {
  const seconds = Math.max(60, (Date.now() - at.getTime()) / 1000);
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? ['minute', 60];
  const ago = new Intl.RelativeTimeFormat(region);
  return ago.format(-Math.floor(seconds / size), unit);
}

/** When the ERP counted: the time, or the day where that is past; of what was stored, its age. */
export function readingTime({ readAt, source }: StockRow, { t, format }: View): string {
  const at = new Date(readAt);
  if (source === 'stored') return age(at, format.region);
  if (at.toDateString() === new Date().toDateString()) {
    const time = at.toLocaleTimeString(format.region, { hour: '2-digit', minute: '2-digit' });
    return t('stock.read_at', { time: time.replace(/\s/g, '\u00a0') });
  }
  // Swedes write their days as formatDate takes them.
  return t('stock.read_on', { date: formatDate(at.toLocaleDateString('sv'), format) });
}
