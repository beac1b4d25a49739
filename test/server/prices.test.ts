// Prices: whose lists hold today, and which of them counts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PricedMaterial, PriceList } from '#contract/prices';
import type { SyncEntity } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import { refusal, signIn, type Api } from '../support/api.ts';
import { hostOrigin, password, type Slug } from '../support/fixtures.ts';
import { tablesAlone } from '../support/database-image.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Prices = { items: PricedMaterial[]; nextCursor: string | null };
type Lists = { items: PriceList[]; groups: string[] };
type Item = SyncInput<'price-items'>;

let running: TestPortal;
// 24 hours lie between them, and neither changes its clock: one is a day ahead of the other at every instant.
const zones: Record<Slug, string> = { norte: 'Pacific/Kiritimati', sul: 'Pacific/Honolulu' };
const daysFromNow = (slug: Slug, days: number): string => {
  const at = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: zones[slug] }).format(at);
};

async function send<E extends SyncEntity>(
  entity: E,
  records: SyncInput<E>[],
  slug: Slug = 'norte',
) {
  const { results } = await running.portal.sync(slug, entity, records);
  assert.deepEqual(
    results.filter(({ status }) => status === 'invalid'),
    [],
    entity,
  );
}

const customers = [
  { number: '000100', name: 'Matriz', group: 'Oro' },
  { number: '000101', name: 'Filial', group: 'Plata', parent: '100' },
  { number: '000200', name: 'Otro', group: 'Plata' },
  { number: '000300', name: 'Sin grupo' },
].map((one) => ({ ...one, companies: [] }));

const material = (number: string, es: string, more: object = {}) => ({
  number,
  descriptions: { es },
  unit: 'PZA',
  ...more,
});
const item = (
  list: string,
  number: string,
  ...prices: Partial<Item['prices'][number]>[]
): Item => ({
  list,
  material: number,
  prices: prices.map((one) => ({ unit: 'PZA', price: '1', ...one })),
});

before(async () => {
  running = await startPortal({ content: tablesAlone });
  const { admin } = running.portal;
  const grants = (scope: 'customer' | 'hierarchy' | 'own') =>
    (['prices.view', 'prices.export'] as const).map((permission) => ({ permission, scope }));
  for (const slug of ['norte', 'sul'] as const) {
    await admin.createTenant({
      slug,
      name: slug,
      locale: 'es',
      timeZone: zones[slug],
      origins: [hostOrigin[slug]],
    });
    await send('customers', customers, slug);
    await send(
      'contacts',
      customers.map(({ number, name }) => ({ id: `C-${number}`, customer: number, name })),
      slug,
    );
    for (const [login, number, scope] of [
      ['matriz', '000100', 'hierarchy'],
      ['filial', '000101', 'customer'],
      ['otro', '000200', 'own'],
      ['sin.grupo', '000300', 'customer'],
    ] as const)
      await admin.createLogin(slug, {
        contact: `C-${number}`,
        logins: [login],
        password,
        grants: grants(scope),
      });
  }
  const staff = (login: string, of: string[] | 'all') =>
    admin.createStaff('norte', {
      name: login,
      logins: [login],
      password,
      permissions: ['prices.view', 'prices.export'],
      customers: of,
    });
  await staff('ejecutiva', ['101', '200']);
  await staff('todas', 'all');
  await send('materials', [
    material('000010', 'Tinaco Águila 1,100 L', { group: 'Tinacos' }),
    material('000011', 'Tinaco Águila 450 L', { group: 'Tinacos' }),
    material('000012', 'Válvula de llenado ½"', { group: 'Válvulas' }),
    material('000013', 'Tapa retirada', { group: 'Tapas', active: false }),
    material('000014', 'Tubo sin precio', { group: 'Tubos' }),
    material('000015', 'Sin grupo'),
  ]);
  await send('price-lists', [
    { code: 'ALL', name: 'Para todos', currency: 'MXP', assignments: [{ position: 5 }] },
    { code: 'ALL-0', name: 'Más cerca', currency: 'USD', taxIncluded: true, assignments: [{}] },
    { code: 'GOLD', currency: 'MXN', assignments: [{ group: 'Oro' }] },
    { code: 'SILVER', currency: 'MXN', assignments: [{ group: 'Plata', position: 3 }] },
    { code: 'OWN-B', currency: 'MXN', assignments: [{ customer: '100' }] },
    { code: 'OWN-A', currency: 'MXN', assignments: [{ customer: '0100' }] },
    // Everybody's, but first of all for one group and one customer.
    {
      code: 'BOTH',
      currency: 'MXN',
      assignments: [{ position: 9 }, { customer: '200', position: 1 }, { group: 'Plata' }],
    },
    { code: 'NOBODY', currency: 'MXN', assignments: [] },
    { code: 'GONE', currency: 'MXN', assignments: [{}] },
  ]);
  await send('price-items', [
    item('ALL', '10', { price: '100' }, { price: '90.5', minQuantity: '10' }),
    item('ALL', '11', { price: '55.572', priceUnit: '100' }, { unit: 'CJ', price: '500' }),
    item('ALL', '12', { price: '7' }),
    item('ALL', '13', { price: '13' }),
    item('ALL', '15', { price: '15' }),
    item('ALL-0', '10', { price: '6' }),
    item('GOLD', '10', { price: '80' }),
    item('GOLD', '11', { price: '50' }),
    item('OWN-A', '10', { price: '70' }, { price: '60', minQuantity: '100' }),
    item('OWN-B', '10', { price: '71' }),
    item('OWN-B', '11', { unit: 'CJ', price: '480' }),
    item('SILVER', '10', { price: '85' }),
    item('BOTH', '12', { price: '6.5' }),
    item('NOBODY', '14', { price: '14' }),
    item('GONE', '14', { price: '14' }),
  ]);
  await running.portal.sync('norte', 'price-lists', [{ code: 'GONE', deleted: true }]);
});
after(() => running.close());

