import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, existsSync, chownSync, appendFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of our own, in a temporary folder and gone afterwards, as docs/operations.md tells operators to set one up. */
export type TemporaryPostgres = { ownerUrl: string; serverUrl: string; stop(): void };

const asRoot = process.getuid?.() === 0;

/**
 * Starts PostgreSQL with the roles of docs/operations.md: an owner of the tables and the server's own login.
 * Installs it where it is missing, if this is a Debian and we are root.
 * @throws Error that says what is missing
 */
export async function startPostgres(): Promise<TemporaryPostgres> {
  const bin = findBinaries() ?? install();
  const folder = mkdtempSync(join(tmpdir(), 'portico-pg-'));
  if (asRoot) chownSync(folder, ...ids('postgres'));
  const port = await freePort();
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root.
  const run = (program: string, ...args: string[]) =>
    asRoot
      ? execFileSync('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], {
          stdio: 'pipe',
          cwd: folder,
        })
      : execFileSync(join(bin, program), args, { stdio: 'pipe', cwd: folder });
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  // A test's data need not survive a power cut, and is gone before it would be written for good. Each connection maps
  // what it touches of the buffers anew: few of them are cheaper than many.
  appendFileSync(
    join(data, 'postgresql.conf'),
    `\nport=${port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='${folder}'\nfsync=off\nfull_page_writes=off\nmax_wal_size=4GB\ncheckpoint_timeout=1h\nmax_connections=200\nshared_buffers=32MB\n`,
  );
  run('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', 'start');
  run('psql', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-q', '-c', roles);
  run(
    'createdb',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    'postgres',
    '-O',
    'portico_owner',
    'portico',
  );
  return {
    ownerUrl: `postgres://portico_owner@127.0.0.1:${port}/portico`,
    serverUrl: `postgres://portico_server@127.0.0.1:${port}/portico`,
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const roles = `
  create role portico_app nologin;
  create role portico_owner login createdb;
  create role portico_server login in role portico_app;`;

function findBinaries(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base)
    ? readdirSync(base).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const found = versions
    .map((version) => join(base, version, 'bin'))
    .find((path) => existsSync(join(path, 'initdb')));
  return found ?? null;
}

function install(): string {
  if (!asRoot || !existsSync('/usr/bin/apt-get')) throw new Error('PostgreSQL is not installed.');
  const options = {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'],
    options,
  );
  const bin = findBinaries();
  if (!bin) throw new Error('PostgreSQL could not be installed.');
  return bin;
}

function ids(user: string): [number, number] {
  const id = (flag: string) => Number(execFileSync('id', [flag, user]).toString());
  return [id('-u'), id('-g')];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// As a program: runs a command with a PostgreSQL beside it.
if (import.meta.main) {
  const [command = 'true', ...args] = process.argv.slice(2);
  const postgres = await startPostgres();
  const env = {
    ...process.env,
    TEST_DATABASE_OWNER_URL: postgres.ownerUrl,
    TEST_DATABASE_URL: postgres.serverUrl,
  };
  const child = spawn(command, args, { stdio: 'inherit', env });
  child.on('close', (code) => {
    postgres.stop();
    process.exitCode = code ?? 1;
  });
}
