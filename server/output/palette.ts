import { readFileSync } from 'node:fs';
import type { ThemeTokens } from '#contract/portal';
import { themeTokenTypes, themeTokenValues, type ThemeTokenName } from '#contract/tokens';

type Sides = readonly [light: string, dark: string];

function flatten(node: Record<string, unknown>, path: string[]): Map<string, Sides> {
  if ('$value' in node) {
    const dark = (node.$extensions as Record<string, unknown> | undefined)?.['portico.dark'];
    const light = textOf(node.$value);
    return new Map([[path.join('-'), [light, dark === undefined ? light : textOf(dark)]]]);
  }
  const groups = Object.entries(node).filter(([key]) => !key.startsWith('$'));
  return new Map(
    groups.flatMap(([key, child]) => [
      ...flatten(child as Record<string, unknown>, [...path, key]),
    ]),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((name) => (/\s/.test(String(name)) ? `"${name}"` : name)).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { value: size, unit } = value as { value: number; unit: string };
  return `${size}${unit}`;
}

/** The tokens of `themes/base.json`, light and dark, as text: what a theme leaves open, here as in the elements. */
const base = flatten(
  JSON.parse(readFileSync(new URL('../../themes/base.json', import.meta.url), 'utf8')),
  [],
);

/**
 * A value of a tenant's theme, or of the base theme where that one leaves it open or gives no value of its type.
 * @param side 0 for light ground, 1 for dark
 * @param fits what else the value must be, to be used here
 */
export function themeValue(
  theme: ThemeTokens,
  name: ThemeTokenName,
  side: 0 | 1,
  fits: (value: string) => boolean = () => true,
): string {
  const given = theme[name];
  const value = typeof given === 'string' ? given : given?.[side];
  const usable = value && themeTokenValues[themeTokenTypes[name]].test(value) && fits(value);
  return usable ? value : base.get(name)![side];
}
