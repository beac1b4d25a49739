import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { MailTarget, UnmatchedMail } from '#contract/inbound';
import { formatInstant, toClientError, type ClientError, type Portal } from '../core/index.ts';
import { saveBlob } from '../core/save.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { dialog } from '../kit/dialog.ts';
import { notice, panel, type Tone } from '../kit/notice.ts';
import { Resource } from '../records/resource.ts';
import type { View } from '../records/view.ts';

export type UnmatchedOptions = {
  portal: () => Portal;
  view: () => View;
  /** Whether they are on screen. */
  shown: () => boolean;
  may: () => boolean;
  announce: (text: string) => void;
  onFault: (fault: ClientError) => void;
  onAssigned: () => void;
  /** Shows the conversation of an id. */
  onOpen: (thread: string, press: MouseEvent) => void;
};

type Mails = { items: UnmatchedMail[]; nextCursor: string | null };
/** What the last act came to, with the conversation that it concerned. */
type Outcome = { tone: Tone; text: string; thread?: string };
/** What a mail is about to be put into, and as whose. */
type Choice = { mail: string; q: string; thread: string; contact: string };

/** Mails that are in no conversation: each can be put into one, taken along as it came, or taken off the list. */
export class UnmatchedMails {
  readonly #host: ReactiveControllerHost;
  readonly #options: UnmatchedOptions;
  readonly #mails: Resource<true, Mails>;
  readonly #targets: Resource<string, { items: MailTarget[] }>;
  #choice: Choice | undefined;
  /** The mail that is about to be taken off the list. */
  #discarding: UnmatchedMail | undefined;
  #outcome: Outcome | undefined;
  #busy = false;

