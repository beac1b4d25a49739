// What is published beside the packages: the files of the script tag, the tokens of the look.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { readTheme } from '../../server/features/tenants/theme.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { read } from '../support/sources.ts';

const root = new URL('../../', import.meta.url).pathname;
const { version } = JSON.parse(read('package.json')) as { version: string };
before(() => buildWidgets());

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
