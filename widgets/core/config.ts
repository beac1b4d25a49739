import { apiBase } from '#contract/limits';
import { useIcons } from '../kit/icon.ts';
import { isLanguage, type Language, type Strings } from './i18n.ts';
import type { OwnFormats } from '#contract/format';

export const schemes = ['light', 'dark', 'auto'] as const;
export type Scheme = (typeof schemes)[number];

/** What an element works with. Empty texts and `undefined` mean: nobody said so. */
export type PortalConfig = {
  /** Public address of the server, as `https://portal.example/base`. */
  api: string;
  /** Slug of the tenant; empty where the server has only one. */
  tenant: string;
  locale: Language | undefined;
  /** `none` leaves the look to the page; anything else takes the tenant's theme. */
  theme: string;
  scheme: Scheme | undefined;
  getSession: GetSession | undefined;
  /** Texts of the page's own, those that win last. */
  strings: readonly (Strings | undefined)[];
  formats: OwnFormats | undefined;
};

/**
 * Asks the page who is signed in there. Answers with a JWT that the page's own server signed for this
 * person, made for one use, or with null where nobody is.
 */
export type GetSession = () => Promise<string | null>;

/** The values of a script tag, an attribute list or code, all optional. */
export type PortalSettings = {
  [K in 'api' | 'tenant' | 'locale' | 'theme' | 'scheme']?: string;
};

/** What code may set besides, and what the script tag has asked already: `GET /portal`. */
type PageSettings = PortalSettings & {
  getSession?: GetSession | undefined;
  /** Texts of the page's own for every element: key, as `orders.title`, to text. */
  strings?: Strings | undefined;
  /** How the page writes dates, instants, money and quantities. */
  formats?: OwnFormats | undefined;
  /** Outlines of the page's own, by the name of the icon: the `d` of an SVG path on a grid of 16. */
  icons?: Readonly<Record<string, string>> | undefined;
  /** Whether server and tenant, where they are set here, hold whatever an attribute says. */
  pin?: boolean | undefined;
  first?: Promise<Response>;
};

/** By the prefix of the elements they are for; without one, for all. */
const pageSettings = new Map<string, PageSettings>();

/**
 * Sets what holds for the whole page, below any `<portal-config>`. The script tag does it by itself, for the elements
 * of its prefix.
 */
export function configurePortal({
  prefix = '',
  ...settings
}: PageSettings & { prefix?: string | undefined }): void {
  pageSettings.set(prefix, { ...pageSettings.get(prefix), ...settings });
  useIcons(settings.icons);
  // Whoever takes the answer sees the fault; until then it is nobody's.
  settings.first?.catch(() => {});
  notifyConfig();
}

/** Says that something changed which `findConfig` finds and no attribute tells. */
export function notifyConfig(): void {
  for (const notify of listeners) notify();
}

/** The answer the script tag asked for ahead of time; given once. @param url of a call */
export function takeFirst(url: string): Promise<Response> | undefined {
  for (const settings of pageSettings.values()) {
    const { api, tenant, first } = settings;
    if (!first || url !== `${trimmed(api)}${apiBase}/t/${tenant}/portal`) continue;
    settings.first = undefined;
    return first;
  }
  return undefined;
}

/** An address without the slash at its end. */
const trimmed = (address = '') => address.replace(/\/+$/, '');

/** The element above this one, also through slots' hosts and shadow roots. */
function parentOf(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/**
 * What holds for an element: its own attributes, the nearest `<portal-config>` (of the same prefix), the
 * script tag; a server and tenant that the page has pinned come before all. The language also comes from the
 * nearest `lang`; the page's own `lang` yields to the script tag.
 */
export function findConfig(
  element: Element,
  tag: string,
  own: PortalSettings & { strings?: Strings | undefined },
): PortalConfig {
  const prefix = element.localName.slice(0, -tag.length - 1);
  const configTag = `${prefix}-config`;
  const found: PortalSettings = {};
  let pageLanguage: Language | undefined;
  let getSession: GetSession | undefined;
  const strings = [own.strings];
  // An element keeps its settings in accessors, so they are read by name.
  const take = (settings: PortalSettings) => {
    for (const name of settingNames) {
      const value = settings[name];
      found[name] ||= name === 'locale' ? languageOf(value) : value;
    }
  };
  const page = [prefix, ''].map((one) => pageSettings.get(one) ?? {});
  // A stage has a portal of its own, which reaches no server.
  if (!own.api?.startsWith('stage:'))
    for (const { api, tenant, pin } of page) if (pin) take({ api, tenant });
  take(own);
  for (let above = parentOf(element); above; above = parentOf(above)) {
    if (above.localName === configTag) {
      take(attributesOf(above));
      const set = above as Pick<PageSettings, 'getSession' | 'strings'>;
      getSession ??= set.getSession;
      strings.unshift(set.strings);
    }
    const language = languageOf(above.getAttribute('lang'));
    if (above === document.documentElement) pageLanguage = language;
    else found.locale ||= language;
  }
  for (const settings of page) {
    take(settings);
    getSession ??= settings.getSession;
    strings.unshift(settings.strings);
  }
  found.locale ||= pageLanguage;
  return {
    api: trimmed(found.api),
    tenant: found.tenant ?? '',
    locale: languageOf(found.locale),
    theme: found.theme ?? '',
    scheme: schemes.find((scheme) => scheme === found.scheme),
    getSession,
    strings,
    formats: page.find(({ formats }) => formats)?.formats,
  };
}

const settingNames = ['api', 'tenant', 'locale', 'theme', 'scheme'] as const;

function attributesOf(element: Element): PortalSettings {
  const settings: PortalSettings = {};
  for (const name of settingNames) settings[name] = element.getAttribute(name) ?? undefined;
  return settings;
}

/** The language of a tag such as `es-MX`, if there is a catalogue for it. */
function languageOf(tag: string | null | undefined): Language | undefined {
  const language = (tag ?? '').slice(0, 2).toLowerCase();
  return isLanguage(language) && /^..(-|$)/.test(tag ?? '') ? language : undefined;
}

const listeners = new Set<() => void>();
const observedRoots = new WeakSet<Node>();
let observer: MutationObserver | undefined;

/**
 * Calls back when something may have changed what `findConfig` finds for an element. One observer for
 * the page, which also watches each shadow root an element lives in.
 * @returns ends the watch
 */
export function watchConfig(element: Element, notify: () => void): () => void {
  observer ??= new MutationObserver(notifyConfig);
  for (let above: Element | null = element; above;) {
    const root: Node = above.getRootNode();
    if (!observedRoots.has(root)) {
      observedRoots.add(root);
      observer.observe(root, {
        subtree: true,
        attributeFilter: ['lang', ...settingNames],
      });
    }
    above = root instanceof ShadowRoot ? root.host : null;
    if (above) observeHost(above);
  }
  listeners.add(notify);
  return () => void listeners.delete(notify);
}

/** A shadow host outside any observed document still may change its own language. */
function observeHost(host: Element): void {
  if (observedRoots.has(host)) return;
  observedRoots.add(host);
  observer?.observe(host, { attributeFilter: ['lang', ...settingNames] });
}
