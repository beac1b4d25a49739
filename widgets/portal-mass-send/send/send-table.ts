import { html, type TemplateResult } from 'lit';
import type { MailingList } from '#contract/mailing-lists';
import { table, type Column } from '../../kit/table.ts';
import { pickBox } from '../../records/pick-column.ts';
import type { View } from '../desk.ts';
import { mailbox } from '../parts.ts';
import type { Selection } from './selection.ts';

export type SendTableOptions = {
  view: View;
  rows: readonly MailingList[];
  /** How many were found, in words. */
  count: string;
  /** Whether these are all that were found. */
  whole: boolean;
  stale: boolean;
  selection: Selection;
};

/** How many are selected of so many that were found, in words. */
export function selectionText(selection: Selection, total: number, { t }: View): string {
  const { counted, none } = selection;
  if (counted) return t(`mass_send.selected_${counted.kind}`, { count: counted.count });
  return none ? t('mass_send.selected_none') : t('mass_send.selected_every', { count: total });
}

/** The customers of a search, each with a box, all ticked at first. */
export function sendTable(options: SendTableOptions): TemplateResult {
  const { view, rows, stale, count } = options;
  const { t } = view;
  return html`
    <div class="meta"><span>${count}</span></div>
    ${table({
      caption: t('mass_send.lists'),
      columns: [pickColumn(options), ...columns(view)],
      rows,
      key: ({ id }) => id,
      wide: 'small',
      stale,
    })}
  `;
}

function pickColumn({ view, rows, whole, selection }: SendTableOptions): Column<MailingList> {
  const { t } = view;
  const every = whole ? rows.map(({ id }) => id) : undefined;
  const { none, counted } = selection;
  const turn = () => (none ? selection.all() : selection.nothing());
  return {
    label: t('mass_send.pick'),
    head: pickBox({
      name: t('mass_send.pick_all'),
      checked: !none && !counted,
      some: counted !== undefined,
      // From some, all come first, as in any list with such a box.
      onChange: () => (counted ? selection.all() : turn()),
    }),
    card: 'lead',
    cell: ({ id, customer }) =>
      pickBox({
        name: t('mass_send.pick_customer', { customer: customer.number }),
        checked: selection.has(id),
        onChange: () => selection.toggle(id, every),
      }),
  };
}

const columns = ({ t }: View): Column<MailingList>[] => [
  {
    label: t('mass_send.company'),
    kind: 'short',
    card: 'small',
    cell: ({ company }) => html`<abbr title=${company.name}>${company.code}</abbr>`,
  },
  {
    label: t('mass_send.customer'),
    kind: 'short',
    card: 'small',
    cell: ({ customer }) => customer.number,
  },
  {
    label: t('mass_send.name'),
    kind: 'wide',
    card: 'heading',
    cell: ({ customer }) => customer.name,
  },
  {
    label: t('mass_send.mailboxes'),
    kind: 'wide',
    card: 'broad',
    cell: ({ mailboxes }) =>
      html`<ul class="mailboxes">
        ${mailboxes.map(
          ({ address, bouncedAt }) =>
            html`<li>
              ${mailbox(address)}${bouncedAt ? html` <small>(${t('mass_send.bounced')})</small>` : ''}
            </li>`,
        )}
      </ul>`,
  },
];
