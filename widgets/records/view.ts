import type { OrderItem } from '#contract/orders';
import type { DayTexts } from '../kit/day-field.ts';
import { formatDate, formatMoney, type FormatContext, type Translate } from '../core/index.ts';

/** What templates need to write texts, dates and numbers. */
export type View = { t: Translate; format: FormatContext };

type Texts = OrderItem['descriptions'];

/** Shown in place of a value that is not known. */
export const dash = '–';

/** A text in the language in use, else in whichever there is. */
export const textIn = (texts: Texts, { language }: FormatContext): string =>
  texts[language] ?? texts.es ?? texts.pt ?? texts.en ?? dash;

/** The description of a material in the language in use. */
export const described = ({ descriptions }: { descriptions: Texts }, { format }: View): string =>
  textIn(descriptions, format);

export const money = (amount: string | null, currency: string, { format }: View): string =>
  amount === null ? dash : formatMoney(amount, currency, format);

export const day = (date: string | null, { format }: View): string =>
  date === null ? dash : formatDate(date, format);

/** What a field of a day needs. */
export const dayTexts = ({ t, format }: View): DayTexts => ({
  region: format.region,
  letters: { day: t('day.day'), month: t('day.month'), year: t('day.year') },
  open: t('day.open'),
  previousYear: t('day.previous_year'),
  previousMonth: t('day.previous_month'),
  nextMonth: t('day.next_month'),
  nextYear: t('day.next_year'),
});

/** Options of a property that is state of the view: an attribute only while it is not empty. */
export const viewState = {
  reflect: true,
  useDefault: true,
  converter: {
    fromAttribute: (text: string | null) => text ?? '',
    toAttribute: (text: string) => text || null,
  },
};
