// The list of service requests at 10 thousand, 100 thousand and a million of them, beside the bare statements of a page.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';
import { flat, oneByOne, prepare, superuser, type Stage } from './list.ts';
import { compare } from './notifications.ts';

const sizes = [10_000, 100_000, 1_000_000];

export async function benchService(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await createScope(owner)({ tenantId: stage.tenantId }, async (db) => {
    await db.raw(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select tenant_id, id, 'service.view', 'customer' from contacts where external_id = '1'`,
    );
    await db.raw(
      `with made as (
         insert into service_categories (tenant_id, code, labels, icon, priority)
         values (?, 'falla', '{"es": "Falla"}', 'wrench', 'normal') returning tenant_id, id)
       insert into service_category_versions (tenant_id, category_id, version, fields)
       select tenant_id, id, 1, '[]' from made`,
      [stage.tenantId],
    );
  });
  await owner.close();
  const latencies = new Map<number, number>();
  let filled = 0;
  for (const size of sizes) {
    await fill(postgres, stage, filled, size);
    filled = size;
    latencies.set(size, await oneByOne(postgres.serverUrl, stage, '/service-requests'));
  }
  return [
    ...(await compare(postgres, stage, [['/service-requests', 0.5]], 'bare-service')),
    flat('requests', latencies),
  ];
}

/** Adds requests up to a size, of a hundred customers. The foreign keys are sound by construction. */
async function fill(
  postgres: TemporaryPostgres,
  { tenantId }: Stage,
  from: number,
  to: number,
): Promise<void> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    await db.raw(
      `insert into service_requests (tenant_id, number, number_key, customer_id, company_id, category_id,
         form_category_id, form_version, priority, subject, status, opened_at, last_at, search_text)
       select c.tenant_id, 'S-' || g, 'S-' || g, k.ids[1 + g % 100], m.id, c.id, c.id, 1, 'normal', 'Falla ' || g,
         case when g % 20 < 10 then 'new' else 'closed' end, at, at, ' falla ' || g
       from generate_series(?::int, ?::int) g
       cross join lateral (select timestamptz '2026-06-01' - g * interval '1 minute' as at) x,
         service_categories c, companies m,
         (select array_agg(id order by number_key::int) as ids from customers where tenant_id = ?) k
       where c.tenant_id = ? and m.tenant_id = c.tenant_id`,
      [from + 1, to, tenantId, tenantId],
    );
    await db.raw(
      `insert into service_events (tenant_id, request_id, kind, status, at)
       select tenant_id, id, 'opened', 'new', opened_at from service_requests
       where substr(number, 3)::int between ? and ?`,
      [from + 1, to],
    );
  });
  await owner.knex.raw('vacuum analyze service_requests, service_events');
  await owner.close();
}
