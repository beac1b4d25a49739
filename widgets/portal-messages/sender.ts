import type { ReactiveControllerHost } from 'lit';
import { messageLimits } from '#contract/message-words';
import { toClientError, type ClientError, type Portal, type TextKey } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { Uploads } from '../records/uploads.ts';
import { Drafts, writerOf } from '../records/drafts.ts';

/** What was written; `once` is the same with each try of the same. */
export type Written = { text: string; files: string[]; internal: boolean; once: string };

type Options = {
  portal: () => Portal;
  /** What is written to: the id of a thread, or what is begun. */
  target: () => string;
  /** Hands over what was written. @throws ClientError */
  send: (message: Written) => Promise<void>;
  onFault: (fault: ClientError) => void;
};

/** What is being written: its text, which stays until it was taken, its files, and for whom it is. */
export class Sender {
  readonly #host: ReactiveControllerHost;
  readonly #options: Options;
  readonly #drafts: Drafts;
  readonly uploads: Uploads;
  #internal = false;
  #target = '';

  busy = false;
  /** Why it was not sent. */
  refusal: TextKey | '' = '';
  /** Files are held over the place where they are dropped. */
  over = false;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#host = host;
    this.#options = options;
    this.#drafts = new Drafts(() => writerOf(options.portal()));
    this.uploads = new Uploads(host, {
      purpose: 'message',
      portal: options.portal,
      onDone: () => {},
      onFault: options.onFault,
    });
    host.addController({
      hostConnected: () => window.addEventListener('pagehide', this.#drafts.flush),
      hostDisconnected: () => {
        window.removeEventListener('pagehide', this.#drafts.flush);
        this.#drafts.flush();
      },
      hostUpdate: () => this.#follow(),
    });
  }

  get text(): string {
    return this.#drafts.get(this.#options.target());
  }
  set text(text: string) {
    this.#drafts.set(this.#options.target(), text);
    this.refusal = '';
    this.#host.requestUpdate();
  }
  get internal(): boolean {
    return this.#internal;
  }
  set internal(internal: boolean) {
    this.#internal = internal;
    this.#host.requestUpdate();
  }

  /** Another field of what is being written, as the subject of a conversation that is begun. */
  field(name: string): string {
    return this.#drafts.get(`${this.#options.target()} ${name}`);
  }
  setField(name: string, text: string): void {
    this.#drafts.set(`${this.#options.target()} ${name}`, text);
    this.#host.requestUpdate();
  }

  addFiles(files: readonly File[]): void {
    this.over = false;
    const room = messageLimits.files - this.uploads.items.length;
    if (files.length > room) this.refusal = 'messages.files_limit';
    for (const file of files.slice(0, Math.max(0, room))) this.uploads.add(file, async () => {});
    this.#host.requestUpdate();
  }

  drag = (over: boolean): void => {
    this.over = over;
    this.#host.requestUpdate();
  };

  async send(): Promise<void> {
    if (this.busy) return;
    this.refusal = this.#problem();
    this.#host.requestUpdate();
    if (this.refusal) return;
    const target = this.#options.target();
    const { text, internal } = this;
    this.busy = true;
    try {
      const files = this.uploads.items.flatMap(({ stored }) => stored?.id ?? []);
      const once = this.#keyFor(JSON.stringify([text.trim(), files, internal]));
      await this.#options.send({ text: text.trim(), files, internal, once });
      this.#drafts.set(target, '');
      for (const name of ['subject', 'customer', 'once']) this.#drafts.set(`${target} ${name}`, '');
      this.uploads.clear();
    } catch (error) {
      const fault = toClientError(error);
      if (fault.code === 'idempotency_mismatch') this.setField('once', '');
      this.refusal = `error.${fault.code}`;
      this.#options.onFault(fault);
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }

  /** Nothing of a person is left for the next one. */
  forget(): void {
    this.uploads.clear();
    this.#internal = false;
    this.refusal = '';
  }

  /** The key of what is sent: it lives as long as that stays the same, through a reload as well. */
  #keyFor(content: string): string {
    const tried = `${this.field('subject')} ${this.field('customer')} ${content}`;
    const kept: unknown = JSON.parse(this.field('once') || 'null');
    if (Array.isArray(kept) && kept[0] === tried) return String(kept[1]);
    const key = newFormKey();
    this.setField('once', JSON.stringify([tried, key]));
    return key;
  }

  #problem(): TextKey | '' {
    if (this.text.trim() === '') return 'messages.required';
    const states = this.uploads.items.map(({ state }) => state);
    // Nobody finds out afterwards that a file did not go along.
    if (states.includes('refused')) return 'messages.files_refused';
    return states.every((state) => state === 'done') ? '' : 'messages.files_wait';
  }

  /** Files and the choice for whom belong to the one conversation. */
  #follow(): void {
    const target = this.#options.target();
    if (target === this.#target) return;
    if (this.#target) this.forget();
    this.#target = target;
  }
}
