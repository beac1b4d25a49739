import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { InvoiceDetail, InvoiceRow } from '#contract/invoices';
import type { Invoice, Order, OrderRow } from '#contract/orders';
import { orderStatuses } from '#contract/order-words';
import type { Account, OwnSession } from '#contract/account';
import type { Executive, SectionFigure } from '#contract/home';
import type { Session, Tenant } from '#contract/portal';
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Price, PricedMaterial, PriceList } from '#contract/prices';
import type { Material, Plant, StockRow } from '#contract/stock';
import { Ledger } from './ledger.ts';
import type { Factors } from '#contract/factors';
import { BrandingDesk } from './stand-in-branding.ts';
import { ContactsDesk } from './stand-in-contacts.ts';
import { StaffDesk } from './stand-in-staff.ts';
import { MassSendDesk } from './stand-in-mass-send.ts';
import { StandInMessages } from './stand-in-messages.ts';
import { StandInService } from './stand-in-service.ts';
import { StandInNotices } from './stand-in-notices.ts';
import { SettingsDesk } from './stand-in-settings.ts';

export const contact: Session = {
  kind: 'contact',
  person: { name: 'María Fernanda Gutiérrez', login: '1002945' },
  customer: { number: '1002945', name: 'Materiales del Bajío, S.A. de C.V.' },
  customers: [{ number: '1002945', name: 'Materiales del Bajío, S.A. de C.V.' }],
  termsAccepted: true,
  permissions: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'invoices.view',
    'stock.view',
    'stock.exact',
    'prices.view',
    'prices.export',
  ],
  access: 'full',
  lastSignInAt: '2026-11-20T15:05:00Z',
  expiresAt: '2027-01-01T00:00:00Z',
  life: { idle: 1800, left: 43_200 },
};

const me: Account = {
  name: 'María Fernanda Gutiérrez',
  logins: ['1002945', 'compras@materiales.example'],
  email: 'compras@materiales.example',
  locale: null,
  lastSignInAt: '2026-11-20T15:05:00Z',
  passwordChangedAt: '2026-09-02T16:30:00Z',
};

const ownSession = (index: number, more: Partial<OwnSession> = {}): OwnSession => ({
  id: orderId(index),
  current: false,
  createdAt: '2026-11-19T15:05:00Z',
  seenAt: '2026-11-21T18:20:00Z',
  origin: 'https://www.aqua.example',
  browser: 'Firefox',
  system: 'Windows',
  ...more,
});

