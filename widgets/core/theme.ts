import { brokenRule, themeTokenTypes, type ThemeTokenName } from '#contract/tokens';
import type { ThemeTokens } from '#contract/portal';
import type { Scheme } from './config.ts';

const isToken = (name: string): name is ThemeTokenName => Object.hasOwn(themeTokenTypes, name);

/** A token's value as the style sheet takes it, or nothing where any part of it is not what it says. */
function checked(name: string, value: string | readonly string[]): string | undefined {
  if (!isToken(name)) return undefined;
  const parts = typeof value === 'string' ? [value] : value;
  if (parts.some((part) => brokenRule(name, part))) return undefined;
  const [light, dark] = parts;
  if (dark === undefined) return light;
  return themeTokenTypes[name] === 'color' ? `light-dark(${light}, ${dark})` : light;
}

/**
 * The look of one element as a style sheet of its shadow root. Values arrive as data, are checked, and
 * go in one by one as custom properties of `:host`, each below the token that the page sets on the element or anywhere
 * above it.
 */
export class ThemeSheet {
  readonly sheet = new CSSStyleSheet();
  readonly #rule: CSSStyleRule;
  #applied: ThemeTokens | undefined;
  #whole = false;
  #colors = '';

  constructor() {
    this.sheet.insertRule(':host {}');
    this.#rule = this.sheet.cssRules[0] as CSSStyleRule;
  }

  /**
   * @param scheme undefined keeps what the page declares
   * @param whole with sizes, spaces and fonts: a skeleton takes the colours alone, or all of it would move
   */
  apply(theme: ThemeTokens, scheme: Scheme | undefined, whole: boolean): void {
    const { style } = this.#rule;
    const colors = scheme === 'auto' ? 'light dark' : (scheme ?? 'inherit');
    // Set anew, even to what it is, it has the browser work out the styles of all that the element shows.
    if (colors !== this.#colors) style.setProperty('color-scheme', colors);
    this.#colors = colors;
    if (theme === this.#applied && whole === this.#whole) return;
    for (const name of Object.keys(this.#applied ?? {})) style.removeProperty(`--p-${name}`);
    for (const [name, value] of Object.entries(theme)) {
      if (!whole && !name.startsWith('color-')) continue;
      const text = checked(name, value);
      if (text !== undefined) style.setProperty(`--p-${name}`, `var(--portal-${name}, ${text})`);
    }
    this.#applied = theme;
    this.#whole = whole;
  }
}
