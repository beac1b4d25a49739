import { aTimeout, expect } from '@open-wc/testing';
import {
  configurePortal,
  type GetSession,
  type PortalConfigElement,
  type PortalLogin,
  type PortalOrders,
} from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, find, press, settled, text, waitUntil } from './support.ts';

describe('getSession', () => {
  let server: StandIn;
  let asked: number;
  const vouch: GetSession = async () => `jwt-${(asked += 1)}`;

  beforeEach(() => {
    server = new StandIn();
    server.session = null;
    server.opens = { ...contact, access: 'host' };
    asked = 0;
  });
  afterEach(clear);

  type Page = { login: PortalLogin; orders: PortalOrders; errors: string[] };
  async function page(getSession?: GetSession): Promise<Page> {
    const holder = document.createElement('div');
    holder.innerHTML = `<portal-config api="${server.api}" tenant="aqua" locale="es">
      <portal-login></portal-login><portal-orders auto></portal-orders>
    </portal-config>`;
    const config = holder.querySelector('portal-config') as PortalConfigElement;
    const login = holder.querySelector('portal-login') as PortalLogin;
    const orders = holder.querySelector('portal-orders') as PortalOrders;
    const errors: string[] = [];
    orders.addEventListener('portal-error', ({ detail }) => errors.push(detail.error.code));
    if (getSession) config.getSession = getSession;
    document.body.append(holder);
    await settled(login, 'ready');
    return { login, orders, errors };
  }

  it('signs in whom the page vouches for, asked once by all elements', async () => {
    const { login, orders, errors } = await page(vouch);
    await settled(orders, 'ready');
    expect(server.called('/host-sessions').map(({ body }) => body)).to.deep.equal([
      { assertion: 'jwt-1', delivery: 'cookie' },
    ]);
    expect(text(login)).to.contain('María Fernanda Gutiérrez');
    expect(errors).to.deep.equal([]);
  });

  it('is not asked where somebody is signed in', async () => {
    server.session = contact;
    const { orders } = await page(vouch);
    await settled(orders, 'ready');
    expect(asked).to.equal(0);
  });

  it('is asked when it comes late', async () => {
    const { orders } = await page();
    await settled(orders, 'signed-out');
    (orders.parentElement as PortalConfigElement).getSession = vouch;
    await settled(orders, 'ready');
    expect(asked).to.equal(1);
  });

  it('serves from the code of the whole page as well, the nearest one first', async () => {
    configurePortal({ getSession: async () => 'of the page' });
    try {
      const { orders } = await page();
      await settled(orders, 'ready');
      expect(server.called('/host-sessions')[0]?.body).to.have.property('assertion', 'of the page');
      clear();
      server = new StandIn();
      server.session = null;
      await page(vouch);
      expect(server.called('/host-sessions')[0]?.body).to.have.property('assertion', 'jwt-1');
    } finally {
      configurePortal({ getSession: undefined });
    }
  });

  it('takes a bearer, for an assertion of its own, where the browser drops the cookie', async () => {
    server.dropsCookies = true;
    const { orders } = await page(vouch);
    await settled(orders, 'ready');
    expect(server.called('/host-sessions').map(({ body }) => body)).to.deep.equal([
      { assertion: 'jwt-1', delivery: 'cookie' },
      { assertion: 'jwt-2', delivery: 'bearer' },
    ]);
    expect(server.calls.at(-1)?.headers.get('authorization')).to.equal('Bearer secret');
  });

  it('is asked again when the session ends meanwhile, and the call is sent again', async () => {
    // The same session as before, so that nothing but the call itself makes it come again.
    server.session = server.opens;
    const { orders } = await page();
    await settled(orders, 'ready');
    (orders.parentElement as PortalConfigElement).getSession = vouch;
    const before = server.called('/orders').length;
    const states: string[] = [];
    orders.addEventListener('portal-state', ({ detail }) => states.push(detail.state));
    server.once('GET /orders', 401, 'unauthenticated');
    await press(orders, 'Buscar');
    await waitUntil(() => asked === 1);
    await waitUntil(() => server.called('/orders').length >= before + 2);
    await settled(orders, 'ready');
    expect(states).to.not.include('signed-out').and.to.not.include('error');
  });

  it('ends when the server refuses every session at once', async () => {
    server.problem('GET /orders', 401, 'unauthenticated');
    const { orders } = await page(vouch);
    await settled(orders, 'signed-out');
    await aTimeout(300);
    expect(asked).to.be.lessThan(3);
    expect(server.called('/orders').length).to.be.lessThan(4);
  });

  it('leaves everybody signed out, and says so, when the server refuses the assertion', async () => {
    server.problem('POST /host-sessions', 401, 'assertion_refused');
    const { login, orders, errors } = await page(vouch);
    await settled(orders, 'signed-out');
    expect(errors).to.deep.equal(['assertion_refused']);
    expect(text(login)).to.contain('El sitio no pudo confirmar quién es usted.');
    expect(find(login, '#password')).to.not.equal(null);
    await aTimeout(100);
    expect(asked).to.equal(1);
  });

  it('says so when the page fails to answer, and nothing when nobody is signed in there', async () => {
    const failing = await page(() => Promise.reject(new Error('no token')));
    await settled(failing.orders, 'signed-out');
    expect(failing.errors).to.deep.equal(['assertion_refused']);
    clear();
    server = new StandIn();
    server.session = null;
    const nobody = await page(async () => null);
    await settled(nobody.orders, 'signed-out');
    expect(nobody.errors).to.deep.equal([]);
    expect(server.called('/host-sessions')).to.have.length(0);
  });

  it('is not asked after the reader signed out', async () => {
    const { login, orders } = await page(vouch);
    await settled(orders, 'ready');
    await press(login, 'Salir');
    await settled(orders, 'signed-out');
    await orders.refresh();
    await aTimeout(50);
    expect(asked).to.equal(1);
    expect(orders.state).to.equal('signed-out');
  });
});
