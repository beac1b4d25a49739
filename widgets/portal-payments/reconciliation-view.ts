import { html, type TemplateResult } from 'lit';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import { reconciliationLists, type ReconciliationList } from '#contract/payment-words';
import type { TextKey } from '../core/index.ts';
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

type Provider = Reconciliation['provider'];

/** Against what the payments were held: what the provider says, or the file of the bank. */
export const against = (provider: Provider) => (provider === 'manual' ? 'bank' : 'there');

const listName = (list: ReconciliationList, provider: Provider): TextKey =>
  list === 'only_there' ? `payments.list_only_${against(provider)}` : `payments.list_${list}`;

/** How many are on each list, and what came, went back and was kept. */
export function reconciliationFacts(
  { counts, sums, provider }: Pick<Reconciliation, 'counts' | 'sums' | 'provider'>,
  view: View,
): TemplateResult {
  const { t } = view;
  return html`<dl class="facts">
    ${reconciliationLists.map((list) => fact(t(listName(list, provider)), counts[list]))}
    ${sums.map(({ currency, received, refunded, fee, net }) => [
      fact(t('payments.received'), money(received, currency, view)),
      fact(t('payments.refunded'), money(refunded, currency, view)),
      fact(t('payments.fee'), money(fee, currency, view)),
      fact(t('payments.net'), money(net, currency, view)),
    ])}
  </dl>`;
}

/** The payments of the lists, one a row. */
export function reconciliationLines(
  lines: readonly ReconciliationLine[],
  provider: Provider,
  view: View,
  onPayment: (id: string) => void,
): TemplateResult {
  const { t } = view;
  const c = columnsOf<ReconciliationLine>(view);
  const there = against(provider);
  const sum = (of: 'received' | 'refunded', at: 'Here' | 'There', name: 'here' | typeof there) =>
    c.money(`payments.csv_${of}_${name}`, (line) => [line[`${of}${at}`], line.currency]);
  return table({
    caption: t('payments.view_reconciliations'),
    columns: [
      c.text('payments.csv_list', ({ list }) => t(listName(list, provider)), { card: 'lead' }),
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
      sum('received', 'Here', 'here'),
      sum('received', 'There', there),
      sum('refunded', 'Here', 'here'),
      sum('refunded', 'There', there),
    ],
    rows: lines,
    key: (line) =>
      `${line.list} ${line.providerPayment ?? line.payment?.id} ${lines.indexOf(line)}`,
    wide: 'large',
  });
}
