import type { Contact, ContactDetail } from '#contract/contacts';
import {
  contactSorts,
  contactStates,
  type ContactSort,
  type ContactState,
} from '#contract/contact-words';
import type { Portal } from '../core/index.ts';
import { given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'state' | 'customer' | 'q', string>;

/** The query of a list, as the server takes it. */
export type ContactsQuery = {
  q?: string;
  state?: ContactState;
  customer?: string;
  sort: ContactSort;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  /** Id of the open contact; empty for none. */
  open: () => string;
  onList: (count: number) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of contacts, and the open one. */
export class ContactsData {
  readonly list: ListResource<ContactsQuery, Page<Contact>>;
  readonly contact: Resource<string, ContactDetail>;
  readonly #open: () => string;

  constructor(host: Host, { portal, may, open, onList }: Options) {
    this.#open = open;
    this.list = new ListResource(host, {
      portal,
      may,
      load: (client, query, signal) => client.call('GET /contacts', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.contact = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /contacts/:id', { params: { id }, signal }),
    });
  }

  /** The open contact, as it was loaded or as a change left it since. */
  get shown(): ContactDetail | undefined {
    const { current } = this.contact;
    return current?.id === this.#open() ? current : undefined;
  }

  /** Takes over the contact that a change answered with. */
  take(contact: ContactDetail): void {
    this.contact.take(contact);
    this.list.reload();
  }

  reload(): void {
    this.list.reload();
    this.contact.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({
  state,
  customer,
  q,
  sort,
}: Filter & Record<'sort', string>): ContactsQuery {
  return {
    ...given({
      q: q.trim() || undefined,
      state: pick(contactStates, state),
      customer: customer.trim() || undefined,
    }),
    sort: pick(contactSorts, sort) ?? 'name',
  };
}
