// Source maps of what pages load: they are made, lead to the line, and leave the machine nowhere.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { buildWidgets } from '../../widgets/build.ts';
import { version } from '../../widgets/core/version.ts';

const dist = join(import.meta.dirname, '../../dist');
const chunks = join(dist, `embed/v${version}`);

/** The line of the source behind a text of a chunk, with its file. */
function behind(chunk: string, text: string): [file: string, line: string] {
  const lines = readFileSync(join(chunks, chunk), 'utf8').split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  assert.ok(line >= 0, `${chunk} says ${text}`);
  const map = JSON.parse(readFileSync(join(dist, 'maps', `${chunk}.map`), 'utf8'));
  const entry = new SourceMap(map).findEntry(line, lines[line]!.indexOf(text));
  assert.ok('originalSource' in entry, text);
  const index = map.sources.indexOf(entry.originalSource);
  return [entry.originalSource, map.sourcesContent[index].split('\n')[entry.originalLine]];
}

describe('source maps', () => {
  before(() => buildWidgets());

  test('lead from a chunk to the line of its source', () => {
    for (const [chunk, text, file] of [
      ['core.js', '`Reintentar`', 'core/element.ts'],
      ['kit.js', '`links: not JSON', 'core/places.ts'],
      ['portal-settings.js', '`settings-card`', 'portal-settings/portal-settings.ts'],
    ] as const) {
      const [source, line] = behind(chunk, text);
      assert.ok(source.endsWith(file), `${text}: ${source}`);
      assert.ok(line.includes(text.slice(1, -1)), `${text}: ${line}`);
    }
  });

  test('are kept of every chunk, beside what is served', () => {
    const names = readdirSync(chunks).filter((name) => name.endsWith('.js') && name !== 'embed.js');
    assert.deepEqual(
      readdirSync(join(dist, 'maps')).toSorted(),
      names.map((name) => `${name}.map`).toSorted(),
    );
    const served = readdirSync(join(dist, 'embed'), { recursive: true }) as string[];
    assert.deepEqual(
      served.filter((name) => name.endsWith('.map')),
      [],
    );
    for (const name of names)
      assert.doesNotMatch(readFileSync(join(chunks, name), 'utf8'), /sourceMappingURL/, name);
  });
});
