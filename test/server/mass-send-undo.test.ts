// A mass send that is taken back in time, one that is found again, and mailboxes that are mended where they failed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import { refusal, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { password } from '../support/fixtures.ts';
import type { Mailbox } from '../support/mailbox.ts';
import {
  act,
  addCustomers,
  bounce,
  collector,
  customerNumber,
  look,
  mailboxOf,
  prepare,
  recipientsOf,
  setList,
  until,
} from '../support/mass-send.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let mailbox: Mailbox;
let staff: Api;
/** Who sends and keeps the lists. */
let keeper: Api;
const customers = 4;

before(async () => {
  running = await startMailedPortal();
  mailbox = running.mailbox;
  await addCustomers(running, customers);
  await running.sql('update tenants set mass_send_window_hours = 0');
  for (let n = 1; n <= customers; n++) await setList(running, customerNumber(n), [mailboxOf(n)]);
  staff = await collector(running, 'cobranza');
  await running.portal.admin.createStaff('norte', {
    name: 'Cobranza listas',
    logins: ['listas'],
    email: 'listas@tanques.example',
    password,
    permissions: ['statement.mass_send', 'mailing_list.manage'],
    customers: 'all',
  });
  keeper = await signIn(running.url, 'listas');
});
after(() => running.close());

const reached = () =>
  mailbox
    .all()
    .flatMap(({ to }) => to)
    .filter((to) => to.includes('@cliente'));

describe('a start that can be taken back', () => {
  test('sends nothing while it can, and is as it was prepared once it was', async () => {
    const run = await prepare(staff);
    assert.equal(run.mailboxes, customers);
    const started = (await act(staff, run.id, 'start', { undoSeconds: 60 })).body;
    assert.equal(started.state, 'running');
    assert.ok(
      started.undoSeconds !== null && started.undoSeconds > 50 && started.undoSeconds <= 60,
    );
    const open = await staff<{ items: MassSend[] }>('GET /mass-sends?open=true');
    assert.deepEqual(
      open.body.items.map(({ id }) => id),
      [run.id],
    );
    const back = (await act(staff, run.id, 'recall')).body;
    assert.deepEqual(
      [back.state, back.startedAt, back.undoSeconds, back.mailboxes],
      ['draft', null, null, customers],
    );
    // A log whose mail was just looked at, as on a slow machine, is not written either.
    assert.deepEqual(
      await running.sql(
        `select id from mails where data ->> 'runId' = '${run.id}' and data ->> 'told' is distinct from 'true'`,
      ),
      [],
    );
    assert.equal(refusal(await act(staff, run.id, 'recall')), '409 run_state');
    assert.deepEqual((await staff<{ items: [] }>('GET /mass-sends?open=true')).body.items, []);
    // Nobody who got nothing counts as one who got it already, and it can be started anew.
    assert.equal((await look(staff, run.id)).alreadySent, null);
    assert.deepEqual(reached(), []);
    await act(staff, run.id, 'start');
    await until(staff, run.id, 'done');
    assert.equal(reached().length, customers);
    const log = await mailbox.next('cobranza@tanques.example');
    assert.match(log.text ?? '', new RegExp(`#/mass-send\\?view=send;run=${run.id}`));
    mailbox.sink.forget();
  });

  test('that was prepared, or taken back, can be deleted; one that was started cannot', async () => {
    const run = await prepare(staff);
    const remove = () => staff(`DELETE /mass-sends/${run.id}`);
    await act(staff, run.id, 'start', { undoSeconds: 60 });
    assert.equal(refusal(await remove()), '409 run_state');
    await act(staff, run.id, 'recall');
    assert.equal((await remove()).status, 204);
    assert.equal(refusal(await remove()), '404 not_found');
    assert.equal((await staff(`GET /mass-sends/${run.id}`)).status, 404);
    const left = `select r.id from mass_send_recipients r where r.run_id = '${run.id}'`;
    assert.deepEqual(await running.sql(left), []);
    const [kept] = (await running.sql(
      `select detail ->> 'what' as what from audit_events where record = '${run.id}' order by id desc limit 1`,
    )) as { what: string }[];
    assert.equal(kept?.what, 'delete');
    assert.deepEqual(reached(), []);
  });

  test('goes by itself when the time is over, and cannot be taken back then', async () => {
    const run = await prepare(staff);
    await act(staff, run.id, 'start', { undoSeconds: 1 });
    await until(staff, run.id, ({ counts }) => counts.sent > 0);
    assert.equal(refusal(await act(staff, run.id, 'recall')), '409 run_state');
    await until(staff, run.id, 'done');
    assert.equal(reached().length, customers);
    await mailbox.next('cobranza@tanques.example');
    mailbox.sink.forget();
  });

  test('is not taken back where a mail is under way, nor where it was paused', async () => {
    const run = await prepare(staff);
    await act(staff, run.id, 'start', { undoSeconds: 60 });
    await running.sql(
      `update mails set state = 'sending' where id = (
         select id from mails where data ->> 'runId' = '${run.id}' and kind = 'statement' limit 1)`,
    );
    assert.equal(refusal(await act(staff, run.id, 'recall')), '409 run_state');
    const [{ count } = { count: 0 }] = await running.sql<{ count: number }>(
      `select count(*)::int as count from mails where data ->> 'runId' = '${run.id}' and kind = 'statement'`,
    );
    assert.equal(count, customers, 'what was taken out is back');
    await act(staff, run.id, 'pause');
    assert.equal((await look(staff, run.id)).undoSeconds, null);
    assert.equal(refusal(await act(staff, run.id, 'recall')), '409 run_state');
    await running.sql(
      `update mails set state = 'queued' where data ->> 'runId' = '${run.id}' and state = 'sending'`,
    );
    await act(staff, run.id, 'cancel');
    await until(staff, run.id, 'cancelled');
  });
});

