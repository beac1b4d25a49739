import { html, nothing, type TemplateResult } from 'lit';
import type { BrandLook } from '#contract/branding';
import { limits } from '#contract/limits';
import { languages, type Language } from '../core/i18n.ts';
import { field, fieldDescription, textField } from '../kit/field.ts';
import { changed } from '../records/change.ts';
import type { Desk } from './desk.ts';

type Terms = NonNullable<BrandLook['terms']>;

/** What greets, what stands at the foot, and the terms of use. */
export class Pages {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const look = this.#desk.editor.look!;
    return html`
      <fieldset class="group" part="group">
        <legend>${t('branding.welcome')}</legend>
        <p class="note">${t('branding.markdown')}</p>
        ${languages.map((language) =>
          this.#area(`welcome-${language}`, language, look.welcome[language], (text) =>
            this.#desk.editor.change(({ welcome }) => ({
              welcome: { ...welcome, [language]: text },
            })),
          ),
        )}
      </fieldset>
      <fieldset class="group" part="group">
        <legend>${t('branding.footer')}</legend>
        ${languages.map((language) =>
          textField({
            id: `footer-${language}`,
            label: language,
            value: look.footer[language] ?? '',
            maxLength: limits.text,
            onInput: (text) =>
              this.#desk.editor.change(({ footer }) => {
                const { [language]: _, ...others } = footer;
                return { footer: text.trim() ? { ...others, [language]: text } : others };
              }),
          }),
        )}
      </fieldset>
      ${this.#renderTerms(look.terms)}
    `;
  }

  #renderTerms(terms: Terms | null): TemplateResult {
    const { t } = this.#desk.view();
    const { editor } = this.#desk;
    const held = editor.draft?.published.terms;
    const again = !held || (terms !== null && terms.version !== held.version);
    return html`<fieldset class="group" part="group">
      <legend>${t('branding.terms')}</legend>
      <p class="note">${t('branding.terms_text')}</p>
      ${languages.map((language) => [
        this.#area(`terms-${language}`, language, terms?.texts[language], (text) =>
          this.#changeTerms(({ texts }) => ({ texts: { ...texts, [language]: text } })),
        ),
        textField({
          id: `terms-url-${language}`,
          label: t('branding.terms_url', { language }),
          value: terms?.urls[language] ?? '',
          placeholder: 'https://',
          maxLength: limits.text,
          error: this.#errorAt(`body.terms.urls.${language}`),
          onInput: (text) =>
            this.#changeTerms(({ urls }) => {
              const { [language]: _, ...others } = urls;
              return { urls: text.trim() ? { ...others, [language]: text.trim() } : others };
            }),
        }),
      ])}
      ${
        terms
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${again}
                ?disabled=${!held}
                @change=${(event: Event) => this.#ask((event.target as HTMLInputElement).checked)}
              />
              ${t('branding.terms_again', { version: terms.version })}
            </label>`
          : nothing
      }
    </fieldset>`;
  }

  #errorAt(path: string): string | undefined {
    const error = this.#desk.editor.errors.find((one) => one.path === path);
    return (
      error && this.#desk.view().t(`rule.${error.rule}` as 'rule.required', error.params as never)
    );
  }

  #changeTerms(change: (now: Terms) => Partial<Terms>): void {
    this.#desk.editor.change((look) => ({ terms: this.#termsWith(look.terms, change) }));
  }

  /** The terms with a part of them changed; null where none of them stands anywhere. */
  #termsWith(now: Terms | null, change: (now: Terms) => Partial<Terms>): Terms | null {
    const { editor } = this.#desk;
    const before = now ?? {
      version: editor.draft?.published.terms?.version ?? newVersion(),
      urls: {},
      texts: {},
    };
    const terms = changed(before, change);
    const texts = Object.fromEntries(
      Object.entries(terms.texts).filter(([, text]) => text.trim() !== ''),
    );
    const some = Object.keys(texts).length + Object.keys(terms.urls).length > 0;
    return some ? { ...terms, texts } : null;
  }

  /** Another version has everybody accept it; the one that holds does not. */
  #ask(again: boolean): void {
    const held = this.#desk.editor.draft?.published.terms?.version;
    this.#desk.editor.change(({ terms }) => ({
      terms: terms && { ...terms, version: again ? newVersion() : (held ?? terms.version) },
    }));
  }

  #area(
    id: string,
    language: Language,
    value: string | undefined,
    change: (text: string) => void,
  ): TemplateResult {
    return field({
      id,
      label: language,
      control: html`<textarea
        class="input area"
        part="input"
        id=${id}
        rows="4"
        maxlength=${limits.richText}
        aria-describedby=${fieldDescription(id)}
        .value=${value ?? ''}
        @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
      ></textarea>`,
    });
  }
}

/** A version that nobody has accepted yet: the moment it is made. */
const newVersion = (): string => new Date().toISOString().slice(0, 16).replace('T', ' ');
