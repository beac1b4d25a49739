import { expect } from '@open-wc/testing';
import { staffGrantable, staffProfiles } from '#contract/permissions';
import type { PortalContacts, PortalStaff } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { contactDetail } from './stand-in-contacts.ts';
import { owner, staffDetail, staffRequest, staffRow } from './stand-in-staff.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  rowTexts,
  settled,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('portal-staff', () => {
  let server: StandIn;
  const show = shower<PortalStaff>('staff', () => server);
  const open = async () => {
    const element = await show(`open="${server.staff.detail.id}"`);
    await waitUntil(() => element.shadowRoot!.querySelector('.right-areas') !== null);
    return element;
  };
  const tick = async (element: PortalStaff, permission: string) => {
    find(element, `input[name="${permission}"]`).click();
    await element.updateComplete;
  };
  const difference = (element: PortalStaff) =>
    find(element, '.difference').textContent!.replace(/\s+/g, ' ').trim();
  const path = () => `/staff/${server.staff.detail.id}`;
  const save = async (element: PortalStaff) => {
    find(element, '.access-bar .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('.access-bar .notice') !== null);
  };

  beforeEach(() => {
    server = new StandIn();
    server.session = owner;
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  describe('the list', () => {
    it('says of each its role, its portfolio and how its access stands', async () => {
      server.staff.rows = [
        staffRow(1, { self: true }),
        staffRow(2, { role: null, permissions: 3, portfolio: { all: true, customers: 9 } }),
        staffRow(3, { role: null, permissions: 0, portfolio: { all: false, customers: 0 } }),
        staffRow(4, { role: 'owner', state: 'inactive', portfolio: { all: false, customers: 1 } }),
      ];
      const element = await show();
      const rows = rowTexts(element);
      expect(rows[0]).to.match(/Persona 1 \(usted\).*Activo.*Ventas y servicio.*3 clientes/);
      expect(rows[1]).to.match(/A medida.*Todos los clientes/);
      expect(rows[2]).to.match(/Sin permisos.*Ningún cliente/);
      expect(rows[3]).to.match(/Inactivo.*Propietario del portal.*1 cliente(?!s)/);
      await expectAccessible(element);
    });

    it('is searched by state, role and text, which the address has', async () => {
      const element = await show();
      write(element, 'input[type=search]', 'iris');
      const role = find<HTMLSelectElement>(element, '#role');
      role.value = 'access';
      role.dispatchEvent(new Event('change'));
      find<HTMLFormElement>(element, 'form').requestSubmit();
      await waitUntil(() => server.called('/staff').length > 1);
      const { query } = server.called('/staff').at(-1)!;
      expect([query.get('q'), query.get('role')]).to.deep.equal(['iris', 'access']);
      expect(element.roleSet).to.equal('access');
    });

    it('is closed to a contact and to staff that does not give access', async () => {
      for (const session of [contact, { ...owner, permissions: ['statement.view' as const] }]) {
        server.session = session;
        await show('', 'forbidden');
        expect(server.called('/staff')).to.have.length(0);
        clear();
      }
    });
  });

  describe('permissions and portfolio', () => {
    it('say in words what a change gives and takes, save it, and undo it', async () => {
      const element = await open();
      await tick(element, 'statement.view');
      await tick(element, 'orders.export');
      expect(difference(element)).to.equal(
        'Gana: ver el estado de cuenta. Pierde: exportar pedidos.',
      );
      await save(element);
      const { version, permissions } = server.body(path()) as {
        version: number;
        permissions: string[];
      };
      expect(version).to.equal(4);
      expect(permissions.toSorted()).to.deep.equal(
        [
          ...staffProfiles.sales.filter((one) => one !== 'orders.export'),
          'statement.view',
        ].toSorted(),
      );
      expect(announced(element)).to.contain('Se guardó');
      find(element, '.access-bar .notice .button').click();
      await waitUntil(() => text(element).includes('Quedó como estaba'));
      expect(
        (server.body(path()) as { permissions: string[] }).permissions.toSorted(),
      ).to.deep.equal([...staffProfiles.sales].toSorted());
      await expectAccessible(element);
    });

    it('keep both of two that are ticked before they are drawn again', async () => {
      const element = await open();
      for (const name of ['statement.view', 'orders.export'])
        find(element, `[name="${name}"]`).click();
      await element.updateComplete;
      expect(difference(element)).to.equal(
        'Gana: ver el estado de cuenta. Pierde: exportar pedidos.',
      );
    });

    it('follow a role, which leaves alone what takes two persons', async () => {
      server.staff.detail = staffDetail(1, { permissions: ['orders.view', 'impersonate'] });
      const element = await open();
      const role = find<HTMLSelectElement>(element, '#role');
      expect(role.value).to.equal('custom');
      role.value = 'access';
      role.dispatchEvent(new Event('change'));
      await element.updateComplete;
      await save(element);
      expect(
        (server.body(path()) as { permissions: string[] }).permissions.toSorted(),
      ).to.deep.equal([...staffProfiles.access, 'impersonate'].toSorted());
    });

    it('offer no role that the reader cannot give, and lock what it cannot', async () => {
      const held: readonly string[] = staffProfiles.access;
      server.staff.detail = staffDetail(1, {
        permissions: [],
        role: null,
        grantable: staffGrantable.map((permission) => ({
          permission,
          may: held.includes(permission),
          lock: held.includes(permission) ? null : 'not_held',
          twoPersons: permission === 'impersonate',
        })),
      });
      const element = await open();
      const roles = [...find<HTMLSelectElement>(element, '#role').options].map(
        ({ value }) => value,
      );
      expect(roles).to.deep.equal(['none', 'access']);
      expect(find<HTMLInputElement>(element, 'input[name="orders.view"]').disabled).to.equal(true);
      expect(text(element)).to.contain('Usted no tiene este permiso, por eso no puede otorgarlo.');
      await expectAccessible(element);
    });

    it('say what a second person has to confirm, before and after', async () => {
      const element = await open();
      await tick(element, 'impersonate');
      expect(difference(element)).to.equal(
        'Se pedirá a una segunda persona: ver el portal como un contacto (solo lectura).',
      );
      await save(element);
      await waitUntil(() =>
        text(element).includes('espera la confirmación de una segunda persona'),
      );
      expect(text(element)).to.contain('Lo pidió usted: debe confirmarlo otra persona.');
      const acts = [...element.shadowRoot!.querySelectorAll('.requests .button')];
      expect(acts.map(({ textContent }) => textContent.trim())).to.deep.equal(['Retirar']);
    });

    it('change the portfolio: all of them, an executive’s, and some by hand', async () => {
      const element = await open();
      write(element, '#customer', '1003001');
      find<HTMLFormElement>(element, '.add-customer').requestSubmit();
      await element.updateComplete;
      find(element, '.by-hand .button').click();
      write(element, '#executive', 'EJ-02');
      await element.updateComplete;
      expect(difference(element)).to.equal('Cambia la cartera.');
      await save(element);
      const { version: _, ...sent } = server.body(path()) as Record<string, unknown>;
      expect(sent).to.deep.equal({ customers: ['1003001'], executive: 'EJ-02' });
      find(element, 'input[name=all]').click();
      await element.updateComplete;
      expect(element.shadowRoot!.querySelector('#customer')).to.equal(null);
      find(element, '.access-bar .primary').click();
      await waitUntil(() => (server.body(path()) as { all?: boolean }).all === true);
    });

    it('keep what was typed where a customer is nobody’s, and say it at the field', async () => {
      server.staff.unknown = ['99'];
      const element = await open();
      write(element, '#customer', '99');
      find<HTMLFormElement>(element, '.add-customer').requestSubmit();
      await element.updateComplete;
      find(element, '.access-bar .primary').click();
      await waitUntil(() => element.shadowRoot!.querySelector('#customer[aria-invalid]') !== null);
      expect(text(element)).to.contain('No se encontró este cliente entre los suyos.');
      expect(focused(element)!.id).to.equal('customer');
      expect(element.shadowRoot!.querySelectorAll('.by-hand li')).to.have.length(2);
    });

    it('keep what was changed where somebody else was quicker', async () => {
      const element = await open();
      await tick(element, 'statement.view');
      server.staff.detail = { ...server.staff.detail, version: 9, name: 'Otro Nombre' };
      await save(element);
      expect(text(element)).to.contain('Estos datos cambiaron mientras tanto');
      expect(text(element)).to.contain('Otro Nombre');
      expect(difference(element)).to.contain('Gana: ver el estado de cuenta');
      find(element, '.access-bar .primary').click();
      await waitUntil(() => (server.body(path()) as { version?: number }).version === 9);
    });

    it('give all customers only where the reader looks after all', async () => {
      server.staff.detail = staffDetail(1, { mayGiveAll: false });
      const element = await open();
      expect(find<HTMLInputElement>(element, 'input[name=all]').disabled).to.equal(true);
      expect(find<HTMLInputElement>(element, '#executive').readOnly).to.equal(true);
    });
  });

  describe('what waits for a second person', () => {
    it('is confirmed after a question, or refused', async () => {
      server.staff.requests = [
        staffRequest(1),
        staffRequest(2, { lock: 'not_held', mayRefuse: false }),
      ];
      const element = await show();
      await waitUntil(() => element.shadowRoot!.querySelectorAll('.requests li').length === 2);
      const acts = () => [
        ...element.shadowRoot!.querySelectorAll<HTMLElement>('.requests li .button'),
      ];
      expect(acts().map(({ textContent }) => textContent.trim())).to.deep.equal([
        'Confirmar',
        'Rechazar',
      ]);
      await expectAccessible(element);
      acts()[0]!.click();
      await waitUntil(() => element.shadowRoot!.querySelector('dialog')?.open ?? false);
      expect(find(element, 'dialog').textContent).to.match(
        /Persona 1 podrá ver el portal como un contacto/,
      );
      const { id } = server.staff.requests[0]!;
      expect(server.called(`/staff-requests/${id}/confirmation`)).to.have.length(0);
      find(element, 'dialog .primary').click();
      await waitUntil(() => text(element).includes('tiene el permiso desde ahora'));
      expect(server.called(`/staff-requests/${id}/confirmation`)).to.have.length(1);
      await waitUntil(() => acts().length === 0);
    });
  });

  it('adds somebody, who is then open', async () => {
    const element = await show('open="new"');
    await waitUntil(() => element.shadowRoot!.querySelector('#login') !== null);
    find<HTMLFormElement>(element, '.person-form').requestSubmit();
    await waitUntil(() => element.shadowRoot!.querySelector('[aria-invalid=true]') !== null);
    expect(server.called('/staff').filter(({ method }) => method === 'POST')).to.have.length(0);
    write(element, '#name', 'Nueva Persona');
    write(element, '#email', 'nueva@aqua.example');
    find<HTMLFormElement>(element, '.person-form').requestSubmit();
    await waitUntil(() => element.shadowRoot!.querySelector('.right-areas') !== null);
    const added = server.called('/staff').find(({ method }) => method === 'POST');
    expect(added!.body).to.deep.equal({
      name: 'Nueva Persona',
      email: 'nueva@aqua.example',
      locale: null,
    });
    expect(text(element)).to.contain('Nueva Persona');
  });

  it('switches somebody off after a question', async () => {
    const element = await open();
    find(element, '.menu > summary').click();
    const off = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.menu button')].at(-1)!;
    off.click();
    await waitUntil(() => element.shadowRoot!.querySelector('dialog')?.open ?? false);
    expect(server.called(`${path()}/deactivation`)).to.have.length(0);
    find(element, 'dialog .primary').click();
    await waitUntil(() => text(element).includes('Inactivo'));
  });

  it('speaks Portuguese', async () => {
    document.documentElement.lang = 'pt';
    const element = await open();
    expect(text(element)).to.contain('Permissões e carteira');
    await tick(element, 'statement.view');
    expect(difference(element)).to.match(/^Ganha: /);
  });
});

describe('looking as a contact', () => {
  let server: StandIn;
  const bar = () => {
    for (const host of document.querySelectorAll('portal-contacts, portal-staff'))
      for (const box of host.shadowRoot?.children ?? []) {
        const found = box.shadowRoot?.querySelector<HTMLElement>('.viewing');
        if (found) return found;
      }
    return null;
  };
  beforeEach(() => {
    server = new StandIn();
    server.session = owner;
    server.contacts.detail = contactDetail(1, { actions: ['access', 'impersonate'] });
  });
  afterEach(clear);

  it('asks for a reason, shows one bar with both names, and ends it there', async () => {
    const { id } = server.contacts.detail;
    const element = await mount<PortalContacts>(
      `<portal-contacts api="${server.api}" open="${id}"></portal-contacts><portal-staff api="${server.api}"></portal-staff>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector('.menu') !== null);
    await press(element, 'Ver como esta persona');
    await waitUntil(() => element.shadowRoot!.querySelector('dialog')?.open ?? false);
    find(element, 'dialog .primary').click();
    await waitUntil(() => element.shadowRoot!.querySelector('#reason[aria-invalid]') !== null);
    expect(server.called('/impersonations')).to.have.length(0);
    write(element, '#reason', 'Reporte 42');
    find(element, 'dialog .primary').click();
    await waitUntil(() => bar() !== null);
    expect(server.called('/impersonations')[0]!.body).to.deep.equal({
      contact: id,
      reason: 'Reporte 42',
    });
    const words = bar()!.textContent.replace(/\s+/g, ' ');
    expect(words).to.contain(contact.person.name);
    expect(words).to.contain('Delta Salinas');
    expect(words).to.match(/quedan (29|30):\d\d/);
    expect(bar()!.matches(':popover-open')).to.equal(true);
    const all = [...document.querySelectorAll('portal-contacts, portal-staff')].flatMap((host) =>
      [...host.shadowRoot!.children].filter((box) => box.shadowRoot?.querySelector('.viewing')),
    );
    expect(all).to.have.length(1);
    // This contact has no access to the list; it is said that it is so while looking.
    await settled(element, 'forbidden');
    expect(text(element)).to.contain('Está viendo el portal como otra persona');
    bar()!.querySelector('button')!.click();
    await waitUntil(() => bar() === null);
    await settled(element, 'ready');
    expect(server.session).to.equal(owner);
  });
});
