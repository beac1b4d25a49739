// What customers are told of their shipments and documents, in the inbox and by mail, and how often.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Notification } from '#contract/notifications';
import type { SyncEntity } from '#contract/permissions';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tellDeadlines, tellFreeDays } from '../../server/features/shipments/telling.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import type { Page } from '../../server/records/records.ts';
import { signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freightEvent as event, shipment, type EventInput } from '../support/freight.ts';
import { overlapping } from '../support/overlapping.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
let todo: Api;
let address: string;

const hourMs = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
const dayOf = (hours: number) => at(hours).slice(0, 10);

const send = async (entity: SyncEntity, records: object[]) => {
  const { results } = await running.portal.sync('norte', entity, records);
  for (const { status } of results) assert.ok(status !== 'invalid', JSON.stringify(results));
};
const happens = (number: string, ...more: Partial<EventInput>[]) =>
  send(
    'shipment-events',
    more.map((one) => event({ shipment: number, createdAt: at(-0.5), ...one })),
  );
/** Has the rules read all that happened; the portal's own clock does the same now and then. */
const settle = () =>
  eventually(
    async () => {
      await inScope({ tenantId }, (db) => applyRules(db, tenantId, 0));
      return (
        (await inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications')))
          .length === 0
      );
    },
    () => 'There is always more',
  );
/** What the inbox says of a shipment or a document, the latest last. */
const told = async (number: string): Promise<Notification[]> => {
  await settle();
  const { body } = await todo<Page<Notification>>('GET /notifications?limit=100');
  return body.items
    .filter(({ params }) => params.number === number || params.subject === number)
    .toReversed();
};
const brief = async (number: string) =>
  (await told(number)).map(({ type, params: { status, place, way, deadline, date } }) =>
    [type, status, place, way, deadline, date].filter(Boolean).join(' '),
  );
/** The mail that says this in its subject, once it has come. */
const mailOf = async (subject: RegExp) => {
  await settle();
  await running.sql(
    `update mails set due_at = now() where kind = 'notification' and state = 'queued'`,
  );
  await running.sql('update mail_due set due_at = now()');
  for (;;) {
    const mail = await running.mailbox.next(address);
    if (subject.test(mail.subject ?? '')) return mail;
  }
};
const drop = async () => {
  await settle();
  await running.sql(`delete from mails where kind = 'notification'`);
};
/** A shipment that was heard of before, which is no news. */
const begun = async (number: string, more: Parameters<typeof shipment>[1] = {}) => {
  await send('shipments', [shipment(number, more)]);
  await happens(number, { at: at(-60), location: 'CNSHA' });
  await drop();
};

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  const [tenant] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
  tenantId = tenant!.id;
  todo = await signIn(running.url, 'todo');
  address = (await todo<{ email: string }>('GET /me')).body.email;
  await todo('GET /changes');
});
after(() => running.close());

