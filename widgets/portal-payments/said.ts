import { css, html, nothing, type TemplateResult } from 'lit';
import type { PayableItem } from '#contract/payments';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { dayStyles } from '../kit/day-field.ts';
import { dialog } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { Deed } from '../records/deed.ts';
import { filePickerStyles } from '../records/file-picker.ts';
import { Uploads } from '../records/uploads.ts';
import { disputeForm } from './dispute-form.ts';
import { Disputes, type DisputesDesk } from './disputes.ts';
import { promiseForm, type Promised } from './promise-form.ts';
import { PromisesList } from './promises-list.ts';
import type { SaidForm } from './said-form.ts';
import { focusWrong } from '../records/focus.ts';

export type SaidDesk = DisputesDesk;

const styles = css`
  .said {
    display: grid;
    gap: calc(var(--p-space) * 4);
    max-inline-size: 40em;
  }
  .said p {
    margin: 0;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .said blockquote {
    margin: 0;
    padding-inline-start: calc(var(--p-space) * 3);
    border-inline-start: 3px solid var(--p-color-border-strong);
  }
  .said textarea,
  .dialog textarea {
    min-block-size: 6em;
    resize: vertical;
  }
  .said .files .button.quiet {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .narrow {
    max-inline-size: 16em;
    margin-block-end: calc(var(--p-space) * 3);
  }
`;

/** What customers say of what they owe: the form in which they do, and the lists of it. */
export class Said {
  readonly #desk: SaidDesk;
  readonly #promises: PromisesList;
  readonly #disputes: Disputes;
  readonly #task: Deed;
  readonly #uploads: Uploads;
  #form: SaidForm | undefined;
  /** What was said last came to this. */
  #told = '';
  #tried = false;
  #key = newFormKey();

  constructor(desk: SaidDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
    this.#uploads = new Uploads(desk.host, {
      purpose: 'dispute',
      portal: desk.portal,
      onDone: () => desk.host.requestUpdate(),
      onFault: desk.report,
    });
    this.#promises = new PromisesList(desk);
    this.#disputes = new Disputes({ ...desk, onChanged: () => this.#onChanged() });
    adopt(desk.host, dayStyles, filePickerStyles, styles);
  }

  askPromise(of: Promised): void {
    this.#show(promiseForm(this.#formDesk, of));
  }

  askDispute(company: string, of: PayableItem): void {
    this.#uploads.clear();
    this.#show(disputeForm(this.#formDesk, { company, of, uploads: this.#uploads }));
  }

  get #formDesk() {
    const onType = () => {
      this.#key = newFormKey();
      this.#desk.host.requestUpdate();
    };
    return { view: this.#desk.view, onType };
  }

  #show(form: SaidForm | undefined): void {
    this.#form = form;
    this.#told = '';
    this.#tried = false;
    this.#task.clear();
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  #onChanged(): void {
    this.#promises.reload();
    this.#disputes.reload();
    this.#desk.onChanged();
  }

  #tell(text: string): void {
    this.#told = text;
    this.#desk.announce(text);
    this.#desk.host.requestUpdate();
  }

  /** What was said last came to, or why taking it back did not work. */
  outcome(): TemplateResult | typeof nothing {
    const { fault } = this.#task;
    if (this.#told) return notice('success', this.#told);
    return fault && !this.#form
      ? notice('danger', this.#desk.view().t(`error.${fault.code}`))
      : nothing;
  }

  /** The form that is being filled in, over everything else. */
  dialog(): TemplateResult | typeof nothing {
    const form = this.#form;
    if (!form) return nothing;
    const { t } = this.#desk.view();
    const { fault, busy } = this.#task;
    return dialog({
      of: form.of,
      title: form.title(),
      content: html`${form.fields(this.#tried)}
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}`,
      submit: form.submit(),
      cancel: t('common.back'),
      off: busy || this.#uploads.busy,
      onSubmit: () => {
        this.#say(form);
        // Until it is said.
        return false;
      },
      onClose: () => this.forget(),
    });
  }

  /** Gives up what was typed. */
  forget(): void {
    this.#uploads.clear();
    this.#show(undefined);
  }

  #say(form: SaidForm): void {
    const { host, announce } = this.#desk;
    this.#tried = true;
    host.requestUpdate();
    const said = form.saying();
    if ('missing' in said) {
      announce(said.missing);
      return void focusWrong(host);
    }
    void this.#task.run(
      (client) => said.say(client, this.#key),
      () => {
        this.#show(undefined);
        this.#tell(said.done);
      },
      () => this.#onChanged(),
    );
  }

  /** Takes back when a document is paid. */
  withdrawPromise(id: string): Promise<void> {
    this.#told = '';
    return this.#task.run(
      (client) => client.call('POST /promises/:id/withdrawal', { params: { id }, body: {} }),
      () => this.#tell(this.#desk.view().t('payments.promise_gone')),
      () => this.#onChanged(),
    );
  }

  promises(): TemplateResult {
    return this.#promises.render();
  }
  disputes(): TemplateResult {
    return this.#disputes.render();
  }
}
