// Answers by mail: each lands in its own conversation, or where people find it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { InboundMails } from '#contract/inbound';
import { createApi, refusal, type Api } from '../support/api.ts';
import {
  conversations,
  handOver,
  mailText,
  type Conversations,
  type Thread,
} from '../support/conversations.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { replyMails } from '../support/reply-mails.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf } from '../support/uploads.ts';

let running: TestPortal;
let talk: Conversations;
let machine: Api;
let thread: Thread;
/** Where the contact C-1 answers. */
let address: string;

before(async () => {
  running = await startPortal({
    inbound: { listener: { port: 0 }, trustedHosts: ['mx.norte.example'] },
  });
  await running.sql(
    `update tenants set inbound_domain = 'respuestas.example', message_mailbox = 'trafico@norte.example'
     where slug = 'norte'`,
  );
  talk = await conversations(running);
  const secret = await running.portal.admin.createKey('norte', {
    name: 'mx',
    permissions: ['mail.inbound'],
  });
  machine = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
  await staffSession(running, 'Ana Tráfico', { permissions: ['messages.manage'] });
  await running.sql(`update identities set email = 'ana@norte.example' where name = 'Ana Tráfico'`);
});
beforeEach(async () => {
  thread = await talk.thread();
  address = await talk.join(thread, await talk.contact('Contacto C-1'));
});
after(() => running.close());

const send = async (raw: string | Buffer, api = machine): Promise<string[]> => {
  const answer = await api<InboundMails>('POST /inbound-mails', { body: Buffer.from(raw) });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items.map(({ result, reason }) => (reason ? `${result} ${reason}` : result));
};
const texts = async (of = thread) => (await talk.messages(of)).map(({ text }) => text);

