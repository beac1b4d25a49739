import type { StaffRequest } from '#contract/staff';
import { confirmationDays, type PersonPermission } from '#contract/permissions';
import type { Db } from '../../../db/scope.ts';
import { rowsOf } from '../../../db/rows.ts';
import { AppError } from '../../../http/app-error.ts';
import type { StaffCaller } from '../../../http/caller.ts';
import { note, type Actor } from '../account.verbs.ts';
import { limitOf, mayGrant } from './staff.policies.ts';
import { findStaff, portfolioOf } from './staff.records.ts';
import { setPermissions, type StaffKey } from './staff.verbs.ts';

/** A permission that waits for a second person, with how it stands with whoever asked for it. */
type RequestRow = {
  id: string;
  permission: PersonPermission;
  staffId: string;
  staffName: string;
  staffIdentityId: string;
  requestedBy: string | null;
  requestedById: string;
  requestedAt: string;
  expiresAt: string;
  /** Whether whoever asked may still grant it, to this person. */
  stands: boolean;
};

/**
 * Open requests. One falls with the right of whoever asked: it stands as long as that person is active, gives access,
 * holds the permission and looks after all that the beneficiary does.
 */
const openSql = (where: string) => `
  select r.id, r.permission, u.id as "staffId", i.name as "staffName", i.id as "staffIdentityId",
    b.name as "requestedBy", r.requested_by as "requestedById", r.requested_at as "requestedAt", r.expires_at as "expiresAt",
    exists (
      select from staff_users a
      where a.tenant_id = r.tenant_id and a.identity_id = r.requested_by and a.active and b.disabled_at is null
        and 'access.manage' = any(a.permissions) and r.permission = any(a.permissions)
        and (a.all_customers or not u.all_customers and not exists (
          select from (${portfolioOf}) x where x.id not in (${portfolioOf.replaceAll(/\bu\./g, 'a.')})))) as stands
  from staff_requests r
  join staff_users u on u.tenant_id = r.tenant_id and u.id = r.staff_user_id
  join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
  join identities b on b.tenant_id = r.tenant_id and b.id = r.requested_by
  where r.settled_at is null and r.expires_at > now() and not r.permission = any(u.permissions) and ${where}
  order by r.requested_at, r.id`;

const readOpen = async (
  db: Db,
  where: string,
  bindings: Record<string, unknown>,
): Promise<RequestRow[]> =>
  (await rowsOf<RequestRow>(db, openSql(where), bindings)).filter(({ stands }) => stands);

const shown =
  (caller: StaffCaller) =>
  (row: RequestRow): StaffRequest => ({
    id: row.id,
    permission: row.permission,
    staff: { id: row.staffId, name: row.staffName },
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    lock:
      row.requestedById === caller.identityId
        ? 'own'
        : row.staffIdentityId === caller.identityId
          ? 'beneficiary'
          : mayGrant(caller, row.permission)
            ? null
            : 'not_held',
    mayRefuse: row.requestedById === caller.identityId || mayGrant(caller, row.permission),
  });

/** Open requests about people that a caller looks after, or about one of them. */
export async function openRequests(
  db: Db,
  caller: StaffCaller,
  staffId?: string,
): Promise<StaffRequest[]> {
  const rows = await (staffId
    ? readOpen(db, 'u.id = :staffId', { staffId })
    : readOpen(db, 'true', {}));
  const within = limitOf(caller);
  if (staffId || !within) return rows.map(shown(caller));
  const visible = await Promise.all(rows.map(({ staffId: id }) => findStaff(db, id, within)));
  return rows.filter((_, at) => visible[at]).map(shown(caller));
}

/** Asks a second person for permissions; one that was asked for already stays as it is. */
export async function requestRights(
  db: Db,
  actor: Actor,
  staff: StaffKey,
  permissions: readonly PersonPermission[],
): Promise<void> {
  const open = await readOpen(db, 'u.id = :staffId', { staffId: staff.id });
  for (const permission of permissions) {
    if (open.some((one) => one.permission === permission)) continue;
    await db('staff_requests').insert({
      tenant_id: actor.tenantId,
      staff_user_id: staff.id,
      permission,
      requested_by: actor.id,
      expires_at: db.raw('now() + make_interval(days => ?)', [confirmationDays]),
    });
    await note(db, actor, 'account.right_requested', staff.identityId, { permission });
  }
}

/**
 * Confirms a request, or refuses it.
 * @returns the id of the person it was about
 * @throws AppError `not_found`, `request_over`; `own_request` for whoever asked or would gain, `beyond_own` for
 *   whoever lacks the permission
 */
export async function settleRequest(
  db: Db,
  caller: StaffCaller,
  actor: Actor,
  id: string,
  outcome: 'confirmed' | 'refused',
): Promise<string> {
  const kept = await db('staff_requests')
    .where({ id })
    .forUpdate()
    .first<{ staffId: string } | undefined>({ staffId: 'staff_user_id' });
  if (!kept || !(await findStaff(db, kept.staffId, limitOf(caller))))
    throw new AppError('not_found');
  await db('staff_users').where({ id: kept.staffId }).forUpdate().first('id');
  const [row] = await readOpen(db, 'r.id = :id', { id });
  if (!row) throw new AppError('request_over');
  const { lock, mayRefuse, permission } = shown(caller)(row);
  if (outcome === 'confirmed' && lock)
    throw new AppError(lock === 'not_held' ? 'beyond_own' : 'own_request');
  if (outcome === 'refused' && !mayRefuse) throw new AppError('beyond_own');
  await db('staff_requests')
    .where({ id })
    .update({ outcome, settled_at: db.fn.now(), settled_by: caller.identityId });
  await note(
    db,
    actor,
    outcome === 'confirmed' ? 'account.right_confirmed' : 'account.right_refused',
    row.staffIdentityId,
    { permission, requestedBy: row.requestedBy },
  );
  if (outcome === 'confirmed') {
    const staff = (await findStaff(db, kept.staffId))!;
    await setPermissions(db, actor, staff, {
      before: staff.permissions,
      after: [...staff.permissions, permission],
    });
  }
  return kept.staffId;
}
