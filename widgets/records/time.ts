import { formatDate, type FormatContext } from '../core/index.ts';

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago an instant was: `hace 3 horas`. */
export function timeAgo(instant: string, { region }: FormatContext): string {
  const seconds = Math.max(60, (Date.now() - Date.parse(instant)) / 1000);
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(region).format(-Math.floor(seconds / size), unit);
}

/** How long it is until an instant: `dentro de 3 días`; nothing where it is past. */
export function timeUntil(instant: string, { region }: FormatContext): string {
  const seconds = (Date.parse(instant) - Date.now()) / 1000;
  if (seconds < 60) return '';
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(region).format(Math.floor(seconds / size), unit);
}

/** The time of an instant of today; of another day only its date. */
export function timeOrDate(
  instant: string,
  format: FormatContext,
): { time: string } | { date: string } {
  const at = new Date(instant);
  if (at.toDateString() === new Date().toDateString()) {
    const time = at.toLocaleTimeString(format.region, { hour: '2-digit', minute: '2-digit' });
    return { time: time.replace(/\s/g, '\u00a0') };
  }
  // Swedes write their days as formatDate takes them.
  return { date: formatDate(at.toLocaleDateString('sv'), format) };
}
