import type { InScope } from '../../db/scope.ts';
import { countMails, listMails, requeueMail, settleMail } from './mail.queries.ts';
import type { ListedMail, MailState } from './mail.queries.ts';

export type { ListedMail, MailState } from './mail.queries.ts';

export const mailStates = [
  'queued',
  'sending',
  'handing',
  'accepted',
  'deferred',
  'failed',
  'unknown',
  'cancelled',
] as const satisfies MailState[];

export type MailService = {
  /** The newest mails of a tenant, 100 unless told otherwise. */
  list(filter?: { state?: MailState; limit?: number }): Promise<ListedMail[]>;
  /** Queues a mail again that is unknown or failed. @returns false where it is neither */
  sendAgain(id: string): Promise<boolean>;
  /** Takes a person's word that an unknown mail arrived. @returns false where it is not unknown */
  markSent(id: string): Promise<boolean>;
  counts(): Promise<Partial<Record<MailState, number>>>;
};

/** The outbox of a tenant as people look after it. */
export function createMailService(inScope: InScope, tenantId: string): MailService {
  return {
    list: ({ state, limit = 100 } = {}) =>
      inScope({ tenantId }, (db) => listMails(db, tenantId, { state, limit })),
    sendAgain: (id) => inScope({ tenantId }, (db) => requeueMail(db, tenantId, id)),
    markSent: (id) => inScope({ tenantId }, (db) => settleMail(db, tenantId, id)),
    counts: async () => {
      const rows = await inScope({ tenantId }, (db) => countMails(db, tenantId));
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
  };
}
