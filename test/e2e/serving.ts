import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startChild } from '../support/children.ts';
import { eventually } from '../support/eventually.ts';

type Serving = {
  /** The command line whose `serve` is started. */
  cli: string;
  env: NodeJS.ProcessEnv;
  /** Public address of the server; it listens on the port of it. */
  url: string;
};

/** The server as an operator starts it. @returns what ends it */
export async function serve({ cli, env, url }: Serving): Promise<() => Promise<void>> {
  const { port } = new URL(url);
  const child = startChild([cli, 'serve'], {
    env: { ...env, PORT: port, PUBLIC_URL: url },
    stderr: 'pipe',
  });
  // Its log is nobody's, and must not fill the pipe.
  child.stdout!.resume();
  let said = '';
  child.stderr!.on('data', (chunk) => (said += chunk));
  await eventually(async () => {
    assert.equal(child.exitCode, null, said);
    return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok;
  }, 'The server does not come up');
  return async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'close');
  };
}

/** The port of a server that was told to listen on any. */
export async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
