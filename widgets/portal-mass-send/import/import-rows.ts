import { html, nothing } from 'lit';
import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import { badge } from '../../kit/badge.ts';
import { button } from '../../kit/button.ts';
import type { Column } from '../../kit/table.ts';
import type { View } from '../desk.ts';
import { mailbox } from '../parts.ts';

/** Addresses in one line. */
const joined = (mailboxes: readonly string[]) =>
  mailboxes.map((address, index) => html`${index > 0 ? '; ' : nothing}${mailbox(address)}`);

/** What is wrong with a row, in words; what stands in place of a mailbox is named. */
export function wrongOf({ error, invalid }: ImportRow, { t }: View): string {
  if (!error) return t('import.row_sound');
  const words = t(`mass_send.row_${error}`, { max: limits.listMailboxes });
  return error === 'mailbox_invalid' ? `${words}: ${invalid.join('; ')}` : words;
}

/** What a row of a sheet came to: refused, saved, or what saving it would do. */
function message(row: ImportRow, saved: boolean, view: View) {
  const { t } = view;
  if (row.error) return badge('danger', 'alert', wrongOf(row, view), 'badge-error');
  if (row.change === 'same') return badge('neutral', 'check', t('mass_send.row_same'));
  if (saved) return badge('success', 'check', t('mass_send.row_saved'), 'badge-saved');
  return row.change === 'new' ? badge('info', 'info', t('mass_send.row_new')) : nothing;
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

/** The mailboxes of a row; what is none stands out. */
const mailboxes = ({ mailboxes: sound, invalid }: ImportRow) =>
  html`<span class="addresses"
    >${joined(sound)}${sound.length > 0 && invalid.length > 0 ? '; ' : nothing}${
      invalid.length > 0 ? html`<mark>${joined(invalid)}</mark>` : nothing
    }</span
  >`;

export type ImportColumns = {
  view: View;
  /** Whether what was sound has been saved. */
  saved: boolean;
  /** Opens a faulty row to be corrected. */
  onFix: (row: ImportRow) => void;
};

export const importColumns = ({ view, saved, onFix }: ImportColumns): Column<ImportRow>[] => {
  const { t } = view;
  return [
    {
      label: t('import.row'),
      kind: 'number',
      card: 'small',
      cell: ({ row, joined: more }) => [row, ...more].join(', '),
    },
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
    { label: t('mass_send.mailboxes'), kind: 'wide', card: 'broad', cell: mailboxes },
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
      label: t('import.message'),
      card: 'trail',
      cell: (row) =>
        html`<span class="row-message"
          >${message(row, saved, view)}${
            row.error
              ? button({
                  kind: 'quiet',
                  label: t('import.fix'),
                  name: t('import.fix_named', { row: row.row }),
                  onClick: () => onFix(row),
                })
              : nothing
          }</span
        >`,
    },
  ];
};
