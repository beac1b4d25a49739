// What is typed and not sent comes back with the page, and with nothing else than what it was written for.
import { aTimeout, expect } from '@open-wc/testing';
import type { PayableItem } from '#contract/payments';
import type { Dispute } from '#contract/promises';
import type { PortalPayments } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  asked,
  clear,
  enter,
  find,
  press,
  says,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

const idOf = (n: number) => `00000000-0000-4000-8000-00000000e00${n}`;
const item = (n: number): PayableItem => ({
  id: idOf(n),
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
});
const dispute = (n: number): Dispute => ({
  id: idOf(n),
  customer: { number: '1002945', name: 'Ferretería' },
  company: { code: 'SM01', name: 'Aqua' },
  item: idOf(n),
  document: `F-${n}`,
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
});

/** Waits until what was typed is in the page's entry of the history. */
const kept = (words: string) =>
  waitUntil(() => JSON.stringify(history.state)?.includes(words), `never kept: ${words}`);

describe('what is typed into portal-payments and not sent', () => {
  let server: StandIn;
  const show = shower<PortalPayments>('payments', () => server);
  const value = (element: PortalPayments, selector: string) =>
    find<HTMLInputElement>(element, selector).value;
  const type = (element: PortalPayments, selector: string, words: string) => {
    enter(element, selector);
    write(element, selector, words);
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = {
      ...contact,
      permissions: ['payments.view', 'payments.pay', 'disputes.create'],
    };
    const companies = [{ code: 'SM01', name: 'Aqua' }];
    server.answers['GET /payable-items'] = {
      body: { companies, company: 'SM01', items: [1, 2, 3].map(item), more: false },
    };
    server.answers['GET /payment-slips'] = { body: { items: [], more: false } };
    server.answers['GET /disputes'] = {
      body: { items: [1, 2].map(dispute), nextCursor: null },
    };
    for (const n of [1, 2]) server.answers[`GET /disputes/${idOf(n)}`] = { body: dispute(n) };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  const answers = () => {
    server.session = {
      ...contact,
      kind: 'staff',
      customer: null,
      permissions: ['payments.view', 'payments.review'],
    };
  };

  it('as the answer to a dispute is there after a reload, and sent as it was decided', async () => {
    answers();
    const first = await show(`view="disputes" dispute="${idOf(1)}"`);
    await says(first, 'Se acordó otro precio.');
    type(first, '#dispute-answer', 'Revisado con ventas.');
    await kept('Revisado con ventas.');
    clear();
    const again = await show(`view="disputes" dispute="${idOf(1)}"`);
    await waitUntil(() => again.shadowRoot!.querySelector('.unsent'), 'nothing comes back');
    expect(find(again, '.unsent').textContent).to.contain('Aquí está lo que había escrito');
    expect(value(again, '#dispute-answer')).to.equal('Revisado con ventas.');
    const path = `/disputes/${idOf(1)}/decision`;
    server.answers[`POST ${path}`] = { body: { ...dispute(1), state: 'refused', answer: 'x' } };
    await press(again, 'No procede');
    await waitUntil(() => server.called(path).length > 0);
    expect(server.called(path)[0]!.body).to.deep.include({ decision: 'refused' });
  });

  it('as the answer to a dispute is not there for another one', async () => {
    answers();
    const element = await show(`view="disputes" dispute="${idOf(1)}"`);
    await says(element, 'Se acordó otro precio.');
    type(element, '#dispute-answer', 'Revisado con ventas.');
    await kept('Revisado con ventas.');
    element.setAttribute('dispute', idOf(2));
    await waitUntil(() => /aclaración.*F-2/i.test(text(element)), 'never shows the other');
    await aTimeout(50);
    expect(value(element, '#dispute-answer')).to.equal('');
    element.setAttribute('dispute', idOf(1));
    await waitUntil(() => value(element, '#dispute-answer') !== '', 'is not there again');
    expect(value(element, '#dispute-answer')).to.equal('Revisado con ventas.');
  });

  it('as a dispute of one document is not there for another of the same amount', async () => {
    const first = await show();
    await press(first, 'Pedir aclaración de F-1');
    await asked(first);
    type(first, '#dispute-text', 'Faltaron dos cajas.');
    await kept('Faltaron dos cajas.');
    clear();
    const again = await show();
    await press(again, 'Pedir aclaración de F-2');
    await asked(again);
    await aTimeout(50);
    expect(value(again, '#dispute-text')).to.equal('');
    await press(again, 'Volver');
    await press(again, 'Pedir aclaración de F-1');
    await asked(again);
    await waitUntil(() => value(again, '#dispute-text') !== '', 'is not there again');
    expect(value(again, '#dispute-text')).to.equal('Faltaron dos cajas.');
  });

  describe('of what is chosen to be paid', () => {
    const chosen = (element: PortalPayments) =>
      [...element.shadowRoot!.querySelectorAll<HTMLInputElement>('input[data-item]:checked')].map(
        ({ dataset }) => dataset['item'],
      );
    const choose = async (element: PortalPayments, n: number) => {
      find(element, `input[data-item="${idOf(n)}"]`).click();
      await element.updateComplete;
    };
    const begin = async () => {
      const element = await show();
      await says(element, 'F-1');
      await choose(element, 1);
      await choose(element, 2);
      write(element, 'input.amount', '40.5');
      await kept('40.5');
      clear();
    };

    it('is chosen again after a reload, with the amounts', async () => {
      await begin();
      const again = await show();
      await says(again, 'Aquí está lo que había elegido y no pagó.');
      expect(chosen(again)).to.deep.equal([idOf(1), idOf(2)]);
      expect(value(again, 'input.amount')).to.equal('40.5');
      await choose(again, 1);
      await choose(again, 2);
      await waitUntil(() => !JSON.stringify(history.state).includes('40.5'), 'stays kept');
      clear();
      const third = await show();
      await says(third, 'F-1');
      expect(chosen(third)).to.deep.equal([]);
    });

    it('is told of what can no longer be paid', async () => {
      await begin();
      const companies = [{ code: 'SM01', name: 'Aqua' }];
      server.answers['GET /payable-items'] = {
        body: { companies, company: 'SM01', items: [item(2), item(3)], more: false },
      };
      const again = await show();
      await says(again, '1 de los documentos ya no se puede pagar');
      expect(chosen(again)).to.deep.equal([idOf(2)]);
    });

    it('is nothing to another person', async () => {
      await begin();
      server.session = {
        ...server.session!,
        person: { name: 'Otra', login: 'otra' },
      };
      const again = await show();
      await again.refresh();
      await waitUntil(() => text(again).includes('F-1') && chosen(again).length === 0);
    });

    it('is chosen again by a person who may less by now', async () => {
      await begin();
      server.session = { ...server.session!, permissions: ['payments.view', 'payments.pay'] };
      const again = await show();
      await again.refresh();
      await waitUntil(() => chosen(again).length === 2, 'is not chosen');
    });
  });
});
