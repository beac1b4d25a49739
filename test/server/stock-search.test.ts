// The search for materials finds what a plain statement finds, whichever way it takes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { connect, type Connection } from '../../server/db/connect.ts';
import { searchMaterials, type MaterialRows } from '../../server/records/material-search.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
const scope = { slug: 'busca' };
const materials = 4_000;

// Common words of one form and of many, words that never meet, words of the last numbers mostly, rare ones.
// What is not active or was deleted has words as well.
const fill = `
  with made as (
    insert into materials (tenant_id, number, number_key, descriptions, unit, active, deleted_at)
    select current_setting('app.tenant_id')::uuid, i::text, i::text, '{}', 'PZA', i % 11 > 0, case when i % 13 = 0 then now() end
    from generate_series(1, ${materials}) i
    returning id, number_key
  )
  select count(*) from made`;
const words = `
  insert into material_words (tenant_id, word, material_id, number_key)
  select distinct m.tenant_id, w, m.id, m.number_key
  from materials m cross join lateral (select number_key::int as i) n
  cross join lateral unnest(array[
    m.number_key, 'tanque', case when i % 2 = 0 then 'azul' else 'rojo' end,
    case when i % 4 = 1 then 'azulado' else 'azulejo' end, 'c' || (i % 40), 'medida' || (i % 700), 'medida' || (i % 699),
    case when m.number_key > '3' or i % 50 = 1 then 'z' || (i % 30) else 'y' end, case when i % 997 = 0 then 'unico' end
  ]) w where w is not null`;

before(async () => {
  database = await createTestDatabase();
  connection = await connect(database.address);
  const owner = await database.ownerConnection();
  if (!owner) await migrate(connection);
  inScope = createScope(connection);
  for (const slug of ['busca', 'otro']) {
    await (owner ?? connection)
      .knex('tenants')
      .insert({ slug, name: slug, locale: 'es', time_zone: 'UTC' });
    await inScope({ slug }, async (db) => {
      await db.raw(fill);
      await db.raw(words);
    });
  }
  await (owner ?? connection).knex.raw('analyze materials, material_words');
});
after(async () => {
  await connection.close();
  await database.drop();
});

type Search = { words: string[]; after: string | null; limit: number; within?: MaterialRows };

/** Nothing clever: every material is asked for every word. */
const plainly = (db: Db, { words: sought, after: from, limit, within }: Search) =>
  db('materials as m')
    .where('m.active', true)
    .whereNull('m.deleted_at')
    .where((all) => {
      if (from !== null) all.where('m.number_key', '>', from);
      if (within)
        all.whereRaw(`m.id in (select id from (${within.sql}) r)`, [
          ...within.bindings,
        ] as string[]);
      for (const word of sought)
        all.whereRaw(
          `m.id in (select material_id from material_words where starts_with(word, ?))`,
          [word],
        );
    })
    .orderBy('m.number_key')
    .limit(limit)
    .pluck('m.number');

const found = async (db: Db, search: Search) =>
  (await searchMaterials(db, search)).map(({ number }) => number);

const thirds: MaterialRows = {
  name: 'thirds',
  sql: `select tenant_id, id, number_key from materials where number_key::int % 3 = ?`,
  bindings: [1],
};
const word = fc
  .tuple(
    fc.constantFrom(
      'tanque',
      'azulado',
      'azulejo',
      'rojo',
      'c17',
      'medida69',
      'z29',
      'unico',
      '3997',
    ),
    fc.nat(8),
  )
  .map(([text, cut]) => text.slice(0, cut + 1));
const searches = fc.record({
  words: fc.array(word, { maxLength: 4 }),
  after: fc.option(fc.nat(materials).map(String)),
  limit: fc.constantFrom(1, 26, 101),
  within: fc.constantFrom(undefined, thirds),
});

/** Words that many have and few have together: chance alone does not always come upon it. */
const walked = { words: ['z', 'm'], after: null, limit: 101 as const, within: undefined };

test('finds the same as a plain statement, in the same order, every way it may take', async () => {
  const ways = new Set<string>();
  const listen = ({ options }: { options?: { name?: string } }) => {
    for (const way of ['every', 'forms', 'walk', 'list'])
      if (options?.name?.includes(` ${way} `)) ways.add(way);
  };
  connection.knex.on('query', listen);
  await fc.assert(
    fc.asyncProperty(searches, async ({ within, ...rest }) => {
      const search = within ? { ...rest, within } : rest;
      const [expected, actual] = await inScope(scope, async (db) => [
        await plainly(db, search),
        await found(db, search),
      ]);
      assert.deepEqual(actual, expected);
    }),
    { numRuns: 100, examples: [[walked]] },
  );
  connection.knex.off('query', listen);
  assert.deepEqual(ways, new Set(['every', 'forms', 'walk', 'list']));
});

test('words that never meet find nothing, page after page all of the others once', async () => {
  const page = (words: string[], from: string | null) =>
    inScope(scope, (db) => found(db, { words, after: from, limit: 700 }));
  assert.deepEqual(await page(['azulado', 'azulejo', 'tanque'], null), []);
  const seen = await page(['z'], null);
  assert.equal(seen.length, 700);
  for (
    let next = await page(['z'], seen.at(-1)!);
    next.length > 0;
    next = await page(['z'], seen.at(-1)!)
  )
    seen.push(...next);
  const all = await inScope(scope, (db) =>
    plainly(db, { words: ['z'], after: null, limit: materials }),
  );
  assert.ok(all.length > 1_000, `only ${all.length}`);
  assert.deepEqual(seen, all);
});
