import { html, nothing, type TemplateResult } from 'lit';
import type { ApiKey } from '#contract/keys';
import { formatInstant } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dayStyles } from '../kit/day-field.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { changed, type Change } from '../records/change.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { Card } from './card.ts';
import type { Desk } from './desk.ts';
import {
  keyBody,
  keyFields,
  lifeFields,
  lifeOf,
  newDraft,
  usualLife,
  type KeyDraft,
  type Life,
} from './key-form.ts';
import { keysTable } from './keys-table.ts';
import { secretNotice } from './secret.ts';

type Keys = { items: ApiKey[]; address: string };
type OpenForm = { key: ApiKey | null; draft: KeyDraft };
type Question = { what: 'revoke' | 'rotate'; key: ApiKey };

/** The keys of machines. A key is shown once, when it was made. */
export class KeysCard extends Card<Keys> {
  readonly #copier: Copier;
  /** The form that is open: of a new key, or of one that is changed. */
  #form: OpenForm | undefined;
  #life: Life = usualLife;
  #asking: Question | undefined;
  #secret: { name: string; secret: string } | undefined;

  constructor(desk: Desk) {
    super(desk, {
      name: 'keys',
      permission: 'keys.manage',
      load: (client, signal) => client.call('GET /keys', { signal }),
    });
    adopt(desk.host, dialogStyles, copierStyles, dayStyles);
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('list.copied')),
      onRefused: (text) => desk.announce(text),
    });
  }

  protected forget(): void {
    this.#form = this.#asking = this.#secret = undefined;
    this.#life = usualLife;
  }

  protected content({ items, address }: Keys): TemplateResult {
    const { t } = this.view;
    return html`<div class="part">
      ${this.#secret ? this.#renderSecret(this.#secret) : nothing}
      ${
        this.#form
          ? this.#renderForm(this.#form, address)
          : button({
              kind: 'primary',
              label: t('settings.key_new'),
              onClick: () => this.#openForm(null),
            })
      }
      ${
        items.length > 0
          ? keysTable(this.view, items, (key) => this.#renderActs(key))
          : html`<p class="quiet-text">${t('settings.no_keys')}</p>`
      }
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}
    </div>`;
  }

  #renderSecret({ name, secret }: { name: string; secret: string }): TemplateResult {
    return secretNotice(this.view, this.#copier, {
      secret,
      title: this.view.t('settings.key_shown', { name }),
      onDone: () => {
        this.set(() => (this.#secret = undefined));
        void this.desk.focus('.card-title');
      },
    });
  }

  #renderForm({ key, draft }: OpenForm, address: string): TemplateResult {
    const { t } = this.view;
    const { view, problems } = this;
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      const { draft: typed } = this.#form ?? { draft };
      void (key ? this.#save(key, typed) : this.#make(typed));
    };
    return html`<form
      class="form editing"
      part="form"
      data-of="key ${key?.id ?? ''}"
      novalidate
      @submit=${submit}
    >
      ${keyFields({ view, draft, problems, address }, (change) => this.#write(change))}
      ${key ? nothing : this.#renderLife()}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(key ? 'settings.save' : 'settings.key_make'),
          off: this.busy,
        })}
        ${button({ label: t('settings.cancel'), onClick: () => this.#closeForm() })}
      </div>
    </form>`;
  }

  #renderLife(): TemplateResult {
    return lifeFields({ view: this.view, life: this.#life, error: this.problems.until }, (change) =>
      this.set(() => (this.#life = { ...this.#life, ...change })),
    );
  }

  /** What can be done with a key that has not ended. */
  #renderActs(key: ApiKey): TemplateResult | typeof nothing {
    if (key.state === 'revoked' || key.state === 'expired') return nothing;
    const { t } = this.view;
    const ask = (what: Question['what']) => () =>
      this.set(() => {
        this.#asking = { what, key };
        this.#life = usualLife;
      });
    const act = (label: string, onClick: () => void) =>
      button({ kind: 'quiet', label, name: `${label} ${key.name}`, off: this.busy, onClick });
    return html`<span class="acts"
      >${act(t('settings.key_edit'), () => this.#openForm(key))}
      ${key.state === 'replaced' ? nothing : act(t('settings.key_rotate'), ask('rotate'))}
      ${act(t('settings.key_revoke'), ask('revoke'))}</span
    >`;
  }

  #renderQuestion({ what, key }: Question): TemplateResult {
    const { t, format } = this.view;
    const { name, lastUsedAt } = key;
    const used = lastUsedAt ? formatInstant(lastUsedAt, format) : t('settings.key_never');
    return dialog({
      title: t(`settings.ask_${what}_title`, { name }),
      content: html`<p>${t(`settings.ask_${what}`, { used })}</p>
        ${what === 'rotate' ? this.#renderLife() : nothing}`,
      submit: t(`settings.key_${what}`),
      danger: what === 'revoke',
      cancel: t('settings.cancel'),
      off: this.busy,
      onSubmit: () => {
        if (what === 'revoke') void this.#revoke(key);
        else if (!this.#hasLife()) return false;
        else void this.#rotate(key);
        return true;
      },
      onClose: () => this.set(() => (this.#asking = undefined)),
    });
  }

  #openForm(key: ApiKey | null): void {
    const draft = key
      ? { name: key.name, permissions: key.permissions, networks: key.networks.join('\n') }
      : newDraft;
    this.set(() => {
      this.#form = { key, draft };
      this.#life = usualLife;
      this.problems = {};
    });
    void this.desk.focus('#name');
  }

  #write(change: Change<KeyDraft>): void {
    this.set(() => {
      if (this.#form) this.#form = { ...this.#form, draft: changed(this.#form.draft, change) };
    });
  }

  #closeForm(): void {
    this.set(() => (this.#form = undefined));
  }

  /** Whether it is known how long the key is to be good for; what is missing is told. */
  #hasLife(): boolean {
    if (lifeOf(this.#life)) return true;
    this.set(() => (this.problems = { until: this.view.t('rule.date') }));
    void this.desk.focus('#until');
    return false;
  }

  /** Puts a key into the list, in place of what it was. */
  #put(key: ApiKey): void {
    const { value } = this;
    if (!value) return;
    const known = value.items.some(({ id }) => id === key.id);
    const items = known
      ? value.items.map((one) => (one.id === key.id ? key : one))
      : [key, ...value.items];
    this.take({ ...value, items });
  }

  protected override onChanged(current: unknown): void {
    const key = current as ApiKey;
    this.#put(key);
    if (this.#form) this.#form = { ...this.#form, key };
  }

  async #make(draft: KeyDraft): Promise<void> {
    const life = lifeOf(this.#life);
    if (!life) return void this.#hasLife();
    const body = { ...keyBody(draft), ...life };
    await this.#show(draft.name.trim(), () => this.client.call('POST /keys', { body }));
  }

  async #rotate({ id, name }: ApiKey): Promise<void> {
    const life = lifeOf(this.#life);
    if (!life) return;
    await this.#show(name, () =>
      this.client.call('POST /keys/:id/rotation', { params: { id }, body: life }),
    );
    // The one that was replaced has another end now.
    this.reload();
  }

  /** Shows a key that was made, this once. */
  async #show(name: string, make: () => Promise<{ secret: string; key: ApiKey }>): Promise<void> {
    const done = await this.act(async () => {
      const { secret, key } = await make();
      this.#put(key);
      this.#secret = { name, secret };
      this.#form = undefined;
    });
    if (!done) return;
    this.desk.announce(this.view.t('settings.key_made', { name }));
    await this.desk.focus('.secret button');
  }

  async #save({ id, version }: ApiKey, draft: KeyDraft): Promise<void> {
    const done = await this.act(async () => {
      this.#put(
        await this.client.call('PATCH /keys/:id', {
          params: { id },
          body: { version, ...keyBody(draft) },
        }),
      );
      this.#form = undefined;
    });
    if (!done) return;
    this.say('success', this.view.t('settings.key_saved', { name: draft.name.trim() }));
    await this.desk.focus('.card-title');
  }

  async #revoke({ id, name }: ApiKey): Promise<void> {
    const done = await this.act(async () =>
      this.#put(await this.client.call('DELETE /keys/:id', { params: { id } })),
    );
    if (!done) return;
    this.say('success', this.view.t('settings.key_revoked', { name }));
    await this.desk.focus('.card-title');
  }
}
