import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail } from '#contract/contacts';
import { toClientError, type Portal, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { Copier } from '../records/copier.ts';
import type { Desk } from './desk.ts';

export const contactActs = [
  'invite',
  'revoke_invitation',
  'join',
  'temporary_password',
  'reset',
  'reset_factor',
  'activate',
  'deactivate',
] as const;
export type ContactAct = (typeof contactActs)[number];
/** What is done at once; the others say before what they will do. */
const unasked: readonly ContactAct[] = ['invite', 'activate'];

type Answer = { contact: ContactDetail; password?: string | null; login?: string };

const calls: Record<
  ContactAct,
  (client: Portal['client'], id: string, mailed: boolean) => Promise<Answer>
> = {
  invite: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/invitations', { params: { id }, body: {} }),
  }),
  revoke_invitation: async (client, id) => ({
    contact: await client.call('DELETE /contacts/:id/invitations', { params: { id } }),
  }),
  join: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/membership', { params: { id }, body: {} }),
  }),
  temporary_password: (client, id, mailed) =>
    client.call('POST /contacts/:id/temporary-password', { params: { id }, body: { mailed } }),
  reset: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/password-reset', { params: { id }, body: {} }),
  }),
  reset_factor: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/factor-reset', { params: { id }, body: {} }),
  }),
  activate: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/activation', { params: { id }, body: {} }),
  }),
  deactivate: async (client, id) => ({
    contact: await client.call('POST /contacts/:id/deactivation', { params: { id }, body: {} }),
  }),
};

/** What is done about the access of a contact, asked for first where it cannot be taken back. */
export class ContactActions {
  readonly #desk: Desk;
  readonly #copier: Copier;
  #busy = false;
  #asking: ContactAct | undefined;
  /** The temporary password is mailed instead of shown. */
  #mailed = false;
  #said: { tone: 'success' | 'danger'; text: string } | undefined;
  /** A password that is shown this once. */
  #secret: { login: string; password: string } | undefined;
  #contact: ContactDetail | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
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
    this.#asking = this.#said = this.#secret = this.#contact = undefined;
  }

  /** Does it, or asks first. */
  start(act: ContactAct): void {
    if (this.#busy) return;
    this.#mailed = !this.#mayShow;
    if (unasked.includes(act)) return void this.#do(act);
    this.#set(() => (this.#asking = act));
  }

  render(contact: ContactDetail): TemplateResult {
    this.#contact = contact;
    const said = this.#said;
    return html`
      ${said ? notice(said.tone, said.text) : nothing}
      ${this.#secret ? this.#renderSecret(this.#secret) : nothing}
      ${this.#asking ? this.#renderQuestion(this.#asking, contact) : nothing}
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

  #renderQuestion(act: ContactAct, contact: ContactDetail): TemplateResult {
    const { t } = this.#desk.view();
    const { name, email, customer } = contact;
    const params = { name, mailbox: email ?? '', customer: customer.name };
    return dialog({
      title: t(`contacts.ask_${act}_title` as TextKey, params),
      content: html`<p>${t(`contacts.ask_${act}` as TextKey, params)}</p>
        ${act === 'temporary_password' && email !== null ? this.#renderWays(email) : nothing}`,
      submit: t(`contacts.act_${act}`),
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#do(act);
        return true;
      },
      onClose: () => this.#set(() => (this.#asking = undefined)),
    });
  }

  /** A password is shown to people of the company alone. */
  get #mayShow(): boolean {
    return this.#desk.session()?.kind === 'staff';
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
      ${this.#mayShow ? way(false, t('contacts.password_show')) : nothing}
      ${way(true, t('contacts.password_mail', { mailbox }))}
    </fieldset>`;
  }

  async #do(act: ContactAct): Promise<void> {
    const contact = this.#contact;
    if (this.#busy || !contact) return;
    const mailed = this.#mailed;
    this.#set(() => {
      this.#busy = true;
      this.#said = this.#secret = undefined;
    });
    const { t } = this.#desk.view();
    try {
      const answer = await calls[act](this.#desk.portal().client, contact.id, mailed);
      if (this.#contact?.id !== contact.id) return;
      const { password, login = '' } = answer;
      if (password) this.#secret = { login, password };
      else
        this.#say(
          'success',
          t(doneKey(act, mailed), { name: contact.name, mailbox: contact.email ?? '' }),
        );
      this.#desk.onContact(answer.contact);
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

const doneKey = (act: ContactAct, mailed: boolean): TextKey =>
  mailed ? 'contacts.done_temporary_mailed' : (`contacts.done_${act}` as TextKey);
