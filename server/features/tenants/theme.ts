import {
  themeLinePairs,
  themeTextPairs,
  themeTokenTypes,
  themeTokenValues,
  type ThemeTokenName,
  type ThemeTokenType,
} from '#contract/tokens';
import type { ThemeTokens } from '#contract/portal';

/** Contrast that pairs of a theme must reach in light and dark (WCAG 2.2, 1.4.3 and 1.4.11). */
const contrastRules = [
  { pairs: themeTextPairs, least: 4.5 },
  { pairs: themeLinePairs, least: 3 },
] as const;

/**
 * Reads a theme file: design tokens as typed values, never CSS.
 * @param base values for what the theme leaves open, as the contrast check needs pairs
 * @returns the tokens as the browser gets them
 * @throws Error that names every fault: unknown tokens, values of the wrong form, pairs without contrast
 */
export function readTheme(json: unknown, base: ThemeTokens = {}): ThemeTokens {
  const faults: string[] = [];
  const theme: ThemeTokens = {};
  for (const { name, value, dark } of leaves(json, [], faults)) {
    if (!isToken(name)) {
      faults.push(`${name}: there is no such token`);
      continue;
    }
    const type = themeTokenTypes[name];
    const light = toText(type, value);
    const night = dark === undefined ? light : toText(type, dark);
    if (light === null || night === null) faults.push(`${name}: not a ${type}`);
    else theme[name] = dark === undefined ? light : [light, night];
  }
  if (faults.length === 0) faults.push(...contrastFaults({ ...base, ...theme }));
  if (faults.length > 0) throw new Error(`The theme cannot be used:\n- ${faults.join('\n- ')}`);
  return theme;
}

type Leaf = { name: string; value: unknown; dark: unknown };

function leaves(node: unknown, path: string[], faults: string[]): Leaf[] {
  if (typeof node !== 'object' || node === null || Array.isArray(node) || path.length > 5) {
    faults.push(`${path.join('.') || 'theme'}: a group of tokens is expected`);
    return [];
  }
  const group = node as Record<string, unknown>;
  if ('$value' in group) {
    const extensions = group.$extensions as Record<string, unknown> | undefined;
    return [{ name: path.join('-'), value: group.$value, dark: extensions?.['portico.dark'] }];
  }
  return Object.entries(group)
    .filter(([key]) => !key.startsWith('$'))
    .flatMap(([key, child]) => leaves(child, [...path, key], faults));
}

const isToken = (name: string): name is ThemeTokenName => Object.hasOwn(themeTokenTypes, name);

/** A typed value as the text of a custom property; null where it is not of the type. */
function toText(type: ThemeTokenType, value: unknown): string | null {
  const text = serialise(value);
  return text !== null && themeTokenValues[type].test(text) ? text : null;
}

function serialise(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return value.map((name) => (/\s/.test(String(name)) ? `"${name}"` : name)).join(', ');
  const { value: size, unit } = (value ?? {}) as { value?: unknown; unit?: unknown };
  return typeof size === 'number' && typeof unit === 'string' ? `${size}${unit}` : null;
}

function contrastFaults(theme: ThemeTokens): string[] {
  return contrastRules.flatMap(({ pairs, least }) =>
    pairs.flatMap(([front, back]) =>
      ([0, 1] as const).flatMap((scheme) => {
        const [a, b] = [pick(theme[front], scheme), pick(theme[back], scheme)];
        const ratio = a && b ? contrast(a, b) : least;
        return ratio >= least
          ? []
          : [
              `${front} on ${back} (${scheme ? 'dark' : 'light'}): contrast ${ratio.toFixed(2)}, at least ${least} is needed`,
            ];
      }),
    ),
  );
}

const pick = (value: ThemeTokens[string] | undefined, scheme: 0 | 1) =>
  Array.isArray(value) ? value[scheme] : value;

/** Contrast ratio of two colours, `#rrggbb` or `#rgb` (WCAG 2.2, definition of contrast ratio). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
