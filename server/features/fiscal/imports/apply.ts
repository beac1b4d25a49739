import type { FiscalReading } from '#contract/fiscal-document';
import { identifierKey } from '#contract/identifiers';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { StaffCaller } from '../../../http/caller.ts';
import { storeFiscalDocuments } from '../../../records/fiscal-documents.ts';
import { holdImport } from './intake.ts';
import type { Judged } from './judge.ts';
import { judgeImport } from './preview.ts';

export type Accepted = { row: number; customer?: string | undefined };
type Chosen = { row: number; fiscalId: string; customerId: string; invoiceId: string | null };

/**
 * Takes over what is certain, and what was decided on. An import is taken over once; what is left of it stays where it
 * came from.
 * @throws AppError `not_found` where it is somebody else's, over, or too old
 */
export async function applyImport(
  db: Db,
  caller: StaffCaller,
  id: string,
  accepted: readonly Accepted[],
): Promise<{ taken: number; left: number }> {
  const { isApplied } = await holdImport(db, caller, id);
  if (isApplied) throw new AppError('not_found');
  const judged = await judgeImport(db, caller, id);
  const decided = new Map(accepted.map((one) => [one.row, one]));
  // A printable form follows what was decided of its document, unless it stands for another one.
  const ofDocuments = new Map(
    judged.flatMap(({ fiscalId, shown }) => {
      const decision = shown.file === 'xml' ? decided.get(shown.row) : undefined;
      return fiscalId !== null && decision ? [[fiscalId, decision] as const] : [];
    }),
  );
  const chosen = judged.flatMap((one) => {
    const follows = one.shown.file === 'pdf' && one.shown.doubt !== 'replaces';
    const own = decided.get(one.shown.row);
    return choose(one, own ?? (follows ? ofDocuments.get(one.fiscalId ?? '') : undefined));
  });
  await storeFiles(db, id, chosen);
  await storeFiscalDocuments(db, await readingsOf(db, id, chosen));
  await confirmInvoices(db, chosen);
  await db('fiscal_imports').where({ id }).update({ applied_at: db.fn.now() });
  // Their content is where it belongs by now.
  await db('fiscal_import_files').where({ import_id: id }).delete();
  const same = judged.filter(({ shown }) => shown.state === 'same').length;
  return { taken: chosen.length, left: judged.length - chosen.length - same };
}

function choose({ shown, ...judged }: Judged, decision: Accepted | undefined): Chosen[] {
  const { fiscalId, customers, match } = judged;
  if (fiscalId === null || shown.state === 'faulty' || shown.state === 'same') return [];
  if (shown.state === 'doubtful' && !decision) return [];
  const wanted = decision?.customer && identifierKey(decision.customer);
  const customerId =
    judged.customerId ??
    customers.find(({ number }) => identifierKey(number) === wanted)?.id ??
    null;
  if (customerId === null) return [];
  // What was in doubt is of that invoice from now on, since somebody said so.
  const invoiceId = shown.state === 'doubtful' && match ? match.invoiceId : null;
  return [{ row: shown.row, fiscalId, customerId, invoiceId }];
}

const chosenRows = `jsonb_to_recordset(?::jsonb) as r(row integer, "fiscalId" text, key text, "customerId" uuid, "invoiceId" uuid)`;
const asJson = (chosen: readonly Chosen[]) =>
  JSON.stringify(chosen.map((one) => ({ ...one, key: identifierKey(one.fiscalId) })));

const storeFiles = (db: Db, id: string, chosen: readonly Chosen[]) =>
  db.raw(
    `insert into fiscal_files as f (tenant_id, customer_id, fiscal_id, fiscal_key, kind, file_name, content, sha256)
     select i.tenant_id, r."customerId", r."fiscalId", r.key, i.kind, i.file_name, i.content, i.sha256
     from ${chosenRows} join fiscal_import_files i on i.import_id = ? and i.row = r.row and i.is_sound
     on conflict (tenant_id, fiscal_key, kind) do update set customer_id = excluded.customer_id,
       fiscal_id = excluded.fiscal_id, file_name = excluded.file_name, content = excluded.content,
       sha256 = excluded.sha256, fault = null, deleted_at = null`,
    [asJson(chosen), id],
  );

const readingsOf = (db: Db, id: string, chosen: readonly Chosen[]) =>
  rowsOf<{ customerId: string; fiscalId: string; reading: FiscalReading }>(
    db,
    `select r."customerId", r."fiscalId", i.reading
     from ${chosenRows} join fiscal_import_files i on i.import_id = ? and i.row = r.row and i.kind = 'xml'`,
    [asJson(chosen), id],
  );

const confirmInvoices = (db: Db, chosen: readonly Chosen[]) =>
  db.raw(
    `update fiscal_documents d set invoice_id = v.id, matched_by = 'person', proposal_id = null
     from ${chosenRows} join invoices v on v.id = r."invoiceId"
     where d.fiscal_key = r.key and d.customer_id = v.customer_id`,
    [asJson(chosen)],
  );
