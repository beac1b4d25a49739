import { expect } from '@open-wc/testing';
import type { PortalHome, PortalOrders } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, mount, settled, text, waitUntil } from './support.ts';

describe('permissions that change while a page is open', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
    server.permissionsTag = 'before';
  });
  afterEach(clear);

  const page = async () => {
    const home = await mount<PortalHome>(`<portal-home api="${server.api}"></portal-home>`);
    const orders = await mount<PortalOrders>(
      `<portal-orders api="${server.api}" auto></portal-orders>`,
    );
    return { home, orders };
  };
  const change = (permissions: typeof contact.permissions) => {
    server.session = { ...contact, permissions };
    server.permissionsTag = 'after';
  };

  it('are asked for once an answer says so, and every element follows without a reload', async () => {
    const { home, orders } = await page();
    expect(text(home)).to.contain('Mis pedidos');
    const before = server.called('/portal').length;
    change(['stock.view']);
    // Any answer tells it, as that to the next page of a list.
    (orders as unknown as { reload(): void }).reload();
    await settled(orders, 'forbidden');
    await waitUntil(() => text(home).includes('Consulta de existencias'));
    expect(text(home)).not.to.contain('Mis pedidos');
    expect(server.called('/portal').length - before).to.equal(1);
  });

  it('are asked for also where the answer is a refusal', async () => {
    const { orders } = await page();
    change(['stock.view']);
    server.problem('GET /orders', 403, 'forbidden');
    (orders as unknown as { reload(): void }).reload();
    await settled(orders, 'forbidden');
  });

  it('open what was forbidden', async () => {
    server.session = { ...contact, permissions: ['stock.view'] };
    const home = await mount<PortalHome>(`<portal-home api="${server.api}"></portal-home>`);
    const orders = await mount<PortalOrders>(
      `<portal-orders api="${server.api}" auto></portal-orders>`,
      'forbidden',
    );
    change(contact.permissions);
    (
      home as unknown as {
        portal: { client: { call(key: string, input: object): Promise<unknown> } };
      }
    ).portal.client
      .call('GET /home', {})
      .catch(() => {});
    await settled(orders, 'ready');
  });

  it('are not asked for where nothing changed, nor where nothing is said of them', async () => {
    const { orders } = await page();
    const before = server.called('/portal').length;
    (orders as unknown as { reload(): void }).reload();
    await settled(orders, 'ready');
    server.permissionsTag = null;
    (orders as unknown as { reload(): void }).reload();
    await waitUntil(() => server.called('/orders').length >= 3);
    await settled(orders, 'ready');
    expect(server.called('/portal')).to.have.length(before);
  });
});
