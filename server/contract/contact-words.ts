/** The words of contacts and their access. Plain constants: this file may travel to the browser. */

/**
 * How it stands with the access of a contact. `none`: nobody was invited, or the invitation was taken back;
 * `invited`: one is on its way, open, or has expired; `temporary`: a temporary password waits to be changed;
 * `active`: signs in with a password of its own; `inactive`: switched off.
 */
export const contactStates = ['none', 'invited', 'temporary', 'active', 'inactive'] as const;
export type ContactState = (typeof contactStates)[number];

/** Who switched a contact off: the portal, the ERP, or the company for every customer of the person. */
export const inactiveBy = ['portal', 'erp', 'account'] as const;
export type InactiveBy = (typeof inactiveBy)[number];

/** What the caller may do with a contact as it is now. */
export const contactActions = [
  'edit',
  'access',
  'invite',
  'revoke_invitation',
  'join',
  'temporary_password',
  'reset',
  'reset_factor',
  'activate',
  'deactivate',
  'end_sessions',
  /** To look at the portal as the contact sees it. */
  'impersonate',
] as const;
export type ContactAction = (typeof contactActions)[number];

/**
 * Why a permission may not be granted, or be taken away: the caller lacks it; the contact is the last who may
 * manage the customer's contacts.
 */
export const grantLocks = ['not_held', 'last_administrator'] as const;
export type GrantLock = (typeof grantLocks)[number];

export const contactSortFields = ['name', 'customer'] as const;
export type ContactSortField = (typeof contactSortFields)[number];
/** A leading minus means descending. */
export const contactSorts = contactSortFields.flatMap((field) => [field, `-${field}`] as const);
export type ContactSort = (typeof contactSorts)[number];

/** Why a row of an import cannot be applied. */
export const contactRowErrors = [
  'columns',
  'no_name',
  'customer_unknown',
  'number_format',
  'no_mailbox',
  'mailbox_invalid',
  'profile_unknown',
  'profile_beyond_own',
  'known_person',
  'inactive',
  'duplicate',
] as const;
export type ContactRowError = (typeof contactRowErrors)[number];
