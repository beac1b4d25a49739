// Answers by mail under load: 200 mails a second for 30 seconds by SMTP, each kept once, in under 300 MB.
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { conversations, mailText, type Conversations } from '../support/conversations.ts';
import { startPortal } from '../support/portal.ts';

const perSecond = Number(process.env.MAILS_PER_SECOND ?? 200);
const seconds = Number(process.env.SECONDS ?? 30);
const connections = 16;
/** Threads the mails are spread over: so many of one person in one would be held. */
const threads = 2_000;

const running = await startPortal({ inbound: { listener: { port: 0, connections: 40 } } });
await running.sql(`update tenants set inbound_domain = 'respuestas.example' where slug = 'norte'`);
const talk = await conversations(running);
const addresses = await prepare(talk);
const port = running.portal.mailPort!;
const before = process.memoryUsage().rss;
let [sent, kept, later, highest] = [0, 0, 0, 0];
const latencies: number[] = [];
const weigh = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 100);

const begin = performance.now();
const due = () =>
  Math.min(perSecond * seconds, Math.floor(((performance.now() - begin) / 1000) * perSecond));
await Promise.all(Array.from({ length: connections }, lane));
const took = (performance.now() - begin) / 1000;
clearInterval(weigh);

const [row] = await talk.sql<{ all: string; names: string }>(
  `select count(*) as all, count(distinct mail_message_id) as names from messages where channel = 'mail'`,
);
const mega = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;
latencies.sort((a, b) => a - b);
console.log(
  `${kept} of ${sent} mails kept in ${took.toFixed(1)} s: ${Math.round(kept / took)}/s, ${later} told to come again`,
);
console.log(
  `p50 ${Math.round(latencies[latencies.length >> 1]!)} ms, p99 ${Math.round(latencies[Math.floor(latencies.length * 0.99)]!)} ms`,
);
console.log(`in the conversations: ${row!.all}, ${row!.names} of them different`);
console.log(
  `memory: ${mega(before)} before, ${mega(highest)} at most, with the clients and the database of the process`,
);
await running.close();
if (Number(row!.all) !== kept || row!.names !== row!.all) process.exitCode = 1;

async function prepare({ contact, inScope, tenantId, key, tenantNumber, sql }: Conversations) {
  const author = await contact('Contacto C-1');
  await sql(`insert into threads (tenant_id, customer_id, subject)
    select '${tenantId}', customer_id, 'Embarque ' || n from contacts, generate_series(1, ${threads}) n where id = '${author.id}'`);
  await sql(
    `insert into thread_members (tenant_id, thread_id, contact_id) select tenant_id, id, '${author.id}' from threads`,
  );
  const { replyAddress, replyToken } =
    await import('../../server/features/messages/reply-address.ts');
  void inScope;
  const rows = await sql<{ thread: string; member: string }>(
    `select t.number as thread, m.number as member from threads t join thread_members m on m.tenant_id = t.tenant_id and m.thread_id = t.id`,
  );
  return rows.map(({ thread, member }) =>
    replyAddress(
      replyToken(key, { tenant: tenantNumber, thread: Number(thread), member: Number(member) }),
      'respuestas.example',
    ),
  );
}

/** One connection that hands over what is due, as a mail server does. */
async function lane(): Promise<void> {
  const socket = createConnection({ host: '127.0.0.1', port });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    for (;;) {
      const { value } = (await lines.next()) as { value: string };
      if (value === undefined || /^\d{3} /.test(value)) return value ?? '421 gone';
    }
  };
  const ask = (text: string) => {
    socket.write(`${text}\r\n`);
    return answer();
  };
  await answer();
  await ask('EHLO mx.example');
  while (sent < perSecond * seconds) {
    if (sent >= due()) {
      await sleep(2);
      continue;
    }
    const number = sent++;
    const to = addresses[number % addresses.length]!;
    const start = performance.now();
    await ask('MAIL FROM:<c-1@norte.example>');
    await ask(`RCPT TO:<${to}>`);
    await ask('DATA');
    const text = `Respuesta ${number} con un párrafo de los que se escriben.\r\n\r\nEl jue, 26 nov 2026 a las 10:42, Tanques Norte (<${to}>) escribió:\r\n\r\n${'> Una línea de la carta que se contesta.\r\n'.repeat(20)}`;
    const said = await ask(`${mailText({ to, text, id: `<${number}@bench.example>` })}\r\n.`);
    latencies.push(performance.now() - start);
    if (said.startsWith('250')) kept++;
    else later++;
  }
  socket.end('QUIT\r\n');
}
