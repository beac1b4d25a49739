import { syncEntities, type SyncEntity } from '#contract/permissions';
import { erpData as erpDataEndpoints } from '#contract/erp-data';
import { sync as endpoints } from '#contract/sync';
import { actorOf, workKeysOf } from '../../http/caller.ts';
import { createIdempotency, sweepIdempotency } from '../../http/idempotency.ts';
import type { Handlers } from '../../http/mount.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { noteIntake, sweepIntake } from './intake.ts';
import { listIntake, listRejections } from './intake.queries.ts';
import { rejectionsCsv, rejectionsSheet } from './rejections.sheet.ts';
import { createStatusVerbs, listCodes } from './status-codes.ts';
import { BatchRefused } from './sync.apply.ts';
import { countStatuses, type SyncService } from './sync.service.ts';

type Handler = Handlers<typeof endpoints>['POST /sync/orders'];

const handlerOf = (service: SyncService, entity: SyncEntity): Handler => ({
  // Detached: a batch is read, and waits its turn, without a transaction.
  detached: async ({ inTenant, caller, body, headers, audit, nothingToAudit }) => {
    const read = await service.read(workKeysOf(caller), entity, body.records, body.allOrNone);
    const batch = { ...read, by: caller.keyId };
    const applied = service.alone(caller.tenant.id, entity, inTenant, (db) =>
      createIdempotency(db, caller).once(headers['idempotency-key'], batch.digest, async () => {
        const results = await service.take(db, batch);
        await audit(db, { record: entity, detail: countStatuses(results) });
        return { results };
      }),
    );
    const { answer, repeated } = await applied.catch(async (error: unknown) => {
      // Nothing of the batch was taken over, what was wrong with it is kept all the same.
      if (error instanceof BatchRefused)
        await inTenant((db) => noteIntake(db, entity, error.results));
      throw error;
    });
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

/** What came through that door, as an administrator sees it, and what the ERP's status codes mean. */
export const erpData = defineFeature({
  endpoints: erpDataEndpoints,
  handlers: ({ sync: service, texts }: { sync: SyncService; texts: Texts }) => {
    const statuses = createStatusVerbs(service);
    return {
      'GET /settings/erp': async ({ db }) => ({ items: await listIntake(db) }),
      'GET /settings/erp/rejections': async ({ db, query }) => ({
        items: await listRejections(db, query.entity),
      }),
      'GET /exports/rejections/csv': ({ db, caller, query }) =>
        rejectionsCsv(db, texts, caller.tenant, query),
      'GET /exports/rejections/xlsx': ({ db, caller, query }) =>
        rejectionsSheet(db, texts, caller.tenant, query),
      'GET /settings/statuses': async ({ db }) => ({ items: await listCodes(db) }),
      // Detached: a change of the map waits for batches that are under way.
      'PUT /settings/statuses': {
        detached: async ({ inTenant, body, nothingToAudit, ...input }) => {
          nothingToAudit();
          return statuses.save(inTenant, { ...actorOf(input.caller), trace: input.trace }, body);
        },
      },
      'POST /settings/status-removals': {
        detached: async ({ inTenant, body, nothingToAudit, ...input }) => {
          nothingToAudit();
          return statuses.remove(inTenant, { ...actorOf(input.caller), trace: input.trace }, body);
        },
      },
    };
  },
  sweep: sweepIntake,
});
