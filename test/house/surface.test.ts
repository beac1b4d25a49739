// What pages rely on in the elements: attributes, properties, methods, events, slots and parts. It may grow;
// `node test/support/surface.ts > test/house/surface.json` takes down what has come to it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { read } from '../support/sources.ts';
import { surfaces, type Surface } from '../support/surface.ts';

const known: Record<string, Surface> = JSON.parse(read('test/house/surface.json'));
const current = surfaces();

describe('the public surface', () => {
  for (const [tag, surface] of Object.entries(known)) {
    test(`<${tag}> loses nothing`, () => {
      const lost = Object.entries(surface).flatMap(([kind, names]) => {
        const there = (current[tag]?.[kind as keyof Surface] ?? '').split(', ');
        const missing = names.split(', ').filter((name) => !there.includes(name));
        return missing.map((name) => `${kind}: ${name}`);
      });
      assert.deepEqual(lost, []);
    });
  }
});