  constructor(host: ReactiveControllerHost, options: UnmatchedOptions) {
    this.#host = host;
    this.#options = options;
    const { portal, may, shown } = options;
    this.#mails = new Resource<true, Mails>(host, {
      portal,
      may,
      query: () => (shown() ? true : undefined),
      load: (client, _, signal) =>
        client.call('GET /unmatched-mails', { query: { limit: 100 }, signal }),
    });
    this.#targets = new Resource<string, { items: MailTarget[] }>(host, {
      portal,
      may,
      query: () => (this.#choice && shown() ? `${this.#choice.mail} ${this.#choice.q}` : undefined),
      load: (client, asked, signal) => {
        const [id = '', ...words] = asked.split(' ');
        const q = words.join(' ').trim();
        const query = q === '' ? {} : { q };
        return client.call('GET /unmatched-mails/:id/targets', { params: { id }, query, signal });
      },
    });
  }

  get fault(): ClientError | undefined {
    return this.#mails.fault;
  }
  reload(): void {
    this.#mails.reload();
  }
  forget(): void {
    this.#choice = this.#discarding = this.#outcome = undefined;
  }

  render(): TemplateResult {
    const { t } = this.#options.view();
    const mails = this.#mails.value?.items;
    return html`<div class="talk-head">
        <div class="talk-name">
          <h3 class="record-title" part="title" tabindex="-1">${t('unmatched.title')}</h3>
          <p>${t('unmatched.text')}</p>
        </div>
      </div>
      ${this.#renderOutcome()}
      ${
        mails?.length === 0
          ? panel({ icon: 'mail', title: t('unmatched.none_title'), text: t('unmatched.none') })
          : nothing
      }
      <ul class="mails">
        ${mails?.map((mail) => html`<li>${this.#renderMail(mail)}</li>`)}
      </ul>
      ${this.#renderQuestion()}`;
  }

  #renderOutcome(): TemplateResult | typeof nothing {
    if (!this.#outcome) return nothing;
    const { tone, text, thread } = this.#outcome;
    const { view, onOpen } = this.#options;
    return notice(
      tone,
      html`${text}
      ${thread === undefined ? nothing : button({ kind: 'quiet', label: view().t('unmatched.see'), onClick: (event) => onOpen(thread, event as MouseEvent) })}`,
    );
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const mail = this.#discarding;
    if (!mail) return nothing;
    const { t } = this.#options.view();
    return dialog({
      title: t('unmatched.discard_title'),
      content: html`<p>${mail.subject || t('unmatched.no_subject')}</p>
        <p>${t('unmatched.discard_text')}</p>`,
      submit: t('unmatched.discard'),
      danger: true,
      cancel: t('messages.cancel'),
      onSubmit: () => {
        void this.#discard(mail.id);
        return true;
      },
      onClose: () => {
        this.#discarding = undefined;
        this.#host.requestUpdate();
      },
    });
  }

  /** Says what an act came to, on screen and to screen readers. */
  #tell(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#options.announce(outcome.text);
    this.#host.requestUpdate();
  }

  #renderMail(mail: UnmatchedMail): TemplateResult {
    const { t, format } = this.#options.view();
    const { from, subject, text, files, automatic, reason, at, id } = mail;
    const chosen = this.#choice?.mail === id;
    const sender = from.name ? `${from.name} · ${from.address ?? ''}` : (from.address ?? '–');
    return html`<article class="mail" aria-label=${subject || t('unmatched.no_subject')}>
      <h4>${subject || t('unmatched.no_subject')}</h4>
      <p class="aside">${sender} · <span class="figures">${formatInstant(at, format)}</span></p>
      <p>
        ${badge('warning', 'alert', t(`unmatched.reason_${reason}`))}
        ${automatic ? badge('neutral', 'gear', t('messages.automatic')) : nothing}
      </p>
      ${text ? html`<div class="text">${text.length > 600 ? `${text.slice(0, 600)}…` : text}</div>` : nothing}
      ${files.length > 0 ? html`<p class="aside">${t('unmatched.files', { names: files.join(', ') })}</p>` : nothing}
      <div class="talk-verbs no-print">
        ${reason === 'encrypted' ? nothing : button({ label: t('unmatched.assign'), kind: 'primary', off: this.#busy || chosen, onClick: () => this.#choose(mail) })}
        ${button({ kind: 'quiet', icon: 'download', label: t('unmatched.download'), off: this.#busy, onClick: () => void this.#download(mail) })}
        ${button({ kind: 'quiet', label: t('unmatched.discard'), off: this.#busy, onClick: () => this.#ask(mail) })}
      </div>
      ${chosen ? this.#renderChoice(this.#choice!) : nothing}
    </article>`;
  }

  #renderChoice(choice: Choice): TemplateResult {
    const { t } = this.#options.view();
    const targets = this.#targets.value?.items ?? [];
    const target = targets.find(({ id }) => id === choice.thread);
    const sender = target?.contacts.find((contact) => contact.sender);
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      void this.#assign(this.#choice ?? choice);
    };
    return html`<form class="form" part="form" data-of="mail ${choice.mail}" @submit=${submit}>
      ${textField({
        id: 'target-search',
        type: 'search',
        label: t('unmatched.search'),
        value: choice.q,
        maxLength: 100,
        onInput: (q) => this.#set({ q, thread: '', contact: '' }),
      })}
      ${selectField({
        id: 'target',
        label: t('unmatched.target'),
        value: choice.thread,
        options: [
          ['', t(targets.length > 0 ? 'unmatched.choose' : 'unmatched.no_target')] as const,
          ...targets.map(({ id, subject, customer, record }) => {
            const about = [subject, record, customer.name].filter(Boolean).join(' · ');
            return [id, about] as const;
          }),
        ],
        onChange: (thread) => this.#set({ thread, contact: '' }),
      })}
      ${
        target
          ? selectField({
              id: 'target-contact',
              label: t('unmatched.author'),
              value: choice.contact || (sender?.id ?? ''),
              options: [
                ['', t('unmatched.choose')] as const,
                ...target.contacts.map(({ id, name }) => [id, name] as const),
              ],
              onChange: (contact) => this.#set({ contact }),
            })
          : nothing
      }
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t('unmatched.assign_submit'), off: this.#busy || !target || !(choice.contact || sender) })}
        ${button({ kind: 'quiet', label: t('messages.cancel'), onClick: () => this.#set(undefined) })}
      </div>
    </form>`;
  }

  #ask(mail: UnmatchedMail): void {
    this.#discarding = mail;
    this.#host.requestUpdate();
  }

  #choose({ id, thread }: UnmatchedMail): void {
    this.#set({ mail: id, q: '', thread: thread?.id ?? '', contact: '' });
  }

  #set(change: Partial<Choice> | undefined): void {
    const before = this.#choice ?? { mail: '', q: '', thread: '', contact: '' };
    this.#choice = change && { ...before, ...change };
    this.#host.requestUpdate();
  }

  async #assign({ mail: id, thread, contact }: Choice): Promise<void> {
    const { portal, view, onAssigned } = this.#options;
    const target = this.#targets.value?.items.find((one) => one.id === thread);
    const author = contact || target?.contacts.find(({ sender }) => sender)?.id;
    if (!target || !author) return;
    const done = await this.#act(() =>
      portal().client.call('POST /unmatched-mails/:id/assignment', {
        params: { id },
        body: { thread, contact: author },
      }),
    );
    if (!done) return;
    this.#choice = undefined;
    this.#tell({ tone: 'success', text: view().t('unmatched.assigned'), thread });
    onAssigned();
  }

  async #discard(id: string): Promise<void> {
    const { portal, view } = this.#options;
    const done = await this.#act(() =>
      portal().client.call('DELETE /unmatched-mails/:id', { params: { id } }),
    );
    if (done) this.#tell({ tone: 'neutral', text: view().t('unmatched.discarded') });
  }

  #download({ id, subject }: UnmatchedMail): Promise<boolean> {
    const { portal } = this.#options;
    return this.#act(async () => {
      const file = await portal().client.call('GET /unmatched-mails/:id/content', {
        params: { id },
      });
      saveBlob(file, `${subject || id}.eml`);
    });
  }

  /** @returns whether it was done */
  async #act(work: () => Promise<unknown>): Promise<boolean> {
    this.#busy = true;
    this.#outcome = undefined;
    this.#host.requestUpdate();
    try {
      await work();
      this.#mails.reload();
      return true;
    } catch (error) {
      const fault = toClientError(error);
      this.#tell({ tone: 'danger', text: this.#options.view().t(`error.${fault.code}`) });
      this.#options.onFault(fault);
      return false;
    } finally {
      this.#busy = false;
      this.#host.requestUpdate();
    }
  }
}
