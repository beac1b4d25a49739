import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db, InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import { writeAudit, type Trace } from './caller.ts';
import { networksOf } from './network.ts';
import { createRefusals } from './refusals.ts';

/** Seconds of a quarter of an hour. */
const quarter = 15 * 60;

/**
 * How many tries, in how many seconds. Several numbers: of the networks around an address, the narrowest
 * first (a /64, a /56 and a /48 of IPv6; an IPv4 address has the first alone).
 */
const counters = {
  // A browser this person has signed in from: its own counter, so that nobody elsewhere can fill it.
  device: [[20], quarter],
  // One account from one network: a person who mistypes.
  account: [[8, 16, 32], quarter],
  // One network: somebody trying many names.
  network: [[120, 480, 1_920], quarter],
  // One account from everywhere: somebody who has many networks. Past it, the slow lane.
  anywhere: [[100], 4 * quarter],
  accountSlowly: [[1, 2, 4], 60],
  // One tenant from everywhere: many networks trying many names. Past it, the slow lane.
  tenant: [[3_000], quarter],
  tenantSlowly: [[6, 12, 24], 60],
  reset: [[30, 120, 480], 4 * quarter],
  link: [[120, 480, 1_920], quarter],
  // An office whose intranet vouches for everybody in it has one address.
  vouch: [[600, 2_400, 9_600], quarter],
  verify: [[120, 480, 1_920], quarter],
} as const satisfies Record<string, readonly [points: readonly number[], seconds: number]>;
type Counter = keyof typeof counters;
type Step = { counter: Counter; level: number; key: string };

type Attempt = {
  tenant: string;
  /** The person, where the name is one's; else the name in its look-up form. */
  account: string;
  trace: Trace;
  /** Id of a browser this very account has signed in from. */
  device: string | null;
};

