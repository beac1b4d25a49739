import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { Options } from '../cli.ts';
import type { InScope } from '../db/scope.ts';
import { createBounceService, noteBounce } from '../features/mailing-lists/bounces.service.ts';
import { createMailService, mailStates } from '../features/mail/mail.service.ts';
import type { ListedMail, MailService } from '../features/mail/mail.service.ts';
import { createForeignReader } from '../output/foreign/reader.ts';
import { writeAudit } from '../http/caller.ts';
import { need, withAdmin } from './admin.ts';

const stateOf = z.enum(mailStates).optional();

/**
 * `portico mail list`, `again` and `sent`: what became of the mails, and what is to become of the unknown
 * ones; `bounce`: what came back.
 */
export async function mailCommand([verb, file]: string[], options: Options): Promise<void> {
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
    else if (verb === 'bounce') await bounce(inScope, tenant.id, file);
    else throw new Error('portico mail list | again | sent | bounce');
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

/** Takes a notice from a file, or from the mail server by a pipe, and says what it did to which mailbox. */
async function bounce(inScope: InScope, tenantId: string, file = '-'): Promise<void> {
  const { read, take } = createBounceService(createForeignReader());
  const message = await (file === '-' ? buffer(process.stdin) : readFile(file));
  const notice = await read([tenantId, 'operator'], message);
  const actor = { tenantId, kind: 'operator' as const, id: null };
  const found = await inScope({ tenantId }, async (db) => {
    const done = await take(db, notice);
    if (done.result === 'marked')
      await writeAudit(db, 'mailbox.bounced', actor, null, {
        record: done.address,
        detail: { status: done.status, detail: done.detail },
      });
    if (done.result === 'noted') await noteBounce(db, actor, null, done);
    return done;
  });
  console.log(
    found.result === 'ignored' ? 'ignored' : `${found.address}\t${found.result}\t${found.status}`,
  );
}
