import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import type { InScope } from '../db/scope.ts';
import { createBounceService, settleNotice } from '../features/mailing-lists/bounces.service.ts';
import { createMailService, mailStates } from '../features/mail/mail.service.ts';
import type { ListedMail, MailService } from '../features/mail/mail.service.ts';
import { createForeignReader } from '../output/foreign/reader.ts';
import { withAdmin } from './admin.ts';
import { addInbound } from './inbound.ts';
import { collect } from './program.ts';

type Options = { tenant: string };

/**
 * `portico mail list`, `again` and `sent`: what became of the mails, and what is to become of the unknown
 * ones; `bounce`: what came back.
 */
export function addMail(program: Command): void {
  const mail = program.command('mail').description('what became of the mails');
  mail
    .command('list')
    .description('the newest mails, what became of them, and how many are in which state')
    .requiredOption('--tenant <slug>', 'whose mails')
    .addOption(new Option('--state <state>', 'those in one state').choices(mailStates))
    .action(({ tenant, state }: Options & { state?: (typeof mailStates)[number] }) =>
      withMails(tenant, (mails) => list(mails, state)),
    );
  mail
    .command('again')
    .description('queues mails again that are unknown or failed')
    .requiredOption('--tenant <slug>', 'whose mails')
    .requiredOption('--id <id>', 'which mail; again for each', ids)
    .action(({ tenant, id }: Options & { id: string[] }) =>
      withMails(tenant, (mails) =>
        eachOf(id, 'queued again', 'neither unknown nor failed', (one) => mails.sendAgain(one)),
      ),
    );
  mail
    .command('sent')
    .description('takes unknown mails as sent')
    .requiredOption('--tenant <slug>', 'whose mails')
    .requiredOption('--id <id>', 'which mail; again for each', ids)
    .action(({ tenant, id }: Options & { id: string[] }) =>
      withMails(tenant, (mails) =>
        eachOf(id, 'taken as sent', 'not unknown', (one) => mails.markSent(one)),
      ),
    );
  addInbound(mail);
  mail
    .command('bounce')
    .description('takes a delivery status notification and marks the mailbox that is gone')
    .argument('[file]', 'the notification; - for standard input', '-')
    .requiredOption('--tenant <slug>', 'whose mailbox')
    .action((file: string, { tenant }: Options) =>
      withMails(tenant, (_, inScope, tenantId) => bounce(inScope, tenantId, file)),
    );
}

const withMails = (
  slug: string,
  work: (mails: MailService, inScope: InScope, tenantId: string) => Promise<void>,
): Promise<void> =>
  withAdmin(async (admin, inScope) => {
    const tenant = await admin.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    await work(createMailService(inScope, tenant.id), inScope, tenant.id);
  });

function ids(value: string, before: string[] | undefined): string[] {
  if (!z.uuid().safeParse(value).success) throw new InvalidArgumentError('Not the id of a mail.');
  return collect(value, before);
}

async function list(
  mails: MailService,
  state: (typeof mailStates)[number] | undefined,
): Promise<void> {
  for (const mail of await mails.list({ state })) console.log(lineOf(mail));
  const counts = Object.entries(await mails.counts()).map(([state, count]) => `${count} ${state}`);
  console.error(counts.join(', ') || 'no mails');
}

/** One line a mail, its columns parted by tabs; the relay's words may hold any character. */
function lineOf({ id, state, created_at, recipient, subject, reason, reply }: ListedMail): string {
  return [id, state, created_at, recipient, subject, reason, reply]
    .map((value) => (value ?? '–').replaceAll(/\p{Cc}+/gu, ' '))
    .join('\t');
}

async function eachOf(
  mailIds: readonly string[],
  done: string,
  refused: string,
  act: (id: string) => Promise<boolean>,
): Promise<void> {
  for (const id of mailIds) {
    const worked = await act(id);
    console.log(`${id}\t${worked ? done : refused}`);
    if (!worked) process.exitCode = 1;
  }
}

/** Takes a notice from a file, or from the mail server by a pipe, and says what it did to which mailbox. */
async function bounce(inScope: InScope, tenantId: string, file: string): Promise<void> {
  const { read } = createBounceService(createForeignReader());
  const message = await (file === '-' ? buffer(process.stdin) : readFile(file));
  const notice = await read([tenantId, 'operator'], message);
  const actor = { tenantId, kind: 'operator' as const, id: null };
  const found = await inScope({ tenantId }, (db) => settleNotice(db, notice, actor));
  console.log(
    found.result === 'ignored' ? 'ignored' : `${found.address}\t${found.result}\t${found.status}`,
  );
}
