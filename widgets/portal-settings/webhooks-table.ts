import { html, nothing, type TemplateResult } from 'lit';
import type { DeliveryState, WebhookState } from '#contract/webhook-words';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';
import { formatInstant, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { icon, type IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import type { View } from '../records/view.ts';
import { kindName } from './webhook-form.ts';

const states: Record<WebhookState, [Tone, IconName]> = {
  on: ['success', 'check'],
  off: ['neutral', 'dot'],
  gone: ['danger', 'alert'],
};
const deliveryLooks: Record<DeliveryState, [Tone, IconName]> = {
  delivered: ['success', 'check'],
  waiting: ['info', 'clock'],
  failed: ['danger', 'alert'],
  dropped: ['neutral', 'cross'],
};

/**
 * The addresses that are told, and how that goes.
 * @param acts what can be done with one
 */
export function webhooksTable(
  view: View,
  items: readonly Webhook[],
  acts: (webhook: Webhook) => unknown,
): TemplateResult {
  const { t, format } = view;
  const c = columnsOf<Webhook>(view);
  const counted = ({ waiting, failed }: Webhook) =>
    [
      waiting > 0 && t('settings.webhook_waiting', { count: waiting }),
      failed > 0 && t('settings.webhook_failed', { count: failed }),
    ]
      .filter(Boolean)
      .join(' · ') || t('settings.webhook_nothing_due');
  return table({
    caption: t('settings.webhooks'),
    columns: [
      c.wide(
        'settings.webhook_name',
        ({ name, url }) => html`${name}<br /><small class="code">${url}</small>`,
        { card: 'heading' },
      ),
      c.text('settings.key_state', ({ state }) => {
        const [tone, icon] = states[state];
        return badge(tone, icon, t(`settings.webhook_state_${state}`), `badge-${state}`);
      }),
      c.wide('settings.webhook_kinds', ({ kinds }) =>
        kinds.map((kind) => kindName(kind, t)).join(', '),
      ),
      c.text('settings.webhook_last', ({ lastDeliveredAt: at }) =>
        at
          ? html`<span class="figures">${formatInstant(at, format)}</span>`
          : t('settings.key_never'),
      ),
      c.text('settings.webhook_due', counted),
      c.action('settings.key_more', acts),
    ],
    rows: items,
    key: ({ id }) => id,
    wide: 'medium',
  });
}

/**
 * What was told to an address, and what it answered.
 * @param acts what can be done with one
 */
export function deliveriesTable(
  view: View,
  items: readonly WebhookDelivery[],
  acts: (delivery: WebhookDelivery) => unknown,
): TemplateResult {
  const { t, format } = view;
  const c = columnsOf<WebhookDelivery>(view);
  const at = (instant: string) =>
    html`<span class="figures">${formatInstant(instant, format)}</span>`;
  const answer = ({ status, fault }: WebhookDelivery) =>
    status !== null
      ? t('settings.webhook_status', { status })
      : fault
        ? t(`settings.webhook_fault_${fault}` as TextKey)
        : null;
  return table({
    caption: t('settings.webhook_deliveries'),
    columns: [
      c.wide(
        'settings.webhook_what',
        ({ kind, body }) =>
          html`${kindName(kind, t)}
            <details>
              <summary>${icon('chevron')}<span>${t('settings.webhook_body')}</span></summary>
              <pre class="code">${readable(body)}</pre>
            </details>`,
        { card: 'heading' },
      ),
      c.text('settings.webhook_at', ({ createdAt }) => at(createdAt)),
      c.text('settings.key_state', ({ state }) => {
        const [tone, sign] = deliveryLooks[state];
        return badge(tone, sign, t(`settings.delivery_${state}`), `badge-${state}`);
      }),
      c.text('settings.webhook_answer', answer),
      c.number('settings.webhook_attempts', ({ attempts }) => String(attempts)),
      c.text('settings.webhook_next', ({ nextAt }) => (nextAt ? at(nextAt) : nothing)),
      c.action('settings.key_more', acts),
    ],
    rows: items,
    key: ({ id }) => id,
    wide: 'medium',
  });
}

/** JSON in lines. */
const readable = (body: string): string => JSON.stringify(JSON.parse(body), null, 2);
