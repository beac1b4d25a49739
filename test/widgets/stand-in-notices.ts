import type {
  Changes,
  Notification,
  NotificationPreference,
  NotificationPreferences,
} from '#contract/notifications';
import { notificationTypeNames, planOf } from '#contract/notification-words';

type Answer = { status?: number; body?: unknown; file?: string };

export const notification = (index: number, more: Partial<Notification> = {}): Notification => ({
  id: String(index),
  type: 'order_status',
  at: '2026-11-22T16:05:00Z',
  readAt: null,
  record: { kind: 'order', id: `00000000-0000-4000-d000-${String(index).padStart(12, '0')}` },
  muted: false,
  params: { number: `84${index}`, status: 'released' },
  ...more,
});

/** What a contact is told of, in place of the server. */
export class StandInNotices {
  /** The newest first. */
  items: Notification[] = [];
  /** What is new of conversations. */
  threads: Changes['threads'] = null;
  preferences: NotificationPreference[] = notificationTypeNames.map((type) => {
    const { group, legal = false, digest, mail, inbox } = planOf(type);
    return { type, group, legal, digest, mail, inbox, locked: legal };
  });

  answer(method: string, path: string, query: URLSearchParams, body: unknown): Answer | undefined {
    if (path === '/changes') return { body: this.#changes(query) };
    if (path === '/notifications') return { body: { items: this.items, nextCursor: null } };
    if (path === '/notifications/read') return { body: this.#read(body as { ids?: string[] }) };
    if (path === '/notification-mutes') return this.#mute(body as never);
    if (!path.endsWith('/notification-preferences')) return undefined;
    if (method === 'PUT') this.#change(body as { items: Partial<NotificationPreference>[] });
    const answer: NotificationPreferences = {
      items: this.preferences,
      timeZone: 'America/Mexico_City',
    };
    return { body: { ...answer, customer: { number: '1002945', name: 'Materiales' } } };
  }

  #unread() {
    return { unread: this.items.filter(({ readAt }) => !readAt).length, more: false };
  }

  #changes(query: URLSearchParams): Changes {
    const cursor = this.items[0]?.id ?? '0';
    const since = query.get('since');
    const fresh = since !== null && since !== cursor;
    return { ...this.#unread(), cursor, fresh, threads: this.threads };
  }

  #read({ ids }: { ids?: string[] }) {
    const readAt = '2026-11-22T17:00:00Z';
    this.items = this.items.map((one) => (ids && !ids.includes(one.id) ? one : { ...one, readAt }));
    return this.#unread();
  }

  #mute({ notification: id, muted }: { notification: string; muted: boolean }): Answer {
    this.items = this.items.map((one) => (one.id === id ? { ...one, muted } : one));
    return { status: 204 };
  }

  #change({ items }: { items: Partial<NotificationPreference>[] }): void {
    this.preferences = this.preferences.map((one) => ({
      ...one,
      ...items.find(({ type }) => type === one.type),
    }));
  }
}
