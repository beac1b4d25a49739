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
