import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { format } from 'node:util';
import type { Command } from 'commander';
import { createCommands } from '../../server/cli/commands.ts';
import { runCommand } from '../../server/cli/run.ts';
import type { DatabaseAddress } from '../../server/db/connect.ts';
import { createPortal } from '../../server/index.ts';
import { drain, listen } from '../../server/listen.ts';
import { startChild } from './children.ts';
import { createTestDatabase, onPostgres } from './database.ts';
import { tablesAlone, unpackDatabase, type Content } from './database-image.ts';

export type Result = { code: number | null; out: string; err: string };

/** Where a command line finds its database. */
type Place = { address: DatabaseAddress; variables: NodeJS.ProcessEnv };

/** A database of its own on the run's PostgreSQL, for as long as the test file runs. */
async function placeOnPostgres(content: Content): Promise<Place> {
  const { address, ownerAddress, drop } = await createTestDatabase(content);
  after(drop);
  return {
    address,
    variables: {
      DATABASE_URL: (address as { url: string }).url,
      DATABASE_OWNER_URL: ownerAddress!.url,
    },
  };
}

/**
 * The command line over a database of its own.
 * @param content what is in it; null: the first command makes it
 * @param embedded on the embedded one whatever the run is on: a command takes a second more to open that
 */
export async function createCommandLine(
  content: Content | null = tablesAlone,
  { embedded = true } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-cli-'));
  const data = join(folder, 'db');
  const onServer = onPostgres && !embedded && content ? await placeOnPostgres(content) : null;
  if (content && !onServer) await unpackDatabase(content, data);
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_FOLDER: data };
  delete env.DATABASE_URL;
  delete env.DATABASE_OWNER_URL;
  Object.assign(env, onServer?.variables);
  const cli = new URL('../../server/cli.ts', import.meta.url).pathname;
  const small = new URL('./small-server.ts', import.meta.url).pathname;

  return {
    folder,
    /** Of the database, which is there once somebody opened it. */
    data,
    /** For a test that handles processes itself. */
    env,
    cli,
    small,
    /** Runs a command in a process of its own, as an operator does. */
    start: async (...args: string[]): Promise<Result> => {
      const child = spawn(process.execPath, [cli, ...args], { env });
      const text = { out: '', err: '' };
      child.stdout.on('data', (chunk) => (text.out += chunk));
      child.stderr.on('data', (chunk) => (text.err += chunk));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...text };
    },
    /** Runs a command in this process, one at a time: most of what a process takes is its start. */
    run: (...args: string[]): Promise<Result> => runHere(env, args),
    /** A server on the same database in this process, for as long as the work takes. */
    withServer: async (work: (url: string) => Promise<void>): Promise<void> => {
      const portal = await createPortal({
        database: onServer?.address ?? { folder: data },
        publicUrl: 'http://127.0.0.1',
        environment: 'test',
      });
      const server = await listen(portal.handler, 0, '127.0.0.1');
      try {
        await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      } finally {
        await drain(server);
        await portal.close();
      }
    },
    /**
     * A server on the same database, in a process of its own that can be stopped like one.
     * @throws Error with what it said, where it does not come up
     */
    serve: async (port?: number): Promise<{ child: ChildProcess; url: string }> => {
      const at = port ?? (await freePort());
      const child = startChild([small, data, String(at)], { env, stderr: 'pipe' });
      let said = '';
      child.stderr!.on('data', (chunk) => (said += chunk));
      const line = await Promise.race([
        once(child.stdout!, 'data').then(([chunk]) => String(chunk)),
        once(child, 'close').then(() => null),
      ]);
      if (line === null) throw new Error(`The server did not come up: ${said}`);
      return { child, url: line.trim() };
    },
    /** @returns the exit code */
    stop: async (child: ChildProcess): Promise<number> => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      return (await closed)[0] as number;
    },
  };
}

/** Runs a command as `server/cli.ts` does, and returns what it would have written and ended with. */
async function runHere(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Result> {
  const said = { out: '', err: '' };
  const before = process.env;
  const { log, error } = console;
  process.env = { ...env };
  console.log = (...words: unknown[]) => void (said.out += `${format(...words)}\n`);
  console.error = (...words: unknown[]) => void (said.err += `${format(...words)}\n`);
  try {
    const program = createCommands();
    capture(program, said);
    const code = await runCommand(program, args);
    return { code: code || Number(process.exitCode ?? 0), ...said };
  } finally {
    Object.assign(console, { log, error });
    process.env = before;
    process.exitCode = undefined;
  }
}

/** Keeps what a command and those below it say of themselves. */
export function capture(command: Command, said: { out: string; err: string }): void {
  command.configureOutput({
    writeOut: (text) => void (said.out += text),
    writeErr: (text) => void (said.err += text),
  });
  for (const one of command.commands) capture(one, said);
}

/**
 * A port of its own for a server that comes back to it: below those the system hands out, so that no
 * other test gets it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    if (free) return port;
  }
}
