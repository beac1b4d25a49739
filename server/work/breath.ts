import { whoseWork } from './whose.ts';

/** Milliseconds that all long work together may hold a round of the event loop. */
const roundMs = 12;

/** Who waits for a round to go on in, by whom they work for; served in turn. */
const lines = new Map<string, (() => void)[]>();
/** When the running round began; null where no long work has asked in it yet. */
let roundSince: number | null = null;

/** Ends the round once everything else that was ready has run, and lets one of the lines go on in the next. */
function endRound(): void {
  const [next] = lines;
  if (!next) {
    roundSince = null;
    return;
  }
  const [whose, waiters] = next;
  // Behind the others: a Map keeps the order of insertion.
  lines.delete(whose);
  const go = waiters.shift()!;
  if (waiters.length > 0) lines.set(whose, waiters);
  roundSince = performance.now();
  setImmediate(endRound);
  go();
}

function join(): Promise<void> {
  const whose = whoseWork()?.join(' ') ?? '';
  return new Promise((go) => {
    const waiters = lines.get(whose);
    if (waiters) waiters.push(go);
    else lines.set(whose, [go]);
  });
}

/**
 * For work that is too long for the event loop to be held by it: awaited between its parts, which are short. All
 * long work of the process shares what a round of the loop may be held, and whoever it is done for takes turns:
 * twenty exports hold it no longer than one does.
 */
export async function breathe(): Promise<void> {
  if (roundSince === null) {
    roundSince = performance.now();
    setImmediate(endRound);
  } else if (performance.now() - roundSince >= roundMs) await join();
}

/** Does work in a round of its own: others run before it and after it. */
export async function inTurn<T>(work: () => T): Promise<T> {
  await nextRound();
  const done = work();
  await nextRound();
  return done;
}

/** Waits for a round of the loop, behind whoever waits for one already. */
export async function nextRound(): Promise<void> {
  if (roundSince === null) {
    roundSince = performance.now();
    setImmediate(endRound);
  }
  await join();
}
