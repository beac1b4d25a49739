import type { Context } from 'koa';
import type { AuditEvent, Endpoint } from '#contract/endpoint';
import type { ErrorCode } from '#contract/errors';
import {
  isKeyPermission,
  isStaffPermission,
  type AmountLimit,
  type EndpointPermission,
  type GrantScope,
  type KeyPermission,
  type Permission,
  type PersonPermission,
  type StaffPermission,
} from '#contract/permissions';
import type { Locale } from '#contract/primitives';
import type { PasswordPolicy, Session } from '#contract/portal';
import type { SecondFactorDemand } from '#contract/second-factor-words';
import { isOneOf } from '../db/keys.ts';
import type { Db, Query } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import { maskSecrets } from './masking.ts';
import { jsonbOf } from './text.ts';
import type { WorkKeys } from '../work/fair-queue.ts';

/** What the server knows of a tenant on every request; how it looks is asked for where it is drawn (`records/branding.ts`). */
export type TenantRow = {
  id: string;
  slug: string;
  name: string;
  locale: Locale;
  timeZone: string;
  sessionLifeSeconds: number;
  passwordPolicy: PasswordPolicy;
  /** What a forgotten password is answered with. */
  resetBy: 'link' | 'temporary_password';
  secondFactor: SecondFactorDemand;
};

/**
 * Which rows a permission reaches: those of these customers, or of all of the tenant; where a contact is
 * given, only its own documents; where companies are, only theirs; where ship-to addresses are, only what goes there.
 */
export type Reach = {
  customerIds: readonly string[] | 'all';
  contactId?: string;
  companyIds?: readonly string[];
  addressIds?: readonly string[];
  /** The ship-to addresses whose orders are seen: of what hangs on an order, that which hangs on one of theirs. */
  orderAddressIds?: readonly string[];
};

type Common = { tenant: TenantRow };
export type PublicCaller = Common & { kind: 'public' };
export type KeyCaller = Common & { kind: 'key'; keyId: string; permissions: ReadonlySet<string> };
type Person = Common & {
  sessionId: string;
  identityId: string;
  access: Session['access'];
  /** Whether the person has an authenticator. */
  hasFactor: boolean;
  /** Whether the person proved to be there in the last minutes. */
  confirmed: boolean;
  /** Whether nothing stands in the way of terms of use. */
  termsAccepted: boolean;
  /** The one site a session that a host vouched for works in. */
  onlyOrigin: string | null;
  personName: string;
  /** The person of staff that looks at what this one sees, and until when; none for the person itself. */
  impersonator?: { identityId: string; name: string; until: string } | null;
  expiresAt: string;
  grants: ReadonlyMap<string, GrantScope>;
  /** Companies, by permission, that a grant is limited to; those without an entry are not. */
  companyLimits: ReadonlyMap<string, readonly string[]>;
  /** Ship-to addresses, by permission, that a grant is limited to; those without an entry are not. */
  addressLimits: ReadonlyMap<string, readonly string[]>;
  /** Amounts, by permission, up to which a grant is good; those without an entry have no limit. */
  amountLimits: ReadonlyMap<string, AmountLimit>;
  /** Customers below the contact's own, for grants with the scope `hierarchy`; the portfolio of staff. */
  otherCustomerIds: readonly string[] | 'all';
};
export type ContactCaller = Person & {
  kind: 'contact';
  customer: { id: string; number: string; name: string };
  contactId: string;
};
export type StaffCaller = Person & { kind: 'staff'; customer: null; contactId: null };
export type PersonCaller = ContactCaller | StaffCaller;
export type Caller = PublicCaller | KeyCaller | PersonCaller;
/** A caller before its tenant is known. */
export type WithoutTenant<C extends Caller> = C extends Caller ? Omit<C, 'tenant'> : never;

