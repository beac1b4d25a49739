// What a page can see, set and hear of the elements it holds.
import { aTimeout, expect } from '@open-wc/testing';
import { configurePortal } from '../../widgets/core/index.ts';
import type {
  PortalApp,
  PortalConfigElement,
  PortalHome,
  PortalLogin,
  PortalOrders,
} from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, find, mount, press, settled, text, waitUntil } from './support.ts';

let server: StandIn;
beforeEach(() => {
  server = new StandIn();
});
afterEach(() => {
  configurePortal({ strings: undefined, formats: undefined });
  clear();
});

/** Notes events of one name on a target. */
function hear<N extends keyof HTMLElementEventMap>(target: EventTarget, name: N) {
  const heard: HTMLElementEventMap[N][] = [];
  target.addEventListener(name, (event) => void heard.push(event as HTMLElementEventMap[N]));
  return heard;
}
const orders = (more = 'auto') =>
  mount<PortalOrders>(`<portal-orders api="${server.api}" ${more}></portal-orders>`);

describe('who is signed in', () => {
  it('is told to the document at first and when it changes, and stands on each element', async () => {
    const told: unknown[] = [];
    const note = ({ detail }: DocumentEventMap['portal-session']) =>
      void told.push([detail.tenant, detail.session?.person.name ?? null]);
    document.addEventListener('portal-session', note);
    const login = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    const { name } = contact.person;
    expect(told).to.deep.equal([['aqua', name]]);
    expect(login.session?.person.name).to.equal(name);
    await login.refresh();
    expect(told).to.have.length(1);
    await login.signOut();
    document.removeEventListener('portal-session', note);
    expect(told).to.deep.equal([
      ['aqua', name],
      ['aqua', null],
    ]);
    expect(login.session).to.equal(null);
    expect(document.createElement('portal-login').session).to.equal(null);
  });
});

describe('the state', () => {
  it('is a custom state, and in the markup only after loading', async () => {
    server.delays['GET /portal'] = 50;
    const holder = document.createElement('div');
    holder.innerHTML = `<portal-login api="${server.api}"></portal-login>`;
    document.body.append(holder);
    const login = holder.querySelector('portal-login')!;
    await login.updateComplete;
    expect(login.matches(':state(loading)')).to.equal(true);
    expect(login.getAttributeNames()).to.deep.equal(['api']);
    await settled(login, 'ready');
    expect(login.matches(':state(ready):not(:state(loading))')).to.equal(true);
  });

  it('is told as ready once, also where it failed first', async () => {
    server.session = null;
    server.problem('GET /portal', 503, 'unavailable');
    const holder = document.createElement('div');
    document.body.append(holder);
    const login = document.createElement('portal-login');
    login.api = server.api;
    const ready = hear(login, 'portal-ready');
    holder.append(login);
    await settled(login, 'error');
    server.answers = {};
    await press(login, 'Reintentar');
    await settled(login, 'ready');
    expect(ready.map(({ detail }) => detail.state)).to.deep.equal(['error']);
  });
});

describe('what is on screen', () => {
  it('is told by portal-change, for filters, sort and the open record, and not at first', async () => {
    const holder = document.createElement('div');
    document.body.append(holder);
    const changes = hear(holder, 'portal-change');
    holder.innerHTML = `<portal-orders api="${server.api}" auto></portal-orders>`;
    const element = holder.querySelector('portal-orders')!;
    await settled(element, 'ready');
    expect(changes).to.have.length(0);
    element.sort = 'number';
    await waitUntil(() => changes.length === 1);
    expect(changes[0]?.detail).to.deep.equal({ open: null, params: { sort: 'number' } });
    element.open = server.orders[0]!.id;
    await waitUntil(() => changes.length === 2);
    expect(changes[1]?.detail.open).to.equal(server.orders[0]!.id);
    element.tab = 'invoices';
    await waitUntil(() => changes.length === 3);
    expect(changes[2]?.detail.params).to.include({ tab: 'invoices' });
  });

  it('takes the focus where the page gives it', async () => {
    server.session = null;
    const login = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    login.focus();
    expect(login.shadowRoot?.activeElement?.id).to.equal('login');
  });

  it('has as many rows as the page says, until the reader says otherwise', async () => {
    server.nextCursor = 'c2';
    const element = await orders('auto page-size="10"');
    const limits = () => server.called('/orders').map(({ query }) => query.get('limit'));
    expect(limits()).to.deep.equal(['10']);
    const sizes = [...find<HTMLSelectElement>(element, '#page-size').options];
    expect(sizes.map(({ text: label }) => label.trim())).to.deep.equal(['10', '50', '100']);
    for (const wrong of ['0', '101', 'x', '-3']) {
      element.setAttribute('page-size', wrong);
      await element.updateComplete;
    }
    expect(limits()).to.deep.equal(['10']);
    element.pageSize = 20;
    await waitUntil(() => limits().length === 2);
    expect(limits().at(-1)).to.equal('20');
  });

  it('waits with everything until the reader comes near, where it is lazy', async () => {
    const holder = document.createElement('div');
    holder.innerHTML = `<div style="block-size: 5000px"></div>
      <portal-orders api="${server.api}" loading="lazy" auto></portal-orders>`;
    document.body.append(holder);
    const element = holder.querySelector('portal-orders')!;
    await aTimeout(100);
    expect(server.calls).to.have.length(0);
    expect(element.shadowRoot?.childElementCount ?? 0).to.equal(0);
    element.scrollIntoView();
    await settled(element, 'ready');
    expect(server.called('/orders')).to.have.length(1);
  });
});

