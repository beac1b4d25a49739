/**
 * The script tag. Finds the elements a page uses, also those that come later, and fetches what they
 * need in one go: the core, one chunk per element, one catalogue. Until they are there it keeps their
 * place free. Its own address says where everything else is.
 *
 * Where something does not come, it fetches a new entry once: that of the server as it is by then, which takes
 * over. What still does not come says so in its place, with a button. That cannot come in a file of its own, which
 * would not come either.
 */
type Settings = Record<string, string | undefined>;
type Chunk = { widget: CustomElementConstructor };
type Core = {
  configurePortal(settings: object): void;
  define(element: CustomElementConstructor, prefix: string): void;
};

// Filled in by the build.
declare const VERSION: string;
declare const ELEMENTS: string;

const own = new URL(import.meta.url);
const home = new URL('.', own).href.replace(`/v${VERSION}/`, '/');
/** The script tags that run this: several may, each for a prefix of its own. */
const scripts = [...document.scripts].filter(({ src }) => src === own.href);
/** A page that pins a version takes nothing else in its place. */
const pinned = own.pathname.includes(`/v${VERSION}/`) || scripts.some(({ integrity }) => integrity);
/** A new entry asks for everything under another address: browsers remember what did not come. */
const again = own.hash;
const folder = `${home}v${VERSION}${again ? `~${own.search.slice(1)}` : ''}/`;
const load = <T>(name: string): Promise<T> => import(`${folder}${name}.js`);
/** Of each element its tag, the part of the catalogues it needs, its height or its styles, and the file it imports. */
const elements = new Map(
  ELEMENTS.split(' ').map((row) => {
    const [tag = '', ...more] = row.split('/');
    return [tag, more];
  }),
);
/** How high each element was when the reader left a page, in pixels by tag: most are the same on all pages of a site. */
const heightsKey = 'portico /';
const heights: Record<string, number> = {};
try {
  Object.assign(heights, JSON.parse(sessionStorage.getItem(heightsKey) ?? '{}'));
} catch {
  // A browser that keeps nothing.
}
addEventListener('pagehide', () => {
  for (const element of document.querySelectorAll<HTMLElement & { leave?(): void }>(
    '[data-state]',
  )) {
    element.leave?.();
    heights[element.localName] = element.offsetHeight;
  }
  try {
    sessionStorage.setItem(heightsKey, JSON.stringify(heights));
  } catch {
    // A browser that keeps nothing.
  }
});

const portals = new Map<
  string,
  { settings: Settings; want: (tag: string, by?: Element) => void }
>();

