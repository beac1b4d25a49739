import type { LitElement } from 'lit';

/** Puts the focus on the first control that is said to be wrong, once it is drawn. */
export async function focusWrong(
  host: Pick<LitElement, 'renderRoot' | 'updateComplete'>,
): Promise<void> {
  await host.updateComplete;
  host.renderRoot
    .querySelector<HTMLElement>('[aria-invalid=true], .wrong :is(input, select, textarea)')
    ?.focus();
}
