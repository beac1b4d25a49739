// The home page: what each caller may enter, how much there is of it, how old that is, and whom to ask.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Executive, SectionFigure } from '#contract/home';
import type { PersonPermission } from '#contract/permissions';
import type { Session, Tenant } from '#contract/portal';
import { rowsOf } from '../../server/db/rows.ts';
import { connect, type Connection } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createOrderQueries } from '../../server/features/orders/orders.queries.ts';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { hostOrigin, order, password, type Slug } from '../support/fixtures.ts';
import { hostSession } from '../support/host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Home = { sections: SectionFigure[]; executive: Executive | null };

let running: TestPortal;
before(async () => {
  running = await startPortal();
});
after(() => running.close());

const home = async (api: Api): Promise<Home> => (await api<Home>('GET /home')).body;
const figure = async (api: Api, section: string) =>
  (await home(api)).sections.find((one) => one.section === section);
const openOrders = async (api: Api) => (await figure(api, 'orders'))?.count;
const as = (login: string, slug?: Slug) => signIn(running.url, login, slug);

/** Signs in a person of the company with such a portfolio. */
async function staff(
  login: string,
  portfolio: { customers: string[] | 'all'; executive?: string; permissions?: PersonPermission[] },
): Promise<Api> {
  await running.portal.admin.createStaff('norte', {
    name: login,
    logins: [login],
    password,
    permissions: ['orders.view', 'stock.view'],
    ...portfolio,
  });
  return as(login);
}

describe('open orders', () => {
  test('are those that the caller may see: the own, the customer, the group, a portfolio, all', async () => {
    const group = await openOrders(await as('grupo'));
    assert.deepEqual(
      {
        own: await openOrders(await as('propios')),
        customer: await openOrders(await as('todo')),
        group,
        neighbour: await openOrders(await as('vecino')),
        portfolio: await openOrders(await staff('ejecutiva', { customers: ['1002946', '2947'] })),
        none: await openOrders(await staff('sin.cartera', { customers: [] })),
        all: await openOrders(await staff('todas', { customers: 'all' })),
      },
      { own: 6, customer: 42, group: 43, neighbour: 1, portfolio: 1, none: 0, all: 44 },
    );
    assert.equal(
      await openOrders(await staff('dos', { customers: ['1002946', '0001002947'] })),
      2,
      'numbers with and without zeros',
    );
  });

  test('are those not concluded, completed or cancelled, and not deleted', async () => {
    const api = await as('vecino');
    for (const [code, open] of [
      ['VER', 2],
      ['RET', 2],
      ['CON', 1],
      ['COM', 1],
      ['CAN', 1],
      ['FPA', 2],
    ] as const) {
      const { results } = await running.portal.sync('norte', 'orders', [
        order('0099000009', { customer: '1002946', shipTo: null, status: code }),
      ]);
      assert.notEqual(results[0]?.status, 'failed', JSON.stringify(results));
      assert.equal(await openOrders(api), open, code);
    }
    await running.portal.sync('norte', 'orders', [{ number: '0099000009', deleted: true }]);
    assert.equal(await openOrders(api), 1);
  });

  test('follow the ERP where it gives a customer to an executive', async () => {
    const api = await staff('cartera.erp', { customers: ['1002946'], executive: 'ej-7' });
    assert.equal(await openOrders(api), 1);
    const assign = (number: string, executive: string | null) =>
      running.portal.sync('norte', 'customers', [
        { number, name: 'Otro', companies: [], executive },
      ]);
    await assign('0001002947', 'EJ-7');
    assert.equal(await openOrders(api), 2);
    await assign('0001002947', 'EJ-8');
    assert.equal(await openOrders(api), 1);
    // Both by the ERP and by hand it is one customer.
    await assign('0001002946', 'EJ-7');
    assert.equal(await openOrders(api), 1);
    await running.portal.admin.createStaff('norte', {
      name: 'cartera.erp',
      logins: ['cartera.erp'],
      permissions: ['orders.view'],
      customers: [],
    });
    assert.equal(await openOrders(await as('cartera.erp')), 0, 'without a code, without the ERP');
    await assign('0001002946', null);
  });
});

