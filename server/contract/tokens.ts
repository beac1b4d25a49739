/**
 * The vocabulary of a theme: every design token and the type of its value. In the browser a token is
 * the custom property `--portal-<name>`. Plain constants: this file may travel to the browser.
 *
 * - `color-background … color-backdrop`: the page of the widget, its fills, lines and text. `surface`
 *   is a quiet fill (table heads, notices), `field` the inside of inputs, `border-strong` the edge of
 *   what can be operated (3:1 against the background).
 * - `color-primary …`: the one accent: the primary button, the current tab, steps that are done.
 * - `color-<tone>`, `color-<tone>-surface`: text and fill of badges and notices, always used together.
 * - `font-*`, `line-height`: one family for text, one for headings, one for figures; weights.
 * - `radius-*`, `border-width`, `focus-width`: shapes and lines.
 * - `space`, `inset`, `control-height`: the rhythm, the widget's inner margin, the height of controls.
 * - `duration`: of the few motions; readers who ask for less get none.
 */
export const themeTokenTypes = {
  'color-background': 'color',
  'color-surface': 'color',
  'color-hover': 'color',
  'color-selected': 'color',
  'color-field': 'color',
  'color-text': 'color',
  'color-muted': 'color',
  'color-border': 'color',
  'color-border-strong': 'color',
  'color-skeleton': 'color',
  'color-backdrop': 'color',
  'color-primary': 'color',
  'color-primary-hover': 'color',
  'color-on-primary': 'color',
  'color-link': 'color',
  'color-focus': 'color',
  'color-success': 'color',
  'color-success-surface': 'color',
  'color-warning': 'color',
  'color-warning-surface': 'color',
  'color-danger': 'color',
  'color-danger-surface': 'color',
  'color-info': 'color',
  'color-info-surface': 'color',
  'color-neutral': 'color',
  'color-neutral-surface': 'color',
  'font-family': 'fontFamily',
  'font-family-heading': 'fontFamily',
  'font-family-figures': 'fontFamily',
  'font-size': 'dimension',
  'font-weight': 'fontWeight',
  'font-weight-medium': 'fontWeight',
  'font-weight-strong': 'fontWeight',
  'font-weight-heading': 'fontWeight',
  'line-height': 'number',
  'heading-scale': 'number',
  'heading-spacing': 'dimension',
  'radius-small': 'dimension',
  'radius-medium': 'dimension',
  'radius-large': 'dimension',
  'radius-badge': 'dimension',
  'border-width': 'dimension',
  'focus-width': 'dimension',
  space: 'dimension',
  inset: 'dimension',
  'control-height': 'dimension',
  duration: 'duration',
} as const;

export type ThemeTokenName = keyof typeof themeTokenTypes;
export type ThemeTokenType = (typeof themeTokenTypes)[ThemeTokenName];
export type ThemeColourName = Extract<ThemeTokenName, `color-${string}`>;

/** The colours that a person chooses; the others follow from them. */
export const themeRoles = [
  'color-background',
  'color-surface',
  'color-text',
  'color-muted',
  'color-primary',
  'color-link',
] as const satisfies readonly ThemeColourName[];
export type ThemeRole = (typeof themeRoles)[number];

/** Colours that may let through what is behind them; a colour that is read against another may not. */
export const seeThrough: readonly ThemeTokenName[] = ['color-backdrop'];

/**
 * The least and the most a measure may be, so that no value covers the page or takes away what is needed to see and
 * press: in px, where `em` and `rem` count as 16 of them; a number as it is, a duration in ms.
 */
export const themeTokenBounds: Readonly<
  Partial<Record<ThemeTokenName, readonly [least: number, most: number]>>
> = {
  'font-size': [12, 24],
  'line-height': [1.1, 2.2],
  'heading-scale': [1, 3],
  'heading-spacing': [-2, 4],
  'radius-small': [0, 40],
  'radius-medium': [0, 40],
  'radius-large': [0, 60],
  'radius-badge': [0, 999],
  'border-width': [0.5, 4],
  'focus-width': [1.5, 6],
  space: [2, 8],
  inset: [0, 80],
  'control-height': [24, 72],
  duration: [0, 1000],
};

/** What the text of a value may be, by type; anything else is refused on both sides. */
export const themeTokenValues: Record<ThemeTokenType, RegExp> = {
  color: /^#(?:[\da-f]{3}|[\da-f]{6}|[\da-f]{8})$/i,
  dimension: /^-?\d{1,3}(?:\.\d{1,4})?(?:px|em|rem)$/,
  fontFamily:
    /^(?:"[\w .-]{1,40}"|-?[a-z][\w-]{0,40})(?:, ?(?:"[\w .-]{1,40}"|-?[a-z][\w-]{0,40})){0,11}$/i,
  fontWeight: /^(?:[1-9]\d{2}|1000)$/,
  number: /^\d{1,3}(?:\.\d{1,4})?$/,
  duration: /^\d{1,4}ms$/,
};

/** The rule that a value of a token breaks, as locales have a text for; null where it breaks none. */
export function brokenRule(
  name: ThemeTokenName,
  value: unknown,
): 'token_value' | 'opaque' | 'token_bounds' | null {
  const type = themeTokenTypes[name];
  if (typeof value !== 'string' || !themeTokenValues[type].test(value)) return 'token_value';
  if (type === 'color') return value.length < 9 || seeThrough.includes(name) ? null : 'opaque';
  const bounds = themeTokenBounds[name];
  const size = Number.parseFloat(value) * (value.endsWith('em') ? 16 : 1);
  return !bounds || (size >= bounds[0] && size <= bounds[1]) ? null : 'token_bounds';
}

/** Pairs of text and ground that must reach 4.5:1, in light and in dark. */
export const themeTextPairs = [
  ['color-text', 'color-background'],
  ['color-text', 'color-surface'],
  ['color-text', 'color-hover'],
  ['color-text', 'color-selected'],
  ['color-text', 'color-field'],
  ['color-muted', 'color-background'],
  ['color-muted', 'color-surface'],
  ['color-muted', 'color-hover'],
  ['color-muted', 'color-selected'],
  ['color-muted', 'color-field'],
  ['color-on-primary', 'color-primary'],
  ['color-on-primary', 'color-primary-hover'],
  ['color-link', 'color-background'],
  ['color-link', 'color-hover'],
  ['color-danger', 'color-background'],
  ['color-success', 'color-success-surface'],
  ['color-warning', 'color-warning-surface'],
  ['color-danger', 'color-danger-surface'],
  ['color-info', 'color-info-surface'],
  ['color-neutral', 'color-neutral-surface'],
] as const satisfies readonly (readonly [ThemeTokenName, ThemeTokenName])[];

/** Pairs of line and ground that must reach 3:1: edges of controls, and focus. */
export const themeLinePairs = [
  ['color-border-strong', 'color-field'],
  ['color-border-strong', 'color-background'],
  ['color-focus', 'color-background'],
  ['color-primary', 'color-background'],
] as const satisfies readonly (readonly [ThemeTokenName, ThemeTokenName])[];
