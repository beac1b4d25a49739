import type { Db } from '../../db/scope.ts';
import { mailboxKey } from './mailboxes.ts';
import { createMailingListQueries, type ListOwner, type Mode } from './mailing-lists.queries.ts';
import { mapInPortions } from '../../work/turns.ts';

export type SavedList = ListOwner & { id: string; before: string[]; after: string[] };

/** What a list holds after mailboxes came to it: these alone, or behind those that are there. */
export function merged(before: readonly string[], mailboxes: readonly string[], mode: Mode) {
  if (mode === 'replace') return [...mailboxes];
  const there = new Set(before.map(mailboxKey));
  return [...before, ...mailboxes.filter((address) => !there.has(mailboxKey(address)))];
}

/**
 * Saves mailing lists, whichever are there already. The first mailbox is To, the others Cc.
 * @param lists no two of the same owner
 * @returns each with what it held before, once nobody else could change it
 */
export async function saveLists(
  db: Db,
  lists: readonly (ListOwner & { mailboxes: readonly string[] })[],
  mode: Mode,
  by: string | null,
): Promise<SavedList[]> {
  // Always in this order, so that two who save many never wait for each other.
  const sorted = lists.toSorted((a, b) => (pairOf(a) < pairOf(b) ? -1 : 1));
  return mapInPortions(sorted, (some) => saveSome(db, some, mode, by));
}

/** One text for an owner, to look it up by. */
export const pairOf = ({ companyId, customerId }: ListOwner): string =>
  `${companyId} ${customerId}`;

async function saveSome(
  db: Db,
  lists: readonly (ListOwner & { mailboxes: readonly string[] })[],
  mode: Mode,
  by: string | null,
): Promise<SavedList[]> {
  const queries = createMailingListQueries(db, { customerIds: [] });
  const held = await queries.holdLists(lists, by);
  const ids = held.map(({ id }) => id);
  const stored = await queries.addressesOf(ids);
  const wanted = new Map(lists.map((list) => [pairOf(list), list.mailboxes]));
  const saved = held.map((list) => {
    const before = stored.get(list.id) ?? [];
    return { ...list, before, after: merged(before, wanted.get(pairOf(list)) ?? [], mode) };
  });
  await queries.replaceMailboxes(
    ids,
    saved.flatMap(({ id, after }) =>
      after.map((address, position) => ({
        list_id: id,
        position,
        address,
        address_key: mailboxKey(address),
        role: position === 0 ? 'to' : 'cc',
      })),
    ),
  );
  await queries.freshen();
  return saved;
}

/** Deletes imports that nobody finished within a day. */
export async function sweepImports(db: Db): Promise<void> {
  await db('import_batches').whereRaw(`created_at < now() - interval '1 day'`).delete();
}
