/**
 * A text as it may stand in an answer, in `jsonb` and in a log: without NUL and halves of a pair, which the
 * database has none of, and cut between characters, never inside of one.
 * @param max characters as JavaScript counts them
 */
export function cleanText(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max).replace(/[\ud800-\udbff]$/, '') : text;
  return cut.toWellFormed().replaceAll('\0', '\ufffd');
}

/** A value as JSON that `jsonb` takes, whatever texts are in it. */
export const jsonbOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? cleanText(part, part.length) : part,
  );
