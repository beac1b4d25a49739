// What a mass send says is what its mails say: amounts, days, names of files, and to whom it goes once more.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import { today } from '#contract/format';
import type { MassSend } from '#contract/mass-send';
import { refusal, type Api } from '../support/api.ts';
import { openItem, send } from '../support/ledger.ts';
import type { Mailbox } from '../support/mailbox.ts';
import {
  act,
  addCustomers,
  collector,
  customerNumber,
  look,
  mailboxOf,
  prepare,
  recipientsOf,
  setList,
  until,
} from '../support/mass-send.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let mailbox: Mailbox;
let staff: Api;
const customers = 12;
const zone = 'America/Monterrey';

before(async () => {
  running = await startMailedPortal();
  mailbox = running.mailbox;
  await addCustomers(running, customers);
  staff = await collector(running, 'cobranza');
});
after(() => running.close());
beforeEach(async () => {
  await running.sql('update tenants set mass_send_window_hours = 0, mail_credit_limit = false');
  await running.sql('delete from mailing_list_mailboxes');
  await running.sql('delete from mailing_lists');
  mailbox.sink.forget();
});

const listed = async (...all: number[]) => {
  for (const n of all) await setList(running, customerNumber(n), [mailboxOf(n)]);
};
const invoice = (id: string, n: number, amount: string, more = {}) =>
  openItem(id, { customer: customerNumber(n), amount, dueDate: '2018-03-09', ...more });

/** The statement that reached a customer, as text, with the name of its file. */
async function paperOf(n: number): Promise<{ text: string; name: string }> {
  const mail = mailbox.all().find(({ to }) => to[0] === mailboxOf(n));
  assert.ok(mail, `nothing reached ${mailboxOf(n)}`);
  const [file] = (await PostalMime.parse(mail.raw)).attachments;
  return { text: await textOf(Buffer.from(file!.content as ArrayBuffer)), name: file!.filename! };
}
const textOf = async (bytes: Uint8Array) =>
  (await readPdf(bytes)).pages.flatMap(({ runs }) => runs.map(({ text }) => text)).join(' ');
const totalOf = ({ totals }: Pick<MassSend, 'totals'>) => totals.map(({ amount }) => amount);
const mailedTo = () =>
  mailbox.all().flatMap(({ to }) => to.filter((one) => one.includes('@cliente')));

async function sent(run: MassSend, body: object = {}): Promise<MassSend> {
  const answer = await act(staff, run.id, 'start', body);
  assert.equal(answer.status, 200, answer.text);
  return until(staff, run.id, 'done');
}

describe('the amounts of a run', () => {
  test('are those of its start, and what the mails say', async () => {
    await listed(1, 2);
    const run = await prepare(staff);
    assert.deepEqual(totalOf(run), ['3000.50']);
    await send(running, 'open-items', [
      invoice('m1-0', 1, '1000.37', { clearings: [{ date: '2018-02-20', amount: '1000.37' }] }),
      invoice('grown', 2, '5000.00'),
    ]);
    const done = await sent(run);
    assert.deepEqual(totalOf(done), ['7000.25']);
    const rows = await recipientsOf(staff, run.id);
    assert.deepEqual(rows.map(totalOf), [['0.00'], ['7000.25']]);
    assert.ok((await paperOf(2)).text.includes('7,000.25'));
    assert.ok(!(await paperOf(1)).text.includes('1,000.25'));
  });

  test('follow what is known when each statement is made', async () => {
    const some = [3, 4, 5, 6, 7, 8];
    await listed(...some);
    const run = await prepare(staff);
    await act(staff, run.id, 'start', { canary: true });
    await until(staff, run.id, ({ counts }) => counts.sent === 5);
    await act(staff, run.id, 'pause');
    await send(running, 'open-items', [invoice('late', 8, '9.99')]);
    await act(staff, run.id, 'resume');
    await until(staff, run.id, 'done');
    const last = (await recipientsOf(staff, run.id)).at(-1)!;
    assert.equal(last.customer.number, customerNumber(8));
    assert.deepEqual(totalOf(last), ['8010.24']);
    assert.ok((await paperOf(8)).text.includes('8,010.24'));
  });

  test('are those of the sample, before anything is sent', async () => {
    await listed(9);
    const run = await prepare(staff);
    await send(running, 'open-items', [invoice('more', 9, '1.00')]);
    const [row] = await recipientsOf(staff, run.id);
    const sample = await staff(`GET /mass-sends/${run.id}/recipients/${row!.id}/pdf`);
    assert.ok((await textOf(sample.bytes)).includes('9,001.25'));
    const [again] = await recipientsOf(staff, run.id);
    assert.deepEqual(totalOf(again!), ['9001.25']);
    assert.deepEqual(totalOf(await look(staff, run.id)), ['9001.25']);
  });

  test('of who has nothing open at all are the only ones left out on request', async () => {
    await listed(10, 11);
    await send(running, 'open-items', [
      invoice('m10-0', 10, '300.00', { clearings: [] }),
      invoice('c10', 10, '-300.00', { kind: 'credit_note' }),
      invoice('m11-0', 11, '300.00', { clearings: [{ date: '2018-02-20', amount: '300.00' }] }),
    ]);
    const run = await prepare(staff, { skipWithoutBalance: true });
    assert.deepEqual(
      (await recipientsOf(staff, run.id)).map(({ skipped }) => skipped),
      [null, 'no_balance'],
    );
    // Whose balance comes or goes before the start is judged anew.
    await send(running, 'open-items', [invoice('n11', 11, '5.00')]);
    const done = await sent(run);
    assert.equal(done.counts.sent, 2);
  });
});

