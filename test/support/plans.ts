import type { Db } from '../../server/db/scope.ts';

/** A plan as `explain (analyze, format json)` gives it. */
export type Plan = Record<string, unknown> & { Plans?: Plan[] };
/** Rows that a plan read, and those that pairs of it were compared for in vain. */
export function workOf(plan: Plan): number {
  const loops = Number(plan['Actual Loops'] ?? 0);
  const thrown = Object.entries(plan)
    .filter(([name]) => name.startsWith('Rows Removed by'))
    .reduce((sum, [, count]) => sum + Number(count), 0);
  const own = (Number(plan['Actual Rows'] ?? 0) + thrown) * loops;
  return (plan.Plans ?? []).reduce((sum, one) => sum + workOf(one), own);
}

/** The plans of all statements of some work, each explained once it is done. */
export async function plansOf(db: Db, run: () => Promise<unknown>): Promise<Plan[]> {
  const statements: { sql: string; bindings: unknown[] }[] = [];
  const note = (query: (typeof statements)[number]) => statements.push(query);
  db.on('query', note);
  await run();
  db.removeListener('query', note);
  const plans: Plan[] = [];
  for (const { sql, bindings } of statements) {
    const connection = await db.client.acquireConnection();
    const { rows } = await connection.query(
      `explain (analyze, timing off, format json) ${sql}`,
      bindings,
    );
    const plan = rows[0]['QUERY PLAN'];
    plans.push((typeof plan === 'string' ? JSON.parse(plan) : plan)[0].Plan);
  }
  return plans;
}

/** Rows that all statements of some work look at. */
export async function workIn<T>(
  db: Db,
  run: () => Promise<T>,
): Promise<{ work: number; result: T }> {
  let result!: T;
  const plans = await plansOf(db, async () => (result = await run()));
  return { work: plans.reduce((sum, plan) => sum + workOf(plan), 0), result };
}
