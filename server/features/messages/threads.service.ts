import type { Body, Query } from '#contract/endpoint';
import type { Message, MessageDesk, Thread, ThreadDetail, messages } from '#contract/messages';
import { messageLimits, type ThreadAction } from '#contract/message-words';
import { z } from 'zod';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller, Reach } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { openFor } from '../../records/audience.ts';
import { isOver } from '../../records/service-requests.ts';
import { departmentsToChoose, holdDepartment } from '../../records/departments.ts';
import { managesThreads, threadReach } from '../../records/threads.ts';
import { joinThread, noteRead, type Author } from './post.ts';
import { messagesOf, readersOf, staffFor, standingsOf, type Standing } from './threads.queries.ts';
import { threadRecords, type ThreadRow } from './threads.records.ts';

type Endpoints = typeof messages;
type Asked = Query<Endpoints['GET /threads']>;
type Change = Body<Endpoints['PATCH /threads/:id']>;

/** Counting further would take its time and say no more. */
const figureMax = 1_000;
const form = createCursorForm(z.tuple([z.string().regex(/^\d{1,18}$/)]));

/** Who a caller is as an author and a member. */
export const authorOf = (caller: PersonCaller): Author =>
  caller.kind === 'staff'
    ? { kind: 'staff', id: caller.identityId }
    : { kind: 'contact', id: caller.contactId, identityId: caller.identityId };

export async function listThreads(db: Db, caller: PersonCaller, asked: Asked) {
  await openFor(db, caller);
  const { unread, assigned, ...rest } = asked;
  const { items, nextCursor } = await threadRecords.page(
    db,
    threadReach(caller),
    {
      ...rest,
      ...(unread && { unread: caller }),
      ...(assigned && { assigned: { id: assigned === 'me' ? caller.identityId : null } }),
      sort: caller.kind === 'staff' ? '-internal_at' : '-at',
    },
    (row) => row,
  );
  const standings = await standingsOf(
    db,
    caller,
    items.map(({ id }) => id),
  );
  const byId = new Map(standings.map((one) => [one.id, one]));
  return { items: items.map((row) => shownThread(caller, row, byId.get(row.id)!)), nextCursor };
}

const shownThread = (caller: PersonCaller, row: ThreadRow, standing: Standing): Thread => ({
  id: row.id,
  version: row.version,
  subject: row.subject,
  state: row.state,
  department: row.department,
  owner: { kind: row.ownerKind, id: row.ownerId, number: row.ownerNumber ?? row.customerNumber },
  customer: { number: row.customerNumber, name: row.customerName },
  lastAt: caller.kind === 'staff' ? row.lastInternalAt : row.lastAt,
  awaited: row.state === 'open' && row.lastSide === 'customer',
  last: standing.last,
  unread: standing.unread,
  member: standing.member,
  muted: standing.muted,
  // Who of the company has what to do is its own business.
  assigned: caller.kind === 'staff' ? standing.assigned : null,
});

/** @throws AppError `not_found` where it is out of reach */
export async function threadInReach(db: Db, reach: Reach, id: string): Promise<ThreadRow> {
  const found = await threadRecords.find(db, reach, id);
  if (!found) throw new AppError('not_found');
  return found;
}

/** A thread with a page of its messages. @throws AppError `not_found` where it is out of reach */
export async function showThread(
  db: Db,
  caller: PersonCaller,
  id: string,
  { cursor }: { cursor?: string } = {},
): Promise<ThreadDetail> {
  await openFor(db, caller);
  const row = await threadInReach(db, threadReach(caller), id);
  const before = cursor === undefined ? null : form.read(cursor)[0];
  const [standing] = await standingsOf(db, caller, [id]);
  const { items, more } = await pageOf(db, caller, id, before);
  return {
    ...shownThread(caller, row, standing!),
    messages: items,
    nextCursor: more ? form.write([items[0]!.number]) : null,
    readNumber: standing!.readNumber,
    readers: caller.kind === 'staff' ? await readersOf(db, id) : null,
    actions: actionsOf(caller, caller.kind === 'contact' && (await isOver(db, id))),
  };
}

