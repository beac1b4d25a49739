import { html, nothing, type TemplateResult } from 'lit';
import type { AskedDraft } from '#contract/order-approvals';
import { limits } from '#contract/limits';
import type { DraftRow } from '#contract/order-entry';
import { formatInstant, toClientError, type ClientError } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { textAreaField } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Resource } from '../records/resource.ts';
import { dash, day, money } from '../records/view.ts';
import { decidedList } from './approval-words.ts';
import type { Desk, Late } from './desk.ts';
import { sendingStyles } from './sending.styles.ts';
import { sheet } from './sheet.ts';
import { placeText, type Form } from './side.ts';

/** Orders that wait for the reader's word. */
export class Approvals implements Late {
  readonly #desk: Desk;
  readonly #list: Resource<true, DraftRow[]>;
  readonly #asked: Resource<string, AskedDraft>;
  #open = '';
  #comment = '';
  #key = newFormKey();
  #busy = false;
  #fault: ClientError | undefined;
  /** Where the focus goes once it is rendered, as what was pressed goes away: a row by its place, or the order's title. */
  #goal: number | 'title' | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, sendingStyles);
    desk.host.addController({ hostUpdated: () => this.#lead() });
    const may = () => desk.allows('orders.approve');
    this.#list = new Resource<true, DraftRow[]>(desk.host, {
      portal: desk.portal,
      may,
      query: () => true as const,
      load: async (client, _query, signal) =>
        (await client.call('GET /approvals', { query: { limit: limits.pageMax }, signal })).items,
    });
    this.#asked = new Resource<string, AskedDraft>(desk.host, {
      portal: desk.portal,
      may,
      query: () => this.#open || undefined,
      load: (client, id, signal) => client.call('GET /approvals/:id', { params: { id }, signal }),
    });
  }

  reload(): void {
    this.#list.reload();
    this.#asked.reload();
  }

  clear(): void {
    this.#show('');
  }

  /** Opens an order, or goes back to the list: there to where the order stood that was open. */
  #go(id: string): void {
    const place = this.#list.last?.findIndex((row) => row.id === this.#open) ?? 0;
    this.#show(id);
    this.#goal = id ? 'title' : Math.max(place, 0);
  }

  #lead(): void {
    const { renderRoot } = this.#desk.host;
    const goal = this.#goal;
    if (goal === undefined || !(this.#open ? this.#asked : this.#list).loaded) return;
    const rows = [...renderRoot.querySelectorAll<HTMLElement>('[part="row"] .action .button')];
    const row = goal === 'title' ? undefined : rows[Math.min(goal, rows.length - 1)];
    const target = row ?? renderRoot.querySelector<HTMLElement>('.record-title');
    if (!target) return;
    this.#goal = undefined;
    target.focus();
  }

  #show(id: string): void {
    this.#goal = undefined;
    this.#open = id;
    this.#comment = '';
    this.#fault = undefined;
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  render(form: Form): TemplateResult {
    const { words } = this.#desk;
    const { t } = words();
    const { value, fault } = this.#open ? this.#asked : this.#list;
    if (fault)
      return panel({
        icon: 'alert',
        title: t('common.error_title'),
        text: t(`error.${fault.code}`),
        action: button({
          label: t(this.#open ? 'ordering.approvals' : 'common.retry'),
          onClick: () => (this.#open ? this.#go('') : this.reload()),
        }),
      });
    if (!value) return html`${bones(8)}`;
    return this.#open
      ? this.#renderAsked(value as AskedDraft, form)
      : this.#renderList(value as DraftRow[]);
  }

  #renderList(rows: readonly DraftRow[]): TemplateResult {
    const { words, allows, show } = this.#desk;
    const view = words();
    const { t, format } = view;
    return html`${
        allows('orders.create')
          ? html`<div class="bar no-print">
              ${button({ kind: 'quiet', icon: 'back', label: t('ordering.back'), onClick: () => show('') })}
            </div>`
          : nothing
      }
      <h3 class="record-title" tabindex="-1">${t('ordering.approvals')}</h3>
      ${
        rows.length === 0
          ? panel({
              icon: 'check',
              title: t('ordering.approvals_none_title'),
              text: t('ordering.approvals_none'),
            })
          : html`<table class="table drafts" part="table">
              <caption class="visually-hidden">
                ${t('ordering.approvals')}
              </caption>
              <thead>
                <tr>
                  <th scope="col">${t('ordering.order')}</th>
                  <th scope="col">${t('ordering.asked_since')}</th>
                  <th scope="col" class="number">${t('ordering.count_title')}</th>
                  <th scope="col" class="number">${t('ordering.amount')}</th>
                  <th scope="col"><span class="visually-hidden">${t('ordering.open')}</span></th>
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => {
                  const name = row.title ?? row.purchaseOrder ?? row.author;
                  return html`<tr part="row">
                    <td class="heading" data-label=${t('ordering.order')}>
                      <strong>${name}</strong>
                      <small
                        >${[row.author !== name && row.author, row.company.name].filter(Boolean).join(' · ')}</small
                      >
                    </td>
                    <td data-label=${t('ordering.asked_since')}>
                      ${row.askedAt ? formatInstant(row.askedAt, format) : dash}
                    </td>
                    <td class="number" data-label=${t('ordering.count_title')}>${row.count}</td>
                    <td class="number strong" data-label=${t('ordering.amount')}>
                      ${row.total === null ? dash : money(row.total, row.currency, view)}
                    </td>
                    <td class="action">
                      ${button({ kind: 'quiet', icon: 'arrow', label: t('ordering.open'), name: `${t('ordering.open')}: ${name}`, onClick: () => this.#go(row.id) })}
                    </td>
                  </tr>`;
                })}
              </tbody>
            </table>`
      }`;
  }

  #renderAsked(draft: AskedDraft, form: Form): TemplateResult {
    const { words } = this.#desk;
    const view = words();
    const { t } = view;
    const fact = (label: string, value: unknown) =>
      html`<dt>${label}</dt>
        <dd>${value}</dd>`;
    return html`<section aria-labelledby="asked-title">
      <div class="bar no-print">
        ${button({ kind: 'quiet', icon: 'back', label: t('ordering.approvals'), onClick: () => this.#go('') })}
      </div>
      <h3 id="asked-title" class="record-title" tabindex="-1">
        ${t('ordering.asked_title', { name: draft.author })}
      </h3>
      <dl class="facts">
        ${fact(t('ordering.company'), draft.company.name)}
        ${fact(t('ordering.ship_to'), placeText(form, draft.shipTo) ?? dash)}
        ${fact(t('ordering.requested_date'), draft.requestedDate ? day(draft.requestedDate, view) : dash)}
        ${fact(t('ordering.purchase_order'), draft.purchaseOrder ?? dash)}
        ${draft.note ? fact(t('ordering.note'), draft.note) : nothing}
        ${draft.total === null ? nothing : fact(t(draft.taxIncluded ? 'ordering.total_taxed' : 'ordering.total'), money(draft.total, draft.currency, view))}
      </dl>
      ${decidedList(draft.approval, view)}
      ${sheet({
        view,
        lines: draft.lines.map((out) => ({ ...out, materialId: null, read: null, out })),
        currency: draft.currency,
        prices: draft.total !== null,
        readonly: true,
        suggestions: [],
        onType: () => {},
        onRemove: () => {},
        onSuggest: () => {},
        onPaste: () => {},
      })}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      ${draft.refusal ? notice('neutral', t(`error.${draft.refusal}`)) : this.#renderForm(draft)}
    </section>`;
  }

  #renderForm(draft: AskedDraft): TemplateResult {
    const { t } = this.#desk.words();
    return html`${textAreaField({
        id: 'comment',
        label: t('ordering.comment'),
        value: this.#comment,
        rows: 2,
        maxLength: limits.text,
        onInput: (typed) => (this.#comment = typed),
      })}
      <div class="actions" part="approval">
        ${button({ kind: 'primary', label: t('ordering.approve'), off: this.#busy, onClick: () => void this.#decide(draft, 'approve') })}
        ${button({ label: t('ordering.return'), off: this.#busy, onClick: () => void this.#decide(draft, 'return') })}
      </div>`;
  }

  async #decide(draft: AskedDraft, decision: 'approve' | 'return'): Promise<void> {
    const { portal, announce, words, host } = this.#desk;
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      const made = await portal().client.call('POST /order-drafts/:id/decision', {
        params: { id: draft.id },
        body: { decision, contentHash: draft.contentHash, comment: this.#comment.trim() || null },
        once: this.#key,
      });
      const { t } = words();
      announce(
        made.captureNumber
          ? t('ordering.sent_as', { number: made.captureNumber })
          : t(made.state === 'draft' ? 'ordering.returned_done' : 'ordering.approved_more', {
              count: made.missing,
            }),
      );
      this.#go('');
    } catch (thrown) {
      this.#fault = toClientError(thrown);
      this.#key = newFormKey();
    }
    this.#busy = false;
    this.reload();
    host.requestUpdate();
  }
}
