import { html, nothing, type TemplateResult } from 'lit';
import type { Milestone, Moment, ShipmentEvent } from '#contract/shipments';
import { icon } from '../kit/icons.ts';
import type { View } from '../records/view.ts';
import { eventText, momentHere, momentText, placeIn } from './shipment-view.ts';

/** A point of the way as it is shown: what several containers have in common once. */
type Point = Pick<
  Milestone,
  'code' | 'empty' | 'place' | 'state' | 'overtaken' | 'previous' | 'vessel' | 'voyage' | 'mode'
> & { moment: Moment; containers: string[] };

const momentOf = ({ actual, estimated, planned }: Milestone): Moment | null =>
  actual ?? estimated ?? planned;

/** The points of the way, in their order. */
export function pointsOf(milestones: readonly Milestone[]): Point[] {
  const points = new Map<string, Point>();
  for (const one of milestones) {
    const moment = momentOf(one);
    if (!moment) continue;
    const key = JSON.stringify([one.code, one.empty, one.place?.code, one.state, moment.local]);
    const known = points.get(key);
    if (known) known.containers.push(...(one.container ? [one.container] : []));
    else points.set(key, { ...one, moment, containers: one.container ? [one.container] : [] });
  }
  return [...points.values()];
}

/** The way of a shipment as a line of points, place by place. */
export function wayList(milestones: readonly Milestone[], view: View): TemplateResult {
  const { t } = view;
  const points = pointsOf(milestones);
  if (points.length === 0) return html`<p class="quiet-text">${t('shipments.events_none')}</p>`;
  const stops: { place: string; points: Point[] }[] = [];
  for (const point of points) {
    const place = point.place ? placeIn(point.place, view) : t('shipments.place_unknown');
    const last = stops.at(-1);
    if (last?.place === place) last.points.push(point);
    else stops.push({ place, points: [point] });
  }
  return html`<ol class="way" part="stepper">
    ${stops.map(
      (stop) =>
        html`<li class="stop" part="stop">
          <h3>${stop.place}</h3>
          <ul>
            ${stop.points.map((point) => pointItem(point, view))}
          </ul>
        </li>`,
    )}
  </ol>`;
}

function pointItem(point: Point, view: View): TemplateResult {
  const { t } = view;
  const { code, state, overtaken, previous, moment, containers, vessel, voyage } = point;
  const [first] = containers;
  const boxes =
    containers.length > 1
      ? t('shipments.all_containers', { count: containers.length })
      : (first ?? '');
  const kind = code === 'HOLD' || code === 'DIS' ? 'hold' : state;
  return html`<li class="point ${kind}" part="milestone">
    <span class="mark" aria-hidden="true">${kind === 'hold' ? icon('alert') : nothing}</span>
    <span class="what">
      <strong>${eventText(point, view)}</strong>
      <small
        >${[boxes, [vessel, voyage].filter(Boolean).join(' ')].filter(Boolean).join(' · ')}</small
      >
    </span>
    <span class="when">
      ${momentHere(moment, view)}
      <small
        >${state === 'actual' ? html`<span class="hidden">${t('shipments.state_actual')}</span>` : t(`shipments.state_${state}`)}${overtaken ? html` · ${t('shipments.overtaken')}` : nothing}${
          previous && state === 'estimated'
            ? html` · ${t('shipments.before', { date: momentText(previous, view) })}`
            : nothing
        }</small
      >
    </span>
  </li>`;
}

/** Everything that was said, the latest first, with what no longer counts. */
export function historyList(events: readonly ShipmentEvent[], view: View): TemplateResult {
  const { t } = view;
  if (events.length === 0) return html`<p class="quiet-text">${t('shipments.events_none')}</p>`;
  return html`<ul class="history">
    ${events.map((event) => {
      const gone = event.retracted || event.superseded;
      const { classifier, container, place, remark, vessel, voyage, source } = event;
      const notes = [
        t(`shipments.state_${classifier}`),
        container,
        place && placeIn(place, view),
        [vessel, voyage].filter(Boolean).join(' '),
        remark,
        t('shipments.source', { source }),
        event.assumed && t('shipments.assumed'),
      ];
      return html`<li class="point ${gone ? 'gone' : classifier}">
        <span class="mark" aria-hidden="true"></span>
        <span class="what">
          <strong>${eventText(event, view)}</strong>
          <small>${notes.filter(Boolean).join(' · ')}</small>
        </span>
        <span class="when">
          ${momentHere(event.moment, view)}
          ${
            gone
              ? html`<small
                  >${t(event.retracted ? 'shipments.retracted' : 'shipments.superseded')}</small
                >`
              : nothing
          }
        </span>
      </li>`;
    })}
  </ul>`;
}
