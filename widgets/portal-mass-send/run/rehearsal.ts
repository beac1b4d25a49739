import { html, nothing, type TemplateResult } from 'lit';
import type { MassSend } from '#contract/mass-send';
import type { RecipientWarning, SkipReason } from '#contract/mass-send-words';
import { formatMoney } from '../../core/index.ts';
import { notice } from '../../kit/notice.ts';
import type { View } from '../desk.ts';
import { chips } from '../../records/chips.ts';
import { alreadySentText, figure } from './run-words.ts';

export type RehearsalOptions = {
  run: MassSend;
  view: View;
  /** The warning whose customers are on screen. */
  warning: RecipientWarning | undefined;
  onWarning: (warning: RecipientWarning | undefined) => void;
};

const entries = <K extends string>(counts: Record<K, number>): [K, number][] =>
  (Object.entries(counts) as [K, number][]).filter(([, count]) => count > 0);

/** What a run would do: to how many, to whom not, over how much, and what to look at first. */
export function rehearsal(options: RehearsalOptions): TemplateResult {
  const { run, view } = options;
  const { t, format } = view;
  const skipped = entries<SkipReason>(run.skipped);
  return html`
    <dl class="figures-list" part="summary">
      <div>
        <dt>${t('mass_send.to_send')}</dt>
        <dd class="big">${figure(run.counts.waiting, view)}</dd>
      </div>
      ${skipped.map(
        ([reason, count]) =>
          html`<div>
            <dt>${t(`mass_send.skip_${reason}`)}</dt>
            <dd>${figure(count, view)}</dd>
          </div>`,
      )}
      ${run.totals.map(
        ({ amount, currency }) =>
          html`<div>
            <dt>${t('mass_send.total', { currency })}</dt>
            <dd>${formatMoney(amount, currency, format)}</dd>
          </div>`,
      )}
    </dl>
    ${run.alreadySent ? notice('warning', alreadySentText(run, view), 'clock') : nothing}
    ${warnings(options)}
  `;
}

function warnings({ run, view, warning, onWarning }: RehearsalOptions) {
  const { t } = view;
  const all = entries<RecipientWarning>(run.warnings);
  if (all.length === 0) return nothing;
  return html`<div class="warnings">
    ${notice('warning', t('mass_send.warnings'))}
    ${chips(
      t('mass_send.warnings'),
      all.map(([id, count]) => ({ id, label: t(`mass_send.warn_${id}`), count })),
      warning ?? '',
      view,
      (id) => onWarning(id === warning ? undefined : id),
    )}
  </div>`;
}