describe('an answer', () => {
  test('of every client lands in its conversation', async () => {
    const talks = await talk.thread();
    await running.sql(
      `update identities set email = 'iris@cliente.example' where email like 'c-1@%' or email like 'todo@%'`,
    );
    await running.sql(
      `update contacts set email = 'iris@cliente.example' where name = 'Contacto C-1'`,
    );
    const to = await talk.join(talks, await talk.contact('Contacto C-1'));
    try {
      for (const { raw, client, locale } of replyMails(to)) {
        // So many of one person would be too many.
        await talk.sql(
          `update messages set at = at - interval '2 days' where thread_id = '${talks.id}'`,
        );
        assert.deepEqual(await send(raw), ['posted'], `${client} ${locale}`);
      }
      const kept = await talk.messages(talks);
      assert.equal(kept.length, 120);
      assert.ok(
        kept.every(
          ({ side, channel, other_address }) =>
            side === 'customer' && channel === 'mail' && other_address === null,
        ),
      );
    } finally {
      await running.sql(
        `update contacts set email = 'c-1@norte.example' where name = 'Contacto C-1'`,
      );
      await running.sql(
        `update identities set email = 'c-1@norte.example' where email = 'iris@cliente.example'`,
      );
    }
  });

  for (const [where, headers] of [
    ['Cc', (to: string) => [`Cc: Otro <otro@x.example>, ${to}`]],
    ['Delivered-To', (to: string) => [`Delivered-To: ${to}`]],
    ['X-Original-To', (to: string) => [`X-Original-To: ${to}`]],
    ['Envelope-To', (to: string) => [`Envelope-To: ${to}`]],
    ['Bcc', (to: string) => [`Bcc: ${to}`]],
    ['Resent-To', (to: string) => [`Resent-To: ${to}`]],
  ] as const)
    test(`is known by its address in ${where}, in capitals as well`, async () => {
      const raw = mailText({
        to: 'trafico@norte.example',
        headers: headers(address.toUpperCase()),
      });
      assert.deepEqual(await send(raw), ['posted']);
      assert.deepEqual(await texts(), ['Recibido.']);
    });

  test('is known by an address without a plus', async () => {
    const plain = await talk.join(thread, await talk.contact('Contacto C-1'), 'plain');
    assert.deepEqual(await send(mailText({ to: plain })), ['posted']);
  });

  test('comes in by SMTP, and is answered for once it is kept', async () => {
    const port = running.portal.mailPort!;
    assert.match(
      await handOver(port, mailText({ to: 'x@norte.example' }), { to: [address] }),
      /^250/,
    );
    assert.deepEqual(await texts(), ['Recibido.']);
    assert.match(
      await handOver(port, mailText({ to: address }), { to: ['quien@otra.example'] }),
      /^550/,
    );
    assert.match(
      await handOver(port, mailText({ to: address }), { to: ['nadie@respuestas.example'] }),
      /^250/,
    );
    assert.deepEqual(await texts(), ['Recibido.', 'Recibido.']);
  });

  test('comes in as a provider’s form', async () => {
    const raw = mailText({ to: 'x@norte.example', text: 'Por formulario' });
    const form = [
      '--f',
      'Content-Disposition: form-data; name="recipient"',
      '',
      address,
      '--f',
      'Content-Disposition: form-data; name="body-mime"',
      '',
      raw,
      '--f--',
      '',
    ].join('\r\n');
    const headers = { 'Content-Type': 'multipart/form-data; boundary=f' };
    const answer = await machine<InboundMails>('POST /inbound-mails', {
      body: Buffer.from(form),
      headers,
    });
    assert.deepEqual(
      answer.body.items.map(({ result }) => result),
      ['posted'],
    );
    assert.deepEqual(await texts(), ['Por formulario']);
    const empty = await machine('POST /inbound-mails', { body: Buffer.from('--f--'), headers });
    assert.equal(refusal(empty), '400 mail_missing');
  });

  test('counts once, however often it is delivered', async () => {
    const raw = mailText({ to: address });
    assert.deepEqual(await send(raw), ['posted']);
    assert.deepEqual(await send(raw), ['repeated']);
    assert.deepEqual(await send(`Received: again\r\n${raw}`), ['repeated']);
    assert.deepEqual(await texts(), ['Recibido.']);
    const other = raw.replace('Recibido.', 'Otra cosa.');
    assert.deepEqual(await send(other), ['held name_taken']);
  });

  test('without a name of its own counts once as well', async () => {
    const raw = mailText({ to: address, id: null });
    assert.deepEqual([await send(raw), await send(raw)], [['posted'], ['repeated']]);
  });

  test('reopens a closed conversation; an automatic one does not', async () => {
    const state = async () =>
      (await talk.sql<{ state: string }>(`select state from threads where id = '${thread.id}'`))[0]!
        .state;
    await talk.sql(`update threads set state = 'closed' where id = '${thread.id}'`);
    assert.deepEqual(
      await send(mailText({ to: address, headers: ['Auto-Submitted: auto-replied'] })),
      ['automatic'],
    );
    assert.equal(await state(), 'closed');
    assert.deepEqual(await send(mailText({ to: address })), ['posted']);
    assert.equal(await state(), 'open');
  });

  test('brings its files; what is not taken is named', async () => {
    const part = (name: string, type: string, content: Buffer) =>
      `--m\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}\r\n`;
    const raw = mailText({ to: address })
      .replace(
        'Content-Type: text/plain; charset=utf-8',
        'Content-Type: multipart/mixed; boundary=m',
      )
      .replace(
        '\r\n\r\nRecibido.',
        '\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nVea el archivo.',
      );
    const full = `${raw}${part('guia.pdf', 'application/pdf', Buffer.from(pdfOf(2_000)))}${part('winmail.dat', 'application/ms-tnef', Buffer.from('x'))}${part('setup.exe', 'application/octet-stream', Buffer.from('MZ\x90\0\x03'))}${part('cita.ics', 'text/calendar', Buffer.from('BEGIN:VCALENDAR'))}--m--\r\n`;
    assert.deepEqual(await send(full), ['posted']);
    const [message] = await talk.messages(thread);
    assert.equal(message!.text, 'Vea el archivo.');
    const refused = message!.refused.map(({ code, name }) => `${code} ${name}`).toSorted();
    assert.deepEqual(refused, [
      'file_type setup.exe',
      'mail_calendar cita.ics',
      'mail_tnef winmail.dat',
    ]);
    const files = await talk.sql(
      `select f.name, f.state, f.scan, f.created_by_contact as by from message_files l join files f on f.id = l.file_id where l.message_id = '${message!.id}'`,
    );
    assert.deepEqual(files, [
      { name: 'guia.pdf', state: 'ready', scan: 'off', by: message!.contact_id },
    ]);
  });

  test('of a length that no message has goes on in what is folded', async () => {
    const long = 'palabra '.repeat(4_000).trim();
    assert.deepEqual(await send(mailText({ to: address, text: long })), ['posted']);
    const [message] = await talk.messages(thread);
    assert.equal(message!.text.length, 20_000);
    const all = `${message!.text}${message!.quoted}`.replaceAll(/\s+/g, '');
    assert.equal(all, long.replaceAll(/\s+/g, ''));
  });
});

