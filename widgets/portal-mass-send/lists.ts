import { initialState, Task } from '@lit/task';
import { html, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { limits } from '#contract/limits';
import type { MailingList } from '#contract/mailing-lists';
import type { ClientError, PortalState, TextKey } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';
import { field, fieldDescription, select } from '../kit/field.ts';
import { panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import type { Desk } from './desk.ts';
import { faultPanel, turner } from './parts.ts';

type Answer = CallResult<Endpoints['GET /mailing-lists']>;
export type Question = { company: string; customer: string };

export type ResultsOptions = {
  /** Title and text of what stands there before anything was searched for. */
  start: readonly [TextKey, TextKey];
  /** What is said where nothing was found. */
  empty: TextKey;
  found: (rows: readonly MailingList[], stale: boolean) => TemplateResult;
};

/** The companies there are, and the mailing lists that were searched for, page by page. */
export class Lists {
  readonly #desk: Desk;
  readonly #pages: Pages;
  readonly #companies: Task<readonly [string, number], SessionValue<Answer>>;
  readonly #list: Task<
    readonly [Question | undefined, string | undefined, string, number],
    SessionValue<Answer>
  >;
  #asked: Question | undefined;
  #reloads = 0;

  /** @param onFound the lists of a page are on screen */
  constructor(desk: Desk, onFound: (lists: readonly MailingList[]) => void) {
    this.#desk = desk;
    const { host } = desk;
    this.#pages = new Pages(host, () => this.#owner);
    const call = async (owner: string, query: object, signal: AbortSignal) => ({
      owner,
      value: await desk.portal().client.call('GET /mailing-lists', { query, signal }),
    });
    this.#companies = new Task(host, {
      task: ([owner], { signal }) => (owner ? call(owner, { limit: 1 }, signal) : initialState),
      args: () => [this.#owner, this.#reloads],
    });
    this.#list = new Task(host, {
      task: ([asked, cursor, owner], { signal }) => {
        if (!asked || !owner) return initialState;
        const company = asked.company || undefined;
        const customer = asked.customer || undefined;
        return call(owner, { company, customer, cursor, limit: limits.page }, signal);
      },
      args: () => [this.#asked, this.#pages.cursor, this.#owner, this.#reloads],
      onComplete: ({ value }) => onFound(value.items),
    });
  }

  get companies(): Answer['companies'] | undefined {
    return valueFor(this.#companies.value, this.#owner)?.companies;
  }
  get asked(): Question | undefined {
    return this.#asked;
  }
  get page(): Answer | undefined {
    return valueFor(this.#list.value, this.#owner);
  }
  /** Whether everything that was found is on screen. */
  get whole(): boolean {
    return this.#pages.number === 1 && !this.page?.nextCursor;
  }
  get fault(): ClientError | undefined {
    return this.companies ? faultOf(this.#list) : faultOf(this.#companies);
  }
  get state(): PortalState {
    if (!this.companies) return this.fault ? 'error' : 'loading';
    if (!this.#asked) return 'ready';
    return stateOf(this.#list, this.page, this.page?.items.length === 0);
  }

  ask(question: Question): void {
    this.#asked = { ...question };
    this.#pages.restart();
  }

  forget(): void {
    this.#asked = undefined;
    this.#pages.restart();
  }

  reload(): void {
    this.#reloads += 1;
    this.#desk.host.requestUpdate();
  }

  /** What was found, or what stands in its place. */
  render({ start, empty, found }: ResultsOptions): TemplateResult {
    const { page, fault } = this;
    const view = this.#desk.view();
    const { t } = view;
    if (!this.#asked) return panel({ icon: 'mail', title: t(start[0]), text: t(start[1]) });
    if (fault) return faultPanel(this.#desk, fault, () => this.reload());
    if (!page) return html`<div class="list-skeleton" aria-hidden="true">${bones(8, 'row')}</div>`;
    if (page.items.length === 0)
      return panel({ icon: 'search', title: t('mass_send.empty_title'), text: t(empty) });
    return html`${found(page.items, this.state === 'stale')}
    ${turner(this.#pages, page.nextCursor, view)}`;
  }

  get #owner(): string {
    const { may, portal } = this.#desk;
    return sessionKey(portal(), may('mailing_list.manage') || may('statement.mass_send'));
  }
}

export type WhomOptions = {
  desk: Desk;
  companies: Answer['companies'];
  draft: Question;
  problems: { company?: string; customer?: string };
  onChange: (change: Partial<Question>) => void;
};

/** The two fields that say whose mailing list: the company, and the customer's number. */
export function whomFields(options: WhomOptions): TemplateResult {
  const { desk, companies, draft, problems, onChange } = options;
  const { t } = desk.view();
  return html`
    ${field({
      id: 'company',
      label: t('mass_send.company'),
      error: problems.company,
      control: select({
        id: 'company',
        name: 'company',
        value: draft.company,
        options: [
          ['', t('mass_send.company_any')],
          ...companies.map(({ code, name }) => [code, `${code} · ${name}`] as const),
        ],
        onChange: (company) => onChange({ company }),
      }),
    })}
    ${field({
      id: 'customer',
      label: t('mass_send.customer'),
      error: problems.customer,
      control: html`<input
        class="input"
        part="input"
        id="customer"
        name="customer"
        autocomplete="off"
        spellcheck="false"
        maxlength=${limits.identifier}
        aria-invalid=${problems.customer ? 'true' : 'false'}
        aria-describedby=${fieldDescription('customer')}
        .value=${draft.customer}
        @input=${(event: Event) => onChange({ customer: (event.target as HTMLInputElement).value })}
      />`,
    })}
  `;
}
