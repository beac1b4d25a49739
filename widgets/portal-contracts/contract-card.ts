import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ContractState } from '#contract/contract-words';
import type { Contract } from '#contract/contracts';
import { formatQuantity } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { day, money, type View } from '../records/view.ts';

const looks: Record<ContractState, [Tone, IconName]> = {
  active: ['success', 'check'],
  suspended: ['warning', 'pause'],
  ended: ['neutral', 'clock'],
  cancelled: ['neutral', 'cross'],
};

export const contractBadge = (state: ContractState, { t }: View): TemplateResult =>
  badge(...looks[state], t(`contracts.state_${state}`), `badge-${state}`);

/** When it ends, in words: in so many days, today, or that it has. */
export function endText({ daysLeft, state }: Contract, { t }: View): string {
  if (daysLeft === null) return t('contracts.endless');
  if (state !== 'active' || daysLeft < 0) return '';
  return daysLeft === 0 ? t('contracts.ends_today') : t('contracts.ends_in', { count: daysLeft });
}

/** The term as a bar: how far it is, and where the time to give notice ends. */
export function termBar(contract: Contract, view: View): TemplateResult | typeof nothing {
  const { start, end, elapsed, noticeAt, noticeBy, renewal } = contract;
  const { t } = view;
  if (end === null || elapsed === null) return nothing;
  const marked = noticeBy !== null && noticeAt !== null && renewal === 'tacit';
  const label = [
    t('contracts.term_of', { start: day(start, view), end: day(end, view) }),
    marked && t('contracts.notice_until', { date: day(noticeBy, view) }),
  ];
  return html`<div class="term" part="term-bar">
    <svg
      class="bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label=${label.filter(Boolean).join(', ')}
    >
      ${svg`<rect class="track" width="100" height="8" rx="1"></rect>
        <rect class="gone" width=${elapsed} height="8" rx="1"></rect>
        ${marked ? svg`<rect class="mark" x=${Math.min(99, noticeAt)} width="1" height="8"></rect>` : nothing}`}
    </svg>
    <div class="ends figures" aria-hidden="true">
      <span>${day(start, view)}</span><span>${day(end, view)}</span>
    </div>
    ${marked ? html`<p class="note">${t('contracts.notice_until', { date: day(noticeBy, view) })}</p>` : nothing}
  </div>`;
}

/** What of the allowance is used, in words and as a bar. */
export function allowanceBar({ allowance }: Contract, view: View): TemplateResult | typeof nothing {
  if (!allowance) return nothing;
  const { t, format } = view;
  const [used, included] = [Number(allowance.used), Number(allowance.included)];
  const percent = included > 0 ? Math.min(100, (used * 100) / included) : 100;
  const text = t(`contracts.allowance_${allowance.kind}`, {
    used: formatQuantity(allowance.used, format),
    included: formatQuantity(allowance.included, format),
  });
  return html`<div class="allowance" part="allowance">
    <span>${text}</span>
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="track" width="100" height="8" rx="1"></rect>
        <rect class=${percent >= 100 ? 'over' : 'gone'} width=${percent} height="8" rx="1"></rect>`}
    </svg>
  </div>`;
}

/** What it costs, and how often. */
export const priceText = ({ amount, currency, period }: Contract, view: View): string =>
  amount === null || currency === null
    ? ''
    : [money(amount, currency, view), period && view.t(`contracts.period_${period}`)]
        .filter(Boolean)
        .join(' ');

/** One contract as a card; its name opens it. */
export const contractCard = (
  contract: Contract,
  view: View,
  { link, own }: { link: TemplateResult; own: string | undefined },
): TemplateResult => {
  const { number, title, kind, customer } = contract;
  const ends = endText(contract, view);
  return html`<li class="contract" part="contract">
    <div class="head">
      <h3 class="subtitle">${link}</h3>
      ${contractBadge(contract.state, view)}
    </div>
    <small
      >${[number, kind === title ? '' : kind, customer.number === own ? '' : customer.name].filter(Boolean).join(' · ')}</small
    >
    ${termBar(contract, view)}
    ${ends ? html`<p class="left ${(contract.daysLeft ?? 99) <= 60 ? 'soon' : ''}">${ends}</p>` : nothing}
    ${allowanceBar(contract, view)}
  </li>`;
};
