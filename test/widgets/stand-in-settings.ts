import type { Calendar, Calendars } from '#contract/calendars';
import { builtInDepartments } from '#contract/department-words';
import type { Department, Departments } from '#contract/departments';
import type { MessageSettings } from '#contract/inbound';
import type { Intake, Rejection, StatusCode } from '#contract/erp-data';
import type { ApiKey } from '#contract/keys';
import { syncEntities } from '#contract/permissions';
import type { PaymentAccount } from '#contract/payment-settings';
import type { Session } from '#contract/portal';
import type { AccessSettings, MailSettings, MailTest, Sites } from '#contract/settings';
import { keyPermissions } from '#contract/settings-words';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';

type Answer = { status?: number; body?: unknown; file?: string };
const idOf = (index: number): string =>
  `00000000-0000-4000-c000-${String(index).padStart(12, '0')}`;

/** Staff that runs the portal. */
export const operator: Session = {
  kind: 'staff',
  person: { name: 'Bruma Salina', login: 'bruma.salina' },
  customer: null,
  customers: [],
  termsAccepted: true,
  permissions: ['settings.manage', 'keys.manage'],
  access: 'full',
  lastSignInAt: null,
  expiresAt: '2027-01-01T00:00:00Z',
  life: { idle: 1_800, left: 43_200 },
};

export const apiKey = (index: number, more: Partial<ApiKey> = {}): ApiKey => ({
  id: idOf(index),
  version: 1,
  prefix: `abcdef00000${index}`,
  name: `ERP ${index}`,
  permissions: [...keyPermissions],
  networks: [],
  state: 'active',
  createdAt: '2026-11-20T15:05:00Z',
  createdBy: 'Bruma Salina',
  expiresAt: '2027-02-20T15:05:00Z',
  lastUsedAt: null,
  revokedAt: null,
  ...more,
});

export const webhookOf = (index: number, more: Partial<Webhook> = {}): Webhook => ({
  id: idOf(50 + index),
  version: 1,
  name: `Sistema ${index}`,
  url: `https://sistema${index}.example/avisos`,
  kinds: ['order.created'],
  state: 'on',
  createdAt: '2026-11-20T15:05:00Z',
  createdBy: 'Bruma Salina',
  formerUntil: null,
  waiting: 0,
  failed: 0,
  lastDeliveredAt: null,
  ...more,
});

export const deliveryOf = (more: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  id: idOf(70),
  kind: 'order.created',
  state: 'failed',
  attempts: 9,
  createdAt: '2026-11-20T15:05:00Z',
  triedAt: '2026-11-22T15:05:00Z',
  nextAt: null,
  status: 503,
  fault: null,
  body: '{"type":"order.created","data":{"number":"4711"}}',
  ...more,
});

export const intake = (more: Partial<Intake> = {}): Intake => ({
  entity: 'orders',
  state: 'ok',
  lastAt: new Date().toISOString(),
  records: 1_200,
  rejected: 0,
  lagSeconds: 60,
  usualSeconds: 900,
  ...more,
});

export const department = (key: string, more: Partial<Department> = {}): Department => ({
  key,
  names: { es: key },
  retired: false,
  builtIn: false,
  version: 1,
  signs: [],
  contacts: [],
  uses: { categories: [], threads: 0, openThreads: 0 },
  ...more,
});

export const paymentAccount = (
  index: number,
  more: Partial<PaymentAccount> = {},
): PaymentAccount => ({
  id: idOf(90 + index),
  version: 1,
  company: { code: `SM0${index}`, name: `Tanques ${index} S.A.` },
  provider: 'stripe',
  mode: 'test',
  name: `Cuenta ${index}`,
  enabled: true,
  methods: ['card'],
  offerable: ['card', 'oxxo', 'spei'],
  min: null,
  max: null,
  secondAbove: '5000.0000',
  onAccount: false,
  transfer: null,
  hintUrl: null,
  hintAt: null,
  live: 0,
  ...more,
});

const changed = (current: unknown): Answer => ({
  status: 409,
  body: { status: 409, code: 'record_changed', requestId: 'req-1', current },
});

