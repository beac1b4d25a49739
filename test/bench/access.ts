import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdmin } from '../../server/admin.ts';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createPortal } from '../../server/index.ts';
import { signIn, visitor } from '../support/api.ts';
import { loadFixtures } from '../support/fixtures.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';

const tries = 1_000;
const accounts = 20;
const seconds = 10;
const wave = 100;

/** Whether a wrong password tells known names from unknown ones by time, and what a rush of sign-ins does to others. */
export async function benchAccess(postgres: TemporaryPostgres): Promise<Finding[]> {
  await prepare(postgres);
  const child = spawn(
    process.execPath,
    [
      new URL('server-process.ts', import.meta.url).pathname,
      'portal',
      JSON.stringify({ url: postgres.serverUrl }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const url = String((await once(child.stdout, 'data'))[0]).trim();
    return [await timing(url), ...(await rush(url))];
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
}

async function prepare(postgres: TemporaryPostgres): Promise<void> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const passwords = createPasswords();
  const admin = createAdmin({ connection: owner, inScope: createScope(owner), passwords });
  const { sync, close } = await createPortal({
    database: { url: postgres.serverUrl },
    publicUrl: 'http://127.0.0.1',
  });
  await loadFixtures({ admin, sync });
  for (let i = 0; i < accounts; i++) {
    const contact = await admin.addContact('norte', {
      customer: '1002945',
      name: `Cuenta ${i}`,
      email: `cuenta${i}@cliente.example`,
    });
    const password = 'una clave larga 1';
    await admin.createLogin('norte', { contact, logins: [`cuenta${i}`], password, grants: [] });
  }
  await close();
  await owner.close();
}

let calls = 0;
/** A try from a network of its own, so that it is answered and not slowed down. */
const attempt = (url: string, login: string) =>
  visitor(url)('POST /sessions', {
    body: { login, password: 'no es esta' },
    headers: {
      'X-Forwarded-For': `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls++ & 255}`,
    },
  });

async function timing(url: string): Promise<Finding> {
  const times = { known: [] as number[], unknown: [] as number[] };
  const answers = new Set<string>();
  const one = async (kind: 'known' | 'unknown', i: number) => {
    const begin = performance.now();
    const login = kind === 'known' ? `cuenta${i % accounts}` : `nadie${i % accounts}`;
    const { status, text } = await attempt(url, login);
    times[kind].push(performance.now() - begin);
    answers.add(`${status} ${text.replace(/"requestId":"[^"]*"/, '')}`);
  };
  for (let i = 0; i < 20; i++) await one('known', i);
  times.known.length = 0;
  for (let i = 0; i < tries; i++) {
    // In turns, so that whatever else the machine does falls on both.
    for (const kind of i % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const))
      await one(kind, i);
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  return {
    what: `wrong password, ${tries} known and ${tries} unknown`,
    value: `${known.toFixed(2)} and ${unknown.toFixed(2)} ms median, ${answers.size} answer`,
    budget: 'within 5 ms, one answer',
    holds: Math.abs(known - unknown) < 5 && answers.size === 1,
  };
}

async function rush(url: string): Promise<Finding[]> {
  const person = await signIn(url, 'todo');
  const look = async () => {
    const times: number[] = [];
    const calls: Promise<void>[] = [];
    for (let i = 0; i < seconds * 50; i++) {
      calls.push(
        (async () => {
          const begin = performance.now();
          const { status } = await person('GET /orders');
          if (status !== 200) throw new Error(`A list was answered with ${status}`);
          times.push(performance.now() - begin);
        })(),
      );
      await sleep(20);
    }
    await Promise.all(calls);
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
  };
  await look();
  const idle = await look();
  const rushing = spawn(
    process.execPath,
    [new URL('rush.ts', import.meta.url).pathname, url, String(wave)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await sleep(1_500);
  const busy = await look();
  const told = once(rushing.stdout, 'data');
  rushing.kill('SIGTERM');
  const outcomes = JSON.parse(String((await told)[0])) as Record<string, number>;
  return [
    {
      what: `others' p99 beside ${wave} sign-ins at once, each second`,
      value: `${busy.toFixed(1)} ms`,
      limit: `${idle.toFixed(1)} ms idle`,
      ratio: busy / idle,
      budget: '2 × idle',
      holds: busy <= 2 * idle,
    },
    {
      what: 'sign-ins past the pool',
      value: Object.entries(outcomes)
        .map(([status, count]) => `${count} × ${status}`)
        .join(', '),
      budget: '503 for the excess',
      holds: (outcomes['503'] ?? 0) > 0 && (outcomes['401'] ?? 0) > 0,
    },
  ];
}
