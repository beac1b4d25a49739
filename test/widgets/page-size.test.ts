import { expect } from '@open-wc/testing';
import type { PortalInvoices, PortalOrders, PortalPrices } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, expectAccessible, find, mount, press, text, waitUntil } from './support.ts';

describe('the size of a page', () => {
  let server: StandIn;
  const address = location.pathname + location.search;
  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: [...contact.permissions, 'invoices.export'] };
    server.nextCursor = 'c2';
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', address);
  });

  const show = async (): Promise<PortalOrders> => {
    const element = await mount<PortalOrders>(
      `<portal-orders api="${server.api}" auto address="pedido"></portal-orders>`,
    );
    await waitUntil(() => text(element).includes('9 pedidos'));
    return element;
  };
  const choose = (element: PortalOrders | PortalInvoices | PortalPrices, size: string) => {
    const choice = find<HTMLSelectElement>(element, '#page-size');
    choice.value = size;
    choice.dispatchEvent(new Event('change'));
  };
  const asked = (path: string) =>
    server.called(path).map(({ query }) => [query.get('limit'), query.get('cursor')]);

  it('is the reader’s to choose, begins at the first page, and stands in the address', async () => {
    const element = await show();
    press(element, 'Siguiente');
    await waitUntil(() => asked('/orders').length === 2);
    choose(element, '100');
    await waitUntil(() => asked('/orders').length === 3);
    expect(asked('/orders')).to.deep.equal([
      [null, null],
      [null, 'c2'],
      ['100', null],
    ]);
    await waitUntil(() => new URL(location.href).searchParams.get('pedido.size') === '100');
    await waitUntil(() => text(element).includes('Página 1'));
    await expectAccessible(element);
    clear();
    const again = await show();
    expect(asked('/orders').at(-1)).to.deep.equal(['100', null]);
    expect(find<HTMLSelectElement>(again, '#page-size').value).to.equal('100');
    // Where all rows are on screen, there is still a way back.
    server.nextCursor = null;
    press(again, 'Buscar');
    await waitUntil(() => asked('/orders').length === 5);
    choose(again, '');
    await waitUntil(() => asked('/orders').length === 6);
    expect(asked('/orders').at(-1)).to.deep.equal([null, null]);
    await waitUntil(() => !new URL(location.href).searchParams.has('pedido.size'));
  });

  it('is no part of what is exported', async () => {
    const element = await show();
    choose(element, '50');
    await waitUntil(() => asked('/orders').length === 2);
    await element.exportCsv();
    expect(server.called('/exports/orders')[0]!.query.has('limit')).to.equal(false);
  });

  it('takes no number that the server would refuse', async () => {
    history.replaceState(null, '', `${address}?pedido.size=5000`);
    await show();
    expect(asked('/orders')).to.deep.equal([[null, null]]);
  });

  for (const [tag, path] of [
    ['invoices', '/invoices'],
    ['prices', '/prices'],
  ] as const) {
    it(`is asked for in <portal-${tag}> as well`, async () => {
      const element = await mount<PortalInvoices | PortalPrices>(
        `<portal-${tag} api="${server.api}" auto></portal-${tag}>`,
      );
      await waitUntil(() => element.shadowRoot?.querySelector('#page-size'));
      choose(element, '50');
      await waitUntil(() => asked(path).at(-1)?.[0] === '50');
    });
  }
});
