import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { PortalApp, PortalElement, PortalNav } from '../../widgets/index.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import { administrator, contactDetail } from './stand-in-contacts.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  settled,
  shower,
  text,
  travel,
  waitUntil,
  write,
} from './support.ts';

const two = [
  { number: '1002945', name: 'Materiales del Bajío, S.A. de C.V.' },
  { number: '1002946', name: 'Ferretera del Centro' },
];

describe('portal-app', () => {
  let server: StandIn;
  const address = location.pathname + location.search;
  const show = shower<PortalApp>('app', () => server);
  /** The element of the section that is open, once it shows itself. */
  const room = async (app: PortalApp, tag: string, state = 'ready'): Promise<PortalElement> => {
    const selector = `portal-${tag}:not([hidden])`;
    await waitUntil(() => app.shadowRoot?.querySelector(selector), `no ${selector}`);
    const element = find<PortalElement>(app, selector);
    await settled(element, state);
    return element;
  };
  const places = (app: PortalApp) =>
    [...(app.shadowRoot?.querySelectorAll('.nav .place') ?? [])].map((one) =>
      (one.textContent ?? '').trim(),
    );
  const link = (app: PortalApp, label: string): HTMLElement => {
    const all = [...(app.shadowRoot?.querySelectorAll<HTMLElement>('.nav .place') ?? [])];
    const found = all.find((one) => one.textContent?.trim() === label);
    if (!found) throw new Error(`No place ${label}`);
    return found;
  };
  const go = async (app: PortalApp, label: string) => {
    link(app, label).click();
    await app.updateComplete;
  };

  beforeEach(() => {
    server = new StandIn();
    history.replaceState(null, '', address);
  });

  it('draws the logo, and the name in its place where that does not come', async () => {
    const picture = new OffscreenCanvas(40, 20);
    picture.getContext('2d')!.fillRect(0, 0, 40, 20);
    server.answers['GET /logo'] = { file: await picture.convertToBlob() };
    server.tenant = { logos: { light: { id: orderId(1), width: 40, height: 20 } } };
    server.session = contact;
    const app = await show();
    const canvas = find<HTMLCanvasElement>(app, '[part~="logo"]');
    expect(canvas.getAttribute('aria-label')).to.equal('Aqua');
    const drawn = () => canvas.getContext('2d')!.getImageData(20, 10, 1, 1).data[3];
    await waitUntil(() => drawn() === 255, 'the picture is not drawn');
    clear();
    server.answers['GET /logo'] = { file: 'no picture' };
    const other = await show();
    await waitUntil(() => other.shadowRoot?.querySelector('[part~="brand"]'), 'no name came');
    expect(find(other, '[part~="brand"]').textContent).to.equal('Aqua');
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', address);
  });

  describe('the way in and out', () => {
    it('signs in, shows the sections this person may enter, and signs out again', async () => {
      server.session = null;
      const app = await show();
      const login = await room(app, 'login');
      expect(app.shadowRoot?.querySelector('.nav')).to.equal(null);
      find<HTMLInputElement>(login, '#login').value = '1002945';
      find<HTMLInputElement>(login, '#password').value = 'x';
      find<HTMLFormElement>(login, 'form').requestSubmit();
      await waitUntil(() => places(app).length > 0);
      expect(places(app)).to.deep.equal([
        'Inicio',
        'Mis pedidos',
        'Facturas',
        'Consulta de existencias',
        'Listas de precios',
        'Mi cuenta',
      ]);
      expect(login.hidden).to.equal(true);
      // Who came in goes on at the place, and the page says which it is.
      await waitUntil(() => focused(app)?.matches('section.main'), 'the focus is lost');
      expect(document.title).to.match(/^Inicio · /);
      await press(app, 'Salir de la sesión de María Fernanda Gutiérrez');
      await waitUntil(() => !login.hidden && text(login).includes('Su sesión se ha cerrado'));
      expect(places(app)).to.deep.equal([]);
    });

    it('signs out where the session was there at the beginning, and shows the way back', async () => {
      const app = await show('section="stock"');
      await room(app, 'stock');
      await press(app, 'Salir de la sesión de María Fernanda Gutiérrez');
      const login = await room(app, 'login');
      await waitUntil(() => text(login).includes('Su sesión se ha cerrado'));
    });

    it('stays signed in where signing out fails, and says so', async () => {
      const app = await show('section="stock"');
      await room(app, 'stock');
      server.answers['DELETE /session'] = 'offline';
      await press(app, 'Salir de la sesión de María Fernanda Gutiérrez');
      await waitUntil(() => app.shadowRoot?.querySelector('.notice.danger'), 'says nothing');
      expect(find(app, 'portal-stock').hidden).to.equal(false);
      delete server.answers['DELETE /session'];
      await press(app, 'Salir de la sesión de María Fernanda Gutiérrez');
      await room(app, 'login');
      expect(app.shadowRoot?.querySelector('.notice.danger')).to.equal(null);
    });

    it('opens nothing but the change with a temporary password', async () => {
      server.session = { ...contact, access: 'temporary' };
      const app = await show();
      const login = await room(app, 'login');
      await waitUntil(() => text(login).includes('Defina su contraseña'));
      expect(places(app)).to.deep.equal([]);
    });

    it('leaves out what is not permitted, and says so where the address leads there', async () => {
      server.session = { ...contact, permissions: ['orders.view'], access: 'host' };
      const app = await show('section="stock"');
      expect(places(app)).to.deep.equal(['Inicio', 'Mis pedidos']);
      await room(app, 'stock', 'forbidden');
    });
  });

  describe('addresses', () => {
    it('are parts of the fragment, and survive back and forth', async () => {
      const app = await show();
      await go(app, 'Mis pedidos');
      expect(location.hash).to.equal('#/orders');
      const orders = await room(app, 'orders');
      await go(app, 'Consulta de existencias');
      await room(app, 'stock');
      expect(location.hash).to.equal('#/stock');
      await travel(-1);
      await app.updateComplete;
      expect(app.section).to.equal('orders');
      expect(find(app, 'portal-orders')).to.equal(orders);
      expect(orders.hidden).to.equal(false);
    });

    it('open what they name, a record as well, and go home where nobody lives', async () => {
      history.replaceState(null, '', `#/orders/${orderId(3)}`);
      const app = await show();
      const orders = await room(app, 'orders');
      expect(orders.getAttribute('open')).to.equal(orderId(3));
      history.pushState(null, '', '#/nowhere');
      dispatchEvent(new PopStateEvent('popstate'));
      await app.updateComplete;
      expect(app.section).to.equal('');
      expect(location.hash).to.equal('#/');
    });

    it('follow an order that is opened and closed', async () => {
      history.replaceState(null, '', '#/orders');
      const app = await show();
      const orders = await room(app, 'orders');
      orders.setAttribute('date', 'period');
      await waitUntil(() => orders.shadowRoot?.querySelector('[data-record]'));
      const first = find<HTMLAnchorElement>(orders, '[data-record]');
      expect(new URL(first.href).hash).to.match(/^#\/orders\/[\w-]+\?date=period$/);
      first.click();
      await waitUntil(() => app.open !== '');
      expect(location.hash).to.equal(`#/orders/${app.open}?date=period`);
      await travel(-1);
      await waitUntil(() => !orders.hasAttribute('open'));
      expect(app.open).to.equal('');
    });

    it('hold what is on screen, for a reload, the back button and another tab', async () => {
      history.replaceState(null, '', '#/orders&other=1');
      const app = await show();
      const orders = await room(app, 'orders');
      const choose = async (id: string, value: string) => {
        const control = find<HTMLSelectElement>(orders, `#${id}`);
        control.value = value;
        control.dispatchEvent(new Event('change'));
        await orders.updateComplete;
      };
      await choose('date', '90d');
      find(orders, '.filter .primary').click();
      await waitUntil(() => text(orders).includes('9 pedidos'));
      expect(location.hash).to.equal('#/orders?date=90d&other=1');
      await go(app, 'Consulta de existencias');
      expect(location.hash).to.equal('#/stock&other=1');
      expect(new URL((link(app, 'Mis pedidos') as HTMLAnchorElement).href).hash).to.equal(
        '#/orders?date=90d&other=1',
      );
      await go(app, 'Mis pedidos');
      await choose('date', '7d');
      await choose('status', 'open');
      find(orders, '.filter .primary').click();
      await waitUntil(() => server.called('/orders').length === 2);
      expect(location.hash).to.equal('#/orders?status=open;date=7d&other=1');
      await travel(-1);
      await waitUntil(() => find<HTMLSelectElement>(orders, '#date').value === '90d');
      await waitUntil(() => server.called('/orders').length === 3);
      clear();
      const again = await show();
      const found = await room(again, 'orders');
      await waitUntil(() => text(found).includes('9 pedidos'));
      expect(find<HTMLSelectElement>(found, '#date').value).to.equal('90d');
      expect(location.hash).to.equal('#/orders?date=90d&other=1');
    });

    it('hold what is on screen in the query behind a path', async () => {
      history.replaceState(null, '', '/portal/stock?x=1&q=tinaco');
      const app = await show('routing="history" base="/portal"');
      const stock = await room(app, 'stock');
      await waitUntil(() => server.called('/materials').length === 1);
      expect(find<HTMLInputElement>(stock, '#q').value).to.equal('tinaco');
      await go(app, 'Mis pedidos');
      expect(location.pathname + location.search).to.equal('/portal/orders?x=1');
      await go(app, 'Consulta de existencias');
      expect(location.pathname + location.search).to.equal('/portal/stock?x=1&q=tinaco');
    });

    it('keep the other parts of the fragment, and those of a second portal', async () => {
      history.replaceState(null, '', '#/stock&other=1');
      const one = await show();
      const second = new StandIn();
      const other = await mount<PortalApp>(
        `<portal-app api="${second.api}" name="b"></portal-app>`,
      );
      await go(other, 'Mis pedidos');
      expect(location.hash).to.equal('#b=/orders&/stock&other=1');
      expect(one.section).to.equal('stock');
      await go(one, 'Mi cuenta');
      expect(location.hash).to.equal('#/account&b=/orders&other=1');
      expect(other.section).to.equal('orders');
    });

    it('are paths below a base', async () => {
      history.replaceState(null, '', '/clientes/portal/stock?x=1');
      const app = await show('routing="history" base="/clientes/portal/"');
      expect(app.section).to.equal('stock');
      await go(app, 'Mis pedidos');
      expect(location.pathname + location.search).to.equal('/clientes/portal/orders?x=1');
      await go(app, 'Inicio');
      expect(location.pathname).to.equal('/clientes/portal');
      history.pushState(null, '', '/clientes/portalito/stock');
      dispatchEvent(new PopStateEvent('popstate'));
      expect(app.section).to.equal('');
    });

    it('are paths at the root', async () => {
      history.replaceState(null, '', '/');
      const app = await show('routing="history"');
      await go(app, 'Consulta de existencias');
      expect(location.pathname).to.equal('/stock');
      await travel(-1);
      expect(location.pathname).to.equal('/');
      await app.updateComplete;
      expect(app.section).to.equal('');
    });

    it('are left alone without routing, and by a page that sees to it itself', async () => {
      const app = await show('routing="none"');
      expect(link(app, 'Mis pedidos').localName).to.equal('button');
      await go(app, 'Mis pedidos');
      expect(app.section).to.equal('orders');
      expect(location.hash).to.equal('');
      app.routing = 'hash';
      await app.updateComplete;
      app.addEventListener('portal-navigate', (event) => event.preventDefault());
      const asked = oneEvent(app, 'portal-navigate');
      await go(app, 'Consulta de existencias');
      const { detail } = (await asked) as HTMLElementEventMap['portal-navigate'];
      expect(detail.to).to.equal('stock');
      expect(new URL(detail.href ?? '').hash).to.equal('#/stock');
      expect(app.section).to.equal('orders');
      expect(location.hash).to.equal('');
      app.section = 'stock';
      await room(app, 'stock');
    });

    it('of another tab or window are the browser’s business', async () => {
      const app = await show();
      const place = link(app, 'Mis pedidos');
      place.addEventListener('click', (event) => event.preventDefault());
      place.dispatchEvent(new MouseEvent('click', { ctrlKey: true, cancelable: true }));
      expect(app.section).to.equal('');
    });
  });

  it('keeps what was typed in a section, takes the focus to the next, and forgets it all for another person', async () => {
    const app = await show('section="stock"');
    const stock = await room(app, 'stock');
    const q = find<HTMLInputElement>(stock, '#q');
    q.value = 'tina';
    q.dispatchEvent(new InputEvent('input'));
    await go(app, 'Mis pedidos');
    await waitUntil(() => focused(app)?.classList.contains('main'));
    await go(app, 'Consulta de existencias');
    expect(find<HTMLInputElement>(stock, '#q').value).to.equal('tina');
    server.session = { ...contact, person: { name: 'Otra', login: 'otra' } };
    await app.refresh();
    const other = await room(app, 'stock');
    expect(other).to.not.equal(stock);
    expect(find<HTMLInputElement>(other, '#q').value).to.equal('');
  });

  it('begins at the home page of the contact that staff looks as, and is back where it was afterwards', async () => {
    server.session = administrator;
    server.contacts.detail = contactDetail(1, { actions: ['access', 'impersonate'] });
    const app = await show(`section="contacts" open="${server.contacts.detail.id}"`);
    const contacts = await room(app, 'contacts');
    await waitUntil(() => contacts.shadowRoot?.querySelector('.menu'));
    await press(contacts, 'Ver como esta persona');
    await waitUntil(() => contacts.shadowRoot?.querySelector('dialog')?.open);
    write(contacts, '#reason', 'Reporte 42');
    find(contacts, 'dialog .primary').click();
    await room(app, 'home');
    expect(places(app)).to.not.include('Contactos');
    await go(app, 'Mis pedidos');
    await room(app, 'orders');
    server.session = administrator;
    await app.refresh();
    await room(app, 'contacts');
  });

  it('changes the language in place, and tells the page', async () => {
    const app = await show('section="stock"');
    const stock = await room(app, 'stock');
    const told = oneEvent(app, 'portal-locale-change');
    await press(app, 'Português');
    expect(((await told) as CustomEvent).detail).to.deep.equal({ locale: 'pt' });
    await waitUntil(() => text(stock).includes('estoque'));
    await waitUntil(() => places(app)[0] === 'Início', 'the places stay in Spanish');
    expect(find(app, 'portal-stock')).to.equal(stock);
    app.addEventListener('portal-locale-change', (event) => event.preventDefault());
    await press(app, 'Español');
    await app.updateComplete;
    expect(places(app)[0]).to.equal('Início');
  });

  it('offers the languages it is told to', async () => {
    const app = await show('languages="pt, en xx"');
    const names = [...(app.shadowRoot?.querySelectorAll('.top .language') ?? [])];
    expect(names.map((one) => one.textContent?.trim())).to.deep.equal(['Português', 'English']);
  });

  describe('several customers', () => {
    it('are changed in the header; everything is asked anew, and the open record is closed', async () => {
      server.session = { ...contact, customers: two };
      history.replaceState(null, '', `#/orders/${orderId(3)}`);
      const app = await show();
      await room(app, 'orders');
      const choice = find<HTMLSelectElement>(app, '#customer');
      expect([...choice.options].map((one) => one.text)).to.deep.equal([
        'Materiales del Bajío, S.A. de C.V. · 1002945',
        'Ferretera del Centro · 1002946',
      ]);
      choice.value = '1002946';
      const told = oneEvent(app, 'portal-customer-changed');
      choice.dispatchEvent(new Event('change'));
      await told;
      await waitUntil(() => app.open === '');
      expect(location.hash).to.equal('#/orders');
      const orders = await room(app, 'orders');
      expect(orders.hasAttribute('open')).to.equal(false);
      expect(server.called('/session/customer').map(({ body }) => body)).to.deep.equal([
        { number: '1002946' },
      ]);
      await press(orders, 'Buscar');
      await waitUntil(() => server.called('/orders').length === 1);
      expect(server.called('/orders')[0]!.headers.get('portal-customer')).to.equal('1002946');
    });

    it('stay as they are where the change is refused', async () => {
      server.session = { ...contact, customers: two };
      server.problem('PUT /session/customer', 404, 'not_found');
      const app = await show('section="stock"');
      const choice = find<HTMLSelectElement>(app, '#customer');
      choice.value = '1002946';
      choice.dispatchEvent(new Event('change'));
      await waitUntil(() => app.shadowRoot?.querySelector('.customer-switch .notice'));
      await app.updateComplete;
      expect(find<HTMLSelectElement>(app, '#customer').value).to.equal('1002945');
    });
  });

  it('shows the orders at once that the home counts', async () => {
    const app = await show();
    const home = await room(app, 'home');
    home.shadowRoot!.querySelector<HTMLElement>('.go')!.click();
    const orders = await room(app, 'orders');
    await waitUntil(() => server.called('/orders').length === 1);
    const { query } = server.called('/orders')[0]!;
    expect([query.get('status'), query.has('from'), query.has('to')]).to.deep.equal([
      'open',
      false,
      false,
    ]);
    await waitUntil(() => text(orders).includes('9 pedidos'));
    // What was searched for meanwhile does not narrow it the next time.
    Object.assign(orders, { q: 'OC-1', status: 'released' });
    await waitUntil(() => server.called('/orders').length === 2);
    await go(app, 'Inicio');
    await room(app, 'home');
    home.shadowRoot!.querySelector<HTMLElement>('.go')!.click();
    await waitUntil(() => server.called('/orders').length === 3);
    expect(location.hash).to.equal('#/orders?status=open;date=all');
    expect(server.called('/orders')[2]!.query.has('search')).to.equal(false);
  });

  it('asks for the terms of use before anything else', async () => {
    server.session = { ...contact, termsAccepted: false };
    server.tenant = {
      terms: { version: '2026-1', urls: { es: 'https://a.example/t' }, texts: [] },
    };
    const app = await show('section="stock"');
    await waitUntil(() => text(app).includes('versión 2026-1'));
    expect(app.shadowRoot?.querySelector('portal-stock')).to.equal(null);
    // There is no place that could be pressed in vain, and the page says what stands there.
    expect(app.shadowRoot?.querySelector('.nav')).to.equal(null);
    expect(document.title).to.match(/^Términos de uso · /);
    expect(find(app, 'h2').textContent).to.equal('Términos de uso · Aqua');
    expect(find<HTMLAnchorElement>(app, '.panel a').href).to.equal('https://a.example/t');
    server.once('POST /terms-acceptances', 409, 'terms_changed');
    await press(app, 'Aceptar y continuar');
    await waitUntil(() => text(app).includes('Los términos de uso cambiaron'));
    await press(app, 'Aceptar y continuar');
    await room(app, 'stock');
    expect(server.called('/terms-acceptances').map(({ body }) => body)).to.deep.equal([
      { version: '2026-1' },
      { version: '2026-1' },
    ]);
  });

  it('goes from signing in to the heading of the terms, and from there to the place', async () => {
    server.tenant = { terms: { version: '2026-1', urls: {}, texts: ['es'] } };
    const line = { type: 'text', value: 'Úselo con cuidado.' };
    server.answers['GET /terms'] = { body: { text: [{ type: 'p', children: [line] }] } };
    server.session = null;
    const app = await show();
    const login = await room(app, 'login');
    server.opens = { ...contact, termsAccepted: false };
    find<HTMLInputElement>(login, '#login').value = '1002945';
    find<HTMLInputElement>(login, '#password').value = 'x';
    find<HTMLFormElement>(login, 'form').requestSubmit();
    await waitUntil(() => focused(app)?.matches('h2'), 'not at the heading of the terms');
    await waitUntil(() => text(app).includes('Úselo con cuidado.'));
    await expectAccessible(app);
    await press(app, 'Aceptar y continuar');
    await waitUntil(() => focused(app)?.matches('section.main'), 'the focus is lost');
  });

  it('shows whom to ask, the terms, the year and, outside production, the environment', async () => {
    server.tenant = {
      contact: { phone: '+52 (00) 0000 9000', extension: '1', mailbox: 'clientes@aqua.example' },
      terms: { version: '1', urls: { pt: 'https://a.example/termos' }, texts: [] },
      environment: 'DES',
    };
    const app = await show();
    expect(text(app)).to.include(`© Aqua ${new Date().getFullYear()}`);
    expect(find(app, '.badge').textContent?.trim()).to.equal('DES');
    const links = [...(app.shadowRoot?.querySelectorAll<HTMLAnchorElement>('.bottom a') ?? [])];
    expect(links.map(({ href }) => href)).to.deep.equal([
      'tel:+520000009000',
      'mailto:clientes@aqua.example',
      'https://a.example/termos',
    ]);
    server.tenant = { environment: 'production' };
    await app.refresh();
    expect(app.shadowRoot?.querySelector('.badge')).to.equal(null);
  });

  it('tells when the server does not answer, and tries again', async () => {
    server.answers['GET /portal'] = 'offline';
    const app = await mount<PortalApp>(
      `<portal-app api="${server.api}" locale="es"></portal-app>`,
      'error',
    );
    delete server.answers['GET /portal'];
    await press(app, 'Reintentar');
    await settled(app, 'ready');
  });

  it('is accessible, signed in and out', async () => {
    server.session = { ...contact, customers: two };
    const app = await show('section="stock" languages="es pt en"');
    await room(app, 'stock');
    await expectAccessible(app);
    await press(app, 'Salir de la sesión de María Fernanda Gutiérrez');
    await room(app, 'login');
    await expectAccessible(app);
  });

  it('lets a phone begin with the title of the place within a third of its height', async () => {
    const beside = { environment: 'demo' };
    Object.assign(server.tenant, beside);
    const titles: Record<string, string> = { orders: 'Listado de pedidos', stock: 'existencias' };
    for (const [section, title] of Object.entries(titles)) {
      server.session = contact;
      const app = await show(`section="${section}" languages="es pt en"`);
      const place = await room(app, section);
      app.style.inlineSize = '360px';
      await waitUntil(() => app.offsetWidth === 360);
      const heading = find(place, 'h2');
      expect(heading.textContent).to.contain(title);
      const from = app.getBoundingClientRect().top;
      await waitUntil(() => heading.getBoundingClientRect().width > 0);
      expect(heading.getBoundingClientRect().top - from, section).to.be.at.most(740 / 3);
      // What made room is below.
      const shown = [...(app.shadowRoot?.querySelectorAll<HTMLElement>('.language') ?? [])]
        .filter(({ offsetWidth }) => offsetWidth > 0)
        .map((one) => [one.textContent?.trim(), one.closest('.bottom') !== null]);
      expect(shown).to.deep.equal([
        ['Español', true],
        ['Português', true],
        ['English', true],
      ]);
      expect(find(app, 'h1').textContent).to.match(/ · /);
      await expectAccessible(app);
      clear();
    }
  });

  it('does not scroll sideways at 320 px', async () => {
    server.session = { ...contact, customers: two };
    const app = await show('section="stock" languages="es pt en"');
    await room(app, 'stock');
    app.style.inlineSize = '320px';
    await aTimeout(50);
    expect(find(app, '.root').scrollWidth).to.be.at.most(320);
  });
});

describe('portal-nav', () => {
  let server: StandIn;
  beforeEach(() => (server = new StandIn()));
  afterEach(clear);
  const show = shower<PortalNav>('nav', () => server);
  const hrefs = (element: PortalNav) =>
    [...(element.shadowRoot?.querySelectorAll('a') ?? [])].map((one) => one.getAttribute('href'));

  it('leads to the pages of a site, as far as the person may enter them', async () => {
    server.session = { ...contact, permissions: ['orders.view', 'prices.view'] };
    const element = await show(
      `current="prices" links='{"orders":"/pedidos","stock":"/existencias","prices":"/precios"}'`,
    );
    expect(hrefs(element)).to.deep.equal(['/pedidos', '/precios']);
    expect(find(element, '[aria-current]').getAttribute('href')).to.equal('/precios');
    await expectAccessible(element);
  });

  it('finds the place of the page by its address', async () => {
    const element = await show(`links='{"home":"${location.pathname}","orders":"/pedidos"}'`);
    expect(find(element, '[aria-current]').textContent?.trim()).to.equal('Inicio');
  });

  it('is one line, however narrow, with the place of the page in sight', async () => {
    const element = await show(
      `style="inline-size: 300px" current="account" links='{"home":"/a","orders":"/b","stock":"/c","prices":"/d","account":"/e"}'`,
    );
    const { left, right } = find(element, '[aria-current]').getBoundingClientRect();
    const list = find(element, 'ul').getBoundingClientRect();
    expect(left >= list.left && right <= list.right + 1).to.equal(true);
    expect(element.offsetHeight).to.be.at.most(42);
    await expectAccessible(element);
  });

  it('asks the page, which may see to it itself', async () => {
    const element = await show(`links='{"orders":"#elsewhere"}'`);
    element.addEventListener('portal-navigate', (event) => event.preventDefault());
    find(element, 'a').click();
    expect(location.hash).to.equal('');
    const plain = await show();
    const asked = oneEvent(plain, 'portal-navigate');
    find(plain, 'button.place').click();
    const { detail } = (await asked) as HTMLElementEventMap['portal-navigate'];
    expect(detail).to.deep.equal({ to: 'home', id: null, href: null });
  });

  it('shows nothing while nobody is signed in', async () => {
    server.session = null;
    const element = await show(`links='{"orders":"/pedidos"}'`);
    expect(hrefs(element)).to.deep.equal([]);
    expect(text(element).trim()).to.equal('');
  });
});
