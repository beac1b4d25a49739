import { html, nothing, type TemplateResult } from 'lit';
import type { MessageDesk, ThreadDetail } from '#contract/messages';
import { messageLimits } from '#contract/message-words';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { departmentOptions } from '../records/department.ts';
import type { View } from '../records/view.ts';
import { marks } from './threads-list.ts';
import { ownerText } from './words.ts';

export type HeadOptions = {
  view: View;
  thread: ThreadDetail;
  staff: boolean;
  own: string | undefined;
  desk: MessageDesk | undefined;
  busy: boolean;
  onMute: (() => void) | undefined;
  onChange: (change: {
    state?: 'open' | 'closed';
    assigned?: string | null;
    department?: string | null;
  }) => void;
};

/** What a conversation is about, how it stands with it, and what can be done with the whole of it. */
export function threadHead(options: HeadOptions): TemplateResult {
  const { view, thread, staff, own, busy, onMute, onChange } = options;
  const { t } = view;
  const { customer, state, muted, actions } = thread;
  const manages = actions.includes('manage');
  const about = [
    ownerText(thread, view),
    ...(customer.number === own ? [] : [`${customer.name} ${customer.number}`]),
  ];
  return html`<div class="talk-head">
    <div class="talk-name">
      <h3 class="record-title" part="title" tabindex="-1">${thread.subject}</h3>
      <p>${about.join(' · ')}</p>
      ${marks(thread, view, staff)}
    </div>
    <div class="talk-verbs no-print">
      ${onMute ? button({ kind: 'quiet', icon: muted ? 'bell' : 'bell-off', label: t(muted ? 'messages.unmute' : 'messages.mute'), off: busy, onClick: onMute }) : nothing}
      ${
        manages && thread.owner.kind !== 'request'
          ? button({
              kind: 'quiet',
              icon: state === 'open' ? 'check' : 'refresh',
              label: t(state === 'open' ? 'messages.close' : 'messages.reopen'),
              off: busy,
              onClick: () => onChange({ state: state === 'open' ? 'closed' : 'open' }),
            })
          : nothing
      }
    </div>
    ${manages && options.desk ? deskFields(options, options.desk) : nothing}
  </div>`;
}

function deskFields({ view, thread, onChange }: HeadOptions, desk: MessageDesk): TemplateResult {
  const { t } = view;
  return html`<details class="talk-desk no-print">
    <summary>${icon('chevron')}<span>${t('messages.assign')}</span></summary>
    <div>
      ${
        // Whoever takes care of a request takes care of its conversation.
        thread.owner.kind === 'request'
          ? nothing
          : selectField({
              id: 'assigned',
              label: t('messages.assigned'),
              value: thread.assigned?.id ?? '',
              options: [
                ['', t('messages.assigned_nobody')] as const,
                ...desk.people.map(({ id, name }) => [id, name] as const),
              ],
              onChange: (id) => onChange({ assigned: id || null }),
            })
      }
      ${selectField({
        id: 'department',
        label: t('messages.department'),
        value: thread.department?.key ?? '',
        options: departmentOptions(
          desk.departments,
          thread.department,
          t('messages.department_none'),
          view,
        ),
        onChange: (key) => onChange({ department: key || null }),
      })}
    </div>
  </details>`;
}

export type BeginOptions = {
  view: View;
  subject: string;
  customer: string;
  /** Asks whose it is. */
  asksCustomer: boolean;
  errors: { subject?: string | undefined; customer?: string | undefined };
  onSubject: (subject: string) => void;
  onCustomer: (customer: string) => void;
};

/** What a new conversation needs besides its first message. */
export const beginFields = (options: BeginOptions): TemplateResult =>
  html`<div class="begin">
    ${
      options.asksCustomer
        ? textField({
            id: 'customer',
            label: options.view.t('messages.customer'),
            value: options.customer,
            maxLength: 60,
            error: options.errors.customer,
            onInput: options.onCustomer,
          })
        : nothing
    }
    ${textField({
      id: 'subject',
      label: options.view.t('messages.subject'),
      value: options.subject,
      maxLength: messageLimits.subject,
      error: options.errors.subject,
      onInput: options.onSubject,
    })}
  </div>`;
