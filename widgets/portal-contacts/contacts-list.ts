import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '#contract/contacts';
import { contactStates, type ContactSort, type ContactSortField } from '#contract/contact-words';
import { limits } from '#contract/limits';
import { formatInstant, type Translate } from '../core/index.ts';
import { filterForm } from '../kit/filter.ts';
import type { Column } from '../kit/table.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { pickColumn } from '../records/pick-column.ts';
import { dash, type View } from '../records/view.ts';
import { stateBadge } from '../records/person-state.ts';
import { profileName } from './contact-state.ts';
import type { Filter } from './contacts-data.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  /** Whether there are contacts of several customers. */
  customers: boolean;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The form: how the access stands, the customer, and a text. */
export function contactsForm(options: FormOptions): TemplateResult {
  const { draft, customers, onChange, onSubmit } = options;
  const { t } = options.view;
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
      customers && {
        kind: 'text',
        id: 'customer',
        label: t('contacts.customer_number'),
        placeholder: t('contacts.optional'),
        value: draft.customer,
        maxLength: limits.identifier,
      },
    ],
    search: {
      label: t(customers ? 'contacts.search_customers' : 'contacts.search'),
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
  /** What is chosen of the rows; undefined where nothing can be done to several. */
  choice?: Choice | undefined;
  /** Show the customer column. */
  customers: boolean;
  link: (row: Contact) => TemplateResult;
  opener: (row: Contact) => TemplateResult;
  onOpen: (row: Contact, event: MouseEvent) => void;
  onSort: (sort: ContactSort) => void;
};

/** Rows that something is to be done to. */
export type Choice = {
  rows: readonly Contact[];
  has: (id: string) => boolean;
  choose: (rows: readonly Contact[], on: boolean) => void;
};

const choiceColumn = ({ rows, has, choose }: Choice, t: Translate): Column<Contact> =>
  pickColumn({
    label: t('contacts.bulk_choose'),
    all: t('contacts.bulk_choose_all'),
    name: ({ name }) => t('contacts.bulk_choose_named', { name }),
    rows,
    has: ({ id }) => has(id),
    onPick: choose,
  });

/** The contacts that were found, one a row. */
export function contactsTable(options: TableOptions): ListTable<Contact> {
  const { view } = options;
  const { t, format } = view;
  const c = columnsOf<Contact, ContactSortField>(
    view,
    sorting<ContactSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('contacts.title'),
    columns: [
      options.choice ? choiceColumn(options.choice, t) : false,
      c.wide('contacts.person', (row) => person(row, options), { card: 'heading', sort: 'name' }),
      options.customers &&
        c.wide(
          'contacts.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
          { sort: 'customer' },
        ),
      c.text('contacts.access', (row) => stateBadge(row, view), { card: 'trail' }),
      c.name('contacts.profile', (row) => profileOf(row, view)),
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

const person = (row: Contact, { link }: TableOptions): TemplateResult =>
  html`${link(row)}${row.role ? html` <small class="role">${row.role}</small>` : nothing}`;

function profileOf({ profile, state }: Contact, { t }: View): string {
  if (profile) return profileName(profile, t);
  return state === 'none' ? dash : t('contacts.custom');
}
