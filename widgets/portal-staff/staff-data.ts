import type { Staff, StaffDetail, StaffRequest } from '#contract/staff';
import { contactStates, type ContactState } from '#contract/contact-words';
import { staffProfiles, type StaffProfile } from '#contract/permissions';
import { staffSorts, type StaffSort } from '#contract/staff-words';
import type { Portal } from '../core/index.ts';
import { given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'state' | 'role' | 'q', string>;

/** The query of a list, as the server takes it. */
export type StaffQuery = {
  q?: string;
  state?: ContactState;
  role?: StaffProfile;
  sort: StaffSort;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  /** Id of the open person; empty for none. */
  open: () => string;
  onList: (count: number) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of staff, the open person, and what waits for a second one. */
export class StaffData {
  readonly list: ListResource<StaffQuery, Page<Staff>>;
  readonly person: Resource<string, StaffDetail>;
  readonly requests: Resource<true, StaffRequest[]>;
  readonly #open: () => string;

  constructor(host: Host, { portal, may, open, onList }: Options) {
    this.#open = open;
    this.list = new ListResource(host, {
      portal,
      may,
      load: (client, query, signal) => client.call('GET /staff', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.person = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /staff/:id', { params: { id }, signal }),
    });
    this.requests = new Resource(host, {
      portal,
      may,
      query: () => true as const,
      load: async (client, _, signal) =>
        (await client.call('GET /staff-requests', { signal })).items,
    });
  }

  /** The open person, as it was loaded or as a change left it since. */
  get shown(): StaffDetail | undefined {
    const { current } = this.person;
    return current?.id === this.#open() ? current : undefined;
  }

  /** Takes over the person that a change answered with. */
  take(person: StaffDetail): void {
    this.person.take(person);
    this.list.reload();
    this.requests.reload();
  }

  reload(): void {
    this.list.reload();
    this.person.reload();
    this.requests.reload();
  }
}

export const roles = Object.keys(staffProfiles) as StaffProfile[];

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({ state, role, q, sort }: Filter & Record<'sort', string>): StaffQuery {
  return {
    ...given({
      q: q.trim() || undefined,
      state: pick(contactStates, state),
      role: pick(roles, role),
    }),
    sort: pick(staffSorts, sort) ?? 'name',
  };
}
