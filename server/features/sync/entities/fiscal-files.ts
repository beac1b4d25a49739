import { createHash } from 'node:crypto';
import type { SyncRecord } from '#contract/sync';
import { bytes, entity, identifier, ref, text } from '../sync.columns.ts';

const contentOf = ({ content }: SyncRecord<'fiscal-files'>): Buffer =>
  Buffer.from(content, 'base64');

export const fiscalFiles = entity<SyncRecord<'fiscal-files'>>('fiscal_files', {
  conflict: ['fiscal_key', 'kind'],
  identifiers: [identifier('fiscal_id', (r) => r.fiscalId, 'fiscal_key')],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    kind: text((r) => r.kind),
    file_name: text((r) => r.fileName),
    content: bytes((r) => `\\x${contentOf(r).toString('hex')}`),
    sha256: text((r) => createHash('sha256').update(contentOf(r)).digest('hex')),
  },
});
