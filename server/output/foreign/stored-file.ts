// Used on threads: what a file is that somebody handed over is looked at where it can do no harm.
import { fileTypeFromBuffer } from 'file-type';
import {
  fileTypes,
  mediaTypes,
  typeOfName,
  type FileRefusal,
  type MediaType,
} from '#contract/file-words';
import { isFiscalContent } from '../fiscal-content.ts';
import { ForeignFileError } from './file-fault.ts';
import { openZip, type Package, type ZipLimits } from './zip.ts';

/** A file to be looked at: all of its bytes, or of a PDF its beginning and its end. */
export type FileSource = { name: string; bytes: number; head: Uint8Array; tail: Uint8Array };
/** What it is, and a small picture of it as PNG in base64 where it is one; or why it is not taken. */
export type FileVerdict =
  | { mediaType: MediaType; thumbnail: string | null }
  | { refusal: FileRefusal };

/** Bytes of a PDF that are enough to know it: where it begins, and where another file could end. */
export const edgeBytes = 131_072;

const containerLimits: ZipLimits = { entries: 2_000, bytes: 200_000_000, ratio: 1_000 };
/** Pixels of a picture, and of the longer side of a small one. */
const mostPixels = 100_000_000;
const thumbnailSide = 320;

class Refused extends Error {
  readonly refusal: FileRefusal;
  constructor(refusal: FileRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}
const refuse = (refusal: FileRefusal): never => {
  throw new Refused(refusal);
};

/** Says what a file is by its bytes; what is not on the list is refused, whatever it is called. */
export async function checkFile(source: FileSource): Promise<FileVerdict> {
  try {
    const mediaType = await typeOf(source);
    if (source.bytes > fileTypes[mediaType].bytes) refuse('file_too_large');
    const thumbnail = mediaType.startsWith('image/') ? await thumbnailOf(source.head) : null;
    return { mediaType, thumbnail };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Whether bytes begin as a PDF does. */
export const isPdf = (head: Uint8Array): boolean =>
  bufferOf(head).toString('latin1', 0, 5) === '%PDF-';

const starts = (bytes: Buffer, ...start: number[]) =>
  bytes.subarray(0, start.length).equals(Buffer.from(start));

async function typeOf({ name, bytes, head, tail }: FileSource): Promise<MediaType> {
  const start = bufferOf(head);
  if (bytes === 0) refuse('file_empty');
  const pdf = isPdf(head);
  if (!pdf && start.length < bytes) refuse('file_too_large');
  if (starts(start, 0x50, 0x4b, 3, 4)) return containerType(start);
  if (starts(start, 0xd0, 0xcf, 0x11, 0xe0)) return compoundType(start);
  // One that is an archive to some and something else to others is neither to us.
  if (endsAsZip(bufferOf(tail))) refuse('file_polyglot');
  if (pdf) return 'application/pdf';
  const found = await fileTypeFromBuffer(start);
  if (found?.mime === 'image/svg+xml') refuse('file_svg');
  if (!found || found.mime === 'application/xml') return textType(name, start);
  const known = mediaTypes.find((type) => type === found.mime) ?? refuse('file_type');
  if (start.toString('latin1', 0, 1_024).includes('%PDF-')) refuse('file_polyglot');
  return known;
}

/** A package of Word or Excel, by its directory alone: nothing of it is unpacked. */
async function containerType(bytes: Buffer): Promise<MediaType> {
  const parts = await openContainer(bytes);
  const names = parts.names();
  if (names.some((name) => /(^|\/)(vbaproject\.bin|vbadata\.xml)$|\/macrosheets\//.test(name)))
    refuse('file_macro');
  const office = 'application/vnd.openxmlformats-officedocument';
  if (!parts.has('[Content_Types].xml')) refuse('file_type');
  if (parts.has('word/document.xml')) return `${office}.wordprocessingml.document`;
  if (parts.has('xl/workbook.xml')) return `${office}.spreadsheetml.sheet`;
  return refuse('file_type');
}

async function openContainer(bytes: Buffer): Promise<Package> {
  try {
    return await openZip(bytes, containerLimits);
  } catch (error) {
    const fault = error instanceof ForeignFileError ? error.fault : '';
    return refuse(fault === 'file_heavy' || fault === 'file_protected' ? fault : 'file_damaged');
  }
}

/** A document of Word or Excel from before 2007, by the names of its streams. */
function compoundType(bytes: Buffer): MediaType {
  const names = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'));
  if (names('EncryptedPackage')) refuse('file_protected');
  if (names('_VBA_PROJECT') || names('Macros')) refuse('file_macro');
  if (names('WordDocument')) return 'application/msword';
  return names('Workbook') || names('Book') ? 'application/vnd.ms-excel' : refuse('file_type');
}

const endMark = Buffer.from([0x50, 0x4b, 5, 6]);
const directoryMark = Buffer.from([0x50, 0x4b, 1, 2]);

/** Whether a ZIP ends here: its last record, with a directory before it as long as it says. */
function endsAsZip(tail: Buffer): boolean {
  for (let at = tail.indexOf(endMark); at >= 0; at = tail.indexOf(endMark, at + 1)) {
    if (at + 22 > tail.length) return false;
    const start = at - tail.readUInt32LE(at + 12);
    if (start < 0 || tail.subarray(start, start + 4).equals(directoryMark)) return true;
  }
  return false;
}

/** Signs that no text has: controls other than tabs and ends of lines and pages. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const controls = /[\u0000-\u0008\u000B\u000E-\u001F\u007F]/;
const page = /<(!doctype\s+html|html|head|body|script|iframe|meta|object|embed)[\s>/]/i;

/** A text, in UTF-8 or as Windows writes it, whose name says which kind. */
function textType(name: string, bytes: Buffer): MediaType {
  const text = decode(bytes);
  const begin = text.slice(0, 8_192);
  if (/<svg[\s>/]/i.test(begin)) refuse('file_svg');
  if (page.test(begin)) refuse('file_html');
  const promised = typeOfName(name);
  if (promised === 'text/plain' || promised === 'text/csv') return promised;
  if (promised !== 'application/xml') return refuse('file_type');
  return isFiscalContent({ kind: 'xml', content: bytes }) ? promised : refuse('file_damaged');
}

function decode(bytes: Buffer): string {
  const text = decodeAs('utf-8', bytes) ?? decodeAs('windows-1252', bytes);
  // Windows has no sign for five bytes; the decoder makes controls of them.
  return text === undefined || controls.test(text) || /[\u0081\u008D\u008F\u0090\u009D]/.test(text)
    ? refuse('file_type')
    : text;
}

function decodeAs(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The picture drawn anew, so that nothing but its pixels is left. */
async function thumbnailOf(bytes: Uint8Array): Promise<string> {
  const { default: sharp } = await import('sharp');
  try {
    const drawn = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
      .autoOrient()
      .resize({
        width: thumbnailSide,
        height: thumbnailSide,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .png({ compressionLevel: 9, palette: true })
      .toBuffer();
    return drawn.toString('base64');
  } catch (error) {
    return refuse(/pixel limit/.test((error as Error).message) ? 'file_heavy' : 'file_damaged');
  }
}
