import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { ForeignFileError } from './file-fault.ts';

/** What a ZIP may hold to be opened at all. */
export type ZipLimits = {
  entries: number;
  /** Bytes of all entries, unpacked. */
  bytes: number;
  /** How many times its packed size an entry above a megabyte may unpack to. */
  ratio: number;
};

/** The parts of a package, by names without a leading slash, whose case does not matter. */
export type Package = {
  has(name: string): boolean;
  names(): string[];
  /** Unpacked piece by piece. @throws Error where there is none, or it is not what it declares */
  read(name: string): AsyncIterable<Buffer>;
};

const mega = 1_000_000;

/**
 * Opens a ZIP by its directory, which is looked at before anything is unpacked. Unpacking an entry ends as soon
 * as it turns out larger than declared.
 * @throws ForeignFileError where it is encrypted or needs more than the limits
 * @throws Error where it is no ZIP or is damaged
 */
export async function openZip(bytes: Buffer, limits: ZipLimits): Promise<Package> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false });
  if (zip.entryCount > limits.entries) throw new ForeignFileError('file_heavy');
  const entries = await directory(zip, limits);
  const find = (name: string) => entries.get(name.toLowerCase());
  return {
    has: (name) => find(name) !== undefined,
    names: () => [...entries.keys()],
    read: async function* (name) {
      const entry = find(name);
      if (!entry) throw new Error(`The archive has no ${name}`);
      yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    },
  };
}

async function directory(zip: ZipFile, limits: ZipLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let declared = 0;
  for await (const entry of zip.eachEntry()) {
    const { uncompressedSize: size, compressedSize: packed } = entry;
    declared += size;
    if (declared > limits.bytes) throw new ForeignFileError('file_heavy');
    if (size > mega && size > packed * limits.ratio) throw new ForeignFileError('file_heavy');
    if (entry.isEncrypted()) throw new ForeignFileError('file_protected');
    const name = nameOf(entry);
    if (name.endsWith('/')) continue;
    if (entries.has(name)) throw new Error('The archive holds a name twice');
    entries.set(name, entry);
  }
  return entries;
}

// Programs of all kinds write these names: with the other slash, or with one in front.
const nameOf = ({ fileNameRaw }: Entry): string =>
  fileNameRaw.toString('utf8').replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
