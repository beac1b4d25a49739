import { html, nothing, type TemplateResult } from 'lit';
import type { ServiceRequestDetail } from '#contract/service';
import type { RequestAction } from '#contract/service-words';
import { formatInstant, formatQuantity, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { textIn, type View } from '../records/view.ts';
import { categoryName, promiseText, recordName, statusBadge, statusName } from './words.ts';

export type DetailOptions = {
  view: View;
  staff: boolean;
  request: ServiceRequestDetail | undefined;
  /** Shown instead of the request where it did not come. */
  fault: TemplateResult | undefined;
  /** Why the last change did not come about. */
  refusal: string;
  stale: boolean;
  busy: boolean;
  /** Number of the session's customer; others are named. */
  own: string | undefined;
  /** Its conversation; undefined where it may not be read. */
  thread: TemplateResult | undefined;
  /** What people of the company change of it. */
  desk: TemplateResult | typeof nothing;
  /** How it was rated, being said. */
  rating: { score: number; text: string };
  link: (id: string, number: string) => TemplateResult;
  /** Leads to the record it is about. */
  onRecord: () => void;
  onBack: () => void;
  onAct: (action: RequestAction) => void;
  onRating: (change: Partial<{ score: number; text: string }>) => void;
};

/** One request: its conversation, and beside it how it stands, what was told, and what can be done. */
export function requestDetail(options: DetailOptions): TemplateResult {
  const { view, request, fault, stale } = options;
  const { t } = view;
  return html`
    ${button({ kind: 'quiet', label: t('service.back'), icon: 'back', onClick: options.onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${request ? html`${request.subject} <small>${request.number}</small>` : t(fault ? 'service.title' : 'common.loading')}
    </h2>
    ${
      fault ??
      (request
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${options.refusal ? notice('danger', options.refusal) : nothing}
            <div class="request">
              <div class="standing">${standing(request, options)}</div>
              <section class="thread" part="thread" aria-label=${t('service.thread')}>
                ${options.thread ?? notice('neutral', t('service.no_thread'))}
              </section>
              <div class="about">${about(request, options)}</div>
            </div>
          </div>`
        : html`<div class="record" aria-hidden="true">${bones(8, 'row')}</div>`)
    }
  `;
}

/** How it stands, what is promised, and what can be done now. */
function standing(request: ServiceRequestDetail, options: DetailOptions): TemplateResult {
  const { view, staff, busy, onAct } = options;
  const { t } = view;
  const text = promiseText(request, view);
  const act = (action: 'cancel' | 'close' | 'reopen' | 'continue', primary = false) =>
    request.actions.includes(action)
      ? button({
          label: t(`service.act_${action}`),
          ...(primary && { kind: 'primary' }),
          off: busy,
          onClick: () => onAct(action),
        })
      : nothing;
  return html`<div class="state">
      ${statusBadge(request.status, view, staff)}
      ${text ? html`<p class="promise ${request.promise.late ? 'late' : ''}" part="promise">${text}</p>` : nothing}
    </div>
    <div class="actions no-print">
      ${act('continue', true)} ${act('reopen')} ${act('close')} ${act('cancel')}
    </div>
    ${request.actions.includes('rate') ? rating(options) : nothing} ${options.desk}`;
}

/** What the ends of the scale say. */
const ends: Readonly<Record<number, TextKey>> = { 1: 'service.rate_low', 5: 'service.rate_high' };

function rating({ view: { t }, rating: said, busy, onRating, onAct }: DetailOptions) {
  return html`<form
    class="rating no-print"
    data-of="rating"
    @submit=${(event: Event) => {
      event.preventDefault();
      if (said.score > 0) onAct('rate');
    }}
  >
    <fieldset>
      <legend>${t('service.rate')}</legend>
      <small aria-hidden="true">${t('service.rate_low')}</small>
      ${[1, 2, 3, 4, 5].map(
        (score) =>
          html`<label
            ><input
              type="radio"
              name="score"
              .checked=${said.score === score}
              @change=${() => onRating({ score })}
            /><span aria-hidden="true">${score}</span
            ><span class="visually-hidden"
              >${t('service.rate_score', { score })}${ends[score] ? `, ${t(ends[score])}` : ''}</span
            ></label
          >`,
      )}
      <small aria-hidden="true">${t('service.rate_high')}</small>
    </fieldset>
    ${
      said.score > 0
        ? html`<label class="visually-hidden" for="rate-text">${t('service.rate_text')}</label>
            <input
              class="input"
              part="input"
              id="rate-text"
              maxlength="500"
              placeholder=${t('service.rate_text')}
              .value=${said.text}
              @input=${(event: Event) => onRating({ text: (event.target as HTMLInputElement).value })}
            />
            ${button({ type: 'submit', label: t('service.rate_submit'), off: busy })}`
        : nothing
    }
  </form>`;
}

function about(request: ServiceRequestDetail, options: DetailOptions): TemplateResult {
  const { view, own, link, onRecord } = options;
  const { t, format } = view;
  const { customer, record, predecessor, successors, fields } = request;
  const fact = (label: TextKey | string, value: unknown) =>
    html`<div class="fact">
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  const links = (all: readonly { id: string; number: string }[]) =>
    all.map(({ id, number }, at) => html`${at > 0 ? ', ' : ''}${link(id, number)}`);
  return html`<dl class="facts" aria-label=${t('service.details')}>
      ${fact(t('service.category'), categoryName(request.category, view))}
      ${customer.number === own ? nothing : fact(t('service.customer'), html`${customer.name} <small>${customer.number}</small>`)}
      ${record ? fact(t('service.record'), html`<button class="link" type="button" @click=${onRecord}>${recordName(record, t)}</button>`) : nothing}
      ${fields.map(({ labels, value, shown }) => fact(textIn(labels, format), shown ? textIn(shown, format) : value))}
      ${request.covered ? fact(t('service.covered', { number: request.covered.number }), coveredText(request.covered, view)) : nothing}
      ${request.contact === null ? nothing : fact(t('service.contact'), request.contact)}
      ${fact(t('service.opened'), html`<span class="figures">${formatInstant(request.openedAt, format)}</span>`)}
      ${predecessor ? fact(t('service.predecessor'), links([predecessor])) : nothing}
      ${successors.length > 0 ? fact(t('service.successors'), links(successors)) : nothing}
      ${request.erpReference === null ? nothing : fact(t('service.erp_reference'), request.erpReference)}
      ${request.rating === null ? nothing : fact(t('service.rate'), t('service.rated', { score: request.rating.score }))}
    </dl>
    <details class="history">
      <summary>${icon('chevron')}<span>${t('service.history')}</span></summary>
      <ol>
        ${request.events.map((event) => html`<li>${eventText(event, request, options)}</li>`)}
      </ol>
    </details>`;
}

/** What covers it, and what of the allowance is used. */
function coveredText(
  { title, allowance }: NonNullable<ServiceRequestDetail['covered']>,
  { t, format }: View,
): string {
  if (!allowance) return title;
  const [used, included] = [allowance.used, allowance.included].map((figure) =>
    formatQuantity(figure, format),
  );
  return `${title}: ${t(`contracts.allowance_${allowance.kind}`, { used: used!, included: included! })}`;
}

function eventText(
  event: ServiceRequestDetail['events'][number],
  { category }: ServiceRequestDetail,
  { view, staff }: DetailOptions,
): TemplateResult {
  const { t, format } = view;
  const detail =
    event.kind === 'status' && event.status
      ? statusName(event.status, t, staff)
      : event.kind === 'category' && event.detail === category.code
        ? textIn(category.labels, format)
        : (event.detail ?? '–');
  const name = event.by.name ?? t('service.last_company');
  const time = formatInstant(event.at, format);
  return html`${t(`service.event_${event.kind}`, { detail })}
    <small>${t('service.by', { name, time })}</small>`;
}