const as = (login: string, slug?: Slug) => signIn(running.url, login, slug);
const ask = async (api: Api, query = '') => (await api<Prices>(`GET /prices?${query}`)).body.items;
const listsOf = async (api: Api, query = '') =>
  (await api<Lists>(`GET /price-lists?${query}`)).body.items.map(({ code }) => code);
/** `material list unit+from price currency`, as short as a table of a test wants it. */
const short = (items: PricedMaterial[]) =>
  items.flatMap(({ material: { number }, prices }) =>
    prices.map(
      ({ list, unit, minQuantity, price, currency }) =>
        `${Number(number)} ${list} ${unit}+${Number(minQuantity)} ${Number(price)} ${currency}`,
    ),
  );

describe('lists', () => {
  test('come in their order: own, of the group, everybody’s; then by position and code', async () => {
    assert.deepEqual(await listsOf(await as('matriz')), [
      'OWN-A',
      'OWN-B',
      'GOLD',
      'ALL-0',
      'ALL',
      'BOTH',
    ]);
    assert.deepEqual(await listsOf(await as('filial')), ['BOTH', 'SILVER', 'ALL-0', 'ALL']);
    assert.deepEqual(await listsOf(await as('otro')), ['BOTH', 'SILVER', 'ALL-0', 'ALL']);
    assert.deepEqual(await listsOf(await as('sin.grupo')), ['ALL-0', 'ALL', 'BOTH']);
  });

  test('tell their currency, taxes and the groups of what is shown', async () => {
    const { body } = await (await as('sin.grupo'))<Lists>('GET /price-lists');
    assert.deepEqual(body.groups, ['Tinacos', 'Válvulas']);
    assert.deepEqual(body.items[0], {
      code: 'ALL-0',
      name: 'Más cerca',
      currency: 'USD',
      taxIncluded: true,
      validFrom: null,
      validTo: null,
    });
    assert.equal(body.items[1]?.currency, 'MXN', 'MXP is read as MXN');
  });

  test('follow a material into another group', async () => {
    const api = await as('sin.grupo');
    const groups = async () => (await api<Lists>('GET /price-lists')).body.groups;
    await send('materials', [material('000015', 'Sin grupo', { group: 'Nuevo' })]);
    assert.deepEqual(await groups(), ['Nuevo', 'Tinacos', 'Válvulas']);
    assert.deepEqual(short(await ask(api, 'group=Nuevo')), ['15 ALL PZA+0 15 MXN']);
    await send('materials', [material('000015', 'Sin grupo')]);
    assert.deepEqual(await groups(), ['Tinacos', 'Válvulas']);
  });
});

