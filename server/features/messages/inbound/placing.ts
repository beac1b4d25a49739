import type { HoldReason } from '#contract/inbound-words';
import { keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import type { Scanner } from '../../../output/scanner.ts';
import { openInternal } from '../../../records/audience.ts';
import { continuedThread } from '../../../records/service-requests.ts';
import { gathered } from '../../../work/gathered.ts';
import { membersOfAll, threadsByNumbers, type Member, type ThreadHead } from '../members.ts';
import { postMessages, type NewMessage } from '../post.ts';
import { lately, whoWrote, type Lately, type Written } from './author.ts';
import { boundText } from './bound-text.ts';
import { holdIn, type Hold, type Read, type Taken } from './holding.ts';
import { keepFiles, type CheckedFiles } from './mail-files.ts';
import type { Candidate } from './recognition.ts';
import { sound } from './unmatched.store.ts';

/** What is to become of an answer: to be posted or held, or to have its files looked at first. */
export type Placed = Taken | { hold: Hold } | 'files';

export type Placing = {
  candidate: Candidate;
  read: Read;
  /** Null where they have not been looked at. */
  files: CheckedFiles | null;
};
/** Posts answers to a tenant's conversations; those that come at the same time, together. */
export type Placer = (tenantId: string, placing: Placing) => Promise<Placed>;

export const createPlacer = ({
  inScope,
  scanner,
}: {
  inScope: InScope;
  scanner: Scanner;
}): Placer =>
  gathered((tenantId, placings: readonly Placing[]) =>
    inScope({ tenantId }, async (db) => {
      await openInternal(db);
      const placed = new Map<Placing, Placed>();
      // Of one conversation one after the other: the second may be the first once more, or one too many.
      for (const round of roundsOf(placings, ({ candidate }) => candidate.thread)) {
        const results = await place(db, scanner, tenantId, round);
        for (const [index, placing] of round.entries()) placed.set(placing, results[index]!);
      }
      return placings.map((placing) => placed.get(placing)!);
    }),
  );

/** Items in their order, in rounds that have one of each key at most. */
function roundsOf<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const rounds: T[][] = [];
  const before = new Map<unknown, number>();
  for (const item of items) {
    const key = keyOf(item);
    const round = before.get(key) ?? 0;
    before.set(key, round + 1);
    (rounds[round] ??= []).push(item);
  }
  return rounds;
}

type Posting = { message: NewMessage; automatic: boolean };

/** Finds whose answers these are, each of another conversation, and posts those that may be. */
async function place(
  db: Db,
  scanner: Scanner,
  tenantId: string,
  placings: readonly Placing[],
): Promise<Placed[]> {
  const threads = await threadsByNumbers(
    db,
    placings.map(({ candidate }) => candidate.thread),
  );
  const headOf = ({ candidate }: Placing) => threads.get(candidate.thread) ?? null;
  // What leaves together runs in its order, and waits once for the database.
  const [members, namesakes] = await Promise.all([
    membersOfAll(db, [...threads.values()]),
    sameNames(
      db,
      placings.flatMap((placing) => {
        const thread = headOf(placing);
        return thread ? [{ thread, mail: placing.read.mail }] : [];
      }),
    ),
  ]);
  const found: (Placed | (Written & Placing & AuthorFound))[] = [];
  for (const placing of placings)
    found.push(await whose(db, placing, headOf(placing), members, namesakes));
  const recent = await lately(
    db,
    found.filter((one) => isWritten(one)),
  );
  const results: (Placed | Posting)[] = [];
  for (const one of found)
    results.push(
      isWritten(one)
        ? await readyToPost(db, scanner, tenantId, one, recent.get(one.thread.id)!)
        : one,
    );
  const postings = results.filter((one) => isPosting(one));
  const written = new Set<Posting>();
  // Requests that are closed may go on in the same one.
  for (const round of roundsOf(postings, ({ message }) => message.threadId)) {
    const messages = round.map(({ message }) => message);
    for (const [index, posted] of (await postMessages(db, messages)).entries())
      if (posted) written.add(round[index]!);
  }
  return results.map((one) => {
    if (!isPosting(one)) return one;
    // Between looking and posting, another server may have taken it.
    const result = written.has(one) ? (one.automatic ? 'automatic' : 'posted') : 'repeated';
    return { result, reason: null, threadId: one.message.threadId };
  });
}