/** What the server knows of a tenant's settings, and what becomes of it. */
export class SettingsDesk {
  sites: Sites = {
    version: 1,
    origins: [location.origin, 'https://www.aqua.example'],
    page: 'https://www.aqua.example/portal',
    hosts: [],
    api: location.origin,
    server: location.origin,
  };
  keys: ApiKey[] = [apiKey(1)];
  webhooks: Webhook[] = [];
  deliveries: WebhookDelivery[] = [];
  intake: Intake[] = syncEntities.map((entity) => intake({ entity }));
  rejections: Rejection[] = [];
  codes: StatusCode[] = [];
  access: AccessSettings = {
    version: 1,
    passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' },
    resetBy: 'link',
    idleMinutes: 30,
    lifeMinutes: 720,
  };
  calendars: Calendars = {
    items: [
      {
        key: 'tenant',
        kind: 'tenant',
        code: null,
        name: null,
        weekdays: [1, 2, 3, 4, 5],
        opens: 540,
        closes: 1_080,
        days: [],
        version: 0,
      },
    ],
    companies: [{ code: 'SM01', name: 'Tanques norte S.A.' }],
  };
  departments: Departments = {
    items: builtInDepartments.map((key) =>
      department(key, {
        names: {},
        builtIn: true,
        signs:
          key === 'customer_service' ? ['access'] : key === 'receivables' ? ['statements'] : [],
      }),
    ),
    companies: [{ code: 'SM01', name: 'Tanques norte S.A.' }],
  };
  payments: PaymentAccount[] = [];
  mail: MailSettings = {
    version: 1,
    from: null,
    replyTo: null,
    defaultFrom: 'portal@portal.example',
    mails: { accepted: 12, waiting: 0, failed: 1, unknown: 0 },
    bounces: { count: 0, newest: [] },
  };
  messages: MessageSettings = { version: 1, mailbox: null, domain: null, form: 'plus' };
  test: MailTest = {
    id: idOf(80),
    recipient: 'bruma.salina@aqua.example',
    state: 'accepted',
    reply: '250 queued',
    reason: null,
  };

  /** What is answered; undefined where the call is none of these. */
  answer(method: string, path: string, body: unknown): Answer | undefined {
    const [, area, part, sub] = path.split('/');
    if (area === 'keys') return this.#ofKeys(method, part, sub, body);
    if (area === 'webhooks') return this.#ofWebhooks(method, part, sub, body);
    if (area === 'webhook-deliveries')
      return { body: { ...this.deliveries[0], state: 'waiting', attempts: 0 } };
    if (area !== 'settings') return undefined;
    if (part === 'sites' || part === 'page') return this.#ofSites(method, part, sub, body);
    if (part === 'erp') return { body: { items: sub ? this.rejections : this.intake } };
    if (part === 'statuses' || part === 'status-removals')
      return method === 'GET'
        ? { body: { items: this.codes } }
        : this.#ofCodes(part, body as StatusCode & { was: StatusCode['status'] });
    if (part === 'calendars') return this.#ofCalendars(method, sub, body as Calendar | undefined);
    if (part === 'departments')
      return this.#ofDepartments(method, sub, body as Department | undefined);
    if (part === 'payments') return this.#ofPayments(method, sub, body as PaymentAccount);
    if (part === 'access') return this.#save('access', method, body);
    if (part === 'mail') return this.#save('mail', method, body);
    if (part === 'messages') return this.#save('messages', method, body);
    return { status: method === 'POST' ? 201 : 200, body: this.test };
  }

