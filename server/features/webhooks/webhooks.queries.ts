import type {
  DeliveryFault,
  DeliveryState,
  WebhookKind,
  WebhookState,
} from '#contract/webhook-words';
import { keptDeliveryDays, listedDeliveries } from '#contract/webhook-words';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Deliveries of an address `w` in a state; each is looked up in an index, however many were made. */
const deliveriesIn = (state: DeliveryState) =>
  `from webhook_deliveries d where d.tenant_id = w.tenant_id and d.endpoint_id = w.id and d.state = '${state}'`;
const columns = `w.id, w.version, w.name, w.url, w.kinds, w.state, w.created_at as "createdAt", i.name as "createdBy",
  case when w.former_until > now() then w.former_until end as "formerUntil",
  (select count(*)::int ${deliveriesIn('waiting')}) as waiting,
  (select count(*)::int ${deliveriesIn('failed')}) as failed,
  (select max(d.tried_at) ${deliveriesIn('delivered')}) as "lastDeliveredAt"`;
const from = `from webhook_endpoints w
  left join identities i on i.tenant_id = w.tenant_id and i.id = w.created_by`;

const deliveryColumns = `d.id, d.kind, d.state, d.attempts, d.created_at as "createdAt", d.tried_at as "triedAt",
  case when d.state = 'waiting' then d.due_at end as "nextAt", d.status, d.fault, d.body`;

/** What changes of an address. */
export type WebhookChange = {
  name?: string | undefined;
  url?: string | undefined;
  kinds?: readonly WebhookKind[] | undefined;
  state?: WebhookState | undefined;
};

/** Statements of webhooks and of what was told to them. */
export const webhookQueries = {
  list: (db: Db): Promise<Webhook[]> =>
    rowsOf<Webhook>(db, `select ${columns} ${from} order by w.created_at desc, w.id`),

  find: async (db: Db, id: string): Promise<Webhook | undefined> =>
    (await rowsOf<Webhook>(db, `select ${columns} ${from} where w.id = ?`, [id]))[0],

  /** Keeps others from changing an address until the transaction ends. */
  hold: (db: Db, id: string) => db('webhook_endpoints').where({ id }).forUpdate().first('id'),

  /** Keeps others from adding addresses meanwhile. @returns how many there are, and how many are on */
  count: async (db: Db): Promise<{ all: number; on: number }> => {
    await db.raw(
      `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ' webhooks', 0))`,
    );
    const [row] = await rowsOf<{ all: number; on: number }>(
      db,
      `select count(*)::int as "all", count(*) filter (where state = 'on')::int as "on" from webhook_endpoints`,
    );
    return row!;
  },

  insert: async (
    db: Db,
    tenantId: string,
    row: {
      name: string;
      url: string;
      kinds: readonly WebhookKind[];
      secret: string;
      createdBy: string | null;
    },
  ): Promise<string> => {
    const [made] = await rowsOf<{ id: string }>(
      db,
      `insert into webhook_endpoints (tenant_id, name, url, kinds, secret, created_by)
       values (:tenantId, :name, :url, :kinds, :secret, :createdBy) returning id`,
      { ...row, tenantId, kinds: [...row.kinds] },
    );
    return made!.id;
  },

  /** What is turned on is told of what happens from then on. */
  change: (db: Db, id: string, { kinds, ...change }: WebhookChange) =>
    db('webhook_endpoints')
      .where({ id })
      .update({
        ...change,
        ...(kinds && { kinds: [...kinds] }),
        ...(change.state === 'on' && { since: db.fn.now() }),
        version: db.raw('version + 1'),
      }),

  /** Gives an address a new secret; the one before signs as well for so many hours. */
  rotate: (db: Db, id: string, secret: string, hours: number) =>
    db('webhook_endpoints')
      .where({ id })
      .update({
        former_secret: db.ref('secret'),
        former_until: db.raw('now() + make_interval(hours => ?)', [hours]),
        secret,
        version: db.raw('version + 1'),
      }),

  remove: async (db: Db, id: string): Promise<boolean> =>
    (await db('webhook_endpoints').where({ id }).delete('id')).length > 0,

  deliveries: (db: Db, endpointId: string): Promise<WebhookDelivery[]> =>
    rowsOf<WebhookDelivery>(
      db,
      `select ${deliveryColumns} from webhook_deliveries d where d.endpoint_id = ?
       order by d.created_at desc, d.id limit ${listedDeliveries}`,
      [endpointId],
    ),

  delivery: async (db: Db, id: string): Promise<WebhookDelivery | undefined> =>
    (
      await rowsOf<WebhookDelivery>(
        db,
        `select ${deliveryColumns} from webhook_deliveries d where d.id = ?`,
        [id],
      )
    )[0],

  /** Has a delivery sent once more, now. @returns whether there is one */
  resend: async (db: Db, id: string): Promise<boolean> =>
    (
      await rowsOf(
        db,
        `update webhook_deliveries set state = 'waiting', attempts = 0, due_at = now(),
           tried_at = coalesce(tried_at, now()) where id = ? returning id`,
        [id],
      )
    ).length > 0,
};

/** Deletes what was told long ago. */
export const sweepDeliveries = (db: Db): Promise<unknown> =>
  db.raw(
    `delete from webhook_deliveries where created_at < now() - make_interval(days => ${keptDeliveryDays})`,
  );

/** What became of an attempt. */
export type Outcome = { status: number | null; fault: DeliveryFault | null };
