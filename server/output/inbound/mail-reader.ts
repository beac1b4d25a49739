import { createBackground } from '../../work/background.ts';
import { createFairQueue, type WorkKeys } from '../../work/fair-queue.ts';
import { gathered } from '../../work/gathered.ts';
import { awaited } from '../../work/step-back.ts';
import { natureOf, type Nature } from './machine.ts';
import type { MailTexts } from './mail-text.ts';
import type { Whole } from './mail.worker.ts';
import type { SplitText } from './quotes.ts';
import { mailLimits, type MailParts } from './read-mail.ts';

/** A mail that came in, read. */
export type InboundMail = Omit<MailParts, 'text' | 'html'> & SplitText & { nature: Nature };

export type MailReader = {
  /**
   * Reads a mail on another thread; never fails because of what is in it.
   * @param returnPath of the envelope; `''` is that of mail servers, undefined where only the mail says it
   * @throws AppError `unavailable` where too many wait; Error where it is closed
   */
  read(keys: WorkKeys, mail: Uint8Array, returnPath?: string): Promise<InboundMail>;
  close(): Promise<void>;
};

/** Milliseconds for taking a mail of any allowed size apart, for finding what it quotes, and for both of a usual one. */
const [partsMs, sayingMs, usualMs] = [10_000, 500, 500];
/** Bytes of a usual mail: it is read in one go, and again step by step where that takes too long. */
const usualBytes = 65_536;
/** Usual mails that a thread reads in one go: waking it costs as much as reading one. */
const mostTogether = 16;
/** Mails that may wait, of all tenants together and of one of those who hand them over. */
const [waiting, waitingPerKey] = [400, 200];

/**
 * Reads mails on threads that stay for the next: a new one for each would take longer than the reading. What takes too
 * long ends its thread, and the mail is taken whole.
 */
export function createMailReader({ threads = 2, sayingLimit = sayingMs } = {}): MailReader {
  const large = createFairQueue({ active: threads * 2, waiting, waitingPerKey });
  const usual = createFairQueue({ active: threads * mostTogether, waiting, waitingPerKey });
  const pool = createBackground(new URL('mail.worker.ts', import.meta.url), {
    threads,
    heapMb: 256,
    // A mail server waits.
    niceness: awaited,
  });
  let closed = false;
  const run = <T>(name: string, input: unknown, ms: number) => pool.runFor<T>(ms, input, { name });
  const partsOf = (mail: Uint8Array): Promise<MailParts> =>
    run<MailParts>('parts', mail, partsMs).catch((error: unknown) => {
      if (closed) throw error;
      // What takes too long or too much is known by its head.
      return run<MailParts>('parts', headOnly(mail), partsMs).then((head) => ({
        ...head,
        unreadable: true,
      }));
    });
  const sayingOf = (texts: MailTexts): Promise<SplitText> =>
    run<SplitText>('saying', texts, sayingLimit).catch(() => rawSayingOf(texts));
  const stepwise = async (mail: Uint8Array): Promise<Whole> => {
    const { text, html, ...parts } = await partsOf(mail.subarray(0, mailLimits.bytes));
    return { parts, said: parts.sealed && !text ? empty : await sayingOf({ text, html }) };
  };
  const together = gathered(
    (_thread, mails: readonly Uint8Array[]) =>
      run<Whole[]>('wholes', mails, Math.min(usualMs, sayingLimit)),
    mostTogether,
  );
  let turn = 0;
  const wholeOf = (mail: Uint8Array): Promise<Whole> =>
    mail.length > usualBytes
      ? stepwise(mail)
      : together(String(turn++ % threads), mail).catch((error: unknown) => {
          if (closed) throw error;
          return stepwise(mail);
        });
  return {
    read: (keys, mail, envelope) =>
      (mail.length > usualBytes ? large : usual).run(keys, async () => {
        if (closed) throw new Error('No mail is read any more');
        const { parts, said } = await wholeOf(mail);
        const returnPath = envelope ?? parts.returnPath;
        const headers = (name: string) =>
          (parts.headers[name] ?? []).map((value) => value.toLowerCase());
        const marks = { ...parts, headers, returnPath, visible: said.visible };
        return { ...parts, ...said, returnPath, nature: natureOf(marks) };
      }),
    close: async () => {
      closed = true;
      await pool.close();
    },
  };
}

/** All of it as it is, for a mail that takes too long to be looked at. Linear in its length. */
function rawSayingOf({ text, html }: MailTexts): SplitText {
  const bare = text?.trim() ? text : (html ?? '').replaceAll(/<[^<>]*>/g, ' ');
  return { visible: bare.replaceAll(/\r\n?/g, '\n').trim(), quoted: null };
}

const empty: SplitText = { visible: '', quoted: null };

/** A mail without its body. */
function headOnly(mail: Uint8Array): Uint8Array {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, Math.min(mail.byteLength, 65_536));
  const end = bytes.indexOf('\r\n\r\n');
  return new Uint8Array(end < 0 ? bytes : bytes.subarray(0, end + 4));
}
