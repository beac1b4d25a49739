// Icons that signing in has no need of come with the kit: whoever draws one by its name has the kit loaded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { moreOutlines } from '../../widgets/kit/outlines.ts';
import { files, importsOf } from '../support/sources.ts';

const widgets = files('widgets/**/*.ts');
const needed = new Map(
  widgets.map((file) => [
    file,
    importsOf(file).flatMap(({ to, typesOnly, late }) => (typesOnly || late ? [] : [to])),
  ]),
);

/** Modules that are there once a module is. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const other of needed.get(file) ?? []) loadedWith(other, seen);
  return seen;
}

describe('icons', () => {
  const names = Object.keys(moreOutlines).join('|');
  const named = new RegExp(`icon(?:\\(|: )'(${names})'`);
  const drawing = widgets.filter(
    (file) =>
      !/sections\.looks|widgets\/elements/.test(file) && named.test(readFileSync(file, 'utf8')),
  );

  test('are drawn by name in many places', () => assert.ok(drawing.length > 20));

  for (const file of drawing)
    test(`of ${file} are loaded with it`, () => {
      assert.ok(loadedWith(file).has('widgets/kit/icons.ts'));
    });
});
