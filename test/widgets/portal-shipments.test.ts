import { expect, oneEvent } from '@open-wc/testing';
import type { PortalShipments } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { shipmentEvent, shipmentMore, shipmentRow } from './stand-in-freight.ts';
import { request } from './stand-in-service.ts';
import {
  catchDownloads,
  clear,
  expectAccessible,
  find,
  mount,
  settled,
  text,
  waitUntil,
} from './support.ts';

describe('portal-shipments', () => {
  let server: StandIn;
  const show = (more = '', state = 'ready') =>
    mount<PortalShipments>(
      `<portal-shipments api="${server.api}" ${more}></portal-shipments>`,
      state,
    );
  const rows = (element: PortalShipments) =>
    Array.from(
      element.renderRoot.querySelectorAll('tbody tr'),
      ({ textContent }) => textContent?.replaceAll(/\s+/g, ' ') ?? '',
    );
  const open = async (tab = 'summary') => {
    const { id } = shipmentRow(1);
    return show(`open="${id}" tab="${tab}"`);
  };
  const detail = (more: object = {}) => {
    const row = shipmentRow(1);
    server.answers[`GET /shipments/${row.id}`] = { body: { ...row, ...shipmentMore, ...more } };
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = {
      ...contact,
      permissions: ['shipments.view', 'shipments.map', 'shipments.export'],
    };
    server.answers['GET /shipments'] = {
      body: {
        items: [
          shipmentRow(1, { movedDays: 3, freeDays: 2, freeUntil: '2026-11-27' }),
          shipmentRow(2, {
            status: 'held',
            reason: 'customs',
            mode: 'air',
            containers: { count: 0, first: null, delivered: 0 },
            destination: { code: 'ZZZZZ', name: null, country: null },
          }),
          shipmentRow(3, {
            status: 'out_for_delivery',
            containers: { count: 5, first: 'CSQU3054383', delivered: 3 },
            freeDays: -1,
          }),
        ],
        nextCursor: null,
      },
    };
    const figure = (count: number, more = false) => ({ count, more });
    server.answers['GET /shipment-figures'] = {
      body: {
        in_transit: figure(1000, true),
        in_customs: figure(4),
        arriving: figure(2),
        clock: figure(1),
      },
    };
    detail();
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('lists where each goes, when it arrives, how it stands and what free days are left', async () => {
    const element = await show();
    await waitUntil(() => text(element).includes('3 expedientes'));
    const [first, second, third] = rows(element);
    expect(first)
      .to.contain('EX-00001')
      .and.contain('OC-1')
      .and.contain('Shanghái CN → Manzanillo MX')
      .and.contain('De Shanghái, China a Manzanillo, México')
      .and.contain('y 1 más')
      .and.contain('+3 días')
      .and.contain('En tránsito')
      .and.contain('Quedan 2 días');
    expect(second).to.contain('ZZZZZ').and.contain('Retenido').and.contain('por la aduana');
    expect(third).to.contain('3 de 5 entregados').and.contain('2 días de demora');
    await expectAccessible(element);
  });

  it('shows what it left by: a ship only where one sails', async () => {
    const ways = ['sea', 'air', 'road'] as const;
    server.answers['GET /shipments'] = {
      body: {
        items: ways.map((mode, at) => shipmentRow(at + 1, { mode, status: 'departed' })),
        nextCursor: null,
      },
    };
    const element = await show();
    await waitUntil(() => text(element).includes('3 expedientes'));
    const drawn = (selector: string) =>
      [...element.renderRoot.querySelectorAll(`tbody tr ${selector} svg`)].map(
        (icon) => icon.innerHTML,
      );
    const badges = drawn('[part~="badge-departed"]');
    expect(new Set(badges).size).to.equal(3);
    // Beside the operation stands the same icon.
    const all = drawn('');
    for (const badge of badges) expect(all.filter((one) => one === badge)).to.have.length(2);
  });

  it('has four figures that narrow the list, and again widen it', async () => {
    const element = await show('address="expediente"');
    await waitUntil(() => text(element).includes('1000+'));
    const press = (index: number) =>
      element.renderRoot.querySelectorAll<HTMLButtonElement>('.count')[index]!.click();
    press(3);
    await waitUntil(() => server.called('/shipments').length === 2);
    expect(server.called('/shipments')[1]!.query.get('group')).to.equal('clock');
    expect(new URLSearchParams(location.search).toString() + location.hash).to.contain('clock');
    await element.updateComplete;
    press(3);
    await waitUntil(() => server.called('/shipments').length === 3);
    expect(server.called('/shipments')[2]!.query.get('group')).to.equal(null);
  });

  it('says what to do where there is none yet, and where a filter finds none', async () => {
    server.answers['GET /shipments'] = { body: { items: [], nextCursor: null } };
    const element = await show('', 'empty');
    expect(text(element)).to.contain('Aún no hay expedientes');
    element.group = 'held';
    await waitUntil(() => text(element).includes('Ningún expediente con estos filtros'));
  });

  it('shows what was asked about a shipment in a tab of its own, and asks there', async () => {
    const { id } = shipmentRow(1);
    server.service.requests = [
      request(1, { record: { kind: 'shipment', id, number: 'EX-00001' } }),
    ];
    server.session = {
      ...contact,
      permissions: ['shipments.view', 'service.view', 'service.create'],
    };
    const element = await open('requests');
    const inner = () =>
      element.renderRoot.querySelector<HTMLElement & { renderRoot: ShadowRoot }>('portal-service');
    await waitUntil(() => inner()?.shadowRoot?.textContent?.includes('Asunto 1') === true);
    expect(server.called('/service-requests')[0]!.query.get('record')).to.equal(`shipment:${id}`);
    // The list alone: heading, filters and frame are the shipment's.
    expect(inner()!.shadowRoot!.querySelector('form, h2')).to.equal(null);
    await expectAccessible(element);
    [...inner()!.shadowRoot!.querySelectorAll('button')]
      .find(({ textContent }) => textContent?.includes('Nueva solicitud'))!
      .click();
    await waitUntil(() => inner()!.shadowRoot!.textContent!.includes('Categoría danio'));
  });

  it('has no tab of requests for whoever may not see any', async () => {
    const element = await open('requests');
    await waitUntil(() => text(element).includes('Paso 3 de 6'));
    expect(element.renderRoot.querySelector('#tab-requests')).to.equal(null);
  });

  it('opens a shipment with its steps, facts and the last position', async () => {
    const element = await show();
    await settled(element, 'ready');
    const opened = oneEvent(element, 'portal-shipment-opened');
    find(element, `[data-record="${shipmentRow(1).id}"]`).click();
    expect((await opened).detail.number).to.equal('EX-00001');
    await waitUntil(() => element.renderRoot.querySelector('.stepper') !== null);
    const shown = text(element);
    expect(shown).to.contain('Paso 3 de 6: Tránsito');
    expect(shown).to.contain('Naviera Ballena Gris').and.contain('30.500000, 150.250000');
    expect(shown).to.contain('18,500.5 kg').and.contain('Peso verificado (VGM)');
    await expectAccessible(element);
  });

  it('says why a shipment stands still', async () => {
    detail({ status: 'held', reason: 'documents' });
    expect(text(await open())).to.contain('El expediente está retenido por documentos pendientes.');
  });

  it('shows containers with their clocks, what they cost, and a wrong check digit', async () => {
    const element = await open('containers');
    const shown = text(element);
    expect(shown).to.contain("40' HC").and.contain('Dígito verificador incorrecto');
    expect(shown).to.contain('Demora en terminal').and.contain('2 días de demora');
    expect(shown).to.contain('240.00').and.contain('Desde el día 1');
    await expectAccessible(element);
  });

  it('says what an expected arrival leaves of free days whose end is fixed', async () => {
    const [shown] = shipmentMore.boxes;
    const [clock] = shown!.clocks;
    const ahead = { state: 'waiting', daysLeft: null, chargedDays: 0, grantedDays: 5, tiers: [] };
    const arriving = { ...clock!, ...ahead, lastFreeDay: '2026-12-11', daysAtArrival: 2 };
    detail({ boxes: [{ ...shown!, clocks: [arriving] }] });
    const element = await open('containers');
    expect(text(element)).to.contain('La llegada prevista deja 2 días libres en vez de 5');
    detail({ boxes: [{ ...shown!, clocks: [{ ...arriving, daysAtArrival: 5 }] }] });
    await element.refresh();
    await waitUntil(() => text(element).includes('5 días libres al llegar'));
  });

  it('offers no containers where there are none', async () => {
    detail({ boxes: [] });
    const element = await open('containers');
    expect(element.renderRoot.querySelector('#tab-containers')).to.equal(null);
    expect(text(element)).to.contain('Resina');
  });

  it('shows six hundred containers fifty at a time', async () => {
    const [box] = shipmentMore.boxes;
    detail({
      boxes: Array.from({ length: 600 }, (_, i) => ({ ...box!, number: `BOX ${i}`, clocks: [] })),
    });
    const element = await open('containers');
    const count = () => element.renderRoot.querySelectorAll('.box').length;
    expect(count()).to.equal(50);
    find(element, '.main .tab-panel > .button').click();
    await element.updateComplete;
    expect(count()).to.equal(100);
  });

  it('shows what another element has of it within its tab, without a frame of its own', async () => {
    server.session = { ...contact, permissions: ['shipments.view', 'documents.view'] };
    server.answers['GET /documents'] = { body: { items: [], nextCursor: null } };
    server.answers['GET /document-types'] = { body: { items: [] } };
    const element = await open('documents');
    await waitUntil(() => element.renderRoot.querySelector('portal-documents')?.shadowRoot);
    const root = find(element, 'portal-documents').shadowRoot!.querySelector('.root')!;
    expect(getComputedStyle(root).padding).to.equal('0px');
  });

  it('lists its deadlines, each with its own day', async () => {
    const element = await open('summary');
    const headings = [...element.renderRoot.querySelectorAll('.main th')].map((one) =>
      one.textContent?.trim(),
    );
    expect(headings).to.deep.equal(['Tipo', 'Fecha límite', 'Estado']);
  });

  it('shows the way place by place, what containers have in common once', async () => {
    const element = await open('events');
    const stops = Array.from(
      element.renderRoot.querySelectorAll('.stop'),
      ({ textContent }) => textContent?.replaceAll(/\s+/g, ' ') ?? '',
    );
    expect(stops.length).to.equal(3);
    expect(stops[0]).to.contain('Shanghái, China').and.contain('2 contenedores');
    expect(stops[1]).to.contain('Estimado').and.contain('Antes: 08-dic-2026');
    expect(stops[2]).to.contain('XQZW');
    await expectAccessible(element);
  });

  it('shows the whole history on request, with what no longer counts', async () => {
    server.answers[`GET /shipments/${shipmentRow(1).id}/events`] = {
      body: {
        items: [
          shipmentEvent(1),
          shipmentEvent(2, { superseded: true }),
          shipmentEvent(3, { retracted: true, remark: 'Error del puerto' }),
        ],
        nextCursor: null,
      },
    };
    const element = await open('events');
    find(element, '.switch input').click();
    await waitUntil(() => text(element).includes('Anulado'));
    expect(text(element)).to.contain('Reemplazado').and.contain('Error del puerto');
    expect(element.renderRoot.querySelectorAll('.point.gone').length).to.equal(2);
  });

  it('downloads what was found in either form, where that is allowed', async () => {
    const downloads = catchDownloads();
    const element = await show('operation="import"');
    await element.exportFile('xlsx');
    await element.exportFile('csv');
    downloads.stop();
    const saved = await Promise.all(downloads.saved);
    expect(saved.map(({ name }) => name.replace(/_\d{8}\./, '_today.'))).to.deep.equal([
      'expedientes_today.xlsx',
      'expedientes_today.csv',
    ]);
    const [call] = server.called('/exports/shipments/xlsx');
    expect(Object.fromEntries(call!.query)).to.include({ operation: 'import', locale: 'es' });
    const { answers } = server;
    server = new StandIn();
    Object.assign(server, { answers, session: { ...contact, permissions: ['shipments.view'] } });
    const other = await show();
    expect(other.renderRoot.querySelector('.exports')).to.equal(null);
  });

  it('narrows many containers to a part of a number, however it is written', async () => {
    const box = shipmentMore.boxes[0]!;
    const boxes = Array.from({ length: 60 }, (_, i) => ({
      ...box,
      number: `CSQU${String(300_000 + i * 7)}3`,
    }));
    detail({ boxes });
    const element = await open('containers');
    const shown = () => element.renderRoot.querySelectorAll('.box').length;
    expect(shown()).to.equal(50);
    const field = find<HTMLInputElement>(element, '#box-number');
    field.value = 'csqu 300-1 5';
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(shown()).to.equal(1);
    expect(text(element)).to.contain('1 de 60');
    await expectAccessible(element);
    field.value = '999999';
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(shown()).to.equal(0);
  });

  it('makes a link to a shipment, shows it once, and ends it', async () => {
    const { id } = shipmentRow(1);
    const share = {
      id: '00000000-0000-4000-8000-00000000000a',
      createdAt: '2026-11-26T10:00:00Z',
      expiresAt: '2026-12-03T10:00:00Z',
      by: 'Compras',
      views: 0,
      lastViewAt: null,
    };
    const url = 'https://portal.example/s/norte/abcdefghijklmnopqrstuvwxyz0';
    detail();
    server.answers[`GET /shipments/${id}/shares`] = {
      body: { items: [{ ...share, id: share.id.replace('a', 'b'), views: 3 }] },
    };
    server.answers[`POST /shipments/${id}/shares`] = { status: 201, body: { share, url } };
    server.answers[`DELETE /shares/${share.id}`] = { status: 204 };
    const element = await open();
    find(element, '.aside-acts button').click();
    await waitUntil(() => text(element).includes('abierto 3 veces'));
    const days = find<HTMLSelectElement>(element, '#share-days');
    days.value = '14';
    days.dispatchEvent(new Event('change'));
    const created = oneEvent(element, 'portal-share-created');
    find(element, 'dialog .primary').click();
    expect((await created).detail).to.deep.equal({
      id: share.id,
      shipment: id,
      expiresAt: share.expiresAt,
    });
    await waitUntil(() => text(element).includes('no se vuelve a mostrar'));
    expect(find(element, '.copy').title).to.equal(url);
    const [call] = server
      .called(`/shipments/${id}/shares`)
      .filter(({ method }) => method === 'POST');
    expect(call?.body).to.deep.equal({ days: 14 });
    await expectAccessible(element);
    find(element, '.shares button').click();
    await waitUntil(() => element.renderRoot.querySelectorAll('.shares li').length === 1);
    expect(element.renderRoot.querySelector('.copy')).to.equal(null);
  });

  it('renews the address of a calendar, which staff has none of', async () => {
    detail();
    server.answers['GET /me/calendar'] = { body: { createdAt: null, lastReadAt: null } };
    server.answers['POST /me/calendar'] = {
      status: 201,
      body: {
        createdAt: '2026-11-26T10:00:00Z',
        lastReadAt: null,
        url: 'https://portal.example/c/norte/abcdefghijklmnopqrstuvwxyz0.ics',
      },
    };
    const element = await open();
    const [, calendar] = element.renderRoot.querySelectorAll<HTMLElement>('.aside-acts button');
    calendar!.click();
    await waitUntil(() => text(element).includes('Crear dirección'));
    find(element, 'dialog .primary').click();
    await waitUntil(() => text(element).includes('Renovar dirección'));
    expect(find(element, '.copy').title).to.contain('.ics');
    await expectAccessible(element);
  });

  it('refuses a period that ends before it begins', async () => {
    const element = await show('from="2026-02-02" to="2026-02-01"');
    const before = server.called('/shipments').length;
    find(element, '.filter .primary').click();
    await element.updateComplete;
    expect(text(element)).to.contain('La fecha final es anterior a la inicial.');
    expect(server.called('/shipments').length).to.equal(before);
  });

  it('speaks Portuguese', async () => {
    const element = await show('locale="pt"');
    await waitUntil(() => text(element).includes('3 processos'));
    expect(text(element)).to.contain('Em trânsito').and.contain('pela aduana');
  });

  it('offers no map of what has no known place', async () => {
    const tabs = (element: PortalShipments) =>
      Array.from(element.renderRoot.querySelectorAll('[role=tab]'), ({ textContent }) =>
        textContent?.trim(),
      );
    expect(tabs(await open())).to.include('Mapa');
    clear();
    detail({ mapped: false });
    expect(tabs(await open())).to.not.include('Mapa');
  });
});