describe('the day of a run', () => {
  /** As if it had been prepared the day before. */
  const makeOlder = (run: MassSend) =>
    running.sql(
      `update mass_sends set cut_off = cut_off - 1, created_at = created_at - interval '1 day' where id = '${run.id}'`,
    );

  test('is that of sending, in the statement and in the name of its file', async () => {
    await listed(1);
    const run = await prepare(staff);
    await makeOlder(run);
    await running.sql(
      `update mass_send_recipients set attachment = 'old.pdf' where run_id = '${run.id}'`,
    );
    const day = today(zone);
    assert.equal((await look(staff, run.id)).cutOff, day);
    const done = await sent(run);
    assert.equal(done.cutOff, day);
    const [statement] = await running.sql<{ day: string }>(
      `select s.cut_off::text as day from statements s join mass_send_recipients r on r.statement_id = s.id where r.run_id = '${run.id}'`,
    );
    assert.equal(statement!.day, day);
    assert.equal((await paperOf(1)).name, `7000001_${day.replaceAll('-', '')}.pdf`);
  });

  test('stays the one that was asked for', async () => {
    await listed(1);
    const run = await prepare(staff, { cutOff: '2018-02-10' });
    const done = await sent(run);
    assert.equal(done.cutOff, '2018-02-10');
    assert.deepEqual(totalOf(done), ['1000.37']);
  });

  test('is none to come, and none of another age', async () => {
    const params = { min: '2000-01-01', max: today(zone) };
    for (const cutOff of ['0026-11-25', '1999-12-31', '2126-01-01', '9999-12-31']) {
      const answer = await staff<{ errors: unknown }>('POST /mass-sends', {
        body: { company: 'SM01', cutOff },
      });
      assert.equal(refusal(answer), '400 invalid_input body.cutOff: day_range', cutOff);
      assert.deepEqual(answer.body.errors, [{ path: 'body.cutOff', rule: 'day_range', params }]);
    }
  });
});

describe('the log', () => {
  const odd = ['AB/41', 'Ñ-41', 'X"41'];

  test('and the list name the files as they were mailed', async () => {
    await send(
      running,
      'customers',
      odd.map((number) => ({
        number,
        name: `=SUM(A1)${number}`,
        companies: [{ company: 'SM01', currency: 'MXN', creditBlocked: false }],
      })),
    );
    for (const [i, number] of odd.entries()) await setList(running, number, [mailboxOf(i + 1)]);
    const run = await prepare(staff);
    const before = (await recipientsOf(staff, run.id)).map(({ attachment }) => attachment);
    await sent(run);
    const mailed = [];
    for (const [i] of odd.entries()) mailed.push((await paperOf(i + 1)).name);
    const rows = await recipientsOf(staff, run.id);
    assert.deepEqual(rows.map(({ attachment }) => attachment).toSorted(), mailed.toSorted());
    assert.deepEqual(before.toSorted(), mailed.toSorted());
    const log = (await staff(`GET /mass-sends/${run.id}/log?locale=es`)).text;
    for (const name of mailed) assert.ok(log.includes(`\t${name}\t`), `${name} in ${log}`);
  });

  test('holds nothing that a spreadsheet would run', async () => {
    await setList(running, 'AB/41', [mailboxOf(1)]);
    mailbox.sink.behave = () => ({ recipient: [550, '=cmd|calc'] });
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    await until(staff, run.id, 'done');
    mailbox.sink.behave = () => 'accept';
    const log = (await staff(`GET /mass-sends/${run.id}/log?locale=es`)).text;
    const cells = log.split('\r\n').flatMap((line) => line.split('\t'));
    assert.ok(cells.some((cell) => cell.includes('=SUM(A1)')));
    assert.deepEqual(
      cells.filter((cell) => /^[=+\-@]/.test(cell)),
      [],
    );
  });
});

