import type { Grant, Grantable, GrantDifference, PermissionProfile } from '#contract/contacts';
import { grantScopes, type ContactPermission, type GrantScope } from '#contract/permissions';
import { addressAreas, areas, companyAreas, rights, type Area } from './areas.ts';

/** Permissions of a contact in the order they are shown, each once. */
export type Grants = readonly Grant[];
/** The three steps of an area; `some` is what is none of them. */
export type Step = 'none' | 'view' | 'all' | 'some';

const width = (scope: GrantScope) => grantScopes.indexOf(scope);
const narrower = (a: GrantScope, b: GrantScope): GrantScope => (width(a) < width(b) ? a : b);
const sorted = (grants: Grants): Grants =>
  grants.toSorted((a, b) => rights.indexOf(a.permission) - rights.indexOf(b.permission));

export const grantOf = (grants: Grants, permission: ContactPermission): Grant | undefined =>
  grants.find((one) => one.permission === permission);

/** What is granted of an area, in the order it is shown. */
export const ofArea = (grants: Grants, area: Area): Grants =>
  areas[area].flatMap((permission) => grantOf(grants, permission) ?? []);

const hasSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

export const isSameGrant = (a: Grant, b: Grant): boolean =>
  a.permission === b.permission &&
  a.scope === b.scope &&
  a.expiresOn === b.expiresOn &&
  hasSame(a.companies, b.companies) &&
  hasSame(a.addresses, b.addresses) &&
  a.limit?.amount === b.limit?.amount &&
  a.limit?.currency === b.limit?.currency;

export const isSame = (a: Grants, b: Grants): boolean =>
  a.length === b.length && a.every((grant) => b.some((other) => isSameGrant(grant, other)));

/** What one set of permissions has that another has not; those that have expired count for nothing. */
export function differenceOf(before: Grants, after: Grants, day: string): GrantDifference {
  const held = (grants: Grants) =>
    sorted(grants.filter(({ expiresOn }) => expiresOn === null || expiresOn >= day));
  const [had, has] = [held(before), held(after)];
  return {
    gained: has.filter(({ permission }) => !grantOf(had, permission)),
    lost: had.filter(({ permission }) => !grantOf(has, permission)),
    changed: has.flatMap((grant) => {
      const was = grantOf(had, grant.permission);
      return was && !isSameGrant(was, grant) ? [{ before: was, after: grant }] : [];
    }),
  };
}

/** The lower of two limits; what the editor may not go beyond, where they are of different currencies. */
function lower(asked: Grant['limit'], most: Grant['limit']): Grant['limit'] {
  if (!most || !asked) return most ?? asked;
  if (asked.currency !== most.currency) return most;
  return Number(asked.amount) <= Number(most.amount) ? asked : most;
}

/** Those of a limit that an editor may grant; all of what it may, where none is left. None is no limit. */
function narrowed(asked: readonly string[], most: readonly string[]): string[] {
  if (most.length === 0) return [...asked];
  const shared = asked.filter((one) => most.includes(one));
  return [...(shared.length > 0 ? shared : most)];
}

/** What an editor may do to the permissions of one contact, and how they are changed within that. */
export class Editing {
  readonly #grantable: ReadonlyMap<ContactPermission, Grantable>;
  /** The permissions as they are kept: what stays as it was may stay. */
  readonly #kept: Grants;

  constructor(grantable: readonly Grantable[], kept: Grants) {
    this.#grantable = new Map(grantable.map((one) => [one.permission, one]));
    this.#kept = kept;
  }

  most(permission: ContactPermission): Grantable | undefined {
    return this.#grantable.get(permission);
  }

