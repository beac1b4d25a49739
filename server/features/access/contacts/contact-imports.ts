import type { ContactImportRow, PermissionProfile } from '#contract/contacts';
import type { ContactRowError } from '#contract/contact-words';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import { soundAddress } from '#contract/mailbox';
import { limits } from '#contract/limits';
import type { SheetChoice } from '#contract/mailing-lists';
import { freshen, keyRows } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorId, actorOf, withinCustomers, type PersonCaller } from '../../../http/caller.ts';
import { unlimited, type StoredGrant } from '../../../http/grants.ts';
import type { InTenant } from '../../../http/mount.ts';
import { readSource, type ImportSource } from '../../../output/foreign/read-source.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { Texts } from '../../../output/texts.ts';
import { createImportBatches } from '../../../records/import-batches.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import * as account from '../account.verbs.ts';
import { cellsOf, contactKey, type ReadContact } from './contact-rows.ts';
import * as verbs from './contact.verbs.ts';
import { ceilingOf, isWithin, reachOfContacts, type Ceiling } from './contacts.policies.ts';
import { createContactQueries } from './contacts.queries.ts';
import type { Editor } from './contacts.policies.ts';
import { starterNames } from './profile-names.ts';
import { allProfiles } from './profiles.ts';

const job = new URL('contact-source.job.ts', import.meta.url);
const batches = (db: Db) => createImportBatches<ContactImportRow>(db, 'contacts');

type Typed = Pick<ReadContact, 'row' | 'name' | 'mailbox' | 'customer' | 'profile'>;
/** A row as it stands against what is stored, and what applying it starts from; null where it cannot be. */
type Checked = {
  row: ContactImportRow;
  todo: { customerId: string; contactId: string | null; grants: StoredGrant[] } | null;
};

/** Many contacts at once: read and shown first, mended where they must be, applied when somebody says so. */
export function createContactImports({ reader, texts }: { reader: ForeignReader; texts: Texts }) {
  return {
    /** Reads rows and says what they would do. Nothing is saved but the batch. */
    read: async (
      inTenant: InTenant,
      caller: PersonCaller,
      source: ImportSource,
    ): Promise<{ id: string; rows: ContactImportRow[]; choice: SheetChoice | null }> => {
      holdMany(caller);
      const keys: WorkKeys = [caller.tenant.id, actorId(caller) ?? ''];
      const { rows, choice } = await readSource<ReadContact>(
        reader,
        keys,
        job,
        source,
        limits.contactRows,
      );
      return { ...(await inTenant((db) => keep(db, texts, caller, rows))), choice };
    },

    /**
     * Reads a batch anew with some of its rows as they were corrected. Where it has been applied, only what failed is
     * left.
     * @throws AppError `not_found` where the batch is somebody else's, or older than a day
     */
    correct: async (db: Db, caller: PersonCaller, id: string, typed: Typed[]) => {
      holdMany(caller);
      const batch = await batches(db).find(id, actorId(caller));
      if (!batch) throw new AppError('not_found');
      const open = batch.appliedAt === null ? batch.rows : batch.rows.filter(({ error }) => error);
      const anew = new Map(typed.map((one) => [one.row, one]));
      const rows = open.map((row) => {
        const given = anew.get(row.row);
        const whole = given !== undefined || row.error !== 'columns';
        return { row: row.row, ...cellsOf(given ?? row), whole };
      });
      return keep(db, texts, caller, rows);
    },

    /**
     * Applies the rows of a batch that are sound by now, some in each transaction, so that nobody waits for all of
     * them; what was interrupted goes on with a second call. One that follows the end answers what the first did.
     */
    apply: (inTenant: InTenant, editor: Editor, id: string, invite: boolean) =>
      apply(inTenant, texts, editor, { id, invite }),
  };
}

/** @throws AppError `forbidden` to whom looks after itself alone */
function holdMany(caller: PersonCaller): void {
  if (reachOfContacts(caller, 'manage').contactId) throw new AppError('forbidden');
}

async function keep(db: Db, texts: Texts, caller: PersonCaller, read: readonly ReadContact[]) {
  const rows = (await check(db, texts, caller, read)).map(({ row }) => row);
  return { id: await batches(db).insert('add', rows, actorId(caller)), rows };
}

