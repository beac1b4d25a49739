/**
 * What is new at a portal, asked again and again: once for all elements of the page that show it. It comes with the
 * elements that show what is new, not with the core.
 */
import type { Changes } from '#contract/notifications';
import type { Portal } from './portal.ts';
import { isEntered } from './entered.ts';

/** Milliseconds between two questions: while somebody looks at what is new, and else. */
const [soon, later] = [15_000, 60_000];

type Subscriber = { changed: () => void; isOpen: () => boolean };

/** Whose news they are; empty while there are none to ask for. */
function ownerOf({ session }: Portal): string {
  if (!isEntered(session) || !session.termsAccepted) return '';
  // People of the company are told of conversations alone.
  if (session.kind !== 'contact' && !session.permissions.some((one) => one.startsWith('messages.')))
    return '';
  return `${session.person.login} ${session.customer?.number}`;
}

/** Asks what is new for the person that is signed in, while the page is seen and the session is used. */
export class ChangesPoller {
  readonly #portal: Portal;
  readonly #subscribers = new Set<Subscriber>();
  #leave: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | undefined;
  #owner = '';
  #changes: Changes | undefined;

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  /** What is new, as far as it is known of who is signed in now. */
  get changes(): Changes | undefined {
    return this.#owner && this.#owner === ownerOf(this.#portal) ? this.#changes : undefined;
  }

  /** @param isOpen whether somebody looks at what is new @returns ends it */
  subscribe(changed: () => void, isOpen: () => boolean): () => void {
    const subscriber = { changed, isOpen };
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size === 1) this.#start();
    return () => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size === 0) this.#stop();
    };
  }

  /** Asks now, and then in its time. */
  ask(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
      this.#wait();
    });
    return this.#asking;
  }

  /** Takes over what an answer said of what is unread. */
  note(unread: Pick<Changes, 'unread' | 'more'>): void {
    if (!this.#changes) return;
    this.#changes = { ...this.#changes, ...unread };
    this.#tell();
  }

  #start(): void {
    document.addEventListener('visibilitychange', this.#onSight);
    this.#leave = this.#portal.subscribe(this.#onPortal);
    this.#onPortal();
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#onSight);
    this.#leave?.();
    clearTimeout(this.#timer);
    this.#owner = '';
  }

  #onSight = (): void => {
    if (document.visibilityState === 'visible') void this.ask();
    else clearTimeout(this.#timer);
  };

  /** Another person, or another customer, has other news. */
  #onPortal = (): void => {
    const owner = ownerOf(this.#portal);
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#changes = undefined;
    this.#tell();
    if (owner) void this.ask();
    else clearTimeout(this.#timer);
  };

  async #askOnce(): Promise<void> {
    const owner = this.#owner;
    // A session that nobody uses ends, and nobody is asked to sign in for this.
    if (!owner || this.#portal.ends.idle < Date.now()) return;
    try {
      const changes = await this.#portal.client.call('GET /changes', {
        query: { since: this.#changes?.cursor },
        background: true,
        unattended: true,
      });
      if (owner !== this.#owner) return;
      this.#changes = changes;
      this.#tell();
    } catch {
      // What is known stays; the next time says more.
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#owner || this.#subscribers.size === 0 || document.visibilityState !== 'visible')
      return;
    const looked = [...this.#subscribers].some(({ isOpen }) => isOpen());
    this.#timer = setTimeout(() => void this.ask(), looked ? soon : later);
  }

  #tell(): void {
    for (const { changed } of this.#subscribers) changed();
  }
}

const pollers = new WeakMap<Portal, ChangesPoller>();

/** The one that asks for a portal. */
export function changesFor(portal: Portal): ChangesPoller {
  const poller = pollers.get(portal) ?? new ChangesPoller(portal);
  pollers.set(portal, poller);
  return poller;
}
