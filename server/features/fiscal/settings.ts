import type { FiscalSettings } from '#contract/fiscal-settings';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { isLonely } from '../../records/fiscal-invoices.ts';

/** Documents `d` that belong to no invoice, and would become one. */
const lonely = `${isLonely} and (select count(*) from companies c
  where c.deleted_at is null and portico_tax_id(c.tax_id) = d.issuer_tax_id) = 1`;

export const readFiscalSettings = (db: Db, tenantId: string): Promise<FiscalSettings> =>
  rowOf<FiscalSettings>(
    db,
    `select fiscal_version as version, invoices_from_files as "invoicesFromFiles",
       (select count(*)::int from fiscal_documents d where ${lonely}) as waiting,
       (select count(*)::int from fiscal_files where unread and kind = 'xml' and deleted_at is null) as unread
     from tenants where id = ?`,
    [tenantId],
  );

/**
 * Says whether files become invoices; those that may are read once more for that.
 * @returns what was before, and what is now
 * @throws AppError `record_changed`
 */
export async function setFiscalSettings(
  db: Db,
  tenantId: string,
  { version, invoicesFromFiles }: Pick<FiscalSettings, 'version' | 'invoicesFromFiles'>,
): Promise<{ before: FiscalSettings; after: FiscalSettings }> {
  const before = await readFiscalSettings(db, tenantId);
  const changed = await rowsOf(
    db,
    `update tenants set invoices_from_files = :invoicesFromFiles, fiscal_version = fiscal_version + 1
     where id = :tenantId and fiscal_version = :version returning id`,
    { tenantId, version, invoicesFromFiles },
  );
  if (changed.length === 0)
    throw new AppError('record_changed', { current: await readFiscalSettings(db, tenantId) });
  if (invoicesFromFiles && !before.invoicesFromFiles)
    await db.raw(
      `update fiscal_files f set unread = true from fiscal_documents d
       where d.file_key = f.fiscal_key and f.kind = 'xml' and f.deleted_at is null and ${lonely}`,
    );
  return { before, after: await readFiscalSettings(db, tenantId) };
}
