import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import {
  fiscalFaults,
  fiscalKinds,
  fiscalWarnings,
  importDoubts,
  importFaults,
  importLimits,
  importStates,
} from './fiscal-words.ts';
import { limits } from './limits.ts';
import { date, identifier, line, uuid } from './primitives.ts';

const party = z.object({ number: z.string(), name: z.string() });

/** A file as it would be taken over. */
export const FiscalImportRow = z.object({
  row: z.int(),
  fileName: z.string(),
  file: z.enum(['xml', 'pdf']),
  state: z.enum(importStates),
  fault: z.enum([...fiscalFaults, ...importFaults]).nullable(),
  /** Where in the file the fault is. */
  at: z.string().nullable(),
  doubt: z.enum(importDoubts).nullable(),
  warnings: z.array(z.enum(fiscalWarnings)),
  isTest: z.boolean(),
  kind: z.enum(fiscalKinds).nullable(),
  fiscalId: z.string().nullable(),
  number: z.string().nullable(),
  date: date.nullable(),
  currency: z.string().nullable(),
  total: z.string().nullable(),
  customer: party.nullable(),
  /** Whose it may be, where several have one tax id. */
  customers: z.array(party),
  invoice: z.object({ id: uuid, number: z.string(), total: z.string() }).nullable(),
});
export type FiscalImportRow = z.output<typeof FiscalImportRow>;

export const FiscalImport = z.object({
  id: uuid,
  isApplied: z.boolean(),
  rows: z.array(FiscalImportRow),
});
export type FiscalImport = z.output<typeof FiscalImport>;

const files = z.strictObject({
  files: z
    .array(
      z.strictObject({
        name: line(limits.fileName),
        /** Base64 of an XML, a PDF or a ZIP of such; of nothing where the file is empty, which is its fault alone. */
        content: z.base64().max(Math.ceil((importLimits.fileBytes * 4) / 3)),
      }),
    )
    .min(1)
    .max(100),
});
const taken = z.object({ id: uuid, files: z.int() });
const byId = z.strictObject({ id: uuid });
const manage = { permission: 'invoices.manage' } as const;

export const fiscalImports = defineEndpoints({
  'POST /fiscal-imports': {
    ...manage,
    summary:
      'Reads fiscal files that staff dropped: XML, PDF, and archives of them. Nothing is taken over yet.',
    body: files,
    bodyBytes: importLimits.requestBytes,
    response: taken,
    status: 201,
    errors: ['file_unreadable'],
    cost: 'batch',
    audit: 'none',
  },
  'POST /fiscal-imports/:id/files': {
    ...manage,
    summary: 'Further files of such an import.',
    params: byId,
    body: files,
    bodyBytes: importLimits.requestBytes,
    response: taken,
    errors: ['not_found', 'file_unreadable'],
    cost: 'batch',
    audit: 'none',
  },
  'GET /fiscal-imports/:id': {
    ...manage,
    summary: 'What would become of each file of an import, and why.',
    params: byId,
    response: FiscalImport,
    errors: ['not_found'],
    cost: 'document',
  },
  'POST /fiscal-imports/:id/application': {
    ...manage,
    summary: 'Takes over the files of an import that are certain, and those that were decided on.',
    params: byId,
    body: z.strictObject({
      /** Rows in doubt that are taken all the same; whose they are, where several could be. */
      accepted: z
        .array(z.strictObject({ row: z.int().min(1), customer: identifier.optional() }))
        .max(importLimits.files),
    }),
    response: z.object({ taken: z.int(), left: z.int() }),
    errors: ['not_found'],
    cost: 'batch',
    audit: 'fiscal_files.imported',
  },
});
