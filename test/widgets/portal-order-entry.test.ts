// The sheet: what is typed is saved line by line, pasted rows are looked at first, and an order is sent once.
import { expect } from '@open-wc/testing';
import type { OrderLine } from '#contract/order-entry';
import { PortalOrderEntry } from '../../widgets/portal-order-entry/portal-order-entry.ts';
import { contact, StandIn } from './stand-in.ts';
import { expectAccessible, find, shower, waitUntil } from './support.ts';
void PortalOrderEntry;

const id = '00000000-0000-4000-8000-000000000001';
const order = '00000000-0000-4000-8000-000000000002';
type Typed = { op: string; id: string; position: number; material: string; quantity: string };

const lineOf = ({ id: line, position, material, quantity }: Typed, version: number): OrderLine => ({
  id: line,
  version,
  position,
  material,
  quantity,
  unit: null,
  requestedDate: null,
  note: null,
  found:
    material === 'nada'
      ? null
      : {
          id: order,
          number: material,
          customerNumber: 'MIO-1',
          descriptions: { es: `Tanque ${material}` },
          units: ['PZA', 'CJ'],
          leadDays: null,
        },
  price: null,
  amount: material === 'nada' ? null : '10.00',
  stock: null,
  faults:
    material === 'nada'
      ? [{ code: 'material_unknown', values: [] }]
      : quantity === '3'
        ? [{ code: 'below_minimum', values: ['10'] }]
        : [],
});

const head = {
  id,
  state: 'draft',
  title: null,
  company: { code: 'SM01', name: 'Aquavelia' },
  purchaseOrder: null,
  currency: 'MXN',
  author: 'Ana',
  updatedAt: '2026-11-26T16:42:00Z',
  submittedAt: null,
  captureNumber: null,
  heldUntil: null,
  waitingSince: null,
  order: null,
  orderNumber: null,
  rejection: null,
  requestedDate: null,
  note: null,
  shipTo: null,
};

