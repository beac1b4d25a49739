import type { ServiceCategory, ServiceRequest, ServiceRequestDetail } from '#contract/service';

type Answer = { status?: number; body?: unknown; file?: string };

const id = (kind: string, index: number) =>
  `00000000-0000-4000-${kind}000-${String(index).padStart(12, '0')}`;
export const requestId = (index: number): string => id('c', index);

export const category = (code: string, more: Partial<ServiceCategory> = {}): ServiceCategory => ({
  code,
  labels: { es: `Categoría ${code}` },
  icon: 'box',
  fields: [],
  version: 1,
  visible: true,
  rules: null,
  ...more,
});

export const request = (
  index: number,
  more: Partial<ServiceRequestDetail> = {},
): ServiceRequestDetail => ({
  id: requestId(index),
  version: 1,
  number: `S-00000${index}`,
  subject: `Asunto ${index}`,
  status: 'in_progress',
  category: { code: 'danio', labels: { es: 'Daño' }, icon: 'box' },
  customer: { number: '1002945', name: 'Materiales' },
  contact: 'María',
  record: { kind: 'order', id: id('d', index), number: `84${index}` },
  openedAt: '2026-11-20T16:05:00Z',
  last: { at: '2026-11-22T16:05:00Z', side: 'company' },
  unread: false,
  promise: { kind: 'solution', dueAt: '2026-11-26T18:00:00Z', late: false, by: null },
  reopenUntil: null,
  desk: null,
  fields: [],
  thread: null,
  predecessor: null,
  successors: [],
  covered: null,
  erpReference: null,
  rating: null,
  events: [],
  actions: ['close'],
  ...more,
});

/** Requests, in place of the server. */
export class StandInService {
  requests: ServiceRequestDetail[] = [];
  categories: ServiceCategory[] = [category('danio'), category('otra')];

  answer(method: string, path: string, query: URLSearchParams): Answer | undefined {
    const [, kind, one, what] = path.split('/');
    if (kind === 'service-categories')
      return {
        body: { items: this.categories, holidays: [{ day: '2026-12-25', name: 'Navidad' }] },
      };
    if (kind === 'service-desk')
      return {
        body: {
          people: [{ id: id('a', 1), name: 'Nilo' }],
          answers: [],
          reopenDays: 7,
          departments: [
            { key: 'receivables', names: {}, retired: false },
            { key: 'garantias', names: { es: 'Garantías', pt: 'Garantias' }, retired: false },
          ],
        },
      };
    if (kind === 'service-queue')
      return method === 'GET'
        ? { body: { items: this.requests, more: false } }
        : { body: { changed: 1 } };
    if (kind !== 'service-requests') return undefined;
    if (!one)
      return method === 'GET'
        ? { body: { items: this.#list(query), nextCursor: null } }
        : { status: 201, body: { id: this.requests[0]!.id, number: this.requests[0]!.number } };
    const at = this.requests.findIndex((each) => each.id === one);
    if (at < 0) return { status: 404 };
    if (what === 'closure')
      this.requests[at] = { ...this.requests[at]!, status: 'closed', actions: ['continue'] };
    return { body: this.requests[at] };
  }

  #list(query: URLSearchParams): ServiceRequest[] {
    const like = query.get('like');
    return this.requests.filter(
      ({ subject, status }) =>
        (!like || subject.toLowerCase().includes(like.split(' ')[0]!.toLowerCase())) &&
        (!query.get('status') || query.get('status') === status),
    );
  }
}
