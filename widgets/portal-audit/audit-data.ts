import { actorKinds, auditAreas, auditEvents, type ActorKind } from '#contract/audit-events';
import type { AuditEntry, AuditRow } from '#contract/audit';
import type { Portal } from '../core/index.ts';
import { dayOr, given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'kind' | 'what' | 'customer' | 'record' | 'from' | 'to' | 'q', string>;

type What = (typeof auditAreas)[number] | (typeof auditEvents)[number];
/** The query of a list, as the server takes it. */
export type AuditQuery = {
  who?: string;
  kind?: ActorKind;
  what?: What;
  customer?: string;
  record?: string;
  from?: string;
  to?: string;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  /** Id of the open row; empty for none. */
  open: () => string;
  onList: (count: number) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of what was done, and the one that is open. */
export class AuditData {
  readonly list: ListResource<AuditQuery, Page<AuditRow>>;
  readonly entry: Resource<string, AuditEntry>;

  constructor(host: Host, { portal, may, open, onList }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /audit', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.entry = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /audit/:id', { params: { id }, signal }),
    });
  }

  reload(): void {
    this.list.reload();
    this.entry.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({ kind, what, customer, record, from, to, q }: Filter): AuditQuery {
  return given({
    who: q.trim() || undefined,
    kind: pick(actorKinds, kind),
    what: pick<What>([...auditAreas, ...auditEvents], what),
    customer: customer.trim() || undefined,
    record: record.trim() || undefined,
    from: dayOr(from),
    to: dayOr(to),
  });
}
