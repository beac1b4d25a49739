import { formatDate } from '../core/index.ts';
import type { View } from '../records/view.ts';

type Validity = { validFrom: string | null; validTo: string | null };

/** Until when something holds: `hasta 31-dic-2026`. */
export const until = ({ validTo }: Validity, { t, format }: View): string =>
  validTo ? t('prices.until', { date: formatDate(validTo, format) }) : t('prices.open_ended');

/** Whether prices are with tax, in words. */
export const taxText = (included: boolean, { t }: View): string =>
  t(included ? 'prices.with_tax' : 'prices.without_tax');
