import { expect } from '@open-wc/testing';
import type { PortfolioRow } from '#contract/portfolio';
import type { PortalPortfolio } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { massSend, sender } from './stand-in-mass-send.ts';
import { clear, expectAccessible, press, says, shower, text, waitUntil } from './support.ts';

const row = (n: number, more: Partial<PortfolioRow> = {}): PortfolioRow => ({
  customer: { number: `000800000${n}`, name: `Ferretería ${n}` },
  company: { code: 'SM01', name: 'Aqua' },
  balances: [
    {
      currency: 'MXN',
      overdue: `${n}000.00`,
      toFallDue: '50.00',
      unappliedCredit: '0.00',
      total: `${n}050.00`,
    },
  ],
  oldest: { dueDate: '2026-01-31', days: 100 - n },
  lastPayment: null,
  lastSend: null,
  promise: null,
  disputes: 0,
  list: { id: `00000000-0000-4000-8000-00000000000${n}`, mailboxes: 2, bounced: 0 },
  ...more,
});

const run = massSend(1);

describe('portal-portfolio', () => {
  let server: StandIn;
  const show = shower<PortalPortfolio>('portfolio', () => server);
  const page = (items: PortfolioRow[]) => ({
    body: {
      items,
      nextCursor: null,
      found: items.length,
      totals: [{ ...items[0]!.balances[0]!, overdue: '6000.00' }],
      currency: 'MXN',
      companies: [
        { code: 'SM01', name: 'Aqua' },
        { code: 'SM02', name: 'Aqua Dos' },
      ],
    },
  });
  const boxes = (element: PortalPortfolio) => [
    ...element.shadowRoot!.querySelectorAll<HTMLInputElement>('tbody .pick'),
  ];

  beforeEach(() => {
    server = new StandIn();
    server.session = {
      ...sender,
      permissions: [...sender.permissions, 'portfolio.view'],
    };
    server.answers['GET /saved-filters'] = { body: { items: [] } };
    server.answers['GET /portfolio'] = page([
      row(1),
      row(2, { company: { code: 'SM02', name: 'Aqua Dos' } }),
      row(3, { list: null }),
      row(4, {
        lastSend: {
          run: run.id,
          at: '2026-05-06T10:00:00Z',
          cutOff: '2026-05-06',
          state: 'failed',
        },
        list: { id: '00000000-0000-4000-8000-000000000004', mailboxes: 2, bounced: 1 },
      }),
    ]);
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('shows who owes longest first, with what became of the last statement and the mailboxes', async () => {
    const element = await show();
    await says(element, 'Ferretería 1');
    expect(text(element))
      .to.contain('99 días')
      .and.contain('Con error')
      .and.contain('1 de 2 rebotados')
      .and.contain('Sin correo')
      .and.contain('$6,000.00');
    expect(server.calls.find(({ path }) => path === '/portfolio')?.query.get('sort')).to.equal(
      'oldest',
    );
    await expectAccessible(element);
  });

  it('sends to several of one company at once, and to none of another or without a mailbox', async () => {
    const element = await show();
    await says(element, 'Ferretería 1');
    expect(boxes(element).map(({ disabled }) => disabled)).to.deep.equal([
      false,
      false,
      true,
      false,
    ]);
    boxes(element)[0]!.click();
    await element.updateComplete;
    expect(boxes(element).map(({ disabled }) => disabled)).to.deep.equal([
      false,
      true,
      true,
      false,
    ]);
    boxes(element)[3]!.click();
    await element.updateComplete;
    await press(element, 'Enviar a estos 2 clientes');
    await says(element, 'Envío desde la cartera');
    const call = server.calls.find(
      ({ path, method }) => method === 'POST' && path === '/mass-sends',
    );
    expect(call?.body).to.deep.include({
      company: 'SM01',
      only: [row(1).list!.id, row(4).list!.id],
    });
    expect(element.run).to.equal(run.id);
  });

  it('leads to the statement of a customer with the company', async () => {
    const element = await show(`links='{"statement": "/estado?c={customer}&s={company}"}'`);
    await says(element, 'Ferretería 1');
    const steps: unknown[] = [];
    element.addEventListener('portal-navigate', (event) => {
      event.preventDefault();
      steps.push(event.detail);
    });
    const link = element.shadowRoot!.querySelector<HTMLAnchorElement>('tbody a')!;
    expect(link.getAttribute('href')).to.equal('/estado?c=0008000001&s=SM01');
    link.click();
    expect(steps).to.deep.equal([
      {
        to: 'statement',
        id: null,
        href: '/estado?c=0008000001&s=SM01',
        filter: { customer: '0008000001', company: 'SM01' },
      },
    ]);
  });

  it('begins with the greatest where amounts are sorted', async () => {
    const element = await show();
    await says(element, 'Ferretería 1');
    const sorted = () => element.shadowRoot!.querySelector('th[aria-sort$="ending"]')!;
    expect(sorted().textContent).to.contain('Mayor atraso');
    expect(sorted().getAttribute('aria-sort')).to.equal('descending');
    await press(element, 'Vencido');
    expect(element.sort).to.equal('-overdue');
    expect(sorted().getAttribute('aria-sort')).to.equal('descending');
    await press(element, 'Vencido');
    expect(element.sort).to.equal('overdue');
  });

  describe('filters that the reader keeps', () => {
    const chipsOf = (element: PortalPortfolio) =>
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('.saved .chip[aria-pressed]')].map(
        (chip) => [chip.innerText.trim(), chip.getAttribute('aria-pressed')],
      );
    const kept = {
      id: '00000000-0000-4000-8000-0000000000aa',
      name: 'Morosos',
      filter: { show: 'over_60', sort: '-overdue' },
    } as const;
    const asked = () => server.called('/portfolio').map(({ query }) => Object.fromEntries(query));

    it('find at one press what they are of, and say which one is on screen', async () => {
      server.answers['GET /saved-filters'] = { body: { items: [kept] } };
      const element = await show();
      await says(element, 'Morosos');
      expect(chipsOf(element)).to.deep.equal([['Morosos', 'false']]);
      expect(text(element)).not.to.contain('Guardar este filtro');
      await press(element, 'Morosos');
      await waitUntil(() => asked().length === 2);
      expect(asked()[1]).to.deep.include({ show: 'over_60', sort: '-overdue' });
      await waitUntil(() => chipsOf(element)[0]?.[1] === 'true');
      expect(server.called('/saved-filters').map(({ query }) => query.get('list'))).to.deep.equal([
        'portfolio',
      ]);
      await expectAccessible(element);
    });
  });
});
