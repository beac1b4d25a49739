/** The words of people of staff and their access. Plain constants: this file may travel to the browser. */

/** What the caller may do with a person of staff as it is now. */
export const staffActions = [
  'edit',
  'access',
  'portfolio',
  'invite',
  'revoke_invitation',
  'temporary_password',
  'reset',
  'activate',
  'deactivate',
  'end_sessions',
] as const;
export type StaffAction = (typeof staffActions)[number];

/**
 * Why a permission may not be granted or taken away: the caller lacks it; it is what makes the last administrator
 * one; a second person has yet to confirm it.
 */
export const staffLocks = ['not_held', 'last_administrator', 'pending'] as const;
export type StaffLock = (typeof staffLocks)[number];

/** Why the caller may not confirm a request: it made it, it would gain by it, or it lacks what is asked for. */
export const requestLocks = ['own', 'beneficiary', 'not_held'] as const;
export type RequestLock = (typeof requestLocks)[number];

export const staffSortFields = ['name'] as const;
export type StaffSortField = (typeof staffSortFields)[number];
/** A leading minus means descending. */
export const staffSorts = ['name', '-name'] as const;
export type StaffSort = (typeof staffSorts)[number];
