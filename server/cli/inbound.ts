import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { createBounceService, settleNotice } from '../features/mailing-lists/bounces.service.ts';
import type { Taken } from '../features/messages/inbound/holding.ts';
import { createIntake } from '../features/messages/inbound/intake.ts';
import { AppError } from '../http/app-error.ts';
import { createForeignReader } from '../output/foreign/reader.ts';
import { createMailReader } from '../output/inbound/mail-reader.ts';
import { mailLimits } from '../output/inbound/read-mail.ts';
import { noScanner, type Scanner } from '../output/scanner.ts';
import { inboundSettings, withAdmin } from './admin.ts';
import { collect } from './program.ts';

type Options = { tenant?: string; from?: string; to?: string[] };

/** Codes by which mail servers learn from a pipe what became of a mail (`sysexits.h`). */
const [noUser, tooLarge, laterAgain] = [67, 69, 75];

/** `portico mail inbound`: takes a mail that came in, as the pipe of a mail server. */
export function addInbound(mail: Command): void {
  mail
    .command('inbound')
    .description('takes a mail that came in: an answer to a message, or a notice')
    .argument('[file]', 'the mail; - for standard input', '-')
    .option('--tenant <slug>', 'for this tenant alone')
    .option('--from <address>', 'sender of the envelope; empty for a mail server')
    .option('--to <address>', 'recipient of the envelope; again for each', collect)
    .action(async (file: string, options: Options) => {
      const content = await (file === '-' ? buffer(process.stdin) : readFile(file));
      process.exitCode = await takeMail(new Uint8Array(content), options);
    });
}

/** @returns the code to end with */
async function takeMail(content: Uint8Array, options: Options): Promise<number> {
  if (content.length > mailLimits.bytes) return tooLarge;
  try {
    const taken = await withIntake(content, options);
    for (const { result, reason } of taken)
      console.log([result, reason].filter(Boolean).join('\t'));
    return taken.every(({ result }) => result === 'refused') ? noUser : 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(error.message);
    return laterAgain;
  }
}

const withIntake = (
  content: Uint8Array,
  { tenant: slug, from, to = [] }: Options,
): Promise<Taken[]> =>
  withAdmin(async (admin, inScope) => {
    const tenant = slug === undefined ? null : await admin.findTenant(slug);
    if (slug !== undefined && !tenant) throw new Error(`There is no tenant ${slug}`);
    const [mailReader, reader] = [createMailReader({ threads: 1 }), createForeignReader()];
    const bounces = createBounceService(reader);
    const { scans, trustedHosts } = inboundSettings();
    const intake = createIntake({
      inScope,
      mailReader,
      reader,
      scanner: scans ? laterScanner : noScanner,
      trustedHosts,
      bounced: async (tenantId, notice, keys) => {
        const read = await bounces.read(keys, notice);
        const actor = { tenantId, kind: 'operator', id: null };
        const { result } = await inScope({ tenantId }, (db) => settleNotice(db, read, actor));
        return result !== 'ignored';
      },
    });
    try {
      return await intake.take({
        content,
        ...(from !== undefined && { from }),
        to: to.map((address) => address.toLowerCase()),
        tenantId: tenant?.id ?? null,
        keys: [tenant?.id ?? '', 'operator'],
      });
    } finally {
      await mailReader.close();
    }
  });

/** Files wait for the server's scanner. */
const laterScanner: Scanner = { ...noScanner, state: () => 'absent' };
