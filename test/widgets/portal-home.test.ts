import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { PortalHome } from '../../widgets/index.ts';
import { contact, figure, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  press,
  settled,
  shower,
  text,
  waitUntil,
} from './support.ts';

const links = { orders: '#pedidos', stock: '#existencias', prices: '#precios' };

describe('portal-home', () => {
  let server: StandIn;
  const show = shower<PortalHome>('home', () => server, `links='${JSON.stringify(links)}'`);
  const all = <E extends HTMLElement>(element: PortalHome, selector: string) => [
    ...(element.shadowRoot?.querySelectorAll<E>(selector) ?? []),
  ];
  /** The words of an element, each in one line. */
  const words = (element: PortalHome, selector: string) =>
    all(element, selector).map((one) =>
      (one.textContent ?? '').replaceAll('\u2060', '').replace(/\s+/g, ' ').trim(),
    );
  const follow = (element: PortalHome, index: number, init: MouseEventInit = {}) => {
    const event = new MouseEvent('click', {
      bubbles: true,
      cancelable: true,
      composed: true,
      ...init,
    });
    all(element, '.go')[index]?.dispatchEvent(event);
    return event;
  };

  beforeEach(() => (server = new StandIn()));
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname + location.search);
  });

  describe('the welcome', () => {
    it('names the person, the customer and where this is not production', async () => {
      server.tenant = { environment: 'DES' };
      const element = await show();
      expect(words(element, 'h2')).to.deep.equal([
        'Le damos la bienvenida, María Fernanda Gutiérrez',
      ]);
      expect(words(element, '.customer')).to.deep.equal([
        'Materiales del Bajío, S.A. de C.V. Cliente 1002945',
      ]);
      expect(words(element, '[part~=badge]')).to.deep.equal(['DES']);
      await expectAccessible(element);
    });

    it('has no mark in production, and no customer for whom there is none', async () => {
      server.tenant = { environment: 'production' };
      server.session = { ...contact, kind: 'staff', customer: null, customers: [] };
      const element = await show();
      expect(all(element, '[part~=badge], .customer')).to.have.length(0);
    });

    it('leaves to the portal around it what that one shows', async () => {
      const element = await show('inner');
      expect(all(element, '[part~=badge], .customer')).to.have.length(0);
      expect(text(element)).to.contain('María Fernanda');
    });

    it('says below it what the company greets with', async () => {
      const greeting = [{ type: 'p', children: [{ type: 'text', value: 'Abrimos el sábado.' }] }];
      server.tenant = { welcome: { es: greeting as never } };
      const element = await show();
      await waitUntil(() => all(element, '[part~="rich-text"]').length === 1, 'no greeting came');
      expect(words(element, '[part~="rich-text"]')).to.deep.equal(['Abrimos el sábado.']);
    });

    it('takes words of the tenant', async () => {
      server.tenant = { strings: { es: { 'home.welcome': 'Hola, {{name}}: esto es Aqua' } } };
      expect(text(await show())).to.contain('Hola, María Fernanda Gutiérrez: esto es Aqua');
    });
  });

  describe('the sections', () => {
    it('say how many changes wait for an answer, and lead to exactly those', async () => {
      server.session = {
        ...contact,
        kind: 'staff',
        customer: null,
        permissions: ['orders.view', 'orders.manage', 'stock.view'],
      };
      server.figures = [
        { ...figure('orders', 12), asked: { count: 3, more: false } },
        figure('stock', 40),
      ];
      const element = await show();
      expect(words(element, '.asked')).to.deep.equal(['3 pedidos con un cambio por responder']);
      await expectAccessible(element);
      const going = oneEvent(element, 'portal-navigate');
      find(element, '.asked').click();
      const { detail } = await going;
      expect(detail).to.deep.include({
        to: 'orders',
        id: null,
        filter: { status: 'change_asked', date: 'all' },
      });
      element.links = { orders: '/pedidos' };
      await element.updateComplete;
      const href = find<HTMLAnchorElement>(element, '.asked').href;
      expect(new URL(href).searchParams.get('portal-orders')).to.equal('change_asked');
    });

    it('say nothing of changes where none waits', async () => {
      server.figures = [{ ...figure('orders', 12), asked: { count: 0, more: false } }];
      const element = await show();
      expect(all(element, '.asked')).to.have.length(0);
    });

    it('are cards with a sentence, a figure in words, and its age', async () => {
      const element = await show();
      expect(words(element, '.name')).to.deep.equal([
        'Mis pedidos',
        'Consulta de existencias',
        'Listas de precios',
      ]);
      expect(words(element, '.text')).to.have.length(3);
      expect(words(element, '.figure')).to.deep.equal([
        '12 pedidos abiertos',
        '40 plantas para consultar',
        '8,214 materiales con precio',
      ]);
      expect(words(element, '.as-of')[0]).to.match(/^Datos al 22-nov-2026, \d\d:\d\d/);
      await expectAccessible(element);
    });

    it('say once how old their figures are, and which differs from that', async () => {
      const [orders, stock, prices] = server.figures;
      server.figures = [orders!, stock!, { ...prices!, asOf: '2026-11-20T16:05:00Z' }];
      const element = await show();
      expect(words(element, '.as-of').map((one) => one.slice(0, 20))).to.deep.equal([
        'Datos al 20-nov-2026',
        'Datos al 22-nov-2026',
      ]);
      expect(words(element, '.card .as-of')).to.have.length(1);
    });

    const cases: [Partial<ReturnType<typeof figure>>, string[]][] = [
      [{ count: 1 }, ['1 pedido abierto']],
      [{ count: 0 }, ['Ningún pedido abierto']],
      [{ count: 1000, more: true }, ['más de 1,000 pedidos abiertos']],
      [{ count: null }, []],
      [
        {
          section: 'statement',
          count: null,
          overdue: {
            amounts: [
              { amount: '12.50', currency: 'MXN' },
              { amount: '3', currency: 'USD' },
            ],
            companies: [],
            customers: null,
            debtors: [],
          },
        },
        ['Vencido: $12.50 MXN · $3.00 USD'],
      ],
      [
        {
          section: 'statement',
          count: null,
          overdue: { amounts: [], companies: [], customers: null, debtors: [] },
        },
        ['Sin saldo vencido'],
      ],
      // What nobody knows is not said to be nothing.
      [{ section: 'statement', count: null, overdue: null }, []],
    ];
    for (const [given, expected] of cases) {
      it(`say ${expected[0] ?? 'nothing where nothing is counted'}`, async () => {
        server.session = { ...contact, permissions: [...contact.permissions, 'statement.view'] };
        server.figures = [{ ...figure('orders', 12), ...given }];
        expect(words(await show(), '.figure')).to.deep.equal(expected);
      });
    }

    it('say what is overdue with each company, and of how many customers of a group', async () => {
      server.session = { ...contact, permissions: ['statement.view'] };
      const pesos = [{ amount: '805157.17', currency: 'MXN' }];
      const others = [{ amount: '646244.63', currency: 'MXN' }];
      server.figures = [
        {
          ...figure('statement', null),
          overdue: {
            amounts: [{ amount: '1451401.80', currency: 'MXN' }],
            companies: [
              { code: 'SM01', name: 'Aquavelia México', amounts: pesos },
              { code: 'SM02', name: 'Soluciones Agrícolas', amounts: others },
              { code: 'SM03', name: 'Nada Vencido', amounts: [] },
            ],
            customers: 2,
            debtors: [],
          },
        },
      ];
      const element = await show();
      expect(words(element, '.figure')).to.deep.equal([
        'Vencido: $1,451,401.80 MXN · de 2 clientes',
      ]);
      expect(words(element, '.lines li')).to.deep.equal([
        'Aquavelia México: $805,157.17 MXN',
        'Soluciones Agrícolas: $646,244.63 MXN',
      ]);
      await expectAccessible(element);
    });

    it('speak to staff of their customers, and of the run they started last', async () => {
      server.session = {
        ...contact,
        kind: 'staff',
        customer: null,
        customers: [],
        permissions: ['statement.view', 'statement.mass_send'],
      };
      const run = {
        id: '00000000-0000-4000-8000-000000000001',
        company: 'SM01',
        cutOff: '2026-11-22',
        state: 'done' as const,
        startedAt: '2026-11-22T16:05:00Z',
        sent: 4990,
        failed: 12,
        unknown: 0,
        waiting: 0,
      };
      server.figures = [figure('statement', null), { ...figure('mass-send', null), run }];
      const element = await show();
      expect(text(element)).to.contain('Los estados de cuenta de sus clientes');
      expect(text(element)).not.to.contain('Su saldo').and.not.to.contain('Sin saldo vencido');
      expect(words(element, '.figure')[0]).to.match(/^Último envío SM01: 22-nov-2026/);
      expect(words(element, '.lines li')).to.deep.equal(['4,990 enviados', '12 con error']);
      server.figures = [
        { ...figure('mass-send', null), run: { ...run, state: 'running', waiting: 3000 } },
      ];
      await element.refresh();
      await waitUntil(() => text(element).includes('Enviando: 5,002 de 8,002'));
    });

    it('name who owes of a group, and lead to the statement of who owes most', async () => {
      server.session = { ...contact, permissions: ['statement.view'] };
      const debt = (amount: string) => [{ amount, currency: 'MXN' }];
      server.figures = [
        {
          ...figure('statement', null),
          overdue: {
            amounts: debt('300'),
            companies: [{ code: 'SM01', name: 'Aquavelia México', amounts: debt('300') }],
            customers: 2,
            debtors: [
              { number: '1002946', name: 'Vivienda Bajío', amounts: debt('200') },
              { number: '1002945', name: 'Construcciones', amounts: debt('100') },
            ],
          },
        },
      ];
      const element = await show();
      expect(words(element, '.lines li')).to.deep.equal([
        'Vivienda Bajío: $200.00 MXN',
        'Construcciones: $100.00 MXN',
      ]);
      element.addEventListener('portal-navigate', (event) => event.preventDefault());
      const asked = oneEvent(element, 'portal-navigate');
      follow(element, 0);
      expect((await asked).detail.filter).to.deep.equal({ customer: '1002946' });
    });

    it('lead to what the figure of each counts, and to all where it counts nothing', async () => {
      const customer = [
        ['quotes', { status: 'open' }],
        ['invoices', { status: 'open', kind: 'invoice' }],
        ['shipments', { group: 'in_transit' }],
        ['payments', { view: 'list', status: 'live' }],
        ['documents', { status: 'owed' }],
        ['messages', { show: 'unread' }],
        ['service', { view: 'list', status: 'open' }],
        ['contracts', { state: 'active' }],
      ] as const;
      const filters = async () => {
        server.figures = customer.map(([section]) => figure(section, 2));
        const element = await show();
        const found: unknown[] = [];
        element.addEventListener('portal-navigate', (event) => {
          event.preventDefault();
          found.push([event.detail.to, event.detail.filter]);
        });
        customer.forEach((_, i) => follow(element, i));
        return { element, found };
      };
      const permissions = customer.map(([section]) => `${section}.view` as const);
      server.session = { ...contact, permissions };
      const { element, found } = await filters();
      expect(found).to.deep.equal(customer);
      server.figures = [figure('invoices', 0)];
      await element.refresh();
      await waitUntil(() => all(element, '.go').length === 1);
      follow(element, 0);
      expect(found.at(-1)).to.deep.equal(['invoices', undefined]);
      clear();
      server = new StandIn();
      server.session = { ...contact, kind: 'staff', customer: null, permissions };
      const staff = Object.fromEntries((await filters()).found as [string, unknown][]);
      expect(staff).to.deep.include({
        documents: { status: 'undecided' },
        messages: { show: 'awaited' },
      });
    });

    it('lead to the orders that the figure counts', async () => {
      const where = (element: PortalHome) => all<HTMLAnchorElement>(element, '.go')[0]!.href;
      const counted = await show(`links='{"orders":"/pedidos?a=1"}'`);
      expect(where(counted)).to.equal(`${location.origin}/pedidos?a=1&portal-orders=open`);
      counted.addEventListener('portal-navigate', (event) => event.preventDefault());
      const asked = oneEvent(counted, 'portal-navigate');
      follow(counted, 0);
      expect((await asked).detail.filter).to.deep.equal({ status: 'open', date: 'all' });
      server.figures = [{ ...figure('orders', 0) }];
      await counted.refresh();
      await waitUntil(() => where(counted) === `${location.origin}/pedidos?a=1`);
    });

    it('do not say how old a figure is that never came', async () => {
      server.figures = [{ ...figure('stock', 4), asOf: null }];
      const element = await show();
      expect(words(element, '.about')[0]).to.match(/4 plantas para consultar$/);
      expect(all(element, '.as-of')).to.have.length(0);
    });

    it('are those that the person may enter', async () => {
      server.session = { ...contact, permissions: ['stock.view'] };
      expect(words(await show(), '.name')).to.deep.equal(['Consulta de existencias']);
    });

    it('are one stop of the keyboard each, and are pressed anywhere', async () => {
      const element = await show();
      const cards = all(element, '.card');
      for (const card of cards) {
        const stops = card.querySelectorAll('a, button, [tabindex]');
        expect(stops).to.have.length(1);
        card.scrollIntoView({ block: 'center' });
        const { left, right, top, bottom } = card.getBoundingClientRect();
        for (const [x, y] of [
          [left + 12, top + 12],
          [right - 12, bottom - 12],
        ] as const)
          expect(element.shadowRoot?.elementFromPoint(x, y) === stops[0], `${x} ${y}`).to.equal(
            true,
          );
      }
      const go = all<HTMLAnchorElement>(element, '.go')[1]!;
      go.focus();
      expect(focused(element)).to.equal(go);
      // What the section is for is read after its name.
      const about = element.shadowRoot?.getElementById(go.getAttribute('aria-describedby') ?? '');
      expect(about?.textContent).to.contain('40 plantas para consultar');
    });

    it('lead to the addresses of the page, which is asked before', async () => {
      const element = await show();
      const asked = oneEvent(element, 'portal-navigate');
      const followed = follow(element, 1);
      expect((await asked).detail).to.deep.equal({ to: 'stock', id: null, href: '#existencias' });
      expect(followed.defaultPrevented).to.equal(false);
      expect(location.hash).to.equal('#existencias');
      element.addEventListener('portal-navigate', (event) => event.preventDefault());
      expect(follow(element, 0).defaultPrevented).to.equal(true);
      expect(location.hash).to.equal('#existencias');
    });

    it('leave it to the browser where the reader wants another tab', async () => {
      const element = await show();
      let asked = 0;
      element.addEventListener('portal-navigate', () => (asked += 1));
      const stop = (event: Event) => event.preventDefault();
      // Behind the element: nothing shall really open.
      document.addEventListener('click', stop);
      follow(element, 0, { ctrlKey: true });
      follow(element, 0, { metaKey: true });
      document.removeEventListener('click', stop);
      expect(asked).to.equal(0);
    });

    it('are buttons where the page has no address, and then it goes there', async () => {
      const element = await show(`links='{"orders":"#pedidos"}'`);
      expect(all(element, '.go').map(({ localName }) => localName)).to.deep.equal([
        'a',
        'button',
        'button',
      ]);
      const asked = oneEvent(element, 'portal-navigate');
      await press(element, 'Listas de precios');
      expect((await asked).detail).to.deep.equal({ to: 'prices', id: null, href: null });
      await expectAccessible(element);
    });

    for (const [count, wide, narrow] of [
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
      [4, 4, 1],
    ] as const) {
      it(`stand well, ${count} of them`, async () => {
        const [orders, stock, prices] = server.figures;
        server.figures = [orders!, stock!, prices!, orders!].slice(0, count);
        const element = await show();
        // The page of the tests is narrower than what is tried here.
        element.style.maxWidth = 'none';
        const columns = async (width: number) => {
          element.style.width = `${width}px`;
          await aTimeout(20);
          return new Set(all(element, '.card').map((card) => card.getBoundingClientRect().left))
            .size;
        };
        expect(await columns(1200)).to.equal(wide);
        expect(await columns(330)).to.equal(narrow);
        if (count === 4) expect(await columns(800)).to.equal(2);
        expect(element.shadowRoot!.querySelector('.root')!.scrollWidth).to.be.at.most(800);
      });
    }
  });

  describe('whom to ask', () => {
    const ways = (element: PortalHome) =>
      all<HTMLAnchorElement>(element, '.people a').map((link) => link.getAttribute('href'));

    it('is the executive and the customer service, by phone and mail', async () => {
      server.tenant = {
        contact: { phone: '55 0000-9000', extension: '1', mailbox: 'clientes@aqua.example' },
      };
      const element = await show();
      expect(words(element, '.person')).to.deep.equal([
        'Le atiende Iris Aguaviva Ejecutiva de cuentas +52 00 0000 9101 iris@aqua.example',
        'Atención a clientes 55 0000-9000 ext. 1 clientes@aqua.example',
      ]);
      expect(ways(element)).to.deep.equal([
        'tel:+520000009101',
        'mailto:iris@aqua.example',
        'tel:5500009000',
        'mailto:clientes@aqua.example',
      ]);
      await expectAccessible(element);
    });

    it('leaves the customer service to the foot of the portal around it', async () => {
      server.tenant = {
        contact: { phone: '55 0000-9000', extension: '1', mailbox: 'clientes@aqua.example' },
      };
      const element = await show('inner');
      expect(ways(element)).to.deep.equal(['tel:+520000009101', 'mailto:iris@aqua.example']);
    });

    it('is left out where nobody is known', async () => {
      server.executive = null;
      const element = await show();
      expect(all(element, '.people')).to.have.length(0);
      server.executive = { name: 'Iris', role: null, phone: null, email: null };
      await element.refresh();
      await waitUntil(() => words(element, '.person').includes('Le atiende Iris'));
      expect(ways(element)).to.deep.equal([]);
    });

    it('is also the manual, in the language of the reader where there is one', async () => {
      server.tenant = { manuals: { es: 'https://aqua.example/manual.pdf' } };
      server.executive = null;
      const element = await show();
      expect(words(element, '.person')).to.deep.equal(['Ayuda Manual de usuario']);
      server.tenant = {
        manuals: { es: 'https://aqua.example/manual.pdf', pt: 'https://aqua.example/pt.pdf' },
      };
      await element.refresh();
      element.locale = 'pt';
      await waitUntil(() => ways(element)[0] === 'https://aqua.example/pt.pdf');
      expect(words(element, '.person')).to.deep.equal(['Ajuda Manual do usuário']);
      element.locale = 'en';
      // English there is none: better in another language than not at all.
      await waitUntil(() => ways(element)[0] === 'https://aqua.example/manual.pdf');
    });
  });

  describe('states', () => {
    it('says whom to ask where nothing is granted', async () => {
      server.session = { ...contact, permissions: [] };
      const element = await show('', 'empty');
      expect(text(element)).to.contain('Todavía no tiene acceso').and.to.contain('a su ejecutivo');
      expect(text(element)).to.contain('Iris Aguaviva');
      await expectAccessible(element);
    });

    it('shows bones while it loads, and the figures so far while it loads again', async () => {
      server.answers['GET /home'] = 'never';
      const element = await show('', 'loading');
      await waitUntil(() => all(element, '.card .bone').length > 0);
      clear();
      delete server.answers['GET /home'];
      const second = await show();
      server.answers['GET /home'] = 'never';
      void second.refresh();
      await settled(second, 'stale');
      expect(words(second, '.figure')[0]).to.equal('12 pedidos abiertos');
    });

    it('shows an error with its number, and tries again', async () => {
      server.problem('GET /home', 500, 'internal');
      const element = await show('', 'error');
      expect(text(element)).to.contain('Referencia: req-1');
      await expectAccessible(element);
      server.answers = {};
      await press(element, 'Reintentar');
      await settled(element, 'ready');
    });

    it('asks nothing for who is not signed in, or must change a password first', async () => {
      server.session = null;
      const element = await show('', 'signed-out');
      await expectAccessible(element);
      server.session = { ...contact, access: 'temporary', permissions: [] };
      await element.refresh();
      await aTimeout(20);
      expect(element.dataset['state']).to.equal('signed-out');
      expect(server.called('/home')).to.have.length(0);
      server.session = { ...contact, access: 'host' };
      await element.refresh();
      await settled(element, 'ready');
    });

    it("never shows one customer's figures under another's name", async () => {
      const element = await show();
      server.answers['GET /home'] = 'never';
      server.session = { ...contact, customer: { number: '2', name: 'Otra' } };
      await element.refresh();
      await settled(element, 'loading');
      expect(all(element, '.figure')).to.have.length(0);
    });
  });

  it('changes its language in place, and keeps the focus', async () => {
    server.figures = [{ ...figure('orders', 1000), more: true }, figure('stock', 1)];
    const element = await show();
    find(element, '.go').focus();
    element.locale = 'pt';
    await waitUntil(() => text(element).includes('Boas-vindas, María Fernanda Gutiérrez'));
    expect(words(element, '.name')).to.deep.equal(['Meus pedidos', 'Consulta de estoque']);
    expect(words(element, '.figure')).to.deep.equal([
      'mais de 1.000 pedidos em aberto',
      '1 unidade para consultar',
    ]);
    expect(focused(element)).to.equal(find(element, '.go'));
    await expectAccessible(element);
    element.locale = 'en';
    await waitUntil(() => words(element, '.figure')[0] === 'more than 1,000 open orders');
  });
});