describe('points of the way', () => {
  test('are told once each, whatever comes again, and the status that goes with them is told by them', async () => {
    await send('shipments', [shipment('N-1')]);
    assert.deepEqual(await brief('N-1'), []);
    await happens('N-1', { at: at(-50), location: 'CNSHA' });
    const arrival = { code: 'ARRI', at: at(-1), location: 'MXZLO', id: 'N-1-A' };
    await happens('N-1', arrival);
    await happens('N-1', arrival);
    await happens('N-1', { code: 'DISC', at: at(-0.6), location: 'MXZLO', family: 'equipment' });
    assert.deepEqual(await brief('N-1'), [
      'shipment_milestone departed Shanghai',
      'shipment_milestone arrived Manzanillo',
    ]);
    const [first] = await told('N-1');
    assert.equal(first!.record?.kind, 'shipment');
  });

  test('are history where they lie more than a week back', async () => {
    await send('shipments', [shipment('N-2')]);
    await happens(
      'N-2',
      { at: at(-24 * 30), location: 'CNSHA' },
      { code: 'ARRI', at: at(-24 * 9), location: 'MXZLO' },
    );
    assert.deepEqual(await brief('N-2'), []);
  });

  test('make one mail a shipment, which says where, the status before and now, and what comes next', async () => {
    await begun('N-3');
    await happens('N-3', {
      code: 'GTOT',
      family: 'equipment',
      classifier: 'planned',
      at: at(40),
      location: 'MXZLO',
    });
    await happens('N-3', { code: 'ARRI', at: at(-1), location: 'MXZLO' });
    const mail = await mailOf(/^Expediente N-3: llegó a Manzanillo/);
    assert.match(mail.text!, /llegó a Manzanillo, México/);
    assert.match(mail.text!, /Sigue[^]*Salida de terminal/);
    assert.ok(mail.headers.some(({ key }) => key === 'list-unsubscribe'));
  });

  test('say whom to ask: customer service, and the executive where the customer has one', async () => {
    await running.sql(
      `insert into department_contacts (tenant_id, kind, phone, mailbox)
       values ('${tenantId}', 'customer_service', '+52 00 0000 7000', 'servicio@norte.example')`,
    );
    await begun('H-1');
    await happens('H-1', { code: 'ARRI', at: at(-4), location: 'MXZLO' });
    const first = await mailOf(/^Expediente H-1: llegó/);
    assert.match(
      first.text!,
      /Para cualquier duda[^]*Atención a clientes: \+52 00 0000 7000 · servicio@norte\.example/i,
    );
    assert.ok(String(first.html).includes('href="tel:+520000007000"'));
    assert.ok(String(first.html).includes('href="mailto:servicio@norte.example"'));
    const ana = { name: 'Ana Sol', role: 'sales', email: 'ana@norte.example' };
    await send('executives', [{ code: '0042', ...ana }]);
    const assign = (executive: string | null) =>
      running.sql(
        `update customers set executive_key = ${executive} where id in (select customer_id from contacts where external_id = 'C-1')`,
      );
    await assign("'42'");
    await begun('H-2');
    await happens('H-2', { code: 'ARRI', at: at(-4), location: 'MXZLO' });
    const second = await mailOf(/^Expediente H-2: llegó/);
    assert.match(second.text!, /Para cualquier duda[^]*Ana Sol · ana@norte\.example/);
    assert.doesNotMatch(second.text!, /7000/);
    await assign(null);
  });

  test('tell the status alone to whoever wants to hear of nothing else', async () => {
    const choose = (inbox: boolean, mail: string) =>
      todo('PUT /me/notification-preferences', {
        body: { items: [{ type: 'shipment_milestone', mail, inbox }] },
      });
    await choose(false, 'off');
    await begun('N-4');
    await happens('N-4', { code: 'ARRI', at: at(-1), location: 'MXZLO' });
    assert.deepEqual(await brief('N-4'), ['shipment_status departed', 'shipment_status arrived']);
    await mailOf(/^Expediente N-4: llegó$/);
    await choose(true, 'now');
  });
});

describe('what was taken back', () => {
  test('is told as a correction, and a time that was set right is not', async () => {
    await begun('N-5');
    await happens('N-5', { code: 'ARRI', at: at(-5), location: 'MXZLO', id: 'N-5-A' });
    await happens('N-5', { code: 'ARRI', at: at(-4), location: 'MXZLO', createdAt: at(-0.2) });
    await drop();
    const before = await brief('N-5');
    await happens('N-5', { retracts: 'N-5-A', id: 'N-5-R', code: 'ARRI', at: at(-5) });
    assert.deepEqual(await brief('N-5'), before, 'the other report still says so');
    const [row] = await running.sql<{ id: string }>(
      `select external_id as id from shipment_events where code = 'ARRI' and occurred_at > now() - interval '4.5 hours'
         and shipment_id = (select id from shipments where number = 'N-5')`,
    );
    await happens('N-5', { retracts: row!.id, id: 'N-5-S', code: 'ARRI', at: at(-4) });
    const [last] = (await told('N-5')).slice(-1);
    assert.deepEqual(
      [last!.type, last!.params.status, last!.params.corrected],
      ['shipment_status', 'departed', 'yes'],
    );
    const mail = await mailOf(/^Corrección del expediente N-5: salió/);
    assert.match(mail.text!, /Llegó → Salió/);
  });
});

