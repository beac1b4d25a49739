import { html, nothing, type TemplateResult } from 'lit';
import type { Factor, Factors } from '#contract/factors';
import type { FactorKind } from '#contract/second-factor-words';
import { button } from '../kit/button.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { toClientError } from './client.ts';
import { FactorSetup, type SetupDesk } from './factor-setup.ts';
import { formatInstant, type FormatContext } from './format.ts';

export type SectionDesk = Omit<SetupDesk, 'onDone' | 'cancel'> & { format: () => FormatContext };

/** A person's authenticators: what there is, another one, new recovery codes, and removal. */
export class FactorSection {
  readonly #desk: SectionDesk;
  readonly #setup: FactorSetup;
  #factors: Factors | undefined;
  #adding = false;
  /** Id of the one that is to be removed. */
  #asking = '';
  #busy = false;
  #message: { tone: Tone; text: string } | undefined;

  constructor(desk: SectionDesk) {
    this.#desk = desk;
    this.#setup = new FactorSetup({
      ...desk,
      onDone: () => void this.#close(true),
      cancel: {
        get label() {
          return desk.t()('factor.cancel');
        },
        act: () => void this.#close(false),
      },
    });
  }

  /** Loads what there is. */
  async load(): Promise<void> {
    try {
      this.#factors = await this.#desk.portal().client.call('GET /me/factors', {});
    } catch (error) {
      this.#refuse(error);
    }
    this.#desk.host.requestUpdate();
  }

  /** Whether what there is has come, or did not. */
  get settled(): boolean {
    return this.#factors !== undefined || this.#message !== undefined;
  }

  render(): TemplateResult {
    if (this.#adding) return this.#setup.render();
    const t = this.#desk.t();
    const factors = this.#factors;
    const message = this.#message ? notice(this.#message.tone, this.#message.text) : nothing;
    if (!factors)
      return html`<div class="factor">${message === nothing ? bones(3) : message}</div>`;
    const { items, recoveryCodesLeft: count, demanded, passkeys } = factors;
    return html`<div class="factor">
      ${message}
      <p class="muted">
        ${t('factor.about')} ${demanded ? t('factor.demanded') : nothing}
        ${items.length === 0 ? t('factor.off') : nothing}
      </p>
      ${
        items.length > 0
          ? html`<ul class="factors">
              ${items.map((one) => this.#renderFactor(one))}
            </ul>`
          : nothing
      }
      ${items.length > 0 ? html`<p class="muted">${t('factor.left', { count })}</p>` : nothing}
      <div class="actions">
        ${button({
          label: t(items.length > 0 ? 'factor.add' : 'factor.set_up'),
          off: this.#busy,
          onClick: () => void this.#add('app'),
        })}
        ${
          passkeys
            ? button({
                label: t('factor.add_passkey'),
                off: this.#busy,
                onClick: () => void this.#add('passkey'),
              })
            : nothing
        }
        ${
          items.length > 0
            ? button({
                kind: 'quiet',
                label: t('factor.new_codes'),
                off: this.#busy,
                onClick: () => void this.#renew(),
              })
            : nothing
        }
      </div>
    </div>`;
  }

  #renderFactor({ id, kind, name, createdAt, lastUsedAt }: Factor): TemplateResult {
    const t = this.#desk.t();
    const at = (instant: string) => formatInstant(instant, this.#desk.format());
    const asked = this.#asking === id;
    return html`<li data-factor=${id}>
      <span class="name"
        >${name}
        <small>
          ${t('factor.since', { time: at(createdAt) })}${
            lastUsedAt ? ` · ${t('factor.used', { time: at(lastUsedAt) })}` : nothing
          }
        </small></span
      >
      ${
        asked
          ? html`<div class="question" role="group" aria-labelledby="factor-question">
              <p id="factor-question">
                ${t(kind === 'app' ? 'factor.remove_ask' : 'factor.remove_passkey_ask', { name })}
              </p>
              <div class="actions">
                ${button({ label: t('factor.remove'), off: this.#busy, onClick: () => void this.#remove(id) })}
                ${button({ kind: 'quiet', label: t('factor.cancel'), onClick: () => this.#ask('') })}
              </div>
            </div>`
          : button({
              kind: 'quiet',
              label: t('factor.remove'),
              name: t('factor.remove_named', { name }),
              off: this.#busy,
              onClick: () => this.#ask(id),
            })
      }
    </li>`;
  }

  async #add(kind: FactorKind): Promise<void> {
    this.#adding = true;
    this.#message = undefined;
    await (kind === 'app' ? this.#setup.begin() : this.#setup.beginPasskey());
  }

  async #close(done: boolean): Promise<void> {
    this.#adding = false;
    await this.load();
    if (done) this.#say('success', this.#desk.t()('factor.added'));
    await this.#desk.focus('.factor .actions .button');
  }

  #ask(id: string): void {
    const before = this.#asking;
    this.#asking = id;
    this.#message = undefined;
    this.#desk.host.requestUpdate();
    void this.#desk.focus(`[data-factor="${CSS.escape(id || before)}"] .button`);
  }

  async #remove(id: string): Promise<void> {
    await this.#work(async () => {
      await this.#desk.portal().client.call('DELETE /me/factors/:id', { params: { id } });
      await this.load();
      this.#say('success', this.#desk.t()('factor.removed'));
    });
    this.#asking = '';
    this.#desk.host.requestUpdate();
    await this.#desk.focus('.factor .actions .button');
  }

  async #renew(): Promise<void> {
    await this.#work(async () => {
      const { client } = this.#desk.portal();
      const { recoveryCodes } = await client.call('POST /me/recovery-codes', { body: {} });
      this.#adding = true;
      await this.#setup.keep(recoveryCodes);
    });
  }

  async #work(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    this.#message = undefined;
    this.#desk.host.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  #refuse(error: unknown): void {
    const fault = toClientError(error);
    this.#desk.onError(fault);
    this.#say('danger', this.#desk.t()(`error.${fault.code}`));
  }

  #say(tone: Tone, text: string): void {
    this.#message = { tone, text };
    this.#desk.announce(text);
    this.#desk.host.requestUpdate();
  }
}
