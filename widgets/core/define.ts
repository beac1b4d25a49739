import { version } from './version.ts';

/** What registration needs of an element: its name without prefix, and its class. */
export type PortalElementClass = CustomElementConstructor & { readonly tag: string };

const mark = Symbol.for('portico.version');
type Marked = CustomElementConstructor & { [mark]?: string };

/**
 * Registers an element as `<prefix>-<tag>`. A taken name is left alone; if another version of this
 * library took it, the console says so. Does nothing where there are no elements (on a server).
 */
export function define(element: PortalElementClass, prefix = 'portal'): void {
  if (typeof customElements === 'undefined') return;
  const name = `${prefix}-${element.tag}`;
  const taken: Marked | undefined = customElements.get(name);
  if (taken) {
    if (taken[mark] !== version) {
      console.warn(
        `<${name}> is already defined (${taken[mark] ?? 'not by us'}); ${version} is not.`,
      );
    }
    return;
  }
  // A class can be registered once, a subclass of it under each further prefix.
  const own = class extends element {};
  Object.defineProperty(own, mark, { value: version });
  customElements.define(name, own);
}
