import type { InputError } from '#contract/errors';
import type { SyncRecord, SyncResult } from '#contract/sync';
import type { LookAtFiles } from '../../output/fiscal/reader.ts';
import type { CheckFiles } from '../../output/foreign/check-files.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { Batch, Parsed } from './sync.parse.ts';

/** What findings at the files that records carry, and whether such files are scanned for malware. */
export type FileReaders = { look: LookAtFiles; check: CheckFiles; scans: () => boolean };

/** What came of a record's file: what is wrong with it, or what of it the record has from here on. */
type Finding = { fault: InputError } | { more: object };

/**
 * A batch in which every record whose file is not taken has become invalid, and every other one has what was read of
 * its file.
 */
export async function readFiles(
  readers: FileReaders,
  keys: WorkKeys,
  batch: Batch,
): Promise<Batch> {
  const live = batch.parsed.filter(({ deleted }) => !deleted);
  if (batch.entity === 'fiscal-files')
    return withFindings(batch, await fiscalFindings(readers, keys, live));
  if (batch.entity === 'documents')
    return withFindings(batch, await documentFindings(readers, keys, live));
  return batch;
}

const fault = (rule: string): Finding => ({ fault: { path: 'content', rule } });
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

async function fiscalFindings(
  { look }: FileReaders,
  keys: WorkKeys,
  live: Parsed[],
): Promise<Map<Parsed, Finding>> {
  const seen = await look(
    keys,
    live.map(({ record }) => {
      const { kind, content } = record as SyncRecord<'fiscal-files'>;
      return { kind, content: bytesOf(content) };
    }),
  );
  return new Map(
    live.map((file, at) => {
      const { isSound, reading } = seen[at]!;
      return [file, isSound ? { more: reading ? { reading } : {} } : fault('file_type')];
    }),
  );
}

async function documentFindings(
  { check, scans }: FileReaders,
  keys: WorkKeys,
  live: Parsed[],
): Promise<Map<Parsed, Finding>> {
  const files = live.flatMap((parsed) => {
    const { content, fileName } = parsed.record as SyncRecord<'documents'>;
    return content === null ? [] : [{ parsed, name: fileName!, content: bytesOf(content) }];
  });
  const verdicts = await check(keys, files);
  const scan = scans() ? 'pending' : 'off';
  return new Map(
    files.map(({ parsed, content }, at) => {
      const verdict = verdicts[at]!;
      if ('refusal' in verdict) return [parsed, fault(verdict.refusal)];
      return [parsed, { more: { sent: { ...verdict, content, scan } } }];
    }),
  );
}

function withFindings(batch: Batch, findings: ReadonlyMap<Parsed, Finding>): Batch {
  const invalid = new Map<number, SyncResult>(batch.invalid);
  const parsed: Parsed[] = [];
  for (const one of batch.parsed) {
    const found = findings.get(one);
    if (found && 'fault' in found)
      invalid.set(one.index, { key: one.key, status: 'invalid', errors: [found.fault] });
    else parsed.push(found ? { ...one, record: { ...one.record, ...found.more } } : one);
  }
  return { ...batch, parsed, invalid };
}
