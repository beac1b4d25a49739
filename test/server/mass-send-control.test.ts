// Mass sends under control: who may, what is confirmed, stopped, tried again, and what a relay can do to them.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { domainToUnicode } from 'node:url';
import PostalMime from 'postal-mime';
import { refusal, type Api } from '../support/api.ts';
import { openItem, send } from '../support/ledger.ts';
import { eventually } from '../support/eventually.ts';
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
const customers = 12;
/** How many mails are under way at the same time. */
const lanes = 5;
const numbers = Array.from({ length: customers }, (_, i) => i + 1);

before(async () => {
  running = await startMailedPortal();
  mailbox = running.mailbox;
  await addCustomers(running, customers);
  staff = await collector(running, 'cobranza');
});
after(() => running.close());
beforeEach(async () => {
  await running.sql('update tenants set mass_send_window_hours = 0, mass_send_limit = 500');
  await running.sql('delete from bounced_mailboxes');
  for (const n of numbers) await setList(running, customerNumber(n), [mailboxOf(n)]);
  mailbox.sink.forget();
});
afterEach(async () => {
  // The log of one run must not arrive in the test of another.
  await settled();
  mailbox.sink.forget();
});

/** Waits until nothing is to be sent any more. */
async function settled(): Promise<void> {
  const open = `select id from mails where state in ('queued', 'sending', 'handing') and due_at < 'infinity'`;
  const atRest = async () => (await running.sql(open)).length === 0;
  await eventually(atRest, 'The outbox does not come to rest', 30);
}

const reached = () =>
  mailbox
    .all()
    .flatMap(({ to }) => to)
    .filter((to) => to.includes('@cliente'));
const decoded = (address: string) => {
  const [name, domain = ''] = address.split('@');
  return `${name}@${domainToUnicode(domain)}`;
};
/** Lets one mail go, and holds the others that are under way with it. @returns what lets these go, too */
const holdAfterOne = (): (() => void) => {
  const held = Promise.withResolvers<void>();
  let first: string | undefined;
  mailbox.sink.behave = (to) => ((first ??= to) === to ? 'accept' : { slow: held.promise });
  return held.resolve;
};

