import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';

export type DeedDesk = {
  host: PortalElement;
  portal: () => Portal;
  report: (fault: ClientError) => void;
};

/** What a press asks of the server, one thing at a time: whether it is under way, and why it failed. */
export class Deed {
  readonly #desk: DeedDesk;
  #busy = false;
  #fault: ClientError | undefined;

  constructor(desk: DeedDesk) {
    this.#desk = desk;
  }

  get busy(): boolean {
    return this.#busy;
  }
  get fault(): ClientError | undefined {
    return this.#fault;
  }

  /** Forgets why it failed. */
  clear(): void {
    this.#fault = undefined;
  }

  /**
   * Does it, unless something else is under way.
   * @param done what follows where it came off
   * @param over what follows however it ended
   */
  async run<T>(
    work: (client: Portal['client']) => Promise<T>,
    done: (answer: T) => void,
    over: () => void = () => {},
  ): Promise<void> {
    const { host, portal, report } = this.#desk;
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      done(await work(portal().client));
    } catch (error) {
      this.#fault = toClientError(error);
      report(this.#fault);
    } finally {
      this.#busy = false;
      over();
      host.requestUpdate();
    }
  }
}
