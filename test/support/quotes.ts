import type { SyncInput } from '#contract/sync';

export type QuoteInput = SyncInput<'quotes'>;

/** A day so many days from now, as `yyyy-mm-dd`. */
export const dayFrom = (days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Mexico_City' }).format(
    Date.now() + days * 86_400_000,
  );

/** A version of a quote of one line; what matters to a test is given, the rest is filled in. */
export const quoteOf = (
  number: string,
  version = 1,
  more: Partial<QuoteInput> = {},
): QuoteInput => ({
  number,
  version: String(version),
  company: 'SM01',
  customer: '1002945',
  issued: dayFrom(0),
  validUntil: dayFrom(20),
  currency: 'USD',
  net: '100',
  tax: '16',
  total: '116',
  items: [
    {
      position: '10',
      descriptions: { es: 'Renglón 10' },
      quantity: '1',
      unit: 'PZA',
      unitPrice: '100',
      amount: '100',
      tax: '16',
    },
  ],
  ...more,
});
