import type { Rejection } from '#contract/erp-data';
import type { NamedFile } from '#contract/endpoint';
import type { SyncEntity } from '#contract/permissions';
import type { Locale } from '#contract/primitives';
import { unkept } from '#contract/settings-words';
import type { Db } from '../../db/scope.ts';
import { csvLine, csvStart } from '#contract/csv';
import { writeSheet, type SheetColumn } from '../../output/sheet.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import { listRejections } from './intake.queries.ts';

type Tenant = { id: string; name: string; timeZone: string };
type Asked = { entity: SyncEntity; locale: Locale };

const columns = [
  { key: 'settings.rejection_at', width: 20 },
  { key: 'settings.rejection_key', width: 28 },
  { key: 'settings.rejection_path', width: 32 },
  { key: 'settings.rejection_rule', width: 24 },
  { key: 'settings.rejection_meaning', width: 48 },
] as const;

/** `yyyy-mm-dd hh:mm:ss` by the tenant's clock, which every spreadsheet sorts. */
const clockOf = ({ timeZone }: Tenant) => {
  const form = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone,
  });
  return (at: string) => form.format(new Date(at));
};

/** One line for each fault of each record. */
function linesOf(items: readonly Rejection[], tenant: Tenant, t: Translate): (string | null)[][] {
  const clock = clockOf(tenant);
  return items.flatMap(({ at, key, errors }) =>
    errors.map(({ path, rule, bounds }) => [
      clock(at),
      key,
      path,
      rule,
      t(`rule.${rule}`, { ...unkept, ...bounds }),
    ]),
  );
}

async function written(db: Db, texts: Texts, tenant: Tenant, { entity, locale }: Asked) {
  const t = texts(locale, await ownTexts(db, tenant.id, locale));
  return {
    t,
    name: t('settings.rejections_file', { entity: t(`settings.entity_${entity}`) }),
    heads: columns.map(({ key }) => t(key)),
    lines: linesOf(await listRejections(db, entity), tenant, t),
  };
}

/** The refused records as CSV, in the number format of a language. */
export async function rejectionsCsv(
  db: Db,
  texts: Texts,
  tenant: Tenant,
  asked: Asked,
): Promise<NamedFile> {
  const { name, heads, lines } = await written(db, texts, tenant, asked);
  const content = csvStart + [heads, ...lines].map((one) => csvLine(one, asked.locale)).join('');
  return { name: `${name}.csv`, content: Buffer.from(content) };
}

/** The same as XLSX. */
export async function rejectionsSheet(
  db: Db,
  texts: Texts,
  tenant: Tenant,
  asked: Asked,
): Promise<NamedFile> {
  const { t, name, heads, lines } = await written(db, texts, tenant, asked);
  const content = writeSheet({
    name: t(`settings.entity_${asked.entity}`),
    author: tenant.name,
    columns: columns.map(({ width }, at): SheetColumn => ({
      kind: 'text',
      width,
      header: heads[at]!,
    })),
    rows: lines,
  });
  return { name: `${name}.xlsx`, content };
}
