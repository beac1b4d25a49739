import { html, nothing, type TemplateResult } from 'lit';
import type { MassSend } from '#contract/mass-send';
import { formatDate, type ClientError, type PortalState } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { Countdown } from '../../kit/countdown.ts';
import { notice } from '../../kit/notice.ts';
import { progress } from '../../kit/progress.ts';
import { bones } from '../../kit/skeleton.ts';
import type { ViewParams } from '../../records/address.ts';
import { listPager } from '../../records/listing.ts';
import type { Desk } from '../desk.ts';
import { MailboxFix } from './mailbox-fix.ts';
import { faultPanel } from '../parts.ts';
import { rehearsal } from './rehearsal.ts';
import { recipientsTable, stateChips } from './recipients.ts';
import { RunActs, type Act, type Given } from './run-acts.ts';
import { RunData } from './run-data.ts';
import { RunQuestion } from './run-question.ts';
import { figure, progressText, reach, runBadge, runFacts, staleText } from './run-words.ts';

/** One run, from its rehearsal to its log. */
export class Run {
  readonly #desk: Desk;
  readonly #data: RunData;
  readonly #acts: RunActs;
  readonly #question: RunQuestion;
  readonly #fix: MailboxFix;
  /** Runs while a start can be taken back. */
  readonly #undo: Countdown;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#data = new RunData(desk, {
      onRun: (run, before) => this.#tell(run, before),
      onStale: (stale) => {
        const view = desk.view();
        desk.announce(stale ? staleText(stale, view) : view.t('mass_send.answers'));
      },
    });
    this.#acts = new RunActs(desk, this.#data);
    this.#question = new RunQuestion(desk, {
      onCancel: () => void this.#acts.act('cancel'),
      onFurther: (act) => void this.#acts.act(act),
      onStart: (run, canary, given) => void this.#start(run, canary, given),
      first: (count) => this.#data.first(count),
    });
    this.#fix = new MailboxFix(desk, {
      busy: () => this.#acts.busy,
      replace: (row, body) => this.#acts.replace(desk.run(), row, body),
    });
    this.#undo = new Countdown(desk.host, () => this.#data.reload());
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
    this.#acts.clear();
    this.#question.clear();
    this.#fix.clear();
  }

  reload(): void {
    this.#data.reload();
  }

  get params(): ViewParams {
    return this.#data.params;
  }
  restore(params: ViewParams): void {
    this.#data.restore(params);
  }

  render(): TemplateResult {
    const { run, stale } = this.#data;
    if (!run) return this.#renderWaiting();
    const view = this.#desk.view();
    const { t, format } = view;
    const { fault } = this.#acts;
    return html`
      <div class="run-head">
        ${this.#renderBack()}
        <h3 class="run-title" tabindex="-1">
          ${run.company.code} · ${run.company.name} · ${formatDate(run.cutOff, format)}
        </h3>
        ${runBadge(run, view)}
      </div>
      ${runFacts(run, view)}
      ${fault && fault.errors.length === 0 ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${stale ? notice('warning', staleText(stale, view)) : nothing}
      ${run.state === 'draft' ? this.#renderRehearsal(run) : this.#renderProgress(run)}
      ${this.#renderRecipients(run)} ${this.#question.render(run)}
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
    const off = this.#acts.busy || run.counts.waiting === 0;
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
        ${
          this.#desk.may('statement.export')
            ? button({
                icon: 'download',
                label: t('mass_send.sample'),
                off: run.counts.waiting === 0 || this.#acts.file !== '',
                onClick: () => void this.#acts.sample(run),
              })
            : nothing
        }
      </div>
    `;
  }

  #renderProgress(run: MassSend): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { settled, all } = reach(run);
    const waits = run.state === 'paused' && run.canary;
    if (run.undoSeconds !== null && this.#undo.seconds > 0) return this.#renderUndo(run);
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

  /** Nothing has left yet: how long that stays so, and the way back. */
  #renderUndo({ counts }: MassSend): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const words = { count: counts.waiting, number: figure(counts.waiting, view) };
    return html`
      ${notice(
        'info',
        html`${t('mass_send.leaves_in', { ...words, seconds: this.#undo.seconds })}`,
        'clock',
      )}
      <div class="actions run-actions no-print">
        ${button({
          kind: 'primary',
          icon: 'back',
          label: t('mass_send.undo_start'),
          off: this.#acts.busy,
          onClick: () => void this.#recall(),
        })}
      </div>
    `;
  }

  #renderActs({ state, canary, counts, id, cutOff, company }: MassSend): TemplateResult {
    const { t } = this.#desk.view();
    const act = (name: Exclude<Act, 'recall'>, primary = false) =>
      button({
        kind: primary ? 'primary' : 'plain',
        label: t(`mass_send.act_${name}`),
        off: this.#acts.busy,
        // What sends to many asks first.
        onClick: () =>
          name === 'retry' || (name === 'resume' && canary)
            ? this.#question.ask({ kind: name })
            : void this.#acts.act(name),
      });
    const log = `${t('mass_send.log_file')}_${company.code}_${cutOff.replaceAll('-', '')}_${id.slice(0, 8)}.txt`;
    return html`
      ${state === 'running' ? act('pause') : nothing}
      ${state === 'paused' ? act('resume', true) : nothing}
      ${
        state === 'running' || state === 'paused'
          ? button({
              label: t('mass_send.act_cancel'),
              off: this.#acts.busy,
              onClick: () => this.#question.ask({ kind: 'cancel' }),
            })
          : nothing
      }
      ${state === 'done' && counts.failed > 0 ? act('retry', true) : nothing}
      ${button({
        icon: 'download',
        label: t(this.#acts.file === log ? 'mass_send.downloading' : 'mass_send.log'),
        off: this.#acts.file !== '',
        onClick: () => void this.#acts.log(id, log),
      })}
    `;
  }

  #renderRecipients(run: MassSend): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { recipients, filter } = this.#data;
    const { page, items, fault } = recipients;
    const table = () =>
      recipientsTable({
        view,
        rows: items,
        busy: this.#acts.busy,
        onFile: this.#desk.may('statement.export')
          ? (row) => void this.#acts.paper(run.id, row)
          : undefined,
        onResolve: (row, as) => void this.#acts.resolve(run.id, row, as),
        fix: this.#fix,
      });
    const rows = () => {
      if (fault) return faultPanel(this.#desk, fault, () => this.#data.reload());
      if (!page) return html`<div aria-hidden="true">${bones(5, 'row')}</div>`;
      if (items.length > 0) return table();
      return html`<p class="quiet-text">${t('mass_send.recipients_none')}</p>`;
    };
    return html`
      <h4 class="recipients-title">${t('mass_send.recipients')}</h4>
      ${stateChips(run, filter, view, (state) => this.#data.filterBy(state ? { state } : {}))}
      ${rows()} ${listPager(recipients, view)}
    `;
  }

  /** Says how far it is at the quarters and at the end, not at every answer. */
  #tell(run: MassSend, before: MassSend | undefined): void {
    // What is left of the time stands in the answer, whatever the clock here says.
    if (run.state === 'draft') this.#undo.start(0);
    else if (run.undoSeconds !== null && this.#undo.seconds === 0)
      this.#undo.start(run.undoSeconds);
    if (!before || before.id !== run.id) return;
    const view = this.#desk.view();
    const { t } = view;
    if (before.state === 'draft' && run.undoSeconds !== null) {
      const count = run.counts.waiting;
      const words = { count, number: figure(count, view), seconds: run.undoSeconds };
      return this.#desk.announce(t('mass_send.leaves_in', words));
    }
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

  /** A few that are sent first ask for the same: to resume sends the others. */
  #onStart(run: MassSend, canary: boolean): void {
    const number = run.needsConfirmation;
    const repeats = run.alreadySent !== null;
    this.#question.ask({ kind: 'start', canary, number, repeats });
  }

  async #recall(): Promise<void> {
    await this.#acts.act('recall');
    const { t } = this.#desk.view();
    if (this.#data.run?.state === 'draft') this.#desk.announce(t('mass_send.undone_start'));
  }

  async #start(run: MassSend, canary: boolean, given: Given): Promise<void> {
    const fault = await this.#acts.start(run, canary, given);
    // Meanwhile somebody else may have sent the same.
    if (fault?.code === 'run_unconfirmed' || fault?.code === 'run_repeated') {
      const number = fault.code === 'run_unconfirmed' || given.confirmed !== undefined;
      const repeats = fault.code === 'run_repeated' || given.alreadySent !== undefined;
      this.#question.ask({ kind: 'start', canary, number, repeats });
    }
  }
}
