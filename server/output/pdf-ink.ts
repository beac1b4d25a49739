import type { ThemeTokens } from '#contract/portal';
import type { ThemeTokenName } from '#contract/tokens';
import { themeValue } from './palette.ts';

type Ink = keyof typeof least;

/** What is read must stand out 4.5:1 from the paper, what else means something 3:1 (WCAG 2.2). */
const least = {
  'color-text': 7,
  'color-muted': 4.5,
  'color-border': 1,
  'color-border-strong': 3,
  'color-primary': 4.5,
  'color-link': 4.5,
  'color-danger': 4.5,
  'color-success': 4.5,
} as const satisfies Partial<Record<ThemeTokenName, number>>;

/**
 * The colours of a theme on white paper, as `#rrggbb`. A theme is made for its own ground, which may be dark:
 * what does not stand out from paper is darkened until it does.
 */
export function inksOf(theme: ThemeTokens): Record<Ink, string> {
  const ink = (name: Ink): [Ink, string] => [
    name,
    onPaper(channels(themeValue(theme, name, 0)), least[name]),
  ];
  return Object.fromEntries((Object.keys(least) as Ink[]).map(ink)) as Record<Ink, string>;
}

/** A colour thinned with white: 0 is the colour, 1 is white. */
export const tint = (color: string, white: number): string =>
  toHex(channels(color).map((value) => value + (255 - value) * white));

function onPaper(color: number[], contrast: number): string {
  let shade = color;
  while (1.05 / (luminance(shade) + 0.05) < contrast) shade = shade.map((value) => value * 0.94);
  return toHex(shade);
}

/** Red, green and blue, 0 to 255; what shines through becomes what it is on white. */
function channels(color: string): number[] {
  const digits = color.slice(1);
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red = 0, green = 0, blue = 0, alpha = 255] = long
    .match(/../g)!
    .map((two) => parseInt(two, 16));
  return [red, green, blue].map((value) => 255 + ((value - 255) * alpha) / 255);
}

const toHex = (color: number[]): string =>
  `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance (WCAG 2.2). */
function luminance(color: number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
