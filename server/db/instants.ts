const shape =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;

/**
 * An instant as the database writes it, in UTC as ISO 8601 has it; every one it can hold, which the guess of
 * `new Date` does not: years before 100 and after 9999, and before Christ. What is no instant (`infinity`)
 * stays as it is.
 * @param text as `2026-03-01 10:00:00.123456-06`
 */
export function readInstant(text: string): string {
  const parts = shape.exec(text);
  if (!parts) return text;
  const [, year, month, day, hour, minute, second, fraction = '.', sign, ...rest] = parts;
  const [hours = '0', minutes = '0', seconds = '0', bc] = rest;
  const at = new Date(0);
  // There is no year 0: 1 BC comes before 1.
  at.setUTCFullYear(bc ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  const offset = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  at.setUTCHours(
    Number(hour),
    Number(minute),
    Number(second) - (sign === '-' ? -offset : offset),
    Number(fraction.slice(1, 4).padEnd(3, '0')),
  );
  return at.toISOString();
}
