import { html, nothing, render, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Session } from '#contract/portal';
import { button, buttonStyles } from '../kit/button.ts';
import { Countdown } from '../kit/countdown.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { fieldStyles } from '../kit/field.ts';
import { iconStyles } from '../kit/icon.ts';
import { notice, noticeStyles } from '../kit/notice.ts';
import { passwordStyles } from '../kit/password.ts';
import { base } from './base.styles.ts';
import type { Client } from './client.ts';
import { emit } from './events.ts';
import type { Translate } from './i18n.ts';
import { Overlay, type OverlayOwner } from './overlay.ts';
import { reSignInStyles } from './re-sign-in.styles.ts';
import type { FactorCode } from './factor-code.ts';
import { SignInForm } from './sign-in-form.ts';

const styles = [
  base,
  iconStyles,
  buttonStyles,
  noticeStyles,
  fieldStyles,
  passwordStyles,
  dialogStyles,
  reSignInStyles,
];

/** Why somebody is asked to sign in: unused, at the end of its life, ended elsewhere, or about to end. */
type Reason = 'idle' | 'over' | 'ended' | 'early';
/** What is asked of a person: a password, the code that goes with it, or a proof to be there. */
type Step = 'sign-in' | 'code' | 'confirm';

/** What it needs of the portal whose session it is (`portal.ts`). */
type SessionOwner = OverlayOwner & {
  readonly session: Session | null;
  /** Instants in milliseconds. */
  readonly ends: { idle: number; over: number; warnAt: number };
  subscribe(listener: () => void): () => void;
  watch(): void;
  refresh(): Promise<unknown>;
  readonly client: Client<Session | null>;
  signInAgain(login: string, password: string): Promise<Session>;
  giveCodeAgain(code: string): Promise<Session>;
};

/**
 * Warns that a session ends, and asks to sign in again once it has ended, over an element that stays as it is. A
 * page has one for each portal; it shows itself in whichever of the elements has the focus, or in the first.
 */
export class ReSignIn {
  readonly #portal: SessionOwner;
  readonly #overlay: Overlay;
  readonly #host: ReactiveControllerHost;
  readonly #left: Countdown;
  readonly #form: SignInForm;
  #said = '';
  #shown: 'warning' | Reason | undefined;
  /** The session that has ended, and what waits for another. */
  #had: Session | null = null;
  #asking: Promise<void> | undefined;
  #settle: (() => void) | undefined;
  #step: Step = 'sign-in';
  /** The form of a code or a proof. */
  #proof: FactorCode | undefined;
  #confirming: Promise<boolean> | undefined;
  #confirmed = false;
  /** The session that a person did not want to sign in for again. */
  #declined: Session | null = null;

