import { expect } from '@open-wc/testing';
import type { ShipmentMap } from '#contract/shipment-map';
import type { PortalShipmentMap } from '../../widgets/index.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  settled,
  text,
  waitUntil,
} from './support.ts';

const id = orderId(1);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** From Shanghai over the Pacific: the world begins anew at 0, so these lie left of it. */
const map = (more: Partial<ShipmentMap> = {}): ShipmentMap => ({
  land: '/v0.1.0/map',
  view: [-380, 650, 900, 400],
  stops: [
    { code: 'CNSHA', name: 'Shanghái', country: 'CN', passed: true, at: { x: -330, y: 835 } },
    { code: 'XXLOM', name: '', country: null, passed: false, at: null },
    { code: 'MXZLO', name: 'Manzanillo', country: 'MX', passed: false, at: { x: 430, y: 913 } },
  ],
  legs: [
    { d: 'M-330 835 L0 780', mode: 'sea', state: 'travelled' },
    { d: 'M0 780 L430 913', mode: 'sea', state: 'coming' },
  ],
  track: null,
  position: { x: 0, y: 780, seenAt: hoursAgo(3) },
  schematic: true,
  ...more,
});
const named = ['1-3', '0-3', '7-3'];

describe('portal-shipment-map', () => {
  let server: StandIn;
  const show = (more = '', state = 'ready') =>
    mount<PortalShipmentMap>(
      `<portal-shipment-map api="${server.api}" shipment="${id}" ${more}></portal-shipment-map>`,
      state,
    );
  const answer = (body: ShipmentMap) => (server.answers[`GET /shipments/${id}/map`] = { body });
  const all = (element: PortalShipmentMap, selector: string) => [
    ...element.shadowRoot!.querySelectorAll<SVGElement>(selector),
  ];
  const box = (element: PortalShipmentMap) =>
    find(element, '.chart').getAttribute('viewBox')!.split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
  const fetched = (name: string) =>
    server.calls.filter(({ path }) => path === `/map/${name}.json`).length;

  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: ['shipments.view', 'shipments.map'] };
    answer(map());
    const base = { land: 'M0 700l100 0 100 100z', factor: 4, pieces: 8, named };
    server.answers['GET /map/base.json'] = { body: base };
    for (const name of named)
      server.answers[`GET /map/${name}.json`] = { body: { land: `M${name.at(0)} 0l9 0 9 9z` } };
  });
  afterEach(clear);

  it('draws the whole way in one piece, with land on both sides of 180°', async () => {
    const element = await show();
    await waitUntil(() => all(element, '.land').length > 0);
    const [left, , width] = box(element);
    for (const { at } of map().stops.filter((stop) => stop.at))
      expect(at!.x).to.be.within(left, left + width);
    expect(all(element, '.land').map((one) => one.getAttribute('transform'))).to.include.members([
      'translate(-2048 0)',
      'translate(0 0)',
    ]);
    expect(all(element, '.route.travelled')).to.have.length(1);
    expect(all(element, '.route.coming')).to.have.length(1);
    expect(all(element, '.mark')).to.have.length(2);
    await expectAccessible(element);
  });

  it('says in words what it shows, and that the line is a sketch', async () => {
    const element = await show();
    expect(find(element, 'svg.chart').getAttribute('aria-label')).to.equal(
      'De Shanghái, China a Manzanillo, México, por XXLOM. Última posición hace 3 horas.',
    );
    expect(text(element)).to.contain('Trayecto esquemático').and.to.contain('hace 3 horas');
    expect(all(element, '.position.old')).to.have.length(0);
    const items = all(element, '.stops li').map((one) =>
      (one.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
    expect(items).to.deep.equal([
      'Shanghái, China Ya pasó por aquí',
      'XXLOM Por llegar · sin ubicación conocida',
      'Manzanillo, México Por llegar',
    ]);
  });

  it('writes no name beyond its edge', async () => {
    const [shanghai, , manzanillo] = map().stops;
    const [a, b] = [
      { ...shanghai!, name: 'Puerto de la Concordia', at: { x: -360, y: 835 } },
      { ...manzanillo!, name: 'San Pedro de Macorís', at: { x: 500, y: 835 } },
    ];
    const near = { ...manzanillo!, code: 'XXAAA', name: 'Cerca' };
    // The third is close by, and those at the ends would stand away from it.
    answer(map({ stops: [a, { ...near, at: { x: -350, y: 850 } }, b], legs: [], position: null }));
    const element = await show();
    answer(map({ stops: [a, { ...near, at: { x: 490, y: 850 } }, b], legs: [], position: null }));
    for (const one of [element, await show()]) {
      const { left, right } = find(one, '.chart').getBoundingClientRect();
      const names = all(one, '.name').map((text) => text.getBoundingClientRect());
      expect(names).to.have.length(2);
      for (const name of names) {
        expect(name.left).to.be.at.least(left);
        expect(name.right).to.be.at.most(right);
      }
    }
  });

  it('marks a position that is older than a day', async () => {
    answer(map({ position: { x: 0, y: 780, seenAt: hoursAgo(50) } }));
    const element = await show();
    expect(all(element, '.position.old')).to.have.length(1);
    expect(text(element)).to.contain('hace 2 días; puede haber cambiado');
  });

  it('draws the real track where there is one, and does not call it a sketch', async () => {
    answer(map({ track: 'M-330 835 L-200 800 L0 780', schematic: false }));
    const element = await show();
    expect(all(element, '.track')).to.have.length(1);
    expect(text(element)).to.not.contain('esquemático');
  });

  it('is moved by keys and buttons, and comes back', async () => {
    const element = await show();
    const stage = find(element, '.stage');
    await waitUntil(() => stage.clientWidth > 0);
    const home = box(element);
    const key = async (name: string) => {
      stage.dispatchEvent(new KeyboardEvent('keydown', { key: name, cancelable: true }));
      await element.updateComplete;
    };
    await key('+');
    expect(box(element)[2]).to.be.below(home[2]);
    await key('ArrowRight');
    expect(box(element)[0]).to.be.above(home[0]);
    await key('0');
    expect(box(element)).to.deep.equal(home);
    await press(element, 'Alejar', true);
    await element.updateComplete;
    expect(box(element)[2]).to.be.above(home[2]);
    await press(element, 'Ver toda la ruta');
    await element.updateComplete;
    expect(box(element)).to.deep.equal(home);
    const typed = new KeyboardEvent('keydown', { key: 'a', cancelable: true });
    stage.dispatchEvent(typed);
    expect(typed.defaultPrevented).to.equal(false);
  });

  it('never shows more than the world, nor less than a harbour', async () => {
    const element = await show();
    await waitUntil(() => find(element, '.stage').clientWidth > 0);
    for (let i = 0; i < 30; i++) await press(element, 'Alejar', true);
    await element.updateComplete;
    expect(box(element)[2]).to.be.closeTo(2_048, 1);
    for (let i = 0; i < 60; i++) await press(element, 'Acercar', true);
    await element.updateComplete;
    expect(box(element)[2]).to.be.closeTo(1, 0.01);
  });

  it('asks for detail only from near, for each piece once, and keeps the coarse land till then', async () => {
    const element = await show();
    await waitUntil(() => all(element, '.land').length > 0);
    expect(fetched('1-3')).to.equal(0);
    find(element, '.stops button:last-of-type');
    all(element, '.stops button')[1]!.dispatchEvent(new MouseEvent('click'));
    for (let i = 0; i < 6; i++) await press(element, 'Acercar');
    await waitUntil(() => all(element, '.detail').length > 0);
    expect(fetched('1-3')).to.equal(1);
    expect(all(element, '.land:not(.detail)')).to.have.length(0);
  });

  it('keeps the coarse land where a piece cannot be had', async () => {
    for (const name of named) server.problem(`GET /map/${name}.json`, 500, 'internal');
    server.answers['GET /map/base.json'] = {
      body: { land: 'M0 700l100 0 100 100z', factor: 4, pieces: 8, named },
    };
    answer(map({ land: '/v0.1.1/map', view: [400, 880, 60, 40] }));
    const element = await show();
    await waitUntil(() => server.calls.some(({ path }) => path === '/map/1-3.json'));
    await element.updateComplete;
    expect(all(element, '.detail')).to.have.length(0);
  });

  it('leads from the map to the list and back', async () => {
    const element = await show();
    all(element, '.mark')[1]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await waitUntil(() => focused(element)?.textContent?.trim() === 'Manzanillo, México');
    expect(all(element, '.mark.chosen')).to.have.length(1);
    const first = all(element, '.stops button')[0] as unknown as HTMLButtonElement;
    first.click();
    await element.updateComplete;
    expect(first.getAttribute('aria-pressed')).to.equal('true');
    const [left, , width] = box(element);
    expect(left + width / 2).to.be.closeTo(-330, 1);
  });

  it('shows that nothing is known of where it lies', async () => {
    server.problem(`GET /shipments/${id}/map`, 404, 'no_map');
    const element = await show('', 'empty');
    expect(text(element)).to.contain('Sin mapa');
  });

  it('shows a failure, and loads again', async () => {
    server.once(`GET /shipments/${id}/map`, 500, 'internal');
    const element = await show('', 'error');
    answer(map());
    await press(element, 'Reintentar');
    await settled(element, 'ready');
    expect(all(element, '.mark')).to.have.length(2);
  });

  it('is closed to whom maps are not granted', async () => {
    server.session = { ...contact, permissions: ['shipments.view'] };
    await show('', 'forbidden');
    expect(server.called(`/shipments/${id}/map`)).to.have.length(0);
  });
});
