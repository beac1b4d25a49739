import { expect, oneEvent } from '@open-wc/testing';
import type { QuoteDetail, QuoteLine, QuoteRow } from '#contract/quotes';
import type { PortalQuotes } from '../../widgets/index.ts';
import { plainNumber } from '../../widgets/portal-quotes/requests.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  settled,
  shower,
  text,
  waitUntil,
} from './support.ts';

const id = '00000000-0000-4000-8000-00000000c001';
const older = '00000000-0000-4000-8000-00000000c000';
const row = (more: Partial<QuoteRow> = {}): QuoteRow => ({
  id,
  number: 'COT-1',
  version: 2,
  subject: 'Tinacos',
  kind: 'goods',
  customer: { number: '1002945', name: 'Ferretería' },
  issued: '2026-11-20',
  validUntil: '2026-11-30',
  daysLeft: 2,
  currency: 'MXN',
  total: '116.00',
  hasOptions: true,
  state: 'viewed',
  ...more,
});
const line = (position: string, amount: string, more: Partial<QuoteLine> = {}): QuoteLine => ({
  position,
  section: null,
  material: null,
  descriptions: { es: `Renglón ${position}` },
  quantity: '1.000000',
  unit: 'PZA',
  unitPrice: amount,
  priceUnit: '1.000',
  amount,
  tax: '0.0000',
  optional: false,
  group: null,
  note: null,
  ...more,
});
const detail = (more: Partial<QuoteDetail> = {}): QuoteDetail => ({
  id,
  number: 'COT-1',
  version: 2,
  customer: { number: '1002945', name: 'Ferretería' },
  state: 'viewed',
  daysLeft: 2,
  hash: 'a'.repeat(64),
  text: {
    number: 'COT-1',
    version: 2,
    kind: 'goods',
    subject: 'Tinacos',
    company: { code: 'SM01', name: 'Aqua', taxId: null },
    customer: { number: '1002945', name: 'Ferretería', taxId: null },
    contact: null,
    issued: '2026-11-20',
    validUntil: '2026-11-30',
    currency: 'MXN',
    net: '100.0000',
    tax: '16.0000',
    total: '116.0000',
    lines: [
      line('10', '100.0000', { tax: '16.0000' }),
      line('20', '10.1000', { optional: true }),
      line('30', '5.0000', { group: 'Entrega' }),
      line('40', '3.0500', { group: 'Entrega' }),
    ],
    freight: null,
    note: null,
    terms: [{ type: 'p', children: [{ type: 'text', value: 'Pago a 30 días.' }] }],
    termsVersion: 'T-1',
  },
  timeZone: 'America/Mexico_City',
  decision: null,
  versions: [
    { id, version: 2, issued: '2026-11-20', total: '119.05', state: 'viewed' },
    { id: older, version: 1, issued: '2026-11-01', total: '130.00', state: 'superseded' },
  ],
  request: null,
  actions: ['decide'],
  ...more,
});

