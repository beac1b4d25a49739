import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { PortalAccount } from '../../widgets/index.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  says,
  settled,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('portal-account', () => {
  let server: StandIn;
  const show = (state = 'ready') =>
    mount<PortalAccount>(`<portal-account api="${server.api}"></portal-account>`, state);
  const rows = (element: PortalAccount) =>
    [...(element.shadowRoot?.querySelectorAll('.session') ?? [])].map((row) =>
      (row.querySelector('.browser')?.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );

  beforeEach(() => (server = new StandIn()));
  afterEach(clear);

  it('shows what the company keeps, to read', async () => {
    const element = await show();
    expect(text(element))
      .to.contain('compras@materiales.example')
      .and.to.contain('Lo administra la empresa.')
      .and.to.contain('1002945')
      .and.to.contain('Último ingreso');
    expect(find<HTMLInputElement>(element, '#name').value).to.equal('María Fernanda Gutiérrez');
    expect(find<HTMLSelectElement>(element, '#locale').selectedOptions[0]?.text).to.equal(
      'El del portal (Español)',
    );
    await expectAccessible(element);
  });

  it('changes name and language, and only what was changed', async () => {
    const element = await show();
    await press(element, 'Guardar cambios', true);
    await aTimeout(0);
    expect(server.sent('PATCH', '/me')).to.have.length(0);
    write(element, '#name', ' María Gutiérrez ');
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await says(element, 'Se guardaron los cambios.');
    expect(server.sent('PATCH', '/me')[0]?.body).to.deep.equal({ name: 'María Gutiérrez' });
    expect(announced(element)).to.contain('Se guardaron los cambios.');
    const select = find<HTMLSelectElement>(element, '#locale');
    select.value = 'pt';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await waitUntil(() => server.sent('PATCH', '/me').length === 2);
    expect(server.sent('PATCH', '/me')[1]?.body).to.deep.equal({ locale: 'pt' });
    await says(element, 'Se guardaron los cambios.');
    select.value = '';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await waitUntil(() => server.sent('PATCH', '/me').length === 3);
    expect(server.sent('PATCH', '/me')[2]?.body).to.deep.equal({ locale: null });
    await expectAccessible(element);
  });

  it('wants a name, and shows what the server says of it', async () => {
    const element = await show();
    write(element, '#name', ' ');
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await says(element, 'Complete este campo.');
    expect(focused(element)?.id).to.equal('name');
    server.problem('PATCH /me', 400, 'invalid_input', {
      errors: [{ path: 'body.name', rule: 'control_characters' }],
    });
    write(element, '#name', 'Otro');
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await says(element, 'Quite los caracteres no visibles.');
    await expectAccessible(element);
  });

  it('loses nothing when saving fails or the language changes', async () => {
    server.problem('PATCH /me', 503, 'unavailable');
    const element = await show();
    const name = find<HTMLInputElement>(element, '#name');
    write(element, '#name', 'Otro nombre');
    await element.updateComplete;
    await press(element, 'Guardar cambios');
    await says(element, 'El servicio no está disponible por ahora.');
    document.documentElement.lang = 'pt';
    await says(element, 'Minha conta');
    expect(find(element, '.notice').textContent).to.contain('O serviço');
    expect(find(element, '#name')).to.equal(name);
    expect(name.value).to.equal('Otro nombre');
  });

  it('changes the password, and is over then', async () => {
    const element = await show();
    await press(element, 'Cambiar contraseña');
    await waitUntil(() => focused(element)?.id === 'current');
    expect(text(element)).to.contain('se cierran todas sus sesiones');
    await expectAccessible(element);
    write(element, '#current', 'la de antes');
    write(element, '#new', 'nube azul 7 de abril');
    write(element, '#confirm', 'nube azul 7 de abril');
    const form = find<HTMLInputElement>(element, '#new').form;
    setTimeout(() => form?.requestSubmit());
    await oneEvent(element, 'portal-password-changed');
    await settled(element, 'signed-out');
    expect(server.sent('PUT', '/me/password')[0]?.body).to.deep.equal({
      current: 'la de antes',
      password: 'nube azul 7 de abril',
    });
    expect(text(element)).to.contain('es necesario que ingrese nuevamente.');
    await waitUntil(() => focused(element)?.classList.contains('panel'));
    await expectAccessible(element);
  });

  it('shows a wrong current password at its field', async () => {
    server.problem('PUT /me/password', 400, 'invalid_input', {
      errors: [{ path: 'body.current', rule: 'wrong_password' }],
    });
    const element = await show();
    await press(element, 'Cambiar contraseña');
    await waitUntil(() => focused(element)?.id === 'current');
    write(element, '#current', 'otra');
    write(element, '#new', 'nube azul 7 de abril');
    write(element, '#confirm', 'nube azul 7 de abril');
    find<HTMLInputElement>(element, '#new').form?.requestSubmit();
    await says(element, 'Esta no es su contraseña actual.');
    expect(element.state).to.equal('ready');
  });

  it('closes the password form without a trace', async () => {
    const element = await show();
    await press(element, 'Cambiar contraseña');
    await waitUntil(() => focused(element)?.id === 'current');
    write(element, '#new', 'nube azul 7 de abril');
    await press(element, 'Cancelar');
    await waitUntil(() => focused(element)?.textContent?.includes('Cambiar contraseña'));
    await press(element, 'Cambiar contraseña');
    await waitUntil(() => focused(element)?.id === 'current');
    expect(find<HTMLInputElement>(element, '#new').value).to.equal('');
    expect(find(element, '#rules').querySelectorAll('.met, .unmet')).to.have.length(0);
  });

  it('lists the sessions, this one first and without a way to end it', async () => {
    server.sessions.reverse();
    const element = await show();
    expect(rows(element)).to.deep.equal([
      'Chrome en macOS Esta sesión',
      'Navegador desconocido',
      'Firefox en Windows',
    ]);
    expect(text(element)).to.contain('www.aqua.example').and.to.not.contain('https://');
    expect(find(element, '.session').querySelector('button')).to.equal(null);
  });

  it('ends one session once that is confirmed', async () => {
    const element = await show();
    await press(element, 'Cerrar la sesión de Firefox en Windows');
    await waitUntil(() => focused(element)?.textContent?.includes('Cerrar sesión'));
    expect(text(element)).to.contain('En ese navegador habrá que ingresar de nuevo.');
    await expectAccessible(element);
    find(element, '.question').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }),
    );
    await waitUntil(
      () =>
        focused(element)?.getAttribute('aria-label') === 'Cerrar la sesión de Firefox en Windows',
    );
    expect(server.calls.some(({ method }) => method === 'DELETE')).to.equal(false);
    await press(element, 'Cerrar la sesión de Firefox en Windows');
    await waitUntil(() => focused(element)?.textContent?.includes('Cerrar sesión'));
    await press(element, 'Cerrar sesión');
    await says(element, 'Se cerró la sesión de Firefox en Windows.');
    expect(server.sent('DELETE', `/me/sessions/${orderId(2)}`)).to.have.length(1);
    await waitUntil(() => rows(element).length === 2);
    await waitUntil(() => focused(element)?.id === 'sessions');
    expect(announced(element)).to.contain('Se cerró la sesión');
  });

  it('ends all other sessions once that is confirmed', async () => {
    const element = await show();
    await press(element, 'Cerrar todas las demás');
    await says(element, 'Solo seguirá abierta esta.');
    await press(element, 'Cerrar las demás');
    await says(element, 'Se cerraron todas las demás sesiones.');
    expect(server.sent('DELETE', '/me/sessions')).to.have.length(1);
    await waitUntil(() => rows(element).length === 1);
    expect(text(element)).to.not.contain('Cerrar todas las demás');
  });

  it('says so when a session could not be ended', async () => {
    server.problem(`DELETE /me/sessions/${orderId(2)}`, 404, 'not_found');
    const element = await show();
    await press(element, 'Cerrar la sesión de Firefox en Windows');
    await says(element, '¿Cerrar esta sesión?');
    await press(element, 'Cerrar sesión');
    await says(element, 'No se encontró lo que busca.');
    await expectAccessible(element);
  });

  it('shows a skeleton, then an error with a way to try again', async () => {
    server.answers['GET /me'] = 'never';
    const waiting = await show('loading');
    expect(waiting.shadowRoot?.querySelector('.bone')).to.not.equal(null);
    clear();
    server = new StandIn();
    server.problem('GET /me', 500, 'internal');
    const element = await show('error');
    await expectAccessible(element);
    server.answers = {};
    await press(element, 'Reintentar');
    await settled(element, 'ready');
  });

  it('keeps the rest where only the sessions did not come', async () => {
    server.problem('GET /me/sessions', 500, 'internal');
    const element = await show();
    await says(element, 'No se pudo cargar');
    expect(find(element, '#name')).to.not.equal(null);
  });

  it('has nothing for a person the page vouches for, and for nobody', async () => {
    server.session = { ...contact, access: 'host' };
    const element = await show('forbidden');
    expect(text(element)).to.contain('Este sitio administra su cuenta');
    await expectAccessible(element);
    const own = await mount<PortalAccount>(
      `<portal-account api="${server.api}"><p slot="forbidden">Es del sitio</p></portal-account>`,
      'forbidden',
    );
    expect(own.querySelector('p')!.getClientRects()).to.have.length(1);
    clear();
    server = new StandIn();
    server.session = null;
    expect(text(await show('signed-out'))).to.contain('Inicie sesión para continuar');
    expect(server.called('/me')).to.have.length(0);
  });

  it("never shows another person's account", async () => {
    const element = await show();
    write(element, '#name', 'A medio escribir');
    server.session = { ...contact, person: { name: 'Otra Persona', login: 'otra.mx' } };
    server.account = { ...server.account, name: 'Otra Persona', email: null, logins: ['otra.mx'] };
    server.answers['GET /me'] = 'never';
    void element.refresh();
    await settled(element, 'loading');
    expect(text(element)).to.not.contain('compras@');
    server.answers = {};
    void element.refresh();
    await settled(element, 'ready');
    expect(find<HTMLInputElement>(element, '#name').value).to.equal('Otra Persona');
  });
});