describe('before a run starts', () => {
  test('it says who gets nothing and why, and what to look at', async () => {
    await setList(running, customerNumber(1), []);
    await setList(running, customerNumber(2), ['gone@dos.example']);
    await bounce(running, 'GONE@dos.example');
    await setList(running, customerNumber(3), ['a@tres.example', 'gone@dos.example']);
    await setList(running, customerNumber(4), [
      'a@cuatro.example',
      'b@cuatro.example',
      'c@otra.example',
    ]);
    await send(running, 'customers', [
      {
        number: '0007009999',
        name: 'Sin Saldo',
        companies: [{ company: 'SM01', currency: 'MXN', creditBlocked: false }],
      },
    ]);
    await setList(running, '0007009999', ['a@nada.example']);
    const run = await prepare(staff, { skipWithoutBalance: true });
    assert.deepEqual(run.skipped, {
      not_selected: 0,
      no_balance: 1,
      no_mailbox: 1,
      bounced: 1,
      already_sent: 0,
    });
    assert.deepEqual(run.warnings, { some_bounced: 1, other_domain: 2, sign_changed: 0 });
    assert.equal(run.counts.waiting, 10);
    assert.equal(run.counts.skipped, 3);
    const strange = await recipientsOf(staff, run.id, '&warning=other_domain');
    assert.deepEqual(
      strange.map(({ customer }) => customer.number),
      [customerNumber(3), customerNumber(4)],
    );
    const three = strange[0]!;
    assert.deepEqual(
      three.mailboxes.map(({ address, state }) => [address, state]),
      [
        ['a@tres.example', 'waiting'],
        ['gone@dos.example', 'skipped'],
      ],
    );
    const skipped = await recipientsOf(staff, run.id, '&state=skipped');
    assert.deepEqual(
      skipped.map(({ skipped: why }) => why),
      ['no_mailbox', 'bounced', 'no_balance'],
    );
    const started = await act(staff, run.id, 'start');
    assert.equal(started.status, 200);
    await until(staff, run.id, 'done');
    assert.ok(mailbox.sink.named.includes('a@tres.example'));
    assert.ok(
      !mailbox.sink.named.includes('gone@dos.example'),
      'nothing goes where a mail came back',
    );
    // Who has a balance of nothing is sent one where that was not asked.
    const all = await prepare(staff, { customer: '7009999' });
    assert.equal(all.counts.waiting, 1);
    assert.deepEqual(all.totals, [{ currency: 'MXN', amount: '0.00' }]);
    await running.sql(
      `delete from mailing_lists where customer_id = (select id from customers where number = '0007009999')`,
    );
  });

  test('the totals are those of the statement, by currency, at the cut-off', async () => {
    const number = customerNumber(5);
    await send(running, 'open-items', [
      openItem('usd', { customer: number, currency: 'USD', amount: '10.50', date: '2018-02-01' }),
      openItem('later', {
        customer: number,
        amount: '999.00',
        date: '2018-06-01',
        dueDate: '2018-07-01',
      }),
      openItem('credit', {
        customer: number,
        kind: 'credit_note',
        amount: '-1.05',
        date: '2018-02-02',
      }),
      openItem('paid', {
        customer: number,
        amount: '77.00',
        date: '2018-02-02',
        clearings: [{ date: '2018-02-03', amount: '77.00' }],
      }),
    ]);
    const body = { company: 'SM01', customer: number, cutOff: '2018-05-31' };
    const statement = await staff<{ sections: { currency: string; figures: { total: string } }[] }>(
      'POST /statements',
      { body },
    );
    const run = await prepare(staff, { customer: number, cutOff: '2018-05-31' });
    const [row] = await recipientsOf(staff, run.id);
    assert.deepEqual(
      row!.totals,
      statement.body.sections.map(({ currency, figures }) => ({ currency, amount: figures.total })),
    );
    assert.deepEqual(row!.totals, [
      { currency: 'MXN', amount: '4999.20' },
      { currency: 'USD', amount: '10.50' },
    ]);
  });

  test('lists are picked and left out', async () => {
    const one = await setList(running, customerNumber(1), [mailboxOf(1)]);
    assert.equal((await prepare(staff, { only: [one] })).counts.waiting, 1);
    assert.equal((await prepare(staff, { except: [one] })).counts.waiting, customers - 1);
    assert.equal((await prepare(staff, { only: [one], except: [one] })).counts.waiting, 0);
    assert.equal(
      refusal(await staff('POST /mass-sends', { body: { company: 'SM99' } })),
      '404 not_found',
    );
  });

  test('a balance that changed its sign since the last run is pointed out', async () => {
    const before = await prepare(staff, { customer: customerNumber(6) });
    await act(staff, before.id, 'start');
    await until(staff, before.id, 'done');
    await send(running, 'open-items', [
      openItem('turn', {
        customer: customerNumber(6),
        kind: 'payment',
        amount: '-900000.00',
        date: '2018-03-01',
      }),
    ]);
    const run = await prepare(staff, {});
    const turned = await recipientsOf(staff, run.id, '&warning=sign_changed');
    assert.deepEqual(
      turned.map(({ customer }) => customer.number),
      [customerNumber(6)],
    );
  });

  test('many customers are confirmed by their number', async () => {
    await running.sql('update tenants set mass_send_limit = 11');
    const run = await prepare(staff);
    assert.equal(run.needsConfirmation, true);
    for (const body of [{}, { confirmed: 11 }])
      assert.equal(refusal(await act(staff, run.id, 'start', body)), '409 run_unconfirmed');
    assert.equal((await look(staff, run.id)).state, 'draft');
    assert.deepEqual(
      await running.sql(`select id from mails where kind = 'statement' and state = 'queued'`),
      [],
    );
    assert.equal((await act(staff, run.id, 'start', { confirmed: 12 })).status, 200);
    await until(staff, run.id, 'done');
    assert.equal(reached().length, 12);
  });
});

