import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import {
  operations,
  shipmentGroups,
  shipmentSearchFields,
  shipmentSorts,
  shipmentStatuses,
  transportModes,
  type Operation,
  type ShipmentGroup,
  type ShipmentSearchField,
  type ShipmentSort,
  type ShipmentStatus,
  type TransportMode,
} from '#contract/shipment-words';
import type { ShipmentDetail, ShipmentEvent, ShipmentRow } from '#contract/shipments';
import type { Portal } from '../core/index.ts';
import { dayOr, given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'group' | 'operation' | 'mode' | 'from' | 'to' | 'by' | 'q', string>;

/** The query of a list, as the server takes it. */
export type ShipmentsQuery = {
  group?: ShipmentGroup;
  status?: ShipmentStatus;
  operation?: Operation;
  mode?: TransportMode;
  from?: string;
  to?: string;
  customer?: string;
  by: ShipmentSearchField;
  search?: string;
  sort: ShipmentSort;
};
export type Figures = CallResult<Endpoints['GET /shipment-figures']>;
type HistoryQuery = { shipment: string };

type Options = {
  portal: () => Portal;
  may: () => boolean;
  open: () => string;
  customer: () => string;
  onList: (count: number) => void;
  onShipment: (shipment: ShipmentDetail) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of shipments with its figures; the open one, and its history once it is asked for. */
export class ShipmentsData {
  readonly list: ListResource<ShipmentsQuery, Page<ShipmentRow>>;
  readonly figures: Resource<string, Figures>;
  readonly shipment: Resource<string, ShipmentDetail>;
  readonly history: ListResource<HistoryQuery, Page<ShipmentEvent>>;

  constructor(host: Host, { portal, may, open, customer, onList, onShipment }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /shipments', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.figures = new Resource(host, {
      portal,
      may,
      query: () => (open() ? undefined : customer()),
      load: (client, number, signal) =>
        client.call('GET /shipment-figures', {
          query: number ? { customer: number } : {},
          signal,
        }),
    });
    this.shipment = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /shipments/:id', { params: { id }, signal }),
      onValue: onShipment,
    });
    this.history = new ListResource(host, {
      portal,
      may,
      load: (client, { shipment: id, cursor }, signal) =>
        client.call('GET /shipments/:id/events', {
          params: { id },
          query: { limit: 50, ...(cursor !== undefined && { cursor }) },
          signal,
        }),
    });
  }

  reload(): void {
    this.list.reload();
    this.figures.reload();
    this.shipment.reload();
    if (this.history.asked) this.history.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({
  group,
  operation,
  mode,
  from,
  to,
  by,
  q,
  ...rest
}: Filter & Record<'status' | 'customer' | 'sort', string>): ShipmentsQuery {
  return {
    ...given({
      group: pick(shipmentGroups, group),
      status: pick(shipmentStatuses, rest.status),
      operation: pick(operations, operation),
      mode: pick(transportModes, mode),
      from: dayOr(from),
      to: dayOr(to),
      customer: rest.customer || undefined,
      search: q.trim() || undefined,
    }),
    by: pick(shipmentSearchFields, by) ?? 'any',
    sort: pick(shipmentSorts, rest.sort) ?? '-changed',
  };
}
