import { readWords } from '../../server/output/words.ts';

/** Every key of the catalogues, as it stands on screen where its word did not come. */
export const keys = Object.entries(readWords('es')).flatMap(([section, texts]) =>
  Object.keys(texts as object).map((key) => `${section}.${key}`),
);

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
