import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export type Part = [name: string, command: string[]];

/** What reads the sources alone and is quick once it has read them before. */
export const quick: Part[] = [
  // One checker: several on two processors repeat each other's work, and take twice the time in all.
  ['types', ['tsc', '--checkers', '1']],
  ['lint', ['oxlint', '--quiet', '--format=unix']],
  ['format', ['oxfmt', '--check', '.']],
];

export const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** Runs a part beside others, and prints what it said once it has ended. @returns whether it holds */
async function readThrough(
  [name, [program = '', ...args]]: Part,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await once(child, 'close')) as [number | null];
  const holds = status === 0;
  console.log(`${(await said).join('')}\n${name}: ${holds ? seconds(started) : 'failed'}`);
  return holds;
}

/** Runs parts that read the sources, all at once. @returns whether all hold */
export async function readAll(parts: Part[], env = process.env): Promise<boolean> {
  const held = await Promise.all(parts.map((part) => readThrough(part, env)));
  return !held.includes(false);
}
