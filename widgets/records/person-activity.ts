import { html, nothing, type TemplateResult } from 'lit';
import type { Activity } from '#contract/contacts';
import { formatInstant } from '../core/index.ts';
import { notice } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { eventText } from './audit-words.ts';
import { columnsOf } from './columns.ts';
import { listPager, listSkeleton } from './listing.ts';
import type { PersonDesk } from './person-desk.ts';
import { deviceOf } from './person-sessions.ts';
import { ListResource, type ListOptions, type Page } from './resource.ts';
import { dash, type View } from './view.ts';

/** Fields whose values are shown. */
const fields = ['name', 'email', 'phone', 'role'] as const;

/** The call for a page of it. */
export type ActivityLoad = ListOptions<{ id: string }, Page<Activity>>['load'];

/** What a person did and what was done to it, the newest first. */
export class PersonActivity {
  readonly list: ListResource<{ id: string }, Page<Activity>>;
  readonly #desk: PersonDesk;

  /** @param id of the person; empty asks for nothing */
  constructor(desk: PersonDesk, id: () => string, load: ActivityLoad) {
    this.#desk = desk;
    this.list = new ListResource(desk.host, {
      portal: desk.portal,
      may: () => id() !== '',
      load,
    });
  }

  render(): TemplateResult {
    const { list } = this;
    const view = this.#desk.view();
    const { t, format } = view;
    if (list.fault) return notice('danger', t(`error.${list.fault.code}`));
    if (!list.page) return listSkeleton(5);
    if (list.items.length === 0)
      return html`<p class="quiet-text">${t('contacts.no_activity')}</p>`;
    const c = columnsOf<Activity>(view);
    return html`${table({
      caption: t('contacts.tab_activity'),
      columns: [
        c.text(
          'contacts.when',
          ({ at }) => html`<span class="figures">${formatInstant(at, format)}</span>`,
          { card: 'trail' },
        ),
        c.wide('contacts.what', (row) => what(row, view), { card: 'heading' }),
        c.wide('contacts.who', ({ by }) => whoOf(by, view)),
        c.wide('contacts.where', (row) => whereOf(row, view), { minor: true }),
      ],
      rows: list.items,
      key: ({ id }) => id,
      wide: 'small',
      stale: list.state === 'stale',
    })}
    ${listPager(list, view)}`;
  }
}

function what({ event, changes }: Activity, { t }: View): TemplateResult {
  const words = eventText(event, t);
  const shown = fields.flatMap((field) => {
    const change = changes.find((one) => one.field === field);
    if (!change) return [];
    const was = typeof change.before === 'string' ? change.before : dash;
    const is = typeof change.after === 'string' ? change.after : dash;
    return [`${t(`contacts.${field}`)}: ${was} → ${is}`];
  });
  return html`${words}${
    event === 'contact.changed' && shown.length > 0
      ? html` <small>${shown.join('; ')}</small>`
      : nothing
  }`;
}

function whoOf({ kind, name, self }: Activity['by'], { t }: View): string {
  if (self) return t('contacts.by_self');
  if (name) return kind === 'staff' ? t('contacts.by_staff', { name }) : name;
  return kind === 'staff' ? t('contacts.by_operator') : t(`contacts.by_${kind}`);
}

function whereOf({ browser, system, network }: Activity, { t }: View): string | null {
  const device = browser || system ? deviceOf({ browser, system }, t) : null;
  return [device, network].filter(Boolean).join(' · ') || null;
}
