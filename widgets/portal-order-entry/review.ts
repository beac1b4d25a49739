import { html, nothing, type TemplateResult } from 'lit';
import type { Draft } from '#contract/order-entry';
import type { PriceReason } from '#contract/order-entry-words';
import { formatInstant } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { dash, day, money, textIn, type View } from '../records/view.ts';
import { approvalNotice, decidedList } from './approval-words.ts';
import { draftBadge } from './drafts-list.ts';
import { placeText, type Form } from './side.ts';

/** Prices that are others than were shown. */
export type PriceChange = {
  priceHash: string;
  differences: {
    line: string;
    material: string;
    before: string | null;
    after: string | null;
    why: PriceReason;
  }[];
};

type ReviewOptions = {
  view: View;
  draft: Draft;
  form: Form;
  lines: TemplateResult;
  priceChange: PriceChange | undefined;
  same: boolean;
  confirmed: boolean;
  busy: boolean;
  onConfirm: (yes: boolean) => void;
  onSubmit: () => void;
  onBack: () => void;
};

/** What is about to be sent, and the one button that sends it. */
export function review(options: ReviewOptions): TemplateResult {
  const { view, draft, form, lines, busy } = options;
  const { t } = view;
  const ready =
    draft.faulty === 0 &&
    draft.count > 0 &&
    (draft.approval?.possible ?? true) &&
    (!form.purchaseOrderRequired || draft.purchaseOrder);
  return html`<section aria-labelledby="review-title">
    <h3 id="review-title" class="record-title" tabindex="-1">${t('ordering.review_title')}</h3>
    ${facts(options)} ${lines} ${priceNotice(options)} ${approvalNotice(draft.approval, view)}
    ${draft.faulty > 0 ? notice('warning', t('ordering.review_faulty', { count: draft.faulty })) : nothing}
    ${form.purchaseOrderRequired && !draft.purchaseOrder ? notice('warning', t('error.purchase_order_required')) : nothing}
    ${
      options.same
        ? html`${notice('warning', t('error.same_purchase_order'))}
            <label class="check"
              ><input
                type="checkbox"
                .checked=${options.confirmed}
                @change=${(event: Event) => options.onConfirm((event.target as HTMLInputElement).checked)}
              />
              ${t('ordering.confirm_same', { number: draft.purchaseOrder ?? '' })}</label
            >`
        : nothing
    }
    <div class="actions">
      ${button({
        kind: 'primary',
        label: t(
          options.priceChange
            ? 'ordering.accept_prices'
            : busy
              ? 'ordering.sending'
              : draft.approval?.missing
                ? 'ordering.ask_approval'
                : 'ordering.send',
        ),
        off: busy || !ready || (options.same && !options.confirmed),
        onClick: () => ready && !busy && options.onSubmit(),
      })}
      ${button({ label: t('ordering.go_on'), onClick: options.onBack })}
    </div>
  </section>`;
}

function facts({
  view,
  draft,
  form,
}: Pick<ReviewOptions, 'view' | 'draft' | 'form'>): TemplateResult {
  const { t } = view;
  const fact = (label: string, value: string | null) =>
    html`<dt>${label}</dt>
      <dd>${value ?? dash}</dd>`;
  return html`<dl class="facts">
    ${fact(t('ordering.company'), draft.company.name)}
    ${fact(t('ordering.ship_to'), placeText(form, draft.shipTo))}
    ${fact(t('ordering.requested_date'), draft.requestedDate && day(draft.requestedDate, view))}
    ${fact(t('ordering.purchase_order'), draft.purchaseOrder)}
    ${draft.note ? fact(t('ordering.note'), draft.note) : nothing}
    ${draft.total === null ? nothing : fact(t(draft.taxIncluded ? 'ordering.total_taxed' : 'ordering.total'), money(draft.total, draft.currency, view))}
  </dl>`;
}

function priceNotice({ view, draft, priceChange }: ReviewOptions) {
  const { t } = view;
  if (!priceChange) return nothing;
  return html`${notice('warning', t('error.prices_changed'))}
    <ul>
      ${priceChange.differences.map(
        ({ material, before, after, why }) =>
          html`<li>
            ${material}: ${money(before, draft.currency, view)} →
            ${money(after, draft.currency, view)}
            <small>${t(`ordering.price_${why}`)}</small>
          </li>`,
      )}
    </ul>`;
}

type SentOptions = {
  view: View;
  draft: Draft;
  form: Form;
  busy: boolean;
  /** Left to take it back. */
  seconds: number;
  copy: (number: string) => TemplateResult;
  onUndo: () => void;
  onAgain: () => void;
  /** Leads to the order that was made of it; undefined where the reader may not see orders. */
  onOrder: (() => void) | undefined;
  lines: TemplateResult;
};

/** What became of an order that was sent, or what happens next. */
export function nextText(
  { state, waitingSince, rejection, orderNumber }: Draft,
  seconds: number,
  { t, format }: View,
): string {
  if (state === 'accepted') return t('ordering.next_accepted', { number: orderNumber ?? '–' });
  if (state !== 'submitted')
    return (
      (rejection?.text && textIn(rejection.text, format)) ??
      rejection?.code ??
      t('ordering.next_rejected')
    );
  if (waitingSince)
    return t('ordering.waiting_since', { time: formatInstant(waitingSince, format) });
  return t(seconds > 0 ? 'ordering.next_held' : 'ordering.next');
}

/** An order that was sent: its number, and what happens next. */
export function sentPanel(options: SentOptions): TemplateResult {
  const { view, draft, busy, seconds, copy, onUndo, onAgain, onOrder, lines } = options;
  const { t } = view;
  const { captureNumber, state } = draft;
  const said = nextText(draft, seconds, view);
  return html`<section class="sent" aria-labelledby="sent-title">
      <p class="muted" id="sent-title">
        ${t(state === 'approval' ? 'ordering.order' : 'ordering.capture_number')}
      </p>
      ${captureNumber ? html`<p class="capture" tabindex="-1">${captureNumber}</p>` : nothing}
      <div>${captureNumber ? copy(captureNumber) : nothing} ${draftBadge(state, view)}</div>
      ${
        state === 'approval'
          ? html`${approvalNotice(draft.approval, view)} ${decidedList(draft.approval, view)}
            ${button({ label: t('ordering.withdraw'), off: busy, onClick: onUndo })}`
          : state === 'submitted' || state === 'accepted'
            ? html`<p>${said}</p>`
            : html`${notice('danger', said)}
              ${button({ kind: 'primary', label: t('ordering.again'), off: busy, onClick: onAgain })}`
      }
      ${draft.order && onOrder ? button({ icon: 'arrow', label: t('ordering.view_order'), onClick: onOrder }) : nothing}
      ${seconds > 0 ? button({ label: t('ordering.undo', { count: seconds }), off: busy, onClick: onUndo }) : nothing}
    </section>
    ${facts(options)} ${lines}`;
}
