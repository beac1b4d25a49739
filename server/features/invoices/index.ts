import { invoices as endpoints } from '#contract/invoices';
import type { Authority } from '../../output/fiscal/authority.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createFiscalCheck } from './fiscal-check.ts';
import { createInvoiceService, invoicesFigure } from './invoices.service.ts';

/** Invoices, debit and credit notes: the list, the detail and the export. */
export const invoices = defineFeature({
  endpoints,
  handlers: ({ texts, authority }: { texts: Texts; authority: Authority }) => {
    const check = createFiscalCheck(authority);
    const service = createInvoiceService(texts);
    return {
      'GET /invoices': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /invoices/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      // Detached: the authority is asked without a transaction.
      'POST /invoices/:id/fiscal-check': {
        detached: ({ inTenant, caller, params }) => check(inTenant, caller, params.id),
      },
      'GET /exports/invoices': {
        detached: ({ inTenant, caller, query }) => service.exportXlsx(inTenant, caller, query),
      },
    };
  },
  section: { section: 'invoices', source: 'invoices', figure: invoicesFigure },
});
