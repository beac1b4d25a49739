// Senders whose mail found no conversation are told so: once a day, and never a machine.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import type { InboundMails } from '#contract/inbound';
import { createScope } from '../../server/db/scope.ts';
import { sweep } from '../../server/housekeeping.ts';
import { createApi, type Api } from '../support/api.ts';
import { mailText } from '../support/conversations.ts';
import { eventually } from '../support/eventually.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { startMailedPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal & { mailbox: Mailbox };
let machine: Api;

before(async () => {
  running = await startMailedPortal({ inbound: { trustedHosts: ['mx.norte.example'] } });
  await running.sql(
    `update tenants set inbound_domain = 'respuestas.example', message_mailbox = 'trafico@norte.example',
       mail_from = '{"name": "Norte", "address": "avisos@norte.example"}'
     where slug = 'norte'`,
  );
  const secret = await running.portal.admin.createKey('norte', {
    name: 'mx',
    permissions: ['mail.inbound'],
  });
  machine = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

const to = 'pedidos@respuestas.example';
type Given = Omit<Parameters<typeof mailText>[0], 'to'>;
const send = async (given: Given): Promise<string[]> => {
  const answer = await machine<InboundMails>('POST /inbound-mails', {
    body: Buffer.from(mailText({ ...given, to })),
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items.map(({ result, reason }) => (reason ? `${result} ${reason}` : result));
};
/** Answers that were queued so far, by whom they are for. */
const answers = async (sender: string) =>
  (
    await running.sql(
      `select id from mails where kind = 'inbound_answer' and data ->> 'to' = '${sender}'`,
    )
  ).length;

describe('a sender', () => {
  test('is told once a day that the mail found no conversation', async () => {
    const from = 'Comprador@Cliente.example';
    const first = { from, headers: [`Return-Path: <${from}>`], text: 'Secreto XYZ' };
    assert.deepEqual(await send(first), ['held unknown_address']);
    const mail = await running.mailbox.next('comprador@cliente.example');
    assert.equal(mail.subject, 'Recibimos su correo');
    assert.equal(mail.from?.address, 'avisos@norte.example');
    const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
    assert.equal(headers.get('auto-submitted'), 'auto-generated');
    assert.equal(headers.get('x-auto-response-suppress'), 'All');
    assert.doesNotMatch(mail.text, /Secreto/, 'what was written is not sent back');
    for (let n = 0; n < 3; n++) await send({ from, text: `Otra vez ${n}` });
    assert.equal(await answers('comprador@cliente.example'), 1);
    await running.sql(
      `update inbound_answers set at = at - interval '25 hours' where sender = 'comprador@cliente.example'`,
    );
    await send({ from, text: 'Al otro día' });
    assert.equal(await answers('comprador@cliente.example'), 2);
  });

  test('of many mails at once is told once', async () => {
    const from = 'veinte@cliente.example';
    await Promise.all(Array.from({ length: 20 }, (_, n) => send({ from, text: `Número ${n}` })));
    assert.equal(await answers(from), 1);
  });

  for (const [what, given] of [
    ['that is a machine', { headers: ['Auto-Submitted: auto-replied'] }],
    ['without a return path', { headers: ['Return-Path: <>'] }],
    ['of whom the envelope says another', { headers: ['Return-Path: <otra@x.example>'] }],
    ['that is a list', { headers: ['List-Id: <lista.x.example>'] }],
    ['that writes in bulk', { headers: ['Precedence: bulk'] }],
    [
      'whose domain disowns it',
      { headers: ['Authentication-Results: mx.norte.example; dmarc=fail'] },
    ],
    ['that no one reads', { from: 'no-reply@x.example' }],
    ['that is a mail server', { from: 'MAILER-DAEMON@x.example' }],
    ['of the company’s mailbox', { from: 'trafico@norte.example' }],
    ['by whose address we write', { from: 'avisos@norte.example' }],
    ['of the domain that comes in here', { from: 'x@respuestas.example' }],
  ] as const)
    test(`${what} is not told`, async () => {
      const from = 'from' in given ? given.from : `s${what.length}@cliente.example`;
      await send({ from, ...given, text: what } as Given);
      assert.equal(await answers(from.toLowerCase()), 0);
    });

  test('is not told where many are told already', async () => {
    await running.sql(
      `insert into inbound_answers (tenant_id, sender)
       select (select id from tenants where slug = 'norte'), 'n' || n || '@x.example' from generate_series(1, 200) n`,
    );
    await send({ from: 'tarde@cliente.example', text: 'tarde' });
    assert.equal(await answers('tarde@cliente.example'), 0);
    await running.sql(
      `update inbound_answers set at = at - interval '49 hours' where sender like '%@x.example'`,
    );
    await sweep(createScope(running.connection));
    const left = await running.sql(
      `select sender from inbound_answers where sender like '%@x.example'`,
    );
    assert.deepEqual(left, []);
    await send({ from: 'tarde@cliente.example', text: 'tarde otra vez' });
    assert.equal(await answers('tarde@cliente.example'), 1);
  });
});

test('two help desks that answer each other stop after one exchange', async () => {
  const desk = 'mesa@proveedor.example';
  // It answers whatever comes as if a person wrote, without a word of it in the headers.
  let tickets = 0;
  const ticket = () =>
    send({
      from: desk,
      subject: `[Ticket ${++tickets}]`,
      text: `Su solicitud ${tickets} fue recibida.`,
    });
  await ticket();
  const seen = new Set<object>();
  const arrived = () =>
    running.mailbox.all().filter((one) => one.to.includes(desk) && !seen.has(one));
  await eventually(() => arrived().length > 0, 'The desk was not answered');
  for (let round = 0; round < 10; round++) {
    const fresh = arrived();
    for (const one of fresh) {
      seen.add(one);
      const { headers } = await PostalMime.parse(one.raw);
      assert.ok(headers.length > 0);
      await ticket();
    }
    if (fresh.length === 0) break;
    // Whatever is under way to it arrives before it is looked again.
    await eventually(async () => {
      const [row] = await running.sql<{ count: string }>(
        `select count(*) from mails where kind = 'inbound_answer'
         and state in ('queued', 'sending', 'handing', 'deferred')`,
      );
      return Number(row!.count) === 0;
    }, 'mails stay under way');
  }
  assert.equal(tickets, 2);
  assert.equal(seen.size, 1);
  assert.equal(await answers(desk), 1);
});
