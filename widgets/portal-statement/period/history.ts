import { html, nothing, type TemplateResult } from 'lit';
import { formatInstant } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { notice } from '../../kit/notice.ts';
import { bones } from '../../kit/skeleton.ts';
import type { List } from '../../records/resource.ts';
import { day, type View } from '../../records/view.ts';
import type { EarlierRow } from './more-results.ts';

export type HistoryOptions = {
  view: View;
  /** Whose clock tells when they were made. */
  timeZone: string | undefined;
  list: List<object, EarlierRow>;
  /** Id of the one on screen. */
  shown: string | undefined;
  onOpen: (id: string) => void;
  onRetry: () => void;
};

/** The statements made before, the newest first; each can be seen again. */
export function history(options: HistoryOptions): TemplateResult {
  const { view, list, timeZone, shown, onOpen, onRetry } = options;
  const { t, format } = view;
  if (list.fault) {
    return html`<div class="earlier">
      ${notice('danger', t(`error.${list.fault.code}`))}
      ${button({ kind: 'quiet', icon: 'refresh', label: t('common.retry'), onClick: onRetry })}
    </div>`;
  }
  if (!list.page) return html`<div class="earlier" aria-hidden="true">${bones(3)}</div>`;
  if (list.items.length === 0) return html`<p class="earlier">${t('statement.history_none')}</p>`;
  const turn = (label: string, onClick: (() => void) | undefined) =>
    onClick ? button({ kind: 'quiet', label, onClick }) : nothing;
  return html`<div class="earlier">
    <ul>
      ${list.items.map(({ id, company, cutOff, generatedAt }) => {
        const cut = day(cutOff, view);
        const when = formatInstant(generatedAt, format, timeZone);
        return html`<li aria-current=${id === shown ? 'true' : nothing}>
          ${button({
            kind: 'quiet',
            label: t('statement.history_cut_off', { date: cut }),
            name: t('statement.history_open', { date: cut, when, company: company.name }),
            onClick: () => onOpen(id),
          })}
          <span>${company.name} · ${t('statement.history_made', { when })}</span>
        </li>`;
      })}
    </ul>
    ${turn(t('common.previous'), list.onPrevious)} ${turn(t('common.next'), list.onNext)}
  </div>`;
}
