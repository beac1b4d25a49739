// The audit log: who sees which of its rows, how it is narrowed and paged, and as a file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AuditEntry, AuditRow } from '#contract/audit';
import { writeAudit } from '../../server/http/caller.ts';
import { maskSecrets } from '../../server/http/masking.ts';
import { createScope } from '../../server/db/scope.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { parseCsv } from '../support/csv.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type List = { items: AuditRow[]; nextCursor: string | null };
let running: TestPortal;
let auditor: Api;
/** Who looks after one customer, and after another. */
let own: Api;
let other: Api;
let contact: Api;
let tenantId: string;

before(async () => {
  running = await startPortal();
  const permissions = ['audit.view', 'statement.view', 'mailing_list.manage'] as const;
  auditor = await staffSession(running, 'auditora', { permissions: [...permissions] });
  own = await staffSession(running, 'cartera', {
    permissions: [...permissions],
    customers: ['1002945'],
  });
  other = await staffSession(running, 'otra', {
    permissions: [...permissions],
    customers: ['1002946'],
  });
  contact = await signIn(running.url, 'todo');
  const [row] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
  tenantId = row!.id;
});
after(() => running.close());

const list = async (api: Api, query = ''): Promise<AuditRow[]> => {
  const { status, body } = await api<List>(`GET /audit?limit=100${query && `&${query}`}`);
  assert.equal(status, 200);
  return body.items;
};
const newest = async (query = '') => (await list(auditor, query))[0]!;

describe('a row', () => {
  test('says who did what, when, from where and about which customer', async () => {
    await contact('POST /statements', { body: { company: 'SM01' } });
    const row = await newest('what=statement');
    assert.equal(row.event, 'statement.generated');
    assert.deepEqual(row.by, { kind: 'contact', name: 'Contacto C-1' });
    assert.equal(row.customer?.number, '0001002945');
    assert.equal(row.behalf, null);
    assert.ok(row.record?.id && row.network);
    const { body } = await auditor<AuditEntry>(`GET /audit/${row.id}`);
    assert.ok(body.changes.some(({ field, after }) => field === 'company' && after === 'SM01'));
    assert.ok(body.requestId);
  });

  test('says on whose behalf staff did something', async () => {
    await auditor('POST /statements', { body: { company: 'SM01', customer: '1002945' } });
    const row = await newest('what=statement.generated&who=auditora');
    assert.equal(row.by.kind, 'staff');
    assert.equal(row.behalf, row.customer!.name);
  });

  test('tells what there was before and after as fields', async () => {
    const save = (mailboxes: string) =>
      auditor('PUT /mailing-lists', {
        body: { company: 'SM01', customer: '1002945', mailboxes },
      });
    await save('a@cliente.example');
    await save('b@cliente.example');
    const { id } = await newest('what=mailing_list');
    const { body } = await auditor<AuditEntry>(`GET /audit/${id}`);
    const change = body.changes.find(({ field }) => field === 'value');
    assert.deepEqual(
      [change?.before, change?.after],
      [['a@cliente.example'], ['b@cliente.example']],
    );
  });

  test('is of the day and the customer that the database says, whoever writes it', async () => {
    const inScope = createScope(running.connection);
    await inScope({ tenantId }, (db) =>
      db('audit_events').insert({
        tenant_id: tenantId,
        event: 'session.ended',
        actor_kind: 'staff',
        at: '2001-01-01T00:00:00Z',
        customer_id: tenantId,
      }),
    );
    const row = await newest('what=session.ended');
    assert.ok(Date.now() - Date.parse(row.at) < 60_000, row.at);
    assert.equal(row.customer, null);
  });
});

describe('secrets', () => {
  test('are masked when a row is written, however deep', async () => {
    const inScope = createScope(running.connection);
    const actor = { tenantId, kind: 'operator', id: null };
    await inScope({ tenantId }, (db) =>
      writeAudit(db, 'profile.changed', actor, null, {
        detail: { after: { name: 'Ana', newPassword: 'gato', keys: [{ secret: 'perro' }] } },
      }),
    );
    const [row] = await running.sql<{ detail: unknown }>(
      `select detail from audit_events where event = 'profile.changed' order by id desc limit 1`,
    );
    assert.deepEqual(row!.detail, {
      after: { name: 'Ana', newPassword: '•••', keys: [{ secret: '•••' }] },
    });
  });

  test('leave what is no secret as it is', () => {
    const plain = { mailed: true, password: true, keyId: 'a', token: null, at: ['x', 1] };
    assert.deepEqual(maskSecrets(plain), plain);
  });
});

