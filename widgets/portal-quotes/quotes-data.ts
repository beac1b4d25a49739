import type { QuoteDetail, QuoteDifferences, QuoteRow } from '#contract/quotes';
import {
  quoteFilters,
  quoteKinds,
  quoteSorts,
  type QuoteFilter,
  type QuoteKind,
  type QuoteSort,
} from '#contract/quote-words';
import type { Portal } from '../core/index.ts';
import { given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'status' | 'kind' | 'q', string>;

/** The query of a list, as the server takes it. */
export type QuotesQuery = {
  state: QuoteFilter;
  kind?: QuoteKind;
  customer?: string;
  search?: string;
  sort: QuoteSort;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  open: () => string;
  /** The version that the open one is compared with; empty while none is. */
  compared: () => string;
  onList: (count: number) => void;
  onQuote: (quote: QuoteDetail) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];
type Pair = { id: string; other: string };

/** The list of quotes, the open one, and what it changes of another version. */
export class QuotesData {
  readonly list: ListResource<QuotesQuery, Page<QuoteRow>>;
  readonly quote: Resource<string, QuoteDetail>;
  readonly differences: Resource<Pair, QuoteDifferences>;
  /** The same pair is the same query. */
  #pair: Pair | undefined;

  constructor(host: Host, { portal, may, open, compared, onList, onQuote }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /quotes', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.quote = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /quotes/:id', { params: { id }, signal }),
      onValue: onQuote,
    });
    this.differences = new Resource(host, {
      portal,
      may,
      query: () => this.#pairOf(open(), compared()),
      load: (client, { id, other }, signal) =>
        client.call('GET /quotes/:id/differences', {
          params: { id },
          query: { with: other },
          signal,
        }),
    });
  }

  #pairOf(id: string, other: string): Pair | undefined {
    if (!id || !other) return undefined;
    if (this.#pair?.id !== id || this.#pair.other !== other) this.#pair = { id, other };
    return this.#pair;
  }

  reload(): void {
    if (this.list.asked) this.list.reload();
    this.quote.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({
  status,
  kind,
  q,
  customer,
  sort,
}: Filter & Record<'customer' | 'sort', string>): QuotesQuery {
  return {
    ...given({
      kind: pick(quoteKinds, kind),
      customer: customer || undefined,
      search: q.trim() || undefined,
    }),
    state: pick(quoteFilters, status) ?? 'current',
    sort: pick(quoteSorts, sort) ?? '-issued',
  };
}
