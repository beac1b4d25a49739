import { createHash } from 'node:crypto';
import type { FiscalReading } from '#contract/fiscal-document';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import {
  dropFiscalDocuments,
  faultOf,
  storeFiscalDocuments,
} from '../../../records/fiscal-documents.ts';
import { bytes, entity, identifier, json, ref, text } from '../sync.columns.ts';

/** A record with what was read of its file. */
type FiscalFileRecord = SyncRecord<'fiscal-files'> & { reading?: FiscalReading | null };

const contentOf = ({ content }: FiscalFileRecord): Buffer => Buffer.from(content, 'base64');

export const fiscalFiles = entity<FiscalFileRecord>('fiscal_files', {
  conflict: ['fiscal_key', 'kind'],
  identifiers: [identifier('fiscal_id', (r) => r.fiscalId, 'fiscal_key')],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    kind: text((r) => r.kind),
    file_name: text((r) => r.fileName),
    content: bytes((r) => `\\x${contentOf(r).toString('hex')}`),
    sha256: text((r) => createHash('sha256').update(contentOf(r)).digest('hex')),
    fault: json(({ fiscalId, reading }) => reading && faultOf({ fiscalId, reading })),
  },
  children: (db, records, _, resolve) =>
    storeFiscalDocuments(
      db,
      records.flatMap(({ kind, fiscalId, customer, reading }) =>
        kind === 'xml' && reading
          ? [{ customerId: resolve('customer', identifierKey(customer))!, fiscalId, reading }]
          : [],
      ),
    ),
  gone: (db, keys) =>
    dropFiscalDocuments(
      db,
      keys.flatMap(([key, kind]) => (key !== undefined && kind === 'XML' ? [key] : [])),
    ),
});
