import type { Logger } from 'pino';
import type { Db, InScope } from '../../db/scope.ts';
import { drawLetter } from '../../output/letter.ts';
import { inTurn } from '../../work/breath.ts';
import type { ComposedMail, Composer, Held, Refused } from '../../output/mail.ts';
import type { Outcome } from '../../output/smtp-outcome.ts';
import { messageIdOf, type OutgoingMail, type Smtp } from '../../output/smtp.ts';
import { finishMail, isWantedIn, markHanding } from './mail.queries.ts';
import type { ClaimedMail, Finish } from './mail.queries.ts';
import { domainOf, rest, spend, takeTurn, type Pace } from './mail.pace.ts';
import type { Logos } from './mail.logos.ts';
import type { RelayHealth } from './mail.relay.ts';
import { retryWait, type MailTiming } from './mail.timing.ts';

export type MailLogger = Pick<Logger, 'info' | 'warn' | 'error'>;

export type DeliveryDeps = {
  inScope: InScope;
  smtp: Smtp;
  composers: Record<string, Composer<Db>>;
  logger: MailLogger;
  timing: MailTiming;
  relay: RelayHealth;
  logos: Logos;
  /** Null where there is no cap. */
  pace: Pace | null;
  /** Told that a domain rests, as an answer spoke of too many mails. */
  rested(): void;
  /** Told the state each mail came to. */
  observe(state: Finish['state']): void;
};

/** Brings one claimed mail as far as it gets. Never rejects. */
export type Deliver = (tenantId: string, mail: ClaimedMail) => Promise<void>;

export function createDelivery(deps: DeliveryDeps): Deliver {
  const { logger } = deps;
  return async (tenantId, mail) => {
    const said = { mail: mail.id, kind: mail.kind, tenantId };
    try {
      const finish = await attempt(deps, tenantId, mail);
      const state = await patiently(() => store(deps, tenantId, mail, finish));
      if (state === null) logger.warn(said, 'mail was no longer ours');
      else {
        deps.observe(state);
        const { reason, tries } = finish;
        const level = state === 'unknown' || state === 'failed' ? 'warn' : 'info';
        logger[level]({ ...said, state, reason, tries, code: codeOf(finish.reply) }, 'mail');
      }
    } catch (error) {
      // Its lease runs out, and then it waits again or is unknown.
      logger.error({ ...said, error }, 'mail could not be noted');
    }
  };
}

/** Composes, sends, and says what is to be noted. No transaction is open meanwhile. */
async function attempt(deps: DeliveryDeps, tenantId: string, mail: ClaimedMail): Promise<Finish> {
  const { composers, smtp, inScope, logger, timing, relay } = deps;
  const { id, kind, data, tries } = mail;
  const nothing = {
    recipient: null,
    subject: null,
    reason: null,
    reply: null,
    waitMs: null,
    tries,
  };
  if (mail.late) return { ...nothing, state: 'failed', reason: 'too_late' };
  const composer = Object.hasOwn(composers, kind) ? composers[kind] : undefined;
  if (!composer) return { ...nothing, state: 'failed', reason: 'no_composer' };
  let composed: ComposedMail<Db> | Held | Refused | null;
  let outgoing: OutgoingMail;
  try {
    composed = await composer({ id, tenantId, data });
    if (composed === null) return { ...nothing, state: 'cancelled', reason: 'nobody' };
    if ('holdMs' in composed) return { ...nothing, state: 'queued', waitMs: composed.holdMs };
    if ('refuse' in composed) return { ...nothing, state: 'failed', reason: composed.refuse };
    const { from, to, copies, attachments, unsubscribe, thread } = composed;
    const usual = mail.replyTo === null ? null : { name: null, address: mail.replyTo };
    const replyTo = composed.replyTo ?? usual;
    const { letter, look } = composed;
    const logo = look.logo === null ? null : await deps.logos(tenantId, look.logo);
    // A round for each of those that are under way: drawn and packed in one, they would hold the loop together.
    const drawn = await inTurn(() => drawLetter({ letter, look, logo }));
    outgoing = { id, from, to, replyTo, thread, copies, attachments, logo, unsubscribe, ...drawn };
  } catch (error) {
    logger.error({ mail: id, kind, tenantId, error }, 'mail could not be composed');
    const waitMs = retryWait(timing, tries, null);
    return { ...nothing, state: 'deferred', reason: 'composer', tries: tries + 1, waitMs };
  }
  const { bind } = composed;
  const outcome = await smtp.send(outgoing, () =>
    inScope({ tenantId }, async (db) => {
      const messageId = messageIdOf(outgoing);
      const ours = await markHanding(db, tenantId, mail, timing.fenceLeaseMs, messageId);
      if (ours) await bind?.(db);
      return ours;
    }).catch((error: unknown) => {
      logger.error({ mail: id, tenantId, error }, 'mail was held back');
      return false;
    }),
  );
  if (outcome.kind === 'trouble') {
    relay.failed();
    logger.warn(
      { reply: outcome.reply, pauseMs: Math.round(relay.restMs()) },
      'mail relay trouble',
    );
  } else if (outcome.kind !== 'held' && outcome.kind !== 'unknown') relay.answered();
  const shown = { recipient: outgoing.to.address, subject: outgoing.subject };
  const note = noteOf(outcome, tries, composed, { timing, relay });
  await keepPace(deps, mail, outgoing.to.address, outcome, note);
  return { ...nothing, ...shown, ...note };
}

