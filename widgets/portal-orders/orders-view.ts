import type { OrderRow } from '#contract/orders';
import { formatDate, formatMoney, formatUnitPrice } from '../core/index.ts';
import type { FormatContext, Translate } from '../core/index.ts';

/** What the templates of this element draw with. */
export type View = {
  t: Translate;
  format: FormatContext;
};

const dash = '–';

export const money = (amount: string | null, currency: string, { format }: View): string =>
  amount === null ? dash : formatMoney(amount, currency, format);

export const unitPrice = (price: string | null, currency: string, { format }: View): string =>
  price === null ? dash : formatUnitPrice(price, currency, format);

export const day = (date: string | null, { format }: View): string =>
  date === null ? dash : formatDate(date, format);

/** The three parts of a destination as one text. */
export const destinationText = (destination: OrderRow['destination']): string =>
  destination
    ? [destination.name, destination.street, destination.place].filter(Boolean).join(' / ')
    : dash;

export const orDash = (text: string | null): string => text ?? dash;