describe('portal-account: what is told', () => {
  let server: StandIn;
  const show = () =>
    mount<PortalAccount>(`<portal-account api="${server.api}"></portal-account>`, 'ready');
  const box = (element: PortalAccount, name: string) =>
    find<HTMLInputElement>(element, `[aria-label="${name}"]`);

  beforeEach(() => (server = new StandIn()));
  afterEach(clear);

  it('is chosen type by type, and saved at once', async () => {
    const element = await show();
    await waitUntil(() => element.shadowRoot?.querySelector('#mail-order_status'), 'never came');
    const mail = find<HTMLSelectElement>(element, '#mail-order_status');
    expect(mail.value).to.equal('daily');
    mail.value = 'now';
    mail.dispatchEvent(new Event('change'));
    await waitUntil(() => text(element).includes('Guardado'), 'never saved');
    const [, change] = server.called('/me/notification-preferences');
    expect(change?.body).to.deep.include({ items: [{ type: 'order_status', mail: 'now' }] });
    box(element, 'Mostrar “Pedido nuevo” en el portal').click();
    await waitUntil(
      () => server.called('/me/notification-preferences').length === 3,
      'never saved again',
    );
    expect(server.notices.preferences[0]?.inbox).to.equal(false);
    await expectAccessible(element);
  });

  it('leaves what is legal, and what the company keeps on', async () => {
    server.notices.preferences = server.notices.preferences.map((one) => ({
      ...one,
      locked: one.locked || one.type === 'invoice_issued',
    }));
    const element = await show();
    await waitUntil(() => element.shadowRoot?.querySelector('#mail-invoice_issued'), 'never came');
    expect(box(element, 'Mostrar “Seguridad de la cuenta” en el portal').disabled).to.equal(true);
    expect(box(element, 'Mostrar “Factura emitida” en el portal').disabled).to.equal(true);
    const choices = [...find<HTMLSelectElement>(element, '#mail-invoice_issued').options];
    expect(choices.map(({ value }) => value)).to.deep.equal(['now', 'daily', 'weekly']);
    expect(text(element)).to.contain('Lo mantiene activo la empresa');
  });
});
