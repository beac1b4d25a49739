import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import type { RowError } from '#contract/mass-send-words';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { mapInTurns } from '../../work/turns.ts';
import type { ReadRow } from './import-rows.ts';
import { merged, pairOf } from './lists.store.ts';
import {
  createMailingListQueries,
  type CompanyRecord,
  type CustomerRecord,
  type ListOwner,
  type Mode,
} from './mailing-lists.queries.ts';

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
  return mapInTurns(rows, (row) => checkRow(row, known, mode));
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

function checkRow(read: ReadRow, known: Known, mode: Mode): CheckedRow {
  const company = known.companies.get(identifierKey(read.company));
  const customer = known.customers.get(identifierKey(read.customer));
  const owner = company && customer ? { companyId: company.id, customerId: customer.id } : null;
  const stored = (owner && known.lists.get(pairOf(owner))) ?? null;
  const after = merged(stored ?? [], read.mailboxes, mode);
  const error = errorOf({ read, company, customer, known, after });
  const { row, joined, mailboxes, invalid, notes } = read;
  return {
    owner: error ? null : owner,
    row: {
      row,
      joined,
      company: company?.code ?? read.company,
      customer: customer?.number ?? read.customer,
      name: customer?.name ?? null,
      mailboxes,
      invalid,
      notes,
      change: error ? null : changeOf(stored, after),
      before: stored ?? [],
      error,
    },
  };
}

/** A number as a spreadsheet shows it rather than as it is: in groups, or as a power of ten. */
const formatted = /^\d{1,3}([.,' ]\d{3})+$|^\d+([.,]\d+)?E\+?\d+$/i;

function errorOf({
  read,
  company,
  customer,
  known,
  after,
}: {
  read: ReadRow;
  company: CompanyRecord | undefined;
  customer: CustomerRecord | undefined;
  known: Known;
  after: readonly string[];
}): RowError | null {
  if (!read.whole) return 'columns';
  if (!company) return 'company_unknown';
  if (!customer) return formatted.test(read.customer) ? 'number_format' : 'customer_unknown';
  if (!known.members.has(pairOf({ companyId: company.id, customerId: customer.id })))
    return 'not_of_company';
  if (read.invalid.length > 0) return 'mailbox_invalid';
  if (read.mailboxes.length === 0) return 'no_mailbox';
  return after.length > limits.listMailboxes ? 'too_many_mailboxes' : null;
}

function changeOf(
  stored: readonly string[] | null,
  after: readonly string[],
): NonNullable<ImportRow['change']> {
  if (!stored) return 'new';
  const same = stored.length === after.length && stored.every((one, i) => one === after[i]);
  return same ? 'same' : 'changed';
}
