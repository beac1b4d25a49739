import assert from 'node:assert/strict';
import { crc32, inflateRawSync } from 'node:zlib';

const signatures = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 };
/** Bit 11 of an entry's flags: its name is UTF-8. */
const utf8 = 0x0800;

/**
 * Reads a ZIP back by its directory, as everybody does, and holds every entry against its checksum, its size
 * and its header before it.
 */
export function readZip(bytes: Uint8Array): Map<string, Buffer> {
  const zip = Buffer.from(bytes);
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), signatures.end, 'ends as a ZIP');
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.readUInt32LE(at), signatures.central);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const raw = zip.subarray(at + 46, at + 46 + nameLength!);
    assert.ok(zip.readUInt16LE(at + 8) & utf8, 'the name is UTF-8');
    const content = contentOf(zip, {
      at: zip.readUInt32LE(at + 42),
      method: zip.readUInt16LE(at + 10),
      size: zip.readUInt32LE(at + 20),
      raw,
    });
    assert.equal(content.length, zip.readUInt32LE(at + 24), 'size');
    assert.equal(crc32(content), zip.readUInt32LE(at + 16), 'checksum');
    assert.ok(!entries.has(raw.toString()), 'no name twice');
    entries.set(raw.toString(), content);
    at += 46 + nameLength! + extra! + comment!;
  }
  assert.equal(at, end, 'nothing stands between the directory and the end');
  return entries;
}

function contentOf(
  zip: Buffer,
  { at, method, size, raw }: { at: number; method: number; size: number; raw: Buffer },
): Buffer {
  assert.equal(zip.readUInt32LE(at), signatures.local);
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const name = zip.subarray(at + 30, at + 30 + zip.readUInt16LE(at + 26));
  assert.deepEqual(name, raw, 'both headers have one name');
  const packed = zip.subarray(start, start + size);
  return method === 8 ? inflateRawSync(packed) : Buffer.from(packed);
}
