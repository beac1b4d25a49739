import type Router from '@koa/router';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import { sync } from '#contract/sync';
import { actorId } from '../../http/caller.ts';
import { createIdempotency } from '../../http/idempotency.ts';
import type { Gate } from '../../http/gate.ts';
import { mount, type Handlers } from '../../http/mount.ts';
import { countStatuses, type SyncService } from './sync.service.ts';

type Handler = Handlers<typeof sync>['POST /sync/orders'];

/** The ERP's door: one endpoint per entity, all alike. */
export function mountSync(router: Router, service: SyncService, gate: Gate): void {
  const handler = (entity: SyncEntity): Handler => ({
    // Detached: a batch is read, and waits its turn, without a transaction.
    detached: async ({ inTenant, caller, body, headers, audit, nothingToAudit }) => {
      const keys = [caller.tenant.id, actorId(caller) ?? ''] as const;
      const batch = await service.read(keys, entity, body.records, body.allOrNone);
      const { answer, repeated } = await service.alone(caller.tenant.id, entity, inTenant, (db) =>
        createIdempotency(db, caller).once(headers['idempotency-key'], batch.digest, async () => {
          const results = await service.apply(db, batch);
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
