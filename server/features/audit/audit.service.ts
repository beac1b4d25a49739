import { z } from 'zod';
import type { AuditChange, AuditEntry, AuditRow } from '#contract/audit';
import { limits } from '#contract/limits';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type StaffCaller } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import type { InTenant } from '../../http/mount.ts';
import { csvLine, csvStart } from '#contract/csv';
import type { Texts } from '../../output/texts.ts';
import { actorKindOf, changesIn, originOf } from '../../records/audit-rows.ts';
import type { Page } from '../../records/records.ts';
import { nextRound } from '../../work/breath.ts';
import {
  auditRow,
  auditRows,
  type AuditFilter,
  type AuditPlace,
  type AuditRecord,
} from './audit.queries.ts';

type Words = ReturnType<Texts>;

const form = createCursorForm(
  z.tuple([
    z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/),
    z.string().regex(/^\d{1,19}$/),
  ]),
);
const chunkRows = 1_000;
const reachIn = (caller: StaffCaller) => reachOf(caller, 'audit.view');
const placeOf = ({ exactAt, id }: AuditRecord): AuditPlace => ({ at: exactAt, id });

/** A page of what was done, the newest first, and the way to the next. */
export async function listAudit(
  db: Db,
  caller: StaffCaller,
  { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string },
): Promise<Page<AuditRow>> {
  const [at, id] = cursor ? form.read(cursor) : [];
  const after = at && id ? { at, id } : null;
  const rows = await auditRows(db, reachIn(caller), filter, limit + 1, after);
  const last = rows.length > limit ? placeOf(rows[limit - 1]!) : null;
  return {
    items: rows.slice(0, limit).map(toRow),
    nextCursor: last && form.write([last.at, last.id]),
  };
}

/** @throws AppError `not_found` */
export async function findAudit(db: Db, caller: StaffCaller, id: string): Promise<AuditEntry> {
  const row = await auditRow(db, reachIn(caller), id);
  if (!row) throw new AppError('not_found');
  return { ...toRow(row), changes: changesIn(row.detail), requestId: row.requestId };
}

/** The filtered list as CSV, chunk by chunk: no transaction stays open while the reader is slow. */
export async function* auditCsv(
  texts: Texts,
  inTenant: InTenant,
  caller: StaffCaller,
  filter: AuditFilter,
  locale: Locale,
): AsyncGenerator<string> {
  const t = texts(locale);
  const heading = csvColumns.map((column) => t(`audit.${column}`));
  yield csvStart + csvLine([`${t('audit.when')} (${caller.tenant.timeZone})`, ...heading], locale);
  let after: AuditPlace | null = null;
  for (let rows = 0; rows < limits.exportRows; rows += chunkRows) {
    const chunk: AuditRecord[] = await inTenant((db) =>
      auditRows(db, reachIn(caller), filter, chunkRows, after),
    );
    await nextRound();
    yield chunk.map((row) => csvLine(csvCells(row, t), locale)).join('');
    if (chunk.length < chunkRows) return;
    after = placeOf(chunk.at(-1)!);
  }
}

const csvColumns = [
  'what',
  'who',
  'kind',
  'behalf',
  'customer_number',
  'customer',
  'record',
  'record_name',
  'network',
  'device',
  'changes',
];

function csvCells(record: AuditRecord, t: Words): (string | null)[] {
  const { event, by, behalf, customer, browser, system, network } = toRow(record);
  return [
    record.localAt,
    t(`audit.event_${event.replace('.', '_')}`),
    by.name,
    t(`audit.kind_${by.kind}`),
    behalf,
    customer?.number ?? null,
    customer?.name ?? null,
    record.record,
    record.recordName,
    network,
    [browser, system].filter(Boolean).join(' · ') || null,
    changesIn(record.detail).map(changeText).join('; ') || null,
  ];
}

const changeText = ({ field, before, after }: AuditChange): string =>
  before === null
    ? `${field}: ${valueText(after)}`
    : `${field}: ${valueText(before)} → ${valueText(after)}`;

const valueText = (value: AuditChange['after']): string =>
  typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);

function toRow(row: AuditRecord): AuditRow {
  const { id, at, event, customerNumber: number, customerName, record, recordName } = row;
  const customer = number === null ? null : { number, name: customerName ?? '' };
  return {
    id,
    at,
    event,
    by: { kind: actorKindOf(row.kind), name: row.actorName },
    behalf: row.actedAs ?? (row.detail.onBehalf === true ? (customer?.name ?? null) : null),
    customer,
    record: record === null ? null : { id: record, name: recordName },
    ...originOf(row.ip, row.userAgent),
  };
}
