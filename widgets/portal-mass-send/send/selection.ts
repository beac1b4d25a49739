/**
 * Which of many rows are selected, also of pages that nobody has seen: all but some, or only some. A page that
 * is turned changes nothing.
 */
export class Selection {
  readonly #onChange: () => void;
  #kind: 'except' | 'only' = 'except';
  #ids = new Set<string>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What the server is told; nothing where all are selected. */
  get ids(): { except?: string[]; only?: string[] } {
    if (this.#kind === 'except' && this.#ids.size === 0) return {};
    return { [this.#kind]: [...this.#ids] };
  }
  /** Whether no row is selected, as far as that can be known. */
  get none(): boolean {
    return this.#kind === 'only' && this.#ids.size === 0;
  }
  /** Rows that are selected by hand, or left out; undefined where it is all or none. */
  get counted(): { kind: 'except' | 'only'; count: number } | undefined {
    return this.#ids.size > 0 ? { kind: this.#kind, count: this.#ids.size } : undefined;
  }

  has(id: string): boolean {
    return this.#ids.has(id) === (this.#kind === 'only');
  }

  all(): void {
    this.#set('except');
  }

  nothing(): void {
    this.#set('only');
  }

  /** @param every all rows there are, where they are known */
  toggle(id: string, every?: readonly string[]): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    // All taken out one by one is none, and all put in is all.
    if (every?.every((one) => this.#ids.has(one)))
      this.#set(this.#kind === 'only' ? 'except' : 'only');
    this.#onChange();
  }

  #set(kind: 'except' | 'only'): void {
    this.#kind = kind;
    this.#ids = new Set();
    this.#onChange();
  }
}
