import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import type { MailingList } from '#contract/mailing-lists';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type StaffCaller } from '../../http/caller.ts';
import { customerInReach } from '../../records/customers.ts';
import { merged, saveLists } from './lists.store.ts';
import { mailboxKey, readMailboxes, soundMailbox } from './mailboxes.ts';
import { readListCursor, writeListCursor } from './mailing-lists.cursor.ts';
import {
  createMailingListQueries,
  type ListOwner,
  type ListRecord,
  type Mode,
} from './mailing-lists.queries.ts';

/** Mailing lists one by one, within the reach of who looks after them. */
export function createMailingListService() {
  return { list, save, remove, recover };
}

export const reachOfLists = (caller: StaffCaller) => reachOf(caller, 'mailing_list.manage');
/** Who sends sees to whom, and changes nothing. */
const reachOfReader = (caller: StaffCaller) =>
  caller.grants.has('mailing_list.manage')
    ? reachOfLists(caller)
    : reachOf(caller, 'statement.mass_send');

async function list(
  db: Db,
  caller: StaffCaller,
  {
    company,
    customer,
    limit,
    cursor,
  }: { company?: string; customer?: string; limit: number; cursor?: string },
) {
  const queries = createMailingListQueries(db, reachOfReader(caller));
  const by = {
    companyKey: company === undefined ? undefined : identifierKey(company),
    customerKey: customer === undefined ? undefined : identifierKey(customer),
  };
  const after = cursor ? readListCursor(cursor) : null;
  const [rows, total, companies] = await Promise.all([
    queries.page(by, limit + 1, after),
    queries.count(by),
    queries.companies(),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(toList),
    nextCursor: last ? writeListCursor(last) : null,
    total,
    companies: companies.map(({ code, name }) => ({ code, name })),
  };
}

type Change = { company: string; customer: string; mailboxes: string; mode: Mode };

/**
 * Saves the mailboxes of a customer of a company.
 * @returns the list, and what it held before
 * @throws AppError `not_found` where the customer is out of reach, `not_of_company`, or `invalid_input` with
 * every mailbox that is none
 */
async function save(
  db: Db,
  caller: StaffCaller,
  { company, customer, mailboxes: text, mode }: Change,
): Promise<{ list: MailingList; before: string[] }> {
  const mailboxes = mailboxesIn(text);
  const owner = await ownerOf(db, caller, company, customer);
  const queries = createMailingListQueries(db, reachOfLists(caller));
  const [saved] = await saveLists(db, [{ ...owner, mailboxes }], mode, caller.identityId);
  const record = saved && (await queries.list(saved.id));
  if (!saved || !record) throw new AppError('not_found');
  if (merged(saved.before, mailboxes, mode).length > limits.listMailboxes) throw tooMany();
  return { list: toList(record), before: saved.before };
}

/** @throws AppError `invalid_input` */
function mailboxesIn(text: string): string[] {
  const path = 'body.mailboxes';
  const { mailboxes, invalid } = readMailboxes(text);
  if (invalid.length > 0)
    throw new AppError('invalid_input', {
      errors: invalid.slice(0, 50).map((value) => ({ path, rule: 'mailbox', params: { value } })),
    });
  if (mailboxes.length === 0)
    throw new AppError('invalid_input', { errors: [{ path, rule: 'required' }] });
  if (mailboxes.length > limits.listMailboxes) throw tooMany();
  return mailboxes;
}

const tooMany = (): AppError =>
  new AppError('invalid_input', {
    errors: [{ path: 'body.mailboxes', rule: 'too_many', params: { max: limits.listMailboxes } }],
  });

async function ownerOf(
  db: Db,
  caller: StaffCaller,
  company: string,
  number: string,
): Promise<ListOwner> {
  const queries = createMailingListQueries(db, reachOfLists(caller));
  const [companies, customer] = await Promise.all([
    queries.companies(),
    customerInReach(db, caller, 'mailing_list.manage', number),
  ]);
  const companyId = companies.find(({ key }) => key === identifierKey(company))?.id;
  const memberships = await queries.memberships([customer.id]);
  const owner = memberships.find((one) => one.companyId === companyId);
  if (!owner) throw new AppError('not_of_company');
  return owner;
}

/** Deletes a list. @returns what it was @throws AppError `not_found` */
async function remove(db: Db, caller: StaffCaller, id: string): Promise<MailingList> {
  const queries = createMailingListQueries(db, reachOfLists(caller));
  const record = await queries.list(id);
  if (!record) throw new AppError('not_found');
  await queries.deleteList(id);
  return toList(record);
}

/**
 * Says that a mailbox is well again.
 * @returns its address as it is compared, and since when it was not
 * @throws AppError `not_found` where nothing came back from it, or no list within reach has it
 */
async function recover(db: Db, caller: StaffCaller, text: string) {
  const key = mailboxKey(soundMailbox(text) ?? text);
  const gone = await createMailingListQueries(db, reachOfLists(caller)).recover(key);
  if (!gone) throw new AppError('not_found');
  return { address: key, ...gone };
}

const toList = (record: ListRecord): MailingList => ({
  id: record.id,
  company: { code: record.code, name: record.companyName },
  customer: { number: record.number, name: record.customerName },
  mailboxes: record.mailboxes,
  updatedAt: record.updatedAt,
});
