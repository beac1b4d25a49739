import { expect } from '@open-wc/testing';
import type { PortalInvoices, PortalOrders, PortalPrices } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  text,
  waitUntil,
} from './support.ts';

type Lists = PortalOrders | PortalInvoices | PortalPrices;

describe('the choice of columns', () => {
  let server: StandIn;
  const address = location.pathname + location.search;
  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: [...contact.permissions, 'invoices.export'] };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', address);
  });

  const show = async (more = '', tag = 'orders'): Promise<Lists> => {
    const element = await mount<Lists>(
      `<portal-${tag} api="${server.api}" auto address="vista" ${more}></portal-${tag}>`,
    );
    await waitUntil(() => element.shadowRoot?.querySelector('tbody tr'));
    return element;
  };
  const heads = (element: Lists) =>
    [...element.shadowRoot!.querySelectorAll('thead th')].map((one) => one.textContent?.trim());
  const labels = (element: Lists) =>
    [...element.shadowRoot!.querySelectorAll('.column-choice label')].map((one) =>
      one.textContent?.trim(),
    );
  const open = (element: Lists) => find(element, '.column-choice summary').click();
  const box = (element: Lists, label: string): HTMLInputElement => {
    const all = [...element.shadowRoot!.querySelectorAll('.column-choice label')];
    return all
      .find((one) => one.textContent?.trim() === label)!
      .querySelector<HTMLInputElement>('input')!;
  };
  const kept = () => new URL(location.href).searchParams.get('vista.hide');

  it('hides columns and shows them again, in the address as well', async () => {
    const element = await show();
    open(element);
    expect(labels(element)).to.deep.equal([
      'Orden de compra',
      'Monto',
      'Creado',
      'Estatus',
      'Destino',
    ]);
    box(element, 'Destino').click();
    await element.updateComplete;
    expect(heads(element)).to.deep.equal([
      'Doc. comercial',
      'Orden de compra',
      'Monto',
      'Creado',
      'Estatus',
      'Ver',
    ]);
    expect(text(element)).not.to.contain('CEDIS');
    expect(announced(element)).to.equal('Se muestran 6 de 7 columnas.');
    box(element, 'Monto').click();
    await waitUntil(() => kept() === 'amount destination');
    await expectAccessible(element);

    // A second tab, and the same one after a reload.
    clear();
    const again = await show();
    expect(heads(again)).to.not.include('Monto');
    open(again);
    expect(box(again, 'Monto').checked).to.equal(false);
    box(again, 'Monto').click();
    box(again, 'Destino').click();
    await waitUntil(() => kept() === null);
    expect(heads(again)).to.include('Destino');
  });

  it('is made by the keyboard: the focus stays, and Escape leads back', async () => {
    const element = await show();
    open(element);
    const amount = box(element, 'Monto');
    amount.focus();
    amount.click();
    await element.updateComplete;
    expect(focused(element)).to.equal(amount);
    amount.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(find<HTMLDetailsElement>(element, '.column-choice').open).to.equal(false);
    expect(focused(element)).to.equal(find(element, '.column-choice summary'));
  });

  it('is the page’s to make at first, and then the reader’s', async () => {
    const element = await show('hidden-columns="status nothing"');
    expect(heads(element)).to.not.include('Estatus');
    open(element);
    box(element, 'Estatus').click();
    await waitUntil(() => kept() === 'nothing');
    expect(heads(element)).to.include('Estatus');
  });

  it('holds for cards as well', async () => {
    const element = await show();
    element.parentElement!.style.inlineSize = '320px';
    const cells = () => element.shadowRoot!.querySelectorAll('td[data-label="Monto"]').length;
    expect(cells()).to.equal(9);
    open(element);
    box(element, 'Monto').click();
    await element.updateComplete;
    expect(cells()).to.equal(0);
    // What opens fits into the element.
    const { left, right } = find(element, '.column-choice > ul').getBoundingClientRect();
    const outer = element.getBoundingClientRect();
    expect(left).to.be.at.least(outer.left);
    expect(right).to.be.at.most(outer.right + 1);
  });

  it('is no part of what is exported, nor of what is asked for', async () => {
    const element = (await show('hidden-columns="amount"')) as PortalOrders;
    const asked = server.called('/orders').length;
    open(element);
    box(element, 'Estatus').click();
    await element.updateComplete;
    await element.exportCsv();
    expect(server.called('/orders').length).to.equal(asked);
    expect(
      Object.keys(Object.fromEntries(server.called('/exports/orders')[0]!.query)),
    ).to.have.members(['by', 'from', 'to', 'locale', 'sort']);
  });

  it('is one person’s: another one finds all columns', async () => {
    const element = await show();
    open(element);
    box(element, 'Monto').click();
    await waitUntil(() => kept() === 'amount');
    server.session = { ...contact, person: { name: 'Otra', login: 'otra' } };
    await element.refresh();
    await waitUntil(() => kept() === null);
    await press(element, 'Buscar');
    await waitUntil(() => heads(element).includes('Monto'));
  });

  it('leaves out what a list cannot do without', async () => {
    const prices = await show('', 'prices');
    expect(labels(prices)).to.deep.equal(['UM', 'Vigencia']);
    server.prices = server.prices.map(({ material, prices: [price] }) => ({
      material,
      prices: [price!, { ...price!, minQuantity: '10' }],
    }));
    await prices.refresh();
    await waitUntil(() => heads(prices).includes('Desde'));
    open(prices);
    box(prices, 'UM').click();
    await prices.updateComplete;
    // The further lines of a material lose the same cells.
    const widths = [...prices.shadowRoot!.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].reduce((sum, { colSpan }) => sum + colSpan, 0),
    );
    expect([...new Set(widths)]).to.deep.equal([heads(prices).length]);
    const invoices = await show('', 'invoices');
    expect(labels(invoices)).to.include('Saldo').and.not.include('Número');
  });
});
