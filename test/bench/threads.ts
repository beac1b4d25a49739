// The conversations of a contact among a hundred thousand: their list, what is new of them, and one of 5,000 messages.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';
import { prepare, start, superuser, type Stage } from './list.ts';
import { compare } from './notifications.ts';

const [all, customers, long] = [100_000, 100, 5_000];

export async function benchThreads(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await owner.close();
  const longest = await fill(postgres, stage);
  const asked: [string, number][] = [
    ['/threads', 0.5],
    ['/changes', 0.6],
  ];
  return [
    ...(await compare(postgres, stage, asked, 'bare-threads')),
    await openLong(postgres, stage, longest),
  ];
}

/** A thousand conversations of each of a hundred customers, three messages each; half of one's own are read. */
async function fill(postgres: TemporaryPostgres, { tenantId, customerId }: Stage): Promise<string> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  const longest = await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    await db.raw(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select tenant_id, id, 'messages.view', 'customer' from contacts where external_id = '1'`,
    );
    await db.raw(
      `insert into threads (tenant_id, customer_id, subject, last_at, last_internal_at)
       select k.tenant_id, k.id, 'Asunto ' || g, now() - g * interval '1 hour', now() - g * interval '1 hour'
       from customers k cross join generate_series(1, ${all / customers}) g`,
    );
    await db.raw(
      `insert into messages (tenant_id, thread_id, side, text)
       select t.tenant_id, t.id, 'company', repeat('Texto ', 20) from threads t cross join generate_series(1, 3)`,
    );
    const [{ id }] = (await db('threads')
      .where({ customer_id: customerId })
      .limit(1)
      .select('id')) as [{ id: string }];
    await db.raw(
      `insert into messages (tenant_id, thread_id, side, text)
       select ?, ?, 'company', repeat('Texto ', 20) from generate_series(1, ${long})`,
      [tenantId, id],
    );
    await db.raw(
      `update threads t set last_number = m.number, last_internal_number = m.number
       from (select thread_id, max(number) as number from messages group by thread_id) m where m.thread_id = t.id`,
    );
    await db.raw(
      `insert into thread_reads (tenant_id, thread_id, contact_id, read_number)
       select t.tenant_id, t.id, c.id, t.last_number from threads t join contacts c on c.customer_id = t.customer_id
       where t.last_number % 2 = 0`,
    );
    return id;
  });
  await owner.knex.raw('vacuum analyze threads, messages, thread_reads');
  await owner.close();
  return longest;
}

/** A long conversation opens in a page, as quickly as a short one. */
async function openLong(
  postgres: TemporaryPostgres,
  stage: Stage,
  longest: string,
): Promise<Finding> {
  const ours = await start('portal', postgres.serverUrl, stage);
  const headers = { 'Portal-Tenant': 'banco', Authorization: `Bearer ${stage.token}` };
  const ask = async (path: string) => {
    const begin = performance.now();
    const response = await fetch(`${ours.url}/api/v1${path}`, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const body = (await response.json()) as { items?: { id: string }[] };
    return { ms: performance.now() - begin, body };
  };
  const { items } = (await ask('/threads')).body;
  const short = items!.find(({ id }) => id !== longest)!.id;
  const times = { long: [] as number[], short: [] as number[] };
  for (let round = 0; round < 100; round++) {
    times.long.push((await ask(`/threads/${longest}`)).ms);
    times.short.push((await ask(`/threads/${short}`)).ms);
  }
  ours.child.kill('SIGKILL');
  const [slow, quick] = [median(times.long), median(times.short)];
  return {
    what: `a page of a conversation of ${long.toLocaleString('en')} messages, and one of 3`,
    value: `${slow.toFixed(1)} ms, ${quick.toFixed(1)} ms`,
    budget: 'opens in one page',
    holds: slow < 100,
  };
}