describe('the sections', () => {
  test('are those that the grants open, in the order of the menu', async () => {
    const names = async (api: Api) => (await home(api)).sections.map(({ section }) => section);
    assert.deepEqual(await names(await as('todo')), [
      'orders',
      'order-entry',
      'quotes',
      'invoices',
      'shipments',
      'stock',
      'prices',
      'statement',
      'payments',
      'documents',
      'messages',
      'service',
      'contracts',
      'contacts',
    ]);
    assert.deepEqual(await names(await as('sinmontos')), ['orders']);
    assert.deepEqual(await names(await as('nada')), []);
    assert.deepEqual(
      await names(await hostSession(running, { contact: 'C-1', widgets: ['stock'] })),
      ['stock'],
      'a host that vouches for the stock opens no more',
    );
    for (const permission of ['statement.mass_send', 'mailing_list.manage'] as const) {
      const sender = await staff(permission, { customers: 'all', permissions: [permission] });
      assert.deepEqual(await names(sender), ['mass-send'], permission);
    }
    const administrator = await staff('access', {
      customers: 'all',
      permissions: ['access.manage'],
    });
    assert.deepEqual(await names(administrator), ['contacts', 'staff']);
  });

  test('count plants, not those that are gone', async () => {
    const api = await as('todo');
    assert.equal((await figure(api, 'stock'))?.count, 0);
    const plant = (code: string) => ({ code, name: `Centro ${code}` });
    await running.portal.sync('norte', 'plants', ['1010', '1020', '1030'].map(plant));
    await running.portal.sync('norte', 'plants', [{ code: '1030', deleted: true }]);
    assert.deepEqual(await figure(api, 'stock'), {
      section: 'stock',
      count: 2,
      more: false,
      asked: null,
      overdue: null,
      run: null,
      asOf: null,
    });
  });

  test('say when the ERP sent last, also where nothing had changed', async () => {
    const api = await as('todo');
    const first = (await figure(api, 'orders'))?.asOf;
    assert.ok(Math.abs(Date.parse(first!) - Date.now()) < 60_000, String(first));
    await running.portal.sync('norte', 'orders', [
      order('0099000001', { customer: '0001002946', shipTo: null, amount: '1.00' }),
    ]);
    const second = (await figure(api, 'orders'))?.asOf;
    assert.ok(Date.parse(second!) > Date.parse(first!), `${first} ${second}`);
    assert.equal((await figure(api, 'stock'))?.asOf, null, 'never sent');
    assert.equal((await figure(api, 'prices'))?.count, 1);
    await running.portal.sync('norte', 'stock-readings', [
      {
        material: '123',
        plant: '1010',
        quantity: '5',
        unit: 'PZA',
        readAt: '2026-01-01T00:00:00Z',
      },
    ]);
    // When it was sent, not when the ERP counted.
    assert.ok(Date.parse((await figure(api, 'stock'))!.asOf!) > Date.parse(first!));
  });
});

describe('the executive', () => {
  const ana = {
    name: 'Ana Ejemplo',
    role: 'Ventas',
    phone: '55 5555 0100',
    email: 'ana@norte.example',
  };
  const assign = (executive: string | null) =>
    running.portal.sync('norte', 'customers', [
      { number: '0001002945', name: 'Ferretería del Centro', companies: [], executive },
    ]);
  const write = (more: object) =>
    running.portal.sync('norte', 'executives', [{ code: '0042', ...ana, ...more }]);

  test('is the one of the customer, unless gone', async () => {
    const api = await as('nada');
    assert.equal((await home(api)).executive, null);
    await assign('42');
    assert.equal((await home(api)).executive, null, 'comes later');
    await write({});
    assert.deepEqual((await home(api)).executive, ana);
    assert.equal((await home(await as('vecino'))).executive, null, "the neighbour's is nobody");
    assert.equal((await home(await as('todo', 'sul'))).executive, null);
    assert.equal((await home(await staff('ana', { customers: 'all' }))).executive, null);
    await write({ active: false });
    assert.equal((await home(api)).executive, null);
    await write({ phone: null, role: null });
    assert.deepEqual((await home(api)).executive, { ...ana, phone: null, role: null });
    await running.portal.sync('norte', 'executives', [{ code: '42', deleted: true }]);
    assert.equal((await home(api)).executive, null);
  });
});

