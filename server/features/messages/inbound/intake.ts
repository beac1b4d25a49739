import type { HoldReason, InboundResult } from '#contract/inbound-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { InboundMail, MailReader } from '../../../output/inbound/mail-reader.ts';
import type { Scanner } from '../../../output/scanner.ts';
import { openInternal } from '../../../records/audience.ts';
import { continuedThread, ofRequest } from '../../../records/service-requests.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import { threadByNumber, type ThreadHead } from '../members.ts';
import { postMessage } from '../post.ts';
import { readReplyToken, replyKey } from '../reply-address.ts';
import { answerOnce } from './answering.ts';
import { lately, whoWrote } from './author.ts';
import { boundText } from './bound-text.ts';
import { checkFiles, keepFiles, type CheckedFiles } from './mail-files.ts';
import {
  candidatesOf,
  domainOf,
  isDisowned,
  localPartOf,
  timesThrough,
  type Candidate,
} from './recognition.ts';
import { holdMail, sound, tellOnce } from './unmatched.store.ts';

/** A mail as it was handed over. */
export type Arrival = {
  content: Uint8Array;
  /** Of the envelope, where there is one: whom it is from (`''`: a mail server), and for. */
  from?: string;
  to?: readonly string[];
  /** Whose key handed it over; null: whosever its addresses are. */
  tenantId: string | null;
  keys: WorkKeys;
};

/** What became of it, for each conversation or tenant it was for. */
export type Taken = { result: InboundResult; reason: HoldReason | null; threadId: string | null };

export type IntakeDeps = {
  inScope: InScope;
  mailReader: MailReader;
  reader: ForeignReader;
  scanner: Scanner;
  /** Looks whether a notice of a mail server says something of a mailbox of ours. */
  bounced: (tenantId: string, content: Uint8Array, keys: WorkKeys) => Promise<boolean>;
  /** Servers whose word about senders is believed. */
  trustedHosts: readonly string[];
};

export type Intake = {
  /**
   * Takes a mail that came in; once this resolves, it is kept.
   * @throws AppError `unavailable` where it is to come again later
   */
  take(arrival: Arrival): Promise<Taken[]>;
  /** Whether mail to an address is ours. */
  knows(address: string): Promise<boolean>;
};

type Tenant = { id: string; number: number; domain: string | null };
/** A mail, with what is known of the servers it went through. */
type Read = { mail: InboundMail; content: Uint8Array; loops: number; disowned: boolean };

/** The one way by which mails come in, however they were handed over. */
export function createIntake(deps: IntakeDeps): Intake {
  const { inScope, mailReader, trustedHosts } = deps;
  const directory = createDirectory(() => inScope({ tenantId: null }, readDirectory));

  return {
    take: async ({ content, from, to = [], tenantId, keys }) => {
      const mail = await mailReader.read(keys, content, from);
      // A key says whose the mail is: one that was just made may be of a tenant nobody here has seen.
      const { key, tenants } = await directory(
        ({ tenants: known }) => tenantId === null || known.some(({ id }) => id === tenantId),
      );
      const loops = timesThrough(key, mail);
      const own = readReplyToken(key, localPartOf(mail.from?.address ?? '')) !== null;
      const read = { mail, content, loops, disowned: isDisowned(mail, trustedHosts) };
      if (own || loops > 1)
        return [await drop(deps, tenantId ?? tenantOf(tenants, [...to, ...mail.recipients]), read)];
      const open = tenants.filter(({ id }) => tenantId === null || id === tenantId);
      const found = candidatesOf(key, mail, to).flatMap((candidate) =>
        open
          .filter(({ number }) => number === candidate.tenant)
          .map((tenant) => ({ tenant, candidate })),
      );
      if (mail.nature === 'report') {
        const whose =
          found[0]?.tenant.id ?? tenantId ?? tenantOf(tenants, [...to, ...mail.recipients]);
        return [await takeReport(deps, whose, read, keys)];
      }
      if (found.length > 0) {
        const taken: Taken[] = [];
        for (const { tenant, candidate } of found)
          taken.push(await takeAnswer(deps, tenant.id, candidate, read, keys));
        return taken;
      }
      const whose = tenantId ?? tenantOf(tenants, [...to, ...mail.recipients]);
      if (whose === null) return [{ result: 'refused', reason: null, threadId: null }];
      return [await hold(deps, whose, read, mail.unreadable ? 'unreadable' : 'unknown_address')];
    },

    knows: async (address) => {
      const isOurs = ({ key, tenants }: Directory) =>
        readReplyToken(key, localPartOf(address)) !== null ||
        tenants.some(({ domain }) => domain === domainOf(address));
      // Nobody is turned away because of what was so a moment ago.
      return isOurs(await directory(isOurs));
    },
  };
}

