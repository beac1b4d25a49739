import { html, nothing, type TemplateResult } from 'lit';
import type { DraftState } from '#contract/order-entry-words';
import type { DraftRow } from '#contract/order-entry';
import { formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import type { IconName } from '../kit/icons.ts';
import { panel, type Tone } from '../kit/notice.ts';
import { dash, money, textIn, type View } from '../records/view.ts';

const looks: Record<DraftState, [Tone, IconName]> = {
  draft: ['neutral', 'paper'],
  approval: ['warning', 'clock'],
  submitted: ['info', 'clock'],
  accepted: ['success', 'check'],
  rejected: ['danger', 'cross'],
  discarded: ['neutral', 'cross'],
};

/** How it stands with an order that was entered here. */
export function draftBadge(state: DraftState, { t }: View): TemplateResult {
  const [tone, icon] = looks[state];
  return badge(tone, icon, t(`ordering.state_${state}`), `badge-${state}`);
}

type Options = {
  view: View;
  rows: readonly DraftRow[];
  onOpen: (id: string) => void;
  onDiscard: (row: DraftRow) => void;
};

/** Drafts, and orders that were sent from here. */
export function draftsTable({ view, rows, onOpen, onDiscard }: Options): TemplateResult {
  const { t, format } = view;
  if (rows.length === 0)
    return panel({ icon: 'paper', title: t('ordering.none_title'), text: t('ordering.none') });
  return html`<table class="table drafts" part="table">
    <caption class="visually-hidden">
      ${t('ordering.drafts')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t('ordering.order')}</th>
        <th scope="col">${t('ordering.state')}</th>
        <th scope="col" class="number">${t('ordering.count_title')}</th>
        <th scope="col" class="number">${t('ordering.amount')}</th>
        <th scope="col">${t('ordering.changed')}</th>
        <th scope="col"><span class="visually-hidden">${t('ordering.open')}</span></th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const name = row.captureNumber ?? row.title ?? row.purchaseOrder ?? t('ordering.untitled');
        return html`<tr part="row">
          <td class="heading" data-label=${t('ordering.order')}>
            <strong>${name}</strong>
            <small
              >${[row.purchaseOrder !== name && row.purchaseOrder, row.company.name, row.author].filter(Boolean).join(' · ')}</small
            >
          </td>
          <td data-label=${t('ordering.state')}>
            ${draftBadge(row.state, view)}
            ${row.returned ? html`<small class="warn">${t('ordering.returned', { name: row.returned.by })}</small>` : nothing}
            ${row.waitingSince ? html`<small class="warn">${t('ordering.waiting_since', { time: formatInstant(row.waitingSince, format) })}</small>` : nothing}
            ${row.rejection ? html`<small>${row.rejection.text ? textIn(row.rejection.text, format) : row.rejection.code}</small>` : nothing}
          </td>
          <td class="number" data-label=${t('ordering.count_title')}>${row.count}</td>
          <td class="number strong" data-label=${t('ordering.amount')}>
            ${row.total === null ? dash : money(row.total, row.currency, view)}
          </td>
          <td data-label=${t('ordering.changed')}>${formatInstant(row.updatedAt, format)}</td>
          <td class="action">
            ${button({ kind: 'quiet', icon: 'arrow', label: t('ordering.open'), name: `${t('ordering.open')}: ${name}`, onClick: () => onOpen(row.id) })}
            ${row.state === 'draft' ? button({ kind: 'quiet', icon: 'cross', label: '', name: t('ordering.discard_of', { name }), onClick: () => onDiscard(row) }) : nothing}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
