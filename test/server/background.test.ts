// Threads that run behind what answers requests.
// Runs alone: it looks at the threads of its process.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { test } from 'node:test';
import { createBackground } from '../../server/work/background.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { awaited, behind } from '../../server/work/step-back.ts';

/** The priorities of this process's threads, as Linux counts them: 0 is usual, 19 the last. */
const priorities = (): number[] =>
  readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });

test(
  'passwords are hashed behind what answers requests, and before what draws',
  { skip: platform() === 'linux' ? false : 'only Linux tells threads apart' },
  async () => {
    assert.ok(!priorities().some((priority) => priority > 0));
    const passwords = createPasswords(2);
    const stored = await passwords.hash('el agua sube de noche');
    assert.equal(await passwords.check(stored, 'el agua sube de noche'), true);
    assert.ok(awaited > 0 && awaited < behind);
    assert.ok(priorities().includes(awaited));
  },
);

test('the time of a job is counted from where a thread begins with it', async () => {
  const threads = createBackground(new URL('../support/slow-start.worker.ts', import.meta.url), {
    threads: 1,
    heapMb: 64,
  });
  try {
    assert.equal(await threads.runFor(1_000, 'hecho', { name: 'prompt' }), 'hecho');
    await assert.rejects(threads.runFor(50, null, { name: 'endless' }), { name: 'AbortError' });
  } finally {
    await threads.close();
  }
});
