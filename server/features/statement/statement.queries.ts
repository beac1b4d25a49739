import type { Knex } from 'knex';
import type { StatementContent } from '#contract/statement';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import { daysBinding, daysSql, openSql, type Days } from '../../records/balances.ts';
import { signingSql, type SigningDepartment } from '../../records/departments.ts';
import type { LedgerItem } from './ledger.ts';

/** Whose statement it is: a customer with a company. */
export type AccountIds = { customerId: string; companyId: string };
export type StatementRecord = {
  id: string;
  customerId: string;
  companyId: string;
  content: StatementContent;
  generatedAt: string;
  code: string;
};
export type ListRecord = {
  id: string;
  code: string;
  name: string;
  taxId: string | null;
  cutOff: string;
  generatedAt: string;
};

type FoundCustomer = { id: string; number: string; name: string };
const foundColumns = { id: 'k.id', number: 'k.number', name: 'k.name' };
/** Customers that are counted at most: beyond, a number says no more than that there are many. */
const mostCounted = 1_000;
/** Acts of a person that are looked through for the customers they were for. */
const mostRemembered = 1_000;

/** Leaves customers within reach, each of whose name or number has a word that begins with each of some words. */
function named(query: Knex.QueryBuilder, reach: Reach, words: readonly string[]): void {
  query
    .whereNull('k.deleted_at')
    .modify((inner) => withinCustomers(inner, 'k.id', { customerIds: reach.customerIds }));
  for (const word of words)
    query.whereRaw(`(position(? in k.search_text) > 0 or position(? in k.search_text) > 0)`, [
      ` ${word}`,
      ` ${word.replace(/^0+(?=\d+$)/, '')}`,
    ]);
}