describe('mails that come at the same time', () => {
  const together = (raws: readonly string[]) => Promise.all(raws.map((raw) => send(raw)));

  test('land each in its own conversation, with event and news of its own, and count once', async () => {
    const contact = await talk.contact('Contacto C-1');
    const talks = await Promise.all(Array.from({ length: 8 }, () => talk.thread()));
    const raws: string[] = [];
    for (const [index, one] of talks.entries()) {
      const to = await talk.join(one, contact);
      const raw = mailText({ to, text: `Mercancía ${'abcdefgh'[index]}.` });
      raws.push(raw, raw, mailText({ to, text: 'Y otra cosa.' }));
    }
    const results = (await together(raws)).flat();
    assert.equal(results.filter((result) => result === 'posted').length, 16);
    assert.equal(results.filter((result) => result === 'repeated').length, 8);
    for (const [index, one] of talks.entries()) {
      const kept = await talk.messages(one);
      assert.deepEqual(kept.map(({ text }) => text).toSorted(), [
        `Mercancía ${'abcdefgh'[index]}.`,
        'Y otra cosa.',
      ]);
      const ids = kept.map(({ id }) => id).toSorted();
      const events = await talk.sql<{ message: string }>(
        `select data ->> 'message' as message from events where thread_id = '${one.id}'`,
      );
      assert.deepEqual(events.map(({ message }) => message).toSorted(), ids);
      const mails = await talk.sql<{ message: string }>(
        `select data ->> 'messageId' as message from mails where kind = 'message' and data ->> 'threadId' = '${one.id}'`,
      );
      assert.deepEqual(mails.map(({ message }) => message).toSorted(), ids);
      const [state] = await talk.sql(
        `select t.last_side, (t.last_number = max(m.number) and r.read_number = max(m.number))::text as newest
         from threads t join messages m on m.thread_id = t.id join thread_reads r on r.thread_id = t.id
         where t.id = '${one.id}' group by t.last_side, t.last_number, r.read_number`,
      );
      assert.deepEqual(state, { last_side: 'customer', newest: 'true' });
    }
  });

  test('of one person to one conversation are counted one by one', async () => {
    const raws = Array.from({ length: 14 }, (_, index) =>
      mailText({ to: address, text: `Aviso de ${'abcdefghijklmn'[index]}` }),
    );
    const results = (await together(raws)).flat();
    assert.equal(results.filter((result) => result === 'posted').length, 10);
    assert.equal(results.filter((result) => result === 'held too_often').length, 4);
  });

  test('fail alone where one cannot be kept', async () => {
    await running.owner().raw(`create function spoil() returns trigger language plpgsql as
      $$ begin raise exception 'spoilt'; end $$`);
    await running.owner().raw(`create trigger spoil before insert on messages
      for each row when (new.text = 'Estropeado.') execute function spoil()`);
    try {
      const contact = await talk.contact('Contacto C-1');
      const answers = await Promise.all(
        Array.from({ length: 9 }, async (_, index) => {
          const to = await talk.join(await talk.thread(), contact);
          const raw = mailText({ to, text: index === 4 ? 'Estropeado.' : 'Sano.' });
          return machine('POST /inbound-mails', { body: Buffer.from(raw) });
        }),
      );
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200, 500, 200, 200, 200, 200],
      );
    } finally {
      await running.owner().raw('drop function spoil cascade');
    }
  });
});

