/** Sums of quotes, exactly: no float is on the way. Plain functions: this file may travel to the browser. */
import { compareDecimals, sumOf } from './decimal.ts';

export type OptionLine = {
  position: string;
  amount: string;
  tax: string;
  optional: boolean;
  group: string | null;
};

/** What a line costs with its tax. */
export const lineTotal = ({ amount, tax }: Pick<OptionLine, 'amount' | 'tax'>): string =>
  sumOf([amount, tax]);

/** Whether a line is bought only by whoever chooses it. */
export const isChoice = ({ optional, group }: Pick<OptionLine, 'optional' | 'group'>): boolean =>
  optional || group !== null;

/** The groups of which one line each has to be chosen, in their order. */
export const groupsOf = (lines: readonly OptionLine[]): string[] => [
  ...new Set(lines.flatMap(({ group }) => group ?? [])),
];

/** What a quote costs with the lines that were chosen. @param total of those that nobody chooses */
export const totalWith = (
  total: string,
  lines: readonly OptionLine[],
  chosen: readonly string[],
): string =>
  sumOf([
    total,
    ...lines
      .filter((line) => isChoice(line) && chosen.includes(line.position))
      .map((line) => lineTotal(line)),
  ]);

/** The cheapest of each group: what a quote costs at least. */
export const cheapestOf = (lines: readonly OptionLine[]): string[] =>
  groupsOf(lines).map((group) => {
    const [first, ...others] = lines.filter((line) => line.group === group);
    return others.reduce(
      (least, line) => (compareDecimals(lineTotal(line), lineTotal(least)) < 0 ? line : least),
      first!,
    ).position;
  });

/** Whether what was chosen are options, each once, and one of each group. */
export function isComplete(lines: readonly OptionLine[], chosen: readonly string[]): boolean {
  const options = lines.filter(isChoice);
  return (
    new Set(chosen).size === chosen.length &&
    chosen.every((position) => options.some((line) => line.position === position)) &&
    groupsOf(lines).every(
      (group) =>
        options.filter((line) => line.group === group && chosen.includes(line.position)).length ===
        1,
    )
  );
}
