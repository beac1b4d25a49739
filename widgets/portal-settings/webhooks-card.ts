import { html, nothing, type TemplateResult } from 'lit';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { changed, type Change } from '../records/change.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { listSkeleton } from '../records/listing.ts';
import { Resource } from '../records/resource.ts';
import { Card } from './card.ts';
import type { Desk } from './desk.ts';
import { secretNotice } from './secret.ts';
import { newWebhook, webhookFields, type WebhookDraft } from './webhook-form.ts';
import { deliveriesTable, webhooksTable } from './webhooks-table.ts';

type Webhooks = { items: Webhook[]; inside: boolean };
type OpenForm = { webhook: Webhook | null; draft: WebhookDraft };
type Question = { what: 'rotate' | 'delete'; webhook: Webhook };

/** Addresses of other systems that are told what happens. A secret is shown once, when it was made. */
export class WebhooksCard extends Card<Webhooks> {
  readonly #copier: Copier;
  readonly #deliveries: Resource<string, WebhookDelivery[]>;
  /** The form that is open: of a new address, or of one that is changed. */
  #form: OpenForm | undefined;
  #asking: Question | undefined;
  #secret: { name: string; secret: string } | undefined;
  /** The address whose deliveries are on screen. */
  #open: Webhook | undefined;

