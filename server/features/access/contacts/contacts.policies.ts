import { compareDecimals } from '#contract/decimal';
import {
  contactPermissions,
  grantScopes,
  type ContactPermission,
  type GrantScope,
} from '#contract/permissions';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type PersonCaller, type Reach, type Trace } from '../../../http/caller.ts';
import {
  grantedBy,
  ofAddresses,
  ofCompanies,
  unlimited,
  type StoredGrant,
} from '../../../http/grants.ts';
import { createContactQueries } from './contacts.queries.ts';

/** Who acts, and what is noted of the request. */
export type Editor = { caller: PersonCaller; trace: Trace };

/** What an editor may grant at most, by permission; a permission without an entry not at all. */
export type Ceiling = ReadonlyMap<string, StoredGrant>;

const widest = (permission: ContactPermission): StoredGrant =>
  unlimited({ permission, scope: 'hierarchy' });
const everything: Ceiling = new Map(contactPermissions.map((one) => [one, widest(one)]));
/** Subsidiaries may lie outside of a portfolio, now or later. */
const withoutSubsidiaries: Ceiling = new Map(
  contactPermissions.map((one) => [one, { ...widest(one), scope: 'customer' }]),
);

/**
 * Contacts a caller may look at, or look after: staff those of its portfolio; a contact those of its own customer
 * alone, whatever the scope says of subsidiaries, and with the scope `own` itself.
 */
export function reachOfContacts(caller: PersonCaller, as: 'view' | 'manage'): Reach {
  if (caller.kind === 'staff') {
    const manages = caller.grants.has('access.manage');
    if (as === 'manage' && !manages) throw new AppError('forbidden');
    return reachOf(caller, manages ? 'access.manage' : 'contacts.view');
  }
  if (caller.kind !== 'contact' || !caller.customer) return { customerIds: [] };
  const { customerIds, contactId } = reachOf(caller, `contacts.${as}`);
  const own = caller.customer.id;
  return { customerIds: customerIds.includes(own) ? [own] : [], contactId };
}

/** Whether a caller may look after these contacts, too. */
export function manages(
  caller: PersonCaller,
  contact: { id: string; customerId: string },
): boolean {
  if (caller.kind === 'staff' && !caller.grants.has('access.manage')) return false;
  const { customerIds, contactId } = reachOfContacts(caller, 'manage');
  if (contactId && contactId !== contact.id) return false;
  return customerIds === 'all' || customerIds.includes(contact.customerId);
}

/**
 * Nobody grants what they lack; who gives access for the company may grant whatever contacts may have, of
 * subsidiaries where all customers are its own.
 */
export async function ceilingOf(db: Db, caller: PersonCaller, day: string): Promise<Ceiling> {
  if (caller.kind === 'staff')
    return caller.otherCustomerIds === 'all' ? everything : withoutSubsidiaries;
  const { contactId, grants } = caller;
  const stored = await createContactQueries(db).grantsOf(contactId);
  const held = grantedBy(stored, day).grants;
  return new Map(
    stored
      .filter(({ permission }) => held.has(permission as never) && grants.has(permission as never))
      .map((grant) => [grant.permission, grant]),
  );
}

const width = (scope: GrantScope) => grantScopes.indexOf(scope);

/** Whether an amount is no higher than another; amounts of other currencies are not compared, and are. */
const isLower = (limit: StoredGrant['limit'], most: StoredGrant['limit']): boolean => {
  if (!most) return true;
  if (!limit || limit.currency !== most.currency) return false;
  return compareDecimals(limit.amount, most.amount) <= 0;
};

/** Whether a limit to some is as narrow as another; none is no limit. */
const isNarrower = (ids: readonly string[], most: readonly string[]): boolean =>
  most.length === 0 || (ids.length > 0 && ids.every((id) => most.includes(id)));

/** Whether a grant opens no more than another: scope, companies, addresses, amount and last day. */
export function isWithin(grant: StoredGrant, most: StoredGrant | undefined): boolean {
  if (!most || width(grant.scope) > width(most.scope)) return false;
  if (!isLower(grant.limit, most.limit)) return false;
  if (!isNarrower(grant.companyIds, most.companyIds)) return false;
  if (!isNarrower(grant.addressIds, most.addressIds)) return false;
  const { expiresOn } = most;
  return expiresOn === null || (grant.expiresOn !== null && grant.expiresOn <= expiresOn);
}

export const isSame = (a: StoredGrant, b: StoredGrant): boolean =>
  a.permission === b.permission &&
  a.scope === b.scope &&
  a.expiresOn === b.expiresOn &&
  isLower(a.limit, b.limit) &&
  isLower(b.limit, a.limit) &&
  isEqual(a.companyIds, b.companyIds) &&
  isEqual(a.addressIds, b.addressIds);

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/**
 * Holds a set of permissions against what its editor may grant. What stays as it was may stay, and all may be
 * taken away.
 * @throws AppError `beyond_own`
 */
