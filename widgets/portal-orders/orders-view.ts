import { html, type TemplateResult } from 'lit';
import type { OrderStatus } from '#contract/order-words';
import type { OrderRow } from '#contract/orders';
import type { Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { dash } from '../records/view.ts';

/** The three parts of a destination as one text. */
export const destinationText = (destination: OrderRow['destination']): string =>
  destination
    ? [destination.name, destination.street, destination.place].filter(Boolean).join(' / ')
    : dash;

/** The customer of an order, by name and number. */
export const customerName = ({ customer }: Pick<OrderRow, 'customer'>): TemplateResult =>
  html`${customer.name} <small>${customer.number}</small>`;

const looks: Record<OrderStatus, [Tone, IconName]> = {
  verify: ['warning', 'alert'],
  pending: ['neutral', 'clock'],
  received: ['neutral', 'clock'],
  on_hold: ['danger', 'pause'],
  released: ['info', 'arrow'],
  in_process: ['info', 'progress'],
  partially_invoiced: ['info', 'invoice'],
  concluded: ['success', 'check'],
  completed: ['success', 'checks'],
  cancelled: ['neutral', 'cross'],
};

/** The status of an order in a list, and that a change of it waits for an answer. */
export const statusBadges = (
  { status, changeAskedAt }: Pick<OrderRow, 'status' | 'changeAskedAt'>,
  t: Translate,
): TemplateResult =>
  changeAskedAt === null
    ? statusBadge(status, t)
    : html`<span class="badges"
        >${statusBadge(status, t)}
        ${badge('warning', 'chat', t('orders.change_asked'), 'badge-change')}</span
      >`;

/** A status as icon, word and colour. */
export function statusBadge(status: OrderStatus, t: Translate): TemplateResult {
  const [tone, icon] = looks[status];
  return badge(tone, icon, t(`status.${status}`), `badge-${status}`);
}
