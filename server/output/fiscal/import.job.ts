// Runs on a thread of its own: archives are unpacked and documents are parsed, whoever made them.
import { createHash } from 'node:crypto';
import type { FiscalReading } from '#contract/fiscal-document';
import { importLimits } from '#contract/fiscal-words';
import { limits } from '#contract/limits';
import { lookAt, type FiscalLook } from '../fiscal-content.job.ts';
import { ForeignFileError } from '../foreign/file-fault.ts';
import type { ThreadResult } from '../foreign/thread.ts';
import { openZip, type ZipLimits } from '../foreign/zip.ts';
import { readFiscalFile } from './read.ts';

export type DroppedFile = { name: string; content: Uint8Array };
/** A file as it was read; `content` in base64. */
export type SeenFile = FiscalLook & {
  name: string;
  kind: 'xml' | 'pdf';
  sha256: string;
  content: string;
};
/** Why none of the files is taken. */
export type DropHead = {
  fault: 'file_damaged' | 'file_heavy' | 'file_protected' | 'too_many';
} | null;

const zipLimits: ZipLimits = { entries: importLimits.files + 200, bytes: 24_000_000, ratio: 100 };

/** Reads files and what archives among them hold; folders and what computers leave in them are passed over. */
export default async function read(
  files: DroppedFile[],
): Promise<ThreadResult<DropHead, SeenFile>> {
  try {
    const seen: SeenFile[] = [];
    for (const file of files)
      for await (const one of unpacked(file)) {
        if (seen.length >= importLimits.files) return { head: { fault: 'too_many' }, items: [] };
        seen.push(see(one));
      }
    return { head: null, items: seen };
  } catch (error) {
    const fault = error instanceof ForeignFileError ? error.fault : 'file_damaged';
    const known = fault === 'file_heavy' || fault === 'file_protected' ? fault : 'file_damaged';
    return { head: { fault: known }, items: [] };
  }
}

/** A name within an archive, which anybody wrote: its last part, without signs nobody sees. */
const nameIn = (path: string): string =>
  path
    .split('/')
    .at(-1)!
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '_')
    .slice(-limits.fileName)
    .toWellFormed();
const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
const isLeftOver = (name: string) =>
  /(^|\/)(__macosx\/|\._|\.ds_store$|thumbs\.db$|desktop\.ini$)/.test(name);

async function* unpacked(file: DroppedFile): AsyncGenerator<DroppedFile> {
  if (!isZip(file.content)) return yield file;
  const zip = await openZip(Buffer.from(file.content), zipLimits);
  for (const name of zip.names()) {
    if (isLeftOver(name)) continue;
    const parts: Buffer[] = [];
    for await (const part of zip.read(name)) parts.push(part);
    yield { name: nameIn(name), content: Buffer.concat(parts) };
  }
}

function see({ name, content }: DroppedFile): SeenFile {
  const bytes = Buffer.from(content);
  const kind = bytes.toString('latin1', 0, 1_024).includes('%PDF-') ? 'pdf' : 'xml';
  const look =
    bytes.length > limits.fiscalFileBytes ? tooLarge(kind) : lookAt({ kind, content: bytes });
  return {
    name,
    kind,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    // What is not taken is not kept either.
    content: look.isSound ? bytes.toString('base64') : '',
    isSound: look.isSound,
    reading: kind === 'xml' && !look.isSound ? refusedFor(bytes) : look.reading,
  };
}

const tooLarge = (kind: 'xml' | 'pdf'): FiscalLook => ({
  isSound: false,
  reading: kind === 'xml' ? { fault: { code: 'too_large', at: '' } } : null,
});

/** Why an XML is not taken: it cannot be read, or holds what programs act upon. */
function refusedFor(bytes: Uint8Array): FiscalReading {
  const reading = readFiscalFile(bytes);
  return 'fault' in reading ? reading : { fault: { code: 'instruction', at: '' } };
}
