import { html, nothing, type TemplateResult } from 'lit';
import type { OwnSession } from '#contract/account';
import { formatInstant, toClientError, type Portal, type Translate } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from './columns.ts';
import { listSkeleton } from './listing.ts';
import type { PersonDesk } from './person-desk.ts';
import { Resource } from './resource.ts';

/** A browser in words: `Firefox en Windows`. */
export function deviceOf(
  { browser, system }: Pick<OwnSession, 'browser' | 'system'>,
  t: Translate,
): string {
  if (browser && system) return t('contacts.device', { browser, system });
  return browser ?? system ?? t('contacts.unknown_device');
}

/** A person, as far as its sessions need it. */
type Holder = { id: string; name: string; actions: readonly string[] };
type Client = Portal['client'];
/** The calls about the sessions of a person. */
export type SessionCalls = {
  load: (client: Client, id: string, signal: AbortSignal) => Promise<{ items: OwnSession[] }>;
  /** Ends one, or all of them. */
  end: (client: Client, id: string, session?: string) => Promise<unknown>;
};

/** Where a person is signed in, and the way to end it. */
export class PersonSessions {
  readonly #desk: PersonDesk;
  readonly #calls: SessionCalls;
  readonly #sessions: Resource<string, OwnSession[]>;
  #busy = false;
  #asking = false;
  #said = '';
  #refusal = '';

  /** @param id of the person; empty asks for nothing */
  constructor(desk: PersonDesk, id: () => string, calls: SessionCalls) {
    this.#desk = desk;
    this.#calls = calls;
    this.#sessions = new Resource(desk.host, {
      portal: desk.portal,
      query: () => id() || undefined,
      load: async (client, id, signal) => (await calls.load(client, id, signal)).items,
    });
  }

  reload(): void {
    this.#sessions.reload();
  }

  render(person: Holder): TemplateResult {
    const { t } = this.#desk.view();
    const { value, fault } = this.#sessions;
    if (fault) return notice('danger', t(`error.${fault.code}`));
    if (!value) return listSkeleton(3);
    const may = person.actions.includes('end_sessions');
    return html`
      ${this.#said ? notice('success', this.#said) : nothing}
      ${this.#refusal ? notice('danger', this.#refusal) : nothing}
      ${
        value.length === 0
          ? html`<p class="quiet-text">${t('contacts.no_sessions')}</p>`
          : html`${this.#renderTable(person, value, may)}
            ${
              may && value.length > 1
                ? html`<div class="actions below">
                    ${button({
                      label: t('contacts.end_all'),
                      off: this.#busy,
                      onClick: () => this.#set(() => (this.#asking = true)),
                    })}
                  </div>`
                : nothing
            }`
      }
      ${this.#asking ? this.#renderQuestion(person) : nothing}
    `;
  }

  #renderTable(person: Holder, rows: readonly OwnSession[], may: boolean): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const c = columnsOf<OwnSession>(view);
    const at = (instant: string) =>
      html`<span class="figures">${formatInstant(instant, format)}</span>`;
    return table({
      caption: t('contacts.tab_sessions'),
      columns: [
        c.wide('contacts.browser', (row) => deviceOf(row, t), { card: 'heading' }),
        c.name('contacts.site', ({ origin }) => origin && siteOf(origin)),
        c.text('contacts.opened', ({ createdAt }) => at(createdAt)),
        c.text('contacts.seen', ({ seenAt }) => at(seenAt)),
        may &&
          c.action('contacts.end', (row) =>
            button({
              kind: 'quiet',
              label: t('contacts.end'),
              name: t('contacts.end_named', { device: deviceOf(row, t) }),
              off: this.#busy,
              onClick: () => void this.#end(person, row),
            }),
          ),
      ],
      rows,
      key: ({ id }) => id,
      wide: 'small',
    });
  }

  #renderQuestion(person: Holder): TemplateResult {
    const { t } = this.#desk.view();
    return dialog({
      title: t('contacts.ask_end_all_title'),
      content: html`<p>${t('contacts.ask_end_all', { name: person.name })}</p>`,
      submit: t('contacts.end_all'),
      danger: true,
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#end(person);
        return true;
      },
      onClose: () => this.#set(() => (this.#asking = false)),
    });
  }

  /** Ends one session, or all of them. */
  async #end({ id }: Holder, session?: OwnSession): Promise<void> {
    if (this.#busy) return;
    this.#set(() => {
      this.#busy = true;
      this.#said = this.#refusal = '';
    });
    const { t } = this.#desk.view();
    const { client } = this.#desk.portal();
    try {
      await this.#calls.end(client, id, session?.id);
      this.#said = session
        ? t('contacts.ended', { device: deviceOf(session, t) })
        : t('contacts.ended_all');
      this.#desk.announce(this.#said);
      this.#sessions.reload();
      await this.#desk.focus('#tab-sessions');
    } catch (error) {
      const fault = toClientError(error);
      this.#refusal = t(`error.${fault.code}`);
      this.#desk.onFault(fault);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

/** A site by its host name; the rest of its address says nothing to a person. */
const siteOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : origin);