type AuthorFound = { otherAddress: string | null; quoted: string | null };
const isWritten = (one: Placed | (Written & Placing & AuthorFound)) =>
  typeof one === 'object' && 'author' in one;
const isPosting = (one: Placed | Posting) => typeof one === 'object' && 'message' in one;

/** Whose answer a mail is; or what becomes of it otherwise. */
async function whose(
  db: Db,
  placing: Placing,
  thread: ThreadHead | null,
  members: ReadonlyMap<string, readonly Member[]>,
  namesakes: ReadonlyMap<string, string>,
): Promise<Placed | (Written & Placing & AuthorFound)> {
  const { candidate, read } = placing;
  const { mail, disowned } = read;
  const held = (reason: HoldReason, member: string | null = null) => ({
    hold: { reason, thread, member },
  });
  if (!thread) return held('unknown_address');
  const wrote = await whoWrote(db, thread, members.get(thread.id) ?? [], candidate.members, mail);
  if ('hold' in wrote) return held(wrote.hold, wrote.member);
  const { member } = wrote;
  if (mail.unreadable) return held('unreadable', member);
  if (disowned) return held('disowned', member);
  const { text, quoted } = boundText(mail);
  const before = namesakes.get(thread.id);
  if (before === undefined) return { ...placing, ...wrote, thread, text, quoted };
  if (before !== text) return held('name_taken', member);
  return { result: 'repeated', reason: null, threadId: thread.id };
}

/** An answer as it is posted, its files kept. */
async function readyToPost(
  db: Db,
  scanner: Scanner,
  tenantId: string,
  {
    thread,
    author,
    member,
    otherAddress,
    text,
    quoted,
    read,
    files,
  }: Written & Placing & AuthorFound,
  { tooMany, repeats }: Lately,
): Promise<Placed | Posting> {
  const { mail } = read;
  if (tooMany) return { hold: { reason: 'too_often', thread, member } };
  if (!files) return 'files';
  const automatic = mail.nature === 'machine' || read.loops > 0 || repeats;
  const kept = await keepFiles(db, tenantId, author, files, scanner);
  if (mail.sealed) await holdIn(db, tenantId, read, { reason: 'encrypted', thread, member });
  // What a customer answers to a request that is closed begins the next one.
  const next =
    thread.requestId !== null && author.kind === 'contact' && !automatic
      ? await continuedThread(db, thread.id, author.id, author.identityId, text)
      : null;
  const message: NewMessage = {
    threadId: next ?? thread.id,
    author,
    channel: 'mail',
    text,
    quoted,
    mailMessageId: sound(mail.messageId),
    otherAddress: otherAddress === null ? null : sound(otherAddress),
    automatic,
    files: kept.files,
    refused: [...kept.refused, ...mail.refused].map(({ code, name }) => ({
      code,
      name: sound(name),
    })),
  };
  return { message, automatic };
}

/** Texts of the mails that have the names of these, each in its conversation: by the conversations' ids. */
async function sameNames(
  db: Db,
  mails: readonly { thread: ThreadHead; mail: InboundMail }[],
): Promise<Map<string, string>> {
  const rows = await rowsOf<{ threadId: string; text: string }>(
    db,
    `select k.a as "threadId", m.text from ${keyRows('uuid', 'text')}
     cross join lateral (
       select text from messages where thread_id = k.a and mail_message_id = k.b limit 1) m`,
    [mails.map(({ thread }) => thread.id), mails.map(({ mail }) => sound(mail.messageId))],
    { name: 'mails by name' },
  );
  return new Map(rows.map(({ threadId, text }) => [threadId, text]));
}