describe('words, figures and icons of the page', () => {
  const titleOf = (element: PortalOrders) => find(element, '[part=title]').textContent;

  it('win from near to far: the element, the nearest settings, the page, the tenant', async () => {
    server.tenant = { strings: { es: { 'orders.title': 'Del portal' }, pt: {}, en: {} } };
    const element = await mount<PortalOrders>(
      `<portal-config><portal-orders api="${server.api}"></portal-orders></portal-config>`,
    );
    const settings = element.parentElement as PortalConfigElement;
    expect(titleOf(element)).to.equal('Del portal');
    const set = async (change: () => void) => {
      change();
      await aTimeout(0);
      await element.updateComplete;
      return titleOf(element);
    };
    const texts = (title: string) => ({ 'orders.title': title });
    expect(await set(() => configurePortal({ strings: texts('De la página') }))).to.equal(
      'De la página',
    );
    expect(await set(() => (settings.strings = texts('De esta parte')))).to.equal('De esta parte');
    expect(await set(() => (element.strings = texts('Mío')))).to.equal('Mío');
    expect(await set(() => (element.strings = undefined))).to.equal('De esta parte');
    expect(await set(() => (settings.strings = undefined))).to.equal('De la página');
    expect(await set(() => configurePortal({ strings: undefined }))).to.equal('Del portal');
  });

  it('write dates and money as the page does', async () => {
    configurePortal({
      formats: {
        date: (date, region) => `${date} (${region})`,
        money: (amount, currency) => `${currency} ${amount}`,
      },
    });
    const element = await orders();
    expect(text(element)).to.include('2026-11-21 (es-MX)').and.to.include('MXN 29691.00');
  });

  it('draw its icons', async () => {
    configurePortal({ icons: { download: 'M1 1h1' } });
    const element = await orders();
    const drawn = [...(element.shadowRoot?.querySelectorAll('.exports path') ?? [])];
    expect(drawn.map((path) => path.getAttribute('d'))).to.deep.equal(['M1 1h1', 'M1 1h1']);
    configurePortal({ icons: { download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11' } });
  });

  it('are settings of the nearest configuration also for tags with two hyphens', async () => {
    server.session = { ...contact, permissions: [] };
    const element = await mount(
      `<portal-config locale="pt"><portal-mass-send api="${server.api}"></portal-mass-send></portal-config>`,
      'forbidden',
    );
    expect(find(element, '.root').lang).to.equal('pt-BR');
  });
});

describe('parts', () => {
  it('reach heads, columns, pages and icons', async () => {
    server.nextCursor = 'c2';
    const element = await orders();
    for (const part of ['head', 'column-head', 'sort', 'cell', 'column-amount', 'previous', 'icon'])
      expect(element.shadowRoot?.querySelector(`[part~=${part}]`), part).to.not.equal(null);
    element.open = server.orders[0]!.id;
    await settled(element, 'ready');
    await waitUntil(() => element.shadowRoot?.querySelector('[part~=tab-current]'));
    expect(element.shadowRoot?.querySelectorAll('[part~=step-current]')).to.have.length(1);
  });

  it('reach through <portal-app>, which also says what failed inside', async () => {
    const style = document.createElement('style');
    style.textContent = 'portal-app::part(title) { letter-spacing: 7px }';
    document.head.append(style);
    server.problem('GET /home', 503, 'unavailable');
    const holder = document.createElement('div');
    document.body.append(holder);
    const app = document.createElement('portal-app') as PortalApp;
    Object.assign(app, { api: server.api, routing: 'none' });
    const heard = hear(app, 'portal-error');
    holder.append(app);
    await settled(app, 'ready');
    const home = () => app.shadowRoot?.querySelector<PortalHome>('portal-home');
    await waitUntil(() => heard.length > 0);
    expect(heard[0]?.target).to.equal(app);
    expect(heard[0]?.detail.error.code).to.equal('unavailable');
    server.answers = {};
    await app.refresh();
    await settled(home()!, 'ready');
    const title = home()!.shadowRoot!.querySelector('[part~=title]')!;
    expect(getComputedStyle(title).letterSpacing).to.equal('7px');
    style.remove();
  });
});

describe('what goes wrong', () => {
  it('is a notice of the network in between where that answers with a page', async () => {
    const { fetch: before } = globalThis;
    globalThis.fetch = async (input, init) => {
      const { url } = new Request(input, init);
      return url.includes('/portal') && url.startsWith(server.api)
        ? new Response('<h1>Sign in to the hotel</h1>', {
            headers: { 'content-type': 'text/html' },
          })
        : before(input, init);
    };
    const login = await mount<PortalLogin>(
      `<portal-login api="${server.api}"></portal-login>`,
      'error',
    );
    expect(text(login)).to.include('no está disponible');
    globalThis.fetch = before;
    await press(login, 'Reintentar');
    await settled(login, 'ready');
  });

  for (const [status, code] of [
    [403, 'origin_not_allowed'],
    [400, 'unknown_tenant'],
    [400, 'tenant_required'],
  ] as const)
    it(`is the page's own to mend: ${code}`, async () => {
      server.problem('GET /portal', status, code);
      const told: unknown[] = [];
      const { error } = console;
      console.error = (...words: unknown[]) => void told.push(...words);
      const login = await mount<PortalLogin>(
        `<portal-login api="${server.api}" tenant="norte"></portal-login>`,
        'error',
      );
      console.error = error;
      expect(text(login)).to.not.include('internet');
      expect(login.shadowRoot?.querySelector('button')).to.equal(null);
      expect(told.join()).to.include(location.origin).and.to.include(code);
    });
});

it('keeps translators off what changes in place', async () => {
  const element = await orders();
  expect(find(element, '.root').translate).to.equal(false);
});
