import { reachOf, type PersonCaller, type Reach } from '../../http/caller.ts';
import { safeFileName, unlike } from '../../http/file-name.ts';
import type { InTenant } from '../../http/mount.ts';
import { createFiscalQueries, type FileReach, type FileRecord } from './fiscal.queries.ts';

/** Bytes of small files that are read at a time. */
const bytesHeld = 1_000_000;

export const permissions = { xml: 'invoices.xml', pdf: 'invoices.pdf' } as const;

export type Named = FileRecord & { name: string };

/**
 * Reads files one after the other, as many small ones at a time as are worth a transaction. They are read when their
 * turn comes: no transaction stays open while the reader is slow, and a file that changes meanwhile breaks it off.
 */
export function fileReader(inTenant: InTenant, reach: FileReach, files: readonly FileRecord[]) {
  let held = new Map<string, Uint8Array>();
  return async function* (at: number): AsyncGenerator<Uint8Array> {
    const { id } = files[at]!;
    if (!held.has(id)) {
      const next = together(files.slice(at));
      held = await inTenant((db) => createFiscalQueries(db).contents(reach, next));
    }
    const content = held.get(id);
    if (!content) throw new Error('A file changed while its archive was written');
    yield content;
  };
}

/** The first of some files, and those after it that are no more than so many bytes with it. */
function together(files: readonly FileRecord[]): readonly FileRecord[] {
  let bytes = 0;
  const end = files.findIndex((file, at) => (bytes += file.bytes) > bytesHeld && at > 0);
  return end < 0 ? files : files.slice(0, end);
}

/** What may be taken in bulk: of each kind what that kind's permission opens, and the one for bulk too. */
export function archiveReach(caller: PersonCaller): FileReach {
  const bulk = reachOf(caller, 'invoices.bulk');
  return {
    xml: common(reachOf(caller, permissions.xml), bulk),
    pdf: common(reachOf(caller, permissions.pdf), bulk),
  };
}

/** What two reaches open both; of the scope, the customer: a fiscal document names no contact. */
export const common = (a: Reach, b: Reach): Reach => ({
  customerIds: a.customerIds === 'all' ? b.customerIds : inBoth(a.customerIds, b.customerIds),
  companyIds: a.companyIds ? inBoth(a.companyIds, b.companyIds ?? 'all') : b.companyIds,
});

const inBoth = (a: readonly string[], b: readonly string[] | 'all'): readonly string[] =>
  b === 'all' ? a : a.filter((id) => b.includes(id));

/** Files, each with a name that no other has. */
export function named(records: readonly FileRecord[]): Named[] {
  const taken = new Set<string>();
  return records.map((record) => ({ ...record, name: unlike(nameOf(record), taken) }));
}

export const nameOf = ({ fileName, kind }: FileRecord) => safeFileName(fileName, `.${kind}`);
