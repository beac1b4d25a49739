// What a page says to the elements, and what it may not; the script tag itself.
import { aTimeout, expect } from '@open-wc/testing';
import { configurePortal, version, type Portal } from '../../widgets/core/index.ts';
import type { PortalHome, PortalLogin, PortalNav } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { clear, find, mount, settled, waitUntil } from './support.ts';

describe('the attribute links', () => {
  afterEach(clear);
  const links = async (text: string): Promise<(string | null)[]> => {
    const server = new StandIn();
    const nav = await mount<PortalNav>(`<portal-nav api="${server.api}"></portal-nav>`);
    nav.setAttribute('links', text);
    await nav.updateComplete;
    const home = await mount<PortalHome>(`<portal-home api="${server.api}"></portal-home>`);
    home.setAttribute('links', text);
    await home.updateComplete;
    return [nav, home].flatMap((element) =>
      [...(element.shadowRoot?.querySelectorAll('a[part]') ?? [])].map((a) =>
        a.getAttribute('href'),
      ),
    );
  };

  it('takes addresses over http and https, and those of the site', async () => {
    const given = { orders: '/pedidos', stock: 'https://otro.example/existencias' };
    expect(await links(JSON.stringify(given))).to.include.members(Object.values(given));
  });

  it('never leads to a script', async () => {
    for (const href of [
      'javascript:window.pressed=1',
      ' java\nscript:window.pressed=1',
      'JAVASCRIPT://x%0Awindow.pressed=1',
      'data:text/html,x',
      'vbscript:x',
      'blob:https://x.example/1',
      'http://[',
    ])
      expect(await links(JSON.stringify({ orders: href, home: href })), href).to.deep.equal([]);
    for (const wrong of [7, null, {}, ['/x']])
      expect(await links(JSON.stringify({ orders: wrong, home: wrong }))).to.deep.equal([]);
  });

  it('is left out where it cannot be read', async () => {
    for (const text of ['{"orders":', 'orders', '[]', '7', 'null', ''])
      expect(await links(text), text).to.deep.equal([]);
  });
});

describe('a server and a tenant that the page has pinned', () => {
  afterEach(() => {
    configurePortal({ api: undefined, tenant: undefined, pin: undefined });
    clear();
  });

  it('may come a moment after the elements were made, and nothing is wrong then', async () => {
    const own = new StandIn();
    own.session = null;
    const said: unknown[] = [];
    const { error } = console;
    console.error = (...words: unknown[]) => said.push(words);
    const faults: Event[] = [];
    const element = document.createElement('portal-login') as PortalLogin;
    element.addEventListener('portal-error', (event) => faults.push(event));
    try {
      document.body.append(element);
      await aTimeout(10);
      configurePortal({ api: own.api, tenant: 'norte' });
      await waitUntil(() => element.state === 'ready');
      await aTimeout(150);
    } finally {
      console.error = error;
    }
    expect([said, faults]).to.deep.equal([[], []]);
  });

  it('are asked whatever an attribute says; unpinned, the attribute counts', async () => {
    const [own, foreign] = [new StandIn(), new StandIn()];
    own.session = foreign.session = null;
    const asked = (server: StandIn) => server.calls.length;
    configurePortal({ api: own.api, tenant: 'norte', pin: true });
    const code = (element: string) => `<portal-config tenant="sul">${element}</portal-config>`;
    const pinned = await mount<PortalLogin>(
      code(`<portal-login api="${foreign.api}" tenant="sul"></portal-login>`),
    );
    expect(asked(own)).to.be.above(0);
    expect(asked(foreign)).to.equal(0);
    pinned.remove();
    configurePortal({ pin: false });
    await mount<PortalLogin>(code(`<portal-login api="${foreign.api}"></portal-login>`));
    expect(asked(foreign)).to.be.above(0);
  });
});

it('works where the browser has no channel between tabs', async () => {
  const { BroadcastChannel: channel } = globalThis;
  try {
    // As Firefox does where it may keep nothing.
    globalThis.BroadcastChannel = function () {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    } as never;
    const server = new StandIn();
    server.session = null;
    const login = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    expect(login.state).to.equal('ready');
  } finally {
    globalThis.BroadcastChannel = channel;
    clear();
  }
});

it('sends what it means where scripts of an old page give arrays and texts a toJSON', async () => {
  const server = new StandIn();
  const login = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
  const { client } = (login as unknown as { portal: Portal }).portal;
  const prototypes = [Array.prototype, String.prototype] as { toJSON?: () => string }[];
  for (const one of prototypes) one.toJSON = () => 'something else';
  const materials = ['0001', '0002'];
  const call = client.call('POST /stock-queries', { body: { materials } });
  for (const one of prototypes) delete one.toJSON;
  await call.catch(() => {});
  const sent = server.calls.find(({ path }) => path.includes('stock-queries'));
  expect(sent?.body).to.deep.equal({ materials });
  clear();
});

describe('the script tag', () => {
  const embed = (prefix: string, data: Record<string, string>, query = '') => {
    const script = document.createElement('script');
    script.type = 'module';
    Object.assign(script.dataset, data, { prefix, tenant: 'norte' });
    script.src = `/dist/embed/v${version}/embed.js${query}`;
    document.head.append(script);
    const holder = document.createElement('div');
    const login = document.createElement(`${prefix}-login`) as PortalLogin;
    holder.append(login);
    document.body.append(holder);
    return login;
  };
  afterEach(clear);

  it('loads under the address of its version, and asks the server that data-api names', async () => {
    const login = embed('pinned', { api: location.origin });
    await waitUntil(() => login.dataset.state !== undefined);
    await settled(login, 'ready');
    expect(find(login, 'button[type=submit]').localName).to.equal('button');
  });

  it('leaves no rejection behind where the server is away', async () => {
    const rejected: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => void rejected.push(event.reason);
    window.addEventListener('unhandledrejection', note);
    const login = embed('away', { api: 'http://127.0.0.1:9/' }, '?away');
    await waitUntil(() => login.dataset.state === 'error');
    await aTimeout(50);
    window.removeEventListener('unhandledrejection', note);
    expect(rejected).to.deep.equal([]);
  });
});
