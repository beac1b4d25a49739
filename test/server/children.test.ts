// Programs that tests start: none of them outlives its test, however that ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { endChildren, startChild } from '../support/children.ts';
import { eventually } from '../support/eventually.ts';

after(endChildren);

const forever = `setInterval(() => {}, 1_000); console.log(process.pid);`;
const evaluated = (script: string) => ['--input-type=module-typescript', '-e', script];

async function numberOf(child: ReturnType<typeof startChild>): Promise<number> {
  return Number(String((await once(child.stdout!, 'data'))[0]).trim());
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a program ends with the one that started it, though that was killed', async () => {
  const children = new URL('../support/children.ts', import.meta.url).href;
  const parent = startChild(
    evaluated(`import { startChild } from ${JSON.stringify(children)};
      const child = startChild(${JSON.stringify(evaluated(forever))});
      child.stdout.on('data', (line) => console.log(String(line).trim()));`),
  );
  const pid = await numberOf(parent);
  assert.ok(runs(pid));
  parent.kill('SIGKILL');
  await eventually(() => !runs(pid), 'It outlives its parent');
});

test('a program that comes to its end is not kept', async () => {
  const child = startChild(evaluated(`console.log('done')`));
  assert.deepEqual(await once(child, 'close'), [0, null]);
});

test('what still runs when a test file is done is ended', async () => {
  const pid = await numberOf(startChild(evaluated(forever)));
  await endChildren();
  assert.ok(!runs(pid));
});
