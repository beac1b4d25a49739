import type { UploadPurpose } from '#contract/file-words';
import type { Db } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';
import type { PersonCaller } from '../http/caller.ts';

/**
 * Files of the caller's own that have arrived for a purpose and belong to nothing, locked until the transaction ends.
 * @returns each in the order they were named, with its bytes
 * @throws AppError `not_found`, `file_infected`
 */
export async function ownUploads(
  db: Db,
  caller: PersonCaller,
  purpose: UploadPurpose,
  ids: readonly string[],
): Promise<{ id: string; bytes: number }[]> {
  if (ids.length === 0) return [];
  const found = await db('files as f')
    .whereIn('f.id', ids)
    .where({
      'f.state': 'ready',
      'f.purpose': purpose,
      'f.created_by_contact': caller.kind === 'contact' ? caller.contactId : null,
      'f.created_by_staff': caller.kind === 'staff' ? caller.identityId : null,
    })
    .whereRaw('f.expires_at > now()')
    .forUpdate()
    .select<{ id: string; bytes: string; scan: string }[]>('f.id', 'f.bytes', 'f.scan');
  if (found.length < new Set(ids).size) throw new AppError('not_found');
  if (found.some(({ scan }) => scan === 'infected')) throw new AppError('file_infected');
  const bytes = new Map(found.map((one) => [one.id, Number(one.bytes)]));
  return ids.map((id) => ({ id, bytes: bytes.get(id)! }));
}

/** Keeps files for good that something has from here on. */
export const keepUploads = (db: Db, ids: readonly string[]) =>
  db('files').whereIn('id', ids).update({ expires_at: null });
