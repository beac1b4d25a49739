import { initialState, Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import { limits } from '#contract/limits';
import type { Material, Plant, StockRow } from '#contract/stock';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';
import { liesIn, placeKinds, type Place } from './stock-places.ts';

export type Erp = 'answered' | 'unavailable' | 'none';

export type Answer = {
  rows: readonly StockRow[];
  /** The plants of the place that there is no reading of. */
  unread: readonly Plant[];
  threshold: string;
  erp: Erp;
};

/** What there is of one material, as far as it has been asked. */
export type Reading = {
  material: Material;
  /** A question is under way; the answer before it stays meanwhile. */
  asking: boolean;
  answer?: Answer;
  fault?: ClientError | undefined;
  /** It was asked by itself, not with the others of the page. */
  alone: boolean;
};

/** What the data needs to know of its element. */
export type StockDataOptions = {
  portal: () => Portal;
  may: () => boolean;
  place: () => Place;
  onList: (count: number) => void;
  onRead: (readings: readonly Reading[], erp: Erp) => void;
  onFault: (fault: ClientError) => void;
};

type Page = { items: Material[]; nextCursor: string | null };
type Question = { search: string };

/**
 * The calls behind the element: the plants, the materials found, page by page, and what there is of those
 * that were asked for. Readings are of one place and one person, and go with either.
 */
export class StockData {
  readonly #host: ReactiveControllerHost;
  readonly #pages: Pages;
  readonly #options: StockDataOptions;
  readonly #plants: Task<readonly [string, number], SessionValue<Plant[]>>;
  readonly #list: Task<
    readonly [Question | undefined, string | undefined, string, number],
    SessionValue<Page>
  >;
  /** The last plants that came; a failure later on does not take the form away. */
  #known: SessionValue<Plant[]> | undefined;
  #asked: Question | undefined;
  #reloads = 0;

  #readings: SessionValue<Map<string, Reading>> = { owner: '', value: new Map() };
  #abort = new AbortController();

  constructor(host: ReactiveControllerHost, options: StockDataOptions) {
    this.#host = host;
    this.#pages = new Pages(host, () => this.#owner);
    this.#options = options;
    this.#plants = new Task(host, {
      task: async ([owner], { signal }) => {
        if (!owner) return initialState;
        const { items } = await options.portal().client.call('GET /plants', { signal });
        return { owner, value: items };
      },
      args: () => [this.#owner, this.#reloads],
      onComplete: (plants) => (this.#known = plants),
    });
    this.#list = new Task(host, {
      task: async ([asked, cursor, owner], { signal }) => {
        if (!asked || !owner) return initialState;
        const search = asked.search || undefined;
        const query = { search, cursor, limit: limits.stockMaterials };
        const { client } = options.portal();
        return { owner, value: await client.call('GET /materials', { query, signal }) };
      },
      args: () => [this.#asked, this.#pages.cursor, this.#owner, this.#reloads],
      onComplete: ({ value }) => options.onList(value.items.length),
    });
  }

  get plants(): readonly Plant[] | undefined {
    return valueFor(this.#known, this.#owner);
  }
  /** Whether materials have been asked for. */
  get asked(): boolean {
    return this.#asked !== undefined;
  }
  get page(): Page | undefined {
    return valueFor(this.#list.value, this.#owner);
  }
  get pageNumber(): number {
    return this.#pages.number;
  }
  get listFault(): ClientError | undefined {
    return faultOf(this.#list);
  }
  get fault(): ClientError | undefined {
    return this.plants ? this.listFault : faultOf(this.#plants);
  }
  get state(): PortalState {
    if (!this.plants) return this.fault ? 'error' : 'loading';
    if (!this.asked) return 'ready';
    return stateOf(this.#list, this.page, this.page?.items.length === 0);
  }
  get onNext(): (() => void) | undefined {
    return this.#pages.onNext(this.page?.nextCursor);
  }
  get onPrevious(): (() => void) | undefined {
    return this.#pages.onPrevious();
  }

  /** Whether the list already answers a search. */
  isAsked(search: string): boolean {
    return this.#asked?.search === search.trim();
  }

  /** Asks for the first page, also where the same was asked before, and forgets what was read. */
  ask(search: string): void {
    this.#asked = { search: search.trim() };
    this.#forget('');
    this.#pages.restart();
  }

  reload(): void {
    this.#reloads += 1;
    const shown = this.page?.items.filter(({ id }) => this.reading(id)) ?? [];
    if (shown.length > 0) void this.read(shown, shown.length === 1);
    this.#host.requestUpdate();
  }

  /** What has been read of a material in the place as it stands. */
  reading(id: string): Reading | undefined {
    return valueFor(this.#readings, this.#place)?.get(id);
  }

  /** Asks what there is of some materials. */
  async read(materials: readonly Material[], alone: boolean): Promise<void> {
    if (this.#readings.owner !== this.#place) this.#forget(this.#place);
    const asked = materials.filter(({ id }) => !this.reading(id)?.asking);
    if (asked.length === 0) return;
    const { signal } = this.#abort;
    // Meanwhile another person, or another place, may have come.
    const over = () => signal.aborted || this.#readings.owner !== this.#place;
    const keep = (change: (material: Material) => Partial<Reading>) => {
      for (const material of asked) {
        const before = this.#readings.value.get(material.id);
        this.#readings.value.set(material.id, {
          ...before,
          material,
          asking: false,
          fault: undefined,
          alone,
          ...change(material),
        });
      }
      this.#host.requestUpdate();
    };
    keep(() => ({ asking: true }));
    const place = this.#options.place();
    const here = this.plants?.filter((plant) => liesIn(plant, place)) ?? [];
    try {
      const { items, threshold, erp } = await this.#call(asked, signal);
      if (over()) return;
      keep(({ id }) => {
        const rows = items.filter(({ material }) => material.id === id);
        const read = new Set(rows.map(({ plant }) => plant.code));
        const unread = here.filter(({ code }) => !read.has(code));
        return { answer: { rows, unread, threshold, erp } };
      });
      const readings = asked.flatMap(({ id }) => this.reading(id) ?? []);
      this.#options.onRead(readings, erp);
    } catch (error) {
      if (over()) return;
      const fault = toClientError(error);
      keep(() => ({ fault }));
      this.#options.onFault(fault);
    }
  }

  #call(materials: readonly Material[], signal: AbortSignal) {
    const place = this.#options.place();
    const chosen = placeKinds.filter((kind) => place[kind]).map((kind) => [kind, place[kind]]);
    const body = { materials: materials.map(({ id }) => id), ...Object.fromEntries(chosen) };
    return this.#options.portal().client.call('POST /stock-queries', { body, signal });
  }

  get #owner(): string {
    return sessionKey(this.#options.portal(), this.#options.may());
  }
  /** Whose readings these are, and where. */
  get #place(): string {
    return JSON.stringify([this.#owner, this.#options.place()]);
  }

  #forget(owner: string): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#readings = { owner, value: new Map() };
  }
}
