import { initialState, Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { Executive, SectionFigure } from '#contract/home';
import type { ClientError, Portal, PortalState } from '../core/index.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';

export type Home = { sections: SectionFigure[]; executive: Executive | null };

/** The call behind the element. */
export class HomeData {
  readonly #host: ReactiveControllerHost;
  readonly #owner: () => string;
  readonly #home: Task<readonly [string, number], SessionValue<Home>>;
  #reloads = 0;

  /** @param may whether there is somebody to ask for */
  constructor(host: ReactiveControllerHost, portal: () => Portal, may: () => boolean) {
    this.#host = host;
    this.#owner = () => sessionKey(portal(), may());
    this.#home = new Task(host, {
      task: async ([owner], { signal }) => {
        if (!owner) return initialState;
        return { owner, value: await portal().client.call('GET /home', { signal }) };
      },
      args: () => [this.#owner(), this.#reloads],
    });
  }

  get home(): Home | undefined {
    return valueFor(this.#home.value, this.#owner());
  }
  get fault(): ClientError | undefined {
    return faultOf(this.#home);
  }
  get state(): PortalState {
    return stateOf(this.#home, this.home, this.home?.sections.length === 0);
  }

  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }
}
