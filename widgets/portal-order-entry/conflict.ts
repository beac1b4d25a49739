import { html, type TemplateResult } from 'lit';
import { adopt } from '../core/lazy.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import type { Desk } from './desk.ts';
import type { SheetLine } from './draft-store.ts';

/** Lines that somebody else changed meanwhile, both ways side by side, for the reader to choose. */
export class Conflict {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
  }

  /** @param typed the lines as they were typed here; those on screen are the other person's */
  render(typed: readonly SheetLine[], onClose: () => void): TemplateResult {
    const { store, words } = this.#desk;
    const { t } = words();
    const theirs = (id: string) => store.lines.find((line) => line.id === id);
    return dialog({
      title: t('ordering.conflict_title'),
      content: html`<p>${t('ordering.conflict')}</p>
        <ul>
          ${typed.map((mine) => {
            const other = theirs(mine.id);
            return html`<li>
              ${t('ordering.conflict_line', { mine: `${mine.material} × ${mine.quantity}`, theirs: other ? `${other.material} × ${other.quantity}` : t('ordering.conflict_removed') })}
            </li>`;
          })}
        </ul>`,
      submit: t('ordering.keep_mine'),
      cancel: t('ordering.keep_theirs'),
      onSubmit: () => {
        for (const { id, material, materialId, quantity, unit } of typed)
          if (theirs(id)) store.type(id, { material, materialId, quantity, unit });
          else store.add([{ material, materialId, quantity, unit }]);
        return true;
      },
      onClose,
    });
  }
}
