import { expect } from '@open-wc/testing';
import type { Contract, ContractDetail } from '#contract/contracts';
import type { PortalContracts } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, expectAccessible, press, says, settled, shower, text } from './support.ts';

const id = '00000000-0000-4000-8000-00000000f001';
const contract = (more: Partial<Contract> = {}): Contract => ({
  id,
  number: 'K-100',
  title: 'Mantenimiento de bombas',
  kind: null,
  state: 'active',
  customer: { number: '1002945', name: 'Ferretería' },
  company: { code: 'SM01', name: 'Aqua' },
  start: '2026-01-01',
  end: '2026-12-31',
  renewal: 'tacit',
  renewalMonths: 12,
  noticeBy: '2026-11-30',
  elapsed: 90,
  noticeAt: 92,
  daysLeft: 35,
  amount: '1200.00',
  currency: 'MXN',
  period: 'month',
  allowance: { kind: 'visits', included: '4', used: '2', until: '2026-12-31' },
  ...more,
});
const detail: ContractDetail = {
  ...contract(),
  coverage: { es: [{ type: 'p', children: [{ type: 'text', value: 'Dos visitas al año.' }] }] },
  items: [{ line: 1, serial: 'SN-1', material: '1100-AZ', site: 'Planta Norte' }],
};

describe('portal-contracts', () => {
  let server: StandIn;
  const show = shower<PortalContracts>('contracts', () => server);

  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: ['contracts.view'] };
    server.answers['GET /contracts'] = { body: { items: [contract()], nextCursor: null } };
    server.answers[`GET /contracts/${id}`] = { body: detail };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('shows the term, the last day to give notice, and what is left of the allowance', async () => {
    const element = await show();
    await says(element, 'Mantenimiento de bombas');
    expect(text(element)).to.contain('30-nov-2026').and.contain('35 días');
    await expectAccessible(element);
  });

  it('says its kind only where that is not its name as well', async () => {
    const of = (kind: string) => ({
      body: { items: [{ ...contract(), kind }], nextCursor: null },
    });
    const small = (element: PortalContracts) =>
      element.shadowRoot!.querySelector('.contract small')!.textContent!.trim();
    server.answers['GET /contracts'] = of('Mantenimiento de bombas');
    const same = await show();
    await says(same, 'Mantenimiento de bombas');
    expect(small(same)).not.to.contain('·');
    server.answers['GET /contracts'] = of('Mantenimiento');
    const other = await show();
    await says(other, 'Mantenimiento de bombas');
    expect(small(other)).to.match(/ · Mantenimiento$/);
  });

  it('opens one with what it covers', async () => {
    const element = await show(`open="${id}"`);
    await settled(element, 'ready');
    await says(element, 'Dos visitas al año.');
    expect(text(element)).to.contain('SN-1');
    await expectAccessible(element);
  });

  it('leaves opening one to the page where it says so', async () => {
    const element = await show();
    await says(element, 'Mantenimiento de bombas');
    let going: unknown;
    element.addEventListener('portal-navigate', (event) => {
      event.preventDefault();
      going = event.detail;
    });
    await press(element, 'Mantenimiento de bombas');
    expect(going).to.deep.include({ to: 'contracts', id });
    expect(element.open).to.equal('');
  });
});