  /** Why a permission cannot be switched; undefined where it can. */
  lockOf(permission: ContactPermission): Grantable['lock'] {
    const most = this.most(permission);
    if (!most) return 'not_held';
    if (most.lock === 'last_administrator') return most.lock;
    return most.may || grantOf(this.#kept, permission) ? null : 'not_held';
  }

  /** The permissions of an area that can be granted. */
  open(area: Area): ContactPermission[] {
    return areas[area].filter((permission) => this.lockOf(permission) === null);
  }

  stepOf(grants: Grants, area: Area): Step {
    const held = ofArea(grants, area).map(({ permission }) => permission);
    if (held.length === 0) return 'none';
    if (areas[area].every((one) => held.includes(one) || this.lockOf(one) === 'not_held'))
      return 'all';
    return held.length === 1 && held[0] === areas[area][0] ? 'view' : 'some';
  }

  /** Grants of an area what a step is, and takes away the rest; what is locked stays as it is. */
  setStep(grants: Grants, area: Area, step: Exclude<Step, 'some'>): Grants {
    const [view] = areas[area];
    return areas[area].reduce(
      (all, permission) =>
        this.set(all, permission, step === 'all' || (step === 'view' && permission === view)),
      grants,
    );
  }

  /**
   * Grants a permission or takes it away. What is more than looking needs looking, and goes with it. A new one takes
   * the limits of its area, within what the editor may grant.
   */
  set(grants: Grants, permission: ContactPermission, on: boolean): Grants {
    if (this.lockOf(permission) !== null) return grants;
    const area = areaOf(permission);
    const [view] = areas[area];
    if (!on) {
      const gone = permission === view ? this.open(area) : [permission];
      return grants.filter((one) => !gone.includes(one.permission));
    }
    if (grantOf(grants, permission)) return grants;
    const needed = permission === view ? grants : this.set(grants, view, true);
    return sorted([...needed, this.#grant(needed, permission)]);
  }

  /** Limits all permissions of an area, or of every area; each within what the editor may grant. */
  limit(grants: Grants, area: Area | null, limits: Partial<Omit<Grant, 'permission'>>): Grants {
    return grants.map((grant) => {
      if (area !== null && areaOf(grant.permission) !== area) return grant;
      return this.#within({ ...grant, ...limits }) ?? grant;
    });
  }

  /** Limits one permission to an amount; undefined takes the limit away, as far as the editor may. */
  limitAmount(grants: Grants, permission: ContactPermission, limit: Grant['limit']): Grants {
    return grants.map((grant) => {
      if (grant.permission !== permission) return grant;
      const { limit: _, ...rest } = grant;
      return this.#within({ ...rest, ...(limit && { limit }) }) ?? grant;
    });
  }

  /** The permissions of a profile, as far as the editor may grant them. */
  fromProfile({ grants }: Pick<PermissionProfile, 'grants'>, expiresOn: string | null): Grants {
    const locked = this.#kept.filter(({ permission }) => this.lockOf(permission) !== null);
    const open = grants
      .filter(({ permission }) => this.lockOf(permission) === null)
      .flatMap(
        ({ permission, scope }) =>
          this.#within({ permission, scope, companies: [], addresses: [], expiresOn }) ??
          grantOf(this.#kept, permission) ??
          [],
      );
    return sorted([...locked, ...open]);
  }

  #grant(grants: Grants, permission: ContactPermission): Grant {
    const [beside] = ofArea(grants, areaOf(permission));
    const { scope = 'customer', companies = [], addresses = [], expiresOn = null } = beside ?? {};
    const grant = { permission, scope, companies, addresses, expiresOn };
    // What was kept may be put back as it was, where it is beyond what the editor may grant.
    return this.#within(grant) ?? grantOf(this.#kept, permission) ?? grant;
  }

  /** A grant as far as the editor may grant it; undefined where not at all. */
  #within(grant: Grant): Grant | undefined {
    const most = this.most(grant.permission);
    if (!most?.may || most.scope === null) return undefined;
    const area = areaOf(grant.permission);
    const companies = narrowed(companyAreas.includes(area) ? grant.companies : [], most.companies);
    const addresses = narrowed(addressAreas.includes(area) ? grant.addresses : [], most.addresses);
    const until = most.until;
    const expiresOn =
      until !== null && (grant.expiresOn === null || grant.expiresOn > until)
        ? until
        : grant.expiresOn;
    const limit = lower(grant.limit, most.limit);
    const { limit: _, ...rest } = grant;
    const scope = narrower(grant.scope, most.scope);
    return { ...rest, scope, companies, addresses, expiresOn, ...(limit && { limit }) };
  }
}

/** What a permission is about. */
export function areaOf(permission: ContactPermission): Area {
  for (const [area, all] of Object.entries(areas))
    if ((all as readonly string[]).includes(permission)) return area as Area;
  return 'contacts';
}
