/** Encodings that tax authorities and their customers' programs write, besides UTF-8. */
const singleByte: Record<string, 'latin1' | 'windows-1252'> = {
  'iso-8859-1': 'latin1',
  'windows-1252': 'windows-1252',
};

/**
 * The text of an XML file, blanks before it cut: by its mark, else by its declaration, else UTF-8, strictly. Null for
 * any other encoding, since a reader that takes it for another sees another document.
 */
export function decodeXml(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 200));
  const [, mark, declared] =
    /^(\xEF\xBB\xBF)?[\t\n\r ]*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(
      head.toString('latin1'),
    ) ?? [];
  const encoding = declared?.toLowerCase() ?? 'utf-8';
  const single = Object.hasOwn(singleByte, encoding) ? singleByte[encoding] : undefined;
  if (single) return mark ? null : decodeSingle(bytes, single).trimStart();
  if (encoding !== 'utf-8') return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trimStart();
  } catch {
    return null;
  }
}

const decodeSingle = (bytes: Uint8Array, encoding: 'latin1' | 'windows-1252'): string =>
  encoding === 'latin1'
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    : new TextDecoder(encoding).decode(bytes);
