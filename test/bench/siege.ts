import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiBase } from '#contract/limits';
import { buildWidgets } from '../../widgets/build.ts';
import { password } from '../support/fixtures.ts';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { show, type Finding } from './compare.ts';
import { attackNames, type Arms } from './siege-attacks.ts';
import type { Honest } from './siege-honest.ts';
import { prepareSiege, started, startServer, type ServerState } from './siege-server.ts';

const budget = { ratio: 3, megabytes: 512 };

/**
 * The production server under attack: each attack alone, then all of them together, beside two tenants whose
 * people go on working.
 * @param seconds how long each attack lasts
 * @param only names of attacks; all unless given
 * @param alone whether each is also run alone
 */
export async function benchSiege(
  postgres: TemporaryPostgres,
  seconds = 60,
  only: readonly string[] = attackNames,
  alone = true,
): Promise<Finding[]> {
  const keys = await prepareSiege(postgres);
  const relay = await started('mass-send-sink.ts');
  const server = await startServer(postgres, relay.told);
  try {
    const arms = { ...keys, tokens: await signAttackersIn(server.url) };
    await observe(server.url, 5);
    const idle = await observe(server.url, seconds);
    console.log(`  idle: ${JSON.stringify(percentiles(idle))}`);
    const findings = [told('idle', idle, idle, await server.look())];
    const each = alone ? only.map((name) => [name]) : [];
    for (const names of [...each, ...(only.length > 1 ? [only] : [])]) {
      const what = names.length > 1 ? 'all of them together' : names[0]!;
      const attackers = names.map((name) => attack(name, server.url, seconds, arms));
      await sleep(500);
      const honest = await observe(server.url, seconds - 1);
      const outcomes = await Promise.all(attackers);
      const look = await server.look();
      findings.push(told(what, honest, idle, look));
      for (const [at, outcome] of outcomes.entries())
        console.log(`  ${names[at]}: ${outcome.trim()}`);
      console.log(`  ${JSON.stringify(refusals(honest))} ${JSON.stringify(percentiles(honest))}`);
      // Queues empty, and windows of a second or two go by.
      await sleep(3_000);
    }
    return findings;
  } finally {
    server.stop();
    relay.child.kill();
  }
}

/** Tokens of those whom the attacks use, by login: what an attack does to sign-ins must not spare the next one. */
async function signAttackersIn(url: string): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const [i, login] of ['todo', 'grupo', 'cobranza'].entries()) {
    const response = await fetch(`${url}${apiBase}/sessions`, {
      method: 'POST',
      headers: {
        'Portal-Tenant': 'sitio',
        'Content-Type': 'application/json',
        'X-Forwarded-For': `198.51.100.${i + 1}`,
      },
      body: JSON.stringify({ login, password, delivery: 'bearer' }),
    });
    if (response.status !== 201) throw new Error(`${login} could not sign in: ${response.status}`);
    tokens[login] = ((await response.json()) as { token: string }).token;
  }
  return tokens;
}

async function finished(file: string, ...args: string[]): Promise<string> {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return text(child.stdout!);
}

const observe = async (url: string, seconds: number): Promise<Honest> =>
  JSON.parse(await finished('siege-honest.ts', url, String(seconds))) as Honest;

const attack = (name: string, url: string, seconds: number, arms: Arms): Promise<string> =>
  finished('siege-attack.ts', name, JSON.stringify({ url, seconds, ...arms }));

const percentile99 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Infinity;

const percentiles = (honest: Honest): Record<string, number> =>
  Object.fromEntries(
    Object.entries(honest).map(([act, { ms }]) => [act, Math.round(percentile99(ms))]),
  );

const refusals = (honest: Honest): Record<string, Record<string, number>> =>
  Object.fromEntries(
    Object.entries(honest)
      .filter(([, { refused }]) => Object.keys(refused).length > 0)
      .map(([act, { refused }]) => [act, refused]),
  );

/** One line of the siege. The ratio is that of the act that suffered most. */
function told(what: string, honest: Honest, idle: Honest, look: ServerState): Finding {
  const [now, before] = [percentiles(honest), percentiles(idle)];
  const ratios = Object.keys(before).map((act) => (now[act] ?? Infinity) / before[act]!);
  const ratio = Math.max(...ratios);
  const signIns = honest['sign in'];
  const tries = signIns ? signIns.ms.length + sum(signIns.refused) : 0;
  const signedIn = tries > 0 ? (100 * signIns!.ms.length) / tries : 0;
  const refused = Object.values(honest).reduce((all, { refused }) => all + sum(refused), 0);
  return {
    what,
    value: `signed in ${signedIn.toFixed(0)} %, refused ${refused}, restarts ${look.restarts}, ${look.megabytes} MB, loop ${look.loopMs} ms`,
    ratio,
    budget: `100 %, 0, 0, ${budget.megabytes} MB, p99 ${budget.ratio} × idle`,
    holds:
      signedIn === 100 &&
      refused === 0 &&
      look.restarts === 0 &&
      look.megabytes < budget.megabytes &&
      ratio <= budget.ratio,
  };
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

// As a program: node test/bench/siege.ts [seconds] [attack …], or `together` for all of them at once alone
if (import.meta.main) {
  const [seconds = '60', ...names] = process.argv.slice(2);
  await buildWidgets();
  const postgres = await startPostgres();
  try {
    show(
      'Siege',
      names[0] === 'together'
        ? await benchSiege(postgres, Number(seconds), attackNames, false)
        : await benchSiege(postgres, Number(seconds), names.length > 0 ? names : attackNames),
    );
  } finally {
    postgres.stop();
  }
}