/** Statements of customers, their ledgers, and the statements that were made of these. */
export function createStatementQueries(db: Db) {
  return {
    /**
     * Customers within reach by name, from behind one of them on.
     * @param words each begins some word of the name or of the number
     */
    customers: (
      reach: Reach,
      words: readonly string[],
      limit: number,
      afterId: string | null,
    ): Promise<FoundCustomer[]> =>
      db('customers as k')
        .modify((query) => named(query, reach, words))
        .modify((query) => {
          if (afterId)
            query.whereRaw(
              '(k.sort_text, k.id) > (select sort_text, id from customers where id = ?)',
              [afterId],
            );
        })
        // As the index of those by name has it.
        .whereRaw(`k.sort_text >= ''`)
        .orderBy(['k.sort_text', 'k.id'])
        .limit(limit)
        .select(foundColumns),

    /** How many customers within reach are found by some words; null where more than are counted. */
    countCustomers: async (reach: Reach, words: readonly string[]): Promise<number | null> => {
      const found = db('customers as k')
        .modify((query) => named(query, reach, words))
        .limit(mostCounted + 1)
        .select('k.id');
      const [row] = await db.from(found.as('found')).count<{ count: string }[]>({ count: '*' });
      const count = Number(row?.count);
      return count > mostCounted ? null : count;
    },

    /**
     * Customers within reach that a person last did something for, the last first. That it looked at one is not
     * counted: a list that is shown is a look at all that are on it.
     */
    recentCustomers: (
      reach: Reach,
      words: readonly string[],
      limit: number,
      actorId: string,
    ): Promise<FoundCustomer[]> => {
      const own = db('audit_events as a')
        .where({ 'a.actor_kind': 'staff', 'a.actor_id': actorId })
        .orderBy('a.id', 'desc')
        .limit(mostRemembered)
        .select({ id: 'a.id', event: 'a.event', customerId: 'a.customer_id' });
      const last = db
        .from(own.as('own'))
        .whereNotNull('own.customerId')
        .whereNot('own.event', 'customer.looked_at')
        .groupBy('own.customerId')
        .select({ customerId: 'own.customerId' })
        .max({ at: 'own.id' });
      return db('customers as k')
        .join(last.as('last'), 'last.customerId', 'k.id')
        .modify((query) => named(query, reach, words))
        .orderBy('last.at', 'desc')
        .limit(limit)
        .select(foundColumns);
    },

    /**
     * The documents that were open on some day of a period, with all that was cleared of them until its
     * end; a deleted one has no version that holds. One statement sees one state of the ledger: no import
     * comes between a document and its clearings.
     * @param from what was wholly cleared before this day is left out
     */
    ledger: async (
      { customerId, companyId }: AccountIds,
      { from, to }: { from: string; to: string },
    ): Promise<LedgerItem[]> => {
      return rowsOf<LedgerItem>(
        db,
        `select v.item_id as id, v.kind, v.order_number as "order", v.purchase_order as "purchaseOrder",
           v.invoice_number as invoice, v.fiscal_id as "fiscalId", v.reference, v.document_date as date,
           v.posting_date as "postingDate", v.due_date as "dueDate", v.currency, v.amount,
           case when v.has_clearings then coalesce((
             select json_agg(json_build_object('date', c.cleared_on, 'amount', c.amount::text, 'reference', c.reference))
             from open_item_clearings c
             where c.tenant_id = v.tenant_id and c.version_id = v.id and c.cleared_on <= :to
           ), '[]') else '[]' end as clearings
         from open_item_versions v
         where v.customer_id = :customerId and v.company_id = :companyId and v.superseded_at = 'infinity'
           and v.cleared_on >= :from and v.posting_date <= :to`,
        { customerId, companyId, from, to },
        { name: 'ledger' },
      );
    },

    /** What a customer owes its companies in all, by company and currency, where anything is open. */
    balances: (
      customerId: string,
      days: Days,
    ): Promise<{ companyId: string; currency: string; amount: string }[]> =>
      rowsOf(
        db,
        `select a.company_id as "companyId", v.currency, sum(v.open) as amount
         from ${daysSql}
         cross join lateral (
           select k.tenant_id, k.id as customer_id, d."companyId" as company_id, d.today
           from customers k where k.id = :customerId offset 0
         ) a
         cross join ${openSql('a', 'a.today')}
         where v.open <> 0
         group by a.company_id, v.currency order by v.currency`,
        { customerId, days: daysBinding(days) },
      ),

    /** The newest statement of an account at a date. */
    newest: ({ customerId, companyId }: AccountIds, cutOff: string) =>
      db('statements')
        .where({ customer_id: customerId, company_id: companyId, cut_off: cutOff })
        .orderBy('generated_at', 'desc')
        .options({ name: 'newest statement' })
        .first<{ id: string; generatedAt: string; code: string; hash: string } | undefined>({
          id: 'id',
          generatedAt: 'generated_at',
          code: 'code',
          hash: 'content_hash',
        }),

    keep: async (
      { customerId, companyId }: AccountIds,
      row: {
        tenantId: string;
        identityId: string | null;
        content: StatementContent;
        hash: string;
        code: string;
      },
    ): Promise<{ id: string; generatedAt: string; code: string }> => {
      const [kept] = (await db('statements')
        .insert({
          tenant_id: row.tenantId,
          customer_id: customerId,
          company_id: companyId,
          cut_off: row.content.cutOff,
          identity_id: row.identityId,
          content: JSON.stringify(row.content),
          content_hash: row.hash,
          code: row.code,
        })
        .options({ name: 'keep statement' })
        .returning(['id', 'generated_at'])) as [{ id: string; generated_at: string }];
      return { id: kept.id, generatedAt: kept.generated_at, code: row.code };
    },

    find: (reach: Reach, id: string): Promise<StatementRecord | undefined> =>
      db('statements as s')
        .where('s.id', id)
        .modify((query) => withinCustomers(query, 's.customer_id', reach, 's.company_id'))
        .first({
          id: 's.id',
          customerId: 's.customer_id',
          companyId: 's.company_id',
          content: 's.content',
          generatedAt: 's.generated_at',
          code: 's.code',
        }),

    /** The picture for light ground, as PNG. */
    logo: (): Promise<{ png: Uint8Array; width: number; height: number } | undefined> =>
      db('brand_pictures as p')
        .join('tenants as t', 't.id', 'p.tenant_id')
        .whereRaw(`p.sha256 = t.logos #>> '{light,id}'`)
        .options({ name: 'logo' })
        .first({ png: 'p.content', width: 'p.width', height: 'p.height' }),

    /** Whom to ask about statements of a company: the department that signs them. */
    contact: async (companyCode: string): Promise<SigningDepartment | null> => {
      const tenantId = `current_setting('app.tenant_id')::uuid`;
      const companyId = `(select id from companies where tenant_id = ${tenantId} and code = :companyCode)`;
      const [row] = await rowsOf<{ contact: SigningDepartment | null }>(
        db,
        `select ${signingSql('statements', { tenantId, companyId })} as contact`,
        { companyCode },
      );
      return row?.contact ?? null;
    },

    /** Whether statements in mails show the credit limit. */
    mailCreditLimit: async (slug: string): Promise<boolean> => {
      const tenant = await db('tenants')
        .where({ slug })
        .options({ name: 'mail credit limit' })
        .first<{ shown: boolean } | undefined>({ shown: 'mail_credit_limit' });
      return tenant?.shown ?? false;
    },

    /** Notes which file was made of a statement. */
    keepFile: async (
      tenantId: string,
      statementId: string,
      file: { kind: 'pdf' | 'xlsx'; locale: string; sha256: string; bytes: number },
    ): Promise<void> => {
      await db('statement_files')
        .insert({ tenant_id: tenantId, statement_id: statementId, ...file })
        .onConflict(['tenant_id', 'statement_id', 'kind', 'locale', 'sha256'])
        .ignore()
        .options({ name: 'keep statement file' });
    },

    /** Statements of a customer, the newest first, without what is in them. */
    list: (reach: Reach, limit: number, afterId: string | null): Promise<ListRecord[]> =>
      db('statements as s')
        .join('companies as c', (on) =>
          on.on('c.tenant_id', 's.tenant_id').on('c.id', 's.company_id'),
        )
        .modify((query) => withinCustomers(query, 's.customer_id', reach, 's.company_id'))
        .modify((query) => {
          if (afterId)
            query.whereRaw(
              '(s.generated_at, s.id) < (select generated_at, id from statements where id = ?)',
              [afterId],
            );
        })
        .orderBy([
          { column: 's.generated_at', order: 'desc' },
          { column: 's.id', order: 'desc' },
        ])
        .limit(limit)
        .select({
          id: 's.id',
          code: 'c.code',
          name: 'c.legal_name',
          taxId: 'c.tax_id',
          cutOff: 's.cut_off',
          generatedAt: 's.generated_at',
        }),

    /** Ids of the files of fiscal documents of a customer, by look-up key. */
    fiscalFiles: (
      customerId: string,
      fiscalKeys: string[],
      kinds: string[],
    ): Promise<{ id: string; key: string; kind: 'xml' | 'pdf' }[]> =>
      db('fiscal_files')
        .where('customer_id', customerId)
        .whereRaw(isOneOf('fiscal_key', 'text'), [fiscalKeys as never])
        .whereIn('kind', kinds)
        .whereNull('deleted_at')
        .select({ id: 'id', key: 'fiscal_key', kind: 'kind' }),
  };
}
