import type { StatementContent } from '#contract/statement';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import type { TenantRow } from '../../http/caller.ts';
import { documentOf, type StatementDocument } from './statement.document.ts';
import { createStatementQueries } from './statement.queries.ts';
import { contentAt, keepContent } from './statement.store.ts';

type Holder = { customerId: string; companyId: string; cutOff: string };
type Sheet = Pick<TenantRow, 'slug' | 'name' | 'formats' | 'theme' | 'strings'>;

/** Stands in the address of a statement that is not kept; nobody has it. */
const noCode = '0'.repeat(26);

/** Statements for whoever mails them: nobody asks for them, so nobody's reach is looked at. */
export function createStatementIssue({ publicUrl }: { publicUrl: URL }) {
  const accountOf = async (db: Db, { customerId, companyId }: Holder) => {
    const queries = createStatementQueries(db);
    const [customer, companies] = await Promise.all([
      queries.customer({ customerIds: 'all' }, { id: customerId }),
      queries.companies(customerId),
    ]);
    const company = companies.find(({ id }) => id === companyId);
    return customer && company ? { customer, company } : null;
  };
  const sheetOf = async (
    db: Db,
    statement: { content: StatementContent; generatedAt: string; code: string },
    tenant: Sheet,
    locale: Locale,
  ): Promise<StatementDocument> => {
    const logo = (await createStatementQueries(db).logo()) ?? null;
    // It goes to the customer alone, whose limit it is.
    return documentOf(statement, tenant, { publicUrl, locale, logo, showCredit: true });
  };
  return {
    /** Works a statement out and keeps it. @returns its id and its file's words; null where there is no such account */
    issue: async (
      db: Db,
      tenantId: string,
      holder: Holder,
      tenant: Sheet,
      locale: Locale,
    ): Promise<{ id: string; document: StatementDocument } | null> => {
      const account = await accountOf(db, holder);
      if (!account) return null;
      const content = await contentAt(db, account, holder.cutOff);
      const kept = await keepContent(db, { tenantId, identityId: null }, account, content);
      return { id: kept.id, document: await sheetOf(db, kept, tenant, locale) };
    },

    /** What the file of a kept statement shows. */
    document: async (
      db: Db,
      id: string,
      tenant: Sheet,
      locale: Locale,
    ): Promise<StatementDocument | null> => {
      const stored = await createStatementQueries(db).find({ customerIds: 'all' }, id);
      return stored ? sheetOf(db, stored, tenant, locale) : null;
    },

    /** The same of one that was made now, and is not kept. */
    preview: async (
      db: Db,
      holder: Holder,
      tenant: Sheet,
      locale: Locale,
    ): Promise<StatementDocument | null> => {
      const account = await accountOf(db, holder);
      if (!account) return null;
      const content = await contentAt(db, account, holder.cutOff);
      const generatedAt = new Date().toISOString();
      return sheetOf(db, { content, generatedAt, code: noCode }, tenant, locale);
    },

    /** Notes which file was made of a statement. */
    noteFile: (
      db: Db,
      tenantId: string,
      id: string,
      file: { locale: Locale; sha256: string; bytes: number },
    ): Promise<void> => createStatementQueries(db).keepFile(tenantId, id, { kind: 'pdf', ...file }),
  };
}

export type StatementIssue = ReturnType<typeof createStatementIssue>;
