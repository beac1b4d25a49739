// Entering an order of 500 lines among 30,000 prices: what all of its lines come to, one that is saved, and a list of
// 2,000 rows that is pasted; the first beside the bare look-up of the same materials and prices; and typing into it.
import { randomUUID } from 'node:crypto';
import type { Draft, DraftChange } from '#contract/order-entry';
import pg from 'pg';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPortal } from '../../server/index.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';
import { prepare, start, type Stage } from './list.ts';
import { benchTyping } from './order-typing.ts';

const [materials, lines, pasted, batch, rounds] = [30_000, 500, 2_000, 2_000, 20];
/** Milliseconds of each, at most. */
const budgets = { resolve: 150, save: 30, paste: 1_500 };

const number = (n: number) => `T-${String(n).padStart(6, '0')}`;
const several = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n + 1));
/** So spread that neighbours in the order are no neighbours in the tables. */
const chosen = (n: number) => number(1 + ((n * 7_919) % materials));

export async function benchOrdering(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await createScope(owner)({ tenantId: stage.tenantId }, (db) =>
    db.raw(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select tenant_id, id, permission, 'customer' from contacts, unnest(array['orders.create', 'prices.view']) permission
       where external_id = '1'`,
    ),
  );
  await fill(postgres);
  await owner.close();
  const { child, url } = await start('portal', postgres.serverUrl, stage);
  try {
    return await measureAll(postgres, stage, url);
  } finally {
    child.kill('SIGKILL');
  }
}

async function fill({ serverUrl }: TemporaryPostgres): Promise<void> {
  const portal = await createPortal({
    database: { url: serverUrl },
    publicUrl: 'http://127.0.0.1',
  });
  const send = async (entity: Parameters<typeof portal.sync>[1], records: object[]) => {
    for (let at = 0; at < records.length; at += batch) {
      const { results } = await portal.sync(
        'banco',
        entity,
        records.slice(at, at + batch) as never,
      );
      const bad = results.find(({ status }) => status === 'invalid');
      if (bad) throw new Error(JSON.stringify(bad));
    }
  };
  await send('customers', [
    { number: '1', name: 'Uno', companies: [{ company: 'C', currency: 'MXN' }] },
  ]);
  await send(
    'materials',
    several(materials, (n) => ({
      number: number(n),
      descriptions: { es: `Tanque ${n} de acero` },
      unit: 'PZA',
      minQuantity: '1',
    })),
  );
  await send('price-lists', [{ code: 'L', currency: 'MXN', assignments: [{}] }]);
  await send(
    'price-items',
    several(materials, (n) => ({
      list: 'L',
      material: number(n),
      prices: [
        { unit: 'PZA', price: `${10 + (n % 90)}.25` },
        { unit: 'PZA', price: `${9 + (n % 90)}.75`, minQuantity: '100' },
      ],
    })),
  );
  await portal.close();
}

async function measureAll(
  postgres: TemporaryPostgres,
  stage: Stage,
  url: string,
): Promise<Finding[]> {
  const ask = async <T>(key: string, body?: object): Promise<{ answer: T; ms: number }> => {
    const [method = 'GET', path = ''] = key.split(' ');
    const begin = performance.now();
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        'Portal-Tenant': 'banco',
        Authorization: `Bearer ${stage.token}`,
        'Content-Type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    const ms = performance.now() - begin;
    if (!response.ok) throw new Error(`${key}: ${JSON.stringify(answer)}`);
    return { answer, ms };
  };
  const set = (n: number, quantity: string, id = randomUUID()) => ({
    op: 'set' as const,
    id,
    position: n * 1_000,
    material: chosen(n),
    quantity,
  });
  const { answer: draft } = await ask<Draft>('POST /order-drafts', {});
  const all = several(lines, (n) => set(n, String(n)));
  const path = `/order-drafts/${draft.id}`;
  const change = (version: number, some: object[]) =>
    ask<DraftChange>(`PATCH ${path}`, { version, lines: some });
  let { version } = (await change(draft.version, all)).answer;
  const whole: number[] = [];
  const bare: number[] = [];
  const saved: number[] = [];
  const client = new pg.Client({ connectionString: postgres.serverUrl });
  await client.connect();
  for (let round = 0; round < rounds; round++) {
    const shown = await ask<Draft>(`GET ${path}`);
    const wrong = shown.answer.lines.find(({ faults, amount }) => faults.length > 0 || !amount);
    if (wrong || shown.answer.lines.length !== lines) throw new Error(JSON.stringify(wrong));
    whole.push(shown.ms);
    bare.push(await lookUp(client, stage));
    const one = await change(version, [set(7, String(round + 1), all[6]!.id)]);
    version = one.answer.version;
    saved.push(one.ms);
  }
  await client.end();
  const text = several(pasted, (n) => `${chosen(n)}\t${1 + (n % 50)}`).join('\n');
  const previews: number[] = [];
  for (let round = 0; round < 5; round++) {
    const { answer, ms } = await ask<{ rows: unknown[] }>(`POST ${path}/lines-import`, {
      text,
      locale: 'es',
    });
    if (answer.rows.length !== pasted) throw new Error(`${answer.rows.length} rows were read`);
    previews.push(ms);
  }
  const limit = median(bare);
  const finding = (what: string, ms: number, budget: number, against?: number): Finding => ({
    what,
    value: `${ms.toFixed(1)} ms`,
    ...(against && { limit: `${against.toFixed(1)} ms`, ratio: ms / against }),
    budget: `${budget} ms`,
    holds: ms <= budget,
  });
  return [
    finding(`${lines} lines resolved`, median(whole), budgets.resolve, limit),
    finding(`one of ${lines} lines saved`, median(saved), budgets.save),
    finding(`${pasted} pasted rows previewed`, median(previews), budgets.paste),
    ...(await benchTyping(url, stage, { id: draft.id, lines: all })),
  ];
}

/** The same materials with their prices in one statement behind the wall, and nothing made of them. */
async function lookUp(client: pg.Client, { tenantId }: Stage): Promise<number> {
  const begin = performance.now();
  await client.query('begin');
  await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
  const { rows } = await client.query(
    `select m.id, m.number, m.descriptions, p.unit, p.price, p.price_unit, p.min_quantity
     from unnest($1::text[]) k (key) join materials m on m.number_key = k.key
     join price_entries e on e.tenant_id = m.tenant_id and e.material_id = m.id
     join prices p on p.tenant_id = e.tenant_id and p.entry_id = e.id`,
    [several(lines, chosen)],
  );
  await client.query('commit');
  if (rows.length !== lines * 2) throw new Error(`${rows.length} prices were found`);
  return performance.now() - begin;
}
