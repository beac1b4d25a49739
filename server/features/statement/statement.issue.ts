import type { StatementContent } from '#contract/statement';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import type { Branding } from '../../records/branding.ts';
import { companiesOf } from '../../records/companies.ts';
import { findCustomer } from '../../records/customers.ts';
import { documentOf, type StatementDocument } from './statement.document.ts';
import { createStatementQueries } from './statement.queries.ts';
import { contentAt, keepContent } from './statement.store.ts';

type Holder = { customerId: string; companyId: string; cutOff: string };

/** In which language it is, and whether its reader may see the credit limit, where the tenant mails that at all. */
type StatementStyle = { locale: Locale; showCredit: boolean };

/** Stands in the address of a statement that is not kept; nobody has it. */
const noCode = '0'.repeat(26);

/** Statements for whoever mails them: nobody asks for them, so nobody's reach is looked at. */
export function createStatementIssue({ publicUrl }: { publicUrl: URL }) {
  const accountOf = async (db: Db, { customerId, companyId }: Holder) => {
    const [customer, companies] = await Promise.all([
      findCustomer(db, { customerIds: 'all' }, { id: customerId }),
      companiesOf(db, customerId),
    ]);
    const company = companies.find(({ id }) => id === companyId);
    return customer && company ? { customer, company } : null;
  };
  const sheetOf = async (
    db: Db,
    statement: { content: StatementContent; generatedAt: string; code: string },
    tenant: Branding,
    { locale, showCredit }: StatementStyle,
  ): Promise<StatementDocument> => {
    const queries = createStatementQueries(db);
    const [logo = null, mailed, contact] = await Promise.all([
      queries.logo(),
      queries.mailCreditLimit(tenant.slug),
      queries.contact(statement.content.company.code),
    ]);
    const shown = showCredit && mailed;
    return documentOf(statement, tenant, { publicUrl, locale, logo, showCredit: shown, contact });
  };
  return {
    /** Works a statement out and keeps it. @returns its id and its file's words; null where there is no such account */
    issue: async (
      db: Db,
      tenantId: string,
      holder: Holder,
      tenant: Branding,
      look: StatementStyle,
    ): Promise<{ id: string; document: StatementDocument } | null> => {
      const account = await accountOf(db, holder);
      if (!account) return null;
      const content = await contentAt(db, account, holder.cutOff);
      const kept = await keepContent(db, { tenantId, identityId: null }, account, content);
      return { id: kept.id, document: await sheetOf(db, kept, tenant, look) };
    },

    /** What the file of a kept statement shows. */
    document: async (
      db: Db,
      id: string,
      tenant: Branding,
      look: StatementStyle,
    ): Promise<StatementDocument | null> => {
      const stored = await createStatementQueries(db).find({ customerIds: 'all' }, id);
      return stored ? sheetOf(db, stored, tenant, look) : null;
    },

    /** The same of one that was made now, and is not kept. */
    preview: async (
      db: Db,
      holder: Holder,
      tenant: Branding,
      look: StatementStyle,
    ): Promise<StatementDocument | null> => {
      const account = await accountOf(db, holder);
      if (!account) return null;
      const content = await contentAt(db, account, holder.cutOff);
      const generatedAt = new Date().toISOString();
      return sheetOf(db, { content, generatedAt, code: noCode }, tenant, look);
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
