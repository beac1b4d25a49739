import { createFairQueue, type FairQueueOptions, type WorkKeys } from '../../work/fair-queue.ts';
import { readOnThread, type ThreadLimits, type ThreadResult } from './thread.ts';

/** The threads of a server on which foreign files and mails are read, shared out among whoever asks. */
export type ForeignReader = {
  /**
   * @param keys whose work it is
   * @param job module whose default export is a `ThreadJob`
   * @param input of the job, or what fetches it once it is its turn: what is large waits where it is
   * @throws ThreadError where it needs more than its limits; AppError `unavailable` where too many wait
   */
  read<Input, Head, Item>(
    keys: WorkKeys,
    job: URL,
    input: Input | (() => Promise<Input>),
    limits: ThreadLimits,
  ): Promise<ThreadResult<Head, Item>>;

  /**
   * Waits for its turn and does something else with what it fetches there.
   * @throws AppError `unavailable` where too many wait
   */
  inTurn<T>(keys: WorkKeys, work: (read: typeof readOnThread) => Promise<T>): Promise<T>;
};

// Two at a time, with the memory of two; who reads waits for seconds at most.
const usual: FairQueueOptions = { active: 2, waiting: 20, waitingPerKey: 3 };

export function createForeignReader(options: FairQueueOptions = usual): ForeignReader {
  const queue = createFairQueue(options);
  return {
    inTurn: (keys, work) => queue.run(keys, () => work(readOnThread)),

    read: <Input, Head, Item>(
      keys: WorkKeys,
      job: URL,
      input: Input | (() => Promise<Input>),
      limits: ThreadLimits,
    ) =>
      queue.run(keys, async () =>
        readOnThread<Input, Head, Item>(
          job,
          typeof input === 'function' ? await (input as () => Promise<Input>)() : input,
          limits,
        ),
      ),
  };
}
