import { timeFormat, type FormatContext } from './format.ts';

/**
 * What people call the time of a place.
 * @param timeZone name of the IANA, as `America/Mexico_City`
 * @returns such as "hora estándar central" in the language of the reader; the name itself where there is no other
 */
export function zoneName(
  timeZone: string,
  { language, region }: FormatContext,
  at = new Date(),
): string {
  const locale = region.startsWith(language) ? region : language;
  const parts = timeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/**
 * The short name of a zone at an instant: `GMT-6`, `CST`.
 * @returns nothing where this program does not know the zone
 */
export function zoneShort(at: string, timeZone: string, { region }: FormatContext): string {
  try {
    const format = timeFormat(region, { timeZone, timeZoneName: 'short' });
    const parts = format.formatToParts(new Date(at));
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  } catch {
    return '';
  }
}
