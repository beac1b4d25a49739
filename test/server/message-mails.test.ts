// Messages by mail: who gets one, what it says and hides, and that an answer to it lands.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import {
  conversations,
  handOver,
  mailText,
  type Conversations,
  type Thread,
} from '../support/conversations.ts';
import { eventually } from '../support/eventually.ts';
import { startMailedPortal, type TestPortal } from '../support/portal.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal & { mailbox: Mailbox };
let talk: Conversations;
let thread: Thread;
type Contact = Awaited<ReturnType<Conversations['contact']>>;
let one: Contact;
let ana: Awaited<ReturnType<Conversations['staff']>>;

const tenant = (set: string) => running.sql(`update tenants set ${set} where slug = 'norte'`);
before(async () => {
  running = await startMailedPortal({ inbound: { listener: { port: 0 } } });
  await tenant(
    `inbound_domain = 'respuestas.example', message_mailbox = 'trafico@norte.example', page_url = 'https://www.norte.example/portal'`,
  );
  talk = await conversations(running);
  await staffSession(running, 'Ana Tráfico', { permissions: ['messages.manage'] });
  await running.sql(`update identities set email = 'ana@norte.example' where name = 'Ana Tráfico'`);
  one = await talk.contact('Contacto C-1');
  ana = await talk.staff('Ana Tráfico');
});
beforeEach(async () => {
  thread = await talk.thread('0001002945', 'Embarque EX-1');
});
after(() => running.close());

const from = (author: Parameters<Conversations['post']>[0]['author'], more = {}) =>
  talk.post({
    threadId: thread.id,
    author,
    channel: 'portal',
    text: 'Llega el jueves.\n\nSaludos',
    ...more,
  });
/** Waits until no mail is under way. */
const settled = () =>
  eventually(async () => {
    const [row] = await talk.sql<{ count: string }>(
      `select count(*) from mails where kind = 'message' and state in ('queued', 'sending', 'handing', 'deferred')`,
    );
    return Number(row!.count) === 0;
  }, 'mails stay under way');
/** The newest mail to an address. */
const newest = async (address: string) => {
  await settled();
  const { raw } = running.mailbox.sink.received.findLast(({ to }) => to.includes(address))!;
  const mail = await PostalMime.parse(raw);
  return { ...mail, text: mail.text!, html: mail.html! };
};
/** Recipients of the mails of the open thread. */
const mailed = async () => {
  await settled();
  return (
    await talk.sql<{ recipient: string }>(
      `select recipient from mails where kind = 'message' and state = 'accepted' and data ->> 'threadId' = '${thread.id}' order by recipient`,
    )
  ).map(({ recipient }) => recipient);
};

