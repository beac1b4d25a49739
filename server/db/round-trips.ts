import type { Socket } from 'node:net';
import type { Knex } from 'knex';

/** What is used of a transaction of the query builder before it begins. */
type Beginning = { begin(connection: unknown): Promise<unknown> };
type Client = { transaction(...args: unknown[]): Beginning };

/**
 * Does not wait for the answer to `begin`: it leaves together with what follows. A transaction that cannot
 * begin fails as before, and so does all that was sent after it.
 */
export function beginAtOnce(db: Knex): void {
  const client = db.client as Client;
  const open = client.transaction.bind(client);
  client.transaction = (...args) => {
    const transaction = open(...args);
    const begin = transaction.begin.bind(transaction);
    transaction.begin = async (connection) => {
      // The transaction itself hears of an error.
      void begin(connection);
    };
    return transaction;
  };
}

/** A connection as the driver has it. */
type Connection = { connection: { stream: Socket } };

/** Sends all that is written in one go of the event loop in one piece: the database wakes up once for it. */
export function writeTogether({ connection: { stream } }: Connection): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let corked = false;
  stream.write = (...args: unknown[]) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return write(...args);
  };
}