describe('prices', () => {
  test('are those of the first list, with all its quantities; currencies and units stand apart', async () => {
    assert.deepEqual(short(await ask(await as('matriz'))), [
      '10 OWN-A PZA+0 70 MXN',
      '10 OWN-A PZA+100 60 MXN',
      '10 ALL-0 PZA+0 6 USD',
      '11 OWN-B CJ+0 480 MXN',
      '11 GOLD PZA+0 50 MXN',
      '12 ALL PZA+0 7 MXN',
      '15 ALL PZA+0 15 MXN',
    ]);
    assert.deepEqual(short(await ask(await as('otro'))), [
      '10 SILVER PZA+0 85 MXN',
      '10 ALL-0 PZA+0 6 USD',
      '11 ALL CJ+0 500 MXN',
      '11 ALL PZA+0 55.572 MXN',
      '12 BOTH PZA+0 6.5 MXN',
      '15 ALL PZA+0 15 MXN',
    ]);
    assert.deepEqual(short(await ask(await as('sin.grupo'), 'search=10')), [
      '10 ALL-0 PZA+0 6 USD',
      '10 ALL PZA+0 100 MXN',
      '10 ALL PZA+10 90.5 MXN',
    ]);
  });

  test('come whole', async () => {
    const [found] = await ask(await as('sin.grupo'), 'search=450');
    assert.equal(found?.material.number, '000011');
    assert.deepEqual(found.prices[1], {
      list: 'ALL',
      unit: 'PZA',
      price: '55.572000',
      priceUnit: '100.000',
      minQuantity: '0.000000',
      currency: 'MXN',
      taxIncluded: false,
      validFrom: null,
      validTo: null,
    });
  });

  test('are found by beginnings of words, by number, and by group', async () => {
    const api = await as('sin.grupo');
    const numbers = async (query: string) =>
      (await ask(api, query)).map(({ material: { number } }) => Number(number));
    const expected: [string, number[]][] = [
      ['search=AGUI%20tin', [10, 11]],
      ['search=aguila%20450', [11]],
      ['search=000012', [12]],
      ['search=12', [12]],
      ['search=valv', [12]],
      ['search=tapa', []],
      ['search=tubo', []],
      ['search=%25', []],
      ['search=guila', []],
      ['group=Tinacos', [10, 11]],
      ['group=Tapas', []],
      ['group=tinacos', []],
      ['group=Tinacos&search=450', [11]],
      ['group=V%C3%A1lvulas&search=aguila', []],
    ];
    for (const [query, found] of expected) assert.deepEqual(await numbers(query), found, query);
  });

  test('of a material that is retired or gone are not shown, and are there when it comes back', async () => {
    const api = await as('sin.grupo');
    const found = async () => short(await ask(api, 'group=Tapas'));
    assert.deepEqual(await found(), []);
    await send('materials', [material('000013', 'Tapa', { group: 'Tapas' })]);
    assert.deepEqual(await found(), ['13 ALL PZA+0 13 MXN']);
    await running.portal.sync('norte', 'materials', [{ number: '13', deleted: true }]);
    assert.deepEqual(await found(), []);
    await send('materials', [
      material('000013', 'Tapa retirada', { group: 'Tapas', active: false }),
    ]);
    assert.deepEqual(await found(), []);
  });

  test('that the ERP takes back leave the next list its turn', async () => {
    const api = await as('matriz');
    const found = async () => short(await ask(api, 'search=450'));
    assert.deepEqual(await found(), ['11 OWN-B CJ+0 480 MXN', '11 GOLD PZA+0 50 MXN']);
    await running.portal.sync('norte', 'price-items', [
      { list: 'GOLD', material: '11', deleted: true },
      { list: 'OWN-B', material: '11', deleted: true },
    ]);
    assert.deepEqual(await found(), ['11 ALL CJ+0 500 MXN', '11 ALL PZA+0 55.572 MXN']);
    await send('price-items', [
      item('GOLD', '11', { price: '50' }),
      item('OWN-B', '11', { unit: 'CJ', price: '480' }),
    ]);
    assert.deepEqual(await found(), ['11 OWN-B CJ+0 480 MXN', '11 GOLD PZA+0 50 MXN']);
  });

  test('of a cursor that is not ours are refused', async () => {
    assert.equal(
      refusal(await (await as('otro'))('GET /prices?cursor=x')),
      '400 invalid_input query.cursor: cursor',
    );
  });
});

