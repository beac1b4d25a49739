import { html, nothing, type TemplateResult } from 'lit';
import { cargoKey } from '#contract/cargo-numbers';
import type { ShipmentContainer, ShipmentDetail, ShipmentEvent } from '#contract/shipments';
import { formatQuantity, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { tabs } from '../kit/tabs.ts';
import { helpButton } from '../records/help.ts';
import { columnsOf } from '../records/columns.ts';
import { listPager, listSkeleton } from '../records/listing.ts';
import type { List } from '../records/resource.ts';
import { timeAgo } from '../records/time.ts';
import { day, type View } from '../records/view.ts';
import { clockCard } from './shipment-clock.ts';
import { historyList, wayList } from './shipment-events.ts';
import { progress } from './shipment-progress.ts';
import { arrivalText, momentText, placeIn, routeText, statusBadge } from './shipment-view.ts';

export const shipmentTabs = [
  'summary',
  'containers',
  'events',
  'map',
  'documents',
  'messages',
  'requests',
] as const;
export type ShipmentTab = (typeof shipmentTabs)[number];
/** Containers that are on screen at a time. */
export const boxPage = 50;
/** So many are found without a filter. */
const fewBoxes = 10;

export type DetailOptions = {
  view: View;
  /** What the list already knows, until the shipment has come. */
  number: string | undefined;
  shipment: ShipmentDetail | undefined;
  /** Shown instead of the shipment where it did not come. */
  fault: TemplateResult | undefined;
  stale: boolean;
  /** Number of the session's customer; others are named. */
  own: string | undefined;
  tab: ShipmentTab;
  /** Containers on screen, and the part of a number that they are narrowed to. */
  boxes: number;
  boxNumber: string;
  /** The whole history is asked for. */
  historic: boolean;
  history: List<object, ShipmentEvent>;
  historyFault: TemplateResult | undefined;
  /** The conversations on it, where they may be shown. */
  messages: ((shipment: ShipmentDetail) => TemplateResult) | undefined;
  /** The map, where it may be shown. */
  map: ((shipment: ShipmentDetail) => TemplateResult) | undefined;
  /** Its documents, likewise. */
  documents: ((shipment: ShipmentDetail) => TemplateResult) | undefined;
  /** What was asked about it, likewise. */
  requests: ((shipment: ShipmentDetail) => TemplateResult) | undefined;
  onBack: () => void;
  onTab: (tab: ShipmentTab) => void;
  /** Leads to a request for help with it; undefined where nobody may ask. */
  onHelp: (() => void) | undefined;
  onBoxes: (boxes: number) => void;
  onBoxNumber: (number: string) => void;
  onHistory: (on: boolean) => void;
  onShare: (shipment: ShipmentDetail) => void;
  /** Where there is a calendar to subscribe to. */
  onCalendar: (() => void) | undefined;
};

/** One shipment: how far it is, its head, containers and what happened; beside it what it is known by. */
export function shipmentDetail(options: DetailOptions): TemplateResult {
  const { view, shipment, fault, stale, onBack } = options;
  const { t } = view;
  const number = shipment?.number ?? options.number;
  return html`
    ${button({ kind: 'quiet', label: t('shipments.back'), icon: 'back', onClick: onBack })}
    <div class="record-head">
      <h2 class="title record-title" part="title" tabindex="-1">
        ${number === undefined ? t(fault ? 'shipments.title' : 'common.loading') : t('shipments.shipment', { number })}
      </h2>
      ${
        shipment
          ? html`${statusBadge(shipment, view)}
              <small
                >${t('shipments.changed', { time: timeAgo(shipment.changedAt, view.format) })}</small
              >`
          : nothing
      }
    </div>
    ${
      fault ??
      (shipment
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${progress(shipment, view)}
            <div class="columns">
              <div class="main">${panels(shipment, options)}</div>
              <aside class="aside ${options.tab === 'summary' ? '' : 'folded'}">
                ${aside(shipment, options)} ${helpButton(t('shipments.help'), options.onHelp)}
              </aside>
            </div>
          </div>`
        : html`<div class="record" aria-hidden="true">
            ${bone('control')}
            <div class="facts">${bones(6, 'control')}</div>
            ${listSkeleton(5)}
          </div>`)
    }
  `;
}

function panels(shipment: ShipmentDetail, options: DetailOptions): TemplateResult {
  const { view, onTab } = options;
  const { t } = view;
  const hidden = {
    containers: shipment.boxes.length === 0,
    map: !options.map || !shipment.mapped,
    messages: !options.messages,
    requests: !options.requests,
    documents: !options.documents,
  };
  const offered = shipmentTabs.filter((tab) => !hidden[tab as keyof typeof hidden]);
  const tab = offered.find((one) => one === options.tab) ?? 'summary';
  const content = { summary, containers, events, map, documents, messages, requests }[tab];
  return html`
    ${tabs({
      label: t('shipments.details'),
      tabs: offered.map((id) => [id, t(`shipments.tab_${id}`)] as const),
      selected: tab,
      onSelect: onTab,
    })}
    <div class="tab-panel" role="tabpanel" id="panel" aria-labelledby="tab-${tab}" tabindex="0">
      ${content(shipment, options)}
    </div>
  `;
}

const map = (shipment: ShipmentDetail, options: DetailOptions): TemplateResult =>
  options.map?.(shipment) ?? html``;

const messages = (shipment: ShipmentDetail, options: DetailOptions): TemplateResult =>
  options.messages?.(shipment) ?? html``;
const documents = (shipment: ShipmentDetail, options: DetailOptions): TemplateResult =>
  options.documents?.(shipment) ?? html``;

const requests = (shipment: ShipmentDetail, options: DetailOptions): TemplateResult =>
  options.requests?.(shipment) ?? html``;

type Fact = readonly [label: TextKey, value: unknown, kind?: string];

/** Pairs of label and value; those without a value are left out. */
const facts = (label: string, pairs: readonly Fact[], { t }: View): TemplateResult =>
  html`<dl class="facts" aria-label=${label}>
    ${pairs.map(([key, value, kind = '']) =>
      value === null || value === ''
        ? nothing
        : html`<div class="fact ${kind}">
            <dt>${t(key)}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;

const measured = (value: string | null, unit: string, { format }: View): string | null =>
  value === null ? null : [formatQuantity(value, format), unit].filter(Boolean).join(' ');

function summary(shipment: ShipmentDetail, { view, own }: DetailOptions): TemplateResult {
  const { t } = view;
  const { customer, incoterm, incotermPlace, departure } = shipment;
  return html`<div class="parts">
    ${facts(
      t('shipments.details'),
      [
        ['shipments.route', routeText(shipment, view), 'broad'],
        ['shipments.final_place', shipment.finalPlace && placeIn(shipment.finalPlace, view)],
        ['shipments.operation', t(`shipments.operation_${shipment.operation}`)],
        ['shipments.mode', t(`shipments.mode_${shipment.mode}`)],
        ['shipments.load', shipment.load && t(`shipments.load_${shipment.load}`)],
        ['shipments.incoterm', incoterm && [incoterm, incotermPlace].filter(Boolean).join(' ')],
        ['shipments.etd', departure && momentText(departure, view), 'figures'],
        ['shipments.eta', shipment.arrival && arrivalText(shipment, view), 'figures'],
        ['shipments.goods', shipment.goods, 'broad'],
        ['shipments.packages', measured(shipment.packages, '', view), 'figures'],
        ['shipments.weight', measured(shipment.grossWeight, 'kg', view), 'figures'],
        ['shipments.volume', measured(shipment.volume, 'm³', view), 'figures'],
        ['shipments.company', shipment.company.name, 'broad'],
        [
          'shipments.customer',
          customer.number === own ? null : html`${customer.name} <small>${customer.number}</small>`,
          'broad',
        ],
      ],
      view,
    )}
    ${shipment.clocks.map((clock) => clockCard(clock, view))} ${deadlines(shipment, view)}
  </div>`;
}

function deadlines(
  { deadlines: all }: ShipmentDetail,
  view: View,
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const { t } = view;
  const now = new Date().toLocaleDateString('sv');
  const c = columnsOf<ShipmentDetail['deadlines'][number]>(view);
  return html`<h3 class="subtitle">${t('shipments.deadlines')}</h3>
    ${table({
      caption: t('shipments.deadlines'),
      columns: [
        c.text('shipments.type', ({ kind }) => t(`shipments.deadline_${kind}`), {
          card: 'heading',
        }),
        c.date('shipments.deadline', ({ date }) => date),
        c.text(
          'shipments.status',
          ({ done, date }) =>
            done
              ? badge('success', 'check', t('shipments.deadline_done'))
              : date < now
                ? badge('danger', 'alert', t('shipments.deadline_late'))
                : badge('neutral', 'clock', t('shipments.deadline_open')),
          { card: 'trail' },
        ),
      ],
      rows: all,
      key: (one) => JSON.stringify(one),
      wide: 'small',
    })}`;
}

/** The length of a box and its form in short, as `45G1` has them: `40' HC`. */
export function boxType(isoType: string | null): string | null {
  if (isoType === null) return null;
  const length = { 2: "20'", 4: "40'", L: "45'" }[isoType.charAt(0)];
  if (!length) return isoType;
  const high = isoType.charAt(1) === '5' ? 'HC' : '';
  const form = { R: 'RF', U: 'OT', P: 'FR', T: 'TK' }[isoType.charAt(2)] ?? '';
  return [length, high, form].filter(Boolean).join(' ');
}

function containers(shipment: ShipmentDetail, options: DetailOptions): TemplateResult {
  const { view, boxes, boxNumber, onBoxes, onBoxNumber } = options;
  const key = cargoKey(boxNumber);
  const found = shipment.boxes.filter(({ number }) => cargoKey(number).includes(key));
  const left = found.length - boxes;
  return html`${
      shipment.boxes.length > fewBoxes
        ? html`<div class="box-filter no-print">
            ${textField({
              id: 'box-number',
              label: view.t('shipments.container_filter'),
              maxLength: 20,
              value: boxNumber,
              onInput: onBoxNumber,
            })}
            <small aria-live="polite"
              >${view.t('shipments.containers_of', {
                found: found.length,
                count: shipment.boxes.length,
              })}</small
            >
          </div>`
        : nothing
    }
    <ul class="boxes">
      ${found.slice(0, boxes).map((box) => boxItem(box, shipment, view))}
    </ul>
    ${
      left > 0
        ? button({
            label: view.t('shipments.more', { count: left }),
            onClick: () => onBoxes(boxes + boxPage),
          })
        : nothing
    }`;
}

function boxItem(
  box: ShipmentContainer,
  { milestones }: ShipmentDetail,
  view: View,
): TemplateResult {
  const { t } = view;
  const last = milestones.findLast(
    ({ container, actual }) => actual !== null && container === box.number,
  );
  return html`<li class="box" part="container">
    <h3>
      ${box.number} <small>${boxType(box.isoType)}</small>
      ${box.wrongDigit ? badge('warning', 'alert', t('shipments.wrong_digit')) : nothing}
    </h3>
    ${facts(
      box.number,
      [
        ['shipments.weight', measured(box.weight, 'kg', view), 'figures'],
        ['shipments.verified_mass', measured(box.verifiedMass, 'kg', view), 'figures'],
        ['shipments.packages', measured(box.packages, '', view), 'figures'],
        ['shipments.seals', box.seals.join(', ')],
      ],
      view,
    )}
    ${last ? wayList([last], view) : nothing} ${box.clocks.map((clock) => clockCard(clock, view))}
  </li>`;
}

function events(shipment: ShipmentDetail, options: DetailOptions): TemplateResult {
  const { view, historic, history, historyFault, onHistory } = options;
  return html`<label class="switch no-print">
      <input
        type="checkbox"
        .checked=${historic}
        @change=${(event: Event) => onHistory((event.target as HTMLInputElement).checked)}
      />
      ${view.t('shipments.history')}
    </label>
    ${
      historic
        ? (historyFault ??
          (history.page
            ? html`${historyList(history.page.items, view)} ${listPager(history, view)}`
            : listSkeleton(6)))
        : wayList(shipment.milestones, view)
    }`;
}

/** What it is known by: carriage, documents, customs, references; and where it was last. */
function aside(
  shipment: ShipmentDetail,
  { view, onShare, onCalendar }: DetailOptions,
): TemplateResult {
  const { t } = view;
  const group = (label: TextKey, pairs: readonly Fact[]) =>
    pairs.some(([, value]) => value !== null && value !== '')
      ? html`<h3 class="subtitle">${t(label)}</h3>
          ${facts(t(label), pairs, view)}`
      : nothing;
  const { carrier, carrierCode, vessel, vesselImo, position } = shipment;
  return html`
    <div class="aside-acts no-print">
      ${button({ label: t('shipments.share'), onClick: () => onShare(shipment) })}
      ${onCalendar ? button({ label: t('feed.open'), onClick: onCalendar }) : nothing}
    </div>
    ${group('shipments.carriage', [
      ['shipments.carrier', [carrier, carrierCode].filter(Boolean).join(' · ')],
      ['shipments.vessel', [vessel, vesselImo && `IMO ${vesselImo}`].filter(Boolean).join(' · ')],
      ['shipments.voyage', shipment.voyage],
      ['shipments.flight', shipment.flight],
      ['shipments.booking', shipment.booking],
      ['shipments.master', shipment.masterDocument],
      ['shipments.house', shipment.houseDocument],
      [
        'shipments.position',
        position &&
          html`<span class="figures" part="position"
              >${position.latitude}, ${position.longitude}</span
            >
            <small>${timeAgo(position.at, view.format)} · ${position.source}</small>`,
      ],
    ])}
    ${group('shipments.customs', [
      ['shipments.customs_office', shipment.customsOffice],
      ['shipments.declaration', shipment.declaration],
      ['shipments.regime', shipment.regime],
    ])}
    ${group('shipments.references', [
      ...shipment.references.map(({ kind, value }): Fact => [`shipments.ref_${kind}`, value]),
      ['shipments.orders', shipment.orders.map(({ number }) => number).join(', ')],
      ['shipments.opened', day(shipment.opened, view)],
      ['shipments.closed', shipment.closed && day(shipment.closed, view)],
    ])}
  `;
}
