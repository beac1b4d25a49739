import { html, nothing } from 'lit';
import type { ImportRow } from '#contract/mailing-lists';
import { badge } from '../kit/badge.ts';
import type { Column } from '../kit/table.ts';
import type { View } from './desk.ts';
import { mailbox } from './parts.ts';

/** Addresses in one line. */
const joined = (mailboxes: readonly string[]) =>
  mailboxes.map((address, index) => html`${index > 0 ? '; ' : nothing}${mailbox(address)}`);

/** What a row of a sheet came to: refused, saved, or what saving it would do. */
function message({ error, change }: ImportRow, saved: boolean, { t }: View) {
  if (error) return badge('danger', 'alert', t(`mass_send.row_${error}`), 'badge-error');
  if (change === 'same') return badge('neutral', 'check', t('mass_send.row_same'));
  if (saved) return badge('success', 'check', t('mass_send.row_saved'), 'badge-saved');
  return change === 'new' ? badge('info', 'info', t('mass_send.row_new')) : nothing;
}

/** What is stored, and what would be, where that differs. */
function difference({ change, before, mailboxes }: ImportRow, { t }: View) {
  if (change !== 'changed') return '–';
  return html`<del
      ><span class="visually-hidden">${t('mass_send.before')}: </span>${joined(before)}</del
    >
    →
    <ins><span class="visually-hidden">${t('mass_send.after')}: </span>${joined(mailboxes)}</ins>`;
}

/** @param saved whether what was sound has been saved */
export const importColumns = (view: View, saved: boolean): Column<ImportRow>[] => {
  const { t } = view;
  return [
    { label: t('mass_send.row'), kind: 'number', card: 'small', cell: ({ row }) => row },
    { label: t('mass_send.company'), kind: 'short', card: 'small', cell: ({ company }) => company },
    {
      label: t('mass_send.customer'),
      kind: 'short',
      card: 'small',
      cell: ({ customer }) => customer,
    },
    {
      label: t('mass_send.name'),
      kind: 'wide',
      card: 'heading',
      cell: ({ name }) => name ?? html`<span class="quiet-text">–</span>`,
    },
    {
      label: t('mass_send.mailboxes'),
      kind: 'wide',
      card: 'broad',
      cell: ({ mailboxes }) => html`<span class="addresses">${joined(mailboxes)}</span>`,
    },
    {
      label: t('mass_send.mended'),
      kind: 'wide',
      card: 'broad',
      cell: ({ notes }) =>
        html`<span class="quiet-text"
          >${notes.map((note) => t(`mass_send.note_${note}`)).join(', ') || '–'}</span
        >`,
    },
    {
      label: t('mass_send.difference'),
      kind: 'wide',
      card: 'broad',
      cell: (row) => html`<span class="addresses">${difference(row, view)}</span>`,
    },
    {
      label: t('mass_send.message'),
      card: 'trail',
      cell: (row) => html`<span class="row-message">${message(row, saved, view)}</span>`,
    },
  ];
};
