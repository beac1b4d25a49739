import { SaxesParser, type SaxesTagNS } from 'saxes';
import { isInert } from '../fiscal-content.ts';
import { FiscalFileError } from './document.ts';
import { decodeXml } from './decode.ts';

/** An element of a fiscal document: attributes without a namespace by their name, text as it stands there. */
export type XmlNode = {
  uri: string;
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlNode[];
  text: string;
};

/** What a file may be made of: bytes, elements within elements, elements, and characters of one value. */
export const xmlLimits = { bytes: 3_000_000, depth: 64, elements: 200_000, value: 65_536 };

/** Parts that the reader has no use for: what a company adds for itself, and signatures. */
const isSkipped = ({ uri, local }: SaxesTagNS): boolean =>
  (local === 'Addenda' && uri.startsWith('http://www.sat.gob.mx/cfd/')) ||
  (local === 'Signature' && uri === 'http://www.w3.org/2000/09/xmldsig#');

/** Whether the first byte that is neither a byte order mark nor blank is that of a tag; a picture has another. */
const beginsAsXml = (bytes: Uint8Array): boolean =>
  bytes.find((byte) => ![0xef, 0xbb, 0xbf, 0xfe, 0xff, 0, 9, 10, 13, 32].includes(byte)) === 0x3c;

/**
 * Reads a file into its elements, by namespace and never by prefix. What is skipped may be wrong within itself, as
 * addenda are: such faults are counted.
 * @returns `isSound`: nothing in it is wrong, skipped or not, and nothing acts by itself
 * @throws FiscalFileError where it is not well-formed, defines anything, or goes beyond the limits
 */
export function readXml(bytes: Uint8Array): {
  root: XmlNode;
  faultsSkipped: number;
  isSound: boolean;
} {
  if (bytes.byteLength > xmlLimits.bytes) throw new FiscalFileError('too_large');
  const text = decodeXml(bytes);
  if (text === null) throw new FiscalFileError(beginsAsXml(bytes) ? 'encoding' : 'malformed');
  const parser = new SaxesParser({ xmlns: true });
  const open: (XmlNode | null)[] = [];
  let [elements, skippedFrom, faultsSkipped] = [0, 0, 0];
  let areInert = true;
  let root: XmlNode | null = null;
  const refuse = (code: ConstructorParameters<typeof FiscalFileError>[0]): never => {
    throw new FiscalFileError(code, `${parser.line}:${parser.column}`);
  };
  parser.on('doctype', () => refuse('doctype'));
  parser.on('processinginstruction', () => refuse('instruction'));
  parser.on('error', () => {
    if (skippedFrom === 0) refuse('malformed');
    faultsSkipped++;
  });
  parser.on('opentag', (tag) => {
    if (open.length >= xmlLimits.depth) refuse('too_deep');
    if (++elements > xmlLimits.elements) refuse('too_complex');
    areInert &&= isInert(tag, open.length + 1);
    for (const { value } of Object.values(tag.attributes))
      if (value.length > xmlLimits.value) refuse('too_long');
    if (skippedFrom === 0 && isSkipped(tag)) skippedFrom = open.length + 1;
    const node = skippedFrom > 0 ? null : nodeOf(tag);
    open.at(-1)?.children.push(...(node ? [node] : []));
    root ??= node;
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
    if (open.length < skippedFrom) skippedFrom = 0;
  });
  const addText = (more: string) => {
    const node = open.at(-1);
    // Blanks between elements are nobody's value.
    if (!node || more.trim() === '') return;
    node.text += more;
    if (node.text.length > xmlLimits.value) refuse('too_long');
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  // What ends within a part that is skipped is not whole either.
  if (!root || open.length > 0) throw new FiscalFileError('malformed', 'end');
  return { root, faultsSkipped, isSound: areInert && faultsSkipped === 0 };
}

function nodeOf({ uri, local, attributes }: SaxesTagNS): XmlNode {
  const own = Object.values(attributes).filter(({ prefix }) => prefix === '');
  const plain = new Map(own.map(({ name, value }): [string, string] => [name, value]));
  return { uri, name: local, attributes: plain, children: [], text: '' };
}

/** The children of an element that have a name, in the element's own namespace unless another is given. */
export const childrenOf = (node: XmlNode, name: string, uri = node.uri): XmlNode[] =>
  node.children.filter((child) => child.name === name && child.uri === uri);

export const childOf = (node: XmlNode | undefined, name: string, uri?: string) =>
  node && childrenOf(node, name, uri)[0];
