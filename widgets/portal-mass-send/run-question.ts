import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MassSend } from '#contract/mass-send';
import { formatInstant } from '../core/index.ts';
import { dialog } from '../kit/dialog.ts';
import { field, fieldDescription } from '../kit/field.ts';
import type { Desk } from './desk.ts';
import type { Given } from './run-acts.ts';
import { figure } from './run-words.ts';

/** A start that asks for the number of customers, for a reason, or for both. */
type Start = { kind: 'start'; canary: boolean; number: boolean; reason: boolean };
export type Question = { kind: 'cancel' } | Start;

export type QuestionOptions = {
  onCancel: () => void;
  onStart: (run: MassSend, canary: boolean, given: Given) => void;
};

const nothingTyped = { number: '', reason: '' };

/** What is asked before something happens that cannot be taken back. */
export class RunQuestion {
  readonly #desk: Desk;
  readonly #options: QuestionOptions;
  #asked: Question | undefined;
  #typed = nothingTyped;
  #problems: { number?: string; reason?: string } = {};

  constructor(desk: Desk, options: QuestionOptions) {
    this.#desk = desk;
    this.#options = options;
  }

  ask(question: Question | undefined): void {
    this.#problems = {};
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
        cancel: t('mass_send.go_on'),
        onSubmit: () => {
          this.#options.onCancel();
          return true;
        },
        onClose,
      });
    }
    return dialog({
      title: t('mass_send.confirm_title'),
      content: this.#renderStart(run, asked),
      submit: t(asked.canary ? 'mass_send.send_first' : 'mass_send.send'),
      cancel: t('mass_send.cancel'),
      onSubmit: () => this.#confirm(run, asked),
      onClose,
    });
  }

  #renderStart(run: MassSend, { number, reason }: Start): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const count = run.counts.waiting;
    return html`
      ${
        number
          ? html`<p>${t('mass_send.confirm_text', { count, all: figure(count, view) })}</p>
              ${this.#renderField('number', t('mass_send.confirm_number'), 12)}`
          : nothing
      }
      ${
        reason
          ? html`<p>
                ${run.repeats ? t('mass_send.repeats', { at: formatInstant(run.repeats, format) }) : t('error.run_repeated')}
              </p>
              ${this.#renderField('reason', t('mass_send.reason'), limits.text)}`
          : nothing
      }
    `;
  }

  #renderField(id: 'number' | 'reason', label: string, longest: number): TemplateResult {
    const error = this.#problems[id];
    const onInput = (event: Event) => {
      this.#typed = { ...this.#typed, [id]: (event.target as HTMLInputElement).value };
      delete this.#problems[id];
      this.#desk.host.requestUpdate();
    };
    return field({
      id,
      label,
      error,
      control: html`<input
        class="input"
        part="input"
        id=${id}
        name=${id}
        inputmode=${id === 'number' ? 'numeric' : 'text'}
        autocomplete="off"
        maxlength=${longest}
        aria-invalid=${error ? 'true' : 'false'}
        aria-describedby=${fieldDescription(id)}
        .value=${this.#typed[id]}
        @input=${onInput}
      />`,
    });
  }

  /** @returns whether what was typed is enough */
  #confirm(run: MassSend, { canary, number, reason }: Start): boolean {
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
    this.#options.onStart(run, canary, {
      ...(number && { confirmed: Number(typed) }),
      ...(reason && { reason: why }),
    });
    return true;
  }
}
