import type { Db } from '../db/scope.ts';
import type { PersonCaller } from '../http/caller.ts';

/** What a feature whose records begin with a message is handed of the feature of messages. */
export type CustomerConversations = {
  /**
   * Files of the caller's own that have arrived for a message and belong to nothing.
   * @throws AppError `not_found`, `file_infected`, `message_files_too_large`
   */
  attachable(db: Db, caller: PersonCaller, ids: readonly string[]): Promise<{ id: string }[]>;
  /** Posts a message of the caller's into a conversation that it has found within its reach. */
  post(
    db: Db,
    caller: PersonCaller,
    message: { threadId: string; text: string; files: readonly { id: string }[] },
  ): Promise<void>;
};
