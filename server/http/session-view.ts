import { contactPermissions } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { Db } from '../db/scope.ts';
import type { PersonCaller } from './caller.ts';

/** A session as its own browser sees it. */
export async function describeSession(
  db: Db,
  person: Omit<PersonCaller, 'tenant'>,
): Promise<Session> {
  const { rows } = await db.raw(
    `select s.previous_sign_in_at as "lastSignInAt",
       coalesce((select n.name from login_names n where n.identity_id = s.identity_id order by n.position, n.name limit 1), '') as login
     from sessions s where s.id = ? and s.identity_id = ?`,
    [person.sessionId, person.identityId],
  );
  const [{ lastSignInAt, login }] = rows as [{ lastSignInAt: string | null; login: string }];
  return {
    kind: person.kind,
    person: { name: person.personName, login },
    customer: person.customer,
    permissions: contactPermissions.filter((permission) => person.grants.has(permission)),
    access: person.access,
    lastSignInAt,
    expiresAt: person.expiresAt,
  };
}
