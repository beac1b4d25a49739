import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Counts seconds down and redraws its host at each. */
export class Countdown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onEnd: () => void;
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, onEnd: () => void) {
    this.#host = host;
    this.#onEnd = onEnd;
    host.addController(this);
  }

  /** Seconds left; 0 when over. */
  get seconds(): number {
    return Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
  }

  /** What is left, as `1:05`. */
  get time(): string {
    return `${Math.floor(this.seconds / 60)}:${String(this.seconds % 60).padStart(2, '0')}`;
  }

  start(seconds: number): void {
    this.#until = Date.now() + seconds * 1000;
    this.hostConnected();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    clearInterval(this.#timer);
    if (this.seconds > 0) this.#timer = setInterval(() => this.#tick(), 1000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#host.requestUpdate();
    if (this.seconds > 0) return;
    clearInterval(this.#timer);
    this.#onEnd();
  }
}
