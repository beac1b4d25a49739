// What holds for each element alike, from the answers that the playground has: it comes to every state it is said to
// have, takes what a page puts into its slots, and stands whatever is written into its attributes.
import { aTimeout, expect } from '@open-wc/testing';
import type { ElementsManifest } from '../../widgets/custom-elements.ts';
import { setScene, type Recorded } from '../../widgets/playground/answers.ts';
import { states, type Shown } from '../../widgets/playground/states.ts';
import type { PortalElement } from '../../widgets/index.ts';
import { clear, settled, waitUntil } from './support.ts';

const fetched = async <T>(path: string) => (await (await fetch(path)).json()) as T;
const recorded = await fetched<Recorded>('/widgets/playground/recorded.json');
/** The same, with a page after each list's first. */
const paged = JSON.parse(
  JSON.stringify(recorded, (name, value: unknown) => (name === 'nextCursor' ? 'next' : value)),
) as Recorded;
const { modules } = await fetched<ElementsManifest>('/dist/npm/custom-elements.json');
const known = modules
  .flatMap(({ declarations }) => declarations)
  .filter(({ tagName }) => tagName && tagName !== 'portal-config');
const languages = ['es', 'pt', 'en'];

/** States that some elements come to in another way, or never, having a frame to show at once: see their own tests. */
const otherwise: Readonly<Record<string, readonly Shown[]>> = {
  account: ['forbidden'],
  app: ['loading', 'error'],
  inbox: ['loading'],
  login: ['loading', 'error'],
  nav: ['loading'],
  payments: ['empty'],
  search: ['loading'],
  settings: ['loading'],
  'shipment-map': ['empty'],
  statement: ['empty'],
};

/** Places for what a page shows instead of, or besides, what the element does. */
const slotsOf = (one: (typeof known)[number]) => (one.slots ?? []).map(({ name }) => name);

/** Puts an element on the page as the playground does, with something in each of its slots. */
function put(one: (typeof known)[number], state: Shown, attributes: Record<string, string>) {
  const name = one.tagName!.replace('portal-', '');
  const { api } = setScene(state === 'ready' ? paged : recorded, {
    element: name,
    state,
    theme: 'aqua',
  });
  const element = document.createElement(one.tagName!) as PortalElement;
  const all = { ...recorded.elements[name]?.attributes, tenant: 'playground', ...attributes };
  for (const [attribute, value] of Object.entries(all)) element.setAttribute(attribute, value);
  for (const slot of slotsOf(one)) {
    const content = document.createElement('p');
    content.slot = slot;
    content.textContent = `⟨${slot}⟩`;
    element.append(content);
  }
  element.setAttribute('api', api);
  const holder = document.createElement('div');
  holder.append(element);
  document.body.append(holder);
  return element;
}

const isDrawn = (element: Element, slot: string): boolean =>
  element.querySelector(`[slot="${slot}"]`)!.getClientRects().length > 0;

afterEach(clear);

for (const [index, one] of known.entries())
  describe(`<${one.tagName}>`, () => {
    const slots = slotsOf(one);
    const reached = states.filter(
      (state) =>
        (['ready', 'loading'].includes(state) || slots.includes(state)) &&
        !otherwise[one.tagName!.replace('portal-', '')]?.includes(state),
    );
    for (const state of reached)
      it(`comes to "${state}", and shows what the page put into its slots`, async () => {
        const element = put(one, state, {
          locale: languages[index % 3]!,
          scheme: index % 2 ? 'dark' : 'light',
          ...((one.attributes ?? []).some(({ name }) => name === 'address') && { address: 'x' }),
        });
        await settled(element, state);
        const shown = state === 'ready' ? ['footer'] : slots.includes(state) ? [state] : [];
        for (const slot of shown.filter((name) => slots.includes(name)))
          await waitUntil(() => isDrawn(element, slot), `${slot} is not shown`);
        if (state === 'ready')
          for (const slot of ['title', 'toolbar', 'logo'].filter((name) => slots.includes(name)))
            await waitUntil(() => isDrawn(element, slot), `${slot} is not shown`);
      });

    it('stands whatever a page writes into its attributes', async () => {
      const names = (one.attributes ?? [])
        .map(({ name }) => name)
        // Where it is answered, and what is the address of this page.
        .filter((name) => !['api', 'tenant', 'address', 'routing', 'base'].includes(name));
      const faults: string[] = [];
      const note = (event: PromiseRejectionEvent) => void faults.push(String(event.reason));
      window.addEventListener('unhandledrejection', note);
      // What is not written as it should be is told to whoever made the page.
      const { warn } = console;
      console.warn = () => {};
      const element = put(one, 'ready', {});
      await settled(element, 'ready');
      for (const value of ['', '%E2%28', '-1', '2026-13-40', '"><img src=x>', 'none'])
        for (const name of names) {
          element.setAttribute(name, value);
          await element.updateComplete;
        }
      await aTimeout(50);
      for (const name of names) element.removeAttribute(name);
      await element.updateComplete;
      window.removeEventListener('unhandledrejection', note);
      console.warn = warn;
      expect(faults).to.deep.equal([]);
      expect(element.shadowRoot?.querySelector('img[src="x"]')).to.equal(null);
      await waitUntil(() => element.dataset.state !== 'loading', 'loads for ever');
    });
  });
