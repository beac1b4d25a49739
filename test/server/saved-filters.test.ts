// Filters that people keep: each person's own, of each list apart, under names of their own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { limits } from '#contract/limits';
import { filteredLists, mostSavedFilters } from '#contract/saved-filter-words';
import type { SavedFilter } from '#contract/saved-filters';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let contact: Api;
let other: Api;
let executive: Api;

type Kept = { items: SavedFilter[] };
const keep = (api: Api, name: string, filter: object, list = 'orders') =>
  api<Kept>('PUT /saved-filters', { body: { list, name, filter } });
const rename = (api: Api, id: string, name: string) =>
  api<Kept>(`PATCH /saved-filters/${id}`, { body: { name } });
const kept = async (api: Api, list = 'orders') =>
  (await api<Kept>(`GET /saved-filters?list=${list}`)).body.items;
const names = (items: readonly SavedFilter[]) => items.map(({ name }) => name);

before(async () => {
  running = await startPortal();
  contact = await signIn(running.url, 'todo');
  other = await signIn(running.url, 'vecino');
  executive = await staffSession(running, 'mirona', {
    permissions: ['portfolio.view', 'impersonate', 'access.manage'],
  });
});
after(() => running.close());

test('are the own ones of a list alone, by name, and are renamed and forgotten', async () => {
  const filter = { status: 'open', date: 'all', q: 'válvula ½"' };
  await keep(contact, 'viejos', filter);
  const { body } = await keep(contact, 'Dólares', { q: 'USD' });
  assert.deepEqual(names(body.items), ['Dólares', 'viejos']);
  assert.deepEqual(body.items[1]!.filter, filter);
  assert.deepEqual(await kept(contact), body.items);
  for (const list of filteredLists.filter((one) => one !== 'orders'))
    assert.deepEqual(await kept(contact, list), []);
  assert.deepEqual([await kept(other), await kept(executive)], [[], []]);

  const { id } = body.items[0]!;
  for (const api of [other, executive]) {
    assert.equal(refusal(await rename(api, id, 'Mío')), '404 not_found');
    assert.equal(refusal(await api(`DELETE /saved-filters/${id}`)), '404 not_found');
  }
  const renamed = await rename(contact, id, 'Zapatas');
  assert.deepEqual(names(renamed.body.items), ['viejos', 'Zapatas']);
  assert.deepEqual(renamed.body.items[1], { id, name: 'Zapatas', filter: { q: 'USD' } });
  assert.equal((await contact(`DELETE /saved-filters/${id}`)).status, 204);
  assert.equal(refusal(await contact(`DELETE /saved-filters/${id}`)), '404 not_found');
  assert.equal(refusal(await rename(contact, id, 'De nuevo')), '404 not_found');
  assert.deepEqual(names(await kept(contact)), ['viejos']);
});

test('have a name each, in whichever case; the same once more changes nothing', async () => {
  const first = await keep(contact, 'Abiertos', { status: 'open', date: 'all' }, 'invoices');
  const again = await keep(contact, 'Abiertos', { date: 'all', status: 'open' }, 'invoices');
  assert.deepEqual(again.body, first.body);
  const taken = '409 name_taken';
  assert.equal(refusal(await keep(contact, 'Abiertos', { status: 'x' }, 'invoices')), taken);
  assert.equal(refusal(await keep(contact, 'ABIERTOS', { status: 'open' }, 'invoices')), taken);
  assert.equal((await keep(contact, 'Abiertos', { status: 'x' }, 'quotes')).status, 200);
  assert.equal((await keep(other, 'Abiertos', { status: 'x' }, 'invoices')).status, 200);
  const { items } = (await keep(contact, 'Cerrados', {}, 'invoices')).body;
  const { id } = items.find(({ name }) => name === 'Cerrados')!;
  assert.equal(refusal(await rename(contact, id, 'abiertos')), taken);
  assert.deepEqual(names((await rename(contact, id, 'CERRADOS')).body.items), [
    'Abiertos',
    'CERRADOS',
  ]);
});

test('hold few short texts, and are so many of a list at most', async () => {
  const bad: [string, object, string?][] = [
    [' ', {}],
    ['x'.repeat(limits.filterName + 1), {}],
    ['x', {}, 'other'],
    ['x', { Status: 'open' }],
    ['x', { __proto__x: 'open' }],
    ['x', { status: 1 }],
    ['x', { status: '' }],
    ['x', { status: 'x'.repeat(limits.text + 1) }],
    ['x', Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`a${'b'.repeat(i)}`, 'x']))],
  ];
  for (const [name, filter, list] of bad)
    assert.match(refusal(await keep(executive, name, filter, list)), /^400 invalid_input/);
  for (let i = 0; i < mostSavedFilters; i += 1) await keep(executive, `filtro ${i}`, {});
  assert.equal(refusal(await keep(executive, 'uno más', {})), '409 limit_reached');
  assert.equal((await kept(executive)).length, mostSavedFilters);
  assert.equal((await keep(executive, 'uno más', {}, 'audit')).status, 200);
});

test('are shown to whoever looks as a contact, who changes none', async () => {
  const { items } = (await keep(contact, 'Del contacto', { q: '42' }, 'shipments')).body;
  const [row] = await running.sql<{ id: string }>(
    `select c.id from contacts c join login_names n on n.tenant_id = c.tenant_id and n.identity_id = c.identity_id
     where n.name = 'todo'`,
    'norte',
  );
  const body = { contact: row!.id, reason: 'Reporte 42' };
  assert.equal((await executive('POST /impersonations', { body })).status, 201);
  assert.deepEqual(await kept(executive, 'shipments'), items);
  const { id } = items[0]!;
  for (const answer of [
    await keep(executive, 'Otro', { q: '43' }, 'shipments'),
    await rename(executive, id, 'Otro'),
    await executive(`DELETE /saved-filters/${id}`),
  ])
    assert.equal(refusal(answer), '403 read_only');
  await executive('DELETE /impersonation');
  assert.deepEqual(await kept(contact, 'shipments'), items);
  assert.deepEqual(await kept(executive, 'shipments'), []);
});
