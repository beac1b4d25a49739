import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import {
  formatDate,
  formatInstant,
  toClientError,
  type ClientError,
  type PortalState,
} from '../core/index.ts';
import { Download } from '../core/records.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { field, fieldDescription } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { progress } from '../kit/progress.ts';
import { bones } from '../kit/skeleton.ts';
import type { Desk } from './desk.ts';
import { faultPanel } from './parts.ts';
import { rehearsal } from './rehearsal.ts';
import { recipientsTable, stateChips } from './recipients.ts';
import { RunData } from './run-data.ts';
import { figure, progressText, reach, runBadge, runFacts, staleText } from './run-words.ts';

type Act = 'pause' | 'resume' | 'cancel' | 'retry';
/** What is asked before something happens that cannot be taken back. */
type Question =
  { kind: 'cancel' } | { kind: 'start'; canary: boolean; number: boolean; reason: boolean };

/** One run, from its rehearsal to its log. */
export class Run {
  readonly #desk: Desk;
  readonly #data: RunData;
  readonly #download: Download;
  #busy = false;
  #fault: ClientError | undefined;
  #question: Question | undefined;
  #typed = { number: '', reason: '' };
  #problems: { number?: string; reason?: string } = {};

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#data = new RunData(desk, {
      onRun: (run, before) => this.#tell(run, before),
      onStale: (stale) => {
        const view = desk.view();
        desk.announce(stale ? staleText(stale, view) : view.t('mass_send.answers'));
      },
    });
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => desk.announce(desk.view().t('mass_send.downloaded')),
      onFault: desk.onFault,
    });
  }

  get state(): PortalState {
    if (this.#data.run) return 'ready';
    return this.#data.fault ? 'error' : 'loading';
  }
  get fault(): ClientError | undefined {
    return this.#data.run ? undefined : this.#data.fault;
  }

  take(run: MassSend): void {
    this.#data.leave();
    this.#data.filterBy({});
    // It is on screen as soon as its id is the element's.
    this.#desk.onRun(run.id);
    this.#data.take(run);
  }

  clear(): void {
    this.#data.leave();
    this.#fault = this.#question = undefined;
    this.#typed = { number: '', reason: '' };
  }

  reload(): void {
    this.#data.reload();
  }

  render(): TemplateResult {
    const { run, stale } = this.#data;
    if (!run) return this.#renderWaiting();
    const view = this.#desk.view();
    const { t, format } = view;
    const fault = this.#fault ?? this.#download.fault;
    return html`
      <div class="run-head">
        ${this.#renderBack()}
        <h3 class="run-title" tabindex="-1">
          ${run.company.code} · ${run.company.name} · ${formatDate(run.cutOff, format)}
        </h3>
        ${runBadge(run.state, view)}
      </div>
      ${runFacts(run, view)} ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${stale ? notice('warning', staleText(stale, view)) : nothing}
      ${run.state === 'draft' ? this.#renderRehearsal(run) : this.#renderProgress(run)}
      ${this.#renderRecipients(run)} ${this.#renderQuestion(run)}
    `;
  }

  #renderWaiting(): TemplateResult {
    if (!this.fault) return html`<div aria-hidden="true">${bones(8, 'row')}</div>`;
    return html`<div class="run-head">${this.#renderBack()}</div>
      ${this.#desk.fault()}`;
  }

  #renderBack(): TemplateResult {
    const { t } = this.#desk.view();
    const onClick = () => this.#leave();
    return button({ kind: 'quiet', icon: 'back', label: t('common.back'), onClick });
  }

  #renderRehearsal(run: MassSend): TemplateResult {
    const { t } = this.#desk.view();
    const off = this.#busy || run.counts.waiting === 0;
    const start = (canary: boolean) => () => !off && this.#onStart(run, canary);
    return html`
      ${rehearsal({
        run,
        view: this.#desk.view(),
        warning: this.#data.filter.warning,
        onWarning: (warning) => this.#data.filterBy(warning ? { warning } : {}),
      })}
      <div class="actions run-actions no-print">
        ${button({ kind: 'primary', icon: 'mail', label: t('mass_send.send'), off, onClick: start(false) })}
        ${
          run.counts.waiting > 5
            ? button({ label: t('mass_send.send_first'), off, onClick: start(true) })
            : nothing
        }
        ${button({
          icon: 'download',
          label: t('mass_send.sample'),
          off: run.counts.waiting === 0 || this.#download.busy !== '',
          onClick: () => void this.#sample(run),
        })}
      </div>
    `;
  }

  #renderProgress(run: MassSend): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { settled, all } = reach(run);
    const waits = run.state === 'paused' && run.canary;
    return html`
      ${progress({
        label: t('mass_send.progress'),
        value: settled,
        max: all,
        text: progressText(run, view),
      })}
      ${run.state === 'running' ? html`<p class="quiet-text">${t('mass_send.goes_on')}</p>` : nothing}
      ${waits ? notice('info', t('mass_send.canary_done'), 'pause') : nothing}
      <div class="actions run-actions no-print">${this.#renderActs(run)}</div>
    `;
  }

  #renderActs({ state, counts, id, cutOff }: MassSend): TemplateResult {
    const { t } = this.#desk.view();
    const act = (name: Act, primary = false) =>
      button({
        kind: primary ? 'primary' : 'plain',
        label: t(`mass_send.act_${name}`),
        off: this.#busy,
        onClick: () => void this.#act(name),
      });
    const log = `${cutOff}-${id.slice(0, 8)}.txt`;
    return html`
      ${state === 'running' ? act('pause') : nothing}
      ${state === 'paused' ? act('resume', true) : nothing}
      ${
        state === 'running' || state === 'paused'
          ? button({
              label: t('mass_send.act_cancel'),
              off: this.#busy,
              onClick: () => this.#ask({ kind: 'cancel' }),
            })
          : nothing
      }
      ${state === 'done' && counts.failed > 0 ? act('retry', true) : nothing}
      ${button({
        icon: 'download',
        label: t(this.#download.busy === log ? 'mass_send.downloading' : 'mass_send.log'),
        off: this.#download.busy !== '',
        onClick: () => void this.#log(id, log),
      })}
    `;
  }

  #renderRecipients(run: MassSend): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { recipients, recipientsFault, filter, pages } = this.#data;
    const page = recipients?.items;
    return html`
      <h4 class="recipients-title">${t('mass_send.recipients')}</h4>
      ${stateChips(run, filter, view, (state) => this.#data.filterBy(state ? { state } : {}))}
      ${
        recipientsFault
          ? faultPanel(this.#desk, recipientsFault, () => this.#data.reload())
          : !page
            ? html`<div aria-hidden="true">${bones(5, 'row')}</div>`
            : page.length === 0
              ? html`<p class="quiet-text">${t('mass_send.recipients_none')}</p>`
              : recipientsTable({
                  view,
                  rows: page,
                  busy: this.#busy,
                  onFile: (row) => void this.#paper(run.id, row),
                  onResolve: (row, as) => void this.#resolve(run.id, row, as),
                })
      }
      ${
        pages.number > 1 || recipients?.nextCursor
          ? pager({
              label: t('common.page', { page: pages.number }),
              previous: t('common.previous'),
              next: t('common.next'),
              onPrevious: pages.onPrevious(),
              onNext: pages.onNext(recipients?.nextCursor),
            })
          : nothing
      }
    `;
  }

  #renderQuestion(run: MassSend) {
    const question = this.#question;
    if (!question) return nothing;
    const { t } = this.#desk.view();
    const onClose = () => {
      this.#question = undefined;
      this.#desk.host.requestUpdate();
    };
    if (question.kind === 'cancel') {
      return dialog({
        title: t('mass_send.cancel_title'),
        content: html`<p>${t('mass_send.cancel_text')}</p>`,
        submit: t('mass_send.act_cancel'),
        cancel: t('mass_send.go_on'),
        onSubmit: () => {
          void this.#act('cancel');
          return true;
        },
        onClose,
      });
    }
    return dialog({
      title: t('mass_send.confirm_title'),
      content: this.#renderConfirmation(run, question),
      submit: t(question.canary ? 'mass_send.send_first' : 'mass_send.send'),
      cancel: t('mass_send.cancel'),
      onSubmit: () => this.#confirm(run, question),
      onClose,
    });
  }

  #renderConfirmation(run: MassSend, { number, reason }: Question & { kind: 'start' }) {
    const view = this.#desk.view();
    const { t, format } = view;
    const input = (id: 'number' | 'reason', label: string, longest: number) =>
      field({
        id,
        label,
        error: this.#problems[id],
        control: html`<input
          class="input"
          part="input"
          id=${id}
          name=${id}
          inputmode=${id === 'number' ? 'numeric' : 'text'}
          autocomplete="off"
          maxlength=${longest}
          aria-invalid=${this.#problems[id] ? 'true' : 'false'}
          aria-describedby=${fieldDescription(id)}
          .value=${this.#typed[id]}
          @input=${(event: Event) => {
            this.#typed[id] = (event.target as HTMLInputElement).value;
            delete this.#problems[id];
            this.#desk.host.requestUpdate();
          }}
        />`,
      });
    return html`
      ${
        number
          ? html`<p>
                ${t('mass_send.confirm_text', { count: run.counts.waiting, all: figure(run.counts.waiting, view) })}
              </p>
              ${input('number', t('mass_send.confirm_number'), 12)}`
          : nothing
      }
      ${
        reason
          ? html`<p>
                ${run.repeats ? t('mass_send.repeats', { at: formatInstant(run.repeats, format) }) : t('error.run_repeated')}
              </p>
              ${input('reason', t('mass_send.reason'), limits.text)}`
          : nothing
      }
    `;
  }

  /** Says how far it is at the quarters and at the end, not at every answer. */
  #tell(run: MassSend, before: MassSend | undefined): void {
    if (!before || before.id !== run.id) return;
    const view = this.#desk.view();
    const { t } = view;
    if (before.state !== run.state) {
      const { sent, failed } = run.counts;
      const counts = { sent: figure(sent, view), failed: figure(failed, view) };
      const state = t(`mass_send.run_${run.state}`);
      const ended = run.state === 'done' || run.state === 'cancelled';
      return this.#desk.announce(ended ? `${state}. ${t('mass_send.ended', counts)}` : state);
    }
    const quarter = (one: MassSend) => Math.floor((reach(one).settled / (reach(one).all || 1)) * 4);
    if (quarter(run) > quarter(before)) this.#desk.announce(progressText(run, view));
  }

  #leave(): void {
    this.clear();
    this.#desk.onRun('');
    void this.#desk.focus('#company');
  }

  #ask(question: Question): void {
    this.#problems = {};
    this.#question = question;
    this.#desk.host.requestUpdate();
  }

  /** A few that are sent first ask for the same: to resume sends the others. */
  #onStart(run: MassSend, canary: boolean): void {
    const number = run.needsConfirmation;
    const reason = run.repeats !== null;
    if (number || reason) return this.#ask({ kind: 'start', canary, number, reason });
    void this.#start(run, canary, {});
  }

  #confirm(run: MassSend, { canary, number, reason }: Question & { kind: 'start' }): boolean {
    const { t } = this.#desk.view();
    const typed = this.#typed.number.replace(/\D/g, '');
    const why = this.#typed.reason.trim();
    this.#problems = {
      ...(number && Number(typed || -1) !== run.counts.waiting
        ? { number: t('mass_send.confirm_wrong') }
        : {}),
      ...(reason && !why ? { reason: t('rule.required') } : {}),
    };
    this.#desk.host.requestUpdate();
    if (Object.keys(this.#problems).length > 0) {
      this.#desk.announce(Object.values(this.#problems).join(' '));
      void this.#desk.focus('.dialog [aria-invalid=true]');
      return false;
    }
    void this.#start(run, canary, {
      ...(number && { confirmed: Number(typed) }),
      ...(reason && { reason: why }),
    });
    return true;
  }

  async #start(
    { id }: MassSend,
    canary: boolean,
    given: { confirmed?: number; reason?: string },
  ): Promise<void> {
    const fault = await this.#change(async (client) =>
      this.#data.take(
        await client.call('POST /mass-sends/:id/start', {
          params: { id },
          body: { canary, ...given },
        }),
      ),
    );
    // Meanwhile somebody else may have sent the same.
    if (fault?.code === 'run_unconfirmed' || fault?.code === 'run_repeated') {
      const number = fault.code === 'run_unconfirmed' || given.confirmed !== undefined;
      const reason = fault.code === 'run_repeated' || given.reason !== undefined;
      this.#ask({ kind: 'start', canary, number, reason });
    }
  }

  async #act(name: Act): Promise<void> {
    const id = this.#desk.run();
    await this.#change(async (client) =>
      this.#data.take(
        await client.call(`POST /mass-sends/:id/${name}`, { params: { id }, body: {} }),
      ),
    );
  }

  async #resolve(id: string, row: MassSendRecipient, as: 'sent' | 'again'): Promise<void> {
    await this.#change(async (client) => {
      await client.call('POST /mass-sends/:id/recipients/:recipient/resolution', {
        params: { id, recipient: row.id },
        body: { as },
      });
      this.#data.reload();
    });
  }

  /** Changes the run, one thing at a time. @returns why it did not work */
  async #change(
    work: (client: ReturnType<Desk['portal']>['client']) => Promise<void>,
  ): Promise<ClientError | undefined> {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      await work(this.#desk.portal().client);
      return undefined;
    } catch (error) {
      this.#fault = toClientError(error);
      this.#desk.onFault(this.#fault);
      // It is not as it was when this was drawn.
      if (this.#fault.type === 'conflict') this.#data.reload();
      return this.#fault;
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  /** The statement of the first customer that gets one. */
  async #sample(run: MassSend): Promise<void> {
    const { client } = this.#desk.portal();
    const query = { state: 'waiting', limit: 1 } as const;
    const { items } = await client
      .call('GET /mass-sends/:id/recipients', { params: { id: run.id }, query })
      .catch((error: unknown) => {
        this.#fault = toClientError(error);
        this.#desk.onFault(this.#fault);
        return { items: [] };
      });
    if (items[0]) await this.#paper(run.id, items[0]);
    this.#desk.host.requestUpdate();
  }

  #paper(id: string, { id: recipient, attachment }: MassSendRecipient): Promise<void> {
    const { client } = this.#desk.portal();
    return this.#download.save(attachment, () =>
      client.call('GET /mass-sends/:id/recipients/:recipient/pdf', { params: { id, recipient } }),
    );
  }

  #log(id: string, name: string): Promise<void> {
    const { client } = this.#desk.portal();
    const { language: locale } = this.#desk.view().format;
    return this.#download.save(name, () =>
      client.call('GET /mass-sends/:id/log', { params: { id }, query: { locale } }),
    );
  }
}
