import type { Logger } from 'pino';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { createDueWork, type DueWork } from '../../work/due-work.ts';
import { askProvider, type AskingDeps } from './asking.ts';
import { reconcileDue } from './reconciling.ts';

/** How often it is looked for payments whose provider is to be asked. */
const everyMs = 2_000;
/** How often it is looked whether all that providers took is known here. */
const reconciledMs = 3_600_000;
/** Payments of one tenant that are asked about in one go, and how many at a time. */
const [portion, lanes] = [40, 8];
/** Seconds after which somebody else asks about a payment of which nothing more was heard. */
const leaseSeconds = 60;

/**
 * Asks providers about payments: those of which a hint came, and those of which nobody says anything; and every hour
 * whether all that they took is known here. Any number of servers may do so at the same time, and each may die at any
 * moment.
 */
export function createJanitor({
  inScope,
  logger,
  ...deps
}: AskingDeps & { inScope: InScope; logger: Pick<Logger, 'error'> }): DueWork {
  const asking = createDueWork<string>({
    everyMs,
    lanes,
    tenants: () => inScope({ tenantId: null }, dueTenants),
    claim: (tenantId) => inScope({ tenantId }, (db) => claim(db, tenantId)),
    act: (tenantId, id) => askProvider(deps, (work) => inScope({ tenantId }, work), id, 'janitor'),
    failed: (error) => logger.error({ error }, 'payments were not looked at'),
  });
  const unreconciled = (error: unknown) => logger.error({ error }, 'payments were not reconciled');
  const reconciling = createDueWork<null>({
    everyMs: reconciledMs,
    lanes: 1,
    tenants: () => inScope({ tenantId: null }, (db) => db('tenants').pluck<string[]>('id')),
    claim: async () => [null],
    act: (tenantId) =>
      reconcileDue(deps.providers, (work) => inScope({ tenantId }, work), unreconciled),
    failed: unreconciled,
  });
  return {
    ...asking,
    stop: async () => {
      await Promise.all([asking.stop(), reconciling.stop()]);
    },
  };
}

const dueTenants = async (db: Db): Promise<string[]> =>
  (
    await rowsOf<{ id: string }>(
      db,
      'select distinct tenant_id as id from payment_due where due_at <= now()',
    )
  ).map(({ id }) => id);

/** Takes payments on. What says that there are some goes first: whoever adds one meanwhile adds its own. */
async function claim(db: Db, tenantId: string): Promise<string[]> {
  await db('payment_due').where({ tenant_id: tenantId }).whereRaw('due_at <= now()').delete();
  const rows = await rowsOf<{ id: string }>(
    db,
    `with due as (
       select tenant_id, id from payments where due_at <= now() order by due_at limit ${portion}
       for update skip locked
     )
     update payments p set due_at = now() + make_interval(secs => ${leaseSeconds})
     from due where p.tenant_id = due.tenant_id and p.id = due.id returning p.id`,
  );
  // For whatever is left, and for whoever dies with these.
  if (rows.length > 0)
    await db('payment_due').insert([
      { tenant_id: tenantId, due_at: db.raw('now() + make_interval(secs => ?)', [leaseSeconds]) },
      ...(rows.length === portion ? [{ tenant_id: tenantId, due_at: db.fn.now() }] : []),
    ]);
  return rows.map(({ id }) => id);
}
