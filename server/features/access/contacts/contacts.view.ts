import {
  ContactDetail,
  type Contact,
  type Grant,
  type Grantable,
  type GrantDifference,
  type PermissionProfile,
} from '#contract/contacts';
import type { ContactAction } from '#contract/contact-words';
import { today } from '#contract/format';
import { contactPermissions, type ContactPermission } from '#contract/permissions';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type PersonCaller, type Reach } from '../../../http/caller.ts';
import { grantedBy, ofAmounts, type StoredGrant } from '../../../http/grants.ts';
import { namedAddresses } from './addresses.ts';
import { joinablePerson } from './contact.verbs.ts';
import {
  ceilingOf,
  administering,
  isLastAdministrator,
  isSame,
  manages,
  mayTakeOver,
  reachOfContacts,
  takesAddresses,
  takesCompanies,
  type Ceiling,
} from './contacts.policies.ts';
import { createContactQueries, type CompanyRecord } from './contacts.queries.ts';
import { findContact, type ContactMore, type ContactRow } from './contacts.records.ts';
import { allProfiles, profileOf } from './profiles.ts';

export type FoundContact = ContactRow & ContactMore;

/** @throws AppError `not_found` where it is out of reach */
export async function foundWithin(db: Db, reach: Reach, id: string): Promise<FoundContact> {
  const row = await findContact(db, reach, id);
  if (!row) throw new AppError('not_found');
  return row;
}

export const rowWith =
  (profiles: readonly PermissionProfile[]) =>
  (row: ContactRow): Contact => ({
    ...row,
    customer: { number: row.number, name: row.customerName },
    profile: profileOf(profiles, row),
  });

/** Names the companies of grants by their codes. */
export const shownGrants = (
  grants: readonly StoredGrant[],
  companies: readonly CompanyRecord[],
): Grant[] => {
  const codes = new Map(companies.map(({ id, code }) => [id, code]));
  return grants.map((grant) => ({
    permission: grant.permission as ContactPermission,
    scope: grant.scope,
    companies: grant.companyIds.map((id) => codes.get(id) ?? id).toSorted(),
    addresses: [...grant.addressIds].toSorted(),
    expiresOn: grant.expiresOn,
    ...(grant.limit && { limit: grant.limit }),
  }));
};

/** Companies that a contact's permissions may be limited to: those it buys from, and those that are named already. */
export const companiesOf = (
  db: Db,
  row: Pick<ContactRow, 'customerId'>,
  ...named: (readonly StoredGrant[])[]
): Promise<CompanyRecord[]> =>
  createContactQueries(db).companies(row.customerId, [
    ...new Set(named.flatMap((grants) => grants.flatMap(({ companyIds }) => companyIds))),
  ]);

/** A contact with all there is to say of it to its caller. */
export async function detailOf(
  db: Db,
  caller: PersonCaller,
  reach: Reach,
  id: string,
): Promise<ContactDetail> {
  const row = await foundWithin(db, reach, id);
  const day = today(caller.tenant.timeZone);
  const managed = manages(caller, row);
  const ceiling: Ceiling = managed ? await ceilingOf(db, caller, day) : new Map();
  const last = managed && (await isLastAdministrator(db, caller, row, day));
  const companies = await companiesOf(db, row, row.grants, [...ceiling.values()]);
  const joinable = managed ? await joinableOf(db, caller, row) : null;
  // Whoever builds it from this schema sees what is declared, and nothing of the row besides.
  return ContactDetail.parse({
    ...rowWith(await allProfiles(db))(row),
    version: row.version,
    phone: row.phone,
    ofErp: !row.own,
    locale: row.locale,
    logins: row.logins,
    grants: shownGrants(row.grants, companies),
    grantable: grantableOf(ceiling, companies, last),
    actions: [
      ...(managed
        ? actionsOf(row, {
            last,
            joinable: joinable !== null,
            // By mail alone, where it is no person of the company who asks.
            takeOver:
              (caller.kind === 'staff' || row.email !== null) &&
              (await mayTakeOver(db, caller, row, day)),
          })
        : []),
      ...(mayLookAs(caller, row) ? ['impersonate'] : []),
    ],
    otherCustomers: row.identityId
      ? (await customersWithin(db, caller, row.identityId)).filter(
          ({ number }) => number !== row.number,
        )
      : [],
    joinable,
    companies: companies.map(({ code, name }) => ({ code, name })),
    addresses: await namedAddresses(db, row.grants, [...ceiling.values()]),
  });
}

