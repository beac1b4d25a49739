import type { ReactiveControllerHost } from 'lit';
import { limits } from '#contract/limits';
import type { Material, Plant, StockRow } from '#contract/stock';
import type { ClientError, Portal, PortalState } from '../core/index.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import { RowValues, type RowValue, type RowValuesOptions } from '../records/row-values.ts';
import { liesIn, placeKinds, type Place } from './stock-places.ts';

export type Answer = {
  rows: readonly StockRow[];
  /** The plants of the place that there is no reading of. */
  unread: readonly Plant[];
  threshold: string;
  erp: 'answered' | 'unavailable' | 'none';
};

/** The stock of one material, once it was asked for. */
export type Reading = RowValue<Material, Answer>;

type Options = Pick<RowValuesOptions<Material, Answer>, 'onLoaded' | 'onFault'> & {
  portal: () => Portal;
  may: () => boolean;
  place: () => Place;
  onList: (count: number) => void;
};

export type StockQuery = { search: string };

/** The plants, the materials that were found, and the stock of those that were asked for, in one place. */
export class StockData {
  readonly list: ListResource<StockQuery, Page<Material>>;
  readonly readings: RowValues<Material, Answer>;
  readonly #options: Options;
  readonly #plants: Resource<true, Plant[]>;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#options = options;
    const { portal, may, place } = options;
    this.#plants = new Resource(host, {
      portal,
      may,
      query: () => true,
      load: async (client, _, signal) => (await client.call('GET /plants', { signal })).items,
    });
    this.list = new ListResource(host, {
      portal,
      may,
      load: (client, { search, cursor }, signal) => {
        const query = { search: search || undefined, cursor, limit: limits.stockMaterials };
        return client.call('GET /materials', { query, signal });
      },
      onValue: ({ items }) => options.onList(items.length),
    });
    this.readings = new RowValues(host, {
      ...options,
      owner: () => JSON.stringify([this.#plants.owner, place()]),
      load: (materials, signal) => this.#read(materials, signal),
    });
  }

  /** The newest plants; a later failure does not take the form away. */
  get plants(): readonly Plant[] | undefined {
    return this.#plants.last;
  }
  get fault(): ClientError | undefined {
    return this.plants ? this.list.fault : this.#plants.fault;
  }
  get state(): PortalState {
    if (!this.plants) return this.fault ? 'error' : 'loading';
    return this.list.state;
  }

  reload(): void {
    this.#plants.reload();
    this.list.reload();
    const shown = this.list.items.filter((material) => this.readings.get(material));
    if (shown.length > 0) void this.readings.load(shown, shown.length === 1);
  }

  async #read(materials: readonly Material[], signal: AbortSignal) {
    const place = this.#options.place();
    const here = this.plants?.filter((plant) => liesIn(plant, place)) ?? [];
    const chosen = placeKinds.filter((kind) => place[kind]).map((kind) => [kind, place[kind]]);
    const body = { materials: materials.map(({ id }) => id), ...Object.fromEntries(chosen) };
    const { client } = this.#options.portal();
    const { items, ...answer } = await client.call('POST /stock-queries', { body, signal });
    return ({ id }: Material): Answer => {
      const rows = items.filter(({ material }) => material.id === id);
      const read = new Set(rows.map(({ plant }) => plant.code));
      return { ...answer, rows, unread: here.filter(({ code }) => !read.has(code)) };
    };
  }
}
