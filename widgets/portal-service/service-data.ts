import type { ServiceCategories, ServiceRequest, ServiceRequestDetail } from '#contract/service';
import { requestFilters, type RequestFilter } from '#contract/service-words';
import type { Portal } from '../core/index.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'status' | 'category' | 'q', string>;

/** The query of a list, as the server takes it. */
export type RequestsQuery = {
  status?: RequestFilter;
  category?: string;
  q?: string;
  record?: string;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  /** Whether the reader may know what can be asked for. */
  mayAsk: () => boolean;
  /** Id of the open request; empty where none is. */
  open: () => string;
  onList: (count: number) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of requests, the open one, and the categories there are. */
export class ServiceData {
  readonly list: ListResource<RequestsQuery, Page<ServiceRequest>>;
  readonly request: Resource<string, ServiceRequestDetail>;
  readonly categories: Resource<true, ServiceCategories>;

  constructor(host: Host, { portal, may, mayAsk, open, onList }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /service-requests', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.request = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) =>
        client.call('GET /service-requests/:id', { params: { id }, signal }),
    });
    this.categories = new Resource(host, {
      portal,
      may: mayAsk,
      query: () => true as const,
      load: (client, _, signal) => client.call('GET /service-categories', { signal }),
    });
  }

  reload(): void {
    this.list.reload();
    this.request.reload();
    this.categories.reload();
  }
}

export function queryOf({ status, category, q }: Filter, record: string): RequestsQuery {
  const filter = requestFilters.find((one) => one === status);
  return {
    ...(filter && { status: filter }),
    ...(/^[a-z][a-z0-9_]{0,39}$/.test(category) && { category }),
    ...(q.trim() && { q: q.trim() }),
    ...(record && { record }),
  };
}
