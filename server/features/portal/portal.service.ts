import { identifierKey } from '#contract/identifiers';
import { contactPermissions } from '#contract/permissions';
import type { Session, Tenant } from '#contract/portal';
import { AppError } from '../../http/app-error.ts';
import {
  writeAudit,
  type Caller,
  type PersonCaller,
  type TenantRow,
  type Trace,
} from '../../http/caller.ts';
import { findSession, hashSecret, newSecret } from '../../http/credentials.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Throttle } from '../../http/throttle.ts';
import type { Passwords } from './passwords.ts';
import { createPortalQueries } from './portal.queries.ts';

type SignIn = { login: string; password: string; origin: string; trace: Trace };

/** Signs people in and tells elements whom they draw for. */
export function createPortalService(deps: {
  passwords: Passwords;
  throttle: Throttle;
  environment: string;
}) {
  return {
    /** What an element must know before it draws itself. */
    describe: (caller: Caller): { tenant: Tenant; session: Session | null } => ({
      tenant: { ...caller.tenant, environment: deps.environment },
      session:
        caller.kind === 'contact' || caller.kind === 'staff' ? describeSession(caller) : null,
    }),

    /**
     * Signs in. Unknown and known names get the same answer in the same time.
     * @returns the session and its secret, which exists nowhere else
     * @throws AppError `wrong_credentials`, `too_many_attempts`, `unavailable`
     */
    signIn: async (
      inTenant: InTenant,
      tenant: TenantRow,
      { login, password, origin, trace }: SignIn,
    ) => {
      const nameKey = identifierKey(login);
      const succeeded = await deps.throttle.attempt(tenant.id, nameKey, trace.ip);
      const identity = await inTenant((db) => createPortalQueries(db).identityOf(nameKey));
      const right = await deps.passwords.check(identity?.passwordHash ?? null, password);
      const entered =
        identity && right
          ? await inTenant((db) => enter(db, tenant, identity.id, origin, trace))
          : null;
      if (!entered) {
        await inTenant((db) =>
          writeAudit(
            db,
            'session.refused',
            { tenantId: tenant.id, kind: 'public', id: identity?.id ?? null },
            trace,
          ),
        );
        throw new AppError('wrong_credentials');
      }
      await succeeded();
      return entered;
    },
  };
}

async function enter(
  db: Parameters<typeof createPortalQueries>[0],
  tenant: TenantRow,
  identityId: string,
  origin: string,
  trace: Trace,
) {
  const queries = createPortalQueries(db);
  const contact = await queries.firstContactOf(identityId);
  if (!contact && !(await queries.isStaff(identityId))) return null;
  const token = newSecret();
  await queries.insertSession({
    tenantId: tenant.id,
    tokenHash: hashSecret(token),
    identityId,
    contactId: contact?.id ?? null,
    lifeSeconds: tenant.sessionLifeSeconds,
    origin,
    userAgent: trace.userAgent,
  });
  await queries.noteSignIn(identityId);
  await writeAudit(
    db,
    'session.created',
    { tenantId: tenant.id, kind: contact ? 'contact' : 'staff', id: identityId },
    trace,
  );
  const person = await findSession(db, token);
  return person && { token, session: describeSession({ ...person, tenant }) };
}

function describeSession(caller: PersonCaller): Session {
  return {
    kind: caller.kind,
    person: { name: caller.personName },
    customer: caller.customer,
    permissions: contactPermissions.filter((permission) => caller.grants.has(permission)),
    expiresAt: caller.expiresAt,
  };
}
