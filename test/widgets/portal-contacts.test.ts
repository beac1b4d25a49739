import { expect, oneEvent } from '@open-wc/testing';
import type { PortalContacts, PortalHome } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  address,
  administrator,
  contactDetail,
  contactImportRow,
  contactRow,
  grant,
} from './stand-in-contacts.ts';
import {
  announced,
  asked,
  clear,
  expectAccessible,
  find,
  focused,
  press,
  rowTexts,
  settled,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('portal-contacts', () => {
  let server: StandIn;
  const { id } = contactDetail(1);
  const show = shower<PortalContacts>('contacts', () => server);
  const open = async (more = '') => {
    const element = await show(`open="${server.contacts.detail.id}" ${more}`);
    await waitUntil(() => element.shadowRoot!.querySelector('.areas') !== null);
    return element;
  };
  const choose = async (element: PortalContacts, selector: string, value: string) => {
    const control = find<HTMLSelectElement>(element, selector);
    control.value = value;
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const step = async (element: PortalContacts, area: string, index: number) => {
    find(element, `[aria-labelledby="area-${area}"] .step:nth-child(${index}) input`).click();
    await element.updateComplete;
  };
  const difference = (element: PortalContacts) =>
    find(element, '.difference').textContent!.replace(/\s+/g, ' ').trim();

  beforeEach(() => {
    server = new StandIn();
    server.session = administrator;
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  describe('the list', () => {
    it('says of each how its access stands, and when an invitation expires', async () => {
      server.contacts.rows = [
        contactRow(1),
        contactRow(2, { state: 'none', profile: null }),
        contactRow(3, { state: 'invited', invitedUntil: inDays(3) }),
        contactRow(4, { state: 'invited', invitedUntil: inDays(-1) }),
        contactRow(5, { state: 'invited' }),
        contactRow(6, { state: 'temporary', profile: { id: 'x', name: 'Solo tinacos' } }),
        contactRow(7, { state: 'inactive', profile: null }),
      ];
      const element = await show();
      const rows = rowTexts(element);
      expect(rows[0]).to.contain('Activo').and.contain('Compras').and.contain('1002945');
      expect(rows[1]).to.contain('Sin acceso').and.not.contain('A medida');
      expect(rows[2]).to.contain('Invitado · vence dentro de 3 días');
      expect(rows[3]).to.contain('Invitación vencida');
      expect(rows[4]).to.contain('Invitación en camino');
      expect(rows[5]).to.contain('Contraseña temporal').and.contain('Solo tinacos');
      expect(rows[6]).to.contain('Inactivo').and.contain('A medida');
      await expectAccessible(element);
    });

    it('searches with the filters and keeps them in the address', async () => {
      const element = await show('address="contacto"');
      await choose(element, '#state', 'invited');
      write(element, '#customer', ' 1002945 ');
      write(element, '#q', ' norte ');
      find(element, '.filter .primary').click();
      await waitUntil(() => server.called('/contacts').length === 2);
      expect(Object.fromEntries(server.called('/contacts')[1]!.query)).to.include({
        state: 'invited',
        customer: '1002945',
        q: 'norte',
        sort: 'name',
      });
      expect(element.getAttribute('state')).to.equal('invited');
      expect(new URL(location.href).searchParams.get('contacto.state')).to.equal('invited');
      clear();
      const again = await show('address="contacto"');
      expect(find<HTMLSelectElement>(again, '#state').value).to.equal('invited');
      expect(server.called('/contacts').at(-1)!.query.get('q')).to.equal('norte');
    });

    it('is limited to their own for the administrators of a customer, and to looking for others', async () => {
      server.session = { ...contact, permissions: ['contacts.view', 'contacts.manage'] };
      const element = await show();
      expect(element.shadowRoot!.querySelector('#customer')).to.equal(null);
      expect(text(element)).to.contain('Agregar contacto').and.not.contain('1002945');
      clear();
      server = new StandIn();
      server.session = { ...contact, permissions: ['contacts.view'] };
      const looking = await show();
      expect(text(looking)).not.to.contain('Agregar contacto');
    });

    it('says that nothing was found, that it failed, that it is forbidden, and who must sign in', async () => {
      server.contacts.rows = [];
      const empty = await show('', 'empty');
      expect(text(empty)).to.contain('No se encontró ningún contacto');
      await expectAccessible(empty);
      clear();
      server = new StandIn();
      server.session = administrator;
      server.problem('GET /contacts', 500, 'internal');
      const failed = await show('', 'error');
      await expectAccessible(failed);
      delete server.answers['GET /contacts'];
      await press(failed, 'Reintentar');
      await settled(failed, 'ready');
      clear();
      server = new StandIn();
      await show('', 'forbidden');
      clear();
      server = new StandIn();
      server.session = null;
      await show('', 'signed-out');
    });
  });

  describe('one contact', () => {
    it('opens from the list and goes back to it, with the focus and the address', async () => {
      const element = await show('address="contacto"');
      find(element, `[data-record="${id}"]`).click();
      await waitUntil(() => element.shadowRoot!.querySelector('.areas') !== null);
      expect(new URL(location.href).searchParams.get('contacto')).to.equal(id);
      expect(focused(element)?.textContent).to.contain('Compras 1');
      await press(element, 'Volver al listado');
      await element.updateComplete;
      expect(focused(element)?.getAttribute('data-record')).to.equal(id);
      expect(new URL(location.href).searchParams.get('contacto')).to.equal(null);
    });

    it('invites whoever has no access, and takes the invitation back after asking', async () => {
      server.contacts.detail = contactDetail(1, {
        state: 'none',
        logins: [],
        actions: ['access', 'invite', 'deactivate'],
      });
      const element = await open();
      await press(element, 'Invitar');
      await waitUntil(() => text(element).includes('Se envió la invitación a compras1@'));
      expect(announced(element)).to.contain('Se envió la invitación');
      expect(text(element)).to.contain('Reenviar invitación').and.contain('Invitación en camino');
      await press(element, 'Quitar invitación');
      await element.updateComplete;
      await asked(element);
      await expectAccessible(element);
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('Se quitó la invitación.'));
      expect(server.calls.some(({ method }) => method === 'DELETE')).to.equal(true);
    });

    it('shows a temporary password this once, with a button that copies it, or mails it', async () => {
      const element = await open();
      await press(element, 'Asignar contraseña temporal');
      await asked(element);
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('xK4mQ9tzR2'));
      expect(text(element)).to.contain('Contraseña temporal de compras1:');
      expect(server.body(`/contacts/${id}/temporary-password`)).to.deep.equal({ mailed: false });
      expect(focused(element)?.getAttribute('aria-label')).to.equal(
        'Copiar la contraseña temporal xK4mQ9tzR2',
      );
      await expectAccessible(element);
      await press(element, 'Ya la copié');
      await element.updateComplete;
      expect(text(element)).not.to.contain('xK4mQ9tzR2');
      await press(element, 'Asignar contraseña temporal');
      await asked(element);
      element.shadowRoot!.querySelectorAll<HTMLElement>('dialog input')[1]!.click();
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('se envió a compras1@'));
      expect(server.body(`/contacts/${id}/temporary-password`)).to.deep.equal({ mailed: true });
    });

    it('deactivates after it said what that does, and activates again', async () => {
      const element = await open();
      await press(element, 'Desactivar');
      await asked(element);
      expect(text(element)).to.contain('sus sesiones se cierran ahora');
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('Inactivo'));
      await press(element, 'Activar');
      await waitUntil(() => text(element).includes('está activo de nuevo'));
    });

    it('says why something was refused, and keeps what is on screen', async () => {
      server.problem(`POST /contacts/${id}/deactivation`, 409, 'last_administrator');
      const element = await open();
      await press(element, 'Desactivar');
      await asked(element);
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('la última persona que administra'));
      expect(element.dataset.state).to.equal('ready');
    });

    it('offers one person for two customers where the mailbox is known', async () => {
      server.contacts.detail = contactDetail(1, {
        state: 'none',
        logins: [],
        actions: ['access', 'join', 'deactivate'],
        joinable: { name: 'Compras', customers: [{ number: '7', name: 'Tubos del Golfo' }] },
      });
      const element = await open();
      expect(text(element))
        .to.contain('por Tubos del Golfo')
        .and.contain('una persona, dos clientes');
      await press(element, 'Unir accesos');
      await asked(element);
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('ingresa con el usuario que ya tenía'));
      expect(server.called(`/contacts/${id}/membership`)).to.have.length(1);
    });

    it('changes what is given of a contact, and sends only that', async () => {
      server.contacts.detail = contactDetail(1, { ofErp: false, actions: ['edit', 'access'] });
      const element = await open();
      await press(element, 'Editar datos');
      await waitUntil(() => focused(element)?.id === 'name');
      write(element, '#phone', '+52 00 0000 0001');
      await expectAccessible(element);
      server.once(`PATCH /contacts/${id}`, 409, 'mailbox_taken');
      write(element, '#email', 'otro@cliente.example');
      find(element, '.person-form .primary').click();
      await waitUntil(() => focused(element)?.id === 'email');
      expect(text(element)).to.contain('Este correo no se puede usar aquí.');
      find(element, '.person-form .primary').click();
      await waitUntil(() => element.shadowRoot!.querySelector('.person-form') === null);
      expect(server.body(`/contacts/${id}`)).to.deep.equal({
        version: 3,
        phone: '+52 00 0000 0001',
        email: 'otro@cliente.example',
      });
    });

    it('locks what the ERP keeps, and says so', async () => {
      const element = await open();
      expect(text(element)).to.contain('vienen del ERP');
      await press(element, 'Editar datos');
      await waitUntil(() => focused(element)?.id === 'name');
      for (const field of ['name', 'role', 'email', 'phone'])
        expect(find<HTMLInputElement>(element, `#${field}`).readOnly).to.equal(true);
      await choose(element, '#locale', 'pt');
      find(element, '.person-form .primary').click();
      await waitUntil(() => element.shadowRoot!.querySelector('.person-form') === null);
      expect(server.body(`/contacts/${id}`)).to.deep.equal({ version: 3, locale: 'pt' });
    });

    it('ends one session, and all of them', async () => {
      const shown = await show(`open="${id}" tab="sessions"`);
      await waitUntil(() => text(shown).includes('Firefox en Windows'));
      await press(shown, 'Cerrar la sesión de Firefox en Windows');
      await waitUntil(() => text(shown).includes('Se cerró la sesión de Firefox en Windows.'));
      await waitUntil(() => !text(shown).includes('Firefox en Windows www'));
      expect(server.contacts.sessions).to.have.length(1);
    });
  });

  describe('its permissions', () => {
    it('are given by steps, said in a sentence, mirrored, and saved with the version', async () => {
      const element = await open();
      expect(find<HTMLSelectElement>(element, '#profile').value).to.equal('purchasing');
      expect(difference(element)).to.equal('Aún no ha cambiado nada.');
      await step(element, 'orders', 1);
      await step(element, 'statement', 3);
      expect(difference(element)).to.equal(
        'Gana: ver el estado de cuenta, descargar el estado de cuenta y ver el límite de crédito y el disponible. Pierde: ver pedidos, ver los importes de los pedidos, exportar pedidos, capturar y enviar pedidos y pedir cambios a los pedidos.',
      );
      expect(find<HTMLSelectElement>(element, '#profile').value).to.equal('custom');
      const mirror = () => find<PortalHome>(element, '.mirror portal-home');
      await waitUntil(() => element.shadowRoot!.querySelector('.mirror portal-home') !== null);
      await waitUntil(() => text(mirror()).includes('Estado de cuenta'));
      await waitUntil(() => !text(mirror()).includes('Mis pedidos'));
      expect(text(mirror())).to.contain('Le damos la bienvenida, Compras 1');
      expect(find(element, '.mirror-glass').inert).to.equal(true);
      expect(server.called('/home')).to.have.length(0);
      await expectAccessible(element);
      const changed = oneEvent(element, 'portal-access-changed');
      await press(element, 'Guardar permisos');
      expect((await changed).detail.contact).to.equal(id);
      const sent = server.body(`/contacts/${id}/access`) as {
        version: number;
        profile: null;
        grants: { permission: string }[];
      };
      expect(sent.version).to.equal(3);
      expect(sent.profile).to.equal(null);
      expect(sent.grants.map(({ permission }) => permission)).to.have.members([
        'quotes.view',
        'quotes.request',
        'quotes.decide',
        'stock.view',
        'stock.exact',
        'prices.view',
        'prices.export',
        'statement.view',
        'statement.export',
        'credit.view',
        'messages.view',
        'messages.send',
        'service.view',
        'service.create',
      ]);
      await waitUntil(() => text(element).includes('Se guardaron los permisos.'));
      await press(element, 'Deshacer');
      await waitUntil(() => text(element).includes('Los permisos quedaron como estaban.'));
      expect(server.contacts.detail.grants.map(({ permission }) => permission)).to.include(
        'orders.view',
      );
      expect(find<HTMLSelectElement>(element, '#profile').value).to.equal('purchasing');
    });

    it('come with a profile, also one of the company and one for a time', async () => {
      const element = await open();
      await choose(element, '#profile', server.contacts.profiles[3]!.id);
      expect(difference(element)).to.match(
        /^Pierde: ver pedidos, .*, descargar listas de precios, ver mensajes, enviar mensajes, ver solicitudes de servicio y hacer y cerrar solicitudes\.$/,
      );
      await choose(element, '#profile', 'external_accountant');
      expect(text(element)).to.contain('indique hasta cuándo');
      await choose(element, '#expires', '2027-03-31');
      expect(difference(element)).to.contain('(hasta el 31-mar-2027)');
      await press(element, 'Guardar permisos');
      await waitUntil(() => server.called(`/contacts/${id}/access`).length === 1);
      const sent = server.body(`/contacts/${id}/access`) as {
        profile: string;
        grants: { expiresOn: string }[];
      };
      expect(sent.profile).to.equal('external_accountant');
      expect(new Set(sent.grants.map(({ expiresOn }) => expiresOn))).to.deep.equal(
        new Set(['2027-03-31']),
      );
    });

    it('open to single ones, with scope and companies', async () => {
      const element = await open();
      find(element, '[aria-labelledby="area-orders"] summary').click();
      await waitUntil(() => element.shadowRoot!.querySelector('#scope-orders') !== null);
      const boxes = () => [
        ...element.shadowRoot!.querySelectorAll<HTMLInputElement>(
          '[aria-labelledby="area-orders"] [type=checkbox]',
        ),
      ];
      boxes()[2]!.click();
      await element.updateComplete;
      expect(difference(element)).to.equal('Pierde: exportar pedidos.');
      await choose(element, '#scope-orders', 'own');
      boxes()[7]!.click();
      await element.updateComplete;
      expect(difference(element)).to.equal(
        'Pierde: exportar pedidos. Cambia: ver pedidos, ver los importes de los pedidos, capturar y enviar pedidos y pedir cambios a los pedidos (antes la empresa, ahora solo lo suyo; antes todas las sociedades, ahora solo SM02).',
      );
      await expectAccessible(element);
      // Without looking there is nothing more than looking.
      boxes()[0]!.click();
      await element.updateComplete;
      expect(
        boxes()
          .slice(0, 4)
          .some(({ checked }) => checked),
      ).to.equal(false);
      boxes()[1]!.click();
      await element.updateComplete;
      expect(
        boxes()
          .slice(0, 4)
          .map(({ checked }) => checked),
      ).to.deep.equal([true, true, false, false]);
    });

    it('are limited to delivery addresses of orders, which are searched for where they are many', async () => {
      server.contacts.addresses = [1, 2, 3].map((index) => address(index));
      const element = await open();
      const orders = () => find(element, '[aria-labelledby="area-orders"]');
      const boxes = () => [
        ...orders().querySelectorAll<HTMLInputElement>('fieldset:last-of-type [type=checkbox]'),
      ];
      find(element, '[aria-labelledby="area-orders"] summary').click();
      await waitUntil(() => orders().textContent!.includes('D02 · Bodega 2'));
      expect(element.shadowRoot!.querySelector('#address-search')).to.equal(null);
      expect(orders().textContent).to.contain('Sin marcar ninguna, vale para todas.');
      boxes()[1]!.click();
      await element.updateComplete;
      expect(difference(element)).to.contain(
        'antes todas las direcciones de entrega, ahora solo para D02 Bodega 2',
      );
      expect(boxes().map(({ checked }) => checked)).to.deep.equal([true, false, false]);
      expect(orders().textContent).to.contain('un pedido sin dirección de entrega no se muestra');
      await expectAccessible(element);
      find(element, '.access-bar .primary').click();
      await waitUntil(() => server.called(`/contacts/${id}/access`).length === 1);
      const { grants } = server.called(`/contacts/${id}/access`)[0]!.body as {
        grants: { permission: string; addresses: string[] }[];
      };
      for (const { permission, addresses } of grants)
        expect(addresses, permission).to.deep.equal(
          permission.startsWith('orders.') ? [address(2).id] : [],
        );
      // With many, the field stands there from the start; what is ticked keeps its name.
      server.contacts.moreAddresses = true;
      clear();
      server.contacts.detail = contactDetail(1, {
        grants: [grant('orders.view', { addresses: [address(9).id] })],
        addresses: [address(9, { gone: true })],
      });
      const again = await open();
      find(again, '[aria-labelledby="area-orders"] summary').click();
      await waitUntil(() => again.shadowRoot!.querySelector('#address-search') !== null);
      expect(text(again)).to.contain('dada de baja').and.contain('solo para D09 Bodega 9');
      write(again, '#address-search', ' norte ');
      await waitUntil(
        () => server.called(`/contacts/${id}/addresses`).at(-1)?.query.get('q') === 'norte',
      );
      server.contacts.addresses = [];
      write(again, '#address-search', 'nada');
      const shown = () => find(again, '[aria-labelledby="area-orders"]').textContent!;
      await waitUntil(() => shown().includes('Ninguna otra dirección coincide.'));
      expect(shown()).to.contain('D09');
    });

    it('lock what the editor may not grant, with the reason', async () => {
      const { grantable } = contactDetail(1);
      server.contacts.detail = contactDetail(1, {
        grantable: grantable.map((one) =>
          one.permission === 'prices.export' || /^(invoices|orders)/.test(one.permission)
            ? { ...one, may: false, lock: 'not_held', scope: null }
            : { ...one, scope: 'customer' },
        ),
        grants: [grant('orders.view'), grant('contacts.manage')],
      });
      server.contacts.detail.grantable.find(
        ({ permission }) => permission === 'contacts.manage',
      )!.lock = 'last_administrator';
      const element = await open();
      const steps = (area: string) => [
        ...element.shadowRoot!.querySelectorAll<HTMLInputElement>(
          `[aria-labelledby="area-${area}"] .step input`,
        ),
      ];
      expect(steps('invoices').every(({ disabled }) => disabled)).to.equal(true);
      await step(element, 'prices', 3);
      expect(difference(element)).to.equal('Gana: ver listas de precios.');
      expect(steps('prices')[2]!.checked).to.equal(true);
      // What is held already may be taken away, and put back as it was.
      await step(element, 'orders', 1);
      expect(difference(element)).to.contain('Pierde: ver pedidos.');
      await step(element, 'orders', 2);
      expect(difference(element)).to.equal('Gana: ver listas de precios.');
      await step(element, 'contacts', 1);
      expect(difference(element)).to.equal('Gana: ver listas de precios.');
      find(element, '[aria-labelledby="area-contacts"] summary').click();
      await waitUntil(() => text(element).includes('Es la última persona que administra'));
    });

    it('keep what was changed here where somebody else was quicker, and say what they changed', async () => {
      const element = await open();
      await step(element, 'statement', 2);
      server.contacts.detail = contactDetail(1, {
        version: 4,
        grants: [...contactDetail(1).grants, grant('invoices.view')],
      });
      await press(element, 'Guardar permisos');
      await waitUntil(() => text(element).includes('Estos permisos cambiaron mientras tanto'));
      expect(text(element)).to.contain('Gana: ver facturas.');
      expect(difference(element)).to.equal('Gana: ver el estado de cuenta. Pierde: ver facturas.');
      await press(element, 'Guardar permisos');
      await waitUntil(() => text(element).includes('Se guardaron los permisos.'));
      expect((server.body(`/contacts/${id}/access`) as { version: number }).version).to.equal(4);
    });

    it('are left as they are where the page objects', async () => {
      const element = await open();
      element.addEventListener('portal-before-access-change', (event) => event.preventDefault());
      await step(element, 'statement', 2);
      await press(element, 'Guardar permisos');
      await element.updateComplete;
      expect(server.called(`/contacts/${id}/access`)).to.have.length(0);
      expect(difference(element)).to.contain('Gana: ver el estado de cuenta.');
    });

    it('can only be looked at by whoever does not manage them', async () => {
      server.session = { ...contact, permissions: ['contacts.view'] };
      server.contacts.detail = contactDetail(1, { actions: [] });
      const element = await open();
      expect(text(element)).to.contain('pero no cambiarlos');
      expect(element.shadowRoot!.querySelector('.step, #profile, .mirror, .menu')).to.equal(null);
      expect(server.called('/access-previews')).to.have.length(0);
    });
  });

  it('adds a contact with a profile and an invitation', async () => {
    const element = await show('address="contacto"');
    await press(element, 'Agregar contacto');
    await waitUntil(() => element.shadowRoot!.querySelector('.person-form') !== null);
    await waitUntil(() => find<HTMLSelectElement>(element, '#profile').options.length > 1);
    await expectAccessible(element);
    await press(element, 'Agregar e invitar');
    await element.updateComplete;
    expect(text(element)).to.contain('Para invitar se necesita un correo.');
    await waitUntil(() => focused(element)?.id === 'customer');
    write(element, '#customer', '1002945');
    write(element, '#name', 'Almacén Sur');
    write(element, '#email', 'sur@cliente.example');
    await choose(element, '#profile', 'purchasing');
    await press(element, 'Agregar e invitar');
    await waitUntil(() => text(element).includes('Almacén Sur') && element.open !== 'new');
    const sent = server.calls.find(({ method, path }) => method === 'POST' && path === '/contacts')!
      .body as Record<string, unknown>;
    expect(sent).to.include({
      customer: '1002945',
      name: 'Almacén Sur',
      email: 'sur@cliente.example',
      profile: 'purchasing',
      invite: true,
    });
    expect(new URL(location.href).searchParams.get('contacto')).to.equal(element.open);
  });

  it('loads many from a list: looked at, corrected, then added and invited', async () => {
    server.contacts.imported = [
      contactImportRow(1),
      contactImportRow(2, { mailbox: 'persona2', change: null, error: 'mailbox_invalid' }),
      contactImportRow(3, { change: 'account' }),
    ];
    const element = await show('address="contacto"');
    await press(element, 'Cargar lista');
    await waitUntil(() => element.shadowRoot!.querySelector('#sheet') !== null);
    expect(new URL(location.href).searchParams.get('contacto')).to.equal('import');
    await expectAccessible(element);
    await press(element, 'Procesar');
    await element.updateComplete;
    expect(text(element)).to.contain('Complete este campo.');
    write(element, '#sheet', 'Persona 1\tpersona1@cliente.example\t1002945\tCompras');
    await press(element, 'Procesar');
    await waitUntil(() => text(element).includes('Vista previa: 3 filas'));
    expect(announced(element)).to.contain('Con error: 1');
    expect(text(element))
      .to.contain('Correo no válido')
      .and.contain('Ya es contacto; recibe acceso')
      .and.contain('Agregar e invitar a 2 personas');
    await expectAccessible(element);
    await press(element, 'Corregir la fila 2');
    await waitUntil(() => focused(element)?.id === 'fix-mailbox');
    write(element, '#fix-mailbox', 'persona2@cliente.example');
    await press(element, 'Revisar');
    await waitUntil(() => text(element).includes('Agregar e invitar a 3 personas'));
    await press(element, 'Agregar e invitar a 3 personas');
    await waitUntil(() => text(element).includes('Se agregó e invitó a 3 personas'));
    expect(server.calls.at(-1)?.body).to.deep.equal({ invite: true });
  });

  it('is forgotten for another person', async () => {
    const element = await open();
    await step(element, 'statement', 2);
    server.session = {
      ...administrator,
      person: { name: 'Orvalho Serrano', login: 'orvalho.serrano' },
    };
    await element.refresh();
    await waitUntil(() => element.open === '');
  });

  describe('profiles of the company', () => {
    const shown = async () => {
      const element = await show('open="profiles"');
      await waitUntil(() => element.shadowRoot!.querySelector('tbody tr') !== null);
      return element;
    };

    it('are added out of another, and say where a name is taken', async () => {
      const element = await shown();
      expect(text(element)).to.match(/Solo tinacos.*Ver existencias.*2/);
      await expectAccessible(element);
      await press(element, 'Agregar perfil');
      await waitUntil(() => element.shadowRoot!.querySelector('#profile-from') !== null);
      find<HTMLFormElement>(element, '.person-form').requestSubmit();
      await element.updateComplete;
      expect(
        server.called('/permission-profiles').filter(({ method }) => method === 'POST'),
      ).to.have.length(0);
      await choose(element, '#profile-from', 'purchasing');
      write(element, '#profile-name', 'Compras');
      server.once('POST /permission-profiles', 409, 'name_taken');
      find<HTMLFormElement>(element, '.person-form').requestSubmit();
      await waitUntil(() => text(element).includes('Ya existe un perfil con ese nombre.'));
      write(element, '#profile-name', 'Compras de obra');
      find<HTMLFormElement>(element, '.person-form').requestSubmit();
      await waitUntil(() => text(element).includes('Se guardó el perfil.'));
      const sent = server.body('/permission-profiles', -2) as { name: string; grants: object[] };
      expect(sent.name).to.equal('Compras de obra');
      expect(sent.grants.length).to.be.greaterThan(3);
    });

    it('are deleted after it is said how many have them, and come back', async () => {
      const element = await shown();
      await press(element, 'Eliminar el perfil Solo tinacos');
      await asked(element);
      expect(find(element, 'dialog').textContent).to.contain('Lo tienen 2 contactos');
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('Se eliminó el perfil.'));
      await press(element, 'Deshacer');
      await waitUntil(() => text(element).includes('El perfil está de nuevo.'));
      expect(server.contacts.profiles.at(-1)!.name).to.equal('Solo tinacos');
    });

    it('are not for the administrators of a customer', async () => {
      server.session = { ...contact, permissions: ['contacts.view', 'contacts.manage'] };
      const element = await show();
      expect(text(element)).not.to.contain('Perfiles');
    });
  });

  describe('several at once', () => {
    const pick = async (element: PortalContacts, index: number) => {
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('tbody .pick')][index]!.click();
      await waitUntil(() => element.shadowRoot!.querySelector('.bulk') !== null);
      await element.updateComplete;
    };

    it('are invited one after the other, with a result for each; those refused stay chosen', async () => {
      const element = await show();
      await pick(element, 1);
      await pick(element, 2);
      expect(text(element)).to.contain('2 contactos elegidos');
      await expectAccessible(element);
      const [, second] = server.contacts.rows;
      server.once(`POST /contacts/${second!.id}/invitations`, 409, 'no_mailbox');
      await press(element, 'Invitar');
      await waitUntil(() => element.shadowRoot!.querySelectorAll('.bulk-results li').length === 2);
      expect(find(element, '.bulk-results .failed').textContent).to.match(/Compras 2/);
      expect(find(element, '.bulk-results .done').textContent).to.match(/Compras 3.*Listo/s);
      expect(text(element)).to.contain('1 contacto elegido');
    });

    it('are switched off only after a question that says how many', async () => {
      const element = await show();
      find(element, 'thead .pick').click();
      await waitUntil(() => element.shadowRoot!.querySelector('.bulk') !== null);
      await press(element, 'Desactivar');
      await asked(element);
      expect(find(element, 'dialog').textContent).to.contain('¿Desactivar 3 contactos?');
      const off = () => server.calls.filter((call) => call.path.endsWith('/deactivation'));
      expect(off()).to.have.length(0);
      find(element, 'dialog .primary').click();
      await waitUntil(() => element.shadowRoot!.querySelectorAll('.bulk-results li').length === 3);
      expect(off()).to.have.length(3);
    });

    it('are given a profile, over the version each has', async () => {
      const element = await show();
      await pick(element, 0);
      await waitUntil(() => find<HTMLSelectElement>(element, '#bulk-profile').options.length > 2);
      await choose(element, '#bulk-profile', 'purchasing');
      await asked(element);
      find(element, 'dialog .primary').click();
      await waitUntil(() => element.shadowRoot!.querySelector('.bulk-results') !== null);
      const { id } = server.contacts.rows[0]!;
      const sent = server.body(`/contacts/${id}/access`) as { version: number; profile: string };
      expect([sent.version, sent.profile]).to.deep.equal([3, 'purchasing']);
    });
  });
});
