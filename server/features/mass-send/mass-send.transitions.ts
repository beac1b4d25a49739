import type { RunState } from '#contract/mass-send-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { lockRun, type LockedRun } from './mass-send.outbox.ts';

/**
 * All that happens to a run, and what each makes of its state; in a state that is not named it cannot happen.
 * `hold` and `finish` come from the worker: all but what the canary holds back is done, or all is.
 */
export const transitions = {
  start: { draft: 'running' },
  // While none of its mails has left.
  recall: { running: 'draft' },
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  cancel: { draft: 'cancelled', running: 'cancelled', paused: 'cancelled' },
  // It is gone then, with whom it was for.
  remove: { draft: 'cancelled' },
  retry: { running: 'running', done: 'running' },
  // A mail of which nobody knows whether it arrived: it did, or it goes again. Of a cancelled run nothing goes.
  'resolve as sent': { running: 'running', paused: 'paused', done: 'done', cancelled: 'cancelled' },
  'resolve as again': { running: 'running', paused: 'paused', done: 'running' },
  hold: { running: 'paused' },
  finish: { running: 'done' },
} as const satisfies Record<string, Partial<Record<RunState, RunState>>>;

export type RunEvent = keyof typeof transitions;

/** The state a run has after an event; undefined where that cannot happen in the one it has. */
export const stateAfter = (event: RunEvent, state: RunState): RunState | undefined => {
  const to: Partial<Record<RunState, RunState>> = transitions[event];
  return to[state];
};

/**
 * Locks a run for an event.
 * @returns it, and the state it is to have
 * @throws AppError `run_state` where the event cannot happen in the state it has
 */
export async function lockFor(
  db: Db,
  id: string,
  event: RunEvent,
): Promise<{ run: LockedRun; to: RunState }> {
  const run = await lockRun(db, id);
  const to = run && stateAfter(event, run.state);
  if (!run || !to) throw new AppError('run_state');
  return { run, to };
}
