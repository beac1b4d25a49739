import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, workKeysOf, type StaffCaller } from '../../../http/caller.ts';
import type { InTenant } from '../../../http/mount.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { MailReader } from '../../../output/inbound/mail-reader.ts';
import type { Scanner } from '../../../output/scanner.ts';
import { openInternal } from '../../../records/audience.ts';
import { threadById, type ThreadHead } from '../members.ts';
import { postMessage } from '../post.ts';
import { boundText } from './bound-text.ts';
import { checkFiles, keepFiles } from './mail-files.ts';
import { contentOf, findUnmatched, settleUnmatched } from './unmatched.service.ts';
import { sound } from './unmatched.store.ts';

export type AssignmentDeps = { mailReader: MailReader; reader: ForeignReader; scanner: Scanner };
type Choice = { thread: string; contact?: string | undefined };

/**
 * Puts a mail that waited into a conversation, as its author's.
 * @throws AppError `not_found`, `mail_settled`, `mail_author_missing`
 */
export async function assign(
  { mailReader, reader, scanner }: AssignmentDeps,
  inTenant: InTenant,
  caller: StaffCaller,
  id: string,
  { thread: threadId, contact }: Choice,
  note: (db: Db, detail: Record<string, unknown>) => Promise<void>,
): Promise<{ message: string }> {
  const content = await inTenant(async (db) => {
    const { state } = await findUnmatched(db, caller, id);
    await threadWithin(db, caller, threadId);
    if (state !== 'open') throw new AppError('mail_settled');
    return contentOf(db, id);
  });
  const keys = workKeysOf(caller);
  const mail = await mailReader.read(keys, new Uint8Array(content));
  const files = await checkFiles(reader, keys, mail.files);
  return inTenant(async (db) => {
    await openInternal(db);
    const held = await findUnmatched(db, caller, id);
    const thread = await threadWithin(db, caller, threadId);
    const author = await authorOf(db, thread, held.from.address, contact);
    await settleUnmatched(db, caller, id, 'assigned', thread.id);
    const kept = await keepFiles(db, caller.tenant.id, author, files, scanner);
    const message = {
      threadId: thread.id,
      author,
      channel: 'mail' as const,
      ...boundText(mail),
      otherAddress: author.own ? null : (held.from.address ?? '?'),
      automatic: held.automatic,
      files: kept.files,
      refused: [...kept.refused, ...mail.refused].map(({ code, name }) => ({
        code,
        name: sound(name),
      })),
    };
    // Its name may be another's in there already; people say that it is one of its own.
    const posted =
      (await postMessage(db, { ...message, mailMessageId: held.messageId })) ??
      (await postMessage(db, { ...message, mailMessageId: `<${id}@unmatched.invalid>` }));
    if (!posted) throw new AppError('mail_settled');
    await note(db, { thread: thread.id, contact: author.id, reason: held.reason });
    return { message: posted.id };
  });
}

/** @throws AppError `not_found` */
async function threadWithin(db: Db, caller: StaffCaller, id: string): Promise<ThreadHead> {
  const thread = await threadById(db, id);
  const { customerIds } = reachOf(caller, 'messages.manage');
  if (!thread || (customerIds !== 'all' && !customerIds.includes(thread.customerId)))
    throw new AppError('not_found');
  return thread;
}

type Contact = { kind: 'contact'; id: string; identityId: string | null; own: boolean };

/** The contact of the thread's customer that is named, or the one that uses the mail's address. */
async function authorOf(
  db: Db,
  { customerId }: ThreadHead,
  address: string | null,
  contact: string | undefined,
): Promise<Contact> {
  const [found] = await rowsOf<Omit<Contact, 'kind'>>(
    db,
    `select c.id, c.identity_id as "identityId",
       coalesce(lower(i.email) = :address or lower(c.email) = :address, false) as own
     from contacts c left join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
     where c.customer_id = :customerId and c.deleted_at is null
       and case when cast(:contact as uuid) is not null then c.id = :contact
         else lower(i.email) = :address or lower(c.email) = :address end
     order by c.active desc, c.id limit 1`,
    { customerId, address: address ?? '', contact: contact ?? null },
  );
  if (!found) throw new AppError(contact === undefined ? 'mail_author_missing' : 'not_found');
  return { kind: 'contact', ...found };
}
