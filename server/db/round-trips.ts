import type { Socket } from 'node:net';
import type { Knex } from 'knex';
import { giveBack, isLarge } from '../work/give-back.ts';

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
type Write = (chunk: Uint8Array, done?: (error?: Error | null) => void) => boolean;

/**
 * Sends all that is written in one go of the event loop in one piece: the database wakes up once for it. What is large
 * the driver made for this alone, and it is given back as soon as it has left.
 */
export function writeTogether({ connection: { stream } }: Connection): void {
  const write = stream.write.bind(stream) as Write;
  let corked = false;
  stream.write = ((chunk, done) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    if (!isLarge(chunk)) return write(chunk, done);
    return write(chunk, (error) => {
      giveBack(chunk);
      done?.(error);
    });
  }) as Write as Socket['write'];
}
