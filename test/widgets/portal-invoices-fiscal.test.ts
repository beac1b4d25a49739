import { expect } from '@open-wc/testing';
import type { FiscalImportRow } from '#contract/fiscal-imports';
import type { InvoiceFiscal } from '#contract/invoices';
import type { PortalInvoices } from '../../widgets/index.ts';
import { contact, invoiceRow, orderId, StandIn } from './stand-in.ts';
import {
  catchDownloads,
  clear,
  expectAccessible,
  find,
  rowTexts,
  shower,
  text,
  waitUntil,
} from './support.ts';

const fiscal: InvoiceFiscal = {
  country: 'MX',
  kind: 'invoice',
  fiscalId: '1C248DF2-0000-4000-8000-000000000001',
  series: 'A',
  number: '1001',
  issuedAt: '2026-03-01T00:30:00',
  stampedAt: '2026-03-01T00:30:05',
  method: 'PPD',
  total: '726.95',
  issuer: { taxId: 'XAXX010101000', name: 'EMISOR' },
  receiver: { taxId: 'XAXX010101000', name: 'RECEPTOR' },
  state: 'valid',
  environment: 'production',
  answer: null,
  mayCheck: true,
  link: 'https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx',
  qr: ['101', '010', '101'],
  missing: '226.95',
  warnings: [],
  payments: [
    {
      fiscalId: '1C248DF2-0000-4000-8000-000000000002',
      number: 'P7',
      date: '2026-03-21',
      state: 'valid',
      paidAt: '2026-03-20T00:10:00',
      instalment: 1,
      currency: 'MXN',
      paid: '500.00',
      remaining: '226.95',
      xml: orderId(850),
      pdf: null,
    },
  ],
  relations: [
    {
      kind: 'substitutes',
      isIncoming: false,
      fiscalId: '1C248DF2-0000-4000-8000-000000000003',
      number: '',
      documentKind: null,
      state: null,
      date: null,
      documentCurrency: null,
      total: null,
      text: null,
      invoiceId: null,
      xml: null,
      pdf: null,
    },
  ],
};

