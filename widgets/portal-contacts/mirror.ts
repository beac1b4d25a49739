import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail } from '#contract/contacts';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { define, type PortalElement, type PortalElementClass } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { sectionLooks } from '../core/sections.ts';
import { badge } from '../kit/badge.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Resource } from '../records/resource.ts';
import type { Desk } from './desk.ts';
import type { Grants } from './grants.ts';

type Answer = CallResult<Endpoints['POST /access-previews']>;
type Question = { contact: ContactDetail; grants: Grants };
/** The home element, as far as it takes what it is to show. */
type Home = PortalElement & { preview?: unknown };

/** The home page as the contact would see it, drawn by the element that draws it for the contact. */
export class Mirror {
  readonly #desk: Desk;
  readonly #preview: Resource<string, Answer>;
  readonly #element: Lazy<Home>;

  /** @param question whose home is shown, and with which permissions; undefined shows none */
  constructor(desk: Desk, question: () => Question | undefined) {
    this.#desk = desk;
    this.#preview = new Resource(desk.host, {
      portal: desk.portal,
      // As text, since the same text is the same question. The version asks again after every change.
      query: () => {
        const asked = question();
        if (!asked) return undefined;
        const { id, version } = asked.contact;
        return JSON.stringify([{ contact: id, grants: asked.grants }, version]);
      },
      load: (client, query, signal) =>
        client.call('POST /access-previews', { body: JSON.parse(query)[0], signal }),
    });
    this.#element = new Lazy(desk.host, async () => {
      const [{ widget }]: [{ widget: PortalElementClass }, void] = await Promise.all([
        import('../portal-home/embed.ts'),
        // What the home shows is said here for who does not see it.
        desk.learn('home'),
      ]);
      const prefix = desk.host.localName.replace(/-[^-]+$/, '');
      define(widget, prefix);
      return document.createElement(`${prefix}-${widget.tag}`) as Home;
    });
  }

  reload(): void {
    this.#element.retry();
    this.#preview.reload();
  }

  render(contact: ContactDetail): TemplateResult {
    this.#element.need();
    const { t } = this.#desk.view();
    const { value, fault, state } = this.#preview;
    const element = this.#element.value;
    if (element && value) this.#settle(element, contact, value);
    return html`<section
      class="mirror ${state === 'stale' ? 'stale' : ''}"
      part="mirror"
      aria-label=${t('contacts.mirror')}
    >
      <p class="mirror-head">
        ${badge('info', 'eye', t('contacts.mirror_badge'))} ${t('contacts.mirror_text')}
      </p>
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${
        value
          ? html`<p class="visually-hidden">${element ? this.#sections(value) : nothing}</p>
              ${
                value.withheld.length > 0
                  ? html`<p class="note">${t('contacts.mirror_withheld')}</p>`
                  : nothing
              }`
          : nothing
      }
      <div class="mirror-glass" inert>${element && value ? element : bones(6, 'row')}</div>
    </section>`;
  }

  /** What the home leads to, for who does not see it. */
  #sections({ home }: Answer): string {
    const { t, format } = this.#desk.view();
    const names = home.sections.map(({ section }) => t(sectionLooks[section].title));
    return names.length > 0
      ? t('contacts.mirror_sections', {
          sections: new Intl.ListFormat(format.region).format(names),
        })
      : t('home.empty_title');
  }

  /** What the home shares with this element, and what it shows. */
  #settle(element: Home, { name, customer }: ContactDetail, { home }: Answer): void {
    const { api, tenant, locale, theme } = this.#desk.host;
    Object.assign(element, { api, tenant, locale, theme });
    element.preview = { home, person: { name }, customer };
  }
}
