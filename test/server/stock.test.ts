// Materials, plants and stock, as people with more and with fewer rights see them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { searchWords } from '#contract/identifiers';
import type { Material, Plant, StockRow } from '#contract/stock';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let person: Api;
type Stock = { items: StockRow[]; threshold: string; erp: string };
const descriptions: Record<string, string> = {
  '000100': 'Tinaco Águila 1,100 L',
  '000101': 'Tinaco Águila 450 L',
  '000200': 'Válvula de llenado ½"',
  'A-20/5': 'Caño de desagüe',
  '000300': 'Tapa',
};

before(async () => {
  running = await startPortal();
  const { sync, admin } = running.portal;
  const send = async (entity: 'materials' | 'plants' | 'stock-readings', records: unknown[]) => {
    const { results } = await sync('norte', entity, records);
    assert.deepEqual(
      results.filter(({ status }) => status !== 'created'),
      [],
    );
  };
  await send('materials', [
    ...Object.entries(descriptions).map(([number, es]) => ({
      number,
      descriptions: { es, pt: `pt ${es}` },
      unit: 'PZA',
    })),
    { number: '999', descriptions: { es: 'Tinaco retirado' }, unit: 'PZA', active: false },
  ]);
  await send('plants', [
    {
      code: 'P1',
      name: 'Centro',
      shortName: 'Ctr',
      state: { code: 'NL', name: 'Nuevo León' },
      locality: { code: 'MTY', name: 'Monterrey' },
    },
    {
      code: 'P2',
      name: 'Pacífico',
      state: { code: 'BCN' },
      locality: { code: 'TIJ', name: 'Tijuana' },
    },
    { code: '0003', name: 'Sin lugar' },
  ]);
  const reading = (material: string, plant: string, quantity: string) => ({
    material,
    plant,
    quantity,
    unit: 'PZA',
    readAt: '2026-03-01T10:31:00-06:00',
  });
  await send('stock-readings', [
    reading('100', 'P1', '4000'),
    reading('100', 'p2', '24.5'),
    reading('100', '3', '0'),
    reading('101', 'P1', '25.000000'),
    reading('200', 'P2', '-3'),
  ]);
  const contact = 'C-2';
  await admin.openAccount('norte', {
    contact,
    grants: [{ permission: 'stock.view', scope: 'customer' }],
  });
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

const find = async (search: string, api = person) => {
  const { body } = await api<{ items: Material[] }>(
    `GET /materials?search=${encodeURIComponent(search)}`,
  );
  return body.items.map(({ number }) => number);
};
const idOf = async (number: string) =>
  (await person<{ items: Material[] }>(`GET /materials?search=${number}`)).body.items[0]!.id;
const ask = (body: object, api = person) => api<Stock>('POST /stock-queries', { body });

describe('materials', () => {
  test('are found by beginnings of words, without accents, in any order, and by number', async () => {
    const expected: [string, string[]][] = [
      ['aguila', ['000100', '000101']],
      ['ÁGUI tin', ['000100', '000101']],
      ['1100', ['000100']],
      ['1.100', ['000100']],
      ['tinaco 450', ['000101']],
      ['valv', ['000200']],
      ['desague', ['A-20/5']],
      ['a-20', ['A-20/5']],
      ['000200', ['000200']],
      ['200', ['000200']],
      ['guila', []],
      ['%', []],
      ["' or 1=1", []],
      ['tinaco retirado', []],
    ];
    for (const [search, numbers] of expected) assert.deepEqual(await find(search), numbers, search);
  });

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const { body }: { body: { items: Material[]; nextCursor: string | null } } = await person(
        `GET /materials?limit=2${query}`,
      );
      seen.push(...body.items.map(({ number }) => number));
      cursor = body.nextCursor;
    } while (cursor);
    assert.equal(seen.length, 6);
    assert.equal(new Set(seen).size, 6);
    for (const bad of [
      'x',
      Buffer.from('{}').toString('base64url'),
      Buffer.from('["1","2"]').toString('base64url'),
    ])
      assert.equal(
        refusal(await person(`GET /materials?cursor=${bad}`)),
        '400 invalid_input query.cursor: cursor',
      );
  });

  test('changed by the ERP are found by their new words only', async () => {
    await running.portal.sync('norte', 'materials', [
      { number: '300', descriptions: { es: 'Cubierta' }, unit: 'PZA' },
    ]);
    assert.deepEqual([await find('tapa'), await find('cubierta')], [[], ['300']]);
  });

  test('of another tenant are not found, nor asked for', async () => {
    const other = await signIn(running.url, 'todo', 'sul');
    assert.deepEqual(await find('aguila', other), []);
    const { body } = await ask({ materials: [await idOf('100')] }, other);
    assert.deepEqual(body.items, []);
  });

  test('any word of a description finds it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const word of searchWords(text)) assert.deepEqual(searchWords(word), [word]);
      }),
    );
  });
});

