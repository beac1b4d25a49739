// Breaks that are made on purpose find what they break: where the code has moved on, they are moved along.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mutants } from '../faults/confidential-mutants.ts';

test('what is broken on purpose stands once in its file', () => {
  const lost = mutants.flatMap(({ file, find }) => {
    const times =
      readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split(find).length - 1;
    return times === 1 ? [] : [`${file}: ${times} times ${find}`];
  });
  assert.deepEqual(lost, []);
});
