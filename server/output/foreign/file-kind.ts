import { ForeignFileError } from './file-fault.ts';

/** What a file is by its bytes, whatever it calls itself. */
export type ReadableKind = 'xlsx' | 'text';

const starts = (bytes: Buffer, ...start: number[]) =>
  bytes.subarray(0, start.length).equals(Buffer.from(start));

/** The first record of a workbook without an envelope, from the second version to the eighth. */
const bareBooks = [
  [9, 0, 4, 0],
  [9, 2, 6, 0],
  [9, 4, 6, 0],
  [9, 8, 8, 0],
  [9, 8, 16, 0],
] as const;

/** @throws ForeignFileError with what it is instead */
export function kindOf(bytes: Buffer): ReadableKind {
  if (starts(bytes, 0x50, 0x4b, 3, 4)) return 'xlsx';
  // Compound files: workbooks from before 2007, and encrypted ones of today.
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    const names = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'));
    if (names('EncryptedPackage')) throw new ForeignFileError('file_protected');
    throw new ForeignFileError(names('Workbook') || names('Book') ? 'file_xls' : 'file_unknown');
  }
  // Workbooks of the eighties were not even that.
  if (bareBooks.some((start) => starts(bytes, ...start))) throw new ForeignFileError('file_xls');
  const head = bytes.toString('latin1', 0, 2_048).replaceAll('\0', '');
  if (head.slice(0, 1_024).includes('%PDF-')) throw new ForeignFileError('file_pdf');
  if (/<(!doctype\s+html|html|head|meta|table|body)\b/i.test(head) || /^mime-version:/im.test(head))
    throw new ForeignFileError('file_html');
  if (/^\W*(<\?xml\s|\{\\rtf)|^(received|return-path|delivered-to|message-id):/im.test(head))
    throw new ForeignFileError('file_unknown');
  return 'text';
}
