import type { OrderStatus } from '#contract/order-words';
import type { TemplateResult } from 'lit';
import type { Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icon.ts';
import type { Tone } from '../kit/notice.ts';

const looks: Record<OrderStatus, [Tone, IconName]> = {
  verify: ['warning', 'alert'],
  pending: ['neutral', 'clock'],
  on_hold: ['danger', 'pause'],
  released: ['info', 'arrow'],
  in_process: ['info', 'progress'],
  partially_invoiced: ['info', 'invoice'],
  concluded: ['success', 'check'],
  completed: ['success', 'checks'],
  cancelled: ['neutral', 'cross'],
};

/** A status as icon, word and colour. */
export function statusBadge(status: OrderStatus, t: Translate): TemplateResult {
  const [tone, icon] = looks[status];
  return badge(tone, icon, t(`status.${status}`), `badge-${status}`);
}