describe('a message', () => {
  test('of a customer reaches the company’s mailbox and everybody who takes part, but its author', async () => {
    await talk.join(thread, ana);
    await talk.join(thread, await talk.contact('Contacto C-6'));
    await from(one);
    // The neighbour is another customer's, and sees nothing.
    assert.deepEqual(await mailed(), ['ana@norte.example', 'trafico@norte.example']);
  });

  test('of the company reaches the customer’s, and no mailbox of its own', async () => {
    await talk.join(thread, one);
    await talk.join(thread, talk.mailbox);
    await from(ana);
    assert.deepEqual(await mailed(), ['c-1@norte.example']);
  });

  test('looks the same every time', async () => {
    await talk.join(thread, one);
    const posted = await from(ana);
    const {
      text,
      html,
      headers,
      replyTo,
      messageId,
      references,
      subject,
      from: sender,
    } = await newest('c-1@norte.example');
    assert.equal(subject, 'Embarque EX-1');
    assert.deepEqual(sender, {
      name: 'Ana Tráfico · Tanques Norte',
      address: 'portal@portal.example',
    });
    const leave = /http:\/\/\S*\/u\/\S+/.exec(text)![0];
    assert.equal(
      text.replaceAll('\r\n', '\n').replace(leave, 'LEAVE').trim(),
      [
        '— Escriba su respuesta por encima de esta línea —',
        'Embarque EX-1',
        'Ana Tráfico escribió:',
        'Llega el jueves.',
        'Saludos',
        `Ver la conversación:\nhttps://www.norte.example/portal#/messages/${thread.id}`,
        'Puede responder a este correo: su respuesta llega a la conversación.',
        'Recibe este correo porque eligió que se le avise: Mensaje nuevo.\nDejar de recibirlos: LEAVE',
        'Tanques Norte',
      ].join('\n\n'),
    );
    assert.ok(html.indexOf('Escriba su respuesta') < html.indexOf('Tanques Norte</td>'));
    const header = (name: string) => headers.find(({ key }) => key === name)?.value;
    assert.equal(header('auto-submitted'), 'auto-generated');
    assert.equal(header('x-auto-response-suppress'), 'All');
    assert.match(header('x-portico-loop')!, /^[a-z2-7]{40}$/);
    assert.match(header('list-unsubscribe')!, /^<http.*\/u\//);
    assert.match(replyTo![0]!.address!, /^reply\+[a-z2-7]{40}@respuestas\.example$/);
    assert.match(messageId!, /^<[\da-f-]{36}\.[a-z2-7]{40}@portal\.example>$/);
    assert.match(references!, /^<[a-z2-7]{40}@portal\.example>$/);
    assert.ok(posted);
  });

  for (const [locale, marker, answer] of [
    ['pt', 'Escreva sua resposta acima desta linha', 'Você pode responder a este e-mail'],
    ['en', 'Write your reply above this line', 'You can answer this mail'],
  ] as const)
    test(`speaks ${locale} to whom does`, async () => {
      await running.sql(
        `update identities set locale = '${locale}' where id = '${one.identityId}'`,
      );
      await talk.join(thread, one);
      await from(ana);
      const { text } = await newest('c-1@norte.example');
      assert.ok(text.includes(marker) && text.includes(answer), text);
      await running.sql(`update identities set locale = null where id = '${one.identityId}'`);
    });

  test('that is internal, or a machine’s, or was redacted, is mailed to nobody', async () => {
    await talk.join(thread, one);
    await talk.join(thread, await talk.contact('Contacto C-2'));
    await talk.inScope({ tenantId: talk.tenantId }, async (db) => {
      const { openInternal } = await import('../../server/records/audience.ts');
      const { postMessage } = await import('../../server/features/messages/post.ts');
      await openInternal(db);
      await postMessage(db, {
        threadId: thread.id,
        author: ana,
        channel: 'portal',
        visibility: 'internal',
        text: 'Ojo',
      });
    });
    await from(one, { automatic: true, channel: 'mail' });
    assert.deepEqual(await mailed(), []);
  });

  test('goes to nobody who may not read it any more, or wants no mail of it', async () => {
    await talk.join(thread, one);
    await talk.sql(
      `insert into notification_preferences (tenant_id, contact_id, type, mail, inbox, locked) values ('${talk.tenantId}', '${one.id}', 'message_posted', 'daily', true, false)`,
    );
    await from(ana);
    assert.deepEqual(await mailed(), []);
    await talk.sql(`delete from notification_preferences where contact_id = '${one.id}'`);
    await talk.sql(
      `update contact_grants set permission = 'messages.view_' where permission = 'messages.view' and contact_id = '${one.id}'`,
    );
    await from(ana);
    assert.deepEqual(await mailed(), []);
    await talk.sql(
      `update contact_grants set permission = 'messages.view' where permission = 'messages.view_' and contact_id = '${one.id}'`,
    );
    await talk.sql(`update thread_members set muted = true where thread_id = '${thread.id}'`);
    await from(ana);
    assert.deepEqual(await mailed(), []);
  });

  test('says no line to answer above, and no address for answers, where there is no domain', async () => {
    await tenant('inbound_domain = null');
    await talk.join(thread, one);
    await from(ana);
    const mail = await newest('c-1@norte.example');
    assert.equal(mail.replyTo, undefined);
    assert.ok(!mail.text.includes('por encima'));
    await tenant(`inbound_domain = 'respuestas.example'`);
  });
});

describe('an answer', () => {
  test('to the mail lands in the conversation, and is mailed on to the others', async () => {
    await talk.join(thread, one);
    await from(ana);
    const mail = await newest('c-1@norte.example');
    const to = mail.replyTo![0]!.address!;
    const quoted = mail.text
      .split(/\r?\n/)
      .map((line) => `> ${line}`)
      .join('\r\n');
    const text = `De acuerdo, gracias.\r\n\r\nEl jue, 26 nov 2026 a las 10:42, Tanques Norte (<${to}>)\r\nescribió:\r\n\r\n${quoted}`;
    const raw = mailText({ to, text, id: '<carta@cliente.example>' });
    assert.match(await handOver(running.portal.mailPort!, raw, { to: [to] }), /^250/);
    const [, second] = await talk.messages(thread);
    assert.equal(second!.text, 'De acuerdo, gracias.');
    assert.ok(second!.quoted!.includes('Llega el jueves.'));
    const toAna = await newest('ana@norte.example');
    assert.ok(
      toAna.text.includes('De acuerdo, gracias.') && !toAna.text.includes('Llega el jueves.'),
    );
    // And the next to its author is filed with its own.
    await from(ana);
    const next = await newest('c-1@norte.example');
    assert.match(next.references!, /<carta@cliente\.example>$/);
    assert.equal(next.inReplyTo, '<carta@cliente.example>');
  });
});

describe('two help desks', () => {
  for (const [what, headers] of [
    ['that say what they are', ['Auto-Submitted: auto-replied']],
    ['that say nothing', []],
  ] as const)
    test(`${what} stop after one exchange`, async () => {
      const seen = running.mailbox.sink.received.length;
      let answered = seen;
      let tickets = 0;
      await talk.join(thread, one);
      await talk.join(thread, talk.mailbox);
      await from(ana);
      /** Both answer every mail that they get, as desks of old do. */
      const desks = async () => {
        for (; answered < running.mailbox.sink.received.length; answered++) {
          const { raw, to } = running.mailbox.sink.received[answered]!;
          const reply = /^Reply-To: .*?<?(reply\+[^>\s]+)>?$/im.exec(
            raw.replaceAll(/\r\n[ \t]+/g, ' '),
          )?.[1];
          if (!reply) continue;
          const text = `Hemos recibido su mensaje y abrimos el folio ${++tickets} para usted. Le contestaremos pronto.`;
          await handOver(
            running.portal.mailPort!,
            mailText({ from: to[0]!, to: reply, text, headers: [...headers] }),
            { from: to[0]!, to: [reply] },
          );
        }
      };
      for (let round = 0; round < 6; round++) {
        await settled();
        await desks();
      }
      await settled();
      const sides = (await talk.messages(thread)).map(
        ({ side, automatic }) => `${side} ${automatic ? 'folded' : 'told'}`,
      );
      const told = sides.filter((side) => side.endsWith('told')).length;
      // Ana's message, and each of the three mailboxes once.
      assert.ok(told <= 4, sides.join(', '));
      const before = running.mailbox.sink.received.length;
      await desks();
      await settled();
      assert.equal(running.mailbox.sink.received.length, before, 'it goes on');
    });
});
