import { readFileSync } from 'node:fs';
import { contrastFaults, sides } from '#contract/colour';
import type { ThemeTokens } from '#contract/portal';
import {
  brokenRule,
  themeTokenBounds,
  themeTokenTypes,
  type ThemeTokenName,
  type ThemeTokenType,
} from '#contract/tokens';

/** What is wrong with a token: its name, or the path of what is none, and the rule as locales have a text for. */
export type TokenFault = {
  path: string;
  rule: 'unknown_token' | 'token_group' | 'token_value' | 'token_bounds' | 'opaque';
  params?: Record<string, string | number>;
};

/** The base theme: what a theme leaves open, and what the contrast of its pairs is measured with. */
let base: ThemeTokens | undefined;
export const baseTheme = (): ThemeTokens =>
  (base ??= parseTheme(
    JSON.parse(readFileSync(new URL('../../../themes/base.json', import.meta.url), 'utf8')),
  ).theme);

/**
 * Reads a theme file: design tokens as typed values, never CSS.
 * @param under values for what the theme leaves open, as the contrast check needs pairs
 * @returns the tokens as the browser gets them
 * @throws Error that names every fault: unknown tokens, values of the wrong form, pairs without contrast
 */
export function readTheme(json: unknown, under: ThemeTokens = {}): ThemeTokens {
  const { theme, faults } = parseTheme(json);
  const said = faults.map(inWords);
  if (said.length === 0)
    said.push(
      ...contrastFaults({ ...under, ...theme }).map(
        ({ front, back, side, ratio, least }) =>
          `${front} on ${back} (${sides[side]}): contrast ${ratio.toFixed(2)}, at least ${least} is needed`,
      ),
    );
  if (said.length > 0) throw new Error(`The theme cannot be used:\n- ${said.join('\n- ')}`);
  return theme;
}

function inWords({ path, rule, params }: TokenFault): string {
  switch (rule) {
    case 'unknown_token':
      return `${path}: there is no such token`;
    case 'token_group':
      return `${path}: a group of tokens is expected`;
    case 'token_bounds':
      return `${path}: from ${params?.least} to ${params?.most}`;
    case 'opaque':
      return `${path}: a colour that nothing shines through is expected`;
    case 'token_value':
      return `${path}: not a ${params?.type}`;
  }
}

/** Reads a theme file. The faults name what was left out of the theme for them. */
export function parseTheme(json: unknown): { theme: ThemeTokens; faults: TokenFault[] } {
  const faults: TokenFault[] = [];
  const given = Object.create(null) as Record<string, unknown>;
  for (const { name, value, dark } of leaves(json, [], faults))
    given[name] = dark === undefined ? serialise(value) : [serialise(value), serialise(dark)];
  const theme = checkTokens(given);
  return { theme: theme.theme, faults: [...faults, ...theme.faults] };
}

/** Holds tokens against their types and bounds. @param given by name: a text, or one for light and one for dark ground */
export function checkTokens(given: Readonly<Record<string, unknown>>): {
  theme: ThemeTokens;
  faults: TokenFault[];
} {
  const faults: TokenFault[] = [];
  const theme: ThemeTokens = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isToken(name)) {
      faults.push({ path: name, rule: 'unknown_token' });
      continue;
    }
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const found = values.map((one) => faultOf(name, one)).find((one) => one !== null);
    if (Array.isArray(value) && value.length !== 2)
      faults.push({ path: name, rule: 'token_value', params: { type: themeTokenTypes[name] } });
    else if (found) faults.push({ path: name, ...found });
    else theme[name] = value as ThemeTokens[string];
  }
  return { theme, faults };
}

function faultOf(name: ThemeTokenName, value: unknown): Omit<TokenFault, 'path'> | null {
  const rule = brokenRule(name, value);
  switch (rule) {
    case 'token_value':
      return { rule, params: { type: themeTokenTypes[name] } };
    case 'token_bounds': {
      const [least, most] = themeTokenBounds[name]!;
      return { rule, params: { least, most } };
    }
    default:
      return rule && { rule };
  }
}

type Leaf = { name: string; value: unknown; dark: unknown };

function leaves(node: unknown, path: string[], faults: TokenFault[]): Leaf[] {
  if (typeof node !== 'object' || node === null || Array.isArray(node) || path.length > 5) {
    faults.push({ path: path.join('.') || 'theme', rule: 'token_group' });
    return [];
  }
  const group = node as Record<string, unknown>;
  if ('$value' in group) {
    const extensions = group.$extensions as Record<string, unknown> | null | undefined;
    return [{ name: path.join('-'), value: group.$value, dark: extensions?.['portico.dark'] }];
  }
  return Object.entries(group)
    .filter(([key]) => !key.startsWith('$'))
    .flatMap(([key, child]) => leaves(child, [...path, key], faults));
}

const isToken = (name: string): name is ThemeTokenName => Object.hasOwn(themeTokenTypes, name);

/** A typed value as the text of a custom property; null where it has none. */
function serialise(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return value.map((name) => (/\s/.test(String(name)) ? `"${name}"` : name)).join(', ');
  const { value: size, unit } = (value ?? {}) as { value?: unknown; unit?: unknown };
  return typeof size === 'number' && typeof unit === 'string' ? `${size}${unit}` : null;
}

/** A theme as a design-token file, as `parseTheme` reads it. */
export function toDesignTokens(theme: ThemeTokens): Record<string, unknown> {
  const file: Record<string, unknown> = {};
  for (const name of Object.keys(themeTokenTypes) as ThemeTokenName[]) {
    const value = theme[name];
    if (value === undefined) continue;
    const type = themeTokenTypes[name];
    const [light, dark] = typeof value === 'string' ? [value] : value;
    const [group, rest] = splitName(name);
    const token = {
      $type: type,
      $value: valueOf(type, light!),
      ...(dark !== undefined && { $extensions: { 'portico.dark': valueOf(type, dark) } }),
    };
    if (rest === undefined) file[group] = token;
    else file[group] = { ...(file[group] as object | undefined), [rest]: token };
  }
  return file;
}

/** `color-text` is the token `text` of the group `color`; `space` stands alone. */
function splitName(name: string): [string, string?] {
  const at = name.indexOf('-');
  return at < 0 || name === 'line-height' ? [name] : [name.slice(0, at), name.slice(at + 1)];
}

function valueOf(type: ThemeTokenType, text: string): unknown {
  if (type === 'fontFamily') return text.split(/, ?/).map((name) => name.replaceAll('"', ''));
  if (type === 'fontWeight' || type === 'number') return Number(text);
  if (type === 'color') return text;
  const [, size, unit] = /^(.*?)([a-z]+)$/.exec(text)!;
  return { value: Number(size), unit };
}
