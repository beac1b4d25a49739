import type { Db } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import type { KeyCaller } from './caller.ts';
import { jsonbOf } from './text.ts';

/**
 * Makes a request with an `Idempotency-Key` count once. The key, the work and its answer share a
 * transaction: whoever sends the same again, even at the same moment, gets the first answer.
 */
export function createIdempotency(db: Db, caller: KeyCaller) {
  const row = { api_key_id: caller.keyId };
  return {
    /**
     * @param bodyHash tells a repetition from another request under the same key
     * @returns the answer of `work`, or the kept one and `repeated`
     * @throws AppError `idempotency_mismatch` where the key was used for another body
     */
    once: async <T extends object>(
      key: string,
      bodyHash: string,
      work: () => Promise<T>,
    ): Promise<{ answer: T; repeated: boolean }> => {
      const taken = await db('idempotency_keys')
        .insert({ ...row, tenant_id: caller.tenant.id, key, body_hash: bodyHash })
        .onConflict(['tenant_id', 'api_key_id', 'key'])
        .ignore()
        .returning('key');
      if (taken.length === 0) return { answer: await kept(key, bodyHash), repeated: true };
      const answer = await work();
      await db('idempotency_keys')
        .where({ ...row, key })
        .update({ response: jsonbOf(answer) });
      return { answer, repeated: false };
    },
  };

  async function kept<T>(key: string, bodyHash: string): Promise<T> {
    const first = await db('idempotency_keys')
      .where({ ...row, key })
      .first<{ hash: string; response: T }>({ hash: 'body_hash', response: 'response' });
    if (first.hash !== bodyHash) throw new AppError('idempotency_mismatch');
    return first.response;
  }
}

/** Deletes answers that are older than a day. */
export async function sweepIdempotency(db: Db): Promise<void> {
  await db('idempotency_keys').whereRaw(`created_at < now() - interval '24 hours'`).delete();
}
