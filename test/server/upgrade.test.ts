// What an earlier release has stored is what the next one finds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createBareDatabase } from '../support/database.ts';

const [tenant, company, other, slashed, plain, material, plant, identity] = Array.from(
  { length: 8 },
  (_, i) => `00000000-0000-4000-8000-00000000000${i}`,
) as [string, string, string, string, string, string, string, string];

/** Rows as version 0.1 wrote them, up to its last migration. */
const stored = `
  insert into tenants (id, slug, name, locale, time_zone) values ('${tenant}', 'norte', 'Norte', 'es', 'America/Mexico_City');
  select set_config('app.tenant_id', '${tenant}', false);
  insert into companies (tenant_id, id, code, code_key, legal_name, currency, time_zone) values
    ('${tenant}', '${company}', 'SM01', 'SM01', 'Norte', 'MXN', 'America/Mexico_City'),
    ('${tenant}', '${other}', 'A / B', 'A / B', 'Otra', 'MXN', 'America/Mexico_City');
  insert into customers (tenant_id, id, number, number_key, name) values
    ('${tenant}', '${slashed}', 'U / X', 'U / X', 'Con diagonal'), ('${tenant}', '${plain}', 'U', 'U', 'Sin ella');
  insert into addresses (tenant_id, customer_id, code, code_key) values
    ('${tenant}', '${slashed}', '1', '1'), ('${tenant}', '${plain}', 'X / 1', 'X / 1'), ('${tenant}', '${plain}', '2', '2');
  insert into sync_records (tenant_id, entity, key, source_version, hash, deleted) values
    ('${tenant}', 'addresses', 'U / X / 1', 9, 'one of two', false),
    ('${tenant}', 'addresses', 'U / 2', 3, 'its own', false),
    ('${tenant}', 'invoices', 'SM01 / F/7', 4, 'before its record', true),
    ('${tenant}', 'customers', 'U / X', 2, 'of one part', false);
  insert into materials (tenant_id, id, number, number_key, descriptions, unit, active)
    values ('${tenant}', '${material}', '000123', '123', '{}', 'PZA', true);
  insert into material_words (tenant_id, word, number_key, material_id) values ('${tenant}', '0000456', '123', '${material}');
  insert into plants (tenant_id, id, code, code_key, name) values ('${tenant}', '${plant}', 'P1', 'P1', 'Centro');
  insert into stock_readings (tenant_id, material_id, plant_id, quantity, unit, read_at)
    values ('${tenant}', '${material}', '${plant}', 5, 'PZA', '9999-12-31T23:59:59-06:00');
  insert into open_items (tenant_id, id, company_id, external_id, external_key)
    values ('${tenant}', '${material}', '${company}', 'D1', 'D1');
  insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, invoice_number, document_date, posting_date, currency, amount)
    values ('${tenant}', '${material}', '${company}', '${plain}', 'invoice', '0070', '2026-01-01', '2026-01-01', 'MXN', 100);
  insert into open_items (tenant_id, id, company_id, external_id, external_key)
    values ('${tenant}', '${plant}', '${company}', 'D2', 'D2');
  insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, document_date, posting_date, currency, amount)
    values ('${tenant}', '${plant}', '${company}', '${plain}', 'debit_note', '2026-01-01', '2026-01-01', 'MXN', 50);
  insert into open_item_clearings (tenant_id, version_id, line, cleared_on, amount)
    select tenant_id, id, 1, '2026-01-02', 20 from open_item_versions where item_id = '${plant}';
  insert into import_batches (tenant_id, kind, mode, rows) values ('${tenant}', 'mailing_list', 'add', '[{"row": 2}]');
  insert into identities (tenant_id, id, name, temporary_hash, temporary_expires_at)
    values ('${tenant}', '${identity}', 'Ana', 'a hash', '2999-01-01');`;

describe('an upgrade from 0.1', () => {
  let bare: Awaited<ReturnType<typeof createBareDatabase>>;
  let database: Connection;
  const rows = async (sql: string) =>
    ((await database.knex.raw(sql)) as { rows: Record<string, unknown>[] }).rows;

  before(async () => {
    bare = await createBareDatabase();
    database = bare.owner;
    await migrate(database, '0016_mail_pace');
    await database.knex.transaction(async (db) => {
      for (const statement of stored.split(';').filter((one) => one.trim()))
        await db.raw(statement);
    });
    // A migration speaks for no tenant.
    await database.knex.raw(`select set_config('app.tenant_id', '', false)`);
    await migrate(database);
    await database.knex.raw(`select set_config('app.tenant_id', '${tenant}', false)`);
  });
  after(() => bare.drop());

  test('keeps imports that wait to be saved, and finds invoices in the ledger', async () => {
    assert.deepEqual(await rows('select part, rows from import_batch_rows'), [
      { part: 0, rows: [{ row: 2 }] },
    ]);
    assert.deepEqual(
      await rows('select invoice_of, has_clearings from open_item_versions order by id'),
      [
        { invoice_of: `${plain} ${company} 70`, has_clearings: false },
        { invoice_of: null, has_clearings: true },
      ],
    );
  });

  test('parts the keys of records, and forgets a version that was of one of two', async () => {
    const found = await rows(
      `select entity, key, source_version as version, hash, deleted from sync_records order by entity, key collate "C"`,
    );
    const [unknown, known] = [
      { version: null, hash: '' },
      { version: '3', hash: 'its own' },
    ];
    assert.deepEqual(found, [
      { entity: 'addresses', key: 'U / 2', ...known, deleted: false },
      { entity: 'addresses', key: String.raw`U / X \/ 1`, ...unknown, deleted: false },
      { entity: 'addresses', key: String.raw`U \/ X / 1`, ...unknown, deleted: false },
      { entity: 'customers', key: 'U / X', version: '2', hash: 'of one part', deleted: false },
      {
        entity: 'invoices',
        key: String.raw`SM01 / F\/7`,
        version: '4',
        hash: 'before its record',
        deleted: true,
      },
    ]);
  });

  test('shows a customer with documents to its company', async () => {
    assert.deepEqual(await rows('select customer_id, from_ledger from customer_companies'), [
      { customer_id: plain, from_ledger: true },
    ]);
  });

  test('has readings of a time there is, words without zeros, and temporary passwords', async () => {
    const [reading] = await rows('select read_at <= now() as past from stock_readings');
    assert.equal(reading!.past, true);
    const words = await rows('select word from material_words order by word');
    assert.deepEqual(
      words.map(({ word }) => word),
      ['0000456', '456'],
    );
    assert.deepEqual(await rows('select origin, hash from temporary_passwords'), [
      { origin: 'assigned', hash: 'a hash' },
    ]);
  });
});