/** Has the elements of a page with one prefix fetched as it uses them; called by the entry before as well. */
export function start(settings: Settings): void {
  const { tenant, locale, theme, scheme, pin, prefix = 'portal', load: ahead } = settings;
  if (portals.has(prefix)) return;
  const api = settings.api
    ? new URL(settings.api, document.baseURI).href.replace(/\/*$/, '/')
    : home;
  const begun = new Set<string>();
  let core: Promise<Core> | undefined;
  /** The language as far as it is known before anything else is there. */
  let words = '';

  const prepare = (by?: Element) => {
    const language = locale ?? by?.closest('[lang]')?.getAttribute('lang') ?? 'es';
    words = /^(es|pt|en)/.exec(language)?.[0] ?? '';
    if (words) load(words).catch(() => {});
    // The first question of every element, asked while the code is still on its way.
    const first = tenant && fetch(`${api}api/v1/t/${tenant}/portal`, { credentials: 'include' });
    // Until the core takes the answer, its failure is nobody's.
    if (first) first.catch(() => {});
    core = load<Core>('core').then((loaded) => {
      const page = { prefix, api, tenant, locale, theme, scheme, first, pin: pin !== undefined };
      loaded.configurePortal(page);
      return loaded;
    });
    return core;
  };

  const want = (tag: string, by?: Element) => {
    const row = elements.get(tag);
    if (!row || begun.has(tag)) return;
    begun.add(tag);
    const [part, , file = 'kit'] = row;
    const ready = core ?? prepare(by);
    // Asked for now, what the element imports does not come one round trip later.
    load(file).catch(() => {});
    // What has words of its own has data as well.
    if (part) load('http').catch(() => {});
    if (words && part) load(`${words}-${part}`).catch(() => {});
    const waiting = `${prefix}-${tag}:not(:defined)`;
    const put = async () => {
      const [{ define }, { widget }] = await Promise.all([ready, load<Chunk>(`portal-${tag}`)]);
      for (const element of document.querySelectorAll(waiting))
        element.shadowRoot?.replaceChildren();
      define(widget, prefix);
    };
    put().catch((error: unknown) => {
      console.error(error);
      if (pinned || again) fail(waiting, words);
      else renew().catch(() => fail(waiting, words));
    });
  };

  portals.set(prefix, { settings, want });
  const reserve = new CSSStyleSheet();
  reserve.replaceSync(
    Array.from(elements, ([tag, [, height]]) => {
      const name = `${prefix}-${tag}`;
      const usual = height || '41';
      const style = +usual ? `min-height:${usual}em` : usual;
      const before = Number(heights[name]);
      return `${name}:not(:defined){display:block;${style}}${
        before ? `${name}:is(:not(:defined),:state(loading)){min-height:${before}px}` : ''
      }`;
    }).join(''),
  );
  document.adoptedStyleSheets.push(reserve);
  ahead?.split(' ').forEach((tag) => want(tag));
  // What is wrong with the page is found without the core, which may be what does not start.
  if ('doctor' in settings) void load('doctor');
  find(document);
}

/** Has an element fetched, or another script tag of ours heeded. */
function see(element: Element): void {
  if ((element as HTMLScriptElement).src === own.href) start((element as HTMLElement).dataset);
  for (const [prefix, { want }] of portals) {
    if (!element.localName.startsWith(`${prefix}-`)) continue;
    const now = () => want(element.localName.slice(prefix.length + 1), element);
    if (element.getAttribute('loading') !== 'lazy') return now();
    // It may wait until the reader comes near.
    new IntersectionObserver(
      (entries, near) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        now();
      },
      { rootMargin: '50%' },
    ).observe(element);
  }
}

/** Sees to what stands in a part of the page; whatever is defined needs nothing. */
function find(within: ParentNode): void {
  within.querySelectorAll(':not(:defined),script').forEach(see);
}

const isElement = (node: Node): node is Element => node.nodeType === 1;

const observer = new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const node of addedNodes)
      if (isElement(node)) {
        see(node);
        find(node);
        if (node.shadowRoot) find(node.shadowRoot);
      }
});

let renewed: Promise<void> | undefined;

/** Hands over to a new entry. */
function renew(): Promise<void> {
  const hand = async () => {
    const entry = (await import(`${home}embed.js?${Date.now()}#again`)) as { start: typeof start };
    for (const { settings } of portals.values()) entry.start(settings);
    observer.disconnect();
  };
  renewed ??= hand();
  renewed.catch(() => (renewed = undefined));
  return renewed;
}

const texts: Settings = {
  pt: 'Não foi possível carregar · Tentar novamente',
  en: 'Could not be loaded · Try again',
};

/** Says in the place of elements that they did not come. */
function fail(waiting: string, words: string): void {
  for (const element of document.querySelectorAll<HTMLElement>(waiting)) {
    const button = document.createElement('button');
    button.textContent = texts[words] ?? 'No se pudo cargar · Reintentar';
    button.style.cssText = 'padding:.5em 1em;font:inherit;cursor:pointer';
    button.onclick = () => {
      if (pinned) return location.reload();
      button.remove();
      return renew().catch(() => fail(waiting, words));
    };
    (element.shadowRoot ?? element.attachShadow({ mode: 'open' })).replaceChildren(button);
    element.dataset.state = 'error';
    const error = { type: 'network', code: 'load', retriable: true };
    element.dispatchEvent(new CustomEvent('portal-error', { detail: { error } }));
  }
}

// In a module, the document does not say which script is running. One that was taken out again, or that came from
// another address than it was asked for, is known by what that address says, else by what it says of itself.
if (!again) {
  for (const { dataset } of scripts) start(dataset);
  if (!scripts[0])
    start({
      ...document.querySelector<HTMLScriptElement>('script[type=module][data-tenant]')?.dataset,
      ...Object.fromEntries(own.searchParams),
    });
}
observer.observe(document, { childList: true, subtree: true });
