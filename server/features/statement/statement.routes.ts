import type Router from '@koa/router';
import { statement } from '#contract/statement';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createStatementService } from './statement.service.ts';

/** Mounts what `contract/statement.ts` declares. */
export function mountStatement(
  router: Router,
  service: ReturnType<typeof createStatementService>,
  gate: Gate,
): void {
  mount(
    router,
    statement,
    {
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
      'GET /statement-changes': ({ db, caller, query }) => service.changes(db, caller, query),
    },
    gate,
  );
}
