import { messages as endpoints } from '#contract/messages';
import { defineFeature } from '../feature.ts';
import { content, redact, sendMessage, startThread, thumbnail } from './messages.service.ts';
import {
  changeThread,
  listThreads,
  messageDesk,
  muteThread,
  readThread,
  showThread,
  threadsFigure,
} from './threads.service.ts';

/** Conversations between customers and the company. */
export const messages = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /threads': ({ db, caller, query }) => listThreads(db, caller, query),
    'GET /threads/:id': ({ db, caller, params, query }) => showThread(db, caller, params.id, query),
    'POST /threads': async ({ db, caller, body, audit }) => {
      const { id, customer } = await startThread(db, caller, body);
      await audit(db, {
        record: id,
        detail: { customer, owner: body.owner, files: body.files.length },
      });
      return { id };
    },
    'POST /threads/:id/messages': async ({ db, caller, params, body, audit }) => {
      const message = await sendMessage(db, caller, params.id, body);
      const { visibility, files } = body;
      await audit(db, {
        record: params.id,
        detail: { message: message.id, visibility, files: files.length },
      });
      return message;
    },
    'PUT /threads/:id/read': ({ db, caller, params, body }) =>
      readThread(db, caller, params.id, body.number),
    'PUT /threads/:id/mute': ({ db, caller, params, body }) =>
      muteThread(db, caller, params.id, body.muted),
    'PATCH /threads/:id': async ({ db, caller, params, body, audit }) => {
      const { thread, before } = await changeThread(db, caller, params.id, body);
      const { version: _, ...after } = body;
      await audit(db, {
        record: params.id,
        detail: { customer: thread.customer.number, before, after },
      });
      return thread;
    },
    'GET /message-desk': ({ db }) => messageDesk(db),
    'POST /messages/:id/redaction': async ({ db, caller, params, body, audit }) => {
      const { message, threadId } = await redact(db, caller, params.id, body.reason);
      await audit(db, { record: threadId, detail: { message: params.id, reason: body.reason } });
      return message;
    },
    'GET /message-files/:id/content': {
      detached: ({ inTenant, caller, params }) => content(inTenant, caller, params.id),
    },
    'GET /message-files/:id/thumbnail': ({ db, caller, params }) =>
      thumbnail(db, caller, params.id),
  }),
  section: { section: 'messages', source: null, figure: threadsFigure },
});