/** What an endpoint says of who may call it. */
export type Admission = Pick<
  Endpoint,
  | 'permission'
  | 'alsoFor'
  | 'firstAccess'
  | 'beforeTerms'
  | 'beforeFactor'
  | 'stepUp'
  | 'whileImpersonating'
  | 'cost'
  | 'unattended'
> & {
  /** Whether it changes something, or hands over a file: closed to who looks at what another person sees. */
  leavesTraces?: boolean;
};

type HolderOf<P extends EndpointPermission> = P extends 'public'
  ? Caller
  : P extends KeyPermission
    ? KeyCaller
    : P extends StaffPermission
      ? StaffCaller
      : PersonCaller;
/** Who can be the caller of an endpoint: its permission decides. */
export type CallerOf<A extends Admission> =
  | HolderOf<A['permission']>
  | (A extends { alsoFor: infer P extends Permission | readonly Permission[] }
      ? HolderOf<P extends readonly (infer One extends Permission)[] ? One : P & Permission>
      : never);

/** Whether a permission is for callers of this kind at all: what `CallerOf` says, at run time. */
function isFor({ kind }: Caller, permission: EndpointPermission): boolean {
  if (isKeyPermission(permission)) return kind === 'key';
  if (isStaffPermission(permission)) return kind === 'staff';
  return kind === 'contact' || kind === 'staff';
}

/**
 * Lets a caller into an endpoint, or turns it away.
 * @throws AppError `unauthenticated`, `password_change_required`, `second_factor_required`,
 *   `second_factor_setup_required`, `read_only`, `terms_required`, `forbidden`, `confirmation_required`
 */
export function admit<A extends Admission>(
  caller: Caller,
  admission: A,
): asserts caller is Caller & CallerOf<A> {
  const refusal = refusalOf(caller, admission);
  if (refusal) throw new AppError(refusal);
}

/** Why the caller may not use an endpoint at all; null where it may. */
export function refusalOf(caller: Caller, admission: Admission): ErrorCode | null {
  const { permission, alsoFor, beforeTerms } = admission;
  if (permission === 'public') return null;
  if (caller.kind === 'public') return 'unauthenticated';
  const holds = (granted: { has(name: string): boolean }) =>
    [permission, ...[alsoFor ?? []].flat()].some(
      (name) => isFor(caller, name) && granted.has(name),
    );
  if (caller.kind === 'key') return holds(caller.permissions) ? null : 'forbidden';
  // Default closed: before the person is in, nothing answers but what says so (spec S1.19).
  const barred = barOf(caller, admission);
  if (barred) return barred.open ? confirmationOf(caller, admission) : barred.refusal;
  if (caller.impersonator && admission.leavesTraces && !admission.whileImpersonating)
    return 'read_only';
  // The terms hold the portal, whichever way it is entered by: keys of machines have accepted none.
  if (!caller.termsAccepted && !beforeTerms) return 'terms_required';
  // Whom the host vouched for has no password here, and no account to look after.
  const may =
    permission === 'signed-in' ||
    (permission === 'person' ? caller.access === 'full' : holds(caller.grants));
  return may ? confirmationOf(caller, admission) : 'forbidden';
}

/** What stands between a password and the portal, and whether an endpoint is open before it; null where nothing does. */
function barOf(
  { access }: PersonCaller,
  { firstAccess, beforeFactor }: Admission,
): { refusal: ErrorCode; open: boolean } | null {
  switch (access) {
    case 'temporary':
      return { refusal: 'password_change_required', open: firstAccess === true };
    case 'code':
      return { refusal: 'second_factor_required', open: beforeFactor === 'code' };
    case 'setup':
      return { refusal: 'second_factor_setup_required', open: beforeFactor === 'setup' };
    default:
      return null;
  }
}

/** Whether the person has to prove to be there first. */
function confirmationOf(
  { confirmed, hasFactor }: PersonCaller,
  { stepUp }: Admission,
): ErrorCode | null {
  const asked = stepUp === 'always' || (stepUp === 'factor' && hasFactor);
  return asked && !confirmed ? 'confirmation_required' : null;
}