type Directory = { key: Uint8Array; tenants: Tenant[] };

/** Milliseconds for which it is not asked again who there is. */
const directoryMs = 2_000;

/**
 * Who there is, as it was at most a moment ago; mails come by the hundred, and each asks twice.
 * @returns what is known; read anew where it does not hold what is asked for
 */
function createDirectory(read: () => Promise<Directory>) {
  let known: { at: number; directory: Promise<Directory> } | undefined;
  const fresh = (): Promise<Directory> => {
    const directory = read();
    const mine = (known = { at: performance.now(), directory });
    // What failed is asked again by the next.
    directory.catch(() => {
      if (known === mine) known = undefined;
    });
    return directory;
  };
  return async (holds: (directory: Directory) => boolean): Promise<Directory> => {
    if (!known || performance.now() - known.at > directoryMs) return fresh();
    const directory = await known.directory;
    return holds(directory) ? directory : fresh();
  };
}

async function readDirectory(db: Db): Promise<Directory> {
  const [key, tenants] = await Promise.all([
    replyKey(db),
    rowsOf<Tenant>(db, 'select id, number, lower(inbound_domain) as domain from tenants'),
  ]);
  return { key, tenants };
}

/** The one tenant that answers to these addresses' domains; null where that is none, or several. */
function tenantOf(tenants: readonly Tenant[], addresses: readonly string[]): string | null {
  const domains = new Set(addresses.map(domainOf));
  const found = tenants.filter(({ domain }) => domain !== null && domains.has(domain));
  return found.length === 1 ? found[0]!.id : null;
}

/** A notice goes to those who mark mailboxes; one that tells them nothing, to people. */
async function takeReport(
  { inScope, bounced }: IntakeDeps,
  tenantId: string | null,
  read: Read,
  keys: WorkKeys,
): Promise<Taken> {
  if (tenantId === null) return { result: 'refused', reason: null, threadId: null };
  if (await bounced(tenantId, read.content, keys))
    return { result: 'report', reason: null, threadId: null };
  return hold({ inScope }, tenantId, read, 'delivery_report');
}

/** Mails of loops that are kept for people in a day: nobody reads more, and a loop must not fill the box. */
const mostLoops = 20;

/** Leaves a mail that went in a circle where people can find it, and tells nobody. */
async function drop(
  { inScope }: IntakeDeps,
  tenantId: string | null,
  { mail, content }: Read,
): Promise<Taken> {
  const taken: Taken = { result: 'dropped', reason: 'loop', threadId: null };
  if (tenantId === null) return taken;
  await inScope({ tenantId }, async (db) => {
    const { count } = await rowOf<{ count: number }>(
      db,
      `select count(*)::int as count from unmatched_mails where reason = 'loop' and at > now() - interval '1 day'`,
    );
    if (count < mostLoops) await holdMail(db, tenantId, { mail, content, reason: 'loop' });
  });
  return taken;
}

const hold = (
  { inScope }: Pick<IntakeDeps, 'inScope'>,
  tenantId: string,
  read: Read,
  reason: HoldReason,
): Promise<Taken> =>
  inScope({ tenantId }, (db) => holdIn(db, tenantId, read, { reason, thread: null, member: null }));

type Hold = { reason: HoldReason; thread: ThreadHead | null; member: string | null };