describe('who got the same already', () => {
  test('is counted, left out unless told otherwise, and told by name in the list', async () => {
    await running.sql('update tenants set mass_send_window_hours = 24');
    await listed(1, 2);
    await sent(await prepare(staff, { cutOff: '2019-01-01' }));
    mailbox.sink.forget();
    await listed(3);
    const run = await prepare(staff, { cutOff: '2019-01-01' });
    assert.equal(run.alreadySent?.customers, 2);
    assert.ok(run.alreadySent.at <= new Date().toISOString());
    const done = await sent(run);
    assert.deepEqual(mailedTo(), [mailboxOf(3)]);
    assert.equal(done.skipped.already_sent, 2);
    assert.deepEqual(totalOf(done), ['3000.25']);
    assert.equal(done.alreadySent, null);
    const skipped = await recipientsOf(staff, run.id, '&state=skipped');
    assert.deepEqual(
      skipped.map(({ customer, skipped: why }) => [customer.number, why]),
      [1, 2].map((n) => [customerNumber(n), 'already_sent']),
    );
    const log = (await staff(`GET /mass-sends/${run.id}/log?locale=es`)).text;
    assert.ok(log.includes('Ya lo recibió'), log);
  });

  test('gets it once more for a reason, which stays with the run', async () => {
    await running.sql('update tenants set mass_send_window_hours = 24');
    await listed(1);
    await sent(await prepare(staff, { cutOff: '2019-01-02' }));
    mailbox.sink.forget();
    await listed(4);
    const run = await prepare(staff, { cutOff: '2019-01-02' });
    assert.ok(run.alreadySent);
    assert.equal(
      refusal(await act(staff, run.id, 'start', { alreadySent: 'send' })),
      '409 run_repeated',
    );
    const done = await sent(run, { alreadySent: 'send', reason: 'Se corrigió un pago' });
    assert.deepEqual(mailedTo().toSorted(), [mailboxOf(1), mailboxOf(4)].toSorted());
    assert.equal(done.forcedReason, 'Se corrigió un pago');
  });

  test('is not who got nothing: mails that failed are no repetition', async () => {
    await running.sql('update tenants set mass_send_window_hours = 24');
    await listed(12);
    mailbox.sink.behave = () => ({ recipient: [550, '5.1.1 no such user'] });
    const failed = await prepare(staff, { cutOff: '2019-01-03' });
    await act(staff, failed.id, 'start');
    assert.equal((await until(staff, failed.id, 'done')).counts.failed, 1);
    mailbox.sink.behave = () => 'accept';
    await running.sql('delete from bounced_mailboxes');
    const run = await prepare(staff, { cutOff: '2019-01-03' });
    assert.equal(run.alreadySent, null);
    assert.equal((await sent(run)).counts.sent, 1);
  });
});

test('home tells of the run that was started last', async () => {
  type Home = { sections: { section: string; run: Record<string, unknown> | null }[] };
  const figureOf = async (api: Api) =>
    (await api<Home>('GET /home')).body.sections.find(({ section }) => section === 'mass-send')
      ?.run;
  const own = await collector(running, 'portada', [customerNumber(1), customerNumber(2)]);
  assert.equal(await figureOf(own), null);
  await listed(1, 2);
  mailbox.sink.behave = (to) => (to === mailboxOf(2) ? { recipient: [550, '5.1.1'] } : 'accept');
  const run = await prepare(own);
  await act(own, run.id, 'start');
  const { startedAt, cutOff } = await until(own, run.id, 'done');
  await prepare(own);
  assert.deepEqual(await figureOf(own), {
    id: run.id,
    company: 'SM01',
    cutOff,
    state: 'done',
    startedAt,
    sent: 1,
    failed: 1,
    unknown: 0,
    waiting: 0,
  });
});

describe('a permission governs every way to a balance', () => {
  const bare = () =>
    staffSession(running, `sola${Math.random()}`, { permissions: ['statement.mass_send'] });
  const creditSum = 'Límite de crédito';

  before(() =>
    send(running, 'customers', [
      {
        number: customerNumber(1),
        name: 'Cliente Número 1',
        companies: [
          { company: 'SM01', currency: 'MXN', creditBlocked: false, creditLimit: '8000000.00' },
        ],
      },
    ]),
  );

  test('without statement.view a run tells no amounts, without statement.export no paper', async () => {
    await listed(1);
    const own = await bare();
    const run = await prepare(own);
    assert.deepEqual(run.totals, []);
    const [row] = await recipientsOf(own, run.id);
    assert.deepEqual(row!.totals, []);
    const path = `GET /mass-sends/${run.id}/recipients/${row!.id}/pdf` as const;
    assert.equal(refusal(await own(path)), '403 forbidden');
    assert.equal((await staff(path)).status, 200);
  });

  test('the credit limit is in mails where the tenant says so, and in a sample by credit.view', async () => {
    const seeing = await staffSession(running, 'credito', {
      permissions: ['statement.mass_send', 'statement.view', 'statement.export', 'credit.view'],
    });
    await listed(1);
    const paper = async (api: Api, run: MassSend) => {
      const [row] = await recipientsOf(staff, run.id);
      return textOf((await api(`GET /mass-sends/${run.id}/recipients/${row!.id}/pdf`)).bytes);
    };
    const first = await prepare(seeing);
    assert.ok(!(await paper(seeing, first)).includes(creditSum), 'mails show none');
    await sent(first);
    assert.ok(!(await paperOf(1)).text.includes(creditSum));
    await running.sql('update tenants set mail_credit_limit = true');
    mailbox.sink.forget();
    const run = await prepare(seeing);
    assert.ok((await paper(seeing, run)).includes(creditSum));
    assert.ok(!(await paper(staff, run)).includes(creditSum));
    await sent(run);
    assert.ok((await paperOf(1)).text.includes(creditSum));
  });
});
