import { identifierKey } from '#contract/identifiers';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { createAccessQueries } from '../access.queries.ts';
import { note, startAnew, type Actor } from '../account.verbs.ts';
import { createAccountsQueries } from '../accounts.queries.ts';
import { createStaffQueries } from './staff.queries.ts';
import type { StaffRow } from './staff.records.ts';

/** A person of staff, as far as its verbs need it. */
export type StaffKey = Pick<StaffRow, 'id' | 'identityId'>;

export type StaffPerson = { name: string; email: string | null; locale?: Locale | null };

/**
 * Adds a person of staff who may nothing and looks after nobody yet.
 * @throws AppError `login_taken` where somebody signs in by one of the names
 */
export async function createStaff(
  db: Db,
  actor: Actor,
  { name, email, locale = null, logins }: StaffPerson & { logins: readonly string[] },
): Promise<StaffKey> {
  const accounts = createAccountsQueries(db, actor.tenantId);
  for (const login of logins)
    if (await accounts.identityOfLogin(login)) throw new AppError('login_taken');
  const identityId = await accounts.insertIdentity({ name, email });
  if (locale) await accounts.updateIdentity(identityId, { locale });
  await accounts.setLogins(identityId, [...logins], 'login_taken');
  const id = await createStaffQueries(db).insert(actor.tenantId, identityId);
  await note(db, actor, 'account.created', identityId, { name, email, logins });
  return { id, identityId };
}

/** Replaces all permissions of a person of staff; whoever is signed in has them from the next request on. */
export async function setPermissions(
  db: Db,
  actor: Actor,
  { id, identityId }: StaffKey,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  const [was, is] = [before.toSorted(), after.toSorted()];
  if (was.join() === is.join()) return;
  await createStaffQueries(db).update(id, { permissions: is });
  await note(db, actor, 'account.permissions_changed', identityId, {
    before: { permissions: was },
    after: { permissions: is },
  });
}

export type Portfolio = {
  all: boolean;
  /** Customers by hand. */
  customers: readonly { id: string; number: string }[];
  executiveKey: string | null;
};

/** Replaces the portfolio of a person of staff. */
export async function setPortfolio(
  db: Db,
  actor: Actor,
  { id, identityId }: StaffKey,
  { before, after }: { before: Portfolio; after: Portfolio },
): Promise<void> {
  const told = ({ all, customers, executiveKey }: Portfolio) => ({
    all,
    customers: customers.map(({ number }) => number).toSorted(),
    executive: executiveKey,
  });
  const [was, is] = [told(before), told(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const queries = createStaffQueries(db);
  await queries.replaceCustomers(
    actor.tenantId,
    id,
    after.customers.map((customer) => customer.id),
  );
  await queries.update(id, { all_customers: after.all, executive_key: after.executiveKey });
  await note(db, actor, 'account.portfolio_changed', identityId, { before: was, after: is });
}

/**
 * Changes what is kept of a person of staff. Where the mailbox was a user name the new one is it, and has to be
 * proven.
 * @throws AppError `login_taken`, `no_mailbox` where no name to sign in by would be left
 */
export async function changePerson(
  db: Db,
  actor: Actor,
  staff: StaffKey & StaffPerson,
  changes: Partial<StaffPerson>,
): Promise<void> {
  const fields = (Object.keys(changes) as (keyof StaffPerson)[]).filter(
    (field) => changes[field] !== (staff[field] ?? null),
  );
  if (fields.length === 0) return;
  const renamed =
    fields.includes('email') && (await renameLogin(db, actor, staff, changes.email ?? null));
  const values = (of: Partial<StaffPerson>) =>
    Object.fromEntries(fields.map((field) => [field, of[field] ?? null]));
  await createAccountsQueries(db, actor.tenantId).updateIdentity(staff.identityId, values(changes));
  await createStaffQueries(db).update(staff.id, {});
  await note(db, actor, 'account.changed', staff.identityId, {
    before: values(staff),
    after: values(changes),
  });
  if (renamed)
    await startAnew(db, actor, { identityId: staff.identityId, record: staff.identityId });
}

/** @returns whether the mailbox was a user name */
async function renameLogin(
  db: Db,
  actor: Actor,
  { identityId, email }: StaffKey & StaffPerson,
  to: string | null,
): Promise<boolean> {
  const accounts = createAccountsQueries(db, actor.tenantId);
  const logins = await createAccessQueries(db).loginsOf(identityId);
  const same = (name: string) => email !== null && identifierKey(name) === identifierKey(email);
  if (!logins.some(same)) return false;
  const owner = to === null ? null : await accounts.identityOfLogin(to);
  if (owner && owner !== identityId) throw new AppError('login_taken');
  const kept = logins.flatMap((name) => (same(name) ? (to ?? []) : name));
  if (kept.length === 0) throw new AppError('no_mailbox');
  await accounts.setLogins(identityId, [...new Set(kept)], 'login_taken');
  return true;
}