export function holdGrants(
  ceiling: Ceiling,
  before: readonly StoredGrant[],
  after: readonly StoredGrant[],
): void {
  for (const grant of after) {
    if (before.some((one) => isSame(one, grant))) continue;
    if (!isWithin(grant, ceiling.get(grant.permission))) throw new AppError('beyond_own');
  }
}

/** A contact, as far as it matters who may have its account. */
type Membership = { id: string; customerId: string; grants: readonly StoredGrant[] };

/**
 * Whether an editor may take over the account of a person, by a password it sees or a mailbox it chooses: not where
 * any membership of the person, even one that is switched off or deleted, opens what the editor lacks or is of
 * another customer, nor where the person is of the company.
 */
export async function mayTakeOver(
  db: Db,
  caller: PersonCaller,
  contact: Membership & { identityId: string | null },
  day: string,
): Promise<boolean> {
  const { identityId } = contact;
  const queries = createContactQueries(db);
  if (identityId && (await queries.isOfCompany(identityId))) return false;
  const memberships = identityId ? await queries.membershipsOf(identityId) : [contact];
  const ceiling = await ceilingOf(db, caller, day);
  const { customerIds } = reachOfContacts(caller, 'manage');
  return memberships.every(
    (one) =>
      (customerIds === 'all' || customerIds.includes(one.customerId)) &&
      opensNoMore(one, ceiling, day, one.id === caller.contactId),
  );
}

/** @param self whether it is the editor's own: another's own documents are others than the editor's */
function opensNoMore(
  { grants }: Membership,
  ceiling: Ceiling,
  day: string,
  self: boolean,
): boolean {
  const held = grantedBy(grants, day).grants;
  return grants.every((grant) => {
    const most = ceiling.get(grant.permission);
    const others = !self && grant.scope === 'own' && most?.scope === 'own';
    return !held.has(grant.permission as never) || (!others && isWithin(grant, most));
  });
}

/** A day after all others: of what has no end. */
const never = 'infinity';
/** What an administrator holds, for others than itself: without one of them, the other is of no use. */
export const administering = ['contacts.view', 'contacts.manage'] as const;

/**
 * Until when grants let their holder look after others of the customer.
 * @returns the last day, `infinity` for no end; null where they do not, or no longer
 */
export function administersUntil(grants: readonly StoredGrant[], day: string): string | null {
  const ends = administering.map((permission) => {
    const grant = grants.find((one) => one.permission === permission && one.scope !== 'own');
    return grant ? (grant.expiresOn ?? never) : null;
  });
  const first = ends.reduce((one, other) => earlier(one, other), never);
  return first !== null && isAfter(first, day, { orSame: true }) ? first : null;
}

/** The earlier one of two last days; null is none at all. */
const earlier = (one: string | null, other: string | null): string | null =>
  one === null || other === null ? null : isAfter(one, other) ? other : one;

const isAfter = (one: string, other: string, { orSame = false } = {}): boolean =>
  one === other ? orSame : other !== never && (one === never || one > other);

/** Whether a contact is the editor itself, and nobody else of the customer manages contacts for as long. */
export async function isLastAdministrator(
  db: Db,
  caller: PersonCaller,
  contact: { id: string; customerId: string; grants: readonly StoredGrant[] },
  day: string,
): Promise<boolean> {
  if (caller.kind !== 'contact' || caller.contactId !== contact.id) return false;
  const until = administersUntil(contact.grants, day);
  return until !== null && !(await isCovered(db, contact, until, day));
}

async function isCovered(
  db: Db,
  contact: { id: string; customerId: string },
  until: string,
  day: string,
): Promise<boolean> {
  const others = await createContactQueries(db).othersAdministerUntil(
    contact.customerId,
    contact.id,
  );
  return others !== null && isAfter(others, day, { orSame: true }) && !isAfter(until, others);
}

/**
 * Keeps a customer's people from leaving it without an administrator, now or once a right has ended. The customer is
 * locked: two who remove themselves or each other at once do not both rely on the other.
 * @param grants what the contact holds before and after; none where it may no longer sign in
 * @throws AppError `last_administrator`
 */
export async function holdAdministrator(
  db: Db,
  caller: PersonCaller,
  contact: { id: string; customerId: string },
  grants: { before: readonly StoredGrant[]; after: readonly StoredGrant[] },
  day: string,
): Promise<void> {
  if (caller.kind !== 'contact') return;
  const before = administersUntil(grants.before, day);
  const after = administersUntil(grants.after, day);
  if (before === null || (after !== null && !isAfter(before, after))) return;
  await createContactQueries(db).holdCustomer(contact.customerId);
  if (!(await isCovered(db, contact, before, day))) throw new AppError('last_administrator');
}

/** Whether a permission may be limited to ship-to addresses. */
export const takesAddresses = (permission: string): boolean =>
  ofAddresses(permission as ContactPermission);

/** Whether a permission may be limited to companies. */
export const takesCompanies = (permission: string): boolean =>
  ofCompanies(permission as ContactPermission);
