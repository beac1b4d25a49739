import { z } from 'zod';
import type { Options } from '../cli.ts';
import { createMailService, mailStates } from '../features/mail/mail.service.ts';
import type { ListedMail, MailService } from '../features/mail/mail.service.ts';
import { need, withAdmin } from './admin.ts';

const stateOf = z.enum(mailStates).optional();

/** `portico mail list`, `again` and `sent`: what became of the mails, and what is to become of the unknown ones. */
export async function mailCommand([verb]: string[], options: Options): Promise<void> {
  const slug = need(options.tenant, 'tenant');
  await withAdmin(async (admin, inScope) => {
    const tenant = await admin.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    const mails = createMailService(inScope, tenant.id);
    if (verb === 'list') await list(mails, options);
    else if (verb === 'again')
      await eachOf(options, 'queued again', 'neither unknown nor failed', (id) =>
        mails.sendAgain(id),
      );
    else if (verb === 'sent')
      await eachOf(options, 'taken as sent', 'not unknown', (id) => mails.markSent(id));
    else throw new Error('portico mail list | again | sent');
  });
}

async function list(mails: MailService, options: Options): Promise<void> {
  for (const mail of await mails.list({ state: stateOf.parse(options.state) }))
    console.log(lineOf(mail));
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
  { id: ids }: Options,
  done: string,
  refused: string,
  act: (id: string) => Promise<boolean>,
): Promise<void> {
  if (!ids?.length) throw new Error('--id is needed');
  for (const id of z.array(z.uuid()).parse(ids)) {
    const worked = await act(id);
    console.log(`${id}\t${worked ? done : refused}`);
    if (!worked) process.exitCode = 1;
  }
}