describe('the terms of use', () => {
  const terms = (
    slug: Slug,
    version: string | undefined,
    urls = { es: 'https://norte.example/terminos' },
  ) =>
    running.portal.admin.setTenant(slug, {
      name: 'Tanques',
      ...(version !== undefined && { terms: { version, urls } }),
    });
  const accept = async (api: Api, version: string) =>
    refusal(await api('POST /terms-acceptances', { body: { version } }));
  const session = async (api: Api) =>
    (await api<{ tenant: Tenant; session: Session }>('GET /portal')).body;
  const events = () =>
    running.sql<{ detail: { version: string }; actor_id: string }>(
      `select detail, actor_id from audit_events where event = 'terms.accepted' order by id`,
    );

  test('are accepted once, in the version that holds, by each person', async () => {
    const api = await as('todo');
    assert.equal((await session(api)).session.termsAccepted, true, 'there are none');
    assert.equal(await accept(api, '1'), '409 terms_changed');
    await terms('norte', '2026-01');
    assert.deepEqual((await session(api)).tenant.terms, {
      version: '2026-01',
      urls: { es: 'https://norte.example/terminos' },
      texts: [],
    });
    assert.equal((await session(api)).session.termsAccepted, false);
    assert.equal(await accept(api, '2025-12'), '409 terms_changed');
    const post = () => api('POST /terms-acceptances', { body: { version: '2026-01' } });
    assert.equal((await post()).status, 204);
    assert.equal((await post()).status, 204, 'again is fine');
    assert.equal((await session(api)).session.termsAccepted, true);
    assert.equal((await session(await as('vecino'))).session.termsAccepted, false);
    const noted = await events();
    assert.deepEqual(
      noted.map(({ detail }) => detail),
      [{ version: '2026-01' }],
      'one event, for the one that changed something',
    );
    // What is not given stays as it was.
    await terms('norte', undefined);
    assert.equal((await session(api)).tenant.terms?.version, '2026-01');
    await terms('norte', '2026-02');
    assert.equal((await session(api)).session.termsAccepted, false, 'another version, asked again');
    assert.equal(await accept(api, '2026-01'), '409 terms_changed');
    assert.equal((await post()).status, 409);
  });

  test('are those of the one tenant', async () => {
    const other = await as('todo', 'sul');
    assert.equal((await session(other)).tenant.terms, null);
    assert.equal((await session(other)).session.termsAccepted, true);
    assert.equal(await accept(other, '2026-02'), '409 terms_changed');
  });

  test('need a version, an address over TLS, and a language there is', async () => {
    await assert.rejects(terms('norte', ''), /version/);
    await assert.rejects(terms('norte', '1', {} as never), /at least one language/);
    await assert.rejects(terms('norte', '1', { es: 'http://norte.example/' }), /https/);
    await assert.rejects(terms('norte', '1', { xx: 'https://norte.example/' } as never), /xx/);
  });
});

