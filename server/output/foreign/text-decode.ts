/**
 * Text in the encodings that spreadsheets write: UTF-8, UTF-16 of either order, with or without a mark, or
 * Windows-1252. A Ctrl-Z, with which old programs end a file, ends it.
 * @returns null where it is no text
 */
export function decodeText(bytes: Uint8Array): string | null {
  const text = decode(bytes);
  if (text === undefined || text.includes('\0')) return null;
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  let end = text.length;
  while (end > start && (text[end - 1] === ctrlZ || text[end - 1]!.trim() === '')) end--;
  return text.slice(start, end);
}

const ctrlZ = '\u001A';

function decode(bytes: Uint8Array): string | undefined {
  const wide = wideOf(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** UTF-16, by its mark, or by one byte of nearly every pair that is zero: no letter of ours needs both. */
function wideOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const pairs = Math.min(bytes.length >> 1, 2_000);
  if (pairs === 0) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) zeros[at % 2]!++;
  const [high, low] = zeros as [number, number];
  if (low > pairs * 0.8 && high < pairs * 0.05) return 'utf-16le';
  return high > pairs * 0.8 && low < pairs * 0.05 ? 'utf-16be' : undefined;
}