describe('whose prices', () => {
  const all = ['GET /prices?', 'GET /price-lists?', 'GET /exports/prices/csv?locale=es&'];
  const refused = async (api: Api, customer: string) => {
    for (const key of [...all, 'GET /exports/prices/xlsx?locale=es&'])
      assert.equal(refusal(await api(`${key}customer=${customer}`)), '404 not_found', key);
  };

  test('a group sees its own and its subsidiaries’, by number with and without zeros', async () => {
    const api = await as('matriz');
    const filial = short(await ask(await as('filial')));
    assert.deepEqual(short(await ask(api, 'customer=101')), filial);
    assert.deepEqual(short(await ask(api, 'customer=000101')), filial);
    assert.notDeepEqual(short(await ask(api)), filial);
    await refused(api, '200');
  });

  test('a contact sees its own customer’s, and nobody else’s', async () => {
    for (const login of ['filial', 'otro']) {
      const api = await as(login);
      const number = login === 'filial' ? '101' : '200';
      assert.deepEqual(await ask(api, `customer=${number}`), await ask(api));
      for (const other of ['100', '300', '999', 'x']) await refused(api, other);
    }
  });

  test('staff sees everybody’s lists, and of the portfolio each customer’s', async () => {
    const api = await as('ejecutiva');
    assert.deepEqual(await listsOf(api), ['ALL-0', 'ALL', 'BOTH']);
    assert.deepEqual(await ask(api), await ask(await as('sin.grupo')));
    assert.deepEqual(await ask(api, 'customer=200'), await ask(await as('otro')));
    await refused(api, '100');
    const chief = await as('todas');
    assert.deepEqual(await ask(chief, 'customer=100'), await ask(await as('matriz')));
    await refused(chief, '999');
  });

  test('a customer that is gone is nobody’s', async () => {
    await send('customers', [{ number: '900', name: 'Temporal', companies: [] }]);
    const api = await as('todas');
    assert.equal((await api('GET /prices?customer=900')).status, 200);
    await running.portal.sync('norte', 'customers', [{ number: '900', deleted: true }]);
    await refused(api, '900');
  });

  test('another tenant’s prices are out of sight', async () => {
    const api = await as('matriz', 'sul');
    assert.deepEqual([await listsOf(api), await ask(api)], [[], []]);
    assert.deepEqual(await ask(api, 'search=aguila'), []);
    await refused(await as('otro', 'sul'), '100');
  });
});

