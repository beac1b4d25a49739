import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import type { StatementContent } from '#contract/statement';
import type { Branding } from '../../records/branding.ts';
import type { SigningDepartment } from '../../records/departments.ts';
import { verifyUrl } from '../../records/verification.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';

/** All that a file of a statement shows; plain data, so that it may go to another thread. */
export type StatementDocument = {
  content: StatementContent;
  /** An instant; shown in the time zone of the content. */
  generatedAt: string;
  /** Where anybody may ask whether the statement was issued here. */
  verifyUrl: string;
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  /** For light ground. */
  logo: { png: Uint8Array; width: number; height: number } | null;
  /** Texts of the tenant's own in this language, by key; they win over the catalogue. */
  strings: Record<string, string>;
  /** Whether the credit limit and what is available of it may be shown. */
  showCredit: boolean;
  /** Whom to ask about what is owed; null where nobody said who that is. */
  contact: SigningDepartment | null;
};

/** Draws a statement as PDF, for a tenant and whoever asks there. */
export type RenderStatement = (document: StatementDocument, keys: WorkKeys) => Promise<Uint8Array>;

/** A statement as it is stored. */
export type StoredStatement = {
  id: string;
  content: StatementContent;
  generatedAt: string;
  /** Names the statement in its public address. */
  code: string;
};

/** What a file of a stored statement shows to whoever asked for it. */
export function documentOf(
  { content, generatedAt, code }: Omit<StoredStatement, 'id'>,
  tenant: Branding,
  {
    publicUrl,
    locale,
    logo,
    showCredit,
    contact,
  }: Pick<StatementDocument, 'locale' | 'logo' | 'showCredit' | 'contact'> & { publicUrl: URL },
): StatementDocument {
  return {
    content,
    generatedAt,
    verifyUrl: verifyUrl(publicUrl, tenant.slug, code),
    locale,
    region: tenant.formats[locale] ?? locale,
    tenantName: tenant.name,
    theme: tenant.theme,
    logo,
    strings: tenant.strings[locale] ?? {},
    showCredit,
    contact,
  };
}
