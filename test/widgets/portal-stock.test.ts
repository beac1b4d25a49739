import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { StockRow } from '#contract/stock';
import type { PortalStock } from '../../widgets/index.ts';
import { contact, material, StandIn } from './stand-in.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  focused,
  press,
  says,
  settled,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('portal-stock', () => {
  let server: StandIn;
  const show = shower<PortalStock>('stock', () => server);
  const listed = async (more = 'auto') => {
    const element = await show(more);
    await says(element, 'Tinaco 0');
    return element;
  };
  const choose = async (element: PortalStock, id: string, value: string) => {
    const control = find<HTMLSelectElement>(element, `#${id}`);
    control.value = value;
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const offers = (element: PortalStock, id: string) =>
    [...find<HTMLSelectElement>(element, `#${id}`).options].map(({ text }) => text);
  const chosen = (element: PortalStock, id: string) =>
    find<HTMLSelectElement>(element, `#${id}`).selectedOptions[0]?.text;
  const order = (element: PortalStock) =>
    [...(element.shadowRoot?.querySelectorAll('select') ?? [])].map(({ id }) => id);
  const materials = () => server.called('/materials').map(({ query }) => query);
  const questions = () => server.called('/stock-queries').map(({ body }) => body);
  /** The cells of the plants of a material. */
  const rows = (element: PortalStock) =>
    [...(element.shadowRoot?.querySelectorAll('.inner tbody tr') ?? [])].map((row) =>
      [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
    );

  beforeEach(() => (server = new StandIn()));
  afterEach(clear);

  describe('the place', () => {
    it('narrows each choice by those before it, and takes back what no longer fits', async () => {
      const element = await show();
      expect(order(element)).to.deep.equal(['state', 'locality', 'plant']);
      expect(offers(element, 'state')).to.deep.equal(['Todos', 'BCN', 'Nuevo León']);
      expect(offers(element, 'locality')).to.have.length(4);
      await choose(element, 'state', 'NL');
      expect(offers(element, 'locality')).to.deep.equal(['Todas', 'Apodaca', 'Guadalupe']);
      await choose(element, 'locality', 'GPE');
      expect(offers(element, 'plant')).to.deep.equal(['Todas', 'Centro de Distribución Sur']);
      await choose(element, 'plant', '1020');
      await choose(element, 'state', 'BCN');
      expect([chosen(element, 'locality'), chosen(element, 'plant')]).to.deep.equal([
        'Todas',
        'Todas',
      ]);
      expect(server.calls.filter(({ path }) => path !== '/portal')).to.have.length(1);
      await expectAccessible(element);
      await press(element, 'Buscar');
      await says(element, 'Tinaco 0');
      await press(element, 'Consultar stock de 100100');
      await waitUntil(() => questions().length === 1);
      expect(questions()).to.deep.equal([{ materials: [material(0).id], state: 'BCN' }]);
    });

    it('keeps what still fits, wherever it stands in the narrower list', async () => {
      const element = await show();
      await choose(element, 'locality', 'APO');
      await choose(element, 'locality', 'TIJ');
      await choose(element, 'state', 'BCN');
      expect(offers(element, 'locality')).to.deep.equal(['Todas', 'Tijuana']);
      expect(chosen(element, 'locality')).to.equal('Tijuana');
    });

    it('begins with the plant in the other mode', async () => {
      const element = await show();
      await choose(element, 'state', 'NL');
      await press(element, 'Buscar por planta');
      await element.updateComplete;
      expect(order(element)).to.deep.equal(['plant', 'state', 'locality']);
      expect(element.getAttribute('mode')).to.equal('plant');
      expect(offers(element, 'plant')).to.have.length(4);
      expect(chosen(element, 'state')).to.equal('Nuevo León');
      await choose(element, 'plant', '1030');
      expect(offers(element, 'state')).to.deep.equal(['Todos', 'BCN']);
      expect(chosen(element, 'state')).to.equal('Todos');
      await expectAccessible(element);
    });

    it('changes the mode by arrow keys', async () => {
      const element = await show('mode="plant"');
      find(element, '#tab-plant').focus();
      const key = new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true });
      find(element, '#tab-plant').dispatchEvent(key);
      await element.updateComplete;
      expect(element.mode).to.equal('locality');
      expect(order(element)[0]).to.equal('state');
      expect(focused(element)?.id).to.equal('tab-locality');
    });

    it('is asked about as it stands, also where it was chosen after the search', async () => {
      const element = await listed('state="NL" q="tin"');
      await press(element, 'Consultar stock de 100100');
      await says(element, 'Centro');
      await choose(element, 'state', 'BCN');
      await press(element, 'Consultar stock de 100101');
      await waitUntil(() => questions().length === 2);
      expect(questions()).to.deep.equal([
        { materials: [material(0).id], state: 'NL' },
        { materials: [material(1).id], state: 'BCN' },
      ]);
      await waitUntil(() => rows(element).length === 2);
      // Answers about the former place do not stay beside those about the new one.
      expect(element.shadowRoot?.querySelectorAll('.inner')).to.have.length(1);
      expect(element.getAttribute('state')).to.equal('BCN');
    });
  });

  describe('the search', () => {
    it('asks when the form is sent, and reflects it', async () => {
      const element = await show();
      await choose(element, 'plant', '1010');
      write(element, '#q', ' tinaco ');
      expect(materials()).to.have.length(0);
      find<HTMLFormElement>(element, 'form').requestSubmit();
      await says(element, '3 materiales');
      expect(materials()[0]?.get('search')).to.equal('tinaco');
      expect(element.getAttribute('plant')).to.equal('1010');
      expect(element.q).to.equal(' tinaco ');
      expect(announced(element)).to.equal('3 materiales');
      expect(text(element)).to.contain('Acción').and.to.contain('Consultar stock');
      expect(questions()).to.have.length(0);
      await expectAccessible(element);
    });

    it('asks by itself for what the page sets', async () => {
      const element = await listed('q="tin"');
      expect(materials()).to.have.length(1);
      element.q = 'cis';
      await waitUntil(() => materials().length === 2);
      expect(materials()[1]?.get('search')).to.equal('cis');
    });

    it('turns pages by cursor, forward and back', async () => {
      server.nextCursor = 'c2';
      const element = await listed();
      await press(element, 'Siguiente');
      await says(element, 'Página 2');
      await settled(element, 'ready');
      await press(element, 'Anterior');
      await waitUntil(() => materials().length === 3);
      expect(materials().map((query) => query.get('cursor'))).to.deep.equal([null, 'c2', null]);
    });

    it('says what to try when nothing was found', async () => {
      server.materials = [];
      const element = await show('q="zz"', 'empty');
      expect(text(element)).to.contain('Ningún material coincide').and.to.contain('menos palabras');
      await expectAccessible(element);
    });

    it('shows an error with its number and tries again', async () => {
      server.problem('GET /materials', 500, 'internal');
      const element = await show('q="tin"', 'error');
      expect(text(element)).to.contain('Referencia: req-1');
      await expectAccessible(element);
      server.answers = {};
      await press(element, 'Reintentar');
      await says(element, 'Tinaco 0');
    });

    it('needs the plants, and tries again for them', async () => {
      server.problem('GET /plants', 500, 'internal');
      const element = await show('', 'error');
      expect(element.shadowRoot?.querySelectorAll('form')).to.have.length(0);
      server.answers = {};
      await press(element, 'Reintentar');
      await settled(element, 'ready');
      expect(offers(element, 'plant')).to.have.length(4);
    });

    it('keeps the old rows while it loads again', async () => {
      const element = await listed();
      server.answers['GET /materials'] = 'never';
      await press(element, 'Buscar');
      await settled(element, 'stale');
      expect(find(element, '.scroll.stale tbody tr')).to.not.equal(null);
    });

    it('shows nothing to who is not signed in, or may not', async () => {
      server.session = null;
      const element = await show('auto', 'signed-out');
      expect(server.called('/plants')).to.have.length(0);
      expect(materials()).to.have.length(0);
      server.session = { ...contact, permissions: ['orders.view'] };
      await element.refresh();
      await settled(element, 'forbidden');
      expect(server.called('/plants')).to.have.length(0);
      await expectAccessible(element);
    });
  });

  describe('stock', () => {
    it('is asked for one material, below its row', async () => {
      const element = await listed();
      const seen = oneEvent(element, 'portal-stock-queried');
      await press(element, 'Consultar stock de 100101');
      expect((await seen).detail).to.deep.equal({ materials: ['100101'], erp: 'answered' });
      await element.updateComplete;
      expect(questions()).to.deep.equal([{ materials: [material(1).id] }]);
      expect(rows(element).map((cells) => cells.slice(0, 3))).to.deep.equal([
        ['Centro', '4,000 PZA', 'Disponible'],
        ['Tij', '0 PZA', 'Agotado'],
      ]);
      expect(rows(element)[0]?.[3]).to.match(/^leído a las \d\d:\d\d/);
      expect(find(element, 'abbr').title).to.equal('Centro de Distribución Centro');
      expect(find(element, '.lines').previousElementSibling?.textContent).to.contain('100101');
      expect(focused(element)?.getAttribute('aria-label')).to.equal('Actualizar stock de 100101');
      expect(announced(element)).to.equal('Stock de 100101 en 2 plantas');
      await expectAccessible(element);
    });

    it('lists plants by the names they have here', async () => {
      server.plants.reverse();
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await waitUntil(() => rows(element).length === 2);
      expect(rows(element).map(([plant]) => plant)).to.deep.equal(['Centro', 'Tij']);
    });

    it('is asked for all on screen in one question', async () => {
      const element = await listed();
      await press(element, 'Consultar stock de todos los mostrados');
      await waitUntil(() => element.shadowRoot?.querySelectorAll('.level').length === 6);
      expect(questions()).to.deep.equal([{ materials: [0, 1, 2].map((one) => material(one).id) }]);
      expect(announced(element)).to.equal('Stock de 3 materiales');
    });

    it('takes no second press while it asks', async () => {
      server.answers['POST /stock-queries'] = 'never';
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await element.updateComplete;
      await press(element, 'Consultando… de 100100', true);
      await waitUntil(() => questions().length > 0);
      await aTimeout(50);
      expect(questions()).to.have.length(1);
      expect(find(element, '.inner .bone')).to.not.equal(null);
    });

    const levels: [Partial<StockRow>, string, string][] = [
      [{ level: 'enough' }, '25+ PZA', 'Disponible'],
      [{ level: 'little' }, 'menos de 25 PZA', 'Poco stock'],
      [{ level: 'none' }, '0 PZA', 'Agotado'],
      [{ level: 'exact', quantity: '12.500' }, '12.5 PZA', 'Poco stock'],
      [{ level: 'exact', quantity: '-3' }, '−3 PZA', 'Agotado'],
    ];
    for (const [lies, amount, word] of levels) {
      it(`says ${amount} and ${word}, with a sign`, async () => {
        server.lies = { '1010': lies };
        const element = await listed();
        await press(element, 'Consultar stock de 100100');
        await waitUntil(() => rows(element).length === 1);
        expect(rows(element)[0]?.slice(1, 3)).to.deep.equal([amount, word]);
        expect(find(element, '.inner [part~=badge] svg')).to.not.equal(null);
      });
    }

    it('says how old a stored reading is, and that the system did not answer', async () => {
      server.erp = 'unavailable';
      const ago = (hours: number) => new Date(Date.now() - hours * 36e5).toISOString();
      server.lies = {
        '1010': { quantity: '40', source: 'stored', readAt: ago(3.2) },
        '1020': { quantity: '40', source: 'stored', readAt: ago(50) },
      };
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await says(element, 'El sistema no respondió; se muestran las últimas lecturas.');
      expect(rows(element).map((cells) => cells[3])).to.deep.equal(['hace 3 horas', 'hace 2 días']);
      expect(announced(element)).to.contain('El sistema no respondió');
      await expectAccessible(element);
      await press(element, 'Consultar stock de todos los mostrados');
      await waitUntil(() => element.shadowRoot?.querySelectorAll('.level').length === 6);
      // For the whole page it is said once.
      expect(element.shadowRoot?.querySelectorAll('.notice.warning')).to.have.length(1);
    });

    it('dates a live reading that is not of today', async () => {
      server.lies = { '1010': { quantity: '40', readAt: '2026-11-02T18:00:00Z' } };
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await says(element, 'leído el 02-nov-2026');
    });

    it('never makes a zero of what has not been read', async () => {
      server.lies = {};
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await says(element, 'Sin lectura');
      expect(find(element, '.inner').textContent).to.not.contain('0');
      expect(announced(element)).to.equal('100100: Sin lectura');
      await expectAccessible(element);
    });

    it('tells in one line how many plants of the place have no reading, and which on demand', async () => {
      delete server.lies['1030'];
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await says(element, 'Sin lectura en 2 plantas');
      expect(rows(element)).to.have.length(1);
      const details = find<HTMLDetailsElement>(element, '.inner details');
      expect(details.open).to.equal(false);
      find(element, '.inner summary').click();
      const names = server.plants.filter(({ code }) => !server.lies[code]).map(({ name }) => name);
      expect(names).to.have.length(2);
      expect(details.open).to.equal(true);
      for (const name of names) expect(details.textContent).to.contain(name);
      await expectAccessible(element);
      // Where the place has no others, there is nothing to say.
      await choose(element, 'plant', '1010');
      await press(element, 'Consultar stock de 100101');
      await waitUntil(() => questions().length === 2 && rows(element).length === 1);
      expect(element.shadowRoot?.querySelectorAll('details')).to.have.length(0);
    });

    it('promises no last reading where there is none', async () => {
      server.erp = 'unavailable';
      server.lies = {};
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await says(element, 'no hay una lectura anterior');
      expect(text(element)).to.not.contain('se muestran');
      expect(announced(element))
        .to.contain('100100: Sin lectura')
        .and.to.not.contain('se muestran');
    });

    it('says once why it did not come for the page', async () => {
      server.once('POST /stock-queries', 503, 'unavailable');
      const element = await listed();
      await press(element, 'Consultar stock de todos los mostrados');
      await waitUntil(() => element.shadowRoot?.querySelector('.meta + .notice.danger'));
      expect(element.shadowRoot?.querySelectorAll('.notice')).to.have.length(1);
      expect(element.shadowRoot?.querySelectorAll('.lines')).to.have.length(0);
      expect(focused(element)?.textContent).to.contain('Consultar stock de todos');
      await expectAccessible(element);
      await press(element, 'Consultar stock de todos los mostrados');
      await waitUntil(() => element.shadowRoot?.querySelectorAll('.level').length === 6);
      expect(element.shadowRoot?.querySelectorAll('.notice')).to.have.length(0);
    });

    it('says why it did not come, keeps the focus, and tries again', async () => {
      server.once('POST /stock-queries', 503, 'unavailable');
      const element = await listed();
      const failed = oneEvent(element, 'portal-error');
      await press(element, 'Consultar stock de 100100');
      expect((await failed).detail.error.code).to.equal('unavailable');
      await waitUntil(() => element.shadowRoot?.querySelector('.inner .notice.danger'));
      expect(focused(element)?.getAttribute('aria-label')).to.equal('Reintentar de 100100');
      await expectAccessible(element);
      await press(element, 'Reintentar de 100100');
      await waitUntil(() => rows(element).length === 2);
    });

    it('is asked again by refresh, and forgotten by the next search', async () => {
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await waitUntil(() => rows(element).length === 2);
      server.lies = { '1010': { quantity: '7' } };
      await element.refresh();
      await waitUntil(() => rows(element)[0]?.[1] === '7 PZA');
      await press(element, 'Buscar');
      await element.updateComplete;
      expect(rows(element)).to.have.length(0);
    });

    it('is not told where it comes too late for the place', async () => {
      const element = await listed();
      const told: unknown[] = [];
      element.addEventListener('portal-stock-queried', ({ detail }) => told.push(detail));
      await press(element, 'Consultar stock de 100100');
      element.plant = '1030';
      await waitUntil(() => questions().length === 1);
      await aTimeout(50);
      expect(told).to.deep.equal([]);
      expect(rows(element)).to.have.length(0);
    });

    it('goes with the person it was told to', async () => {
      const element = await listed();
      await press(element, 'Consultar stock de 100100');
      await waitUntil(() => rows(element).length === 2);
      server.session = { ...contact, customer: { number: '1', name: 'Otra' } };
      await element.refresh();
      await says(element, 'Tinaco 0');
      expect(rows(element)).to.have.length(0);
    });
  });

  it('changes its language in place, and keeps what was typed', async () => {
    const element = await listed();
    await press(element, 'Consultar stock de 100100');
    await waitUntil(() => rows(element).length === 2);
    write(element, '#q', 'cister');
    await choose(element, 'state', 'NL');
    find(element, '#q').focus();
    element.locale = 'pt';
    await says(element, 'Caixa d’água 0');
    expect(find<HTMLInputElement>(element, '#q').value).to.equal('cister');
    expect(chosen(element, 'state')).to.equal('Nuevo León');
    expect(focused(element)?.id).to.equal('q');
    expect(rows(element)[0]?.slice(1, 3)).to.deep.equal(['4.000 PZA', 'Disponível']);
    element.locale = 'en';
    await says(element, 'Check stock');
    // Where there is no text in the language, there is one in another.
    expect(text(element)).to.contain('Tinaco 0');
  });
});
