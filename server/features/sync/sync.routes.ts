import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import { sync, type SyncResult } from '#contract/sync';
import { actorId } from '../../http/caller.ts';
import { createIdempotency } from '../../http/idempotency.ts';
import type { Gate } from '../../http/gate.ts';
import { mount, type Handlers } from '../../http/mount.ts';
import type { createSyncService } from './sync.service.ts';

type Handler = Handlers<typeof sync>['POST /sync/orders'];

/** The ERP's door: one endpoint per entity, all alike. */
export function mountSync(
  router: Router,
  service: ReturnType<typeof createSyncService>,
  gate: Gate,
): void {
  const handler = (entity: SyncEntity): Handler => ({
    // Detached: files are looked through before a transaction is open.
    detached: async ({ inTenant, caller, body, headers, audit, nothingToAudit }) => {
      const keys = [caller.tenant.id, actorId(caller) ?? ''] as const;
      const wrong = await service.check(keys, entity, body.records);
      const bodyHash = createHash('sha256')
        .update(entity)
        .update(JSON.stringify(body))
        .digest('hex');
      const { answer, repeated } = await inTenant((db) =>
        createIdempotency(db, caller).once(headers['idempotency-key'], bodyHash, async () => {
          const results = await service.apply(db, entity, body.records, body.allOrNone, wrong);
          await audit(db, { record: entity, detail: countStatuses(results) });
          return { results };
        }),
      );
      if (repeated) nothingToAudit();
      return answer;
    },
  });
  const handlers = Object.fromEntries(
    syncEntities.map((entity) => [`POST /sync/${entity}`, handler(entity)]),
  );
  mount(router, sync, handlers as Handlers<typeof sync>, gate);
}

function countStatuses(results: SyncResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
