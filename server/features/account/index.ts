import { account as endpoints } from '#contract/account';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { namesOf } from '../../http/user-agent.ts';
import { defineFeature } from '../feature.ts';
import { createAccountQueries } from './account.queries.ts';

const own = (db: Db, caller: PersonCaller) => createAccountQueries(db, caller.identityId);

/** What people do with their own account. */
export const account = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /me': ({ db, caller }) => own(db, caller).account(),
    'PATCH /me': async ({ db, caller, body, audit, nothingToAudit }) => {
      if (Object.keys(body).length > 0) {
        await own(db, caller).update(body);
        await audit(db, { detail: body });
      } else nothingToAudit();
      return own(db, caller).account();
    },
    'GET /me/sessions': async ({ db, caller }) => ({
      items: (await own(db, caller).sessions()).map(({ userAgent, ...session }) => ({
        ...session,
        ...namesOf(userAgent ?? ''),
        current: session.id === caller.sessionId,
      })),
    }),
    'DELETE /me/sessions/:id': async ({ db, caller, params, audit }) => {
      if (!(await own(db, caller).endSession(params.id))) throw new AppError('not_found');
      await audit(db, { record: params.id });
    },
    'DELETE /me/sessions': async ({ db, caller, audit }) => {
      const ended = await own(db, caller).endSessionsBut(caller.sessionId);
      await audit(db, { detail: { ended } });
    },
  }),
});
