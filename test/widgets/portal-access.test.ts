import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { Session } from '#contract/portal';
import type { PortalLogin, PortalOrders } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
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
  shower,
  submit,
  text,
  waitUntil,
  write,
} from './support.ts';

const good = 'nube azul 7 de abril';
const temporary: Session = { ...contact, access: 'temporary', lastSignInAt: null };

let server: StandIn;
const show = shower<PortalLogin>('login', () => server);
/** Whether each listed rule is met, still open, or unmet. */
const rules = (element: PortalLogin) =>
  [...(element.shadowRoot?.querySelectorAll('#rules .check') ?? [])].map(
    ({ classList }) => [...classList].at(-1) ?? '',
  );

describe('portal-login with a forgotten password', () => {
  beforeEach(() => {
    server = new StandIn();
    server.session = null;
  });
  afterEach(clear);

  async function forgot(): Promise<PortalLogin> {
    const element = await show();
    write(element, '#login', ' 1002945 ');
    await press(element, 'Olvidé mi contraseña');
    await says(element, 'Para recuperar su contraseña ingrese los siguientes datos:');
    return element;
  }

  it('asks for the user name alone, and takes along what was typed', async () => {
    const element = await forgot();
    await waitUntil(() => focused(element)?.id === 'login');
    expect(find<HTMLInputElement>(element, '#login').value).to.contain('1002945');
    expect(find<HTMLInputElement>(element, '#login').autocomplete).to.equal('username');
    expect(element.shadowRoot?.querySelector('[type=password]')).to.equal(null);
    await expectAccessible(element);
  });

  it('says that a mail was sent, and keeps the form', async () => {
    const element = await forgot();
    await submit(element);
    await says(element, 'Se ha enviado un correo electrónico a la dirección registrada');
    expect(server.called('/password-resets')[0]?.body).to.deep.equal({ login: '1002945' });
    expect(find<HTMLInputElement>(element, '#login').value).to.contain('1002945');
    expect(announced(element)).to.contain('Se ha enviado');
    await expectAccessible(element);
  });

  it('wants a user name', async () => {
    const element = await show();
    await press(element, 'Olvidé mi contraseña');
    await says(element, 'Para recuperar');
    await submit(element);
    await says(element, 'Complete este campo.');
    expect(focused(element)?.id).to.equal('login');
    expect(server.called('/password-resets')).to.have.length(0);
  });

  it('counts down after too many attempts, and says when the service is away', async () => {
    server.problem('POST /password-resets', 503, 'unavailable');
    const element = await forgot();
    await submit(element);
    await says(element, 'El servicio no está disponible por ahora.');
    server.problem('POST /password-resets', 429, 'too_many_attempts', { retryAfter: 75 });
    await submit(element);
    await waitUntil(() => /Espere 1:1\d/.test(text(element)));
    await submit(element, undefined, true);
    expect(server.called('/password-resets')).to.have.length(2);
  });

  it('leads back to signing in with the name that was typed', async () => {
    const element = await forgot();
    await press(element, 'Ingresar al Portal');
    await waitUntil(() => focused(element)?.id === 'password');
    expect(find<HTMLInputElement>(element, '#login').value).to.contain('1002945');
  });

  it('keeps what was typed when the language changes', async () => {
    const element = await forgot();
    const login = find<HTMLInputElement>(element, '#login');
    write(element, '#login', 'otro.mx');
    document.documentElement.lang = 'pt';
    await says(element, 'Esqueci minha senha');
    expect(find(element, '#login')).to.equal(login);
    expect(login.value).to.equal('otro.mx');
  });
});

