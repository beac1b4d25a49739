import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { richText } from '../kit/rich-text.ts';
import { bones } from '../kit/skeleton.ts';
import { toClientError } from './client.ts';
import type { RichText } from '#contract/rich-text';
import type { ClientError } from './client-error.ts';
import { emit } from './events.ts';
import type { Language, Translate } from './i18n.ts';
import { addressIn } from './places.ts';
import type { Portal } from './portal.ts';

type TermsHost = EventTarget &
  Pick<ReactiveControllerHost, 'requestUpdate' | 'updateComplete'> & {
    readonly renderRoot: ParentNode;
  };

/**
 * Stands in place of an element until the terms of use are accepted in the version that holds (spec S18.5):
 * the way to read them, and the button that accepts. It comes when it is needed, not with the core.
 */
export class Terms {
  readonly #host: TermsHost;
  readonly #portal: () => Portal;
  readonly #onFault: (fault: ClientError) => void;
  #busy = false;
  #learning = false;
  /** The terms themselves, by version and language; null where they did not come. */
  readonly #texts = new Map<string, RichText | null>();
  #fault: ClientError | undefined;

  constructor(host: TermsHost, portal: () => Portal, onFault: (fault: ClientError) => void) {
    this.#host = host;
    this.#portal = portal;
    this.#onFault = onFault;
  }

  render(t: Translate, language: Language): TemplateResult {
    const { terms, name = '' } = this.#portal().tenant ?? {};
    if (!terms) {
      // They came to hold after the page was opened.
      void this.#learn();
      return html`${bones(4)}`;
    }
    const address = addressIn(terms.urls, language, language);
    const text = this.#textOf(terms.version, terms.texts, language);
    return panel({
      icon: 'list',
      title: `${t('app.terms')} · ${name}`,
      heading: true,
      text: t('app.terms_text', { version: terms.version }),
      action: html`
        ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
        ${
          text
            ? html`<div class="terms" role="region" aria-labelledby="panel-title" tabindex="0">
                ${richText(text)}
              </div>`
            : nothing
        }
        ${
          address
            ? html`<a class="button" href=${address} target="_blank" rel="noopener"
                >${t('app.terms_read')}</a
              >`
            : nothing
        }
        ${button({
          kind: 'primary',
          label: t('app.terms_accept'),
          off: this.#busy,
          onClick: () => void this.#accept(terms.version),
        })}
      `,
    });
  }

  /** The terms in the language, else in whichever they are written in; asked for once. */
  #textOf(version: string, written: Language[], language: Language): RichText | null | undefined {
    const locale = written.includes(language) ? language : written[0];
    if (!locale) return undefined;
    const key = `${version} ${locale}`;
    if (!this.#texts.has(key)) {
      this.#texts.set(key, null);
      void this.#fetch(key, locale);
    }
    return this.#texts.get(key);
  }

  async #fetch(key: string, locale: Language): Promise<void> {
    try {
      const { text } = await this.#portal().client.call('GET /terms', { query: { locale } });
      this.#texts.set(key, text);
    } catch (error) {
      this.#fault = toClientError(error);
    }
    this.#host.requestUpdate();
  }

  async #learn(): Promise<void> {
    if (this.#learning) return;
    this.#learning = true;
    await this.#portal().refresh();
    this.#host.requestUpdate();
  }

  async #accept(version: string): Promise<void> {
    if (this.#busy) return;
    const portal = this.#portal();
    this.#set(true, undefined);
    let fault: ClientError | undefined;
    try {
      await portal.client.call('POST /terms-acceptances', { body: { version } });
    } catch (error) {
      fault = toClientError(error);
      emit(this.#host, 'portal-error', { error: fault });
      this.#onFault(fault);
    }
    // Also where they changed meanwhile: the new ones are to be read.
    await portal.refresh();
    this.#set(false, fault);
    if (!fault) await this.#goOn();
  }

  /** Puts the focus on what has taken the place of the terms. */
  async #goOn(): Promise<void> {
    await this.#host.updateComplete;
    const next = this.#host.renderRoot.querySelector<HTMLElement>('section.main, .title');
    if (!next) return;
    next.tabIndex = -1;
    next.focus();
  }

  #set(busy: boolean, fault: ClientError | undefined): void {
    this.#busy = busy;
    this.#fault = fault;
    this.#host.requestUpdate();
  }
}
