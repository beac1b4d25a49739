import { html, type TemplateResult } from 'lit';
import { adopt } from '../core/lazy.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { dash } from '../records/view.ts';
import type { Desk } from './desk.ts';
import type { Clash, Head } from './draft-store.ts';

const labels = {
  purchaseOrder: 'ordering.purchase_order',
  shipTo: 'ordering.ship_to',
  requestedDate: 'ordering.requested_date',
  note: 'ordering.note',
} as const satisfies Record<keyof Head, string>;

/** What was changed here and elsewhere meanwhile, in another tab or by somebody else, for the reader to choose. */
export class Conflict {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
  }

  /** @param typed what was typed here; what is on screen was typed there */
  render({ lines, head }: Clash, onClose: () => void): TemplateResult {
    const { store, words } = this.#desk;
    const { t } = words();
    const fields = Object.entries(head) as [keyof Head, string | null][];
    const theirs = (id: string) => store.lines.find((line) => line.id === id);
    return dialog({
      title: t('ordering.conflict_title'),
      content: html`<p>${t('ordering.conflict')}</p>
        <ul>
          ${lines.map((mine) => {
            const other = theirs(mine.id);
            return html`<li>
              ${t('ordering.conflict_line', { mine: `${mine.material} × ${mine.quantity}`, theirs: other ? `${other.material} × ${other.quantity}` : t('ordering.conflict_removed') })}
            </li>`;
          })}
          ${fields.map(
            ([field, mine]) =>
              html`<li>
                ${t(labels[field])}.
                ${t('ordering.conflict_line', { mine: mine || dash, theirs: store.draft?.[field] || dash })}
              </li>`,
          )}
        </ul>`,
      submit: t('ordering.keep_mine'),
      cancel: t('ordering.keep_theirs'),
      onSubmit: () => {
        for (const { id, material, materialId, quantity, unit } of lines)
          if (theirs(id)) store.type(id, { material, materialId, quantity, unit });
          else store.add([{ material, materialId, quantity, unit }]);
        if (fields.length > 0) store.change(head);
        return true;
      },
      onClose,
    });
  }
}
