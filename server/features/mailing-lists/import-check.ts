import { identifierKey } from '#contract/identifiers';
import type { ImportRow } from '#contract/mailing-lists';
import type { RowError } from '#contract/mass-send-words';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { inOrder, type ReadRow } from './import-rows.ts';
import { mostMailboxes, merged, pairOf } from './lists.store.ts';
import { soundMailbox } from './mailboxes.ts';
import {
  createMailingListQueries,
  type CompanyRecord,
  type CustomerRecord,
  type ListOwner,
  type Mode,
} from './mailing-lists.queries.ts';
import { inTurns } from './turns.ts';

/** A row as it stands against what is stored, and whose list it would change; null where it cannot. */
export type CheckedRow = { row: ImportRow; owner: ListOwner | null };

/** What is stored of the companies and customers that rows name. */
type Known = {
  companies: Map<string, CompanyRecord>;
  customers: Map<string, CustomerRecord>;
  /** Pairs of ids. */
  members: Set<string>;
  lists: Map<string, string[]>;
};

/**
 * Holds rows against what is stored: one statement for each kind of thing they name, however many rows.
 * Customers out of reach are unknown.
 */
export async function checkRows(
  db: Db,
  reach: Reach,
  rows: readonly ReadRow[],
  mode: Mode,
): Promise<CheckedRow[]> {
  const known = await knownOf(db, reach, rows);
  const seen = new Set<string>();
  return inTurns(rows, (some) => some.map((row) => checkRow(row, known, seen, mode)));
}

async function knownOf(db: Db, reach: Reach, rows: readonly ReadRow[]): Promise<Known> {
  const queries = createMailingListQueries(db, reach);
  const keys = [...new Set(rows.map(({ customer }) => identifierKey(customer)))];
  const [companies, customers] = await Promise.all([queries.companies(), queries.customers(keys)]);
  const ids = customers.map(({ id }) => id);
  const [members, lists] = await Promise.all([queries.memberships(ids), queries.listsOf(ids)]);
  const addresses = await queries.addressesOf(lists.map(({ id }) => id));
  return {
    companies: new Map(companies.map((one) => [one.key, one])),
    customers: new Map(customers.map((one) => [one.key, one])),
    members: new Set(members.map(pairOf)),
    lists: new Map(lists.map((one) => [pairOf(one), addresses.get(one.id) ?? []])),
  };
}

/** @param seen pairs of rows before this one */
function checkRow(read: ReadRow, known: Known, seen: Set<string>, mode: Mode): CheckedRow {
  const company = known.companies.get(identifierKey(read.company));
  const customer = known.customers.get(identifierKey(read.customer));
  const owner = company && customer ? { companyId: company.id, customerId: customer.id } : null;
  const pair = owner && pairOf(owner);
  const stored = (pair === null ? null : known.lists.get(pair)) ?? null;
  const after = merged(stored ?? [], read.mailboxes, mode);
  const error = errorOf({ read, company, customer, pair, known, seen, after });
  if (pair) seen.add(pair);
  const notes = new Set(read.notes);
  if (customer && customer.number !== read.customer && /^\d+$/.test(read.customer))
    notes.add('zeros');
  return {
    owner: error ? null : owner,
    row: {
      row: read.row,
      company: company?.code ?? read.company,
      customer: customer?.number ?? read.customer,
      name: customer?.name ?? null,
      mailboxes: read.mailboxes,
      notes: inOrder(notes),
      change: error ? null : changeOf(stored, after),
      before: stored ?? [],
      error,
    },
  };
}

function errorOf({
  read,
  company,
  customer,
  pair,
  known,
  seen,
  after,
}: {
  read: ReadRow;
  company: CompanyRecord | undefined;
  customer: CustomerRecord | undefined;
  pair: string | null;
  known: Known;
  seen: ReadonlySet<string>;
  after: readonly string[];
}): RowError | null {
  if (!read.whole) return 'columns';
  if (!company) return 'company_unknown';
  if (!customer || !pair) return 'customer_unknown';
  if (!known.members.has(pair)) return 'not_of_company';
  if (seen.has(pair)) return 'duplicate_row';
  if (read.mailboxes.length === 0) return 'no_mailbox';
  const sound = read.mailboxes.every((address) => soundMailbox(address) === address);
  return sound && after.length <= mostMailboxes ? null : 'mailbox_invalid';
}

function changeOf(
  stored: readonly string[] | null,
  after: readonly string[],
): NonNullable<ImportRow['change']> {
  if (!stored) return 'new';
  const same = stored.length === after.length && stored.every((one, i) => one === after[i]);
  return same ? 'same' : 'changed';
}
