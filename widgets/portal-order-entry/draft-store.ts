import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Draft, DraftChange, LineOperation, OrderLine } from '#contract/order-entry';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';

/** What is typed of a line. */
export type Typed = {
  material: string;
  materialId: string | null;
  quantity: string;
  unit: string | null;
};
/** A line on screen: what is typed, and what it came to; null while the server has not said. */
export type SheetLine = Typed & {
  id: string;
  position: number;
  /** Of a field that was typed as a number of this country: what it was read as. */
  read: string | null;
  out: OrderLine | null;
};
export type Head = Pick<Draft, 'purchaseOrder' | 'shipTo' | 'requestedDate' | 'note'>;
type Change = Partial<Head>;

/** `refused`: the server did answer, and did not take it. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'refused';
/** What was typed here and changed by somebody else as well. */
export type Clash = { lines: readonly SheetLine[]; head: Partial<Head> };

/** Milliseconds after the last key before a change is sent, and before one that found nobody is tried again. */
const [pause, again] = [800, 5_000];
/** Between the positions of two lines. */
export const step = 1_000;

type Options = {
  portal: () => Portal;
  /** Lines were saved: what these came to. */
  onChanged: (lines: readonly OrderLine[]) => void;
  onFault: (fault: ClientError) => void;
  /** Somebody else changed the same: theirs is on screen now, and this was typed here. */
  onConflict: (typed: Clash) => void;
};

