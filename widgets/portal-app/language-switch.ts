import { html, type TemplateResult } from 'lit';
import { isLanguage, type Language } from '../core/i18n.ts';

/** Each language by its own name: whoever looks for it reads it. */
const names: Record<Language, string> = { es: 'Español', pt: 'Português', en: 'English' };

/** `Español | Português`: the languages to choose from, the one in use marked. */
export const languageSwitch = (options: {
  label: string;
  /** Codes, parted by spaces or commas. */
  languages: string;
  current: Language;
  onChoose: (language: Language) => void;
}): TemplateResult => html`
  <div class="languages" role="group" aria-label=${options.label}>
    ${options.languages
      .split(/[\s,]+/)
      .filter(isLanguage)
      .map(
        (language) =>
          html`<button
            class="language"
            part="button"
            type="button"
            lang=${language}
            aria-pressed=${language === options.current ? 'true' : 'false'}
            @click=${() => options.onChoose(language)}
          >
            ${names[language]}
          </button>`,
      )}
  </div>
`;
