// Many contacts at once: what was pasted or dropped, what it would do, and that it is done once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Contact, ContactDetail, ContactImportRow } from '#contract/contacts';
import type { Problem } from '#contract/errors';
import { limits } from '#contract/limits';
import { profiles } from '#contract/permissions';
import { readContacts } from '../../server/features/access/contacts/contact-rows.ts';
import { writeSheet } from '../../server/output/sheet.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let staff: Api;
let portfolio: Api;
type Batch = { id: string; rows: ContactImportRow[] };
type Applied = Record<'created' | 'opened' | 'invited' | 'failed', number> & Batch;

before(async () => {
  running = await startPortal();
  staff = await staffSession(running, 'accesos', { permissions: ['access.manage'] });
  portfolio = await staffSession(running, 'cartera', {
    permissions: ['access.manage'],
    customers: ['1002946'],
  });
});
after(() => running.close());

let count = 0;
const mailbox = () => `fila${++count}@cliente.example`;
const lines = (...rows: string[][]) => rows.map((cells) => cells.join('\t')).join('\n');
const post = (body: object, api = staff) => api<Batch>('POST /contact-imports', { body });
const read = async (text: string, api = staff) => {
  const answer = await post({ text }, api);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const apply = async (id: string, invite = true, api = staff) => {
  const answer = await api<Applied>(`POST /contact-imports/${id}/application`, {
    body: { invite },
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const found = async (email: string) =>
  (await staff<{ items: Contact[] }>(`GET /contacts?q=${encodeURIComponent(email)}`)).body.items;
const mails = async (email: string) =>
  (
    await running.sql<{ count: number }>(
      `select count(*)::int from mails m join contacts c on c.identity_id::text = m.data ->> 'identityId'
       where m.kind = 'invitation' and c.email = '${email}'`,
    )
  )[0]!.count;

describe('rows of contacts', () => {
  test('are read with and without a heading, in whichever order it names', () => {
    const rows = (...cells: string[][]) => cells.map((one, i) => ({ row: i + 1, cells: one }));
    const plain = readContacts(rows(['Ana', 'ana@x.example', '0077', 'Compras']));
    const headed = readContacts(
      rows(
        ['Contactos de marzo'],
        ['Núm. de cliente', 'Correo electrónico', 'Nombre completo', 'Perfil'],
        ['0077', ' mailto:ana@x.example', 'Ana', 'Compras'],
      ),
    );
    const { row: _, ...one } = plain[0]!;
    assert.deepEqual(one, {
      name: 'Ana',
      mailbox: 'ana@x.example',
      customer: '0077',
      profile: 'Compras',
      whole: true,
    });
    assert.deepEqual(headed, [{ ...one, row: 3 }]);
    assert.equal(readContacts(rows(['Ana', 'a@x.example', '1', '', 'más']))[0]!.whole, false);
  });

  test('say what each would do, and why it cannot be done', async () => {
    const [one, twice, known] = [mailbox(), mailbox(), mailbox()];
    await running.portal.sync('norte', 'contacts', [
      { id: 'IMP-1', customer: '1002945', name: 'Del ERP', email: known },
    ]);
    const { rows } = await read(
      lines(
        ['Ana Uno', one, '1002945', 'Compras'],
        ['Del ERP', known, '0001002945', ''],
        ['Ana', mailbox(), '404', ''],
        ['Ana', mailbox(), '1,002E+06', ''],
        ['Ana', 'nadie@', '1002945', ''],
        ['Ana', '', '1002945', ''],
        ['', mailbox(), '1002945', ''],
        ['Ana', mailbox(), '1002945', 'Rey'],
        ['Ana', twice, '1002945', ''],
        ['Ana', twice.toUpperCase(), '1002946', ''],
        ['C-1', 'c-1@norte.example', '1002945', ''],
        ['todo', 'todo@norte.example', '1002945', ''],
        ['Ana', mailbox(), '1002945', '', 'de más'],
      ),
    );
    assert.deepEqual(
      rows.map(({ change, error }) => change ?? error),
      [
        'new',
        'account',
        'customer_unknown',
        'number_format',
        'mailbox_invalid',
        'no_mailbox',
        'no_name',
        'profile_unknown',
        'new',
        'duplicate',
        'known_person',
        'known_person',
        'columns',
      ],
    );
    assert.deepEqual(rows[0]!.profileFound, { id: 'purchasing', name: null });
    assert.deepEqual(await found(one), []);
  });

  test('become contacts, accounts and invitations, once', async () => {
    const [one, known] = [mailbox(), mailbox()];
    await running.portal.sync('norte', 'contacts', [
      { id: 'IMP-2', customer: '1002945', name: 'Del ERP', email: known },
    ]);
    const batch = await read(
      lines(['Ana Dos', one, '1002945', 'purchasing'], ['', known, '1002945', ''], ['x', 'y', '1']),
    );
    const done = await apply(batch.id);
    const { created, opened, invited, failed } = done;
    assert.deepEqual([created, opened, invited, failed], [1, 2, 2, 1]);
    assert.deepEqual(await apply(batch.id), done);
    const [contact] = await found(one);
    assert.deepEqual(
      [contact!.id, contact!.state, contact!.profile?.id],
      [done.rows[0]!.contact, 'invited', 'purchasing'],
    );
    const detail = (await staff<ContactDetail>(`GET /contacts/${contact!.id}`)).body;
    assert.deepEqual(
      detail.grants.map(({ permission }) => permission).toSorted(),
      [...profiles.purchasing].toSorted(),
    );
    assert.deepEqual([await mails(one), await mails(known)], [1, 1]);
    const [row] = await running.sql<{ detail: object }>(
      `select detail from audit_events where event = 'contacts.imported' and record = '${batch.id}'`,
    );
    assert.deepEqual(row!.detail, { created, opened, invited, failed, rows: 3 });
  });

  test('go on where they were interrupted, and become one contact each', async () => {
    const boxes = Array.from({ length: 120 }, mailbox);
    const { id } = await read(lines(...boxes.map((box, i) => [`Fila ${i}`, box, '0001002945'])));
    const of = async () =>
      (
        await running.sql<{ email: string }>(
          `select email from contacts where email in ('${boxes.join(`', '`)}')`,
        )
      ).length;
    const owner = running.owner();
    await owner.raw(`create function interrupt() returns trigger language plpgsql as $$
      begin raise exception 'interrupted'; end $$`);
    await owner.raw(`create trigger interrupt before insert on contacts for each row
      when (new.email = '${boxes[70]}') execute function interrupt()`);
    try {
      const { status } = await staff(`POST /contact-imports/${id}/application`, {
        body: { invite: false },
      });
      assert.equal(status, 500);
      assert.equal(await of(), 50, 'what was done before stays');
    } finally {
      await owner.raw('drop function interrupt cascade');
    }
    const { created, failed, rows } = await apply(id, false);
    assert.deepEqual([created, failed, await of()], [120, 0, 120]);
    assert.ok(rows.every(({ contact }) => contact !== null));
    assert.deepEqual((await apply(id, false)).rows, rows);
  });

  test('are corrected, and what was applied is left out', async () => {
    const [one, other] = [mailbox(), mailbox()];
    const batch = await read(lines(['Ana', one, '1002945'], ['Eva', 'eva', '1002945']));
    await apply(batch.id, false);
    assert.deepEqual([(await found(one))[0]!.state, await mails(one)], ['none', 0]);
    const row = { row: 2, name: 'Eva', mailbox: other, customer: '1002945', profile: '' };
    const corrected = await staff<Batch>(`POST /contact-imports/${batch.id}/corrections`, {
      body: { rows: [row] },
    });
    assert.deepEqual(
      corrected.body.rows.map(({ row: at, change }) => [at, change]),
      [[2, 'new']],
    );
    assert.equal((await apply(corrected.body.id, false)).created, 1);
  });

  test('that became impossible meanwhile are not applied', async () => {
    const one = mailbox();
    const batch = await read(lines(['Ana', one, '1002945']));
    await staff('POST /contacts', {
      body: { customer: '1002945', name: 'Ana', email: one, invite: true },
    });
    const { rows } = await apply(batch.id);
    assert.equal(rows[0]!.error, 'known_person');
  });

  test('come out of a workbook as well', async () => {
    const one = mailbox();
    const bytes: Uint8Array[] = [];
    for await (const part of writeSheet({
      name: 'Contactos',
      author: 'x',
      columns: ['Nombre', 'Correo', 'Cliente', 'Perfil'].map((header) => ({
        header,
        kind: 'text',
        width: 20,
      })),
      rows: [['Ana', one, '0001002945', 'Logística']],
    }))
      bytes.push(part);
    const content = Buffer.concat(bytes).toString('base64');
    const answer = await post({ file: { name: 'contactos.xlsx', content } });
    assert.deepEqual(
      answer.body.rows.map(({ row, mailbox: read, change }) => [row, read, change]),
      [[2, one, 'new']],
      answer.text,
    );
    const damaged = await post({ file: { name: 'x.pdf', content: btoa('%PDF-1.7') } });
    assert.equal(refusal(damaged), '422 file_unreadable body.file: file_pdf');
  });

  test('are within reach, and grant no more than their importer may', async () => {
    const strange = await read(
      lines(['Ana', mailbox(), '1002945'], ['Ana', mailbox(), '1002946']),
      portfolio,
    );
    assert.deepEqual(
      strange.rows.map(({ change, error, customerName }) => [change ?? error, customerName]),
      [
        ['customer_unknown', null],
        ['new', 'Vecino Comercial'],
      ],
    );
    // Without a number they are of the own customer; of another they are nobody's.
    const own = await signIn(running.url, 'todo');
    const { rows } = await read(lines(['Ana', mailbox()], ['Eva', mailbox(), '1002946']), own);
    assert.deepEqual(
      rows.map(({ change, error, customer }) => [change ?? error, customer]),
      [
        ['new', '0001002945'],
        ['customer_unknown', '1002946'],
      ],
    );
    const few = await staff<ContactDetail>('POST /contacts', {
      body: { customer: '1002945', name: 'Pocos', email: mailbox() },
    });
    const [erp] = await running.sql<{ external_id: string }>(
      `select external_id from contacts where id = '${few.body.id}'`,
    );
    await running.portal.admin.createLogin('norte', {
      contact: erp!.external_id,
      logins: ['pocos'],
      password: 'una clave larga 1',
      grants: [{ permission: 'contacts.manage', scope: 'customer' }],
    });
    const limited = await read(
      lines(['Ana', mailbox(), '', 'Compras']),
      await signIn(running.url, 'pocos'),
    );
    assert.equal(limited.rows[0]!.error, 'profile_beyond_own');
    assert.equal(
      refusal(await post({ text: 'a\tb@c.example' }, await signIn(running.url, 'propios'))),
      '403 forbidden',
    );
  });

  test('are as many as may be, and no more', async () => {
    const row = (i: number) => [`Persona ${i}`, `muchos${i}@cliente.example`, '1002945'];
    const many = (n: number) => lines(...Array.from({ length: n }, (_, i) => row(i)));
    const full = await read(many(limits.contactRows));
    assert.equal(full.rows.filter(({ change }) => change === 'new').length, limits.contactRows);
    const more = await post({ text: many(limits.contactRows + 1) });
    assert.equal(refusal(more), '400 invalid_input body.text: too_many');
    const { errors } = more.body as unknown as Problem;
    assert.deepEqual(errors![0]!.params, { max: limits.contactRows });
  });
});
