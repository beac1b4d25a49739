import type { ReactiveControllerHost } from 'lit';
import { world, type Box } from './window.ts';

type Base = { land: string; factor: number; pieces: number; named: string[] };
type Tile = { name: string; x: number; y: number; factor: number };

/** Shown in more detail once the world is so many times as wide as the window. */
const detailFrom = 4;
/** So many pieces are asked for at once. */
const atOnce = 4;

/**
 * The land of the map: coarse from the beginning, in detail where it is looked at from near. All comes from the
 * portal's own server, and is kept for the life of the page.
 */
export class Land {
  static readonly #kept = new Map<string, Promise<unknown>>();
  readonly #host: ReactiveControllerHost;
  readonly #onFault: () => void;
  #address = '';
  #base: Base | undefined;
  readonly #pieces = new Map<string, string>();
  readonly #pending = new Set<string>();
  /** What could not be had: the base stays where they lie. */
  readonly #failed = new Set<string>();

  constructor(host: ReactiveControllerHost, onFault: () => void) {
    this.#host = host;
    this.#onFault = onFault;
  }

  /** Fetches the base from an address below which the pieces lie too. */
  open(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#base = undefined;
    this.#pieces.clear();
    this.#pending.clear();
    this.#failed.clear();
    void this.#fetch<Base>('base.json').then((base) => {
      if (address !== this.#address) return;
      if (base) this.#base = base;
      else {
        this.#address = '';
        this.#onFault();
      }
      this.#host.requestUpdate();
    });
  }

  /** Path of all land; empty until it has come. */
  get base(): string {
    return this.#base?.land ?? '';
  }

  /**
   * The pieces that lie in a window, where it is near enough and all of them have come; else the base is to be shown.
   * Those that are missing are asked for.
   */
  detail(box: Box): { path: string; tile: Tile }[] | undefined {
    const base = this.#base;
    if (!base || world / box[2] < detailFrom) return undefined;
    const tiles = tilesIn(box, base).filter(({ name }) => base.named.includes(name));
    const missing = tiles.filter(({ name }) => !this.#pieces.has(name));
    this.#ask(missing.map(({ name }) => name));
    if (missing.length > 0) return undefined;
    return tiles.map((tile) => ({ path: this.#pieces.get(tile.name)!, tile }));
  }

  #ask(names: readonly string[]): void {
    const address = this.#address;
    for (const name of names) {
      if (this.#pending.size >= atOnce) return;
      if (this.#pending.has(name) || this.#failed.has(name)) continue;
      this.#pending.add(name);
      void this.#fetch<{ land: string }>(`${name}.json`).then((piece) => {
        if (address !== this.#address) return;
        this.#pending.delete(name);
        if (piece) this.#pieces.set(name, piece.land);
        else this.#failed.add(name);
        this.#host.requestUpdate();
      });
    }
  }

  /** @returns undefined where it cannot be had */
  async #fetch<T>(name: string): Promise<T | undefined> {
    const address = `${this.#address}/${name}`;
    let answer = Land.#kept.get(address);
    if (!answer) {
      answer = fetch(address, { credentials: 'omit' }).then((response) => {
        if (!response.ok) throw new Error(`${response.status}`);
        return response.json();
      });
      Land.#kept.set(address, answer);
      answer.catch(() => Land.#kept.delete(address));
    }
    return (answer as Promise<T>).catch(() => undefined);
  }
}

/** The pieces that a window looks at, also beside the world. */
function tilesIn([left, top, width, height]: Box, { pieces, factor }: Base): Tile[] {
  const size = world / pieces;
  const tiles: Tile[] = [];
  for (let column = Math.floor(left / size); column * size < left + width; column++)
    for (let row = Math.max(0, Math.floor(top / size)); row < pieces; row++) {
      if (row * size >= top + height) break;
      const turned = ((column % pieces) + pieces) % pieces;
      tiles.push({ name: `${turned}-${row}`, x: (column - turned) * size, y: 0, factor });
    }
  return tiles;
}
