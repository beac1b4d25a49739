import { payments as endpoints } from '#contract/payments';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import type { Throttle } from '../../http/throttle.ts';
import { defineFeature } from '../feature.ts';
import type { Providers } from './accounts.ts';
import { askProvider } from './asking.ts';
import { paymentPages, sweepHints } from './pages.ts';
import { countLive } from './payments.queries.ts';
import {
  beginPayment,
  listMethods,
  listPayable,
  listPayments,
  onTheirWay,
  showPayment,
  wantEnd,
} from './payments.service.ts';

type Deps = { providers: Providers; publicUrl: URL };
type PageDeps = Deps & { inScope: InScope; throttle: Throttle; wakeJanitor: () => void };

/** Paying is the customers' own. */
function payerOf(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  return caller;
}

/** How many payments are under way. */
async function figure(db: Db, caller: PersonCaller) {
  const count = await countLive(db, reachOf(caller, 'payments.view'));
  return { count, more: false };
}

/** Payments of open documents, on the pages of providers. */
export const payments = defineFeature({
  endpoints,
  handlers: (deps: Deps) => ({
    'GET /payable-items': ({ db, caller, query }) => listPayable(db, caller, query),
    'GET /payment-methods': ({ db, caller, query }) => listMethods(db, caller, query),
    'POST /payments': async ({ db, caller, body, audit }) => {
      const begun = await beginPayment(db, payerOf(caller), body);
      await audit(db, { record: begun.number, detail: { method: body.method } });
      return begun;
    },
    'GET /payments': ({ db, caller, query }) => listPayments(db, caller, query),
    'GET /payments-on-their-way': ({ db, caller, query }) => onTheirWay(db, caller, query),
    // Detached: no transaction is held while the provider is asked.
    'GET /payments/:id': {
      detached: async ({ inTenant, caller, params: { id } }) => {
        await inTenant((db) => showPayment(db, caller, id, false));
        const answered = await askProvider(deps, inTenant, id, 'customer');
        return inTenant((db) => showPayment(db, caller, id, !answered));
      },
    },
    'POST /payments/:id/cancellation': {
      detached: async ({ inTenant, caller, params: { id }, audit }) => {
        await inTenant(async (db) => {
          const number = await wantEnd(db, payerOf(caller), id);
          await audit(db, { record: number });
        });
        const answered = await askProvider(deps, inTenant, id, 'customer');
        return inTenant((db) => showPayment(db, caller, id, !answered));
      },
    },
  }),
  pages: ({ wakeJanitor: wake, ...deps }: PageDeps) => paymentPages({ ...deps, wake }),
  section: { section: 'payments', source: null, figure },
  sweep: async (db) => {
    await sweepHints(db);
  },
});
