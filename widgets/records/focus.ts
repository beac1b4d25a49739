import type { LitElement } from 'lit';

type Host = Pick<LitElement, 'renderRoot' | 'updateComplete'>;

/** Controls that are said to be wrong. */
export const wrongControls = '[aria-invalid=true], .wrong :is(input, select, textarea)';

/** Puts the focus on the first thing of a selector, once it is drawn. */
export async function focusOn(host: Host, selector: string): Promise<void> {
  await host.updateComplete;
  host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
}

/** Puts the focus on the first control that is said to be wrong. */
export const focusWrong = (host: Host): Promise<void> => focusOn(host, wrongControls);
