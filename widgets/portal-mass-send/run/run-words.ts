import { html, type TemplateResult } from 'lit';
import type { MassSend } from '#contract/mass-send';
import type { RunState } from '#contract/mass-send-words';
import { formatInstant, formatQuantity } from '../../core/index.ts';
import { badge } from '../../kit/badge.ts';
import type { IconName } from '../../kit/icons.ts';
import type { Tone } from '../../kit/notice.ts';
import type { View } from '../desk.ts';
import type { Stale } from './run-data.ts';

const runLooks: Record<RunState, [Tone, IconName]> = {
  draft: ['neutral', 'list'],
  running: ['info', 'progress'],
  paused: ['warning', 'pause'],
  done: ['success', 'check'],
  cancelled: ['neutral', 'cross'],
};

/** The state of a run; one that ended with failures says how many, and does not look well. */
export function runBadge(
  { state, counts }: Pick<MassSend, 'state' | 'counts'>,
  view: View,
): TemplateResult {
  const { t } = view;
  const count = counts.failed + counts.unknown;
  if (state !== 'done' || count === 0)
    return badge(...runLooks[state], t(`mass_send.run_${state}`), `badge-${state}`);
  const words = t('mass_send.run_done_failed', { count, number: figure(count, view) });
  return badge('warning', 'alert', words, 'badge-done');
}

export const figure = (count: number, { format }: View): string =>
  formatQuantity(String(count), format);

/** Customers that get something in this run, and those with whom it is settled. */
export function reach({ counts }: MassSend): { settled: number; all: number } {
  const { waiting, sent, failed, unknown, cancelled } = counts;
  const settled = sent + failed + unknown;
  return { settled, all: settled + waiting + cancelled };
}

/** That some of its customers got the same already, how many and when. */
export function alreadySentText({ alreadySent, counts }: MassSend, view: View): string {
  if (!alreadySent) return view.t('error.run_repeated');
  const { customers: count, at } = alreadySent;
  return view.t('mass_send.already_sent', {
    count,
    number: figure(count, view),
    all: figure(counts.waiting, view),
    at: formatInstant(at, view.format),
  });
}

/** How far a run is: `1,240 de 5,000 · 310 por minuto · faltan 12 min`. */
export function progressText(run: MassSend, view: View): string {
  const { t } = view;
  const { settled, all } = reach(run);
  const parts = [t('mass_send.done_of', { done: figure(settled, view), all: figure(all, view) })];
  if (run.state !== 'running') return parts.join('');
  if (run.rate !== null)
    parts.push(t('mass_send.per_minute', { rate: figure(Math.round(run.rate), view) }));
  if (run.remainingSeconds !== null) {
    const count = Math.max(1, Math.ceil(run.remainingSeconds / 60));
    parts.push(t('mass_send.minutes_left', { count }));
  }
  return parts.join(' · ');
}

/** When a run began and ended, by whom, and what it is of. */
export const runFacts = (run: MassSend, view: View): TemplateResult => {
  const { t, format } = view;
  const at = (instant: string) =>
    html`<time datetime=${instant}>${formatInstant(instant, format)}</time>`;
  return html`<p class="quiet-text">
    ${t('mass_send.prepared_by', { by: run.by })} ${at(run.createdAt)}
    ${run.startedAt ? html`· ${t('mass_send.started')} ${at(run.startedAt)}` : ''}
    ${run.finishedAt ? html`· ${t('mass_send.finished')} ${at(run.finishedAt)}` : ''}
    ${run.forcedReason ? html`· ${t('mass_send.forced', { reason: run.forcedReason })}` : ''}
  </p>`;
};

/** That the figures are not those of now, and when they came; a refusal is said as such. */
export const staleText = ({ fault, since }: Stale, { t, format }: View): string =>
  fault.retriable
    ? t('mass_send.stale', { at: formatInstant(since, format) })
    : t(`error.${fault.code}`);
