import { expect, oneEvent } from '@open-wc/testing';
import { orderStatuses, type OrderStatus } from '#contract/order-words';
import type { OrderChange } from '#contract/order-changes';
import type { Session } from '#contract/portal';
import type { PortalOrders } from '../../widgets/index.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import {
  announced,
  catchDownloads,
  clear,
  expectAccessible,
  find,
  focused,
  press,
  settled,
  shower,
  text,
  travel,
  waitUntil,
} from './support.ts';

describe('portal-orders', () => {
  let server: StandIn;
  const show = shower<PortalOrders>('orders', () => server);
  const change = async (element: PortalOrders, id: string, value: string) => {
    const control = find<HTMLInputElement>(element, `#${id}`);
    control.value = value;
    control.dispatchEvent(new Event('input'));
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const search = (element: PortalOrders) => find(element, '.filter .primary').click();

  beforeEach(() => (server = new StandIn()));
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('names the customer wherever it is not the session’s own', async () => {
    server.orders = server.orders.map((row) => ({
      ...row,
      customer: { number: '1002946', name: 'Ferretera del Norte' },
    }));
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    expect(text(element)).to.contain('Ferretera del Norte');
  });

  it('dims what was found while the filters say something else', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    const dimmed = () => element.shadowRoot?.querySelector('.results.outdated');
    expect(dimmed()).to.equal(null);
    await change(element, 'status', 'released');
    expect(dimmed()?.textContent).to.contain('Los filtros cambiaron');
    const found = getComputedStyle(find(element, '.results > .scroll'));
    // It fades.
    await waitUntil(() => found.filter === 'grayscale(1)');
    expect(found.opacity).to.equal('1');
    await change(element, 'status', '');
    expect(dimmed()).to.equal(null);
    await change(element, 'status', 'released');
    search(element);
    await element.updateComplete;
    expect(dimmed()).to.equal(null);
  });

  it('says how many there are, and of many that there are more', async () => {
    const meta = (element: PortalOrders) => find(element, '.meta').textContent?.trim();
    server.nextCursor = 'c2';
    const element = await show('auto');
    await waitUntil(() => text(element).includes('Más de 9 pedidos'));
    server.nextCursor = null;
    find(element, '.pager .button:last-child').click();
    await waitUntil(() => text(element).includes('Página 2 · 18 pedidos'));
    expect(meta(element)).to.contain('Página 2 · 18 pedidos');
  });

  it('breaks a long name without blanks, and stays within its width', async () => {
    const name = 'Comercializadora'.repeat(6);
    server.orders = server.orders.map((row) => ({
      ...row,
      customer: { number: '1002946', name },
    }));
    const element = await show('auto');
    element.style.inlineSize = '1200px';
    await waitUntil(() => text(element).includes(name));
    const { scrollWidth, clientWidth } = find(element, '.scroll');
    expect(scrollWidth).to.be.at.most(clientWidth);
  });

  it('names the customer only where there are several', async () => {
    const one = await show('auto');
    expect(text(one)).not.to.contain('Cliente');
    server.orders[0]!.customer = { number: '1002946', name: 'Ferretera del Norte' };
    await one.refresh();
    await waitUntil(() => text(one).includes('Ferretera del Norte'));
    expect(text(one)).to.contain('Cliente');
  });

  it('asks for nothing before the button is pressed', async () => {
    const element = await show();
    expect(server.called('/orders')).to.have.length(0);
    expect(find<HTMLSelectElement>(element, '#date').value).to.equal('today');
    await expectAccessible(element);
  });

  it('searches with the filters, and reflects them', async () => {
    const element = await show();
    await change(element, 'status', 'released');
    await change(element, 'date', '7d');
    await change(element, 'q', 'OC-88');
    search(element);
    await waitUntil(() => text(element).includes('9 pedidos'));
    const query = server.called('/orders')[0]?.query;
    expect(query?.get('status')).to.equal('released');
    expect(query?.get('search')).to.equal('OC-88');
    expect(query?.get('by')).to.equal('any');
    const days =
      (Date.parse(query?.get('to') ?? '') - Date.parse(query?.get('from') ?? '')) / 864e5;
    expect(days).to.equal(6);
    expect(element.getAttribute('status')).to.equal('released');
    expect(element.getAttribute('date')).to.equal('7d');
    expect(server.called('/orders')).to.have.length(1);
  });

  it('searches by itself when the page sets a filter', async () => {
    const element = await show('date="90d"');
    await waitUntil(() => text(element).includes('9 pedidos'));
    element.status = 'pending';
    await waitUntil(() => server.called('/orders').length === 2);
    expect(server.called('/orders')[1]?.query.get('status')).to.equal('pending');
  });

  it('shows each status by icon and word, and money with its code', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    for (const status of orderStatuses.filter((one) => one !== 'received')) {
      expect(find(element, `[part~="badge-${status}"] svg`)).to.not.equal(null);
    }
    expect(text(element)).to.contain('Verificar SAC').and.to.contain('$29,691.00 MXN');
    expect(text(element)).to.contain('21-nov-2026');
    await expectAccessible(element);
  });

  it('refuses a period that ends before it begins', async () => {
    const element = await show();
    await change(element, 'date', 'period');
    await change(element, 'from', '2026-05-02');
    await change(element, 'to', '2026-05-01');
    search(element);
    await waitUntil(() => focused(element)?.id === 'to');
    expect(server.called('/orders')).to.have.length(0);
  });

  it('offers wider dates wherever nothing was found, and searches them', async () => {
    server.orders = [];
    const offers = (element: PortalOrders) =>
      [...(element.shadowRoot?.querySelectorAll('.panel .button') ?? [])].map((one) =>
        one.textContent?.trim(),
      );
    const element = await show('auto', 'empty');
    expect(offers(element)).to.deep.equal(['Últimos 90 días', 'Todas las fechas']);
    await expectAccessible(element);
    await press(element, 'Últimos 90 días');
    await waitUntil(() => server.called('/orders').length === 2);
    expect(server.called('/orders')[1]?.query.has('from')).to.equal(true);
    await settled(element, 'empty');
    expect(offers(element)).to.deep.equal(['Todas las fechas']);
    await press(element, 'Todas las fechas');
    await waitUntil(() => server.called('/orders').length === 3);
    expect(server.called('/orders')[2]?.query.has('from')).to.equal(false);
    await settled(element, 'empty');
    expect(offers(element)).to.deep.equal([]);
    expect(find<HTMLSelectElement>(element, '#date').value).to.equal('all');
  });

  it('finds open orders of any date, by the form, the attributes and the address of the page', async () => {
    const asked = () => {
      const query = server.called('/orders').at(-1)?.query;
      return [query?.get('status'), query?.has('from'), query?.has('to')];
    };
    const byForm = await show();
    await change(byForm, 'status', 'open');
    await change(byForm, 'date', 'all');
    search(byForm);
    await waitUntil(() => text(byForm).includes('9 pedidos'));
    expect(asked()).to.deep.equal(['open', false, false]);
    clear();
    const byAttribute = await show('status="open" date="all"');
    await waitUntil(() => text(byAttribute).includes('9 pedidos'));
    expect(asked()).to.deep.equal(['open', false, false]);
    clear();
    history.replaceState(null, '', '?portal-orders=open');
    const byAddress = await show();
    await waitUntil(() => text(byAddress).includes('9 pedidos'));
    expect(server.called('/orders')).to.have.length(3);
    expect(asked()).to.deep.equal(['open', false, false]);
    expect(find<HTMLSelectElement>(byAddress, '#status').value).to.equal('open');
  });

  it('lets the server sort', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    find(element, 'th[aria-sort=none] .sort').click();
    await waitUntil(() => server.called('/orders').length === 2);
    expect(server.called('/orders')[1]?.query.get('sort')).to.equal('-number');
    expect(find(element, 'th').getAttribute('aria-sort')).to.equal('descending');
  });

  it('starts at the first page for another person', async () => {
    server.nextCursor = 'c2';
    const element = await show('auto');
    await waitUntil(() => text(element).includes('Página 1'));
    find(element, '.pager .button:last-child').click();
    await waitUntil(() => text(element).includes('Página 2'));
    server.session = { ...contact, customer: { number: '1', name: 'Otra' } };
    await element.refresh();
    await waitUntil(() => server.called('/orders').length > 2);
    expect(server.called('/orders').at(-1)?.query.has('cursor')).to.equal(false);
    await waitUntil(() => text(element).includes('Página 1'));
  });

  it('turns pages by cursor, forward and back', async () => {
    server.nextCursor = 'c2';
    const element = await show('auto');
    await waitUntil(() => text(element).includes('Página 1'));
    find(element, '.pager .button:last-child').click();
    await waitUntil(() => text(element).includes('Página 2'));
    expect(server.called('/orders')[1]?.query.get('cursor')).to.equal('c2');
    await waitUntil(() => element.dataset['state'] === 'ready');
    find(element, '.pager .button').click();
    await waitUntil(() => server.called('/orders').length === 3);
    expect(server.called('/orders')[2]?.query.has('cursor')).to.equal(false);
  });

  it('keeps the old rows while it loads again', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    server.answers['GET /orders'] = 'never';
    element.sort = 'date';
    await settled(element, 'stale');
    expect(find(element, '.scroll.stale tbody tr')).to.not.equal(null);
  });

  it('shows an error with its number and tries again', async () => {
    server.problem('GET /orders', 500, 'internal');
    const element = await show('auto', 'error');
    expect(text(element)).to.contain('Referencia: req-1');
    await expectAccessible(element);
    server.answers = {};
    find(element, '.panel .button').click();
    await settled(element, 'ready');
  });

  it('shows nothing to who is not signed in, or may not', async () => {
    server.session = null;
    const element = await show('auto', 'signed-out');
    expect(server.called('/orders')).to.have.length(0);
    await expectAccessible(element);
    server.session = { ...contact, permissions: [] };
    await element.refresh();
    await settled(element, 'forbidden');
    await expectAccessible(element);
  });

  it('hands over the list that was found', async () => {
    const { saved, stop } = catchDownloads();
    server.answers['GET /exports/orders'] = { file: 'Doc. comercial;Monto' };
    const element = await show('auto status="released"');
    await waitUntil(() => text(element).includes('9 pedidos'));
    await press(element, 'Exportar CSV');
    await waitUntil(() => saved.length === 1);
    const file = await saved[0];
    expect(file?.name).to.match(/^pedidos_\d{8}\.csv$/);
    expect(file?.content).to.equal('Doc. comercial;Monto');
    const query = server.called('/exports/orders')[0]?.query;
    expect(query?.get('status')).to.equal('released');
    expect(query?.get('locale')).to.equal('es');
    await waitUntil(() => announced(element) === 'Se descargó el archivo.');
    server.answers['GET /exports/orders/xlsx'] = { file: 'a workbook' };
    await press(element, 'Exportar a Excel');
    await waitUntil(() => saved.length === 2);
    expect((await saved[1])?.name).to.match(/^pedidos_\d{8}\.xlsx$/);
    expect(server.called('/exports/orders/xlsx')[0]?.query.get('status')).to.equal('released');
    server.problem('GET /exports/orders', 500, 'internal');
    await press(element, 'Exportar CSV');
    await waitUntil(() => text(element).includes('Algo falló de nuestro lado'));
    stop();
    expect(saved).to.have.length(2);
  });

  it('leaves the amounts out where they may not be seen', async () => {
    server.session = { ...contact, permissions: ['orders.view'] };
    server.orders = server.orders.map((row) => ({ ...row, amount: null }));
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    expect(text(element)).to.not.contain('Monto').and.to.not.contain('Exportar');
  });

  it('opens an order and comes back to where one was', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    const seen = oneEvent(element, 'portal-order-opened');
    find(element, `[data-record="${orderId(4)}"]`).click();
    expect((await seen).detail.number).to.equal('4500012004');
    expect(element.getAttribute('open')).to.equal(orderId(4));
    await waitUntil(() => focused(element)?.classList.contains('record-title'));
    await settled(element, 'ready');
    expect(text(element)).to.contain('$55.572').and.to.contain('Tinaco');
    await expectAccessible(element);
    find(element, '.button').click();
    await waitUntil(() => (focused(element) as HTMLElement)?.dataset['record'] === orderId(4));
  });

  it('opens an order by its row, but not by a press that selects text', async () => {
    const element = await show('auto address="pedido"');
    await waitUntil(() => text(element).includes('9 pedidos'));
    const number = find<HTMLAnchorElement>(element, 'td.heading a');
    expect(new URL(number.href).searchParams.get('pedido')).to.equal(orderId(0));
    getSelection()?.selectAllChildren(element.parentElement!);
    find(element, 'tbody tr td:nth-child(2)').click();
    expect(element.open).to.equal('');
    getSelection()?.removeAllRanges();
    find(element, 'tbody tr td:nth-child(2)').click();
    expect(element.open).to.equal(orderId(0));
  });

  it('is a table down to 640 px, and cards with amount and date in their head below', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    const cell = (label: string) => find(element, `tbody td[data-label="${label}"]`);
    element.style.inlineSize = '645px';
    expect(getComputedStyle(find(element, 'tbody tr')).display).to.equal('table-row');
    expect(getComputedStyle(cell('Destino')).display).to.equal('none');
    const { scrollWidth, clientWidth } = find(element, '.scroll');
    expect(scrollWidth).to.be.at.most(clientWidth);
    element.style.inlineSize = '600px';
    expect(getComputedStyle(find(element, 'tbody tr')).display).to.equal('flex');
    const top = (label: string) => cell(label).getBoundingClientRect().top;
    expect(top('Monto')).to.be.below(top('Orden de compra'));
    expect(top('Creado')).to.equal(top('Monto'));
    await expectAccessible(element);
  });

  it('leaves opening to the page when it says so', async () => {
    const element = await show('auto');
    await waitUntil(() => text(element).includes('9 pedidos'));
    document.addEventListener('portal-navigate', (event) => event.preventDefault(), { once: true });
    find(element, '[data-record]').click();
    expect(element.open).to.equal('');
  });

  it('puts the blocking state in place of the first step', async () => {
    const element = await show(`open="${orderId(0)}"`);
    const steps = [...(element.shadowRoot?.querySelectorAll('.step') ?? [])];
    expect(steps.map((step) => step.textContent)).to.deep.equal([
      'Verificar SAC',
      'Liberado',
      'En Proceso',
      'Facturado Parcial',
      'Concluido',
      'Completo',
    ]);
    expect(find(element, '[aria-current=step]').textContent).to.contain('Verificar SAC');
  });

  it('holds an order at its first step, and says so', async () => {
    const element = await show(`open="${orderId(2)}"`);
    expect(find(element, '.stepper.blocked [aria-current=step]').textContent).to.contain(
      'Retenido',
    );
    expect(find(element, '.notice').textContent).to.contain('retenido');
  });

  it('switches tabs by arrow keys and opens the lines of an invoice', async () => {
    const element = await show(`open="${orderId(4)}"`);
    find(element, '#tab-items').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }),
    );
    await waitUntil(() => text(element).includes('FAC-1'));
    expect(element.tab).to.equal('invoices');
    expect(focused(element)?.id).to.equal('tab-invoices');
    expect(text(element)).to.contain('Impuesto');
    const expander = find(element, '.expander');
    expander.click();
    await element.updateComplete;
    expect(expander.getAttribute('aria-expanded')).to.equal('true');
    expect(text(element)).to.contain('Posición');
    await expectAccessible(element);
  });

  describe('in the address of the page', () => {
    const params = () => Object.fromEntries(new URL(location.href).searchParams);
    const filtered = async (more = 'address="pedido"') => {
      const element = await show(more);
      await change(element, 'status', 'released');
      await change(element, 'date', '90d');
      search(element);
      await waitUntil(() => element.shadowRoot?.querySelector('tbody tr'));
      return element;
    };
    const moved = async (how: 'back' | 'forward') => {
      const done = oneEvent(globalThis.window, 'popstate');
      history[how]();
      await done;
    };

    it('keeps filters, sort and page, and another tab begins with them', async () => {
      server.nextCursor = 'c2';
      const element = await filtered();
      expect(params()).to.deep.equal({ 'pedido.status': 'released', 'pedido.date': '90d' });
      find(element, 'th[aria-sort=none] .sort').click();
      await waitUntil(() => server.called('/orders').length === 2);
      find(element, '.pager .button:last-child').click();
      await waitUntil(() => text(element).includes('Página 2'));
      expect(params()).to.include({ 'pedido.sort': '-number', 'pedido.page': '2~c2' });
      await waitUntil(() => element.dataset['state'] === 'ready');
      clear();
      const again = await show('address="pedido"');
      await waitUntil(() => text(again).includes('Página 2'));
      expect(server.called('/orders')).to.have.length(4);
      const query = server.called('/orders')[3]?.query;
      expect(query?.get('status')).to.equal('released');
      expect(query?.get('sort')).to.equal('-number');
      expect(query?.get('cursor')).to.equal('c2');
      expect(find<HTMLSelectElement>(again, '#date').value).to.equal('90d');
    });

    it('goes back to before a search, and forward to it', async () => {
      const element = await filtered();
      await moved('back');
      await waitUntil(() => text(element).includes('Elija los filtros'));
      expect(find<HTMLSelectElement>(element, '#status').value).to.equal('');
      expect(params()).to.deep.equal({});
      await moved('forward');
      await waitUntil(() => text(element).includes('9 pedidos'));
      expect(find<HTMLSelectElement>(element, '#status').value).to.equal('released');
    });

    it('keeps a search with filters as they were', async () => {
      const element = await show('address="pedido"');
      search(element);
      await waitUntil(() => text(element).includes('9 pedidos'));
      expect(params()).to.deep.equal({ 'pedido.status': '' });
      clear();
      const again = await show('address="pedido"');
      await waitUntil(() => text(again).includes('9 pedidos'));
    });

    it('comes back from an order to its list, also where the order was opened by its address', async () => {
      const element = await filtered();
      find(element, `[data-record="${orderId(1)}"]`).click();
      await waitUntil(() => element.shadowRoot?.querySelector('#tab-invoices'));
      find(element, '#tab-invoices').click();
      await waitUntil(() => text(element).includes('FAC-1'));
      expect(params()).to.deep.equal({
        pedido: orderId(1),
        'pedido.status': 'released',
        'pedido.date': '90d',
        'pedido.tab': 'invoices',
      });
      clear();
      const again = await show('address="pedido"');
      await waitUntil(() => text(again).includes('FAC-1'));
      await press(again, 'Volver al listado');
      await waitUntil(() => text(again).includes('9 pedidos'));
      expect(find<HTMLSelectElement>(again, '#status').value).to.equal('released');
      expect(params()).to.deep.equal({ 'pedido.status': 'released', 'pedido.date': '90d' });
    });

    it('leaves the rest of the address alone, and all of it without a name', async () => {
      history.replaceState(null, '', '?lang=es&pedidos=1');
      await filtered();
      expect(params()).to.include({ lang: 'es', pedidos: '1', 'pedido.status': 'released' });
      clear();
      history.replaceState(null, '', location.pathname);
      await filtered('');
      expect(params()).to.deep.equal({});
    });
  });

  it('writes the open order into the address and follows the back button', async () => {
    const element = await show('auto address="pedido"');
    await waitUntil(() => text(element).includes('9 pedidos'));
    find(element, `[data-record="${orderId(1)}"]`).click();
    expect(new URL(location.href).searchParams.get('pedido')).to.equal(orderId(1));
    await travel(-1);
    await waitUntil(() => element.open === '');
    expect(location.search).to.not.contain('pedido');
  });
});