  #ofWebhooks(
    method: string,
    id: string | undefined,
    sub: string | undefined,
    body: unknown,
  ): Answer {
    if (sub === 'deliveries') return { body: { items: this.deliveries } };
    if (sub === 'tests') return { status: 201, body: deliveryOf({ kind: 'portal.test' }) };
    if (method === 'GET') return { body: { items: this.webhooks, inside: false } };
    if (method === 'DELETE') {
      this.webhooks = this.webhooks.filter((one) => one.id !== id);
      return { status: 204 };
    }
    const found = this.webhooks.find((one) => one.id === id) ?? webhookOf(9);
    const webhook = { ...found, ...(body as object | undefined), version: found.version + 1 };
    this.webhooks = [webhook, ...this.webhooks.filter((one) => one.id !== id)];
    return method === 'PATCH'
      ? { body: webhook }
      : { status: 201, body: { secret: 'whsec_sEcReT', webhook } };
  }

  #save(card: 'access' | 'mail' | 'messages', method: string, body: unknown): Answer {
    if (method === 'GET') return { body: this[card] };
    const { version, ...rest } = body as { version: number };
    if (version !== this[card].version) return changed(this[card]);
    Object.assign(this, { [card]: { ...this[card], ...rest, version: version + 1 } });
    return { body: this[card] };
  }

  #ofSites(method: string, part: string, sub: string | undefined, body: unknown): Answer {
    const { origins, version } = this.sites;
    const sent = (body ?? {}) as { origin?: string; page?: string; version?: number };
    if (part === 'page' && sent.version !== version) return changed(this.sites);
    const next =
      method === 'POST'
        ? { origins: [...origins, sent.origin!] }
        : method === 'DELETE'
          ? { origins: origins.filter((one) => one !== decodeURIComponent(sub!)) }
          : method === 'PUT'
            ? { page: sent.page! }
            : null;
    if (next) this.sites = { ...this.sites, ...next, version: version + 1 };
    return { body: this.sites };
  }

  #ofKeys(method: string, id: string | undefined, sub: string | undefined, body: unknown): Answer {
    if (!id && method === 'GET') return { body: { items: this.keys, address: '198.51.100.7' } };
    const sent = (body ?? {}) as Partial<ApiKey>;
    if (!id || sub) {
      const { name, permissions, networks } = this.keys.find((one) => one.id === id) ?? sent;
      const more = { name, permissions, networks } as Partial<ApiKey>;
      const key = apiKey(this.keys.length + 1, more);
      this.keys = [
        key,
        ...this.keys.map((one) => (one.id === id ? { ...one, state: 'replaced' as const } : one)),
      ];
      return { status: 201, body: { secret: `pk_${key.prefix}.sEcReT`, key } };
    }
    const before = this.keys.find((one) => one.id === id)!;
    if (method === 'PATCH' && sent.version !== before.version) return changed(before);
    const change: Partial<ApiKey> = method === 'DELETE' ? { state: 'revoked' } : sent;
    const after = { ...before, ...change, version: before.version + 1 };
    this.keys = this.keys.map((one) => (one.id === id ? after : one));
    return { body: after };
  }

  #ofCalendars(method: string, sub: string | undefined, body: Calendar | undefined): Answer {
    const key = decodeURIComponent(sub ?? '');
    const { items } = this.calendars;
    const before = items.find((one) => one.key === key);
    if (method === 'GET') return { body: this.calendars };
    if (body && body.version !== (before?.version ?? 0)) return changed(this.calendars);
    const [kind, code = null] = key.split(':');
    const own = {
      key,
      kind: kind as Calendar['kind'],
      code,
      name: null,
      version: (body?.version ?? 0) + 1,
    };
    const after = body
      ? [{ ...own, ...body, version: own.version, weekdays: body.weekdays.toSorted() }]
      : kind === 'tenant'
        ? [{ ...own, weekdays: [1, 2, 3, 4, 5], opens: 540, closes: 1_080, days: [], version: 0 }]
        : [];
    this.calendars = {
      ...this.calendars,
      items: [...after, ...items.filter((one) => one.key !== key)].toSorted((a, b) =>
        a.kind === b.kind ? 0 : a.kind === 'tenant' ? -1 : 1,
      ),
    };
    return { body: this.calendars };
  }

  #ofDepartments(method: string, key: string | undefined, body: Department | undefined): Answer {
    const { items } = this.departments;
    const before = items.find((one) => one.key === key);
    if (before && body && body.version !== before.version) return changed(this.departments);
    const name = body?.names?.es?.toLowerCase();
    if (name && items.some((one) => one.key !== key && one.names.es?.toLowerCase() === name))
      return { status: 409, body: { status: 409, code: 'department_known', requestId: 'req-1' } };
    const next =
      method === 'POST'
        ? [...items, department(`own_${items.length}`, body)]
        : method === 'DELETE'
          ? items.filter((one) => one !== before)
          : items.map((one) =>
              one === before
                ? { ...one, ...body, names: body?.names ?? {}, version: one.version + 1 }
                : one,
            );
    if (method !== 'GET') this.departments = { ...this.departments, items: next };
    return { status: method === 'POST' ? 201 : 200, body: this.departments };
  }

  #ofPayments(method: string, id: string | undefined, body: PaymentAccount): Answer {
    if (method === 'GET') return { body: { items: this.payments } };
    const before = this.payments.find((one) => one.id === id)!;
    if (body.version !== before.version) return changed(before);
    if (body.min === 'x')
      return {
        status: 400,
        body: {
          status: 400,
          code: 'invalid_input',
          requestId: 'req-1',
          errors: [{ path: 'body.min', rule: 'money' }],
        },
      };
    const after = { ...before, ...body, version: before.version + 1 };
    this.payments = this.payments.map((one) => (one === before ? after : one));
    return { body: after };
  }

  #ofCodes(
    part: string,
    { kind, code, status, was }: StatusCode & { was: StatusCode['status'] },
  ): Answer {
    const before = this.codes.find((one) => one.kind === kind && one.code === code);
    if ((before?.status ?? null) !== was) return changed({ items: this.codes });
    const others = this.codes.filter((one) => one !== before);
    const after: StatusCode = { kind, code, status, orders: before?.orders ?? null, refused: null };
    this.codes = part === 'status-removals' ? others : [...others, after];
    return { body: { items: this.codes } };
  }
}
