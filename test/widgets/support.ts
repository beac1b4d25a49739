import { aTimeout, expect, oneEvent, waitUntil as wait } from '@open-wc/testing';
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

/** Goes back or forward as a person does, by so many entries, and waits until the page is there. */
export async function travel(by: number): Promise<void> {
  const moved = oneEvent(globalThis.window, 'popstate');
  history.go(by);
  await moved;
}

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

/** What has words, or is nothing to who cannot see it. */
const worded = 'h1, h2, h3, h4, legend, label, caption, button, a, option, summary';
/** Drawn without a word, at any time in the test that runs. */
const wordless: string[] = [];
const bare: string[] = [];

/** Watches that nothing is ever drawn before its words have come, and no button without its styles. */
function watch({ shadowRoot, localName }: PortalElement): void {
  if (!shadowRoot) return;
  const seen = new WeakSet<Element>();
  new MutationObserver(() => {
    for (const one of shadowRoot.querySelectorAll('button')) {
      if (seen.has(one)) continue;
      seen.add(one);
      // What a browser draws by itself.
      if (getComputedStyle(one).borderTopStyle === 'outset')
        bare.push(`${localName}: ${one.outerHTML.slice(0, 120)}`);
    }
    for (const one of shadowRoot.querySelectorAll(worded)) {
      const name = one.getAttribute('aria-label') ?? one.textContent ?? '';
      if (!name.trim() && !one.querySelector('img, svg, slot, input, [role=img], .bone'))
        wordless.push(`${localName}: ${one.outerHTML.slice(0, 120)}`);
    }
  }).observe(shadowRoot, { subtree: true, childList: true, characterData: true });
}

afterEach(() => {
  expect(wordless.splice(0).join('\n'), 'drawn without words').to.equal('');
  expect(bare.splice(0).join('\n'), 'drawn without styles').to.equal('');
});

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
  watch(element);
  await settled(element, state);
  return element;
}

/** Waits for a state. */
export async function settled(element: PortalElement, state: string): Promise<void> {
  // What loads is said to style sheets alone until there is more than a skeleton.
  const is = () => element.dataset.state === state || element.matches(`:state(${state})`);
  await waitUntil(is, `never came to ${state}`);
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

/** No violation in either scheme; what is dimmed while newer rows are on their way is not looked at. */
export async function expectAccessible(element: PortalElement): Promise<void> {
  await waitUntil(() => element.dataset.state !== 'stale', 'stays stale');
  for (const scheme of ['light', 'dark']) {
    element.setAttribute('scheme', scheme);
    await element.updateComplete;
    await aTimeout(200);
    await expect(element).to.be.accessible();
  }
}

/** Goes into a field, also in a window that another one covers, where a browser tells nobody. */
export function enter(element: PortalElement, selector: string): void {
  const field = find(element, selector);
  field.focus();
  field.dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true }));
}

/** Writes into a field as a person does, or pastes. */
export function write(element: PortalElement, selector: string, value: string): void {
  const input = find<HTMLInputElement>(element, selector);
  input.value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** A function that puts an element on the page, told about a stand-in for its server, and waits for a state. */
export const shower =
  <E extends PortalElement>(tag: string, server: () => { api: string }, usual = '') =>
  (more = usual, state = 'ready'): Promise<E> =>
    mount<E>(`<portal-${tag} api="${server().api}" ${more}></portal-${tag}>`, state);

/** Waits until something is on screen. */
export const says = (element: PortalElement, words: string): Promise<void> =>
  waitUntil(() => text(element).includes(words), `never said: ${words}`);

/** Waits until a question stands over the element. */
export const asked = (element: PortalElement): Promise<void> =>
  waitUntil(() => element.shadowRoot?.querySelector('dialog')?.open ?? false, 'no dialog');

/**
 * Presses the button of a name, once it is there and not under way with something else.
 * @param off presses it although it is not possible now
 */
export async function press(element: PortalElement, name: string, off = false): Promise<void> {
  const button = () =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(
      (one) =>
        (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name &&
        (off || one.ariaDisabled !== 'true'),
    );
  await waitUntil(() => button() !== undefined, `no button ${name}`, { interval: 5 });
  button()?.focus();
  button()?.click();
}

/**
 * Sends a form, once it is there and its button is not under way with something else.
 * @param off sends it although that is not possible now
 */
export async function submit(
  element: PortalElement,
  selector = 'form[part=form]',
  off = false,
): Promise<void> {
  const form = () => element.shadowRoot?.querySelector<HTMLFormElement>(selector);
  const busy = () => form()?.querySelector('[type=submit]')?.ariaDisabled === 'true';
  await waitUntil(() => form() && (off || !busy()), `no form ${selector}`, { interval: 5 });
  form()?.requestSubmit();
}

/** What the rows of a table say. */
export const rowTexts = (element: PortalElement, selector = 'tbody tr'): string[] =>
  Array.from(element.shadowRoot?.querySelectorAll(selector) ?? [], ({ textContent }) =>
    (textContent ?? '').replace(/\s+/g, ' ').trim(),
  );

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

/** Chooses a file in an input, as a reader does. */
export function chooseFile(input: HTMLInputElement, file: File): void {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
