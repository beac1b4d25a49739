import { SaxesParser, type SaxesTagNS } from 'saxes';
import { decodeXml } from './fiscal/decode.ts';

/** A file of a fiscal document as it is sent. */
export type FiscalContent = { kind: 'xml' | 'pdf'; content: Uint8Array };

/** Whether a file is what it says, and nothing that acts by itself: customers and their programs open it. */
export const isFiscalContent = ({ kind, content }: FiscalContent): boolean =>
  kind === 'pdf' ? isPdf(Buffer.from(content)) : isXml(content);

/** How far in a PDF may begin (ISO 32000). */
const pdfStart = 1_024;

/**
 * `%PDF-` near the beginning, behind nothing but a mark and blanks: what has a program or a page before it is a PDF
 * only to some. One that runs scripts or starts programs is none of ours, as far as that stands there in plain words.
 */
function isPdf(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, pdfStart);
  if (!/^(\xEF\xBB\xBF)?[\0\t\n\f\r ]*%PDF-/.test(head)) return false;
  return !acts.test(bytes.toString('latin1'));
}

/** A name of PDF, any letter of which may be written as its number. */
const nameIn = (name: string): string =>
  [...name].map((letter) => `(?:${letter}|#${eitherCase(letter.charCodeAt(0))})`).join('');
const eitherCase = (code: number): string =>
  code.toString(16).replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
const acts = new RegExp(`/(?:${nameIn('JavaScript')}|${nameIn('Launch')})(?![A-Za-z0-9#])`);

/** Elements within elements, and attributes of one, at most: CFDI and NF-e have some ten. */
const [deepest, mostAttributes] = [64, 500];

/** Elements that browsers and programs act upon wherever they stand: pages, drawings, inclusions, transformations. */
const active = new Set([
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/2001/XInclude',
  'http://www.w3.org/1999/XSL/Transform',
]);

/**
 * Whether an element may stand in a document that acts by itself nowhere.
 * @param depth of how many it is the innermost
 */
export const isInert = ({ uri, local, attributes }: SaxesTagNS, depth: number): boolean =>
  depth <= deepest &&
  Object.keys(attributes).length <= mostAttributes &&
  !active.has(uri) &&
  !(depth === 1 && /^(html|svg)$/i.test(local));

/**
 * Well-formed XML without a document type, without any instruction but its declaration, and without what acts by
 * itself; in UTF-8, or in ISO-8859-1 or Windows-1252 where it says so, as tax authorities have it. Any other encoding
 * is refused, since a reader that takes it for another sees another document.
 */
function isXml(bytes: Uint8Array): boolean {
  const text = decodeXml(bytes);
  if (text === null) return false;
  const parser = new SaxesParser({ xmlns: true, position: false });
  const refuse = (): never => {
    throw new Error('Not XML that is taken');
  };
  let depth = 0;
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', (tag) => {
    if (!isInert(tag, ++depth)) refuse();
  });
  parser.on('closetag', () => void depth--);
  try {
    parser.write(text).close();
    return true;
  } catch {
    return false;
  }
}
