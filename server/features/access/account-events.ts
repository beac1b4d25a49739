import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { recordEvents, type EventKind } from '../../records/events.ts';

/** Names what happened, in the words of who is told. */
const abouts = {
  'account.password_changed': 'password',
  'account.new_device': 'device',
  'account.factor_changed': 'factor',
} as const;

/** Notes what happened to somebody's account, for each of the customers the person acts for. */
export async function recordAccountEvent(
  db: Db,
  kind: Extract<EventKind, `account.${string}`>,
  identityId: string,
): Promise<void> {
  const memberships = await rowsOf<{ id: string; customerId: string }>(
    db,
    `select id, customer_id as "customerId" from contacts
     where identity_id = ? and active and deleted_at is null`,
    [identityId],
  );
  await recordEvents(
    db,
    memberships.map(({ id, customerId }) => ({
      kind,
      customerId,
      record: { kind: 'contact' as const, id },
      data: { about: abouts[kind] },
      // Nobody knows whether it was the person: this is why it is told.
      actor: { kind: 'public' as const, id: null },
    })),
  );
}