describe('the logo', () => {
  const drawing = (width: number, height: number) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="50%" height="100%" fill="#0a7ea3"/></svg>`,
    );
  const set = (pictures: { light: Uint8Array; dark?: Uint8Array }, slug = 'norte') =>
    running.portal.admin.setLogo(slug, pictures);
  const logos = async (slug?: Slug) =>
    (await visitor(running.url, slug)<{ tenant: Tenant }>('GET /portal')).body.tenant.logos;
  const fetchLogo = async (id: string, slug: Slug = 'norte') => {
    const response = await fetch(`${running.url}/api/v1/logo?id=${id}`, {
      headers: { 'Portal-Tenant': slug, Origin: hostOrigin[slug] },
    });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  test('is made of a drawing as large as it may be, and handed out to anybody, to be kept', async () => {
    assert.deepEqual(await logos(), {});
    await set({ light: drawing(400, 50), dark: drawing(10, 10) });
    const { light, dark } = await logos();
    assert.deepEqual([light?.width, light?.height, dark?.width, dark?.height], [640, 160, 80, 160]);
    const { response, bytes } = await fetchLogo(light!.id);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [640, 160]);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), light!.id);
    assert.notEqual(light!.id, dark!.id);
  });

  test('of pixels is never blown up, and stays for as long as one can go back to it', async () => {
    const before = (await logos()).light!.id;
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await set({ light: Buffer.from(pixel, 'base64') });
    const { light, dark } = await logos();
    assert.deepEqual([light?.width, light?.height, dark], [1, 1, undefined]);
    assert.equal((await fetchLogo(before)).response.status, 200);
  });

  test("is one tenant's alone", async () => {
    const { light } = await logos();
    assert.deepEqual(await logos('sul'), {});
    assert.equal((await fetchLogo(light!.id, 'sul')).response.status, 404);
    assert.equal((await fetchLogo('0'.repeat(64))).response.status, 404);
  });

  test('is refused where it is no picture, and the one before stays', async () => {
    const { light } = await logos();
    await assert.rejects(set({ light: Buffer.from('GIF') }), /no picture/);
    await assert.rejects(
      set({ light: drawing(1, 1), dark: Buffer.from('%PDF-1.7') }),
      /no picture/,
    );
    await assert.rejects(set({ light: Buffer.alloc(5_000_001) }), /at most/);
    await assert.rejects(set({ light: drawing(1, 1) }, 'nobody'), /no tenant/);
    assert.deepEqual((await logos()).light, light);
  });

  test('loads nothing from the machine it is made on', async () => {
    const { bytes } = await fetchLogo((await logos()).light!.id);
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
    const folder = await mkdtemp('/tmp/portico-logo-');
    await writeFile(`${folder}/secret.png`, bytes);
    const thief = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><image href="file://${folder}/secret.png" width="10" height="10"/></svg>`,
    );
    const blank = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>`);
    await set({ light: thief, dark: blank });
    await rm(folder, { recursive: true });
    const { light, dark } = await logos();
    assert.equal(light!.id, dark!.id, 'as if nothing had been there');
  });
});

describe('the count of open orders', () => {
  let database: TestDatabase;
  let connection: Connection;
  let owner: Connection;
  before(async () => {
    database = await createTestDatabase();
    connection = await connect(database.address);
    owner = (await database.ownerConnection()) ?? connection;
    await migrate(owner);
  });
  after(async () => {
    await connection.close();
    await database.drop();
  });

  test('ends at its limit, and reads open orders alone', async () => {
    const [{ id: tenantId }] = await owner
      .knex('tenants')
      .insert({ slug: 'uno', name: 'uno', locale: 'es', time_zone: 'UTC' })
      .returning('id');
    const inScope = createScope(connection);
    const customers = await inScope({ tenantId }, async (db) => {
      const [company] = await db('companies')
        .insert({
          tenant_id: tenantId,
          code: 'A',
          code_key: 'A',
          legal_name: 'A',
          currency: 'MXN',
          time_zone: 'UTC',
        })
        .returning('id');
      const rows = await db('customers')
        .insert(
          ['1', '2'].map((number) => ({
            tenant_id: tenantId,
            number,
            number_key: number,
            name: number,
          })),
        )
        .returning('id');
      // The first customer has 1,001 open ones; both have thousands that are done.
      await db.raw(
        `insert into orders (tenant_id, number, number_key, company_id, customer_id, order_date, currency, amount, erp_status, erp_status_key, status)
         select :tenantId, i::text, i::text, :company, case when i % 2 = 0 then :first else :second end::uuid, date '2026-01-01', 'MXN', 1, 'X', 'X',
           case when i % 2 = 0 and i <= 2002 then 'pending' else 'completed' end
         from generate_series(1, 20000) i`,
        { tenantId, company: company.id, first: rows[0].id, second: rows[1].id },
      );
      return rows.map(({ id }: { id: string }) => id);
    });
    await owner.knex.raw('analyze orders');
    const count = (customerIds: string[] | 'all', most: number) =>
      inScope({ tenantId }, (db) => createOrderQueries(db).countOpen({ customerIds }, most));
    assert.deepEqual(await count([customers[0]!], 1_000), { count: 1_000, more: true });
    assert.deepEqual(await count([customers[0]!], 1_001), { count: 1_001, more: false });
    assert.deepEqual(await count([customers[1]!], 1_000), { count: 0, more: false });
    assert.deepEqual(await count('all', 1_000), { count: 1_000, more: true });
    for (const reach of [[customers[1]!], 'all'] as const) {
      const plan = await inScope({ tenantId }, async (db) => {
        const asked: { sql: string; bindings: (string | number)[] }[] = [];
        db.on('query', (query) => asked.push(query));
        await createOrderQueries(db).countOpen({ customerIds: reach }, 1_000);
        const { sql, bindings } = asked.at(-1)!;
        assert.ok(bindings.includes(1_001), 'one more than is counted');
        const explain = `explain ${sql.replaceAll(/\$\d+/g, '?')}`;
        return JSON.stringify(await rowsOf(db, explain, bindings));
      });
      assert.match(plan, /orders_tenant_id_customer_id_open_idx/);
    }
  });
});
