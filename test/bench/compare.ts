/** One line of the report: what was measured, against which limit, and whether the budget holds. */
export type Finding = {
  what: string;
  value: string;
  limit?: string;
  ratio?: number;
  budget: string;
  holds: boolean;
};

export function show(title: string, findings: Finding[]): void {
  console.log(`\n${title}`);
  for (const { what, value, limit, ratio, budget, holds } of findings) {
    const against = limit ? `  bare ${limit}` : '';
    const share = ratio === undefined ? '' : `  ratio ${ratio.toFixed(2)}`;
    console.log(
      `${holds ? '  ok  ' : '  MISS'} ${what.padEnd(46)} ${value}${against}${share}  (budget ${budget})`,
    );
  }
}

export const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The milliseconds that 19 of 20 rounds of a piece of work take at most. */
export async function slowMs(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds * 0.95)]!;
}
