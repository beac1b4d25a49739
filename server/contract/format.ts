/**
 * Money, quantities and dates as people of a region write them. Plain functions: this file may travel to the
 * browser.
 */
import { currencyOf } from './currencies.ts';
import type { Locale } from './primitives.ts';

/** Functions of a page that writes its figures another way; each is told the region, as `es-MX`. */
export type OwnFormats = {
  /** @param date `yyyy-mm-dd` */
  date?: (date: string, region: string) => string;
  /** @param instant ISO with offset @param timeZone whose clock; else the reader's */
  instant?: (instant: string, region: string, timeZone?: string) => string;
  /** @param amount a decimal as text @param currency three letters */
  money?: (amount: string, currency: string, region: string) => string;
  /** @param quantity a decimal as text */
  quantity?: (quantity: string, region: string) => string;
};

/** What formatting needs: the language of the words, and the region of the numbers. */
export type FormatContext = { language: Locale; region: string; own?: OwnFormats | undefined };

/** Regions where the tenant names none. Never a bare language: bare `es` is Spain. */
export const defaultRegions: Record<Locale, string> = { es: 'es-MX', pt: 'pt-BR', en: 'en-US' };

/** Digits behind the point that any figure has. */
const mostPlaces = 6;

const minus = '\u2212';
const formatters = new Map<string, Intl.NumberFormat>();

/** A decimal text in the region's figures. The text goes in whole, so no digit is lost on the way. */
function digits(value: string, region: string, least: number, most: number): string {
  const key = `${region} ${least} ${most}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(region, {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
      useGrouping: 'always',
      // Nothing has no sign.
      signDisplay: 'negative',
    });
    formatters.set(key, formatter);
  }
  // A minus is as wide as a figure, and no hyphen.
  return formatter.format(value as Intl.StringNumericLiteral).replace('-', minus);
}

/**
 * Money as symbol and figures: `R$ 29.691,00`, with the code where the symbol is that of several currencies:
 * `$29,691.00 MXN`. The digits of the currency, and more where they say
 * something: what is shown is what there is, so rows add up to their totals.
 * @param amount a decimal as text, never a float
 */
export function formatMoney(
  amount: string,
  currency: string,
  { region, own }: FormatContext,
): string {
  if (own?.money) return own.money(amount, currency, region);
  const { code, symbol, places, clear } = currencyOf(currency, region);
  return withSymbol(digits(amount, region, places, mostPlaces), symbol, clear ? '' : code);
}

/** The figures of money, where what stands around them names the currency: `29,691.00`. */
export const formatAmount = (amount: string, currency: string, { region }: FormatContext): string =>
  digits(amount, region, currencyOf(currency).places, mostPlaces);

/**
 * The price of a unit, written as money is. @param places digits behind the point at least, so that the points of a
 * column stand below each other
 */
export function formatUnitPrice(
  amount: string,
  currency: string,
  { region }: FormatContext,
  places = 0,
): string {
  const { code, symbol, places: own, clear } = currencyOf(currency, region);
  const figures = digits(amount, region, Math.max(own, Math.min(places, mostPlaces)), mostPlaces);
  return withSymbol(figures, symbol, clear ? '' : code);
}

/** A quantity, without idle zeros. */
export const formatQuantity = (quantity: string, { region, own }: FormatContext): string =>
  own?.quantity?.(quantity, region) ?? digits(quantity, region, 0, mostPlaces);

function withSymbol(figures: string, symbol: string, code: string): string {
  const sign = figures.startsWith(minus) ? minus : '';
  return `${sign}${symbol}${figures.slice(sign.length)}${code && `\u00a0${code}`}`;
}

const dateShapes: Record<
  Locale,
  (day: string, name: string, year: string, month: string) => string
> = {
  es: (day, name, year) => `${day}-${name}-${year}`,
  // Brazilians write figures alone.
  pt: (day, _name, year, month) => `${day}/${month}/${year}`,
  en: (day, name, year) => `${Number(day)} ${name} ${year}`,
};
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** What writes times of a kind, kept: to make one takes longer than to write a thousand times. */
export function timeFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  let format = timeFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    timeFormats.set(key, format);
  }
  return format;
}

/**
 * A date as people of the language write it in lists: `11-abr-2016`, `11/04/2016`, `11 Apr 2016`.
 * @param date `yyyy-mm-dd`; it never becomes an instant of the reader's own zone
 */
export function formatDate(date: string, { language, region, own }: FormatContext): string {
  if (own?.date) return own.date(date, region);
  const [year = '', month = '', day = ''] = date.split('-');
  const names = timeFormat(language, { month: 'short', timeZone: 'UTC' });
  const noon = Date.UTC(Number(year), Number(month) - 1, Number(day), 12);
  if (Number.isNaN(noon)) return date;
  const name = names.format(noon).replace('.', '').slice(0, 3);
  return dateShapes[language](day, name, year, month);
}

/**
 * An instant by date and time, as `11-abr-2016, 02:05 p.m.`.
 * @param instant ISO with offset
 * @param timeZone whose clock; else the reader's
 */
export function formatInstant(instant: string, context: FormatContext, timeZone?: string): string {
  if (context.own?.instant) return context.own.instant(instant, context.region, timeZone);
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const clock = { hour: '2-digit', minute: '2-digit', timeZone } as const;
  const time = timeFormat(context.region, clock).format(at);
  // Neither part is torn at the end of a line: word joiners around hyphens, spaces that do not break.
  const day = formatDate(dateAt(at, timeZone), context).replaceAll('-', '\u2060-\u2060');
  return `${day}, ${time.replace(/\s/g, '\u00a0')}`;
}

/** The date it is at an instant, `yyyy-mm-dd`. */
function dateAt(at: Date, timeZone: string | undefined): string {
  const day = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = timeFormat('en-US', day).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Leaves a sentence that ends with an hour such as "4:10 p.m." one full stop. */
export const endedOnce = (text: string): string => text.replaceAll('.m..', '.m.');

/** The date it is now in a time zone, `yyyy-mm-dd`. */
export const today = (timeZone: string): string => dateAt(new Date(), timeZone);

/** A date some days later, or earlier. */
export function addDays(date: string, days: number): string {
  const noon = new Date(`${date}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}