/** Counts attempts in the database, so that all servers count together. */
export function createThrottle(inScope: InScope) {
  const limiters = createLimiters(inScope);
  const limiterOf = ({ counter, level }: Step) => limiters[counter][level]!;
  // What was refused is refused again without asking, for as long: a flood costs the database nothing, and leaves
  // nothing there of the names it tries.
  const refusals = createRefusals();
  const knownWait = (steps: Step[]) =>
    Math.max(...steps.map((step) => refusals.waitOf(idOf(step))));

  /** @returns null, or milliseconds to wait; `first`: nobody was refused by this counter before */
  const take = async (step: Step): Promise<{ waitMs: number; first: boolean } | null> => {
    try {
      await limiterOf(step).consume(step.key);
      return null;
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) throw reason;
      const { msBeforeNext: waitMs, consumedPoints } = reason;
      return { waitMs, first: consumedPoints === counters[step.counter][0][step.level]! + 1 };
    }
  };

  const giveBack = (steps: Step[]) =>
    Promise.all(steps.map((step) => limiterOf(step).reward(step.key)));

  /**
   * Counts one after the other and stops at the first refusal, with what was counted given back: a try
   * that is refused fills no counter that others share.
   * @returns what was counted
   */
  const climb = async (stairs: Stair[], at: Omit<Attempt, 'device'>): Promise<Step[]> => {
    const known = Math.max(
      ...stairs.map(({ step, detour }) => knownWait([step, ...(detour ?? [])])),
    );
    if (known > 0) throw tooMany(known);
    const taken: Step[] = [];
    const refuse = async (step: Step, { waitMs, first }: { waitMs: number; first: boolean }) => {
      refusals.note(idOf(step), waitMs);
      await giveBack(taken);
      if (first) await noteRefusal(inScope, step, at);
      throw tooMany(waitMs);
    };
    for (const { step, detour } of stairs) {
      const refused = await take(step);
      if (!refused) taken.push(step);
      else if (!detour) await refuse(step, refused);
      else if (refused.first) await noteRefusal(inScope, step, at);
      for (const slow of (refused && detour) ?? []) {
        const tooFast = await take(slow);
        if (tooFast) await refuse(slow, tooFast);
        taken.push(slow);
      }
    }
    return taken;
  };

  return {
    /**
     * Counts an attempt at a password, and makes it. Guessing is slowed down and nothing is ever locked:
     * a known device counts for itself, and where an account or a tenant is guessed at from everywhere, a
     * network that has not been wrong itself still has a try a minute (threat 11).
     * @param work the attempt; null where the password was wrong
     * @throws AppError `too_many_attempts`, or whatever the work throws, which then counts for nothing
     */
    attempt: async <T>(at: Attempt, work: () => Promise<T | null>): Promise<T | null> => {
      const taken = await climb(stairsOf(at), at);
      const outcome = await work().catch(async (error: unknown) => {
        await giveBack(taken);
        throw error;
      });
      if (outcome === null) return null;
      // The person is in: what this browser or network got wrong before is forgiven.
      const [own, ...shared] = taken as [Step, ...Step[]];
      await Promise.all([limiterOf(own).delete(own.key), giveBack(shared)]);
      return outcome;
    },

    /**
     * Counts what a network asks for without a password: mails, looks at mailed links and at what was
     * issued, sessions that a host vouches for.
     * @param tenant id; empty where it is not known
     * @throws AppError `too_many_attempts`
     */
    request: async (
      counter: 'reset' | 'link' | 'vouch' | 'verify',
      tenant: string,
      trace: Trace,
    ): Promise<void> => {
      const stairs = stepsOf(counter, trace.ip, tenant).map((step) => ({ step }));
      await climb(stairs, { tenant, account: '', trace });
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;

/** A counter; where it is full, what is counted instead. */
type Stair = { step: Step; detour?: Step[] };

/** From the narrowest to the widest. */
function stairsOf({ tenant, account, trace: { ip }, device }: Attempt): Stair[] {
  if (device) return [{ step: { counter: 'device', level: 0, key: digest(tenant, device) } }];
  return [
    ...stepsOf('account', ip, tenant, account).map((step) => ({ step })),
    ...stepsOf('network', ip, tenant).map((step) => ({ step })),
    {
      step: { counter: 'anywhere', level: 0, key: digest(tenant, account) },
      detour: stepsOf('accountSlowly', ip, tenant, account),
    },
    {
      step: { counter: 'tenant', level: 0, key: digest(tenant) },
      detour: stepsOf('tenantSlowly', ip, tenant),
    },
  ];
}

const stepsOf = (counter: Counter, ip: string, ...of: string[]): Step[] =>
  networksOf(ip).map((network, level) => ({ counter, level, key: digest(...of, network) }));

const tooMany = (waitMs: number) =>
  new AppError('too_many_attempts', { retryAfter: Math.ceil(waitMs / 1000) });

const idOf = ({ counter, key }: Step) => `${counter} ${key}`;

const digest = (...parts: string[]) =>
  createHash('sha256').update(parts.join('\0')).digest('base64url');

/**
 * What the audit log keeps of a name that was tried: the same name reads the same, and a password that was
 * typed into the wrong field does not stand there.
 */
export const namedInAudit = (tenant: string, account: string) => digest(tenant, account);

/** One row for each counter and while, not for each try. */
async function noteRefusal(
  inScope: InScope,
  { counter }: Step,
  { tenant, account, trace }: Omit<Attempt, 'device'>,
): Promise<void> {
  if (!tenant) return;
  const detail = { counter, ...(account && { name: namedInAudit(tenant, account) }) };
  await inScope({ tenantId: tenant }, (db) =>
    writeAudit(db, 'attempts.refused', { tenantId: tenant, kind: 'public', id: null }, trace, {
      detail,
    }),
  );
}

type Statement = { text: string; values: unknown[] };

function createLimiters(inScope: InScope): Record<Counter, RateLimiterPostgres[]> {
  // The limiter speaks PostgreSQL's `$1`; every query of ours goes through a scope.
  const storeClient = {
    query: ({ text, values }: Statement) =>
      inScope({ tenantId: null }, (db) =>
        db.raw(
          text.replaceAll(/\$(\d)/g, ':p$1'),
          Object.fromEntries(values.map((value, i) => [`p${i + 1}`, value])) as never,
        ),
      ),
  };
  const of = ([counter, [levels, duration]]: [
    string,
    readonly [points: readonly number[], seconds: number],
  ]) => [
    counter,
    levels.map(
      (points, level) =>
        new RateLimiterPostgres({
          storeClient,
          storeType: 'client',
          tableName: 'throttles',
          tableCreated: true,
          clearExpiredByTimeout: false,
          keyPrefix: level === 0 ? counter : `${counter}${level}`,
          points,
          duration,
        }),
    ),
  ];
  return Object.fromEntries(Object.entries(counters).map(of)) as Record<
    Counter,
    RateLimiterPostgres[]
  >;
}

/** Deletes counters of attempts whose time is over. */
export async function sweepThrottle(db: Db): Promise<void> {
  await db('throttles').where('expire', '<', Date.now()).delete();
}
