import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Changes, Notification } from '#contract/notifications';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { changesFor, type ChangesPoller } from '../core/changes.ts';

/** Notifications of a page of the panel. */
const pageRows = 20;

/** What a contact was told of: how much of it is unread, and the list once somebody looks. */
export class InboxData implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #portal: () => Portal;
  readonly #isOpen: () => boolean;
  #poller: ChangesPoller | undefined;
  #leave: (() => void) | undefined;
  /** The session that the list is of. */
  #session: unknown;
  #shown: string | undefined;
  #cursor: string | null = null;

  items: Notification[] | undefined;
  fault: ClientError | undefined;
  loading = false;

  constructor(host: ReactiveControllerHost, portal: () => Portal, isOpen: () => boolean) {
    this.#host = host;
    this.#portal = portal;
    this.#isOpen = isOpen;
    host.addController(this);
  }

  /** Follows the portal and the session as they are now, before anything is read here. */
  follow(): void {
    const portal = this.#portal();
    const poller = portal && changesFor(portal);
    if (poller !== this.#poller || !this.#leave) this.#follow(poller);
    const { session } = portal;
    const who = `${session?.person.login} ${session?.customer?.number}`;
    if (who !== this.#session) this.#forget();
    this.#session = who;
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  get changes(): Changes | undefined {
    return this.#poller?.changes;
  }
  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** Loads the newest, and what is unread. */
  async open(): Promise<void> {
    await Promise.all([this.load(), this.#poller?.ask()]);
  }

  /** Loads the first page anew, or the next one. */
  async load(next = false): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.fault = undefined;
    this.#host.requestUpdate();
    const who = this.#session;
    try {
      const { items, nextCursor } = await this.#portal().client.call('GET /notifications', {
        query: { limit: pageRows, ...(next && this.#cursor && { cursor: this.#cursor }) },
      });
      if (who !== this.#session) return;
      this.items = next ? [...(this.items ?? []), ...items] : items;
      this.#cursor = nextCursor;
      this.#shown = this.changes?.cursor;
    } catch (error) {
      this.fault = toClientError(error);
    } finally {
      this.loading = false;
      this.#host.requestUpdate();
    }
  }

  /** Marks one as read, or all that are there. @throws ClientError */
  async read(one?: Notification): Promise<void> {
    const newest = this.items?.[0]?.id;
    if (one ? one.readAt : !newest) return;
    const body = one ? { ids: [one.id] } : { upTo: newest! };
    // Whoever presses one leaves the page for what it is about.
    const unread = await this.#portal().client.call('POST /notifications/read', {
      body,
      lasting: true,
    });
    const readAt = new Date().toISOString();
    this.items = this.items?.map((item) =>
      (one && item.id !== one.id) || item.readAt ? item : { ...item, readAt },
    );
    this.#poller?.note(unread);
    this.#host.requestUpdate();
  }

  /** Says whether more is to be heard of the record of a notification. @throws ClientError */
  async mute({ id, record }: Notification, muted: boolean): Promise<void> {
    await this.#portal().client.call('PUT /notification-mutes', {
      body: { notification: id, muted },
    });
    this.items = this.items?.map((item) =>
      item.record && item.record.id === record?.id ? { ...item, muted } : item,
    );
    this.#host.requestUpdate();
  }

  #follow(poller: ChangesPoller): void {
    this.#leave?.();
    this.#poller = poller;
    this.#leave = poller.subscribe(this.#onChanges, this.#isOpen);
  }

  #onChanges = (): void => {
    this.#host.requestUpdate();
    const cursor = this.changes?.cursor;
    if (this.#isOpen() && cursor && this.items && cursor !== this.#shown) void this.load();
  };

  /** Nothing of a person is left for the next one. */
  #forget(): void {
    this.items = this.fault = this.#shown = undefined;
    this.#cursor = null;
  }
}
