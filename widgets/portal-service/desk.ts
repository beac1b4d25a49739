import { css, html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ServiceCategories, ServiceDesk, ServiceRequest } from '#contract/service';
import {
  requestPriorities,
  serviceLimits,
  statusMoves,
  type RequestPriority,
  type RequestStatus,
} from '#contract/service-words';
import type { ServiceRequestDetail } from '#contract/service';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { departmentName, departmentOptions } from '../records/department.ts';
import { listSkeleton } from '../records/listing.ts';
import { Resource } from '../records/resource.ts';
import { textIn, type View } from '../records/view.ts';
import { CategoryEditor } from './desk-categories.ts';
import { AnswersEditor } from './desk-answers.ts';
import { promise } from './service-list.ts';
import { categoryName, recordName, statusBadge, statusName } from './words.ts';

export type DeskOptions = {
  portal: () => Portal;
  view: () => View;
  /** What is on screen: `queue`, `categories`, `desk` or something else. */
  mode: () => string;
  /** The open request. */
  request: () => ServiceRequestDetail | undefined;
  link: (id: string, label: string) => TemplateResult;
  announce: (text: string) => void;
  onFault: (fault: ClientError) => void;
  onChanged: () => void;
};

type Filter = {
  assigned: '' | 'me' | 'nobody';
  priority: '' | RequestPriority;
  department: string;
};
type Change = {
  status?: RequestStatus;
  priority?: RequestPriority;
  category?: string;
  assigned?: string | null;
  customer?: string;
};

/** What people of the company work with: the queue, what is changed of one request, categories and answers. */
export class ServiceDeskView {
  readonly #host: ReactiveControllerHost;
  readonly #options: DeskOptions;
  readonly #queue: Resource<Filter, { items: ServiceRequest[]; more: boolean }>;
  readonly #desk: Resource<true, ServiceDesk>;
  readonly #categories: Resource<true, ServiceCategories>;
  readonly #editor: CategoryEditor;
  readonly #answers: AnswersEditor;
  #filter: Filter = { assigned: '', priority: '', department: '' };
  #picked: ReadonlySet<string> = new Set();
  #assignee = '';
  #busy = false;
  #refusal = '';
  /** Number of the customer that the open request is to go to; undefined while nobody asks. */
  #moving: string | undefined;