describe('who wrote', () => {
  test('is the member that the address names; another mailbox of a customer is said', async () => {
    const colleague = mailText({ to: address, from: 'Otra <otra@casa.example>' });
    assert.deepEqual(await send(colleague), ['posted']);
    const [message] = await talk.messages(thread);
    assert.equal(message!.other_address, 'otra@casa.example');
    // The company's mailbox is the member that is nobody.
    const people = await talk.sql(
      `select 1 from thread_members where thread_id = '${thread.id}' and num_nonnulls(contact_id, identity_id) = 1`,
    );
    assert.equal(people.length, 1);
  });

  test('is the one of two members who sent it', async () => {
    const second = await talk.join(thread, await talk.contact('Contacto C-2'));
    await talk.sql(
      `insert into contact_grants (tenant_id, contact_id, permission, scope) select tenant_id, id, 'messages.send', 'customer' from contacts where name = 'Contacto C-2' on conflict do nothing`,
    );
    assert.deepEqual(
      await send(mailText({ to: `${address}, ${second}`, from: 'c-2@norte.example' })),
      ['posted'],
    );
    const [message] = await talk.messages(thread);
    assert.equal(message!.contact_id, (await talk.contact('Contacto C-2')).id);
    assert.equal(message!.other_address, null);
  });

  test('of the company is taken from its own mailbox alone', async () => {
    const to = await talk.join(thread, await talk.staff('Ana Tráfico'));
    assert.deepEqual(await send(mailText({ to, from: 'c-1@norte.example' })), [
      'held sender_mismatch',
    ]);
    assert.deepEqual(await send(mailText({ to, from: 'Ana@norte.example', text: 'De Ana' })), [
      'posted',
    ]);
    const [message] = await talk.messages(thread);
    assert.deepEqual([message!.side, message!.text], ['company', 'De Ana']);
  });

  test('for the company’s mailbox is it, or somebody of the company', async () => {
    const to = await talk.join(thread, talk.mailbox);
    assert.deepEqual(await send(mailText({ to, from: 'trafico@norte.example', text: 'Buzón' })), [
      'posted',
    ]);
    assert.deepEqual(await send(mailText({ to, from: 'ana@norte.example', text: 'Ana' })), [
      'posted',
    ]);
    assert.deepEqual(await send(mailText({ to, from: 'otro@norte.example' })), [
      'held sender_mismatch',
    ]);
    const sides = (await talk.messages(thread)).map(
      ({ side, identity_id }) => `${side} ${identity_id !== null}`,
    );
    assert.deepEqual(sides, ['company false', 'company true']);
  });

  test('may not any more once disabled, or without the permission', async () => {
    const { id } = await talk.contact('Contacto C-1');
    await talk.sql(
      `delete from contact_grants where contact_id = '${id}' and permission = 'messages.send'`,
    );
    assert.deepEqual(await send(mailText({ to: address })), ['held author_refused']);
    await talk.sql(
      `insert into contact_grants (tenant_id, contact_id, permission, scope) select tenant_id, id, 'messages.send', 'customer' from contacts where id = '${id}'`,
    );
    await talk.sql(`update contacts set disabled_at = now() where id = '${id}'`);
    assert.deepEqual(await send(mailText({ to: address })), ['held author_refused']);
    await talk.sql(`update contacts set disabled_at = null where id = '${id}'`);
    assert.deepEqual(await send(mailText({ to: address })), ['posted']);
  });

  test('is held where a server of ours says that the domain disowns it, and no other', async () => {
    const says = (server: string) => [
      `Authentication-Results: ${server}; spf=pass; dmarc=fail (p=reject)`,
    ];
    assert.deepEqual(await send(mailText({ to: address, headers: says('mx.norte.example') })), [
      'held disowned',
    ]);
    assert.deepEqual(await send(mailText({ to: address, headers: says('mx.atacante.example') })), [
      'posted',
    ]);
  });
});

