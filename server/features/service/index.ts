import { service as endpoints } from '#contract/service';
import type { InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller, StaffCaller } from '../../http/caller.ts';
import type { Texts } from '../../output/texts.ts';
import type { CustomerConversations } from '../../records/conversations.ts';
import { defineFeature } from '../feature.ts';
import { listCategories, saveCategory } from './categories.ts';
import { assignRequests, changeRequest, queue, readDesk, saveDesk } from './desk.ts';
import {
  closeRequest,
  createRequest,
  listRequests,
  rateRequest,
  reopenRequest,
  requestsFigure,
  showRequest,
} from './requests.service.ts';
import { createServiceMails } from './service.mail.ts';

type Deps = { conversations: CustomerConversations };
type MailDeps = { inScope: InScope; texts: Texts; defaultFrom: string };

/** @throws AppError `forbidden` where somebody else asks what the company alone does */
function staffOf(caller: PersonCaller): StaffCaller {
  if (caller.kind !== 'staff') throw new AppError('forbidden');
  return caller;
}

/** What customers ask for: requests with a promise, from both sides. */
export const service = defineFeature({
  endpoints,
  handlers: ({ conversations }: Deps) => ({
    'GET /service-categories': ({ db, caller }) => listCategories(db, caller),
    'PUT /service-categories/:code': async ({ db, caller, params, body, audit }) => {
      const category = await saveCategory(db, caller.tenant.id, params.code, body);
      await audit(db, { detail: { category: params.code, version: category.version } });
      return category;
    },
    'GET /service-requests': ({ db, caller, query }) => listRequests(db, caller, query),
    'POST /service-requests': async ({ db, caller, body, audit }) => {
      const made = await createRequest(db, conversations, caller, body);
      await audit(db, {
        record: made.id,
        detail: {
          number: made.number,
          category: body.category,
          about: body.record,
          files: body.files.length,
        },
      });
      return made;
    },
    'GET /service-requests/:id': ({ db, caller, params }) => showRequest(db, caller, params.id),
    'POST /service-requests/:id/closure': async ({ db, caller, params, body, audit }) => {
      const request = await closeRequest(db, caller, params.id, body.version);
      await audit(db, { record: params.id, detail: { after: { status: request.status } } });
      return request;
    },
    'POST /service-requests/:id/reopening': async ({ db, caller, params, body, audit }) => {
      const request = await reopenRequest(db, caller, params.id, body.version);
      await audit(db, { record: params.id, detail: { after: { status: request.status } } });
      return request;
    },
    'POST /service-requests/:id/rating': async ({ db, caller, params, body, audit }) => {
      const request = await rateRequest(db, caller, params.id, body);
      await audit(db, { record: params.id, detail: { score: body.score } });
      return request;
    },
    'PATCH /service-requests/:id': async ({ db, caller, params, body, audit }) => {
      const request = await changeRequest(db, staffOf(caller), params.id, body);
      const { version: _, ...after } = body;
      await audit(db, {
        record: params.id,
        detail: { customer: request.customer.number, after },
      });
      return request;
    },
    'GET /service-queue': ({ db, caller, query }) => queue(db, caller, query),
    'POST /service-queue/assignment': async ({ db, caller, body, audit }) => {
      const changed = await assignRequests(db, staffOf(caller), body);
      await audit(db, { detail: { requests: body.ids, assigned: body.assigned } });
      return { changed };
    },
    'GET /service-desk': ({ db }) => readDesk(db),
    'PUT /service-desk': async ({ db, caller, body, audit }) => {
      const desk = await saveDesk(db, caller.tenant.id, body);
      await audit(db, {
        detail: { reopenDays: body.reopenDays, answers: body.answers.length },
      });
      return desk;
    },
  }),
  composers: (deps: MailDeps) => createServiceMails(deps),
  section: { section: 'service', source: null, figure: requestsFigure },
});
