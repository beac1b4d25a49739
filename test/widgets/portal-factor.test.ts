// The second factor on screen: the code behind the password, setting it up, and the proof that is asked for again.
import { expect } from '@open-wc/testing';
import type { FactorSetup } from '#contract/factors';
import type { Session } from '#contract/portal';
import type { PortalAccount, PortalLogin } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { clear, expectAccessible, find, focused, mount, text, waitUntil } from './support.ts';

const owing: Session = { ...contact, access: 'code', permissions: [] };
const unset: Session = { ...contact, access: 'setup', permissions: [] };
const setup: FactorSetup = {
  id: '00000000-0000-4000-8000-0000000000f1',
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  uri: 'otpauth://totp/Aqua:iris?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  qr: ['101', '010', '111'],
};
const codes = Array.from({ length: 10 }, (_, i) => `abcd${i}-fghij`);

describe('the second factor', () => {
  let server: StandIn;
  const type = async (element: PortalLogin | PortalAccount, value: string) => {
    await waitUntil(() => element.renderRoot.querySelector('#proof') !== null);
    const field = find<HTMLInputElement>(element, '#proof');
    field.value = value;
    field.dispatchEvent(new Event('input'));
    field.form!.requestSubmit();
  };

  beforeEach(() => (server = new StandIn()));
  afterEach(clear);

  it('asks for the code behind the password, in words where it is wrong or was used', async () => {
    server.session = owing;
    const element = await mount<PortalLogin>(
      `<portal-login api="${server.api}"></portal-login>`,
      'ready',
    );
    await waitUntil(() => text(element).includes('Escriba su código'));
    expect(find<HTMLInputElement>(element, '#proof').autocomplete).to.equal('one-time-code');
    await expectAccessible(element);
    await type(element, ' ');
    await waitUntil(() => focused(element)?.id === 'proof');
    expect(server.called('/session/code')).to.have.length(0);
    server.problem('POST /session/code', 422, 'code_used');
    await type(element, '123456');
    await waitUntil(() => text(element).includes('ya se usó'));
    server.problem('POST /session/code', 422, 'wrong_code');
    await type(element, '123456');
    await waitUntil(() => text(element).includes('no es correcto'));
    server.answers['POST /session/code'] = { body: { session: contact, token: null } };
    const signedIn: Session[] = [];
    element.addEventListener('portal-signed-in', ({ detail }) => signedIn.push(detail.session));
    await type(element, '654321');
    await waitUntil(() => signedIn.length === 1);
    expect(server.called('/session/code').at(-1)?.body).to.deep.equal({
      code: '654321',
      delivery: 'cookie',
    });
    await waitUntil(() => text(element).includes(contact.person.name));
  });

  it('is set up where the company demands it, and shows recovery codes until they are kept', async () => {
    server.session = unset;
    server.answers['POST /me/factors'] = { status: 201, body: setup };
    server.answers[`POST /me/factors/${setup.id}/activation`] = {
      body: { session: contact, token: null, recoveryCodes: codes },
    };
    const element = await mount<PortalLogin>(
      `<portal-login api="${server.api}"></portal-login>`,
      'ready',
    );
    await waitUntil(() => element.renderRoot.querySelector('.qr path') !== null);
    expect(find(element, '.qr path').getAttribute('d')).to.contain('M0 2h3v1h-3z');
    expect(find(element, '.secret').textContent).to.contain('GEZD GNBV');
    await expectAccessible(element);
    server.session = contact;
    await type(element, '123456');
    await waitUntil(() => text(element).includes('abcd9-fghij'));
    await expectAccessible(element);
    const done = Array.from(element.renderRoot.querySelectorAll<HTMLElement>('.factor .button'));
    done.find((one) => one.textContent?.includes('Ya los guardé'))!.click();
    await waitUntil(() => text(element).includes(contact.person.name));
    expect(text(element)).not.to.contain('abcd9-fghij');
  });

  it('is listed in the account, and removed after a question', async () => {
    server.session = contact;
    server.factors = {
      items: [
        {
          id: setup.id,
          kind: 'app',
          name: 'Mi teléfono',
          createdAt: '2026-11-20T15:05:00Z',
          lastUsedAt: null,
        },
      ],
      recoveryCodesLeft: 7,
      demanded: false,
      passkeys: true,
    };
    const element = await mount<PortalAccount>(
      `<portal-account api="${server.api}"></portal-account>`,
      'ready',
    );
    await waitUntil(() => text(element).includes('Mi teléfono'));
    expect(text(element)).to.contain('Le quedan 7 códigos');
    await expectAccessible(element);
    find(element, `[data-factor="${setup.id}"] .button`).click();
    await waitUntil(() => text(element).includes('¿Quitar “Mi teléfono”?'));
    server.answers[`DELETE /me/factors/${setup.id}`] = { status: 204 };
    server.factors = { items: [], recoveryCodesLeft: 0, demanded: false, passkeys: true };
    find(element, `[data-factor="${setup.id}"] .question .button`).click();
    await waitUntil(() => text(element).includes('El método de verificación se quitó.'));
    expect(text(element)).to.contain('No está activada.');
  });

  it('asks for a proof over the page, and then goes on', async () => {
    server.session = contact;
    server.once('POST /me/factors', 403, 'confirmation_required');
    server.answers['POST /session/confirmation'] = { status: 204 };
    const element = await mount<PortalAccount>(
      `<portal-account api="${server.api}"></portal-account>`,
      'ready',
    );
    await waitUntil(() => text(element).includes('No está activada.'));
    Array.from(element.renderRoot.querySelectorAll<HTMLElement>('.factor .button'))
      .find((one) => one.textContent?.includes('Configurar'))!
      .click();
    const dialog = () =>
      Array.from(element.renderRoot.children)
        .map(({ shadowRoot }) => shadowRoot?.querySelector<HTMLDialogElement>('dialog'))
        .find((one) => one?.open);
    await waitUntil(() => dialog() !== undefined);
    expect(dialog()!.textContent).to.contain('Confirme que es usted');
    const field = dialog()!.querySelector<HTMLInputElement>('#proof')!;
    field.value = 'mi clave';
    server.answers['POST /me/factors'] = { status: 201, body: setup };
    dialog()!.querySelector('form')!.requestSubmit();
    await waitUntil(() => element.renderRoot.querySelector('.qr path') !== null);
    expect(server.called('/session/confirmation')[0]?.body).to.deep.equal({ password: 'mi clave' });
  });
});
