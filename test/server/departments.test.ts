// Departments: those that every tenant has, and those it names itself, wherever they are chosen and shown.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Department, Departments } from '#contract/departments';
import type { MessageDesk, ThreadDetail } from '#contract/messages';
import type { ServiceDesk, ServiceRequest } from '#contract/service';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let admin: Api;
let other: Api;
before(async () => {
  running = await startPortal();
  admin = await staffSession(running, 'jefa', {
    permissions: ['settings.manage', 'service.manage', 'messages.manage'],
  });
  other = await staffSession(running, 'chefe', { slug: 'sul', permissions: ['settings.manage'] });
});
after(() => running.close());

type Change = Partial<Pick<Department, 'version' | 'contacts' | 'signs' | 'retired'>> & {
  names?: Department['names'] | null;
};
const read = async (api = admin) => (await api<Departments>('GET /settings/departments')).body;
const find = async (key: string, api = admin) =>
  (await read(api)).items.find((one) => one.key === key);
const add = (names: Department['names'], contacts: unknown[] = [], api = admin) =>
  api<Departments>('POST /settings/departments', { body: { names, contacts } });
/** Changes what is named of a department, as the card does: the rest is sent as it stands. */
const set = async (key: string, change: Change) => {
  const now = (await find(key))!;
  const { version, contacts, signs, retired } = now;
  const names = now.builtIn ? null : now.names;
  return admin<Departments>(`PUT /settings/departments/${key}`, {
    body: { version, names, contacts, signs, retired, ...change },
  });
};
const remove = (key: string, api = admin) =>
  api<Departments>(`DELETE /settings/departments/${key}`);
const category = (code: string, department: string | null, version = 0) =>
  admin(`PUT /service-categories/${code}`, {
    body: {
      version,
      labels: { es: `Categoría ${code}` },
      icon: 'box',
      fields: [],
      visible: true,
      priority: 'normal',
      targets: {},
      department,
      erp: false,
    },
  });
const lastAudit = async () =>
  (
    await running.sql<{ record: string; detail: { before: object; after: object } }>(
      `select record, detail from audit_events where event = 'settings.changed' order by id desc limit 1`,
      'norte',
    )
  )[0]!;
const nowhere = { phone: null, extension: null, mailbox: null };

