import { expect } from '@open-wc/testing';
import type { PortalService } from '../../widgets/index.ts';
import { linesOf, optionsOf } from '../../widgets/portal-service/desk-categories.ts';
import { contact, StandIn } from './stand-in.ts';
import { category, request, requestId } from './stand-in-service.ts';
import {
  chooseFile,
  clear,
  expectAccessible,
  find,
  press,
  says,
  shower,
  text,
  travel,
  waitUntil,
  write,
} from './support.ts';

describe('options of a choice', () => {
  const kept = [
    { value: 'alta', labels: { es: 'Alta', pt: 'Elevada' } },
    { value: 'baja', labels: { pt: 'Baixa' } },
  ];

  it('keep their texts in the languages that are not being edited', () => {
    const text = linesOf(kept, 'es');
    expect(text).to.equal('alta = Alta\nbaja = Baixa');
    expect(optionsOf(text, kept, 'es')).to.deep.equal(kept);
    expect(optionsOf('alta = Urgente\nbaja = Baja\nmedia', kept, 'es')).to.deep.equal([
      { value: 'alta', labels: { es: 'Urgente', pt: 'Elevada' } },
      { value: 'baja', labels: { es: 'Baja', pt: 'Baixa' } },
      { value: 'media', labels: { es: 'media' } },
    ]);
  });
});

