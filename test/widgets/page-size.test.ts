import { expect } from '@open-wc/testing';
import type {
  PortalElement,
  PortalMassSend,
  PortalOrders,
  PortalStock,
} from '../../widgets/index.ts';
import { item, section } from './ledger.ts';
import { contact, material, StandIn } from './stand-in.ts';
import { mailingList, massSend, sender } from './stand-in-mass-send.ts';
import { clear, expectAccessible, find, mount, press, says, text, waitUntil } from './support.ts';

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
  const choose = (element: PortalElement, size: string) => {
    const choice = find<HTMLSelectElement>(element, '#page-size');
    choice.value = size;
    choice.dispatchEvent(new Event('change'));
  };
  const asked = (path: string) =>
    server.called(path).map(({ query }) => [query.get('limit'), query.get('cursor')]);

  it('is the reader’s to choose, begins at the first page, and stands in the address', async () => {
    const element = await show();
    await press(element, 'Siguiente');
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
    await press(again, 'Buscar');
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
    history.replaceState(null, '', `${address}${location.search ? '&' : '?'}pedido.size=5000`);
    await show();
    expect(asked('/orders')).to.deep.equal([[null, null]]);
  });

  for (const [tag, path] of [
    ['invoices', '/invoices'],
    ['prices', '/prices'],
    ['stock', '/materials'],
  ] as const) {
    it(`is asked for in <portal-${tag}> as well`, async () => {
      const element = await mount<PortalElement>(
        `<portal-${tag} api="${server.api}" auto></portal-${tag}>`,
      );
      await waitUntil(() => element.shadowRoot?.querySelector('#page-size'));
      choose(element, '50');
      await waitUntil(() => asked(path).at(-1)?.[0] === '50');
    });
  }

  it('lets the stock of a long page be read, as many materials at a time as the server takes', async () => {
    server.materials = Array.from({ length: 60 }, (_, index) => material(index));
    const element = await mount<PortalStock>(
      `<portal-stock api="${server.api}" auto></portal-stock>`,
    );
    await waitUntil(() => text(element).includes('Tinaco 59'));
    await press(element, 'Consultar stock de todos los mostrados');
    await waitUntil(() => server.called('/stock-queries').length === 3);
    const counts = server
      .called('/stock-queries')
      .map(({ body }) => (body as { materials: string[] }).materials.length);
    expect(counts).to.deep.equal([25, 25, 10]);
    await waitUntil(() => element.shadowRoot!.querySelector('.read-at') !== null);
    expect(element.shadowRoot!.querySelectorAll('tbody tr').length).to.equal(60);
  });

  describe('in mass sends', () => {
    const open = async (more: string) => {
      server.session = sender;
      server.massSend.size = 2;
      server.massSend.lists = [1, 2, 3].map((index) => mailingList(index));
      return mount<PortalMassSend>(
        `<portal-mass-send api="${server.api}" ${more}></portal-mass-send>`,
      );
    };
    for (const view of ['send', 'list']) {
      it(`is asked for in the view ${view}`, async () => {
        const element = await open(`view="${view}"`);
        await waitUntil(() => element.shadowRoot?.querySelector('#company'));
        await press(element, 'Buscar');
        await waitUntil(() => element.shadowRoot?.querySelector('#page-size'));
        choose(element, '100');
        await waitUntil(() => asked('/mailing-lists').at(-1)?.[0] === '100');
      });
    }

    it('is asked for among the customers of a run', async () => {
      const { id } = massSend(1);
      server.massSend.recipientsCursor = 'c2';
      const element = await open(`run="${id}"`);
      await waitUntil(() => element.shadowRoot?.querySelector('#page-size'));
      choose(element, '50');
      await waitUntil(() => asked(`/mass-sends/${id}/recipients`).at(-1)?.[0] === '50');
    });
  });

  it('holds for all documents of a statement, whose last page is a press away', async () => {
    server.session = { ...contact, permissions: ['statement.view'] };
    server.ledger.sections = [
      section(
        'MXN',
        Array.from({ length: 120 }, (_, index) => item(index)),
      ),
    ];
    const element = await mount<PortalElement>(
      `<portal-statement api="${server.api}" auto></portal-statement>`,
    );
    await says(element, 'Página 1 de 3');
    await press(element, 'Última página');
    await says(element, 'Página 3 de 3');
    await press(element, 'Primera página');
    await says(element, 'Página 1 de 3');
    const choice = find<HTMLSelectElement>(element, '.page-size select');
    choice.value = '100';
    choice.dispatchEvent(new Event('change'));
    await says(element, 'Página 1 de 2');
    await expectAccessible(element);
    choice.value = '25';
    choice.dispatchEvent(new Event('change'));
    await says(element, 'Página 1 de 5');
  });

  it('of a statement is in the address, and comes back from there', async () => {
    server.session = { ...contact, permissions: ['statement.view'] };
    server.ledger.sections = [
      section(
        'MXN',
        Array.from({ length: 120 }, (_, index) => item(index)),
      ),
    ];
    const code = `<portal-statement api="${server.api}" auto address="edo"></portal-statement>`;
    const element = await mount<PortalElement>(code);
    await says(element, 'Página 1 de 3');
    const choice = () => find<HTMLSelectElement>(element, '.page-size select');
    choice().value = '25';
    choice().dispatchEvent(new Event('change'));
    await says(element, 'Página 1 de 5');
    const size = () => new URL(location.href).searchParams.get('edo.size');
    await waitUntil(() => size() === '25', 'not in the address');
    clear();
    await says(await mount<PortalElement>(code), 'Página 1 de 5');
    clear();
    history.replaceState(null, '', location.href.replace('edo.size=25', 'edo.size=7000'));
    await says(await mount<PortalElement>(code), 'Página 1 de 3');
    history.replaceState(null, '', location.pathname);
  });
});
