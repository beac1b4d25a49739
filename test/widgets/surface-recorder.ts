// Takes down which of the public names of the elements this page's tests use: attributes that are set, events that are
// sent, slots that are filled, parts that are drawn, states that are reached. Loaded ahead of the tests; the runner
// joins what its pages tell (see test/support/exercised.ts).
import { PortalElement } from '../../widgets/core/element.ts';

/** What was not told yet, and all of it: `tag kind name`. */
let unsent: string[] = [];
const seen = new Set<string>();

function note(element: Element, kind: string, name: string): void {
  const line = `${element.localName} ${kind} ${name}`;
  if (seen.has(line)) return;
  seen.add(line);
  if (unsent.push(line) === 1) setTimeout(send, 20);
}

function send(): void {
  if (unsent.length === 0) return;
  const body = unsent.join('\n');
  unsent = [];
  navigator.sendBeacon('/surface-seen', body);
}

function look(element: PortalElement): void {
  for (const name of element.getAttributeNames()) note(element, 'attributes', name);
  if (element.dataset.state) note(element, 'states', element.dataset.state);
  for (const settings of document.querySelectorAll('portal-config'))
    for (const name of settings.getAttributeNames()) note(settings, 'attributes', name);
  const root = element.shadowRoot!;
  for (const part of root.querySelectorAll('[part]'))
    for (const name of part.part) note(element, 'parts', name);
  for (const slot of root.querySelectorAll('slot'))
    if (slot.assignedNodes().length > 0) note(element, 'slots', slot.name);
}

PortalElement.addInitializer((element) =>
  element.addController({ hostUpdated: () => look(element as PortalElement) }),
);

const { dispatchEvent } = EventTarget.prototype;
EventTarget.prototype.dispatchEvent = function noting(event) {
  if (this instanceof Element && event.type.startsWith('portal-')) note(this, 'events', event.type);
  return dispatchEvent.call(this, event);
};

window.addEventListener('pagehide', send);
