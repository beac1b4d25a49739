import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { PasskeyWindow } from '#contract/factors';
import { passkeyMessage, type PasskeyMessage } from '#contract/second-factor-words';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { ClientError } from './client-error.ts';
import { toClientError } from './client.ts';
import type { Translate } from './i18n.ts';

/** What it needs of where it stands. */
export type PasskeyDesk = {
  host: ReactiveControllerHost;
  /** With the words of the second factor. */
  t: () => Translate;
  announce: (text: string) => void;
  /** Has a window drawn by the server. @throws ClientError */
  draw: () => Promise<PasskeyWindow>;
  /** Hands the code over that the window brought. @throws ClientError */
  submit: (code: string) => Promise<void>;
  onRefused: (refusal: ClientError) => void;
};

type Problem = 'factor.passkey_blocked' | 'factor.passkey_closed' | `error.${ClientError['code']}`;

const size = { width: 480, height: 560 };
/** Milliseconds between looks at whether the window is still open. */
const lookMs = 500;

/**
 * A button that opens the portal's window for a passkey, and waits for the code it brings. The window is drawn before
 * the press: a browser lets a page open one only while somebody presses.
 */
export class Passkey {
  readonly #desk: PasskeyDesk;
  readonly #label: 'factor.passkey_use' | 'factor.passkey_make';
  #window: PasskeyWindow | undefined;
  #drawing = false;
  #waiting = false;
  #problem: Problem | undefined;

  constructor(desk: PasskeyDesk, label: 'factor.passkey_use' | 'factor.passkey_make') {
    this.#desk = desk;
    this.#label = label;
  }

  /** Has the next window drawn. */
  async prepare(): Promise<void> {
    if (this.#drawing || this.#window) return;
    this.#drawing = true;
    this.#desk.host.requestUpdate();
    try {
      this.#window = await this.#desk.draw();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#drawing = false;
      this.#desk.host.requestUpdate();
    }
  }

  reset(): void {
    this.#window = this.#problem = undefined;
  }

  render(kind?: 'primary'): TemplateResult {
    const t = this.#desk.t();
    return html`${this.#problem ? notice('warning', t(this.#problem)) : nothing}
    ${button({
      ...(kind && { kind }),
      label: t(this.#waiting ? 'factor.passkey_waiting' : this.#label),
      off: this.#drawing || this.#waiting,
      onClick: () => void (this.#window ? this.#open(this.#window) : this.prepare()),
    })}`;
  }

  async #open(drawn: PasskeyWindow): Promise<void> {
    this.#problem = undefined;
    this.#window = undefined;
    const lang = document.documentElement.lang.slice(0, 2);
    const left = Math.max(0, (screen.availWidth - size.width) / 2);
    const popup = window.open(
      `${drawn.url}?lang=${lang}`,
      '_blank',
      `popup,width=${size.width},height=${size.height},left=${left},top=80`,
    );
    if (!popup) this.#say('factor.passkey_blocked');
    else await this.#await(popup, drawn);
    void this.prepare();
  }

  async #await(popup: Window, drawn: PasskeyWindow): Promise<void> {
    this.#waiting = true;
    this.#desk.host.requestUpdate();
    try {
      const code = await codeOf(popup, drawn);
      if (code === null) this.#say('factor.passkey_closed');
      else await this.#desk.submit(code);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#waiting = false;
      this.#desk.host.requestUpdate();
    }
  }

  #refuse(error: unknown): void {
    const refusal = toClientError(error);
    this.#desk.onRefused(refusal);
    this.#say(`error.${refusal.code}`);
  }

  #say(problem: Problem): void {
    this.#problem = problem;
    this.#desk.announce(this.#desk.t()(problem));
  }
}

/** Gives the window its token once it says that it is ready. @returns the code; null where it was closed before */
function codeOf(popup: Window, { url, token }: PasskeyWindow): Promise<string | null> {
  const { origin } = new URL(url);
  return new Promise((resolve) => {
    const listen = ({ data, source, origin: from }: MessageEvent<PasskeyMessage>) => {
      if (source !== popup || from !== origin || data?.kind !== passkeyMessage) return;
      if (data.code) end(data.code);
      else popup.postMessage({ kind: passkeyMessage, token } satisfies PasskeyMessage, origin);
    };
    const look = setInterval(() => popup.closed && end(null), lookMs);
    const end = (code: string | null) => {
      clearInterval(look);
      window.removeEventListener('message', listen);
      resolve(code);
    };
    window.addEventListener('message', listen);
  });
}
