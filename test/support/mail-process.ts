// A mail worker as a program: database, relay and times in, a line when it runs; it ends by being killed.
import { connect, type DatabaseAddress } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import { createMailWorker } from '../../server/features/mail/mail.worker.ts';
import type { MailTiming } from '../../server/features/mail/mail.timing.ts';
import { createSmtp } from '../../server/output/smtp.ts';
import { composeLetter, silent } from './outbox.ts';

export type MailProcessSettings = {
  database: DatabaseAddress;
  relay: string;
  lanes: number;
  timing: Partial<MailTiming>;
};

if (import.meta.main) {
  const { database, relay, lanes, timing } = JSON.parse(
    process.argv[2] ?? '{}',
  ) as MailProcessSettings;
  const connection = await connect(database);
  createMailWorker({
    inScope: createScope(connection),
    smtp: createSmtp({ url: relay, connections: lanes }),
    composers: { letter: composeLetter },
    logger: silent,
    lanes,
    timing,
  }).start();
  console.log('runs');
}
