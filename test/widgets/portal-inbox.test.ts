import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { PortalInbox } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { operator } from './stand-in-settings.ts';
import { notification } from './stand-in-notices.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  mount,
  press,
  text,
  waitUntil,
} from './support.ts';

describe('portal-inbox', () => {
  let server: StandIn;
  const show = (attributes = '') =>
    mount<PortalInbox>(`<portal-inbox api="${server.api}" ${attributes}></portal-inbox>`, 'ready');
  const counts = (element: PortalInbox, unread: number) =>
    waitUntil(() => element.unread === unread, `never had ${unread} unread`);
  const open = async (element: PortalInbox) => {
    find<HTMLButtonElement>(element, '.bell').click();
    await waitUntil(() => element.shadowRoot?.querySelector('.items, .nothing'), 'never opened');
  };

  beforeEach(() => {
    server = new StandIn();
    server.notices.items = [
      notification(3, {
        type: 'invoice_issued',
        record: { kind: 'invoice', id: '00000000-0000-4000-d000-000000000099' },
        params: { number: 'F-3', kind: 'credit_note' },
      }),
      notification(2),
      notification(1, { readAt: '2026-11-22T16:06:00Z' }),
    ];
  });
  afterEach(clear);

  it('counts what is unread, and lists it with what it is about', async () => {
    const element = await show();
    await counts(element, 2);
    expect(find(element, '.bell').getAttribute('aria-label')).to.equal('Avisos: 2 sin leer');
    expect(element.getAttribute('unread')).to.equal('2');
    await open(element);
    expect(text(element))
      .to.contain('Nota de crédito F-3 emitida')
      .and.to.contain('El pedido 842 pasó a Liberado');
    await waitUntil(() => announced(element).includes('2 avisos sin leer'), 'never announced');
    await expectAccessible(element);
  });

  it('names the country of a place in the language of the page', async () => {
    const params = { number: 'EX-1', status: 'arrived', place: 'Hamburgo', country: 'DE' };
    server.notices.items = [notification(1, { type: 'shipment_milestone', params })];
    const said = async (language: string) => {
      const element = await show(`locale="${language}"`);
      await open(element);
      return text(element);
    };
    expect(await said('es')).to.contain('llegó a Hamburgo, Alemania');
    expect(await said('pt')).to.contain('Hamburgo, Alemanha');
  });

  it('opens what a notification is about, and marks it as read', async () => {
    const element = await show(`links='{"order": "#pedidos?pedido={id}"}'`);
    await open(element);
    const way = find<HTMLAnchorElement>(element, 'a.way');
    expect(way.getAttribute('href')).to.equal(
      '#pedidos?pedido=00000000-0000-4000-d000-000000000002',
    );
    const going = oneEvent(element, 'portal-navigate');
    const opened = oneEvent(element, 'portal-notification-opened');
    element.addEventListener('portal-navigate', (event) => event.preventDefault());
    const lasting: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      if (input instanceof Request && input.keepalive) lasting.push(new URL(input.url).pathname);
      return fetch(input, init);
    };
    way.click();
    expect((await going).detail).to.include({
      to: 'order',
      id: '00000000-0000-4000-d000-000000000002',
    });
    expect((await opened).detail).to.deep.equal({ id: '2', type: 'order_status' });
    await counts(element, 1);
    globalThis.fetch = fetch;
    expect(server.called('/notifications/read')[0]?.body).to.deep.equal({ ids: ['2'] });
    expect(lasting.join(), 'it is read even where the page is gone').to.match(
      /notifications.read$/,
    );
    expect(element.open).to.equal(false);
  });

  it('marks all as read, and mutes a record', async () => {
    const element = await show();
    await counts(element, 2);
    await open(element);
    await press(element, 'Marcar todos como leídos');
    await counts(element, 0);
    expect(server.called('/notifications/read')[0]?.body).to.deep.equal({ upTo: '3' });
    find<HTMLButtonElement>(element, '[aria-label="No avisar más sobre 842"]').click();
    await waitUntil(() => text(element).includes('Silenciado'), 'never muted');
    expect(server.called('/notification-mutes')[0]?.body).to.deep.equal({
      notification: '2',
      muted: true,
    });
  });

  it('asks once for all elements of the page, and not as who uses the session', async () => {
    const one = await show();
    const two = document.createElement('portal-inbox');
    two.api = server.api;
    one.after(two);
    await counts(one, 2);
    await counts(two, 2);
    await aTimeout(20);
    expect(server.called('/changes')).to.have.length(1);
  });

  it('shows nothing to staff, and nothing while nobody is signed in', async () => {
    server.session = operator;
    const element = await show();
    expect(element.shadowRoot?.querySelector('.bell')).to.equal(null);
    server.session = null;
    await element.refresh();
    expect(element.shadowRoot?.querySelector('.bell')).to.equal(null);
    expect(server.called('/changes')).to.have.length(0);
  });

  it('keeps nothing of a person for the next', async () => {
    const element = await show();
    await open(element);
    server.notices.items = [];
    server.session = { ...contact, person: { name: 'Otra Persona', login: 'otra' } };
    await element.refresh();
    await counts(element, 0);
    expect(text(element)).not.to.contain('F-3');
  });

  it('says what failed, and that there is nothing', async () => {
    server.answers['GET /notifications'] = 'offline';
    const element = await show();
    find<HTMLButtonElement>(element, '.bell').click();
    await waitUntil(() => element.shadowRoot?.querySelector('.notice'), 'never said');
    delete server.answers['GET /notifications'];
    server.notices.items = [];
    await element.refresh();
    await waitUntil(() => text(element).includes('Sin avisos'), 'never empty');
  });
});
