import type { ThemeTokens } from '#contract/portal';
import { themeTokenValues, type ThemeRole } from '#contract/tokens';

/** A colour or font of the page around, what it would be, and where it was found. */
export type Found = { where: string; role?: ThemeRole; colour?: string; family?: ThemeTokens };

/** Where each role is looked for in the page, and in which property. */
const places: readonly [ThemeRole, selector: string, property: 'color' | 'background-color'][] = [
  ['color-background', 'body', 'background-color'],
  ['color-surface', 'header', 'background-color'],
  ['color-text', 'body', 'color'],
  ['color-primary', 'button', 'background-color'],
  ['color-link', 'a', 'color'],
];

/** Reads what the page looks like, as the browser has worked it out. Nothing is loaded and nothing changed. */
export function coloursOfPage(): Found[] {
  const found: Found[] = [];
  for (const [role, selector, property] of places) {
    for (const element of document.querySelectorAll(selector)) {
      const colour = hexOf(getComputedStyle(element).getPropertyValue(property));
      if (!colour) continue;
      found.push({ where: selector, role, colour });
      break;
    }
  }
  for (const [selector, name] of [
    ['body', 'font-family'],
    ['h1', 'font-family-heading'],
  ] as const) {
    const element = document.querySelector(selector);
    const family = element && getComputedStyle(element).fontFamily;
    if (family && themeTokenValues.fontFamily.test(family))
      found.push({ where: selector, family: { [name]: family } });
  }
  return found;
}

/** `#rrggbb` of what the browser says; undefined where something shines through. */
function hexOf(colour: string): string | undefined {
  const [, list = ''] = /^rgba?\((.*)\)$/.exec(colour) ?? [];
  const [r, g, b, alpha = '1'] = list.split(/[\s,/]+/).filter(Boolean);
  if (b === undefined || alpha !== '1') return undefined;
  return `#${[r, g, b].map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}