/** The messages of a page in the order of time; those of people of the company come by a question of their own. */
async function pageOf(
  db: Db,
  caller: PersonCaller,
  id: string,
  before: string | null,
): Promise<{ items: Message[]; more: boolean }> {
  const which = { before, limit: messageLimits.page + 1 };
  const all = [
    ...(await messagesOf(db, caller, id, 'customer', which)),
    ...(caller.kind === 'staff' ? await messagesOf(db, caller, id, 'internal', which) : []),
  ].toSorted((a, b) => (BigInt(a.number) < BigInt(b.number) ? 1 : -1));
  return {
    items: all.slice(0, messageLimits.page).toReversed(),
    more: all.length > messageLimits.page,
  };
}

/** @param over whether it is of a request in which customers say nothing more */
function actionsOf(caller: PersonCaller, over: boolean): ThreadAction[] {
  const managing = managesThreads(caller);
  const sends = !over && (managing || caller.grants.has('messages.send'));
  return [
    ...(sends ? (['send'] as const) : []),
    ...(sends && caller.kind === 'staff' ? (['note'] as const) : []),
    ...(managing ? (['manage'] as const) : []),
  ];
}

/** @throws AppError `not_found` */
export async function readThread(
  db: Db,
  caller: PersonCaller,
  id: string,
  number: string,
): Promise<void> {
  await openFor(db, caller);
  const row = await threadInReach(db, threadReach(caller), id);
  // Nobody has read what is still to come; a machine's message counts for no thread's newest.
  const newest = await db('messages')
    .where({ thread_id: id })
    .where('number', '<=', number)
    .max<{ number: string | null }[]>({ number: 'number' });
  const read = newest[0]?.number ?? null;
  if (read !== null) await noteRead(db, row.id, authorOf(caller), read);
}

/** @throws AppError `not_found` */
export async function muteThread(
  db: Db,
  caller: PersonCaller,
  id: string,
  muted: boolean,
): Promise<void> {
  await threadInReach(db, threadReach(caller), id);
  const number = await joinThread(db, id, authorOf(caller));
  await db('thread_members').where({ thread_id: id, number }).update({ muted });
}

/** @throws AppError `not_found`, `record_changed`, `forbidden` where the request it is of says who has it */
export async function changeThread(
  db: Db,
  caller: PersonCaller,
  id: string,
  { version, state, department, assigned }: Change,
): Promise<{ thread: Thread; before: Record<string, unknown> }> {
  await openFor(db, caller);
  const reach = threadReach(caller);
  const held = await db('threads')
    .where({ id })
    .forUpdate()
    .first<{ version: number } | undefined>('version');
  const row = held && (await threadRecords.find(db, reach, id));
  if (!row) throw new AppError('not_found');
  if (assigned !== undefined && row.ownerKind === 'request') throw new AppError('forbidden');
  const [standing] = await standingsOf(db, caller, [id]);
  const before = shownThread(caller, row, standing!);
  if (held.version !== version) throw new AppError('record_changed', { current: before });
  if (department !== before.department?.key) await holdDepartment(db, department);
  if (assigned) {
    const people = await staffFor(db, row.customerId);
    if (!people.some((one) => one.id === assigned)) throw new AppError('not_found');
  }
  await db('threads')
    .where({ id })
    .update({
      version: db.raw('version + 1'),
      ...(state !== undefined && { state, closed_at: state === 'closed' ? db.fn.now() : null }),
      ...(department !== undefined && { department }),
      ...(assigned !== undefined && { assigned_to: assigned }),
    });
  const changed = await threadInReach(db, reach, id);
  const [after] = await standingsOf(db, caller, [id]);
  return {
    thread: shownThread(caller, changed, after!),
    before: {
      state: before.state,
      department: before.department?.key ?? null,
      assigned: before.assigned?.id ?? null,
    },
  };
}

export const messageDesk = async (db: Db): Promise<MessageDesk> => ({
  departments: await departmentsToChoose(db),
  people: await staffFor(db, null),
});

/** How many threads are unread; of staff, how many wait for an answer. */
export async function threadsFigure(db: Db, caller: PersonCaller) {
  await openFor(db, caller);
  return threadRecords.count(
    db,
    threadReach(caller),
    caller.kind === 'staff' ? { state: 'awaited', sort: '-at' } : { unread: caller, sort: '-at' },
    figureMax,
  );
}
