import { html, render, type TemplateResult } from 'lit';
import type { Session } from '#contract/portal';
import { button, buttonStyles } from '../kit/button.ts';
import { Countdown } from '../kit/countdown.ts';
import { icon, iconStyles } from '../kit/icon.ts';
import { base } from './base.styles.ts';
import { Overlay, type OverlayOwner } from './overlay.ts';
import { viewingBarStyles } from './viewing-bar.styles.ts';

/** What it needs of the portal whose session it is (`portal.ts`). */
type SessionOwner = OverlayOwner & {
  readonly session: Session | null;
  subscribe(listener: () => void): () => void;
  refresh(): Promise<unknown>;
  endImpersonation(): Promise<void>;
};

/** Milliseconds until it is tried again where no element has its words yet. */
const pause = 200;

/**
 * Says that somebody of staff looks at the portal as another person sees it: as whom, who, and how long still. A page
 * has one for each portal, at the lower edge, over whatever is on screen.
 */
export class ViewingBar {
  readonly #portal: SessionOwner;
  readonly #overlay: Overlay;
  readonly #left: Countdown;
  /** The session it counts down for. */
  #session: Session | undefined;
  #said = '';
  #busy = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(portal: SessionOwner) {
    this.#portal = portal;
    this.#overlay = new Overlay(portal, [base, iconStyles, buttonStyles, viewingBarStyles]);
    this.#left = new Countdown(
      this.#overlay.hostFor(() => this.#draw()),
      () => void portal.refresh(),
    );
    portal.subscribe(() => this.#update());
    this.#update();
  }

  #update(): void {
    const { session } = this.#portal;
    if (session === this.#session) return;
    const began = this.#session === undefined;
    this.#session = session?.impersonation && session;
    if (!this.#session?.impersonation) {
      this.#session = undefined;
      this.#said = '';
      this.#left.hostDisconnected();
      return this.#overlay.remove();
    }
    this.#left.start(this.#session.impersonation.left);
    if (began) void this.#place().then(() => this.#announce());
  }

  /** Goes into an element that can be seen, as soon as there is one. */
  async #place(): Promise<void> {
    clearTimeout(this.#waiting);
    try {
      await this.#overlay.place();
      this.#draw();
    } catch {
      await new Promise<void>((resolve) => (this.#waiting = setTimeout(resolve, pause)));
      if (this.#session) await this.#place();
    }
  }

  /** Once it stands there, so that screen readers hear of the change. */
  #announce(): void {
    const session = this.#session;
    if (!session) return;
    this.#said = this.#overlay.t('session.viewing_began', { name: session.person.name });
    this.#draw();
  }

  #draw(): void {
    const session = this.#session;
    if (!session?.impersonation || !this.#overlay.isConnected) return;
    // The element it stood in may have been left behind.
    if (!this.#overlay.isPlaced && this.#overlay.element) return void this.#place();
    const { root, lang } = this.#overlay;
    const content = this.#render(session, session.impersonation.by);
    render(html`<div class="root" translate="no" lang=${lang}>${content}</div>`, root);
    root.querySelector<HTMLElement>('.viewing:not(:popover-open)')?.showPopover();
  }

  #render({ person, customer }: Session, by: string): TemplateResult {
    const { t } = this.#overlay;
    const as = { name: person.name, customer: customer?.name ?? '' };
    return html`<div
      class="viewing"
      popover="manual"
      role="region"
      aria-label=${t('session.viewing')}
    >
      ${icon('eye')}
      <p>
        <strong>${t('session.viewing_as', as)}</strong>
        <span class="figures">${t('session.viewing_by', { by, time: this.#left.time })}</span>
      </p>
      ${button({ label: t('session.viewing_end'), off: this.#busy, onClick: () => void this.#end() })}
      <p class="visually-hidden" role="status">${this.#said}</p>
    </div>`;
  }

  async #end(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#draw();
    // Where it has ended already, or cannot be reached, the session says how it is.
    await this.#portal.endImpersonation().catch(() => this.#portal.refresh());
    this.#busy = false;
    this.#draw();
  }
}
