import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isEntered } from '../core/entered.ts';
import {
  emit,
  formatInstant,
  PortalElement,
  type ClientError,
  type PortalEventDetails,
  type PortalState,
} from '../core/index.ts';
import type { SectionFigure } from '#contract/home';
import type { Section } from '#contract/sections';
import {
  askedChanges,
  hrefOf,
  linksConverter,
  openOrders,
  withOrders,
  type CountedFilter,
  type Links,
  type OrdersFilter,
  type PlaceFilter,
} from '../core/places.ts';
import { Lazy } from '../core/lazy.ts';
import { badge, badgeStyles } from '../kit/badge.ts';
import { opensElsewhere } from '../kit/nav.ts';
import { panel } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { homeResource, type Home } from './home-data.ts';
import { people } from './people.ts';
import { homeStyles } from './portal-home.styles.ts';
import { sectionCard } from './section-card.ts';

/** A home as a person would see it. */
export type HomePreview = {
  home: Home;
  person: { name: string };
  customer: { number: string; name: string } | null;
};

/**
 * The first page after signing in: what this person may enter, with a figure each, and whom to ask.
 *
 * @slot title - Instead of the welcome.
 * @slot toolbar - Beside the welcome.
 * @slot empty - Instead of what is shown to whom nothing is granted.
 * @slot error - Instead of what is shown when loading failed.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-navigate - Somebody is about to go to a section; `preventDefault()` leaves it to the page.
 * @csspart root - The element's inside.
 * @csspart header - The row of the welcome.
 * @csspart title - The welcome.
 * @csspart card - A section.
 * @csspart card-link - The name of a section, which leads there.
 * @csspart badge - The environment, outside production.
 * @csspart button - The button that tries again.
 * @csspart panel - What stands in place of the content.
 * @csspart rich-text - What the company greets with.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalHome extends PortalElement {
  static override readonly tag = 'home';
  static override styles = [...PortalElement.styles, badgeStyles, homeStyles];

  /** Where the sections are, as JSON: `{"orders": "/pedidos", "stock": "/existencias"}`. */
  @property({ converter: linksConverter }) links: Links = {};
  /** Leaves out the environment, the customer and the customer service, which a portal around it shows already. */
  @property({ type: Boolean }) inner = false;

  /** The home of somebody else, to be shown instead of the reader's own; nothing is asked of the server then. */
  @property({ attribute: false }) preview: HomePreview | undefined;

  readonly #data = homeResource(
    this,
    () => this.portal,
    () => this.#inside && !this.preview,
  );

  /** Fetched where the company greets with a text of its own. */
  readonly #rich = new Lazy(this, async () => (await import('../kit/rich-text.ts')).richText);

  protected override get vocabulary() {
    return 'home' as const;
  }

  protected override get contentState(): PortalState {
    if (this.preview) return this.preview.home.sections.length > 0 ? 'ready' : 'empty';
    return this.#inside ? this.#data.state : 'signed-out';
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#data.fault;
  }

  /** Whether somebody is signed in who need not change a temporary password or accept the terms first. */
  get #inside(): boolean {
    const { session } = this;
    return isEntered(session) && session.termsAccepted;
  }

  protected override get underTerms(): boolean {
    return true;
  }

  /** Asks again for all that is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#data.reload();
  }

  protected override renderSkeleton(): TemplateResult {
    const card = html`<li class="card">${bone('title')}${bones(3)}</li>`;
    return html`
      <div class="header">
        <div class="welcome">${bone('title')}${this.inner ? nothing : bone()}</div>
      </div>
      <ul class="cards of-3">
        ${card} ${card} ${card}
      </ul>
      <div class="people">${[1, 2].map(() => html`<div class="person">${bones(3)}</div>`)}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    const { fault } = this.#data;
    const home = this.preview?.home ?? this.#data.value;
    if (fault) return this.renderFault(fault);
    const greeting = this.#greeting;
    // What comes last would push down what is there.
    if (!home || greeting === undefined) return this.renderSkeleton();
    return html`
      ${this.#renderWelcome(greeting)}
      ${home.sections.length > 0 ? this.#renderCards(home) : this.#renderEmpty()}
      ${people({
        t: this.t,
        format: this.format,
        tenant: this.tenantInfo!,
        executive: home.executive,
        inner: this.inner,
      })}
    `;
  }

  #renderWelcome(greeting: unknown): TemplateResult {
    const { customer = null, person } = this.preview ?? this.session ?? {};
    const { environment = 'production' } = this.tenantInfo ?? {};
    return html`
      ${this.renderHeader(
        this.t('home.welcome', { name: person?.name ?? '' }),
        environment === 'production' || this.inner
          ? nothing
          : badge('warning', 'info', environment, 'badge-environment'),
      )}
      ${
        customer && !this.inner
          ? html`<p class="customer">
              <span>${customer.name}</span>
              <span class="number">${this.t('home.customer', { number: customer.number })}</span>
            </p>`
          : nothing
      }
      ${greeting}
    `;
  }

  /** What the company says to everybody who comes in; undefined until what draws it has come. */
  get #greeting(): unknown {
    const { welcome, locale } = this.tenantInfo!;
    const tree = welcome[this.format.language] ?? welcome[locale];
    if (!tree) return nothing;
    this.#rich.need();
    return this.#rich.fault ? nothing : this.#rich.value?.(tree);
  }

  #renderCards({ sections }: Home): TemplateResult {
    const staff = !this.preview && this.session?.kind === 'staff';
    const times = sections.flatMap(({ asOf }) => (asOf ? [formatInstant(asOf, this.format)] : []));
    // Said once where several say it.
    const common = times.find((time, i) => times.indexOf(time) < i);
    return html`<ul class="cards of-${sections.length}">
        ${sections.map((figure) => {
          const { section } = figure;
          const link = hrefOf(this.links, section);
          // The figure leads to what it counts.
          const filter = filterOf(figure, staff);
          const leadTo = (orders: OrdersFilter) => link && withOrders(link, orders);
          const href = filter === openOrders ? leadTo(openOrders) : link;
          const changes = { href: leadTo(askedChanges), filter: askedChanges };
          return sectionCard({
            t: this.t,
            format: this.format,
            figure,
            common,
            staff,
            href,
            onGo: (event) =>
              this.#onGo({ to: section, id: null, href, ...(filter && { filter }) }, event),
            asked: {
              href: changes.href,
              onGo: (event) => this.#onGo({ to: section, id: null, ...changes }, event),
            },
          });
        })}
      </ul>
      ${common ? html`<p class="as-of">${this.t('home.as_of', { time: common })}</p>` : nothing}`;
  }

  #renderEmpty(): TemplateResult {
    return html`<slot name="empty">
      ${panel({ icon: 'lock', title: this.t('home.empty_title'), text: this.t('home.empty') })}
    </slot>`;
  }

  #onGo(step: PortalEventDetails['portal-navigate'], event: MouseEvent): void {
    if (opensElsewhere(event)) return;
    if (!emit(this, 'portal-navigate', step)) event.preventDefault();
  }
}

/** What the figure of a section counts, as its element is to find it. */
const counted = (staff: boolean): Partial<Record<Section, OrdersFilter | CountedFilter>> => ({
  orders: openOrders,
  quotes: { status: 'open' },
  invoices: { status: 'open', kind: 'invoice' },
  shipments: { group: 'in_transit' },
  payments: { view: 'list', status: 'live' },
  documents: { status: staff ? 'undecided' : 'owed' },
  messages: { show: staff ? 'awaited' : 'unread' },
  service: { view: 'list', status: 'open' },
  contracts: { state: 'active' },
});

/** What a section is to show that its card leads to: what is counted there, where anything is. */
function filterOf(
  { section, count, overdue, run }: SectionFigure,
  staff: boolean,
): PlaceFilter | undefined {
  if (count) return counted(staff)[section];
  const [debtor] = overdue?.debtors ?? [];
  if (section === 'statement' && debtor) return { customer: debtor.number };
  const moves = run?.state === 'running' || run?.state === 'paused' || (run && run.failed > 0);
  return section === 'mass-send' && moves ? { run: run.id } : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-home': PortalHome;
  }
}
