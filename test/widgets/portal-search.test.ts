import { expect } from '@open-wc/testing';
import type { SearchHit } from '#contract/search';
import type { PortalSearch } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, expectAccessible, shower, waitUntil, write } from './support.ts';

const own = { number: '1002945', name: 'Materiales' };
const order: SearchHit = {
  kind: 'order',
  id: '00000000-0000-4000-8000-000000000001',
  number: '0084000907',
  text: 'OC-7',
  customer: own,
};
const material: SearchHit = {
  kind: 'material',
  id: '1100-AZ',
  number: '1100-AZ',
  text: 'Tinaco azul',
  customer: null,
};

describe('portal-search', () => {
  let server: StandIn;
  const show = shower<PortalSearch>('search', () => server);
  const field = (element: PortalSearch) =>
    element.shadowRoot!.querySelector<HTMLInputElement>('#q')!;
  const offered = (element: PortalSearch) =>
    [...element.shadowRoot!.querySelectorAll('[role=option]')].map(({ textContent }) =>
      textContent.trim(),
    );
  const key = (element: PortalSearch, name: string) =>
    field(element).dispatchEvent(
      new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }),
    );
  const steps = (element: PortalSearch): unknown[] => {
    const all: unknown[] = [];
    element.addEventListener('portal-navigate', (event) => {
      event.preventDefault();
      all.push(event.detail);
    });
    return all;
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = contact;
    server.answers['GET /search'] = { body: { items: [order, material] } };
  });
  afterEach(clear);

  it('offers what begins so, leads there by the keyboard, and offers it again', async () => {
    const element = await show();
    const led = steps(element);
    write(element, '#q', '84000');
    await waitUntil(() => offered(element).length === 2, 'nothing offered');
    expect(offered(element)).to.deep.equal([
      'Pedido 0084000907 · OC-7',
      'Material 1100-AZ · Tinaco azul',
    ]);
    await expectAccessible(element);
    key(element, 'ArrowDown');
    key(element, 'Enter');
    expect(led).to.deep.equal([{ to: 'order', id: order.id, href: null }]);
    await element.updateComplete;
    expect(field(element).value).to.equal('');
    const asked = server.calls.filter(({ path }) => path === '/search').length;
    key(element, 'ArrowDown');
    await waitUntil(() => offered(element).length === 1, 'nothing remembered');
    expect(offered(element)).to.deep.equal(['Pedido 0084000907 · OC-7']);
    expect(server.calls.filter(({ path }) => path === '/search').length).to.equal(asked);
  });

  it('says that the portal does not answer, and comes once it does', async () => {
    server.problem('GET /portal', 500, 'internal');
    const element = await show('', 'error');
    expect(element.shadowRoot!.querySelector('[part~="icon"]')).to.not.equal(null);
    await expectAccessible(element);
    server.answers = {};
    await element.refresh();
    await waitUntil(() => field(element), 'no field came');
  });

  it('takes a material to the stock, with its number', async () => {
    const element = await show(`links='{"material": "/existencias?q={id}"}'`);
    const led = steps(element);
    write(element, '#q', '1100');
    await waitUntil(() => offered(element).length === 2, 'nothing offered');
    element.shadowRoot!.querySelectorAll<HTMLElement>('[role=option]')[1]!.click();
    expect(led).to.deep.equal([
      { to: 'stock', id: null, href: '/existencias?q=1100-AZ', filter: { q: '1100-AZ' } },
    ]);
  });
});