describe('portal-invoices, fiscal', () => {
  let server: StandIn;
  const show = shower<PortalInvoices>('invoices', () => server);
  const press = (element: PortalInvoices, label: string) =>
    Array.from(element.renderRoot.querySelectorAll<HTMLElement>('button'))
      .find((one) => one.textContent?.trim() === label)!
      .click();
  const allow = (...permissions: (typeof contact)['permissions']) =>
    (server.session = { ...contact, permissions: ['invoices.view', ...permissions] });

  beforeEach(() => (server = new StandIn()));
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('says in the list what the authority no longer knows, and which complement is missing', async () => {
    server.invoices = [
      invoiceRow(0, { fiscalState: 'cancelled' }),
      invoiceRow(1, { fiscalState: 'valid', complementMissing: true }),
      invoiceRow(2, { fiscalState: 'test' }),
    ];
    const element = await show();
    await waitUntil(() => text(element).includes('3 documentos'));
    const rows = rowTexts(element);
    expect(rows[0]).to.contain('Cancelada').and.not.contain('Por vencer');
    expect(rows[1]).to.contain('Por vencer').and.contain('Falta complemento');
    expect(rows[2]).to.contain('De prueba');
  });

  it('shows the document of an invoice, its complements and what is missing, and asks for it with one press', async () => {
    allow('invoices.xml', 'service.create');
    server.invoiceMore = { fiscal };
    const element = await show();
    element.open = orderId(700);
    await waitUntil(() => text(element).includes('Documento fiscal'));
    for (const part of [
      '$226.95',
      'A 1001',
      '01-mar-2026 00:30',
      '20-mar-2026',
      'P7',
      'Sustituye a',
      '(PPD)',
    ])
      expect(text(element)).to.contain(part);
    find<HTMLElement>(element, '.authority-qr summary').click();
    const code = find(element, '.authority-qr .qr');
    await waitUntil(() => code.getBoundingClientRect().width >= 200);
    expect(code.ariaLabel).to.contain('autoridad');
    await expectAccessible(element);
    const { saved, stop } = catchDownloads();
    find(element, '[aria-label="XML de P7"]').click();
    await waitUntil(() => saved.length === 1);
    stop();
    let asked: unknown;
    element.addEventListener('portal-navigate', (event) => (asked = event.detail));
    press(element, 'Solicitar el complemento');
    expect(asked).to.deep.equal({ to: 'service', id: `invoice:${orderId(700)}`, href: null });
    const answer = {
      state: 'unknown',
      cancellable: null,
      cancellation: null,
      efos: '200',
    } as const;
    const checkedAt = '2026-03-02T12:00:00.000Z';
    server.answers[`POST /invoices/${orderId(700)}/fiscal-check`] = {
      status: 200,
      body: { ...answer, checkedAt },
    };
    server.invoiceMore = { fiscal: { ...fiscal, answer: { ...answer, checkedAt } } };
    press(element, 'Consultar ahora');
    await waitUntil(() => text(element).includes('aún no está registrada en el SAT'));
  });

  it('says what the pack of a month holds and lacks before it is fetched', async () => {
    allow('invoices.bulk');
    server.answers['GET /fiscal-packs'] = {
      status: 200,
      body: {
        documents: 3,
        files: 5,
        bytes: 40_400,
        sums: [{ kind: 'invoice', state: 'valid', currency: 'MXN', count: 2, total: '1453.90' }],
        gaps: [
          {
            gap: 'complement',
            kind: 'invoice',
            number: 'FAC-9',
            fiscalId: fiscal.fiscalId,
            date: '2026-03-02',
            customer: contact.customer,
            currency: 'MXN',
            amount: '726.95',
          },
        ],
      },
    };
    server.answers['POST /fiscal-packs'] = { file: 'PK' };
    const element = await show();
    press(element, 'Paquete del mes');
    await waitUntil(() => text(element).includes('FAC-9'));
    for (const part of [
      '3 documentos',
      '5 archivos',
      // What is less than a megabyte is never told as none.
      '39 kB',
      '$1,453.90',
      'El complemento de pago',
    ])
      expect(text(element)).to.contain(part);
    await expectAccessible(element);
    press(element, 'Descargar el paquete');
    await waitUntil(() => server.called('/fiscal-packs').length === 2);
    expect(server.called('/fiscal-packs')[1]?.body).to.have.property('locale', 'es');
    press(element, 'Cerrar');
    await waitUntil(() => text(element).includes('3 documentos'));
  });

  it('shows staff what would become of dropped files, and keeps what is decided', async () => {
    server.session = {
      ...contact,
      kind: 'staff',
      customer: null,
      permissions: ['invoices.view', 'invoices.manage'],
    } as never;
    const row = (index: number, more: Partial<FiscalImportRow>): FiscalImportRow => ({
      row: index,
      fileName: `${index}.xml`,
      file: 'xml',
      state: 'faulty',
      fault: null,
      at: null,
      doubt: null,
      warnings: [],
      isTest: false,
      kind: 'invoice',
      fiscalId: `F-${index}`,
      number: `A${index}`,
      date: '2026-03-02',
      currency: 'MXN',
      total: '1160.00',
      customer: contact.customer,
      customers: [],
      invoice: null,
      ...more,
    });
    const invoice = { id: orderId(1), number: 'A2', total: '999.00' };
    server.answers['POST /fiscal-imports'] = { status: 201, body: { id: orderId(9), files: 4 } };
    server.answers[`GET /fiscal-imports/${orderId(9)}`] = {
      status: 200,
      body: {
        id: orderId(9),
        isApplied: false,
        rows: [
          row(1, { state: 'matched', invoice }),
          row(2, { state: 'doubtful', doubt: 'amount_differs', invoice }),
          row(3, { fault: 'malformed', at: '3:14', kind: null }),
          row(4, {
            state: 'doubtful',
            doubt: 'customers',
            customer: null,
            customers: [contact.customer!],
          }),
        ],
      },
    };
    // What is off says why, and counts nothing.
    const all = server.answers[`GET /fiscal-imports/${orderId(9)}`] as { body: object };
    const { rows } = all.body as { rows: FiscalImportRow[] };
    const refused = { ...all.body, rows: rows.slice(2, 3) };
    server.answers[`GET /fiscal-imports/${orderId(9)}`] = { status: 200, body: refused };
    const vain = await show();
    press(vain, 'Cargar archivos fiscales');
    await waitUntil(() => text(vain).includes('Elegir archivos'));
    const one = new DataTransfer();
    one.items.add(new File(['<a/>'], 'tres.xml'));
    find(vain, '.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: one }));
    await waitUntil(() => text(vain).includes('No hay archivos que se puedan guardar'));
    expect(text(vain)).not.to.contain('Guardar 0');
    clear();
    server.calls.length = 0;
    server.answers[`GET /fiscal-imports/${orderId(9)}`] = all;
    server.answers[`POST /fiscal-imports/${orderId(9)}/application`] = {
      status: 200,
      body: { taken: 3, left: 1 },
    };
    const element = await show();
    press(element, 'Cargar archivos fiscales');
    await waitUntil(() => text(element).includes('Elegir archivos'));
    await expectAccessible(element);
    const transfer = new DataTransfer();
    transfer.items.add(new File(['<a/>'], 'uno.xml'));
    find(element, '.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer }));
    await waitUntil(() => text(element).includes('No es un XML bien formado (3:14)'));
    expect(server.called('/fiscal-imports')[0]?.body).to.deep.equal({
      files: [{ name: 'uno.xml', content: btoa('<a/>') }],
    });
    expect(text(element)).to.contain('su importe es $999.00').and.contain('Guardar 1 archivo');
    await expectAccessible(element);
    find(element, '[aria-label="Tomar 2.xml"]').click();
    const whose = find<HTMLSelectElement>(element, '#whose-4');
    whose.value = contact.customer!.number;
    whose.dispatchEvent(new Event('change'));
    await waitUntil(() => text(element).includes('Guardar 3 archivos'));
    press(element, 'Guardar 3 archivos');
    await waitUntil(() => text(element).includes('Archivos guardados: 3. Sin guardar: 1.'));
    expect(server.called(`/fiscal-imports/${orderId(9)}/application`)[0]?.body).to.deep.equal({
      accepted: [{ row: 2 }, { row: 4, customer: contact.customer!.number }],
    });
  });
});
