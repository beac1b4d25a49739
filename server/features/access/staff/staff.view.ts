import { StaffDetail, type Staff, type StaffGrantable } from '#contract/staff';
import { staffGrantable } from '#contract/permissions';
import type { StaffAction } from '#contract/staff-words';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { StaffCaller } from '../../../http/caller.ts';
import {
  administersAll,
  limitOf,
  mayGrant,
  mayTakeOver,
  roleOf,
  takesTwo,
} from './staff.policies.ts';
import { createStaffQueries } from './staff.queries.ts';
import { findStaff, type StaffRow } from './staff.records.ts';
import { openRequests } from './staff-requests.ts';

/** @throws AppError `not_found` where the caller does not look after all that the person does */
export async function foundStaff(db: Db, caller: StaffCaller, id: string): Promise<StaffRow> {
  const row = await findStaff(db, id, limitOf(caller));
  if (!row) throw new AppError('not_found');
  return row;
}

export const rowFor =
  (caller: StaffCaller) =>
  (row: StaffRow): Staff => ({
    id: row.id,
    name: row.name,
    email: row.email,
    state: row.state,
    invitedUntil: row.invitedUntil,
    role: roleOf(row.permissions),
    permissions: row.permissions.length,
    portfolio: { all: row.all, customers: row.customers },
    lastSignInAt: row.lastSignInAt,
    self: row.identityId === caller.identityId,
  });

/** A person of staff with all there is to say of it to its caller. */
export async function staffDetail(db: Db, caller: StaffCaller, id: string): Promise<StaffDetail> {
  const row = await foundStaff(db, caller, id);
  const queries = createStaffQueries(db);
  const requests = await openRequests(db, caller, id);
  const last = administersAll(row) && !(await isReplaceable(db, row));
  // Whoever builds it from this schema sees what is declared, and nothing of the row besides.
  return StaffDetail.parse({
    ...rowFor(caller)(row),
    version: row.version,
    locale: row.locale,
    logins: row.logins,
    permissions: staffGrantable.filter((one) => row.permissions.includes(one)),
    grantable: grantableOf(caller, row, {
      last,
      pending: requests.map(({ permission }) => permission),
    }),
    customers: (await queries.customersOf(id)).map(({ number, name }) => ({ number, name })),
    executive: row.executiveKey === null ? null : await queries.executive(row.executiveKey),
    requests,
    actions: actionsOf(caller, row, last),
    mayGiveAll: caller.otherCustomerIds === 'all',
  });
}

/** Whether somebody else looks after access for the whole company, too. */
const isReplaceable = (db: Db, { id }: StaffRow): Promise<boolean> =>
  createStaffQueries(db).hasAdministratorBut(id, { lock: false });

function grantableOf(
  caller: StaffCaller,
  { permissions }: StaffRow,
  { last, pending }: { last: boolean; pending: readonly string[] },
): StaffGrantable[] {
  return staffGrantable.map((permission) => {
    const has = permissions.includes(permission);
    const lock =
      last && permission === 'access.manage'
        ? 'last_administrator'
        : pending.includes(permission)
          ? 'pending'
          : has || mayGrant(caller, permission)
            ? null
            : 'not_held';
    return { permission, may: lock === null, lock, twoPersons: takesTwo(permission) };
  });
}

/** What an editor may do with a person of staff as it is. */
function actionsOf(caller: StaffCaller, row: StaffRow, last: boolean): StaffAction[] {
  const enters = row.state !== 'inactive';
  const takeOver = mayTakeOver(caller, row);
  const self = row.identityId === caller.identityId;
  const may: Record<StaffAction, boolean> = {
    edit: true,
    access: true,
    portfolio: true,
    invite: enters && row.email !== null && !row.hasPassword,
    revoke_invitation: row.state === 'invited',
    temporary_password: enters && takeOver && !self,
    reset: enters && row.hasPassword && row.email !== null,
    activate: !enters,
    deactivate: enters && !last && !self,
    end_sessions: true,
  };
  return (Object.keys(may) as StaffAction[]).filter((action) => may[action]);
}
