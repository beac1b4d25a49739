import { createHash } from 'node:crypto';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';

/** Seconds of a quarter of an hour. */
const quarter = 15 * 60;

type Statement = { text: string; values: unknown[] };

/** Counts wrong attempts in the database, so that all servers count together. */
export function createThrottle(inScope: InScope) {
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
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'throttles',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration,
    });
  const limiters = {
    // A browser this person has signed in from: its own counter, so that nobody elsewhere can fill it.
    device: limiter('device', 20, quarter),
    // One account from one network: a person who mistypes.
    account: limiter('account', 8, quarter),
    // One account from everywhere: somebody who has many networks.
    anywhere: limiter('anywhere', 100, 4 * quarter),
    // One network: somebody trying many names.
    network: limiter('network', 120, quarter),
    // One tenant from everywhere: many networks trying many names.
    tenant: limiter('tenant', 3_000, quarter),
    reset: limiter('reset', 30, 4 * quarter),
    link: limiter('link', 120, quarter),
    verify: limiter('verify', 120, quarter),
  };

  /** @throws AppError `too_many_attempts` with the longest wait */
  const consume = async (keys: [keyof typeof limiters, string][]): Promise<void> => {
    const outcomes = await Promise.allSettled(
      keys.map(([name, key]) => limiters[name].consume(key)),
    );
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as Error | RateLimiterRes] : [],
    );
    const fault = reasons.find((reason) => reason instanceof Error);
    if (fault) throw fault;
    const waits = (reasons as RateLimiterRes[]).map(({ msBeforeNext }) => msBeforeNext);
    if (waits.length === 0) return;
    throw new AppError('too_many_attempts', { retryAfter: Math.ceil(Math.max(...waits) / 1000) });
  };

  return {
    /**
     * Counts an attempt at a password before it is made. Nothing is ever locked: a known device counts
     * for itself, so its owner gets in while somebody else guesses from elsewhere (threat 11).
     * @param device id of a browser this very account has signed in from
     * @returns a function to call when it succeeded, which forgets the wrong ones before it
     * @throws AppError `too_many_attempts`
     */
    attempt: async (at: {
      tenant: string;
      name: string;
      ip: string;
      device: string | null;
    }): Promise<() => Promise<unknown>> => {
      const network = networkOf(at.ip);
      if (at.device) {
        const key = digest(at.tenant, at.device);
        await consume([['device', key]]);
        return () => limiters.device.delete(key);
      }
      const account = digest(at.tenant, at.name, network);
      const from = digest(at.tenant, network);
      await consume([
        ['account', account],
        ['anywhere', digest(at.tenant, at.name)],
        ['network', from],
        ['tenant', digest(at.tenant)],
      ]);
      return () =>
        Promise.all([
          limiters.account.delete(account),
          limiters.anywhere.reward(digest(at.tenant, at.name)),
          limiters.network.reward(from),
          limiters.tenant.reward(digest(at.tenant)),
        ]);
    },

    /**
     * Counts what a network asks for without a password: mails, looks at mailed links and at what was issued.
     * @throws AppError `too_many_attempts`
     */
    request: (what: 'reset' | 'link' | 'verify', tenant: string, ip: string): Promise<void> =>
      consume([[what, digest(tenant, networkOf(ip))]]),
  };
}

export type Throttle = ReturnType<typeof createThrottle>;

const digest = (...parts: string[]) =>
  createHash('sha256').update(parts.join('\0')).digest('base64url');

/** An IPv6 user has a whole /64 to choose addresses from. */
export function networkOf(ip: string): string {
  return ip.includes(':') && !ip.startsWith('::ffff:') ? ip.split(':').slice(0, 4).join(':') : ip;
}
