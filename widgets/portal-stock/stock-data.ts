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
      sizes: true,
      load: (client, { search, cursor, limit }, signal) => {
        const query = { search: search || undefined, cursor, limit };
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
    const { client } = this.#options.portal();
    const answers = await Promise.all(
      chunksOf(materials, limits.stockMaterials).map((some) => {
        const body = { materials: some.map(({ id }) => id), ...Object.fromEntries(chosen) };
        return client.call('POST /stock-queries', { body, signal });
      }),
    );
    const items = answers.flatMap((one) => one.items);
    const [first] = answers;
    if (!first) throw new Error('No materials to ask for.');
    // One that the ERP did not answer says that not all figures are of now.
    const answer = answers.find(({ erp }) => erp === 'unavailable') ?? first;
    return ({ id }: Material): Answer => {
      const rows = items.filter(({ material }) => material.id === id);
      const read = new Set(rows.map(({ plant }) => plant.code));
      return {
        threshold: answer.threshold,
        erp: answer.erp,
        rows,
        unread: here.filter(({ code }) => !read.has(code)),
      };
    };
  }
}

/** Rows in portions of a length. */
const chunksOf = <R>(rows: readonly R[], length: number): R[][] =>
  Array.from({ length: Math.ceil(rows.length / length) }, (_, i) =>
    rows.slice(i * length, (i + 1) * length),
  );
