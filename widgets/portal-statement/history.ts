import { html, nothing, type TemplateResult } from 'lit';
import { formatInstant, type ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import type { Earlier } from './more.ts';
import { day, type View } from './statement-view.ts';

export type HistoryOptions = {
  view: View;
  /** Whose clock tells when they were made. */
  timeZone: string | undefined;
  list: Earlier | undefined;
  fault: ClientError | undefined;
  /** Id of the one on screen. */
  shown: string | undefined;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  onOpen: (id: string) => void;
  onRetry: () => void;
};

/** The statements made before, the newest first; each can be seen again. */
export function history(options: HistoryOptions): TemplateResult {
  const { view, list, fault, timeZone, shown, onPrevious, onNext, onOpen, onRetry } = options;
  const { t, format } = view;
  if (fault) {
    return html`<div class="earlier">
      ${notice('danger', t(`error.${fault.code}`))}
      ${button({ kind: 'quiet', icon: 'refresh', label: t('common.retry'), onClick: onRetry })}
    </div>`;
  }
  if (!list) return html`<div class="earlier" aria-hidden="true">${bones(3)}</div>`;
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
    ${turn(t('common.previous'), onPrevious)} ${turn(t('common.next'), onNext)}
  </div>`;
}
