import type { ReactiveControllerHost } from 'lit';
import { toClientError, type ClientError } from '../core/index.ts';
import { valueFor, type SessionValue } from './session-value.ts';

/** What is known of one row. */
export type RowValue<R, V> = {
  row: R;
  /** A request is under way; the value before it stays meanwhile. */
  loading: boolean;
  value?: V;
  fault?: ClientError | undefined;
  /** It was requested by itself, not with other rows. */
  alone: boolean;
};

export type RowValuesOptions<R, V> = {
  /** Key of what the values depend on, as the session key; another key drops them. */
  owner: () => string;
  load: (rows: readonly R[], signal: AbortSignal) => Promise<(row: R) => V>;
  onLoaded: (values: readonly RowValue<R, V>[]) => void;
  onFault: (fault: ClientError) => void;
};

/** Values of rows that are loaded when the reader asks for them, one row at a time or several. */
export class RowValues<R extends { id: string }, V> {
  readonly #host: ReactiveControllerHost;
  readonly #options: RowValuesOptions<R, V>;
  #values: SessionValue<Map<string, RowValue<R, V>>> = { owner: '', value: new Map() };
  #abort = new AbortController();

  constructor(host: ReactiveControllerHost, options: RowValuesOptions<R, V>) {
    this.#host = host;
    this.#options = options;
  }

  get({ id }: R): RowValue<R, V> | undefined {
    return valueFor(this.#values, this.#options.owner())?.get(id);
  }

  /** Drops all values. */
  clear(owner = ''): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#values = { owner, value: new Map() };
  }

  /** Loads the values of rows, but of those that are loading. */
  async load(rows: readonly R[], alone: boolean): Promise<void> {
    const { owner, load, onLoaded, onFault } = this.#options;
    const key = owner();
    if (this.#values.owner !== key) this.clear(key);
    const asked = rows.filter((row) => !this.get(row)?.loading);
    if (asked.length === 0) return;
    const { signal } = this.#abort;
    const set = (change: (row: R) => Partial<RowValue<R, V>>) => {
      for (const row of asked) {
        const before = this.#values.value.get(row.id);
        const reset = { row, loading: false, fault: undefined, alone };
        this.#values.value.set(row.id, { ...before, ...reset, ...change(row) });
      }
      this.#host.requestUpdate();
    };
    // Meanwhile another session may have come, or another search.
    const dropped = () => signal.aborted || key !== owner();
    set(() => ({ loading: true }));
    try {
      const valueOf = await load(asked, signal);
      if (dropped()) return;
      set((row) => ({ value: valueOf(row) }));
      onLoaded(asked.flatMap((row) => this.get(row) ?? []));
    } catch (error) {
      if (dropped()) return;
      const fault = toClientError(error);
      set(() => ({ fault }));
      onFault(fault);
    }
  }
}
