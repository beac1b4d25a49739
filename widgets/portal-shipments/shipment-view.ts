import { html, nothing, type TemplateResult } from 'lit';
import { placeShort, placeText } from '#contract/place-words';
import { isKnownCode, type ShipmentStatus, type TransportMode } from '#contract/shipment-words';
import { zoneShort } from '#contract/zone-words';
import type { Milestone, Moment, ShipmentPlace, ShipmentRow } from '#contract/shipments';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { dash, day, type View } from '../records/view.ts';

const looks: Record<ShipmentStatus, [Tone, IconName]> = {
  booked: ['neutral', 'clock'],
  picked_up: ['info', 'truck'],
  at_origin: ['info', 'box'],
  departed: ['info', 'ship'],
  in_transit: ['info', 'arrow'],
  transhipped: ['info', 'refresh'],
  arrived: ['info', 'down'],
  in_customs: ['warning', 'list'],
  released: ['success', 'check'],
  out_for_delivery: ['success', 'truck'],
  delivered: ['success', 'checks'],
  closed: ['neutral', 'checks'],
  held: ['danger', 'pause'],
  cancelled: ['neutral', 'cross'],
};

export const modeIcons: Record<TransportMode, IconName> = {
  sea: 'ship',
  air: 'plane',
  road: 'truck',
  rail: 'train',
  multimodal: 'refresh',
};

/** A status as icon, word and colour; of several containers how many of them were delivered. */
export function statusBadge(row: ShipmentRow, { t }: View): TemplateResult {
  const { status, reason, containers, mode } = row;
  const [tone, usual] = looks[status];
  // It leaves by what it goes by.
  const icon = status === 'departed' && mode !== 'multimodal' ? modeIcons[mode] : usual;
  const some = containers.delivered > 0 && containers.delivered < containers.count;
  return html`<span class="stacked"
    >${badge(tone, icon, t(`shipments.status_${status}`), `badge-${status}`)}${
      some
        ? html`<small
            >${t('shipments.delivered_of', {
              delivered: containers.delivered,
              count: containers.count,
            })}</small
          >`
        : nothing
    }${reason ? html`<small>${t(`shipments.reason_${reason}`)}</small>` : nothing}</span
  >`;
}

/** A place by name and country, in the reader's language. */
export const placeIn = (place: ShipmentPlace | null, { format }: View): string =>
  place ? placeText(place, format.language) : dash;

/** From where to where, with an arrow that is read as words; `short` shows countries by their letters. */
export function routeText(
  { origin, destination }: ShipmentRow,
  view: View,
  length: 'full' | 'short' = 'full',
): TemplateResult {
  const [from, to] = [placeIn(origin, view), placeIn(destination, view)];
  const text = view.t('shipments.route_text', { from, to });
  if (length === 'full')
    return html`<span class="route" part="route">
      <span class="hidden">${text}</span>
      <span aria-hidden="true">${from} → ${to}</span>
    </span>`;
  const [start, end] = [origin, destination].map((place) => (place ? placeShort(place) : dash));
  return html`<span class="route" part="route" title=${text}>
    <span class="hidden">${text}</span>
    <span aria-hidden="true">${start} → ${end}</span>
  </span>`;
}

/** A moment by the clock of its place: the day, and the hour where it is known. */
export const momentText = ({ local, precision }: Moment, view: View): string =>
  [day(local.slice(0, 10), view), precision === 'day' ? '' : local.slice(11)]
    .filter(Boolean)
    .join(' ');

/** A moment with its zone; the reader's own clock is told beside it. */
export function momentHere(moment: Moment, view: View): TemplateResult {
  if (moment.precision === 'day')
    return html`<span class="figures">${momentText(moment, view)}</span>`;
  const time = new Date(moment.at).toLocaleString(view.format.region, {
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return html`<span class="figures" title=${view.t('shipments.your_time', { time })}
    >${momentText(moment, view)}
    <small>${zoneShort(moment.at, moment.zone, view.format)}</small></span
  >`;
}

/** What happens, in words; a code that nobody knows as it is. */
export function eventText({ code, empty }: Pick<Milestone, 'code' | 'empty'>, { t }: View): string {
  const word = isKnownCode(code) ? t(`shipments.event_${code}`) : code;
  return empty ? `${word} (${t('shipments.empty_box')})` : word;
}

/** How far what is expected has moved since it was expected first; nothing below a day. */
export function movedText(
  { movedDays, arrival }: ShipmentRow,
  { t }: View,
): TemplateResult | typeof nothing {
  if (!movedDays || arrival?.state === 'actual') return nothing;
  return movedDays > 0
    ? html`<small class="later">${t('shipments.moved_later', { count: movedDays })}</small>`
    : html`<small>${t('shipments.moved_earlier', { count: -movedDays })}</small>`;
}

/** When it arrives, or did. */
export function arrivalText(row: ShipmentRow, view: View): TemplateResult | string {
  const { arrival } = row;
  if (!arrival) return dash;
  return html`<span class="stacked figures"
    ><span
      >${day(arrival.local.slice(0, 10), view)}${
        arrival.state === 'actual' ? nothing : html` <small>${view.t('shipments.eta_est')}</small>`
      }</span
    >${movedText(row, view)}</span
  >`;
}

/** How many free days are left. */
export function freeText(row: ShipmentRow, { t }: View): TemplateResult | string {
  const { freeDays: days } = row;
  if (days === null) return dash;
  const [tone, icon, text]: [Tone, IconName, string] =
    days < 1
      ? ['danger', 'alert', t('shipments.free_over', { count: 1 - days })]
      : days === 1
        ? ['warning', 'clock', t('shipments.free_last')]
        : [days <= 3 ? 'warning' : 'neutral', 'clock', t('shipments.free_left', { count: days })];
  return badge(tone, icon, text, 'clock');
}
