import type { Body, NamedFile, StoredBytes } from '#contract/endpoint';
import type { Message, messages } from '#contract/messages';
import { messageLimits } from '#contract/message-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { openFor } from '../../records/audience.ts';
import {
  checkHandedOut,
  databaseStore,
  keptFile,
  storedFile,
  type KeptRow,
} from '../../records/files.ts';
import { holdDepartment } from '../../records/departments.ts';
import { holdRequestOf } from '../../records/service-requests.ts';
import { threadReach } from '../../records/threads.ts';
import { ownUploads } from '../../records/uploads.ts';
import { findOwner, ownerColumns, readOwner } from './owners.ts';
import { postMessage } from './post.ts';
import { messageById } from './threads.queries.ts';
import { authorOf, threadInReach } from './threads.service.ts';

type Endpoints = typeof messages;
type NewThread = Body<Endpoints['POST /threads']>;
type NewMessage = Body<Endpoints['POST /threads/:id/messages']>;

/**
 * Files of the caller's own that have arrived for a message and belong to nothing, in the order they were named.
 * @throws AppError `not_found`, `file_infected`, `message_files_too_large`
 */
export async function attachable(
  db: Db,
  caller: PersonCaller,
  ids: readonly string[],
): Promise<{ id: string }[]> {
  const files = await ownUploads(db, caller, 'message', ids);
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes > messageLimits.fileBytes) throw new AppError('message_files_too_large');
  return files.map(({ id }) => ({ id }));
}

/** @throws AppError `not_found` where what it is about, or a file, is out of reach; `message_files_too_large` */
export async function startThread(
  db: Db,
  caller: PersonCaller,
  { owner: asked, subject, text, files, department }: NewThread,
): Promise<{ id: string; customer: string }> {
  await openFor(db, caller);
  const reach = threadReach(caller, 'messages.send');
  // A request has the one conversation it was opened with.
  if (readOwner(asked).kind === 'request') throw new AppError('not_found');
  const owner = await findOwner(db, reach, readOwner(asked));
  await holdDepartment(db, department);
  const attached = await attachable(db, caller, files);
  const [thread] = await db('threads')
    .insert({
      tenant_id: caller.tenant.id,
      ...ownerColumns(owner),
      subject,
      department,
      created_by_contact: caller.kind === 'contact' ? caller.contactId : null,
      created_by_staff: caller.kind === 'staff' ? caller.identityId : null,
    })
    .returning<{ id: string }[]>('id');
  const { id } = thread!;
  await postMessage(db, {
    threadId: id,
    author: authorOf(caller),
    channel: 'portal',
    text,
    files: attached,
  });
  return { id, customer: owner.customerNumber };
}

/** @throws AppError `not_found`, `staff_only`, `request_closed`, `message_files_too_large` */
export async function sendMessage(
  db: Db,
  caller: PersonCaller,
  threadId: string,
  { text, files, visibility }: NewMessage,
): Promise<{ id: string; number: string }> {
  await openFor(db, caller);
  await threadInReach(db, threadReach(caller, 'messages.send'), threadId);
  if (visibility === 'internal' && caller.kind !== 'staff') throw new AppError('staff_only');
  if (caller.kind === 'contact' && (await holdRequestOf(db, threadId))?.locked)
    throw new AppError('request_closed');
  const posted = await postMessage(db, {
    threadId,
    author: authorOf(caller),
    channel: 'portal',
    visibility,
    text,
    files: await attachable(db, caller, files),
  });
  return posted!;
}

function shown(found: (Message & { threadId: string }) | undefined): Message {
  if (!found) throw new AppError('not_found');
  const { threadId: _, ...message } = found;
  return message;
}

/**
 * Takes text, quotes and files of a message away, for everybody and for good.
 * @returns the message as it is left, and the thread it is of
 * @throws AppError `not_found` where its thread is out of reach, and where it was done before
 */
export async function redact(
  db: Db,
  caller: PersonCaller,
  id: string,
  reason: string,
): Promise<{ message: Message; threadId: string }> {
  await openFor(db, caller);
  const found = await messageById(db, caller, id);
  if (!found || found.redaction) throw new AppError('not_found');
  await threadInReach(db, threadReach(caller), found.threadId);
  const files = await db('message_files').where({ message_id: id }).pluck<string[]>('file_id');
  for (const file of files) await databaseStore.remove(db, file);
  await db('files').whereIn('id', files).update({ name: '-', thumbnail: null, state: 'refused' });
  await db('messages').where({ id }).update({
    text: '',
    quoted: null,
    refused: '[]',
    redacted_at: db.fn.now(),
    redacted_by: caller.identityId,
    redaction_reason: reason,
  });
  return { message: shown(await messageById(db, caller, id)), threadId: found.threadId };
}

/**
 * A file of a message that may be handed out.
 * @throws AppError `not_found` where its thread is out of reach, or its message redacted; `file_pending`,
 *   `file_infected`
 */
async function fileOf(db: Db, caller: PersonCaller, id: string): Promise<KeptRow> {
  await openFor(db, caller);
  const [file] = await db('message_files as x')
    .join('messages as m', (on) => on.on('m.tenant_id', 'x.tenant_id').on('m.id', 'x.message_id'))
    .join('files as f', (on) => on.on('f.tenant_id', 'x.tenant_id').on('f.id', 'x.file_id'))
    .where('x.file_id', id)
    .whereNull('m.redacted_at')
    .limit(1)
    .select<(KeptRow & { threadId: string })[]>({ ...keptFile, threadId: 'm.thread_id' });
  if (!file) throw new AppError('not_found');
  await threadInReach(db, threadReach(caller), file.threadId);
  checkHandedOut(file);
  return file;
}

export const content = (
  inTenant: InTenant,
  caller: PersonCaller,
  id: string,
): Promise<StoredBytes> => storedFile(inTenant, (db) => fileOf(db, caller, id));

/** @throws AppError `not_found`, also where it is no picture */
export async function thumbnail(db: Db, caller: PersonCaller, id: string): Promise<NamedFile> {
  const { fileName } = await fileOf(db, caller, id);
  const [row] = await rowsOf<{ thumbnail: Uint8Array | null }>(
    db,
    'select thumbnail from files where id = ?',
    [id],
  );
  if (!row?.thumbnail) throw new AppError('not_found');
  return { name: `${fileName}.png`, content: Buffer.from(row.thumbnail) };
}
