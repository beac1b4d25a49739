// The filters that a reader keeps of a list: one mechanism, which every list has.
import { expect } from '@open-wc/testing';
import { mostSavedFilters } from '#contract/saved-filter-words';
import type { SavedFilter } from '#contract/saved-filters';
import type { PortalOrders } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  focused,
  press,
  says,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

const saved = (n: number, name: string, filter: SavedFilter['filter']): SavedFilter => ({
  id: `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`,
  name,
  filter,
});
const released = saved(1, 'Liberados', { status: 'released', date: 'all', sort: 'number' });

describe('filters that a reader keeps', () => {
  let server: StandIn;
  const show = shower<PortalOrders>('orders', () => server);
  const has = (...items: SavedFilter[]) => ({ body: { items } });
  const open = async (element: PortalOrders) => {
    await press(element, 'Filtros guardados');
    await waitUntil(() => element.shadowRoot!.querySelector('.saved') !== null, 'not there');
  };
  const chips = (element: PortalOrders) =>
    [...element.shadowRoot!.querySelectorAll<HTMLElement>('.saved [data-filter]')].map((chip) => [
      chip.innerText.trim(),
      chip.ariaPressed,
    ]);
  const isAt = (element: PortalOrders, selector: string) =>
    waitUntil(() => focused(element)?.matches(selector) ?? false, `not at ${selector}`);
  const name = async (element: PortalOrders, words: string, submit: string) => {
    write(element, '#filter-name', words);
    await press(element, submit);
  };

  beforeEach(() => {
    server = new StandIn();
    server.answers['GET /saved-filters'] = has(released);
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('are asked for once the reader wants them', async () => {
    const element = await show('auto');
    await says(element, 'pedidos');
    expect(server.called('/saved-filters')).to.have.length(0);
    await open(element);
    expect(server.called('/saved-filters')[0]!.query.get('list')).to.equal('orders');
    expect(chips(element)).to.deep.equal([['Liberados', 'false']]);
    await expectAccessible(element);
    await press(element, 'Filtros guardados');
    expect(chips(element)).to.deep.equal([]);
  });

  it('lead to the address that typing them leads to', async () => {
    const element = await show('address="p"');
    await open(element);
    await press(element, 'Liberados');
    await waitUntil(() => server.called('/orders').length === 1);
    const { query } = server.called('/orders')[0]!;
    expect([query.get('status'), query.get('sort'), query.get('from')]).to.deep.equal([
      'released',
      'number',
      null,
    ]);
    expect(find<HTMLSelectElement>(element, '#status').value).to.equal('released');
    await waitUntil(() => chips(element)[0]?.[1] === 'true');
    expect(Object.fromEntries(new URL(location.href).searchParams)).to.deep.equal({
      'p.status': 'released',
      'p.date': 'all',
      'p.sort': 'number',
    });
    expect(text(element)).not.to.contain('Guardar este filtro');
  });

  it('leave a field that is wrong as it was typed before they are applied', async () => {
    const element = await show('date="day" auto');
    await open(element);
    await press(element, 'Buscar');
    await waitUntil(() => element.shadowRoot!.querySelector('.wrong') !== null);
    await press(element, 'Liberados');
    await waitUntil(() => server.called('/orders').some(({ query }) => query.get('status')));
    expect(element.shadowRoot!.querySelector('.wrong')).to.equal(null);
  });

  it('are kept under a name that is proposed, renamed, and forgotten with a way back', async () => {
    const kept = { ...released, filter: { status: 'released', date: 'all' } };
    server.answers['GET /saved-filters'] = has();
    server.answers['PUT /saved-filters'] = has(kept);
    const key = `/saved-filters/${released.id}`;
    server.answers[`PATCH ${key}`] = has({ ...kept, name: 'Por surtir' });
    server.answers[`DELETE ${key}`] = { status: 204 };
    const element = await show('status="released" date="all"');
    await open(element);
    await says(element, 'Guardar este filtro');
    await press(element, 'Guardar este filtro');
    const field = find<HTMLInputElement>(element, '#filter-name');
    expect(field.value).to.equal('Liberado · Todas las fechas');
    await expectAccessible(element);
    await name(element, 'Liberados', 'Guardar');
    await isAt(element, '[data-filter][aria-pressed="true"]');
    expect(server.calls.find(({ method }) => method === 'PUT')?.body).to.deep.equal({
      list: 'orders',
      name: 'Liberados',
      filter: { status: 'released', date: 'all' },
    });

    find(element, '[aria-label="Cambiar el nombre del filtro Liberados"]').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#filter-name') !== null);
    expect(find<HTMLInputElement>(element, '#filter-name').value).to.equal('Liberados');
    await name(element, 'Por surtir', 'Cambiar nombre');
    await waitUntil(() => chips(element)[0]?.[0] === 'Por surtir');
    await isAt(element, '[data-filter]');
    expect(server.called(key)[0]?.body).to.deep.equal({ name: 'Por surtir' });

    find(element, '[aria-label="Quitar el filtro Por surtir"]').click();
    await says(element, 'Se quitó el filtro Por surtir.');
    await isAt(element, '.notice .button');
    expect(chips(element)).to.deep.equal([]);
    server.answers['PUT /saved-filters'] = has({ ...kept, name: 'Por surtir' });
    await press(element, 'Deshacer');
    await isAt(element, '[data-filter]');
    expect(server.calls.filter(({ method }) => method === 'PUT')).to.have.length(2);
  });

  it('say below the name that it is taken, here or in another tab', async () => {
    const element = await show('status="pending" date="all"');
    await open(element);
    await press(element, 'Guardar este filtro');
    await name(element, 'LIBERADOS', 'Guardar');
    await says(element, 'Ya tiene un filtro llamado LIBERADOS en esta lista.');
    await isAt(element, '#filter-name');
    expect(server.calls.some(({ method }) => method === 'PUT')).to.equal(false);
    server.once('PUT /saved-filters', 409, 'name_taken');
    server.answers['GET /saved-filters'] = has(released, saved(2, 'Otros', { q: '84' }));
    await name(element, 'Otros', 'Guardar');
    await says(element, 'Ya tiene un filtro llamado Otros en esta lista.');
    await isAt(element, '#filter-name');
    await waitUntil(() => chips(element).length === 2);
    await press(element, 'Cancelar');
  });

  it('say so once there are as many as there can be', async () => {
    server.answers['GET /saved-filters'] = has(
      ...Array.from({ length: mostSavedFilters }, (_, i) => saved(i, `f${i}`, { q: `${i}` })),
    );
    const element = await show('status="pending" date="all"');
    await open(element);
    await says(element, `Ya guarda ${mostSavedFilters} filtros de esta lista`);
    expect(text(element)).not.to.contain('Guardar este filtro');
  });

  it('can be applied and not changed by whoever looks as another', async () => {
    server.session = { ...server.session!, impersonation: { by: 'Iris', left: 900 } };
    const element = await show('status="pending" date="all"');
    await open(element);
    expect(chips(element)).to.deep.equal([['Liberados', 'false']]);
    expect(text(element)).not.to.contain('Guardar este filtro');
    expect(element.shadowRoot!.querySelectorAll('.saved .chip')).to.have.length(1);
    await press(element, 'Liberados');
    await waitUntil(() => chips(element)[0]?.[1] === 'true');
  });

  it('say what failed, and are asked for again', async () => {
    server.answers['GET /saved-filters'] = 'offline';
    const element = await show();
    await press(element, 'Filtros guardados');
    await says(element, 'Reintentar');
    server.answers['GET /saved-filters'] = has(released);
    await press(element, 'Reintentar');
    await waitUntil(() => chips(element).length === 1);
    server.once(`DELETE /saved-filters/${released.id}`, 503, 'unavailable');
    find(element, '[aria-label="Quitar el filtro Liberados"]').click();
    await waitUntil(() => announced(element) !== '');
    expect(chips(element)).to.have.length(1);
  });
});
