import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../demo/example-host.ts');

/** Runs the example host as its reader does, in a process of its own. */
export async function startExample(port: number, portalUrl: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: String(port), PORTAL_URL: portalUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    left.then(() => Promise.reject(new Error('The example host ended before it answered'))),
  ]);
  return async () => {
    child.kill();
    await left;
  };
}