describe('portal-login at the first access', () => {
  beforeEach(() => {
    server = new StandIn();
    server.session = temporary;
  });
  afterEach(clear);

  const fill = (element: PortalLogin, password = good, confirm = password) => {
    write(element, '#current', 'k3$Temp');
    write(element, '#new', password);
    write(element, '#confirm', confirm);
  };

  it('asks for a password of their own, as password managers understand it', async () => {
    const element = await show();
    expect(text(element)).to.contain('Por ser la primera vez que ingresa al portal');
    const user = find<HTMLInputElement>(element, '#user');
    expect([user.value, user.readOnly, user.autocomplete]).to.deep.equal([
      '1002945',
      true,
      'username',
    ]);
    expect(
      ['#current', '#new', '#confirm'].map(
        (id) => find<HTMLInputElement>(element, id).autocomplete,
      ),
    ).to.deep.equal(['current-password', 'new-password', 'new-password']);
    expect(find<HTMLFormElement>(element, 'form').elements).to.include(user);
    await expectAccessible(element);
  });

  it('speaks of a temporary password to those who were here before', async () => {
    server.session = { ...temporary, lastSignInAt: '2026-11-01T00:00:00Z' };
    expect(text(await show())).to.contain('Ingresó con una contraseña temporal.');
  });

  it('comes after signing in with a temporary password', async () => {
    server.session = null;
    server.opens = temporary;
    const element = await show();
    let signedIn = 0;
    element.addEventListener('portal-signed-in', () => (signedIn += 1));
    write(element, '#login', '1002945');
    write(element, '#password', 'k3$Temp');
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'current');
    expect(signedIn).to.equal(0);
  });

  it('opens nothing else of the page', async () => {
    const element = await mount<PortalOrders>(
      `<portal-orders api="${server.api}" auto></portal-orders>`,
      'signed-out',
    );
    expect(text(element)).to.contain('Inicie sesión para continuar');
    expect(server.called('/orders')).to.have.length(0);
  });

  it('ticks the rules as they are met', async () => {
    server.tenant = { passwordPolicy: { minLength: 8, maxLength: 10, characters: 'alphanumeric' } };
    const element = await show();
    const after = async (password: string) => {
      write(element, '#new', password);
      await element.updateComplete;
      return rules(element);
    };
    expect(rules(element)).to.deep.equal(['open', 'open', 'open']);
    expect(await after('nube')).to.deep.equal(['open', 'open', 'open']);
    expect(await after('nube7')).to.deep.equal(['open', 'met', 'open']);
    expect(await after('nubeazul7')).to.deep.equal(['met', 'met', 'met']);
    expect(await after('nubeazul7$')).to.deep.equal(['met', 'open', 'met']);
    expect(await after('gutierrez7')).to.deep.equal(['met', 'met', 'open']);
    expect(await after('password12')).to.deep.equal(['met', 'met', 'open']);
    expect(await after('12345678a')).to.deep.equal(['met', 'met', 'open']);
    expect(await after('nubeazulada77')).to.deep.equal(['open', 'met', 'met']);
    find(element, '#new').dispatchEvent(new Event('blur'));
    await element.updateComplete;
    expect(rules(element)).to.deep.equal(['unmet', 'met', 'met']);
    await expectAccessible(element);
  });

  it('says once how many rules are met, when the person stops to write', async () => {
    const element = await show();
    const heard = new Set<string>();
    const observer = new MutationObserver(() => heard.add(announced(element)));
    const options = { subtree: true, childList: true, characterData: true };
    observer.observe(find(element, '[role=status]'), options);
    for (const start of ['nube', 'nube azul', 'nube azul 7']) {
      write(element, '#new', start);
      await aTimeout(30);
      write(element, '#new', good);
      await aTimeout(30);
    }
    await waitUntil(() => announced(element).includes('Requisitos cumplidos: 2 de 2'));
    observer.disconnect();
    expect(heard.size).to.equal(1);
    expect(find(element, '#new').getAttribute('aria-describedby')).to.contain('rules');
  });

  it('goes to the first fault, says it, and sends nothing', async () => {
    const element = await show();
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'current');
    expect(announced(element)).to.contain('Contraseña actual: Complete este campo.');
    fill(element, 'corta');
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'new');
    expect(announced(element)).to.contain('Use de 12 a 128 caracteres.');
    expect(rules(element)).to.deep.equal(['unmet', 'open']);
    expect(find(element, '#new').getAttribute('aria-invalid')).to.equal('true');
    fill(element, good, `${good}!`);
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'confirm');
    expect(text(element)).to.contain('Las contraseñas no coinciden.');
    write(element, '#current', good);
    write(element, '#confirm', good);
    await submit(element);
    await says(element, 'La contraseña nueva debe ser distinta de la actual.');
    expect(server.called('/me/password')).to.have.length(0);
    await expectAccessible(element);
  });

  it('tells that the two are the same', async () => {
    const element = await show();
    fill(element);
    await says(element, 'Las contraseñas coinciden.');
  });

  it('shows at the field what the server refuses, and loses nothing', async () => {
    const refuse = (path: string, rule: string) =>
      server.problem('PUT /me/password', 400, 'invalid_input', { errors: [{ path, rule }] });
    refuse('body.current', 'wrong_password');
    const element = await show();
    fill(element);
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'current');
    expect(text(element)).to.contain('Esta no es su contraseña actual.');
    expect(announced(element)).to.contain('Esta no es su contraseña actual.');
    refuse('body.password', 'password_common');
    write(element, '#current', 'k3$Temp');
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'new');
    expect(text(element)).to.contain('Esta contraseña es muy fácil de adivinar.');
    expect(rules(element)).to.deep.equal(['met', 'unmet']);
    expect(find<HTMLInputElement>(element, '#confirm').value).to.equal(good);
    refuse('body.password', 'rule_of_tomorrow');
    write(element, '#new', good);
    await submit(element);
    await says(element, 'Este valor no es válido.');
    await expectAccessible(element);
  });

  it('keeps the form when the server is away, and counts down after too many attempts', async () => {
    server.problem('PUT /me/password', 503, 'unavailable');
    const element = await show();
    fill(element);
    await submit(element);
    await says(element, 'El servicio no está disponible por ahora.');
    expect(find<HTMLInputElement>(element, '#new').value).to.equal(good);
    server.problem('PUT /me/password', 429, 'too_many_attempts', { retryAfter: 75 });
    await submit(element);
    await waitUntil(() => /Espere 1:1\d/.test(text(element)));
    await submit(element, undefined, true);
    expect(server.called('/me/password')).to.have.length(2);
  });

  it('ends with the notice, and the way to begin again', async () => {
    const element = await show();
    fill(element);
    setTimeout(() => submit(element));
    await oneEvent(element, 'portal-password-changed');
    await says(element, 'es necesario que ingrese nuevamente.');
    expect(server.called('/me/password')[0]?.body).to.deep.equal({
      current: 'k3$Temp',
      password: good,
    });
    expect(text(element)).to.contain('Su sesión se ha cerrado.');
    expect(announced(element)).to.contain('es necesario que ingrese nuevamente.');
    await waitUntil(() => focused(element)?.textContent?.includes('Comenzar de nuevo'));
    await expectAccessible(element);
    await press(element, 'Comenzar de nuevo');
    await waitUntil(() => focused(element)?.id === 'password');
    expect(find<HTMLInputElement>(element, '#login').value).to.equal('1002945');
  });

  it('asks to sign in again where the session ran out meanwhile', async () => {
    server.problem('PUT /me/password', 401, 'unauthenticated');
    const element = await show();
    fill(element);
    await submit(element);
    await says(element, 'Su sesión terminó. Inicie sesión de nuevo.');
    expect(find(element, '#password')).to.not.equal(null);
  });

  it('keeps what was typed, and where, when language and look change', async () => {
    const element = await show();
    fill(element);
    const input = find<HTMLInputElement>(element, '#new');
    input.focus();
    document.documentElement.lang = 'pt';
    element.scheme = 'dark';
    await says(element, 'Confirmar nova senha');
    expect(find(element, '#new')).to.equal(input);
    expect([input.value, focused(element)]).to.deep.equal([good, input]);
  });

  it('shows one password without the others, and hints at capital letters', async () => {
    const element = await show();
    const reveal = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.reveal') ?? [])];
    expect(reveal.map((button) => button.getAttribute('aria-label'))).to.deep.equal([
      'Mostrar: Contraseña actual',
      'Mostrar: Contraseña nueva',
      'Mostrar: Confirmar contraseña nueva',
    ]);
    reveal[1]?.click();
    await element.updateComplete;
    expect(
      ['#current', '#new', '#confirm'].map((id) => find<HTMLInputElement>(element, id).type),
    ).to.deep.equal(['password', 'text', 'password']);
    find(element, '#confirm').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true }),
    );
    await says(element, 'Bloq Mayús está activado');
    expect(find(element, '#confirm-caps').textContent).to.contain('Bloq Mayús');
    expect(find(element, '#confirm').getAttribute('aria-describedby')).to.contain('confirm-caps');
  });

  it('lets out who does not want to go on', async () => {
    const element = await show();
    await press(element, 'Salir');
    await says(element, 'Su sesión se ha cerrado.');
    expect(server.called('/session')).to.have.length(1);
  });
});

