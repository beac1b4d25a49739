import { aTimeout, expect, waitUntil as wait } from '@open-wc/testing';
import { definePortal, type PortalElement } from '../../widgets/index.ts';

definePortal();

// A failure is copied to the runner, which cannot copy elements, and then never hears that a file has ended.
afterEach(function (this: Mocha.Context) {
  const { err } = this.currentTest as { err?: Record<string, unknown> };
  for (const side of ['actual', 'expected'])
    if (err?.[side] instanceof Node) err[side] = err[side].nodeName;
});

/** Waits until something is so, however busy the machine is; the time is a guard against hanging. */
export const waitUntil: typeof wait = (predicate, message, options) =>
  wait(predicate, message, { timeout: 45_000, ...options });

/**
 * How long a piece of work takes on this machine at this moment, in milliseconds: what takes longer on a slow or busy
 * one is held against it. About fifteen on a machine with nothing else to do.
 */
export function yardstick(): number {
  const { compare } = new Intl.Collator('es');
  const texts = Array.from({ length: 10_000 }, (_, i) => `Ñandú ${(i * 7919) % 10_007}`);
  const start = performance.now();
  texts.sort(compare);
  return performance.now() - start;
}

/** Puts HTML on the page and waits until the element in it is in a state. */
export async function mount<E extends PortalElement>(
  code: string,
  state: string = 'ready',
): Promise<E> {
  const holder = document.createElement('div');
  holder.innerHTML = code;
  document.body.append(holder);
  const element = holder.querySelector<E>('[api]');
  if (!element) throw new Error('Nothing with an api on the page.');
  await settled(element, state);
  return element;
}

/** Waits for a state. */
export async function settled(element: PortalElement, state: string): Promise<void> {
  await waitUntil(() => element.dataset.state === state, `never came to ${state}`);
  await element.updateComplete;
}

export function clear(): void {
  for (const element of document.body.querySelectorAll('div')) element.remove();
  document.documentElement.lang = 'es';
}

export const find = <E extends HTMLElement = HTMLElement>(
  element: PortalElement,
  selector: string,
): E => {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`No ${selector}`);
  return found;
};

/** What is on screen; what only a screen reader is told is not. */
export const text = (element: PortalElement): string => {
  const root = element.shadowRoot?.querySelector('.root')?.cloneNode(true) as Element | undefined;
  root?.querySelector('[role=status]')?.remove();
  return (root?.textContent ?? '').replace(/\s+/g, ' ');
};

export const focused = (element: PortalElement): Element | null =>
  element.shadowRoot?.activeElement ?? null;

/** No violation in either scheme. */
export async function expectAccessible(element: PortalElement): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    element.setAttribute('scheme', scheme);
    await element.updateComplete;
    await aTimeout(200);
    await expect(element).to.be.accessible();
  }
}

/** Writes into a field as a person does, or pastes. */
export function write(element: PortalElement, selector: string, value: string): void {
  const input = find<HTMLInputElement>(element, selector);
  input.value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Presses the button of a name. */
export function press(element: PortalElement, name: string): void {
  const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])];
  const button = buttons.find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name,
  );
  if (!button) throw new Error(`No button ${name}`);
  button.focus();
  button.click();
}

/** What a screen reader was told last. */
export const announced = (element: PortalElement): string =>
  find(element, '[role=status]').textContent ?? '';

export type Saved = { name: string; content: string };

/** Catches the files that the page hands to the browser; `stop` lets them through again. */
export function catchDownloads(): { saved: Promise<Saved>[]; stop: () => void } {
  const saved: Promise<Saved>[] = [];
  const { click } = HTMLAnchorElement.prototype;
  // The link of a download is never on the page, so it is caught where it is pressed.
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    const name = this.download;
    const read = fetch(this.href).then((response) => response.text());
    saved.push(read.then((content) => ({ name, content })));
  };
  return { saved, stop: () => (HTMLAnchorElement.prototype.click = click) };
}
