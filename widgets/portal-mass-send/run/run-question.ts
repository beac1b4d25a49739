import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MassSend } from '#contract/mass-send';
import { formatDate } from '../../core/index.ts';
import { dialog } from '../../kit/dialog.ts';
import { textField } from '../../kit/field.ts';
import type { Desk } from '../desk.ts';
import type { Given } from './run-acts.ts';
import { alreadySentText, figure } from './run-words.ts';

/** A start; it may ask for the number of customers, and what to do with those who got the same already. */
type Start = { kind: 'start'; canary: boolean; number: boolean; repeats: boolean };
type Choice = NonNullable<Given['alreadySent']>;
/** What sends more of a run that was started: the rest behind the first few, or those that failed once more. */
type Further = 'resume' | 'retry';
export type Question = { kind: 'cancel' } | { kind: Further } | Start;

export type QuestionOptions = {
  onCancel: () => void;
  onFurther: (act: Further) => void;
  onStart: (run: MassSend, canary: boolean, given: Given) => void;
  /** The customers who come first, where they are known: `1002945 Aceros`. */
  first: (count: number) => readonly string[];
};

/** Customers that are sent first where only a few are. */
const canarySize = 5;

const nothingTyped = { number: '', reason: '' };

/** What is asked before something happens that cannot be taken back. */
export class RunQuestion {
  readonly #desk: Desk;
  readonly #options: QuestionOptions;
  #asked: Question | undefined;
  #typed = nothingTyped;
  #choice: Choice = 'skip';
  #problems: { number?: string; reason?: string } = {};

  constructor(desk: Desk, options: QuestionOptions) {
    this.#desk = desk;
    this.#options = options;
  }

  ask(question: Question | undefined): void {
    this.#problems = {};
    if (question !== this.#asked) this.#choice = 'skip';
    this.#asked = question;
    this.#desk.host.requestUpdate();
  }

  clear(): void {
    this.#asked = undefined;
    this.#typed = nothingTyped;
  }

  render(run: MassSend): TemplateResult | typeof nothing {
    const asked = this.#asked;
    if (!asked) return nothing;
    const { t } = this.#desk.view();
    const onClose = () => this.ask(undefined);
    if (asked.kind === 'cancel') {
      return dialog({
        title: t('mass_send.cancel_title'),
        content: html`<p>${t('mass_send.cancel_text')}</p>`,
        submit: t('mass_send.act_cancel'),
        danger: true,
        cancel: t('mass_send.go_on'),
        onSubmit: () => {
          this.#options.onCancel();
          return true;
        },
        onClose,
      });
    }
    if (asked.kind !== 'start') return this.#renderFurther(run, asked.kind, onClose);
    return dialog({
      title: t('mass_send.confirm_title'),
      content: this.#renderStart(run, asked),
      submit: t(asked.canary ? 'mass_send.send_first' : 'mass_send.send'),
      cancel: t('mass_send.cancel'),
      onSubmit: () => this.#confirm(run, asked),
      onClose,
    });
  }

  #renderFurther({ counts }: MassSend, act: Further, onClose: () => void): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const count = act === 'resume' ? counts.waiting : counts.failed;
    const number = figure(count, view);
    return dialog({
      title: t(`mass_send.${act}_title`),
      content: html`<p>${t(`mass_send.${act}_text`, { count, number })}</p>`,
      submit: t(`mass_send.act_${act}`),
      cancel: t('mass_send.cancel'),
      onSubmit: () => {
        this.#options.onFurther(act);
        return true;
      },
      onClose,
    });
  }

  /** What will leave, to how many, of which company and day. */
  #renderNumbers(run: MassSend, { canary }: Start): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const count = canary ? Math.min(canarySize, this.#countOf(run)) : this.#countOf(run);
    const facts: [string, string][] = [
      [t('mass_send.confirm_customers'), figure(count, view)],
      // Of some alone nobody has counted the mailboxes.
      ...(run.mailboxes !== null && count === run.counts.waiting
        ? [[t('mass_send.confirm_mailboxes'), figure(run.mailboxes, view)] as [string, string]]
        : []),
      [t('mass_send.company'), `${run.company.code} · ${run.company.name}`],
      [t('mass_send.cut_off'), formatDate(run.cutOff, format)],
    ];
    return html`<dl class="facts">
        ${facts.map(
          ([label, value]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        canary
          ? html`<p>${t('mass_send.canary_which')}</p>
              <ul class="mailboxes">
                ${this.#options.first(count).map((customer) => html`<li>${customer}</li>`)}
              </ul>`
          : nothing
      }
      <p class="quiet-text">${t('mass_send.confirm_undo')}</p>`;
  }

