import { expect, oneEvent } from '@open-wc/testing';
import type { PortalInvoices } from '../../widgets/index.ts';
import { contact, invoiceRow, orderId, StandIn } from './stand-in.ts';
import {
  announced,
  catchDownloads,
  clear,
  expectAccessible,
  find,
  focused,
  rowTexts,
  settled,
  shower,
  text,
  travel,
  waitUntil,
} from './support.ts';

describe('portal-invoices', () => {
  let server: StandIn;
  const show = shower<PortalInvoices>('invoices', () => server);
  const change = async (element: PortalInvoices, id: string, value: string) => {
    const control = find<HTMLInputElement>(element, `#${id}`);
    control.value = value;
    control.dispatchEvent(new Event('input'));
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const search = (element: PortalInvoices) => find(element, '.filter .primary').click();
  const boxes = (element: PortalInvoices) =>
    Array.from(element.renderRoot.querySelectorAll<HTMLInputElement>('.pick'));
  const tick = async (element: PortalInvoices, index: number) => {
    boxes(element)[index]!.click();
    await element.updateComplete;
  };
  const allow = (...permissions: typeof contact.permissions) =>
    (server.session = { ...contact, permissions: ['invoices.view', ...permissions] });

  beforeEach(() => (server = new StandIn()));
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('lists the newest at once, and says what of each is open', async () => {
    server.invoices = [
      invoiceRow(0, { state: 'overdue', balance: '100.00', fiscalId: '1C248DF2-0000-4000-8000-1' }),
      invoiceRow(1, { state: 'paid', balance: '0.00' }),
      invoiceRow(2, { state: 'unknown', balance: null }),
      invoiceRow(3, { kind: 'credit_note', total: '-58.00', balance: '-58.00' }),
    ];
    const element = await show();
    await waitUntil(() => text(element).includes('4 documentos'));
    expect(server.called('/invoices')[0]?.query.get('sort')).to.equal('-date');
    const rows = rowTexts(element);
    expect(rows[0]).to.contain('Vencida').and.contain('$100.00').and.contain('1C248DF2…00-1');
    expect(rows[1]).to.contain('Pagada');
    expect(rows[2]).to.contain('Sin registro').and.contain('–');
    expect(rows[3]).to.contain('Nota de crédito').and.contain('Por aplicar');
    await expectAccessible(element);
  });

  it('searches with the filters and keeps them in the address', async () => {
    const element = await show('address="factura"');
    await change(element, 'status', 'overdue');
    await change(element, 'kind', 'invoice');
    await change(element, 'from', '2026-01-01');
    await change(element, 'q', ' FAC ');
    search(element);
    await waitUntil(() => server.called('/invoices').length === 2);
    const { query } = server.called('/invoices')[1]!;
    expect(Object.fromEntries(query)).to.include({
      status: 'overdue',
      kind: 'invoice',
      from: '2026-01-01',
      search: 'FAC',
    });
    const address = new URL(location.href).searchParams;
    expect(address.get('factura.status')).to.equal('overdue');
    clear();
    const again = await show('address="factura"');
    await waitUntil(() => server.called('/invoices').length === 3);
    expect(server.called('/invoices')[2]!.query.get('status')).to.equal('overdue');
    expect(find<HTMLSelectElement>(again, '#status').value).to.equal('overdue');
  });

  it('asks for another end of a period that ends before it begins', async () => {
    const element = await show();
    await change(element, 'from', '2026-02-01');
    await change(element, 'to', '2026-01-01');
    search(element);
    await element.updateComplete;
    expect(text(element)).to.contain('La fecha final es anterior a la inicial.');
    expect(focused(element)?.id).to.equal('to');
    expect(server.called('/invoices')).to.have.length(1);
  });

  it('offers nothing to pay of what is on its way already', async () => {
    allow('payments.view', 'payments.pay');
    server.invoices = [
      invoiceRow(0, { state: 'overdue', balance: '100.00' }),
      invoiceRow(1, { state: 'overdue', balance: '100.00' }),
    ];
    const way = (index: number, amount: string) => ({
      id: orderId(900 + index),
      invoice: invoiceRow(index).number,
      company: invoiceRow(index).company.code,
      currency: 'MXN',
      amount,
      payment: { id: orderId(950), number: 'PG-000001', state: 'paid' as const },
    });
    server.answers['GET /payments-on-their-way'] = {
      body: {
        items: [],
        documents: [way(0, '100.00'), way(1, '40.00')],
        promises: [],
        disputes: [],
      },
    };
    const element = await show();
    await waitUntil(() => text(element).includes('PG-000001'));
    expect(boxes(element)).to.have.length(1 + 1);
    find(element, `[data-record="${orderId(700)}"]`).click();
    await waitUntil(() => text(element).includes('Factura FAC-0'));
    expect(text(element)).to.contain('PG-000001').and.not.to.contain('Pagar');
    find(element, '.root > .button.quiet').click();
    await waitUntil(() => boxes(element).length === 2);
    find(element, `[data-record="${orderId(701)}"]`).click();
    await waitUntil(() => text(element).includes('Factura FAC-1'));
    expect(text(element)).to.contain('Pagar');
  });

  it('opens one, with its lines, its payments and what belongs to it, and goes back', async () => {
    server.invoiceMore = {
      clearings: [{ date: '2026-11-22', amount: '10.00', reference: 'P-9' }],
      orders: [{ id: orderId(1), number: '4500012001', purchaseOrder: 'OC-1' }],
      related: [
        {
          id: orderId(701),
          number: 'NC-1',
          kind: 'credit_note',
          date: '2026-11-23',
          currency: 'USD',
          total: '-5.00',
        },
      ],
    };
    const element = await show('address="factura"');
    const opened = oneEvent(element, 'portal-invoice-opened');
    find(element, `[data-record="${orderId(700)}"]`).click();
    expect((await opened).detail).to.deep.equal({ id: orderId(700), number: 'FAC-0' });
    await waitUntil(() => text(element).includes('Factura FAC-0'));
    for (const part of ['Tinaco', 'P-9', '4500012001 (OC-1)', 'NC-1', '$626.68', 'USD'])
      expect(text(element)).to.contain(part);
    await expectAccessible(element);
    find(element, `[data-record="${orderId(701)}"]`).click();
    await waitUntil(() => server.called(`/invoices/${orderId(701)}`).length === 1);
    await travel(-1);
    await waitUntil(() => element.open === orderId(700));
    find(element, '.root > .button.quiet').click();
    await settled(element, 'ready');
    expect(element.open).to.equal('');
    expect(text(element)).to.contain('3 documentos');
  });

  it('downloads one file, those that are picked on any page, and the list', async () => {
    allow('invoices.xml', 'invoices.pdf', 'invoices.bulk', 'invoices.export');
    server.invoices = [
      invoiceRow(0, { xml: orderId(800), pdf: orderId(801) }),
      invoiceRow(1, { xml: orderId(802) }),
      invoiceRow(2),
    ];
    const element = await show();
    const { saved, stop } = catchDownloads();
    find(element, '[aria-label="PDF de FAC-0"]').click();
    await waitUntil(() => saved.length === 1);
    expect(server.called(`/fiscal-files/${orderId(801)}/pdf`)).to.have.length(1);
    expect(boxes(element)).to.have.length(3);
    await tick(element, 0);
    expect(text(element)).to.contain('Descargar 3 archivos (ZIP)');
    await tick(element, 2);
    find(element, '.meta > .button').click();
    await waitUntil(() => saved.length === 2);
    expect(server.called('/fiscal-archives')[0]?.body).to.deep.equal({
      files: [orderId(800), orderId(801)],
      locale: 'es',
    });
    find(element, '.exports .button').click();
    await waitUntil(() => saved.length === 3);
    stop();
    expect(
      (await Promise.all(saved)).map(({ name }) => name.replace(/_\d{8}\./, '_today.')),
    ).to.deep.equal(['FAC-0.pdf', 'facturas.zip', 'facturas_today.xlsx']);
    expect(server.called('/exports/invoices')[0]?.query.get('locale')).to.equal('es');
    await waitUntil(() => announced(element).includes('Se descargó el archivo.'));
  });

  it('offers no files and no list to whom they may not go', async () => {
    allow();
    server.invoices = [invoiceRow(0, { xml: orderId(800) })];
    const element = await show();
    expect(boxes(element)).to.have.length(0);
    expect(element.renderRoot.querySelector('.exports')).to.equal(null);
    server.session = { ...contact, permissions: ['orders.view'] };
    await element.refresh();
    await settled(element, 'forbidden');
  });

  it('says what went wrong, and offers to try again', async () => {
    server.problem('GET /invoices', 503, 'unavailable');
    const element = await show('', 'error');
    delete server.answers['GET /invoices'];
    find(element, '.panel .button, .notice .button').click();
    await waitUntil(() => text(element).includes('3 documentos'));
  });
});
