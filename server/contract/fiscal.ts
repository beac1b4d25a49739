import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { locale, uuid } from './primitives.ts';

const byId = z.strictObject({ id: uuid });

export const fiscal = defineEndpoints({
  'GET /fiscal-files/:id/xml': {
    permission: 'invoices.xml',
    summary: 'The XML of a fiscal document.',
    params: byId,
    response: { file: 'application/xml' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'fiscal_files.downloaded',
  },
  'GET /fiscal-files/:id/pdf': {
    permission: 'invoices.pdf',
    summary: 'The printable form of a fiscal document.',
    params: byId,
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'fiscal_files.downloaded',
  },
  'POST /fiscal-archives': {
    permission: 'invoices.bulk',
    summary: 'Several files of fiscal documents in one ZIP, with an index.',
    body: z.strictObject({
      files: z.array(uuid).min(1).max(limits.archiveFiles),
      locale,
    }),
    response: { file: 'application/zip' },
    errors: ['not_found'],
    cost: 'export',
    audit: 'fiscal_files.downloaded',
  },
});
