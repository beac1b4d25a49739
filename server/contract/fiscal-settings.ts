import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';

/** What becomes of fiscal files. */
export const FiscalSettings = z.object({
  version: z.number().int(),
  /** Whether a document that the ERP sends no invoice of becomes one. */
  invoicesFromFiles: z.boolean(),
  /** Documents that belong to no invoice, and would become one. */
  waiting: z.number().int(),
  /** Files that came before their content was read, and are being read. */
  unread: z.number().int(),
});
export type FiscalSettings = z.output<typeof FiscalSettings>;

export const fiscalSettings = defineEndpoints({
  'GET /settings/fiscal': {
    permission: 'settings.manage',
    summary: 'Whether fiscal files become invoices, and how many would.',
    response: FiscalSettings,
    errors: [],
  },
  'PUT /settings/fiscal': {
    permission: 'settings.manage',
    summary:
      'Says whether fiscal files become invoices. Those that are here do so within minutes; what they became stays where that is ended.',
    body: z.strictObject({ version: z.number().int().min(1), invoicesFromFiles: z.boolean() }),
    response: FiscalSettings,
    errors: ['record_changed'],
    audit: 'settings.changed',
  },
});
