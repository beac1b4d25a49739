import {
  createTranslator,
  loadCatalogue,
  type Language,
  type Strings,
  type Translate,
} from './i18n.ts';

export type WordsOptions = {
  language: () => Language;
  /** Texts that win, of the tenant and of the element. */
  overrides: () => (Strings | undefined)[];
  /** The words have come, or are those of another language. */
  changed: () => void;
};

/** The words of the second factor, which few readers need and an element fetches when one does. */
export class FactorWords {
  readonly #options: WordsOptions;
  #language: Language | undefined;
  #t: Translate | undefined;

  constructor(options: WordsOptions) {
    this.#options = options;
  }

  /** Undefined until the words have come. */
  get t(): Translate | undefined {
    const language = this.#options.language();
    if (language !== this.#language) {
      this.#language = language;
      void this.#load(language).catch(() => (this.#language = undefined));
    }
    return this.#t;
  }

  async #load(language: Language): Promise<void> {
    await loadCatalogue(language, 'session');
    if (language !== this.#language) return;
    this.#t = createTranslator(language, 'session', this.#options.overrides());
    this.#options.changed();
  }
}
