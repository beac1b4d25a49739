import { createHash } from 'node:crypto';
import type { FileRefusal } from '#contract/file-words';
import { fileTypes, typeOfName } from '#contract/file-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { safeFileName } from '../../../http/file-name.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { FileSource, FileVerdict } from '../../../output/foreign/stored-file.ts';
import { ThreadError, type ThreadLimits } from '../../../output/foreign/thread.ts';
import type { MailFile, MailRefusal } from '../../../output/inbound/read-mail.ts';
import type { Scanner } from '../../../output/scanner.ts';
import { keepWhole } from '../../../records/files.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import type { Author } from '../post.ts';

/** Files of one message that are kept; those behind them are named. */
const mostFiles = 20;
/** Bytes below which a picture inside a text is one of its looks, and those of the largest logo. */
const [smallPicture, largestLogo] = [5_120, 200_000];
/** How often a picture has come before it counts as a logo. */
const timesBefore = 2;

const job = new URL('../../../output/foreign/stored-file.job.ts', import.meta.url);
const checkLimits: ThreadLimits = { ms: 20_000, mb: 128, outBytes: 1_000_000 };

export type Refusal = {
  code: FileRefusal | MailRefusal['code'] | 'storage_full' | 'too_many_files';
  name: string;
};
type Sound = Extract<FileVerdict, { mediaType: unknown }>;
/** A mail's files, looked at. */
export type CheckedFiles = { kept: { file: MailFile; verdict: Sound }[]; refused: Refusal[] };

/** Looks at what a mail brought, by the rules for files that people hand over. */
export async function checkFiles(
  reader: ForeignReader,
  keys: WorkKeys,
  files: readonly MailFile[],
): Promise<CheckedFiles> {
  const found: CheckedFiles = { kept: [], refused: [] };
  for (const file of files.slice(0, mostFiles)) {
    const verdict = await check(reader, keys, file);
    if ('refusal' in verdict) found.refused.push({ code: verdict.refusal, name: file.name });
    else found.kept.push({ file, verdict });
  }
  for (const { name } of files.slice(mostFiles))
    found.refused.push({ code: 'too_many_files', name });
  return found;
}

async function check(
  reader: ForeignReader,
  keys: WorkKeys,
  { name, content }: MailFile,
): Promise<FileVerdict> {
  if (content.length === 0) return { refusal: 'file_empty' };
  const source: FileSource = { name, bytes: content.length, head: content, tail: content };
  try {
    return (await reader.read<FileSource, FileVerdict, never>(keys, job, source, checkLimits)).head;
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    return { refusal: error.why === 'failed' ? 'file_damaged' : 'file_heavy' };
  }
}

/** Keeps the files of a mail for its author; where there is no room for one, it is named instead. */
export async function keepFiles(
  db: Db,
  tenantId: string,
  author: Author,
  { kept, refused }: CheckedFiles,
  scanner: Scanner,
): Promise<{ files: { id: string; folded: boolean }[]; refused: Refusal[] }> {
  const files: { id: string; folded: boolean }[] = [];
  const named = [...refused];
  if (kept.length === 0) return { files, refused: named };
  let room = await roomLeft(db, tenantId);
  for (const { file, verdict } of kept) {
    room -= file.content.length;
    if (room < 0) {
      named.push({ code: 'storage_full', name: file.name });
      continue;
    }
    const { mediaType, thumbnail } = verdict;
    const folded = mediaType.startsWith('image/') && (await isLook(db, file));
    const id = await keepWhole(db, tenantId, {
      name: nameOf(file.name, mediaType),
      mediaType,
      content: Buffer.from(file.content.buffer, file.content.byteOffset, file.content.byteLength),
      thumbnail: thumbnail === null ? null : Buffer.from(thumbnail, 'base64'),
      scan: scanner.state() === 'off' ? 'off' : 'pending',
    });
    await db('files')
      .where({ id })
      .update({
        created_by_contact: author.kind === 'contact' ? author.id : null,
        created_by_staff: author.kind === 'staff' ? author.id : null,
      });
    files.push({ id, folded });
  }
  return { files, refused: named };
}

const nameOf = (name: string, type: keyof typeof fileTypes): string =>
  typeOfName(name) === type
    ? safeFileName(name)
    : safeFileName(name, `.${fileTypes[type].endings[0]}`);

/** Whether a picture is one of the looks of a mail: small and inside its text, or a logo that has come before. */
async function isLook(db: Db, { inline, content }: MailFile): Promise<boolean> {
  if (inline && content.length < smallPicture) return true;
  if (content.length > largestLogo) return false;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const rows = await rowsOf<{ id: string }>(
    db,
    `select f.id from message_files l join files f on f.tenant_id = l.tenant_id and f.id = l.file_id
     where f.sha256 = ? and f.bytes = ? limit ?`,
    [sha256, content.length, timesBefore],
  );
  return rows.length >= timesBefore;
}

async function roomLeft(db: Db, tenantId: string): Promise<number> {
  const { room } = await rowOf<{ room: string }>(
    db,
    `select t.file_quota - coalesce((select bytes from file_usage where tenant_id = t.id), 0) as room
     from tenants t where t.id = ?`,
    [tenantId],
  );
  return Number(room);
}
