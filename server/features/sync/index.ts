import { syncEntities, type SyncEntity } from '#contract/permissions';
import { sync as endpoints } from '#contract/sync';
import { workKeysOf } from '../../http/caller.ts';
import { createIdempotency, sweepIdempotency } from '../../http/idempotency.ts';
import type { Handlers } from '../../http/mount.ts';
import { defineFeature } from '../feature.ts';
import { countStatuses, type SyncService } from './sync.service.ts';

type Handler = Handlers<typeof endpoints>['POST /sync/orders'];

const handlerOf = (service: SyncService, entity: SyncEntity): Handler => ({
  // Detached: a batch is read, and waits its turn, without a transaction.
  detached: async ({ inTenant, caller, body, headers, audit, nothingToAudit }) => {
    const batch = await service.read(workKeysOf(caller), entity, body.records, body.allOrNone);
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

/** The ERP's door: one endpoint per entity, all alike. */
export const sync = defineFeature({
  endpoints,
  handlers: ({ sync: service }: { sync: SyncService }) =>
    Object.fromEntries(
      syncEntities.map((entity) => [`POST /sync/${entity}`, handlerOf(service, entity)]),
    ) as Handlers<typeof endpoints>,
  sweep: sweepIdempotency,
});
