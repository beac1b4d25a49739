import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive; `open` is called when its turn has come. */
export type ZipEntry = {
  /** One part, without a folder; no two alike. */
  name: string;
  open: () => AsyncIterable<Uint8Array>;
};

/**
 * Writes a ZIP, entry after entry: no more of it is in memory than the reader is behind. Where the reader goes
 * away, the entry that is open is closed and no other is opened; where an entry fails, so does the file.
 */
export async function* writeZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const fail = (error: Error) => out.destroy(error);
  let current: Readable | null = null;
  zip.on('error', fail);
  for (const { name, open } of entries)
    zip.addReadStreamLazy(name, (give) => {
      current = Readable.from(open()).on('error', fail);
      give(null, current);
    });
  zip.end();
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
  } finally {
    (current as Readable | null)?.destroy();
  }
}