describe('people', () => {
  test('send to customers of their portfolio, and see no run of others', async () => {
    const own = await collector(running, 'cartera', [customerNumber(2), customerNumber(3)]);
    const run = await prepare(own);
    assert.deepEqual(
      (await recipientsOf(own, run.id)).map(({ customer }) => customer.number),
      [customerNumber(2), customerNumber(3)],
    );
    const other = await collector(running, 'ajena', [customerNumber(4)]);
    const wide = await prepare(staff);
    const [someone] = await recipientsOf(staff, wide.id);
    for (const path of [
      `GET /mass-sends/${run.id}`,
      `GET /mass-sends/${run.id}/recipients`,
      `GET /mass-sends/${wide.id}`,
      `GET /mass-sends/${wide.id}/recipients/${someone!.id}/pdf`,
      `GET /mass-sends/${wide.id}/log?locale=es`,
    ])
      assert.equal(refusal(await other(path)), '404 not_found', path);
    for (const what of ['start', 'pause', 'resume', 'cancel', 'retry'])
      assert.equal(refusal(await act(other, run.id, what)), '404 not_found', what);
    assert.deepEqual((await other<{ items: unknown[] }>('GET /mass-sends')).body.items, []);
    assert.ok(
      (await staff<{ items: { id: string }[] }>('GET /mass-sends')).body.items.some(
        ({ id }) => id === run.id,
      ),
    );
    // A recipient of another run is none of this one.
    assert.equal(
      refusal(await own(`GET /mass-sends/${run.id}/recipients/${someone!.id}/pdf`)),
      '404 not_found',
    );
    const nobody = await collector(running, 'vacia', []);
    assert.equal((await prepare(nobody)).counts.waiting, 0);
  });

  test('who leaves the portfolio before the start gets nothing', async () => {
    const own = await collector(running, 'menguante', [customerNumber(2), customerNumber(3)]);
    const run = await prepare(own);
    await running.sql(
      `delete from staff_customers where customer_id = (select id from customers where number = '${customerNumber(3)}')`,
    );
    await act(own, run.id, 'start');
    const done = await until(own, run.id, 'done');
    assert.equal(done.counts.sent, 1);
    assert.equal(done.skipped.not_selected, 1);
    assert.deepEqual(reached(), [mailboxOf(2)]);
  });

  test('two starts at once are one', async () => {
    const run = await prepare(staff);
    const answers = await Promise.all([1, 2, 3].map(() => act(staff, run.id, 'start')));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409]);
    await until(staff, run.id, 'done');
    assert.deepEqual(reached().toSorted(), numbers.map((n) => mailboxOf(n)).toSorted());
  });
});

describe('a run that is looked after', () => {
  test('sends five as a canary, waits, and sends the rest', async () => {
    const run = await prepare(staff);
    await act(staff, run.id, 'start', { canary: true });
    const paused = await until(staff, run.id, 'paused');
    assert.equal(paused.counts.sent, 5);
    assert.equal(paused.counts.waiting, 7);
    assert.deepEqual(reached().toSorted(), [1, 2, 3, 4, 5].map((n) => mailboxOf(n)).toSorted());
    await act(staff, run.id, 'resume');
    const done = await until(staff, run.id, 'done');
    assert.equal(done.counts.sent, customers);
    assert.equal(reached().length, customers);
    assert.equal(new Set(reached()).size, customers);
  });

  test('stands still while it is paused, and goes on', async () => {
    const letGo = holdAfterOne();
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    await until(staff, run.id, ({ counts }) => counts.sent === 1 && reached().length === 1 + lanes);
    const answer = await act(staff, run.id, 'pause');
    assert.equal(answer.body.state, 'paused');
    // Those under way still go.
    letGo();
    await until(staff, run.id, ({ counts }) => counts.sent === 1 + lanes);
    await sleep(1_000);
    assert.equal(reached().length, 1 + lanes);
    assert.equal(refusal(await act(staff, run.id, 'pause')), '409 run_state');
    await act(staff, run.id, 'resume');
    await until(staff, run.id, 'done');
    assert.deepEqual(reached().toSorted(), numbers.map((n) => mailboxOf(n)).toSorted());
  });

  test('ends when it is cancelled; what has not gone does not go, and the log says so', async () => {
    const letGo = holdAfterOne();
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    await until(staff, run.id, ({ counts }) => counts.sent === 1 && reached().length === 1 + lanes);
    const cancelled = await act(staff, run.id, 'cancel');
    assert.equal(cancelled.body.state, 'cancelled');
    assert.ok(cancelled.body.counts.waiting <= lanes, 'those under way alone may still go');
    assert.ok(cancelled.body.counts.cancelled > 0);
    letGo();
    const log = await mailbox.next('cobranza@tanques.example');
    const gone = reached().length;
    assert.ok(gone < customers);
    const last = await look(staff, run.id);
    assert.deepEqual([last.counts.sent, last.counts.cancelled], [gone, customers - gone]);
    const text = Buffer.from(log.attachments[0]!.content as ArrayBuffer).toString();
    assert.equal(text.match(/\tCancelado\t/g)?.length, customers - gone);
    for (const what of ['start', 'resume', 'retry', 'cancel'])
      assert.equal(refusal(await act(staff, run.id, what)), '409 run_state', what);
    assert.equal(reached().length, gone);
  });

  test('a mail that comes back to the queue while the run is paused waits with it', async () => {
    mailbox.sink.behave = () => ({ recipient: [450, '4.2.0 try again in 10 seconds'] });
    const run = await prepare(staff, { customer: customerNumber(1) });
    await act(staff, run.id, 'start');
    await until(staff, run.id, () => mailbox.sink.named.length > 0);
    await act(staff, run.id, 'pause');
    mailbox.sink.forget();
    await running.sql(
      `update mails set due_at = now() where kind = 'statement' and state = 'deferred'`,
    );
    await running.sql(
      `insert into mail_due select id, now() from tenants on conflict (tenant_id) do update set due_at = now()`,
    );
    await sleep(1_500);
    assert.deepEqual(reached(), []);
    assert.equal((await look(staff, run.id)).counts.waiting, 1);
    await act(staff, run.id, 'resume');
    await until(staff, run.id, 'done');
    assert.deepEqual(reached(), [mailboxOf(1)]);
  });
});