/**
 * Asks for a proof that the person is there, in an endpoint that says so only for some of what it does.
 * @throws AppError `confirmation_required`
 */
export function demandConfirmation(caller: Caller): void {
  const refusal =
    'hasFactor' in caller && confirmationOf(caller, { permission: 'person', stepUp: 'factor' });
  if (refusal) throw new AppError(refusal);
}

type Holding = Pick<
  Person,
  'grants' | 'companyLimits' | 'addressLimits' | 'amountLimits' | 'otherCustomerIds'
>;
/** What a reach is decided by: of a caller, and of a contact that makes no call. */
export type Holder = Holding &
  (Pick<ContactCaller, 'kind' | 'customer' | 'contactId'> | Pick<StaffCaller, 'kind'>);

/**
 * The rows a permission opens to a person; none where it is not granted. The one decision that every list, file,
 * figure and action asks: grant, scope and limits.
 */
export function reachOf(caller: Holder, permission: PersonPermission): Reach {
  const scope = caller.grants.get(permission);
  if (!scope) return { customerIds: [] };
  const { otherCustomerIds } = caller;
  if (caller.kind === 'staff' || otherCustomerIds === 'all')
    return { customerIds: otherCustomerIds };
  const own = [caller.customer.id];
  const companyIds = caller.companyLimits.get(permission);
  const addressIds = caller.addressLimits.get(permission);
  // What hangs on an order is seen as far as the order is.
  const seen = permission.startsWith('orders.')
    ? undefined
    : caller.addressLimits.get('orders.view');
  const limits = {
    ...(companyIds && { companyIds }),
    ...(addressIds && { addressIds }),
    ...(seen && { orderAddressIds: seen }),
  };
  if (scope === 'hierarchy') return { customerIds: [...own, ...otherCustomerIds], ...limits };
  return scope === 'own'
    ? { customerIds: own, contactId: caller.contactId, ...limits }
    : { customerIds: own, ...limits };
}

/** What a document says of whose it is; without a ship-to address it is within no limit to some. */
export type Whose = {
  customerId: string | null;
  contactId: string | null;
  companyId: string | null;
  addressId?: string | null;
  /** The ship-to address of the order it hangs on; undefined where it hangs on none. */
  orderAddressId?: string | null | undefined;
};

/** Whether a document of this customer, company and ship-to address, asked for by this contact, is within reach. */
export function reaches(
  { customerIds, contactId, companyIds, addressIds, orderAddressIds }: Reach,
  document: Whose,
): boolean {
  if (contactId && contactId !== document.contactId) return false;
  if (companyIds && !companyIds.includes(document.companyId ?? '')) return false;
  if (addressIds && !addressIds.includes(document.addressId ?? '')) return false;
  const { orderAddressId } = document;
  if (orderAddressIds && orderAddressId !== undefined)
    if (!orderAddressIds.includes(orderAddressId ?? '')) return false;
  return customerIds === 'all' || customerIds.includes(document.customerId ?? '');
}

/** Whether a limit has all of another in it; none is no limit. */
const holds = (wide: readonly string[] | undefined, narrow: readonly string[] | undefined) =>
  !wide || (narrow?.every((id) => wide.includes(id)) ?? false);

/** Whether all that one reach opens is within another. */
export function covers(wide: Reach, narrow: Reach): boolean {
  if (wide.contactId && wide.contactId !== narrow.contactId) return false;
  if (!holds(wide.companyIds, narrow.companyIds)) return false;
  if (!holds(wide.addressIds, narrow.addressIds)) return false;
  if (!holds(wide.orderAddressIds, narrow.orderAddressIds)) return false;
  if (wide.customerIds === 'all' || wide.customerIds === narrow.customerIds) return true;
  if (narrow.customerIds === 'all') return false;
  const ids = new Set(wide.customerIds);
  return narrow.customerIds.every((id) => ids.has(id));
}