  constructor(host: ReactiveControllerHost, options: DeskOptions) {
    this.#host = host;
    this.#options = options;
    const { portal, mode } = options;
    this.#queue = new Resource(host, {
      portal,
      query: () => (mode() === 'queue' ? this.#filter : undefined),
      load: (client, { assigned, priority, department }, signal) =>
        client.call('GET /service-queue', {
          query: {
            ...(assigned && { assigned }),
            ...(priority && { priority }),
            ...(department && { department }),
          },
          signal,
        }),
      onFault: options.onFault,
    });
    this.#desk = new Resource(host, {
      portal,
      query: () => true as const,
      load: (client, _, signal) => client.call('GET /service-desk', { signal }),
    });
    this.#categories = new Resource(host, {
      portal,
      query: () => true as const,
      load: (client, _, signal) => client.call('GET /service-categories', { signal }),
    });
    const shared = {
      portal,
      view: options.view,
      announce: options.announce,
      onFault: options.onFault,
      changed: () => host.requestUpdate(),
    };
    this.#editor = new CategoryEditor({ ...shared, onSaved: () => this.#categories.reload() });
    this.#answers = new AnswersEditor({ ...shared, onSaved: () => this.#desk.reload() });
  }

  reload(): void {
    this.#queue.reload();
  }

  /** Nothing of a person is left for the next one. */
  forget(): void {
    this.#picked = new Set();
    this.#refusal = '';
    this.#moving = undefined;
    this.#editor.close();
    this.#answers.forget();
  }

  views(mode: string, go: (mode: string) => void): TemplateResult {
    const { t } = this.#options.view();
    return tabs({
      label: t('service_desk.views'),
      tabs: (['queue', 'list', 'categories', 'desk'] as const).map(
        (id) => [id, t(`service_desk.${id}`)] as const,
      ),
      selected: mode,
      onSelect: go,
    });
  }

  render(): TemplateResult {
    switch (this.#options.mode()) {
      case 'categories':
        return this.#editor.render(this.#categories.value, this.#desk.value?.departments);
      case 'desk':
        return this.#answers.render(this.#desk.value);
      default:
        return this.#renderQueue();
    }
  }

  #renderQueue(): TemplateResult {
    const view = this.#options.view();
    const { t } = view;
    const { value, fault } = this.#queue;
    return html`<div class="queue">
      <div class="queue-tools no-print">
        ${selectField({
          id: 'queue-assigned',
          label: t('service_desk.assigned'),
          value: this.#filter.assigned,
          options: [
            ['', t('service_desk.assigned_all')],
            ['me', t('service_desk.assigned_me')],
            ['nobody', t('service_desk.assigned_nobody')],
          ],
          onChange: (assigned) => this.#narrow({ assigned: assigned as Filter['assigned'] }),
        })}
        ${selectField({
          id: 'queue-priority',
          label: t('service_desk.priority'),
          value: this.#filter.priority,
          options: [['', t('service_desk.priority_all')], ...priorities(t)],
          onChange: (priority) => this.#narrow({ priority: priority as Filter['priority'] }),
        })}
        ${selectField({
          id: 'queue-department',
          label: t('service_desk.department'),
          value: this.#filter.department,
          options: departmentOptions(
            this.#desk.value?.departments ?? [],
            null,
            t('service_desk.department_all'),
            view,
          ),
          onChange: (department) => this.#narrow({ department }),
        })}
        ${this.#picked.size > 0 ? this.#renderAssign(view) : nothing}
      </div>
      ${this.#refusal ? notice('danger', this.#refusal) : nothing}
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${value?.more ? notice('neutral', t('service_desk.queue_more', { count: serviceLimits.queue })) : nothing}
      ${
        value
          ? value.items.length > 0
            ? html`<ul class="queue-rows">
                ${value.items.map((row) => this.#renderRow(row, view))}
              </ul>`
            : panel({
                icon: 'check',
                title: t('service.title'),
                text: t('service_desk.queue_empty'),
              })
          : listSkeleton(6)
      }
    </div>`;
  }

  #renderRow(row: ServiceRequest, view: View): TemplateResult {
    const { t } = view;
    const { id, number, subject, customer, record, status, desk } = row;
    const waits = status === 'waiting_customer' || status === 'waiting_third';
    return html`<li class="queue-row" part="queue-row">
      <input
        type="checkbox"
        aria-label=${t('service_desk.select_request', { number })}
        .checked=${this.#picked.has(id)}
        @change=${() => this.#pick(id)}
      />
      <div class="queue-what">
        ${this.#options.link(id, subject)}
        <small
          >${[
            number,
            categoryName(row.category, view),
            record && recordName(record, t),
            customer.name,
            desk?.department && departmentName(desk.department, view),
          ]
            .filter(Boolean)
            .join(' · ')}</small
        >
      </div>
      <div class="queue-when">
        ${statusBadge(status, view, true)}
        ${row.promise.late ? badge('danger', 'alert', t('service_desk.late')) : nothing}
        ${waits ? nothing : promise({ ...row, promise: { ...row.promise, late: false } }, view)}
      </div>
      <div class="queue-who">
        ${desk ? html`<span>${t(`service_desk.priority_${desk.priority}`)}</span>` : nothing}
        <span>${desk?.assigned?.name ?? t('service_desk.assigned_nobody')}</span>
        <small class="figures">${desk ? minutesText(desk, t) : nothing}</small>
      </div>
    </li>`;
  }

  #renderAssign({ t }: View): TemplateResult {
    const people = this.#desk.value?.people ?? [];
    return html`${selectField({
      id: 'queue-assignee',
      label: t('service_desk.assign_to'),
      value: this.#assignee,
      options: [
        ['', t('service_desk.assigned_nobody')],
        ...people.map(({ id, name }) => [id, name] as const),
      ],
      onChange: (assignee) => {
        this.#assignee = assignee;
        this.#host.requestUpdate();
      },
    })}
    ${button({ kind: 'primary', label: t('service_desk.assign'), off: this.#busy, onClick: () => void this.#assign() })}`;
  }

  #narrow(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#picked = new Set();
    this.#host.requestUpdate();
  }

  #pick(id: string): void {
    const picked = new Set(this.#picked);
    if (!picked.delete(id)) picked.add(id);
    this.#picked = picked;
    this.#host.requestUpdate();
  }

  #assign(): Promise<void> {
    const ids = [...this.#picked].slice(0, serviceLimits.bulk);
    const body = { ids, assigned: this.#assignee || null };
    return this.#act(async ({ client }) => {
      const { changed } = await client.call('POST /service-queue/assignment', { body });
      this.#picked = new Set();
      this.#options.announce(
        this.#options.view().t('service_desk.assigned_done', { count: changed }),
      );
    });
  }

  /** What is changed of the open request. */
  controls(request: ServiceRequestDetail): TemplateResult {
    const view = this.#options.view();
    const { t } = view;
    const { desk, status } = request;
    if (!desk) return html``;
    const { value } = this.#desk;
    const people = value?.people ?? [];
    const set = (change: Change) => void this.#change(request, change);
    const categories = this.#categories.value?.items ?? [];
    return html`<div class="controls no-print">
      ${this.#refusal ? notice('danger', this.#refusal) : nothing}
      <small class="figures">${minutesText(desk, t)}</small>
      ${selectField({
        id: 'control-status',
        label: t('service.status'),
        value: status,
        options: [status, ...statusMoves[status].company].map((one) => [
          one,
          statusName(one, t, true),
        ]),
        onChange: (to) => set({ status: to as RequestStatus }),
      })}
      ${selectField({
        id: 'control-priority',
        label: t('service_desk.priority'),
        value: desk.priority,
        options: priorities(t),
        onChange: (to) => set({ priority: to as RequestPriority }),
      })}
      ${selectField({
        id: 'control-category',
        label: t('service.category'),
        value: request.category.code,
        options: categories
          .filter(({ visible, code }) => visible || code === request.category.code)
          .map((one) => [one.code, categoryName(one, view)] as const),
        onChange: (category) => set({ category }),
      })}
      ${selectField({
        id: 'control-assigned',
        label: t('service_desk.assigned'),
        value: desk.assigned?.id ?? '',
        options: [
          ['', t('service_desk.assigned_nobody')],
          ...withAssigned(people, desk.assigned).map(({ id, name }) => [id, name] as const),
        ],
        onChange: (id) => set({ assigned: id || null }),
      })}
      ${this.#renderAnswers(request, view)}
      ${button({ kind: 'quiet', icon: 'arrow', label: t('service_desk.move'), onClick: () => this.#ask('') })}
      ${this.#renderMove(request, view)}
    </div>`;
  }

  #renderAnswers(request: ServiceRequestDetail, view: View): TemplateResult | typeof nothing {
    const answers = this.#desk.value?.answers ?? [];
    if (answers.length === 0) return nothing;
    return selectField({
      id: 'control-answer',
      label: view.t('service_desk.answers'),
      value: '',
      options: [
        ['', view.t('service_desk.answer_copy')],
        ...answers.map(({ id, title }) => [id, title] as const),
      ],
      onChange: (id) => {
        const answer = answers.find((one) => one.id === id);
        if (answer) void this.#copy(filledIn(textIn(answer.texts, view.format), request, this.#me));
      },
    });
  }

  get #me(): string {
    return this.#options.portal().session?.person.name ?? '';
  }

  async #copy(text: string): Promise<void> {
    const { t } = this.#options.view();
    try {
      await navigator.clipboard.writeText(text);
      this.#options.announce(t('service_desk.answer_copied'));
    } catch {
      // A page may keep the clipboard to itself; then the text can at least be heard.
      this.#options.announce(text);
    }
  }

  #ask(moving: string | undefined): void {
    this.#moving = moving;
    this.#host.requestUpdate();
  }

  #renderMove(request: ServiceRequestDetail, { t }: View): TemplateResult | typeof nothing {
    const moving = this.#moving;
    if (moving === undefined) return nothing;
    return dialog({
      title: t('service_desk.move_title'),
      content: html`<p>${t('service_desk.move_text', { customer: request.customer.name })}</p>
        ${textField({ id: 'move-number', label: t('service_desk.move_number'), value: moving, maxLength: 60, onInput: (number) => (this.#moving = number) })}`,
      submit: t('service_desk.move_submit'),
      cancel: t('service.cancel_form'),
      onSubmit: () => {
        const customer = (this.#moving ?? '').trim();
        if (!customer) return false;
        void this.#change(request, { customer });
        return true;
      },
      onClose: () => this.#ask(undefined),
    });
  }

  #change({ id, version }: ServiceRequestDetail, change: Change): Promise<void> {
    return this.#act(async ({ client }) => {
      await client.call('PATCH /service-requests/:id', {
        params: { id },
        body: { version, ...change },
      });
      this.#options.announce(this.#options.view().t('service.changed'));
    });
  }

  async #act(work: (portal: Portal) => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#refusal = '';
    try {
      await work(this.#options.portal());
    } catch (error) {
      const fault = toClientError(error);
      this.#refusal = this.#options.view().t(`error.${fault.code}`);
      this.#options.onFault(fault);
    } finally {
      this.#busy = false;
      this.#options.onChanged();
      this.#host.requestUpdate();
    }
  }
}

