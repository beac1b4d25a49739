import { aTimeout, expect } from '@open-wc/testing';
import type { PortalPrices } from '../../widgets/index.ts';
import { contact, material, price, priceList, StandIn } from './stand-in.ts';
import {
  announced,
  catchDownloads,
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

describe('portal-prices', () => {
  let server: StandIn;
  const show = shower<PortalPrices>('prices', () => server);
  const choose = async (element: PortalPrices, id: string, value: string) => {
    const control = find<HTMLSelectElement>(element, `#${id}`);
    control.value = value;
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const has = (element: PortalPrices, selector: string) =>
    element.shadowRoot?.querySelector(selector) !== null;
  const asked = () => server.called('/prices').map(({ query }) => Object.fromEntries(query));
  const heads = (element: PortalPrices) =>
    [...(element.shadowRoot?.querySelectorAll('th') ?? [])].map((one) => one.textContent?.trim());
  const seen = (cell: HTMLElement) => getComputedStyle(cell).display !== 'none';
  /** The cells of the prices on screen; of a further price of a material without those it shares. */
  const rows = (element: PortalPrices) =>
    [...(element.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map((row) =>
      [...row.querySelectorAll<HTMLElement>('td:not(.same)')]
        .filter(seen)
        .map((cell) => cell.innerText.replace(/\s+/g, ' ').trim()),
    );
  /** Chooses the first customer that is offered for some words. */
  const pick = async (element: PortalPrices, words: string) => {
    await waitUntil(() => has(element, '#customer'));
    write(element, '#customer', words);
    await waitUntil(() => has(element, '[role=option]'));
    find(element, '[role=option]').click();
    await element.updateComplete;
  };
  const staff = { ...contact, kind: 'staff' as const, customer: null, customers: [] };

  beforeEach(() => (server = new StandIn()));
  afterEach(clear);

  describe('prices', () => {
    it('are there without a search', async () => {
      const element = await show();
      expect(heads(element)).to.deep.equal(['Material', 'Descripción', 'UM', 'Precio', 'Vigencia']);
      expect(rows(element)[0]).to.deep.equal([
        '100100',
        'Tinaco 0',
        'PZA',
        '$1,250.00 MXN',
        'hasta 31-dic-2026',
      ]);
      expect(asked()).to.deep.equal([{}]);
      expect(server.called('/price-lists')).to.have.length(1);
      expect(announced(element)).to.equal('3 materiales');
      expect(find(element, '.meta').textContent).to.contain('3 materiales');
      await expectAccessible(element);
    });

    it('read in Portuguese', async () => {
      document.documentElement.lang = 'pt-BR';
      const element = await show();
      expect(rows(element)[0]).to.deep.equal([
        '100100',
        'Caixa d’água 0',
        'PZA',
        '$1.250,00 MXN',
        'até 31/12/2026',
      ]);
      expect(text(element)).to.contain('sem impostos').and.to.contain('Baixar CSV');
      await expectAccessible(element);
    });

    it('of one material stand together, a line each, from their quantities on', async () => {
      server.prices[0]!.prices = [
        price(),
        price({ price: '1190.5', minQuantity: '10.000000' }),
        price({ unit: 'TAR', price: '17857.5', minQuantity: '1500', validTo: null }),
      ];
      const element = await show();
      expect(heads(element)).to.include('Desde');
      expect(rows(element).slice(0, 3)).to.deep.equal([
        ['100100', 'Tinaco 0', 'PZA', '1', '$1,250.00 MXN', 'hasta 31-dic-2026'],
        ['PZA', '10', '$1,190.50 MXN', 'hasta 31-dic-2026'],
        ['TAR', '1,500', '$17,857.50 MXN', 'sin vencimiento'],
      ]);
      expect(rows(element)[3]?.[0]).to.equal('100101');
      // What is the same is seen once, but heard with each line.
      const hidden = [...element.shadowRoot!.querySelectorAll('.lines .visually-hidden')];
      expect(hidden.map((one) => one.textContent)).to.deep.equal([
        '100100',
        'hasta 31-dic-2026',
        '100100',
      ]);
      const units = [...element.shadowRoot!.querySelectorAll('.lines .once')];
      expect(units.map((one) => [one.textContent, getComputedStyle(one).clipPath])).to.deep.equal([
        ['PZA', 'inset(50%)'],
      ]);
      // Its room is kept, so that the points stand below each other.
      const codes = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.lines .again')];
      expect(codes.map((one) => [one.textContent, getComputedStyle(one).opacity])).to.deep.equal([
        ['\u00a0MXN', '0'],
        ['\u00a0MXN', '0'],
      ]);
      await expectAccessible(element);
    });

    it('keep all digits, and say how many units they are for', async () => {
      server.prices[0]!.prices = [
        price({ price: '99999999999999.123456', priceUnit: '100.000', currency: 'USD' }),
        price({ price: '0.000001', minQuantity: '0.5', priceUnit: '0.001' }),
      ];
      const element = await show();
      expect(rows(element)[0]?.[4]).to.equal('$99,999,999,999,999.123456 USD por 100 PZA');
      expect(rows(element)[1]?.slice(1, 3)).to.deep.equal(['0.5', '$0.000001 MXN por 0.001 PZA']);
    });

    it('name their list and tax only where these differ', async () => {
      const element = await show();
      expect(find(element, '.lists').textContent?.replace(/\s+/g, ' ').trim()).to.equal(
        'Lista D26 · MXN · sin impuestos · hasta 31-dic-2026',
      );
      server.priceLists = [
        priceList('D26'),
        priceList('G', { name: null, taxIncluded: true, currency: 'USD', validTo: null }),
      ];
      server.prices[1]!.prices = [price({ list: 'G', taxIncluded: true })];
      await element.refresh();
      await says(element, '2 listas vigentes');
      expect(heads(element).slice(-2)).to.deep.equal(['Vigencia', 'Lista']);
      expect(rows(element).map((cells) => [cells[3], cells[5]])).to.deep.equal([
        ['$1,250.00 MXN sin impuestos', 'Lista D26'],
        ['$1,250.00 MXN con impuestos', 'G'],
        ['$1,250.00 MXN sin impuestos', 'Lista D26'],
      ]);
      expect(find(element, 'summary').textContent).to.not.contain('impuestos');
      expect(find<HTMLDetailsElement>(element, 'details').open).to.equal(false);
      find(element, 'summary').click();
      await waitUntil(() => find<HTMLDetailsElement>(element, 'details').open);
      expect(find(element, 'li:last-child').textContent?.replace(/\s+/g, ' ').trim()).to.equal(
        'G · USD · con impuestos · sin vencimiento',
      );
      await expectAccessible(element);
    });

    it('say their tax once where several lists agree', async () => {
      server.priceLists = [priceList('D26'), priceList('G')];
      const element = await show();
      expect(find(element, 'summary').textContent).to.contain('sin impuestos');
      expect(find(element, 'li').textContent).to.not.contain('impuestos');
      expect(rows(element)[0]?.slice(3)).to.deep.equal([
        '$1,250.00 MXN',
        'hasta 31-dic-2026',
        'Lista D26',
      ]);
    });

    it('turn pages by cursor, forward and back', async () => {
      server.nextCursor = 'c2';
      const element = await show('q="tin"');
      await press(element, 'Siguiente');
      await says(element, 'Página 2');
      await settled(element, 'ready');
      await press(element, 'Anterior');
      await waitUntil(() => asked().length === 3);
      expect(asked().map(({ cursor }) => cursor)).to.deep.equal([undefined, 'c2', undefined]);
      expect(asked().map(({ search }) => search)).to.deep.equal(['tin', 'tin', 'tin']);
    });

    it('fit a phone, long words and big numbers too', async () => {
      server.priceLists = [priceList('D26'), priceList('G', { name: 'Muy larga '.repeat(8) })];
      server.prices[0]!.material.descriptions = { es: `Tinaco ${'tricapa'.repeat(12)}` };
      server.prices[0]!.prices = [
        price({ price: '99999999999999.123456', priceUnit: '100' }),
        price({ list: 'G', minQuantity: '123456789.5' }),
      ];
      const element = await show();
      const holder = element.parentElement!;
      for (const width of [320, 360, 600, 760, 900, 1200]) {
        holder.style.inlineSize = `${width}px`;
        await aTimeout(50);
        const root = find(element, '.root');
        expect(root.scrollWidth, `${width}`).to.be.at.most(root.clientWidth);
        if (width <= 600) {
          const table = find(element, '.scroll');
          expect(table.scrollWidth, `table ${width}`).to.be.at.most(table.clientWidth);
        }
      }
    });

    it('stand right of what they are for on a phone', async () => {
      server.prices[0]!.prices = [price(), price({ minQuantity: '10' })];
      const element = await show();
      element.parentElement!.style.inlineSize = '360px';
      await aTimeout(50);
      const edge = find(element, '.table').getBoundingClientRect().right;
      const prices = [...element.shadowRoot!.querySelectorAll('td.trail > span')];
      for (const one of prices) {
        expect(one.getBoundingClientRect().right).to.be.closeTo(edge, 1);
      }
      const [unit, from, amount] = ['.short.small', '.number.small', '.trail'].map((kind) =>
        find(element, `.lines ${kind}`).getBoundingClientRect(),
      );
      expect(from!.bottom).to.be.closeTo(amount!.bottom, 3);
      expect(unit!.left).to.be.below(from!.left).and.below(amount!.left);
    });
  });

  it('names the list of a further price only where it is another', async () => {
    server.priceLists = [priceList('D26'), priceList('G')];
    server.prices[0]!.prices = [
      price(),
      price({ minQuantity: '10' }),
      price({ list: 'G', currency: 'USD' }),
    ];
    const element = await show();
    const seenLists = [...element.shadowRoot!.querySelectorAll('.lines td:last-child > span')];
    expect(seenLists.map((one) => [one.textContent, one.className])).to.deep.equal([
      ['Lista D26', 'visually-hidden'],
      ['Lista G', ''],
    ]);
    expect(rows(element)[2]?.[3]).to.equal('hasta 31-dic-2026');
    await expectAccessible(element);
  });

  it('repeats the validity of the one list on no card, but where it is another', async () => {
    server.prices[1]!.prices = [price({ validTo: '2026-11-30' })];
    const element = await show();
    element.parentElement!.style.inlineSize = '360px';
    await aTimeout(50);
    expect(rows(element).map((cells) => cells.at(-1))).to.deep.equal([
      '$1,250.00 MXN',
      'hasta 30-nov-2026',
      '$1,250.00 MXN',
    ]);
  });

  describe('the search', () => {
    it('asks when the form is sent, and reflects it', async () => {
      const element = await show();
      await choose(element, 'group', 'Tinacos');
      write(element, '#q', ' tinaco ');
      await element.updateComplete;
      expect(asked()).to.have.length(1);
      find<HTMLFormElement>(element, 'form').requestSubmit();
      await waitUntil(() => asked().length === 2);
      expect(asked()[1]).to.deep.equal({ search: 'tinaco', group: 'Tinacos' });
      expect(element.getAttribute('group')).to.equal('Tinacos');
      await settled(element, 'ready');
      await press(element, 'Buscar');
      await waitUntil(() => asked().length === 3);
      // The lists are the customer's, whatever is sought in them.
      expect(server.called('/price-lists')).to.have.length(1);
    });

    it('asks by itself for what the page sets', async () => {
      const element = await show('q="tin"');
      expect(asked()).to.deep.equal([{ search: 'tin' }]);
      write(element, '#q', 'cist');
      element.group = 'Cisternas';
      await waitUntil(() => asked().length === 2);
      expect(asked()[1]).to.deep.equal({ search: 'tin', group: 'Cisternas' });
      expect(find<HTMLSelectElement>(element, '#group').value).to.equal('Cisternas');
      expect(find<HTMLInputElement>(element, '#q').value).to.equal('cist');
    });

    it('offers no groups where there are none, but shows the one that is sought', async () => {
      server.groups = [];
      const element = await show();
      expect(has(element, '#group')).to.equal(false);
      element.group = 'Bombas';
      await waitUntil(() => has(element, '#group'));
      expect(find<HTMLSelectElement>(element, '#group').selectedOptions[0]?.text).to.equal(
        'Bombas',
      );
    });

    it('says what was sought where nothing was found, and shows everything again', async () => {
      server.prices = [];
      const element = await show('q=" zz " group="Tinacos"', 'empty');
      expect(text(element)).to.contain('Ningún precio').and.to.contain('“zz”, Tinacos');
      expect(has(element, '.exports')).to.equal(false);
      await expectAccessible(element);
      server.prices = [{ material: material(0), prices: [price()] }];
      await press(element, 'Ver todos los precios');
      await settled(element, 'ready');
      expect(asked()[1]).to.deep.equal({});
      expect(element.hasAttribute('q') || element.hasAttribute('group')).to.equal(false);
      expect(find<HTMLInputElement>(element, '#q').value).to.equal('');
      expect(focused(element)?.id).to.equal('q');
    });

    it('says whom to ask where there is no list, or nothing in it', async () => {
      server.prices = [];
      const element = await show('', 'empty');
      expect(text(element)).to.contain('Sus listas no tienen precios vigentes hoy.');
      server.priceLists = [];
      server.groups = [];
      await element.refresh();
      await says(element, 'Su cuenta no tiene una lista de precios vigente.');
      expect(text(element)).to.contain('Pregunte a su ejecutivo.');
      expect(has(element, 'form')).to.equal(false);
      await expectAccessible(element);
    });
  });

  describe('the customer', () => {
    it('is asked of staff, who else see the lists of everybody', async () => {
      server.session = staff;
      const element = await show();
      expect(server.called('/price-lists')[0]?.query.size).to.equal(0);
      await pick(element, 'bajío');
      await waitUntil(() => asked().length === 2);
      expect(asked()[1]).to.deep.equal({ customer: '0001002945' });
      expect(server.called('/customers')[0]?.query.get('area')).to.equal('prices');
      await waitUntil(() => server.called('/price-lists').length === 2);
      expect(server.called('/price-lists')[1]?.query.get('customer')).to.equal('0001002945');
      await settled(element, 'ready');
      await expectAccessible(element);
    });

    it('is not asked of a contact, unless the page shows another one', async () => {
      const element = await show();
      expect(has(element, '#customer')).to.equal(false);
      element.customer = '1002946';
      await waitUntil(() => has(element, '#customer'));
      expect(find<HTMLInputElement>(element, '#customer').value).to.contain('1002946');
    });

    it('is asked of the head of a group, who begins with its own', async () => {
      server.answers['GET /price-lists'] = {
        body: { items: server.priceLists, groups: [], others: true },
      };
      const element = await show();
      await waitUntil(() => has(element, '#customer'));
      const field = find<HTMLInputElement>(element, '#customer');
      await waitUntil(() => field.value.startsWith('Materiales del Bajío'));
      expect(asked()).to.deep.equal([{}]);
      await pick(element, 'golfo');
      await waitUntil(() => asked().length === 2);
      expect(asked()[1]).to.deep.equal({ customer: '0001002946' });
    });

    it('who does not exist is said so at the field', async () => {
      server.session = staff;
      const element = await show();
      await waitUntil(() => has(element, '#customer'));
      server.problem('GET /prices', 404, 'not_found');
      server.problem('GET /price-lists', 404, 'not_found');
      element.customer = '77';
      await settled(element, 'error');
      const field = find<HTMLInputElement>(element, '#customer');
      expect(field.getAttribute('aria-invalid')).to.equal('true');
      expect(find(element, `#${field.getAttribute('aria-describedby')}`).textContent).to.contain(
        'No hay un cliente con ese número.',
      );
      await waitUntil(() => announced(element) === 'No hay un cliente con ese número.');
      // Nobody's prices stay below the number of somebody else.
      expect(rows(element)).to.deep.equal([]);
      expect(has(element, '[part=panel]') || has(element, '.bone')).to.equal(false);
      await expectAccessible(element);
      server.answers = {};
      write(element, '#customer', '');
      find<HTMLFormElement>(element, '.whom').requestSubmit();
      await settled(element, 'ready');
      expect(field.hasAttribute('aria-invalid')).to.equal(false);
    });

    it('who does not exist is said so at the first call as well', async () => {
      server.session = staff;
      server.problem('GET /prices', 404, 'not_found');
      server.problem('GET /price-lists', 404, 'not_found');
      const element = await show('customer="77"', 'error');
      await waitUntil(() => has(element, '.wrong'));
      expect(find(element, '.wrong').textContent).to.contain('No hay un cliente');
    });
  });

  describe('states', () => {
    it('waits in grey bars of about the height to come', async () => {
      server.answers['GET /prices'] = 'never';
      const element = await show('', 'loading');
      await waitUntil(() => has(element, 'form'));
      expect(has(element, '.results .bone')).to.equal(true);
    });

    for (const key of ['GET /prices', 'GET /price-lists']) {
      it(`shows that ${key} failed, with its number, and tries again`, async () => {
        server.problem(key, 500, 'internal');
        const element = await show('', 'error');
        expect(text(element)).to.contain('Referencia: req-1');
        expect(rows(element)).to.deep.equal([]);
        await expectAccessible(element);
        server.answers = {};
        await press(element, 'Reintentar');
        await settled(element, 'ready');
        expect(rows(element)).to.have.length(3);
      });
    }

    it('says what went wrong', async () => {
      server.problem('GET /prices', 500, 'internal');
      const element = await show('', 'error');
      await waitUntil(() => announced(element).startsWith('Algo falló'));
    });

    it('keeps the old prices while it loads again', async () => {
      const element = await show();
      server.answers['GET /prices'] = 'never';
      await press(element, 'Buscar');
      await settled(element, 'stale');
      expect(find(element, '.scroll.stale tbody tr')).to.not.equal(null);
    });

    it('shows nothing to who is not signed in, or may not', async () => {
      server.session = null;
      const element = await show('', 'signed-out');
      server.session = { ...contact, permissions: ['orders.view', 'prices.export'] };
      await element.refresh();
      await settled(element, 'forbidden');
      expect(server.calls.filter(({ path }) => path !== '/portal')).to.have.length(0);
      await expectAccessible(element);
    });

    it('goes with the person it was told to, back to the first page', async () => {
      server.nextCursor = 'c2';
      const element = await show();
      await press(element, 'Siguiente');
      await says(element, 'Página 2');
      await settled(element, 'ready');
      server.session = { ...contact, customer: { number: '1', name: 'Otra' } };
      server.answers['GET /prices'] = 'never';
      await element.refresh();
      await settled(element, 'loading');
      expect(has(element, 'form')).to.equal(false);
      // Also once the lists of the other person are there.
      await waitUntil(() => has(element, 'form'));
      await aTimeout(50);
      expect(element.state).to.equal('loading');
      expect(rows(element)).to.deep.equal([]);
      expect(text(element)).to.not.contain('Lista D26');
      await waitUntil(() => asked().length > 2);
      expect(asked()[2]).to.deep.equal({});
    });

    it('changes its language in place, and keeps what was typed', async () => {
      const element = await show();
      write(element, '#q', 'cister');
      await choose(element, 'group', 'Cisternas');
      find(element, '#q').focus();
      element.locale = 'pt';
      await says(element, 'Caixa d’água 0');
      expect(find<HTMLInputElement>(element, '#q').value).to.equal('cister');
      expect(find<HTMLSelectElement>(element, '#group').value).to.equal('Cisternas');
      expect(focused(element)?.id).to.equal('q');
      element.locale = 'en';
      await says(element, 'Price lists');
      // Where there is no text in the language, there is one in another.
      expect(text(element)).to.contain('Tinaco 0');
      expect(asked()).to.have.length(1);
    });
  });

  describe('the download', () => {
    let downloads: ReturnType<typeof catchDownloads>;
    beforeEach(() => (downloads = catchDownloads()));
    afterEach(() => downloads.stop());

    const day = () => {
      const parts = { timeZone: 'America/Mexico_City' } as const;
      return new Date().toLocaleDateString('sv-SE', parts);
    };

    it('hands over what was searched for, not what is being typed', async () => {
      const element = await show('q=" tin " group="Tinacos"');
      write(element, '#q', 'other');
      await press(element, 'Descargar XLSX');
      await waitUntil(() => downloads.saved.length === 1);
      expect(await downloads.saved[0]).to.deep.equal({
        name: `precios-${day()}.xlsx`,
        content: 'content of /exports/prices/xlsx',
      });
      const [{ query } = { query: undefined }] = server.called('/exports/prices/xlsx');
      expect(Object.fromEntries(query ?? [])).to.deep.equal({
        search: 'tin',
        group: 'Tinacos',
        locale: 'es',
      });
      await waitUntil(() => announced(element) === 'Se descargó el archivo.');
    });

    it('speaks the language of the reader, and names the customer', async () => {
      const element = await show('locale="pt" customer="1002946"');
      await press(element, 'Baixar CSV');
      await waitUntil(() => downloads.saved.length === 1);
      expect((await downloads.saved[0])?.name).to.equal(`precos-1002946-${day()}.csv`);
      expect(server.called('/exports/prices/csv')[0]?.query.get('locale')).to.equal('pt');
    });

    it('takes no second press while it comes, and keeps the focus', async () => {
      server.answers['GET /exports/prices/csv'] = 'never';
      const element = await show();
      await press(element, 'Descargar CSV');
      await element.updateComplete;
      expect(focused(element)?.textContent?.trim()).to.equal('Descargando…');
      expect(focused(element)?.getAttribute('aria-disabled')).to.equal('true');
      await press(element, 'Descargar XLSX', true);
      await aTimeout(50);
      expect(server.called('/exports/prices/xlsx')).to.have.length(0);
      await expectAccessible(element);
    });

    it('says why it did not come, and comes at the next press', async () => {
      const element = await show();
      const errors: string[] = [];
      element.addEventListener('portal-error', ({ detail }) => errors.push(detail.error.code));
      server.problem('GET /exports/prices/csv', 500, 'internal');
      await press(element, 'Descargar CSV');
      await waitUntil(() => has(element, '.notice.danger'));
      expect(errors).to.deep.equal(['internal']);
      expect(downloads.saved).to.have.length(0);
      expect(element.state).to.equal('ready');
      await expectAccessible(element);
      server.answers = {};
      await press(element, 'Descargar CSV');
      await waitUntil(() => downloads.saved.length === 1);
      await waitUntil(() => !has(element, '.notice'));
    });

    it('is not handed to another person, nor its failure told', async () => {
      const element = await show();
      let answer: ((blob: Blob) => void) | undefined;
      const { client } = (element as unknown as { portal: { client: { call: unknown } } }).portal;
      const call = client.call;
      client.call = () => new Promise<Blob>((resolve) => (answer = resolve));
      await press(element, 'Descargar CSV');
      client.call = call;
      server.session = { ...contact, customer: { number: '1', name: 'Otra' } };
      await element.refresh();
      await settled(element, 'ready');
      answer?.(new Blob(['secret']));
      await says(element, 'Descargar CSV');
      expect(downloads.saved).to.have.length(0);
    });

    it('is not offered to who may not', async () => {
      server.session = { ...contact, permissions: ['prices.view'] };
      const element = await show();
      expect(text(element)).to.not.contain('Descargar');
    });
  });
});
