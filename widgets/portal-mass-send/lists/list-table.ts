import { html, nothing, type TemplateResult } from 'lit';
import type { MailingList } from '#contract/mailing-lists';
import { formatInstant } from '../../core/index.ts';
import { badge } from '../../kit/badge.ts';
import { button } from '../../kit/button.ts';
import { table } from '../../kit/table.ts';
import { columnsOf } from '../../records/columns.ts';
import type { View } from '../../records/view.ts';
import { mailbox } from '../parts.ts';

export type ListTableOptions = {
  view: View;
  rows: readonly MailingList[];
  stale: boolean;
  onEdit: (row: MailingList) => void;
  onDelete: (row: MailingList) => void;
  /** A mailbox that bounced is said to be well again. */
  onRecover: (address: string) => void;
};

/** The mailing lists that were found, each with what can be done with it. */
export function listTable(options: ListTableOptions): TemplateResult {
  const { view, rows, stale } = options;
  const { t } = view;
  const c = columnsOf<MailingList>(view);
  return table({
    caption: t('mass_send.lists'),
    columns: [
      c.short(
        'mass_send.company',
        ({ company }) => html`<abbr title=${company.name}>${company.code}</abbr>`,
        { card: 'lead' },
      ),
      c.short('mass_send.customer', ({ customer }) => customer.number),
      c.wide('mass_send.name', ({ customer }) => customer.name, { card: 'heading' }),
      c.wide('mass_send.mailboxes', (row) => addresses(row, options)),
      c.action('mass_send.actions', (row) => actions(row, options)),
    ],
    rows,
    key: ({ id }) => id,
    stale,
  });
}

function addresses(
  { mailboxes }: MailingList,
  { view: { t, format }, onRecover }: ListTableOptions,
): TemplateResult {
  return html`<ul class="mailboxes">
    ${mailboxes.map(
      ({ address, bouncedAt }) =>
        html`<li>
          ${mailbox(address)}
          ${
            bouncedAt
              ? html`<br />${badge('warning', 'alert', t('mass_send.bounced_at', { at: formatInstant(bouncedAt, format) }), 'badge-bounced')}
                  ${button({
                    kind: 'quiet',
                    label: t('mass_send.recover'),
                    name: t('mass_send.recover_named', { address }),
                    onClick: () => onRecover(address),
                  })}`
              : nothing
          }
        </li>`,
    )}
  </ul>`;
}

function actions(
  row: MailingList,
  { view: { t }, onEdit, onDelete }: ListTableOptions,
): TemplateResult {
  const act = (label: string, onClick: (row: MailingList) => void) =>
    button({
      kind: 'quiet',
      label,
      name: t('mass_send.named', { label, customer: row.customer.number }),
      onClick: () => onClick(row),
    });
  return html`<span class="row-actions">
    ${act(t('mass_send.edit'), onEdit)} ${act(t('mass_send.delete'), onDelete)}
  </span>`;
}