const priorities = (t: View['t']) =>
  requestPriorities.map((one) => [one, t(`service_desk.priority_${one}`)] as const);

const minutesText = (
  { elapsed, target }: NonNullable<ServiceRequest['desk']>,
  t: View['t'],
): string =>
  target === null
    ? hoursText(elapsed)
    : t('service_desk.minutes', { elapsed: hoursText(elapsed), target: hoursText(target) });

/** Working minutes as people say them, in the signs that all our languages share: 2,730 are `45 h 30 min`. */
const hoursText = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours > 0 && `${hours}\u00a0h`, (rest > 0 || hours === 0) && `${rest}\u00a0min`];
  return parts.filter(Boolean).join('\u00a0');
};

/** Whoever it is with stays in the list, also once it may not be given requests any more. */
const withAssigned = (
  people: ServiceDesk['people'],
  assigned: { id: string; name: string } | null,
): ServiceDesk['people'] =>
  assigned && !people.some(({ id }) => id === assigned.id) ? [...people, assigned] : people;

/** An answer with what its variables stand for. */
const filledIn = (
  text: string,
  { contact, number, subject, customer }: ServiceRequestDetail,
  person: string,
): string => {
  const values: Record<string, string> = {
    contact: contact ?? customer.name,
    number,
    subject,
    person,
  };
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
};

