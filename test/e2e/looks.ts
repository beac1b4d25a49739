// What a page shows, as a function that runs in it: words that are missing or another language's, what sticks out.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { readWords } from '../../server/output/words.ts';
import type { Hands } from './hands.ts';

/** Every key of the catalogues, as it stands on screen where its word did not come. */
const keys = Object.entries(readWords('es')).flatMap(([section, texts]) =>
  Object.keys(texts as object).map((key) => `${section}.${key}`),
);

type Language = 'es' | 'pt' | 'en';
const textsOf = (node: unknown): string[] =>
  typeof node === 'string' ? [node] : Object.values(node as object).flatMap(textsOf);

/** Whole texts that other languages have and this one has not. */
export function foreignTexts(language: Language): Set<string> {
  const own = new Set(textsOf(readWords(language)));
  const others = (['es', 'pt', 'en'] as const).filter((one) => one !== language);
  const found = others.flatMap((one) => textsOf(readWords(one)));
  return new Set(found.filter((text) => text.length > 3 && !own.has(text)));
}

/** What a page says, to see or to hear, and whether an element of the portal says it. Runs in the page. */
const sayings = (): [text: string, portal: boolean][] => {
  const found: [string, boolean][] = [];
  const look = (root: ParentNode, portal: boolean) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot, true);
      const said = ['aria-label', 'title', 'placeholder', 'alt'].map(
        (name) => one.getAttribute(name) ?? '',
      );
      const own = [...one.childNodes].map((child) => (child instanceof Text ? child.data : ''));
      for (const text of [...said, ...own]) if (text.trim()) found.push([text.trim(), portal]);
    }
  };
  look(document, false);
  return found;
};

const known = new Set(keys);

/** Keys that stand where words should, and whole texts that are not a page's own to say. @param foreign those */
export async function wrongWords(
  page: Page,
  foreign: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const found = new Set<string>();
  for (const [text, portal] of await page.evaluate(sayings)) {
    if (portal && foreign.has(text)) found.add(text);
    for (const token of text.match(/[a-z_]+\.[a-z_\d]+/g) ?? [])
      if (known.has(token)) found.add(token);
  }
  return [...found];
}

/** Whether every element of the page shows what it has. */
export const settled = (): boolean => {
  const elements = [...document.querySelectorAll<HTMLElement>('main *')].filter(
    ({ localName }) => localName.startsWith('portal-') && localName !== 'portal-inbox',
  );
  return (
    elements.length > 0 && elements.every(({ dataset: { state } }) => state && state !== 'loading')
  );
};

/** Controls and texts that stand beside the screen and cannot be moved into it. */
export const outside = (): string[] => {
  const wide = document.documentElement.clientWidth;
  const found: string[] = [];
  const moves = (one: Element): boolean => {
    for (let at: Element | null = one; at; at = at.parentElement ?? hostOf(at))
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const hostOf = (one: Element) => (one.getRootNode() as Partial<ShadowRoot>).host ?? null;
  const look = (root: ParentNode) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const says = [...one.childNodes].some(
        (child) => child instanceof Text && child.data.trim() !== '',
      );
      if (!says && !one.matches('button, input, select, textarea')) continue;
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right, width } = one.getBoundingClientRect();
      if (width > 1 && (right > wide + 1 || left < -1) && !moves(one))
        found.push(`${hostOf(one)?.localName}: ${one.textContent.trim().slice(0, 60)}`);
    }
  };
  look(document);
  return found;
};

/**
 * How a step of a walk looks: nothing sticks out of the page, no word is missing, nothing that can be used is without a
 * name. A picture of it is taken where PICTURES names a folder.
 * @param walk how the pictures of the walk are called
 */
export function lookAt(page: Page, hands: Hands, walk: string): (step: string) => Promise<void> {
  return async (step) => {
    const out = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.equal(out, 0, step);
    assert.deepEqual(await wrongWords(page), [], step);
    assert.deepEqual(await hands.unnamed(), [], step);
    const folder = process.env['PICTURES'];
    if (folder) await page.screenshot({ path: join(folder, `${walk}-${step}.png`) });
  };
}
