import { expect } from '@open-wc/testing';
import type { PayableItem, Payment, PaymentRow } from '#contract/payments';
import type { PortalPayments } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, expectAccessible, press, says, settled, shower, text } from './support.ts';

const id = '00000000-0000-4000-8000-00000000d001';
const item = (n: number, more: Partial<PayableItem> = {}): PayableItem => ({
  id: `00000000-0000-4000-8000-00000000e00${n}`,
  kind: 'invoice',
  document: `F-${n}`,
  invoice: null,
  date: '2026-10-01',
  dueDate: '2026-10-31',
  daysOverdue: 26,
  currency: 'MXN',
  open: '100.10',
  payable: '100.10',
  payment: null,
  promise: null,
  dispute: null,
  ...more,
});
const row = (more: Partial<PaymentRow> = {}): PaymentRow => ({
  id,
  number: 'PG-000001',
  customer: { number: '1002945', name: 'Ferretería' },
  company: { code: 'SM01', name: 'Aqua' },
  method: 'card',
  amount: '200.20',
  currency: 'MXN',
  received: '200.20',
  refunded: '0.00',
  state: 'paid',
  onItsWay: '200.20',
  documents: ['F-1', 'F-2'],
  createdAt: '2026-11-20T15:05:00Z',
  paidAt: '2026-11-20T15:06:00Z',
  expiresAt: null,
  ...more,
});
const payment = (more: Partial<Payment> = {}): Payment => ({
  ...row(),
  test: true,
  redirect: null,
  voucher: null,
  failure: null,
  proofs: [],
  receipt: false,
  settled: null,
  desk: null,
  erpNumber: null,
  unasked: false,
  items: [{ id: item(1).id, kind: 'invoice', document: 'F-1', amount: '200.20' }],
  history: [
    { state: 'created', at: '2026-11-20T15:05:00Z' },
    { state: 'paid', at: '2026-11-20T15:06:00Z' },
  ],
  ...more,
});

describe('portal-payments', () => {
  let server: StandIn;
  const show = shower<PortalPayments>('payments', () => server);

  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: ['payments.view', 'payments.pay'] };
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: [
          item(1),
          item(2),
          item(3, { kind: 'credit_note', document: 'N-3', open: '-50.00', payable: '-50.00' }),
        ],
        more: false,
      },
    };
    server.answers['GET /payment-methods'] = {
      body: { items: [{ method: 'card', test: true, min: null, max: null, refusal: null }] },
    };
    server.answers['GET /payment-slips'] = { body: { items: [], more: false } };
    server.answers['GET /payments'] = { body: { items: [row()], nextCursor: null } };
    server.answers[`GET /payments/${id}`] = { body: payment() };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('adds up what is overdue less the credits, and asks how it is to be paid', async () => {
    const element = await show();
    await says(element, 'F-1');
    await expectAccessible(element);
    await press(element, 'Pagar todo lo vencido');
    await says(element, '$150.20 MXN');
    await expectAccessible(element);
  });

  it('lists payments with what is still on its way', async () => {
    const element = await show('view="list"');
    await says(element, 'PG-000001');
    expect(text(element)).to.contain('$200.20 MXN');
    await expectAccessible(element);
  });

  it('shows one payment, and that nothing moved where it is a trial', async () => {
    const element = await show(`open="${id}"`);
    await settled(element, 'ready');
    await says(element, 'PG-000001');
    await expectAccessible(element);
  });

  it('has no documents to choose for whoever may look at payments alone', async () => {
    server.session = { ...contact, permissions: ['payments.view'] };
    const element = await show();
    await says(element, 'F-1');
    expect(text(element)).not.to.contain('Pagar todo lo vencido');
    await expectAccessible(element);
  });

  it('chooses what a page led here with, and says what of it can no longer be paid', async () => {
    const element = await show(`open="pay:SM01,${item(1).id},${item(2).id},F-9"`);
    await says(element, '$200.20 MXN');
    expect(text(element)).to.contain('1 de los documentos ya no se puede pagar');
    await expectAccessible(element);
  });

  it('shows a Pix code to scan and to copy, and a receipt of what came', async () => {
    server.answers[`GET /payments/${id}`] = {
      body: payment({
        state: 'pending',
        method: 'pix',
        receipt: true,
        voucher: {
          kind: 'pix',
          reference: null,
          content: '00020126',
          bank: null,
          beneficiary: null,
          url: 'https://provider.example/x',
          qr: ['11', '10'],
        },
      }),
    };
    const element = await show(`open="${id}"`);
    await says(element, '00020 126');
    expect(element.shadowRoot!.querySelector('.qr path')).not.to.equal(null);
    expect(text(element)).to.contain('Descargar el recibo');
    await expectAccessible(element);
  });

  it('shows slips with their bar codes', async () => {
    server.answers['GET /payment-slips'] = {
      body: {
        items: [
          {
            id,
            kind: 'boleto',
            company: { code: 'SM01', name: 'Aqua' },
            document: 'F-1',
            content: '00190000090123456789701234567897316560000123456',
            bank: 'Banco',
            beneficiary: null,
            amount: '1234.56',
            currency: 'MXN',
            expiresOn: '2026-12-10',
            expired: false,
            open: '1234.56',
            qr: null,
          },
        ],
        more: false,
      },
    };
    const element = await show('view="slips"');
    await says(element, '$1,234.56 MXN');
    await press(element, 'Ver cómo pagar, Boleto F-1');
    expect(element.shadowRoot!.querySelector('.bars path')).not.to.equal(null);
    await expectAccessible(element);
  });

  it('takes the proof of a transfer only with its file', async () => {
    server.answers[`GET /payments/${id}`] = {
      body: payment({
        state: 'pending',
        method: 'transfer',
        voucher: {
          kind: 'transfer',
          reference: 'PG-000001',
          content: '646180110400000007',
          bank: 'STP',
          beneficiary: 'Aqua',
          url: null,
          qr: null,
        },
      }),
    };
    const element = await show(`open="${id}"`);
    await says(element, '64618 01104');
    await press(element, 'Enviar el comprobante');
    await says(element, 'Elija el archivo del comprobante.');
    await expectAccessible(element);
  });
});
