import { impersonation as endpoints } from '#contract/impersonation';
import { limits } from '#contract/limits';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../../http/caller.ts';
import { findSessionById } from '../../../http/credentials.ts';
import { describeSession } from '../../../http/session-view.ts';
import { defineFeature } from '../../feature.ts';
import { findContact } from '../contacts/contacts.records.ts';

/** The session of a caller as it is now. */
async function sessionOf(db: Db, { sessionId }: PersonCaller) {
  const person = await findSessionById(db, sessionId);
  if (!person) throw new AppError('unauthenticated');
  return describeSession(db, person);
}

/**
 * Staff looks at the portal as a contact sees it. Its session stays its own: it says as whom, and until when. What it
 * may not do meanwhile, the mount refuses; whom it may look at and whether still, the session is asked at each request.
 */
export const impersonation = defineFeature({
  endpoints,
  handlers: () => ({
    'POST /impersonations': async ({ db, caller, body, audit }) => {
      const contact = await findContact(db, reachOf(caller, 'impersonate'), body.contact);
      if (!contact) throw new AppError('not_found');
      if (contact.inactiveBy === 'portal' || contact.inactiveBy === 'erp')
        throw new AppError('contact_inactive');
      const minutes = limits.impersonationMinutes;
      const [{ until }] = (await db('sessions')
        .where({ id: caller.sessionId })
        .update({
          as_contact_id: contact.id,
          as_contact_until: db.raw('least(expires_at, now() + make_interval(mins => ?))', [
            minutes,
          ]),
        })
        .returning<{ until: string }[]>('as_contact_until as until')) as [{ until: string }];
      await audit(db, {
        record: contact.id,
        contactId: contact.id,
        detail: { name: contact.name, customer: contact.number, reason: body.reason, until },
      });
      return sessionOf(db, caller);
    },
    'DELETE /impersonation': async ({ db, caller, audit, nothingToAudit }) => {
      const [was] = await db('sessions')
        .where({ id: caller.sessionId })
        .whereNotNull('as_contact_id')
        .select<{ contactId: string }[]>({ contactId: 'as_contact_id' });
      if (was) {
        await db('sessions')
          .where({ id: caller.sessionId })
          .update({ as_contact_id: null, as_contact_until: null });
        await audit(db, { record: was.contactId, contactId: was.contactId });
      } else nothingToAudit();
      return sessionOf(db, caller);
    },
  }),
});
