import type { CustomerConversations } from '../../records/conversations.ts';
import { attachable } from './messages.service.ts';
import { postMessage } from './post.ts';
import { authorOf } from './threads.service.ts';

/** What features whose records begin with a message are handed. */
export const customerConversations: CustomerConversations = {
  attachable,
  post: async (db, caller, { threadId, text, files }) => {
    await postMessage(db, { threadId, author: authorOf(caller), channel: 'portal', text, files });
  },
};
