/** Every time of the mail worker, in milliseconds. Tests shorten them. */
export type MailTiming = {
  /** How often an idle worker looks for something to do. */
  pollMs: number;
  /** How long a worker is believed to work on a mail; from the fence on, longer. */
  leaseMs: number;
  fenceLeaseMs: number;
  /** Waits after a "not now" about the recipient, one after the other; the last repeats. */
  retryMs: readonly number[];
  /** Bounds of what a relay may ask for instead. */
  hintMs: readonly [least: number, most: number];
  /** Shortest and longest pause after trouble with the relay. */
  pauseMs: readonly [least: number, most: number];
  /** What caps call a minute. */
  minuteMs: number;
  /** How long `stop` lets mails under way finish. */
  stopMs: number;
};

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

export const usualTiming: MailTiming = {
  pollMs: second,
  leaseMs: minute,
  fenceLeaseMs: 5 * minute,
  retryMs: [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour],
  hintMs: [10 * second, hour],
  pauseMs: [second, minute],
  minuteMs: minute,
  stopMs: 10 * second,
};

/** How long to wait before the next try. @param tries how many there were before this one */
export function retryWait(timing: MailTiming, tries: number, hintMs: number | null): number {
  const [least, most] = timing.hintMs;
  if (hintMs !== null) return Math.min(Math.max(hintMs, least), most);
  return timing.retryMs[Math.min(tries, timing.retryMs.length - 1)] ?? least;
}
