import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Result = { code: number | null; out: string; err: string };

/** The command line over an embedded database of its own, each command a process as an operator starts it. */
export function createCommandLine() {
  const folder = mkdtempSync(join(tmpdir(), 'portico-cli-'));
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_FOLDER: join(folder, 'db') };
  delete env.DATABASE_URL;
  delete env.DATABASE_OWNER_URL;
  const cli = new URL('../../server/cli.ts', import.meta.url).pathname;
  const small = new URL('./small-server.ts', import.meta.url).pathname;

  return {
    folder,
    /** For a test that handles processes itself. */
    env,
    cli,
    small,
    run: async (...args: string[]): Promise<Result> => {
      const child = spawn(process.execPath, [cli, ...args], { env });
      const text = { out: '', err: '' };
      child.stdout.on('data', (chunk) => (text.out += chunk));
      child.stderr.on('data', (chunk) => (text.err += chunk));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...text };
    },
    /**
     * A server on the same database, in a process of its own that can be stopped like one.
     * @throws Error with what it said, where it does not come up
     */
    serve: async (port?: number): Promise<{ child: ChildProcess; url: string }> => {
      const at = port ?? (await freePort());
      const child = spawn(process.execPath, [small, env.DATA_FOLDER ?? '', String(at)], { env });
      let said = '';
      child.stderr.on('data', (chunk) => (said += chunk));
      const line = await Promise.race([
        once(child.stdout, 'data').then(([chunk]) => String(chunk)),
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

/**
 * A port of its own for a server that comes back to it: below those the system hands out, so that no
 * other test gets it meanwhile.
 */
async function freePort(): Promise<number> {
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
