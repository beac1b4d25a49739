import { html, nothing, type TemplateResult } from 'lit';
import type { MailTest } from '#contract/settings';
import type { Portal } from '../core/index.ts';
import { notice, type Tone } from '../kit/notice.ts';
import type { View } from './view.ts';

type Client = Portal['client'];
export type MailTesterOptions = {
  client: () => Client;
  view: () => View;
  /** Mails a test, and asks what became of one. */
  start: (client: Client) => Promise<MailTest>;
  read: (client: Client, id: string) => Promise<MailTest>;
  announce: (text: string) => void;
  onChange: () => void;
};

const tones: Record<MailTest['state'], Tone> = {
  under_way: 'info',
  accepted: 'success',
  deferred: 'warning',
  failed: 'danger',
  unknown: 'warning',
};
/** Milliseconds between two questions about a test, and how often is asked. */
const [pause, questions] = [1_000, 30];

/** A mail to oneself, and what became of it. */
export class MailTester {
  readonly #options: MailTesterOptions;
  #test: MailTest | undefined;
  #running = false;

  constructor(options: MailTesterOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }
  forget(): void {
    this.#test = undefined;
  }

  render(): TemplateResult | typeof nothing {
    const test = this.#test;
    if (!test) return nothing;
    const { t } = this.#options.view();
    const slow = test.state === 'under_way' && !this.#running;
    return notice(
      tones[test.state],
      html`${slow ? t('mail_test.slow') : this.#text(test)}
      ${
        test.reply
          ? html`<br /><span class="code">${t('mail_test.said', { reply: test.reply })}</span>`
          : nothing
      }`,
    );
  }

  #text({ state, recipient }: MailTest): string {
    return this.#options.view().t(`mail_test.${state}`, { address: recipient ?? '' });
  }

  /** Mails a test, and asks what became of it until that is known. @throws what starting one throws */
  async send(): Promise<void> {
    if (this.#running) return;
    const { client, start, read, announce } = this.#options;
    this.#set(undefined, true);
    try {
      this.#set(await start(client()), true);
      for (let asked = 0; asked < questions && this.#test?.state === 'under_way'; asked++) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        const found = await read(client(), this.#test.id).catch(() => undefined);
        if (!found) break;
        this.#set(found, true);
      }
    } finally {
      this.#set(this.#test, false);
    }
    if (this.#test && this.#test.state !== 'under_way') announce(this.#text(this.#test));
  }

  #set(test: MailTest | undefined, running: boolean): void {
    this.#test = test;
    this.#running = running;
    this.#options.onChange();
  }
}
