import { expect } from '@open-wc/testing';
import type { PortalSettings } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { department, operator } from './stand-in-settings.ts';
import {
  asked,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  says,
  submit,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('the departments in portal-settings', () => {
  let server: StandIn;
  const show = async (more = '') => {
    const element = await mount<PortalSettings>(
      `<portal-settings api="${server.api}" open="departments" ${more}></portal-settings>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector('.entries') !== null, 'no card');
    return element;
  };
  const rows = (element: PortalSettings) =>
    Array.from(element.renderRoot.querySelectorAll<HTMLElement>('.entry'), (row) =>
      row.innerText.replaceAll(/\s+/g, ' ').trim(),
    );
  const sent = () => server.calls.filter(({ method }) => method !== 'GET');
  const own = (more: Parameters<typeof department>[1] = {}) => {
    const { items } = server.settings.departments;
    items.push(department('garantias', { names: { es: 'Garantías', pt: 'Garantias' }, ...more }));
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = operator;
  });
  afterEach(clear);

  it('are the built-in ones, and none of one’s own until one is added', async () => {
    const element = await show();
    expect(rows(element).join()).to.match(
      /Atención a clientes.*Firma correos de acceso.*Cuentas por cobrar.*Logística/,
    );
    expect(text(element)).to.contain('Todavía no hay áreas propias.');
    await expectAccessible(element);
    await press(element, 'Agregar área');
    await element.updateComplete;
    expect(focused(element)).to.equal(find(element, '#name-es'));
    write(element, '#name-es', ' Garantías ');
    write(element, '#name-pt', 'Garantias');
    write(element, '#phone-0', '55 0000 0000');
    const select = find<HTMLSelectElement>(element, '#department-company');
    select.value = 'SM01';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    write(element, '#mailbox-1', 'garantias@tanques.example');
    await expectAccessible(element);
    await press(element, 'Agregar');
    await says(element, 'Se agregó el área.');
    expect(sent().at(-1)?.body).to.deep.equal({
      names: { es: 'Garantías', pt: 'Garantias' },
      contacts: [
        { company: null, phone: '55 0000 0000', extension: null, mailbox: null },
        { company: 'SM01', phone: null, extension: null, mailbox: 'garantias@tanques.example' },
      ],
    });
    expect(rows(element).at(-1)).to.match(/Garantías.*SM01 · garantias@tanques\.example/);
  });

  it('say in the reader’s language what they are called', async () => {
    own();
    const element = await show('locale="pt"');
    expect(rows(element).join()).to.contain('Contas a receber').and.contain('Garantias');
  });

  it('keep what was typed where the name is taken, or somebody was quicker', async () => {
    own();
    const element = await show();
    await press(element, 'Agregar área');
    await element.updateComplete;
    write(element, '#name-es', 'garantías');
    await press(element, 'Agregar');
    await says(element, 'Ya hay un área con ese nombre.');
    expect(find<HTMLInputElement>(element, '#name-es').value).to.equal('garantías');
    await press(element, 'Cancelar');
    await press(element, 'Editar Garantías');
    await element.updateComplete;
    write(element, '#name-pt', 'Pós-venda');
    server.settings.departments.items.at(-1)!.version = 7;
    await press(element, 'Guardar');
    await says(element, 'Esto cambió mientras tanto');
    expect(find<HTMLInputElement>(element, '#name-pt').value).to.equal('Pós-venda');
    await press(element, 'Guardar');
    await says(element, 'Se guardó el área.');
    expect(server.settings.departments.items.at(-1)?.names.pt).to.equal('Pós-venda');
  });

  it('of the company keep their names, and sign what nobody else does', async () => {
    const element = await show();
    await press(element, 'Editar Atención a clientes');
    await element.updateComplete;
    expect(element.renderRoot.querySelector('#name-es')).to.equal(null);
    expect(find<HTMLInputElement>(element, '[name=signs-access]').disabled).to.equal(true);
    write(element, '#extension-0', '4');
    await press(element, 'Guardar');
    await says(element, 'Se guardó el área.');
    const { names, contacts, signs } = sent().at(-1)!.body as Record<string, unknown>;
    expect([names, contacts, signs]).to.deep.equal([
      null,
      [{ company: null, phone: null, extension: '4', mailbox: null }],
      ['access'],
    ]);
  });

  it('are retired after a question that says what keeps them, and can be used again', async () => {
    own({ uses: { categories: [], threads: 3, openThreads: 1 } });
    const element = await show();
    expect(element.renderRoot.querySelector('[data-department=garantias]')?.textContent)
      .to.contain('Conversaciones: 3')
      .and.not.contain('Eliminar');
    await press(element, 'Retirar Garantías');
    await asked(element);
    expect(text(element)).to.contain('Conversaciones que la conservan: 3. Abiertas: 1.');
    await submit(element, 'dialog form');
    await says(element, 'Se retiró el área.');
    expect(rows(element).at(-1)).to.contain('Retirada');
    await press(element, 'Volver a usar Garantías');
    await says(element, 'El área vuelve a usarse.');
    expect(rows(element).at(-1)).to.not.contain('Retirada');
  });

  it('that still answer a category stay, and say which', async () => {
    own({ uses: { categories: [{ es: 'Piezas rotas' }], threads: 0, openThreads: 0 } });
    const element = await show();
    await press(element, 'Retirar Garantías');
    await says(element, 'Piezas rotas');
    expect(sent()).to.deep.equal([]);
    expect(element.renderRoot.querySelector('dialog')).to.equal(null);
  });

  it('that nothing uses are deleted after a question', async () => {
    own();
    const element = await show();
    await press(element, 'Eliminar Garantías');
    await asked(element);
    await submit(element, 'dialog form');
    await says(element, 'Se eliminó el área.');
    expect(rows(element).join()).to.not.contain('Garantías');
  });

  it('that cannot be loaded are asked for again', async () => {
    server.problem('GET /settings/departments', 500, 'internal');
    const element = await mount<PortalSettings>(
      `<portal-settings api="${server.api}" open="departments"></portal-settings>`,
    );
    await says(element, 'No se pudo cargar');
  });
});