describe('a relay', () => {
  test('that refuses some fails these alone, and a retry sends to nobody else', async () => {
    mailbox.sink.behave = (to) =>
      to === mailboxOf(2)
        ? { recipient: [550, '5.1.1 no such user'] }
        : to === mailboxOf(3)
          ? { data: [552, '5.3.4 message size exceeds limit'] }
          : 'accept';
    await setList(running, customerNumber(4), [mailboxOf(4), mailboxOf(2)]);
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    const done = await until(staff, run.id, 'done');
    assert.deepEqual([done.counts.sent, done.counts.failed], [9, 3]);
    const failed = await recipientsOf(staff, run.id, '&state=failed');
    assert.deepEqual(
      failed.map(({ mailboxes }) =>
        mailboxes.map(({ state, reply }) => [state, reply?.slice(0, 9) ?? null]),
      ),
      [
        [['failed', '550 5.1.1']],
        [['failed', '552 5.3.4']],
        [
          ['sent', '250 OK: m'],
          ['failed', '550 5.1.1'],
        ],
      ],
    );
    await mailbox.next('cobranza@tanques.example');
    mailbox.sink.forget();
    assert.equal((await act(staff, run.id, 'retry')).body.state, 'running');
    const again = await until(staff, run.id, 'done');
    assert.equal(again.counts.sent, customers);
    assert.deepEqual(reached().toSorted(), [mailboxOf(2), mailboxOf(2), mailboxOf(3)]);
    assert.equal(refusal(await act(staff, run.id, 'retry')), '409 run_state');
    await sleep(1_500);
    assert.ok(
      mailbox.all().every(({ to }) => to[0] !== 'cobranza@tanques.example'),
      'no second log',
    );
  });

  test('that says "not now" is asked again; the run waits for it', async () => {
    mailbox.sink.behave = (to, tries) =>
      to === mailboxOf(1) && tries === 1
        ? { recipient: [451, '4.7.1 greylisted for 10 seconds'] }
        : 'accept';
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    const late = await until(staff, run.id, ({ counts }) => counts.sent === customers - 1);
    assert.deepEqual([late.state, late.counts.waiting], ['running', 1]);
    assert.equal((await until(staff, run.id, 'done')).counts.sent, customers);
    assert.equal(reached().length, customers);
  });

  test('that is down holds the run up and fails nobody', async () => {
    await mailbox.sink.down();
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    await sleep(2_000);
    const held = await look(staff, run.id);
    assert.deepEqual([held.state, held.counts.waiting], ['running', customers]);
    await mailbox.sink.up();
    assert.equal((await until(staff, run.id, 'done')).counts.sent, customers);
    assert.deepEqual(reached().toSorted(), numbers.map((n) => mailboxOf(n)).toSorted());
  });

  test('that goes away after the dot leaves an unknown, which people decide', async () => {
    mailbox.sink.behave = (to, tries) =>
      [mailboxOf(1), mailboxOf(2)].includes(to) && tries === 1 ? 'drop after dot' : 'accept';
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    const done = await until(staff, run.id, 'done');
    assert.deepEqual([done.counts.sent, done.counts.unknown], [customers - 2, 2]);
    const [one, two] = await recipientsOf(staff, run.id, '&state=unknown');
    const decide = (id: string, as: string) =>
      act(staff, run.id, `recipients/${id}/resolution`, { as });
    assert.equal((await decide(one!.id, 'sent')).status, 200);
    assert.equal(refusal(await decide(one!.id, 'sent')), '409 run_state');
    assert.equal((await decide(two!.id, 'again')).status, 200);
    assert.equal((await until(staff, run.id, 'done')).counts.sent, customers);
    assert.equal(reached().filter((to) => to === mailboxOf(1)).length, 1);
    assert.equal(
      reached().filter((to) => to === mailboxOf(2)).length,
      2,
      'once more by a person’s word',
    );
  });
});

