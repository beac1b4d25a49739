import { html, nothing, type TemplateResult } from 'lit';
import type { OrderApprovalState } from '#contract/order-entry';
import { formatInstant } from '../core/index.ts';
import { notice } from '../kit/notice.ts';
import type { View } from '../records/view.ts';

/** Names or figures of which one will do: `8 o 12`. */
export const eitherOf = (names: readonly string[], { format }: View): string =>
  new Intl.ListFormat(format.region, { type: 'disjunction' }).format(names);

/** What an order still needs, before it is sent or while it waits. */
export function approvalNotice(
  approval: OrderApprovalState | null,
  view: View,
): TemplateResult | typeof nothing {
  const { t } = view;
  if (!approval || approval.missing === 0) return nothing;
  if (!approval.possible)
    return notice(
      'danger',
      approval.ask.length > 0
        ? t('ordering.no_approver_ask', { names: eitherOf(approval.ask, view) })
        : t('error.no_approver'),
    );
  return notice(
    'warning',
    t('ordering.needs_approval', {
      count: approval.missing,
      names: eitherOf(approval.approvers, view),
    }),
  );
}

/** What was decided of an order so far. */
export function decidedList(
  approval: OrderApprovalState | null,
  { t, format }: View,
): TemplateResult | typeof nothing {
  const decided = approval?.decided ?? [];
  if (decided.length === 0) return nothing;
  return html`<ul class="decided">
    ${decided.map(
      ({ by, decision, comment, at, holds }) =>
        html`<li>
          ${t(`ordering.decided_${decision}`, { name: by, time: formatInstant(at, format) })}
          ${decision === 'approved' && !holds ? html`<small>${t('ordering.decided_void')}</small>` : nothing}
          ${comment ? html`<small>${comment}</small>` : nothing}
        </li>`,
    )}
  </ul>`;
}
