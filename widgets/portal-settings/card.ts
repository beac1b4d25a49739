import { html, nothing, type TemplateResult } from 'lit';
import type { PersonPermission } from '#contract/permissions';
import { toClientError, type ClientError, type Portal, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { listSkeleton } from '../records/listing.ts';
import { Resource } from '../records/resource.ts';
import type { View } from '../records/view.ts';
import type { Desk } from './desk.ts';
import { wrongControls } from '../records/focus.ts';

export type Problems = Partial<Record<string, string>>;
type Client = Portal['client'];

/** What a refusal says of the fields of a form, by their names. */
export const problemsOf = (fault: ClientError, { t }: View): Problems =>
  Object.fromEntries(
    fault.errors.map(({ path, rule, params }) => [
      path.replace(/^body\./, ''),
      t(`rule.${rule}` as TextKey, params as Record<string, string | number>),
    ]),
  );

/** One card of the settings: what it shows is loaded when it is opened, and each change answers what is shown next. */
export abstract class Card<T> {
  protected readonly desk: Desk;
  readonly #resource: Resource<string, T>;
  #busy = false;
  #said: { tone: 'success' | 'danger'; text: string } | undefined;
  protected problems: Problems = {};

  protected constructor(
    desk: Desk,
    {
      name,
      permission,
      load,
    }: {
      name: string;
      permission: PersonPermission;
      load: (client: Client, signal: AbortSignal) => Promise<T>;
    },
  ) {
    this.desk = desk;
    this.#resource = new Resource(desk.host, {
      portal: desk.portal,
      may: () => desk.portal().session?.permissions.includes(permission) ?? false,
      query: () => (desk.isOpen(name) ? name : undefined),
      load: (client, _, signal) => load(client, signal),
    });
  }

  /** The card below its title. */
  protected abstract content(value: T): TemplateResult;
  /** Forgets what was typed: another person is here. */
  protected abstract forget(): void;

  protected get view(): View {
    return this.desk.view();
  }
  protected get client(): Client {
    return this.desk.portal().client;
  }
  protected get busy(): boolean {
    return this.#busy;
  }
  /** What is shown: as it was loaded, or as a change left it since. */
  protected get value(): T | undefined {
    return this.#resource.current;
  }

  reload(): void {
    this.#resource.reload();
  }

  clear(): void {
    this.#said = undefined;
    this.problems = {};
    this.forget();
  }

  render(): TemplateResult {
    const { t } = this.view;
    const { fault } = this.#resource;
    const { value } = this;
    if (fault)
      return panel({
        icon: 'alert',
        title: t('common.error_title'),
        text: t(`error.${fault.code}`),
        action: button({ label: t('common.retry'), onClick: () => this.reload() }),
      });
    if (value === undefined) return listSkeleton(5);
    const said = this.#said;
    return html`${said ? notice(said.tone, said.text) : nothing} ${this.content(value)}`;
  }

  /** Takes over what a change answered. */
  protected take(value: T): void {
    this.#resource.take(value);
  }

  protected set(change: () => void): void {
    change();
    this.desk.host.requestUpdate();
  }

  protected say(tone: 'success' | 'danger', text: string): void {
    this.set(() => (this.#said = { tone, text }));
    this.desk.announce(text);
  }

  /**
   * Sends a change, one at a time. Where somebody else was quicker, what they left is shown and what was typed stays.
   * @returns whether it was done
   */
  protected async act(work: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.set(() => {
      this.#busy = true;
      this.#said = undefined;
      this.problems = {};
    });
    try {
      await work();
      return true;
    } catch (error) {
      this.#onRefusal(toClientError(error));
      return false;
    } finally {
      this.set(() => (this.#busy = false));
    }
  }

  #onRefusal(fault: ClientError): void {
    const { t } = this.view;
    const problems = problemsOf(fault, this.view);
    if (Object.keys(problems).length > 0) {
      this.problems = problems;
      this.desk.announce(Object.values(problems).join(' '));
      void this.desk.focus(wrongControls);
      return;
    }
    if (fault.code === 'record_changed') {
      if (fault.current) this.onChanged(fault.current);
      this.say('danger', t('settings.changed'));
    } else this.say('danger', t(`error.${fault.code}`));
    this.desk.onFault(fault);
  }

  /** Takes over what somebody else left meanwhile. */
  protected onChanged(current: unknown): void {
    this.take(current as T);
  }
}

/** A part of a card: its heading, a sentence, and what is below. */
export const part = (title: string, text: unknown, content: unknown): TemplateResult =>
  html`<section class="part">
    <h4 class="part-title">${title}</h4>
    ${text ? html`<p class="about">${text}</p>` : nothing} ${content}
  </section>`;

/** One of several ways to choose from. */
export const choice = (
  name: string,
  { label, checked, onChoose }: { label: unknown; checked: boolean; onChoose: () => void },
): TemplateResult =>
  html`<label class="choice"
    ><input type="radio" name=${name} .checked=${checked} @change=${onChoose} />${label}</label
  >`;
