// npm run bench -- inbound: answers by mail under load, 200 a second for 30 seconds by SMTP
// to a server in a process of its own, each kept once, in under 300 MB; and as many as there can be, beside a server that
// keeps the bytes of each and no more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { conversations, mailText, type Conversations } from '../support/conversations.ts';
import { startPortal } from '../support/portal.ts';
import { show, type Finding } from './compare.ts';

const perSecond = Number(process.env.MAILS_PER_SECOND ?? 200);
const seconds = Number(process.env.SECONDS ?? 30);
const connections = 16;
/** As `npm run serve` starts it. */
const { scripts } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { scripts: { serve: string } };
const served = scripts.serve.split(' ').filter((word) => word.startsWith('--'));
/** Threads the mails are spread over: so many of one person in one would be held. */
const threads = 6_000;

const running = await startPortal();
await running.sql(`update tenants set inbound_domain = 'respuestas.example' where slug = 'norte'`);
await running.owner().raw('create table bench_mails (content bytea not null)');
await running.owner().raw('grant insert on bench_mails to public');
const talk = await conversations(running);
const addresses = await prepare(talk);

type Load = {
  rate: number;
  kept: number;
  later: number;
  mb: number;
  /** Milliseconds that the server's processor worked, threads included. */
  workedMs: number;
  latencies: number[];
};
let number = 0;

/** Starts a server of a kind and hands mails over to it. @param pace mails a second; as many as there can be unless given */
async function load(kind: string, forSeconds: number, pace = Infinity): Promise<Load> {
  const program = new URL('server-process.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [...served, program, kind, JSON.stringify(running.database)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString().trim().split(' ')[1]);
  const result: Load = { rate: 0, kept: 0, later: 0, mb: 0, workedMs: 0, latencies: [] };
  const before = workedMs(child.pid!);
  const weigh = setInterval(() => {
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
    result.mb = Math.max(result.mb, Number(resident?.[1] ?? 0) / 1_024);
  }, 100);
  const begin = performance.now();
  let sent = 0;
  const next = (): number | null | undefined => {
    const passed = (performance.now() - begin) / 1_000;
    if (pace === Infinity ? passed > forSeconds : sent >= pace * forSeconds) return undefined;
    if (sent >= passed * pace) return null;
    sent++;
    return number++;
  };
  await Promise.all(Array.from({ length: connections }, () => lane(port, next, result)));
  result.rate = result.kept / ((performance.now() - begin) / 1_000);
  result.workedMs = workedMs(child.pid!) - before;
  clearInterval(weigh);
  child.kill('SIGKILL');
  return result;
}

/** Processor time of a process in milliseconds, as Linux counts it: a hundred ticks a second. */
function workedMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

const paced = await load('portal-inbound', seconds, perSecond);
const free = await load('portal-inbound', Math.min(seconds, 10));
const bare = await load('bare-inbound', Math.min(seconds, 10));
const [row] = await talk.sql<{ all: string; names: string }>(
  `select count(*) as all, count(distinct mail_message_id) as names from messages where channel = 'mail'`,
);
await running.close();
const kept = paced.kept + free.kept;
const latencies = paced.latencies.toSorted((a, b) => a - b);
const at = (share: number) => `${Math.round(latencies[Math.floor(latencies.length * share)]!)} ms`;
const findings: Finding[] = [
  {
    what: `${perSecond} mails a second for ${seconds} s`,
    value: `${paced.rate.toFixed(0)}/s, p50 ${at(0.5)}, p99 ${at(0.99)}, ${paced.later} put off`,
    budget: `${perSecond}/s`,
    holds: paced.rate >= perSecond * 0.98 && paced.later === 0,
  },
  {
    what: 'as many as there can be',
    value: `${free.rate.toFixed(0)}/s`,
    limit: `${bare.rate.toFixed(0)}/s`,
    ratio: free.rate / bare.rate,
    budget: 'beside the bytes alone',
    holds: true,
  },
  {
    what: 'work of the server for a mail',
    value: `${(paced.workedMs / paced.kept).toFixed(1)} ms`,
    limit: `${(bare.workedMs / bare.kept).toFixed(1)} ms`,
    budget: 'beside the bytes alone',
    holds: true,
  },
  {
    what: 'memory of the server',
    value: `${Math.max(paced.mb, free.mb).toFixed(0)} MB`,
    limit: `${bare.mb.toFixed(0)} MB`,
    budget: '300 MB',
    holds: Math.max(paced.mb, free.mb) < 300,
  },
  {
    what: `each of ${kept} once`,
    value: `${row!.all} kept, ${row!.names} different`,
    budget: 'none twice, none lost',
    holds: Number(row!.all) === kept && row!.names === row!.all,
  },
];
show('Answers by mail', findings);
if (findings.some(({ holds }) => !holds)) process.exitCode = 1;

async function prepare({ contact, inScope, tenantId, key, tenantNumber, sql }: Conversations) {
  const author = await contact('Contacto C-1');
  await sql(`insert into threads (tenant_id, customer_id, subject)
    select '${tenantId}', customer_id, 'Embarque ' || n from contacts, generate_series(1, ${threads}) n where id = '${author.id}'`);
  await sql(
    `insert into thread_members (tenant_id, thread_id, contact_id) select tenant_id, id, '${author.id}' from threads`,
  );
  // As the database does by itself within a minute.
  await running.owner().raw('analyze threads, thread_members');
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

/** One connection that hands over what is due, as a mail server does. @param next number of a mail; null: not yet */
async function lane(
  port: number,
  next: () => number | null | undefined,
  result: Load,
): Promise<void> {
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
  for (let mail = next(); mail !== undefined; mail = next()) {
    if (mail === null) {
      await sleep(2);
      continue;
    }
    const to = addresses[mail % addresses.length]!;
    const start = performance.now();
    await ask('MAIL FROM:<c-1@norte.example>');
    await ask(`RCPT TO:<${to}>`);
    await ask('DATA');
    const text = `Respuesta ${mail} con un párrafo de los que se escriben.\r\n\r\nEl jue, 26 nov 2026 a las 10:42, Tanques Norte (<${to}>) escribió:\r\n\r\n${'> Una línea de la carta que se contesta.\r\n'.repeat(20)}`;
    const said = await ask(`${mailText({ to, text, id: `<${mail}@bench.example>` })}\r\n.`);
    result.latencies.push(performance.now() - start);
    if (said.startsWith('250')) result.kept++;
    else result.later++;
  }
  socket.end('QUIT\r\n');
}
