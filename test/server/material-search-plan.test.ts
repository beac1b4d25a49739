// The catalogue that orders are typed from: a rare word, a number and the lines of an order are looked up by an index,
// however many materials there are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import {
  materialsById,
  materialsByNumber,
} from '../../server/features/order-entry/materials.queries.ts';
import { searchMaterials } from '../../server/records/material-search.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const [many, rare, limit] = [12_000, 5, 8];
/** Lines of a long order. */
const lines = 500;
/** Rows that a search may cost, which counts each word up to a thousand, and rows that a line may. */
const [most, each] = [5_000, 20];
const number = (n: number) => `PL-${String(n).padStart(6, '0')}`;

let running: TestPortal;
let tenantId: string;
let customerId: string;

before(async () => {
  running = await startPortal();
  const norte = `(select id from tenants where slug = 'norte')`;
  await running.sql(`
    insert into materials (tenant_id, number, number_key, descriptions, unit, active)
      select ${norte}, 'PL-' || lpad(n::text, 6, '0'), 'PL-' || lpad(n::text, 6, '0'), '{"es": "Tanque de acero"}', 'PZA', true
      from generate_series(1, ${many}) n`);
  // The rare ones stand at the end of the list.
  await running.sql(`
    insert into material_words (tenant_id, word, number_key, material_id)
      select tenant_id, word, number_key, id from materials,
        unnest(array['tanque', 'acero', lower(number), case when number_key > '${number(many - rare)}' then 'zarzamora' end]) word
      where number like 'PL-%' and word is not null`);
  await running.sql(`
    insert into customer_materials (tenant_id, customer_id, number, number_key, material_id)
      select m.tenant_id, k.id, 'MIO' || m.number, 'MIO' || m.number, m.id
      from materials m join customers k on k.tenant_id = m.tenant_id
      where m.number like 'PL-%' and k.number in ('0001002945', '0001002946')`);
  const [row] = await running.sql<{ tenant: string; customer: string }>(
    `select tenant_id as tenant, id as customer from customers where number = '0001002945'`,
  );
  ({ tenant: tenantId, customer: customerId } = row!);
});
after(() => running?.close());

/** What some look-up finds, and rows that it looks at. */
const looking = <T>(run: (db: Db) => Promise<T>) =>
  createScope(running.connection)({ tenantId }, (db: Db) => workIn(db, () => run(db)));

for (const known of ['nothing is known of the tables', 'the tables are analysed'])
  describe(`among ${many} materials, where ${known}`, () => {
    const analysed = known.endsWith('analysed');
    before(async () => {
      if (analysed)
        await running.owner().raw('analyze materials, material_words, customer_materials');
    });

    for (const [what, words, found] of [
      ['a rare word', ['zarzamora'], rare],
      ['the beginning of a rare word', ['zarza'], rare],
      ['a rare word beside common ones', ['tanque', 'acero', 'zarzamora'], rare],
      ['a number', [number(many - 7).toLowerCase()], 1],
      ['a word that nothing has', ['inexistente'], 0],
      ['a common word', ['tanque'], limit],
    ] as const) {
      // Which of two indexes has what of a common word, only statistics tell.
      if (words.length > 1 && !analysed) continue;
      test(`${what} looks at few of them`, async () => {
        const { work, result } = await looking((db) =>
          searchMaterials(db, { words, after: null, limit }),
        );
        assert.equal(result.length, found);
        assert.ok(work < most, `${work} rows`);
      });
    }

    test(`the ${lines} lines of an order look at no more than each of them names`, async () => {
      const numbers = Array.from({ length: lines }, (_, n) => number(1 + ((n * 7_919) % many)));
      const own = numbers.map((one) => `MIO${one}`);
      for (const named of [numbers, own]) {
        const { work, result } = await looking((db) => materialsByNumber(db, customerId, named));
        assert.equal(result.size, lines);
        assert.ok(work < lines * each, `${work} rows`);
      }
      const ids = [
        ...(await looking((db) => materialsByNumber(db, customerId, numbers))).result,
      ].map(([, [one]]) => one!.id);
      const { work, result } = await looking((db) => materialsById(db, customerId, ids));
      assert.equal(result.size, lines);
      assert.ok(work < lines * each, `${work} rows`);
    });
  });
