import { css, html, noChange, nothing, type TemplateResult } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import { button } from './button.ts';

export type DialogOptions = {
  title: string;
  /** What is asked, with the fields that answer it. */
  content: unknown;
  /** The button that does it, and the one that leaves everything as it is. */
  submit: string;
  cancel: string;
  /** What is written is of this alone, where other questions of the same element have the same fields. */
  of?: string;
  /** It destroys something: its button looks so, and the other one has the focus, so that Enter leaves all as it is. */
  danger?: boolean;
  /** What was asked is under way, or not possible now. */
  off?: boolean;
  /** The form was sent. @returns false where it stays open, as where something in it has to be mended first */
  onSubmit: (event: SubmitEvent) => boolean;
  /** It is closed, whichever way. */
  onClose: () => void;
};

/** Dialogs that were closed here, which was told at once. */
const told = new WeakSet<Element>();

/**
 * Opens the dialog it stands in, once: it may be drawn again between its closing by others and the news of that, which
 * a browser gives with its next frame. One that was closed here and is drawn again was asked for anew. A template is
 * filled before it is on the page, and only there it can be opened.
 */
class Open extends Directive {
  #done = false;

  override render(): unknown {
    return noChange;
  }
  override update({ element }: ElementPart): unknown {
    queueMicrotask(() => {
      if (!(element instanceof HTMLDialogElement) || !element.isConnected) return;
      if (told.delete(element)) this.#done = false;
      // A page that takes the element out and puts it back leaves it among the content.
      if (this.#done && (!element.open || element.matches(':modal'))) return;
      element.removeAttribute('open');
      this.#done = true;
      element.showModal();
      if (element.matches('.destroys:not(:has(input, select, textarea))'))
        element.querySelector<HTMLElement>('.actions .button:last-child')?.focus();
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
  // Told at once: a browser with no time for frames keeps its own news back, and a question asked meanwhile would go
  // with it.
  const close = (event: Event) => {
    const box = (event.currentTarget as HTMLElement).closest<HTMLDialogElement>('dialog');
    if (!box?.open) return;
    box.close();
    told.add(box);
    options.onClose();
  };
  const escape = (event: Event) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    close(event);
  };
  const closed = ({ currentTarget: box }: Event) => {
    if (box instanceof HTMLDialogElement && box.isConnected && !box.open && !told.has(box))
      options.onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (options.onSubmit(event)) close(event);
  };
  return html`<dialog
    class="dialog ${options.danger ? 'destroys' : ''}"
    part="dialog"
    aria-labelledby="dialog-title"
    @cancel=${escape}
    @close=${closed}
    ${open()}
  >
    <form class="form" data-of=${options.of ?? nothing} novalidate @submit=${submit}>
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
  .dialog.destroys .button.primary {
    border-color: var(--p-color-danger);
    background: var(--p-color-danger);
    color: var(--p-color-background);
  }
  .dialog.destroys .button.primary:hover {
    background: color-mix(in oklab, var(--p-color-danger) 85%, var(--p-color-text));
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