describe('portal-login with a mailed link', () => {
  const before = location.hash;
  beforeEach(() => {
    server = new StandIn();
    server.session = null;
  });
  afterEach(() => {
    history.replaceState(null, '', before || '#');
    clear();
  });

  it('takes the token out of the address, and nothing else', async () => {
    const left: string[] = [];
    for (const hash of [
      '#portal-access=aqua.AbC_d-1',
      '#/cuenta?portal-access=aqua.t1&vista=2',
      '#/cuenta?vista=2&portal-access=aqua.t2',
      '#portal-access=aqua.t3&vista=2',
    ]) {
      history.replaceState({ of: 'the page' }, '', hash);
      await show();
      left.push(location.hash);
      clear();
    }
    expect(left).to.deep.equal(['', '#/cuenta?vista=2', '#/cuenta?vista=2', '#vista=2']);
    // That a link was opened here, not which: the server keeps it for a reload.
    expect(history.state).to.deep.equal({ of: 'the page', porticoLink: 'aqua' });
    await aTimeout(0);
    const tokens = server.called('/access-links/check').map(({ body }) => body);
    expect(tokens[0]).to.deep.equal({ token: 'AbC_d-1' });
    expect(server.calls.every(({ query }) => query.size === 0)).to.equal(true);
  });

  it("leaves another tenant's link alone", async () => {
    history.replaceState(null, '', '#portal-access=zambe.t1');
    const element = await show();
    expect(location.hash).to.equal('#portal-access=zambe.t1');
    expect(find(element, '#password')).to.not.equal(null);
    expect(server.called('/access-links/check')).to.have.length(0);
  });

  it('takes a link that comes later', async () => {
    const element = await show('tenant="aqua"');
    location.hash = 'portal-access=aqua.t1';
    await says(element, 'Defina una nueva contraseña');
    expect(location.hash).to.equal('');
  });

  it('shows whose password is to be set, and acts only after a press', async () => {
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await show();
    expect(text(element)).to.contain('María Fernanda Gutiérrez, escriba la contraseña');
    expect(find<HTMLInputElement>(element, '#user').value).to.equal('1002945');
    expect(element.shadowRoot?.querySelector('#current')).to.equal(null);
    await expectAccessible(element);
    expect(server.called('/access-links/use')).to.have.length(0);
    write(element, '#new', good);
    write(element, '#confirm', good);
    await submit(element);
    await says(element, 'Su contraseña ha quedado definida.');
    const [{ body } = { body: null }] = server.called('/access-links/use');
    expect(body).to.deep.equal({ token: 't1', password: good });
    await waitUntil(() => focused(element)?.textContent?.includes('Ingresar al Portal'));
    await expectAccessible(element);
    await press(element, 'Ingresar al Portal');
    await waitUntil(() => focused(element)?.id === 'password');
    expect(find<HTMLInputElement>(element, '#login').value).to.equal('1002945');
  });

  it('goes on where the page is loaded again, by what the server keeps', async () => {
    history.replaceState({ porticoLink: 'aqua' }, '', '#');
    const element = await show();
    await says(element, 'Defina una nueva contraseña');
    await waitUntil(() => focused(element)?.id === 'new');
    expect(server.called('/access-links/check')[0]?.body).to.deep.equal({});
    await press(element, 'Ingresar al Portal');
    await waitUntil(() => focused(element)?.id === 'password');
    expect(history.state).to.equal(null);
  });

  it('says to open the link again where the server has it no more', async () => {
    server.problem('POST /access-links/check', 410, 'link_invalid');
    history.replaceState({ porticoLink: 'aqua' }, '', '#');
    await says(await show(), 'Ábralo de nuevo desde su correo');
  });

  it('welcomes who was invited', async () => {
    server.link = { ...server.link, kind: 'invitation' };
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await show();
    expect(text(element)).to.contain('Le damos la bienvenida').and.to.contain('activar su usuario');
  });

  it('says that a link is of no use any more, and leads to another', async () => {
    server.problem('POST /access-links/check', 410, 'link_invalid');
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await show();
    expect(text(element)).to.contain('El enlace ya no es válido');
    await expectAccessible(element);
    await press(element, 'Pedir un enlace nuevo');
    await says(element, 'Para recuperar su contraseña');
  });

  it('says so when the link was used up while the form was open', async () => {
    server.problem('POST /access-links/use', 410, 'link_invalid');
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await show();
    write(element, '#new', good);
    write(element, '#confirm', good);
    await submit(element);
    await says(element, 'El enlace ya no es válido');
    await waitUntil(() => focused(element)?.textContent?.includes('Pedir un enlace nuevo'));
  });

  it('tries again when the link could not be looked up', async () => {
    server.problem('POST /access-links/check', 503, 'unavailable');
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await mount<PortalLogin>(
      `<portal-login api="${server.api}"></portal-login>`,
      'error',
    );
    expect(text(element)).to.contain('El servicio no está disponible');
    server.answers = {};
    await press(element, 'Reintentar');
    await settled(element, 'ready');
    expect(server.calls.at(-1)?.body).to.deep.equal({ token: 't1' });
    await says(element, 'Defina una nueva contraseña');
  });

  it('shows a refusal at the field', async () => {
    server.problem('POST /access-links/use', 400, 'invalid_input', {
      errors: [{ path: 'body.password', rule: 'password_context' }],
    });
    history.replaceState(null, '', '#portal-access=aqua.t1');
    const element = await show();
    write(element, '#new', good);
    write(element, '#confirm', good);
    await submit(element);
    await says(element, 'no debe basarse en su nombre');
    await waitUntil(() => focused(element)?.id === 'new');
  });
});