/** Whether a caller may look at the portal as a contact sees it. */
function mayLookAs(caller: PersonCaller, { customerId, inactiveBy }: FoundContact): boolean {
  const { customerIds } = reachOf(caller, 'impersonate');
  const within = customerIds === 'all' || customerIds.includes(customerId);
  return within && inactiveBy !== 'portal' && inactiveBy !== 'erp';
}

const customersWithin = async (db: Db, caller: PersonCaller, identityId: string) => {
  const { customerIds } = reachOfContacts(caller, 'view');
  const all = await createContactQueries(db).customersOf(identityId);
  return all
    .filter(({ id }) => customerIds === 'all' || customerIds.includes(id))
    .map(({ number, name }) => ({ number, name }));
};

async function joinableOf(
  db: Db,
  caller: PersonCaller,
  row: FoundContact,
): Promise<ContactDetail['joinable']> {
  const identityId = await joinablePerson(db, caller.tenant.id, row);
  if (!identityId) return null;
  const customers = await customersWithin(db, caller, identityId);
  const person = customers.length > 0 && (await createContactQueries(db).identity(identityId));
  return { name: person ? person.name : null, customers };
}

function grantableOf(
  ceiling: Ceiling,
  companies: readonly CompanyRecord[],
  last: boolean,
): Grantable[] {
  return contactPermissions.map((permission) => {
    const most = ceiling.get(permission);
    const locked = last && administering.some((one) => one === permission);
    if (!most || locked)
      return {
        permission,
        may: false,
        lock: locked ? 'last_administrator' : 'not_held',
        scope: null,
        companies: [],
        addresses: [],
        until: null,
      };
    const [shown] = shownGrants([most], companies);
    return {
      permission,
      may: true,
      lock: null,
      scope: most.scope,
      companies: takesCompanies(permission) ? shown!.companies : [],
      addresses: takesAddresses(permission) ? shown!.addresses : [],
      until: most.expiresOn,
      ...(most.limit && ofAmounts(permission) && { limit: most.limit }),
    };
  });
}

/** What an editor may do with a contact as it is. */
function actionsOf(
  { own, state, email, identityId, inactiveBy, hasPassword, hasFactor }: FoundContact,
  { last, joinable, takeOver }: { last: boolean; joinable: boolean; takeOver: boolean },
): ContactAction[] {
  const enters = state !== 'inactive';
  const reachable = enters && !joinable && (email !== null || identityId !== null);
  const may: Record<ContactAction, boolean> = {
    edit: own,
    access: true,
    invite: reachable && email !== null && !hasPassword,
    revoke_invitation: state === 'invited',
    join: enters && joinable,
    temporary_password: reachable && takeOver,
    reset: enters && hasPassword && email !== null,
    reset_factor: hasFactor && takeOver,
    activate: inactiveBy === 'portal',
    deactivate: enters && !last,
    end_sessions: identityId !== null,
    impersonate: false,
  };
  return (Object.keys(may) as ContactAction[]).filter((action) => may[action]);
}

/** What a set of grants has that another has not, on a day. */
export function differenceOf(
  before: readonly StoredGrant[],
  after: readonly StoredGrant[],
  companies: readonly CompanyRecord[],
  day: string,
): GrantDifference {
  const effective = (grants: readonly StoredGrant[]) => {
    const { grants: held } = grantedBy(grants, day);
    return new Map(
      grants
        .filter(({ permission }) => held.has(permission))
        .map((grant) => [grant.permission, grant]),
    );
  };
  const [had, has] = [effective(before), effective(after)];
  const show = (grants: StoredGrant[]) => shownGrants(grants, companies);
  const stayed = [...has.values()].flatMap((grant) => {
    const was = had.get(grant.permission);
    return was && !isSame(was, grant) ? [{ was, grant }] : [];
  });
  return {
    gained: show([...has.values()].filter(({ permission }) => !had.has(permission))),
    lost: show([...had.values()].filter(({ permission }) => !has.has(permission))),
    changed: stayed.map(({ was, grant }) => ({
      before: show([was])[0]!,
      after: show([grant])[0]!,
    })),
  };
}
