import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { createFairQueue, type WorkKeys } from '../work/fair-queue.ts';
import { whoseWork } from '../work/whose.ts';
import type { Connection } from './connect.ts';

declare const unread: unique symbol;
/** The answer to plain SQL: what is in it only its statement knows, so `rowsOf` reads it by a type that stands there. */
export type Unread = { readonly [unread]: never };

/** A transaction inside a scope: the only query builder that features see. */
export type Db = {
  raw(
    sql: string,
    bindings?: Knex.RawBinding | readonly Knex.RawBinding[] | Knex.ValueDict,
  ): Knex.Raw<Unread>;
} & Knex.Transaction;
/** A statement that is being built. */
export type Query = Knex.QueryBuilder;

/**
 * Whose rows a transaction may see: a tenant's, by id or by slug. `null`, and a slug nobody has, see
 * the directory of tenants and nothing else.
 */
export type Scope = { tenantId: string | null } | { slug: string };

export type ScopeOptions = {
  /**
   * All statements see the database as it was at the first one (REPEATABLE READ): for an answer that several
   * statements make together. Rows may be written, but not those that somebody else has changed meanwhile.
   */
  snapshot?: boolean;
};

export type InScope = <T>(
  scope: Scope,
  work: (db: Db) => Promise<T>,
  options?: ScopeOptions,
) => Promise<T>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The only way to a query builder. Opens a transaction, gives up every right but the server's role's,
 * sets the tenant for this transaction alone, and commits when `work` is done; an error rolls back.
 *
 * Connections are shared out among tenants, and within each among those in whose name the work is done, so that
 * hundreds of requests of one keep nobody else waiting for more than their turn.
 *
 * A transaction that the database ended because of another one (deadlock, changed snapshot) is run again from
 * its beginning. So `work` changes nothing but rows: what it returns is all that may leave it.
 * @throws AppError `unavailable` where too many wait for a connection
 */
export function createScope(connection: Connection): InScope {
  const inside = new AsyncLocalStorage<true>();
  const queue = createFairQueue({ active: connection.lanes, waiting, waitingPerKey });
  return (scope, work, options) => {
    // A second transaction inside the first would wait for ever on the embedded database.
    if (inside.getStore())
      throw new Error('inScope inside inScope: hand the transaction over instead');
    const keys = whoseWork() ?? ownKeys(scope);
    return inside.run(true, () =>
      repeated(() => queue.run(keys, () => transact(connection, scope, work, options))),
    );
  };
}

/** Work of the server's own, for a tenant or for all of them. */
const ownKeys = (scope: Scope): WorkKeys => [
  'slug' in scope ? scope.slug : (scope.tenantId ?? ''),
  'own',
];

function transact<T>(
  connection: Connection,
  scope: Scope,
  work: (db: Db) => Promise<T>,
  { snapshot }: ScopeOptions = {},
): Promise<T> {
  return connection.knex.transaction(
    async (db) => {
      const entered = enter(connection, db, scope);
      // Elsewhere it need not be awaited: it leaves together with the first statement of the work,
      // runs before it, and until it ran nothing is visible.
      if (connection.embedded) await entered;
      else entered.catch(() => {});
      const result = await work(db);
      await entered;
      return result;
    },
    snapshot ? { isolationLevel: 'repeatable read' } : undefined,
  );
}

/** Transactions that wait for a connection, and those of one `who` of a tenant among them. */
const [waiting, waitingPerKey] = [2_000, 250];
/** Times a transaction is tried in all, and milliseconds before it is tried again, at most. */
const [tries, pauseMs] = [4, 40];
/** The database gave one of several transactions up: `deadlock_detected`, `serialization_failure`. */
const givenUp = new Set(['40P01', '40001']);

async function repeated<T>(transaction: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await transaction();
    } catch (error) {
      const { code } = error as { code?: string };
      if (round >= tries || code === undefined || !givenUp.has(code)) throw error;
      // By chance, so that the two do not meet again in step.
      await sleep(randomInt(1, pauseMs * round));
    }
  }
}

async function enter({ embedded }: Connection, db: Db, scope: Scope): Promise<void> {
  if ('tenantId' in scope && scope.tenantId !== null && !uuid.test(scope.tenantId)) {
    throw new Error('A scope takes the id of a tenant');
  }
  const [tenant, binding] =
    'slug' in scope
      ? [`coalesce((select id::text from tenants where slug = ?), '')`, scope.slug]
      : ['?', scope.tenantId ?? ''];
  // On PostgreSQL the login has no other rights; the embedded superuser must step down. No statement here runs
  // long enough for compiling it to pay; the planner, which misjudges what hangs on each row, would do so.
  const role = embedded ? `, set_config('role', 'portico_app', true)` : '';
  await db
    .raw(
      `select set_config('app.tenant_id', ${tenant}, true), set_config('jit', 'off', true)${role}`,
      [binding],
    )
    .options({ name: 'slug' in scope ? 'scope_by_slug' : 'scope_by_id' });
}
