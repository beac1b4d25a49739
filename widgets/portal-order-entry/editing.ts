import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { formatInstant, toClientError } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { dayProblem } from '../kit/day-field.ts';
import { described } from '../records/view.ts';
import type { Desk } from './desk.ts';
import type { Head, Typed } from './draft-store.ts';
import { sheet, type Suggestion } from './sheet.ts';
import { side, type Form } from './side.ts';

/** Milliseconds without a key before words are looked for. */
const pause = 250;

type Options = { onPaste: (text: string) => void; onUsual: () => void };

/** A draft as it is typed: its lines, and where it goes and when. */
export class Editing {
  readonly #desk: Desk;
  readonly #options: Options;
  /** How it is quoted instead, fetched once somebody asks. */
  readonly #quoting;
  #suggestions: readonly Suggestion[] = [];
  #searching: ReturnType<typeof setTimeout> | undefined;
  /** A key that leaves the field is under way: who goes on by keys goes on to the quantity. */
  #byKeys = false;

  constructor(desk: Desk, options: Options) {
    this.#desk = desk;
    this.#options = options;
    this.#quoting = new Lazy(
      desk.host,
      async () => new (await import('./quoting.ts')).Quoting(desk),
    );
    // Before the sheet hears of it.
    const onKey = ({ key }: KeyboardEvent) => {
      this.#byKeys = key === 'Tab' || key === 'Enter';
      // What a key does is done by the time of the next task.
      setTimeout(() => (this.#byKeys = false));
    };
    desk.host.addEventListener('keydown', onKey, true);
  }

  /** Whether nobody has gone on from the empty line. */
  get #isIdle(): boolean {
    const { renderRoot } = this.#desk.host;
    const { activeElement } = renderRoot as ShadowRoot;
    if (activeElement) return activeElement.id === 'm-new';
    return document.activeElement === null || document.activeElement === document.body;
  }

  render(form: Form): TemplateResult {
    const { store, words, today, isReadonly } = this.#desk;
    const { t } = words();
    const returned = store.draft?.returned;
    return html`${
        returned
          ? notice(
              'warning',
              [t('ordering.returned', { name: returned.by }), returned.comment]
                .filter(Boolean)
                .join(': '),
            )
          : nothing
      }
      ${this.#quoting.value?.render() ?? nothing}
      <div class="entry">
        <div>
          <div class="bar no-print">
            ${
              isReadonly()
                ? nothing
                : html`${button({
                    icon: 'paper',
                    label: t('ordering.paste'),
                    onClick: () => this.#options.onPaste(''),
                  })}
                  ${button({ icon: 'list', label: t('ordering.usual'), onClick: this.#options.onUsual })}`
            }
            <span class="saved" role="status">${this.#saveText()}</span>
          </div>
          ${this.sheet(form, isReadonly())}
        </div>
        ${side({
          view: words(),
          store,
          form,
          today: today(),
          readonly: isReadonly(),
          dayError: this.#dayError(),
          onChange: (head) => this.#change(head),
          onReview: () => void this.#review(),
          onQuote: this.#desk.allows('quotes.request') ? () => void this.#quote() : undefined,
        })}
      </div>`;
  }

  sheet(form: Form, readonly: boolean): TemplateResult {
    const { store, words } = this.#desk;
    return sheet({
      view: words(),
      lines: store.lines,
      currency: store.draft!.currency,
      prices: form.prices,
      readonly,
      suggestions: this.#suggestions,
      onType: this.#type,
      onRemove: (id) => store.remove(id),
      onSuggest: this.#suggest,
      onPaste: this.#options.onPaste,
    });
  }

  #dayError(): string | undefined {
    const { store, today, words } = this.#desk;
    const day = store.draft?.requestedDate ?? '';
    const problem = day && dayProblem(day, today());
    return problem
      ? words().t(problem === 'range' ? 'ordering.fault_date_past' : 'ordering.day_wrong')
      : undefined;
  }

  #change(head: Partial<Head>): void {
    const { store, host } = this.#desk;
    // A day that is still being typed is none the server would take.
    if (
      head.requestedDate !== undefined &&
      !/^(\d{4}-\d\d-\d\d)?$/.test(head.requestedDate ?? '')
    ) {
      store.draft = { ...store.draft!, ...head };
      host.requestUpdate();
    } else store.change({ ...head, ...(head.requestedDate === '' && { requestedDate: null }) });
  }

  async #quote(): Promise<void> {
    try {
      (await this.#quoting.ready()).ask();
    } catch (error) {
      this.#desk.refuse(toClientError(error));
    }
  }

  async #review(): Promise<void> {
    const { store, show } = this.#desk;
    if (this.#dayError()) return;
    if (await store.flush()) await store.reload();
    show('review');
  }

  #saveText(): string {
    const { store, words } = this.#desk;
    const { t, format } = words();
    const { save, unsaved, draft } = store;
    if (save === 'offline') return t('ordering.offline', { count: unsaved });
    if (save === 'refused') return t('ordering.unsaved', { count: unsaved });
    if (save !== 'saved') return t('ordering.saving');
    return t('ordering.saved', { time: formatInstant(draft!.updatedAt, format) });
  }

  #suggest = (text: string): void => {
    clearTimeout(this.#searching);
    if (text.trim().length < 2 || !this.#desk.allows('stock.view')) return;
    this.#searching = setTimeout(() => void this.#find(text.trim()), pause);
  };

  async #find(text: string): Promise<void> {
    const { portal, words, host } = this.#desk;
    try {
      const { items } = await portal().client.call('GET /materials', {
        query: { search: text.slice(0, limits.search), limit: 8 },
        background: true,
      });
      this.#suggestions = items.map((one) => ({
        number: one.number,
        text: described(one, words()),
      }));
    } catch {
      this.#suggestions = [];
    }
    host.requestUpdate();
  }

  #type = (id: string | null, change: Partial<Typed> & { read?: string | null }): void => {
    const { store, host } = this.#desk;
    if (id !== null) return store.type(id, change);
    const added = store.add([change]);
    const goOn = () => host.renderRoot.querySelector<HTMLElement>(`#q-${added}`)?.focus();
    if (this.#byKeys) return void host.updateComplete.then(goOn);
    // By then the focus is where a press has taken it.
    requestAnimationFrame(() => {
      if (this.#isIdle) goOn();
    });
  };
}
