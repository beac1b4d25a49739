import { massSend as endpoints, type MassSend } from '#contract/mass-send';
import { unconfirmedRecipients } from '#contract/second-factor-words';
import { defineFeature } from '../feature.ts';
import { createMassSendMails, type Drawn, type MassSendMailDeps } from './mass-send.mail.ts';
import { createMassSendService, runFigure, type MassSendDeps } from './mass-send.service.ts';

/** What the audit log keeps of a run. */
const brief = ({ company, cutOff, counts, totals }: MassSend) => ({
  company: company.code,
  cutOff,
  counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
  totals,
});

/** Mass sends of statements. `D` is a statement as it is drawn, which only the feature of statements knows. */
export const massSend = <D extends Drawn>() =>
  defineFeature({
    endpoints,
    handlers: (deps: MassSendDeps<D>) => {
      const service = createMassSendService(deps);
      return {
        'POST /mass-sends': async ({ db, caller, body, audit }) => {
          const run = await service.prepare(db, caller, body);
          await audit(db, { record: run.id, detail: brief(run) });
          return run;
        },
        'GET /mass-sends': ({ db, caller, query }) => service.list(db, caller, query),
        'GET /mass-sends/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
        'GET /mass-sends/:id/recipients': ({ db, caller, params, query }) =>
          service.recipients(db, caller, params.id, query),
        'GET /mass-sends/:id/recipients/:recipient/pdf': {
          detached: ({ inTenant, caller, params }) => service.pdf(inTenant, caller, params),
        },
        'POST /mass-sends/:id/start': async ({ db, ...input }) => {
          const { caller, params, body, audit } = input;
          const { counts } = await service.find(db, caller, params.id);
          const recipients = Object.values(counts).reduce((sum, count) => sum + count, 0);
          if (recipients > unconfirmedRecipients) input.demandConfirmation();
          const run = await service.start(db, caller, params.id, body);
          const { canary, reason } = body;
          await audit(db, {
            record: run.id,
            detail: { ...brief(run), ...(canary && { canary }), ...(reason && { reason }) },
          });
          return run;
        },
        'POST /mass-sends/:id/recall': async ({ db, caller, params, audit }) => {
          const run = await service.recall(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'recall', ...brief(run) } });
          return run;
        },
        'POST /mass-sends/:id/pause': async ({ db, caller, params, audit }) => {
          const run = await service.pause(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'pause', ...brief(run) } });
          return run;
        },
        'POST /mass-sends/:id/resume': async ({ db, caller, params, audit }) => {
          const run = await service.resume(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'resume', ...brief(run) } });
          return run;
        },
        'POST /mass-sends/:id/cancel': async ({ db, caller, params, audit }) => {
          const run = await service.cancel(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'cancel', ...brief(run) } });
          return run;
        },
        'DELETE /mass-sends/:id': async ({ db, caller, params, audit }) => {
          const run = await service.remove(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'delete', ...brief(run) } });
        },
        'POST /mass-sends/:id/retry': async ({ db, caller, params, audit }) => {
          const run = await service.retry(db, caller, params.id);
          await audit(db, { record: run.id, detail: { what: 'retry', ...brief(run) } });
          return run;
        },
        'POST /mass-sends/:id/recipients/:recipient/resolution': async (input) => {
          const { db, caller, params, body, audit } = input;
          const recipient = await service.resolve(db, caller, params, body.as);
          const detail = { what: 'resolution', as: body.as, customer: recipient.customer.number };
          await audit(db, { record: params.id, detail });
          return recipient;
        },
        'POST /mass-sends/:id/recipients/:recipient/mailbox': async (input) => {
          const { db, caller, params, body, audit } = input;
          const recipient = await service.replaceMailbox(db, caller, params, body);
          const { number } = recipient.customer;
          const detail = {
            what: 'mailbox',
            customer: number,
            before: { mailbox: body.address },
            after: { mailbox: body.replacement },
          };
          await audit(db, { record: params.id, detail });
          return recipient;
        },
        'GET /mass-sends/:id/log': ({ db, caller, params, query }) =>
          service.log(db, caller, params.id, query.locale),
      };
    },
    section: {
      section: 'mass-send',
      source: null,
      figure: async (db, caller) => ({ run: await runFigure(db, caller) }),
    },
    composers: (deps: MassSendMailDeps<D>) => createMassSendMails(deps),
  });
