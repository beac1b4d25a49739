import { html, nothing, type TemplateResult } from 'lit';
import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import type { RecipientState } from '#contract/mass-send-words';
import { formatMoney } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { icon } from '../../kit/icons.ts';
import { table } from '../../kit/table.ts';
import { columnsOf } from '../../records/columns.ts';
import type { View } from '../desk.ts';
import { chips } from '../../records/chips.ts';
import { recipientBadge, recipientLooks } from '../../records/recipient-state.ts';
import { mailbox } from '../parts.ts';
import type { RecipientFilter } from './run-data.ts';
import type { MailboxFix } from './mailbox-fix.ts';

/** Buttons that leave the customers of one state, for those there are. */
export function stateChips(
  { counts }: MassSend,
  filter: RecipientFilter,
  view: View,
  onState: (state: RecipientState | undefined) => void,
): TemplateResult {
  const { t } = view;
  const states = (Object.keys(recipientLooks) as RecipientState[]).filter(
    (state) => counts[state] > 0 || state === filter.state,
  );
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return chips(
    t('mass_send.filter'),
    [
      { id: 'all' as const, label: t('mass_send.state_all'), count: all },
      ...states.map((id) => ({ id, label: t(`mass_send.state_${id}`), count: counts[id] })),
    ],
    filter.state ?? (filter.warning ? '' : 'all'),
    view,
    (id) => onState(id === 'all' ? undefined : id),
  );
}

export type RecipientsTableOptions = {
  view: View;
  rows: readonly MassSendRecipient[];
  busy: boolean;
  /** Undefined where the caller may not have statements as files. */
  onFile: ((row: MassSendRecipient) => void) | undefined;
  onResolve: (row: MassSendRecipient, as: 'sent' | 'again') => void;
  fix: MailboxFix;
};

/** The customers of a run, with how it stands with each. */
export function recipientsTable(options: RecipientsTableOptions): TemplateResult {
  const { view, rows, onFile } = options;
  const { t, format } = view;
  const c = columnsOf<MassSendRecipient>(view);
  const file = (row: MassSendRecipient) =>
    row.state === 'skipped' || !onFile
      ? nothing
      : button({
          kind: 'quiet',
          icon: 'download',
          label: t('mass_send.pdf'),
          name: t('mass_send.pdf_named', { customer: row.customer.number }),
          onClick: () => onFile(row),
        });
  const amounts = ({ totals }: MassSendRecipient) =>
    totals.map(({ amount, currency }) => html`<div>${formatMoney(amount, currency, format)}</div>`);
  return table({
    caption: t('mass_send.recipients'),
    columns: [
      c.short('mass_send.customer', ({ customer }) => customer.number, { card: 'lead' }),
      c.wide('mass_send.name', ({ customer }) => customer.name, { card: 'heading' }),
      c.wide('mass_send.mailboxes', (row) => mailboxes(row, options)),
      c.number('mass_send.amounts', amounts),
      c.text('mass_send.state', (row) => standing(row, options), { card: 'broad' }),
      c.action('mass_send.actions', file),
    ],
    rows,
    key: ({ id }) => id,
    below: (row) => options.fix.below(row, 6),
  });
}

/** Each mailbox; where they do not stand alike, how each does; what kept it from being sent, and the way to mend it. */
function mailboxes(row: MassSendRecipient, { view, fix }: RecipientsTableOptions): TemplateResult {
  const { t } = view;
  return html`<ul class="mailboxes">
    ${row.mailboxes.map(
      ({ address, state, reply, failure }) =>
        html`<li>
          ${mailbox(address)}
          ${state === row.state ? nothing : html`<small>· ${t(`mass_send.state_${state}`)}</small>`}
          ${failure ? html`<p class="failure">${t(`mass_send.failed_${failure === 'other' ? 'unclear' : failure}`)}</p>` : nothing}
          ${
            reply && state !== 'sent'
              ? html`<details class="reply">
                  <summary>${icon('chevron')}<span>${t('mass_send.reply')}</span></summary>
                  ${reply}
                </details>`
              : nothing
          }
          ${state === 'failed' ? fix.button(row, address) : nothing}
        </li>`,
    )}
  </ul>`;
}

function standing(row: MassSendRecipient, { view, busy, onResolve }: RecipientsTableOptions) {
  const { t } = view;
  const decide = (as: 'sent' | 'again') => {
    const label = t(`mass_send.resolve_${as}`);
    return button({
      kind: 'quiet',
      label,
      name: t('mass_send.named', { label, customer: row.customer.number }),
      off: busy,
      onClick: () => onResolve(row, as),
    });
  };
  return html`
    ${recipientBadge(row.state, view)}
    ${row.skipped ? html`<div class="quiet-text">${t(`mass_send.skip_${row.skipped}`)}</div>` : nothing}
    ${row.warnings.map(
      (warning) => html`<div class="quiet-text">${t(`mass_send.warn_${warning}`)}</div>`,
    )}
    ${row.state === 'unknown' ? html`<div class="decide">${decide('again')} ${decide('sent')}</div>` : nothing}
  `;
}
