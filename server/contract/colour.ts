/**
 * Colours as numbers: contrast, the nearest colour that has enough of it, and what follows from a few colours for the
 * others. Plain functions on `#rrggbb`: this file may travel to the browser.
 */
import {
  themeLinePairs,
  themeRoles,
  themeTextPairs,
  type ThemeColourName,
  type ThemeRole,
  type ThemeTokenName,
} from './tokens.ts';

/** Contrast that pairs of a theme must reach in light and dark (WCAG 2.2, 1.4.3 and 1.4.11). */
const rules = [
  { pairs: themeTextPairs, least: 4.5 },
  { pairs: themeLinePairs, least: 3 },
] as const;

type Tokens = Readonly<Record<string, string | readonly string[]>>;
/** 0 for light ground, 1 for dark. */
export type Side = 0 | 1;
export const sides = ['light', 'dark'] as const;

/** The value of a token for a ground; undefined where there is none. */
export const valueOn = (tokens: Tokens, name: ThemeTokenName, side: Side): string | undefined => {
  const value = tokens[name];
  return typeof value === 'string' ? value : value?.[side];
};

/** A pair of colours that are too much alike. */
export type ContrastFault = {
  front: ThemeColourName;
  back: ThemeColourName;
  side: Side;
  ratio: number;
  least: number;
};

/** Every pair of a theme without enough contrast. @param tokens complete, as with those of the base theme below them */
export const contrastFaults = (tokens: Tokens): ContrastFault[] =>
  rules.flatMap(({ pairs, least }) =>
    pairs.flatMap(([front, back]) =>
      ([0, 1] as const).flatMap((side) => {
        const [a, b] = [valueOn(tokens, front, side), valueOn(tokens, back, side)];
        const ratio = a && b ? contrast(a, b) : least;
        return ratio >= least ? [] : [{ front, back, side, ratio, least }];
      }),
    ),
  );

/**
 * The colour nearest to that of a token which has enough contrast to all it stands with: another lightness in OKLCH,
 * with the hue kept, and the chroma as far as screens show it.
 * @returns null where there is none
 */
export function nearestPassing(tokens: Tokens, name: ThemeColourName, side: Side): string | null {
  const colour = valueOn(tokens, name, side);
  if (!colour) return null;
  const others = rules.flatMap(({ pairs, least }) =>
    pairs.flatMap(([front, back]) => {
      const other = front === name ? back : back === name ? front : undefined;
      const value = other && valueOn(tokens, other, side);
      return value ? [{ value, least }] : [];
    }),
  );
  const role = themeRoles.find((one) => one === name);
  return nearest(
    colour,
    (tried) =>
      others.every(({ value, least }) => contrast(tried, value) >= least) &&
      // What follows from a role changes with it.
      (!role || !contrastFaults(withRole(tokens, role, side, tried)).some(isOf(name, side))),
  );
}

const isOf =
  (name: ThemeColourName, side: Side) =>
  (fault: ContrastFault): boolean =>
    fault.side === side && (fault.front === name || fault.back === name);

const steps = 400;

/** The colour nearest in lightness that is good; null where none is. */
function nearest(colour: string, good: (colour: string) => boolean): string | null {
  const [lightness, chroma, hue] = toOklch(colour);
  for (let step = 0; step <= steps; step++)
    for (const sign of [-1, 1]) {
      const wanted = lightness + (sign * step) / steps;
      if (wanted < 0 || wanted > 1) continue;
      const tried = step === 0 ? long(colour) : fromOklch(wanted, chroma, hue);
      if (good(tried)) return tried;
    }
  return null;
}

/** What follows from each role, by token: the colours of the theme in, one out. */
const derivations: Record<
  ThemeRole,
  Partial<Record<ThemeColourName, (of: (name: ThemeColourName) => string) => string>>
> = {
  'color-background': {
    'color-field': (of) => of('color-background'),
    'color-hover': (of) => mixed(of('color-background'), of('color-text'), 0.04),
    'color-selected': (of) => mixed(of('color-background'), of('color-primary'), 0.09),
    'color-border': (of) => mixed(of('color-background'), of('color-text'), 0.13),
    'color-skeleton': (of) => mixed(of('color-background'), of('color-text'), 0.09),
    'color-border-strong': (of) => edge(of),
    ...Object.fromEntries(
      (['success', 'warning', 'danger', 'info', 'neutral'] as const).flatMap((tone) => [
        [
          `color-${tone}-surface`,
          (of: (name: ThemeColourName) => string) =>
            mixed(of('color-background'), of(`color-${tone}`), 0.1),
        ],
        [
          `color-${tone}`,
          (of: (name: ThemeColourName) => string) =>
            readable(of(`color-${tone}`), [of('color-background'), of(`color-${tone}-surface`)]),
        ],
      ]),
    ),
  },
  'color-surface': {},
  'color-text': {
    'color-hover': (of) => mixed(of('color-background'), of('color-text'), 0.04),
    'color-border': (of) => mixed(of('color-background'), of('color-text'), 0.13),
    'color-skeleton': (of) => mixed(of('color-background'), of('color-text'), 0.09),
    'color-border-strong': (of) => edge(of),
  },
  'color-muted': {},
  'color-primary': {
    'color-on-primary': (of) => inkOn(of('color-primary')),
    'color-primary-hover': (of) => pressed(of('color-primary')),
    'color-focus': (of) => readable(of('color-primary'), [of('color-background')], 3),
    'color-selected': (of) => mixed(of('color-background'), of('color-primary'), 0.09),
  },
  'color-link': {},
};

