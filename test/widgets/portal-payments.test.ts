import { expect } from '@open-wc/testing';
import { addDays, today } from '#contract/format';
import { paymentPage } from '#contract/payment-words';
import type { PayableItem, Payment, PaymentRow } from '#contract/payments';
import type { Dispute } from '#contract/promises';
import type { PortalPayments } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  announced,
  asked,
  catchDownloads,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  says,
  settled,
  shower,
  text,
  travel,
  waitUntil,
  write,
} from './support.ts';

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
  onAccount: '0.00',
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
  ending: false,
  items: [{ id: item(1).id, kind: 'invoice', document: 'F-1', amount: '200.20' }],
  history: [
    { state: 'created', at: '2026-11-20T15:05:00Z' },
    { state: 'paid', at: '2026-11-20T15:06:00Z' },
  ],
  ...more,
});

const staff = {
  ...contact,
  kind: 'staff' as const,
  customer: null,
  permissions: ['payments.view' as const, 'payments.review' as const],
};
const desk: Payment['desk'] = {
  provider: 'stripe',
  fee: null,
  refundable: '0.00',
  unanswered: '0.00',
  refunds: [],
};

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

  it('says what each way takes, asks the page before it leaves, and tells it of each state', async () => {
    server.answers['GET /payment-methods'] = {
      body: {
        items: [
          { method: 'card', test: true, min: '10.00', max: null, refusal: null },
          { method: 'oxxo', test: true, min: '10.00', max: '100.00', refusal: 'above_max' },
        ],
      },
    };
    server.answers['POST /payments'] = { body: { id, number: 'PG-000001' } };
    const redirect = 'https://pay.example/1';
    const under = payment({ state: 'started', redirect });
    server.answers[`GET /payments/${id}`] = { body: under };
    const element = await show();
    await says(element, 'F-1');
    await press(element, 'Pagar todo lo vencido');
    find(element, '.bar .button.primary').click();
    await says(element, 'Hasta $100.00');
    const ways = [
      ...element.shadowRoot!.querySelectorAll<HTMLInputElement>('[part~=method] input'),
    ];
    expect(ways.map(({ value, disabled }) => [value, disabled])).to.deep.equal([
      ['card', false],
      ['oxxo', true],
    ]);
    find(element, '.actions .primary').click();
    await says(element, 'Elija una forma de pago.');
    let leaving: unknown;
    element.addEventListener('portal-before-payment', (event) => {
      event.preventDefault();
      leaving = event.detail;
    });
    const states: unknown[] = [];
    element.addEventListener('portal-payment-changed', ({ detail }) => states.push(detail));
    ways[0]!.click();
    await element.updateComplete;
    find(element, '.actions .primary').click();
    await waitUntil(() => leaving !== undefined, 'the page was not asked');
    expect(leaving).to.deep.equal({ id, href: redirect });
    await settled(element, 'ready');
    server.answers[`GET /payments/${id}`] = { body: payment() };
    await element.refresh();
    await waitUntil(() => states.length > 0, 'no state was told');
    expect(states).to.deep.equal([{ id, state: 'paid' }]);
  });

  it('leaves what stands in place of no payments to the page, and goes on to the next of them', async () => {
    server.answers['GET /payments'] = { body: { items: [row()], nextCursor: 'next-page' } };
    const many = await show('view="list"');
    await says(many, 'PG-000001');
    const pages = many.shadowRoot!.querySelector('[part~=pagination]')!;
    expect(pages.querySelector('[part~=previous]')!.ariaDisabled).to.equal('true');
    pages.querySelector<HTMLButtonElement>('[part~=next]')!.click();
    await waitUntil(
      () => server.calls.some(({ query }) => query.get('cursor') === 'next-page'),
      'the next page was not asked for',
    );
    clear();
    server.answers['GET /payments'] = { body: { items: [], nextCursor: null } };
    const none = await mount<PortalPayments>(
      `<portal-payments api="${server.api}" view="list"><p slot="empty">Nada</p></portal-payments>`,
      'empty',
    );
    expect(find<HTMLSlotElement>(none, 'slot[name=empty]').assignedNodes()).to.have.length(1);
  });

  it('proposes which documents an amount pays, the oldest first, and keeps the rest on account', async () => {
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: [
          item(1),
          item(2),
          item(3, { kind: 'credit_note', open: '-50.00', payable: '-50.00' }),
        ],
        more: false,
        onAccount: 'MXN',
      },
    };
    server.answers['POST /payments'] = {
      status: 201,
      body: { id, number: 'PG-000001', state: 'created' },
    };
    const element = await show();
    await says(element, 'Importe por pagar (MXN)');
    write(element, '#on-account', '12,5,0');
    await press(element, 'Aplicar a los más antiguos');
    await says(element, 'Escriba un importe mayor que cero');
    await expectAccessible(element);
    write(element, '#on-account', '150.00');
    await press(element, 'Aplicar a los más antiguos');
    await says(element, '2 documentos');
    const amounts = () =>
      [...element.shadowRoot!.querySelectorAll<HTMLInputElement>('input.amount')].map(
        ({ value }) => value,
      );
    expect(amounts()).to.deep.equal(['100.10', '49.90']);
    expect(text(element)).not.to.contain('a cuenta');
    // A sum that is none takes back what the one before it proposed.
    write(element, '#on-account', '1.5.5');
    await press(element, 'Aplicar a los más antiguos');
    await waitUntil(() => amounts().length === 0, 'still chosen');
    expect(element.shadowRoot!.querySelector('.bar')).to.equal(null);
    write(element, '#on-account', '250.00');
    await press(element, 'Aplicar a los más antiguos');
    await says(element, 'incluye $49.80 MXN a cuenta');
    expect(amounts()).to.deep.equal(['100.10', '100.10']);
    await expectAccessible(element);
    await press(element, 'Solo los documentos');
    await says(element, '$200.20 MXN');
    expect(text(element)).not.to.contain('a cuenta');
    await press(element, 'Aplicar a los más antiguos');
    find(element, '.bar .verbs button:last-child').click();
    await says(element, '2 documentos · incluye $49.80 MXN a cuenta');
    await expectAccessible(element);
    find<HTMLInputElement>(element, 'input[name="method"]').click();
    await press(element, 'Pagar $250.00\u00a0MXN');
    await waitUntil(() => server.sent('POST', '/payments').length === 1, 'nothing was begun');
    expect(server.called('/payment-methods').at(-1)!.query.get('onAccount')).to.equal('true');
    const { items, onAccount } = server.sent('POST', '/payments')[0]!.body as {
      items: { amount: string }[];
      onAccount: string;
    };
    expect(items.map(({ amount }) => amount)).to.deep.equal(['100.10', '100.10']);
    expect(onAccount).to.equal('49.80');
  });

  it('goes back from the ways to pay to what was chosen, also by the history of the page', async () => {
    const step = () => new URL(location.href).searchParams.get('pagos.step');
    const element = await show('address="pagos"');
    await press(element, 'Pagar todo lo vencido');
    const enter = async () => {
      find(element, '.bar .verbs button:last-child').click();
      await says(element, 'Forma de pago');
      await waitUntil(() => focused(element)?.textContent.trim() === 'Forma de pago', 'no focus');
    };
    await enter();
    await press(element, 'Pagar $150.20\u00a0MXN');
    await waitUntil(() => focused(element)?.getAttribute('name') === 'method', 'not led there');
    expect(step()).to.equal('method');
    await travel(-1);
    await says(element, '3 documentos');
    expect(text(element)).not.to.contain('Forma de pago').and.not.to.contain('había elegido');
    expect(step()).to.equal(null);
    await travel(1);
    await says(element, 'Forma de pago');
    await press(element, 'Volver a los documentos');
    await says(element, 'Avisar');
    await waitUntil(() => focused(element)?.textContent.trim() === 'Pagar', 'no focus');
    // A page that was loaded again shows them for what was chosen on it.
    await enter();
    clear();
    const again = await show('address="pagos"');
    await says(again, 'Forma de pago');
    find<HTMLInputElement>(again, 'input[name="method"]').click();
    await press(again, 'Pagar $150.20\u00a0MXN');
    await waitUntil(() => step() === null, 'it is still in the address');
    await waitUntil(() => again.open !== '');
    await travel(-1);
    await says(again, 'Pagar todo lo vencido');
    expect(text(again)).not.to.contain('Forma de pago');
  });

  it('comes back to the payment, wherever the page keeps its places', async () => {
    const begun = async (element: PortalPayments) => {
      await press(element, 'Pagar todo lo vencido');
      find(element, '.bar .verbs button:last-child').click();
      await says(element, 'Forma de pago');
      find<HTMLInputElement>(element, 'input[name="method"]').click();
      await press(element, 'Pagar $150.20\u00a0MXN');
      await waitUntil(() => server.sent('POST', '/payments').length > 0, 'nothing was begun');
      return (server.sent('POST', '/payments').at(-1)!.body as { returnTo: string }).returnTo;
    };
    server.answers[`GET /payments/${id}`] = { body: payment() };
    const kept = await begun(await show('address="pagos"'));
    expect(new URL(paymentPage(kept, id)).searchParams.get('pagos')).to.equal(id);
    clear();
    history.replaceState(null, '', location.pathname);
    server.calls.length = 0;
    const alone = await begun(await show());
    expect(paymentPage(alone, id)).to.equal(`${location.href.replace(/#.*/, '')}#/payments/${id}`);
    clear();
    // Whatever else the address said before.
    for (const [address, more] of [
      ['', ''],
      ['address="pagos"', '?pagos.step=method&pagos.view=list'],
    ] as const) {
      history.replaceState(null, '', `${location.pathname}${more}#/payments/${id}`);
      const back = await show(address);
      await says(back, 'Recibimos su pago');
      expect(location.hash).to.equal('');
      if (address) expect(location.search).to.equal(`?pagos=${id}`);
      clear();
      history.replaceState(null, '', location.pathname);
    }
  });

  it('takes money of whoever owes nothing', async () => {
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: [],
        more: false,
        onAccount: 'MXN',
      },
    };
    const element = await show();
    await says(element, 'No hay documentos abiertos con esta empresa.');
    write(element, '#on-account', '250.00');
    await press(element, 'Pagar a cuenta');
    await says(element, 'A cuenta (sin documento)');
    await expectAccessible(element);
    find(element, '.bar .verbs button:last-child').click();
    await says(element, 'Forma de pago');
    find<HTMLInputElement>(element, 'input[name="method"]').click();
    await says(element, 'Pagar $250.00 MXN');
  });

  it('says beside the sum why documents in another currency cannot be chosen along', async () => {
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: [item(1), item(2, { currency: 'USD' })],
        more: false,
      },
    };
    const element = await show();
    await says(element, 'F-2');
    expect(text(element)).not.to.contain('Un pago es de una sola moneda');
    find(element, `[data-item="${item(1).id}"]`).click();
    await says(element, 'Un pago es de una sola moneda. Ya eligió documentos en MXN.');
    expect(find<HTMLInputElement>(element, `[data-item="${item(2).id}"]`).disabled).to.equal(true);
    await expectAccessible(element);
  });

  it('asks on a phone for no amount of a document that is not chosen', async () => {
    const element = await show('style="max-width: 340px"');
    await says(element, 'F-1');
    const cells = () =>
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('td')].filter(
        ({ dataset, offsetHeight }) => dataset['label'] === 'Importe a pagar' && offsetHeight > 0,
      );
    expect(cells()).to.have.length(0);
    await press(element, 'Pagar todo lo vencido');
    await waitUntil(() => cells().length > 0, 'no amounts to pay');
  });

  it('hides nothing that takes the focus behind the sum', async () => {
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: Array.from({ length: 40 }, (_, i) =>
          item(0, {
            id: `00000000-0000-4000-8000-0000000e${String(i).padStart(4, '0')}`,
            document: `F-${i}`,
          }),
        ),
        more: false,
      },
    };
    const element = await show();
    await says(element, 'F-39');
    const boxes = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.pick input')];
    boxes[0]!.click();
    await says(element, '1 documento');
    for (const box of boxes) {
      box.focus();
      const bar = element.shadowRoot!.querySelector('.bar')!.getBoundingClientRect();
      const { bottom } = box.getBoundingClientRect();
      expect(bottom <= bar.top, `${bottom} lies below ${bar.top}`).to.equal(true);
    }
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

  it('tells what happened to a payment, and not when the provider was asked', async () => {
    const at = (minute: number) => `2026-11-20T15:0${minute}:00Z`;
    const steps = (...states: Payment['history'][number]['state'][]) =>
      states.map((state, i) => ({ state, at: at(i) }));
    for (const [states, shown] of [
      [
        ['created', 'unknown', 'started', 'unknown', 'paid'],
        ['Por iniciar', 'En la página de pago', 'Pagado'],
      ],
      // Where it stands is said all the same.
      [
        ['created', 'unknown'],
        ['Por iniciar', 'Consultando'],
      ],
    ] as const) {
      server.answers[`GET /payments/${row().id}`] = {
        body: payment({ state: states.at(-1)!, history: steps(...states) }),
      };
      const element = await show(`open="${row().id}"`);
      await waitUntil(() => element.shadowRoot?.querySelector('.history'));
      const said = [...element.shadowRoot!.querySelectorAll('.history .badge')];
      expect(said.map(({ textContent }) => textContent?.trim())).to.deep.equal(shown);
      clear();
    }
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

  it('says that the bank declined a try, and where another one is made', async () => {
    server.answers[`GET /payments/${id}`] = {
      body: payment({
        state: 'started',
        failure: 'declined',
        received: '0.00',
        redirect: 'https://pay.example',
      }),
    };
    const element = await show(`open="${id}"`);
    await says(element, 'El banco no autorizó el pago y no se le cobró.');
    expect(text(element)).to.contain('Continuar en la página de pago');
    await expectAccessible(element);
  });

  it('leads from a payment that lapsed to another one of its documents', async () => {
    server.answers[`GET /payments/${id}`] = {
      body: payment({
        state: 'expired',
        received: '0.00',
        items: [{ id: item(2).id, kind: 'invoice', document: 'F-2', amount: '100.10' }],
      }),
    };
    const element = await show(`open="${id}"`);
    await says(element, 'No se pagó a tiempo');
    await press(element, 'Pagar de nuevo');
    await says(element, '1 documento');
    expect(find<HTMLInputElement>(element, `[data-item="${item(2).id}"]`).checked).to.equal(true);
    expect(find<HTMLInputElement>(element, `[data-item="${item(1).id}"]`).checked).to.equal(false);
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
    await says(element, '00020126');
    expect(element.shadowRoot!.querySelectorAll('.code span').length).to.equal(2);
    expect(element.shadowRoot!.querySelector('.qr path')).not.to.equal(null);
    expect(text(element)).to.contain('Descargar el recibo');
    await expectAccessible(element);
  });

  it('says what is still missing, that it is being cancelled, reviewed, or recorded for no document', async () => {
    const proof: Payment['proofs'][number] = {
      id: item(9).id,
      file: 'comprobante.pdf',
      amount: '200.20',
      received: null,
      valueDate: '2026-11-20',
      bankReference: null,
      state: 'waiting',
      reason: null,
      at: '2026-11-20T15:06:00Z',
    };
    const sayings: [Partial<Payment>, string][] = [
      [{ state: 'partly_paid', received: '150.00' }, 'faltan $50.20 MXN'],
      [{ state: 'pending', method: 'oxxo', ending: true }, 'Ya no lo pague'],
      [{ state: 'pending', method: 'transfer', proofs: [proof] }, 'Una persona lo está revisando'],
      [{ state: 'paid', onAccount: '200.20', onItsWay: '0.00', items: [] }, 'saldo a favor'],
      [{ state: 'paid', onItsWay: '0.00' }, 'ya está aplicado en su estado de cuenta'],
    ];
    for (const [more, words] of sayings) {
      server.answers[`GET /payments/${id}`] = { body: payment(more) };
      const element = await show(`open="${id}"`);
      await says(element, words);
      if (more.ending) expect(text(element)).not.to.contain('Cancelar');
      element.remove();
    }
  });

  it('proposes no document that the customer says is not right', async () => {
    const dispute = { id: item(8).id, reason: 'another' as const };
    server.answers['GET /payable-items'] = {
      body: {
        companies: [{ code: 'SM01', name: 'Aqua' }],
        company: 'SM01',
        items: [item(1, { dispute, daysOverdue: 9 }), item(2, { daysOverdue: 8 })],
        more: false,
        onAccount: null,
      },
    };
    const element = await show();
    await says(element, 'F-1');
    await press(element, 'Pagar todo lo vencido');
    const ticked = [
      ...element.shadowRoot!.querySelectorAll<HTMLInputElement>('tbody input[type=checkbox]'),
    ];
    expect(ticked.map(({ checked }) => checked)).to.deep.equal([false, true]);
  });

  it('says at the field what is wrong with money that goes back, and aloud that it was asked for', async () => {
    server.session = { ...staff, permissions: [...staff.permissions, 'payments.refund'] };
    const paid = payment({ desk: { ...desk, refundable: '200.20' } });
    server.answers[`GET /payments/${id}`] = { body: paid };
    server.answers[`POST /payments/${id}/refunds`] = { status: 201, body: paid };
    const element = await show(`open="${id}"`);
    await says(element, 'Reembolsar');
    write(element, '#refund-amount', '1e5');
    write(element, '#refund-reason', 'Pagó dos veces');
    await press(element, 'Pedir el reembolso');
    await says(element, 'Escriba un importe mayor que cero');
    expect(server.sent('POST', `/payments/${id}/refunds`)).to.have.length(0);
    write(element, '#refund-amount', '200.21');
    await press(element, 'Pedir el reembolso');
    await says(element, 'no mayor que lo que queda por reembolsar');
    expect(find(element, '#refund-amount').getAttribute('aria-invalid')).to.equal('true');
    write(element, '#refund-amount', '100.10');
    await press(element, 'Pedir el reembolso');
    await says(element, '¿Reembolsar $100.10 MXN?');
    expect(server.sent('POST', `/payments/${id}/refunds`)).to.have.length(0);
    find<HTMLElement>(element, 'dialog .primary').click();
    await waitUntil(() => announced(element).includes('Se pidió el reembolso'), 'not said aloud');
  });

  it('takes for what came to the bank what stands there, and nothing that is left empty', async () => {
    server.session = staff;
    const proof: Payment['proofs'][number] = {
      id: item(9).id,
      file: 'comprobante.pdf',
      amount: '150.00',
      received: null,
      valueDate: '2026-11-20',
      bankReference: null,
      state: 'waiting',
      reason: null,
      at: '2026-11-20T15:05:00Z',
    };
    const waiting = payment({ state: 'pending', method: 'transfer', proofs: [proof], desk });
    server.answers[`GET /payments/${id}`] = { body: waiting };
    const decision = `/payment-proofs/${proof.id}/decision`;
    server.answers[`POST ${decision}`] = { body: waiting };
    const element = await show(`open="${id}"`);
    await says(element, 'Importe que llegó al banco (MXN)');
    // Who has sent a proof is not told to pay.
    expect(text(element)).to.contain('En revisión.').and.not.to.contain('En espera del pago');
    expect(find<HTMLInputElement>(element, '#proof-received').value).to.equal('150.00');
    write(element, '#proof-received', '');
    await press(element, 'Aceptar el comprobante');
    await says(element, 'Escriba un importe mayor que cero');
    expect(server.sent('POST', decision)).to.have.length(0);
    write(element, '#proof-received', '140');
    await press(element, 'Aceptar el comprobante');
    await waitUntil(() => server.sent('POST', decision).length === 1);
    expect(server.body(decision)).to.deep.equal({ decision: 'accepted', received: '140' });
  });

  it('gives what is paid with as a file and by mail, once a press', async () => {
    const voucher = { kind: 'oxxo' as const, reference: null, content: '93000012345678' };
    server.answers[`GET /payments/${id}`] = {
      body: payment({
        state: 'pending',
        method: 'oxxo',
        voucher: { ...voucher, bank: null, beneficiary: null, url: null, qr: null },
      }),
    };
    const mailing = `POST /payments/${id}/voucher-mails`;
    server.problem(mailing, 409, 'own_mailbox_missing');
    const element = await show(`open="${id}"`);
    // In groups, and whole for whoever marks and copies it.
    await says(element, '93000012345678');
    expect(element.shadowRoot!.querySelectorAll('.code span').length).to.equal(3);
    await press(element, 'Recibir por correo');
    await says(element, 'Su usuario no tiene correo');
    server.answers[mailing] = { status: 204 };
    await press(element, 'Recibir por correo');
    await says(element, 'Lo enviamos a su correo.');
    expect(text(element)).not.to.contain('Su usuario no tiene correo');
    server.answers[`GET /payments/${id}/voucher`] = { file: '%PDF' };
    const downloads = catchDownloads();
    await press(element, 'Descargar en PDF');
    await waitUntil(() => downloads.saved.length === 1).finally(downloads.stop);
    expect((await downloads.saved[0])!.name).to.equal('ficha-de-pago-PG-000001.pdf');
    expect(server.called(`/payments/${id}/voucher-mails`)).to.have.length(2);
    // What was refused is tried again under the same key.
    const keys = server
      .called(`/payments/${id}/voucher-mails`)
      .map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).to.equal(1);
    // Of another payment nothing was mailed, and what is mailed of it has a key of its own.
    const other = id.replace(/.$/, '9');
    server.answers[`GET /payments/${other}`] = {
      body: payment({
        id: other,
        state: 'pending',
        method: 'oxxo',
        voucher: { ...voucher, bank: null, beneficiary: null, url: null, qr: null },
      }),
    };
    server.answers[`POST /payments/${other}/voucher-mails`] = { status: 204 };
    element.open = other;
    await waitUntil(() => server.called(`/payments/${other}`).length > 0);
    await waitUntil(() => !text(element).includes('Se la enviamos'));
    await press(element, 'Recibir por correo');
    await says(element, 'Lo enviamos a su correo.');
    const [own] = server.called(`/payments/${other}/voucher-mails`);
    expect(keys).not.to.include(own!.headers.get('idempotency-key'));
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
    // Their tab does not come and go by where somebody came from.
    const list = await show('view="list"');
    await settled(list, 'ready');
    const tabs = () => list.shadowRoot!.querySelectorAll('[role="tab"]').length;
    await waitUntil(() => tabs() === 3, `${tabs()} tabs`);
  });

  it('keeps the reconciliation that is open in the address, also while one of its payments is', async () => {
    server.session = staff;
    const run = {
      id,
      company: { code: 'SM01', name: 'Aqua' },
      provider: 'stripe',
      at: '2026-11-20T15:05:00Z',
      since: '2026-11-17T15:05:00Z',
      askedBy: null,
      counts: { matched: 3, only_here: 0, only_there: 0, amount_differs: 1, state_differs: 0 },
      sums: [],
    };
    const line = {
      list: 'amount_differs',
      payment: { id, number: 'PG-000001', state: 'paid' },
      providerPayment: 'pi_1',
      currency: 'MXN',
      receivedHere: '200.20',
      receivedThere: '200.00',
      refundedHere: '0.00',
      refundedThere: '0.00',
      fee: null,
    };
    server.answers['GET /payment-reconciliations'] = { body: { items: [run], nextCursor: null } };
    server.answers[`GET /payment-reconciliations/${id}`] = {
      body: { ...run, lines: [line], more: false },
    };
    server.answers[`GET /payments/${id}`] = { body: payment({ desk }) };
    const params = () => new URL(location.href).searchParams;
    const first = await show('address="pagos" view="reconciliations"');
    await says(first, 'Aqua');
    await press(first, 'Ver');
    await says(first, 'Otro importe');
    expect(params().get('pagos.reconciliation')).to.equal(id);
    await expectAccessible(first);
    clear();
    const again = await show('address="pagos" view="reconciliations"');
    await press(again, 'PG-000001');
    await waitUntil(() => params().get('pagos') === id);
    await press(again, 'Volver a los pagos');
    await says(again, 'Otro importe');
    await travel(-1);
    await waitUntil(() => params().get('pagos') === id);
    await travel(-1);
    await says(again, 'Otro importe');
  });

  it('speaks to people of the company of the payments of customers', async () => {
    server.session = staff;
    server.answers[`GET /payments/${id}`] = { body: payment({ desk, onItsWay: '0.00' }) };
    const one = await show(`open="${id}"`);
    await says(one, 'ya está aplicado en el estado de cuenta del cliente');
    expect(text(one)).not.to.match(/\b(su|sus|mis)\b/i);
    clear();
    server.answers['GET /payments'] = { body: { items: [], nextCursor: null } };
    const none = await show('view="list"', 'empty');
    await says(none, 'Aquí verá los pagos de los clientes');
  });

  it('brings the selected tab into view on a phone, and fetches no reader back who scrolls on', async () => {
    server.session = staff;
    server.answers['GET /payment-reconciliations'] = { body: { items: [], nextCursor: null } };
    const element = await show('view="reconciliations" style="display: block; width: 360px"');
    const row = find(element, '[role=tablist]');
    const tab = find(element, '[aria-selected=true]');
    expect(tab.textContent.trim()).to.equal('Conciliación');
    expect(row.scrollWidth, 'goes on beside the screen').to.be.above(row.clientWidth);
    const isInView = () => {
      const [around, own] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
      // Where the row goes on it fades out, and the tab stands clear of that.
      const isEnd = row.scrollLeft + row.clientWidth >= row.scrollWidth - 1;
      const [before, after] = [row.scrollLeft > 1 ? 47 : -1, isEnd ? -1 : 47];
      return own.left >= around.left + before && own.right <= around.right - after;
    };
    await waitUntil(isInView, 'the tab is not in view');
    row.scrollLeft = 0;
    element.requestUpdate();
    await element.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(row.scrollLeft).to.equal(0);
  });

  it('names the file of the bank as what a reconciliation was held against', async () => {
    server.session = staff;
    const run = {
      id,
      company: { code: 'SM01', name: 'Aqua' },
      provider: 'manual',
      file: 'banco.csv',
      at: '2026-11-20T15:05:00Z',
      since: '2026-11-17T15:05:00Z',
      askedBy: null,
      counts: { matched: 1, only_here: 0, only_there: 0, amount_differs: 0, state_differs: 0 },
      sums: [],
      more: false,
    };
    server.answers['GET /payment-reconciliations'] = { body: { items: [run], nextCursor: null } };
    server.answers[`GET /payment-reconciliations/${id}`] = { body: { ...run, lines: [] } };
    const whole = await show('address="pagos" view="reconciliations"');
    await press(whole, 'Ver');
    await says(whole, 'Todo lo que el banco abonó está aquí');
    clear();
    const line = {
      list: 'only_there',
      payment: null,
      providerPayment: 'SPEI 1',
      currency: 'MXN',
      receivedHere: null,
      receivedThere: '10.00',
      refundedHere: null,
      refundedThere: null,
      fee: null,
    };
    server.answers[`GET /payment-reconciliations/${id}`] = {
      body: { ...run, counts: { ...run.counts, only_there: 1 }, lines: [line] },
    };
    const open = await show('address="pagos" view="reconciliations"');
    await says(open, 'Recibido según el banco');
    await says(open, 'Solo en el archivo del banco');
    expect(text(open)).not.to.contain('proveedor');
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
    await says(element, '6461801104');
    await press(element, 'Enviar el comprobante');
    await says(element, 'Elija el archivo del comprobante.');
    await expectAccessible(element);
  });

  describe('what is said of documents', () => {
    const dispute = (more: Partial<Dispute> = {}): Dispute => ({
      id,
      customer: { number: '1002945', name: 'Ferretería' },
      company: { code: 'SM01', name: 'Aqua' },
      item: item(1).id,
      document: 'F-1',
      amount: '40.00',
      currency: 'MXN',
      open: '100.10',
      at: '2026-11-20T15:05:00Z',
      by: 'Persona',
      reason: 'price',
      text: 'Se acordó otro precio.',
      state: 'open',
      answer: null,
      erpNumber: null,
      files: [],
      decidedAt: null,
      ...more,
    });
    const bodyOf = (key: string) =>
      server.calls.find(({ method, path }) => key === `${method} ${path}`)?.body;

    beforeEach(() => {
      server.session = {
        ...contact,
        permissions: ['payments.view', 'payments.pay', 'disputes.create'],
      };
      server.answers['POST /promises'] = { status: 201, body: { items: [] } };
      server.answers['POST /disputes'] = { status: 201, body: dispute() };
      server.answers['GET /disputes'] = { body: { items: [dispute()], nextCursor: null } };
      server.answers[`GET /disputes/${id}`] = { body: dispute() };
    });

    it('promises what is chosen for a day, and no credit', async () => {
      const element = await show();
      await says(element, 'F-1');
      await press(element, 'Pagar todo lo vencido');
      await press(element, 'Avisar cuándo pago');
      await asked(element);
      await says(element, '$200.20 MXN');
      await expectAccessible(element);
      await press(element, 'Enviar el aviso');
      await says(element, 'Elija un día entre hoy y dentro de seis meses.');
      const date = addDays(today('UTC'), 20);
      // A field of a day is no higher than another.
      const heights = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.dialog .field')].map(
        ({ offsetHeight }) => offsetHeight,
      );
      expect(Math.max(...heights) - Math.min(...heights)).to.be.lessThan(30);
      write(element, '#promise-date', '31/02/2027');
      await press(element, 'Enviar el aviso');
      await says(element, 'Escriba una fecha que exista');
      write(element, '#promise-date', date.split('-').toReversed().join('/'));
      await press(element, 'Enviar el aviso');
      await waitUntil(() => bodyOf('POST /promises') !== undefined);
      expect(bodyOf('POST /promises')).to.deep.equal({
        company: 'SM01',
        items: [1, 2].map((n) => ({ id: item(n).id, amount: '100.10' })),
        date,
      });
      await waitUntil(() => !element.shadowRoot!.querySelector('dialog'), 'stays open');
    });

    it('shows what was said beside its document, and takes it back', async () => {
      const promise = { id, promisedOn: '2026-12-15', state: 'open' as const };
      server.answers['GET /payable-items'] = {
        body: {
          companies: [{ code: 'SM01', name: 'Aqua' }],
          company: 'SM01',
          items: [
            item(1, { promise }),
            item(2, { promise: { ...promise, state: 'broken' }, dispute: { id, reason: 'price' } }),
          ],
          more: false,
        },
      };
      server.answers[`POST /promises/${id}/withdrawal`] = { body: {} };
      const element = await show();
      await says(element, 'Pagará el 15-dic-2026');
      await says(element, 'Dijo que pagaría el 15-dic-2026');
      await expectAccessible(element);
      const named = (name: string) =>
        [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find(
          (one) => one.getAttribute('aria-label') === name,
        )!;
      const withdraw = named('Retirar el aviso de pago de F-1');
      server.answers['GET /payable-items'] = {
        body: {
          companies: [{ code: 'SM01', name: 'Aqua' }],
          company: 'SM01',
          items: [item(1), item(2, { dispute: { id, reason: 'price' } })],
          more: false,
        },
      };
      withdraw.focus();
      withdraw.click();
      await waitUntil(() => bodyOf(`POST /promises/${id}/withdrawal`) !== undefined);
      await waitUntil(() => !withdraw.isConnected, 'what was pressed stays');
      await waitUntil(() => focused(element)?.closest('tr')?.textContent?.includes('F-1') ?? false);
      const chip = named('En aclaración, F-2');
      chip.focus();
      chip.click();
      await says(element, 'Se acordó otro precio.');
      await waitUntil(() => focused(element)?.textContent?.trim() === 'Aclaración de F-1');
    });

    it('keeps the one that is open in the address', async () => {
      const address = () => new URL(location.href).searchParams.get('pagos.dispute');
      const first = await show('address="pagos" view="disputes"');
      await press(first, 'Ver la aclaración de F-1');
      await says(first, 'Se acordó otro precio.');
      await waitUntil(() => focused(first)?.textContent?.trim() === 'Aclaración de F-1');
      expect(address()).to.equal(id);
      await expectAccessible(first);
      // In a second tab, and after a reload: of no page of the list that is on screen.
      server.answers['GET /disputes'] = { body: { items: [], nextCursor: null } };
      clear();
      const again = await show('address="pagos" view="disputes"');
      await says(again, 'Se acordó otro precio.');
      await press(again, 'Volver a las aclaraciones');
      await says(again, 'Sin aclaraciones');
      expect(address()).to.equal(null);
      expect(focused(again)?.id).to.equal('tab-disputes');
      await travel(-1);
      await says(again, 'Se acordó otro precio.');
      await travel(1);
      await says(again, 'Sin aclaraciones');
    });

    it('disputes a document, of which it asks the reason', async () => {
      const element = await show();
      await press(element, 'Pedir aclaración de F-1');
      await asked(element);
      await expectAccessible(element);
      await press(element, 'Enviar la aclaración');
      await says(element, 'Falta este dato.');
      const reason = element.shadowRoot!.querySelector<HTMLSelectElement>('#dispute-reason')!;
      reason.value = 'price';
      reason.dispatchEvent(new Event('change'));
      write(element, '#dispute-amount', '40');
      write(element, '#dispute-text', 'Se acordó otro precio.');
      await press(element, 'Enviar la aclaración');
      await waitUntil(() => bodyOf('POST /disputes') !== undefined);
      await waitUntil(() => element.shadowRoot!.querySelector('.notice.success'), 'not said');
      expect(bodyOf('POST /disputes')).to.deep.equal({
        company: 'SM01',
        item: item(1).id,
        reason: 'price',
        amount: '40.00',
        text: 'Se acordó otro precio.',
        files: [],
      });
    });

    it('is answered by people of the company', async () => {
      server.session = staff;
      server.answers[`POST /disputes/${id}/decision`] = {
        body: dispute({ state: 'refused', answer: 'x' }),
      };
      const element = await show('view="disputes"');
      await says(element, 'El precio no es el acordado');
      await expectAccessible(element);
      await press(element, 'Ver la aclaración de F-1');
      await says(element, 'Se acordó otro precio.');
      await press(element, 'No procede');
      await says(element, 'Falta este dato.');
      write(element, '#dispute-answer', 'El precio es el del contrato.');
      await expectAccessible(element);
      await press(element, 'No procede');
      await waitUntil(() => bodyOf(`POST /disputes/${id}/decision`) !== undefined);
      expect(bodyOf(`POST /disputes/${id}/decision`)).to.deep.equal({
        decision: 'refused',
        answer: 'El precio es el del contrato.',
        files: [],
      });
    });
  });
});
