import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { rowOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

/** How a tenant looks and speaks in what is drawn in its name. */
export type Branding = {
  slug: string;
  name: string;
  /** Which regional format each language takes, as `es` -> `es-MX`. */
  formats: Record<string, string>;
  theme: ThemeTokens;
  /** Texts of the tenant's own, by locale and key. */
  strings: Record<string, Record<string, string>>;
};

/** Asked for only where something is drawn: a request knows less of its tenant (`TenantRow`). */
export const brandingOf = (db: Db, tenantId: string): Promise<Branding> =>
  rowOf<Branding>(db, 'select slug, name, formats, theme, strings from tenants where id = ?', [
    tenantId,
  ]);

/** The tenant's own texts in a language, by key. */
export async function ownTexts(
  db: Db,
  tenantId: string,
  locale: Locale,
): Promise<Record<string, string>> {
  const { texts } = await rowOf<{ texts: Record<string, string> }>(
    db,
    `select coalesce(strings -> cast(:locale as text), '{}') as texts from tenants where id = :tenantId`,
    { tenantId, locale },
  );
  return texts;
}
