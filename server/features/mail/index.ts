import { defineFeature } from '../feature.ts';
import { sweepPace } from './mail.pace.ts';
import { sweepMails } from './mail.queries.ts';

/** The outbox. It has no endpoints: mails are queued by other features and sent by a worker. */
export const mail = defineFeature({
  endpoints: {},
  handlers: () => ({}),
  sweep: sweepMails,
  sweepShared: sweepPace,
});
