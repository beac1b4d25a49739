// Used on threads: a list as people type it, made into one that spreadsheets would paste.

/**
 * Parts lines that no separator parts: by two blanks, by a comma that no digit follows, or between a number and a
 * quantity at the end or the beginning of the line. A text with separators stays as it is.
 */
export function partedText(text: string): string {
  if (/[\t;|]/.test(text) || /^sep=/i.test(text)) return text;
  return text
    .split(/\r\n?|\n/)
    .map((line) => partedLine(line.trim()).join('\t'))
    .join('\n');
}

const amount = String.raw`(?:x\s*)?\d[\d.,]*(?:\s*[½¼¾]|\s*\d+\/\d+)?\s*x?`;
const atEnd = new RegExp(`^(\\S.*?)\\s+(${amount}(?:\\s*\\p{L}[\\p{L}.]{0,11})?)$`, 'iu');
const atStart = new RegExp(
  `^(${amount}(?:\\s*\\p{L}[\\p{L}.]{0,11})?)\\s+(?:de\\s+|of\\s+)?(\\S+)$`,
  'iu',
);

function partedLine(line: string): string[] {
  const parts = line.split(/\s{2,}|,(?!\d)\s*/).filter(Boolean);
  if (parts.length > 1) return parts;
  // A comma parts a number from a quantity where the line is no number itself.
  const comma = /^([^,]*\p{L}[^,]*|\d{4,}),(\d[\d.]*)$/u.exec(line);
  if (comma) return [comma[1]!, comma[2]!];
  const times = /^(\d[\d.,]*\s*x)\s+(\S+)$/i.exec(line);
  if (times) return [times[2]!, times[1]!];
  const end = atEnd.exec(line);
  if (end) return [end[1]!, end[2]!];
  const start = atStart.exec(line);
  return start ? [start[2]!, start[1]!] : [line];
}
