// What is published beside the packages: the files of the script tag, the tokens of the look.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { readTheme } from '../../server/features/tenants/theme.ts';
import { buildWidgets } from '../../widgets/build.ts';
import type { ElementsManifest } from '../../widgets/custom-elements.ts';
import { read } from '../support/sources.ts';
import type { Surface } from '../support/surface.ts';

const root = new URL('../../', import.meta.url).pathname;
const { version } = JSON.parse(read('package.json')) as { version: string };
before(() => buildWidgets());

describe('what is said of the elements', () => {
  test('tells editors and templates every element with its attributes', () => {
    const told = JSON.parse(read('dist/npm/custom-elements.json')) as ElementsManifest;
    const surface = JSON.parse(read('test/house/surface.json')) as Record<string, Surface>;
    const attributes = Object.fromEntries(
      told.modules.map(({ declarations: [one] }) => [
        one!.tagName,
        one!
          .attributes!.map(({ name }) => name)
          .toSorted()
          .join(', '),
      ]),
    );
    for (const [tag, { attributes: known }] of Object.entries(surface))
      if (tag !== 'portal-config') assert.equal(attributes[tag], known, tag);
    for (const types of ['jsx', 'vue'])
      for (const tag of Object.keys(surface))
        assert.ok(read(`dist/npm/${types}.d.ts`).includes(`"${tag}": `), `${types}: ${tag}`);
  });

  test('has types that a strict project takes', () => {
    const file = join(root, 'dist/npm/jsx.d.ts');
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--types', '', file];
    execFileSync(join(root, 'node_modules/.bin/tsc'), options, { stdio: 'inherit' });
  });

  test('does nothing when it is imported but where it defines an element', () => {
    const folder = join(root, 'dist/npm/shared');
    for (const name of readdirSync(folder))
      assert.doesNotMatch(
        readFileSync(join(folder, name), 'utf8'),
        /^(define\(|customElements\.define|document\.|window\.)/m,
        `${name} does something when it is imported`,
      );
  });
});

describe('the files of the script tag', () => {
  const folder = join(root, 'dist/embed');
  const versioned = join(folder, `v${version}`);
  test('need no file of the bundler besides', () => {
    for (const name of readdirSync(versioned).filter((file) => file.endsWith('.js'))) {
      const code = readFileSync(join(versioned, name), 'utf8');
      for (const [, chunk = ''] of code.matchAll(/(?:from|import\(?)\s*["'`]\.\/([\w-]+)\.js/g))
        assert.ok(existsSync(join(versioned, `${chunk}.js`)), `${name} needs ${chunk}`);
      assert.doesNotMatch(name, /runtime/);
    }
  });

  test('stand with entry and hashes under their version, and the hashes are theirs', () => {
    const hashes = JSON.parse(readFileSync(join(versioned, 'integrity.json'), 'utf8'));
    const names = readdirSync(versioned).filter((file) => file.endsWith('.js'));
    assert.deepEqual(
      Object.keys(hashes).toSorted(),
      ['embed.js', ...names.map((name) => `v${version}/${name}`)].toSorted(),
    );
    for (const [name, hash] of Object.entries(hashes)) {
      const digest = createHash('sha384').update(readFileSync(join(folder, name)));
      assert.equal(hash, `sha384-${digest.digest('base64')}`, name);
    }
  });
});

test('each token has the default in the style sheet that themes/base.json gives it', () => {
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/["']/g, '').trim();
  const sheet = plain(read('widgets/core/tokens.styles.ts'));
  const found = new Map(
    [...sheet.matchAll(/--p-([\w-]+): var\( ?--portal-\1, (.*?) ?\);/g)].map(
      ([, name, value]) => [name, value] as const,
    ),
  );
  const base = Object.entries(readTheme(JSON.parse(read('themes/base.json'))));
  const expected = base
    // The size of the type is not one of them: everything is measured in it.
    .filter(([name]) => name !== 'font-size')
    .map(([name, value]) => [
      name,
      plain(Array.isArray(value) ? `light-dark(${value.join(', ')})` : String(value)),
    ]);
  assert.ok(found.size > 40);
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
});
