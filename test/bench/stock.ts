import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import { createApi } from '../support/api.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';

const materials = 200_000;
const readers = 20;
const perReader = 100;

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

/** The search for materials with 20 readers at once, each thinking of nothing between two searches. */
export async function benchStock(postgres: TemporaryPostgres): Promise<Finding[]> {
  const token = await prepare(postgres);
  const child = spawn(
    process.execPath,
    [
      new URL('server-process.ts', import.meta.url).pathname,
      'portal',
      JSON.stringify({ url: postgres.serverUrl }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const url = String((await once(child.stdout, 'data'))[0]).trim();
    const api = createApi(url, {
      'Portal-Tenant': 'existencias',
      Authorization: `Bearer ${token}`,
    });
    const times: number[] = [];
    const reader = async (from: number) => {
      for (let i = 0; i < perReader; i++) {
        const search = searches[(from + i) % searches.length]!;
        const begin = performance.now();
        const { status } = await api(`GET /materials?search=${encodeURIComponent(search)}`);
        if (status !== 200) throw new Error(`The search was answered with ${status}`);
        times.push(performance.now() - begin);
      }
    };
    await reader(0);
    times.length = 0;
    await Promise.all(Array.from({ length: readers }, (_, i) => reader(i)));
    const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
    return [
      {
        what: `search in ${materials.toLocaleString('en')} materials, ${readers} readers, p95`,
        value: `${p95.toFixed(1)} ms`,
        budget: '50 ms',
        holds: p95 < 50,
      },
    ];
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
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
    // Three words out of lists, a size and a number: some words are in a tenth of all, some in few.
    await db.raw(
      `with made as (
         insert into materials (tenant_id, number, number_key, descriptions, unit, active)
         select ?, lpad(i::text, 18, '0'), i::text, jsonb_build_object('es', concat_ws(' ',
           (array['Tanque','Válvula','Tubo','Conexión','Tapa','Bomba','Filtro','Codo','Niple','Brida'])[1 + i % 10],
           (array['acero inoxidable','azul','negro','PVC','cobre','latón','bronce'])[1 + i % 7], i % 900, 'modelo ' || (i % 5000))), 'PZA', true
         from generate_series(1, ${materials}) i returning id, number, number_key, descriptions)
       insert into material_words (tenant_id, word, material_id)
       select distinct ?::uuid, w, m.id from made m
       cross join lateral regexp_split_to_table(translate(lower(m.number || ' ' || m.number_key || ' ' || (m.descriptions ->> 'es')), 'áéíóú', 'aeiou'), '[^[:alnum:]]+') w
       where w <> ''`,
      [tenantId, tenantId],
    );
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
