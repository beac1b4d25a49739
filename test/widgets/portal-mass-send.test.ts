import { aTimeout, expect } from '@open-wc/testing';
import type { Session } from '#contract/portal';
import type { PortalMassSend } from '../../widgets/index.ts';
import { dayText } from '../../widgets/kit/day-text.ts';
import { StandIn } from './stand-in.ts';
import { importRow, mailingList, massSend, recipient, sender } from './stand-in-mass-send.ts';
import {
  announced,
  asked,
  catchDownloads,
  clear,
  expectAccessible,
  find,
  focused,
  press,
  says,
  settled,
  shower,
  submit,
  text,
  travel,
  waitUntil,
  write,
  yardstick,
} from './support.ts';

/** Lets waits of some lengths pass quicker, and them alone; what it returns lets them be as they were. */
function hurry(times: number, waits: readonly number[]): () => void {
  const { setTimeout: usual } = globalThis;
  globalThis.setTimeout = ((work: () => void, wait = 0) =>
    usual(work, waits.includes(wait) ? wait / times : wait)) as typeof setTimeout;
  return () => (globalThis.setTimeout = usual);
}

describe('portal-mass-send', () => {
  let server: StandIn;
  const show = shower<PortalMassSend>('mass-send', () => server);
  const tells = (element: PortalMassSend, words: string) =>
    waitUntil(() => announced(element).includes(words), `never told: ${words}`);
  const all = <E extends HTMLElement = HTMLElement>(element: PortalMassSend, selector: string) => [
    ...(element.shadowRoot?.querySelectorAll<E>(selector) ?? []),
  ];
  const choose = async (element: PortalMassSend, selector: string, value: string) => {
    const control = find<HTMLSelectElement>(element, selector);
    control.value = value;
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const tick = async (element: PortalMassSend, name: string) => {
    find<HTMLInputElement>(element, `input[aria-label="${name}"]`).click();
    await element.updateComplete;
  };
  const bodies = (method: string, path: string) =>
    server
      .called(path)
      .filter((call) => call.method === method)
      .map(({ body }) => body);
  /** The session of somebody with other permissions, on a page of its own. */
  const as = (permissions: Session['permissions']) => {
    server = new StandIn();
    server.session = { ...sender, permissions };
  };
  const looks = () => bodies('GET', `/mass-sends/${massSend(1).id}`).length;

  beforeEach(() => {
    server = new StandIn();
    server.session = sender;
  });
  afterEach(clear);

  describe('the tabs', () => {
    const tabs = (element: PortalMassSend) =>
      all(element, '[role=tab]').map(({ textContent }) => textContent?.trim());

    it('are those that the person may enter', async () => {
      expect(tabs(await show())).to.deep.equal([
        'Envío masivo',
        'Listas de correo',
        'Carga masiva',
      ]);
      as(['mailing_list.manage']);
      const element = await show('view="send"');
      expect(tabs(element)).to.deep.equal(['Listas de correo', 'Carga masiva']);
      find(element, '#mailboxes');
      as(['statement.mass_send']);
      find(await show('view="list"'), 'form[part=search]');
      as(['statement.view']);
      await show('', 'forbidden');
      server = new StandIn();
      server.session = null;
      await show('', 'signed-out');
    });

    it('keep what was typed when another one is opened, also by keyboard', async () => {
      const element = await show('view="list"');
      write(element, '#customer', '1002945');
      find(element, '#tab-list').focus();
      const key = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true });
      find(element, '#tab-list').dispatchEvent(key);
      await waitUntil(() => element.shadowRoot?.querySelector('#sheet'));
      expect(element.getAttribute('view')).to.equal('import');
      expect(focused(element)?.id).to.equal('tab-import');
      write(element, '#sheet', 'SM02\t1002945');
      await press(element, 'Listas de correo');
      await waitUntil(() => element.shadowRoot?.querySelector('#mailboxes'));
      expect(find<HTMLInputElement>(element, '#customer').value).to.equal('1002945');
      await press(element, 'Carga masiva');
      await waitUntil(() => element.shadowRoot?.querySelector('#sheet'));
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.equal('SM02\t1002945');
    });

    it('show another person nothing of what was typed', async () => {
      const element = await show('view="import"');
      write(element, '#sheet', 'SM02\t1002945');
      server.session = { ...sender, person: { name: 'Otra', login: 'otra' } };
      await element.refresh();
      await waitUntil(() => find<HTMLTextAreaElement>(element, '#sheet').value === '');
    });

    it('tell of a failure, and try again', async () => {
      server.problem('GET /mailing-lists', 503, 'unavailable');
      const element = await show('view="list"', 'error');
      expect(text(element)).to.contain('El servicio no está disponible').and.contain('req-1');
      server.answers = {};
      await press(element, 'Reintentar');
      await settled(element, 'ready');
      find(element, '#mailboxes');
    });
  });

  describe('the mailing lists', () => {
    const fill = async (element: PortalMassSend, mailboxes: string) => {
      await choose(element, '#company', 'SM02');
      write(element, '#customer', ' 1002945 ');
      write(element, '#mailboxes', mailboxes);
      await element.updateComplete;
    };
    const searched = async (more = 'view="list"') => {
      const element = await show(more);
      await press(element, 'Buscar');
      await says(element, 'Cliente 1');
      return element;
    };

    it('saves one, says so and empties the form', async () => {
      const element = await show('view="list"');
      await fill(element, 'a@b.example; c@d.example');
      await expectAccessible(element);
      await submit(element);
      await says(element, 'La información se actualizó exitosamente.');
      expect(bodies('PUT', '/mailing-lists')).to.deep.equal([
        {
          company: 'SM02',
          customer: '1002945',
          mailboxes: 'a@b.example; c@d.example',
          mode: 'replace',
        },
      ]);
      // Whose it was is said, it stands below, and the next one is likely of the same company.
      expect(text(element)).to.contain('exitosamente. SM02 · 1002945');
      for (const [id, value] of [
        ['company', 'SM02'],
        ['customer', ''],
        ['mailboxes', ''],
      ])
        expect(find<HTMLInputElement>(element, `#${id}`).value).to.equal(value);
      await says(element, 'a@b.example');
      expect(announced(element)).to.contain('exitosamente');
      expect(focused(element)?.id).to.equal('customer');
    });

    it('names what is missing before it asks, and leaves the mailboxes to who reads them all', async () => {
      const element = await show('view="list"');
      await submit(element);
      await says(element, 'Complete este campo.');
      expect(all(element, '.wrong')).to.have.length(3);
      expect(bodies('PUT', '/mailing-lists')).to.have.length(0);
      const typed = 'a@b.example, Ana <c@d.example>\ne@f.example g@h.example';
      await fill(element, typed);
      await submit(element);
      await says(element, 'La información se actualizó exitosamente.');
      expect(bodies('PUT', '/mailing-lists')).to.deep.equal([
        { company: 'SM02', customer: '1002945', mailboxes: typed, mode: 'replace' },
      ]);
      await fill(element, 'a');
      await press(element, 'Borrar correos');
      await element.updateComplete;
      expect(find<HTMLInputElement>(element, '#mailboxes').value).to.equal('');
      await expectAccessible(element);
    });

    it('tells an unknown customer from one of another company, and keeps the hint beside a fault', async () => {
      const element = await show('view="list"');
      await fill(element, 'a@b');
      server.once('PUT /mailing-lists', 404, 'not_found');
      await submit(element);
      await says(element, 'El cliente no existe');
      server.problem('PUT /mailing-lists', 400, 'invalid_input', {
        errors: [{ path: 'body.mailboxes', rule: 'mailbox', params: { value: 'a@b' } }],
      });
      await submit(element);
      await says(element, '“a@b” no es un correo válido.');
      expect(text(element)).to.contain('Varios correos: sepárelos');
      await expectAccessible(element);
    });

    it('finds the customer by name, and offers those one last worked on before anything is typed', async () => {
      server.massSend.recent = [{ number: '1002903', name: 'Cliente 3' }];
      server.massSend.total = 500;
      const element = await show('view="list"');
      const options = () => all(element, '[role=option]').map((one) => one.textContent?.trim());
      const field = () => find<HTMLInputElement>(element, '#customer');
      field().click();
      await waitUntil(() => options().length === 2, 'nothing is offered');
      expect(options()).to.deep.equal([
        'Cliente 3 · 1002903',
        'Los últimos que atendió; escriba para buscar otros',
      ]);
      await expectAccessible(element);
      expect(server.called('/customers').at(-1)?.query.get('area')).to.equal('mailing_lists');
      server.massSend.customers = Array.from({ length: 11 }, (_, i) => ({
        number: `10029${i + 10}`,
        name: `Acero ${i}`,
      }));
      write(element, '#customer', 'acero');
      await waitUntil(() => options().length === 11, 'nothing is found');
      expect(options().at(-1)).to.equal('10 de 500; siga escribiendo');
      server.massSend.total = null;
      write(element, '#customer', 'acero ');
      await waitUntil(() => options().at(-1) === 'Más de 10; siga escribiendo', 'still counted');
      // What means several is none of them; what means one is taken.
      await choose(element, '#company', 'SM02');
      write(element, '#mailboxes', 'a@b.example');
      await submit(element);
      await says(element, 'Elija un cliente de la lista.');
      expect(bodies('PUT', '/mailing-lists')).to.have.length(0);
      all(element, '[role=option]')[2]?.click();
      await element.updateComplete;
      expect(field().value).to.equal('Acero 2 · 1002912');
      await submit(element);
      await says(element, 'La información se actualizó exitosamente.');
      expect(bodies('PUT', '/mailing-lists')).to.deep.equal([
        { company: 'SM02', customer: '1002912', mailboxes: 'a@b.example', mode: 'replace' },
      ]);
    });

    it('says at the field what the server refuses, and keeps what was typed', async () => {
      const element = await show('view="list"');
      await fill(element, 'a@b.example');
      server.once('PUT /mailing-lists', 422, 'not_of_company');
      await submit(element);
      await says(element, 'Sociedad no encontrada para este cliente');
      expect(focused(element)?.id).to.equal('customer');
      expect(find<HTMLInputElement>(element, '#mailboxes').value).to.equal('a@b.example');
      server.problem('PUT /mailing-lists', 400, 'invalid_input', {
        errors: ['a@b', 'c@d'].map((value) => ({
          path: 'body.mailboxes',
          rule: 'mailbox',
          params: { value },
        })),
      });
      await submit(element);
      await says(element, '“a@b” no es un correo válido. “c@d” no es un correo válido.');
      expect(focused(element)?.id).to.equal('mailboxes');
      server.answers['PUT /mailing-lists'] = 'offline';
      await submit(element);
      await says(element, 'No hay conexión con el servidor');
      expect(find<HTMLInputElement>(element, '#mailboxes').value).to.equal('a@b.example');
    });

    it('finds them page by page, and fills the form to change one', async () => {
      server.massSend.size = 2;
      const element = await show('view="list"');
      await choose(element, '#company', 'SM02');
      await press(element, 'Buscar');
      await says(element, 'Cliente 2');
      // How many there are is known, also of a page that is not the last.
      expect(find(element, '.meta').textContent?.trim()).to.equal('3 clientes');
      expect(announced(element)).to.equal('3 clientes');
      expect(server.calls.at(-1)?.query.get('company')).to.equal('SM02');
      expect(server.calls.at(-1)?.query.get('customer')).to.equal(null);
      await press(element, 'Siguiente');
      await says(element, 'Cliente 3');
      await expectAccessible(element);
      await press(element, 'Editar: cliente 1002903');
      await element.updateComplete;
      expect(find<HTMLInputElement>(element, '#customer').value).to.equal('Cliente 3 · 1002903');
      expect(find<HTMLInputElement>(element, '#mailboxes').value).to.equal(
        'pagos3@cliente.example',
      );
      expect(focused(element)?.id).to.equal('mailboxes');
    });

    it('says which one is changed, until that is left', async () => {
      const element = await searched();
      await press(element, 'Editar: cliente 1002902');
      await says(element, 'Se modifica la lista de SM02 · 1002902 · Cliente 2');
      await expectAccessible(element);
      await press(element, 'Cancelar');
      await waitUntil(() => !text(element).includes('Se modifica'));
      for (const id of ['company', 'customer', 'mailboxes'])
        expect(find<HTMLInputElement>(element, `#${id}`).value).to.equal('');
      await waitUntil(() => focused(element)?.id === 'company');
      expect(bodies('PUT', '/mailing-lists')).to.have.length(0);
      await press(element, 'Editar: cliente 1002903');
      await says(element, 'Se modifica la lista de SM02 · 1002903 · Cliente 3');
      // Of another customer, it is another list.
      write(element, '#customer', '1002901');
      await waitUntil(() => !text(element).includes('Se modifica'));
    });

    it('dims them while the form asks for another company, and not while one is changed', async () => {
      const element = await searched();
      const dimmed = () => element.shadowRoot?.querySelector('.results.outdated');
      await press(element, 'Editar: cliente 1002902');
      await element.updateComplete;
      expect(dimmed()).to.equal(null);
      await choose(element, '#company', 'SM03');
      expect(dimmed()?.textContent).to.contain('Los filtros cambiaron');
      await press(element, 'Buscar');
      await waitUntil(() => !dimmed(), 'still dimmed');
      await fill(element, 'a@b.example');
      expect(dimmed()).not.to.equal(null);
      await submit(element);
      await says(element, 'La información se actualizó exitosamente.');
      expect(dimmed()).to.equal(null);
    });

    it('asks before it deletes, and takes it back', async () => {
      const element = await searched();
      await press(element, 'Eliminar: cliente 1002902');
      await waitUntil(() => element.shadowRoot?.querySelector('dialog:modal'), 'not modal');
      await expectAccessible(element);
      await press(element, 'Cancelar');
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'));
      expect(bodies('DELETE', `/mailing-lists/${mailingList(2).id}`)).to.have.length(0);
      expect(focused(element)?.getAttribute('aria-label')).to.equal('Eliminar: cliente 1002902');
      await press(element, 'Eliminar: cliente 1002902');
      await waitUntil(() => element.shadowRoot?.querySelector('dialog')?.open);
      await press(element, 'Eliminar');
      await says(element, 'La lista se eliminó.');
      await waitUntil(() => !text(element).includes('Cliente 2'));
      await waitUntil(
        () => focused(element)?.textContent?.includes('Deshacer'),
        'focus not on undo',
      );
      await press(element, 'Deshacer');
      await says(element, 'La lista se grabó de nuevo.');
      await waitUntil(() => focused(element)?.id === 'company', 'focus not on the form');
      expect(bodies('PUT', '/mailing-lists')).to.deep.equal([
        { company: 'SM02', customer: '1002902', mailboxes: 'pagos2@cliente.example' },
      ]);
      await says(element, 'pagos2@cliente.example');
    });

    it('shows a name without a blank at 1280, and lets the keyboard scroll what is too wide', async () => {
      const name = 'X'.repeat(76);
      server.massSend.lists = [
        mailingList(1),
        mailingList(2, { customer: { number: '1002902', name } }),
      ];
      const element = await searched();
      const holder = element.parentElement!;
      const box = find(element, '.scroll');
      holder.style.inlineSize = '1240px';
      await waitUntil(() => box.clientWidth > 1000);
      expect(box.scrollWidth).to.be.at.most(box.clientWidth);
      expect(box.getAttribute('tabindex')).to.equal(null);
      for (const cell of all(element, 'td.action'))
        expect(getComputedStyle(cell).position).not.to.equal('sticky');
      for (const part of all(element, '.mailboxes li'))
        expect(part.getBoundingClientRect().height).to.be.below(60);
      holder.style.inlineSize = '900px';
      find(element, 'table').style.minInlineSize = '1600px';
      await waitUntil(() => box.getAttribute('tabindex') === '0', 'no place for the focus');
      expect(box.getAttribute('aria-label')).to.equal('Listas de correo');
      await expectAccessible(element);
      find(element, 'table').style.minInlineSize = '';
      await waitUntil(() => box.getAttribute('tabindex') === null, 'a place for nothing');
    });

    it('shows a mailbox that bounced, until it is marked as well', async () => {
      server.massSend.lists = [
        mailingList(1, {
          mailboxes: [
            { address: 'a@b.example', role: 'to', bouncedAt: '2026-11-20T15:05:00Z' },
            { address: 'c@d.example', role: 'cc', bouncedAt: null },
          ],
        }),
      ];
      const element = await searched();
      expect(text(element)).to.contain('rebotado · 20');
      expect(all(element, '.badge')).to.have.length(1);
      await expectAccessible(element);
      await press(element, 'Marcar como recuperado: a@b.example');
      await waitUntil(() => all(element, '.badge').length === 0);
      expect(bodies('POST', '/mailbox-recoveries')).to.deep.equal([{ address: 'a@b.example' }]);
    });

    it('says when there is none, and when they did not come', async () => {
      server.massSend.lists = [];
      const element = await show('view="list"');
      await press(element, 'Buscar');
      await settled(element, 'empty');
      expect(text(element)).to.contain('No hay listas de correo');
      server.problem('GET /mailing-lists', 500, 'internal');
      await press(element, 'Buscar');
      await says(element, 'Algo falló de nuestro lado');
      server.answers = {};
      server.massSend.lists = [mailingList(1)];
      await press(element, 'Reintentar');
      await says(element, 'Cliente 1');
    });
  });

  describe('the import', () => {
    const pasted = 'SM02\t1002901\tpagos1@cliente.example\n';
    const previewed = async (sheet = pasted) => {
      const element = await show('view="import"');
      write(element, '#sheet', sheet);
      await submit(element);
      await says(element, 'Vista previa');
      return element;
    };
    const chip = (element: PortalMassSend, words: string) => {
      const found = all(element, '.chip').find(({ textContent }) => textContent?.includes(words));
      if (!found) throw new Error(`No chip ${words}`);
      return found;
    };
    const cells = (element: PortalMassSend) =>
      all(element, 'tbody tr').map((row) =>
        [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
      );

    it('shows what it would do, saves what is sound, and says how each row went', async () => {
      server.massSend.rows = [
        importRow(1),
        importRow(2, {
          change: 'changed',
          before: ['viejo@cliente.example'],
          notes: ['quotes', 'separators'],
        }),
        importRow(3, { error: 'not_of_company', change: null, name: null }),
        importRow(4, { change: 'same' }),
      ];
      const element = await previewed();
      expect(bodies('POST', '/mailing-list-imports')).to.deep.equal([
        { text: pasted, mode: 'replace' },
      ]);
      expect(announced(element)).to.contain('4 filas').and.contain('Con error: 1');
      expect(focused(element)?.className).to.contain('preview-title');
      const rows = cells(element);
      expect(rows[1]?.[5]).to.equal('se quitaron comillas, separadores cambiados por punto y coma');
      expect(rows[1]?.[6]).to.equal(
        'Antes: viejo@cliente.example → Después: pagos2@cliente.example',
      );
      expect(rows.map((row) => row[7])).to.deep.equal([
        'Nuevo',
        '',
        'Sociedad no encontrada para este cliente Corregir',
        'Sin cambios',
      ]);
      await expectAccessible(element);
      chip(element, 'Con error').click();
      await element.updateComplete;
      expect(cells(element).map(([row]) => row)).to.deep.equal(['3']);
      chip(element, 'Con cambios').click();
      await element.updateComplete;
      expect(cells(element).map(([row]) => row)).to.deep.equal(['1', '2']);
      await press(element, 'Grabar 3 filas');
      await says(element, 'Se grabaron 3 filas');
      expect(cells(element).map((row) => row[7])).to.deep.equal([
        'Grabado',
        'Grabado',
        'Sociedad no encontrada para este cliente Corregir',
        'Sin cambios',
      ]);
      expect(text(element)).to.contain('Se grabaron 3 filas · 1 con error');
      expect(announced(element)).to.contain('Se grabaron 3 filas · 1 con error');
      await press(element, 'Cargar otra lista');
      await element.updateComplete;
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.equal('');
    });

    it('has faulty rows corrected in place, before and after saving', async () => {
      server.massSend.rows = [
        importRow(1),
        importRow(2, {
          error: 'mailbox_invalid',
          change: null,
          mailboxes: ['bien@cliente.example'],
          invalid: ['mal@cliente'],
          joined: [5],
        }),
        importRow(3, { error: 'number_format', change: null, customer: '1.100.015' }),
      ];
      const element = await previewed();
      expect(cells(element)[1]?.[0]).to.equal('2, 5');
      expect(cells(element)[1]?.[4]).to.equal('bien@cliente.example; mal@cliente');
      expect(cells(element)[1]?.[7]).to.equal('Correo no válido: mal@cliente Corregir');
      expect(cells(element)[2]?.[7]).to.contain('Número con formato de Excel');
      chip(element, 'Con error').click();
      await element.updateComplete;
      find<HTMLButtonElement>(element, '[aria-label="Corregir la fila 2"]').click();
      await waitUntil(() => focused(element)?.id === 'fix-mailboxes', 'never opened');
      expect(find<HTMLInputElement>(element, '#fix-mailboxes').value).to.equal(
        'bien@cliente.example; mal@cliente',
      );
      await expectAccessible(element);
      const check = () => find<HTMLFormElement>(element, 'form.fix').requestSubmit();
      write(element, '#fix-mailboxes', 'bien@cliente.example; peor@cliente');
      check();
      await tells(element, 'La fila 2 se revisó: Correo no válido: peor@cliente');
      await waitUntil(
        () => focused(element)?.getAttribute('aria-label') === 'Corregir la fila 2',
        'no way on',
      );
      find<HTMLButtonElement>(element, '[aria-label="Corregir la fila 2"]').click();
      await waitUntil(() => focused(element)?.id === 'fix-mailboxes', 'never opened');
      write(element, '#fix-mailboxes', 'bien@cliente.example mejor@cliente.example');
      check();
      await tells(element, 'La fila 2 se revisó: sin errores');
      // Still among the faulty ones, of which one is left.
      expect(cells(element).map(([row]) => row)).to.deep.equal(['3']);
      expect(
        bodies('POST', '/mailing-list-imports/00000000-0000-4000-a000-000000000600/corrections'),
      ).to.deep.equal([
        {
          rows: [
            {
              row: 2,
              company: 'SM02',
              customer: '1002902',
              mailboxes: 'bien@cliente.example; peor@cliente',
            },
          ],
        },
      ]);
      server.massSend.applied = server.massSend.rows;
      await press(element, 'Grabar 2 filas');
      await says(element, 'Se grabaron 2 filas · 1 con error');
      find<HTMLButtonElement>(element, '[aria-label="Corregir la fila 3"]').click();
      await waitUntil(() => focused(element)?.id === 'fix-mailboxes', 'never opened');
      check();
      await says(element, 'Vista previa: 1 fila');
    });

    it('gives the faulty rows as a file', async () => {
      server.massSend.rows = [importRow(1), importRow(2, { error: 'columns', change: null })];
      const element = await previewed();
      const downloads = catchDownloads();
      await press(element, 'Descargar filas con error');
      await tells(element, 'El archivo se descargó.');
      downloads.stop();
      expect(await Promise.all(downloads.saved)).to.deep.equal([
        { name: 'filas-con-error.xlsx', content: 'faulty rows' },
      ]);
    });

    it('offers the other sheets of a workbook, and says what of it is hidden', async () => {
      server.massSend.rows = [importRow(1)];
      server.massSend.choice = {
        sheet: 'Lista',
        sheets: [
          { name: 'Portada', rows: 2 },
          { name: 'Lista', rows: 1_200 },
        ],
        hidden: { sheets: 1, rows: 1_300, columns: 0 },
      };
      const element = await show('view="import"');
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'lista.xlsx'));
      find(element, '#sheet').dispatchEvent(new DragEvent('drop', { dataTransfer }));
      await submit(element);
      await says(element, 'Vista previa');
      expect(text(element)).to.contain(
        'No se leyó lo que está oculto en el archivo: filas, 1,300; hojas, 1.',
      );
      expect(all(element, '#which-sheet option').map((one) => one.textContent)).to.deep.equal([
        'Portada (2)',
        'Lista (1,200)',
      ]);
      expect(find<HTMLSelectElement>(element, '#which-sheet').value).to.equal('Lista');
      await expectAccessible(element);
      await choose(element, '#which-sheet', 'Portada');
      await waitUntil(() => bodies('POST', '/mailing-list-imports').length === 2, 'never asked');
      expect(bodies('POST', '/mailing-list-imports')[1]).to.deep.equal({
        file: { name: 'lista.xlsx', content: 'eA==', sheet: 'Portada' },
        mode: 'replace',
      });
    });

    it('says why a file cannot be read', async () => {
      const element = await show('view="import"');
      write(element, '#sheet', pasted);
      server.problem('POST /mailing-list-imports', 422, 'file_unreadable', {
        errors: [{ path: 'body.file', rule: 'file_xls' }],
      });
      await submit(element);
      await says(element, 'Es un libro de Excel anterior a 2007 (XLS).');
      expect(text(element)).to.contain('Pegue las filas de su hoja');
    });

    it('goes back to what was pasted', async () => {
      server.massSend.rows = [importRow(1)];
      const element = await previewed();
      await press(element, 'Cancelar');
      await element.updateComplete;
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.equal(pasted);
      expect(server.calls.some(({ path }) => path.endsWith('/application'))).to.equal(false);
    });

    it('saves nothing where nothing is sound', async () => {
      server.massSend.rows = [importRow(1, { error: 'columns', change: null })];
      const element = await previewed();
      await press(element, 'No hay filas que se puedan grabar', true);
      await aTimeout(50);
      expect(server.calls.some(({ path }) => path.endsWith('/application'))).to.equal(false);
    });

    it('takes a file that is dropped, in base64, and adds instead of replacing', async () => {
      server.massSend.rows = [importRow(1)];
      const element = await show('view="import"');
      write(element, '#sheet', pasted);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['SM02,1002901,á'], 'lista.csv'));
      find(element, '#sheet').dispatchEvent(new DragEvent('drop', { dataTransfer }));
      await says(element, 'lista.csv');
      await expectAccessible(element);
      all<HTMLInputElement>(element, '[type=radio]')[1]?.click();
      await submit(element);
      await says(element, 'Vista previa');
      expect(bodies('POST', '/mailing-list-imports')).to.deep.equal([
        { file: { name: 'lista.csv', content: 'U00wMiwxMDAyOTAxLMOh' }, mode: 'add' },
      ]);
      await press(element, 'Cancelar');
      await says(element, 'lista.csv');
      await press(element, 'Quitar archivo');
      await element.updateComplete;
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.equal(pasted);
    });

    it('asks for something to read, and keeps it where that fails', async () => {
      const element = await show('view="import"');
      await submit(element);
      await says(element, 'Complete este campo.');
      expect(focused(element)?.id).to.equal('sheet');
      write(element, '#sheet', pasted);
      server.problem('POST /mailing-list-imports', 422, 'file_unreadable');
      await submit(element);
      await says(element, 'No se pudo leer el archivo');
      server.problem('POST /mailing-list-imports', 400, 'invalid_input', {
        errors: [{ path: 'body.text', rule: 'too_many', params: { max: 20_000 } }],
      });
      await submit(element);
      await says(element, 'Use como máximo 20000 elementos.');
      expect(focused(element)?.id).to.equal('sheet');
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.equal(pasted);
    });

    it('waits for a long list to be read, and saved, longer than for anything else', async () => {
      server.massSend.rows = [importRow(1)];
      const element = await show('view="import"');
      write(element, '#sheet', pasted);
      const stop = hurry(50, [15_000, 120_000]);
      try {
        // 30 seconds: twice what any other call may take.
        server.delays['POST /mailing-list-imports'] = 600;
        server.delays[
          'POST /mailing-list-imports/00000000-0000-4000-a000-000000000600/application'
        ] = 600;
        await submit(element);
        await says(element, 'Procesando…');
        await waitUntil(() => text(element).includes('Vista previa'), 'never read');
        await press(element, 'Grabar 1 fila');
        await says(element, 'Grabando…');
        await waitUntil(() => text(element).includes('Se grabó 1 fila'), 'never saved');
      } finally {
        stop();
      }
    });

    it('says that it takes a while, once it has', async () => {
      const element = await show('view="import"');
      write(element, '#sheet', pasted);
      server.delays['POST /mailing-list-imports'] = 3_600;
      await submit(element);
      await says(element, 'Procesando…');
      expect(text(element)).not.to.contain('puede tardar');
      await waitUntil(() => text(element).includes('puede tardar un minuto'));
      expect(announced(element)).to.contain('puede tardar un minuto');
      await says(element, 'Vista previa');
      expect(text(element)).not.to.contain('puede tardar');
    });

    it('shows 20,000 rows a hundred at a time, without a stutter', async () => {
      server.massSend.rows = Array.from({ length: 20_000 }, (_, index) =>
        importRow(index + 1, index % 100 === 7 ? { error: 'mailbox_invalid', change: null } : {}),
      );
      const element = await previewed();
      expect(text(element)).to.contain('20,000 filas').and.contain('Página 1 de 200');
      expect(chip(element, 'Con error').textContent).to.contain('200');
      expect(all(element, 'tbody tr')).to.have.length(100);
      const before = performance.now();
      await press(element, 'Siguiente');
      await element.updateComplete;
      chip(element, 'Con cambios').click();
      await element.updateComplete;
      chip(element, 'Todas').click();
      await element.updateComplete;
      expect(performance.now() - before).to.be.below(Math.max(1500, 100 * yardstick()));
      await press(element, 'Siguiente');
      await element.updateComplete;
      expect(cells(element)[0]?.[0]).to.equal('101');
    });
  });

  describe('a name of 76 letters without a blank', () => {
    const name = 'X'.repeat(76);
    const company = { code: 'SM02', name };
    const customer = (index: number) => ({ number: `100290${index}`, name });
    const longBox = `${'cobranza'.repeat(5)}@${'norte'.repeat(5)}.example`;
    const boxes = (state: 'failed' | 'sent') => [
      { address: longBox, role: 'to' as const, state, reply: null, failure: null },
    ];
    const places: Record<string, (element: PortalMassSend) => Promise<unknown>> = {
      'the preview of an import': async (element) => {
        write(element, '#sheet', 'x');
        await submit(element);
      },
      'the customers to choose from': async (element) => {
        find<HTMLFormElement>(element, 'form[part=search]').requestSubmit();
      },
      'the list of runs': async (element) => {
        await waitUntil(() => element.shadowRoot?.querySelector('details.runs'));
        find<HTMLDetailsElement>(element, 'details.runs').open = true;
      },
      'the customers of a run': async (element) => {
        element.run = server.massSend.run.id;
      },
    };
    const tables = (element: PortalMassSend) =>
      all(element, '.scroll').filter((box) => box.textContent?.includes(name) && box.clientWidth);

    for (const [place, open] of Object.entries(places))
      it(`widens no table at 1280, 768 and 360: ${place}`, async () => {
        Object.assign(server.massSend, {
          rows: [
            importRow(1, { name, mailboxes: [longBox] }),
            importRow(2, { name, mailboxes: [longBox], change: 'changed', before: [longBox] }),
            importRow(3, { name, invalid: [longBox], error: 'mailbox_invalid' }),
          ],
          companies: [company],
          lists: [
            mailingList(1, {
              company,
              customer: customer(1),
              mailboxes: [{ address: longBox, role: 'to', bouncedAt: null }],
            }),
          ],
          runs: [
            massSend(1, { company, by: name }),
            massSend(2, { company, by: name, state: 'done', counts: { sent: 4_999, failed: 3 } }),
          ],
          run: massSend(1, { company, state: 'done', counts: { sent: 1, failed: 1, unknown: 1 } }),
          recipients: [
            recipient(1, 'sent', { customer: customer(1), mailboxes: boxes('sent') }),
            recipient(2, 'failed', {
              customer: customer(2),
              mailboxes: boxes('failed'),
              totals: [{ amount: '899048.4000', currency: 'MXN' }],
            }),
            recipient(3, 'unknown', { customer: customer(3) }),
          ],
        });
        const element = await show(place.includes('import') ? 'view="import"' : 'view="send"');
        await open(element);
        await waitUntil(() => tables(element).length > 0, 'no table');
        const holder = element.parentElement!;
        for (const width of [1240, 728, 328]) {
          holder.style.inlineSize = `${width}px`;
          await waitUntil(() => element.clientWidth === width || element.offsetWidth === width);
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          for (const box of tables(element))
            expect(box.scrollWidth, `${place} at ${width}`).to.be.at.most(box.clientWidth);
          expect(element.scrollWidth, `${place} at ${width}`).to.be.at.most(width);
        }
      });
  });

  describe('the selection', () => {
    const searched = async () => {
      const element = await show('view="send"');
      await choose(element, '#company', 'SM02');
      find<HTMLFormElement>(element, 'form[part=search]').requestSubmit();
      await says(element, 'Cliente 1');
      return element;
    };
    const head = (element: PortalMassSend) =>
      find<HTMLInputElement>(element, 'input[aria-label="Seleccionar todos"]');
    const ticked = (element: PortalMassSend) =>
      all<HTMLInputElement>(element, 'td .pick').map(({ checked }) => checked);
    const prepared = () => bodies('POST', '/mass-sends').at(-1) as Record<string, unknown>;

    it('is everything at first', async () => {
      const element = await searched();
      expect(ticked(element)).to.deep.equal([true, true, true]);
      expect([head(element).checked, head(element).indeterminate]).to.deep.equal([true, false]);
      await expectAccessible(element);
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()).to.include({ company: 'SM02', skipWithoutBalance: true });
      expect(prepared()).to.not.have.any.keys('only', 'except', 'customer', 'locale');
      // Untouched, it is the day of sending.
      expect(prepared()).not.to.have.property('cutOff');
    });

    it('is cut at no day to come, none of another age, and none at all', async () => {
      const element = await searched();
      const input = find<HTMLInputElement>(element, '#cut-off');
      const last = input.value;
      for (const [value, words] of [
        ['0026-11-25', 'Use una fecha entre el 01-ene-2000'],
        ['2126-01-01', 'Use una fecha entre el 01-ene-2000'],
        ['', 'Escriba una fecha que exista'],
      ] as const) {
        write(element, '#cut-off', value);
        // Emptied, the field does not fill itself again below the reader's hands.
        await element.updateComplete;
        expect(input.value).to.equal(dayText(value, 'es-MX'));
        await submit(element);
        await says(element, words);
        expect(prepared()).to.equal(undefined);
      }
      write(element, '#cut-off', last);
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()).to.include({ cutOff: last.split('/').toReversed().join('-') });
    });

    it('is kept across pages, as those left out', async () => {
      server.massSend.size = 2;
      const element = await searched();
      await tick(element, 'Seleccionar cliente 1002902');
      expect(text(element)).to.contain('Todos menos 1');
      expect([head(element).checked, head(element).indeterminate]).to.deep.equal([false, true]);
      await press(element, 'Siguiente');
      await says(element, 'Cliente 3');
      await waitUntil(() => ticked(element).length === 1);
      expect(ticked(element)).to.deep.equal([true]);
      await press(element, 'Anterior');
      await waitUntil(() => ticked(element).length === 2);
      expect(ticked(element)).to.deep.equal([true, false]);
      find<HTMLInputElement>(element, '[name=skip]').click();
      await choose(element, '#language', 'pt');
      write(element, '#cut-off', '2026-10-31');
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()).to.deep.equal({
        company: 'SM02',
        cutOff: '2026-10-31',
        except: [mailingList(2).id],
        skipWithoutBalance: false,
        locale: 'pt',
      });
    });

    it('begins anew from none, as those picked', async () => {
      server.massSend.size = 2;
      const element = await searched();
      head(element).click();
      await element.updateComplete;
      expect(text(element)).to.contain('Ninguno seleccionado');
      await submit(element, undefined, true);
      await aTimeout(50);
      expect(bodies('POST', '/mass-sends')).to.have.length(0);
      await tick(element, 'Seleccionar cliente 1002901');
      await press(element, 'Siguiente');
      await says(element, 'Cliente 3');
      await tick(element, 'Seleccionar cliente 1002903');
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()['only']).to.deep.equal([mailingList(1).id, mailingList(3).id]);
    });

    it('is all again by the box in the head, then none, on whatever page', async () => {
      server.massSend.size = 2;
      const element = await searched();
      await tick(element, 'Seleccionar cliente 1002901');
      await press(element, 'Siguiente');
      await says(element, 'Cliente 3');
      await waitUntil(() => ticked(element).length === 1);
      expect([head(element).checked, head(element).indeterminate]).to.deep.equal([false, true]);
      const turned = async () => {
        head(element).click();
        await element.updateComplete;
        return [head(element).checked, head(element).indeterminate, ...ticked(element)];
      };
      expect(await turned()).to.deep.equal([true, false, true]);
      expect(text(element)).to.contain('Todos seleccionados: 3');
      expect(await turned()).to.deep.equal([false, false, false]);
      await press(element, 'Anterior');
      await waitUntil(() => ticked(element).length === 2);
      expect(ticked(element)).to.deep.equal([false, false]);
    });

    it('becomes none, or all, where every row was turned by hand', async () => {
      const element = await searched();
      for (const index of [1, 2, 3]) await tick(element, `Seleccionar cliente 100290${index}`);
      expect(text(element)).to.contain('Ninguno seleccionado');
      expect([head(element).checked, head(element).indeterminate]).to.deep.equal([false, false]);
      for (const index of [1, 2, 3]) await tick(element, `Seleccionar cliente 100290${index}`);
      expect(text(element)).to.contain('Todos seleccionados');
    });

    it('stays in sight with what is done with it, over a long list, and never hides what has the focus', async () => {
      server.massSend.size = 60;
      server.massSend.lists = Array.from({ length: 60 }, (_, i) => mailingList(i));
      const element = await searched();
      const bar = find(element, '.send-bar');
      expect(bar.textContent).to.contain('Todos seleccionados: 60').and.contain('Preparar envío');
      element.ownerDocument.documentElement.scrollTop = 0;
      const inSight = () => {
        const { top, bottom } = bar.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight + 1;
      };
      await waitUntil(
        () => find(element, 'table').getBoundingClientRect().height > 2 * innerHeight,
      );
      await waitUntil(inSight, 'the bar is out of sight');
      for (const box of all(element, 'tbody .pick')) {
        box.focus();
        const { bottom } = box.getBoundingClientRect();
        expect(bottom, box.ariaLabel ?? '').to.be.at.most(bar.getBoundingClientRect().top);
      }
      expect(inSight()).to.equal(true);
      await expectAccessible(element);
    });

    it('is dimmed and not prepared while the form asks for another company than was searched for', async () => {
      const element = await searched();
      const dimmed = () => element.shadowRoot?.querySelector('.results.outdated');
      const prepare = () =>
        all(element, '.button').find(({ textContent }) => textContent?.includes('Preparar'));
      expect([dimmed(), prepare()?.ariaDisabled]).to.deep.equal([null, null]);
      await choose(element, '#company', 'SM03');
      expect(dimmed()?.textContent).to.contain('Los filtros cambiaron');
      expect(prepare()?.ariaDisabled).to.equal('true');
      expect(text(element)).to.contain('Busque de nuevo para preparar el envío.');
      // Grey, and as easy to read as before: by its colours, not by a veil over them.
      const table = getComputedStyle(find(element, '.results > .scroll'));
      const muted = getComputedStyle(find(element, '.quiet-text')).color;
      await waitUntil(() => table.filter === 'grayscale(1)');
      expect([table.color, table.opacity]).to.deep.equal([muted, '1']);
      await expectAccessible(element);
      await submit(element, undefined, true);
      await tells(element, 'Busque de nuevo');
      await aTimeout(50);
      expect(prepared()).to.equal(undefined);
      await choose(element, '#company', 'SM02');
      expect([dimmed(), prepare()?.ariaDisabled]).to.deep.equal([null, null]);
      write(element, '#customer', '1002901');
      await element.updateComplete;
      expect(prepare()?.ariaDisabled).to.equal('true');
      find<HTMLFormElement>(element, 'form[part=search]').requestSubmit();
      await waitUntil(() => !dimmed());
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()).to.include({ company: 'SM02', customer: '1002901' });
    });

    it('asks for the company where it cannot be told', async () => {
      server.massSend.lists = [
        mailingList(1),
        mailingList(2, { company: { code: 'SM03', name: 'Aqua Norte' } }),
      ];
      const element = await show();
      find<HTMLFormElement>(element, 'form[part=search]').requestSubmit();
      await says(element, 'Cliente 2');
      await submit(element);
      await says(element, 'Elija la sociedad');
      expect(focused(element)?.id).to.equal('company');
      expect(bodies('POST', '/mass-sends')).to.have.length(0);
    });

    it('is left to who sends and may not change the lists', async () => {
      as(['statement.mass_send']);
      const element = await searched();
      expect(all(element, '[role=tab], [role=tabpanel]')).to.have.length(0);
      await expectAccessible(element);
      await tick(element, 'Seleccionar cliente 1002902');
      await submit(element);
      await waitUntil(() => prepared());
      expect(prepared()).to.deep.include({ company: 'SM02', except: [mailingList(2).id] });
      server.massSend.lists = [];
      element.run = '';
      await says(element, 'Buscar');
      find<HTMLFormElement>(element, 'form[part=search]').requestSubmit();
      await says(element, 'Ninguna coincide');
      expect(text(element)).not.to.contain('Agréguela');
    });
  });

  describe('a run', () => {
    // It is asked how it stands every 2 seconds, 10 where it rests, 20 while nobody looks: here ten times as often.
    let usual: () => void;
    beforeEach(() => (usual = hurry(10, [2_000, 10_000, 20_000])));
    afterEach(() => usual());

    const opened = async (state = 'ready') => {
      const element = await show(`run="${server.massSend.run.id}"`, state);
      if (state === 'ready') await says(element, 'Clientes del envío');
      return element;
    };
    it('stands in the address of the page, as does the tab', async () => {
      const params = () =>
        Object.fromEntries(
          [...new URL(location.href).searchParams].filter(([name]) => name.startsWith('envio')),
        );
      const { run } = server.massSend;
      server.massSend.runs = [run];
      const element = await show('address="envio" view="list"');
      find(element, '#tab-send').click();
      await says(element, 'Envíos anteriores');
      expect(params()).to.deep.equal({ 'envio.view': 'send' });
      find<HTMLDetailsElement>(element, 'details.runs').open = true;
      await waitUntil(() => all(element, 'details.runs .action button').length > 0);
      find(element, 'details.runs .action button').click();
      await says(element, 'Clientes del envío');
      expect(params()).to.deep.equal({
        'envio.view': 'send',
        'envio.run': run.id,
        'envio.runs': 'open',
      });
      clear();
      const again = await show('address="envio" view="list"');
      await says(again, 'Clientes del envío');
      await travel(-1);
      await says(again, 'Envíos anteriores');
      expect(again.run).to.equal('');
      history.replaceState(null, '', location.pathname);
    });

    const running = (sent: number, more = {}) =>
      massSend(1, {
        state: 'running',
        counts: { waiting: 8 - sent, sent, skipped: 3 },
        rate: 310.4,
        remainingSeconds: 700,
        ...more,
      });
    const starts = () => bodies('POST', `/mass-sends/${server.massSend.run.id}/start`);

    it('is rehearsed first: counts, sums, warnings with their customers, a sample', async () => {
      server.massSend.recipients = [
        recipient(1),
        recipient(2, 'waiting', { warnings: ['other_domain'] }),
        recipient(3, 'skipped', { skipped: 'no_balance' }),
      ];
      const element = await opened();
      await says(element, 'Cliente 3');
      expect(text(element)).to.contain('Se enviarán 8').and.contain('$1,250.50');
      expect(text(element)).to.contain('Sin saldo 2').and.contain('Correo rebotado 1');
      expect(text(element)).not.to.contain('No seleccionado');
      await expectAccessible(element);
      all(element, '.warnings .chip')[0]?.click();
      await waitUntil(() => all(element, 'tbody tr').length === 1);
      expect(text(element)).to.contain('Correo de otro dominio');
      const downloads = catchDownloads();
      await press(element, 'Descargar una muestra');
      await waitUntil(() => downloads.saved.length === 1).finally(downloads.stop);
      expect((await downloads.saved[0])?.name).to.equal('1002901_20261122.pdf');
      expect(starts()).to.have.length(0);
    });

    it('shows no paper to whoever may not take statements as files', async () => {
      as(['statement.mass_send']);
      server.massSend.recipients = [recipient(3)];
      const element = await opened();
      await says(element, 'Cliente 3');
      expect(text(element)).not.to.contain('Descargar una muestra').and.not.to.contain('PDF');
    });

    it('starts at a press, or with the first five', async () => {
      const element = await opened();
      await press(element, 'Enviar a los primeros 5');
      await asked(element);
      // What will leave, in numbers, before it does.
      expect(find(element, 'dialog .facts').textContent.replace(/\s+/g, ' ')).to.match(
        /Clientes 5 .*SM02 · Aqua.*22-nov-2026/,
      );
      // Which five these are.
      expect(find(element, 'dialog').textContent)
        .to.contain('Son los primeros de la lista')
        .and.contain('1002901 Cliente 1');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Enviando');
      expect(starts()).to.deep.equal([{ canary: true, undoSeconds: 10 }]);
      server.massSend.run = massSend(1, { state: 'paused', canary: true, counts: { sent: 5 } });
      await element.refresh();
      await says(element, 'Ya salieron los primeros');
      await press(element, 'Reanudar');
      await asked(element);
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Cerrar la página no detiene el envío.');
    });

    it('can be taken back while nothing has left', async () => {
      const element = await opened();
      await press(element, 'Enviar');
      await asked(element);
      expect(find(element, 'dialog .facts').textContent.replace(/\s+/g, ' ')).to.match(
        /Clientes 8 .*Correos 9/,
      );
      server.massSend.undoSeconds = 10;
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Todavía no sale nada: en 10 s se enviará a 8 clientes.');
      await expectAccessible(element);
      await press(element, 'Deshacer');
      await waitUntil(() => announced(element).includes('Se deshizo: no salió nada.'));
      expect(server.massSend.run.state).to.equal('draft');
    });

    it('tells of what is under way to whoever comes back', async () => {
      server.massSend.open = [running(1)];
      const element = await show();
      await says(element, 'Hay un envío en curso (SM02): 1 de 8');
      await press(element, 'Abrir: Aqua');
      expect(element.run).to.equal(server.massSend.run.id);
    });

    it('says in words why a mail failed, and mends the mailbox in its row', async () => {
      server.massSend.run = massSend(1, { state: 'done', counts: { sent: 7, failed: 1 } });
      const failed = recipient(3, 'failed');
      server.massSend.recipients = [
        {
          ...failed,
          mailboxes: [
            {
              ...failed.mailboxes[0]!,
              failure: 'address',
              reply: '550 5.1.1 User unknown in virtual mailbox table',
            },
          ],
        },
      ];
      const element = await opened();
      await says(element, 'Terminado con 1 error');
      await says(element, 'El buzón no existe o está cerrado');
      const old = failed.mailboxes[0]!.address;
      await press(element, `Corregir correo: ${old}`);
      await waitUntil(() => focused(element)?.id === 'fix-mailbox');
      await expectAccessible(element);
      const path = `/mass-sends/${server.massSend.run.id}/recipients/${failed.id}/mailbox`;
      server.problem(`POST ${path}`, 400, 'invalid_input', {
        errors: [{ path: 'body.replacement', rule: 'mailbox', params: { value: 'nadie' } }],
      });
      write(element, '#fix-mailbox', 'nadie');
      find<HTMLFormElement>(element, '.fix').requestSubmit();
      await says(element, '“nadie” no es un correo válido.');
      delete server.answers[`POST ${path}`];
      write(element, '#fix-mailbox', 'nueva@cliente.example');
      find<HTMLFormElement>(element, '.fix').requestSubmit();
      await waitUntil(() => !element.shadowRoot?.querySelector('.fix'), 'still open');
      expect(bodies('POST', path).at(-1)).to.deep.equal({
        address: old,
        replacement: 'nueva@cliente.example',
      });
    });

    it('says how many got it already, and leaves them out unless told otherwise', async () => {
      server.massSend.run = massSend(1, {
        needsConfirmation: true,
        alreadySent: { customers: 3, at: '2026-11-22T15:00:00Z' },
      });
      const element = await opened();
      await says(element, '3 de estos 8 clientes ya recibieron este estado de cuenta');
      await press(element, 'Enviar a los primeros 5');
      await asked(element);
      find(element, '#number');
      await press(element, 'Cancelar');
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'));
      await press(element, 'Enviar');
      await asked(element);
      await expectAccessible(element);
      expect(find<HTMLInputElement>(element, '[value=skip]').checked).to.equal(true);
      expect(text(element)).to.contain('Omitir a los 3').and.contain('Se enviará a 5 clientes');
      expect(element.shadowRoot?.querySelector('#reason')).to.equal(null);
      write(element, '#number', '8');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'No es el número de clientes del envío.');
      write(element, '#number', '5');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Enviando');
      expect(starts()).to.deep.equal([
        { canary: false, confirmed: 5, alreadySent: 'skip', undoSeconds: 10 },
      ]);
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'), 'still asked');
    });

    it('sends once more to those who got it already, for a reason', async () => {
      server.massSend.run = massSend(1, {
        alreadySent: { customers: 3, at: '2026-11-22T15:00:00Z' },
      });
      const element = await opened();
      await press(element, 'Enviar');
      await asked(element);
      find(element, '[value=send]').click();
      await says(element, 'Motivo para enviar de nuevo');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Complete este campo.');
      expect(starts()).to.have.length(0);
      write(element, '#reason', 'Corrección de saldos');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Enviando');
      expect(starts()).to.deep.equal([
        { canary: false, alreadySent: 'send', reason: 'Corrección de saldos', undoSeconds: 10 },
      ]);
    });

    it('asks only for a reason where all of them got it already', async () => {
      server.massSend.run = massSend(1, {
        alreadySent: { customers: 8, at: '2026-11-22T15:00:00Z' },
      });
      const element = await opened();
      await press(element, 'Enviar');
      await asked(element);
      expect(element.shadowRoot?.querySelector('[name=already-sent]')).to.equal(null);
      expect(focused(element)?.id).to.equal('reason');
    });

    it('asks for a reason where the same was sent meanwhile', async () => {
      const element = await opened();
      server.once(`POST /mass-sends/${server.massSend.run.id}/start`, 409, 'run_repeated');
      await press(element, 'Enviar');
      await asked(element);
      expect(element.shadowRoot?.querySelector('#reason')).to.equal(null);
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await waitUntil(() => element.shadowRoot?.querySelector('#reason'), 'asks for no reason');
      expect(element.shadowRoot?.querySelector('#number')).to.equal(null);
      find<HTMLDialogElement>(element, 'dialog').close();
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'));
    });

    it('says how far it is, told at the quarters and at the end, and then asks no more', async () => {
      server.massSend.run = running(1);
      const { id } = server.massSend.run;
      const element = await opened();
      const bar = find<HTMLProgressElement>(element, '[role=progressbar]');
      const words = '1 de 8 · 310 por minuto · faltan 12 min';
      expect(text(element)).to.contain(words);
      expect([bar.value, bar.max, bar.getAttribute('aria-valuetext')]).to.deep.equal([1, 8, words]);
      await expectAccessible(element);
      expect(announced(element)).to.equal('');
      server.massSend.looks = [running(4)];
      await tells(element, '4 de 8');
      server.massSend.looks = [massSend(1, { state: 'done', counts: { sent: 7, failed: 1 } })];
      await tells(element, 'Terminado. Enviados: 7. Con error: 1.');
      const count = looks();
      await aTimeout(400);
      expect(looks()).to.equal(count);
      await press(element, 'Reintentar solo los fallidos');
      await asked(element);
      expect(find(element, 'dialog').textContent).to.contain('de nuevo con 1 cliente');
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Enviando');
      expect(bodies('POST', `/mass-sends/${id}/retry`)).to.deep.equal([{}]);
    });

    it('looks on while mails of a cancelled run are under way', async () => {
      server.massSend.run = massSend(1, { state: 'cancelled', counts: { sent: 4, waiting: 2 } });
      await opened();
      const count = looks();
      server.massSend.looks = [
        massSend(1, { state: 'cancelled', counts: { sent: 6, cancelled: 0 } }),
      ];
      await waitUntil(() => looks() === count + 1, 'no look');
      await aTimeout(400);
      expect(looks()).to.equal(count + 1);
    });

    it('is not told at every look', async () => {
      server.massSend.run = running(4);
      const element = await opened();
      server.massSend.looks = [running(5)];
      await says(element, '5 de 8');
      expect(announced(element)).to.equal('');
    });

    it('asks no more once it is gone, again when it is back, and one question at a time', async () => {
      server.massSend.run = running(1);
      const element = await opened();
      const count = looks();
      const holder = element.parentElement;
      element.remove();
      await aTimeout(400);
      expect(looks()).to.equal(count);
      server.answers[`GET /mass-sends/${server.massSend.run.id}`] = 'never';
      holder?.append(element);
      await waitUntil(() => looks() === count + 1, 'no look');
      await aTimeout(400);
      expect(looks()).to.equal(count + 1);
    });

    it('asks seldom while nobody looks, and at once when somebody does', async () => {
      server.massSend.run = running(1);
      await opened();
      const count = looks();
      const hide = (hidden: boolean) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      try {
        hide(true);
        await aTimeout(400);
        expect(looks()).to.equal(count);
        hide(false);
        await waitUntil(() => looks() > count, 'no look');
      } finally {
        Reflect.deleteProperty(document, 'hidden');
      }
    });

    it('stays on screen when a look fails', async () => {
      server.massSend.run = running(1);
      const element = await opened();
      server.once(`GET /mass-sends/${server.massSend.run.id}`, 500, 'internal');
      server.massSend.looks = [running(2)];
      await says(element, '2 de 8');
      expect(text(element)).not.to.contain('Algo falló');
    });

    it('says when several looks failed in a row that the figures are old, until one comes', async () => {
      server.massSend.run = running(1);
      const element = await opened();
      const words = 'No hay conexión; se sigue intentando. Las cifras son de: ';
      const old = () => all(element, '.notice.warning').map(({ textContent }) => textContent);
      server.problem(`GET /mass-sends/${server.massSend.run.id}`, 500, 'internal');
      const count = looks();
      const failed = (more: number) => waitUntil(() => looks() >= count + more, 'no look');
      await failed(2);
      expect(old()).to.deep.equal([]);
      await waitUntil(() => old().length === 1, 'never said');
      expect(old()[0]).to.contain(words);
      expect(announced(element)).to.contain(words);
      expect(text(element)).to.contain('1 de 8').and.contain('Clientes del envío');
      expect(element.dataset['state']).to.equal('ready');
      find(element, '.run-actions .button');
      await expectAccessible(element);
      server.massSend.looks = [running(1, { remainingSeconds: 240 })];
      server.answers = {};
      await says(element, 'faltan 4 min');
      expect(old()).to.deep.equal([]);
      expect(announced(element)).to.equal('Hay conexión de nuevo.');
      // One more that fails is one again, not the fourth.
      const since = looks();
      server.once(`GET /mass-sends/${server.massSend.run.id}`, 500, 'internal');
      await waitUntil(() => looks() > since, 'no look');
      await aTimeout(50);
      expect(old()).to.deep.equal([]);
    });

    it('pauses, and is cancelled only after a question', async () => {
      server.massSend.run = running(1);
      const { id } = server.massSend.run;
      const element = await opened();
      await press(element, 'Pausar');
      await says(element, 'En pausa');
      await waitUntil(() => focused(element)?.textContent?.includes('Reanudar'), 'focus lost');
      await press(element, 'Cancelar el envío');
      await asked(element);
      await press(element, 'Continuar enviando');
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'));
      expect(bodies('POST', `/mass-sends/${id}/cancel`)).to.have.length(0);
      await press(element, 'Cancelar el envío');
      await asked(element);
      find<HTMLFormElement>(element, 'dialog form').requestSubmit();
      await says(element, 'Cancelado');
      await waitUntil(() => focused(element)?.textContent?.includes('bitácora'), 'focus lost');
      expect(bodies('POST', `/mass-sends/${id}/cancel`)).to.have.length(1);
    });

    it('shows how it stands with each customer, and lets people decide about the unknown', async () => {
      server.massSend.run = massSend(1, {
        state: 'done',
        counts: { sent: 1, failed: 1, unknown: 1, skipped: 1 },
      });
      server.massSend.recipients = [
        recipient(1, 'sent'),
        recipient(2, 'failed', {
          mailboxes: [
            {
              address: 'x@y.example',
              role: 'to',
              state: 'failed',
              reply: '550 5.1.1 no such user',
              failure: null,
            },
            {
              address: 'z@y.example',
              role: 'cc',
              state: 'failed',
              reply: null,
              failure: 'too_late',
            },
          ],
        }),
        recipient(3, 'unknown'),
        recipient(4, 'skipped', { skipped: 'no_mailbox', mailboxes: [] }),
      ];
      const element = await opened();
      await says(element, '550 5.1.1 no such user');
      expect(text(element)).to.contain('No se pudo entregar a tiempo');
      expect(text(element)).to.contain('Sin correo');
      await expectAccessible(element);
      await press(element, 'Marcar como enviado: cliente 1002903');
      const path = `/mass-sends/${server.massSend.run.id}/recipients/${recipient(3).id}/resolution`;
      await waitUntil(() => bodies('POST', path).length === 1);
      expect(bodies('POST', path)).to.deep.equal([{ as: 'sent' }]);
      await waitUntil(() => all(element, '.decide').length === 0);
      const chip = all(element, '.chip').find((one) => one.textContent?.includes('Con error'));
      chip?.click();
      await waitUntil(() => all(element, 'tbody tr').length === 1);
      expect(server.calls.at(-1)?.query.get('state')).to.equal('failed');
      const downloads = catchDownloads();
      await press(element, 'Descargar bitácora');
      await waitUntil(() => downloads.saved.length === 1).finally(downloads.stop);
      expect((await downloads.saved[0])?.name).to.match(/\.txt$/);
    });

    it('is in the address of the element, so that it can be opened again', async () => {
      server.massSend.runs = [massSend(1, { state: 'done', counts: { sent: 8 } })];
      const element = await show();
      find(element, 'summary').click();
      await says(element, 'Terminado');
      server.massSend.run = server.massSend.runs[0] ?? server.massSend.run;
      all(element, '.runs td.action button')[0]?.click();
      await says(element, 'Clientes del envío');
      expect(element.getAttribute('run')).to.equal(server.massSend.run.id);
      await press(element, 'Volver');
      await waitUntil(() => !element.hasAttribute('run'));
      await says(element, 'Envíos anteriores');
    });

    it('deletes one that was prepared and never sent, after a question that the safe answer closes', async () => {
      server.massSend.runs = [massSend(1), massSend(2, { state: 'done', counts: { sent: 8 } })];
      const element = await show();
      find(element, 'summary').click();
      await says(element, 'Terminado');
      const deleters = () => all(element, '.runs [aria-label^="Eliminar"]');
      expect(deleters()).to.have.length(1);
      deleters()[0]?.click();
      await asked(element);
      await expectAccessible(element);
      expect(find(element, 'dialog').textContent).to.contain('para 8 clientes');
      // A press of Enter changes nothing, and what cannot be taken back is red.
      expect(focused(element)?.textContent?.trim()).to.equal('Cancelar');
      const button = find(element, 'dialog [type=submit]');
      const probe = document.createElement('i');
      probe.style.backgroundColor = 'var(--p-color-danger)';
      button.append(probe);
      const red = getComputedStyle(probe).backgroundColor;
      expect(getComputedStyle(button).backgroundColor).to.equal(red);
      probe.remove();
      await press(element, 'Cancelar');
      await waitUntil(() => !element.shadowRoot?.querySelector('dialog'));
      const path = `/mass-sends/${massSend(1).id}`;
      expect(bodies('DELETE', path)).to.have.length(0);
      server.once(`DELETE ${path}`, 409, 'run_state');
      deleters()[0]?.click();
      await asked(element);
      await press(element, 'Eliminar');
      await says(element, 'El envío ya no está en un estado que permita esto.');
      deleters()[0]?.click();
      await asked(element);
      await press(element, 'Eliminar');
      await waitUntil(() => deleters().length === 0, 'still there');
      expect(bodies('DELETE', path)).to.have.length(2);
      expect(text(element)).to.contain('Terminado').and.not.contain('ya no está');
    });

    it('says when it is not there', async () => {
      server.problem(`GET /mass-sends/${server.massSend.run.id}`, 404, 'not_found');
      const element = await opened('error');
      expect(text(element)).to.contain('No se encontró lo que busca.');
      await expectAccessible(element);
      server.massSend.run = massSend(2);
      element.run = massSend(2).id;
      await says(element, 'Clientes del envío');
      element.run = massSend(1).id;
      await settled(element, 'error');
      await press(element, 'Volver');
      await settled(element, 'ready');
      find(element, '#company');
    });

    it('says when an act is refused, and how it stands then', async () => {
      server.massSend.run = massSend(1, { state: 'paused', counts: { waiting: 7, sent: 1 } });
      const { id } = server.massSend.run;
      const element = await opened();
      server.problem(`POST /mass-sends/${id}/resume`, 409, 'run_state');
      server.massSend.looks = [massSend(1, { state: 'done', counts: { sent: 8 } })];
      await press(element, 'Reanudar');
      await says(element, 'El envío ya no está en un estado que permita esto.');
      await says(element, 'Terminado');
    });
  });

  it('speaks Portuguese', async () => {
    server.massSend.run = massSend(1, {
      state: 'running',
      counts: { waiting: 4990, sent: 10 },
      rate: 310,
      remainingSeconds: 60,
    });
    const element = await show(`locale="pt" run="${server.massSend.run.id}"`);
    await says(element, 'Clientes do envio');
    expect(text(element)).to.contain('10 de 5.000 · 310 por minuto · falta 1 min');
    element.run = '';
    element.view = 'list';
    await says(element, 'Salvar');
    await expectAccessible(element);
  });
});
