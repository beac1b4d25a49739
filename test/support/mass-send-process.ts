// A worker of mass sends as a program: database, relay and times in, a line when it runs; it ends by being killed.
import { connect, type DatabaseAddress } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import { createMailWorker } from '../../server/features/mail/mail.worker.ts';
import type { MailTiming } from '../../server/features/mail/mail.timing.ts';
import { createMassSendMails } from '../../server/features/mass-send/mass-send.mail.ts';
import { createStatementIssue } from '../../server/features/statement/statement.issue.ts';
import { createPdfRenderer } from '../../server/features/statement/statement.renderer.ts';
import { createSmtp } from '../../server/output/smtp.ts';
import { loadTexts } from '../../server/output/texts.ts';
import { silent } from './outbox.ts';

export type MassSendProcessSettings = {
  database: DatabaseAddress;
  relay: string;
  lanes: number;
  timing: Partial<MailTiming>;
};

if (import.meta.main) {
  const { database, relay, lanes, timing } = JSON.parse(
    process.argv[2] ?? '{}',
  ) as MassSendProcessSettings;
  const inScope = createScope(await connect(database));
  const pdfs = createPdfRenderer({ threads: 1 });
  createMailWorker({
    inScope,
    smtp: createSmtp({ url: relay, connections: lanes }),
    composers: createMassSendMails({
      inScope,
      texts: loadTexts(),
      statements: createStatementIssue({ publicUrl: new URL('https://portal.example') }),
      render: pdfs.render,
      defaultFrom: 'portal@portal.example',
    }),
    logger: silent,
    lanes,
    timing,
  }).start();
  console.log('runs');
}
