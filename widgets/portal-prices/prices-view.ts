import type { Material } from '#contract/stock';
import { formatDate, type FormatContext, type Translate } from '../core/index.ts';
import { textIn } from '../records/view.ts';

/** What the templates of this element draw with. */
export type View = {
  t: Translate;
  format: FormatContext;
};

export const described = ({ descriptions }: Material, { format }: View): string =>
  textIn(descriptions, format);

type Validity = { validFrom: string | null; validTo: string | null };

/** Until when something holds: `hasta 31-dic-2026`. */
export const until = ({ validTo }: Validity, { t, format }: View): string =>
  validTo ? t('prices.until', { date: formatDate(validTo, format) }) : t('prices.open_ended');

/** Whether prices are with tax, in words. */
export const taxText = (included: boolean, { t }: View): string =>
  t(included ? 'prices.with_tax' : 'prices.without_tax');
