import { identifierKey } from '#contract/identifiers';
import { portal as endpoints } from '#contract/portal';
import { AppError } from '../../http/app-error.ts';
import { findSessionById } from '../../http/credentials.ts';
import { describeSession } from '../../http/session-view.ts';
import { defineFeature } from '../feature.ts';
import { createPortalQueries } from './portal.queries.ts';

/** What an element must know before it draws itself, and the change of customer. */
export const portal = defineFeature({
  endpoints,
  handlers: ({ environment }: { environment: string }) => ({
    'GET /portal': async ({ caller, db }) => {
      const person = caller.kind === 'contact' || caller.kind === 'staff' ? caller : null;
      // Neither waits for the other: every page asks this first.
      const [looks, session] = await Promise.all([
        createPortalQueries(db).looks(caller.tenant.id),
        person && describeSession(db, person),
      ]);
      return { tenant: { ...caller.tenant, ...looks, environment }, session };
    },
    'GET /logo': async ({ db, query }) => {
      const logo = await createPortalQueries(db).logo(query.id);
      if (!logo) throw new AppError('not_found');
      return once(logo.content);
    },
    'PUT /session/customer': async ({ db, caller, body, audit }) => {
      const changed = await createPortalQueries(db).changeCustomer(
        caller,
        identifierKey(body.number),
      );
      const person = changed ? await findSessionById(db, caller.sessionId) : null;
      if (!person) throw new AppError('not_found');
      await audit(db, {
        record: caller.sessionId,
        detail: { from: caller.customer?.number, to: person.customer?.number },
      });
      return describeSession(db, person);
    },
  }),
});

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
