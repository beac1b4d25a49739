import { html, nothing, type TemplateResult } from 'lit';
import type { Sites } from '#contract/settings';
import { adopt } from '../core/lazy.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { textField } from '../kit/field.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';
import { PageCheck } from './page-check.ts';

/** The entries a page's policy needs for the portal, and no others. */
export const policyFor = (server: string): string =>
  [
    `script-src ${server};`,
    `connect-src ${server};`,
    `img-src ${server};`,
    'trusted-types portal-html;',
    "require-trusted-types-for 'script'",
  ].join('\n');

/** The sites that may embed the portal, and what their pages have to allow. */
export class SitesCard extends Card<Sites> {
  readonly #check: PageCheck;
  readonly #copier: Copier;
  #site = '';
  #page: string | undefined;
  #asking = '';

  constructor(desk: Desk) {
    super(desk, {
      name: 'sites',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/sites', { signal }),
    });
    adopt(desk.host, dialogStyles, copierStyles);
    this.#check = new PageCheck(desk);
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('list.copied')),
      onRefused: (text) => desk.announce(text),
    });
  }

  protected forget(): void {
    this.#site = this.#asking = '';
    this.#page = undefined;
    this.#check.clear();
  }

  protected content(sites: Sites): TemplateResult {
    const { t } = this.view;
    return html`
      <section class="part">${this.#renderList(sites)} ${this.#renderAdd()}</section>
      ${part(t('settings.page'), '', this.#renderPage(sites))}
      ${
        sites.hosts.length > 0
          ? part(
              t('settings.hosts'),
              t('settings.hosts_hint'),
              html`<ul class="entries">
                ${sites.hosts.map((host) => html`<li class="entry code">${host}</li>`)}
              </ul>`,
            )
          : nothing
      }
      ${part(t('settings.check_title'), t('settings.check_text'), this.#check.render(sites))}
      ${part(t('settings.policy_title'), t('settings.policy_text'), this.#renderPolicy(sites))}
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}
    `;
  }

  #renderList({ origins, page }: Sites): TemplateResult {
    const { t } = this.view;
    if (origins.length === 0) return html`<p class="quiet-text">${t('settings.no_sites')}</p>`;
    const ofMails = page && new URL(page).origin;
    return html`<ul class="entries">
      ${origins.map((site) => {
        const here = site === location.origin;
        return html`<li class="entry">
          <span class="code">${site}</span>
          ${here ? badge('info', 'info', t('settings.site_here')) : nothing}
          ${site === ofMails ? badge('neutral', 'mail', t('settings.site_mails')) : nothing}
          ${here ? nothing : this.#renderActs(site, site === ofMails)}
        </li>`;
      })}
    </ul>`;
  }

  /** @param kept whether it cannot be removed */
  #renderActs(site: string, kept: boolean): TemplateResult {
    const { t } = this.view;
    return html`<span>
      <a
        class="button quiet"
        part="button"
        href=${site}
        target="_blank"
        rel="noopener noreferrer"
        aria-label=${t('settings.site_visit_named', { site })}
        >${t('settings.site_visit')}</a
      >
      ${
        kept
          ? nothing
          : button({
              kind: 'quiet',
              label: t('settings.site_remove'),
              name: t('settings.site_remove_named', { site }),
              off: this.busy,
              onClick: () => this.set(() => (this.#asking = site)),
            })
      }
    </span>`;
  }

  #renderAdd(): TemplateResult {
    const { t } = this.view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#submitSite();
    };
    return html`<form class="row" part="form" data-of="site" novalidate @submit=${submit}>
      ${textField({
        id: 'site',
        label: t('settings.site'),
        hint: t('settings.site_hint'),
        value: this.#site,
        error: this.problems.origin,
        required: true,
        maxLength: 300,
        onInput: (value) => this.set(() => (this.#site = value)),
      })}
      ${button({ type: 'submit', kind: 'primary', label: t('settings.site_add'), off: this.busy })}
    </form>`;
  }

  #renderPage({ page }: Sites): TemplateResult {
    const { t } = this.view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#savePage();
    };
    return html`<form class="row" part="form" data-of="page" novalidate @submit=${submit}>
      ${textField({
        id: 'page',
        label: t('settings.page_address'),
        hint: t('settings.page_hint'),
        value: this.#page ?? page ?? '',
        error: this.problems.page,
        maxLength: 500,
        onInput: (value) => this.set(() => (this.#page = value)),
      })}
      ${button({ type: 'submit', label: t('settings.save'), off: this.busy })}
    </form>`;
  }

  #renderPolicy({ server }: Sites): TemplateResult {
    const { t } = this.view;
    const policy = policyFor(server);
    return html`<div class="policy">
      <pre tabindex="0">${policy}</pre>
      ${this.#copier.button(policy.replaceAll('\n', ' '), t('settings.policy_copy'), t('settings.policy_copy'))}
    </div>`;
  }

  #renderQuestion(site: string): TemplateResult {
    const { t } = this.view;
    return dialog({
      title: t('settings.ask_site_title', { site }),
      content: html`<p>${t('settings.ask_site')}</p>`,
      submit: t('settings.site_remove'),
      danger: true,
      cancel: t('settings.cancel'),
      onSubmit: () => {
        void this.#remove(site);
        return true;
      },
      onClose: () => this.set(() => (this.#asking = '')),
    });
  }

  async #submitSite(): Promise<void> {
    const site = this.#site.trim();
    const { t } = this.view;
    const before = this.value?.origins ?? [];
    const done = await this.act(async () => {
      this.take(await this.client.call('POST /settings/sites', { body: { origin: site } }));
      this.#site = '';
    });
    if (!done) return;
    // As browsers write it, which may not be how it was typed.
    const added = this.value?.origins.find((one) => !before.includes(one)) ?? site;
    this.say('success', t('settings.site_added', { site: added }));
    await this.desk.focus('#site');
  }

  async #remove(origin: string): Promise<void> {
    const done = await this.act(async () =>
      this.take(await this.client.call('DELETE /settings/sites/:origin', { params: { origin } })),
    );
    if (!done) return;
    this.say('success', this.view.t('settings.site_removed', { site: origin }));
    await this.desk.focus('.card-title');
  }

  async #savePage(): Promise<void> {
    const { value } = this;
    const page = this.#page?.trim();
    if (!value || page === undefined || page === value.page) return;
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/page', { body: { version: value.version, page } }),
      );
      this.#page = undefined;
    });
    if (done) this.say('success', this.view.t('settings.saved'));
  }
}
