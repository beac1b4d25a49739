import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CatalogueText } from '#contract/branding';
import { languages, type Language } from '../core/i18n.ts';
import { toClientError } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';

/** Milliseconds without a key after which the search begins. */
const pause = 250;

/** Own wording for any text of the catalogue, by what it says or its key. */
export class Texts {
  readonly #desk: Desk;
  /** Only texts of mails, or only the others. */
  readonly #mails: boolean;
  #q = '';
  #found: CatalogueText[] | undefined;
  #more = false;
  #fault = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(desk: Desk, { mails }: { mails: boolean }) {
    this.#desk = desk;
    this.#mails = mails;
  }

  render(): TemplateResult {
    if (!this.#found && !this.#asked) void this.#search();
    const { t } = this.#desk.view();
    const id = this.#mails ? 'q-mails' : 'q-texts';
    return html`
      ${textField({
        id,
        type: 'search',
        label: t('branding.find'),
        hint: t(this.#mails ? 'branding.find_mail_hint' : 'branding.find_hint'),
        value: this.#q,
        maxLength: 100,
        onInput: (q) => this.#type(q),
      })}
      ${this.#fault ? notice('danger', this.#fault) : nothing}
      ${
        this.#found?.length === 0
          ? html`<p class="note">${t(this.#q ? 'branding.find_none' : 'branding.find_own')}</p>`
          : nothing
      }
      ${repeat(
        this.#found ?? [],
        ({ key }) => key,
        (text) => this.#renderText(text),
      )}
      ${this.#more ? html`<p class="note">${t('branding.find_more')}</p>` : nothing}
    `;
  }

  #renderText({ key, texts, blanks }: CatalogueText): TemplateResult {
    const { t } = this.#desk.view();
    const { look, errors } = this.#desk.editor;
    const own = languages.filter((language) => look?.strings[language]?.[key] !== undefined);
    const missing = own.length > 0 ? languages.length - own.length : 0;
    return html`<fieldset class="text-key" part="group">
      <legend><code>${key}</code></legend>
      ${missing > 0 ? badge('warning', 'alert', t('branding.missing', { count: missing })) : nothing}
      ${languages.map((language) => {
        const value = look?.strings[language]?.[key];
        const error = errors.find(({ path }) => path === `strings.${language}.${key}`);
        return textField({
          id: `text-${key.replaceAll('.', '-')}-${language}`,
          label: language,
          value: value ?? '',
          placeholder: texts[language],
          maxLength: 500,
          error: error && t(`rule.${error.rule}` as 'rule.required', error.params as never),
          onInput: (text) => this.#write(language, key, text),
        });
      })}
      <div class="actions">
        ${blanks.map(
          (blank) =>
            html`<button
              class="chip"
              part="button"
              type="button"
              aria-label=${t('branding.insert', { blank })}
              @mousedown=${(event: Event) => event.preventDefault()}
              @click=${(event: Event) => this.#insert(event, blank)}
            >
              {{${blank}}}
            </button>`,
        )}
        ${
          own.length > 0
            ? button({
                kind: 'quiet',
                label: t('branding.reset_text'),
                name: t('branding.reset_key', { key }),
                onClick: () => languages.forEach((language) => this.#write(language, key, '')),
              })
            : nothing
        }
      </div>
    </fieldset>`;
  }

  /** Puts what is filled in later where the cursor stands in a field of the same text; else at the end of the first. */
  #insert(event: Event, blank: string): void {
    const group = (event.currentTarget as HTMLElement).closest('.text-key');
    const root = group?.getRootNode() as ShadowRoot | undefined;
    const focused = root?.activeElement;
    const input =
      focused instanceof HTMLInputElement && group?.contains(focused)
        ? focused
        : group?.querySelector('input');
    if (!input) return;
    input.focus();
    if (!input.value) input.value = input.placeholder;
    input.setRangeText(`{{${blank}}}`, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** An empty text is none: the catalogue's holds again. */
  #write(language: Language, key: string, text: string): void {
    this.#desk.editor.change(({ strings }) => {
      const { [key]: _, ...others } = strings[language] ?? {};
      return {
        strings: { ...strings, [language]: text === '' ? others : { ...others, [key]: text } },
      };
    });
  }

  #type(q: string): void {
    this.#q = q;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(), pause);
  }

  async #search(): Promise<void> {
    const asked = ++this.#asked;
    const { strings = {} } = this.#desk.editor.look ?? {};
    const own = [...new Set(Object.values(strings).flatMap((texts) => Object.keys(texts ?? {})))];
    const q = this.#q.trim();
    try {
      const { items, more } = await this.#desk.portal().client.call('POST /catalogue-searches', {
        body: { mails: this.#mails, ...(q ? { q } : { keys: own.slice(0, 100) }) },
      });
      if (asked !== this.#asked) return;
      this.#found = items;
      this.#more = more;
      this.#fault = '';
    } catch (error) {
      this.#fault = this.#desk.view().t(`error.${toClientError(error).code}`);
    }
    this.#desk.host.requestUpdate();
  }
}