describe('changes of an order', () => {
  let server: StandIn;
  const show = shower<PortalOrders>('orders', () => server);
  const id = orderId(0);
  const asking: typeof contact = {
    ...contact,
    permissions: [...new Set([...contact.permissions, 'orders.change_request' as const])],
  };
  const seen = () => {
    const row = server.orders[0]!;
    return {
      ...row,
      company: { code: 'SM02', name: 'Aqua' },
      changes: [] as OrderChange[],
      items: [
        {
          position: '10',
          material: '0000123',
          descriptions: { es: 'Tinaco' },
          quantity: '50.000000',
          delivered: '0',
          unit: 'PZA',
          amount: '2778.60',
          unitPrice: '55.572000',
          priceUnit: '1',
          deliveryDate: '2026-12-01',
          status: 'in_process' as const,
        },
      ],
    };
  };
  const asked: OrderChange = {
    id: orderId(900),
    kind: 'cancel',
    state: 'asked',
    lines: [{ position: '10', quantity: null }],
    date: null,
    text: 'Ya no lo necesitamos',
    by: 'Marina',
    at: '2026-11-22T16:00:00Z',
    answer: null,
    answeredAt: null,
    waitingSince: null,
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = asking;
    server.orders = server.orders.map((row) => ({ ...row, status: 'in_process' }));
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });
  const focused = (element: PortalOrders) => element.shadowRoot?.activeElement?.id;
  const type = async (element: PortalOrders, control: string, value: string) => {
    const field = find<HTMLInputElement>(element, control);
    field.value = value;
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };

  it('are asked for with what is missing said, and sent once', async () => {
    server.answers = { [`GET /orders/${id}`]: { body: seen() } };
    const element = await show(`auto open="${id}"`);
    await waitUntil(() => text(element).includes('Pedir un cambio'));
    await press(element, 'Pedir un cambio');
    await waitUntil(() => element.shadowRoot?.querySelector('#change-kind'));
    await type(element, '#change-kind', 'quantity');
    find(element, '[part="change-form"] [type=submit]').click();
    await waitUntil(() => text(element).includes('Escriba al menos una cantidad nueva.'));
    await waitUntil(() => focused(element) === 'change-quantity-10');
    await type(element, '#change-quantity-10', 'muchos');
    expect(text(element)).to.contain('Escriba una cantidad');
    await type(element, '#change-quantity-10', '1,250.5');
    await expectAccessible(element);
    server.answers = {
      [`POST /orders/${id}/change-requests`]: { status: 201, body: asked },
      [`GET /orders/${id}`]: { body: { ...seen(), changes: [asked] } },
    };
    find(element, '[part="change-form"] [type=submit]').click();
    await waitUntil(() => text(element).includes('Cancelación solicitada'));
    const [call, ...others] = server.calls.filter(({ path }) => path.endsWith('/change-requests'));
    expect(others).to.deep.equal([]);
    expect(call?.body).to.deep.equal({
      kind: 'quantity',
      lines: [{ position: '10', quantity: '1250.5' }],
      locale: 'es',
    });
    expect(element.shadowRoot?.querySelector('[part="change-form"]')).to.equal(null);
    expect(announced(element)).to.contain('Se envió la solicitud.');
    await waitUntil(() => element.shadowRoot?.activeElement?.getAttribute('part') === 'change');
  });

  it('cancel a whole order only where that was said', async () => {
    server.answers = { [`GET /orders/${id}`]: { body: seen() } };
    const element = await show(`auto open="${id}"`);
    await waitUntil(() => text(element).includes('Pedir un cambio'));
    await press(element, 'Pedir un cambio');
    await waitUntil(() => element.shadowRoot?.querySelector('#change-whole'));
    const submit = () => find(element, '[part="change-form"] [type=submit]').click();
    const calls = () => server.calls.filter(({ path }) => path.endsWith('/change-requests'));
    submit();
    submit();
    await waitUntil(() => text(element).includes('confirme que es el pedido completo.'));
    await waitUntil(() => focused(element) === 'change-whole');
    await expectAccessible(element);
    expect(calls()).to.deep.equal([]);
    find(element, '#change-whole').click();
    server.answers = {
      [`POST /orders/${id}/change-requests`]: { status: 201, body: asked },
      [`GET /orders/${id}`]: { body: { ...seen(), changes: [asked] } },
    };
    await element.updateComplete;
    submit();
    await waitUntil(() => calls().length === 1);
    expect(calls()[0]?.body).to.deep.equal({ kind: 'cancel', lines: [], locale: 'es' });
  });

  it('lead the focus to what is missing, and back to where they were asked for', async () => {
    server.answers = { [`GET /orders/${id}`]: { body: seen() } };
    const element = await show(`auto open="${id}"`);
    await waitUntil(() => text(element).includes('Pedir un cambio'));
    await press(element, 'Pedir un cambio');
    await waitUntil(() => element.shadowRoot?.querySelector('#change-kind'));
    for (const [kind, field] of [
      ['date', 'change-date'],
      ['address', 'change-text'],
    ] as const) {
      await type(element, '#change-kind', kind);
      find(element, '[part="change-form"] [type=submit]').click();
      await waitUntil(() => focused(element) === field);
    }
    await press(element, 'Cerrar sin enviar');
    await waitUntil(() =>
      element.shadowRoot?.activeElement?.textContent?.includes('Pedir un cambio'),
    );
  });

  const refused: [why: string, session: Session, status: OrderStatus][] = [
    ['of an order that is closed', asking, 'concluded'],
    ['without the permission', { ...asking, permissions: ['orders.view'] }, 'in_process'],
  ];
  for (const [why, session, status] of refused)
    it(`are not asked for ${why}`, async () => {
      server.session = session;
      server.answers = { [`GET /orders/${id}`]: { body: { ...seen(), status } } };
      const element = await show(`auto open="${id}"`);
      await waitUntil(() => text(element).includes('Tinaco'));
      expect(text(element)).not.to.contain('Pedir un cambio');
    });

  it('are asked for by its own customer, whom a group is told of', async () => {
    const customer = { number: '0001009999', name: 'Filial del Norte' };
    server.answers = { [`GET /orders/${id}`]: { body: { ...seen(), customer } } };
    const element = await show(`auto open="${id}"`);
    await waitUntil(() =>
      text(element).includes(
        'Los cambios de este pedido los pide un contacto de Filial del Norte.',
      ),
    );
    expect(text(element)).not.to.contain('Pedir un cambio');
    await expectAccessible(element);
  });

  it('that wait are found by their status, longest first, and marked in the list', async () => {
    server.orders = server.orders.map((row, i) =>
      i === 0 ? { ...row, changeAskedAt: '2026-11-22T16:00:00Z' } : row,
    );
    const element = await show('auto date="all"');
    await waitUntil(() => text(element).includes('Cambio solicitado'));
    expect(element.shadowRoot?.querySelectorAll('[part~=badge-change]')).to.have.length(1);
    expect(text(element)).not.to.contain('Cambio solicitado el');
    await type(element, '#status', 'change_asked');
    find(element, '[part=search] [type=submit]').click();
    await waitUntil(() => text(element).includes('Cambio solicitado el'));
    const { query } = server.calls.filter(({ path }) => path === '/orders').at(-1)!;
    expect([query.get('status'), query.get('sort')]).to.deep.equal(['change_asked', 'asked']);
    await expectAccessible(element);
    const sorts = (sort: string) =>
      waitUntil(() => server.called('/orders').at(-1)?.query.get('sort') === sort);
    find(element, 'th[aria-sort=ascending] .sort').click();
    await sorts('-asked');
    await type(element, '#status', '');
    find(element, '[part=search] [type=submit]').click();
    await sorts('-date');
  });

  it('are no status to find for who neither asks for any nor answers', async () => {
    server.session = { ...contact, permissions: ['orders.view'] };
    const element = await show('auto');
    await waitUntil(() => element.shadowRoot?.querySelector('#status'));
    expect(find(element, '#status').textContent).not.to.contain('por responder');
  });

  it('are answered by people of the company', async () => {
    server.session = {
      ...contact,
      kind: 'staff',
      customer: null,
      permissions: ['orders.view', 'orders.manage'],
    };
    server.answers = {
      [`GET /orders/${id}`]: { body: { ...seen(), changes: [asked] } },
      [`POST /order-changes/${asked.id}/answer`]: { body: asked },
    };
    const element = await show(`auto open="${id}"`);
    await waitUntil(() => element.shadowRoot?.querySelector(`#change-answer-${asked.id}`));
    expect(text(element)).to.contain('Ya no lo necesitamos');
    await type(element, `#change-answer-${asked.id}`, 'Ya salió.');
    await expectAccessible(element);
    const answered: OrderChange = {
      ...asked,
      state: 'rejected',
      answer: { es: 'Ya salió.' },
      answeredAt: '2026-11-22T17:00:00Z',
    };
    server.answers[`GET /orders/${id}`] = { body: { ...seen(), changes: [answered] } };
    await press(element, 'No aceptar');
    await waitUntil(() => text(element).includes('Respondida el'));
    await waitUntil(() => element.shadowRoot?.activeElement?.getAttribute('part') === 'change');
    expect(server.calls.find(({ path }) => path.endsWith('/answer'))?.body).to.deep.equal({
      answer: 'rejected',
      text: { es: 'Ya salió.' },
    });
    expect(element.shadowRoot?.querySelector(`#change-answer-${asked.id}`)).to.equal(null);
  });
});