export const deskStyles = [
  tabsStyles,
  css`
    .queue,
    .controls,
    .editor {
      display: flex;
      flex-direction: column;
      gap: calc(var(--p-space) * 4);
    }
    .queue,
    .editor,
    #panel > .filter {
      margin-block-start: calc(var(--p-space) * 5);
    }
    .controls .button {
      align-self: flex-start;
    }
    .queue-tools,
    .triple {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-end;
      gap: calc(var(--p-space) * 3);
    }
    .queue-tools .field .note:empty,
    .queue-tools .note[hidden] {
      display: none;
    }
    .queue-tools > .field,
    .triple > .field {
      flex: 0 1 14em;
    }
    .queue-rows,
    .editor-list {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .queue-row,
    .editor-list > li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) minmax(0, 15em) minmax(0, 9em);
      gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
      align-items: start;
      padding-block: calc(var(--p-space) * 3);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    .queue-row small,
    .queue-who > * {
      display: block;
    }
    .queue-when {
      display: flex;
      flex-wrap: wrap;
      gap: calc(var(--p-space) * 2);
    }
    .queue-row input {
      inline-size: 1.4em;
      block-size: 1.4em;
      margin: 0;
    }
    .editor-list > li {
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: center;
    }
    .editor fieldset {
      display: grid;
      gap: calc(var(--p-space) * 3);
      margin: 0;
      padding: calc(var(--p-space) * 4);
      border: var(--p-border-width) solid var(--p-color-border);
      border-radius: var(--p-radius-medium);
    }
    .editor legend {
      padding-inline: calc(var(--p-space) * 2);
      font-weight: var(--p-font-weight-medium);
    }
    .tick {
      display: flex;
      gap: calc(var(--p-space) * 2);
      align-items: center;
    }
    @container (max-width: 44em) {
      .queue-row {
        grid-template-columns: auto minmax(0, 1fr);
      }
      .queue-when,
      .queue-who {
        grid-column: 2;
      }
      .queue-who {
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--p-space) * 3);
      }
    }
  `,
];
