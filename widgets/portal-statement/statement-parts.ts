import { ClientError, type PortalElement } from '../core/index.ts';
import type { More, MoreOptions } from './more.ts';
import type { Result, ResultOptions } from './result.ts';
import type { Staff, StaffOptions } from './staff.ts';

type PartName = 'result' | 'more' | 'staff';

/**
 * What comes apart from the form, each once it is needed: the drawing of a statement, the other views with
 * the earlier statements, and what staff needs.
 */
export class StatementParts {
  readonly #host: PortalElement;
  readonly #options: ResultOptions & MoreOptions & StaffOptions;
  readonly #coming = new Set<PartName>();
  #result: Result | undefined;
  #more: More | undefined;
  #staff: Staff | undefined;
  #faults: { [P in PartName]?: ClientError } = {};

  constructor(host: PortalElement, options: ResultOptions & MoreOptions & StaffOptions) {
    this.#host = host;
    this.#options = options;
  }

  get result(): Result | undefined {
    return this.#result;
  }
  get more(): More | undefined {
    return this.#more;
  }
  get staff(): Staff | undefined {
    return this.#staff;
  }
  /** Why a part did not come. */
  get faults(): { readonly [P in PartName]?: ClientError } {
    return this.#faults;
  }

  /** Lets parts that did not come be fetched again. */
  retry(): void {
    this.#faults = {};
  }

  needResult(): void {
    void this.#load('result', async () => {
      const { Result } = await import('./result.ts');
      this.#result = new Result(this.#host, this.#options);
    });
  }

  needMore(): void {
    void this.#load('more', async () => {
      const { More } = await import('./more.ts');
      this.#more = new More(this.#host, this.#options);
    });
  }

  needStaff(): void {
    void this.#load('staff', async () => {
      const { Staff } = await import('./staff.ts');
      this.#staff = new Staff(this.#host, this.#options);
    });
  }

  /** Fetches a part, once; after a failure, when the reader tries again. */
  async #load(part: PartName, fetch: () => Promise<void>): Promise<void> {
    if (this.#coming.has(part) || this.#faults[part]) return;
    this.#coming.add(part);
    try {
      await fetch();
    } catch {
      this.#coming.delete(part);
      this.#faults = { ...this.#faults, [part]: new ClientError('offline') };
    }
    this.#host.requestUpdate();
  }
}