  constructor(desk: Desk) {
    super(desk, {
      name: 'webhooks',
      permission: 'keys.manage',
      load: (client, signal) => client.call('GET /webhooks', { signal }),
    });
    adopt(desk.host, dialogStyles, copierStyles);
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('list.copied')),
      onRefused: (text) => desk.announce(text),
    });
    this.#deliveries = new Resource(desk.host, {
      portal: desk.portal,
      query: () => (desk.isOpen('webhooks') ? this.#open?.id : undefined),
      load: async (client, id, signal) =>
        (await client.call('GET /webhooks/:id/deliveries', { params: { id }, signal })).items,
    });
  }

  protected forget(): void {
    this.#form = this.#asking = this.#secret = this.#open = undefined;
  }

  override reload(): void {
    super.reload();
    this.#deliveries.reload();
  }

  protected content({ items, inside }: Webhooks): TemplateResult {
    if (this.#open) return this.#renderDeliveries(this.#open);
    const { t } = this.view;
    return html`<div class="part">
      ${this.#secret ? this.#renderSecret(this.#secret) : nothing}
      ${
        this.#form
          ? this.#renderForm(this.#form, inside)
          : button({
              kind: 'primary',
              label: t('settings.webhook_new'),
              onClick: () => this.#openForm(null),
            })
      }
      ${
        items.length > 0
          ? webhooksTable(this.view, items, (webhook) => this.#renderActs(webhook))
          : html`<p class="quiet-text">${t('settings.webhook_none')}</p>`
      }
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}
    </div>`;
  }

  #renderSecret({ name, secret }: { name: string; secret: string }): TemplateResult {
    return secretNotice(this.view, this.#copier, {
      secret,
      title: this.view.t('settings.webhook_shown', { name }),
      onDone: () => {
        this.set(() => (this.#secret = undefined));
        void this.desk.focus('.card-title');
      },
    });
  }

  #renderForm({ webhook, draft }: OpenForm, inside: boolean): TemplateResult {
    const { view, problems } = this;
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      const { draft: typed } = this.#form ?? { draft };
      void (webhook ? this.#save(webhook, typed) : this.#make(typed));
    };
    return html`<form
      class="form editing"
      part="form"
      data-of="webhook ${webhook?.id ?? ''}"
      novalidate
      @submit=${submit}
    >
      ${webhookFields({ view, draft, problems, inside }, (change) => this.#write(change))}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: view.t(webhook ? 'settings.save' : 'settings.webhook_make'),
          off: this.busy,
        })}
        ${button({ label: view.t('settings.cancel'), onClick: () => this.#closeForm() })}
      </div>
    </form>`;
  }

  #renderActs(webhook: Webhook): TemplateResult {
    const { t } = this.view;
    const { name, state } = webhook;
    const act = (label: string, onClick: () => void) =>
      button({ kind: 'quiet', label, name: `${label} ${name}`, off: this.busy, onClick });
    const ask = (what: Question['what']) => () =>
      this.set(() => (this.#asking = { what, webhook }));
    return html`<span class="acts"
      >${act(t('settings.webhook_deliveries'), () => this.#show(webhook))}
      ${act(t('settings.key_edit'), () => this.#openForm(webhook))}
      ${state === 'on' ? act(t('settings.webhook_test'), () => void this.#test(webhook)) : nothing}
      ${act(t(state === 'on' ? 'settings.webhook_off' : 'settings.webhook_on'), () => void this.#turn(webhook))}
      ${act(t('settings.webhook_rotate'), ask('rotate'))}
      ${act(t('settings.webhook_delete'), ask('delete'))}</span
    >`;
  }

  #renderQuestion({ what, webhook }: Question): TemplateResult {
    const { t } = this.view;
    const { name, waiting } = webhook;
    return dialog({
      title: t(`settings.ask_webhook_${what}_title`, { name }),
      content: html`<p>${t(`settings.ask_webhook_${what}`, { count: waiting })}</p>`,
      submit: t(`settings.webhook_${what}`),
      cancel: t('settings.cancel'),
      off: this.busy,
      onSubmit: () => {
        void (what === 'delete' ? this.#delete(webhook) : this.#rotate(webhook));
        return true;
      },
      onClose: () => this.set(() => (this.#asking = undefined)),
    });
  }

  #renderDeliveries(webhook: Webhook): TemplateResult {
    const { t } = this.view;
    const { value, fault } = this.#deliveries;
    return html`<div class="part">
      ${button({
        kind: 'quiet',
        label: t('settings.webhook_back'),
        icon: 'back',
        onClick: () => this.#show(undefined),
      })}
      <h4 class="part-title" tabindex="-1">
        ${t('settings.webhook_deliveries_of', { name: webhook.name })}
      </h4>
      <p class="about">${t('settings.webhook_deliveries_text')}</p>
      ${
        fault
          ? notice('danger', t(`error.${fault.code}`))
          : !value
            ? listSkeleton(5)
            : value.length === 0
              ? html`<p class="quiet-text">${t('settings.webhook_no_deliveries')}</p>`
              : html`${button({
                  label: t('settings.webhook_refresh'),
                  icon: 'refresh',
                  onClick: () => this.#deliveries.reload(),
                })}
                ${deliveriesTable(this.view, value, (delivery) =>
                  delivery.state === 'waiting'
                    ? nothing
                    : button({
                        kind: 'quiet',
                        label: t('settings.webhook_resend'),
                        off: this.busy,
                        onClick: () => void this.#resend(delivery),
                      }),
                )}`
      }
    </div>`;
  }

  /** Shows what was told to an address, or the addresses again. */
  #show(webhook: Webhook | undefined): void {
    this.set(() => (this.#open = webhook));
    void this.desk.focus(webhook ? '.part-title' : '.card-title');
  }

  #openForm(webhook: Webhook | null): void {
    const draft = webhook
      ? { name: webhook.name, url: webhook.url, kinds: webhook.kinds }
      : newWebhook;
    this.set(() => {
      this.#form = { webhook, draft };
      this.problems = {};
    });
    void this.desk.focus('#name');
  }

  #write(change: Change<WebhookDraft>): void {
    this.set(() => {
      if (this.#form) this.#form = { ...this.#form, draft: changed(this.#form.draft, change) };
    });
  }

  #closeForm(): void {
    this.set(() => (this.#form = undefined));
  }

  /** Puts an address into the list, in place of what it was. */
  #put(webhook: Webhook): void {
    const { value } = this;
    if (!value) return;
    const known = value.items.some(({ id }) => id === webhook.id);
    const items = known
      ? value.items.map((one) => (one.id === webhook.id ? webhook : one))
      : [webhook, ...value.items];
    this.take({ ...value, items });
  }

  protected override onChanged(current: unknown): void {
    const webhook = current as Webhook;
    this.#put(webhook);
    if (this.#form) this.#form = { ...this.#form, webhook };
  }

  async #make({ name, url, kinds }: WebhookDraft): Promise<void> {
    const body = { name: name.trim(), url: url.trim(), kinds: [...kinds] };
    await this.#showSecret(body.name, () => this.client.call('POST /webhooks', { body }));
  }

  async #rotate({ id, name }: Webhook): Promise<void> {
    await this.#showSecret(name, () =>
      this.client.call('POST /webhooks/:id/rotation', { params: { id } }),
    );
  }

  /** Shows a secret that was made, this once. */
  async #showSecret(
    name: string,
    make: () => Promise<{ secret: string; webhook: Webhook }>,
  ): Promise<void> {
    const done = await this.act(async () => {
      const { secret, webhook } = await make();
      this.#put(webhook);
      this.#secret = { name, secret };
      this.#form = undefined;
    });
    if (!done) return;
    this.desk.announce(this.view.t('settings.webhook_made', { name }));
    await this.desk.focus('.secret button');
  }

  async #save({ id, version }: Webhook, { name, url, kinds }: WebhookDraft): Promise<void> {
    const body = { version, name: name.trim(), url: url.trim(), kinds: [...kinds] };
    const done = await this.act(async () => {
      this.#put(await this.client.call('PATCH /webhooks/:id', { params: { id }, body }));
      this.#form = undefined;
    });
    if (!done) return;
    this.say('success', this.view.t('settings.webhook_saved', { name: body.name }));
    await this.desk.focus('.card-title');
  }

  async #turn({ id, version, name, state }: Webhook): Promise<void> {
    const next = state === 'on' ? 'off' : 'on';
    const body = { version, state: next } as const;
    const done = await this.act(async () =>
      this.#put(await this.client.call('PATCH /webhooks/:id', { params: { id }, body })),
    );
    if (done) this.say('success', this.view.t(`settings.webhook_turned_${next}`, { name }));
  }

  async #test(webhook: Webhook): Promise<void> {
    const { id } = webhook;
    const done = await this.act(async () => {
      await this.client.call('POST /webhooks/:id/tests', { params: { id } });
    });
    if (!done) return;
    this.#show(webhook);
    this.say('success', this.view.t('settings.webhook_tested'));
  }

  async #resend({ id }: WebhookDelivery): Promise<void> {
    const done = await this.act(async () => {
      await this.client.call('POST /webhook-deliveries/:id/retry', { params: { id } });
    });
    if (!done) return;
    this.#deliveries.reload();
    this.say('success', this.view.t('settings.webhook_resent'));
  }

  async #delete({ id, name }: Webhook): Promise<void> {
    const done = await this.act(async () => {
      await this.client.call('DELETE /webhooks/:id', { params: { id } });
      const { value } = this;
      if (value) this.take({ ...value, items: value.items.filter((one) => one.id !== id) });
    });
    if (!done) return;
    this.say('success', this.view.t('settings.webhook_deleted', { name }));
    await this.desk.focus('.card-title');
  }
}
