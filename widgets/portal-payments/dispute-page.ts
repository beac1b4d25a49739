import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { isHandedOut } from '#contract/file-words';
import { messageLimits } from '#contract/message-words';
import type { Dispute, DisputeFile } from '#contract/promises';
import { mostDisputeText, type DisputeState } from '#contract/promise-words';
import { formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { textAreaField } from '../kit/field.ts';
import type { IconName } from '../kit/icons.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Deed, type DeedDesk } from '../records/deed.ts';
import { Download } from '../records/download.ts';
import { arrivedFiles, filePicker } from '../records/file-picker.ts';
import { sizeText, Uploads } from '../records/uploads.ts';
import { money, type View } from '../records/view.ts';
import { fileWords } from './file-words.ts';
import { who } from './said-list.ts';
import { focusWrong } from '../records/focus.ts';

export type DisputePageDesk = DeedDesk & {
  view: () => View;
  /** Whether the reader answers, and whether it may dispute itself. */
  mayReview: () => boolean;
  disputes: () => boolean;
  announce: (text: string) => void;
  /** It is another one now. */
  onChanged: () => void;
  onBack: () => void;
};

const marks: Record<DisputeState, readonly [Tone, IconName]> = {
  open: ['warning', 'clock'],
  accepted: ['success', 'check'],
  refused: ['danger', 'cross'],
  withdrawn: ['neutral', 'cross'],
};

export const disputeBadge = ({ state }: Dispute, { t }: View): TemplateResult =>
  badge(...marks[state], t(`payments.dispute_state_${state}`));

/** One document that a customer says is not right: what was said, the answer, and what can be done. */
export class DisputePage {
  readonly #desk: DisputePageDesk;
  readonly #task: Deed;
  readonly #uploads: Uploads;
  readonly #download: Download;
  #of = '';
  #answer = '';
  #tried = false;

  constructor(desk: DisputePageDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
    const { host, portal, report } = desk;
    this.#uploads = new Uploads(host, {
      purpose: 'dispute',
      portal,
      onDone: () => host.requestUpdate(),
      onFault: report,
    });
    this.#download = new Download(host, { portal, onDone: () => {}, onFault: report });
  }

  #begin(id: string): void {
    this.#of = id;
    this.#answer = '';
    this.#tried = false;
    this.#task.clear();
    if (this.#uploads.items.length > 0) this.#uploads.clear();
  }

  /** @param shown what was loaded of it, or why it could not be */
  render(
    id: string,
    { dispute, fault }: { dispute: Dispute | undefined; fault: TemplateResult | undefined },
  ): TemplateResult {
    if (id !== this.#of) this.#begin(id);
    const { view, onBack } = this.#desk;
    const { t } = view();
    return html`${button({ kind: 'quiet', icon: 'back', label: t('payments.back_disputes'), onClick: onBack })}
      <h3 class="subtitle record-title" tabindex="-1">
        ${dispute ? t('payments.dispute_title', { document: dispute.document }) : t(fault ? 'payments.view_disputes' : 'common.loading')}
      </h3>
      ${
        dispute
          ? this.#renderShown(dispute)
          : (fault ?? html`<div class="said" aria-hidden="true">${bones(6)}</div>`)
      }`;
  }

  #renderShown(shown: Dispute): TemplateResult {
    const v = this.#desk.view();
    const { t, format } = v;
    const { reason, amount, currency, open, text, answer, erpNumber, by, at } = shown;
    const { fault } = this.#task;
    const fact = (label: string, value: unknown, kind = '') =>
      html`<div class="fact ${kind}">
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`<div class="said">
      <p>${disputeBadge(shown, v)}</p>
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      <dl class="facts">
        ${fact(t('payments.customer'), who(shown), 'broad')}
        ${fact(t('payments.dispute_reason'), t(`payments.dispute_reason_${reason}`), 'broad')}
        ${fact(t('payments.dispute_amount'), money(amount, currency, v), 'figures')}
        ${fact(t('payments.open'), money(open, currency, v), 'figures')}
        ${erpNumber === null ? nothing : fact(t('payments.dispute_erp'), erpNumber)}
      </dl>
      <blockquote>
        <p>${text}</p>
        <small>${by} · <span class="figures">${formatInstant(at, format)}</span></small>
        ${this.#renderFiles(shown, 'customer')}
      </blockquote>
      ${
        answer === null
          ? nothing
          : html`<div>
              <h4>${t('payments.dispute_answer')}</h4>
              <p>${answer}</p>
              ${this.#renderFiles(shown, 'company')}
            </div>`
      }
      ${shown.state === 'open' ? this.#renderDeeds(shown) : nothing}
    </div>`;
  }

  #renderFiles({ files }: Dispute, of: DisputeFile['side']): TemplateResult | typeof nothing {
    const { t, format } = this.#desk.view();
    const sent = files.filter(({ side }) => side === of);
    if (sent.length === 0) return nothing;
    return html`<ul class="files" aria-label=${t('payments.dispute_files_of')}>
      ${sent.map((file) => {
        const { name, bytes, scan } = file;
        return html`<li>
          ${
            isHandedOut(scan)
              ? button({
                  kind: 'quiet',
                  icon: 'download',
                  label: name,
                  name: t('payments.dispute_file_open', { file: name }),
                  off: this.#download.busy !== '',
                  onClick: () => this.#save(file),
                })
              : html`${name}
                  <small
                    >${t(scan === 'infected' ? 'error.file_infected' : 'error.file_pending')}</small
                  >`
          }
          <small class="figures">${sizeText(bytes, format)}</small>
        </li>`;
      })}
    </ul>`;
  }

  #save({ id, name }: DisputeFile): void {
    void this.#download.save(name, () =>
      this.#desk.portal().client.call('GET /dispute-files/:id/content', { params: { id } }),
    );
  }

  #renderDeeds({ id }: Dispute): unknown {
    const { view, mayReview, disputes } = this.#desk;
    const { t } = view();
    const params = { id };
    const withdraw = () =>
      this.#act(
        (client) => client.call('POST /disputes/:id/withdrawal', { params, body: {} }),
        t('payments.dispute_gone'),
      );
    if (disputes())
      return html`<div class="actions no-print">
        ${button({ icon: 'cross', label: t('payments.dispute_withdraw'), off: this.#task.busy, onClick: withdraw })}
      </div>`;
    return mayReview() ? this.#renderAnswer(id) : nothing;
  }

  #renderAnswer(id: string): unknown {
    const { view, announce, host } = this.#desk;
    const { t } = view();
    const off = this.#task.busy || this.#uploads.busy;
    let decision: 'accepted' | 'refused' = 'accepted';
    const decide = (event: Event) => {
      event.preventDefault();
      if (off) return;
      const answer = this.#answer.trim();
      this.#tried = true;
      host.requestUpdate();
      const files = arrivedFiles(this.#uploads);
      if (!answer) {
        announce(t('payments.required'));
        return void focusWrong(host);
      }
      if (!files) return announce(t('payments.files_under_way'));
      this.#act(
        (client) =>
          client.call('POST /disputes/:id/decision', {
            params: { id },
            body: { decision, answer, files },
          }),
        t('payments.dispute_answered'),
      );
    };
    const form = html`<form
      class="said no-print"
      part="desk"
      data-of=${id}
      novalidate
      @submit=${decide}
    >
      ${textAreaField({
        id: 'dispute-answer',
        label: t('payments.dispute_answer_to'),
        value: this.#answer,
        error: this.#tried && !this.#answer.trim() ? t('payments.required') : undefined,
        maxLength: mostDisputeText,
        onInput: (typed) => {
          this.#answer = typed;
          host.requestUpdate();
        },
      })}
      ${filePicker({
        view: this.#desk.view(),
        label: t('payments.dispute_files'),
        words: fileWords(t),
        uploads: this.#uploads,
        most: messageLimits.files,
      })}
      <small>${t('payments.dispute_accept_text')}</small>
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t('payments.dispute_accept'), off })}
        ${button({ type: 'submit', label: t('payments.dispute_refuse'), off, onClick: () => (decision = 'refused') })}
      </div>
    </form>`;
    // Another dispute has a form of its own, so that what is written for one is not taken over by the next.
    return keyed(id, form);
  }

  #act(work: Parameters<Deed['run']>[0], done: string): void {
    const { announce, onChanged } = this.#desk;
    void this.#task.run(
      work,
      () => {
        this.#begin(this.#of);
        announce(done);
      },
      onChanged,
    );
  }
}
