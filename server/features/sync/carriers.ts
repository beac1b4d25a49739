import { createHmac, timingSafeEqual } from 'node:crypto';
import { carriers as endpoints } from '#contract/carriers';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf } from '../../http/caller.ts';
import { defineFeature } from '../feature.ts';
import { fromDcsa } from './dcsa.ts';
import { countStatuses, type SyncService } from './sync.service.ts';

const entity = 'shipment-events';

/** The secret that whoever comes in with a key signs with; null where it signs nothing. */
async function secretOf(db: Db, keyId: string): Promise<string | null> {
  const row = await db('api_keys')
    .where({ id: keyId })
    .first<{ secret: string | null } | undefined>({ secret: 'notification_secret' });
  return row?.secret ?? null;
}

/** Holds bytes against their signature, `sha256=` and the HMAC in hex. */
export function isSigned(bytes: Buffer, secret: string, signature: string | undefined): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '') ?? [];
  if (hex === undefined) return false;
  return timingSafeEqual(
    Buffer.from(hex, 'hex'),
    createHmac('sha256', secret).update(bytes).digest(),
  );
}

/** Events as carriers send them to who subscribed to a shipment. */
export const carriers = defineFeature({
  endpoints,
  handlers: ({ sync: service }: { sync: SyncService }) => ({
    // Detached: a batch waits its turn without a transaction.
    'POST /dcsa/events': {
      detached: async ({ inTenant, caller, body, headers, ctx, audit }) => {
        const secret = await inTenant((db) => secretOf(db, caller.keyId));
        const bytes = ctx.state.bodyBytes as Buffer;
        if (secret !== null && !isSigned(bytes, secret, headers['notification-signature']))
          throw new AppError('signature_wrong');
        const records = (Array.isArray(body) ? body : [body]).map(fromDcsa);
        const batch = await service.read(workKeysOf(caller), entity, records, false);
        await service.alone(caller.tenant.id, entity, inTenant, async (db) => {
          const results = await service.take(db, batch);
          await audit(db, { record: entity, detail: countStatuses(results) });
        });
      },
    },
  }),
});