describe('a mailbox that failed', () => {
  let run: MassSend;
  let row: MassSendRecipient;
  const wrong = mailboxOf(2);
  const mend = (api: Api, body: object) =>
    api(`POST /mass-sends/${run.id}/recipients/${row.id}/mailbox`, { body });

  before(async () => {
    mailbox.sink.forget();
    mailbox.sink.behave = (to) =>
      to === wrong ? { recipient: [550, '5.1.1 User unknown'] } : 'accept';
    run = await prepare(keeper, { customer: customerNumber(2) });
    await act(keeper, run.id, 'start');
    await until(keeper, run.id, 'done');
    row = (await recipientsOf(keeper, run.id))[0]!;
  });

  test('says in a word why', () => {
    assert.deepEqual(
      row.mailboxes.map(({ state, failure }) => [state, failure]),
      [['failed', 'address']],
    );
  });

  test('is mended by whoever may change lists, by a mailbox that is one', async () => {
    const body = { address: wrong, replacement: 'nueva@cliente2.example' };
    assert.equal(refusal(await mend(staff, body)), '403 forbidden');
    const bad = await mend(keeper, { address: wrong, replacement: 'nadie' });
    assert.equal(refusal(bad), '400 invalid_input body.replacement: mailbox');
    await bounce(running, 'Rebotada@cliente2.example');
    const gone = await mend(keeper, { address: wrong, replacement: 'rebotada@cliente2.example' });
    assert.match(gone.text, /mailbox_bounced/);
    assert.equal(
      refusal(await mend(keeper, { address: 'otra@cliente2.example', replacement: 'x@y.example' })),
      '409 run_state',
    );
  });

  test('gets its mail then, and stays mended in the list', async () => {
    const body = { address: wrong.toUpperCase(), replacement: 'Nueva@cliente2.example' };
    const mended = await mend(keeper, body);
    assert.equal(mended.status, 200, mended.text);
    const done = await until(keeper, run.id, 'done');
    assert.deepEqual([done.counts.sent, done.counts.failed], [1, 0]);
    await eventually(
      async () => reached().includes('Nueva@cliente2.example'),
      'nothing arrives at the mailbox that was mended',
    );
    const list = await running.sql<{ address: string; role: string }>(
      `select m.address, m.role from mailing_list_mailboxes m join mailing_lists l on l.id = m.list_id
       join customers k on k.id = l.customer_id where k.number = '${customerNumber(2)}'`,
    );
    assert.deepEqual(list, [{ address: 'Nueva@cliente2.example', role: 'to' }]);
    const [audited] = await running.sql<{ detail: string }>(
      `select detail::text as detail from audit_events where detail ->> 'what' = 'mailbox'`,
    );
    assert.match(audited?.detail ?? '', /Nueva@cliente2\.example/);
  });

  test('of nobody within reach is mended by nobody', async () => {
    const other = await collector(running, 'ajena', [customerNumber(4)]);
    const body = { address: wrong, replacement: 'x@y.example' };
    assert.equal(refusal(await mend(other, body)), '404 not_found');
  });
});
