import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ShipmentClock } from '#contract/shipments';
import { icon } from '../kit/icons.ts';
import { day, money, type View } from '../records/view.ts';

/** How a clock stands, in one sentence. */
function sentence(clock: ShipmentClock, view: View): string {
  const { t } = view;
  const { state, daysLeft, daysAtArrival, chargedDays, lastFreeDay, grantedDays } = clock;
  const date = day(lastFreeDay, view);
  switch (state) {
    case 'free':
      return t('shipments.clock_left', { count: daysLeft ?? 0, date });
    case 'last_day':
      return t('shipments.clock_last');
    case 'charged':
      return t('shipments.clock_charged', { count: chargedDays });
    case 'stopped':
      return chargedDays > 0
        ? t('shipments.clock_stopped', { count: chargedDays })
        : t('shipments.clock_stopped_free');
    case 'waiting':
      if (lastFreeDay && clock.estimated) return t('shipments.clock_estimated', { date });
      // Where the end is fixed, what arrives late has fewer.
      return daysAtArrival !== null && daysAtArrival < grantedDays
        ? t('shipments.clock_arrival', { count: daysAtArrival, granted: grantedDays, date })
        : t('shipments.clock_waiting', { count: grantedDays });
  }
}

const tones = {
  waiting: 'neutral',
  free: 'info',
  last_day: 'warning',
  charged: 'danger',
  stopped: 'neutral',
} as const;

/** A bar of the free days: those that are over are filled, and those of delay follow. */
function bar({ grantedDays, daysLeft, chargedDays }: ShipmentClock): TemplateResult {
  const all = Math.max(1, grantedDays + chargedDays);
  const used = Math.max(0, grantedDays - (daysLeft ?? 0));
  return html`<svg
    class="days"
    viewBox="0 0 ${all} 1"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<rect class="granted" width=${grantedDays} height="1"></rect>
      <rect class="used" width=${used} height="1"></rect>
      <rect class="charged" x=${grantedDays} width=${chargedDays} height="1"></rect>`}
  </svg>`;
}

/** A clock: what it counts, how it stands, what it costs, and its rates on request. */
export function clockCard(clock: ShipmentClock, view: View): TemplateResult {
  const { t } = view;
  const { kind, state, amount, currency, tiers } = clock;
  const runs = state === 'free' || state === 'last_day' || state === 'charged';
  const price = (perDay: string) => money(perDay, currency ?? '', view);
  return html`<div class="clock ${tones[state]}" part="clock">
    <p class="clock-head">
      ${icon(state === 'charged' ? 'alert' : 'clock')}
      <span>${t(`shipments.clock_${kind}`)}: <strong>${sentence(clock, view)}</strong></span>
      ${
        amount !== null && currency
          ? html`<span class="figures"
              >${state === 'charged' ? t('shipments.clock_until_today', { amount: price(amount) }) : price(amount)}</span
            >`
          : nothing
      }
    </p>
    ${runs ? bar(clock) : nothing}
    ${
      tiers.length > 0 && currency
        ? html`<details class="no-print">
            <summary>${icon('chevron')}<span>${t('shipments.tiers')}</span></summary>
            <ul>
              ${tiers.map(
                ({ from, to, perDay }) =>
                  html`<li>
                    ${
                      to === null
                        ? t('shipments.tier_open', { from, price: price(perDay) })
                        : t('shipments.tier', { from, to, price: price(perDay) })
                    }
                  </li>`,
              )}
            </ul>
          </details>`
        : nothing
    }
  </div>`;
}
