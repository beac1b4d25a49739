import { expect } from '@open-wc/testing';
import type { PortalSettings } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { operator, paymentAccount } from './stand-in-settings.ts';
import { clear, expectAccessible, find, mount, says, text, waitUntil, write } from './support.ts';

describe('the payment accounts in portal-settings', () => {
  let server: StandIn;
  const show = async (more = '', ready = '.card form') => {
    const element = await mount<PortalSettings>(
      `<portal-settings api="${server.api}" open="payments" ${more}></portal-settings>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector(ready) !== null, `no ${ready}`);
    return element;
  };
  const forms = (element: PortalSettings) =>
    Array.from(element.renderRoot.querySelectorAll<HTMLFormElement>('.card form'));
  /** The ways to pay of an account, those that are ticked with a star. */
  const methods = (element: PortalSettings, at: number) =>
    Array.from(
      forms(element)[at]!.querySelectorAll('fieldset label.choice'),
      (label) => `${label.textContent.trim()}${label.querySelector('input')!.checked ? '*' : ''}`,
    );
  const send = (element: PortalSettings, at: number) => {
    forms(element)[at]!.requestSubmit();
    return element.updateComplete;
  };
  const tick = (element: PortalSettings, at: number, name: string) => {
    Array.from(forms(element)[at]!.querySelectorAll<HTMLElement>('label.choice'))
      .find((label) => label.textContent.trim() === name)!
      .querySelector('input')!
      .click();
    return element.updateComplete;
  };
  const sent = () => server.calls.filter(({ method }) => method === 'PATCH');
  const mexico = paymentAccount(1);
  const brazil = paymentAccount(2, {
    provider: 'mercadopago',
    methods: ['pix'],
    offerable: ['card', 'boleto', 'pix'],
  });
  const transfer = paymentAccount(3, {
    provider: 'manual',
    methods: ['transfer'],
    offerable: ['transfer'],
    transfer: { bank: 'Banco Faro', beneficiary: 'Tanques 3 S.A.', account: '0000 1111' },
  });

  beforeEach(() => {
    server = new StandIn();
    server.session = operator;
    server.settings.payments = [mexico, brazil, transfer];
  });
  afterEach(clear);

  it('offer the ways to pay that provider and currency allow, and no others', async () => {
    const element = await show();
    expect([0, 1, 2].map((at) => methods(element, at))).to.deep.equal([
      ['Tarjeta*', 'OXXO', 'SPEI'],
      ['Tarjeta', 'Boleto', 'Pix*'],
      ['Transferencia con comprobante*'],
    ]);
    expect(text(element)).to.contain('Banco Faro · 0000 1111');
    // Nothing goes back by itself of a transfer, so nobody confirms it.
    expect(element.renderRoot.querySelector(`#secondAbove-${mexico.id}`)).to.not.equal(null);
    expect(element.renderRoot.querySelector(`#secondAbove-${transfer.id}`)).to.equal(null);
    await expectAccessible(element);
  });

  it('show one that is on though it is allowed no longer, so that it can be taken off', async () => {
    server.settings.payments = [paymentAccount(1, { methods: ['card', 'boleto'] })];
    const element = await show();
    expect(methods(element, 0)).to.deep.equal(['Tarjeta*', 'OXXO', 'SPEI', 'Boleto*']);
    await tick(element, 0, 'Boleto');
    await send(element, 0);
    await says(element, 'Se guardaron los cambios.');
    expect(methods(element, 0)).to.deep.equal(['Tarjeta*', 'OXXO', 'SPEI']);
  });

  it('are saved each by itself, and not without a way to pay', async () => {
    const element = await show();
    await tick(element, 0, 'SPEI');
    await tick(element, 0, 'Recibe pagos a cuenta (sin documento)');
    write(element, `#min-${mexico.id}`, ' 100 ');
    await send(element, 0);
    await says(element, 'Se guardaron los cambios.');
    expect(sent().map(({ path, body }) => [path, body])).to.deep.equal([
      [
        `/settings/payments/${mexico.id}`,
        {
          version: 1,
          methods: ['card', 'spei'],
          min: '100',
          max: null,
          secondAbove: '5000.0000',
          onAccount: true,
        },
      ],
    ]);
    await tick(element, 1, 'Pix');
    const save = forms(element)[1]!.querySelector<HTMLButtonElement>('button[type=submit]')!;
    expect(save.getAttribute('aria-disabled') ?? String(save.disabled)).to.equal('true');
  });

  it('say what is refused at the fields of that account alone', async () => {
    const element = await show();
    write(element, `#min-${brazil.id}`, 'x');
    await send(element, 1);
    await waitUntil(
      () => find(element, `#min-${brazil.id}`).getAttribute('aria-invalid') === 'true',
      'nothing is wrong',
    );
    expect(find(element, `#min-${mexico.id}`).hasAttribute('aria-invalid')).to.equal(false);
  });

  it('stay all on screen, with what was typed, where somebody was quicker', async () => {
    const element = await show();
    await tick(element, 1, 'Boleto');
    server.settings.payments = [mexico, { ...brazil, version: 5, live: 2 }, transfer];
    await send(element, 1);
    await says(element, 'Esto cambió mientras tanto');
    expect(forms(element)).to.have.length(3);
    expect(methods(element, 1)).to.deep.equal(['Tarjeta', 'Boleto*', 'Pix*']);
    await send(element, 1);
    await says(element, 'Se guardaron los cambios.');
    expect(sent().at(-1)?.body).to.include({ version: 5 });
  });

  it('are closed and opened, and say where there are none', async () => {
    server.settings.payments = [mexico];
    const element = await show();
    const turn = (label: string) => {
      Array.from(element.renderRoot.querySelectorAll<HTMLElement>('.card .button'))
        .find((one) => one.textContent.trim() === label)!
        .click();
    };
    turn('Cerrar la cuenta');
    await says(element, 'Cerrada');
    turn('Abrir la cuenta');
    await says(element, 'Recibe pagos');
    clear();
    server = new StandIn();
    server.session = operator;
    expect(text(await show('', '.card .notice'))).to.contain('Todavía no hay una cuenta de cobro.');
  });
});
