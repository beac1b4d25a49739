import { createHash } from 'node:crypto';
import type { InputError } from '#contract/errors';
import { compositeKey, identifierKey } from '#contract/identifiers';
import type { SyncEntity } from '#contract/permissions';
import { syncKeys, syncRecords, tombstone, type SyncRecord, type SyncResult } from '#contract/sync';
import { checkInput } from '../../http/input.ts';
import { cleanText } from '../../http/text.ts';
import { breathe } from '../../work/breath.ts';
import { entityOf } from './sync.entities.ts';

/** A record whose form is right: its key, version and hash, and whether it is a tombstone. */
export type Parsed = {
  index: number;
  key: string;
  /** The parts of the key, as look-up keys. */
  parts: string[];
  version: string | null;
  /** Of what it says, however it is written. */
  hash: string;
  deleted: boolean;
  record: SyncRecord;
};

/** A batch as it was read: what can be applied, and the results of what cannot. */
export type Batch = {
  entity: SyncEntity;
  /** Refuses the whole batch when one record is invalid. */
  allOrNone: boolean;
  parsed: Parsed[];
  invalid: Map<number, SyncResult>;
  size: number;
  /** Tells a repetition of the batch from another one. */
  digest: string;
  /** The key that sent it, where one did. */
  by?: string;
};

/** Reads a batch record by record; whatever is wrong with one spoils only itself. Others are let run meanwhile. */
export async function readBatch(
  entity: SyncEntity,
  records: unknown[],
  allOrNone: boolean,
): Promise<Batch> {
  const digest = createHash('sha256').update(`${entity} ${allOrNone}`);
  const parsed: Parsed[] = [];
  const invalid = new Map<number, SyncResult>();
  for (const [index, raw] of records.entries()) {
    const outcome = parse(entity, raw, index);
    if ('status' in outcome) {
      invalid.set(index, outcome);
      digest.update(`\n? ${rawText(raw)}`);
    } else {
      parsed.push(outcome);
      digest.update(`\n${outcome.version} ${outcome.deleted} ${outcome.key} ${outcome.hash}`);
    }
    await breathe();
  }
  const size = records.length;
  return { entity, allOrNone, parsed, invalid, size, digest: digest.digest('hex') };
}

function parse(entity: SyncEntity, raw: unknown, index: number): Parsed | SyncResult {
  const invalid = (errors: InputError[]): SyncResult => ({
    key: rawKey(entity, raw),
    status: 'invalid',
    errors,
  });
  try {
    const deleted = (raw as { deleted?: unknown } | null)?.deleted === true;
    const result = checkInput(deleted ? tombstone(entity) : syncRecords[entity], raw);
    if (result.errors) return invalid(result.errors);
    const record = deleted
      ? (result.data as SyncRecord)
      : complete(entity, result.data as SyncRecord);
    const { sourceVersion, deleted: _, ...content } = record as Record<string, unknown>;
    const fields = syncKeys[entity].map((field) => String(content[field]));
    return {
      index,
      key: compositeKey(...fields),
      parts: fields.map(identifierKey),
      version: sourceVersion as string | null,
      hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
      deleted,
      record,
    };
  } catch {
    // A fault of ours in reading one record must not take the others with it.
    return invalid([{ path: '', rule: 'invalid' }]);
  }
}

const complete = (entity: SyncEntity, record: SyncRecord): SyncRecord =>
  entityOf(entity).complete?.(record) ?? record;

function rawText(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? '';
  } catch {
    return '';
  }
}

function rawKey(entity: SyncEntity, raw: unknown): string | null {
  const fields = syncKeys[entity].map((field) => (raw as Record<string, unknown> | null)?.[field]);
  return fields.every((field) => typeof field === 'string')
    ? cleanText(fields.join(' / '), 200)
    : null;
}