describe('portal-quotes', () => {
  let server: StandIn;
  const show = shower<PortalQuotes>('quotes', () => server);
  const open = async (more = '') => {
    const element = await show(`open="${id}" ${more}`);
    await settled(element, 'ready');
    // What can be done with it comes a moment after the document.
    await waitUntil(() => element.renderRoot.querySelector('.aside > .card') !== null);
    return element;
  };
  const press = (element: PortalQuotes, label: string) => {
    const all = [...element.renderRoot.querySelectorAll<HTMLButtonElement>('button')];
    const found = all.find(({ textContent }) => textContent?.trim() === label);
    if (!found) throw new Error(`no button ${label}`);
    found.click();
  };
  const choose = async (element: PortalQuotes, index: number) => {
    element.renderRoot.querySelectorAll<HTMLInputElement>('.paper .choice input')[index]!.click();
    await element.updateComplete;
  };
  const accept = async (element: PortalQuotes) => {
    press(element, 'Aceptar');
    await waitUntil(() => element.renderRoot.querySelector('#agreed:not([disabled])') !== null);
    find(element, '#agreed').click();
    await element.updateComplete;
  };
  const submit = (element: PortalQuotes) =>
    find<HTMLFormElement>(element, 'form.decide').requestSubmit();
  const decisions = () => server.called(`/quotes/${id}/decision`);

  beforeEach(() => {
    server = new StandIn();
    server.session = {
      ...contact,
      permissions: ['quotes.view', 'quotes.decide', 'quotes.request', 'messages.send'],
    };
    server.answers['GET /quotes'] = {
      body: {
        items: [row(), row({ id: older, state: 'expired', daysLeft: -3 })],
        nextCursor: null,
      },
    };
    server.answers[`GET /quotes/${id}`] = { body: detail() };
    server.answers[`POST /quotes/${id}/decision`] = { body: detail() };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('lists what it costs at least and until when it holds', async () => {
    const element = await show();
    await waitUntil(() => text(element).includes('2 cotizaciones'));
    expect(text(element))
      .to.contain('COT-1')
      .and.contain('desde $116.00 MXN')
      .and.contain('Quedan 2 días')
      .and.contain('Vencida');
    expect(find(element, '.column-choice summary').offsetHeight, 'on one line').to.be.below(40);
    await expectAccessible(element);
  });

  it('adds what is chosen to the total as it is chosen, and takes one of a group', async () => {
    const element = await open();
    const total = () => find(element, '.sums .strong').textContent?.replaceAll(/\s+/g, ' ');
    expect(total()).to.contain('$116.00');
    await choose(element, 0);
    await choose(element, 1);
    expect(total()).to.contain('$131.10');
    await choose(element, 2);
    expect(total()).to.contain('$129.15');
    await expectAccessible(element);
  });

  it('accepts in three steps, with the hash, the options and the purchase order', async () => {
    const element = await open();
    await accept(element);
    submit(element);
    await waitUntil(() => text(element).includes('Entrega: elija una opción'));
    await waitUntil(() => focused(element)?.matches('[name^="group-"]'), 'not at the choice');
    expect(decisions()).to.have.length(0);
    await choose(element, 2);
    const order = find<HTMLInputElement>(element, '#purchase-order');
    order.value = 'OC-9';
    order.dispatchEvent(new Event('input'));
    expect(text(element)).to.contain('Acepto la cotización COT-1 v2 por $119.05 MXN');
    await expectAccessible(element);
    const decided = oneEvent(element, 'portal-quote-decided');
    submit(element);
    expect((await decided).detail).to.deep.equal({ id, number: 'COT-1', decision: 'accepted' });
    const [call] = decisions();
    expect(call!.body).to.deep.equal({
      hash: 'a'.repeat(64),
      decision: 'accepted',
      options: ['40'],
      purchaseOrder: 'OC-9',
    });
    await waitUntil(() => text(element).includes('Cotización aceptada'));
  });

  it('wants the terms ticked first', async () => {
    const element = await open();
    await choose(element, 1);
    press(element, 'Aceptar');
    await waitUntil(() => element.renderRoot.querySelector('form.decide') !== null);
    submit(element);
    await waitUntil(() => text(element).includes('Lea y acepte los términos'));
    await waitUntil(() => focused(element)?.matches('#agreed, .terms'), 'not at the terms');
    expect(decisions()).to.have.length(0);
  });

  it('is stopped by the page, and rejects with a reason', async () => {
    const element = await open();
    press(element, 'Rechazar');
    await waitUntil(() => element.renderRoot.querySelector('#reason') !== null);
    // No reason is taken for anybody.
    expect(find<HTMLSelectElement>(element, '#reason').value).to.equal('');
    submit(element);
    await waitUntil(() => focused(element)?.id === 'reason');
    expect(decisions()).to.have.length(0);
    const select = find<HTMLSelectElement>(element, '#reason');
    select.value = 'price';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    const stop = (event: Event) => event.preventDefault();
    element.addEventListener('portal-before-quote-decision', stop);
    submit(element);
    await element.updateComplete;
    expect(decisions()).to.have.length(0);
    element.removeEventListener('portal-before-quote-decision', stop);
    await waitUntil(() => find(element, 'form.decide .primary').ariaDisabled !== 'true');
    submit(element);
    await waitUntil(() => decisions().length === 1);
    expect(decisions()[0]!.body).to.deep.include({ decision: 'rejected', reason: 'price' });
  });

  it('says that somebody was faster, and shows how it is now', async () => {
    const element = await open();
    server.problem(`POST /quotes/${id}/decision`, 409, 'quote_decided');
    await choose(element, 1);
    await accept(element);
    submit(element);
    await waitUntil(() => text(element).includes('Alguien ya decidió'));
    server.answers[`GET /quotes/${id}`] = {
      body: detail({
        state: 'accepted',
        actions: [],
        decision: {
          decision: 'accepted',
          at: '2026-11-26T18:00:00Z',
          person: 'Otra Persona',
          way: null,
          options: ['30'],
          total: '121.0000',
          purchaseOrder: null,
          reason: null,
          reasonText: null,
          intact: false,
          verifyUrl: 'https://portal.example/v/aqua/X',
          erp: null,
          order: null,
          shipment: null,
        },
      }),
    };
    press(element, 'Ver como está ahora');
    await waitUntil(() => text(element).includes('Otra Persona aceptó'));
    // A text that was altered is said to be no proof.
    expect(text(element)).to.contain('fue alterado').and.contain('Descargar constancia');
    await expectAccessible(element);
  });

  it('leads to the newer version, where there is one by now', async () => {
    const element = await open();
    const newer = orderId(77);
    server.answers[`POST /quotes/${id}/decision`] = {
      status: 409,
      body: { status: 409, code: 'quote_superseded', current: { id: newer, version: 3 } },
    };
    server.answers[`GET /quotes/${newer}`] = { body: detail({ id: newer, version: 3 }) };
    await choose(element, 1);
    await accept(element);
    submit(element);
    await waitUntil(() => text(element).includes('Ver la versión 3'));
    expect(text(element)).not.to.contain('Ver como está ahora');
    press(element, 'Ver la versión 3');
    await waitUntil(() => element.open === newer);
    await waitUntil(() => text(element).includes('v3'));
    await expectAccessible(element);
  });

  it('asks for changes by a message that is no rejection', async () => {
    server.answers['POST /threads'] = { status: 201, body: { id } };
    const element = await open();
    press(element, 'Pedir cambios');
    await waitUntil(() => element.renderRoot.querySelector('#ask-text') !== null);
    const box = find<HTMLTextAreaElement>(element, '#ask-text');
    box.value = '¿Menos?';
    box.dispatchEvent(new Event('input'));
    submit(element);
    await waitUntil(() => text(element).includes('Su mensaje se envió'));
    expect(server.called('/threads')[0]!.body).to.deep.include({
      owner: `quote:${id}`,
      text: '¿Menos?',
    });
    expect(decisions()).to.have.length(0);
  });

  it('offers what the notice of an expired one advises', async () => {
    server.answers[`GET /quotes/${id}`] = {
      body: detail({ state: 'expired', daysLeft: -3, actions: [] }),
    };
    const element = await open();
    expect(text(element)).to.contain('Pida que se renueve.').and.not.to.contain('Pedir cambios');
    press(element, 'Pedir la renovación');
    await waitUntil(() => element.renderRoot.querySelector('#ask-text') !== null);
    expect(text(element), 'nothing is open').not.to.contain('sigue abierta');
    await expectAccessible(element);
    server.answers['POST /threads'] = { status: 201, body: { id } };
    const box = find<HTMLTextAreaElement>(element, '#ask-text');
    box.value = 'Hasta fin de mes.';
    box.dispatchEvent(new Event('input'));
    submit(element);
    await waitUntil(() => server.called('/threads').length > 0);
    expect((server.called('/threads')[0]!.body as { subject: string }).subject).to.match(
      /^Renovación /,
    );
  });

  it('compares versions line by line', async () => {
    server.answers[`GET /quotes/${id}/differences`] = {
      body: {
        before: 1,
        after: 2,
        currency: { before: 'MXN', after: 'MXN' },
        total: { before: '130.00', after: '119.05' },
        validUntil: { before: '2026-11-20', after: '2026-11-30' },
        terms: true,
        freight: false,
        note: false,
        lines: [
          { change: 'changed', before: line('10', '110'), after: line('10', '100') },
          { change: 'removed', before: line('90', '1'), after: null },
        ],
      },
    };
    const element = await open('tab="versions"');
    await waitUntil(() => text(element).includes('De la versión 1 a la 2'));
    expect(text(element))
      .to.contain('Cambió')
      .and.contain('Quitado')
      .and.contain('Cambiaron los términos');
    await expectAccessible(element);
  });

  it('keeps what was typed of a request until it was sent', async () => {
    server.answers['POST /quote-requests'] = {
      status: 201,
      body: { id, number: 'C-000007', at: '2026-11-26T18:00:00Z' },
    };
    server.answers['GET /quote-requests'] = { body: { items: [], nextCursor: null } };
    const element = await show('request="new"');
    await waitUntil(() => element.renderRoot.querySelector('#goods') !== null);
    const type = (name: string, value: string) => {
      const input = find<HTMLInputElement>(element, `#${name}`);
      input.value = value;
      input.dispatchEvent(new Event('input'));
    };
    type('origin', 'Shanghái');
    type('weight', '18.400,5');
    find<HTMLFormElement>(element, 'form.request').requestSubmit();
    await waitUntil(() => text(element).includes('Complete este campo'));
    press(element, 'Cancelar');
    await element.updateComplete;
    element.request = 'new';
    await waitUntil(() => element.renderRoot.querySelector('#goods') !== null);
    expect(find<HTMLInputElement>(element, '#origin').value).to.equal('Shanghái');
    type('destination', 'Puerto Cortés');
    type('goods', 'Telas');
    press(element, 'Agregar contenedor');
    await element.updateComplete;
    await expectAccessible(element);
    find<HTMLFormElement>(element, 'form.request').requestSubmit();
    await waitUntil(() => text(element).includes('Recibimos su solicitud C-000007'));
    expect(
      server.called('/quote-requests').find(({ method }) => method === 'POST')!.body,
    ).to.deep.equal({
      kind: 'freight',
      freight: {
        operation: 'import',
        mode: 'sea',
        origin: 'Shanghái',
        destination: 'Puerto Cortés',
        goods: 'Telas',
        weight: '18400.5',
        containers: [{ type: '40HC', count: 1 }],
      },
      files: [],
    });
  });

  it('reads numbers as they are typed', () => {
    for (const [typed, read] of [
      ['18400', '18400'],
      ['18,400.5', '18400.5'],
      ['18.400,5', '18400.5'],
      ['1.234.567', '1234567'],
      ['62,5', '62.5'],
      ['x', 'x'],
    ] as const)
      expect(plainNumber(typed)).to.equal(read);
  });
});
