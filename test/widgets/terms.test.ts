import { expect } from '@open-wc/testing';
import type { PortalElement } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  mount,
  press,
  settled,
  text,
  waitUntil,
} from './support.ts';

const elements = ['home', 'orders auto', 'stock', 'prices auto', 'statement', 'mass-send'];

describe('terms of use that are not accepted', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
    server.tenant = {
      terms: { version: '2026-1', urls: { es: 'https://a.example/t' }, texts: [] },
    };
    server.session = {
      ...contact,
      termsAccepted: false,
      permissions: [...contact.permissions, 'statement.view', 'mailing_list.manage'],
    };
  });
  afterEach(clear);
  const show = (tag: string, state: string) =>
    mount<PortalElement>(
      `<portal-${tag} api="${server.api}"></portal-${tag.split(' ')[0]}>`,
      state,
    );

  for (const tag of elements)
    it(`stand in place of <portal-${tag}>, which asks for nothing before`, async () => {
      const element = await show(tag, 'forbidden');
      await waitUntil(() => text(element).includes('versión 2026-1'));
      expect(find<HTMLAnchorElement>(element, '.panel a').href).to.equal('https://a.example/t');
      expect(server.calls.map(({ path }) => path)).to.deep.equal(['/portal']);
      await expectAccessible(element);
      await press(element, 'Aceptar y continuar');
      await waitUntil(() => element.state !== 'forbidden');
      expect(server.called('/terms-acceptances').map(({ body }) => body)).to.deep.equal([
        { version: '2026-1' },
      ]);
    });

  it('are told of where the server knows of newer ones than the page', async () => {
    server.session = { ...contact };
    const element = await show('orders auto', 'ready');
    server.session = { ...contact, termsAccepted: false };
    server.problem('GET /orders', 403, 'terms_required');
    await element.refresh().catch(() => {});
    await settled(element, 'forbidden');
    await waitUntil(() => text(element).includes('versión 2026-1'));
  });

  it('leave the own account and the way out open', async () => {
    const element = await show('account', 'ready');
    expect(text(element)).to.include('compras@materiales.example');
    await show('login', 'ready');
  });
});
