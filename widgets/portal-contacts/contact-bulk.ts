import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '#contract/contacts';
import { toClientError, type ClientError, type TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { selectField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { personStyles } from '../records/person.styles.ts';
import { bulkStyles } from './contact-bulk.styles.ts';
import { profileName } from './contact-state.ts';
import type { Desk } from './desk.ts';
import { profilesResource } from './profiles.ts';

export const bulkActs = ['invite', 'profile', 'deactivate'] as const;
type BulkAct = (typeof bulkActs)[number];
type Result = { contact: Contact; fault: ClientError | undefined };

/** What is done to several contacts at once: one after the other, with a result for each. */
export class ContactBulk {
  readonly #desk: Desk;
  readonly #profiles;
  #profile = '';
  #asking: BulkAct | undefined;
  #running: { act: BulkAct; done: number; of: number } | undefined;
  #results: Result[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles, dialogStyles, bulkStyles);
    this.#profiles = profilesResource(desk.host, desk.portal);
  }

  clear(): void {
    this.#asking = undefined;
    this.#results = [];
    this.#profile = '';
  }

  /** @param onDone leaves those chosen that something is left to be done for */
  render(
    chosen: readonly Contact[],
    onDone: (left: readonly Contact[]) => void,
  ): TemplateResult | typeof nothing {
    if (chosen.length === 0 && this.#results.length === 0) return nothing;
    const { t } = this.#desk.view();
    const running = this.#running;
    return html`<section class="bulk" part="bulk" aria-label=${t('contacts.bulk')}>
      ${this.#renderResults(onDone)}
      ${
        chosen.length === 0
          ? nothing
          : html`<div class="actions">
              <strong>${t('contacts.bulk_chosen', { count: chosen.length })}</strong>
              ${button({
                label: t('contacts.act_invite'),
                off: running !== undefined,
                onClick: () => void this.#run('invite', chosen, onDone),
              })}
              ${this.#renderProfile()}
              ${button({
                label: t('contacts.act_deactivate'),
                off: running !== undefined,
                onClick: () => this.#set(() => (this.#asking = 'deactivate')),
              })}
              ${button({
                kind: 'quiet',
                label: t('contacts.bulk_none'),
                off: running !== undefined,
                onClick: () => onDone([]),
              })}
            </div>`
      }
      ${
        running
          ? html`<p class="quiet-text" role="status">
              ${t('contacts.bulk_running', { done: running.done, of: running.of })}
            </p>`
          : nothing
      }
      ${this.#asking ? this.#renderQuestion(this.#asking, chosen, onDone) : nothing}
    </section>`;
  }

  #renderProfile(): TemplateResult {
    const { t } = this.#desk.view();
    const offered = this.#profiles.value ?? [];
    return html`<div class="bulk-profile">
      ${selectField({
        id: 'bulk-profile',
        label: t('contacts.profile'),
        value: this.#profile,
        options: [
          ['', t('contacts.bulk_profile')],
          ...offered.map((one) => [one.id, profileName(one, t)] as const),
        ],
        onChange: (id) =>
          this.#set(() => {
            this.#profile = id;
            if (id) this.#asking = 'profile';
          }),
      })}
    </div>`;
  }

  #renderQuestion(
    act: BulkAct,
    chosen: readonly Contact[],
    onDone: (left: readonly Contact[]) => void,
  ): TemplateResult {
    const { t } = this.#desk.view();
    const profile = this.#profiles.value?.find(({ id }) => id === this.#profile);
    const params = { count: chosen.length, profile: profile ? profileName(profile, t) : '' };
    return dialog({
      title: t(`contacts.bulk_ask_${act}_title` as TextKey, params),
      content: html`<p>${t(`contacts.bulk_ask_${act}` as TextKey, params)}</p>
        <p class="quiet-text">${chosen.map(({ name }) => name).join(', ')}</p>`,
      submit: t(act === 'profile' ? 'contacts.bulk_give' : 'contacts.act_deactivate'),
      danger: act !== 'profile',
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#run(act, chosen, onDone);
        return true;
      },
      onClose: () =>
        this.#set(() => {
          this.#asking = undefined;
          if (!this.#running) this.#profile = '';
        }),
    });
  }

  #renderResults(onDone: (left: readonly Contact[]) => void): TemplateResult | typeof nothing {
    if (this.#results.length === 0 || this.#running) return nothing;
    const { t } = this.#desk.view();
    const failed = this.#results.filter(({ fault }) => fault);
    const done = this.#results.length - failed.length;
    return html`<div class="bulk-results">
      <p>
        <strong>${t('contacts.bulk_done', { count: done })}</strong>
        ${failed.length > 0 ? t('contacts.bulk_failed', { count: failed.length }) : ''}
        ${button({
          kind: 'quiet',
          label: t('contacts.bulk_close'),
          onClick: () => {
            this.#set(() => (this.#results = []));
            onDone([]);
          },
        })}
      </p>
      <ul>
        ${this.#results.map(
          ({ contact, fault }) =>
            html`<li class=${fault ? 'failed' : 'done'}>
              ${icon(fault ? 'alert' : 'check')} <span>${contact.name}</span>
              <small>${fault ? t(`error.${fault.code}`) : t('contacts.row_done')}</small>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  /** One after the other: what is refused for one stops none of the others. */
  async #run(
    act: BulkAct,
    chosen: readonly Contact[],
    onDone: (left: readonly Contact[]) => void,
  ): Promise<void> {
    if (this.#running) return;
    const profile = this.#profile;
    const results: Result[] = [];
    this.#set(() => (this.#results = []));
    for (const [done, contact] of chosen.entries()) {
      this.#set(() => (this.#running = { act, done, of: chosen.length }));
      results.push({ contact, fault: await this.#try(act, contact, profile) });
    }
    const failed = results.filter(({ fault }) => fault).map(({ contact }) => contact);
    this.#set(() => {
      this.#running = undefined;
      this.#results = results;
      this.#profile = '';
    });
    const { t } = this.#desk.view();
    this.#desk.announce(t('contacts.bulk_done', { count: results.length - failed.length }));
    onDone(failed);
  }

  /** @returns why not, where it was refused */
  async #try(act: BulkAct, contact: Contact, profile: string): Promise<ClientError | undefined> {
    try {
      await this.#do(act, contact.id, profile);
      return undefined;
    } catch (error) {
      const fault = toClientError(error);
      // So many at once are more than are allowed in a second: it goes on as soon as it may.
      if (fault.code !== 'too_many_requests' || !fault.retryAfter) return fault;
      await new Promise((resolve) => setTimeout(resolve, fault.retryAfter! * 1000));
      return this.#try(act, contact, profile);
    }
  }

  async #do(act: BulkAct, id: string, profile: string): Promise<void> {
    const { client } = this.#desk.portal();
    const params = { id };
    if (act === 'invite') {
      await client.call('POST /contacts/:id/invitations', { params, body: {} });
    } else if (act === 'deactivate') {
      await client.call('POST /contacts/:id/deactivation', { params, body: {} });
    } else {
      const { version } = await client.call('GET /contacts/:id', { params });
      const grants = this.#profiles.value?.find((one) => one.id === profile)?.grants ?? [];
      await client.call('PUT /contacts/:id/access', {
        params,
        body: { version, profile, grants: grants.map((grant) => ({ ...grant, companies: [] })) },
      });
    }
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}
