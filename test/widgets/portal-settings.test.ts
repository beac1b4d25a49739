import { expect } from '@open-wc/testing';
import type { PortalSettings } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { apiKey, deliveryOf, intake, operator, webhookOf } from './stand-in-settings.ts';
import {
  announced,
  asked,
  catchDownloads,
  clear,
  enter,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  rowTexts,
  says,
  settled,
  submit,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('portal-settings', () => {
  let server: StandIn;
  const show = async (more = '', ready = '.card form, .card table') => {
    const element = await mount<PortalSettings>(
      `<portal-settings api="${server.api}" ${more}></portal-settings>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector(ready) !== null, `no ${ready}`);
    return element;
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = operator;
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  describe('the frame', () => {
    it('lists the cards that the person may open, and keeps the open one in the address', async () => {
      const element = await show('address="tema"');
      const names = () =>
        Array.from(
          element.renderRoot.querySelectorAll<HTMLElement>('[data-card]'),
          (one) => one.dataset.card,
        );
      expect(names()).to.deep.equal([
        'sites',
        'keys',
        'webhooks',
        'erp',
        'statuses',
        'departments',
        'calendars',
        'approvals',
        'access',
        'bank',
        'mail',
        'messages',
        'payments',
        'fiscal',
      ]);
      find(element, '[data-card=access]').click();
      await waitUntil(() => element.shadowRoot!.querySelector('#idle') !== null);
      expect(new URL(location.href).searchParams.get('tema')).to.equal('access');
      expect(focused(element)).to.equal(find(element, '.card-title'));
      clear();
      const again = await show('address="tema"', '#idle');
      expect(again.open).to.equal('access');
      clear();
      history.replaceState(null, '', location.pathname);
      server = new StandIn();
      server.session = { ...operator, permissions: ['keys.manage'] };
      const keys = await show('', '.part');
      expect(keys.renderRoot.querySelectorAll('[data-card]').length).to.equal(2);
      expect(text(keys)).to.contain('Claves de API').and.not.contain('Sitios');
      expect(server.called('/settings/sites')).to.deep.equal([]);
    });

    it('is closed to who may neither, and asks the server for nothing', async () => {
      server.session = contact;
      await mount<PortalSettings>(
        `<portal-settings api="${server.api}"></portal-settings>`,
        'forbidden',
      );
      expect(server.calls.every(({ path }) => path === '/portal')).to.equal(true);
    });

    it('shows the list, then the card with a way back, where there is little room', async () => {
      const element = await show('style="width: 22em"', '.card');
      expect(getComputedStyle(find(element, '.card')).display).to.equal('none');
      find(element, '[data-card=mail]').click();
      await waitUntil(() => element.shadowRoot!.querySelector('#replyTo') !== null);
      expect(getComputedStyle(find(element, '.topics')).display).to.equal('none');
      await press(element, 'Todos los temas');
      await element.updateComplete;
      expect(element.open).to.equal('');
      expect(focused(element)).to.equal(find(element, '[data-card=mail]'));
    });

    it('forgets what was typed when another person is here', async () => {
      const element = await show();
      write(element, '#site', 'https://a.example');
      server.session = { ...operator, person: { name: 'Otra', login: 'otra' } };
      await element.refresh();
      await waitUntil(
        () => element.shadowRoot!.querySelector<HTMLInputElement>('#site')?.value === '',
      );
    });
  });

  describe('sites', () => {
    it('are added and, once it was asked for, removed; the own one and that of the mails are not', async () => {
      server.settings.sites.origins.push('https://vieja.example');
      const element = await show();
      await expectAccessible(element);
      expect(element.renderRoot.querySelectorAll('[aria-label^="Quitar "]').length).to.equal(1);
      write(element, '#site', ' https://nueva.example ');
      await submit(element, '.row');
      await says(element, 'https://nueva.example ya puede mostrar el portal.');
      expect(server.body('/settings/sites')).to.deep.equal({ origin: 'https://nueva.example' });
      await press(element, 'Quitar https://vieja.example');
      await asked(element);
      expect(text(element)).to.contain('dejará de funcionar de inmediato');
      await submit(element, 'dialog form');
      await says(element, 'https://vieja.example ya no puede');
      expect(server.settings.sites.origins).to.not.contain('https://vieja.example');
    });

    it('are refused at the field, with the rule', async () => {
      server.answers['POST /settings/sites'] = {
        status: 400,
        body: {
          code: 'invalid_input',
          errors: [{ path: 'body.origin', rule: 'origin_wildcard' }],
        },
      };
      const element = await show();
      write(element, '#site', 'https://*.a.example');
      await submit(element, '.row');
      await says(element, 'No se admiten comodines');
      expect(find<HTMLInputElement>(element, '#site').value).to.equal('https://*.a.example');
      expect(focused(element)).to.equal(find(element, '#site'));
    });

    it('keep what was typed where somebody else was quicker', async () => {
      const element = await show();
      server.settings.sites = {
        ...server.settings.sites,
        version: 9,
        page: 'https://www.aqua.example/b',
      };
      write(element, '#page', 'https://www.aqua.example/c');
      await submit(element, '.part + .part form');
      await says(element, 'Esto cambió mientras tanto');
      expect(find<HTMLInputElement>(element, '#page').value).to.equal('https://www.aqua.example/c');
      await submit(element, '.part + .part form');
      await says(element, 'Se guardaron los cambios.');
      expect(server.body('/settings/page')).to.deep.equal({
        version: 9,
        page: 'https://www.aqua.example/c',
      });
    });

    it('are checked from inside of the page', async () => {
      const element = await show();
      await press(element, 'Comprobar');
      await waitUntil(() => element.shadowRoot!.querySelector('#page-checks') !== null);
      const checks = find(element, '#page-checks');
      expect(checks.textContent).to.contain(`${location.origin} está en la lista: en orden`);
      expect(announced(element)).to.match(/^\d de 6 puntos en orden/);
      server.settings.sites.origins = ['https://www.aqua.example'];
      clear();
      const other = await show();
      await press(other, 'Comprobar');
      await says(other, `${location.origin} está en la lista: falta`);
    });
  });

  describe('webhooks', () => {
    it('are added, and their secret shown until that was seen', async () => {
      const element = await show('open="webhooks"', '.part');
      await says(element, 'Todavía no se avisa');
      await press(element, 'Agregar una dirección');
      await element.updateComplete;
      write(element, '#name', 'ERP producción');
      write(element, '#url', ' https://erp.example/avisos ');
      // The second before the first is drawn, and undone again.
      const boxes = element.shadowRoot!.querySelectorAll<HTMLElement>(
        '[aria-describedby=kinds-note] input',
      );
      for (const at of [0, 1, 1]) boxes[at]!.click();
      await element.updateComplete;
      await expectAccessible(element);
      await submit(element, '.editing');
      await says(element, 'whsec_sEcReT');
      expect(server.body('/webhooks')).to.deep.equal({
        name: 'ERP producción',
        url: 'https://erp.example/avisos',
        kinds: ['erp.task'],
      });
      expect(announced(element)).to.not.contain('sEcReT');
      await press(element, 'Ya la guardé');
      await element.updateComplete;
      expect(text(element)).to.not.contain('sEcReT');
    });

    it('are turned off and on, tested, and what was told is shown and sent again', async () => {
      server.settings.webhooks = [webhookOf(1, { failed: 1 })];
      server.settings.deliveries = [deliveryOf()];
      const element = await show('open="webhooks"');
      await expectAccessible(element);
      expect(text(element)).to.contain('1 sin entregar');
      await press(element, 'Apagar Sistema 1');
      await says(element, 'ya no recibe avisos');
      expect(server.body(`/webhooks/${webhookOf(1).id}`)).to.deep.equal({
        version: 1,
        state: 'off',
      });
      await press(element, 'Encender Sistema 1');
      await says(element, 'vuelve a recibir avisos');
      await press(element, 'Probar Sistema 1');
      await says(element, 'La prueba va en camino');
      await waitUntil(() => text(element).includes('HTTP 503'));
      await expectAccessible(element);
      await press(element, 'Enviar de nuevo');
      await says(element, 'Se envía de nuevo');
      await press(element, 'Todas las direcciones');
      await element.updateComplete;
      await press(element, 'Quitar Sistema 1');
      await asked(element);
      await submit(element, 'dialog form');
      await says(element, 'Se quitó “Sistema 1”');
      expect(text(element)).to.contain('Todavía no se avisa');
    });
  });

  describe('keys', () => {
    it('are made, and shown until that was seen', async () => {
      const element = await show('open="keys"');
      await expectAccessible(element);
      await press(element, 'Crear clave');
      await element.updateComplete;
      write(element, '#name', 'ERP nuevo');
      write(element, '#networks', '203.0.113.0/24\n203.0.113.7');
      find(element, '[name=life]').click();
      await element.updateComplete;
      await expectAccessible(element);
      await submit(element, '.editing');
      await says(element, 'sEcReT');
      expect(server.body('/keys')).to.deep.include({
        name: 'ERP nuevo',
        networks: ['203.0.113.0/24', '203.0.113.7'],
        days: 30,
      });
      expect(announced(element)).to.not.contain('sEcReT');
      await press(element, 'Ya la guardé');
      await element.updateComplete;
      expect(text(element)).to.not.contain('sEcReT');
    });

    it('are replaced and revoked once it was asked for', async () => {
      server.settings.keys = [apiKey(1), apiKey(2, { state: 'revoked' })];
      const element = await show('open="keys"');
      expect(element.renderRoot.querySelectorAll('[aria-label^="Revocar "]').length).to.equal(1);
      await press(element, 'Rotar ERP 1');
      await asked(element);
      expect(text(element)).to.contain('sigue sirviendo 7 días');
      await submit(element, 'dialog form');
      await says(element, 'sEcReT');
      expect(server.body(`/keys/${apiKey(1).id}/rotation`)).to.deep.equal({ days: 90 });
      await press(element, 'Ya la guardé');
      await waitUntil(() => text(element).includes('Reemplazada'));
      await press(element, 'Revocar ERP 1');
      await asked(element);
      expect(text(element)).to.contain('no se puede deshacer');
      await submit(element, 'dialog form');
      await says(element, 'Se revocó la clave');
    });

    it('ask for the last day where that is chosen', async () => {
      const element = await show('open="keys"');
      await press(element, 'Crear clave');
      await element.updateComplete;
      write(element, '#name', 'ERP');
      const lives = element.renderRoot.querySelectorAll<HTMLInputElement>('[name=life]');
      lives[3]!.click();
      await element.updateComplete;
      await submit(element, '.editing');
      await waitUntil(() => focused(element) === find(element, '#until'));
      expect(server.called('/keys').length).to.equal(1);
      write(element, '#until', '01/03/2099');
      await submit(element, '.editing');
      await says(element, 'sEcReT');
      expect(server.body('/keys')).to.deep.include({ until: '2099-03-01' });
    });
  });

  describe('the data of the ERP', () => {
    it('says how each stands, and what was refused, by key and rule', async () => {
      server.settings.intake = [
        intake({ entity: 'stock-readings', state: 'mute', rejected: 7 }),
        intake({ entity: 'companies', state: 'never', lastAt: null, usualSeconds: null }),
        intake(),
      ];
      server.settings.rejections = [
        {
          at: '2026-11-20T15:05:00Z',
          key: '4500012',
          errors: [{ path: 'amount', rule: 'decimal', bounds: {} }],
        },
        {
          at: '2026-11-20T15:04:00Z',
          key: null,
          errors: [{ path: 'name', rule: 'too_long', bounds: { max: 200 } }],
        },
      ];
      const element = await show('open="erp" address="tema"');
      const rows = rowTexts(element);
      expect(rows[0]).to.contain('Existencias').and.contain('Mudo').and.contain('cada 15 minutos');
      expect(rows[2]).to.contain('Sociedades').and.contain('Nunca ha llegado');
      await expectAccessible(element);
      await press(element, 'Ver rechazos de Pedidos');
      await says(element, '4500012');
      expect(text(element)).to.contain('amount').and.contain('Escriba un número.');
      expect(text(element)).to.contain('Use como máximo 200 caracteres.');
      expect(text(element)).to.contain('al volver a enviarlo');
      expect(new URL(location.href).searchParams.get('tema.entity')).to.equal('orders');
      const files = catchDownloads();
      await press(element, 'CSV');
      await waitUntil(() => files.saved.length === 1);
      files.stop();
      expect((await files.saved[0]!).name).to.equal('Rechazos Pedidos.csv');
      await expectAccessible(element);
    });
  });

  describe('statuses', () => {
    it('without a meaning stand on top and get one; others change once the effect was told', async () => {
      server.settings.codes = [
        {
          kind: 'order',
          code: 'ZZ9',
          status: null,
          orders: { count: 0, more: false },
          refused: { firstAt: '2026-11-19T15:05:00Z', lastAt: '2026-11-20T15:05:00Z', times: 12 },
        },
        {
          kind: 'order',
          code: 'A0',
          status: 'pending',
          orders: { count: 7, more: false },
          refused: null,
        },
      ];
      const element = await show('open="statuses"');
      await expectAccessible(element);
      expect(find(element, '.part-title').textContent).to.equal('Códigos sin significado');
      const choose = async (index: number, value: string) => {
        const control = element.renderRoot.querySelectorAll<HTMLSelectElement>('td select')[index]!;
        control.value = value;
        control.dispatchEvent(new Event('change'));
        await element.updateComplete;
      };
      await choose(0, 'released');
      await press(element, 'Guardar el significado de ZZ9');
      await says(element, 'ZZ9 se lee ahora “Liberado”.');
      expect(server.body('/settings/statuses')).to.deep.equal({
        kind: 'order',
        code: 'ZZ9',
        status: 'released',
        was: null,
      });
      await choose(0, 'cancelled');
      await press(element, 'Guardar el significado de A0');
      await asked(element);
      expect(text(element)).to.contain('7 pedidos pasarán de “Pendiente” a “Cancelado”');
      await submit(element, 'dialog form');
      await says(element, 'A0 se lee ahora “Cancelado”.');
    });
  });

  describe('access', () => {
    it('is saved as a whole, within its bounds', async () => {
      const element = await show('open="access"');
      await expectAccessible(element);
      find(element, '[name=policy]').click();
      write(element, '#idle', '4');
      await submit(element, '.card form');
      await says(element, 'Escriba un número entero de 5 a 480.');
      expect(server.called('/settings/access').length).to.equal(1);
      write(element, '#idle', '20');
      write(element, '#life', '8');
      await submit(element, '.card form');
      await says(element, 'Se guardaron los cambios.');
      expect(server.body('/settings/access')).to.deep.equal({
        version: 1,
        passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' },
        resetBy: 'link',
        idleMinutes: 20,
        lifeMinutes: 480,
      });
    });
  });

  describe('messages', () => {
    it('say which mailbox they reach, and how answers by mail come in', async () => {
      const element = await show('open="messages"', '#domain');
      write(element, '#mailbox', ' trafico@aqua.example ');
      write(element, '#domain', 'respuestas.aqua.example');
      await element.updateComplete;
      expect(text(element)).to.include('r-…@respuestas.aqua.example');
      await submit(element, '.card form');
      await says(element, 'Se guardaron los cambios.');
      expect(server.body('/settings/messages')).to.deep.equal({
        version: 1,
        mailbox: 'trafico@aqua.example',
        domain: 'respuestas.aqua.example',
        form: 'plus',
      });
    });
  });

  describe('what was typed and not sent', () => {
    beforeEach(() => history.replaceState(null, ''));

    it('is there after a reload, though somebody saved the same card meanwhile', async () => {
      const first = await show('open="messages"', '#domain');
      enter(first, '#mailbox');
      write(first, '#mailbox', 'trafico@aqua.example');
      await waitUntil(() => JSON.stringify(history.state)?.includes('trafico@'), 'never kept');
      clear();
      server.answers['GET /settings/messages'] = {
        body: { version: 2, mailbox: null, domain: 'otro.aqua.example', form: 'plus' },
      };
      const again = await show('open="messages"', '#domain');
      const value = (selector: string) => find<HTMLInputElement>(again, selector).value;
      await waitUntil(() => value('#mailbox') === 'trafico@aqua.example', 'is not there');
      expect(value('#domain'), 'what somebody else saved stays').to.equal('otro.aqua.example');
    });
  });

  describe('fiscal files', () => {
    it('become invoices once somebody saw how many will', async () => {
      const kept = { version: 3, invoicesFromFiles: false, waiting: 12, unread: 0 };
      server.answers['GET /settings/fiscal'] = { body: kept };
      server.answers['PUT /settings/fiscal'] = {
        body: { ...kept, version: 4, invoicesFromFiles: true, unread: 12 },
      };
      const element = await show('open="fiscal"', '[name=invoices-from-files]');
      await expectAccessible(element);
      find(element, '[name=invoices-from-files]').click();
      await says(element, '12 documentos que hoy no tienen factura');
      await expectAccessible(element);
      await submit(element, '.card form');
      await says(element, 'Se guardaron los cambios.');
      expect(server.body('/settings/fiscal')).to.deep.equal({
        version: 3,
        invoicesFromFiles: true,
      });
      await says(element, 'Falta leer 12 archivos');
    });
  });

  describe('mail', () => {
    it('is from the sender that is saved, and a test tells what the relay said', async () => {
      const element = await show('open="mail"');
      await expectAccessible(element);
      write(element, '#name', 'Aqua');
      write(element, '#address', 'portal@aqua.example');
      await submit(element, '.card form');
      await says(element, 'Se guardaron los cambios.');
      expect(server.body('/settings/mail')).to.deep.equal({
        version: 1,
        from: { name: 'Aqua', address: 'portal@aqua.example' },
        replyTo: null,
      });
      await press(element, 'Enviarme una prueba');
      await says(element, 'la aceptó para bruma.salina@aqua.example');
      expect(text(element)).to.contain('250 queued');
    });
  });

  it('speaks Portuguese as well', async () => {
    const element = await show('locale="pt" open="access"');
    await settled(element, 'ready');
    expect(text(element)).to.contain('Configuração do portal').and.contain('Minutos sem atividade');
  });
});