describe('a mail that nobody’s address names', () => {
  test('is known by a mail of ours that it answers, where its sender takes part', async () => {
    const { messageToken } = await import('../../server/features/messages/reply-address.ts');
    const name = messageToken(talk.key, {
      tenant: talk.tenantNumber,
      thread: thread.number,
      message: 1,
    });
    const headers = [`In-Reply-To: <00000000-0000-4000-8000-000000000000.${name}@portal.example>`];
    const to = 'nadie@respuestas.example';
    assert.deepEqual(await send(mailText({ to, headers })), ['posted']);
    assert.deepEqual(await send(mailText({ to, headers, from: 'extra@x.example' })), [
      'held not_a_member',
    ]);
  });

  test('waits for people, whatever its subject says', async () => {
    const before = (await talk.unmatched()).length;
    assert.deepEqual(
      await send(mailText({ to: 'nadie@respuestas.example', subject: `Re: ${thread.number}` })),
      ['held unknown_address'],
    );
    assert.equal((await talk.unmatched()).length, before + 1);
    assert.deepEqual(await texts(), []);
  });

  test('with another tenant’s address lands nowhere there', async () => {
    const sul = await conversations(running, 'sul');
    const theirs = await sul.thread();
    const to = await sul.join(theirs, await sul.contact('Contacto C-1'));
    assert.deepEqual(await send(mailText({ to })), ['held unknown_address']);
    assert.deepEqual(await sul.messages(theirs), []);
  });

  test('with a token that was changed in one letter lands nowhere', async () => {
    const at = address.indexOf('@') - 3;
    const to = address.slice(0, at) + (address[at] === 'a' ? 'b' : 'a') + address.slice(at + 1);
    assert.deepEqual(await send(mailText({ to })), ['held unknown_address']);
  });

  test('of two conversations lands in each', async () => {
    const other = await talk.thread();
    const second = await talk.join(other, await talk.contact('Contacto C-1'));
    assert.deepEqual(await send(mailText({ to: `${address}, ${second}` })), ['posted', 'posted']);
    assert.deepEqual([await texts(), await texts(other)], [['Recibido.'], ['Recibido.']]);
  });
});

describe('machines', () => {
  for (const [what, headers, result] of [
    ['Auto-Submitted', ['Auto-Submitted: auto-generated'], 'automatic'],
    ['a vacation answer', ['X-Autoreply: yes'], 'automatic'],
    ['X-Autorespond', ['X-Autorespond: 1'], 'automatic'],
    ['Precedence: auto_reply', ['Precedence: auto_reply'], 'automatic'],
    ['an empty return path', ['Return-Path: <>'], 'automatic'],
    ['Auto-Submitted: no', ['Auto-Submitted: no'], 'posted'],
    ['Precedence: bulk', ['Precedence: bulk'], 'posted'],
    ['X-Auto-Response-Suppress', ['X-Auto-Response-Suppress: All'], 'posted'],
  ] as const)
    test(`are told by ${what}: ${result}`, async () => {
      assert.deepEqual(await send(mailText({ to: address, headers: [...headers] })), [result]);
      const [event] = await talk.sql<{ count: string }>(
        `select count(*) from events where thread_id = '${thread.id}'`,
      );
      assert.equal(Number(event!.count), result === 'posted' ? 1 : 0);
    });

  test('are told by a subject that is all there is', async () => {
    for (const subject of [
      'Respuesta automática: Embarque',
      'Resposta automática: Embarque',
      'Automatic reply: Shipment',
      'Fuera de la oficina',
    ])
      assert.deepEqual(
        await send(mailText({ to: address, subject, text: '' })),
        ['automatic'],
        subject,
      );
    assert.deepEqual(
      await send(
        mailText({ to: address, subject: 'Respuesta automática: Embarque', text: 'Sí, mándelo.' }),
      ),
      ['posted'],
    );
  });

  test('that say the same again are folded', async () => {
    const text = (ticket: number) =>
      `Hemos recibido su solicitud y la atenderemos pronto. Folio ${ticket}.`;
    assert.deepEqual(await send(mailText({ to: address, text: text(1) })), ['posted']);
    assert.deepEqual(await send(mailText({ to: address, text: text(2) })), ['automatic']);
    assert.deepEqual(await send(mailText({ to: address, text: 'ok' })), ['posted']);
    assert.deepEqual(await send(mailText({ to: address, text: 'ok' })), ['posted']);
  });

  test('that report a mail that came back go to those who mark mailboxes, else to people', async () => {
    const { postfix } = await import('../support/notices.ts');
    assert.deepEqual(
      await send(postfix('nadie@cliente.example').replace(/^To: .*$/m, `To: ${address}`)),
      ['held delivery_report'],
    );
    assert.deepEqual(await texts(), []);
  });

  test('that answer without end are held, and people are told once', async () => {
    const told = async () =>
      Number(
        (
          await talk.sql<{ count: string }>(
            `select count(*) from mails where kind = 'message_held' and data ->> 'reason' = 'too_often'`,
          )
        )[0]!.count,
      );
    const before = await told();
    const results: string[] = [];
    for (let i = 0; i < 13; i++)
      results.push(...(await send(mailText({ to: address, text: `Número ${'x'.repeat(i)}` }))));
    assert.deepEqual(results, [
      ...Array<string>(10).fill('posted'),
      ...Array<string>(3).fill('held too_often'),
    ]);
    assert.equal((await told()) - before, 1);
  });

  test('that send from an address for answers, or send ours back twice, are kept for people, a few a day, and go no further', async () => {
    const { messageToken } = await import('../../server/features/messages/reply-address.ts');
    const loop = `X-Portico-Loop: ${messageToken(talk.key, { tenant: talk.tenantNumber, thread: thread.number, message: 0 })}`;
    const circled = ['dropped loop'];
    assert.deepEqual(await send(mailText({ to: address, from: address })), circled);
    assert.deepEqual(await send(mailText({ to: address, headers: [loop, loop] })), circled);
    // Both are where people find them, however many come; nobody is told.
    for (let n = 0; n < 25; n++) await send(mailText({ to: address, from: address, text: `${n}` }));
    const kept = (await talk.unmatched()).filter(({ reason }) => reason === 'loop');
    assert.equal(kept.length, 20);
    assert.deepEqual(await send(mailText({ to: address, headers: [loop] })), ['automatic']);
    assert.deepEqual(
      await send(mailText({ to: address, headers: ['X-Portico-Loop: x', 'X-Portico-Loop: y'] })),
      ['posted'],
    );
  });
});

