import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
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
    /** A server on the same database, in a process of its own that can be stopped like one. */
    serve: async (port = 0): Promise<{ child: ChildProcess; url: string }> => {
      const child = spawn(process.execPath, [small, env.DATA_FOLDER ?? '', String(port)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      return { child, url: line.toString().trim() };
    },
    /** @returns the exit code */
    stop: async (child: ChildProcess): Promise<number> => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      return (await closed)[0] as number;
    },
  };
}