describe('departments', () => {
  test('are the built-in ones of each tenant, which keep their names and stay', async () => {
    for (const api of [admin, other])
      assert.deepEqual(
        (await read(api)).items.map(({ key, builtIn, names, signs, retired }) => [
          key,
          builtIn,
          names,
          signs,
          retired,
        ]),
        [
          ['customer_service', true, {}, ['access'], false],
          ['logistics', true, {}, [], false],
          ['receivables', true, {}, ['statements'], false],
        ],
      );
    assert.equal(
      refusal(await set('logistics', { names: { es: 'Otra' } })),
      '400 invalid_input body.names: not_allowed',
    );
    assert.equal(
      refusal(await set('logistics', { retired: true })),
      '400 invalid_input body.retired: not_allowed',
    );
    assert.equal(refusal(await remove('logistics')), '409 department_in_use');
  });

  test('of its own are named in each language, reached by company, and known by a key of their own', async () => {
    const { companies } = await read();
    const made = await add(
      { es: 'Logística de exportación', pt: 'Logística de exportação' },
      [
        { company: null, phone: '+52 00 0000 1000', extension: '4', mailbox: 'expo@norte.example' },
        { company: companies[0]!.code.toLowerCase(), ...nowhere, phone: '+52 00 0000 2000' },
        { company: companies[1]?.code ?? companies[0]!.code.toUpperCase(), ...nowhere },
      ].slice(0, companies[1] ? 3 : 2),
    );
    assert.equal(made.status, 201);
    const own = made.body.items.at(-1)!;
    assert.deepEqual(
      [own.key, own.names, own.builtIn, own.retired, own.signs, own.version],
      [
        'logistica_de_exportacion',
        { es: 'Logística de exportación', pt: 'Logística de exportação' },
        false,
        false,
        [],
        1,
      ],
    );
    // One that nobody said anything of is not kept.
    assert.deepEqual(own.contacts, [
      { company: null, phone: '+52 00 0000 1000', extension: '4', mailbox: 'expo@norte.example' },
      { company: companies[0]!.code, ...nowhere, phone: '+52 00 0000 2000' },
    ]);
    assert.equal(await find(own.key, other), undefined);
    assert.deepEqual(await lastAudit(), {
      record: `department ${own.key}`,
      detail: {
        before: {},
        after: {
          es: 'Logística de exportación',
          pt: 'Logística de exportação',
          retired: false,
          signs: '',
          contacts: [
            ';+52 00 0000 1000;4;expo@norte.example',
            `${companies[0]!.code.toLowerCase()};+52 00 0000 2000;;`,
            ...(companies[1] ? [`${companies[1].code};;;`] : []),
          ],
        },
      },
    });
    const changed = await set(own.key, { names: { es: 'Exportaciones' } });
    assert.equal(changed.status, 200);
    assert.deepEqual(
      [(await find(own.key))?.names, (await find(own.key))?.version],
      [{ es: 'Exportaciones' }, 2],
    );
    const { detail } = await lastAudit();
    assert.deepEqual(
      [(detail.before as { es: string }).es, (detail.after as { es: string }).es],
      ['Logística de exportación', 'Exportaciones'],
    );
    assert.equal((await remove(own.key)).status, 200);
    assert.equal(await find(own.key), undefined);
  });

  test('are refused with a name that is taken, none, or too long, a mailbox of no form and a company nobody knows', async () => {
    assert.equal((await add({ es: 'Garantías' })).status, 201);
    assert.equal(refusal(await add({ es: '  garantías ' })), '409 department_known');
    assert.equal(refusal(await add({ es: 'LOGÍSTICA' })), '409 department_known');
    assert.equal(refusal(await add({ pt: 'Contas a receber' })), '409 department_known');
    // Names are told apart by what is read: another language may say the same.
    assert.equal((await add({ pt: 'Garantías' })).body.items.at(-1)?.key, 'garantias_2');
    assert.equal(refusal(await add({})), '400 invalid_input body.names: required');
    assert.equal(
      refusal(await add({ es: 'x'.repeat(61) })),
      '400 invalid_input body.names.es: too_long',
    );
    const reached = (contact: object) =>
      add({ es: 'Nueva' }, [{ company: null, ...nowhere, ...contact }]);
    const slip = await reached({ mailbox: ' no es correo ' });
    // Its text says which mailbox is none.
    assert.deepEqual((slip.body as unknown as { errors: unknown }).errors, [
      { path: 'body.contacts.0.mailbox', rule: 'mailbox', params: { value: 'no es correo' } },
    ]);
    assert.equal(refusal(await reached({ company: 'NADIE', phone: '1' })), '404 not_found');
    assert.equal(
      refusal(
        await add({ es: 'Nueva' }, [
          { company: null, ...nowhere },
          { company: null, ...nowhere },
        ]),
      ),
      '400 invalid_input body.contacts: duplicate',
    );
    assert.equal((await add({ es: '123 !' })).body.items.at(-1)?.key, 'department');
    for (const key of ['garantias_2', 'department']) await remove(key);
  });

  test('are not written over where somebody was quicker, nor named beyond their number, nor by another tenant', async () => {
    const { version } = (await find('garantias'))!;
    await set('garantias', { names: { es: 'Garantías', pt: 'Garantias' } });
    const late = await set('garantias', { version });
    assert.equal(refusal(late), '409 record_changed');
    assert.equal(
      refusal(
        await other('PUT /settings/departments/garantias', {
          body: { version: 1, names: { es: 'X' }, contacts: [], signs: [], retired: false },
        }),
      ),
      '404 not_found',
    );
    assert.equal(refusal(await remove('garantias', other)), '404 not_found');
    const both = await Promise.all([add({ es: 'Doble' }), add({ es: 'Doble' })]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 409]);
    await remove('doble');
    await running.sql(
      `insert into departments (tenant_id, key, names) select id, 'n' || g, jsonb_build_object('es', 'N ' || g)
       from tenants, lateral generate_series(1, 60 - (select count(*)::int from departments d where d.tenant_id = tenants.id)) g where slug = 'norte'`,
      'norte',
    );
    assert.equal(refusal(await add({ es: 'Una más' })), '409 limit_reached');
    await running.sql(`delete from departments where key like 'n%' and not built_in`, 'norte');
  });

  test('need the right to manage settings', async () => {
    const clerk = await staffSession(running, 'empleado', { permissions: ['service.manage'] });
    assert.equal(refusal(await clerk('GET /settings/departments')), '403 forbidden');
    assert.equal(refusal(await add({ es: 'Mía' }, [], clerk)), '403 forbidden');
  });
});

