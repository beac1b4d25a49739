import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { BrandDraft } from '#contract/branding';
import { isLanguage, languages } from '../core/i18n.ts';
import { emit, type PortalState } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { comboboxStyles } from '../kit/combobox.ts';
import { dayStyles } from '../kit/day-field.ts';
import { fieldStyles } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { Resource } from '../records/resource.ts';
import { ViewElement } from '../records/view-element.ts';
import { viewState } from '../records/view.ts';
import type { Desk } from './desk.ts';
import { Editor } from './editor.ts';
import { brandingStyles } from './portal-branding.styles.ts';
import type { Scene, Setting } from './stage.ts';

const groups = ['logo', 'colours', 'shape', 'texts', 'pages', 'mails', 'publish'] as const;
type Group = (typeof groups)[number];
const scenes: readonly Scene[] = ['login', 'home', 'orders', 'statement', 'mail', 'pdf'];
const isGroup = (name: string): name is Group => groups.some((group) => group === name);
const isScene = (name: string): name is Scene => scenes.some((scene) => scene === name);

/**
 * Gives the portal the company's look: logo, colours, fonts, texts and pages, with real elements beside them that
 * show what becomes of it. Nothing is public before it is published.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-branding-published - The portal has another look now.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - A heading.
 * @csspart toolbar - The tools beside the heading.
 * @csspart group - Controls that belong together.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart button - Any button.
 * @csspart button-primary - The button that publishes.
 * @csspart badge - A contrast, or a state.
 * @csspart notice - A sentence that stands out.
 * @csspart stage - What shows the look.
 * @csspart panel - What stands in place of the content.
 * @csspart skeleton - A grey bar while loading.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 */
export class PortalBranding extends ViewElement {
  static override readonly tag = 'branding';
  static override styles = [
    ...ViewElement.styles,
    badgeStyles,
    comboboxStyles,
    dayStyles,
    fieldStyles,
    tabsStyles,
    brandingStyles,
  ];

  /** Group of controls: `logo`, `colours`, `shape`, `texts`, `pages`, `mails` or `publish`. */
  @property(viewState) group = '';
  /** What the stage shows: `login`, `home`, `orders`, `statement`, `mail` or `pdf`. */
  @property(viewState) scene = '';
  /** Ground of the stage: `light` or `dark`. */
  @property(viewState) ground = '';
  /** Width of the stage: `wide` or `narrow`. */
  @property(viewState) width = '';
  /** Language of the stage. */
  @property(viewState) language = '';
  /** Where there is no room for both: `controls` or `stage`. */
  @property(viewState) side = '';

