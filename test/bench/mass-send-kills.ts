// node test/bench/mass-send-kills.ts [customers] [kills]: a mass send on PostgreSQL whose server dies so many times at
// moments of chance, `kill -9`, and starts again. Leases take as long as they do, so the end takes some minutes.
// Ends with 1 where somebody got two, or somebody was lost without a word.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { show, type Finding } from './compare.ts';
import { caller, customerOf, outboxOf } from './mass-send-run.ts';
import { prepareTenant } from './mass-send.ts';
import { start } from './stock.ts';

const slug = 'apagones';
/** Mails that are under way at the same time, as a portal has it unless told otherwise. */
const lanes = 5;

const program = new URL('mass-send-process.ts', import.meta.url).pathname;

export async function benchMassSendKills(
  postgres: TemporaryPostgres,
  customers = 5_000,
  kills = 20,
): Promise<Finding[]> {
  const token = await prepareTenant(postgres, slug, customers);
  const folder = await mkdtemp(join(tmpdir(), 'portico-sink-'));
  const sink = await start('mass-send-sink.ts', folder);
  const portal = async () => {
    const child = spawn(process.execPath, [program, 'portal', postgres.serverUrl, sink.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = String((await once(child.stdout, 'data'))[0]).trim();
    return { child, call: caller(url, slug, token) };
  };
  try {
    let { child, call } = await portal();
    const run = await call('POST', '/mass-sends', { company: 'SM01' });
    await call('POST', `/mass-sends/${run.id}/start`, { confirmed: customers });
    let inMidRun = 0;
    for (let i = 0; i < kills; i++) {
      const before = (await readdir(folder)).length;
      // Only a server that sends can be hit while it does.
      while ((await readdir(folder)).length === before) await sleep(20);
      await sleep(Math.random() * 2_000);
      if ((await readdir(folder)).length < customers) inMidRun += 1;
      child.kill('SIGKILL');
      await once(child, 'close');
      ({ child, call } = await portal());
    }
    let now = run;
    while (now.state !== 'done') {
      await sleep(1_000);
      now = await call('GET', `/mass-sends/${run.id}`);
    }
    child.kill('SIGKILL');
    const mails = await outboxOf(postgres, slug, run.id);
    return judge(mails, await arrivedAt(folder), { customers, kills, inMidRun, run: now.counts });
  } finally {
    await sink.stop();
    await rm(folder, { recursive: true });
  }
}

/** Customers whose statements arrived, as often as they did. */
async function arrivedAt(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  const mailboxes = await Promise.all(
    names.map(async (name) => (await readFile(join(folder, name), 'latin1')).split('\r\n', 1)[0]!),
  );
  return mailboxes.map(customerOf).filter((customer) => customer !== null);
}

function judge(
  mails: Awaited<ReturnType<typeof outboxOf>>,
  arrived: number[],
  about: { customers: number; kills: number; inMidRun: number; run: Record<string, number> },
): Finding[] {
  const { customers, kills, inMidRun, run } = about;
  const got = new Set(arrived);
  const unknown = mails.filter(({ state }) => state === 'unknown');
  const sent = mails.filter(({ state }) => state === 'accepted');
  const count = (what: string, found: number, budget: number, atMost = false): Finding => ({
    what,
    value: String(found),
    budget: `${atMost ? 'at most ' : ''}${budget}`,
    holds: atMost ? found <= budget : found === budget,
  });
  return [
    count('killed while it sent', inMidRun, kills),
    count('arrived twice', arrived.length - got.size, 0),
    count('said to be sent', sent.length, customers - unknown.length),
    count(
      'said to be sent, and not arrived',
      sent.filter((one) => !got.has(one.customer)).length,
      0,
    ),
    count('unknown, in flight at a kill', unknown.length, kills * lanes, true),
    count('unknown to the run’s list as well', run['unknown'] ?? 0, unknown.length),
    count(
      'of these, arrived',
      unknown.filter((one) => got.has(one.customer)).length,
      unknown.length,
      true,
    ),
  ];
}

if (import.meta.main) {
  const postgres = await startPostgres();
  try {
    const [customers, kills] = process.argv.slice(2).map(Number);
    const findings = await benchMassSendKills(postgres, customers, kills);
    show('Mass send whose server dies', findings);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    postgres.stop();
  }
}
