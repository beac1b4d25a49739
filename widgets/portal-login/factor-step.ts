import { html, type TemplateResult } from 'lit';
import { FactorCode, FactorSetup, factorStyles } from '../core/factor.ts';
import type { Translate } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import type { Desk } from './desk.ts';

/** What signing in asks for behind the password: a code of an authenticator, or to set one up. */
export class FactorStep {
  readonly #desk: Desk;
  readonly #code: FactorCode;
  readonly #setup: FactorSetup;
  #began = false;

  /** @param desk whose words are there */
  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, factorStyles);
    const common = {
      host: desk.host,
      t: desk.t,
      announce: desk.announce,
      focus: desk.focus,
    };
    this.#code = new FactorCode({
      ...common,
      submit: async (code) => desk.onEntered(await desk.portal().giveCode(code)),
      onRefused: desk.onError,
      drawPasskey: () => desk.portal().client.call('POST /session/passkey-window', { body: {} }),
    });
    this.#setup = new FactorSetup({
      ...common,
      portal: desk.portal,
      onError: desk.onError,
      onDone: () => {
        this.#began = false;
        desk.host.requestUpdate();
        const { session } = desk.portal();
        if (session) desk.onEntered(session);
      },
      cancel: {
        get label() {
          return common.t()('factor.back');
        },
        act: () => this.#leave(),
      },
    });
  }

  get keeping(): boolean {
    return this.#setup.keeping;
  }

  async step(view: 'code' | 'setup'): Promise<void> {
    if (view === 'setup') this.#begin();
    else await this.#desk.focus('#proof');
  }

  render(view: 'code' | 'setup'): TemplateResult {
    return view === 'code' ? this.#renderCode() : this.#renderSetup();
  }

  get #t(): Translate {
    return this.#desk.t();
  }

  #begin(): void {
    if (this.#began) return;
    this.#began = true;
    void this.#setup.begin();
  }

  #leave(): void {
    this.#began = false;
    this.#code.reset();
    this.#desk.signOut();
  }

  #renderCode(): TemplateResult {
    const words = this.#t;
    // Found at loading of the page, there was no step to it.
    if (this.#desk.portal().session?.factors?.includes('passkey'))
      queueMicrotask(() => this.#code.offerPasskey());
    return html`
      ${this.#desk.header(words('factor.code_title'))}
      <p class="text">${words('factor.code_text')}</p>
      <form class="form" part="form" novalidate @submit=${this.#code.submit}>
        ${this.#code.render()}
        <div class="actions">
          ${button({
            kind: 'primary',
            type: 'submit',
            label: this.#code.submitText(),
            off: this.#code.off,
          })}
          ${button({ kind: 'quiet', label: words('factor.back'), onClick: () => this.#leave() })}
        </div>
      </form>
      <p class="text small">${words('factor.lost')}</p>
    `;
  }

  #renderSetup(): TemplateResult {
    const words = this.#t;
    // Found at loading of the page, nobody has pressed anything yet.
    if (!this.#began && !this.keeping) queueMicrotask(() => this.#begin());
    return html`
      ${this.#desk.header(words('factor.setup_title'))}
      ${this.keeping ? '' : html`<p class="text">${words('factor.setup_needed')}</p>`}
      ${this.#setup.render()}
    `;
  }
}