  readonly #editor = new Editor(
    () => this.portal,
    () => this.requestUpdate(),
  );
  readonly #draft = new Resource<true, BrandDraft>(this, {
    portal: () => this.portal,
    may: () => this.allows('branding.manage'),
    query: () => true as const,
    load: (client, _, signal) => client.call('GET /branding-draft', { signal }),
    onValue: (draft) => this.#editor.take(draft),
  });
  readonly #parts = {
    colours: new Lazy(this, async () => new (await import('./colours.ts')).Colours(this.#desk)),
    logo: new Lazy(this, async () => new (await import('./logos.ts')).Logos(this.#desk)),
    shape: new Lazy(this, async () => new (await import('./shape.ts')).Shape(this.#desk)),
    texts: new Lazy(
      this,
      async () => new (await import('./texts.ts')).Texts(this.#desk, { mails: false }),
    ),
    mails: new Lazy(
      this,
      async () => new (await import('./texts.ts')).Texts(this.#desk, { mails: true }),
    ),
    pages: new Lazy(this, async () => new (await import('./pages.ts')).Pages(this.#desk)),
    publish: new Lazy(
      this,
      async () => new (await import('./publishing.ts')).Publishing(this.#desk),
    ),
  };
  readonly #stage = new Lazy(this, async () => new (await import('./stage.ts')).Stage(this.#desk));

  protected override get vocabulary() {
    return 'branding' as const;
  }
  protected override get permission() {
    return 'branding.manage' as const;
  }
  protected override get contentState(): PortalState {
    if (this.#editor.look) return 'ready';
    return this.#draft.fault ? 'error' : 'loading';
  }
  protected override get fault() {
    return super.fault ?? (this.#editor.look ? undefined : this.#draft.fault);
  }
  protected override get viewProperties() {
    return {
      group: 'group',
      scene: 'scene',
      ground: 'ground',
      width: 'width',
      language: 'language',
      side: 'side',
    };
  }

  override async refresh(): Promise<void> {
    await super.refresh();
    if (this.#editor.kept) this.#draft.reload();
    for (const part of [...Object.values(this.#parts), this.#stage]) if (part.fault) part.retry();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#editor.flush();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.state !== 'ready') return;
    this.#parts[this.#openGroup].need();
    this.#parts.publish.need();
    this.#stage.need();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#parts.logo.value?.update(this.renderRoot);
  }

  get #openGroup(): Group {
    return isGroup(this.group) ? this.group : 'colours';
  }
  get #setting(): Setting {
    return {
      scene: isScene(this.scene) ? this.scene : 'home',
      scheme: this.ground === 'dark' ? 'dark' : 'light',
      width: this.width === 'narrow' ? 'narrow' : 'wide',
      language: isLanguage(this.language) ? this.language : this.format.language,
    };
  }

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="header">${bone('title')}</div>
      <div class="desk">
        <div class="controls">${bones(8, 'control')}</div>
        <div class="stage">${bones(8, 'row')}</div>
      </div>`;
  }

  protected override renderContent(): TemplateResult {
    if (!this.#editor.look)
      return this.#draft.fault ? this.renderFault(this.#draft.fault) : this.renderSkeleton();
    const { t } = this;
    return html`
      ${this.renderHeader(
        t('branding.title'),
        html`<span class="kept">${this.#keptText()}</span>
          ${this.#parts.publish.value?.button() ?? nothing}`,
      )}
      ${this.#renderConflict()}
      <div class="sides no-print">
        ${this.#choice('side', ['controls', 'stage'], this.side === 'stage' ? 'stage' : 'controls')}
      </div>
      <div class="desk ${this.side === 'stage' ? 'at-stage' : 'at-controls'}">
        <div class="controls">
          ${tabs({
            label: t('branding.groups'),
            tabs: groups.map((group) => [group, t(`branding.group_${group}`)] as const),
            selected: this.#openGroup,
            onSelect: (group) => (this.group = group),
          })}
          <div
            class="control-panel"
            role="tabpanel"
            id="panel"
            aria-labelledby="tab-${this.#openGroup}"
          >
            ${this.#renderGroup()}
          </div>
        </div>
        <section class="stage" aria-label=${t('branding.stage')}>${this.#renderStage()}</section>
      </div>
    `;
  }

  #keptText(): string {
    const { t } = this;
    if (this.#editor.fault) return t('branding.not_kept');
    if (!this.#editor.kept) return t('branding.keeping');
    return t(this.#editor.changed ? 'branding.kept' : 'branding.unchanged');
  }

  #renderGroup(): unknown {
    const part = this.#parts[this.#openGroup];
    if (part.fault) return this.renderFault(part.fault);
    return part.value?.render() ?? bones(6, 'control');
  }

  #renderStage(): TemplateResult {
    const { scene, scheme, width, language } = this.#setting;
    const stage = this.#stage.value;
    return html`<div class="switches no-print">
        ${this.#choice('scene', scenes, scene)} ${this.#choice('ground', ['light', 'dark'], scheme)}
        ${this.#choice('width', ['wide', 'narrow'], width)}
        ${this.#choice('language', languages, language)}
      </div>
      ${
        this.#stage.fault
          ? this.renderFault(this.#stage.fault)
          : (stage?.render(this.#setting) ?? bones(8, 'row'))
      }`;
  }

  /** A row of buttons of which one is pressed. */
  #choice<T extends string>(
    name: 'scene' | 'ground' | 'width' | 'language' | 'side',
    values: readonly T[],
    chosen: T,
  ): TemplateResult {
    return html`<div class="choice" role="group" aria-label=${this.t(`branding.${name}`)}>
      ${values.map(
        (value) =>
          html`<button
            type="button"
            part="button"
            aria-pressed=${value === chosen ? 'true' : 'false'}
            @click=${() => (this[name] = value)}
          >
            ${name === 'language' ? value : this.t(`branding.${name}_${value}` as 'branding.scene_home')}
          </button>`,
      )}
    </div>`;
  }

  /** Somebody else changed the draft, or published, while it was worked on here. */
  #renderConflict(): TemplateResult | typeof nothing {
    const { t } = this;
    const { fault, draft } = this.#editor;
    if (fault?.code === 'record_changed')
      return notice(
        'warning',
        html`${t('branding.conflict')}
          <span class="actions"
            >${button({ label: t('branding.keep_mine'), onClick: () => void this.#editor.keepMine() })}
            ${button({ label: t('branding.take_theirs'), onClick: () => this.#editor.takeTheirs() })}</span
          >`,
      );
    if (fault && this.#openGroup !== 'publish') return notice('danger', t(`error.${fault.code}`));
    return draft?.overtaken ? notice('info', t('branding.overtaken')) : nothing;
  }

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      view: () => ({ t: this.t, format: this.format }),
      session: () => this.session,
      editor: this.#editor,
      announce: (text) => this.announce(text),
      onFault: (error) => {
        this.announce(this.t(`error.${error.code}`));
        emit(this, 'portal-error', { error });
      },
      onPublished: () => {
        void this.portal.refresh();
        emit(this, 'portal-branding-published', {});
      },
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-branding': PortalBranding;
  }
}
