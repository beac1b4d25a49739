import type { Message, Thread, ThreadDetail } from '#contract/messages';

type Answer = { status?: number; body?: unknown; file?: string };

const id = (kind: string, index: number) =>
  `00000000-0000-4000-${kind}000-${String(index).padStart(12, '0')}`;
export const threadId = (index: number): string => id('e', index);

export const message = (number: number, more: Partial<Message> = {}): Message => ({
  id: id('f', number),
  number: String(number),
  by: { side: 'company', name: 'Iris Aguaviva', self: false },
  at: `2026-11-2${number % 9}T16:0${number % 10}:00Z`,
  channel: 'portal',
  visibility: 'customer',
  automatic: false,
  text: `Texto ${number}`,
  quoted: null,
  otherAddress: null,
  files: [],
  refused: [],
  redaction: null,
  ...more,
});

export const thread = (index: number, more: Partial<Thread> = {}): Thread => ({
  id: threadId(index),
  version: 1,
  subject: `Asunto ${index}`,
  state: 'open',
  owner: { kind: 'order', id: id('d', index), number: `84${index}` },
  customer: { number: '1002945', name: 'Materiales' },
  department: null,
  assigned: null,
  lastAt: '2026-11-22T16:05:00Z',
  last: { by: { side: 'company', name: 'Iris Aguaviva', self: false }, text: 'Va en camino' },
  unread: false,
  awaited: false,
  member: true,
  muted: false,
  ...more,
});

/** Conversations, in place of the server. */
export class StandInMessages {
  threads: Thread[] = [];
  messages: Record<string, Message[]> = {};
  more: Partial<ThreadDetail> = {};
  #sent = 100;

  answer(method: string, path: string, query: URLSearchParams, body: unknown): Answer | undefined {
    const [, kind, one, what] = path.split('/');
    if (path === '/message-desk')
      return {
        body: {
          departments: [
            { key: 'trafico', names: { es: 'Tráfico', pt: 'Tráfego' }, retired: false },
          ],
          people: [{ id: id('a', 1), name: 'Nilo' }],
        },
      };
    if (kind !== 'threads') return undefined;
    if (!one)
      return method === 'GET' ? this.#list(query) : this.#begin(body as { subject: string });
    if (what === 'read' || what === 'mute') return { status: 204 };
    if (what === 'messages') return this.#send(one, body as Partial<Message>);
    const found = this.threads.find((each) => each.id === one);
    if (!found) return { status: 404, body: { status: 404, code: 'not_found', requestId: 'r' } };
    return { body: method === 'PATCH' ? found : this.#detail(found, query) };
  }

  #list(query: URLSearchParams): Answer {
    const owner = query.get('owner');
    const items = this.threads.filter(
      (one) => !owner || owner === `${one.owner.kind}:${one.owner.id}`,
    );
    return { body: { items, nextCursor: null } };
  }

  #detail(found: Thread, query: URLSearchParams): ThreadDetail {
    const all = this.messages[found.id] ?? [];
    const older = query.get('cursor') !== null;
    const split = Math.max(0, all.length - 3);
    return {
      ...found,
      messages: older ? all.slice(0, split) : all.slice(split),
      nextCursor: !older && split > 0 ? 'older' : null,
      readNumber: '0',
      readers: null,
      actions: ['send'],
      ...this.more,
    };
  }

  #begin({ subject }: { subject: string }): Answer {
    const begun = thread(50 + this.threads.length, { subject });
    this.threads = [begun, ...this.threads];
    this.messages[begun.id] = [message(1, { by: { side: 'customer', name: null, self: true } })];
    return { status: 201, body: { id: begun.id } };
  }

  #send(one: string, { text, visibility }: Partial<Message>): Answer {
    const sent = message((this.#sent += 1), {
      text,
      visibility,
      by: { side: 'customer', name: null, self: true },
    });
    this.messages[one] = [...(this.messages[one] ?? []), sent];
    return { status: 201, body: { id: sent.id, number: sent.number } };
  }
}
