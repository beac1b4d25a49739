import { html, nothing, type TemplateResult } from 'lit';
import type { Staff } from '#contract/staff';
import { contactStates } from '#contract/contact-words';
import { limits } from '#contract/limits';
import type { StaffSort, StaffSortField } from '#contract/staff-words';
import { formatInstant } from '../core/index.ts';
import { filterForm } from '../kit/filter.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { stateBadge } from '../records/person-state.ts';
import type { View } from '../records/view.ts';
import { roles, type Filter } from './staff-data.ts';
import { portfolioText, roleName } from './staff-words.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The form: how the access stands, the role, and a text. */
export function staffForm({ view, draft, onChange, onSubmit }: FormOptions): TemplateResult {
  const { t } = view;
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'state',
        label: t('contacts.access'),
        value: draft.state,
        options: [
          ['', t('contacts.state_all')],
          ...contactStates.map((state) => [state, t(`contacts.state_${state}`)] as const),
        ],
      },
      {
        kind: 'select',
        id: 'role',
        label: t('staff.role'),
        value: draft.role,
        options: [
          ['', t('staff.role_all')],
          ...roles.map((role) => [role, t(`staff.role_${role}`)] as const),
        ],
      },
    ],
    search: {
      label: t('staff.search'),
      placeholder: t('contacts.optional'),
      submit: t('contacts.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

export type TableOptions = {
  view: View;
  sort: string;
  link: (row: Staff) => TemplateResult;
  opener: (row: Staff) => TemplateResult;
  onOpen: (row: Staff, event: MouseEvent) => void;
  onSort: (sort: StaffSort) => void;
};

/** The people that were found, one a row. */
export function staffTable(options: TableOptions): ListTable<Staff> {
  const { view, link } = options;
  const { t, format } = view;
  const c = columnsOf<Staff, StaffSortField>(
    view,
    sorting<StaffSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('staff.title'),
    columns: [
      c.wide(
        'staff.person',
        (row) =>
          html`${link(row)}${row.self ? html` <small>(${t('staff.self')})</small>` : nothing}`,
        { card: 'heading', sort: 'name' },
      ),
      c.text('contacts.access', (row) => stateBadge(row, view), { card: 'trail' }),
      c.name('staff.role', (row) => roleName(row, t)),
      c.name('staff.portfolio', ({ portfolio }) => portfolioText(portfolio, t)),
      c.text(
        'contacts.last_sign_in',
        ({ lastSignInAt }) =>
          lastSignInAt && html`<span class="figures">${formatInstant(lastSignInAt, format)}</span>`,
        { minor: true },
      ),
      c.action('contacts.view', options.opener),
    ],
    key: ({ id }) => id,
    wide: 'small',
    onRow: options.onOpen,
  };
}
