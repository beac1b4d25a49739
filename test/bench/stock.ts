import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';

export const materials = 200_000;
export const readers = 20;
/** Searches of one reader, with and without a pause between them. */
const searchesEach = { none: 100, human: 20 };
const pauseMs = 250;

// What people type: common words, rare ones, beginnings, numbers, several words, nothing there is.
const searches = [
  'tanque',
  'valvula 450',
  'tub',
  'acero inox',
  '1234',
  '99999',
  'azul 2 conex',
  'xyz',
  'c',
];

/**
 * The search for materials with 20 readers at once: each thinking of nothing between two searches, which is
 * what the processors can bear and no more, and each with a pause, which is what people feel.
 */
export async function benchStock(postgres: TemporaryPostgres): Promise<Finding[]> {
  const token = await prepare(postgres);
  const database = JSON.stringify({ url: postgres.serverUrl });
  const portal = await start('server-process.ts', 'portal', database);
  const bare = await start('stock-bare.ts', postgres.serverUrl);
  try {
    const ask = (url: string, path: string) => (search: string) =>
      answered(`${url}${path}?search=${encodeURIComponent(search)}`, 'existencias', token);
    const ours = ask(portal.url, '/api/v1/materials');
    const limit = ask(bare.url, '/');
    for (const one of [ours, limit]) await measure(one, searches, 20, 0);
    const finding = async (what: string, count: number, pause: number): Promise<Finding> => {
      const bareMs = await measure(limit, searches, count, pause);
      const ms = await measure(ours, searches, count, pause);
      return {
        what: `${materials.toLocaleString('en')} materials, ${readers} readers ${what}, p95`,
        value: `${ms.toFixed(1)} ms`,
        limit: `${bareMs.toFixed(1)} ms`,
        ratio: ms / bareMs,
        budget: '50 ms',
        holds: ms < 50,
      };
    };
    return [
      await finding('without a pause', searchesEach.none, 0),
      await finding(`pausing ${pauseMs} ms`, searchesEach.human, pauseMs),
    ];
  } finally {
    for (const { stop } of [portal, bare]) await stop();
  }
}

/** Starts one of the programs beside this file, which tells its address. */
export async function start(program: string, ...args: string[]) {
  const path = new URL(program, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = String((await once(child.stdout, 'data'))[0]).trim();
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  return { url, pid: child.pid, stop };
}

// As cheap a client as there is: it shares the processors with what it measures.
const agent = new Agent({ keepAlive: true });

export function answered(url: string, tenant: string, token: string): Promise<void> {
  const headers = { 'Portal-Tenant': tenant, Authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      const { statusCode } = response;
      if (statusCode !== 200) reject(new Error(`The search was answered with ${statusCode}`));
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
}

/** @returns milliseconds that 95 of 100 searches stay below */
export async function measure(
  ask: (question: string) => Promise<void>,
  questions: readonly string[],
  count: number,
  pause: number,
): Promise<number> {
  const times: number[] = [];
  const reader = async (from: number) => {
    for (let i = 0; i < count; i++) {
      // Nobody pauses by the clock, and all at once they would ask together.
      const rest = pause * (0.5 + Math.random());
      if (pause) await new Promise((resolve) => setTimeout(resolve, rest));
      const begin = performance.now();
      await ask(questions[(from + i) % questions.length]!);
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, i) => reader(i)));
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}

async function prepare(postgres: TemporaryPostgres): Promise<string> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'existencias', name: 'Existencias', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const token = newSecret();
  await createScope(owner)({ tenantId }, async (db) => {
    await createMaterials(db, tenantId);
    const [{ id: identityId }] = await db('identities')
      .insert({ tenant_id: tenantId, name: 'Uno' })
      .returning('id');
    const [{ id: staffId }] = await db('staff_users')
      .insert({
        tenant_id: tenantId,
        identity_id: identityId,
        permissions: ['stock.view'],
        all_customers: true,
      })
      .returning('id');
    if (!staffId) throw new Error('nobody to search');
    await db('sessions').insert({
      tenant_id: tenantId,
      token_hash: hashSecret(token),
      identity_id: identityId,
      expires_at: db.raw(`now() + interval '1 day'`),
    });
  });
  await owner.knex.raw('vacuum analyze materials, material_words');
  await owner.close();
  return token;
}

/** Three words out of lists, a size and a number: some words are in a tenth of all, some in few. */
export async function createMaterials(db: Db, tenantId: string): Promise<void> {
  await db.raw(
    `insert into materials (tenant_id, number, number_key, descriptions, unit, active)
       select ?, lpad(i::text, 18, '0'), i::text, jsonb_build_object('es', concat_ws(' ',
         (array['Tanque','Válvula','Tubo','Conexión','Tapa','Bomba','Filtro','Codo','Niple','Brida'])[1 + i % 10],
         (array['acero inoxidable','azul','negro','PVC','cobre','latón','bronce'])[1 + i % 7], i % 900, 'modelo ' || (i % 5000))), 'PZA', true
       from generate_series(1, ${materials}) i`,
    [tenantId],
  );
  await db.raw(
    `insert into material_words (tenant_id, word, material_id, number_key)
     select distinct m.tenant_id, w, m.id, m.number_key from materials m
     cross join lateral regexp_split_to_table(translate(lower(m.number || ' ' || m.number_key || ' ' || (m.descriptions ->> 'es')), 'áéíóú', 'aeiou'), '[^[:alnum:]]+') w
     where w <> ''`,
  );
}
