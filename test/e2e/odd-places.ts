// What pages do to the script tag and around the elements. Runs in the page, of either engine.

/** What a test reads of the page at the end. */
export type OddPlaces = {
  quirks: boolean;
  titles: (string | undefined)[];
  inShadow: string | undefined;
  tenantOfRemoved: string | undefined;
  tableColour: [table: string, root: string];
};

/** Whether both portals of `pages/quirks.html` stand. */
export const bothStand = (): boolean =>
  ['portal-login', 'zambe-login'].every(
    (name) => document.querySelector<HTMLElement>(name)?.dataset['state'] === 'ready',
  );

/**
 * Puts an element into a shadow root, a script tag that is taken out again at once, and moves the first one.
 * @param embed address of a script tag that says all in its address
 */
export function addOddPlaces(embed: string): void {
  const box = document.createElement('div');
  box.attachShadow({ mode: 'open' }).append(document.createElement('portal-nav'));
  document.body.append(box);
  box.id = 'box';
  const script = document.createElement('script');
  script.type = 'module';
  // The page takes addresses of scripts from a policy alone; it allows this name.
  type Policies = {
    createPolicy(name: string, rules: object): { createScriptURL(url: string): string };
  };
  const { trustedTypes } = globalThis as unknown as { trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy('lit-html', { createScriptURL: (url: string) => url });
  script.src = policy?.createScriptURL(embed) ?? embed;
  document.head.append(script);
  script.remove();
  document.body.append(document.createElement('gone-login'));
  document.body.append(document.querySelector('script')!);
}

/** Whether all of that has come. */
export const allStand = (): boolean => {
  const nav = document.querySelector('#box')?.shadowRoot?.querySelector<HTMLElement>('portal-nav');
  const gone = document.querySelector<HTMLElement>('gone-login');
  return nav?.dataset['state'] !== undefined && gone?.dataset['state'] === 'ready';
};

export function readOddPlaces(): OddPlaces {
  const root = (name: string) => document.querySelector(name)?.shadowRoot;
  const title = (name: string) => root(name)?.querySelector('h2')?.textContent ?? undefined;
  const own = root('portal-login')!.querySelector('.root')!;
  const table = document.createElement('table');
  table.className = 'table';
  own.append(table);
  const look = (one: Element) => {
    const { color, fontSize, fontFamily } = getComputedStyle(one);
    return [color, fontSize, fontFamily].join(' ');
  };
  const tableColour: [string, string] = [look(table), look(own)];
  table.remove();
  return {
    quirks: document.compatMode === 'BackCompat',
    titles: [title('portal-login'), title('zambe-login'), title('gone-login')],
    inShadow: document.querySelector('#box')?.shadowRoot?.querySelector<HTMLElement>('portal-nav')
      ?.dataset['state'],
    tenantOfRemoved: (
      document.querySelector('gone-login') as unknown as { portal?: { slug: string } }
    ).portal?.slug,
    tableColour,
  };
}

/** Puts two elements into a box of 700 pixels, in place of those of before; both are given as styles. */
export function placeElements(box: string, own: string): void {
  document.querySelector('.placed')?.remove();
  const place = document.createElement('div');
  place.className = 'placed';
  place.style.cssText = `inline-size: 700px; ${box}`;
  for (const name of ['portal-login', 'portal-orders']) {
    const element = document.createElement(name);
    element.style.cssText = own;
    const around = document.createElement('div');
    around.append(element);
    place.append(own ? around : element);
  }
  document.body.append(place);
}

/** Whether both of them are there. */
export const arePlaced = (): boolean =>
  [...document.querySelectorAll<HTMLElement>('.placed portal-login, .placed portal-orders')].every(
    (element) => /^(ready|signed-out)$/.test(element.dataset['state'] ?? ''),
  );

/** Their widths in pixels. */
export const widthsOfPlaced = (): number[] =>
  Array.from(
    document.querySelectorAll('.placed portal-login, .placed portal-orders'),
    (element) => element.getBoundingClientRect().width,
  );
