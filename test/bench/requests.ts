// The service requests of one customer among a thousand and among a million: their list, a page deep in it, filters
// and searches. What is asked costs the same however many there are.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';
import { prepare, start, superuser, type Stage } from './list.ts';

const [few, many] = [1_000, 1_000_000];
/** Times that each is asked for. */
const rounds = 40;
/** The most that a million may cost, to a thousand. */
const most = 2;

const asked = {
  'the first page': '/service-requests',
  'open ones': '/service-requests?status=open',
  'of one category': '/service-requests?category=rare',
  'of one status': '/service-requests?status=cancelled',
  'a number': '/service-requests?q=S-0000500',
  'a word of many': '/service-requests?q=bomba',
  'a word of a thousand': '/service-requests?q=nogal',
  'a word of one': '/service-requests?q=zarzamora',
  'words of nobody': '/service-requests?q=inexistente',
} as const;

type Times = Record<string, number>;

export async function benchRequests(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await owner.close();
  await fill(postgres, stage, 1, few);
  const small = await ask(postgres, stage);
  await fill(postgres, stage, few + 1, many);
  const large = await ask(postgres, stage);
  return Object.entries(large).map(([what, ms]) => {
    const ratio = ms / small[what]!;
    return {
      what: `${what}, of ${many.toLocaleString('en')}`,
      value: `${ms.toFixed(1)} ms`,
      limit: `${small[what]!.toFixed(1)} ms of ${few.toLocaleString('en')}`,
      ratio,
      budget: `at most ${most}`,
      holds: ratio <= most,
    };
  });
}

/** Requests numbered from one to another; every fifth is open, one in ten thousand of the rare category, another one cancelled. */
async function fill(
  postgres: TemporaryPostgres,
  { tenantId, customerId }: Stage,
  from: number,
  to: number,
): Promise<void> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    if (from === 1) {
      await db.raw(
        `insert into contact_grants (tenant_id, contact_id, permission, scope)
         select tenant_id, id, 'service.view', 'customer' from contacts where external_id = '1'`,
      );
      await db.raw(
        `insert into service_categories (tenant_id, code, labels, icon, priority)
         select ?, code, '{"es": "Clase"}', 'box', 'normal' from unnest(array['usual', 'rare']) code`,
        [tenantId],
      );
      await db.raw(
        `insert into service_category_versions (tenant_id, category_id, version, fields)
         select tenant_id, id, 1, '[]' from service_categories`,
      );
    }
    await db.raw(
      `insert into service_requests (tenant_id, number, number_key, customer_id, category_id, form_category_id, form_version,
         priority, subject, status, opened_at, last_at, search_text)
       select :tenantId, 'S-' || lpad(g::text, 7, '0'), 'S-' || lpad(g::text, 7, '0'), :customerId, c.id, c.id, 1, 'normal',
         'Asunto ' || g, case when g % 10000 = 200 then 'cancelled' when g % 5 = 0 then 'new' else 'closed' end, now() - g * interval '1 second',
         now() - g * interval '1 second',
         concat(' s ', lpad(g::text, 7, '0'), ' ', g, ' asunto ') || case when g = 700 then 'zarzamora' when g % 1000 = 7 then 'nogal' when g % 3 = 0 then 'bomba' else 'tinaco' end
       from generate_series(:from::integer, :to::integer) g
       join service_categories c on c.code = case when g % 10000 = 100 then 'rare' else 'usual' end`,
      { tenantId, customerId, from, to },
    );
    // As its trigger does, which sleeps meanwhile.
    await db.raw(
      `insert into service_request_words (tenant_id, word, request_id)
       select distinct q.tenant_id, word, q.id from service_requests q, unnest(string_to_array(q.search_text, ' ')) word
       where word <> '' on conflict do nothing`,
    );
  });
  await owner.knex.raw('vacuum analyze service_requests, service_request_words');
  await owner.close();
}

/** How long each takes, the median in milliseconds, with a page that is reached by its cursor. */
async function ask(postgres: TemporaryPostgres, stage: Stage): Promise<Times> {
  const { child, url } = await start('portal', postgres.serverUrl, stage);
  const headers = { 'Portal-Tenant': 'banco', Authorization: `Bearer ${stage.token}` };
  const fetchOnce = async (path: string) => {
    const begin = performance.now();
    const response = await fetch(`${url}/api/v1${path}`, { headers });
    const body = (await response.json()) as { items?: object[]; nextCursor?: string | null };
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return { ms: performance.now() - begin, body };
  };
  let cursor = (await fetchOnce('/service-requests?limit=100')).body.nextCursor;
  for (let page = 0; page < 5 && cursor; page++)
    ({ nextCursor: cursor } = (
      await fetchOnce(`/service-requests?limit=100&cursor=${cursor}`)
    ).body);
  const times: Times = {};
  const paths = {
    ...asked,
    'the seventh page of 100': `/service-requests?limit=100&cursor=${cursor}`,
  };
  for (const [what, path] of Object.entries(paths)) {
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) taken.push((await fetchOnce(path)).ms);
    times[what] = median(taken);
  }
  child.kill('SIGKILL');
  return times;
}
