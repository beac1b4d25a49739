import { createHash } from 'node:crypto';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';

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
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'throttles',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration: 15 * 60,
    });
  // One account from one network: a person who mistypes. One network: somebody trying many names.
  const account = limiter('account', 8);
  const network = limiter('network', 120);

  return {
    /**
     * Counts an attempt before it is made.
     * @returns a function to call when it succeeded, which forgets the wrong ones before it
     * @throws AppError `too_many_attempts`
     */
    attempt: async (tenant: string, name: string, ip: string): Promise<() => Promise<unknown>> => {
      const net = networkOf(ip);
      const accountKey = digest(tenant, name, net);
      const networkKey = digest(tenant, net);
      try {
        await account.consume(accountKey);
        await network.consume(networkKey);
      } catch (refusal) {
        if (refusal instanceof Error) throw refusal;
        throw new AppError('too_many_attempts', {
          retryAfter: Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000),
        });
      }
      return () => Promise.all([account.delete(accountKey), network.reward(networkKey)]);
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;

const digest = (...parts: string[]) =>
  createHash('sha256').update(parts.join('\0')).digest('base64url');

/** An IPv6 user has a whole /64 to choose addresses from. */
function networkOf(ip: string): string {
  return ip.includes(':') && !ip.startsWith('::ffff:') ? ip.split(':').slice(0, 4).join(':') : ip;
}