  #renderStart(run: MassSend, asked: Start): TemplateResult {
    const { number, repeats } = asked;
    const view = this.#desk.view();
    const { t } = view;
    const count = this.#countOf(run);
    return html`
      ${this.#renderNumbers(run, asked)}
      ${
        repeats
          ? html`<p>${alreadySentText(run, view)}</p>
              ${allGotIt(run) ? nothing : this.#renderChoice(run)}
              ${this.#choiceFor(run) === 'send' ? this.#renderField('reason', t('mass_send.reason'), limits.text) : nothing}`
          : nothing
      }
      ${
        number
          ? html`<p>${t('mass_send.confirm_text', { count, all: figure(count, view) })}</p>
              ${this.#renderField('number', t('mass_send.confirm_number'), 12)}`
          : nothing
      }
    `;
  }

  /** Who got the same already is left out, unless somebody wants otherwise. */
  #renderChoice(run: MassSend): TemplateResult {
    const view = this.#desk.view();
    const count = run.alreadySent?.customers ?? 0;
    const words = { count, number: figure(count, view) };
    return html`<fieldset class="choice-set">
      <legend class="visually-hidden">${view.t('mass_send.already_sent_choice')}</legend>
      ${(['skip', 'send'] as const).map(
        (one) =>
          html`<label class="choice"
            ><input
              type="radio"
              name="already-sent"
              .value=${one}
              .checked=${one === this.#choice}
              @change=${() => {
                this.#choice = one;
                this.#problems = {};
                this.#desk.host.requestUpdate();
              }}
            />${view.t(`mass_send.already_sent_${one}`, words)}</label
          >`,
      )}
    </fieldset>`;
  }

  /** What is to become of those who got the same already; where all did, there is one answer only. */
  #choiceFor(run: MassSend): Choice {
    return allGotIt(run) ? 'send' : this.#choice;
  }

  /** How many customers a run goes to, as the question is answered. */
  #countOf(run: MassSend): number {
    const out = this.#choiceFor(run) === 'skip' ? (run.alreadySent?.customers ?? 0) : 0;
    return run.counts.waiting - out;
  }

  #renderField(id: 'number' | 'reason', label: string, longest: number): TemplateResult {
    const error = this.#problems[id];
    return textField({
      id,
      label,
      error,
      ...(id === 'number' && { inputMode: 'numeric' }),
      maxLength: longest,
      value: this.#typed[id],
      onInput: (text) => {
        this.#typed = { ...this.#typed, [id]: text };
        delete this.#problems[id];
        this.#desk.host.requestUpdate();
      },
    });
  }

  /** @returns whether what was typed is enough */
  #confirm(run: MassSend, { canary, number, repeats }: Start): boolean {
    const { t } = this.#desk.view();
    const typed = this.#typed.number.replace(/\D/g, '');
    const choice = this.#choiceFor(run);
    const again = repeats && choice === 'send';
    const why = this.#typed.reason.trim();
    this.#problems = {
      ...(number && Number(typed || -1) !== this.#countOf(run)
        ? { number: t('mass_send.confirm_wrong') }
        : {}),
      ...(again && !why ? { reason: t('rule.required') } : {}),
    };
    this.#desk.host.requestUpdate();
    if (Object.keys(this.#problems).length > 0) {
      this.#desk.announce(Object.values(this.#problems).join(' '));
      void this.#desk.focus('.dialog [aria-invalid=true]');
      return false;
    }
    this.#options.onStart(run, canary, {
      ...(number && { confirmed: Number(typed) }),
      ...(repeats && { alreadySent: choice }),
      ...(again && { reason: why }),
    });
    return true;
  }
}

/** Nobody is left who did not get the same already. */
const allGotIt = ({ alreadySent, counts }: MassSend): boolean =>
  (alreadySent?.customers ?? counts.waiting) >= counts.waiting;
