import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, InScope } from '../../db/scope.ts';
import type { Composer } from '../../output/mail.ts';
import type { Smtp } from '../../output/smtp.ts';
import { createDelivery, type MailLogger } from './mail.delivery.ts';
import { createLogos } from './mail.logos.ts';
import { claimMails, dueTenants, recoverMails, settleDue } from './mail.queries.ts';
import type { ClaimedMail, MailState } from './mail.queries.ts';
import { paceOf, type MailCaps } from './mail.pace.ts';
import { createRelayHealth } from './mail.relay.ts';
import { usualTiming, type MailTiming } from './mail.timing.ts';

/** Counts for the metrics. */
export type MailObserver = {
  finished(state: MailState): void;
  relayPaused(paused: boolean): void;
  /** A domain said that too much comes, and is left alone for a while. */
  domainRested(): void;
};

export type MailWorkerOptions = {
  inScope: InScope;
  /** The worker's own; closed when it stops. */
  smtp: Smtp;
  /** Who writes the mails, by kind. */
  composers: Record<string, Composer<Db>>;
  logger: MailLogger;
  /** How many mails are under way at the same time. */
  lanes?: number;
  caps?: MailCaps;
  observer?: MailObserver;
  timing?: Partial<MailTiming>;
};

export type MailWorker = {
  start(): void;
  /** Takes on nothing new, lets what is under way finish for a while, and puts back what did not. */
  stop(): Promise<void>;
};

/** After an error of the database. */
const errorPauseMs = 5_000;
const tenantsAtOnce = 100;
/** So much later than the database said, so that its clock agrees. */
const clockMs = 2;
/** How long a free lane waits for others, while most are busy. */
const gatherMs = 25;

/**
 * Sends what is in the outboxes of all tenants. Any number of workers may do so at the same time, in
 * any number of processes, and each may die at any moment: a mail is handed over once, or ends as
 * `unknown` for people to decide.
 */
export function createMailWorker(options: MailWorkerOptions): MailWorker {
  const { inScope, smtp, logger, lanes = 5, caps = {}, observer } = options;
  const timing = { ...usualTiming, ...options.timing };
  const relay = createRelayHealth(timing.pauseMs, (paused) => observer?.relayPaused(paused));
  const pace = paceOf(caps, timing.minuteMs);
  const deliver = createDelivery({
    ...options,
    timing,
    relay,
    logos: createLogos(inScope),
    pace,
    rested: () => observer?.domainRested(),
    observe: (state) => observer?.finished(state),
  });
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  /** Wakes who waits for a lane. */
  let wake = () => {};
  stopping.signal.addEventListener('abort', () => wake());
  let loop: Promise<void> | null = null;
  /** When an outbox has something to do next, as far as is known; by `performance.now`. */
  let nextAt = Infinity;

  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  /** How many more may be sent now: one alone while the relay has to prove itself. */
  const room = () => (relay.probing() ? 1 : lanes) - underWay.size;

  function send(tenantId: string, mail: ClaimedMail): void {
    const lane: Promise<void> = deliver(tenantId, mail).finally(() => {
      underWay.delete(lane);
      wake();
    });
    underWay.add(lane);
  }

  /** Waits for a free lane, and then a moment for more: mails that are claimed together cost little more than one. */
  async function untilRoom(): Promise<void> {
    while (room() <= 0 && !stopping.signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (underWay.size > lanes / 2) await pause(gatherMs);
  }

  /** One turn over the tenants with something to do. @returns how many mails it took on */
  async function round(): Promise<number> {
    const tenants = await inScope({ tenantId: null }, (db) => dueTenants(db, tenantsAtOnce));
    let taken = 0;
    for (const tenantId of tenants) {
      await untilRoom();
      const limit = room();
      // The relay may have gone meanwhile.
      if (stopping.signal.aborted || relay.restMs() > 0 || limit <= 0) break;
      const mails = await take(tenantId, limit);
      for (const mail of mails) send(tenantId, mail);
      taken += mails.length;
    }
    return taken;
  }

  /** Claims mails of one tenant, after those of dead workers were taken back. */
  function take(tenantId: string, limit: number): Promise<ClaimedMail[]> {
    return inScope({ tenantId }, async (db) => {
      const unknown = await recoverMails(db, tenantId);
      for (let i = 0; i < unknown; i++) observer?.finished('unknown');
      if (unknown > 0) logger.warn({ tenantId, unknown }, 'mails of a lost worker are unknown');
      const mails = await claimMails(db, tenantId, limit, timing.leaseMs, pace);
      if (mails.length < limit) expect(await settleDue(db, tenantId));
      return mails;
    });
  }

  /** Notes in how many milliseconds there is something to do. What is due now and was not taken, somebody else holds. */
  function expect(ms: number | null): void {
    if (ms !== null && ms > 0) nextAt = Math.min(nextAt, performance.now() + ms + clockMs);
  }

  /** How long to sleep with nothing to do: until the next mail that is known of, or as long as others may queue some. */
  function idleMs(): number {
    const ms = nextAt - performance.now();
    if (ms <= timing.pollMs) nextAt = Infinity;
    return Math.min(Math.max(ms, 0), timing.pollMs);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(relay.restMs());
      try {
        if ((await round()) === 0) await pause(idleMs());
      } catch (error) {
        logger.error({ error }, 'mail worker failed');
        await pause(errorPauseMs);
      }
    }
  }

  return {
    start: () => {
      loop ??= run();
    },
    stop: async () => {
      stopping.abort();
      await loop;
      const bound = new AbortController();
      await Promise.race([
        Promise.all(underWay),
        sleep(timing.stopMs, undefined, { signal: bound.signal }).catch(() => undefined),
      ]);
      bound.abort();
      smtp.close();
      await Promise.all(underWay);
    },
  };
}
