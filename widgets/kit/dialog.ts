import { css, html, noChange, type TemplateResult } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import { button } from './button.ts';

export type DialogOptions = {
  title: string;
  /** What is asked, with the fields that answer it. */
  content: unknown;
  /** The button that does it, and the one that leaves everything as it is. */
  submit: string;
  cancel: string;
  /** What was asked is under way, or not possible now. */
  off?: boolean;
  /** The form was sent. @returns false where it stays open, as where something in it has to be mended first */
  onSubmit: (event: SubmitEvent) => boolean;
  /** It is closed, whichever way. */
  onClose: () => void;
};

/**
 * Opens the dialog it stands in, once: it may be drawn again between its closing and the news of that. A
 * template is filled before it is on the page, and only there it can be opened.
 */
class Open extends Directive {
  #done = false;

  override render(): unknown {
    return noChange;
  }
  override update({ element }: ElementPart): unknown {
    queueMicrotask(() => {
      if (this.#done || !(element instanceof HTMLDialogElement) || !element.isConnected) return;
      this.#done = true;
      element.showModal();
    });
    return noChange;
  }
}
const open = directive(Open);

/**
 * A question that has to be answered first. It is open as long as it is drawn; the browser keeps the focus
 * inside, closes it by Escape, and puts the focus back where it was.
 */
export const dialog = (options: DialogOptions): TemplateResult => {
  const close = (event: Event) =>
    (event.currentTarget as HTMLElement).closest<HTMLDialogElement>('dialog')?.close();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (options.onSubmit(event)) close(event);
  };
  return html`<dialog
    class="dialog"
    part="dialog"
    aria-labelledby="dialog-title"
    @close=${options.onClose}
    ${open()}
  >
    <form class="form" novalidate @submit=${submit}>
      <h3 class="dialog-title" id="dialog-title">${options.title}</h3>
      ${options.content}
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: options.submit, off: options.off ?? false })}
        ${button({ label: options.cancel, onClick: close })}
      </div>
    </form>
  </dialog>`;
};

export const dialogStyles = css`
  .dialog {
    box-sizing: border-box;
    inline-size: min(30em, calc(100vw - 2em));
    max-block-size: calc(100vh - 2em);
    padding: calc(var(--p-space) * 5);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
    color: var(--p-color-text);
    overflow-wrap: anywhere;
  }
  .dialog::backdrop {
    /* A shade lies on the page, which no theme of ours knows. */
    background: black;
    opacity: 0.45;
  }
  .dialog-title {
    margin: 0;
    font-size: 1.1em;
    font-weight: var(--p-font-weight-strong);
  }
  .dialog p:not(.note) {
    margin: 0;
  }
`;
