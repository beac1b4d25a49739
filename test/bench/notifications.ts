// The inbox of a contact among a million notifications: its pages, and the question that pages ask again and again.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';
import { prepare, start, superuser, throughput, type Stage } from './list.ts';

const [all, contacts] = [1_000_000, 1_000];
const rounds = 3;

export async function benchNotifications(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await owner.close();
  await fill(postgres, stage);
  return [
    await countOf(postgres, stage),
    ...(await compare(postgres, stage, [
      ['/notifications', 0.5],
      ['/changes', 0.6],
    ])),
  ];
}

/** A thousand notifications of each of a thousand contacts, one in ten of them unread. */
async function fill(postgres: TemporaryPostgres, { tenantId, customerId }: Stage): Promise<void> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    await db.raw(
      `insert into contacts (tenant_id, external_id, external_key, customer_id, name, erp_active)
       select ?, g::text, g::text, ?, 'Persona ' || g, true from generate_series(2, ${contacts}) g`,
      [tenantId, customerId],
    );
    await db.raw(
      `insert into notifications (tenant_id, contact_id, customer_id, own, event_id, type, record_kind, record_id, data, at, read_at)
       select c.tenant_id, c.id, c.customer_id, false, g, 'order_status', 'order', gen_random_uuid(),
         jsonb_build_object('number', g::text, 'status', 'released', 'was', 'in_process'),
         now() - (${all / contacts} - g) * interval '2 hours', case when g % 10 = 0 then null else now() end
       from generate_series(1, ${all / contacts}) g cross join contacts c`,
    );
  });
  await owner.knex.raw('vacuum analyze notifications, contacts');
  await owner.close();
}

/** The statement that counts, by itself, where there is more than is counted. */
async function countOf(postgres: TemporaryPostgres, stage: Stage): Promise<Finding> {
  const server = await connect({ url: postgres.serverUrl, poolSize: 1 });
  const times: number[] = [];
  await createScope(server)({ tenantId: stage.tenantId }, async (db) => {
    const { id } = (await db('contacts').where({ external_id: '2' }).first('id')) as { id: string };
    for (let round = 0; round < 300; round++) {
      const begin = performance.now();
      await db.raw(
        `select count(*) from (select from notifications n
         where n.contact_id = ? and n.read_at is null order by n.id desc limit 100) x`,
        [id],
      );
      times.push(performance.now() - begin);
    }
  });
  await server.close();
  const ms = median(times);
  return {
    what: `unread of a contact among ${all.toLocaleString('en')}`,
    value: `${ms.toFixed(2)} ms`,
    budget: '2 ms',
    holds: ms <= 2,
  };
}

/** Ours and the same work by hand in turn, so that a machine that drifts drifts for both. */
export async function compare(
  postgres: TemporaryPostgres,
  stage: Stage,
  asked: [path: string, least: number][],
  kind = 'bare-statements',
): Promise<Finding[]> {
  const ours = await start('portal', postgres.serverUrl, stage);
  const bare = await start(kind, postgres.serverUrl, stage);
  const findings: Finding[] = [];
  for (const [path, least] of asked) {
    const rates = { ours: [] as number[], bare: [] as number[] };
    await throughput(ours.url, stage, path);
    for (let round = 0; round < rounds; round++) {
      rates.ours.push(await throughput(ours.url, stage, path));
      rates.bare.push(await throughput(bare.url, stage, path));
    }
    const [rate, limit] = [median(rates.ours), median(rates.bare)];
    findings.push({
      what: `GET ${path}`,
      value: `${rate.toFixed(0)}/s`,
      limit: `${limit.toFixed(0)}/s`,
      ratio: rate / limit,
      budget: String(least),
      holds: rate / limit >= least,
    });
  }
  for (const { child } of [ours, bare]) child.kill('SIGKILL');
  return findings;
}
