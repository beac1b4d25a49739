// The manifest of the elements, from which build and loader are made, against what there is.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { firstTags, snippetOf } from '#contract/embedding-words';
import { filteredLists } from '#contract/saved-filter-words';
import { sections } from '#contract/sections';
import { modules } from '../../docs/modules.ts';
import { readWords } from '../../server/output/words.ts';
import { catalogueSections, elements, type ElementManifest } from '../../widgets/elements.ts';
import { files, read } from '../support/sources.ts';

const entries = Object.entries<ElementManifest>(elements);

describe('the manifest of the elements', () => {
  test('names every folder, and no other', () => {
    const folders = readdirSync(new URL('../../widgets', import.meta.url))
      .filter((name) => name.startsWith('portal-'))
      .map((name) => name.replace('portal-', ''));
    assert.deepEqual(Object.keys(elements).toSorted(), folders.toSorted());
  });

  for (const [name, { part = '' }] of entries)
    test(`gives <portal-${name}> the words that it uses`, () => {
      const sources = files(`widgets/portal-${name}/**/*.ts`).map(read);
      const found = (pattern: RegExp) =>
        sources.flatMap((source) => [...source.matchAll(pattern)].map(([, one]) => one!));
      // Those that all elements have, its own, and those it fetches with a part.
      const parts = ['', part, ...found(/\blearn\('(\w+)'\)/g)];
      const there = new Set(parts.flatMap((one) => catalogueSections[one]!));
      const used = found(/\bt\(\s*['`](\w+)\./g);
      assert.deepEqual(
        [...new Set(used)].filter((section) => !there.has(section)),
        [],
      );
    });

  test('knows every list of which a reader keeps filters', () => {
    const sources = files('widgets/portal-*/*.ts').map(read);
    const lists = sources.flatMap((source) => {
      const isList = /class \w+ extends Records?Element/.test(source);
      return isList ? [/static override readonly tag = '([\w-]+)'/.exec(source)![1]!] : [];
    });
    assert.deepEqual(lists.toSorted(), filteredLists.toSorted());
  });

  test('is where the lists of elements, rooms and sections come from', async () => {
    for (const [path, text] of Object.entries(await modules()))
      assert.equal(read(`widgets/${path}`), text, `widgets/${path}: npm run docs`);
  });

  test('has each section of the portal, and no other', () => {
    const own = entries.filter(([, { section }]) => section).map(([name]) => name);
    assert.deepEqual(own.toSorted(), sections.toSorted());
  });

  test('has words for each section in every language', () => {
    for (const language of ['es', 'pt', 'en']) {
      const texts = readWords(language)['sections']!;
      for (const section of sections)
        for (const key of [section, `${section}_text`])
          assert.ok(texts[key.replaceAll('-', '_')], `${language}: sections.${key}`);
    }
  });

  test('keeps as much free for an element as its own style sheet does', () => {
    for (const [name, { reserve }] of entries) {
      const [, height] = /min-height:([\d.]+em)/.exec(reserve) ?? [];
      if (!height) continue;
      const sheets = files(`widgets/portal-${name}/*.ts`).map((file) => read(file));
      assert.ok(
        sheets.some((sheet) => new RegExp(`min-block-size: (calc\\()?${height}\\b`).test(sheet)),
        `${name}: ${height}`,
      );
    }
  });
});

test('the README and its long version begin with the lines that the server shows', () => {
  const lines = snippetOf({ server: 'https://portal.example', tenant: 'aqua', tags: firstTags });
  for (const file of ['README.md', 'docs/embedding.md'])
    assert.ok(read(file).includes(lines), file);
});
