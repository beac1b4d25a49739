import { statement as endpoints } from '#contract/statement';
import { overdueFigure } from '../../records/balances.ts';
import { defineFeature } from '../feature.ts';
import type { StatementFilesDeps } from './statement.files.ts';
import { createStatementService } from './statement.service.ts';
import { verifyPage } from './verify.page.ts';

/** Account statements: on screen, as files, their history, and the page that confirms one. */
export const statement = defineFeature({
  endpoints,
  handlers: (deps: StatementFilesDeps) => {
    const service = createStatementService(deps);
    return {
      'GET /customers': ({ db, caller, query }) => service.customers(db, caller, query),
      'GET /companies': ({ db, caller, query }) => service.companies(db, caller, query.customer),
      'POST /statements': async ({ db, caller, body, audit }) => {
        const { statement: made, account } = await service.generate(db, caller, body);
        await audit(db, {
          record: made.id,
          detail: {
            customer: account.customer.number,
            company: account.company.code,
            cutOff: made.cutOff,
            ...(caller.kind === 'staff' && { onBehalf: true }),
          },
        });
        return made;
      },
      'GET /statements': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /statements/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /statements/:id/pdf': {
        detached: ({ inTenant, caller, params, query }) =>
          service.pdf(inTenant, caller, params.id, query.locale),
      },
      'GET /statements/:id/xlsx': {
        detached: ({ inTenant, caller, params, query }) =>
          service.xlsx(inTenant, caller, params.id, query.locale),
      },
      'GET /movements': ({ db, caller, query }) => service.movements(db, caller, query),
      'GET /exports/movements': {
        detached: ({ inTenant, caller, query }) => service.movementSheet(inTenant, caller, query),
      },
      'GET /exports/statement-changes': {
        detached: ({ inTenant, caller, query }) => service.changeSheet(inTenant, caller, query),
      },
      'GET /statement-changes': ({ db, caller, query }) => service.changes(db, caller, query),
    };
  },
  pages: verifyPage,
  section: {
    section: 'statement',
    source: 'open-items',
    // Whoever has a portfolio reads it there.
    figure: async (db, caller) =>
      caller.grants.has('portfolio.view') ? null : { overdue: await overdueFigure(db, caller) },
  },
  sweep: async (db) => {
    await db.raw('select portico_forget_statements()');
  },
});
