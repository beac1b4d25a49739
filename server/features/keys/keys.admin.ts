import type { ErrorCode } from '#contract/errors';
import type { KeyPermission } from '#contract/permissions';
import { keyPermissions, mostKeys } from '#contract/settings-words';
import type { ApiKey } from '#contract/keys';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { keyQueries } from './keys.queries.ts';
import { createKey, revokeKey, type KeyActor } from './keys.verbs.ts';

/** What the codes of the verbs mean to an operator. */
const sentences: Partial<Record<ErrorCode, string>> = {
  limit_reached: `There are ${mostKeys} keys that have not ended: revoke one first`,
  invalid_input: 'A network is an address or a range, as 203.0.113.0/24',
};

/** Keys of machines, by the same verbs as the portal: here in the name of the operator. */
export function createKeys(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  const within = async <T>(
    slug: string,
    work: (db: Db, actor: KeyActor) => Promise<T>,
  ): Promise<T> => {
    const tenant = await deps.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    const actor = { tenantId: tenant.id, kind: 'operator', id: null, trace: null };
    return deps
      .inScope({ tenantId: tenant.id }, (db) => work(db, actor))
      .catch((error: unknown) => {
        const sentence = error instanceof AppError && sentences[error.code];
        throw sentence ? new Error(sentence, { cause: error }) : error;
      });
  };

  return {
    /** Creates an API key. @returns the secret, which is shown once and kept nowhere */
    createKey: async (
      slug: string,
      key: { name: string; permissions: KeyPermission[]; networks?: string[]; expiresAt?: string },
    ): Promise<string> => {
      const { name, permissions, networks = [], expiresAt } = key;
      const unknown = permissions.filter((one) => !keyPermissions.includes(one));
      if (unknown.length)
        throw new Error(
          `There is no permission ${unknown.join(', ')}. Known: ${keyPermissions.join(', ')}`,
        );
      const input = { name, permissions, networks, end: { at: expiresAt ?? null } };
      return (await within(slug, (db, actor) => createKey(db, actor, input))).secret;
    },

    /** Every key there was, the oldest first. */
    listKeys: async (slug: string): Promise<ApiKey[]> =>
      (await within(slug, (db) => keyQueries.list(db, 36_500))).toReversed(),

    /**
     * Sets what whoever comes in with a key signs its notifications with; null for nothing.
     * @returns whether there was such a key
     */
    setNotificationSecret: (
      slug: string,
      prefix: string,
      secret: string | null,
    ): Promise<boolean> =>
      within(slug, async (db) => {
        const found = await keyQueries.byPrefix(db, prefix);
        if (!found) return false;
        await db('api_keys').where({ id: found.id }).update({ notification_secret: secret });
        return true;
      }),

    /** Ends an API key at once. @returns whether there was one */
    revokeKey: (slug: string, prefix: string): Promise<boolean> =>
      within(slug, async (db, actor) => {
        const found = await keyQueries.byPrefix(db, prefix);
        if (!found) return false;
        await revokeKey(db, actor, found.id);
        return true;
      }),
  };
}
