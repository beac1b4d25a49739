import { classOfReply, type RefusalClass } from './refusal-class.ts';

/** How handing over one mail ended. Replies are the relay's own words. */
export type Outcome =
  | { kind: 'accepted'; reply: string }
  /** For good: no later try would fare better. */
  | { kind: 'refused'; reason: RefusalClass; reply: string }
  /** Not now; `waitMs` is what the relay asked for, where it did. `tooFast`: nor anything else to this domain. */
  | { kind: 'deferred'; reply: string; waitMs: number | null; tooFast: boolean }
  /** The relay's own trouble, nothing about the recipient. The dot has not left, or was answered with no. */
  | { kind: 'trouble'; reply: string }
  /** Our own side held the mail back before the dot. */
  | { kind: 'held' }
  /** The dot has left and no answer came: nobody knows. */
  | { kind: 'unknown'; reply: string };

/** What is read of the errors of the SMTP library. */
export type SmtpError = Error & {
  code?: string;
  response?: string;
  responseCode?: number;
  command?: string;
};

/** Answers that speak of the session, whatever they answer: closing, TLS, order of commands, login. */
const sessionCodes = new Set([421, 454, 503, 530, 534, 535, 538]);

/**
 * @param error what ended the conversation
 * @param dotLeft whether the final dot may have been sent
 */
export function outcomeOf(error: SmtpError, dotLeft: boolean): Outcome {
  const { responseCode = 0, response, command = '', code } = error;
  const reply = response ?? error.message;
  // With the dot gone, only a whole answer to it says anything.
  if (dotLeft && !(code === 'EMESSAGE' && responseCode >= 400)) return { kind: 'unknown', reply };
  // A relay that is told the size may say so before it hears of a recipient.
  const tooLarge = command === 'MAIL FROM' && responseCode === 552;
  const aboutMail = command === 'RCPT TO' || command === 'DATA' || tooLarge;
  if (!aboutMail || responseCode < 400 || sessionCodes.has(responseCode))
    return { kind: 'trouble', reply };
  if (responseCode < 500)
    return { kind: 'deferred', reply, waitMs: waitOf(reply), tooFast: isTooFast(reply) };
  return { kind: 'refused', reason: classOfReply(reply, command === 'RCPT TO'), reply };
}

/**
 * Whether a "not now" speaks of how much comes, so that other mails to the same domain would hear the same. A grey
 * list puts off each mailbox by itself, and 4.2 is about one mailbox, even where it speaks of its rate.
 */
function isTooFast(reply: string): boolean {
  const [, code = ''] = /^\d{3}[ -](4\.\d{1,3}\.\d{1,3})?/.exec(reply) ?? [];
  if (code.startsWith('4.2.') || /gr[ae]y-?\s?list/i.test(reply)) return false;
  // RFC 7372 and the registry: a flood of mails.
  if (code === '4.7.28') return true;
  return /\btoo (many|much|fast|frequent)|\brate\b|\brate-?limit|throttl|slow down|unusual (rate|volume)/i.test(
    reply,
  );
}

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** "Try again in 5 minutes", "greylisted for 300 seconds": in milliseconds; null where nothing is said. */
function waitOf(reply: string): number | null {
  const [, amount, unit] =
    /\b(\d{1,5})\s*(s|m|h)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?)?\b/i.exec(reply) ?? [];
  return amount && unit ? Number(amount) * unitMs[unit.toLowerCase()]! : null;
}
