import { html, type TemplateResult } from 'lit';
import { locales, type Locale } from '#contract/locales';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import type { View } from '../records/view.ts';

export type EditorOptions = {
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  onFault: (fault: ClientError) => void;
  /** What is on screen has changed. */
  changed: () => void;
  onSaved: () => void;
};

/** A form of the desk that is saved as a whole: whether that is under way, and why it failed. */
export abstract class Editor {
  protected readonly options: EditorOptions;
  protected busy = false;
  protected refusal = '';

  constructor(options: EditorOptions) {
    this.options = options;
  }

  protected async save(work: (client: Portal['client']) => Promise<unknown>): Promise<boolean> {
    const { portal, view, announce, onFault, onSaved, changed } = this.options;
    if (this.busy) return false;
    this.busy = true;
    this.refusal = '';
    changed();
    try {
      await work(portal().client);
      announce(view().t('service_desk.saved'));
      onSaved();
      return true;
    } catch (error) {
      const fault = toClientError(error);
      this.refusal = view().t(`error.${fault.code}`);
      onFault(fault);
      return false;
    } finally {
      this.busy = false;
      changed();
    }
  }
}

/** A text in each language, those that are empty left out. */
export type Texts = Partial<Record<Locale, string>>;
export const given = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''));

/** A field for each language. */
export const inLanguages = (render: (language: Locale) => TemplateResult): TemplateResult =>
  html`<div class="triple">${locales.map(render)}</div>`;