/** Keeps a mail for people, and tells them once a day, and its sender; never of machines. */
async function holdIn(
  db: Db,
  tenantId: string,
  read: Read,
  { reason, thread, member }: Hold,
): Promise<Taken> {
  const { mail, content } = read;
  const place = thread && { id: thread.id, member };
  const fresh = await holdMail(db, tenantId, { mail, content, reason, thread: place });
  if (fresh && mail.nature === 'person' && reason !== 'encrypted')
    await tellOnce(db, tenantId, [reason, thread?.number, member].filter(Boolean).join(' '), {
      reason,
      threadId: thread?.id ?? null,
      from: sound(mail.from?.address ?? ''),
    });
  if (fresh) await answerOnce(db, tenantId, { ...read, reason });
  return { result: fresh ? 'held' : 'repeated', reason, threadId: thread?.id ?? null };
}

async function takeAnswer(
  deps: IntakeDeps,
  tenantId: string,
  candidate: Candidate,
  read: Read,
  keys: WorkKeys,
): Promise<Taken> {
  const { inScope, reader } = deps;
  const attempt = (files: CheckedFiles | null) =>
    inScope({ tenantId }, (db) => place(db, deps, { tenantId, candidate, read, files }));
  const { mail } = read;
  // Files are looked at where no transaction waits, and only those of a mail that is taken.
  const first = await attempt(mail.files.length === 0 ? { kept: [], refused: [] } : null);
  if (first !== 'files') return first;
  const again = await attempt(await checkFiles(reader, keys, mail.files));
  if (again === 'files') throw new Error('The files of a mail were looked at in vain');
  return again;
}

type Placing = {
  tenantId: string;
  candidate: Candidate;
  read: Read;
  /** Null where they have not been looked at. */
  files: CheckedFiles | null;
};

/** Finds whose answer it is, and posts it; or keeps it for people. @returns `files` where these are to be looked at first */
async function place(
  db: Db,
  { scanner }: IntakeDeps,
  { tenantId, candidate, read, files }: Placing,
): Promise<Taken | 'files'> {
  const { mail } = read;
  // What leaves together runs in its order, and waits once for the database.
  const [, thread] = await Promise.all([openInternal(db), threadByNumber(db, candidate.thread)]);
  const held = (reason: HoldReason, member: string | null = null) =>
    holdIn(db, tenantId, read, { reason, thread, member });
  if (!thread) return held('unknown_address');
  const messageId = sound(mail.messageId);
  const [wrote, before] = await Promise.all([
    whoWrote(db, thread, candidate.members, mail),
    sameName(db, thread.id, messageId),
  ]);
  if ('hold' in wrote) return held(wrote.hold, wrote.member);
  const { author, member, otherAddress } = wrote;
  if (mail.unreadable) return held('unreadable', member);
  if (read.disowned) return held('disowned', member);
  const { text, quoted } = boundText(mail);
  if (before) {
    if (before.text === text) return { result: 'repeated', reason: null, threadId: thread.id };
    return held('name_taken', member);
  }
  const [{ tooMany, repeats }, isOfRequest] = await Promise.all([
    lately(db, thread, author, member, text),
    ofRequest(db, thread.id),
  ]);
  if (tooMany) return held('too_often', member);
  if (!files) return 'files';
  const automatic = mail.nature === 'machine' || read.loops > 0 || repeats;
  const kept = await keepFiles(db, tenantId, author, files, scanner);
  if (mail.sealed) await held('encrypted', member);
  // What a customer answers to a request that is closed begins the next one.
  const next =
    isOfRequest && author.kind === 'contact' && !automatic
      ? await continuedThread(db, thread.id, author.id, author.identityId, text)
      : null;
  const threadId = next ?? thread.id;
  const posted = await postMessage(db, {
    threadId,
    author,
    channel: 'mail',
    text,
    quoted,
    mailMessageId: messageId,
    otherAddress: otherAddress === null ? null : sound(otherAddress),
    automatic,
    files: kept.files,
    refused: [...kept.refused, ...mail.refused].map(({ code, name }) => ({
      code,
      name: sound(name),
    })),
  });
  // Between looking and posting, another server may have taken it.
  const result = posted ? (automatic ? 'automatic' : 'posted') : 'repeated';
  return { result, reason: null, threadId };
}

const sameName = async (
  db: Db,
  threadId: string,
  messageId: string,
): Promise<{ text: string } | undefined> =>
  (
    await rowsOf<{ text: string }>(
      db,
      'select text from messages where thread_id = ? and mail_message_id = ?',
      [threadId, messageId],
      { name: 'mail by name' },
    )
  )[0];
