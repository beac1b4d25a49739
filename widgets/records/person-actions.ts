import { html, nothing, type TemplateResult } from 'lit';
import { toClientError, type Portal, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { Copier } from './copier.ts';
import type { PersonDesk } from './person-desk.ts';

/** Acts that take something away from a person. */
const destroying: readonly string[] = ['deactivate', 'revoke_invitation', 'reset_factor'];

/** A person, as far as what is done about its access needs it. */
type Holder = { id: string; name: string; email: string | null };
type Client = Portal['client'];
export type ActAnswer<P> = { person: P; password?: string | null; login?: string };

/** Something that can be done about the access of a person. */
export type Act<P> = {
  call: (client: Client, id: string, mailed: boolean) => Promise<ActAnswer<P>>;
  /** Done at once; the others say before what they will do. */
  unasked?: true;
  /** Names the texts of the question, where they are not the usual ones: `staff.ask_deactivate`. */
  ask?: TextKey;
};

export type PersonActionsOptions<A extends string, P extends Holder> = {
  acts: Record<A, Act<P>>;
  /** What texts name besides the person and its mailbox. */
  params: (person: P) => Record<string, string>;
  /** Whether a temporary password may be shown; else it is mailed. */
  mayShow: () => boolean;
  /** Takes over the person that a call answered with. */
  onPerson: (person: P) => void;
};

/** What is done about the access of a person, asked for first where it cannot be taken back. */
export class PersonActions<A extends string, P extends Holder> {
  readonly #desk: PersonDesk;
  readonly #options: PersonActionsOptions<A, P>;
  readonly #copier: Copier;
  #busy = false;
  #asking: A | undefined;
  /** The temporary password is mailed instead of shown. */
  #mailed = false;
  #said: { tone: 'success' | 'danger'; text: string } | undefined;
  /** A password that is shown this once. */
  #secret: { login: string; password: string } | undefined;
  #person: P | undefined;

  constructor(desk: PersonDesk, options: PersonActionsOptions<A, P>) {
    this.#desk = desk;
    this.#options = options;
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('list.copied')),
      onRefused: (text) => desk.announce(text),
    });
  }

  get busy(): boolean {
    return this.#busy;
  }

  clear(): void {
    this.#asking = this.#said = this.#secret = this.#person = undefined;
  }

  /** Does it, or asks first. */
  start(act: A): void {
    if (this.#busy) return;
    this.#mailed = !this.#options.mayShow();
    if (this.#options.acts[act].unasked) return void this.#do(act);
    this.#set(() => (this.#asking = act));
  }

  render(person: P): TemplateResult {
    this.#person = person;
    const said = this.#said;
    return html`
      ${said ? notice(said.tone, said.text) : nothing}
      ${this.#secret ? this.#renderSecret(this.#secret) : nothing}
      ${this.#asking ? this.#renderQuestion(this.#asking, person) : nothing}
    `;
  }

  #renderSecret({ login, password }: { login: string; password: string }): TemplateResult {
    const { t } = this.#desk.view();
    return notice(
      'success',
      html`${t('contacts.password_shown', { login })}
        <span class="secret"
          >${this.#copier.button(password, password, t('contacts.copy_password', { password }))}</span
        >
        ${t('contacts.password_once')}
        ${button({
          kind: 'quiet',
          label: t('contacts.password_done'),
          onClick: () => {
            this.#set(() => (this.#secret = undefined));
            void this.#desk.focus('.record-title');
          },
        })}`,
    );
  }

  #renderQuestion(act: A, person: P): TemplateResult {
    const { t } = this.#desk.view();
    const { name, email } = person;
    const params = { name, mailbox: email ?? '', ...this.#options.params(person) };
    const text = this.#options.acts[act].ask ?? (`contacts.ask_${act}` as TextKey);
    return dialog({
      title: t(`contacts.ask_${act}_title` as TextKey, params),
      content: html`<p>${t(text, params)}</p>
        ${act === 'temporary_password' && email !== null ? this.#renderWays(email) : nothing}`,
      submit: t(`contacts.act_${act}` as TextKey),
      danger: destroying.includes(act),
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#do(act);
        return true;
      },
      onClose: () => this.#set(() => (this.#asking = undefined)),
    });
  }

  /** Whether a temporary password is shown or mailed. */
  #renderWays(mailbox: string): TemplateResult {
    const { t } = this.#desk.view();
    const way = (mailed: boolean, label: string) =>
      html`<label class="choice"
        ><input
          type="radio"
          name="way"
          .checked=${this.#mailed === mailed}
          @change=${() => this.#set(() => (this.#mailed = mailed))}
        />${label}</label
      >`;
    return html`<fieldset class="choices column">
      <legend class="visually-hidden">${t('contacts.act_temporary_password')}</legend>
      ${this.#options.mayShow() ? way(false, t('contacts.password_show')) : nothing}
      ${way(true, t('contacts.password_mail', { mailbox }))}
    </fieldset>`;
  }

  async #do(act: A): Promise<void> {
    const person = this.#person;
    if (this.#busy || !person) return;
    const mailed = this.#mailed;
    this.#set(() => {
      this.#busy = true;
      this.#said = this.#secret = undefined;
    });
    const { t } = this.#desk.view();
    try {
      const { client } = this.#desk.portal();
      const answer = await this.#options.acts[act].call(client, person.id, mailed);
      if (this.#person?.id !== person.id) return;
      const { password, login = '' } = answer;
      if (password) this.#secret = { login, password };
      else
        this.#say(
          'success',
          t(doneKey(act, mailed), { name: person.name, mailbox: person.email ?? '' }),
        );
      this.#options.onPerson(answer.person);
      await this.#desk.focus(password ? '.secret button' : '.record-title');
    } catch (error) {
      const fault = toClientError(error);
      this.#say('danger', t(`error.${fault.code}`));
      this.#desk.onFault(fault);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  #say(tone: 'success' | 'danger', text: string): void {
    this.#said = { tone, text };
    if (tone === 'success') this.#desk.announce(text);
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

const doneKey = (act: string, mailed: boolean): TextKey =>
  mailed ? 'contacts.done_temporary_mailed' : (`contacts.done_${act}` as TextKey);
