import { keys as endpoints } from '#contract/keys';
import { actorOf, type StaffCaller, type Trace } from '../../http/caller.ts';
import { addressOf } from '../../http/network.ts';
import { defineFeature } from '../feature.ts';
import { createKeyMails, warnOwners } from './keys.mail.ts';
import { keyQueries, type KeyEnd } from './keys.queries.ts';
import { changeKey, createKey, revokeKey, rotateKey, type KeyActor } from './keys.verbs.ts';

type Input = { caller: StaffCaller; trace: Trace; nothingToAudit: () => void };

/** Who does it. The verbs write the audit rows themselves. */
const actorIn = ({ caller, trace, nothingToAudit }: Input): KeyActor => {
  nothingToAudit();
  return { ...actorOf(caller), trace };
};

/** Days that ended keys stay on the list. */
const endedDays = 90;

const endOf = ({ days, until }: { days?: number; until?: string }): KeyEnd =>
  until === undefined ? { days: days! } : { until };

/** Keys of machines: made, changed, replaced and ended, and the warning before their end. */
export const keys = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /keys': async ({ db, ctx }) => ({
      items: await keyQueries.list(db, endedDays),
      address: addressOf(ctx.ip),
    }),
    'POST /keys': ({ db, body: { days, until, ...body }, ...input }) =>
      createKey(db, actorIn(input), { ...body, end: endOf({ days, until }) }),
    'PATCH /keys/:id': ({ db, params, body, ...input }) =>
      changeKey(db, actorIn(input), { ...body, id: params.id }),
    'POST /keys/:id/rotation': ({ db, params, body, ...input }) =>
      rotateKey(db, actorIn(input), { id: params.id, end: endOf(body) }),
    'DELETE /keys/:id': ({ db, params, ...input }) => revokeKey(db, actorIn(input), params.id),
  }),
  composers: createKeyMails,
  sweep: warnOwners,
});
