import { html, type TemplateResult } from 'lit';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import { reconciliationLists } from '#contract/payment-words';
import { button } from '../kit/button.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { money, type View } from '../records/view.ts';
import { stateBadge } from './words.ts';

const fact = (label: string, value: unknown): TemplateResult =>
  html`<div class="fact figures">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

/** How many are on each list, and what came, went back and was kept. */
export function reconciliationFacts(
  { counts, sums }: Pick<Reconciliation, 'counts' | 'sums'>,
  view: View,
): TemplateResult {
  const { t } = view;
  return html`<dl class="facts">
    ${reconciliationLists.map((list) => fact(t(`payments.list_${list}`), counts[list]))}
    ${sums.map(({ currency, received, refunded, fee, net }) => [
      fact(t('payments.received'), money(received, currency, view)),
      fact(t('payments.refunded'), money(refunded, currency, view)),
      fact(t('payments.fee'), money(fee, currency, view)),
      fact(t('payments.net'), money(net, currency, view)),
    ])}
  </dl>`;
}

const sums = {
  receivedHere: 'payments.csv_received_here',
  receivedThere: 'payments.csv_received_there',
  refundedHere: 'payments.csv_refunded_here',
  refundedThere: 'payments.csv_refunded_there',
} as const;

/** The payments of the lists, one a row. */
export function reconciliationLines(
  lines: readonly ReconciliationLine[],
  view: View,
  onPayment: (id: string) => void,
): TemplateResult {
  const { t } = view;
  const c = columnsOf<ReconciliationLine>(view);
  const sum = (of: keyof typeof sums) => c.money(sums[of], (line) => [line[of], line.currency]);
  return table({
    caption: t('payments.view_reconciliations'),
    columns: [
      c.text('payments.csv_list', ({ list }) => t(`payments.list_${list}`), { card: 'lead' }),
      c.text(
        'payments.number',
        ({ payment, providerPayment }) =>
          payment
            ? button({
                kind: 'quiet',
                label: payment.number,
                onClick: () => onPayment(payment.id),
              })
            : providerPayment,
        { card: 'heading' },
      ),
      c.text('payments.state', ({ payment }) => payment && stateBadge(payment.state, t)),
      sum('receivedHere'),
      sum('receivedThere'),
      sum('refundedHere'),
      sum('refundedThere'),
    ],
    rows: lines,
    key: (line) =>
      `${line.list} ${line.providerPayment ?? line.payment?.id} ${lines.indexOf(line)}`,
    wide: 'large',
  });
}
