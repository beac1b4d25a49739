import type { LitElement, TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { ServiceCategories, ServiceRequest, ServiceRequestDetail } from '#contract/service';
import { requestRecords, serviceLimits, type RequestRecord } from '#contract/service-words';
import { newFormKey } from '../core/once.ts';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { Combobox, comboboxStyles, type Choice } from '../kit/combobox.ts';
import { dayProblem } from '../kit/day-field.ts';
import { Resource } from '../records/resource.ts';
import { Uploads } from '../records/uploads.ts';
import type { View } from '../records/view.ts';
import { emptyRequest, requestForm, type RequestDraft } from './request-form.ts';
import { recordName } from './words.ts';

export { comboboxStyles as makerStyles };

export type MakerOptions = {
  portal: () => Portal;
  view: () => View;
  allows: (permission: 'orders.view' | 'invoices.view' | 'shipments.view') => boolean;
  /** Id of the request that a new one goes on from; empty where it is on its own. */
  before: () => string;
  /** What the page says that it is about, `order:<id>`; empty where it does not. */
  bound: () => string;
  /** Whether the form is on screen. */
  shown: () => boolean;
  /** Code of the category that the page says; empty where it says none. */
  asks: () => string;
  link: (id: string, label: string) => TemplateResult;
  renderFault: (fault: ClientError) => TemplateResult;
  focusNext: (selector: string) => void;
  /** Asks the page first. @returns whether it may be sent */
  mayBegin: (request: { category: string; subject: string }) => boolean;
  onMade: (made: { id: string; number: string }) => void;
  onFault: (fault: ClientError) => void;
  onBack: () => void;
};

/** Milliseconds without a key press before requests that look alike are looked for. */
const pause = 500;
const isNumber = (text: string): boolean => /^-?\d{1,15}([.,]\d{1,6})?$/.test(text);

/** A request as it is being made: what was typed stays until it was taken. */
export class RequestMaker {
  readonly #host: LitElement;
  readonly #options: MakerOptions;
  readonly #categories: Resource<true, ServiceCategories>;
  /** Own open requests that share words with the subject that is being typed. */
  readonly #alike: Resource<string, ServiceRequest[]>;
  readonly #before: Resource<string, ServiceRequestDetail>;
  /** What the form was opened about, in words. */
  readonly #about: Resource<string, string>;
  readonly #finder: Combobox;
  readonly #uploads: Uploads;

  #draft: RequestDraft = emptyRequest;
  /** The subject as it stood when the reader paused. */
  #paused = '';
  /** It is not about what the form was opened about. */
  #unbound = '';
  #busy = false;
  #refusal = '';
  #wrong: Readonly<Record<string, string>> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The form's key: the same with each try of the same. */
  #key: readonly [content: string, key: string] | undefined;

  constructor(host: LitElement, options: MakerOptions) {
    this.#host = host;
    this.#options = options;
    const { portal, shown, before } = options;
    this.#categories = new Resource(host, {
      portal,
      query: () => (shown() ? (true as const) : undefined),
      load: (client, _, signal) => client.call('GET /service-categories', { signal }),
    });
    this.#alike = new Resource(host, {
      portal,
      query: () => (shown() && !before() && this.#paused ? this.#paused : undefined),
      load: async (client, like, signal) => {
        const query = { like, limit: serviceLimits.alike };
        return (await client.call('GET /service-requests', { query, signal })).items;
      },
    });
    this.#before = new Resource(host, {
      portal,
      query: () => before() || undefined,
      load: (client, id, signal) =>
        client.call('GET /service-requests/:id', { params: { id }, signal }),
    });
    this.#about = new Resource(host, {
      portal,
      query: () => (shown() && this.#bound ? this.#bound : undefined),
      load: async (client, text, signal) => {
        const [kind, id] = text.split(':') as [RequestRecord, string];
        const { number } = await client.call(`GET /${kind}s/:id`, { params: { id }, signal });
        return recordName({ kind, id, number }, options.view().t);
      },
    });
    this.#finder = new Combobox(host, {
      id: 'about',
      name: 'about',
      maxLength: limits.search,
      search: (text, signal) => this.#find(text, signal),
      onPick: () => this.#right('about'),
      onInput: () => this.#right('about'),
      onFound: () => {},
    });
    this.#uploads = new Uploads(host, {
      purpose: 'message',
      portal,
      onDone: () => {},
      onFault: options.onFault,
    });
    host.addController({ hostDisconnected: () => clearTimeout(this.#timer) });
  }

  get #bound(): string {
    const { before, bound } = this.#options;
    return before() || bound() === this.#unbound ? '' : bound();
  }

  /** Nothing of a person, or of what was sent, is left. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#uploads.clear();
    this.#finder.set(undefined);
    this.#draft = emptyRequest;
    this.#wrong = {};
    this.#paused = this.#unbound = this.#refusal = '';
    this.#key = undefined;
    this.#host.requestUpdate();
  }

  render(): TemplateResult {
    const { view, before, allows, link, renderFault, onBack } = this.#options;
    const offer = this.#categories.value;
    const predecessor = before() ? this.#before.value : undefined;
    const draft = this.#current;
    const record = predecessor?.record;
    // What cannot be found is not held against whoever asks.
    const found = this.#bound && !this.#about.fault ? (this.#about.value ?? '…') : undefined;
    const fault = this.#categories.fault;
    return requestForm({
      view: view(),
      draft,
      offer,
      fault: fault && renderFault(fault),
      before: predecessor?.number,
      about: record ? recordName(record, view().t) : found,
      kinds: requestRecords.filter((kind) => allows(`${kind}s.view`)),
      finder: this.#finder,
      alike: this.#paused ? (this.#alike.value ?? []) : [],
      uploads: this.#uploads,
      busy: this.#busy,
      refusal: this.#refusal,
      wrong: this.#wrong,
      link,
      onChange: (change) => this.#change(change),
      onAboutRemoved: () => {
        this.#unbound = this.#options.bound();
        this.#host.requestUpdate();
      },
      onFiles: (files) => {
        for (const file of files) this.#uploads.add(file, async () => {});
      },
      onSend: () => void this.#send(this.#current),
      onBack,
    });
  }

  /** Code of the category that is asked for; empty while it is chosen. */
  get category(): string {
    return this.#current.category;
  }

  /** What was typed, or what one that goes on from another begins with. */
  get #current(): RequestDraft {
    if (this.#draft !== emptyRequest) return this.#draft;
    const before = this.#options.before() ? this.#before.value : undefined;
    if (!before) return { ...emptyRequest, category: this.#options.asks() };
    return { ...emptyRequest, category: before.category.code, subject: before.subject };
  }

  #change(change: Partial<RequestDraft>): void {
    const { fields, ...now } = this.#current;
    // Several fields may be filled in at once, as browsers do.
    this.#draft = { ...now, ...change, fields: { ...fields, ...change.fields } };
    this.#refusal = '';
    for (const name of [...Object.keys(change), ...Object.keys(change.fields ?? {})])
      this.#right(name);
    if ('category' in change) {
      this.#wrong = {};
      this.#options.focusNext(change.category ? '#subject' : '.record-title');
    }
    if ('kind' in change) this.#finder.set(undefined);
    if ('subject' in change) this.#lookLater();
    this.#host.requestUpdate();
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const text = this.#draft.subject.trim();
      this.#paused = text.length >= 4 ? text : '';
      this.#host.requestUpdate();
    }, pause);
  }

  /** Takes a field's fault away, which is being mended. */
  #right(name: string): void {
    if (!(name in this.#wrong)) return;
    const { [name]: _, ...wrong } = this.#wrong;
    this.#wrong = wrong;
    this.#host.requestUpdate();
  }

  async #find(text: string, signal: AbortSignal): Promise<readonly Choice[]> {
    const { kind } = this.#draft;
    if (!kind) return [];
    const query = { search: text, limit: 8 };
    const { items } = await this.#options.portal().client.call(`GET /${kind}s`, { query, signal });
    return items.map(({ id, number }) => ({ value: id, label: number }));
  }

  #fieldsOf(draft: RequestDraft) {
    return this.#categories.value?.items.find(({ code }) => code === draft.category)?.fields ?? [];
  }

  /** What of the form is missing or wrong, by field. */
  #problems(draft: RequestDraft): Record<string, string> {
    const { t } = this.#options.view();
    const required = t('service.required');
    const own = this.#fieldsOf(draft).flatMap(({ key, kind, required: must }) => {
      const value = (draft.fields[key] ?? '').trim();
      if (!value) return must ? [[key, required] as const] : [];
      if (kind === 'date' && dayProblem(value)) return [[key, t('rule.date')] as const];
      return kind === 'number' && !isNumber(value)
        ? [[key, t('service.number_wrong')] as const]
        : [];
    });
    const asks = draft.kind && !this.#options.before() && !this.#bound;
    return {
      ...(!draft.subject.trim() && { subject: required }),
      ...(!draft.text.trim() && { text: required }),
      ...Object.fromEntries(own),
      ...(asks && !this.#finder.picked && { about: required }),
    };
  }

  async #send(draft: RequestDraft): Promise<void> {
    if (this.#busy) return;
    this.#draft = draft;
    this.#wrong = this.#problems(draft);
    const [first] = Object.keys(this.#wrong);
    const states = this.#uploads.items.map(({ state }) => state);
    const waits = states.some((state) => state !== 'done');
    // Nobody finds out afterwards that a file did not go along.
    const why = states.includes('refused') ? 'service.files_refused' : 'service.files_wait';
    this.#refusal = !first && waits ? this.#options.view().t(why) : '';
    this.#host.requestUpdate();
    if (first !== undefined) {
      const isOwn = !['subject', 'text', 'about'].includes(first);
      return this.#options.focusNext(`#${isOwn ? `field-${first}` : first}`);
    }
    const body = this.#bodyOf(draft);
    const { portal, view, mayBegin, onMade, onFault } = this.#options;
    if (waits || !mayBegin({ category: body.category, subject: body.subject })) return;
    this.#busy = true;
    try {
      const once = this.#keyFor(JSON.stringify(body));
      const made = await portal().client.call('POST /service-requests', { body, once });
      this.forget();
      onMade(made);
    } catch (error) {
      const fault = toClientError(error);
      if (fault.code === 'idempotency_mismatch') this.#key = undefined;
      this.#refusal = view().t(`error.${fault.code}`);
      onFault(fault);
    } finally {
      this.#busy = false;
      this.#host.requestUpdate();
    }
  }

  #bodyOf(draft: RequestDraft) {
    const { category, subject, text, fields, kind } = draft;
    const given = this.#fieldsOf(draft).flatMap(({ key, kind: of }) => {
      const value = (fields[key] ?? '').trim();
      return value ? [[key, of === 'number' ? value.replace(',', '.') : value] as const] : [];
    });
    const { picked } = this.#finder;
    const after = this.#options.before();
    const said = kind && picked && !after ? `${kind}:${picked.value}` : '';
    return {
      category,
      subject: subject.trim(),
      text: text.trim(),
      fields: Object.fromEntries(given),
      record: this.#bound || said || null,
      files: this.#uploads.items.flatMap(({ stored }) => stored?.id ?? []),
      after: after || null,
    };
  }

  #keyFor(content: string): string {
    if (this.#key?.[0] !== content) this.#key = [content, newFormKey()];
    return this.#key![1];
  }
}
