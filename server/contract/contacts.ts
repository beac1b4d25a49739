import { z } from 'zod';
import { OwnSession } from './account.ts';
import { AuditChange, AuditOrigin } from './audit.ts';
import { actorKinds } from './audit-events.ts';
import {
  contactActions,
  contactRowErrors,
  contactSorts,
  contactStates,
  grantLocks,
  inactiveBy,
} from './contact-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { Home } from './home.ts';
import { limits } from './limits.ts';
import { mailbox } from './mailbox.ts';
import { SheetChoice } from './mailing-lists.ts';
import { contactPermissions, grantScopes } from './permissions.ts';
import {
  currency,
  currencyCode,
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  ruled,
  text,
  uuid,
} from './primitives.ts';

const permission = z.enum(contactPermissions);
const scope = z.enum(grantScopes);

/** A permission of a contact, as it is kept. */
export const Grant = z.object({
  permission,
  scope,
  /** Codes of the companies it is limited to; none is no limit. */
  companies: z.array(z.string()),
  /** Ids of the ship-to addresses it is limited to; none is no limit. */
  addresses: z.array(uuid),
  /** The last day it holds, by the tenant's calendar; null has no end. */
  expiresOn: date.nullable(),
  /** Up to which amount it is good; absent is no limit. In another currency it is good for nothing. */
  limit: z.object({ amount: z.string(), currency: currencyCode }).optional(),
});
export type Grant = z.output<typeof Grant>;

const newGrant = z.strictObject({
  permission,
  scope: scope.default('customer'),
  companies: z.array(identifier).max(limits.grantCompanies).default([]),
  addresses: z.array(uuid).max(limits.grantAddresses).default([]),
  expiresOn: givenDate.nullable().default(null),
  limit: z
    .strictObject({
      amount: z.string().regex(/^\d{1,15}(\.\d{1,4})?$/),
      currency,
    })
    .optional(),
});
/** All permissions a contact is to have; each stands there once. */
const grantSet = ruled(
  z.array(newGrant).max(contactPermissions.length),
  (grants) => new Set(grants.map((one) => one.permission)).size === grants.length,
  { error: 'duplicate' },
);

/** What the caller may grant of a permission. */
export const Grantable = z.object({
  permission,
  may: z.boolean(),
  /** Why not; null where it may. Whoever is the last administrator keeps that permission as it is. */
  lock: z.enum(grantLocks).nullable(),
  /** The widest scope; null where it may not. */
  scope: scope.nullable(),
  /** Only within these companies; none is no limit. */
  companies: z.array(z.string()),
  /** Only for these ship-to addresses; none is no limit. */
  addresses: z.array(uuid),
  /** At the latest until this day; null is no limit. */
  until: date.nullable(),
  /** At most up to this amount; absent is no limit. */
  limit: z.object({ amount: z.string(), currency: currencyCode }).optional(),
});
export type Grantable = z.output<typeof Grantable>;

const Customer = z.object({ number: z.string(), name: z.string() });

/** A ship-to address that a permission may be limited to. */
export const GrantAddress = z.object({
  id: uuid,
  code: z.string(),
  name: z.string().nullable(),
  /** Street, city and state. */
  place: z.string().nullable(),
  /** Whose it is. */
  customer: Customer,
  /** Whether the ERP has deleted it: what it is limited to stays. */
  gone: z.boolean(),
});
export type GrantAddress = z.output<typeof GrantAddress>;

/** A profile by name: `id` is a starter profile's name or an own one's id, `name` null for a starter profile. */
const ProfileName = z.object({ id: z.string(), name: z.string().nullable() });

/** A contact as a list shows it. */
export const Contact = z.object({
  id: uuid,
  name: z.string(),
  /** In the customer's company. */
  role: z.string().nullable(),
  email: z.string().nullable(),
  customer: Customer,
  state: z.enum(contactStates),
  inactiveBy: z.enum(inactiveBy).nullable(),
  /** Until when the open invitation works, or when the last expired; null while it is on its way, or there is none. */
  invitedUntil: instant.nullable(),
  /** Null: permissions of its own choosing. */
  profile: ProfileName.nullable(),
  lastSignInAt: instant.nullable(),
});
export type Contact = z.output<typeof Contact>;

