import { threadFilters, type ThreadFilter } from '#contract/message-words';
import type { Thread } from '#contract/messages';
import type { Portal } from '../core/index.ts';
import { ListResource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'q' | 'show' | 'department', string>;

/** What a list can be narrowed to; `mine` and `nobody` are for staff. */
export const shows = ['', 'open', 'awaited', 'unread', 'mine', 'nobody', 'closed'] as const;
export type Show = (typeof shows)[number];
export const staffShows: readonly Show[] = ['awaited', 'mine', 'nobody'];

export type ThreadsQuery = {
  owner?: string;
  state?: ThreadFilter;
  unread?: 'true';
  assigned?: 'me' | 'nobody';
  department?: string;
  q?: string;
};

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({ q, show, department }: Filter, owner: string): ThreadsQuery {
  const state = threadFilters.find((one) => one === show);
  return {
    ...(owner && { owner }),
    ...(state && { state }),
    ...(show === 'unread' && { unread: 'true' as const }),
    ...(show === 'mine' && { assigned: 'me' as const }),
    ...(show === 'nobody' && { assigned: 'nobody' as const }),
    ...(/^[a-z][a-z0-9_]{0,39}$/.test(department) && { department }),
    ...(q.trim() && { q: q.trim() }),
  };
}

/** The list of conversations. */
export const threadsList = (
  host: ConstructorParameters<typeof ListResource>[0],
  portal: () => Portal,
  may: () => boolean,
  onList: (items: readonly Thread[]) => void,
) =>
  new ListResource<ThreadsQuery, Page<Thread>>(host, {
    portal,
    may,
    load: (client, query, signal) => client.call('GET /threads', { query, signal }),
    onValue: ({ items }) => onList(items),
  });