describe('portal-service', () => {
  let server: StandIn;
  const show = shower<PortalService>('service', () => server);
  const made = () => server.sent('POST', '/service-requests');

  beforeEach(() => {
    history.replaceState(null, '');
    server = new StandIn();
    server.session = {
      ...contact,
      permissions: ['service.view', 'service.create', 'orders.view'],
    };
    server.service.requests = [
      request(1),
      request(2, {
        status: 'in_progress',
        promise: { kind: 'answer', dueAt: '2026-11-20T18:00:00Z', late: true, by: 'Iris' },
      }),
    ];
  });
  afterEach(clear);

  it('lists requests with what is promised, in words, and apologises for what is late', async () => {
    const element = await show();
    await says(element, 'La resolvemos a más tardar el');
    expect(text(element))
      .to.contain('Pedido 841')
      .and.to.contain('Vamos tarde: le ofrecemos una disculpa. Iris está al tanto.');
    await expectAccessible(element);
  });

  it('makes one: a category, its fields, what is missing said beside each', async () => {
    server.service.categories = [
      category('danio', {
        fields: [
          {
            key: 'lote',
            kind: 'text',
            labels: { es: 'Lote' },
            required: true,
            options: [],
          },
        ],
      }),
    ];
    const element = await show('view="new"');
    await press(element, 'Categoría danio');
    await says(element, 'No trabajamos: ');
    await expectAccessible(element);
    await press(element, 'Enviar solicitud');
    await waitUntil(() => element.shadowRoot!.querySelectorAll('.wrong').length === 3);
    expect(made()).to.have.length(0);
    write(element, '#subject', 'Asunto parecido');
    await says(element, '¿Es una de estas?');
    write(element, '#text', 'Llegó roto');
    write(element, '#field-lote', 'L-7');
    await press(element, 'Enviar solicitud');
    await waitUntil(() => made().length === 1, 'nothing was sent');
    expect(made()[0]!.body).to.deep.equal({
      category: 'danio',
      subject: 'Asunto parecido',
      text: 'Llegó roto',
      fields: { lote: 'L-7' },
      record: null,
      files: [],
      after: null,
    });
    await waitUntil(() => element.open === requestId(1));
  });

  it('stops where the page says so, and tries again under the same key', async () => {
    const element = await show('view="new"');
    await press(element, 'Categoría otra');
    write(element, '#subject', 'Una duda');
    write(element, '#text', 'Hola');
    element.addEventListener('portal-before-request', (event) => event.preventDefault(), {
      once: true,
    });
    await press(element, 'Enviar solicitud');
    expect(made()).to.have.length(0);
    server.answers['POST /service-requests'] = 'offline';
    await press(element, 'Enviar solicitud');
    await waitUntil(() => element.shadowRoot!.querySelector('.notice.danger'));
    expect(find<HTMLTextAreaElement>(element, '#text').value).to.equal('Hola');
    delete server.answers['POST /service-requests'];
    await press(element, 'Enviar solicitud');
    await waitUntil(() => made().length === 2, 'nothing was sent');
    const [first, second] = made().map(({ headers }) => headers.get('Idempotency-Key'));
    expect(first).to.equal(second);
  });

  it('keeps the category of its form through a reload, and goes back to before it once it is sent', async () => {
    const asks = () => new URL(location.href).searchParams.get('ayuda.asks');
    const first = await show('address="ayuda"');
    await press(first, 'Nueva solicitud');
    await press(first, 'Categoría otra');
    await waitUntil(() => asks() === 'otra', 'the address does not have it');
    clear();
    const again = await show('address="ayuda"');
    await says(again, 'Elegir otra categoría');
    write(again, '#subject', 'Una duda');
    write(again, '#text', 'Hola');
    await press(again, 'Enviar solicitud');
    await waitUntil(() => made().length === 1 && asks() === null, 'nothing was sent');
    await travel(-1);
    await waitUntil(() => again.open === '', 'the form came back');
  });

  it('sends nothing while a file that was refused is there', async () => {
    server.problem('POST /uploads', 422, 'file_type');
    const element = await show('view="new"');
    await press(element, 'Categoría otra');
    write(element, '#subject', 'Una duda');
    write(element, '#text', 'Va el plano');
    chooseFile(find(element, '#request-file'), new File(['MZ'], 'plano.pdf'));
    await says(element, 'plano.pdf');
    await waitUntil(() => !text(element).includes('0 %'), 'it was not refused');
    await press(element, 'Enviar solicitud');
    await says(element, 'Quite');
    expect(made()).to.have.length(0);
    find<HTMLElement>(element, '.sent-files .button').click();
    await element.updateComplete;
    await press(element, 'Enviar solicitud');
    await waitUntil(() => made().length === 1, 'nothing was sent');
  });

  it('says which end of a rating is the good one', async () => {
    server.service.requests = [request(1, { status: 'resolved', actions: ['rate'] })];
    const element = await show(`open="${requestId(1)}"`);
    await says(element, '¿Cómo le atendimos?');
    await says(element, 'Muy mal');
    await expectAccessible(element);
    const names = [...element.shadowRoot!.querySelectorAll('.rating label')].map(
      ({ textContent }) => textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(names[0]).to.contain('1 de 5, Muy mal');
    expect(names[4]).to.contain('5 de 5, Muy bien');
  });

  it('asks for nothing of whoever may do nothing here', async () => {
    server.session = { ...contact, permissions: ['orders.view'] };
    await show('', 'forbidden');
    expect(server.called('/service-categories')).to.have.length(0);
  });

  it('opens one, closes it once asked, and offers to go on from it', async () => {
    const element = await show(`open="${requestId(1)}"`);
    await says(element, 'Su acceso no incluye leer los mensajes.');
    await expectAccessible(element);
    await press(element, 'Cerrar solicitud');
    find(element, 'dialog button[type=submit]').click();
    await says(element, 'Abrir una nueva a partir de esta');
    expect(server.body(`/service-requests/${requestId(1)}/closure`)).to.deep.equal({ version: 1 });
    await press(element, 'Abrir una nueva a partir de esta');
    await says(element, 'Continúa la solicitud S-000001.');
    expect(find<HTMLInputElement>(element, '#subject').value).to.equal('Asunto 1');
  });

  it('tells the company working time in hours', async () => {
    server.session = { ...contact, kind: 'staff', customer: null, permissions: ['service.manage'] };
    const desk = (elapsed: number, target: number | null) => ({
      department: null,
      assigned: null,
      priority: 'normal' as const,
      elapsed,
      target,
    });
    server.service.requests = [
      request(1, { desk: desk(2730, 480) }),
      request(2, { desk: desk(45, null) }),
    ];
    const element = await show();
    await says(element, '45 h 30 min');
    await says(element, '8 h');
    await says(element, '45 min');
  });

  it('shows the company what is due first, and gives many to somebody at once', async () => {
    server.session = {
      ...contact,
      kind: 'staff',
      customer: null,
      permissions: ['service.view', 'service.manage'],
    };
    const element = await show();
    await says(element, 'Vencida');
    await expectAccessible(element);
    for (const box of element.shadowRoot!.querySelectorAll<HTMLInputElement>('.queue-row input'))
      box.click();
    await press(element, 'Asignar');
    await waitUntil(() => server.sent('POST', '/service-queue/assignment').length === 1);
    expect(server.body('/service-queue/assignment')).to.deep.equal({
      ids: [requestId(1), requestId(2)],
      assigned: null,
    });
  });

  it('lets the company make a category with a field, without a developer', async () => {
    server.session = { ...contact, kind: 'staff', customer: null, permissions: ['service.manage'] };
    server.answers['PUT /service-categories/garantia'] = { body: category('garantia') };
    const element = await show('view="categories"');
    await press(element, 'Nueva categoría');
    write(element, '#category-code', 'garantia');
    write(element, '#category-es', 'Garantía');
    const department = find<HTMLSelectElement>(element, '#category-department');
    expect(Array.from(department.options, ({ text }) => text)).to.deep.equal([
      'Ninguna',
      'Cuentas por cobrar',
      'Garantías',
    ]);
    department.value = 'garantias';
    department.dispatchEvent(new Event('change'));
    write(element, '#response-normal', '120');
    await press(element, 'Agregar campo');
    write(element, '#field-0-key', 'serie');
    write(element, '#field-0-es', 'Serie');
    await expectAccessible(element);
    await press(element, 'Guardar');
    await waitUntil(() => server.sent('PUT', '/service-categories/garantia').length === 1);
    const { labels, targets, fields, ...rest } = server.body(
      '/service-categories/garantia',
    ) as Record<string, unknown>;
    expect(rest.department).to.equal('garantias');
    expect({ labels, targets, fields }).to.deep.equal({
      labels: { es: 'Garantía' },
      targets: { normal: { response: 120, resolution: null } },
      fields: [
        { key: 'serie', kind: 'text', labels: { es: 'Serie' }, required: false, options: [] },
      ],
    });
  });
});
