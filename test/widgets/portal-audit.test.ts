import { expect } from '@open-wc/testing';
import type { AuditEntry, AuditRow } from '#contract/audit';
import type { PortalAudit } from '../../widgets/index.ts';
import { administrator } from './stand-in-contacts.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  announced,
  catchDownloads,
  clear,
  expectAccessible,
  find,
  focused,
  rowTexts,
  settled,
  shower,
  text,
  waitUntil,
} from './support.ts';

const auditor = { ...administrator, permissions: ['audit.view' as const] };
const row = (id: string, more: Partial<AuditRow> = {}): AuditRow => ({
  id,
  at: '2026-11-20T15:05:00Z',
  event: 'account.permissions_changed',
  by: { kind: 'staff', name: 'Nilo Cantera' },
  behalf: null,
  customer: { number: '1002945', name: 'Materiales del Bajío' },
  record: { id: '00000000-0000-4000-8000-000000000001', name: 'Compras 1' },
  browser: 'Firefox',
  system: 'Windows',
  network: '192.0.2.0/24',
  ...more,
});
const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...row(id),
  changes: [
    {
      field: 'grants',
      before: [{ permission: 'orders.view', scope: 'customer' }],
      after: [
        { permission: 'orders.view', scope: 'customer' },
        { permission: 'invoices.view', scope: 'own' },
      ],
    },
  ],
  requestId: 'req-9',
  ...more,
});

describe('portal-audit', () => {
  let server: StandIn;
  const show = shower<PortalAudit>('audit', () => server);
  const set = async (element: PortalAudit, id: string, value: string) => {
    const control = find<HTMLInputElement>(element, `#${id}`);
    control.value = value;
    control.dispatchEvent(new Event('input'));
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const lines = (element: PortalAudit) => rowTexts(element);

  beforeEach(() => {
    server = new StandIn();
    server.session = auditor;
    server.answers['GET /audit'] = {
      body: {
        items: [
          row('30'),
          row('29', {
            event: 'sync.applied',
            by: { kind: 'key', name: null },
            customer: null,
            record: { id: 'orders', name: null },
            browser: null,
            system: null,
          }),
          row('28', { event: 'comes.later', by: { kind: 'public', name: null } }),
        ],
        nextCursor: null,
      },
    };
    server.answers['GET /audit/30'] = { body: entry('30') };
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', location.pathname);
  });

  it('lists what was done in words, the newest first', async () => {
    const element = await show();
    await waitUntil(() => text(element).includes('3 acciones'));
    const [first, second, third] = lines(element);
    expect(first).to.contain('Cambió los permisos').and.contain('Nilo Cantera');
    expect(first)
      .to.contain('Materiales del Bajío')
      .and.contain('Firefox en Windows · 192.0.2.0/24');
    expect(second).to.contain('Actualizó datos desde el ERP').and.contain('El ERP');
    expect(third).to.contain('Otra acción').and.contain('Sin iniciar sesión');
    await expectAccessible(element);
  });

  it('opens to what was changed, before and after, and back to the row', async () => {
    const element = await show();
    await waitUntil(() => lines(element).length === 3);
    find(element, '[data-record="30"]').click();
    await waitUntil(() => text(element).includes('Antes'));
    await settled(element, 'ready');
    expect(find(element, '.record-title').textContent).to.contain('Cambió los permisos');
    expect(text(element)).to.contain('Permisos').and.contain('req-9').and.contain('Compras 1');
    const [change] = lines(element);
    expect(change).to.contain('ver pedidos').and.contain('ver facturas, solo lo suyo');
    await expectAccessible(element);
    find(element, '.root > .button').click();
    await waitUntil(() => focused(element)?.matches('[data-record="30"]') ?? false);
  });

  it('shows fields without words and values of any kind', async () => {
    server.answers['GET /audit/30'] = {
      body: entry('30', {
        changes: [
          { field: 'surprise', before: null, after: { deep: [1, null, true] } },
          { field: 'mailed', before: null, after: false },
        ],
        behalf: 'Materiales del Bajío',
      }),
    };
    const element = await show('open="30"');
    await waitUntil(() => lines(element).length === 2);
    const [surprise, mailed] = lines(element);
    expect(surprise).to.contain('surprise').and.contain('deep: 1; –; Sí');
    expect(mailed).to.contain('Enviado por correo').and.contain('No');
    expect(text(element)).to.contain('En nombre de').and.not.contain('Antes');
  });

  it('searches with the filters and keeps them in the address', async () => {
    const element = await show('address="bitacora"');
    await set(element, 'what', 'account');
    await set(element, 'kind', 'contact');
    await set(element, 'from', '2026-01-01');
    await set(element, 'customer', ' 1002945 ');
    await set(element, 'record', 'compras');
    await set(element, 'q', 'nilo');
    find(element, '.filter .primary').click();
    await waitUntil(() => server.called('/audit').length === 2);
    const asked = Object.fromEntries(server.called('/audit')[1]!.query);
    expect(asked).to.include({
      what: 'account',
      kind: 'contact',
      from: '2026-01-01',
      customer: '1002945',
      record: 'compras',
      who: 'nilo',
    });
    clear();
    const again = await show('address="bitacora"');
    await waitUntil(() => server.called('/audit').length === 3);
    expect(server.called('/audit')[2]!.query.get('record')).to.equal('compras');
    expect(find<HTMLInputElement>(again, '#record').value).to.equal('compras');
  });

  it('asks for another end of a period that ends before it begins', async () => {
    const element = await show();
    await set(element, 'from', '2026-02-02');
    await set(element, 'to', '2026-02-01');
    find(element, '.filter .primary').click();
    await waitUntil(() => focused(element)?.id === 'to');
    expect(announced(element)).to.contain('anterior');
    expect(server.called('/audit')).to.have.length(1);
  });

  it('exports what was found', async () => {
    const { saved, stop } = catchDownloads();
    server.answers['GET /exports/audit'] = { file: 'a,b' };
    const element = await show('what="account"');
    await waitUntil(() => lines(element).length === 3);
    find(element, '.exports .button').click();
    await waitUntil(() => server.called('/exports/audit').length === 1);
    const { query } = server.called('/exports/audit')[0]!;
    expect([query.get('what'), query.get('locale')]).to.deep.equal(['account', 'es']);
    await waitUntil(() => saved.length === 1);
    expect((await saved[0]!).name).to.match(/^bitacora_\d{8}\.csv$/);
    stop();
  });

  it('is closed to customers, and asks nothing for them', async () => {
    server.session = contact;
    const element = await show('', 'forbidden');
    expect(text(element)).to.contain('Sin permiso');
    expect(server.called('/audit')).to.have.length(0);
  });

  it('speaks Portuguese', async () => {
    const element = await show('locale="pt"');
    await waitUntil(() => text(element).includes('3 ações'));
    expect(lines(element)[0]).to.contain('Alterou as permissões');
  });
});