  constructor(portal: SessionOwner) {
    this.#portal = portal;
    this.#overlay = new Overlay(portal, styles);
    this.#host = this.#overlay.hostFor(() => this.update());
    this.#left = new Countdown(this.#host, () => void this.ask(false).catch(() => {}));
    this.#form = new SignInForm({
      host: this.#host,
      t: () => this.#t,
      announce: (text) => this.#say(text),
      focus: async (selector) => this.#focus(selector),
      signIn: (login, password) => this.#signIn(login, password),
      onRefused: (error) => this.#element && emit(this.#element, 'portal-error', { error }),
    });
    portal.subscribe(() => this.update());
  }

  get #t(): Translate {
    return this.#overlay.t;
  }
  get #root(): ShadowRoot {
    return this.#overlay.root;
  }

  /** Warns until the session is used, or over. @throws where the page cannot show it */
  async warn(): Promise<void> {
    if (this.#shown) return;
    await this.#overlay.place();
    const { session, ends } = this.#portal;
    this.#had = session;
    this.#shown = 'warning';
    this.#said = '';
    this.#left.start(Math.max(0, (Math.min(ends.idle, ends.over) - Date.now()) / 1000));
    this.update();
    if (this.#left.seconds === 0) return this.ask(false);
    this.#say(this.#warning);
  }

  /**
   * Asks to sign in again; everybody who asks meanwhile waits for the same.
   * @param background not where the person did not want to before
   * @returns once somebody signed in, or did not want to
   * @throws where the page cannot show it
   */
  ask(background: boolean, reason?: Reason): Promise<void> {
    const { session } = this.#portal;
    if (!session || (background && session === this.#declined)) return Promise.resolve();
    this.#asking ??= this.#ask(session, reason).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /**
   * Asks for a proof that the person is there; everybody who asks meanwhile waits for the same.
   * @returns whether there was one
   * @throws where the page cannot show it
   */
  confirm(): Promise<boolean> {
    this.#confirming ??= this.#confirm().finally(() => (this.#confirming = undefined));
    return this.#confirming;
  }

  async #confirm(): Promise<boolean> {
    const { client, session } = this.#portal;
    const { items } = await client.call('GET /me/factors', {});
    const kind = items.length > 0 ? 'code' : 'password';
    this.#close();
    await this.#overlay.place();
    const proof = await this.#proofForm(kind, async (typed) => {
      const body = kind === 'code' ? { code: typed } : { password: typed };
      await client.call('POST /session/confirmation', { body });
      this.#confirmed = true;
      this.#close();
    });
    if (items.some((one) => one.kind === 'passkey')) proof.offerPasskey();
    this.#confirmed = false;
    this.#had = session;
    this.#shown = 'early';
    this.#said = '';
    const settled = new Promise<void>((resolve) => (this.#settle = resolve));
    this.#open('confirm', proof);
    await settled;
    return this.#confirmed;
  }

  async #proofForm(
    kind: 'code' | 'password',
    submit: (typed: string) => Promise<void>,
  ): Promise<FactorCode> {
    const { FactorCode } = await import('./factor.ts');
    const host = this.#host;
    return new FactorCode(
      {
        host,
        t: () => this.#t,
        announce: (text) => this.#say(text),
        focus: async (selector) => this.#focus(selector),
        submit,
        onRefused: (error) => this.#element && emit(this.#element, 'portal-error', { error }),
        drawPasskey: () => this.#portal.client.call('POST /session/passkey-window', { body: {} }),
      },
      kind,
    );
  }

  #open(step: Step, proof: FactorCode): void {
    this.#step = step;
    this.#proof = proof;
    this.#draw();
    this.#focus('#proof');
  }

  /** Draws it again after a change of the portal or of its elements. */
  update(): void {
    const { session, ends } = this.#portal;
    if (!this.#shown) return;
    if (session !== this.#had) return this.#close();
    if (this.#shown === 'warning' && ends.warnAt > Date.now()) {
      this.#portal.watch();
      return this.#close();
    }
    if (this.#overlay.isConnected) return this.#draw();
    // The element it stood in has left the page.
    this.#overlay.place().then(
      () => this.#draw(),
      () => this.#close(),
    );
  }

  async #ask(session: Session, reason: Reason = this.#reason): Promise<void> {
    this.#close();
    await this.#overlay.place();
    this.#form.reset();
    this.#had = session;
    this.#shown = reason;
    this.#said = '';
    const settled = new Promise<void>((resolve) => (this.#settle = resolve));
    this.#draw();
    this.#focus('#password');
    return settled;
  }

  get #reason(): Reason {
    const { idle, over } = this.#portal.ends;
    const now = Date.now();
    return now >= over ? 'over' : now >= idle ? 'idle' : 'ended';
  }

  get #element(): HTMLElement | undefined {
    return this.#overlay.element;
  }

  /** Takes it off the page; whoever waits for it goes on. */
  #close(): void {
    this.#shown = undefined;
    this.#step = 'sign-in';
    this.#proof = undefined;
    this.#left.hostDisconnected();
    // The browser then puts the focus back where it was.
    this.#root.querySelector('dialog')?.close();
    this.#overlay.remove();
    this.#settle?.();
    this.#settle = undefined;
  }

  #draw(): void {
    if (!this.#shown) return;
    const content =
      this.#shown === 'warning'
        ? this.#renderWarning()
        : this.#proof
          ? this.#renderProof(this.#proof)
          : this.#renderDialog(this.#shown);
    render(
      html`<div class="root" translate="no" lang=${this.#overlay.lang}>${content}</div>`,
      this.#root,
    );
    const warning = this.#root.querySelector<HTMLElement>('.ending:not(:popover-open)');
    warning?.showPopover();
  }

  get #warning(): string {
    const { idle, over } = this.#portal.ends;
    return this.#t(over < idle ? 'session.ends' : 'session.ends_unused', {
      time: this.#left.time,
    });
  }

  #renderWarning(): TemplateResult {
    const { idle, over } = this.#portal.ends;
    const act =
      over < idle
        ? button({
            label: this.#t('session.sign_in'),
            onClick: () => void this.ask(false, 'early').catch(() => {}),
          })
        : button({
            label: this.#t('session.stay'),
            onClick: () => void this.#portal.refresh(),
          });
    return html`<div
      class="ending"
      popover="manual"
      role="region"
      aria-label=${this.#t('session.ending')}
    >
      ${notice('warning', html`<span class="figures">${this.#warning}</span>`, 'clock')}
      <div class="actions">${act}</div>
      <p class="visually-hidden" role="alert">${this.#said}</p>
    </div>`;
  }

  #renderDialog(reason: Reason): TemplateResult {
    const t = this.#t;
    return dialog({
      title: t('session.title'),
      content: html`
        <p>${t(`session.${reason}`)} ${t('session.stays')}</p>
        ${this.#form.render(undefined, this.#had?.person.login)}
        <p class="visually-hidden" role="status">${this.#said}</p>
      `,
      submit: this.#form.submitText,
      off: this.#form.off,
      cancel: t('session.later'),
      onSubmit: (event) => {
        void this.#form.submit(event);
        return false;
      },
      onClose: () => {
        if (!this.#shown) return;
        this.#declined = this.#had;
        this.#close();
      },
    });
  }

  #renderProof(proof: FactorCode): TemplateResult {
    const t = this.#t;
    const confirms = this.#step === 'confirm';
    return dialog({
      title: t(confirms ? 'factor.confirm_title' : 'factor.code_title'),
      content: html`
        <p>${t(confirms ? proof.aboutText : 'factor.code_text')}</p>
        ${proof.render()} ${confirms ? nothing : html`<p>${t('factor.lost')}</p>`}
        <p class="visually-hidden" role="status">${this.#said}</p>
      `,
      submit: proof.submitText(),
      off: proof.off,
      cancel: t(confirms ? 'factor.cancel' : 'session.later'),
      onSubmit: (event) => {
        void proof.submit(event);
        return false;
      },
      onClose: () => {
        if (!this.#shown) return;
        if (!confirms) this.#declined = this.#had;
        this.#close();
      },
    });
  }

  async #signIn(login: string, password: string): Promise<void> {
    const element = this.#element;
    if (element && !emit(element, 'portal-before-sign-in', { login })) return;
    const session = await this.#portal.signInAgain(login, password);
    if (session.access === 'code') {
      const give = (code: string) => this.#giveCode(code);
      const proof = await this.#proofForm('code', give);
      if (session.factors?.includes('passkey')) proof.offerPasskey();
      return this.#open('code', proof);
    }
    if (element && session.access === 'full') emit(element, 'portal-signed-in', { session });
  }

  async #giveCode(code: string): Promise<void> {
    const element = this.#element;
    const session = await this.#portal.giveCodeAgain(code);
    if (element) emit(element, 'portal-signed-in', { session });
  }

  #say(text: string): void {
    this.#said = text;
    this.#draw();
  }

  /** Puts the focus on something in the dialog, which opens once it is drawn. */
  #focus(selector: string): void {
    queueMicrotask(() => {
      const target = this.#root.querySelector<HTMLInputElement>(selector);
      target?.focus();
      target?.select();
    });
  }
}
