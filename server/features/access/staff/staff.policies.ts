import {
  staffGrantable,
  staffProfiles,
  twoPersonPermissions,
  type PersonPermission,
  type StaffProfile,
} from '#contract/permissions';
import { AppError } from '../../../http/app-error.ts';
import type { StaffCaller, Trace } from '../../../http/caller.ts';
import type { Db } from '../../../db/scope.ts';
import { createStaffQueries } from './staff.queries.ts';
import type { StaffRow } from './staff.records.ts';

/** Who acts, and what is noted of the request. */
export type StaffEditor = { caller: StaffCaller; trace: Trace };

/** What takes two persons, as it is asked for. */
export const takesTwo = (permission: string): boolean =>
  (twoPersonPermissions as readonly string[]).includes(permission);

/** Customers that limit whom a caller sees; undefined for one that looks after all. */
export const limitOf = ({ otherCustomerIds }: StaffCaller): readonly string[] | undefined =>
  otherCustomerIds === 'all' ? undefined : otherCustomerIds;

/** Nobody grants what they lack. */
export const mayGrant = ({ grants }: StaffCaller, permission: string): boolean =>
  grants.has(permission) && (staffGrantable as readonly string[]).includes(permission);

/**
 * Whether a caller may take over the account of a person, by a password it sees or a mailbox it chooses: only of one
 * that may no more than itself; never of one that has what takes two persons, which one could then be alone; and not
 * its own, which asks for the password it has.
 */
export const mayTakeOver = (
  { grants, identityId }: StaffCaller,
  person: Pick<StaffRow, 'permissions' | 'identityId'>,
): boolean =>
  person.identityId !== identityId &&
  person.permissions.every((one) => grants.has(one) && !takesTwo(one));

/** The starter set that permissions are those of; what takes two persons comes on top of any. */
export function roleOf(permissions: readonly string[]): StaffProfile | null {
  const form = (all: readonly string[]) =>
    all
      .filter((one) => !takesTwo(one))
      .toSorted()
      .join(' ');
  const wanted = form(permissions);
  const found = Object.entries(staffProfiles).find(([, set]) => form(set) === wanted);
  return wanted && found ? (found[0] as StaffProfile) : null;
}

/** Whether somebody with these looks after access for the whole company. */
export const administersAll = (person: { permissions: readonly string[]; all: boolean }): boolean =>
  person.all && person.permissions.includes('access.manage');

/**
 * Keeps the company from being left without somebody who looks after access for all of it. Those who do are locked:
 * two who remove each other at once do not both rely on the other.
 * @throws AppError `last_administrator`
 */
export async function holdLastAdministrator(db: Db, { id }: Pick<StaffRow, 'id'>): Promise<void> {
  if (!(await createStaffQueries(db).hasAdministratorBut(id, { lock: true })))
    throw new AppError('last_administrator');
}

/**
 * Holds a set of permissions against what its editor may grant: what stays as it was may stay, and all may be taken
 * away.
 * @returns those that are given now, and those that wait for a second person
 * @throws AppError `beyond_own`
 */
export function splitGrants(
  caller: StaffCaller,
  before: readonly string[],
  after: readonly PersonPermission[],
): { given: string[]; asked: PersonPermission[] } {
  const added = after.filter((one) => !before.includes(one));
  if (!added.every((one) => mayGrant(caller, one))) throw new AppError('beyond_own');
  return {
    given: after.filter((one) => before.includes(one) || !takesTwo(one)),
    asked: added.filter(takesTwo),
  };
}