/** A draft that is being typed: kept by the server line by line, nothing of it lost while the server is away. */
export class DraftStore implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: Options;
  draft: (Draft & Partial<DraftChange>) | undefined;
  lines: readonly SheetLine[] = [];
  save: SaveState = 'saved';
  #pending = new Map<string, LineOperation>();
  #head: Change = {};
  /** What the server said last: versions of lines, and the head. */
  #versions = new Map<string, number>();
  #known: Change = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  /** The key of the order as it stands: another one once its answer came. */
  #key = newFormKey();

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('beforeunload', this.#onLeave);
  }
  hostDisconnected(): void {
    window.removeEventListener('beforeunload', this.#onLeave);
  }

  /** Changes that the server has not got yet. */
  get unsaved(): number {
    return this.#pending.size + Object.keys(this.#head).length;
  }

  open(draft: Draft): void {
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#head = {};
    this.#key = newFormKey();
    this.#take(draft);
  }

  close(): void {
    this.draft = undefined;
    this.lines = [];
    this.#pending.clear();
    this.#head = {};
    clearTimeout(this.#timer);
  }

  #take(draft: Draft): void {
    this.draft = draft;
    this.#versions = new Map(draft.lines.map(({ id, version }) => [id, version]));
    this.#known = headOf(draft);
    this.lines = draft.lines.map((out) => ({ ...typedOf(out), read: null, out }));
    this.save = 'saved';
    this.#host.requestUpdate();
  }

  /** Adds lines at the end. @returns the id of the last */
  add(rows: readonly (Partial<Typed> & { read?: string | null })[]): string {
    let position = (this.lines.at(-1)?.position ?? 0) + step;
    let last = '';
    const added = rows.map((row) => {
      last = newFormKey();
      const line: SheetLine = {
        material: '',
        materialId: null,
        quantity: '',
        unit: null,
        read: null,
        ...row,
        id: last,
        position,
        out: null,
      };
      position += step;
      return line;
    });
    this.lines = [...this.lines, ...added];
    for (const line of added) this.#set(line);
    return last;
  }

  /** Takes over what was typed of a line. */
  type(id: string, change: Partial<Typed> & { read?: string | null }): void {
    this.lines = this.lines.map((line) => {
      if (line.id !== id) return line;
      const next = { ...line, ...change };
      if (change.material !== undefined && change.materialId === undefined) next.materialId = null;
      this.#set(next);
      return next;
    });
  }

  remove(id: string): void {
    this.lines = this.lines.filter((line) => line.id !== id);
    this.#pending.set(id, { op: 'remove', id });
    this.#soon();
  }

  change(head: Change): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...head };
    this.#head = { ...this.#head, ...head };
    this.#soon();
  }

  #set({ id, position, material, materialId, quantity, unit }: SheetLine): void {
    this.#pending.set(id, { op: 'set', id, position, material, materialId, quantity, unit });
    this.#soon();
  }

  #soon(ms = pause): void {
    clearTimeout(this.#timer);
    if (this.save !== 'saving') this.save = this.save === 'offline' ? 'offline' : 'waiting';
    this.#timer = setTimeout(() => void this.flush(), ms);
    this.#host.requestUpdate();
  }

  /** Sends what is not saved yet; resolves once nothing is left, or nobody is there. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (this.unsaved === 0) return true;
    this.#sending = this.#send().finally(() => (this.#sending = undefined));
    await this.#sending;
    return this.save === 'offline' || this.save === 'refused' ? false : this.flush();
  }

  async #send(): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    const [sent, head] = [this.#pending, this.#head];
    this.#pending = new Map();
    this.#head = {};
    this.save = 'saving';
    this.#host.requestUpdate();
    try {
      const answer = await this.#options.portal().client.call('PATCH /order-drafts/:id', {
        params: { id: draft.id },
        body: { version: draft.version, ...head, lines: [...sent.values()] },
      });
      this.#merge(answer, draft.version);
    } catch (thrown) {
      this.#refused(toClientError(thrown), sent, head);
    }
  }

  #merge(answer: DraftChange, before: number): void {
    const out = new Map(answer.lines.map((line) => [line.id, line]));
    this.lines = this.lines.map((line) => {
      const found = out.get(line.id);
      return found ? { ...line, out: found } : line;
    });
    for (const { id, version } of answer.lines) this.#versions.set(id, version);
    this.#known = headOf(answer);
    const approval = this.draft?.approval ?? null;
    this.draft = { ...answer, approval, ...this.#head };
    this.save = this.unsaved > 0 ? 'waiting' : 'saved';
    this.#options.onChanged(answer.lines);
    this.#host.requestUpdate();
    // Somebody else changed other lines meanwhile: they are merged, and not on screen yet.
    if (answer.version > before + 1) void this.reload();
  }

  #refused(fault: ClientError, sent: Map<string, LineOperation>, head: Change): void {
    const away = fault.type === 'network' || fault.type === 'timeout' || fault.type === 'server';
    const [lines, typed] = [new Map([...sent, ...this.#pending]), { ...head, ...this.#head }];
    if (fault.code === 'record_changed' && fault.current)
      return this.#reapply(fault.current as Draft, lines, typed);
    this.#pending = lines;
    this.#head = typed;
    this.save = away ? 'offline' : 'refused';
    if (away) this.#soon(again);
    else this.#options.onFault(fault);
    // Nothing more is taken of an order that is under way: it is shown as it was sent.
    if (fault.code === 'order_submitted') {
      this.#pending.clear();
      this.#head = {};
      void this.reload();
    }
    this.#host.requestUpdate();
  }

  /** Takes the draft as others left it, with what was typed here of what they left alone. */
  #reapply(now: Draft, operations: ReadonlyMap<string, LineOperation>, head: Change): void {
    const [before, versions, known] = [this.lines, this.#versions, this.#known];
    const theirs = new Map(now.lines.map((line) => [line.id, line]));
    this.#pending = new Map();
    this.#head = {};
    this.#take(now);
    const lines: SheetLine[] = [];
    for (const [id, { op }] of operations) {
      const mine = before.find((line) => line.id === id);
      const other = theirs.get(id);
      if (versions.get(id) !== other?.version) lines.push(...(mine ? [mine] : []));
      else if (op === 'remove') this.remove(id);
      else if (mine) this.#putBack(mine);
    }
    const fields = Object.entries(head) as [keyof Head, string | null][];
    const [same = [], others = []] = [true, false].map((unchanged) =>
      fields.filter(([field]) => (known[field] === headOf(now)[field]) === unchanged),
    );
    if (same.length > 0) this.change(Object.fromEntries(same));
    if (lines.length > 0 || others.length > 0)
      this.#options.onConflict({ lines, head: Object.fromEntries(others) });
  }

  /** A line as it was typed, among those that others left. */
  #putBack(mine: SheetLine): void {
    const others = this.lines.filter(({ id }) => id !== mine.id);
    this.lines = [...others, mine].toSorted((a, b) => a.position - b.position);
    this.#set(mine);
  }

  /** Reads the draft again, as others left it; what is not saved stays as it was typed. */
  async reload(): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    try {
      const now = await this.#options.portal().client.call('GET /order-drafts/:id', {
        params: { id: draft.id },
        unattended: true,
      });
      if (this.unsaved === 0 && !this.#sending) this.#take(now);
    } catch {
      // What is on screen stays.
    }
  }

  /** Sends the order. @throws ClientError */
  async submit(priceHash: string, confirmations: 'same_purchase_order'[]) {
    const { draft } = this;
    if (!draft) throw new Error('There is no draft to send');
    const sent = await this.#options.portal().client.call('POST /order-drafts/:id/submission', {
      params: { id: draft.id },
      body: { version: draft.version, priceHash, confirmations },
      once: this.#key,
    });
    this.#key = newFormKey();
    return sent;
  }

  #onLeave = (event: BeforeUnloadEvent): void => {
    if (this.unsaved > 0) event.preventDefault();
  };
}

const headOf = ({ purchaseOrder, shipTo, requestedDate, note }: Head): Head => ({
  purchaseOrder,
  shipTo,
  requestedDate,
  note,
});

const typedOf = ({ id, position, material, quantity, unit, found }: OrderLine) => ({
  id,
  position,
  material,
  // What was found by its number is found by it again.
  materialId: null,
  quantity,
  unit: unit ?? found?.units[0] ?? null,
});
