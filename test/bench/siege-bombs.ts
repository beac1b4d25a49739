import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const xml = '<?xml version="1.0" encoding="UTF-8"?>';

/** A spreadsheet of few bytes in which so many cells show one text of a million characters. */
export async function stringsBomb(cells: number): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const part = (name: string, content: string) => zip.addBuffer(Buffer.from(xml + content), name);
  const type = (name: string, kind: string) =>
    `<Override PartName="${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: number, kind: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${relations}/${kind}" Target="${target}"/>`;
  part(
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/worksheets/sheet1.xml', 'worksheet')}${type('/xl/sharedStrings.xml', 'sharedStrings')}</Types>`,
  );
  part(
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  );
  part(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  part(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${packages}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}${relation(2, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
  );
  part(
    'xl/sharedStrings.xml',
    `<sst xmlns="${main}" count="${cells}" uniqueCount="1"><si><t>${'a'.repeat(1_000_000)}</t></si></sst>`,
  );
  const rows = Array.from(
    { length: cells / 3 },
    (_, at) =>
      `<row r="${at + 1}">${['A', 'B', 'C'].map((column) => `<c r="${column}${at + 1}" t="s"><v>0</v></c>`).join('')}</row>`,
  );
  part(
    'xl/worksheets/sheet1.xml',
    `<worksheet xmlns="${main}"><sheetData>${rows.join('')}</sheetData></worksheet>`,
  );
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}
