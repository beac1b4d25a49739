// Reads a PDF as screen readers and eyes do: by its structure, and by where its texts stand.
import { getDocumentProxy } from 'unpdf';

/** A run of text on one line. `y` is its base line, from the bottom. */
export type PdfRun = {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  /** Whether it is no part of the content: page numbers, repeated headings. */
  artifact: boolean;
};

/** An element of the structure, with the text below it; the reader drops blanks at the ends of lines. */
export type PdfNode = { role: string; text: string; alt?: string; children: PdfNode[] };

/** `cells`: what is marked as a cell of a table, in the order it was drawn; empty ones draw nothing. */
export type PdfPage = {
  width: number;
  height: number;
  runs: PdfRun[];
  cells: string[];
  structure: PdfNode[];
};

export type ReadPdf = {
  pages: PdfPage[];
  /** What the file says of itself, as one text. */
  properties: string;
  title: string;
  language: string;
  marked: boolean;
  links: string[];
};

type RawNode = {
  role?: string;
  alt?: string;
  type?: string;
  id?: string;
  children?: RawNode[];
};

const mostStructured = 12;

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages: PdfPage[] = [];
  const links: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const [, , width = 0, height = 0] = page.view;
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const { runs, byId, cells } = runsOf(items as RawItem[]);
    // The reader goes through the whole structure for each page: that is too much of large files.
    const tree = pdf.numPages > mostStructured ? null : await page.getStructTree();
    const structure = ((tree as RawNode | null)?.children ?? []).map((node) => nodeOf(node, byId));
    for (const { url } of await page.getAnnotations()) if (url) links.push(url);
    pages.push({ width, height, runs, cells, structure });
    page.cleanup();
  }
  const { info, metadata } = await pdf.getMetadata();
  const marks = await pdf.getMarkInfo();
  const { Title = '', Language = '' } = info as { Title?: string; Language?: string };
  const raw = (metadata as { getRaw?: () => string } | null)?.getRaw?.() ?? '';
  await pdf.loadingTask.destroy();
  return {
    pages,
    links,
    properties: `${JSON.stringify(info)}\n${raw}`,
    title: Title,
    language: Language,
    marked: marks?.Marked === true,
  };
}

type RawItem = {
  type?: string;
  id?: string | null;
  tag?: string;
  str?: string;
  width?: number;
  transform?: number[];
  hasEOL?: boolean;
};

function runsOf(items: RawItem[]): Pick<PdfPage, 'runs' | 'cells'> & { byId: Map<string, string> } {
  const runs: PdfRun[] = [];
  const byId = new Map<string, string>();
  const cellIds = new Set<string>();
  const open: { id: string | null; artifact: boolean }[] = [];
  for (const { type, id = null, tag, str, width = 0, transform = [], hasEOL } of items) {
    if (type?.startsWith('beginMarkedContent')) {
      open.push({ id, artifact: tag === 'Artifact' });
      if (id && (tag === 'TD' || tag === 'TH')) cellIds.add(id);
    }
    if (type === 'endMarkedContent') open.pop();
    // Between texts of one line the reader puts a blank of its own.
    if (str && !(str === ' ' && byId.get(open.at(-1)?.id ?? '') === undefined)) {
      const [size = 0, , , , x = 0, y = 0] = transform;
      runs.push({ text: str, x, y, width, size, artifact: open.some(({ artifact }) => artifact) });
      const owner = open.findLast((mark) => mark.id)?.id;
      if (owner) byId.set(owner, `${byId.get(owner) ?? ''}${str}${hasEOL ? '\n' : ''}`);
    }
  }
  const cells = [...cellIds].map((id) => (byId.get(id) ?? '').trim());
  return { runs, byId, cells };
}

function nodeOf(
  { role = '', alt, id, children = [] }: RawNode,
  byId: Map<string, string>,
): PdfNode {
  if (id) return { role: '', text: byId.get(id) ?? '', children: [] };
  const below = children.map((child) => nodeOf(child, byId));
  const text = below
    .map((child) => child.text)
    .join('')
    .trim();
  return { role, text, ...(alt && { alt }), children: below.filter((child) => child.role) };
}

/** All elements of a role that say something, on all pages, in the order they are read in. */
export const elements = (pdf: ReadPdf, role: string): PdfNode[] =>
  pdf.pages
    .flatMap(({ structure }) => structure.flatMap((node) => within(node, role)))
    .filter(({ text, alt }) => text || alt);

export const within = (node: PdfNode, role: string): PdfNode[] => [
  ...(node.role === role ? [node] : []),
  ...node.children.flatMap((child) => within(child, role)),
];
