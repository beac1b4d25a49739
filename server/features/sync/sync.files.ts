import type { SyncRecord, SyncResult } from '#contract/sync';
import type { LookAtFiles } from '../../output/fiscal/reader.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { Batch } from './sync.parse.ts';

/**
 * A batch in which every record whose file is not what it says has become invalid, and every other one has what was
 * read of its file.
 */
export async function readFiles(look: LookAtFiles, keys: WorkKeys, batch: Batch): Promise<Batch> {
  if (batch.entity !== 'fiscal-files') return batch;
  const files = batch.parsed.filter(({ deleted }) => !deleted);
  const seen = await look(
    keys,
    files.map(({ record }) => {
      const { kind, content } = record as SyncRecord<'fiscal-files'>;
      return { kind, content: new Uint8Array(Buffer.from(content, 'base64')) };
    }),
  );
  const looks = new Map(files.map((file, at) => [file, seen[at]!]));
  const wrong = files.filter((file) => !looks.get(file)!.isSound);
  const errors = [{ path: 'content', rule: 'file_type' }];
  return {
    ...batch,
    parsed: batch.parsed
      .filter((record) => looks.get(record)?.isSound !== false)
      .map((parsed) => {
        const reading = looks.get(parsed)?.reading;
        return reading ? { ...parsed, record: { ...parsed.record, reading } } : parsed;
      }),
    invalid: new Map<number, SyncResult>([
      ...batch.invalid,
      ...wrong.map(({ index, key }): [number, SyncResult] => [
        index,
        { key, status: 'invalid', errors },
      ]),
    ]),
  };
}
