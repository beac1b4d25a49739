const row = 'tr, li, [part~="row"]';
const heading = ':is(h1, h2, h3, h4)';
const titleOfOpen = '.record-title';

/** What stands for itself: a row, and a question. */
const inner = `dialog, ${row}`;

/** What a control is called. */
const nameOf = (one: Element): string => (one.ariaLabel ?? one.textContent ?? '').trim();

type Step = { element: Element; place: number };

/** How many of what was pressed and went away are known. */
const remembered = 4;

/**
 * Keeps the focus near where it was when what has it goes away, as a row that was removed or a button that was the last
 * act of its row: it goes to the row in its place, else into the row that stays, else to the title of what opened there,
 * else to the button that had opened what closed, else to the heading above. An open question keeps it. Whoever knows
 * better puts it elsewhere afterwards.
 * @param focusable selector of what takes the focus
 * @returns what is called after each update
 */
export function keepFocus(root: ShadowRoot, focusable: string): () => void {
  /** From what has the focus up to the root. */
  let trail: Step[] = [];
  /** Titles that stood there before what has the focus was pressed. */
  let titles = new Set<Element>();
  /** Names of what was pressed and went away, the latest first. */
  let pressed: string[] = [];
  /** A heading that has the focus until what is still to come is there. */
  let waiting: HTMLElement | undefined;
  const lead = (target: HTMLElement): void => {
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus();
  };
  const opened = (): HTMLElement | undefined =>
    [...root.querySelectorAll<HTMLElement>(`${titleOfOpen}:not(dialog *)`)].find(
      (title) => !titles.has(title),
    );
  const opener = (): HTMLElement | undefined => {
    const buttons = [...root.querySelectorAll('button')].filter((one) => !one.closest(inner));
    return pressed
      .map((name) => buttons.find((one) => nameOf(one) === name))
      .find((one) => one !== undefined);
  };
  root.addEventListener('focusin', ({ target }) => {
    if (target !== waiting) titles = new Set(root.querySelectorAll(titleOfOpen));
    trail = [];
    for (let at = target as Element | null; at; at = at.parentElement)
      trail.push({ element: at, place: [...(at.parentNode?.children ?? [])].indexOf(at) });
  });
  root.addEventListener('focusout', ({ target }) => {
    // What goes away tells so while it still stands there; a reader who leaves it finds it there afterwards.
    queueMicrotask(() => {
      if ((target as Element).isConnected && !root.activeElement) trail = [];
    });
  });
  return () => {
    if (waiting) {
      const waits = root.activeElement === waiting;
      const target = waits ? (opened() ?? opener()) : undefined;
      if (target || !waits) waiting = undefined;
      if (target) lead(target);
    }
    if (!trail.length || trail[0]!.element.isConnected) return;
    if (document.activeElement !== document.body) return void (trail = []);
    const above = trail.filter(({ element }) => element.isConnected).map(({ element }) => element);
    const gone = trail[trail.length - above.length - 1]!;
    const rows = [...(above[0] ?? root).children];
    const inPlace = gone.element.matches(row) && rows.at(Math.min(gone.place, rows.length - 1));
    const around = inPlace || above.find((element) => element.matches(row));
    let target = around && around.querySelector<HTMLElement>(focusable);
    const asked = above.findIndex((element) => element.localName === 'dialog');
    const isWithin = trail.some(({ element }) => element.matches(inner));
    if (!isWithin) {
      target = opened() ?? opener();
      const name = nameOf(trail[0]!.element);
      pressed = [name, ...pressed.filter((one) => one !== name)].slice(0, remembered);
    }
    const where = asked < 0 ? ':not(dialog *)' : '';
    for (const element of asked < 0 ? [...above, root] : above.slice(0, asked + 1)) {
      for (const title of [titleOfOpen, heading])
        target ||= element.querySelector<HTMLElement>(title + where);
      if (target) break;
    }
    if (!target) return;
    if (!isWithin && target.matches(heading) && titles.has(target) === target.matches(titleOfOpen))
      waiting = target;
    lead(target);
  };
}
