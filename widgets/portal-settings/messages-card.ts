import { html, type TemplateResult } from 'lit';
import type { MessageSettings } from '#contract/inbound';
import { replyForms } from '#contract/inbound-words';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { Card, choice, part } from './card.ts';
import type { Desk } from './desk.ts';

type Draft = { mailbox: string; domain: string; form: MessageSettings['form'] };
const draftOf = ({ mailbox, domain, form }: MessageSettings): Draft => ({
  mailbox: mailbox ?? '',
  domain: domain ?? '',
  form,
});

/** Which mailbox customers' messages reach, and whether their mails can be answered. */
export class MessagesCard extends Card<MessageSettings> {
  #draft: Partial<Draft> = {};

  constructor(desk: Desk) {
    super(desk, {
      name: 'messages',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/messages', { signal }),
    });
  }

  protected forget(): void {
    this.#draft = {};
  }

  protected content(settings: MessageSettings): TemplateResult {
    const { t } = this.view;
    const draft = { ...draftOf(settings), ...this.#draft };
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      void this.#save(settings, { ...draftOf(settings), ...this.#draft });
    };
    const text = (id: 'mailbox' | 'domain', label: string, hint: string) =>
      textField({
        id,
        label,
        hint,
        error: this.problems[id],
        value: draft[id],
        maxLength: 254,
        onInput: (value) => this.#put({ [id]: value }),
      });
    return html`<form class="form" part="form" data-of="messages" novalidate @submit=${submit}>
      ${part(
        t('settings.messages_mailbox'),
        '',
        text('mailbox', t('settings.sender_address'), t('settings.messages_mailbox_hint')),
      )}
      ${part(
        t('settings.messages_answers'),
        t('settings.messages_answers_text'),
        html`${text('domain', t('settings.messages_domain'), t('settings.messages_domain_hint'))}
        ${this.#renderForms(draft)}`,
      )}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.busy ? 'settings.saving' : 'settings.save'),
          off: this.busy,
        })}
      </div>
    </form>`;
  }

  #renderForms(draft: Draft): TemplateResult {
    const { t } = this.view;
    const domain = draft.domain.trim() || t('settings.messages_domain_sample');
    return html`<fieldset class="choices">
      <legend class="visually-hidden">${t('settings.messages_form')}</legend>
      ${replyForms.map((form) =>
        choice('form', {
          label: t(`settings.messages_form_${form}`, { domain }),
          checked: draft.form === form,
          onChoose: () => this.#put({ form }),
        }),
      )}
    </fieldset>`;
  }

  #put(change: Partial<Draft>): void {
    this.set(() => (this.#draft = { ...this.#draft, ...change }));
  }

  async #save({ version }: MessageSettings, { mailbox, domain, form }: Draft): Promise<void> {
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/messages', {
          body: {
            version,
            mailbox: mailbox.trim() || null,
            domain: domain.trim() || null,
            form,
          },
        }),
      );
      this.#draft = {};
    });
    if (done) this.say('success', this.view.t('settings.saved'));
  }
}