describe('who sees it', () => {
  test('is staff with the permission alone', async () => {
    assert.equal(refusal(await contact('GET /audit')), '403 forbidden');
    const without = await staffSession(running, 'sin-bitacora', { permissions: ['access.manage'] });
    assert.equal(refusal(await without('GET /audit')), '403 forbidden');
  });

  test('a portfolio sees what is about its customers, and nothing else', async () => {
    const [mine, theirs] = [await list(own), await list(other)];
    assert.ok(mine.length > 0);
    const numbers = (rows: AuditRow[]) => [...new Set(rows.map((row) => row.customer?.number))];
    assert.deepEqual(numbers(mine), ['0001002945']);
    assert.ok(numbers(theirs).every((number) => number === '0001002946'));
    const ids = new Set(theirs.map(({ id }) => id));
    for (const { id } of mine.slice(0, 3)) {
      assert.ok(!ids.has(id));
      assert.equal(refusal(await other(`GET /audit/${id}`)), '404 not_found');
    }
    assert.deepEqual(await list(other, 'customer=1002945'), []);
  });

  test('staff that is about no customer is seen by whoever sees all', async () => {
    const rows = await list(auditor, 'what=account.created&kind=operator');
    assert.ok(rows.some(({ customer }) => customer === null));
  });

  test('a look at the rows of a customer is one at the customer', async () => {
    await list(own, 'customer=1002945');
    const [row] = await list(auditor, 'what=customer.looked_at&who=cartera');
    assert.equal(row?.customer?.number, '0001002945');
  });
});

describe('filters', () => {
  test('what customers did leaves staff and machines out', async () => {
    await contact('GET /exports/orders?locale=es');
    const rows = await list(auditor, 'kind=contact');
    assert.ok(rows.length > 0 && rows.every(({ by }) => by.kind === 'contact'));
    const all = await list(auditor);
    assert.ok(
      all.some(({ by }) => by.kind === 'staff') && all.some(({ by }) => by.kind === 'operator'),
    );
  });

  test('by person: a user name, or a part of the name without accents', async () => {
    const byLogin = await list(auditor, 'who=TODO');
    const byName = await list(auditor, `who=${encodeURIComponent('contácto c-1')}`);
    assert.ok(byLogin.length > 0);
    assert.deepEqual(byName, byLogin);
    assert.deepEqual(await list(auditor, 'who=nadie-asi'), []);
  });

  test('by event, by what it is about, by record, and all of them together', async () => {
    await contact('POST /statements', { body: { company: 'SM01' } });
    const { record } = await newest('what=statement.generated');
    const found = await list(
      auditor,
      `record=${record!.id}&who=todo&kind=contact&customer=1002945&what=statement`,
    );
    assert.ok(found.length > 0);
    for (const row of found)
      assert.deepEqual([row.record?.id, row.by.name], [record!.id, 'Contacto C-1']);
    assert.deepEqual(await list(auditor, `record=${record!.id}&who=vecino`), []);
    const area = await list(auditor, 'what=session');
    assert.ok(area.every(({ event }) => event.startsWith('session.')));
    assert.equal(
      refusal(await auditor('GET /audit?what=nothing')),
      '400 invalid_input query.what: not_allowed',
    );
  });

  test('by days of the company, both included', async () => {
    const { id } = await newest();
    // Two hours after midnight in Greenwich it is the evening before in Mexico.
    await running.sql(`update audit_events set at = '2026-02-02T02:00:00Z' where id = ${id}`);
    const on = async (from: string, to: string) =>
      (await list(auditor, `from=${from}&to=${to}`)).map((row) => row.id);
    assert.deepEqual(await on('2026-02-01', '2026-02-01'), [id]);
    assert.deepEqual(await on('2026-02-02', '2026-02-02'), []);
    assert.deepEqual(await on('2026-01-01', '2026-01-31'), []);
  });
});

describe('pages', () => {
  test('follow each other without a gap or a double, also where instants are the same', async () => {
    await running.sql(
      `insert into audit_events (tenant_id, event, actor_kind, record) select id, 'sync.applied', 'key', 'pages' from tenants, generate_series(1, 30) where slug = 'norte'`,
    );
    await running.sql(
      `update audit_events set at = '2026-03-01T12:00:00.123456Z' where record = 'pages'`,
    );
    const whole = (await list(auditor, 'record=pages')).map(({ id }) => id);
    assert.equal(whole.length, 30);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: List } = await auditor(
        `GET /audit?record=pages&limit=7${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    assert.deepEqual(paged, whole);
  });

  test('of another list are refused', async () => {
    const { body } = await contact<{ nextCursor: string }>('GET /orders?limit=1');
    const answer = await auditor(`GET /audit?cursor=${body.nextCursor}`);
    assert.equal(refusal(answer), '400 invalid_input query.cursor: cursor');
  });
});

describe('the file', () => {
  test('has the filtered rows in words, formulas defused, and is itself written down', async () => {
    await running.sql(
      `insert into audit_events (tenant_id, event, actor_kind, record) select id, 'mailbox.recovered', 'operator', '=cmd()' from tenants where slug = 'norte'`,
    );
    const { text, status } = await auditor('GET /exports/audit?locale=es&what=mailbox');
    assert.equal(status, 200);
    const [heading, row] = parseCsv(text);
    assert.equal(heading![0], 'Fecha y hora (America/Mexico_City)');
    assert.equal(row![1], 'Volvió a habilitar un correo');
    assert.equal(row![heading!.indexOf('Registro')], `'=cmd()`);
    assert.equal((await newest('what=audit')).event, 'audit.exported');
  });

  test('of a portfolio has its customers alone', async () => {
    const { text } = await own('GET /exports/audit?locale=pt');
    const [heading, ...rows] = parseCsv(text.trimEnd(), ';');
    const at = heading!.indexOf('Número do cliente');
    assert.ok(rows.length > 0);
    assert.deepEqual([...new Set(rows.map((row) => row[at]))], ['0001002945']);
  });
});
