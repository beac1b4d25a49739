// What a page shows, as a function that runs in it: words that are missing or another language's, what sticks out.
import { readWords } from '../../server/output/words.ts';

/** Every key of the catalogues, as it stands on screen where its word did not come. */
export const keys = Object.entries(readWords('es')).flatMap(([section, texts]) =>
  Object.keys(texts as object).map((key) => `${section}.${key}`),
);

type Language = 'es' | 'pt' | 'en';
const textsOf = (node: unknown): string[] =>
  typeof node === 'string' ? [node] : Object.values(node as object).flatMap(textsOf);

/** Whole texts that other languages have and this one has not. */
export function foreignTexts(language: Language): string[] {
  const own = new Set(textsOf(readWords(language)));
  const others = (['es', 'pt', 'en'] as const).filter((one) => one !== language);
  const found = others.flatMap((one) => textsOf(readWords(one)));
  return [...new Set(found)].filter((text) => text.length > 3 && !own.has(text));
}

/** Which of these stand in elements of the portal, to see or to hear. */
export const foreignIn = (texts: readonly string[]): string[] => {
  const found = new Set<string>();
  const all = new Set(texts);
  const look = (root: ShadowRoot) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const said = ['aria-label', 'title', 'placeholder', 'alt'].map(
        (name) => one.getAttribute(name) ?? '',
      );
      const own = [...one.childNodes].map((child) => (child instanceof Text ? child.data : ''));
      for (const text of [...said, ...own]) if (all.has(text.trim())) found.add(text.trim());
    }
  };
  for (const { shadowRoot } of document.querySelectorAll('*')) if (shadowRoot) look(shadowRoot);
  return [...found];
};

/** Keys that stand where words should, to see or to hear. */
export const wordless = (known: readonly string[]): string[] => {
  const found = new Set<string>();
  const all = new Set(known);
  const look = (root: ParentNode) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const said = ['aria-label', 'title', 'placeholder', 'alt'].map((name) =>
        one.getAttribute(name),
      );
      const own = [...one.childNodes].map((child) => (child instanceof Text ? child.data : ''));
      for (const token of [...said, ...own].join(' ').match(/[a-z_]+\.[a-z_\d]+/g) ?? [])
        if (all.has(token)) found.add(token);
    }
  };
  look(document);
  return [...found];
};

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
