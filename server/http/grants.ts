import { createHash } from 'node:crypto';
import {
  amountPermissions,
  personPermissions,
  type AmountLimit,
  type GrantScope,
  type PersonPermission,
} from '#contract/permissions';
import type { PersonCaller } from './caller.ts';

/** A grant of a contact as it is kept. */
export type StoredGrant = {
  permission: string;
  scope: GrantScope;
  /** Companies it is limited to; none is no limit. */
  companyIds: readonly string[];
  /** Ship-to addresses it is limited to; none is no limit. */
  addressIds: readonly string[];
  /** The last day it holds; null has no end. */
  expiresOn: string | null;
  /** How much it is good for; none, or null, is no limit. */
  limit?: AmountLimit | null | undefined;
};

/** A grant of a permission that nothing but its scope limits. */
export const unlimited = (grant: { permission: string; scope: GrantScope }): StoredGrant => ({
  ...grant,
  companyIds: [],
  addressIds: [],
  expiresOn: null,
});

/** What a person may do: how far each permission reaches, and what it is limited to, if it is. */
export type Granted = Pick<
  PersonCaller,
  'grants' | 'companyLimits' | 'addressLimits' | 'amountLimits'
>;

const known: ReadonlySet<string> = new Set(personPermissions);

/**
 * What grants amount to on a day: a grant that has expired is none, nor is one of a permission that is not known.
 * @param only a session's own limits; null has none
 */
export function grantedBy(
  stored: readonly StoredGrant[],
  day: string,
  only: readonly string[] | null = null,
): Granted {
  const held = stored.filter(
    ({ permission, expiresOn }) =>
      known.has(permission) &&
      (expiresOn === null || expiresOn >= day) &&
      (only === null || only.includes(permission)),
  );
  return {
    grants: new Map(held.map(({ permission, scope }) => [permission, scope])),
    companyLimits: new Map(
      held.flatMap(({ permission, companyIds }) =>
        companyIds.length > 0 ? [[permission, companyIds] as const] : [],
      ),
    ),
    addressLimits: new Map(
      held.flatMap(({ permission, addressIds }) =>
        addressIds.length > 0 ? [[permission, addressIds] as const] : [],
      ),
    ),
    amountLimits: new Map(
      held.flatMap(({ permission, limit }) => (limit ? [[permission, limit] as const] : [])),
    ),
  };
}

/** A short text that is another one as soon as a person may do anything else than before. */
export function permissionsTag({
  kind,
  customer,
  grants,
  companyLimits,
  addressLimits,
  amountLimits,
}: PersonCaller): string {
  const held = [...grants].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const limits = held.map(([permission]) =>
    [companyLimits, addressLimits].map((of) => of.get(permission)?.toSorted() ?? 0),
  );
  const text = JSON.stringify([kind, customer?.id, held, limits, ...amountLimits]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Permissions whose records are of a company, and may be limited to some. */
export const ofCompanies = (permission: PersonPermission): boolean =>
  /^(orders|invoices|statement|credit|documents|messages)\./.test(permission);

/** Permissions whose records go to a ship-to address, and may be limited to some: orders alone name one. */
export const ofAddresses = (permission: PersonPermission): boolean =>
  permission.startsWith('orders.');

/** Permissions that may be limited to an amount. */
export const ofAmounts = (permission: PersonPermission): boolean =>
  (amountPermissions as readonly string[]).includes(permission);