/**
 * Gives a role another colour on one ground, and what follows from it to the tokens that do.
 * @param tokens complete
 * @param colour `#rrggbb`
 */
export function withRole<T extends Tokens>(
  tokens: T,
  role: ThemeRole,
  side: Side,
  colour: string,
): T {
  const made: Record<string, string | readonly string[]> = { ...tokens };
  const put = (name: ThemeColourName, value: string): void => {
    const other = valueOn(made, name, side === 0 ? 1 : 0) ?? value;
    made[name] = side === 0 ? [value, other] : [other, value];
  };
  put(role, long(colour));
  for (const [name, derive] of Object.entries(derivations[role]))
    put(
      name as ThemeColourName,
      derive((other) => valueOn(made, other, side)!),
    );
  return made as T;
}

/** Black or white, whichever is read better, tinted by nothing. */
const inkOn = (colour: string): string =>
  contrast('#ffffff', colour) >= 4.5 ? '#ffffff' : readable('#101418', [colour]);

/** A colour under the pointer: a little darker, or lighter where its text is dark. */
function pressed(colour: string): string {
  const [lightness, chroma, hue] = toOklch(colour);
  const ink = inkOn(colour);
  const darker = ink === '#ffffff';
  return readable(fromOklch(clamp(lightness + (darker ? -0.06 : 0.05)), chroma, hue), [ink]);
}

/** The edge of what can be operated. */
const edge = (of: (name: ThemeColourName) => string): string =>
  readable(
    mixed(of('color-background'), of('color-text'), 0.45),
    [of('color-background'), of('color-field')],
    3,
  );

const readable = (colour: string, grounds: string[], least = 4.5): string =>
  nearest(colour, (tried) => grounds.every((ground) => contrast(tried, ground) >= least)) ?? colour;

/** A colour with a part of another in it, mixed in OKLab. */
function mixed(a: string, b: string, part: number): string {
  const [first, second] = [toOklab(a), toOklab(b)];
  const [l, x, y] = first.map((value, at) => value * (1 - part) + second[at]! * part) as Triple;
  return fromOklab(l, x, y).hex;
}

/** Contrast ratio of two colours, `#rrggbb` or `#rgb` (WCAG 2.2, definition of contrast ratio). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

type Triple = [number, number, number];

const luminance = (colour: string): number => {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** `#rrggbb` of `#rgb`, `#rrggbb` or `#rrggbbaa`. */
const long = (colour: string): string =>
  (colour.length === 4 ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour).slice(0, 7).toLowerCase();

/** Red, green and blue as light, from 0 to 1. */
const linear = (colour: string): Triple =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(long(colour).slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Triple;

function toOklab(colour: string): Triple {
  const [r, g, b] = linear(colour);
  const [l, m, s] = [
    Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
    Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
    Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b),
  ];
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Lightness from 0 to 1, chroma, and hue in radians. */
export function toOklch(colour: string): Triple {
  const [l, a, b] = toOklab(colour);
  return [l, Math.hypot(a, b), Math.atan2(b, a)];
}

function fromOklab(lightness: number, a: number, b: number): { hex: string; inside: boolean } {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const parts = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const inside = parts.every((part) => part > -0.0005 && part < 1.0005);
  const hex = parts.map((part) => {
    const value = clamp(part);
    const coded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(coded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return { hex: `#${hex.join('')}`, inside };
}

/** A colour of a lightness and hue, with as much of the chroma as screens show of it. */
function fromOklch(lightness: number, chroma: number, hue: number): string {
  const of = (part: number) =>
    fromOklab(lightness, chroma * part * Math.cos(hue), chroma * part * Math.sin(hue));
  if (of(1).inside) return of(1).hex;
  let [least, most] = [0, 1];
  for (let round = 0; round < 12; round++) {
    const middle = (least + most) / 2;
    if (of(middle).inside) least = middle;
    else most = middle;
  }
  return of(least).hex;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
