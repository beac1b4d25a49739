import type { SyncEntity } from '#contract/permissions';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Statements of the home page and of the terms of use. */
export function createHomeQueries(db: Db) {
  return {
    /** When the ERP sent of these entities last. */
    appliedAt: async (entities: SyncEntity[]): Promise<Map<string, string>> => {
      const rows = await db('sync_state')
        .whereIn('entity', entities)
        .select<{ entity: string; appliedAt: string }[]>({
          entity: 'entity',
          appliedAt: 'applied_at',
        });
      return new Map(rows.map(({ entity, appliedAt }) => [entity, appliedAt]));
    },

    /** The version of the terms of use that holds; null where there are none. */
    termsVersion: async (tenantId: string): Promise<string | null> => {
      const { version } = await rowOf<{ version: string | null }>(
        db,
        'select terms_version as version from tenants where id = ?',
        [tenantId],
      );
      return version;
    },

    /** Notes that a person accepts a version of the terms. @returns false where it was noted before */
    acceptTerms: async (
      tenantId: string,
      identityId: string,
      version: string,
    ): Promise<boolean> => {
      const rows = await db('terms_acceptances')
        .insert({ tenant_id: tenantId, identity_id: identityId, version })
        .onConflict(['tenant_id', 'identity_id', 'version'])
        .ignore()
        .returning('version');
      return rows.length === 1;
    },
  };
}
