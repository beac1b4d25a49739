import { expect, oneEvent } from '@open-wc/testing';
import type { PortalLogin, PortalOrders } from '../../widgets/index.ts';
import { clear, find, settled, text, waitUntil } from './support.ts';

/** Against the real server and its fixtures. */
describe('a customer', () => {
  afterEach(clear);

  async function page(): Promise<{ login: PortalLogin; orders: PortalOrders }> {
    const holder = document.createElement('div');
    holder.innerHTML = `<portal-config api="${location.origin}" tenant="norte" locale="es">
      <portal-login></portal-login>
      <portal-orders date="period" from="2026-01-01" to="2026-12-31"></portal-orders>
    </portal-config>`;
    document.body.append(holder);
    const login = holder.querySelector('portal-login') as PortalLogin;
    const orders = holder.querySelector('portal-orders') as PortalOrders;
    await settled(login, 'ready');
    return { login, orders };
  }

  async function signIn(login: PortalLogin, password: string): Promise<void> {
    find<HTMLInputElement>(login, '#login').value = 'todo';
    find<HTMLInputElement>(login, '#password').value = password;
    find<HTMLFormElement>(login, 'form').requestSubmit();
  }

  it('signs in, turns pages, opens an order, and signs out', async () => {
    const { login, orders } = await page();
    await settled(orders, 'signed-out');
    await signIn(login, 'no es esta');
    await waitUntil(() => text(login).includes('no son correctos'));
    const signedIn = oneEvent(login, 'portal-signed-in');
    await signIn(login, 'una clave larga 1');
    await signedIn;
    await settled(orders, 'ready');
    expect(orders.shadowRoot?.querySelectorAll('tbody tr')).to.have.length(25);
    const first = find(orders, 'td').textContent;
    find(orders, '.pager .button:last-child').click();
    await waitUntil(() => text(orders).includes('Página 2'));
    await settled(orders, 'ready');
    expect(find(orders, 'td').textContent).to.not.equal(first);
    const opened = oneEvent(orders, 'portal-order-opened');
    find(orders, '[data-record]').click();
    await opened;
    await settled(orders, 'ready');
    expect(text(orders)).to.contain('Partidas').and.to.contain('MXN');
    find(login, '.session .button').click();
    await settled(orders, 'signed-out');
    expect(text(orders)).to.not.contain('MXN');
  });
});
