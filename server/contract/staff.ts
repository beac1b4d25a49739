import { z } from 'zod';
import { OwnSession } from './account.ts';
import { contactStates } from './contact-words.ts';
import { Activity } from './contacts.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { mailbox } from './mailbox.ts';
import {
  personPermissions,
  staffGrantable,
  staffProfiles,
  twoPersonPermissions,
  type StaffProfile,
} from './permissions.ts';
import {
  cursor,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  ruled,
  uuid,
} from './primitives.ts';
import { requestLocks, staffActions, staffLocks, staffSorts } from './staff-words.ts';

const permission = z.enum(personPermissions);
const role = z.enum(Object.keys(staffProfiles) as [StaffProfile, ...StaffProfile[]]);

/** How many customers somebody looks after; `all` is every one there is and will be. */
const Portfolio = z.object({ all: z.boolean(), customers: z.number().int() });

/** A person of staff as a list shows it. */
export const Staff = z.object({
  id: uuid,
  name: z.string(),
  email: z.string().nullable(),
  state: z.enum(contactStates),
  /** Until when the open invitation works, or when the last expired; null while it is on its way, or there is none. */
  invitedUntil: instant.nullable(),
  /** The starter set its permissions are those of; null: of its own choosing, or none. */
  role: role.nullable(),
  /** How many permissions it has. */
  permissions: z.number().int(),
  portfolio: Portfolio,
  lastSignInAt: instant.nullable(),
  /** Whether it is the caller. */
  self: z.boolean(),
});
export type Staff = z.output<typeof Staff>;

const Person = z.object({ id: uuid, name: z.string() });

/** A permission that waits for a second person. */
export const StaffRequest = z.object({
  id: uuid,
  permission,
  /** Who would have it. */
  staff: Person,
  /** Who asked for it; null: the person is gone. */
  requestedBy: z.string().nullable(),
  requestedAt: instant,
  expiresAt: instant,
  /** Why the caller may not confirm it; null where it may. */
  lock: z.enum(requestLocks).nullable(),
  /** Whether the caller may refuse it, or take it back. */
  mayRefuse: z.boolean(),
});
export type StaffRequest = z.output<typeof StaffRequest>;

/** What the caller may do about a permission of somebody. */
export const StaffGrantable = z.object({
  permission,
  /** Whether the caller may grant it, or where it is granted take it away. */
  may: z.boolean(),
  lock: z.enum(staffLocks).nullable(),
  /** Whether a second person has to confirm it. */
  twoPersons: z.boolean(),
});
export type StaffGrantable = z.output<typeof StaffGrantable>;

const Customer = z.object({ number: z.string(), name: z.string() });

/** A person of staff with all there is to say of it. */
export const StaffDetail = Staff.omit({ permissions: true }).extend({
  version: z.number().int(),
  locale: locale.nullable(),
  logins: z.array(z.string()),
  permissions: z.array(permission),
  /** One for each permission of staff there is, in their order. */
  grantable: z.array(StaffGrantable),
  /** Customers that were added by hand. */
  customers: z.array(Customer),
  /** The executive of the ERP whose customers it looks after too; `name` null: the ERP has not sent it. */
  executive: z
    .object({ code: z.string(), name: z.string().nullable(), customers: z.number().int() })
    .nullable(),
  requests: z.array(StaffRequest),
  actions: z.array(z.enum(staffActions)),
  /** Whether the caller may give it every customer, and an executive's. */
  mayGiveAll: z.boolean(),
});
export type StaffDetail = z.output<typeof StaffDetail>;

const one = z.strictObject({ id: uuid });
const version = z.number().int().min(1);
/** Nothing to say but that it is to be done. */
const nothing = z.strictObject({});
const manage = { permission: 'access.manage' } as const;

/** All permissions somebody is to have; each stands there once. */
const permissionSet = ruled(
  z
    .array(z.enum(staffGrantable as [string, ...string[]]).pipe(permission))
    .max(staffGrantable.length),
  (all) => new Set(all).size === all.length,
  { error: 'duplicate' },
);
const customers = z.array(identifier).max(limits.portfolioCustomers);

