import { expect, oneEvent } from '@open-wc/testing';
import type { PortalLogin } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  settled,
  shower,
  submit,
  text,
  waitUntil,
} from './support.ts';

describe('portal-login', () => {
  let server: StandIn;
  const show = shower<PortalLogin>('login', () => server);
  const fill = (element: PortalLogin, login: string, password: string) => {
    find<HTMLInputElement>(element, '#login').value = login;
    find<HTMLInputElement>(element, '#password').value = password;
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = null;
  });
  afterEach(clear);

  it('shows a native form that password managers understand', async () => {
    const element = await show();
    expect(find<HTMLInputElement>(element, '#login').autocomplete).to.equal('username');
    expect(find<HTMLInputElement>(element, '#password').autocomplete).to.equal('current-password');
    await expectAccessible(element);
  });

  it('boots with one call', async () => {
    await show();
    expect(server.calls.map(({ path }) => path)).to.deep.equal(['/portal']);
  });

  it('signs in and says who is signed in', async () => {
    const element = await show('tenant="aqua"');
    fill(element, '1002945', 'secreto');
    setTimeout(() => submit(element));
    const { detail } = await oneEvent(element, 'portal-signed-in');
    expect(detail.session).to.deep.equal(contact);
    await waitUntil(() => focused(element)?.classList.contains('person'));
    expect(text(element)).to.contain('María Fernanda Gutiérrez').and.to.contain('Cliente 1002945');
    expect(server.calls.every(({ headers }) => headers.get('portal-tenant') === 'aqua')).to.equal(
      true,
    );
    await expectAccessible(element);
  });

  it('takes a bearer where the browser drops the cookie', async () => {
    server.dropsCookies = true;
    const element = await show();
    fill(element, '1002945', 'secreto');
    setTimeout(() => submit(element));
    await oneEvent(element, 'portal-signed-in');
    await element.refresh();
    expect(server.called('/sessions')).to.have.length(2);
    expect(server.calls.at(-1)?.headers.get('authorization')).to.equal('Bearer secret');
    expect(element.shadowRoot?.querySelector('form')).to.equal(null);
  });

  it('does not call when the page stops it', async () => {
    const element = await show();
    element.addEventListener('portal-before-sign-in', (event) => event.preventDefault());
    fill(element, '1002945', 'secreto');
    await submit(element);
    await element.updateComplete;
    expect(server.called('/sessions')).to.have.length(0);
  });

  it('puts the focus on the first empty field', async () => {
    const element = await show();
    await submit(element);
    await waitUntil(() => focused(element)?.id === 'login');
    expect(text(element)).to.contain('Complete este campo.');
    await expectAccessible(element);
  });

  it('never says which of the two was wrong', async () => {
    server.problem('POST /sessions', 401, 'wrong_credentials');
    const element = await show();
    fill(element, '1002945', 'falso');
    await submit(element);
    await waitUntil(() => text(element).includes('El usuario o la contraseña no son correctos.'));
    expect(find<HTMLInputElement>(element, '#login').value).to.equal('1002945');
    expect(find(element, '[role=status]').textContent).to.contain('no son correctos');
    await expectAccessible(element);
  });

  it('counts down after too many attempts', async () => {
    server.problem('POST /sessions', 429, 'too_many_attempts', { retryAfter: 75 });
    const element = await show();
    fill(element, '1002945', 'falso');
    await submit(element);
    await waitUntil(() => /Espere 1:1\d/.test(text(element)));
    await submit(element, undefined, true);
    expect(server.called('/sessions')).to.have.length(1);
    await expectAccessible(element);
  });

  it('says so when there is no connection, and loses nothing', async () => {
    server.answers['POST /sessions'] = 'offline';
    const element = await show();
    fill(element, '1002945', 'secreto');
    await submit(element);
    await waitUntil(() => text(element).includes('No hay conexión'));
    expect(find<HTMLInputElement>(element, '#password').value).to.equal('secreto');
  });

  it('shows the password when asked', async () => {
    const element = await show();
    find(element, '.reveal').click();
    await element.updateComplete;
    expect(find<HTMLInputElement>(element, '#password').type).to.equal('text');
  });

  it('keeps input and focus when the language changes', async () => {
    const element = await show();
    const login = find<HTMLInputElement>(element, '#login');
    login.focus();
    login.value = '1002945';
    document.documentElement.lang = 'pt';
    await waitUntil(() => text(element).includes('Senha'));
    expect(find(element, '#login')).to.equal(login);
    expect(login.value).to.equal('1002945');
    expect(focused(element)).to.equal(login);
  });

  it('lets a person with several customers change from one to another', async () => {
    const other = { number: '1002946', name: 'Ferretera del Centro' };
    server.session = { ...contact, customers: [...contact.customers, other] };
    const element = await show();
    await waitUntil(() => element.shadowRoot?.querySelector('#customer'));
    const choice = find<HTMLSelectElement>(element, '#customer');
    expect(choice.value).to.equal('1002945');
    await expectAccessible(element);
    choice.value = '1002946';
    const told = oneEvent(element, 'portal-customer-changed');
    choice.dispatchEvent(new Event('change'));
    const { detail } = (await told) as HTMLElementEventMap['portal-customer-changed'];
    expect(detail.session.customer).to.deep.equal(other);
    expect(choice.value).to.equal('1002946');
  });

  it('signs out', async () => {
    server.session = contact;
    const element = await show();
    find(element, '.session .button').click();
    await waitUntil(() => text(element).includes('Su sesión se ha cerrado.'));
    expect(server.calls.at(-1)?.method).to.equal('DELETE');
    await waitUntil(() => focused(element)?.textContent?.includes('Comenzar de nuevo'));
    await expectAccessible(element);
    find(element, '.actions .button').click();
    await waitUntil(() => focused(element)?.id === 'login');
  });

  it('draws who is signed in as a card of its own, with the rest of the room outside', async () => {
    server.session = contact;
    const holder = document.createElement('div');
    holder.innerHTML = `<portal-login api="${server.api}"></portal-login><p>After it.</p>`;
    document.body.append(holder);
    const element = holder.querySelector<PortalLogin>('portal-login')!;
    await settled(element, 'ready');
    const card = find(element, '.card');
    // Found at loading: what comes after it stays where it was.
    expect(element.offsetHeight).to.be.greaterThan(card.offsetHeight * 1.5);
    expect(card.getBoundingClientRect().top).to.equal(element.getBoundingClientRect().top);
    expect(card.getBoundingClientRect().width).to.equal(element.getBoundingClientRect().width);
    const ground = (one: Element) => getComputedStyle(one).backgroundColor;
    expect(ground(card)).to.equal('rgb(255, 255, 255)');
    expect([element, find(element, '.root')].map(ground)).to.deep.equal(
      Array(2).fill('rgba(0, 0, 0, 0)'),
    );
    // The loader writes down at leaving what the next page is to keep free.
    element.leave();
    expect(element.offsetHeight).to.equal(card.offsetHeight);
    await expectAccessible(element);
  });

  it('takes no more than was kept free for it', async () => {
    server.session = contact;
    const holder = document.createElement('div');
    holder.innerHTML = `<style>portal-login:is(:not(:defined), :state(loading)) { min-height: 140px }</style>
      <portal-login api="${server.api}"></portal-login><p>After it.</p>`;
    document.body.append(holder);
    const element = holder.querySelector<PortalLogin>('portal-login')!;
    await settled(element, 'ready');
    expect(element.offsetHeight).to.equal(find(element, '.card').offsetHeight);
  });

  it('shows an error and tries again when the portal does not answer', async () => {
    server.problem('GET /portal', 500, 'internal');
    const element = await mount<PortalLogin>(
      `<portal-login api="${server.api}"></portal-login>`,
      'error',
    );
    expect(text(element)).to.contain('Referencia: req-1');
    await expectAccessible(element);
    server.answers = {};
    find(element, '.panel .button').click();
    await settled(element, 'ready');
  });

  it('shows what the page says instead, where the portal does not answer', async () => {
    server.problem('GET /portal', 500, 'internal');
    const element = await mount<PortalLogin>(
      `<portal-login api="${server.api}"><p slot="error">Llámenos.</p></portal-login>`,
      'error',
    );
    const slot = find<HTMLSlotElement>(element, 'slot[name="error"]');
    expect(slot.assignedElements().map(({ textContent }) => textContent)).to.deep.equal([
      'Llámenos.',
    ]);
    expect(find(element, '.panel').offsetHeight, 'nothing of ours beside it').to.equal(0);
  });
});