/** A contact with all there is to say of it. */
export const ContactDetail = Contact.extend({
  version: z.number().int(),
  phone: z.string().nullable(),
  /** Whether the ERP keeps it: name, mailbox, telephone and role are changed there. */
  ofErp: z.boolean(),
  /** Language of mails and documents; null follows the tenant. */
  locale: locale.nullable(),
  /** User names, the first is the one it is greeted by. */
  logins: z.array(z.string()),
  grants: z.array(Grant),
  /** One for each permission there is, in their order. */
  grantable: z.array(Grantable),
  actions: z.array(z.enum(contactActions)),
  /** Further customers of the same person, as far as the caller may see them. */
  otherCustomers: z.array(Customer),
  /**
   * Somebody who signs in with this mailbox for another customer: `POST /contacts/:id/membership` makes one person of
   * both. Name and customers as far as the caller may see them. Null where there is nobody, or the contact has an account.
   */
  joinable: z.object({ name: z.string().nullable(), customers: z.array(Customer) }).nullable(),
  /** Companies of the customer, which a permission may be limited to. */
  companies: z.array(z.object({ code: z.string(), name: z.string() })),
  /** Ship-to addresses that its permissions, or what the caller may grant, are limited to. */
  addresses: z.array(GrantAddress),
});
export type ContactDetail = z.output<typeof ContactDetail>;

/** Something that was done by a contact, or to it. */
export const Activity = z.object({
  id: z.string(),
  at: instant,
  /** Name of an audit event. */
  event: z.string(),
  /** Who did it. `name` null: the person is gone, or nobody in person. */
  by: z.object({
    kind: z.enum(actorKinds),
    name: z.string().nullable(),
    /** Whether it was the contact itself. */
    self: z.boolean(),
  }),
  ...AuditOrigin.shape,
  changes: z.array(AuditChange),
});
export type Activity = z.output<typeof Activity>;

const GrantChange = z.object({ before: Grant, after: Grant });
/** What one set of permissions has that another has not. Grants that have expired count for nothing. */
export const GrantDifference = z.object({
  gained: z.array(Grant),
  lost: z.array(Grant),
  /** Scope, companies, addresses, amount or last day became others. */
  changed: z.array(GrantChange),
});
export type GrantDifference = z.output<typeof GrantDifference>;

/** A set of permissions with a name. */
export const PermissionProfile = z.object({
  /** A starter profile goes by its name, an own one by a UUID. */
  id: z.string(),
  /** Null for a starter profile: its name is the text `profile.<id>`. */
  name: z.string().nullable(),
  own: z.boolean(),
  version: z.number().int(),
  grants: z.array(z.object({ permission, scope })),
  /** Suggests that it is granted until a day only. */
  timeBoxed: z.boolean(),
  /** How many contacts were given it; of those of the tenant alone, and for staff that gives access. */
  users: z.number().int().optional(),
});
export type PermissionProfile = z.output<typeof PermissionProfile>;

/** One row of what was pasted or dropped, as it was read. */
export const ContactImportRow = z.object({
  /** Its number in the sheet, from 1 on. */
  row: z.number().int(),
  name: z.string(),
  mailbox: z.string(),
  /** Number as the ERP has it where the customer was found, else as it stands there. */
  customer: z.string(),
  customerName: z.string().nullable(),
  /** As it stands there; empty for none. */
  profile: z.string(),
  /** What was found of it. */
  profileFound: ProfileName.nullable(),
  /** `new`: a new contact; `account`: the customer has the contact, which has no access yet. */
  change: z.enum(['new', 'account']).nullable(),
  error: z.enum(contactRowErrors).nullable(),
  /** The contact it became, once it is applied. */
  contact: uuid.nullable(),
});
export type ContactImportRow = z.output<typeof ContactImportRow>;

const one = z.strictObject({ id: uuid });
const version = z.number().int().min(1);
/** Nothing to say but that it is to be done. */
const nothing = z.strictObject({});
/** A starter profile's name, or the id of an own one. */
const profile = line(limits.identifier);
const manage = { permission: 'contacts.manage', alsoFor: 'access.manage' } as const;
const view = { permission: 'contacts.view', alsoFor: 'access.manage' } as const;

const profileBody = z.strictObject({
  name: line(limits.identifier),
  grants: ruled(
    z
      .array(z.strictObject({ permission, scope: scope.default('customer') }))
      .min(1)
      .max(contactPermissions.length),
    (grants) => new Set(grants.map((grant) => grant.permission)).size === grants.length,
    { error: 'duplicate' },
  ),
  timeBoxed: z.boolean().default(false),
});

