import { html, nothing, type TemplateResult } from 'lit';
import { rankOf, shipmentSteps } from '#contract/shipment-words';
import type { Milestone, Moment, ShipmentDetail } from '#contract/shipments';
import { notice } from '../kit/notice.ts';
import { stepper } from '../kit/stepper.ts';
import { day, type View } from '../records/view.ts';

/** Index of the step that is reached; of a shipment that is held, the last one that it came to. */
function stepOf(shipment: ShipmentDetail): number {
  const { status, reason, departure, arrival } = shipment;
  if (status === 'cancelled') return -1;
  if (status === 'held') {
    if (reason === 'customs') return 4;
    return arrival?.state === 'actual' ? 3 : departure?.state === 'actual' ? 2 : 0;
  }
  return shipmentSteps.findLastIndex(([, reached]) => rankOf(status) >= rankOf(reached));
}

type Dated = { local: string; actual: boolean } | null;

const dated = (moment: Moment | null, actual: boolean): Dated =>
  moment && { local: moment.local, actual };

/** The first point of some codes, as it was or is expected. */
function first(milestones: readonly Milestone[], codes: readonly string[]): Dated {
  const one = milestones.find(({ code, state }) => codes.includes(code) && state !== 'omitted');
  return one ? dated(one.actual ?? one.estimated ?? one.planned, one.actual !== null) : null;
}

/** The dates of the steps, in their order. */
function datesOf({ opened, departure, arrival, milestones }: ShipmentDetail): Dated[] {
  return [
    { local: opened, actual: true },
    dated(departure, departure?.state === 'actual'),
    null,
    dated(arrival, arrival?.state === 'actual'),
    first(milestones, ['CUSS', 'CUSI', 'CUSR', 'CCD']),
    first(milestones, ['STRP', 'DROP', 'DLV']),
  ];
}

/** How far a shipment is: six steps with their dates, and why it stands still. */
export function progress(shipment: ShipmentDetail, view: View): TemplateResult {
  const { t } = view;
  const { status, reason } = shipment;
  const current = stepOf(shipment);
  const names = shipmentSteps.map(([step]) => t(`shipments.step_${step}`));
  const dates = datesOf(shipment);
  const position = t('shipments.step', { step: current + 1, steps: names.length });
  const held = status === 'held';
  return html`
    ${stepper({
      label: t('shipments.progress'),
      steps: names.map((name, i) => {
        const date = dates[i];
        return html`${name}${
          date
            ? html`<small class="step-date figures"
                >${day(date.local.slice(0, 10), view)}${date.actual ? nothing : html` ${t('shipments.eta_est')}`}</small
              >`
            : nothing
        }`;
      }),
      current,
      blocked: held,
      finished: status === 'delivered' || status === 'closed',
      position: `${position}: ${names[current] ?? ''}`,
    })}
    ${
      held
        ? notice(
            'danger',
            t('shipments.held_notice', {
              reason: reason ? t(`shipments.reason_${reason}`) : '',
            }).replace(/ +\./, '.'),
            'pause',
          )
        : nothing
    }
    ${status === 'cancelled' ? notice('neutral', t('shipments.cancelled_notice'), 'cross') : nothing}
  `;
}