type CustomerRow = { id: string; number: string; name: string; key: string };
type ContactOf = {
  id: string;
  customerId: string;
  email: string;
  identityId: string | null;
  active: boolean;
};
type Known = {
  customers: Map<string, { id: string; number: string; name: string }>;
  /** Contacts by customer and mailbox. */
  contacts: Map<string, ContactOf>;
  /** Mailboxes that somebody signs in by. */
  logins: Set<string>;
  profiles: Map<string, PermissionProfile>;
  ceiling: Ceiling;
};

/** Holds rows against what is stored. Customers out of reach are unknown. */
async function check(
  db: Db,
  texts: Texts,
  caller: PersonCaller,
  read: readonly ReadContact[],
): Promise<Checked[]> {
  const own = caller.kind === 'contact' ? (caller.customer?.number ?? '') : '';
  const rows = read.map((row) => ({ ...row, customer: row.customer || own }));
  const known = await knownOf(db, texts, caller, rows);
  const seen = new Set<string>();
  return rows.map((row) => checkRow(row, known, seen));
}

async function knownOf(
  db: Db,
  texts: Texts,
  caller: PersonCaller,
  rows: readonly ReadContact[],
): Promise<Known> {
  const numbers = [...new Set(rows.map(({ customer }) => identifierKey(customer)))];
  const { customerIds } = reachOfContacts(caller, 'manage');
  await freshen(db, 'customers', 'contacts', 'login_names');
  const customers: CustomerRow[] = await db
    .from(db.raw(keyRows('text'), [numbers as never]))
    .join('customers as c', 'c.number_key', 'k.key')
    .whereNull('c.deleted_at')
    .modify((query) => withinCustomers(query, 'c.id', { customerIds }))
    .select({ id: 'c.id', number: 'c.number', name: 'c.name', key: 'c.number_key' });
  const ids = customers.map(({ id }) => id);
  const contacts: ContactOf[] = await db
    .from(db.raw(keyRows('uuid'), [ids as never]))
    .join('contacts as c', 'c.customer_id', 'k.key')
    .whereNull('c.deleted_at')
    .whereNotNull('c.email')
    .select({ id: 'c.id', customerId: 'c.customer_id', email: 'c.email' })
    .select({ identityId: 'c.identity_id', active: 'c.active' });
  const mailboxes = [...new Set(rows.map(({ mailbox }) => identifierKey(mailbox)))];
  const logins = await db
    .from(db.raw(keyRows('text'), [mailboxes as never]))
    .join('login_names as n', 'n.name_key', 'k.key')
    .pluck<string[]>('n.name_key');
  return {
    customers: new Map(customers.map((one) => [one.key, one])),
    contacts: new Map(contacts.map((one) => [contactKey(one.customerId, one.email), one])),
    logins: new Set(logins),
    profiles: await profilesByName(db, texts, caller),
    ceiling: await ceilingOf(db, caller, today(caller.tenant.timeZone)),
  };
}

/** Profiles by whatever people may call them; a starter profile's name is that one's, whoever took it before. */
async function profilesByName(
  db: Db,
  texts: Texts,
  caller: PersonCaller,
): Promise<Map<string, PermissionProfile>> {
  const all = await allProfiles(db);
  const byId = new Map(all.map((profile) => [profile.id, profile]));
  const starters = await starterNames(db, texts, caller.tenant.id);
  return new Map([
    ...all.flatMap((profile) =>
      profile.name === null ? [] : [[identifierKey(profile.name), profile] as const],
    ),
    ...[...starters].map(([name, id]) => [name, byId.get(id)!] as const),
  ]);
}

const storedOf = (profile: PermissionProfile | undefined): StoredGrant[] =>
  (profile?.grants ?? []).map(unlimited);

/** A number as a spreadsheet shows it rather than as it is: as a power of ten. */
const formatted = /^\d+([.,]\d+)?E\+?\d+$/i;