export const orderId = (index: number): string =>
  `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const ofErp = orderStatuses.filter((status) => status !== 'received');
export const orderRow = (index: number): OrderRow => ({
  id: orderId(index),
  number: String(4500012000 + index),
  purchaseOrder: `OC-${index}`,
  captureNumber: null,
  date: '2026-11-21',
  amount: '29691.00',
  currency: 'MXN',
  status: ofErp[index % ofErp.length] ?? 'pending',
  customer: { number: '1002945', name: 'Materiales' },
  destination: { name: 'CEDIS', street: 'Av. 5 de Febrero 1325', place: '76120 Querétaro' },
  changeAskedAt: null,
});

const order = (index: number): Order => ({
  ...orderRow(index),
  company: { code: 'SM02', name: 'Aqua' },
  changes: [],
  items: [
    {
      position: '10',
      material: '0000123',
      descriptions: { es: 'Tinaco', pt: 'Caixa d’água' },
      quantity: '50.000000',
      delivered: '0',
      unit: 'PZA',
      amount: '2778.60',
      unitPrice: '55.572000',
      priceUnit: '1',
      deliveryDate: '2026-12-01',
      status: 'in_process',
    },
  ],
});

const invoice: Invoice = {
  fiscalId: null,
  xml: null,
  pdf: null,
  id: orderId(900),
  number: 'FAC-1',
  kind: 'invoice',
  date: '2026-11-21',
  dueDate: null,
  net: '626.68',
  tax: '100.27',
  total: '726.95',
  currency: 'MXN',
  lines: [
    {
      position: '10',
      material: '0000123',
      descriptions: { es: 'Tinaco' },
      quantity: '10',
      unit: 'PZA',
      amount: '626.68',
      tax: '100.27',
    },
  ],
};

export const invoiceRow = (index: number, more: Partial<InvoiceRow> = {}): InvoiceRow => ({
  id: orderId(700 + index),
  number: `FAC-${index}`,
  kind: 'invoice',
  company: { code: 'SM01', name: 'Aqua' },
  customer: { number: '1002945', name: 'Materiales' },
  date: '2026-11-21',
  dueDate: '2026-12-21',
  currency: 'MXN',
  total: '726.95',
  balance: '726.95',
  state: 'open',
  fiscalId: null,
  xml: null,
  pdf: null,
  fiscalState: null,
  complementMissing: false,
  ...more,
});

type Named = [code: string, name: string];
const plantOf = ([code, name]: Named, shortName: string, state: Named, locality: Named): Plant => ({
  code,
  name,
  shortName,
  state: { code: state[0], name: state[1] },
  locality: { code: locality[0], name: locality[1] },
});

export const material = (index: number): Material => ({
  id: orderId(500 + index),
  number: String(100_100 + index),
  descriptions: { es: `Tinaco ${index}`, pt: `Caixa d’água ${index}` },
  unit: 'PZA',
});

export const priceList = (code: string, more: Partial<PriceList> = {}): PriceList => ({
  code,
  name: `Lista ${code}`,
  currency: 'MXN',
  taxIncluded: false,
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  ...more,
});

export const price = (more: Partial<Price> = {}): Price => ({
  list: 'D26',
  unit: 'PZA',
  price: '1250.000000',
  priceUnit: '1.000',
  minQuantity: '0.000000',
  currency: 'MXN',
  taxIncluded: false,
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  ...more,
});

export const figure = (section: Section, count: number | null): SectionFigure => ({
  section,
  count,
  more: false,
  asked: null,
  overdue: null,
  run: null,
  asOf: '2026-11-22T16:05:00Z',
});

type StockAnswer = CallResult<Endpoints['POST /stock-queries']>;

type Answer = { status?: number; body?: unknown; file?: BodyInit };
export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
};

/**
 * Takes the place of the server for states a real one cannot be put into. Each has an address of its
 * own, so that the page shares nothing between tests.
 */
export class StandIn {
  static #count = 0;
  readonly #once = new Set<string>();
  #ended = false;
  readonly api = `http://portal-${(StandIn.#count += 1)}.test`;
  readonly calls: Call[] = [];
  session: Session | null = contact;
  tenant: Partial<Tenant> = {};
  /** What a mailed link is for. */
  link: CallResult<Endpoints['POST /access-links/check']> = {
    kind: 'reset',
    login: '1002945',
    name: 'María Fernanda Gutiérrez',
    expiresAt: '2026-11-22T18:00:00Z',
  };
  readonly notices = new StandInNotices();
  readonly messages = new StandInMessages();
  readonly service = new StandInService();
  /** Answers instead of the usual ones: `GET /orders` to what it answers, or a failure to connect. */
  answers: Record<string, Answer | 'offline' | 'never'> = {};
  /** Milliseconds that an answer takes: `GET /orders` to how many. */
  delays: Record<string, number> = {};
  orders: OrderRow[] = Array.from({ length: 9 }, (_, index) => orderRow(index));
  invoices: InvoiceRow[] = [invoiceRow(0), invoiceRow(1), invoiceRow(2)];
  /** What an invoice has besides its row. */
  invoiceMore: Partial<InvoiceDetail> = {};
  nextCursor: string | null = null;
  plants: Plant[] = [
    plantOf(
      ['1010', 'Centro de Distribución Centro'],
      'Centro',
      ['NL', 'Nuevo León'],
      ['APO', 'Apodaca'],
    ),
    plantOf(
      ['1020', 'Centro de Distribución Sur'],
      'Sur',
      ['NL', 'Nuevo León'],
      ['GPE', 'Guadalupe'],
    ),
    plantOf(['1030', 'Centro de Distribución Pacífico'], 'Tij', ['BCN', 'BCN'], ['TIJ', 'Tijuana']),
  ];
  materials: Material[] = [material(0), material(1), material(2)];
  erp: StockAnswer['erp'] = 'answered';
  priceLists: PriceList[] = [priceList('D26')];
  groups: string[] = ['Cisternas', 'Tinacos'];
  prices: PricedMaterial[] = [0, 1, 2].map((index) => ({
    material: material(index),
    prices: [price()],
  }));
  /** What lies in each plant, by its code. */
  lies: Record<string, Partial<StockRow>> = {
    '1010': { level: 'exact', quantity: '4000.000' },
    '1030': { level: 'exact', quantity: '0' },
  };
  /** What each section has; those that the session opens are answered. */
  figures: SectionFigure[] = [figure('orders', 12), figure('stock', 40), figure('prices', 8214)];
  executive: Executive | null = {
    name: 'Iris Aguaviva',
    role: 'Ejecutiva de cuentas',
    phone: '+52 00 0000 9101',
    email: 'iris@aqua.example',
  };
  factors: Factors = { items: [], recoveryCodesLeft: 0, demanded: false, passkeys: true };
  account: Account = me;
  sessions: OwnSession[] = [
    ownSession(1, { current: true, browser: 'Chrome', system: 'macOS' }),
    ownSession(2),
    ownSession(3, { browser: null, system: null, origin: null }),
  ];
  readonly ledger = new Ledger();
  readonly massSend = new MassSendDesk();
  readonly contacts = new ContactsDesk();
  readonly settings = new SettingsDesk();
  readonly staff = new StaffDesk();
  /** Who looks at the portal as a contact; null for nobody. */
  #viewer: Session | null = null;
  readonly branding = new BrandingDesk();
  /** What every answer says of the permissions; null says nothing. */
  permissionsTag: string | null = null;
  /** What signing in opens. */
  opens: Session = contact;
  /** A browser that drops third-party cookies: only a bearer is known again. */
  dropsCookies = false;

  constructor() {
    const before = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      return request.url.startsWith(`${this.api}/`) ? this.#answer(request) : before(input, init);
    };
  }

  /** Staff looks at the portal as a contact, and no longer. */
  #viewing(
    method: string,
    path: string,
  ): { status: number; body: Session; file?: BodyInit } | undefined {
    if (method === 'POST' && path === '/impersonations') {
      this.#viewer = this.session;
      this.session = {
        ...contact,
        access: 'impersonated',
        impersonation: { by: this.#viewer!.person.name, left: 1_799 },
      };
      return { status: 201, body: this.session };
    }
    if (method !== 'DELETE' || path !== '/impersonation') return undefined;
    this.session = this.#viewer;
    return { status: 200, body: this.session! };
  }

  problem(key: string, status: number, code: string, more: object = {}): void {
    this.answers[key] = { status, body: { status, code, requestId: 'req-1', ...more } };
  }

  /** Ends the session: what needs one is refused until somebody signs in. */
  end(): void {
    this.session = null;
    this.#ended = true;
  }

  /** Refuses one call, and answers as usual again. */
  once(key: string, status: number, code: string): void {
    this.problem(key, status, code);
    this.#once.add(key);
  }

  called(path: string): Call[] {
    return this.calls.filter((call) => call.path === path);
  }

  /** Calls of one endpoint. */
  sent(method: string, path: string): Call[] {
    return this.called(path).filter((call) => call.method === method);
  }

  /** What a path was last sent, or in one of the calls. */
  body(path: string, index = -1): unknown {
    return this.called(path).at(index)?.body;
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, slug, path = ''] =
      /^(?:\/api\/v1(?:\/t\/([^/]+))?|\/v[\d.]+)(\/.*)$/.exec(url.pathname) ?? [];
    const { method } = request;
    const headers = new Headers(request.headers);
    // What is read says in its address what headers say of the rest.
    const shown = url.searchParams.get('portal-customer');
    if (slug) headers.set('portal-tenant', slug);
    if (shown !== null) headers.set('portal-customer', encodeURIComponent(shown));
    url.searchParams.delete('portal-customer');
    const isBytes = headers.get('content-type') === 'application/octet-stream';
    const body: unknown = request.body
      ? isBytes
        ? (await request.arrayBuffer()).byteLength
        : await request.json()
      : undefined;
    this.calls.push({ method, path, query: url.searchParams, headers, body });
    const key = `${method} ${path}`;
    const set = this.answers[key];
    if (this.#once.delete(key)) delete this.answers[key];
    if (set === 'offline') throw new TypeError('Failed to fetch');
    if (set === 'never') return new Promise(() => {});
    const wait = this.delays[key];
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    const {
      status = 200,
      body: answer,
      file,
    } = set ??
    this.#refusal(path) ??
    this.#ofLedger(method, path, url, body) ??
    this.notices.answer(method, path, url.searchParams, body) ??
    this.messages.answer(method, path, url.searchParams, body) ??
    this.service.answer(method, path, url.searchParams) ??
    this.massSend.answer(method, path, url.searchParams, body) ??
    this.contacts.answer(method, path, body) ??
    this.settings.answer(method, path, body) ??
    this.staff.answer(method, path, body) ??
    this.#viewing(method, path) ??
    this.branding.answer(method, path, body) ??
    this.#usual(method, path, headers, body);
    if (file !== undefined) return new Response(file, { headers: { 'content-type': 'text/csv' } });
    if (status === 204) return new Response(null, { status });
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(answer), {
      status,
      headers: {
        'content-type': type,
        ...(this.permissionsTag !== null && { 'portal-permissions': this.permissionsTag }),
      },
    });
  }

  #refusal(path: string): Answer | undefined {
    const open = ['/portal', '/sessions', '/host-sessions', '/session'].includes(path);
    if (!this.#ended || this.session || open) return undefined;
    return { status: 401, body: { status: 401, code: 'unauthenticated', requestId: 'req-2' } };
  }

  #ofLedger(method: string, path: string, url: URL, body: unknown): Answer | undefined {
    const answer = this.ledger.answer(method, path, url.searchParams, body);
    return answer ? { body: answer } : undefined;
  }

  #usual(method: string, path: string, headers: Headers, body: unknown): Answer {
    const [, , id, sub] = path.split('/');
    if (path === '/portal')
      return { body: { tenant: this.#tenant(), session: this.#known(headers) } };
    if (path === '/sessions' || path === '/host-sessions')
      return this.#signIn(body as { delivery: string });
    if (path === '/access-links/check') return { body: this.link };
    if (path.startsWith('/access-links/') || path === '/password-resets') return { status: 204 };
    if (path.startsWith('/me')) return this.#me(method, id, sub, body);
    if (path === '/session/customer') return this.#change(body as { number: string });
    if (path === '/terms-acceptances') return this.#accept();
    if (path === '/home') return { body: this.#home() };
    if (path === '/plants') return { body: { items: this.plants } };
    if (path === '/materials')
      return { body: { items: this.materials, nextCursor: this.nextCursor } };
    if (path === '/price-lists') return { body: { items: this.priceLists, groups: this.groups } };
    if (path === '/prices') return { body: { items: this.prices, nextCursor: this.nextCursor } };
    if (/^\/(exports|statements|fiscal-files|fiscal-archives)\b/.test(path))
      return { file: `content of ${path}` };
    if (path === '/stock-queries') return { body: this.#stock(body as { materials: string[] }) };
    if (method === 'DELETE') {
      this.session = null;
      return { status: 204 };
    }
    if (path === '/invoices')
      return { body: { items: this.invoices, nextCursor: this.nextCursor } };
    if (path.startsWith('/invoices/')) {
      const { net, tax, lines } = invoice;
      const row = this.invoices.find((one) => one.id === id);
      const more = { net, tax, lines, orders: [], related: [], clearings: [], fiscal: null };
      return { body: { ...row, ...more, ...this.invoiceMore } };
    }
    if (path === '/orders') return { body: { items: this.orders, nextCursor: this.nextCursor } };
    if (sub === 'invoices') return { body: { items: [invoice] } };
    return { body: order(Number(id?.slice(-12))) };
  }

  #home(): CallResult<Endpoints['GET /home']> {
    const may = this.session?.permissions ?? [];
    const open = sectionsOpenTo((permission) => may.includes(permission));
    const sections = this.figures.filter(({ section }) => open.includes(section));
    return { sections, executive: this.executive };
  }

  #change({ number }: { number: string }): Answer {
    const customer = this.session?.customers.find((one) => one.number === number);
    if (this.session && customer) this.session = { ...this.session, customer };
    return { body: this.session };
  }

  #accept(): Answer {
    if (this.session) this.session = { ...this.session, termsAccepted: true };
    return { status: 204 };
  }

  #me(method: string, part: string | undefined, id: string | undefined, body: unknown): Answer {
    if (part === 'factors' && method === 'GET') return { body: this.factors };
    if (part === 'password') {
      this.session = null;
      return { status: 204 };
    }
    if (part === 'sessions' && method === 'GET') return { body: { items: this.sessions } };
    if (part === 'sessions') {
      this.sessions = this.sessions.filter((one) => one.current || (id && one.id !== id));
      return { status: 204 };
    }
    if (method === 'PATCH') this.account = { ...this.account, ...(body as Partial<Account>) };
    return { body: this.account };
  }

  #stock({ materials }: { materials: string[] }): StockAnswer {
    const items = this.materials
      .filter(({ id }) => materials.includes(id))
      .flatMap((found) =>
        this.plants
          .filter(({ code }) => this.lies[code])
          .map(({ code, name, shortName }): StockRow => ({
            material: found,
            plant: { code, name, shortName },
            level: 'exact',
            quantity: null,
            unit: found.unit,
            readAt: new Date().toISOString(),
            source: 'live',
            ...this.lies[code],
          })),
      );
    return { items, threshold: '25', erp: this.erp };
  }

  #known(headers: Headers): Session | null {
    return this.dropsCookies && !headers.has('authorization') ? null : this.session;
  }

  #signIn({ delivery }: { delivery: string }): Answer {
    this.session = this.opens;
    const token = delivery === 'bearer' ? 'secret' : null;
    return { status: 201, body: { session: this.opens, token } };
  }

  #tenant(): Tenant {
    return {
      slug: 'aqua',
      name: 'Aqua',
      environment: 'test',
      locale: 'es',
      formats: { es: 'es-MX', pt: 'pt-BR', en: 'en-US' },
      timeZone: 'America/Mexico_City',
      theme: {},
      strings: {},
      welcome: {},
      footer: {},
      passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' },
      logos: {},
      contact: null,
      terms: null,
      manuals: {},
      ...this.tenant,
    };
  }
}