/**
 * Counts a mail that did not wait its turn, and lets a domain rest that says so of more than one mailbox. Both are
 * courtesy to the relay: where they cannot be noted, the mail is as it is.
 */
async function keepPace(
  { inScope, pace, rested, logger }: DeliveryDeps,
  { domain, id }: ClaimedMail,
  address: string,
  outcome: Outcome,
  { waitMs }: Note,
): Promise<void> {
  const spoken = outcome.kind !== 'held' && outcome.kind !== 'trouble';
  const counts = pace !== null && domain === null && spoken;
  const rests = outcome.kind === 'deferred' && outcome.tooFast;
  if (!counts && !rests) return;
  const to = domain ?? domainOf(address);
  if (rests) {
    rested();
    logger.warn({ domain: to, waitMs, code: codeOf(outcome.reply) }, 'mail to a domain rests');
  }
  await inScope({ tenantId: null }, async (db) => {
    await takeTurn(db);
    if (counts) await spend(db, pace, [to]);
    if (rests) await rest(db, to, waitMs ?? 0);
  }).catch((error: unknown) => logger.error({ mail: id, error }, 'pace of mails was not noted'));
}

type Note = Pick<Finish, 'state' | 'reason' | 'reply' | 'tries' | 'waitMs'>;

/** What an outcome means for the queue. Only an answer about the recipient spends a try. */
function noteOf(
  outcome: Outcome,
  tries: number,
  composed: Pick<ComposedMail, 'letter'>,
  { timing, relay }: Pick<DeliveryDeps, 'timing' | 'relay'>,
): Note {
  const reply = outcome.kind === 'held' ? null : withoutSecrets(outcome.reply, composed);
  const spent = { reply, tries: tries + 1 };
  switch (outcome.kind) {
    case 'accepted':
      return { ...spent, state: 'accepted', reason: null, waitMs: null };
    case 'refused':
      return { ...spent, state: 'failed', reason: outcome.reason, waitMs: null };
    case 'deferred': {
      const waitMs = retryWait(timing, tries, outcome.waitMs);
      return { ...spent, state: 'deferred', reason: 'deferred', waitMs };
    }
    case 'unknown':
      return { ...spent, state: 'unknown', reason: 'no_answer', waitMs: null };
    case 'trouble': {
      // It stands back a little: a mail that brings the relay down must not be the next probe, too.
      const waitMs = Math.ceil(relay.restMs()) + timing.hintMs[0];
      return { reply, tries, state: 'queued', reason: 'relay', waitMs };
    }
    case 'held':
      return { reply, tries, state: 'queued', reason: null, waitMs: timing.pollMs };
  }
}

/** @returns the state that was noted, or null where the mail was no longer ours */
async function store(
  { inScope }: DeliveryDeps,
  tenantId: string,
  mail: ClaimedMail,
  finish: Finish,
): Promise<Finish['state'] | null> {
  return inScope({ tenantId }, async (db: Db) => {
    const { state, waitMs } = finish;
    const tooLate =
      state === 'deferred' && waitMs !== null && !(await isWantedIn(db, tenantId, mail.id, waitMs));
    const last: Finish = tooLate
      ? { ...finish, state: 'failed', reason: 'too_late', waitMs: null }
      : finish;
    return (await finishMail(db, tenantId, mail, last)) ? last.state : null;
  });
}

/** A database that is away for a moment must not turn a sent mail into an unknown one. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of [200, 1_000, 5_000]) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return work();
}

/** The relay's words for the log of mails: some quote what they did not like, links and all. */
export function withoutSecrets(reply: string, { letter }: Pick<ComposedMail, 'letter'>): string {
  const secrets = letter.blocks.flatMap((block) =>
    block.kind === 'facts'
      ? block.rows.map(({ value }) => value)
      : block.kind === 'action' || block.kind === 'link'
        ? [block.href]
        : [],
  );
  const hidden = secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, '…'), reply);
  // Of other addresses, the place but not what stands behind it.
  return hidden.replaceAll(/(https?:\/\/[^\s/?#]*)[/?#]\S*/gi, '$1/…').slice(0, 500);
}

const codeOf = (reply: string | null): string | undefined =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(reply ?? '')?.[0];