describe('a department of the tenant’s own', () => {
  let thread: string;
  const detail = async () => (await admin<ThreadDetail>(`GET /threads/${thread}`)).body;
  const choose = async (department: string | null) =>
    admin(`PATCH /threads/${thread}`, { body: { version: (await detail()).version, department } });
  const offered = async () =>
    (await admin<MessageDesk>('GET /message-desk')).body.departments.map(({ key }) => key);

  test('can be chosen for conversations and categories, and queues are narrowed to it', async () => {
    assert.ok((await offered()).includes('garantias'));
    assert.equal((await category('g1', 'garantias')).status, 200);
    assert.equal(
      refusal(await category('g2', 'nadie')),
      '400 invalid_input body.department: not_allowed',
    );
    const desk = (await admin<ServiceDesk>('GET /service-desk')).body;
    assert.deepEqual(
      desk.departments.find(({ key }) => key === 'garantias'),
      {
        key: 'garantias',
        names: { es: 'Garantías', pt: 'Garantias' },
        retired: false,
      },
    );
    const contact = await signIn(running.url, 'todo');
    const asked = await contact<{ id: string }>('POST /service-requests', {
      body: { category: 'g1', subject: 'Cambio de pieza', text: 'Llegó rota' },
      headers: { 'Idempotency-Key': randomUUID() },
    });
    assert.equal(asked.status, 201);
    const queue = async (department: string) =>
      (
        await admin<{ items: ServiceRequest[] }>(`GET /service-queue?department=${department}`)
      ).body.items.map(({ id, desk: of }) => [id, of?.department?.key]);
    assert.deepEqual(await queue('garantias'), [[asked.body.id, 'garantias']]);
    assert.deepEqual(await queue('logistics'), []);
    const { items } = (await admin<{ items: ThreadDetail[] }>('GET /threads?department=garantias'))
      .body;
    assert.deepEqual(
      items.map(({ department }) => department?.names.pt),
      ['Garantias'],
    );
    thread = items[0]!.id;
  });

  test('stays while a category names it, with what refers to it told', async () => {
    assert.equal(refusal(await set('garantias', { retired: true })), '409 department_in_use');
    assert.equal(refusal(await remove('garantias')), '409 department_in_use');
    assert.deepEqual((await find('garantias'))?.uses, {
      categories: [{ es: 'Categoría g1' }],
      threads: 1,
      openThreads: 1,
    });
    assert.equal((await category('g1', null, 1)).status, 200);
    // A conversation still has it.
    assert.equal(refusal(await remove('garantias')), '409 department_in_use');
  });

  test('once retired names old conversations still, and nobody can choose it until it is back', async () => {
    assert.equal((await set('garantias', { retired: true })).status, 200);
    assert.deepEqual((await detail()).department, {
      key: 'garantias',
      names: { es: 'Garantías', pt: 'Garantias' },
      retired: true,
    });
    assert.ok(!(await offered()).includes('garantias'));
    // What it is already is no choice.
    assert.equal((await choose('garantias')).status, 200);
    assert.equal((await choose('logistics')).status, 200);
    const refused = '400 invalid_input body.department: not_allowed';
    assert.equal(refusal(await choose('garantias')), refused);
    assert.equal(refusal(await category('g1', 'garantias', 2)), refused);
    assert.equal((await set('garantias', { retired: false })).status, 200);
    assert.equal((await choose('garantias')).status, 200);
  });

  test('signs mails of access and stands at the foot of the portal, until that goes back', async () => {
    await set('customer_service', { contacts: [{ company: null, ...nowhere, phone: '111' }] });
    const foot = async () =>
      (await admin<{ tenant: { contact: { phone: string } | null } }>('GET /portal')).body.tenant
        .contact?.phone;
    const contacts = [{ company: null, ...nowhere, phone: '999' }];
    assert.equal((await set('garantias', { contacts, signs: ['access'] })).status, 200);
    assert.deepEqual((await find('customer_service'))?.signs, []);
    assert.equal(
      refusal(await set('garantias', { signs: ['access'], retired: true })),
      '409 department_in_use',
    );
    assert.equal(await foot(), '999');
    assert.equal((await set('garantias', { signs: [] })).status, 200);
    assert.deepEqual((await find('customer_service'))?.signs, ['access']);
    assert.equal(await foot(), '111');
    // The built-in one gives it to nobody.
    await set('customer_service', { signs: [] });
    assert.deepEqual((await find('customer_service'))?.signs, ['access']);
  });
});
