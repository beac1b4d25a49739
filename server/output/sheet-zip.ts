import { inflateRawSync } from 'node:zlib';

/** What a ZIP may hold to be unpacked at all. */
export type ZipLimits = { entries: number; bytes: number };

const signatures = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 };
const endBytes = 22;

type Entry = { name: string; method: number; packed: number; size: number; at: number };

/**
 * Unpacks some entries of a ZIP. What its directory declares is looked at before anything is unpacked, and
 * unpacking stops where an entry turns out larger than declared.
 * @param wanted which names are unpacked; the declared size of the others counts as well
 * @throws Error where it is no ZIP, is damaged, encrypted, split or needs more than the limits
 */
export function unpack(
  bytes: Buffer,
  wanted: (name: string) => boolean,
  limits: ZipLimits,
): Map<string, Buffer> {
  const entries = directory(bytes, limits.entries);
  const declared = entries.reduce((sum, { size }) => sum + size, 0);
  if (declared > limits.bytes) throw new Error('The archive declares too many bytes');
  const found = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!wanted(entry.name)) continue;
    if (found.has(entry.name)) throw new Error('The archive holds a name twice');
    found.set(entry.name, contentOf(bytes, entry));
  }
  return found;
}

function directory(bytes: Buffer, most: number): Entry[] {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  // All ones: the true figures are in a ZIP64 record, which nothing this small needs.
  if (count > most || at === 0xffffffff) throw new Error('The archive has too many entries');
  return Array.from({ length: count }, () => {
    if (bytes.readUInt32LE(at) !== signatures.central) throw new Error('The directory is damaged');
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    );
    if (bytes.readUInt16LE(at + 8) & 1) throw new Error('The archive is encrypted');
    const entry = {
      name: bytes.toString('utf8', at + 46, at + 46 + name).replace(/^\//, ''),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    };
    at += 46 + name + extra + comment;
    return entry;
  });
}

/** Where the record at the end begins; a comment of up to 65,535 bytes may follow it. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - endBytes; at >= 0 && at >= bytes.length - endBytes - 65_535; at--)
    if (bytes.readUInt32LE(at) === signatures.end) return at;
  throw new Error('No archive');
}

function contentOf(bytes: Buffer, { method, packed, size, at }: Entry): Buffer {
  if (bytes.readUInt32LE(at) !== signatures.local) throw new Error('An entry is damaged');
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const raw = bytes.subarray(start, start + packed);
  if (raw.length !== packed) throw new Error('An entry is cut off');
  const content =
    method === 8 ? inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) }) : Buffer.from(raw);
  if ((method !== 8 && method !== 0) || content.length !== size)
    throw new Error('An entry is not what it declares');
  return content;
}
