import type { Factor } from '#contract/factors';
import type { FactorKind } from '#contract/second-factor-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';

export type FactorRecord = { id: string; secret: Uint8Array; lastStep: string };
/** What waits for its first code. */
export type Begun = { name: string } & (
  | { kind: 'app'; secret: Uint8Array }
  | { kind: 'passkey'; secret: null }
);

/** Statements of one person's authenticators and recovery codes. */
export function createFactorQueries(db: Db, tenantId: string, identityId: string) {
  const own = { tenant_id: tenantId, identity_id: identityId };
  const factors = () => db('second_factors').where(own);
  const codes = () => db('recovery_codes').where(own);
  return {
    list: (): Promise<Factor[]> =>
      factors().whereNotNull('confirmed_at').orderBy(['created_at', 'id']).select({
        id: 'id',
        kind: 'kind',
        name: 'name',
        createdAt: 'created_at',
        lastUsedAt: 'last_used_at',
      }),
    secrets: (): Promise<FactorRecord[]> =>
      factors()
        .where({ kind: 'app' })
        .whereNotNull('confirmed_at')
        .orderBy('id')
        .select({ id: 'id', secret: 'secret', lastStep: 'last_step' }),

    /** Keeps others from changing what the person has until the transaction ends. */
    hold: () => db('identities').where({ id: identityId }).forUpdate().first('id'),

    /** Adds one that waits for its first code, in place of those that still do. @param secret null for a passkey */
    begin: async (name: string, secret: Uint8Array | null): Promise<string> => {
      await factors().whereNull('confirmed_at').delete();
      const kind: FactorKind = secret ? 'app' : 'passkey';
      const [row] = await db('second_factors')
        .insert({ ...own, name, secret, kind })
        .returning<{ id: string }[]>('id');
      return row!.id;
    },
    begun: (id: string): Promise<Begun | undefined> =>
      factors()
        .where({ id })
        .whereNull('confirmed_at')
        // What was begun and left is not finished by somebody who comes later.
        .whereRaw(`created_at > now() - interval '30 minutes'`)
        .first('secret', 'name', 'kind'),
    confirm: (id: string, step: number) =>
      factors().where({ id }).update({ confirmed_at: db.fn.now(), last_step: step }),

    /** Uses the code of a step; false where one of it or later was used before. */
    useStep: async (id: string, step: number): Promise<boolean> =>
      (await factors()
        .where({ id })
        .where('last_step', '<', step)
        .update({ last_step: step, last_used_at: db.fn.now() })) > 0,

    remove: (id: string): Promise<number> => factors().where({ id }).delete(),
    removeAll: async (): Promise<number> => {
      await codes().delete();
      const removed = await factors().delete().returning('id');
      return removed.length;
    },

    codesLeft: async (): Promise<number> =>
      (
        await rowOf<{ left: number }>(
          db,
          `select count(*)::int as left from recovery_codes where identity_id = ? and used_at is null`,
          [identityId],
        )
      ).left,
    setCodes: async (hashes: readonly string[]): Promise<void> => {
      await codes().delete();
      await db('recovery_codes').insert(hashes.map((hash) => ({ ...own, code_hash: hash })));
    },
    removeCodes: () => codes().delete(),
    /** Uses a recovery code; `used` where it was before, null where it is none. */
    useCode: async (hash: string): Promise<'taken' | 'used' | null> => {
      const taken = await codes()
        .where({ code_hash: hash })
        .whereNull('used_at')
        .update({ used_at: db.fn.now() });
      if (taken > 0) return 'taken';
      return (await codes().where({ code_hash: hash }).first('code_hash')) ? 'used' : null;
    },

    /** Counts a wrong code, and ends the session that owes one after some. */
    noteWrong: async (sessionId: string, most: number): Promise<void> => {
      await rowsOf(
        db,
        `update sessions set wrong_codes = wrong_codes + 1 where id = ? and access = 'code'`,
        [sessionId],
      );
      await db('sessions').where({ id: sessionId }).where('wrong_codes', '>=', most).delete();
    },
    confirmSession: (sessionId: string) =>
      db('sessions').where({ id: sessionId }).update({ confirmed_at: db.fn.now() }),
    endSessions: () => db('sessions').where({ identity_id: identityId }).delete(),
  };
}
