import { posix } from 'node:path';
import { ForeignFileError } from './file-fault.ts';
import { decodeEscapes, isDateFormat } from './cell-text.ts';
import { readXml, type Tag } from './xml-stream.ts';
import type { Package } from './zip.ts';

export type SheetPart = { name: string; hidden: boolean; part: string };

/** What of a workbook its sheets are read with. */
export type Workbook = {
  /** Sheets of cells, in the order of their tabs. */
  sheets: SheetPart[];
  /** Days are counted from 1904 on. */
  from1904: boolean;
  strings: string[];
  /** Whether a cell's style shows its number as a date, by index. */
  dateStyles: boolean[];
};

export type WorkbookLimits = {
  /** Characters of one cell: what is longer is cut. */
  cell: number;
  /** Characters of all shared strings, each counted as it is kept. */
  strings: number;
};

type Relations = Map<string, { type: string; target: string }>;

/**
 * Follows the relations of the package, as Excel does: no part has to have a particular name.
 * @throws ForeignFileError where it is another kind of archive; Error where it is damaged
 */
export async function openWorkbook(zip: Package, limits: WorkbookLimits): Promise<Workbook> {
  const part = await workbookPart(zip);
  const relations = await relationsOf(zip, part);
  const found = await readWorkbook(zip, part);
  const ofType = (type: string) => [...relations.values()].find((one) => one.type === type)?.target;
  const sheets = found.sheets.flatMap(({ id, ...sheet }) => {
    const relation = relations.get(id);
    // A tab may also be a chart or a dialog.
    return relation?.type === 'worksheet' ? [{ ...sheet, part: relation.target }] : [];
  });
  const [strings, styles] = [ofType('sharedStrings'), ofType('styles')];
  return {
    sheets,
    from1904: found.from1904,
    strings: strings && zip.has(strings) ? await readStrings(zip, strings, limits) : [],
    dateStyles: styles && zip.has(styles) ? await readStyles(zip, styles) : [],
  };
}

async function workbookPart(zip: Package): Promise<string> {
  const root = zip.has('_rels/.rels') ? await relationsOf(zip, '') : new Map();
  const main = [...root.values()].find(({ type }) => type === 'officeDocument')?.target as
    | string
    | undefined;
  if (main?.endsWith('.bin')) throw new ForeignFileError('file_xlsb');
  const names = zip.names();
  if (main === undefined) {
    const open = names.includes('mimetype') && names.includes('content.xml');
    throw new ForeignFileError(open ? 'file_ods' : 'file_unknown');
  }
  // A document or a presentation is an archive of this kind as well.
  if (/^(word|ppt|visio)\//.test(main)) throw new ForeignFileError('file_unknown');
  if (!zip.has(main)) throw new ForeignFileError('file_damaged');
  return main;
}

/** What a part refers to, by id; the type is the last word of its address, which has a transitional and a strict form. */
async function relationsOf(zip: Package, part: string): Promise<Relations> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations: Relations = new Map();
  if (!zip.has(name)) return relations;
  await readXml(zip.read(name), {
    open: ({ name: tag, attributes }) => {
      const { Id, Type, Target, TargetMode } = attributes;
      if (tag !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target : posix.join('/', folder, Target);
      const type = Type.slice(Type.lastIndexOf('/') + 1);
      relations.set(Id, { type, target: decodeURI(posix.normalize(target).slice(1)) });
    },
    close: () => {},
    text: () => {},
  });
  return relations;
}

async function readWorkbook(zip: Package, part: string) {
  const sheets: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  let isWorkbook = false;
  await readXml(zip.read(part), {
    open: ({ name, attributes }) => {
      if (name === 'workbook') isWorkbook = true;
      if (name === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (name !== 'sheet' || !attributes.id) return;
      const { state = 'visible' } = attributes;
      sheets.push({ name: attributes.name ?? '', hidden: state !== 'visible', id: attributes.id });
    },
    close: () => {},
    text: () => {},
  });
  if (!isWorkbook) throw new ForeignFileError('file_unknown');
  return { sheets, from1904 };
}

/** Texts that cells refer to by index; rich text as its words, without the pronunciation beside them. */
async function readStrings(zip: Package, part: string, limits: WorkbookLimits): Promise<string[]> {
  const strings: string[] = [];
  const reader = createTextReader(limits.cell);
  let left = limits.strings;
  await readXml(zip.read(part), {
    open: (tag) => (tag.name === 'si' ? reader.start() : reader.open(tag)),
    close: (name) => {
      reader.close(name);
      if (name !== 'si') return;
      const text = reader.end();
      left -= text.length + 1;
      if (left < 0) throw new ForeignFileError('file_heavy');
      strings.push(text);
    },
    text: reader.text,
  });
  return strings;
}

/** Puts the pieces of a text together, up to a number of characters. */
export function createTextReader(most: number) {
  let text = '';
  let inText = false;
  let beside = 0;
  return {
    start: () => void (text = ''),
    open: ({ name }: Tag) => {
      if (name === 'rPh') beside++;
      if (name === 't') inText = beside === 0;
    },
    close: (name: string) => {
      if (name === 'rPh') beside--;
      if (name === 't') inText = false;
    },
    text: (piece: string) => {
      if (inText && text.length < most) text += piece.slice(0, most - text.length);
    },
    end: () => decodeEscapes(text),
  };
}

async function readStyles(zip: Package, part: string): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const styles: boolean[] = [];
  let inCells = false;
  await readXml(zip.read(part), {
    open: ({ name, attributes }) => {
      const id = Number(attributes.numFmtId);
      if (name === 'numFmt') formats.set(id, attributes.formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(isDateFormat(id, formats.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
    text: () => {},
  });
  return styles;
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';