describe('portal-order-entry', () => {
  let server: StandIn;
  /** The draft as the server keeps it. */
  let lines: Map<string, OrderLine>;
  let version: number;
  let more: object;
  const show = shower<PortalOrderEntry>('order-entry', () => server);
  const draft = () => ({
    ...head,
    version,
    total: '10.00',
    taxIncluded: false,
    unpriced: 0,
    faulty: [...lines.values()].filter(({ faults }) => faults.length > 0).length,
    count: lines.size,
    priceHash: `hash ${version}`,
    lines: [...lines.values()],
    ...more,
  });
  const sent = (method: string, path: string) =>
    server.calls.filter((call) => call.method === method && call.path === path);
  const patches = () =>
    sent('PATCH', `/order-drafts/${id}`).map(
      ({ body }) => body as { lines: Typed[]; version: number },
    );

  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: ['orders.create', 'orders.view', 'prices.view'] };
    [lines, version, more] = [new Map(), 1, {}];
    server.answers['GET /order-entry'] = {
      body: {
        companies: [],
        addresses: [],
        shipToRequired: false,
        purchaseOrderRequired: false,
        blocked: false,
        prices: true,
      },
    };
    server.answers['GET /order-drafts'] = { body: { items: [], nextCursor: null } };
    const now = {
      get body() {
        return draft();
      },
    };
    server.answers['POST /order-drafts'] = now;
    server.answers[`GET /order-drafts/${id}`] = now;
    server.answers[`PATCH /order-drafts/${id}`] = {
      get body() {
        const { lines: changed } = patches().at(-1)!;
        version++;
        for (const one of changed)
          if (one.op === 'set') lines.set(one.id, lineOf(one, version));
          else lines.delete(one.id);
        return draft();
      },
    };
  });

  // One after the other: a page has one banner.
  afterEach(() => document.body.replaceChildren());

  const press = (input: HTMLElement, key: string) =>
    input.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );
  /** Types a line as a person does: the material, Enter, the quantity, Enter. */
  const typeLine = async (element: PortalOrderEntry, material: string, quantity: string) => {
    const first = find<HTMLInputElement>(element, '#m-new');
    first.focus();
    first.value = material;
    press(first, 'Enter');
    await waitUntil(() => element.shadowRoot!.activeElement?.id.startsWith('q-'));
    const second = element.shadowRoot!.activeElement as HTMLInputElement;
    second.value = quantity;
    press(second, 'Enter');
    await element.updateComplete;
  };
  const begin = async () => {
    const element = await show();
    await waitUntil(() => element.shadowRoot!.querySelector('.bar .primary') !== null);
    find(element, '.bar .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#m-new') !== null);
    return element;
  };
  const text = (element: PortalOrderEntry) =>
    element.shadowRoot!.textContent!.replaceAll(/\s+/g, ' ');

  it('is typed by keyboard alone, saved on its own, and read as a table of labelled inputs', async () => {
    const element = await begin();
    await typeLine(element, '500', '1,500');
    await waitUntil(() => patches().length > 0);
    const [line] = patches().at(-1)!.lines;
    expect([line!.material, line!.quantity]).to.deep.equal(['500', '1500']);
    expect(element.shadowRoot!.activeElement?.id).to.equal('m-new');
    await waitUntil(() => text(element).includes('Guardado'));
    expect(text(element)).to.include('Leído como 1,500');
    expect(text(element)).to.include('Tanque 500');
    await expectAccessible(element);
  });

  describe('with 500 lines', () => {
    /** The element with its lines, as a page of this width shows it. */
    const showMany = async (width: number) => {
      for (const n of Array.from({ length: 500 }, (_, i) => i + 1)) {
        const line = `00000000-0000-4000-8000-${String(1_000 + n).padStart(12, '0')}`;
        const typed = {
          op: 'set',
          id: line,
          position: n * 1_000,
          material: `T-${n}`,
          quantity: '5',
        };
        lines.set(line, lineOf(typed, 1));
      }
      const element = await show(`draft="${id}" view="edit"`);
      element.parentElement!.style.inlineSize = `${width}px`;
      await waitUntil(() => element.shadowRoot!.querySelectorAll('[part=line]').length === 501);
      return element;
    };
    const material = (element: PortalOrderEntry, n: number) =>
      [...element.shadowRoot!.querySelectorAll<HTMLInputElement>('.cell-material input')][n - 1]!;
    const type = async (element: PortalOrderEntry, input: HTMLInputElement, typed: string) => {
      input.value = typed;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await element.updateComplete;
    };

    it('draws the one row that a key has changed, and no other', async () => {
      const element = await showMany(360);
      const words = element as unknown as { t: (key: string, values?: { n?: number }) => string };
      const { t } = words;
      const drawn: unknown[] = [];
      words.t = (key, values) => {
        if (key === 'ordering.material_of') drawn.push(values!.n);
        return t(key as never, values as never);
      };
      // Other words, so all rows once.
      element.requestUpdate();
      await element.updateComplete;
      expect(drawn.splice(0).length).to.equal(501);
      await type(element, material(element, 250), 'T-25');
      expect(drawn.splice(0)).to.deep.equal([250]);
      const note = find<HTMLTextAreaElement>(element, '#order-note');
      note.value = 'Por la tarde';
      note.dispatchEvent(new Event('change'));
      await element.updateComplete;
      expect(drawn.splice(0)).to.deep.equal([]);
    });

    it('leaves its style sheets alone at a key, or the page would work out the styles of all rows', async () => {
      const element = await showMany(360);
      const { setProperty } = CSSStyleDeclaration.prototype;
      const set: string[] = [];
      CSSStyleDeclaration.prototype.setProperty = function (name, ...more) {
        if (this.parentRule) set.push(name);
        setProperty.call(this, name, ...more);
      };
      try {
        await type(element, material(element, 250), 'T-25');
        expect(set).to.deep.equal([]);
        element.scheme = 'dark';
        await element.updateComplete;
        expect(set).to.deep.equal(['color-scheme']);
      } finally {
        CSSStyleDeclaration.prototype.setProperty = setProperty;
      }
    });

    it('lays out no rows that are out of sight of a phone', async () => {
      const element = await showMany(360);
      const isLaidOut = (n: number) =>
        material(element, n).checkVisibility({ contentVisibilityAuto: true });
      await waitUntil(() => isLaidOut(1) && !isLaidOut(500), 'all rows are laid out');
      material(element, 500).focus();
      await waitUntil(() => isLaidOut(500), 'the row with the focus is not laid out');
    });
  });

  it('draws no line between a line of the order and what is wrong with it', async () => {
    const element = await begin();
    await typeLine(element, '500', '3');
    await typeLine(element, '600', '5');
    await waitUntil(() => lines.size === 2 && element.shadowRoot!.querySelector('.notes') !== null);
    const clear = (n: number) => {
      const cell = [...element.shadowRoot!.querySelectorAll('.cell-quantity')][n - 1]!;
      return getComputedStyle(cell).borderBlockEndColor === 'rgba(0, 0, 0, 0)';
    };
    expect([clear(1), clear(2)]).to.deep.equal([true, false]);
  });

  it('says what is wrong under the line, with a button that puts it right', async () => {
    const element = await begin();
    await typeLine(element, '500', '3');
    await waitUntil(() => text(element).includes('Es menos que el mínimo.'));
    expect(find(element, '.root > [role=status]').textContent).to.equal(
      'Cantidad del renglón 1: Es menos que el mínimo.',
    );
    find(element, '.notes button').focus();
    find(element, '.notes button').click();
    await waitUntil(() => patches().at(-1)!.lines[0]!.quantity === '10');
    expect(element.shadowRoot!.activeElement).to.equal(find(element, '.cell-quantity input'));
    await waitUntil(() => element.shadowRoot!.querySelector('.fault') === null);
  });

  it('says in words where there is less than is ordered', async () => {
    const element = await begin();
    await typeLine(element, '500', '200');
    await waitUntil(() => lines.size === 1);
    const [line] = [...lines.values()];
    const stock = { level: 'partial', quantity: '105', unit: 'PZA', plant: 'Norte', readAt: null };
    lines.set(line!.id, { ...line!, stock } as unknown as OrderLine);
    await typeLine(element, '600', '1');
    await waitUntil(() => lines.size === 2);
    element.remove();
    const again = await show(`draft="${id}" view="edit"`);
    await waitUntil(() => text(again).includes('Parcial: 105 PZA en Norte'));
    const shown = [...again.shadowRoot!.querySelectorAll<HTMLElement>('.notes .hint')].find(
      ({ textContent }) => textContent!.includes('Parcial'),
    );
    expect(shown!.checkVisibility()).to.equal(true);
  });

  it('keeps what is typed while the server is away, and says how much of it', async () => {
    const element = await begin();
    const path = `PATCH /order-drafts/${id}`;
    const usual = server.answers[path]!;
    server.answers[path] = 'offline';
    await typeLine(element, '500', '1');
    await waitUntil(() => text(element).includes('Sin conexión: 1 cambio por guardar'));
    server.answers[path] = usual;
    await waitUntil(() => text(element).includes('Guardado'), '', { timeout: 15_000 });
    expect(lines.size).to.equal(1);
  });

  it('shows both where somebody else changed the same line', async () => {
    const element = await begin();
    await typeLine(element, '500', '1');
    await waitUntil(() => lines.size === 1);
    const [theirs] = [...lines.values()];
    const current = { ...draft(), version: 7, lines: [{ ...theirs!, quantity: '8', version: 7 }] };
    const path = `PATCH /order-drafts/${id}`;
    const usual = server.answers[path]!;
    server.problem(path, 409, 'record_changed', { current });
    const quantity = find<HTMLInputElement>(element, `#q-${theirs!.id}`);
    quantity.value = '7';
    quantity.dispatchEvent(new Event('change'));
    await waitUntil(() => element.shadowRoot!.querySelector('dialog') !== null);
    expect(text(element)).to.include('Aquí: 500 × 7. Allá: 500 × 8.');
    server.answers[path] = usual;
    find(element, 'dialog .primary').click();
    await waitUntil(() => patches().at(-1)!.version === 7);
    expect(patches().at(-1)!.lines[0]!.quantity).to.equal('7');
  });

  it('leaves the focus where a press has taken it', async () => {
    const element = await begin();
    const first = find<HTMLInputElement>(element, '#m-new');
    first.focus();
    first.value = '500';
    first.dispatchEvent(new Event('change', { bubbles: true }));
    find(element, '#purchase-order').focus();
    await waitUntil(() => element.shadowRoot!.querySelectorAll('[part=line]').length === 2);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    expect(element.shadowRoot!.activeElement?.id).to.equal('purchase-order');
    await waitUntil(() => lines.size === 1);
  });

  it('keeps what was typed of all that others left alone, where somebody else changed a line', async () => {
    const element = await begin();
    await typeLine(element, '500', '1');
    await typeLine(element, '600', '2');
    await waitUntil(() => lines.size === 2);
    const [first, second] = [...lines.values()];
    const theirs = [{ ...first!, quantity: '8', version: 7 }, second!];
    const current = { ...draft(), version: 7, lines: theirs };
    const path = `PATCH /order-drafts/${id}`;
    const usual = server.answers[path]!;
    server.problem(path, 409, 'record_changed', { current });
    const type = (control: string, typed: string) => {
      const field = find<HTMLInputElement>(element, control);
      field.value = typed;
      field.dispatchEvent(new Event('input'));
      field.dispatchEvent(new Event('change'));
    };
    type('#purchase-order', 'OC-1');
    type(`#q-${first!.id}`, '7');
    type(`#q-${second!.id}`, '9');
    await waitUntil(() => element.shadowRoot!.querySelector('dialog') !== null);
    server.answers[path] = usual;
    expect(text(element)).to.include('Aquí: 500 × 7. Allá: 500 × 8.');
    expect(text(element)).not.to.include('600 × 9.');
    await waitUntil(() => patches().at(-1)!.version === 7);
    const put = patches().at(-1) as unknown as { purchaseOrder: string; lines: Typed[] };
    expect(put.purchaseOrder).to.equal('OC-1');
    expect(put.lines.map(({ material, quantity }) => [material, quantity])).to.deep.equal([
      ['600', '9'],
    ]);
  });

  it('shows an order as it was sent where somebody else has sent it meanwhile', async () => {
    const element = await begin();
    await typeLine(element, '500', '1');
    await waitUntil(() => lines.size === 1);
    const [line] = [...lines.values()];
    more = { state: 'submitted', captureNumber: 'P-000009', order };
    server.problem(`PATCH /order-drafts/${id}`, 409, 'order_submitted');
    const quantity = find<HTMLInputElement>(element, `#q-${line!.id}`);
    quantity.value = '7';
    quantity.dispatchEvent(new Event('change'));
    await waitUntil(() => text(element).includes('P-000009'));
    expect(text(element)).to.include('Este pedido ya se envió.');
    expect(text(element)).not.to.include('Sin conexión');
    // It leads to the order that was made of it.
    let led: unknown;
    element.addEventListener('portal-navigate', ({ detail }) => (led = detail));
    [...element.shadowRoot!.querySelectorAll('button')]
      .find(({ textContent }) => textContent!.includes('Ver el pedido'))!
      .click();
    expect(led).to.deep.equal({ to: 'order', id: order, href: null });
  });

  it('sends an order once under one key, shows its number, and takes it back', async () => {
    const element = await begin();
    await typeLine(element, '500', '1');
    await waitUntil(() => text(element).includes('Guardado') && lines.size === 1);
    find(element, '.sum .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#review-title') !== null);
    const path = `POST /order-drafts/${id}/submission`;
    server.once(path, 503, 'unavailable');
    find(element, '.actions .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('.notice.danger') !== null);
    const answer = {
      captureNumber: 'P-000007',
      submittedAt: head.updatedAt,
      heldUntil: head.updatedAt,
      order,
    };
    server.answers[path] = {
      get body() {
        more = {
          state: 'submitted',
          captureNumber: 'P-000007',
          heldUntil: new Date(Date.now() + 30_000).toISOString(),
        };
        return answer;
      },
    };
    let number = '';
    element.addEventListener(
      'portal-order-submitted',
      ({ detail }) => (number = detail.captureNumber),
    );
    find(element, '.actions .primary').click();
    await waitUntil(
      () => element.shadowRoot!.querySelector('.capture')?.textContent === 'P-000007',
    );
    expect(number).to.equal('P-000007');
    const keys = sent('POST', `/order-drafts/${id}/submission`).map(({ headers }) =>
      headers.get('Idempotency-Key'),
    );
    expect(keys.length).to.equal(2);
    expect(keys[0]).to.equal(keys[1]);
    expect(keys[0]).to.match(/^[0-9a-f-]{36}$/);
    await expectAccessible(element);
    server.answers[`DELETE /order-drafts/${id}/submission`] = {
      get body() {
        more = {};
        return draft();
      },
    };
    expect(text(element)).to.include('Subtotal $10.00 MXN');
    const undo = [...element.shadowRoot!.querySelectorAll('button')].find(({ textContent }) =>
      textContent!.includes('Deshacer'),
    )!;
    // A double click takes it back once.
    undo.click();
    undo.click();
    await waitUntil(() => element.shadowRoot!.querySelector('#m-new') !== null);
    expect(sent('DELETE', `/order-drafts/${id}/submission`).length).to.equal(1);
    expect(element.shadowRoot!.querySelector('.notice.danger')).to.equal(null);
  });

  it('shows other prices, and sends by them once they are accepted', async () => {
    const element = await begin();
    await typeLine(element, '500', '1');
    await waitUntil(() => text(element).includes('Guardado') && lines.size === 1);
    find(element, '.sum .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#review-title') !== null);
    const differences = [{ line: id, material: '500', before: '10', after: '12', why: 'list' }];
    server.problem(`POST /order-drafts/${id}/submission`, 409, 'prices_changed', {
      current: { priceHash: 'anew', differences },
    });
    find(element, '.actions .primary').click();
    await waitUntil(() => text(element).includes('Aplica otra lista de precios.'));
    find(element, '.actions .primary').click();
    await waitUntil(() => sent('POST', `/order-drafts/${id}/submission`).length === 2);
    expect(
      sent('POST', `/order-drafts/${id}/submission`).map(
        ({ body }) => (body as { priceHash: string }).priceHash,
      ),
    ).to.deep.equal(['hash 2', 'anew']);
  });

  it('takes lines from the buttons of a page', async () => {
    const element = await show();
    element.add([{ material: '500', quantity: 2 }, { material: '600' }]);
    await waitUntil(() => lines.size === 2);
    expect(
      [...lines.values()].map(({ material, quantity }) => `${material} ${quantity}`),
    ).to.deep.equal(['500 2', '600 1']);
  });

  it('looks at pasted rows before it adds them', async () => {
    const element = await begin();
    server.answers[`POST /order-drafts/${id}/lines-import`] = {
      body: {
        rows: [
          {
            row: 1,
            material: '500',
            quantity: '10',
            found: null,
            faults: [],
            ambiguous: false,
            suggestions: [],
            repeats: null,
            sum: '15',
          },
          {
            row: 3,
            material: '500',
            quantity: '5',
            found: null,
            faults: [],
            ambiguous: false,
            suggestions: [],
            repeats: 1,
            sum: null,
          },
          {
            row: 2,
            material: 'nada',
            quantity: '3',
            found: null,
            faults: [{ code: 'material_unknown', values: [] }],
            ambiguous: false,
            suggestions: [],
            repeats: null,
            sum: null,
          },
          {
            row: 4,
            material: '600',
            quantity: '1003',
            found: null,
            faults: [
              { code: 'not_multiple', values: ['1000', '1010'] },
              { code: 'unit_unknown', values: [] },
            ],
            ambiguous: false,
            suggestions: [],
            repeats: null,
            sum: null,
          },
        ],
      },
    };
    const data = new DataTransfer();
    data.setData('text/plain', '500\t10\nnada\t3');
    find(element, '#m-new').dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
    await waitUntil(() => element.shadowRoot!.querySelector('.paste table') !== null);
    expect(text(element)).to.include('Con error: 2');
    expect(text(element)).to.include('múltiplo del empaque. Puede ser 1,000 o 1,010.');
    const [first, second] = [...element.shadowRoot!.querySelectorAll('tr:last-child .fault')];
    expect(second!.getBoundingClientRect().top, 'each fault in a line of its own').to.be.at.least(
      first!.getBoundingClientRect().bottom,
    );
    expect(lines.size).to.equal(0);
    await expectAccessible(element);
    // What repeats is summed and says so, and can be kept apart.
    expect(text(element)).to.include('Se sumó 1 renglón');
    find(element, '.summed button').click();
    await waitUntil(() => text(element).includes('Agregar 2 renglones'));
    find(element, '.summed button').click();
    await waitUntil(() => text(element).includes('Agregar 1 renglón'));
    find(element, '.paste .primary').click();
    await waitUntil(() => lines.size === 1);
    expect([...lines.values()][0]!.quantity).to.equal('15');
  });

  it('picks from what is usually ordered', async () => {
    const element = await begin();
    const material = { ...lineOf({ op: '', id, position: 1, material: '500', quantity: '1' }, 1) }
      .found!;
    server.answers['GET /usual-materials'] = { body: { items: [{ material, orders: 3 }] } };
    [...element.shadowRoot!.querySelectorAll('button')]
      .find(({ textContent }) => textContent!.includes('Mi lista habitual'))!
      .click();
    await waitUntil(() => element.shadowRoot!.querySelector('.pick input.number') !== null);
    expect(text(element)).to.include('En 3 pedidos');
    await expectAccessible(element);
    const input = find<HTMLInputElement>(element, '.pick input.number');
    input.value = '1,200';
    input.dispatchEvent(new Event('change'));
    await waitUntil(() => text(element).includes('Agregar 1 renglón'));
    find(element, '.actions .primary').click();
    await waitUntil(() => lines.size === 1);
    expect([...lines.values()][0]!.quantity).to.equal('1200');
  });

  it('leads the focus on to the next order that waits, and to the title after the last', async () => {
    server.session = { ...contact, permissions: ['orders.approve'] };
    const rows = [1, 2].map((n) => ({
      id: `${id.slice(0, -1)}${n}`,
      title: `Pedido ${n}`,
      purchaseOrder: null,
      author: 'Marina',
      company: { code: 'SM02', name: 'Aqua' },
      count: 1,
      total: null,
      currency: 'MXN',
      askedAt: '2026-11-20T15:05:00Z',
      state: 'waiting',
    }));
    const list = (items: unknown[]) =>
      (server.answers['GET /approvals'] = { body: { items, nextCursor: null } });
    list(rows);
    for (const row of rows) {
      server.answers[`GET /approvals/${row.id}`] = {
        body: {
          ...draft(),
          ...row,
          lines: [],
          contentHash: 'a'.repeat(64),
          refusal: null,
          approval: null,
        },
      };
      server.answers[`POST /order-drafts/${row.id}/decision`] = {
        body: { captureNumber: null, state: 'draft', missing: 0 },
      };
    }
    const element = await show();
    const focus = () => element.shadowRoot!.activeElement;
    const pressing = async (find: () => HTMLElement | undefined | null) => {
      await waitUntil(() => find());
      find()!.focus();
      find()!.click();
    };
    const verb = (name: string) => () =>
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('.actions .button')].find(
        ({ textContent }) => textContent!.trim() === name,
      );
    const opener = () => element.shadowRoot!.querySelector<HTMLElement>('[part="row"] .button');
    await pressing(opener);
    await waitUntil(() => focus()?.matches('#asked-title'), 'not at the order');
    list(rows.slice(1));
    await pressing(verb('Aprobar'));
    await waitUntil(
      () => focus()?.getAttribute('aria-label')?.includes('Pedido 2'),
      'not at the next',
    );
    await pressing(opener);
    await waitUntil(() => focus()?.matches('#asked-title'), 'not at the second');
    list([]);
    await pressing(verb('Devolver'));
    await waitUntil(() => focus()?.textContent?.trim() === 'Por aprobar', 'not at the title');
  });

  it('orders some lines of an earlier order again', async () => {
    const items = ['10', '20'].map((position) => ({
      position,
      material: `M-${position}`,
      descriptions: { es: 'Tanque' },
      quantity: '2',
      unit: 'PZA',
    }));
    server.answers[`GET /orders/${order}`] = { body: { id: order, items } };
    const now = {
      get body() {
        return draft();
      },
    };
    server.answers[`POST /orders/${order}/drafts`] = now;
    const element = await show(`order="${order}" inner`);
    await waitUntil(() => text(element).includes('Pedir 2 renglones'));
    find(element, '.pick input').click();
    await waitUntil(() => text(element).includes('Pedir 1 renglón'));
    find(element, '.actions .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#m-new') !== null);
    const [asked] = sent('POST', `/orders/${order}/drafts`);
    expect(asked!.body).to.deep.equal({ positions: ['20'] });
  });

  it('is quoted instead, also what is not known, and stays as it is', async () => {
    server.session = {
      ...contact,
      permissions: ['orders.create', 'prices.view', 'quotes.request'],
    };
    server.answers['POST /quote-requests'] = {
      status: 201,
      body: { id: order, number: 'C-000007', at: '2026-11-26T16:42:00Z' },
    };
    const element = await begin();
    await typeLine(element, '500', '1,500');
    await typeLine(element, 'nada', '2');
    await typeLine(element, '600', 'muchos');
    await waitUntil(() => lines.size === 3);
    const ask = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.side button')].find(
      (one) => one.textContent?.trim() === 'Pedir cotización',
    )!;
    ask.click();
    await waitUntil(() => element.shadowRoot!.querySelector('dialog[open]') !== null);
    const shown = find(element, 'dialog').textContent!;
    expect(shown).to.include('el precio de 2 renglones');
    expect(shown).to.include('1 renglón sin material o cantidad se deja fuera');
    await expectAccessible(element);
    find(element, 'dialog [type=submit]').click();
    await waitUntil(() => text(element).includes('C-000007'));
    const [asked, ...others] = sent('POST', '/quote-requests');
    expect(others).to.deep.equal([]);
    expect(asked!.body).to.deep.equal({
      kind: 'goods',
      company: 'SM01',
      lines: [
        { material: '500', quantity: '1500' },
        { material: 'nada', quantity: '2' },
      ],
    });
    expect(lines.size).to.equal(3);
    expect(element.shadowRoot!.querySelector('dialog[open]')).to.equal(null);
  });

  it('is ruled by whoever looks after the contacts, with what is wrong said', async () => {
    server.session = { ...contact, permissions: ['orders.create', 'contacts.manage'] };
    const rules = {
      version: 3,
      items: [
        {
          fromAmount: '50000.0000',
          currency: 'MXN',
          materials: null,
          steps: 1,
          selfApproval: false,
          approvers: [],
        },
      ],
      contacts: [{ id: order, name: 'Jefa', limit: { amount: '90000.00', currency: 'MXN' } }],
    };
    server.answers['GET /approval-rules'] = { body: rules };
    server.answers['PUT /approval-rules'] = { body: { ...rules, version: 4 } };
    const element = await show();
    await waitUntil(() => text(element).includes('Reglas de aprobación'));
    [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')]
      .find((one) => one.textContent?.trim() === 'Reglas de aprobación')!
      .click();
    await waitUntil(() => element.shadowRoot!.querySelector('#rule-amount-0') !== null);
    const amount = find<HTMLInputElement>(element, '#rule-amount-0');
    expect(amount.value).to.equal('50000.00');
    expect(text(element)).to.include('hasta $90,000.00 MXN');
    await expectAccessible(element);
    const type = async (value: string) => {
      amount.value = value;
      amount.dispatchEvent(new Event('input'));
      await element.updateComplete;
      find(element, '[part="rules"] [type=submit]').click();
      await element.updateComplete;
    };
    await type('mucho');
    await waitUntil(() => text(element).includes('Escriba un importe'));
    expect(sent('PUT', '/approval-rules').length).to.equal(0);
    find(element, '.who input').click();
    await type('1,250.50');
    await waitUntil(() => text(element).includes('Se guardaron las reglas.'));
    const { approvers, ...rule } = { ...rules.items[0]!, fromAmount: '1250.5' };
    void approvers;
    expect(sent('PUT', '/approval-rules')[0]!.body).to.deep.equal({
      version: 3,
      items: [{ ...rule, approvers: [order] }],
    });
  });
});
