// The production server that the siege and the watch of its event loop are about, and who lives on it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { syncEntities } from '#contract/permissions';
import { createAdmin } from '../../server/admin.ts';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createPortal, type Portal } from '../../server/index.ts';
import { fixtureRecords, loadFixtures, password, people } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Arms } from './siege-attacks.ts';

const metricsToken = 'a token of the siege';

/** Two honest tenants, and a third one, `sitio`, whose sign-ins and keys are in an attacker's hands. */
export async function prepareSiege(postgres: TemporaryPostgres): Promise<Omit<Arms, 'tokens'>> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const passwords = createPasswords();
  const admin = createAdmin({ connection: owner, inScope: createScope(owner), passwords });
  const { sync, close } = await createPortal({
    database: { url: postgres.serverUrl },
    publicUrl: 'http://127.0.0.1',
  });
  await loadFixtures({ admin, sync });
  await loadSite({ admin, sync });
  for (const slug of ['norte', 'sul', 'sitio']) await addLedger({ admin, sync }, slug);
  const arms = {
    syncKey: await admin.createKey('sitio', {
      name: 'erp',
      permissions: syncEntities.map((entity) => `sync.${entity}` as const),
    }),
    bounceKey: await admin.createKey('sitio', { name: 'mx', permissions: ['mail.bounces'] }),
  };
  await close();
  await owner.close();
  return arms;
}

async function loadSite({ admin, sync }: Pick<Portal, 'admin' | 'sync'>): Promise<void> {
  await admin.createTenant({
    slug: 'sitio',
    name: 'Tanques Sitio',
    locale: 'es',
    timeZone: 'America/Mexico_City',
    origins: ['http://sitio.localhost:9003'],
  });
  const records = fixtureRecords('norte');
  for (const entity of Object.keys(records) as (keyof typeof records)[])
    await sync('sitio', entity, records[entity]);
  for (const login of ['todo', 'grupo']) {
    const { contact, permissions, scope = 'customer' } = people[login]!;
    await admin.createLogin('sitio', {
      contact,
      logins: [login],
      password,
      grants: permissions.map((permission) => ({ permission, scope })),
    });
  }
}

/** A ledger worth a page, a mailing list of two, and somebody who mails. */
async function addLedger(
  { admin, sync }: Pick<Portal, 'admin' | 'sync'>,
  slug: string,
): Promise<void> {
  const items = Array.from({ length: 40 }, (_, i) =>
    openItem(`a${i}`, { dueDate: '2018-03-09', amount: `${i + 1}000.25` }),
  );
  await sync(slug, 'open-items', items);
  await admin.createStaff(slug, {
    name: 'Cobranza',
    logins: ['cobranza'],
    email: 'cobranza@tanques.example',
    password,
    permissions: [
      'statement.mass_send',
      'statement.view',
      'statement.export',
      'mailing_list.manage',
    ],
    customers: 'all',
  });
}

type Started = { child: ChildProcess; told: string };

export type ServerState = { restarts: number; megabytes: number; loopMs: number };

/** The production server as `npm run serve` starts it; starts again where it ends, as a supervisor does. */
export async function startServer(
  postgres: TemporaryPostgres,
  smtpUrl: string,
  flags: readonly string[] = [],
) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let [restarts, stopped, most] = [0, false, 0];
  let child: ChildProcess;
  const start = () => {
    child = spawn(
      process.execPath,
      [
        '--max-old-space-size=512',
        '--max-semi-space-size=4',
        ...flags,
        new URL('../../server/main.ts', import.meta.url).pathname,
      ],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: postgres.serverUrl,
          PUBLIC_URL: url,
          SMTP_URL: smtpUrl,
          PORT: String(port),
          HOST: '127.0.0.1',
          PROXIES: '1',
          METRICS_TOKEN: metricsToken,
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.on('close', () => {
      if (stopped) return;
      restarts++;
      start();
    });
  };
  start();
  const weigh = setInterval(() => {
    most = Math.max(most, residentMegabytes(child.pid!));
  }, 100);
  while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) await sleep(100);
  return {
    url,
    /** What was seen since the last look. */
    look: async (): Promise<ServerState> => {
      const seen = { restarts, megabytes: most, loopMs: await longestTurn(url) };
      [restarts, most] = [0, 0];
      return seen;
    },
    stop: () => {
      stopped = true;
      clearInterval(weigh);
      child.kill('SIGTERM');
    },
  };
}

function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
}

/** The longest that the event loop was held since it was asked last, in milliseconds. */
async function longestTurn(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { Authorization: `Bearer ${metricsToken}` },
  }).catch(() => null);
  const [, seconds] =
    /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec((await answer?.text()) ?? '') ?? [];
  return Math.round(Number(seconds ?? NaN) * 1000);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Starts a program of this folder and waits for its first line. */
export async function started(file: string, ...args: string[]): Promise<Started> {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, told: String((await once(child.stdout!, 'data'))[0]).trim() };
}
