import { buffer } from 'node:stream/consumers';
import { inbound as endpoints } from '#contract/inbound';
import { AppError } from '../../../http/app-error.ts';
import { workKeysOf } from '../../../http/caller.ts';
import { defineFeature } from '../../feature.ts';
import { createAnswerMails } from '../mails/answer.mail.ts';
import { createHeldMails } from '../mails/held.mail.ts';
import { createMessageMails, type MessageMailDeps } from '../mails/message.mail.ts';
import { sweepAnswers } from './answering.ts';
import { assign, type AssignmentDeps } from './assignment.ts';
import { mailOfForm, type FormMail } from './form-mail.ts';
import type { Intake } from './intake.ts';
import { readMessageSettings, setMessageSettings } from './settings.ts';
import {
  contentOf,
  findUnmatched,
  listUnmatched,
  settleUnmatched,
  targetsOf,
} from './unmatched.service.ts';
import { sweepUnmatched } from './unmatched.store.ts';

type Deps = AssignmentDeps & { intake: Intake };

/** Answers that come in by mail, and what people make of those that nobody could be found for. */
export const inboundMails = defineFeature({
  endpoints,
  handlers: ({ intake, ...deps }: Deps) => ({
    'GET /settings/messages': ({ db, caller }) => readMessageSettings(db, caller.tenant.id),
    'PUT /settings/messages': async ({ db, caller, body, audit }) => {
      const { before, after } = await setMessageSettings(db, caller.tenant.id, body);
      await audit(db, { record: 'messages', detail: { before, after } });
      return after;
    },
    'POST /inbound-mails': {
      detached: async ({ caller, body, ctx }) => {
        const bytes = await buffer(body);
        if (bytes.length === 0) throw new AppError('mail_missing');
        const mail: FormMail = ctx.is('multipart/form-data')
          ? mailOfForm(ctx.get('Content-Type'), bytes)
          : { content: bytes };
        const taken = await intake.take({
          ...mail,
          tenantId: caller.tenant.id,
          keys: workKeysOf(caller),
        });
        return {
          items: taken.map(({ result, reason, threadId }) => ({
            result,
            reason,
            thread: threadId,
          })),
        };
      },
    },
    'GET /unmatched-mails': ({ db, caller, query }) => listUnmatched(db, caller, query),
    'GET /unmatched-mails/:id/targets': async ({ db, caller, params, query }) => {
      const mail = await findUnmatched(db, caller, params.id);
      return { items: await targetsOf(db, caller, mail, query.q?.trim() ?? '') };
    },
    'GET /unmatched-mails/:id/content': async ({ db, caller, params }) => {
      const { subject } = await findUnmatched(db, caller, params.id);
      return { name: `${subject || params.id}.eml`, content: await contentOf(db, params.id) };
    },
    'POST /unmatched-mails/:id/assignment': {
      detached: ({ inTenant, caller, params, body, audit }) =>
        assign(deps, inTenant, caller, params.id, body, (db, detail) =>
          audit(db, { record: params.id, detail }),
        ),
    },
    'DELETE /unmatched-mails/:id': async ({ db, caller, params, audit }) => {
      const { reason, from } = await findUnmatched(db, caller, params.id);
      await settleUnmatched(db, caller, params.id, 'discarded');
      await audit(db, { record: params.id, detail: { reason, from: from.address } });
    },
  }),
  composers: (deps: MessageMailDeps) => ({
    ...createMessageMails(deps),
    ...createHeldMails(deps),
    ...createAnswerMails(deps),
  }),
  sweep: async (db) => {
    await sweepUnmatched(db);
    await sweepAnswers(db);
  },
});