/** @param seen rows before this one */
function checkRow(read: ReadContact, known: Known, seen: Set<string>): Checked {
  const customer = known.customers.get(identifierKey(read.customer));
  const profile = read.profile ? known.profiles.get(identifierKey(read.profile)) : undefined;
  const grants = storedOf(profile);
  const key = customer ? contactKey(customer.id, read.mailbox) : '';
  const contact = known.contacts.get(key);
  const beyond = grants.some((one) => !isWithin(one, known.ceiling.get(one.permission)));
  const error = ((): ContactRowError | null => {
    if (!read.whole) return 'columns';
    if (!read.name && !contact) return 'no_name';
    if (!customer) return formatted.test(read.customer) ? 'number_format' : 'customer_unknown';
    if (!read.mailbox) return 'no_mailbox';
    if (soundAddress(read.mailbox) === null) return 'mailbox_invalid';
    if (read.profile && !profile) return 'profile_unknown';
    if (beyond) return 'profile_beyond_own';
    if (contact && !contact.active) return 'inactive';
    if (contact?.identityId || known.logins.has(identifierKey(read.mailbox))) return 'known_person';
    return seen.has(key) || seen.has(read.mailbox.toLowerCase()) ? 'duplicate' : null;
  })();
  // One mailbox is one user name: a second row of it is one too many, whichever customer it names.
  if (!error) seen.add(key).add(read.mailbox.toLowerCase());
  const { row, name, mailbox } = read;
  return {
    row: {
      row,
      name,
      mailbox,
      customer: customer?.number ?? read.customer,
      customerName: customer?.name ?? null,
      profile: read.profile,
      profileFound: profile ? { id: profile.id, name: profile.name } : null,
      change: error ? null : contact ? 'account' : 'new',
      error,
      contact: null,
    },
    todo:
      error || !customer
        ? null
        : { customerId: customer.id, contactId: contact?.id ?? null, grants },
  };
}

type Counts = Record<'created' | 'opened' | 'invited' | 'failed', number>;

/** Rows that are applied in one transaction. */
const portion = 50;

async function apply(
  inTenant: InTenant,
  texts: Texts,
  editor: Editor,
  { id, invite }: { id: string; invite: boolean },
): Promise<Counts & { rows: ContactImportRow[]; again: boolean }> {
  holdMany(editor.caller);
  let [rows, at, again] = [[] as ContactImportRow[], 0, false];
  do {
    const from = at;
    const done = await inTenant((db) => applySome(db, texts, editor, { id, invite, from }));
    rows = done.rows;
    again = done.over && from === 0;
    at = done.over ? rows.length : from + portion;
  } while (at < rows.length);
  return { ...countsOf(rows, invite), rows, again };
}

/** @returns all rows as they are by now, and whether the batch was over before */
async function applySome(
  db: Db,
  texts: Texts,
  { caller, trace }: Editor,
  { id, invite, from }: { id: string; invite: boolean; from: number },
): Promise<{ rows: ContactImportRow[]; over: boolean }> {
  const batch = await batches(db).hold(id, actorId(caller));
  if (!batch) throw new AppError('not_found');
  if (batch.appliedAt !== null) return { rows: batch.rows, over: true };
  const end = from + portion;
  // What an interrupted call has applied stays as it is.
  const some = batch.rows.slice(from, end).filter(({ contact }) => contact === null);
  const read = some.map((row) => ({ ...row, whole: row.error !== 'columns' }));
  const actor = { ...actorOf(caller), trace };
  const applied = new Map<number, ContactImportRow>();
  for (const { row, todo } of await check(db, texts, caller, read))
    applied.set(row.row, {
      ...row,
      contact: todo && (await applyRow(db, actor, row, { ...todo, invite })),
    });
  const rows = batch.rows.map((row) => applied.get(row.row) ?? row);
  await batches(db).keep(id, rows, end >= rows.length);
  return { rows, over: false };
}

/** @returns the contact the row became */
async function applyRow(
  db: Db,
  actor: account.Actor,
  { name, mailbox, profileFound }: ContactImportRow,
  todo: NonNullable<Checked['todo']> & { invite: boolean },
): Promise<string> {
  const known = todo.contactId && (await createContactQueries(db).contact(todo.contactId));
  const { customerId, grants } = todo;
  const contact =
    known || (await verbs.createContact(db, actor, { customerId, name, email: mailbox }));
  if (grants.length > 0)
    await verbs.setAccess(db, actor, contact, { grants, profile: profileFound?.id });
  const identityId = await verbs.openAccount(db, actor, contact);
  if (todo.invite) await account.invite(db, actor, { identityId, record: contact.id });
  return contact.id;
}

const countsOf = (rows: readonly ContactImportRow[], invite: boolean): Counts => {
  const created = rows.filter(({ change }) => change === 'new').length;
  const opened = rows.filter(({ change }) => change !== null).length;
  return { created, opened, invited: invite ? opened : 0, failed: rows.length - opened };
};
