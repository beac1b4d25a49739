// A tenant without a theme looks alike in the elements, its mails, its files and its pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ThemeTokenName } from '#contract/tokens';
import { readTheme } from '../../server/features/tenants/theme.ts';
import { drawLetter } from '../../server/output/letter.ts';
import { themeValue } from '../../server/output/palette.ts';
import { inksOf } from '../../server/output/pdf-ink.ts';
import { startPortal } from '../support/portal.ts';

const base = readTheme(
  JSON.parse(readFileSync(new URL('../../themes/base.json', import.meta.url), 'utf8')),
);
const names = Object.keys(base) as ThemeTokenName[];
const valueOf = (name: ThemeTokenName, side: 0 | 1) => {
  const value = base[name]!;
  return typeof value === 'string' ? value : value[side];
};

test('what a theme leaves open is what the base theme says', () => {
  for (const name of names)
    for (const side of [0, 1] as const)
      assert.equal(themeValue({}, name, side), valueOf(name, side), name);
});

test('a value of the theme wins, unless it is none of its type', () => {
  assert.equal(themeValue({ 'color-primary': '#123456' }, 'color-primary', 1), '#123456');
  const bad = { 'color-primary': 'url(x)' };
  assert.equal(themeValue(bad, 'color-primary', 0), valueOf('color-primary', 0));
});

test('mails, files and the page of a statement take the same accent', async () => {
  const accent = valueOf('color-primary', 0);
  const { html } = drawLetter({
    look: { name: 'Aqua', theme: {} },
    letter: { locale: 'es', subject: 'S', heading: 'H', blocks: [] },
  });
  assert.ok(html.includes(`color:${accent}`), html);
  assert.ok(html.split('prefers-color-scheme:dark')[1]!.includes(valueOf('color-primary', 1)));
  assert.equal(inksOf({})['color-primary'], accent);
  const running = await startPortal();
  try {
    const page = await (await fetch(`${running.url}/v/norte/000`)).text();
    assert.ok(page.includes(`--color-primary:${accent}`), page);
  } finally {
    await running.close();
  }
});
