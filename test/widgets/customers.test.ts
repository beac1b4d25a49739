import { aTimeout, expect } from '@open-wc/testing';
import type { Session } from '#contract/portal';
import { Portal, portalFor } from '../../widgets/core/portal.ts';
import type { PortalHome, PortalOrders } from '../../widgets/index.ts';
import { contact, figure, orderRow, StandIn } from './stand-in.ts';
import { clear, find, mount, press, settled, text, waitUntil } from './support.ts';

const other = { number: 'ñ/7', name: 'Otra, S.A.' };
const session: Session = { ...contact, customers: [...contact.customers, other] };

describe('a person of several customers', () => {
  let server: StandIn;
  const shownTo = (path: string) =>
    server.called(path).map(({ headers }) => headers.get('portal-customer'));
  /** In another tab the person changes to the other customer, whose data is from here on. */
  const goElsewhere = () => {
    server.session = { ...session, customer: other, permissions: ['orders.view'] };
    server.orders = [orderRow(50)];
    server.figures = [figure('orders', 3)];
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = session;
  });
  afterEach(clear);

  const page = async (): Promise<{ home: PortalHome; orders: PortalOrders; portal: Portal }> => {
    const home = await mount<PortalHome>(`<portal-home api="${server.api}"></portal-home>`);
    const orders = await mount<PortalOrders>(
      `<portal-orders api="${server.api}" auto></portal-orders>`,
    );
    return { home, orders, portal: portalFor(server.api, '') };
  };

  it('is told to the server with every call, in plain letters', async () => {
    server.session = { ...session, customer: other };
    await page();
    expect(shownTo('/portal')).to.deep.equal([null]);
    expect(shownTo('/home')).to.deep.equal(['%C3%B1%2F7']);
    expect(shownTo('/orders')).to.deep.equal(['%C3%B1%2F7']);
  });

  it('is not told where there is none', async () => {
    server.session = { ...contact, kind: 'staff', customer: null, customers: [] };
    await page();
    expect(shownTo('/home')).to.deep.equal([null]);
  });

  it('changes to another, and every element shows that one’s', async () => {
    const { home, orders, portal } = await page();
    expect(text(home)).to.contain('12 pedidos abiertos');
    server.orders = [orderRow(50)];
    server.figures = [figure('orders', 3)];
    const changed = await portal.switchCustomer(other.number);
    expect(changed.customer).to.deep.equal(other);
    const [call] = server.called('/session/customer');
    expect(call?.method).to.equal('PUT');
    expect(call?.body).to.deep.equal({ number: 'ñ/7' });
    expect(call?.headers.get('portal-customer')).to.equal('1002945');
    await waitUntil(() => text(home).includes('3 pedidos abiertos'));
    await waitUntil(() => text(orders).includes(orderRow(50).number));
    expect(shownTo('/home')).to.deep.equal(['1002945', '%C3%B1%2F7']);
    expect(text(home)).to.contain('Otra, S.A.');
  });

  it('stays where it is where the change is refused', async () => {
    const { portal } = await page();
    server.problem('PUT /session/customer', 404, 'not_found');
    let code = '';
    await portal.switchCustomer('9').catch((error) => (code = error.code));
    expect(code).to.equal('not_found');
    expect(portal.session?.customer?.number).to.equal('1002945');
  });

  it('is found out where another tab changed, and what was shown goes', async () => {
    const { home, orders, portal } = await page();
    goElsewhere();
    server.once('GET /orders', 409, 'customer_changed');
    const shown: string[] = [];
    orders.addEventListener('portal-error', ({ detail }) => shown.push(detail.error.code));
    await press(orders, 'Buscar');
    await waitUntil(() => portal.session?.customer?.number === other.number);
    await settled(orders, 'ready');
    await waitUntil(() => text(orders).includes(orderRow(50).number));
    expect(find(orders, 'tbody').textContent).to.not.contain(orderRow(1).number);
    await waitUntil(() => text(home).includes('3 pedidos abiertos'));
    expect(server.called('/portal')).to.have.length(2);
    // Only once: what is on screen is of that customer now.
    await aTimeout(50);
    expect(server.called('/portal')).to.have.length(2);
  });

  it('changes in every tab, whichever it was done in', async () => {
    const { home, portal } = await page();
    // What another tab holds of the same portal; the browser carries the word between them.
    const tab = new Portal(server.api, '');
    await tab.refresh();
    const askedBefore = server.called('/portal').length;
    server.figures = [figure('orders', 3)];
    await tab.switchCustomer(other.number);
    await waitUntil(() => portal.session?.customer?.number === other.number);
    await waitUntil(() => text(home).includes('3 pedidos abiertos'));
    await portal.switchCustomer('1002945');
    await waitUntil(() => tab.session?.customer?.number === '1002945');
    expect(server.called('/portal')).to.have.length(askedBefore + 2);
  });
});