describe('days', () => {
  // Seen by a customer of its own, and by nobody else.
  const mine = { assignments: [{ customer: '300' }] };
  const own = async (slug: Slug, query = 'search=77') =>
    short(await ask(await as('sin.grupo', slug), query));

  test('are those of the tenant’s time zone, first and last included', async () => {
    assert.notEqual(daysFromNow('norte', 0), daysFromNow('sul', 0));
    const list = (code: string, from: string | null, to: string | null) => ({
      code,
      currency: 'MXN',
      validFrom: from,
      validTo: to,
      ...mine,
    });
    // The same lists in both: each sees the ones of its own day.
    for (const slug of ['norte', 'sul'] as const) {
      await send('materials', [material('77', 'Día')], slug);
      const lists = (['norte', 'sul'] as const).flatMap((where) => {
        const day = (days: number) => daysFromNow(where, days);
        return [
          list(`${where} today`, day(0), day(0)),
          list(`${where} before`, null, day(-1)),
          list(`${where} after`, day(1), null),
          list(`${where} until`, null, day(0)),
          list(`${where} since`, day(0), null),
        ];
      });
      await send('price-lists', lists, slug);
      await send(
        'price-items',
        lists.map(({ code }) => item(code, '77', { unit: code, price: '1' })),
        slug,
      );
    }
    for (const [slug, other] of [
      ['norte', 'sul'],
      ['sul', 'norte'],
    ] as const) {
      const seen = (await own(slug)).map((text) => text.slice(3).split(' ').slice(0, 2).join(' '));
      const ahead = slug === 'norte';
      const expected = [
        `${slug} since`,
        `${slug} today`,
        `${slug} until`,
        ...(ahead ? [`${other} since`, `${other} after`] : [`${other} until`, `${other} before`]),
      ];
      assert.deepEqual(seen.toSorted(), expected.toSorted(), slug);
      assert.deepEqual((await listsOf(await as('sin.grupo', slug))).length >= 4, true);
    }
  });

  test('of a price count as those of its list: the answer tells those they share', async () => {
    const day = (days: number) => daysFromNow('norte', days);
    await send('materials', [material('88', 'Vigencia')]);
    await send('price-lists', [
      {
        code: 'FIRST',
        currency: 'EUR',
        validFrom: day(-10),
        validTo: day(10),
        assignments: [{ customer: '300' }],
      },
      { code: 'NEXT', currency: 'EUR', assignments: [{ customer: '300', position: 1 }] },
    ]);
    const price = (from: string | null, to: string | null, more: object = {}) => ({
      validFrom: from,
      validTo: to,
      ...more,
    });
    await send('price-items', [
      item(
        'FIRST',
        '88',
        price(day(-3), day(3), { price: '1' }),
        price(null, null, { price: '2', minQuantity: '10' }),
        price(null, day(-1), { price: '3', minQuantity: '20' }),
        price(day(1), null, { price: '4', minQuantity: '30' }),
        price(day(0), day(20), { price: '5', minQuantity: '40' }),
        price(null, day(-1), { price: '6', unit: 'CJ' }),
      ),
      item('NEXT', '88', { price: '9' }, { price: '8', unit: 'CJ' }),
    ]);
    const [found] = await ask(await as('sin.grupo'), 'search=88');
    assert.deepEqual(
      found?.prices.map(({ price: amount, validFrom, validTo }) => [
        Number(amount),
        validFrom,
        validTo,
      ]),
      [
        [8, null, null],
        [1, day(-3), day(3)],
        [2, day(-10), day(10)],
        [5, day(0), day(10)],
      ],
    );
  });

  test('that are over neither shorten a page nor end it', async () => {
    const day = (days: number) => daysFromNow('norte', days);
    const numbers = Array.from({ length: 60 }, (_, i) => String(90_000 + i));
    await send(
      'materials',
      numbers.map((number) => material(number, 'Relleno', { group: 'Relleno' })),
    );
    await send('price-lists', [{ code: 'FILL', currency: 'MXN', ...mine }]);
    // Every third holds; before and between them are runs of those that do not.
    await send(
      'price-items',
      numbers.map((number, i) =>
        item('FILL', number, i >= 20 && i % 3 === 0 ? {} : { validTo: day(-1) }),
      ),
    );
    const api = await as('sin.grupo');
    for (const query of ['group=Relleno', 'search=relleno']) {
      const seen: number[] = [];
      let cursor: string | null = '';
      do {
        const answer: { body: Prices } = await api<Prices>(
          `GET /prices?limit=5&${query}${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...answer.body.items.map(({ material: { number } }) => Number(number)));
        cursor = answer.body.nextCursor;
        assert.ok(cursor === null || answer.body.items.length === 5);
      } while (cursor);
      assert.deepEqual(
        seen,
        numbers.map(Number).filter((_, i) => i >= 20 && i % 3 === 0),
        query,
      );
    }
  });
});
