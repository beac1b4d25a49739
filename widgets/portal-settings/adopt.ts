import type { CSSResult } from 'lit';
import type { Desk } from './desk.ts';

/** Adds the style sheets that only some cards need, once. */
export function adopt({ host }: Desk, ...sheets: readonly CSSResult[]): void {
  const root = host.renderRoot as ShadowRoot;
  for (const { styleSheet } of sheets)
    if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet))
      root.adoptedStyleSheets.push(styleSheet);
}
