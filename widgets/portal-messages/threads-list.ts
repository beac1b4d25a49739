import { html, nothing, type TemplateResult } from 'lit';
import type { DepartmentName } from '#contract/departments';
import type { Thread } from '#contract/messages';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { departmentName, departmentOptions } from '../records/department.ts';
import { timeOrDate } from '../records/time.ts';
import type { View } from '../records/view.ts';
import { shows, staffShows, type Filter } from './threads-data.ts';
import { authorText, ownerText } from './words.ts';

export type ThreadsFormOptions = {
  view: View;
  draft: Filter;
  staff: boolean;
  /** That staff narrows it to; undefined while they load. */
  departments: readonly DepartmentName[] | undefined;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** What the list is narrowed to. A choice takes effect at once. */
export function threadsForm(options: ThreadsFormOptions): TemplateResult {
  const { view, draft, staff, departments, onChange, onSubmit } = options;
  const { t } = view;
  return html`<form
    class="finder no-print"
    part="search"
    role="search"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    ${textField({
      id: 'q',
      type: 'search',
      label: t('messages.search'),
      value: draft.q,
      placeholder: t('messages.search_hint'),
      maxLength: 100,
      onInput: (q) => onChange({ q }),
    })}
    ${selectField({
      id: 'show',
      label: t('messages.show'),
      value: draft.show,
      options: shows
        .filter((show) => staff || !staffShows.includes(show))
        .map((show) => [show, t(`messages.show_${show || 'all'}`)] as const),
      onChange: (show) => {
        onChange({ show });
        onSubmit();
      },
    })}
    ${
      // It has its place before its choices are here.
      staff
        ? selectField({
            id: 'department-shown',
            label: t('messages.department'),
            value: draft.department,
            options: departmentOptions(departments ?? [], null, t('messages.department_all'), view),
            onChange: (department) => {
              onChange({ department });
              onSubmit();
            },
          })
        : nothing
    }
  </form>`;
}

export type ThreadRowsOptions = {
  view: View;
  threads: readonly Thread[];
  open: string;
  staff: boolean;
  /** Number of the session's customer; others are named. */
  own: string | undefined;
  href: (id: string) => string | null;
  onOpen: (id: string, event: MouseEvent) => void;
};

/** The conversations, each as a way to it. */
export const threadRows = (options: ThreadRowsOptions): TemplateResult =>
  html`<ul class="threads" aria-label=${options.view.t('messages.list')}>
    ${options.threads.map((thread) => html`<li>${threadRow(thread, options)}</li>`)}
  </ul>`;

function threadRow(thread: Thread, options: ThreadRowsOptions): TemplateResult {
  const { open, href, onOpen } = options;
  const { id } = thread;
  const address = href(id);
  const classes = `thread-way ${thread.unread ? 'new' : ''}`;
  const current = id === open ? 'true' : nothing;
  const press = (event: MouseEvent) => onOpen(id, event);
  const content = rowContent(thread, options);
  return address
    ? html`<a
        class=${classes}
        part="thread-row"
        href=${address}
        data-record=${id}
        aria-current=${current}
        @click=${press}
        >${content}</a
      >`
    : html`<button
        class=${classes}
        part="thread-row"
        type="button"
        data-record=${id}
        aria-current=${current}
        @click=${press}
      >
        ${content}
      </button>`;
}

function rowContent(thread: Thread, { view, staff, own }: ThreadRowsOptions): TemplateResult {
  const { t } = view;
  const { last, customer } = thread;
  const when = timeOrDate(thread.lastAt, view.format);
  return html`<span class="thread-head"
      ><span class="thread-about">${ownerText(thread, view)}</span>
      <time datetime=${thread.lastAt}>${'time' in when ? when.time : when.date}</time></span
    >
    <span class="thread-subject"
      ><span>${thread.subject}</span>${
        thread.unread
          ? html`<span class="dot"></span
              ><span class="visually-hidden">${t('messages.unread')}</span>`
          : nothing
      }</span
    >
    ${customer.number === own ? nothing : html`<span class="thread-line">${customer.name}</span>`}
    ${
      last
        ? html`<span class="thread-line"
            >${t('messages.last', { name: authorText(last, view), text: last.text })}</span
          >`
        : nothing
    }
    ${marks(thread, view, staff)}`;
}

/** How it stands with a conversation, in badges; nothing where that goes without saying. */
export function marks(thread: Thread, view: View, staff: boolean): TemplateResult | typeof nothing {
  const { t } = view;
  const all = [
    thread.state === 'closed' && badge('neutral', 'check', t('messages.closed')),
    staff && thread.awaited && badge('warning', 'clock', t('messages.awaited')),
    thread.muted && badge('neutral', 'bell-off', t('messages.muted')),
    thread.department && html`<span class="tag">${departmentName(thread.department, view)}</span>`,
    thread.assigned && html`<span class="tag">${icon('person')}${thread.assigned.name}</span>`,
  ].filter(Boolean);
  return all.length > 0 ? html`<span class="marks">${all}</span>` : nothing;
}

/** Back to the list, and on to its next page. */
export const listMore = (
  { t }: View,
  onPrevious: (() => void) | undefined,
  onNext: (() => void) | undefined,
): TemplateResult | typeof nothing =>
  onPrevious || onNext
    ? html`<div class="list-more no-print">
        ${onPrevious ? button({ kind: 'quiet', icon: 'back', label: t('common.previous'), onClick: onPrevious }) : nothing}
        ${onNext ? button({ kind: 'quiet', label: t('common.next'), onClick: onNext }) : nothing}
      </div>`
    : nothing;
