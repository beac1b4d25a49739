import type { FiscalDocument, FiscalReading } from '#contract/fiscal-document';
import { isCfdi, readCfdi } from './cfdi.ts';
import { FiscalFileError } from './document.ts';
import { isNfe, readNfe } from './nfe.ts';
import { isNfeEvent, readNfeEvent } from './nfe-events.ts';
import { judgeTotals } from './totals.ts';
import { readXml, type XmlNode } from './xml.ts';

/** The kinds of documents that are read, each by its root element. */
const readers: [(root: XmlNode) => boolean, (root: XmlNode) => FiscalDocument][] = [
  [isCfdi, readCfdi],
  [isNfe, readNfe],
  [isNfeEvent, readNfeEvent],
];

/** Relations of one document that are kept: a payment may settle thousands. */
const mostRelations = 10_000;

/**
 * Reads the XML of a fiscal document: the document, or why it is none and where. Nothing is checked but what it says:
 * no signature, no schema, no authority is asked.
 */
export const readFiscalFile = (bytes: Uint8Array): FiscalReading => lookThrough(bytes).reading;

/** The same, and whether the file is one that is kept (`isFiscalContent`); null where it is too much for a document. */
export function lookThrough(bytes: Uint8Array): {
  reading: FiscalReading;
  isSound: boolean | null;
} {
  let isSound: boolean | null = null;
  try {
    const { root, faultsSkipped, ...seen } = readXml(bytes);
    isSound = seen.isSound;
    const [, read] = readers.find(([isOne]) => isOne(root)) ?? [];
    if (!read) throw new FiscalFileError('unknown_kind', root.name.slice(0, 60).toWellFormed());
    const document = read(root);
    if (document.relations.length > mostRelations) throw new FiscalFileError('too_complex');
    const warnings = [
      ...document.warnings,
      ...judgeTotals(document),
      ...(faultsSkipped > 0 ? [{ code: 'addenda' as const, by: String(faultsSkipped) }] : []),
    ];
    return { reading: { document: { ...document, warnings: warnings.slice(0, 20) } }, isSound };
  } catch (error) {
    if (!(error instanceof FiscalFileError)) throw error;
    // What is only too much for a document may be sound.
    if (isSound === null && !error.fault.code.startsWith('too_')) isSound = false;
    return { reading: { fault: error.fault }, isSound };
  }
}
