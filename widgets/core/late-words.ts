import {
  createTranslator,
  loadCatalogue,
  type Language,
  type Strings,
  type Translate,
  type Vocabulary,
} from './i18n.ts';

export type WordsOptions = {
  vocabulary: Vocabulary;
  language: () => Language;
  /** Texts that win, of the tenant and of the element. */
  overrides: () => (Strings | undefined)[];
  /** The words have come, or are those of another language. */
  changed: () => void;
};

/** Words that few readers need and an element fetches when one does. */
export class LateWords {
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
    const { vocabulary, overrides, changed } = this.#options;
    await loadCatalogue(language, vocabulary);
    if (language !== this.#language) return;
    this.#t = createTranslator(language, vocabulary, overrides());
    changed();
  }
}