describe('a hostile mail', () => {
  const nested = (depth: number): string =>
    depth === 0
      ? 'Content-Type: text/plain\r\n\r\nfondo'
      : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--\r\n`;
  const typed = (to: string, rest: string) => mailText({ to }).replace(/Content-Type[^]*$/, rest);
  for (const [what, make, result] of [
    [
      'of 3,001 parts',
      (to: string) =>
        typed(
          to,
          `Content-Type: multipart/mixed; boundary=p\r\n\r\n${'--p\r\n\r\nx\r\n'.repeat(6_100)}--p--`,
        ),
      'held unreadable',
    ],
    ['nested 30 deep', (to: string) => typed(to, nested(30)), 'held unreadable'],
    ['nested 10 deep', (to: string) => typed(to, nested(10)), 'posted'],
    [
      'with mails in mails',
      (to: string) =>
        typed(
          to,
          `Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nVea abajo.\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n${mailText({ to: 'x@y.example' })}\r\n--m--`,
        ),
      'posted',
    ],
    [
      'encrypted by S/MIME',
      (to: string) =>
        typed(
          to,
          'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\nMIIB',
        ),
      'posted',
    ],
    [
      'encrypted by PGP',
      (to: string) =>
        typed(
          to,
          'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e\r\n\r\n--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--e--',
        ),
      'posted',
    ],
    [
      'that answers an invitation',
      (to: string) =>
        typed(
          to,
          'Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR',
        ),
      'automatic',
    ],
    [
      'with an encoding that is none',
      (to: string) => typed(to, 'Content-Type: text/plain; charset=klingon-9\r\n\r\nhola'),
      'posted',
    ],
    [
      'with zeros and half pairs',
      (to: string) => mailText({ to, subject: 'a\0b', text: 'uno\0dos \uD800' }),
      'posted',
    ],
    ['without a sender', (to: string) => mailText({ to }).replace(/^From: .*\r\n/, ''), 'posted'],
    ['without a head', (to: string) => `To: ${to}`, 'posted'],
  ] as const)
    test(`${what} is ${result}`, async () => {
      assert.deepEqual(await send(make(address)), [result]);
    });

  test('that is encrypted is kept whole for people, and said', async () => {
    const raw = typed(
      address,
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\nMIIB',
    );
    await send(raw);
    const [message] = await talk.messages(thread);
    assert.deepEqual(message!.refused, [{ code: 'mail_encrypted', name: 'smime.p7m' }]);
    const held = (await talk.unmatched()).filter(({ thread_id }) => thread_id === thread.id);
    assert.deepEqual(
      held.map(({ reason }) => reason),
      ['encrypted'],
    );
  });

  test('of one byte more than is taken is refused, by both ways', async () => {
    const big = Buffer.alloc(36_700_161 + 200_000, 'x');
    assert.equal(
      refusal(await machine('POST /inbound-mails', { body: big })),
      '413 body_too_large',
    );
    assert.match(await handOver(running.portal.mailPort!, big, { to: [address] }), /^552/);
    assert.deepEqual(await texts(), []);
  });
});

describe('a mail that waits', () => {
  type Listed = { items: { id: string; reason: string; subject: string }[] };
  let desk: Api;
  before(async () => {
    desk = await staffSession(running, 'Mesa', { permissions: ['messages.manage'] });
  });
  const waiting = async (subject: string, more: Parameters<typeof mailText>[0]) => {
    await send(mailText({ subject, ...more }));
    const { body } = await desk<Listed>('GET /unmatched-mails?limit=100');
    return body.items.find((one) => one.subject === subject)!.id;
  };

  test('is put into a conversation as its sender’s, once', async () => {
    const id = await waiting('Sin destino', { to: 'nadie@respuestas.example', text: 'Aquí va.' });
    const found = await desk<{ items: { id: string; contacts: { sender: boolean }[] }[] }>(
      `GET /unmatched-mails/${id}/targets`,
    );
    const target = found.body.items.find((one) => one.id === thread.id);
    assert.ok(target?.contacts.some(({ sender }) => sender));
    const put = () =>
      desk(`POST /unmatched-mails/${id}/assignment`, { body: { thread: thread.id } });
    assert.equal((await put()).status, 200);
    const [message] = await talk.messages(thread);
    assert.deepEqual(
      [message!.text, message!.side, message!.other_address],
      ['Aquí va.', 'customer', null],
    );
    assert.equal(refusal(await put()), '409 mail_settled');
  });

  test('from a stranger needs somebody who says whose it is', async () => {
    const id = await waiting('De fuera', {
      to: 'nadie@respuestas.example',
      from: 'x@fuera.example',
    });
    const body = { thread: thread.id };
    const key = `POST /unmatched-mails/${id}/assignment`;
    assert.equal(refusal(await desk(key, { body })), '409 mail_author_missing');
    const { id: contact } = await talk.contact('Contacto C-1');
    const elsewhere = (await talk.contact('Contacto C-6')).id;
    assert.equal(
      refusal(await desk(key, { body: { ...body, contact: elsewhere } })),
      '404 not_found',
    );
    assert.equal((await desk(key, { body: { ...body, contact } })).status, 200);
    const [message] = await talk.messages(thread);
    assert.equal(message!.other_address, 'x@fuera.example');
  });

  test('comes back byte for byte, and goes off the list', async () => {
    const raw = mailText({ subject: 'Tal cual', to: 'nadie@respuestas.example' });
    await send(raw);
    const { body } = await desk<Listed>('GET /unmatched-mails');
    const { id } = body.items.find(({ subject }) => subject === 'Tal cual')!;
    const { text, headers } = await desk(`GET /unmatched-mails/${id}/content`);
    assert.equal(text, raw);
    assert.match(headers.get('content-disposition')!, /attachment; filename="Tal cual\.eml"/);
    assert.equal((await desk(`DELETE /unmatched-mails/${id}`)).status, 204);
    const after = await desk<Listed>('GET /unmatched-mails');
    assert.ok(!after.body.items.some((one) => one.id === id));
  });

  test('is of one customer’s conversation for those alone who look after it', async () => {
    const id = await waiting('Demasiado', {
      to: address,
      headers: ['Authentication-Results: mx.norte.example; dmarc=fail'],
    });
    const other = await staffSession(running, 'Lejos', {
      permissions: ['messages.manage'],
      customers: ['1002946'],
    });
    const { body } = await other<Listed>('GET /unmatched-mails?limit=100');
    assert.ok(!body.items.some((one) => one.id === id));
    assert.equal(refusal(await other(`GET /unmatched-mails/${id}/content`)), '404 not_found');
  });

  test('goes after 30 days', async () => {
    const { sweepUnmatched } =
      await import('../../server/features/messages/inbound/unmatched.store.ts');
    await talk.sql(
      `update unmatched_mails set at = now() - interval '31 days' where subject = 'Demasiado'`,
    );
    await talk.inScope({ tenantId: talk.tenantId }, sweepUnmatched);
    const left = await talk.sql(`select 1 from unmatched_mails where subject = 'Demasiado'`);
    assert.deepEqual(left, []);
  });
});
