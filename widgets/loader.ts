/**
 * The script tag. Finds the elements a page uses, also those that come later, and fetches what they
 * need in one go: the core, one chunk per element, one catalogue. Until they are there it keeps their
 * place free. Its own address says where everything else is.
 */
type Chunk = { widget: CustomElementConstructor };
type Core = {
  configurePortal(settings: object): void;
  define(element: CustomElementConstructor, prefix: string): void;
};

// Filled in by the build.
declare const VERSION: string;
declare const ELEMENTS: string;

// In a module, the document does not say which script is running.
const script = [...document.scripts].find(({ src }) => src === import.meta.url);
const { tenant, locale, theme, scheme, pin, prefix = 'portal', ...data } = script?.dataset ?? {};
// The address that moves and the one of this version are the same script.
const home = import.meta.url.replace(/[^/]*$/, '').replace(`/v${VERSION}/`, '/');
const api = data.api ? new URL(data.api, document.baseURI).href.replace(/\/*$/, '/') : home;
const load = <T>(name: string): Promise<T> => import(`${home}v${VERSION}/${name}.js`);
/** Of each element its tag, its height or its styles until it is there, the file that it imports, and its words. */
const elements = ELEMENTS.split(' ').map((row) => row.split('/'));
const begun = new Set<string>();
let core: Promise<Core> | undefined;
/** The language as far as it is known before anything else is there. */
let words = '';

const reserve = new CSSStyleSheet();
reserve.replaceSync(
  elements
    .map(
      ([tag, kept]) =>
        `${prefix}-${tag}:not(:defined){display:block;${+kept! ? `min-height:${kept}em` : kept}}`,
    )
    .join(''),
);
document.adoptedStyleSheets.push(reserve);

function find(): void {
  for (const [tag = '', , file, part] of elements) {
    const element = begun.has(tag) ? null : document.querySelector(`${prefix}-${tag}`);
    if (!element) continue;
    begun.add(tag);
    if (!core) {
      core = load<Core>('core');
      const language = locale ?? element.closest('[lang]')?.getAttribute('lang') ?? 'es';
      words = /^(es|pt|en)/.exec(language)?.[0] ?? '';
      if (words) load(words).catch(() => {});
      // The first question of every element, asked while the code is still on its way.
      const first =
        tenant &&
        fetch(`${api}api/v1/portal`, {
          credentials: 'include',
          headers: { 'Portal-Tenant': tenant },
        });
      // Until the core takes the answer, its failure is nobody's.
      if (first) first.catch(() => {});
      core.then(
        ({ configurePortal }) =>
          configurePortal({ api, tenant, locale, theme, scheme, first, pin: pin !== undefined }),
        () => {},
      );
    }
    // Asked for now, what the element imports does not come one round trip later.
    if (file) load(file).catch(() => {});
    if (words && part) load(`${words}-${part}`).catch(() => {});
    Promise.all([core, load<Chunk>(`portal-${tag}`)]).then(
      ([{ define }, { widget }]) => define(widget, prefix),
      // What did not come is told where it is looked for, and is no fault of the page.
      console.error,
    );
  }
}

find();
new MutationObserver(find).observe(document, { childList: true, subtree: true });

export {};
