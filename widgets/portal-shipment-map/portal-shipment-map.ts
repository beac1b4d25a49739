import {
  html,
  nothing,
  svg,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { property, state } from 'lit/decorators.js';
import { placeText } from '#contract/place-words';
import type { ShipmentMap } from '#contract/shipment-map';
import { PortalElement, type ClientError, type PortalState } from '../core/index.ts';
import { panel } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { Resource } from '../records/resource.ts';
import { timeAgo } from '../records/time.ts';
import { Land } from './land.ts';
import { mapStyles } from './portal-shipment-map.styles.ts';
import { MapWindow, world } from './window.ts';

type Stop = ShipmentMap['stops'][number];

/** A position that is older says nothing of where it is now. */
const freshHours = 24;
/** Pixels that a sign of a name takes at most. */
const signWidth = 7.5;

/**
 * The way of one shipment on a map of our own: its stops, what it has travelled and what is to come, and where it was
 * seen last. The same stops stand beside it as a list. Nothing is asked of a third party.
 *
 * @slot title - Instead of the title.
 * @slot toolbar - Beside the title.
 * @slot empty - Instead of what is shown where no place of the shipment is known.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown to whom maps are not granted.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @csspart root - The element's inside.
 * @csspart header - The row of the title.
 * @csspart title - The title.
 * @csspart toolbar - Beside the title.
 * @csspart map - The box that the map is drawn in.
 * @csspart route - A leg.
 * @csspart stop - A stop, on the map and in the list.
 * @csspart position - Where it was seen last.
 * @csspart button - A button.
 * @csspart panel - What stands in place of the content.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalShipmentMap extends PortalElement {
  static override readonly tag = 'shipment-map';
  static override styles = [...PortalElement.styles, mapStyles];

  /** Id of the shipment. */
  @property() shipment = '';
  /** How much larger than the whole way it is shown at first. */
  @property({ type: Number }) zoom = 1;
  /** Leaves out the title, which a record around it shows already. */
  @property({ type: Boolean }) inner = false;

  /** Number of the stop that is marked in the list and on the map. */
  @state() private chosen = -1;

  readonly #map = new Resource<string, ShipmentMap>(this, {
    portal: () => this.portal,
    may: () => this.allows('shipments.map'),
    query: () => this.shipment || undefined,
    load: (client, id, signal) => client.call('GET /shipments/:id/map', { params: { id }, signal }),
    onValue: ({ view, land }) => {
      this.chosen = -1;
      this.#window.open(view);
      if (this.zoom !== 1) this.#window.zoomTo(this.zoom);
      this.#land.open(new URL(land, this.portal.api).href);
    },
  });
  readonly #window = new MapWindow(this);
  readonly #land = new Land(this, () => this.announce(this.t('shipment_map.no_land')));

  protected override get permission() {
    return 'shipments.map' as const;
  }
  protected override get vocabulary() {
    return 'freight' as const;
  }
  protected override get contentState(): PortalState {
    if (!this.shipment) return 'empty';
    return this.#map.fault?.code === 'no_map' ? 'empty' : this.#map.state;
  }
  protected override get fault(): ClientError | undefined {
    const { fault } = this.#map;
    return super.fault ?? (fault?.code === 'no_map' ? undefined : fault);
  }
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#map.reload();
  }
  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('zoom') && this.#map.value) this.#window.zoomTo(this.zoom);
  }

  protected override renderSkeleton(): TemplateResult {
    return html`${this.inner ? nothing : html`<div class="header">${bone('title')}</div>`}
      <div class="map" aria-hidden="true">
        <div class="stage"></div>
        <div>${bones(6)}</div>
      </div>`;
  }

  protected override renderContent(): TemplateResult {
    const { value: map } = this.#map;
    const { t } = this;
    if (this.fault) return this.renderFault();
    if (this.contentState === 'empty')
      return html`${this.#renderTitle()}<slot name="empty"
          >${panel({ icon: 'info', title: t('shipment_map.empty_title'), text: t('shipment_map.empty') })}</slot
        >`;
    if (!map) return this.renderSkeleton();
    return html`${this.#renderTitle()}
      <div class="map">
        <div>${this.#renderStage(map)} ${this.#renderCaption(map)}</div>
        ${this.#renderList(map)}
      </div>`;
  }

  #renderTitle(): unknown {
    return this.inner ? nothing : this.renderHeader(this.t('shipment_map.title'));
  }

  #renderStage(map: ShipmentMap): TemplateResult {
    const { t } = this;
    const view = this.#window;
    const control = (sign: string, name: string, on: boolean, act: () => void) =>
      html`<button
        class="button"
        part="button"
        type="button"
        aria-label=${name}
        aria-disabled=${on ? nothing : 'true'}
        @click=${act}
      >
        <span>${sign}</span>
      </button>`;
    return html`<div
        class="stage"
        part="map"
        tabindex="0"
        role="group"
        aria-label=${t('shipment_map.title')}
        aria-description=${t('shipment_map.keys')}
        @keydown=${view.onKey}
        @pointerdown=${view.onPointerDown}
        @pointermove=${view.onPointerMove}
        @pointerup=${view.onPointerUp}
        @pointercancel=${view.onPointerUp}
        @touchend=${view.onTouchEnd}
      >
        ${this.#renderChart(map)}
      </div>
      <div class="controls no-print">
        ${control('+', t('shipment_map.larger'), view.canGrow, () => view.grow(1.5))}
        ${control('−', t('shipment_map.smaller'), view.canShrink, () => view.grow(1 / 1.5))}
        ${control('⤢', t('shipment_map.whole'), true, () => view.reset())}
      </div>`;
  }

  #renderChart(map: ShipmentMap): TemplateResult {
    const { unit, box } = this.#window;
    const { position } = map;
    return html`<svg
      class="chart"
      viewBox=${box.map((one) => +one.toFixed(3)).join(' ')}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label=${this.#sentence(map)}
    >
      ${this.#renderLand()}
      ${map.legs.map(
        ({ d, state }) =>
          svg`<path class="route ${state} ${map.track ? 'sketched' : ''}" part="route" d=${d} />`,
      )}
      ${map.track ? svg`<path class="track" d=${map.track} />` : nothing}
      ${map.stops.map((stop, i) => this.#renderStop(stop, i, unit))}
      ${
        position
          ? svg`<circle
              class="position ${this.#isOld(position.seenAt) ? 'old' : ''}"
              part="position"
              cx=${position.x}
              cy=${position.y}
              r=${8 * unit}
            />`
          : nothing
      }
    </svg>`;
  }

  #renderLand(): SVGTemplateResult {
    const { box } = this.#window;
    const detail = this.#land.detail(box);
    if (detail)
      return svg`${detail.map(
        ({ path, tile: { x, factor } }) => svg`<path
          class="land detail"
          d=${path}
          transform="translate(${x} 0) scale(${1 / factor})"
        />`,
      )}`;
    const first = Math.floor(box[0] / world);
    const last = Math.floor((box[0] + box[2]) / world);
    const copies = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * world);
    return svg`${copies.map(
      (x) => svg`<path class="land" d=${this.#land.base} transform="translate(${x} 0)" />`,
    )}`;
  }

  #renderStop({ at, name, passed }: Stop, i: number, unit: number): unknown {
    if (!at) return nothing;
    const chosen = i === this.chosen;
    // Names are drawn for the ends and for the stop that is asked for; the list has them all.
    const isNamed = chosen || i === 0 || i === (this.#map.value?.stops.length ?? 0) - 1;
    const left = isNamed && this.#isNamedLeft(at, name, unit);
    return svg`<circle
        class="mark ${passed ? 'passed' : ''} ${chosen ? 'chosen' : ''}"
        part="stop"
        cx=${at.x}
        cy=${at.y}
        r=${6 * unit}
        @click=${() => this.#choose(i, 'list')}
      />
      ${
        isNamed
          ? svg`<text
              class="name"
              x=${at.x + (left ? -10 : 10) * unit}
              y=${at.y - 8 * unit}
              text-anchor=${left ? 'end' : 'start'}
              font-size=${13 * unit}
              stroke-width=${4 * unit}
            >${name}</text>`
          : nothing
      }`;
  }

  /**
   * Names stand towards the middle, those of stops side by side away from each other; on the other side where only
   * that one has room for them.
   */
  #isNamedLeft({ x }: NonNullable<Stop['at']>, name: string, unit: number): boolean {
    const [left, , width] = this.#window.box;
    const needed = (10 + name.length * signWidth) * unit;
    const fitsLeft = x - left >= needed;
    if (fitsLeft !== left + width - x >= needed) return fitsLeft;
    const near = (this.#map.value?.stops ?? []).flatMap(({ at }) =>
      at && at.x !== x && Math.abs(at.x - x) < 160 * unit ? [at.x] : [],
    );
    return near.length > 0 ? x < Math.min(...near) : x > left + width / 2;
  }

  /** Marks a stop, and leads to it where it was not pressed. */
  #choose(i: number, to: 'list' | 'map'): void {
    this.chosen = i;
    const at = this.#map.value?.stops[i]?.at;
    if (to === 'map' && at) this.#window.centre(at);
    if (to === 'list')
      void this.updateComplete.then(() =>
        this.renderRoot.querySelectorAll<HTMLElement>('.stop-name')[i]?.focus(),
      );
  }

  #renderCaption({ schematic, position }: ShipmentMap): TemplateResult {
    const { t } = this;
    return html`${schematic ? html`<p class="caption">${t('shipment_map.schematic')}</p>` : nothing}
    ${
      position
        ? html`<p class="seen">
            ${t(this.#isOld(position.seenAt) ? 'shipment_map.seen_old' : 'shipment_map.seen', {
              ago: timeAgo(position.seenAt, this.format),
            })}
          </p>`
        : nothing
    }`;
  }

  #renderList({ stops }: ShipmentMap): TemplateResult {
    const { t } = this;
    return html`<ol class="stops" aria-label=${t('shipment_map.stops')}>
      ${stops.map(
        (stop, i) =>
          html`<li class=${stop.passed ? 'passed' : ''} part="stop">
            ${
              stop.at
                ? html`<button
                    class="stop-name"
                    type="button"
                    aria-pressed=${i === this.chosen}
                    @click=${() => this.#choose(i, 'map')}
                  >
                    ${placeText(stop, this.format.language)}
                  </button>`
                : html`<span class="stop-name" tabindex="-1"
                    >${placeText(stop, this.format.language)}</span
                  >`
            }
            <small
              >${t(stop.passed ? 'shipment_map.passed' : 'shipment_map.coming')}${
                stop.at ? nothing : html` · ${t('shipment_map.unknown')}`
              }</small
            >
          </li>`,
      )}
    </ol>`;
  }

  /** What the map shows, for whom does not see it. */
  #sentence({ stops, position }: ShipmentMap): string {
    const { t } = this;
    const names = stops.map((stop) => placeText(stop, this.format.language));
    const via = names.slice(1, -1).join(', ');
    const way =
      names.length < 2
        ? t('shipment_map.at', { place: names[0] ?? '' })
        : t(via ? 'shipment_map.way_via' : 'shipment_map.way', {
            from: names[0] ?? '',
            to: names.at(-1) ?? '',
            via,
          });
    const seen = position
      ? t('shipment_map.seen', { ago: timeAgo(position.seenAt, this.format) })
      : '';
    return [way, seen].filter(Boolean).join(' ');
  }

  #isOld(instant: string): boolean {
    return Date.now() - Date.parse(instant) > freshHours * 3_600_000;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-shipment-map': PortalShipmentMap;
  }
}
