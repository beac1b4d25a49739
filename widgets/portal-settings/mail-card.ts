import { html, type TemplateResult } from 'lit';
import type { MailSettings } from '#contract/settings';
import { formatInstant, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { MailTester } from '../records/mail-test.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';

type Draft = Record<'name' | 'address' | 'replyTo', string>;
const draftOf = ({ from, replyTo }: MailSettings): Draft => ({
  name: from?.name ?? '',
  address: from?.address ?? '',
  replyTo: replyTo ?? '',
});

/** Who mails are from, whether they arrive, and a test to oneself. */
export class MailCard extends Card<MailSettings> {
  #draft: Partial<Draft> = {};
  readonly #tester: MailTester;

  constructor(desk: Desk) {
    super(desk, {
      name: 'mail',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/mail', { signal }),
    });
    this.#tester = new MailTester({
      client: () => this.client,
      view: () => this.view,
      start: (client) => client.call('POST /settings/mail-tests', { body: {} }),
      read: (client, id) =>
        client.call('GET /settings/mail-tests/:id', { params: { id }, background: true }),
      announce: (text) => desk.announce(text),
      onChange: () => this.set(() => {}),
    });
  }

  protected forget(): void {
    this.#draft = {};
    this.#tester.forget();
  }

  protected content(settings: MailSettings): TemplateResult {
    const { t } = this.view;
    return html`
      ${part(t('settings.sender'), '', this.#renderForm(settings))}
      ${part(
        t('settings.mail_test_title'),
        t(settings.defaultFrom || settings.from ? 'settings.mail_test_text' : 'settings.no_mail'),
        this.#renderTest(),
      )}
      ${part(t('settings.mails'), '', this.#renderFigures(settings))}
      ${part(t('settings.bounces'), '', this.#renderBounces(settings))}
    `;
  }

  #renderForm(settings: MailSettings): TemplateResult {
    const { t } = this.view;
    const draft = { ...draftOf(settings), ...this.#draft };
    const { problems } = this;
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      void this.#save(settings, { ...draftOf(settings), ...this.#draft });
    };
    const text = (
      id: keyof Draft,
      label: TextKey,
      hint: string | undefined,
      error: string | undefined,
    ) =>
      textField({
        id,
        label: t(label),
        hint,
        error,
        value: draft[id],
        maxLength: 254,
        onInput: (value) => this.set(() => (this.#draft = { ...this.#draft, [id]: value })),
      });
    return html`<form class="form" part="form" data-of="mail" novalidate @submit=${submit}>
      <div class="pair">
        ${text('name', 'settings.sender_name', undefined, problems['from.name'])}
        ${text('address', 'settings.sender_address', undefined, problems['from.address'])}
      </div>
      <p class="about">${t('settings.sender_hint', { address: settings.defaultFrom || '–' })}</p>
      <div class="pair">
        ${text('replyTo', 'settings.reply_to', t('settings.reply_to_hint'), problems.replyTo)}
      </div>
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

  #renderTest(): TemplateResult {
    return html`${button({
      label: this.view.t('settings.mail_test'),
      icon: 'mail',
      off: this.#tester.running,
      onClick: () => void this.act(() => this.#tester.send()),
    })}
    ${this.#tester.render()}`;
  }

  #renderFigures({ mails }: MailSettings): TemplateResult {
    const { t, format } = this.view;
    const number = new Intl.NumberFormat(format.region);
    return html`<dl class="figures-row">
      ${(['accepted', 'waiting', 'failed', 'unknown'] as const).map(
        (state) =>
          html`<div>
            <dt>${t(`settings.mails_${state}`)}</dt>
            <dd>${number.format(mails[state])}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #renderBounces({ bounces }: MailSettings): TemplateResult {
    const { view } = this;
    const { t, format } = view;
    if (bounces.count === 0) return html`<p class="quiet-text">${t('settings.bounces_none')}</p>`;
    const c = columnsOf<MailSettings['bounces']['newest'][number]>(view);
    return html`<p class="about">${new Intl.NumberFormat(format.region).format(bounces.count)}</p>
      ${table({
        caption: t('settings.bounces'),
        columns: [
          c.wide('settings.sender_address', ({ address }) => address, { card: 'heading' }),
          c.short('settings.bounce_code', ({ status }) => status),
          c.text(
            'settings.bounce_at',
            ({ bouncedAt }) =>
              html`<span class="figures">${formatInstant(bouncedAt, format)}</span>`,
          ),
        ],
        rows: bounces.newest,
        key: ({ address }) => address,
        wide: 'small',
      })}`;
  }

  async #save({ version }: MailSettings, draft: Draft): Promise<void> {
    const [name, address, replyTo] = [draft.name, draft.address, draft.replyTo].map((text) =>
      text.trim(),
    );
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/mail', {
          body: {
            version,
            from: address || name ? { name: name || null, address: address ?? '' } : null,
            replyTo: replyTo || null,
          },
        }),
      );
      this.#draft = {};
    });
    if (done) this.say('success', this.view.t('settings.saved'));
  }
}
