import { messageLimits } from '#contract/message-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { keptFile, type KeptRow } from '../../records/files.ts';
import { keepUploads, ownUploads } from '../../records/uploads.ts';

/** The files of a dispute `s`, those of the customer first. */
export const filesOf = `(select coalesce(json_agg(json_build_object('id', x.id, 'name', f.name,
    'mediaType', f.media_type, 'bytes', f.bytes, 'scan', f.scan, 'side', x.side) order by x.side desc, x.position), '[]')
  from payment_dispute_files x join files f on f.tenant_id = x.tenant_id and f.id = x.file_id
  where x.tenant_id = s.tenant_id and x.dispute_id = s.id)`;

/**
 * Keeps uploads of a caller with a dispute.
 * @throws AppError `not_found`, `file_infected`, `message_files_too_large`
 */
export async function attach(
  db: Db,
  caller: PersonCaller,
  disputeId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const files = await ownUploads(db, caller, 'dispute', ids);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > messageLimits.fileBytes) throw new AppError('message_files_too_large');
  await db('payment_dispute_files').insert(
    files.map((file, position) => ({
      tenant_id: caller.tenant.id,
      dispute_id: disputeId,
      file_id: file.id,
      side: caller.kind === 'contact' ? 'customer' : 'company',
      position,
    })),
  );
  await keepUploads(
    db,
    files.map(({ id }) => id),
  );
}

/** A file of a dispute, and whose it is. */
export const disputeFileRow = (db: Db, id: string) =>
  db('payment_dispute_files as x')
    .join('files as f', (on) => on.on('f.tenant_id', 'x.tenant_id').on('f.id', 'x.file_id'))
    .where('x.id', id)
    .first<(KeptRow & { disputeId: string }) | undefined>({
      ...keptFile,
      disputeId: 'x.dispute_id',
    });
