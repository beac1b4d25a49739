import type { Activity } from '#contract/contacts';
import type { Db } from '../../../db/scope.ts';
import type { PersonCaller } from '../../../http/caller.ts';
import type { Page } from '../../../records/records.ts';
import { ofAccess, readActivity } from '../activity.ts';
import { reachOfContacts } from './contacts.policies.ts';
import { foundWithin } from './contacts.view.ts';

/** What a contact did for its customer, and what was done to its access, the newest first. */
export async function activity(
  db: Db,
  caller: PersonCaller,
  contactId: string,
  asked: { limit: number; cursor?: string },
): Promise<Page<Activity>> {
  const { id, identityId } = await foundWithin(db, reachOfContacts(caller, 'view'), contactId);
  const history = {
    which: [
      'a.contact_id = :id',
      `a.record = cast(:id as uuid)::text and ${ofAccess}`,
      `a.record = cast(:identityId as uuid)::text and ${ofAccess}`,
    ],
    bindings: { id, identityId },
    identityId,
    forCustomer: caller.kind === 'contact',
  };
  return readActivity(db, history, asked);
}