test('plants come with their places, by code where they have no name', async () => {
  const { body } = await person<{ items: Plant[] }>('GET /plants');
  assert.deepEqual(
    body.items.map(({ code, shortName, state, locality }) => [
      code,
      shortName,
      state?.name,
      locality?.name,
    ]),
    [
      ['P1', 'Ctr', 'Nuevo León', 'Monterrey'],
      ['P2', 'Pacífico', 'BCN', 'Tijuana'],
      ['0003', 'Sin lugar', undefined, undefined],
    ],
  );
});

describe('stock', () => {
  test('is told per plant, in the order asked for', async () => {
    const ids = [await idOf('200'), await idOf('100'), await idOf('300')];
    const { body } = await ask({ materials: ids });
    assert.deepEqual(
      body.items.map(({ material, plant, quantity, level }) => [
        material.number,
        plant.shortName,
        quantity,
        level,
      ]),
      [
        ['000200', 'Pacífico', '-3.000000', 'exact'],
        ['000100', 'Ctr', '4000.000000', 'exact'],
        ['000100', 'Pacífico', '24.500000', 'exact'],
        ['000100', 'Sin lugar', '0.000000', 'exact'],
      ],
    );
    assert.equal(body.items[0]!.readAt, '2026-03-01T16:31:00.000Z');
  });

  test('is narrowed to a plant, a state or a town', async () => {
    const materials = [await idOf('100')];
    const places = async (place: object) =>
      (await ask({ materials, ...place })).body.items.map(({ plant }) => plant.code);
    assert.deepEqual(await places({ plant: 'p2' }), ['P2']);
    assert.deepEqual(await places({ plant: '3' }), ['0003']);
    assert.deepEqual(await places({ state: 'nl' }), ['P1']);
    assert.deepEqual(await places({ locality: 'TIJ' }), ['P2']);
    assert.deepEqual(await places({ state: 'NL', locality: 'TIJ' }), []);
  });

  test('without the right to quantities is a word, and no number tells more', async () => {
    const api = await signIn(running.url, 'sinmontos');
    const materials = [await idOf('100'), await idOf('101'), await idOf('200')];
    const { body, text } = await ask({ materials }, api);
    assert.deepEqual(
      body.items.map(({ plant, level, quantity }) => [plant.code, level, quantity]),
      [
        ['P1', 'enough', null],
        ['P2', 'little', null],
        ['0003', 'none', null],
        ['P1', 'enough', null],
        ['P2', 'none', null],
      ],
    );
    assert.doesNotMatch(text, /4000|24\.5/);
    assert.equal(body.threshold, '25.000000');
  });

  test('is asked for 25 materials at most, and with ids', async () => {
    const many = Array.from({ length: 26 }, () => crypto.randomUUID());
    assert.match(refusal(await ask({ materials: many })), /^400 invalid_input body\.materials/);
    assert.match(refusal(await ask({ materials: ['1'] })), /^400 invalid_input body\.materials\.0/);
  });
});
