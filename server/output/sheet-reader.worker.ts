// Runs on a thread of its own (`sheet-reader.ts`).
import { parentPort, workerData } from 'node:worker_threads';
import type ExcelJS from 'exceljs';
import { ZipFile } from 'yazl';
import type { SheetReply, SheetRequest, SheetRow } from './sheet-reader.ts';
import { unpack } from './sheet-zip.ts';

// Pictures, comments, links, tables and macros are left behind: there is no text for us in them, and
// much that a reader of spreadsheets stumbles over.
const needed =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/sheet\d+\.xml)$/;
const ignoreNodes = [
  'hyperlinks',
  'drawing',
  'picture',
  'tableParts',
  'mergeCells',
  'dataValidations',
  'conditionalFormatting',
  'autoFilter',
  'extLst',
];
const isSheet = (name: string) => name.startsWith('xl/worksheets/');

async function read({ bytes, limits }: SheetRequest): Promise<SheetReply> {
  const files = unpack(Buffer.from(bytes), (name) => needed.test(name), limits);
  // Empty rows count, too, at this point; a sheet of millions of them is not worth its reading.
  const most = limits.rows * 3;
  for (const [name, content] of files)
    if (isSheet(name) && countOf(content, '<row', most) > most) return 'too_many_rows';
  if (!files.has('xl/workbook.xml')) throw new Error('No spreadsheet');
  // Loaded when there is something to read: what is refused costs nothing but its directory.
  const { default: library } = await import('exceljs');
  const book = new library.Workbook();
  // The types ask for an array buffer; what is read is a buffer.
  await book.xlsx.load((await repack(files)) as unknown as ArrayBuffer, { ignoreNodes });
  for (const sheet of book.worksheets) {
    const rows = rowsOf(sheet, limits.columns);
    if (rows.length > limits.rows + 1) return 'too_many_rows';
    if (rows.length > 0) return { rows };
  }
  return { rows: [] };
}

/** What was unpacked and measured, and nothing else, for a library that would unpack by itself. */
async function repack(files: Map<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of files) zip.addBuffer(content, name, { compress: false });
  zip.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function countOf(content: Buffer, mark: string, most: number): number {
  let count = 0;
  for (let at = content.indexOf(mark); at >= 0 && count <= most; at = content.indexOf(mark, at + 1))
    count++;
  return count;
}

function rowsOf(sheet: ExcelJS.Worksheet, columns: number): SheetRow[] {
  const rows: SheetRow[] = [];
  sheet.eachRow((row, number) => {
    const last = Math.min(row.cellCount, columns);
    const cells = Array.from({ length: last }, (_, i) => textOf(row.getCell(i + 1).value));
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ row: number, cells });
  });
  return rows;
}

// As a spreadsheet shows it: what a float adds behind the fifteenth digit was never typed, and an
// account number is not a power of ten.
const digits = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 15 });

function textOf(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return digits.format(value);
  if (typeof value === 'boolean') return String(value).toUpperCase();
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return value;
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('result' in value) return textOf(value.result);
  return 'text' in value ? textOf(value.text) : '';
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await read(workerData as SheetRequest));