describe('what must not reach anybody else', () => {
  test('hostile mailboxes reach nobody but the one meant', async () => {
    const hostile = [
      '"a, evil@evil.example"@cliente1.example',
      'a@cliente1.example, evil@evil.example',
      'a@cliente1.example\r\nRCPT TO:<evil@evil.example>',
      'a@cliente1.example\nBcc: evil@evil.example',
      'Ana <evil@evil.example>',
      'evil@evil.example>',
      `${'x'.repeat(300)}@cliente1.example`,
      'a@clïente1.example',
      'a@[127.0.0.1]',
      'a@cliente1.example;evil@evil.example',
      'a(evil@evil.example)@cliente1.example',
    ];
    await setList(running, customerNumber(1), [mailboxOf(1), ...hostile]);
    const run = await prepare(staff, { customer: customerNumber(1) });
    await act(staff, run.id, 'start');
    await until(staff, run.id, 'done');
    // The sink decodes the domain, which is the same mailbox.
    const allowed = new Set([mailboxOf(1), 'a@clïente1.example']);
    assert.deepEqual(new Set(mailbox.sink.named.filter((to) => !to.includes('tanques'))), allowed);
    for (const { raw, to } of mailbox.all()) {
      assert.equal(to.length, 1);
      const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
      assert.doesNotMatch(head, /evil/i);
      if (to[0]!.includes('tanques')) continue;
      const mail = await PostalMime.parse(raw);
      const shown = [...mail.to!, ...(mail.cc ?? [])].map(({ address }) => address!);
      assert.deepEqual(shown.map(decoded), [...allowed]);
    }
    const [row] = await recipientsOf(staff, run.id);
    assert.equal(
      row!.mailboxes.filter(({ state }) => state === 'failed').length,
      hostile.length - 1,
    );
  });

  test('names of customers stand in no header', async () => {
    await send(running, 'customers', [
      {
        number: customerNumber(2),
        name: 'A" <evil@evil.example>, Bcc: evil@evil.example',
        companies: [{ company: 'SM01', currency: 'MXN', creditBlocked: false }],
      },
    ]);
    const run = await prepare(staff, { customer: customerNumber(2) });
    await act(staff, run.id, 'start');
    await until(staff, run.id, 'done');
    const mail = mailbox.all().find(({ to }) => to[0] === mailboxOf(2));
    assert.deepEqual(mail!.to, [mailboxOf(2)]);
    assert.doesNotMatch(mail!.raw.slice(0, mail!.raw.indexOf('\r\n\r\n')), /evil/);
  });

  test('a statement that is not the recipient’s stays here', async () => {
    const first = await prepare(staff, { customer: customerNumber(1) });
    await act(staff, first.id, 'start');
    await until(staff, first.id, 'done');
    mailbox.sink.forget();
    const run = await prepare(staff, { customer: customerNumber(2) });
    // As if somebody had bound the wrong statement to this row.
    await running.sql(
      `update mass_send_recipients set statement_id = (
         select statement_id from mass_send_recipients where run_id = '${first.id}') where run_id = '${run.id}'`,
    );
    await act(staff, run.id, 'start');
    await until(staff, run.id, 'done');
    const items = await recipientsOf(staff, run.id);
    assert.deepEqual(
      items[0]!.mailboxes.map(({ state, failure }) => [state, failure]),
      [['failed', 'wrong_statement']],
    );
    assert.deepEqual(
      mailbox.sink.named.filter((address) => address === mailboxOf(2)),
      [],
    );
  });
});
