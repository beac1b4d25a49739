import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { FactorSetup as Setup } from '#contract/factors';
import type { Session } from '#contract/portal';
import { qrCode } from '../kit/qr.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import type { ClientError } from './client-error.ts';
import { toClientError, type Client } from './client.ts';
import { FactorCode } from './factor-code.ts';
import { Passkey } from './factor-passkey.ts';
import type { Translate } from './i18n.ts';
import { saveBlob } from './save.ts';

/** What it needs of the portal (`portal.ts`). */
type FactorPortal = {
  readonly client: Client<Session | null>;
  activateFactor(
    id: string,
    code: string,
    before: (codes: readonly string[] | null) => void,
  ): Promise<readonly string[] | null>;
};

/** What setting up needs of where it stands. */
export type SetupDesk = {
  host: ReactiveControllerHost;
  portal: () => FactorPortal;
  /** With the words of the second factor. */
  t: () => Translate;
  announce: (text: string) => void;
  focus: (selector: string) => Promise<void>;
  onError: (error: ClientError) => void;
  /** It is set up, and the recovery codes have been kept. */
  onDone: () => void;
  /** Leaves it; nothing has changed. */
  cancel: { label: string; act: () => void };
};

/** Sets an authenticator up: a QR code, a first code, and recovery codes to keep. */
export class FactorSetup {
  readonly #desk: SetupDesk;
  readonly #form: FactorCode;
  readonly #passkey: Passkey;
  /** The passkey that is being made. */
  #making: string | undefined;
  #setup: Setup | undefined;
  #codes: readonly string[] | undefined;
  #fault: ClientError | undefined;
  #copied = false;

  constructor(desk: SetupDesk) {
    this.#desk = desk;
    this.#form = new FactorCode(
      {
        host: desk.host,
        t: desk.t,
        announce: desk.announce,
        focus: desk.focus,
        submit: (code) => this.#activate(code),
        onRefused: desk.onError,
      },
      'code',
      true,
    );
    this.#passkey = new Passkey(
      {
        host: desk.host,
        t: desk.t,
        announce: desk.announce,
        draw: async () => {
          const body = { name: desk.t()('factor.own_passkey') };
          const { id, ...drawn } = await desk.portal().client.call('POST /me/passkeys', { body });
          this.#making = id;
          return drawn;
        },
        submit: (code) => this.#activate(code),
        onRefused: desk.onError,
      },
      'factor.passkey_make',
    );
  }

  /** Recovery codes are on screen, and nowhere else. */
  get keeping(): boolean {
    return this.#codes !== undefined;
  }

  /** Has the window for a passkey drawn. */
  async beginPasskey(): Promise<void> {
    this.#clear();
    this.#making = '';
    this.#desk.host.requestUpdate();
    await this.#passkey.prepare();
    await this.#desk.focus('.factor .button');
  }

  #clear(): void {
    this.#setup = this.#codes = this.#fault = this.#making = undefined;
    this.#form.reset();
    this.#passkey.reset();
  }

  /** Draws a secret. */
  async begin(): Promise<void> {
    this.#clear();
    this.#desk.host.requestUpdate();
    try {
      const body = { name: this.#desk.t()('factor.own_name') };
      this.#setup = await this.#desk.portal().client.call('POST /me/factors', { body });
      this.#desk.host.requestUpdate();
      await this.#desk.focus('#proof');
    } catch (error) {
      this.#fault = toClientError(error);
      this.#desk.onError(this.#fault);
      this.#desk.announce(this.#desk.t()(`error.${this.#fault.code}`));
      this.#desk.host.requestUpdate();
    }
  }

  /** Shows recovery codes until they have been kept. */
  async keep(codes: readonly string[]): Promise<void> {
    this.#codes = codes;
    this.#copied = false;
    this.#desk.host.requestUpdate();
    await this.#desk.focus('.codes');
  }

  render(): TemplateResult {
    if (this.#codes) return this.#renderCodes(this.#codes);
    const t = this.#desk.t();
    const { label, act } = this.#desk.cancel;
    const leave = button({ kind: 'quiet', label, onClick: act });
    if (this.#fault)
      return html`<div class="factor">
        ${notice('danger', t(`error.${this.#fault.code}`))}
        <div class="actions">
          ${button({ label: t('common.retry'), onClick: () => void this.begin() })} ${leave}
        </div>
      </div>`;
    if (this.#making !== undefined)
      return html`<div class="factor">
        <p>${t('factor.passkey_about')}</p>
        <div class="actions">${this.#passkey.render('primary')} ${leave}</div>
        ${button({ kind: 'quiet', label: t('factor.app_instead'), onClick: () => void this.begin() })}
      </div>`;
    if (!this.#setup) return html`<div class="factor">${bones(4)}</div>`;
    const { qr, secret } = this.#setup;
    return html`<div class="factor">
      <p>${t('factor.scan')}</p>
      ${qrCode(qr, t('factor.qr'))}
      <p class="muted">
        ${t('factor.secret')} <span class="secret">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</span>
      </p>
      <p>${t('factor.type')}</p>
      <form class="form" part="form" novalidate @submit=${this.#form.submit}>
        ${this.#form.render()}
        <div class="actions">
          ${button({
            kind: 'primary',
            type: 'submit',
            label: this.#form.submitText('factor.confirm'),
            off: this.#form.off,
          })}
          ${leave}
        </div>
      </form>
      ${button({
        kind: 'quiet',
        label: t('factor.passkey_instead'),
        onClick: () => void this.beginPasskey(),
      })}
    </div>`;
  }

  #renderCodes(codes: readonly string[]): TemplateResult {
    const t = this.#desk.t();
    const text = codes.join('\n');
    return html`<div class="factor">
      ${notice('success', t('factor.added'))}
      <p><strong>${t('factor.codes_title')}</strong></p>
      <p class="muted">${t('factor.codes_text')}</p>
      <ol class="codes" tabindex="-1" aria-label=${t('factor.codes_title')}>
        ${codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="actions">
        ${button({
          icon: this.#copied ? 'check' : 'copy',
          label: t(this.#copied ? 'factor.copied' : 'factor.copy'),
          onClick: () => void this.#copy(text),
        })}
        ${button({
          icon: 'download',
          label: t('factor.download'),
          onClick: () =>
            saveBlob(new Blob([`${text}\n`], { type: 'text/plain' }), `${t('factor.file')}.txt`),
        })}
      </div>
      ${button({
        kind: 'primary',
        label: t('factor.kept'),
        onClick: () => {
          this.#codes = this.#setup = this.#making = undefined;
          this.#desk.onDone();
        },
      })}
    </div>`;
  }

  async #activate(code: string): Promise<void> {
    const id = this.#making ?? this.#setup?.id;
    if (!id) return;
    const codes = await this.#desk.portal().activateFactor(id, code, (recovery) => {
      // Before the session is another one, which may take this off the screen.
      this.#codes = recovery ?? undefined;
    });
    if (codes) return this.keep(codes);
    this.#setup = this.#making = undefined;
    this.#desk.announce(this.#desk.t()('factor.added'));
    this.#desk.onDone();
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#copied = true;
      this.#desk.announce(this.#desk.t()('factor.copied'));
      this.#desk.host.requestUpdate();
    } catch {
      // A page may keep the clipboard to itself; the codes are selected by a press, and can be saved.
      await this.#desk.focus('.codes');
    }
  }
}
