import type { HoldReason } from '#contract/inbound-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { MailReader } from '../../../output/inbound/mail-reader.ts';
import type { Scanner } from '../../../output/scanner.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import { readReplyToken, replyKey } from '../reply-address.ts';
import { holdIn, type Read, type Taken } from './holding.ts';
import { checkFiles, type CheckedFiles } from './mail-files.ts';
import { createPlacer, type Placer } from './placing.ts';
import {
  candidatesOf,
  domainOf,
  isDisowned,
  localPartOf,
  timesThrough,
  type Candidate,
} from './recognition.ts';
import { holdMail } from './unmatched.store.ts';

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
/** The one way by which mails come in, however they were handed over. */
export function createIntake(deps: IntakeDeps): Intake {
  const { inScope, mailReader, trustedHosts } = deps;
  const placed = createPlacer(deps);
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
          taken.push(await takeAnswer(deps, placed, tenant.id, candidate, read, keys));
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

async function takeAnswer(
  { inScope, reader }: IntakeDeps,
  placed: Placer,
  tenantId: string,
  candidate: Candidate,
  read: Read,
  keys: WorkKeys,
): Promise<Taken> {
  const { files } = read.mail;
  const none: CheckedFiles = { kept: [], refused: [] };
  // Files are looked at where no transaction waits, and only those of a mail that is taken.
  let result = await placed(tenantId, { candidate, read, files: files.length === 0 ? none : null });
  if (result === 'files') {
    const checked = await checkFiles(reader, keys, files);
    result = await placed(tenantId, { candidate, read, files: checked });
  }
  if (result === 'files') throw new Error('The files of a mail were looked at in vain');
  if (!('hold' in result)) return result;
  const { hold: why } = result;
  return inScope({ tenantId }, (db) => holdIn(db, tenantId, read, why));
}
