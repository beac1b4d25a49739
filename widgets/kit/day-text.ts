/** A day `yyyy-mm-dd` as readers of a region type it, and back. */

type Part = 'day' | 'month' | 'year';
const isPart = (type: string): type is Part => ['day', 'month', 'year'].includes(type);
const iso = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether a text is a day that exists, as `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  const at = iso.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(+at) && at.toISOString().startsWith(text);
}

/** The parts of a day in the order of a region, with what stands between them. */
function shapeOf(region: string): { order: Part[]; between: string } {
  const parts = new Intl.DateTimeFormat(`${region}-u-ca-gregory-nu-latn`, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).formatToParts(0);
  const order = parts.map(({ type }) => type).filter(isPart);
  return { order, between: parts.find(({ type }) => type === 'literal')?.value ?? '/' };
}

/** What a field shows: a day in the order of the region; anything else as it is. */
export function dayText(value: string, region: string): string {
  const [, year = '', month = '', day = ''] = (isDay(value) && iso.exec(value)) || [];
  if (!year) return value;
  const { order, between } = shapeOf(region);
  return order.map((part) => ({ year, month, day })[part]).join(between);
}

/** The shape of a day in words, as `dd/mm/aaaa`. @param letters of each part */
export function dayShape(region: string, letters: Record<Part, string>): string {
  const { order, between } = shapeOf(region);
  return order.map((part) => letters[part]).join(between);
}

/**
 * The day of a typed text as `yyyy-mm-dd`; a text that is none, or not a whole one, comes back as it is.
 * @param done whether the reader has left the field, so that one digit is a whole day or month
 */
export function readDay(text: string, region: string, done: boolean): string {
  const typed = text.trim();
  if (isDay(typed)) return typed;
  const { order } = shapeOf(region);
  const sizes = order.map((part) => (part === 'year' ? 4 : 2));
  const short = done ? '1,' : '';
  const groups = sizes.map((size) => (size === 4 ? '(\\d{4})' : `(\\d{${short}2})`));
  const found =
    new RegExp(`^${groups.join('[./ -]')}$`).exec(typed) ??
    new RegExp(`^${sizes.map((size) => `(\\d{${size}})`).join('')}$`).exec(typed);
  if (!found) return typed;
  const of = (part: Part) => (found[order.indexOf(part) + 1] ?? '').padStart(2, '0');
  const day = `${of('year')}-${of('month')}-${of('day')}`;
  return isDay(day) ? day : typed;
}
