import { createHash } from 'node:crypto';
import type { StatementContent } from '#contract/statement';
import { newCode } from '../../records/verification.ts';
import { breathe } from '../../work/breath.ts';
import type { Db } from '../../db/scope.ts';
import type { Account } from './statement.access.ts';
import { sectionsAt } from './ledger.ts';
import { createStatementQueries, type StatementRecord } from './statement.queries.ts';

/** Works out what an account owes at a date. */
export async function contentAt(
  db: Db,
  { customer, company }: Account,
  cutOff: string,
): Promise<StatementContent> {
  const { id: customerId, ...holder } = customer;
  const { id: companyId, code, name, taxId, timeZone, currency, limit } = company;
  const ledger = await createStatementQueries(db).ledger(
    { customerId, companyId },
    { from: cutOff, to: cutOff },
  );
  return {
    company: { code, name, taxId },
    customer: holder,
    cutOff,
    timeZone,
    sections: await sectionsAt(ledger, cutOff, { currency, limit }),
  };
}

/** In whose name a statement is kept; nobody's for a mass send. */
export type Issuer = { tenantId: string; identityId: string | null };

/**
 * Keeps a statement. Where the newest one of the same date says the same, that one is it: whoever asks
 * twice does not fill the table, and what was printed stays the newest.
 */
export async function keepContent(
  db: Db,
  issuer: Issuer,
  { customer, company }: Account,
  content: StatementContent,
): Promise<StatementRecord> {
  const queries = createStatementQueries(db);
  const account = { customerId: customer.id, companyId: company.id };
  const hash = await hashOf(content);
  const newest = await queries.newest(account, content.cutOff);
  const { id, generatedAt, code } =
    newest?.hash === hash
      ? newest
      : await queries.keep(account, {
          ...issuer,
          content,
          hash,
          code: newCode(),
        });
  return { id, generatedAt, code, ...account, content };
}

/** How deep a document of the ledger lies in a statement: its sections, a section, its items. */
const documentDepth = 4;

/** The same for the same content, in whichever order its fields come; document by document, in turns. */
export async function hashOf(content: StatementContent): Promise<string> {
  const hash = createHash('sha256');
  const add = async (value: unknown, depth: number): Promise<void> => {
    if (depth === documentDepth || value === null || typeof value !== 'object') {
      hash.update(JSON.stringify(value, (_key, part: unknown) => sorted(part)));
      return breathe();
    }
    const isArray = Array.isArray(value);
    hash.update(isArray ? '[' : '{');
    for (const [i, [name, part]] of Object.entries(sorted(value) as object).entries()) {
      hash.update((i > 0 ? ',' : '') + (isArray ? '' : `${JSON.stringify(name)}:`));
      await add(part, depth + 1);
    }
    hash.update(isArray ? ']' : '}');
  };
  await add(content, 0);
  return hash.digest('hex');
}

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