describe('an arrival that moves', () => {
  const expects = (number: string, hours: number) =>
    happens(number, {
      code: 'ARRI',
      classifier: 'estimated',
      at: at(hours),
      location: 'MXZLO',
      createdAt: new Date(Date.now() - hourMs + ++known).toISOString(),
    });
  let known = 0;

  test('is told where it moved by a day against what was told last, and where the delay was made up', async () => {
    await begun('N-6');
    await expects('N-6', 200);
    assert.deepEqual((await told('N-6')).slice(1), []);
    // Half a day, and half a day more: a day against what was told.
    await expects('N-6', 212);
    assert.deepEqual((await told('N-6')).slice(1), []);
    await expects('N-6', 225);
    await expects('N-6', 230);
    await expects('N-6', 201);
    await expects('N-6', 201);
    assert.deepEqual(
      (await told('N-6')).slice(1).map(({ type, params }) => `${type} ${params.way}`),
      ['shipment_eta later', 'shipment_eta recovered'],
    );
  });

  test('counts by four hours in the air', async () => {
    await begun('N-7', { mode: 'air', load: 'air' });
    await expects('N-7', 20);
    await expects('N-7', 23);
    await expects('N-7', 25);
    assert.deepEqual(
      (await told('N-7')).slice(1).map(({ params }) => params.way),
      ['later'],
    );
  });
});

describe('free days and deadlines', () => {
  const clock = (lastFreeDay: string) => ({
    kind: 'demurrage' as const,
    basis: 'calendar' as const,
    freeDays: 5,
    start: dayOf(-72),
    lastFreeDay,
  });
  /** The day at the place, which may be another than here. */
  const placeDay = async (days: number) => {
    const [row] = await running.sql<{ day: string }>(
      `select ((now() at time zone 'America/Mexico_City')::date + ${days})::text as day`,
    );
    return row!.day;
  };

  test('free days are told of when few are left and on the last one, once, and anew where they end later', async () => {
    const sweep = () => overlapping(inScope, { tenantId }, tellFreeDays);
    await send('shipments', [shipment('N-8', { clocks: [clock(await placeDay(6))] })]);
    await sweep();
    assert.deepEqual(await brief('N-8'), []);
    for (const left of [2, 1, 0]) {
      await send('shipments', [
        shipment('N-8', { clocks: [clock(await placeDay(left))], changedAt: at(-left) }),
      ]);
      await sweep();
      await sweep();
    }
    assert.deepEqual(
      await brief('N-8'),
      [
        `clock_warning ${await placeDay(2)}`,
        `clock_warning ${await placeDay(1)}`,
        `clock_warning ${await placeDay(0)}`,
      ],
      'each end was another one',
    );
    // As it was left on the day before the last.
    await running.sql(
      `update shipments set told = jsonb_set(told, '{free,stage}', '"few"') where number = 'N-8'`,
    );
    await sweep();
    assert.equal((await told('N-8')).length, 4);
  });

  test('deadlines are told of two days before, those that are met not at all', async () => {
    const deadlines = [
      { kind: 'vgm' as const, date: await placeDay(1) },
      { kind: 'customs' as const, date: await placeDay(9) },
      { kind: 'cargo' as const, date: await placeDay(1), done: true },
    ];
    await send('shipments', [shipment('N-9', { deadlines })]);
    await overlapping(inScope, { tenantId }, tellDeadlines);
    await inScope({ tenantId }, tellDeadlines);
    assert.deepEqual(await brief('N-9'), [`deadline_near vgm ${await placeDay(1)}`]);
  });
});

describe('a document', () => {
  test('is told of when the company shares it, not when the customer hands it in, nor while it is internal', async () => {
    const staff = await staffSession(running, 'papeles', {
      permissions: ['documents.view', 'documents.manage'],
      customers: 'all',
    });
    const create = async (api: Api, title: string, more: object = {}) => {
      const { body: file } = await upload(api, 'a.pdf', pdfOf(500));
      const { status, body, text } = await api<{ id: string; version: number }>('POST /documents', {
        body: { owner: 'customer:1002945', type: 'other', title, upload: file.id, ...more },
      });
      assert.equal(status, 201, text);
      return body;
    };
    await create(staff, 'Tarifario');
    assert.deepEqual(await brief('Tarifario'), ['document_attached']);
    await create(todo, 'Poder notarial');
    assert.deepEqual(await brief('Poder notarial'), []);
    const { id, version } = await create(staff, 'Borrador', { visibility: 'internal' });
    assert.deepEqual(await brief('Borrador'), []);
    await staff(`PATCH /documents/${id}`, { body: { version, visibility: 'customer' } });
    assert.deepEqual(await brief('Borrador'), ['document_attached']);
    assert.equal((await told('Borrador'))[0]!.record, null);
    await mailOf(/documentos? nuevos?/i);
  });
});
