import { html, nothing, type TemplateResult } from 'lit';
import type { Tenant } from '#contract/portal';
import {
  ClientError,
  define,
  portalFor,
  type Portal,
  type PortalElement,
  type PortalElementClass,
} from '../core/index.ts';
import type { Language } from '../core/i18n.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Download } from '../records/download.ts';
import type { Desk } from './desk.ts';
import { Mails } from './mails.ts';
import {
  companiesOf,
  homeOf,
  ordersOf,
  sessionOf,
  statementOf,
  type StageWords,
} from './stage-data.ts';

export const scenes = ['login', 'home', 'orders', 'statement', 'mail', 'pdf'] as const;
export type Scene = (typeof scenes)[number];
/** Scenes that one element plays. */
type Played = Exclude<Scene, 'mail' | 'pdf'>;

/** How the stage is set. */
export type Setting = {
  scene: Scene;
  scheme: 'light' | 'dark';
  width: 'wide' | 'narrow';
  language: Language;
};

type Shown = PortalElement & { restoreView?: (params: Record<string, string>) => void };

const sources: Record<Played, () => Promise<{ widget: PortalElementClass }>> = {
  login: () => import('../portal-login/embed.ts'),
  home: () => import('../portal-home/embed.ts'),
  orders: () => import('../portal-orders/embed.ts'),
  statement: () => import('../portal-statement/embed.ts'),
};

let stages = 0;

/**
 * Real elements in the look that is worked on, on made-up data: their portal is one of the stage's own, whose calls
 * are answered here, so that nothing reaches the server and nothing on the page around changes.
 */
export class Stage {
  readonly #desk: Desk;
  readonly #name = `stage:${++stages}`;
  readonly #mails: Mails;
  readonly #pdf: Download;
  readonly #elements = new Map<Scene, Shown>();
  /** The language that each was shown in. */
  readonly #spoken = new Map<Scene, Language>();
  readonly #coming = new Set<Scene>();
  /** With somebody signed in, and without. */
  readonly #portals: Record<'in' | 'out', Portal>;
  #setting: Setting | undefined;
  #shown: unknown;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#portals = { in: this.#portal('in'), out: this.#portal('out') };
    this.#mails = new Mails(desk);
    this.#pdf = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => desk.announce(desk.view().t('branding.pdf_done')),
      onFault: (fault) => desk.onFault(fault),
    });
  }

  #portal(who: 'in' | 'out'): Portal {
    const portal = portalFor(`${this.#name}-${who}`, this.#desk.portal().slug);
    const call = (key: string, { query }: { query?: { id?: string } } = {}) =>
      this.#answer(who, key, query?.id);
    portal.client.call = call as typeof portal.client.call;
    return portal;
  }

  async #answer(who: 'in' | 'out', key: string, id: string | undefined): Promise<unknown> {
    const { words } = this;
    switch (key) {
      case 'GET /portal':
        return { tenant: this.#tenant, session: who === 'in' ? sessionOf(words) : null };
      case 'GET /logo':
        return this.#desk.portal().client.call('GET /logo', { query: { id: id! } });
      case 'GET /home':
        return homeOf(words);
      case 'GET /orders':
        return ordersOf(words);
      case 'GET /companies':
        return companiesOf(words);
      case 'POST /statements':
        return statementOf(words);
      default:
        throw new ClientError('forbidden', { status: 403 });
    }
  }

  get words(): StageWords {
    const { t } = this.#desk.view();
    return {
      person: t('branding.sample_person'),
      customer: t('branding.sample_customer'),
      company: this.#desk.portal().tenant?.name ?? '',
      role: t('branding.sample_executive'),
      currency: this.#setting?.language === 'pt' ? 'BRL' : 'MXN',
    };
  }

  /** The tenant in the look that is worked on. */
  get #tenant(): Tenant {
    const { editor } = this.#desk;
    const look = editor.look!;
    const trees = Object.fromEntries(
      Object.entries(look.welcome).map(([language, source]) => [
        language,
        editor.draft?.trees[language as Language] ?? [
          { type: 'p', children: [{ type: 'text', value: source }] },
        ],
      ]),
    );
    return {
      ...this.#desk.portal().tenant!,
      // Complete, so that what the page around sets on this element does not show through.
      theme: editor.tokens,
      strings: look.strings,
      logos: look.logos,
      footer: look.footer,
      welcome: trees as Tenant['welcome'],
      terms: null,
    };
  }

  render(setting: Setting): TemplateResult {
    this.#setting = setting;
    const { scene, scheme, width, language } = setting;
    if (scene === 'pdf') return this.#renderPdf(language);
    const element = scene === 'mail' ? undefined : this.#elements.get(scene);
    if (scene !== 'mail' && !element) void this.#fetch(scene);
    if (element) this.#settle(element, scene);
    const { look } = this.#desk.editor;
    return html`${scene === 'mail' ? this.#mails.renderTools() : nothing}
      <div
        class="glass ${scheme} ${width}"
        part="stage"
        lang=${language}
        ?inert=${scene !== 'mail'}
      >
        ${scene === 'mail' ? this.#mails.render(scheme, language) : (element ?? bones(8, 'row'))}
        ${look?.footer[language] && scene === 'home' ? html`<p class="stage-footer">${look.footer[language]}</p>` : nothing}
      </div>`;
  }

  /** A file that the server draws: a page under a strict policy shows none. */
  #renderPdf(language: Language): TemplateResult {
    const { t } = this.#desk.view();
    const { busy, fault } = this.#pdf;
    const name = t('branding.pdf_file');
    const get = () =>
      this.#desk
        .portal()
        .client.call('GET /branding-draft/statement', { query: { locale: language } });
    return html`<div class="pdf" part="stage">
      <p class="note">${t('branding.pdf_text')}</p>
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${button({
        label: t(busy ? 'branding.pdf_busy' : 'branding.pdf_get'),
        icon: 'download',
        off: busy !== '' || !this.#desk.editor.kept,
        onClick: () => void this.#pdf.save(name, get),
      })}
    </div>`;
  }

  async #fetch(scene: Played): Promise<void> {
    if (this.#coming.has(scene)) return;
    this.#coming.add(scene);
    const { host } = this.#desk;
    try {
      const { widget } = await sources[scene]();
      const prefix = host.localName.replace(/-[^-]+$/, '');
      define(widget, prefix);
      this.#elements.set(scene, document.createElement(`${prefix}-${widget.tag}`) as Shown);
    } catch {
      this.#desk.onFault(new ClientError('offline'));
    } finally {
      this.#coming.delete(scene);
      host.requestUpdate();
    }
  }

  #settle(element: Shown, scene: Scene): void {
    const { scheme, language } = this.#setting!;
    const portal = this.#portals[scene === 'login' ? 'out' : 'in'];
    const api = `${this.#name}-${scene === 'login' ? 'out' : 'in'}`;
    const isNew = element.api !== api;
    Object.assign(element, { api, tenant: portal.slug, locale: language, scheme, theme: 'tenant' });
    // Its amounts are in the currency of another country.
    if (!isNew && this.#spoken.get(scene) !== language) void element.refresh();
    this.#spoken.set(scene, language);
    if (isNew && scene === 'statement') element.restoreView?.({ company: 'M01' });
    const { look } = this.#desk.editor;
    if (this.#shown === look) return;
    this.#shown = look;
    for (const each of Object.values(this.#portals)) void each.refresh();
  }
}
