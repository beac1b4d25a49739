import { orderEntry as endpoints } from '#contract/order-entry';
import { draftDays, mostUsual } from '#contract/order-entry-words';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { tenantsWithEvents } from '../../records/events.ts';
import { defineFeature } from '../feature.ts';
import { reorder, usual } from './copies.ts';
import { createDraftQueries, sweepDrafts } from './drafts.queries.ts';
import {
  beginDraft,
  buyerOf,
  changeDraft,
  discardDraft,
  draftOf,
  draftReach,
  listDrafts,
  showDraft,
} from './drafts.service.ts';
import { importLines } from './lines-import.ts';
import type { PriceSource } from './resolve.ts';
import { submitDraft, takeBack } from './submission.ts';
import { tellCaptured } from './telling.ts';

type Deps = { reader: ForeignReader; priceSource: PriceSource };

/** What an order is made of. */
async function formOf(db: Db, caller: PersonCaller) {
  const buyer = buyerOf(caller);
  const queries = createDraftQueries(db);
  const customerId = buyer.customer.id;
  const reach = draftReach(buyer);
  const [companies, addresses, customer] = await Promise.all([
    queries.companies(reach),
    queries.addresses(reach),
    queries.customer(customerId),
  ]);
  return {
    companies,
    addresses,
    shipToRequired: reach.addressIds !== null,
    ...customer,
    prices: buyer.grants.has('prices.view'),
  };
}

/** How many drafts wait to be sent. */
async function figure(db: Db, caller: PersonCaller) {
  if (caller.kind !== 'contact' || !caller.grants.has('orders.create')) return null;
  return { count: await createDraftQueries(db).count(draftReach(caller)), more: false };
}

/** Orders that customers enter here: drafts, what they come to, and how they are sent. */
export const orderEntry = defineFeature({
  endpoints,
  handlers: ({ reader, priceSource: source }: Deps) => ({
    'GET /order-entry': ({ db, caller }) => formOf(db, caller),
    'GET /order-drafts': ({ db, caller, query }) => listDrafts(db, buyerOf(caller), query),
    'POST /order-drafts': async ({ db, caller, body }) => {
      const buyer = buyerOf(caller);
      return showDraft(db, source, buyer, await beginDraft(db, buyer, body));
    },
    'GET /order-drafts/:id': async ({ db, caller, params }) => {
      const buyer = buyerOf(caller);
      return showDraft(db, source, buyer, await draftOf(db, draftReach(buyer), params.id));
    },
    'PATCH /order-drafts/:id': ({ db, caller, params, body }) =>
      changeDraft(db, source, buyerOf(caller), params.id, body),
    'DELETE /order-drafts/:id': ({ db, caller, params }) =>
      discardDraft(db, buyerOf(caller), params.id),
    // Detached: rows are read on a thread, without a transaction.
    'POST /order-drafts/:id/lines-import': {
      detached: ({ inTenant, caller, params, body }) =>
        importLines({ reader, source }, inTenant, buyerOf(caller), params.id, body),
    },
    'POST /order-drafts/:id/submission': async ({ db, caller, params, body, audit }) => {
      const sent = await submitDraft(db, source, buyerOf(caller), params.id, body);
      await audit(db, {
        record: sent.order ?? params.id,
        detail: { state: sent.state, captureNumber: sent.captureNumber },
      });
      return sent;
    },
    'DELETE /order-drafts/:id/submission': async ({ db, caller, params, audit }) => {
      const buyer = buyerOf(caller);
      const draft = await takeBack(db, buyer, params.id);
      await audit(db, { record: draft.id });
      return showDraft(db, source, buyer, draft);
    },
    'POST /orders/:id/drafts': async ({ db, caller, params, body }) => {
      const buyer = buyerOf(caller);
      const draft = await reorder(db, buyer, params.id, body.positions);
      return showDraft(db, source, buyer, draft, { keep: true });
    },
    'GET /usual-materials': ({ db, caller }) => usual(db, buyerOf(caller), mostUsual),
  }),
  section: { section: 'order-entry', source: null, figure },
  sweep: (db) => sweepDrafts(db, draftDays),
  due: {
    tenants: (db) => tenantsWithEvents(db, 'captured_orders'),
    act: tellCaptured,
  },
});
