import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const withParent = new URL('with-parent.ts', import.meta.url).href;
const running = new Set<ChildProcess>();

/**
 * Starts a program on Node that does not outlive this process, even where that is killed; a test file hands
 * `endChildren` to `after`, since one that is left keeps the file from ending.
 * @param stderr passed on unless it is to be read
 */
export function startChild(
  args: readonly string[],
  { env, stderr = 'inherit' }: { env?: NodeJS.ProcessEnv; stderr?: 'inherit' | 'pipe' } = {},
): ChildProcess {
  const child = spawn(process.execPath, ['--import', withParent, ...args], {
    stdio: ['pipe', 'pipe', stderr],
    ...(env && { env }),
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Kills what still runs of all that was started here. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map(killChild));
}

/** Kills a program, and waits until it is gone. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
