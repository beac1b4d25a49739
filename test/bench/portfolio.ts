// The portfolio of an executive with 5,000 customers, whatever the database knows of its tables: in every order, narrowed
// and searched, against the bare sums of the same documents.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { rowsOf } from '../../server/db/rows.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import {
  portfolioPage,
  type PortfolioAsk,
} from '../../server/features/portfolio/portfolio.queries.ts';
import { clearedSql } from '../../server/records/balances.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { slowMs, type Finding } from './compare.ts';

const customers = 5_000;
/** Documents of each: open, and cleared long ago; of those that are open one in ten is paid in part. */
const open = 10;
const cleared = 30;
const rounds = 15;
/** Milliseconds that a page may take. */
const budget = 300;

const usual = {
  words: [],
  show: undefined,
  currency: null,
  sort: 'oldest',
  descending: false,
  after: null,
  limit: 26,
} as const;
const asks: Record<string, Partial<PortfolioAsk>> = {
  'by the oldest': {},
  'by what is overdue': { sort: 'overdue', descending: true },
  'by the last payment': { sort: 'payment' },
  'overdue for 60 days': { show: 'over_60' },
  'with a bounced mailbox': { show: 'bounced' },
  'found by a word': { words: ['cliente', '49'] },
};

export async function benchPortfolio(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 1 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'muchos', name: 'Muchos', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const companyId = await createScope(owner)({ tenantId }, (db) => fill(db, tenantId));
  const server = await connect({ url: postgres.serverUrl, poolSize: 1 });
  const inScope = createScope(server);
  const findings: Finding[] = [];
  for (const known of ['without statistics', 'with them']) {
    if (known === 'with them') await owner.knex.raw('vacuum analyze');
    const bareMs = await slowMs(rounds, () => inScope({ tenantId }, bare));
    for (const [name, more] of Object.entries(asks)) {
      const ms = await slowMs(rounds, () =>
        inScope({ tenantId }, (db) =>
          portfolioPage(
            db,
            { customerIds: 'all' },
            { ...usual, days: [{ companyId, today: '2026-05-06' }], ...more },
          ),
        ),
      );
      findings.push({
        what: `${customers} customers ${name}, ${known}`,
        value: `${ms.toFixed(0)} ms`,
        limit: `${bareMs.toFixed(0)} ms`,
        ratio: ms / bareMs,
        budget: `${budget} ms`,
        holds: ms <= budget,
      });
    }
  }
  await server.close();
  await owner.close();
  return findings;
}

/** The sums alone of the same documents. */
const bare = (db: Db) =>
  rowsOf(
    db,
    `select v.customer_id, v.currency, sum(v.amount - ${clearedSql('v', `'2026-05-06'`)})
     from open_item_versions v
     where v.superseded_at = 'infinity' and v.cleared_on > '2026-05-06' and v.posting_date <= '2026-05-06'
     group by 1, 2`,
  );

/** @returns the company */
async function fill(db: Db, tenantId: string): Promise<string> {
  const [{ id: companyId }] = (await db('companies')
    .insert({
      tenant_id: tenantId,
      code: 'C',
      code_key: 'C',
      legal_name: 'C',
      currency: 'MXN',
      time_zone: 'UTC',
    })
    .returning('id')) as [{ id: string }];
  const run = (sql: string) => db.raw(sql, { tenantId, companyId });
  await run(`insert into customers (tenant_id, number, number_key, name, search_text)
    select :tenantId, n, n, 'Cliente ' || n, ' cliente ' || n || ' ' || n from generate_series(1, ${customers}) n`);
  await run(`insert into customer_companies (tenant_id, customer_id, company_id, currency, credit_blocked)
    select tenant_id, id, :companyId, 'MXN', false from customers`);
  const documents = (from: number, to: number, clearedOn: string) => `
    with made as (
      insert into open_items (tenant_id, company_id, external_id, external_key)
      select :tenantId, :companyId, k.number || '-' || d, k.number || '-' || d
      from customers k, generate_series(${from}, ${to}) d returning id, external_id)
    insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, document_date, posting_date,
      due_date, currency, amount, cleared_on)
    select :tenantId, m.id, :companyId, k.id,
      case when split_part(m.external_id, '-', 2)::int % 8 = 7 then 'payment' else 'invoice' end,
      '2026-01-01', '2026-01-01', date '2026-01-10' + (hashtext(m.external_id) & 255),
      case when hashtext(m.external_id) & 7 = 0 then 'USD' else 'MXN' end,
      case when split_part(m.external_id, '-', 2)::int % 8 = 7 then -50 else 1000.37 end, '${clearedOn}'
    from made m join customers k on k.number = split_part(m.external_id, '-', 1)`;
  await run(documents(1, open, 'infinity'));
  await run(documents(open + 1, open + cleared, '2026-02-01'));
  await run(`insert into open_item_clearings (tenant_id, version_id, line, cleared_on, amount)
    select tenant_id, id, 1, '2026-02-01', case when cleared_on < 'infinity' then amount else 10 end
    from open_item_versions where cleared_on < 'infinity' or id % 10 = 0`);
  await run(
    `update open_item_versions set has_clearings = false where cleared_on = 'infinity' and id % 10 <> 0`,
  );
  await run(`insert into mailing_lists (tenant_id, company_id, customer_id)
    select tenant_id, :companyId, id from customers where number::int % 10 <> 0`);
  await run(`insert into mailing_list_mailboxes (tenant_id, list_id, position, address, address_key, role)
    select l.tenant_id, l.id, p, p || '@' || k.number || '.example', p || '@' || k.number || '.example', 'to'
    from mailing_lists l join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id, generate_series(1, 2) p`);
  await run(`insert into bounced_mailboxes (tenant_id, address_key)
    select tenant_id, address_key from mailing_list_mailboxes where position = 1 and hashtext(address_key) & 31 = 0`);
  return companyId;
}