/**
 * Holds a query within the customers, companies and ship-to addresses of a reach; `all` leaves it to the wall of the
 * tenant.
 * @param company the column of a row's company: without one a reach that is limited to companies opens nothing
 * @param address the same of its ship-to address
 */
export function withinCustomers(
  query: Query,
  column: string,
  { customerIds, companyIds, addressIds }: Reach,
  company?: string,
  address?: string,
): void {
  for (const [ids, of] of [
    [companyIds, company],
    [addressIds, address],
  ] as const) {
    // One address alone keeps the order of its index.
    if (ids && of && of === address && ids.length === 1) query.where(of, ids[0]!);
    else if (ids && of) query.whereRaw(isOneOf('??', 'uuid'), [of, ids as never]);
    else if (ids) query.whereRaw('false');
  }
  if (customerIds === 'all') return;
  // One alone keeps the order of an index; a portfolio of any size is one binding.
  if (customerIds.length === 1) query.where(column, customerIds[0]!);
  else query.whereRaw(isOneOf('??', 'uuid'), [column, customerIds as never]);
}

const callers = new WeakMap<Context, Caller>();

/** Keeps who makes a request, for its line in the log. */
export const noteCaller = (ctx: Context, caller: Caller): void => void callers.set(ctx, caller);

/** Who makes a request, once that is known. */
export const callerIn = (ctx: Context): Caller | undefined => callers.get(ctx);

/** What of the request goes into the audit log. */
export type Trace = { requestId: string; ip: string; userAgent: string };

/** Who did something, as the audit log names it. */
export type Actor = {
  tenantId: string;
  kind: string;
  id: string | null;
  contactId?: string | null;
};

export const actorOf = (caller: Caller): Actor => ({
  tenantId: caller.tenant.id,
  kind: impersonatorOf(caller) ? 'staff' : caller.kind,
  id: caller.kind === 'public' ? null : actorId(caller),
  contactId: 'contactId' in caller ? caller.contactId : null,
});

const impersonatorOf = (caller: Caller) => 'impersonator' in caller && caller.impersonator;

/** The id an audit row names its actor by: whoever acts, not whom it looks at the portal as. */
export const actorId = (caller: Exclude<Caller, PublicCaller>): string =>
  caller.kind === 'key' ? caller.keyId : (caller.impersonator?.identityId ?? caller.identityId);

/** The person of staff behind a caller, itself or as a contact; null where there is none. */
export function staffBehind(caller: Caller): string | null {
  if (caller.kind === 'staff') return caller.identityId;
  return caller.kind === 'contact' ? (caller.impersonator?.identityId ?? null) : null;
}

/** What an audit row is about. */
export type AuditSubject = {
  record?: string;
  /** The contact in whose history it stands, where that is not the actor's own. */
  contactId?: string;
  detail?: Record<string, unknown>;
};

/** Adds a row to the audit log, in the transaction of what it tells of; values of secret fields are masked. */
export async function writeAudit(
  db: Db,
  event: AuditEvent,
  actor: Actor,
  trace: Trace | null,
  what: AuditSubject = {},
): Promise<void> {
  await db('audit_events').insert({
    tenant_id: actor.tenantId,
    event,
    actor_kind: actor.kind,
    actor_id: actor.id,
    contact_id: what.contactId ?? actor.contactId ?? null,
    record: what.record ?? null,
    detail: jsonbOf(maskSecrets(what.detail ?? {})),
    ip: trace?.ip ?? null,
    user_agent: trace?.userAgent ?? null,
    request_id: trace?.requestId ?? null,
  });
}

/** As whom a caller waits for what is scarce: its session, or its key, within its tenant. */
export const workKeysOf = (caller: Exclude<Caller, PublicCaller>): WorkKeys => [
  caller.tenant.id,
  caller.kind === 'key' ? caller.keyId : caller.sessionId,
];