export const staff = defineEndpoints({
  'GET /staff': {
    ...manage,
    summary: 'People of staff who look after no more customers than the caller.',
    query: z.strictObject({
      /** In name and mailbox. */
      q: line(limits.search).optional(),
      state: z.enum(contactStates).optional(),
      role: role.optional(),
      sort: z.enum(staffSorts).default('name'),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(Staff),
    errors: [],
  },
  'GET /staff/:id': {
    ...manage,
    summary:
      'A person of staff with permissions and portfolio, and what the caller may do about it.',
    params: one,
    response: StaffDetail,
    errors: ['not_found'],
  },
  'POST /staff': {
    ...manage,
    once: true,
    stepUp: 'factor',
    cost: 'batch',
    summary:
      'Adds a person of staff, invited by mail unless told not to. What takes two persons waits for the second.',
    body: z.strictObject({
      name: line(limits.name),
      email: mailbox,
      /** User name; the mailbox unless given. */
      login: line(limits.loginName).optional(),
      locale: locale.nullable().default(null),
      permissions: permissionSet.default([]),
      all: z.boolean().default(false),
      /** Numbers of customers. */
      customers: customers.default([]),
      /** Code of an executive of the ERP. */
      executive: identifier.nullable().default(null),
      invite: z.boolean().default(true),
    }),
    response: StaffDetail,
    status: 201,
    errors: ['login_taken', 'beyond_own', 'portfolio_beyond_own'],
    audit: 'account.created',
  },
  'PATCH /staff/:id': {
    ...manage,
    stepUp: 'factor',
    summary:
      'Changes what is given: the person, its permissions, its portfolio. What takes two persons waits for the second.',
    params: one,
    body: z.strictObject({
      version,
      name: line(limits.name).optional(),
      email: mailbox.nullable().optional(),
      locale: locale.nullable().optional(),
      permissions: permissionSet.optional(),
      all: z.boolean().optional(),
      customers: customers.optional(),
      executive: identifier.nullable().optional(),
    }),
    response: StaffDetail,
    errors: [
      'not_found',
      'record_changed',
      'login_taken',
      'no_mailbox',
      'beyond_own',
      'person_beyond_own',
      'portfolio_beyond_own',
      'last_administrator',
    ],
    audit: 'account.changed',
  },
  'POST /staff/:id/invitations': {
    ...manage,
    cost: 'batch',
    summary: 'Mails an invitation, again where there was one.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found', 'no_mailbox', 'has_password', 'contact_inactive'],
    audit: 'account.invited',
  },
  'DELETE /staff/:id/invitations': {
    ...manage,
    summary: 'Takes open invitations back.',
    params: one,
    response: StaffDetail,
    errors: ['not_found'],
    audit: 'account.invitation_revoked',
  },
  'POST /staff/:id/temporary-password': {
    ...manage,
    cost: 'batch',
    stepUp: 'factor',
    summary:
      'Replaces the password by a temporary one, shown this once or mailed. Not of whoever may more than the caller, nor of whoever has what takes two persons.',
    params: one,
    body: z.strictObject({ mailed: z.boolean().default(false) }),
    response: z.object({
      /** Null where it was mailed. */
      password: z.string().nullable(),
      login: z.string(),
      staff: StaffDetail,
    }),
    errors: ['not_found', 'no_mailbox', 'person_beyond_own', 'contact_inactive'],
    audit: 'account.temporary_password',
  },
  'POST /staff/:id/password-reset': {
    ...manage,
    cost: 'batch',
    summary: 'Mails a link to a new password; the old one works until it is used.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found', 'no_mailbox', 'contact_inactive'],
    audit: 'account.reset_sent',
  },
  'POST /staff/:id/deactivation': {
    ...manage,
    summary: 'Switches a person off, which signs it out everywhere at once. History stays.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found', 'last_administrator'],
    audit: 'account.disabled',
  },
  'POST /staff/:id/activation': {
    ...manage,
    summary: 'Switches a person on again.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found'],
    audit: 'account.enabled',
  },
  'GET /staff/:id/sessions': {
    ...manage,
    summary: 'Where a person of staff is signed in, the last seen first.',
    params: one,
    response: z.object({ items: z.array(OwnSession) }),
    errors: ['not_found'],
  },
  'DELETE /staff/:id/sessions': {
    ...manage,
    summary: 'Ends every session of a person of staff.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'account.sessions_ended',
  },
  'DELETE /staff/:id/sessions/:session': {
    ...manage,
    summary: 'Ends one session of a person of staff.',
    params: one.extend({ session: uuid }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'account.sessions_ended',
  },
  'GET /staff/:id/activity': {
    ...manage,
    summary: 'What a person of staff did and what was done to it, the newest first.',
    params: one,
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(Activity),
    errors: ['not_found'],
  },
  'GET /staff-requests': {
    ...manage,
    summary: `Permissions that wait for a second person (${twoPersonPermissions.join(', ')}), the oldest first.`,
    response: z.object({ items: z.array(StaffRequest) }),
    errors: [],
  },
  'POST /staff-requests/:id/confirmation': {
    ...manage,
    stepUp: 'factor',
    summary:
      'Gives what was asked for. Neither whoever asked nor whoever would have it may confirm, and only who holds it.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found', 'own_request', 'beyond_own', 'request_over'],
    audit: 'account.right_confirmed',
  },
  'POST /staff-requests/:id/refusal': {
    ...manage,
    summary: 'Refuses what was asked for, or takes it back.',
    params: one,
    body: nothing,
    response: StaffDetail,
    errors: ['not_found', 'beyond_own', 'request_over'],
    audit: 'account.right_refused',
  },
});