describe('an upgrade from departments that were typed', () => {
  let bare: Awaited<ReturnType<typeof createBareDatabase>>;
  /** Rows of a tenant: the wall stands for the owner, too. */
  const within = (of: string, ...statements: string[]) =>
    bare.owner.knex.transaction(async (db) => {
      await db.raw(`select set_config('app.tenant_id', '${of}', true)`);
      let rows: Record<string, unknown>[] = [];
      for (const one of statements)
        ({ rows } = (await db.raw(one)) as { rows: Record<string, unknown>[] });
      return rows;
    });
  const thread = (of: string, subject: string, department: string | null) =>
    `insert into threads (tenant_id, customer_id, subject, department)
     values ('${of}', '${plain}', '${subject}', ${department === null ? 'null' : `'${department}'`})`;
  const customer = (of: string) =>
    `insert into customers (tenant_id, id, number, number_key, name) values ('${of}', '${plain}', '1', '1', 'Uno')`;

  before(async () => {
    bare = await createBareDatabase();
    await migrate(bare.owner, '0141_waiting_changes');
    await bare.owner.knex.raw(
      `insert into tenants (id, slug, name, locale, time_zone) values
         ('${tenant}', 'norte', 'Norte', 'es', 'America/Mexico_City'),
         ('${other}', 'sul', 'Sul', 'pt', 'America/Sao_Paulo')`,
    );
    await within(
      tenant,
      customer(tenant),
      thread(tenant, 'a', 'Tráfico'),
      thread(tenant, 'b', 'tráfico'),
      thread(tenant, 'c', 'Logística'),
      thread(tenant, 'd', null),
      `insert into service_categories (tenant_id, code, labels, icon, priority, department)
       values ('${tenant}', 'roto', '{"es": "Roto"}', 'box', 'normal', 'Posventa')`,
      `insert into department_contacts (tenant_id, kind, phone) values ('${tenant}', 'receivables', '111')`,
    );
    await within(other, customer(other), thread(other, 'e', 'Tráfico'));
    await migrate(bare.owner);
  });
  after(() => bare.drop());

  const departments = (of: string) =>
    within(
      of,
      `select key, names, built_in, signs from departments where tenant_id = '${of}' order by built_in desc, key`,
    );

  test('makes one of each name, whatever its letters, beside the built-in ones', async () => {
    const builtIn = [
      { key: 'customer_service', names: {}, built_in: true, signs: ['access'] },
      { key: 'logistics', names: {}, built_in: true, signs: [] },
      { key: 'receivables', names: {}, built_in: true, signs: ['statements'] },
    ];
    const own = (await departments(tenant)).slice(3);
    assert.deepEqual((await departments(tenant)).slice(0, 3), builtIn);
    assert.deepEqual(
      own.map(({ names, built_in }) => [(names as { es: string }).es.toLowerCase(), built_in]),
      [
        ['posventa', false],
        ['tráfico', false],
      ],
    );
    const elsewhere = await departments(other);
    assert.deepEqual(elsewhere.slice(0, 3), builtIn);
    assert.deepEqual(
      elsewhere.slice(3).map(({ names }) => names),
      [{ pt: 'Tráfico' }],
    );
  });

  test('names them where they were typed, and keeps where they are reached', async () => {
    const named = (await within(
      tenant,
      `select t.subject, coalesce(lower(d.names ->> 'es'), d.key) as name from threads t
       left join departments d on d.tenant_id = t.tenant_id and d.key = t.department
       where t.tenant_id = '${tenant}' order by t.subject`,
    )) as { subject: string; name: string | null }[];
    assert.deepEqual(
      named.map(({ name }) => name),
      ['tráfico', 'tráfico', 'logistics', null],
    );
    assert.deepEqual(
      await within(
        tenant,
        `select lower(d.names ->> 'es') as name from service_categories c
         join departments d on d.tenant_id = c.tenant_id and d.key = c.department
         where c.tenant_id = '${tenant}'`,
      ),
      [{ name: 'posventa' }],
    );
    assert.deepEqual(await within(tenant, 'select kind, phone from department_contacts'), [
      { kind: 'receivables', phone: '111' },
    ]);
  });
});