export const contacts = defineEndpoints({
  'GET /contacts': {
    ...view,
    summary: "Contacts of the customers within the caller's reach, and how their access stands.",
    query: z.strictObject({
      /** In number and name of the customer, name and mailbox of the person. */
      q: line(limits.search).optional(),
      state: z.enum(contactStates).optional(),
      /** Number of a customer. */
      customer: identifier.optional(),
      sort: z.enum(contactSorts).default('name'),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(Contact),
    errors: [],
    look: 'answer',
  },
  'GET /contacts/:id': {
    ...view,
    summary: 'A contact with its permissions, and what the caller may do with it.',
    params: one,
    response: ContactDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /contacts': {
    ...manage,
    cost: 'batch',
    stepUp: 'factor',
    once: true,
    summary: 'Adds a contact the ERP does not know, with its permissions and an invitation.',
    body: z.strictObject({
      /** Number of the customer; the caller's own unless given. */
      customer: identifier.optional(),
      name: line(limits.name),
      email: mailbox.nullable().default(null),
      phone: line(limits.name).nullable().default(null),
      role: line(limits.name).nullable().default(null),
      locale: locale.nullable().default(null),
      grants: grantSet.default([]),
      profile: profile.nullable().default(null),
      /** Whether an invitation is mailed right away. Nothing is mailed where the answer has a `joinable` person. */
      invite: z.boolean().default(false),
    }),
    response: ContactDetail,
    status: 201,
    errors: ['not_found', 'no_mailbox', 'mailbox_taken', 'mailbox_of_contact', 'beyond_own'],
    audit: 'contact.created',
  },
  'PATCH /contacts/:id': {
    ...manage,
    // Another mailbox is another way in.
    stepUp: 'by_handler',
    summary: 'Changes what is given of a contact; what the ERP keeps is changed there.',
    params: one,
    body: z.strictObject({
      version,
      name: line(limits.name).optional(),
      email: mailbox.nullable().optional(),
      phone: line(limits.name).nullable().optional(),
      role: line(limits.name).nullable().optional(),
      locale: locale.nullable().optional(),
    }),
    response: ContactDetail,
    errors: [
      'not_found',
      'record_changed',
      'erp_owned',
      'no_account',
      'no_mailbox',
      'mailbox_taken',
      'mailbox_of_contact',
      'person_beyond_own',
    ],
    audit: 'contact.changed',
  },
  'PUT /contacts/:id/access': {
    ...manage,
    stepUp: 'factor',
    summary: 'Replaces all permissions of a contact. Whoever is signed in keeps the session.',
    params: one,
    body: z.strictObject({ version, grants: grantSet, profile: profile.nullable().default(null) }),
    response: ContactDetail,
    errors: ['not_found', 'record_changed', 'beyond_own', 'last_administrator'],
    audit: 'account.permissions_changed',
  },
  'POST /contacts/:id/invitations': {
    ...manage,
    cost: 'batch',
    summary:
      'Mails an invitation, again where there was one; opens the account where there is none.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: [
      'not_found',
      'no_mailbox',
      'mailbox_taken',
      'person_known',
      'has_password',
      'contact_inactive',
    ],
    audit: 'account.invited',
  },
  'DELETE /contacts/:id/invitations': {
    ...manage,
    summary: 'Takes open invitations back.',
    params: one,
    response: ContactDetail,
    errors: ['not_found', 'no_account'],
    audit: 'account.invitation_revoked',
  },
  'POST /contacts/:id/membership': {
    ...manage,
    summary: 'Makes the contact another membership of the person who signs in with its mailbox.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: ['not_found', 'not_joinable'],
    audit: 'account.joined',
  },
  'POST /contacts/:id/temporary-password': {
    ...manage,
    cost: 'batch',
    stepUp: 'factor',
    summary:
      'Replaces the password by a temporary one, shown this once or mailed; opens the account where there is none.',
    params: one,
    body: z.strictObject({ mailed: z.boolean().default(false) }),
    response: z.object({
      /** Null where it was mailed. */
      password: z.string().nullable(),
      login: z.string(),
      contact: ContactDetail,
    }),
    errors: [
      'not_found',
      'no_mailbox',
      'mailbox_taken',
      'person_known',
      'person_beyond_own',
      'contact_inactive',
    ],
    audit: 'account.temporary_password',
  },
  'POST /contacts/:id/password-reset': {
    ...manage,
    cost: 'batch',
    summary: 'Mails a link to a new password; the old one works until it is used.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: ['not_found', 'no_account', 'no_mailbox', 'contact_inactive'],
    audit: 'account.reset_sent',
  },
  'POST /contacts/:id/factor-reset': {
    ...manage,
    stepUp: 'factor',
    cost: 'batch',
    summary:
      'Removes the authenticators and recovery codes of the person, who lost them, and ends its sessions.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: ['not_found', 'no_account', 'no_factor', 'person_beyond_own'],
    audit: 'account.factor_reset',
  },
  'POST /contacts/:id/deactivation': {
    ...manage,
    summary:
      'Switches the contact off for its customer, which ends its sessions there. History stays.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: ['not_found', 'last_administrator'],
    audit: 'contact.deactivated',
  },
  'POST /contacts/:id/activation': {
    ...manage,
    summary: 'Switches a contact on again that was switched off here.',
    params: one,
    body: nothing,
    response: ContactDetail,
    errors: ['not_found', 'erp_owned'],
    audit: 'contact.activated',
  },
  'GET /contacts/:id/sessions': {
    ...view,
    summary: 'Where a contact is signed in for its customer, the last seen first.',
    params: one,
    response: z.object({ items: z.array(OwnSession) }),
    errors: ['not_found'],
  },
  'DELETE /contacts/:id/sessions': {
    ...manage,
    summary: 'Ends every session of a contact for its customer.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'account.sessions_ended',
  },
  'DELETE /contacts/:id/sessions/:session': {
    ...manage,
    summary: 'Ends one session of a contact.',
    params: one.extend({ session: uuid }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'account.sessions_ended',
  },
  'GET /contacts/:id/activity': {
    ...view,
    summary: 'What a contact did and what was done to it, the newest first.',
    params: one,
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(Activity),
    errors: ['not_found'],
  },
  'GET /contacts/:id/addresses': {
    ...manage,
    summary:
      "Ship-to addresses that a contact's permissions may be limited to: of its customer and those below, by code.",
    params: one,
    query: z.strictObject({
      /** In code, name, street and city. */
      q: line(limits.search).optional(),
      sort: z.enum(['code']).default('code'),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(GrantAddress),
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /access-previews': {
    ...manage,
    summary:
      'The home page of a contact as it would be with these permissions, and what they change. Nothing is saved.',
    body: z.strictObject({ contact: uuid, grants: grantSet }),
    response: z.object({
      /** What `GET /home` answers the contact once they are saved; figures the caller may not see are left out. */
      home: Home,
      /** Sections whose figures were left out. */
      withheld: z.array(z.string()),
      /** What `GET /portal` lists as permissions of the session. */
      permissions: z.array(permission),
      difference: GrantDifference,
    }),
    errors: ['not_found', 'beyond_own'],
    audit: 'none',
  },
  'GET /permission-profiles': {
    ...view,
    summary: 'Starter profiles and those of the tenant.',
    response: z.object({ items: z.array(PermissionProfile) }),
    errors: [],
  },
  'POST /permission-profiles': {
    permission: 'access.manage',
    summary: 'Adds a profile of the tenant.',
    once: true,
    body: profileBody,
    response: PermissionProfile,
    status: 201,
    errors: ['name_taken'],
    audit: 'permission_profile.saved',
  },
  'PUT /permission-profiles/:id': {
    permission: 'access.manage',
    summary: 'Replaces a profile of the tenant; contacts keep the permissions they have.',
    params: one,
    body: profileBody.extend({ version }),
    response: PermissionProfile,
    errors: ['not_found', 'record_changed', 'name_taken'],
    audit: 'permission_profile.saved',
  },
  'DELETE /permission-profiles/:id': {
    permission: 'access.manage',
    summary: 'Deletes a profile of the tenant; contacts keep the permissions they have.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'permission_profile.deleted',
  },
  'POST /contact-imports': {
    ...manage,
    summary:
      'Reads rows of name, mailbox, customer and profile, pasted or as an XLSX or CSV file, and says what they would do.',
    bodyBytes: limits.batchBytes,
    body: z.strictObject({
      /** As the clipboard has it: tabs between cells. */
      text: text(limits.importText).optional(),
      file: z
        .strictObject({
          name: line(limits.name),
          content: z.base64().max(limits.importText),
          /** Which sheet of a workbook; the first that has mailboxes unless given. */
          sheet: line(limits.name).optional(),
        })
        .optional(),
    }),
    response: z.object({
      id: uuid,
      rows: z.array(ContactImportRow),
      /** Null where it was no workbook. */
      choice: SheetChoice.nullable(),
    }),
    status: 201,
    errors: ['file_unreadable'],
    cost: 'batch',
    audit: 'none',
  },
  'POST /contact-imports/:id/corrections': {
    ...manage,
    cost: 'batch',
    summary:
      'Reads rows of an import anew, as they were corrected: a new import, of those that failed where it was applied.',
    params: one,
    bodyBytes: limits.batchBytes,
    body: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            row: z.number().int().min(1),
            name: text(limits.name),
            mailbox: text(limits.name),
            customer: text(limits.identifier),
            profile: text(limits.identifier),
          }),
        )
        .min(1)
        .max(limits.corrections),
    }),
    response: z.object({ id: uuid, rows: z.array(ContactImportRow) }),
    status: 201,
    errors: ['not_found'],
    audit: 'none',
  },
  'POST /contact-imports/:id/application': {
    ...manage,
    stepUp: 'factor',
    summary: 'Applies the rows that are sound: contacts, accounts, and invitations if wanted.',
    params: one,
    body: z.strictObject({ invite: z.boolean().default(true) }),
    response: z.object({
      created: z.number().int(),
      opened: z.number().int(),
      invited: z.number().int(),
      failed: z.number().int(),
      rows: z.array(ContactImportRow),
    }),
    errors: ['not_found'],
    cost: 'batch',
    audit: 'contacts.imported',
  },
});
