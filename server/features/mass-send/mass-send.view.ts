import { sumOf } from '#contract/decimal';
import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import {
  mailFailures,
  recipientStates,
  recipientWarnings,
  skipReasons,
} from '#contract/mass-send-words';
import type { Amount, RecipientRecord, RunRecord } from './mass-send.queries.ts';

/** @param amounts whether the caller may see balances */
export function showRun(run: RunRecord, amounts: boolean): MassSend {
  const { id, cutOff, state, canary, by, createdAt, startedAt, finishedAt, forcedReason } = run;
  const counts = counted(recipientStates, run.counts);
  const toSend = counts.waiting;
  const rate = state === 'running' && run.lately > 0 ? rateOf(run) : null;
  return {
    id,
    company: { code: run.code, name: run.company },
    cutOff,
    state,
    canary,
    by,
    createdAt,
    startedAt,
    finishedAt,
    counts,
    skipped: counted(skipReasons, run.skipped),
    warnings: counted(recipientWarnings, run.warnings),
    totals: amounts ? run.totals.map(exact) : [],
    rate,
    remainingSeconds: rate === null ? null : Math.ceil((toSend / rate) * 60),
    mailboxes: run.mailboxes,
    undoSeconds: run.undoSeconds,
    needsConfirmation: state === 'draft' && toSend > run.limit,
    alreadySent: run.alreadySent,
    forcedReason,
  };
}

/** Customers a minute, to one decimal. */
const rateOf = ({ lately, seconds }: RunRecord): number =>
  Math.max(0.1, Math.round((lately / Math.max(seconds, 1)) * 600) / 10);

/** @param amounts whether the caller may see balances */
export function showRecipient(recipient: RecipientRecord, amounts: boolean): MassSendRecipient {
  const { id, number, name, state, skipped, warnings, attachment } = recipient;
  return {
    id,
    customer: { number, name },
    mailboxes: recipient.mailboxes.map(({ address, role, state: box, reply, reason }) => ({
      address,
      role,
      state: box,
      reply,
      failure: mailFailures.find((word) => box === 'failed' && word === reason) ?? null,
    })),
    state,
    skipped,
    warnings,
    totals: amounts ? recipient.totals.map(exact) : [],
    attachment,
  };
}

/** Every word with its count, those that nobody has included. */
const counted = <W extends string>(
  words: readonly W[],
  counts: Partial<Record<W, number>>,
): Record<W, number> =>
  Object.fromEntries(words.map((word) => [word, counts[word] ?? 0])) as Record<W, number>;

/** An amount with the digits that say something. */
const exact = ({ currency, amount }: Amount): Amount => ({ currency, amount: sumOf([amount]) });
