// Used on threads, and by whoever waits for them: the time of a job counts from where a thread begins with it. How long
// a thread takes to start says nothing of the job, and on a busy machine it is the most of it.

/** What a thread is handed with a job whose time is limited. */
export type Timed<Input> = { input: Input; begun: Float64Array };

const now = (): number => performance.timeOrigin + performance.now();

/** Makes a function of a module one whose time is limited (`BackgroundOptions`, `ms`). */
export const timed =
  <Input, Output>(job: (input: Input) => Output) =>
  ({ input, begun }: Timed<Input>): Output => {
    begun[0] = now();
    return job(input);
  };

/** Milliseconds within which a thread begins, at most. */
const startMs = 30_000;

/**
 * A job with its limit.
 * @param ms milliseconds from where a thread begins with it
 * @returns the signal that ends it, and what ends the watch over it
 */
export function watched<Input>(
  input: Input,
  ms: number,
): { job: Timed<Input>; signal: AbortSignal; done: () => void } {
  const begun = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const overdue = new AbortController();
  const asked = now();
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const began = begun[0]!;
    const left = began > 0 ? began + ms - now() : asked + startMs - now();
    if (left <= 0) overdue.abort();
    else timer = setTimeout(look, Math.min(left, ms));
  };
  timer = setTimeout(look, ms);
  return { job: { input, begun }, signal: overdue.signal, done: () => clearTimeout(timer) };
}
