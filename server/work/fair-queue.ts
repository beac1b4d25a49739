import { AppError } from '../http/app-error.ts';

/** Whose work it is: the tenant, and within it the session, the API key or the network. */
export type WorkKeys = readonly [tenant: string, who: string];

/** A bounded queue in front of something scarce, shared out among tenants and whoever asks within each. */
export type FairQueue = {
  /**
   * Runs the work when a place is free. Do not wait for a stranger (a body, a slow reader) inside of it.
   * @throws AppError `unavailable` with a time to come back, or whatever the work throws
   */
  run<T>(keys: WorkKeys, work: () => Promise<T>): Promise<T>;
};

export type FairQueueOptions = {
  /** How many may work at the same time. */
  active: number;
  /** How many may wait for a place, of all tenants together. */
  waiting: number;
  /** How many may wait of one `who` of a tenant. */
  waitingPerKey: number;
};

type Waiter = { start: () => void; refuse: (error: AppError) => void };
type Line = Map<string, Waiter[]>;

/** Seconds after which whoever is turned away may try again. */
const comeBack = 2;

/**
 * A free place goes to the tenants in turn, and within a tenant to each `who` in turn, so the length of one
 * line does not make another longer. Where all of the queue is taken, the newest waiter of the longest line is
 * turned away in favour of a newcomer with a shorter one: nobody keeps the others out by coming first.
 * Keys are kept only while something of theirs waits.
 */
export function createFairQueue({ active, waiting, waitingPerKey }: FairQueueOptions): FairQueue {
  let busy = 0;
  let queued = 0;
  const tenants = new Map<string, Line>();

  const lengthOf = (line: Line | undefined): number =>
    line ? [...line.values()].reduce((sum, waiters) => sum + waiters.length, 0) : 0;

  /** Takes a waiter out; a line that is empty goes away. */
  const take = (tenant: string, who: string, end: 'shift' | 'pop'): Waiter => {
    const line = tenants.get(tenant)!;
    const waiters = line.get(who)!;
    const waiter = waiters[end]()!;
    queued--;
    if (waiters.length === 0) line.delete(who);
    if (line.size === 0) tenants.delete(tenant);
    return waiter;
  };

  const startNext = (): void => {
    const [next] = tenants;
    if (!next) {
      busy--;
      return;
    }
    const [tenant, line] = next;
    const [who, waiters] = [...line][0]!;
    const waiter = take(tenant, who, 'shift');
    // Behind the others, at both levels: a Map keeps the order of insertion.
    if (line.delete(who)) line.set(who, waiters);
    if (tenants.delete(tenant)) tenants.set(tenant, line);
    // The place is handed over, so nobody slips in between.
    waiter.start();
  };

  /** Frees a waiting place that belongs to a longer line. @returns whether there was one */
  const makeRoom = ([tenant, who]: WorkKeys): boolean => {
    const [longest, line] = [...tenants].toSorted((a, b) => lengthOf(b[1]) - lengthOf(a[1]))[0]!;
    const [busiest, waiters] = [...line].toSorted((a, b) => b[1].length - a[1].length)[0]!;
    const own = tenants.get(tenant);
    const shorter =
      longest === tenant
        ? (own?.get(who)?.length ?? 0) + 1 < waiters.length
        : lengthOf(own) + 1 < lengthOf(line);
    if (!shorter) return false;
    take(longest, busiest, 'pop').refuse(tooBusy());
    return true;
  };

  const wait = (keys: WorkKeys): Promise<void> => {
    const [tenant, who] = keys;
    const full = (tenants.get(tenant)?.get(who)?.length ?? 0) >= waitingPerKey;
    if (full || (queued >= waiting && (queued === 0 || !makeRoom(keys))))
      return Promise.reject(tooBusy());
    const line = tenants.get(tenant) ?? new Map<string, Waiter[]>();
    const waiters = line.get(who) ?? [];
    tenants.set(tenant, line);
    line.set(who, waiters);
    queued++;
    return new Promise((start, refuse) => waiters.push({ start, refuse }));
  };

  return {
    run: async (keys, work) => {
      if (busy >= active) await wait(keys);
      else busy++;
      try {
        return await work();
      } finally {
        startNext();
      }
    },
  };
}

const tooBusy = () => new AppError('unavailable', { retryAfter: comeBack });
