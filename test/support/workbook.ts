import { zipOf } from './zip-writer.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';
const start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** A cell of text, as programs write it that keep no table of strings. */
export const inline = (text: string, at = '') =>
  `<c${at && ` r="${at}"`} t="inlineStr"><is><t>${text}</t></is></c>`;

/** Rows of texts, each cell with its place or without. */
export const rowsOf = (rows: readonly (readonly string[])[], places = true): string =>
  rows
    .map((cells, i) => {
      const texts = cells.map((cell, j) => inline(cell, places ? `${'ABCDEFG'[j]}${i + 1}` : ''));
      return `<row${places ? ` r="${i + 1}"` : ''}>${texts.join('')}</row>`;
    })
    .join('');

export type TestSheet = {
  /** What stands in `sheetData`. */
  rows: string;
  name?: string;
  state?: 'hidden' | 'veryHidden';
  /** Where its part is, from the folder of the workbook. */
  part?: string;
  /** What stands before `sheetData`. */
  head?: string;
};

export type TestBook = {
  sheets: readonly TestSheet[];
  strings?: string;
  styles?: string;
  from1904?: boolean;
  /** Prefix of every tag of the main namespace. */
  prefix?: string;
  /** Where the workbook is. */
  part?: string;
};

/** A workbook as other programs than Excel may write it; only what is asked for is in it. */
export function bookOf({
  sheets,
  strings,
  styles,
  from1904,
  prefix,
  part = 'xl/workbook.xml',
}: TestBook): Buffer {
  const tag = (text: string) =>
    prefix ? text.replaceAll(/<(\/?)(?=[a-z])/gi, `<$1${prefix}:`) : text;
  const space = `xmlns${prefix ? `:${prefix}` : ''}="${main}" xmlns:r="${office}"`;
  const whole = (name: string, inside: string) =>
    start + tag(`<${name} ${space}>${inside}</${name}>`);
  const named = sheets.map((sheet, i) => ({ part: `worksheets/sheet${i + 1}.xml`, ...sheet }));
  const list = named.map(
    ({ name, state }, i) =>
      `<sheet name="${name ?? `Hoja${i + 1}`}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  );
  const relations: [type: string, target: string][] = named.map((one) => ['worksheet', one.part]);
  if (strings) relations.push(['sharedStrings', 'sharedStrings.xml']);
  if (styles) relations.push(['styles', 'styles.xml']);
  const slash = part.lastIndexOf('/');
  const [folder, file] = [part.slice(0, slash + 1), part.slice(slash + 1)];
  const at = (target: string) => (target.startsWith('/') ? target.slice(1) : folder + target);
  return zipOf([
    ['[Content_Types].xml', `${start}<Types/>`],
    ['_rels/.rels', relationsOf([['officeDocument', part]])],
    [
      part,
      whole(
        'workbook',
        `<workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${list.join('')}</sheets>`,
      ),
    ],
    [`${folder}_rels/${file}.rels`, relationsOf(relations)],
    ...named.map(
      ({ rows, head = '', part: target }) =>
        [at(target), whole('worksheet', `${head}<sheetData>${rows}</sheetData>`)] as const,
    ),
    ...(strings ? [[at('sharedStrings.xml'), whole('sst', strings)] as const] : []),
    ...(styles ? [[at('styles.xml'), whole('styleSheet', styles)] as const] : []),
  ]);
}

const relationsOf = (all: [type: string, target: string][]): string => {
  const each = all.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `${start}<Relationships xmlns="${packaged}">${each.join('')}</Relationships>`;
};
