import { createHash } from 'node:crypto';
import type { FileRefusal } from '#contract/file-words';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { checkOne } from '../../../output/foreign/check-files.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { FileVerdict } from '../../../output/foreign/stored-file.ts';
import type { MailFile, MailRefusal } from '../../../output/inbound/read-mail.ts';
import type { Scanner } from '../../../output/scanner.ts';
import { keepWhole, namedAs, roomLeft } from '../../../records/files.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import type { Author } from '../post.ts';

/** Files of one message that are kept; those behind them are named. */
const mostFiles = 20;
/** Bytes below which a picture inside a text is one of its looks, and those of the largest logo. */
const [smallPicture, largestLogo] = [5_120, 200_000];
/** How often a picture has come before it counts as a logo. */
const timesBefore = 2;

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
    const { name, content } = file;
    const source = { name, bytes: content.length, head: content, tail: content };
    const verdict = await checkOne(reader, keys, source);
    if ('refusal' in verdict) found.refused.push({ code: verdict.refusal, name: file.name });
    else found.kept.push({ file, verdict });
  }
  for (const { name } of files.slice(mostFiles))
    found.refused.push({ code: 'too_many_files', name });
  return found;
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
      name: namedAs(file.name, mediaType),
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
