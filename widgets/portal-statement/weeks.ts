import { addDays } from '#contract/format';
import type { StatementItem } from '#contract/statement';

/** Documents that fall due in one week, from Monday to Sunday; the overdue are one group, and so is what has no due date. */
export type Week = {
  key: string;
  kind: 'overdue' | 'week' | 'undated';
  /** Its Monday and Sunday. */
  from: string;
  to: string;
  items: StatementItem[];
};

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** What is to be paid, by week: the overdue first, then by due date, what has none last. Credits are left out. */
export function weeksOf(items: readonly StatementItem[]): Week[] {
  const owed = items.filter(({ status }) => status !== 'credit');
  const groups = Map.groupBy(owed, ({ status, dueDate }) =>
    status === 'overdue' ? '' : dueDate === null ? '~' : mondayOf(dueDate),
  );
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([key, own]) => {
      const kind = key === '' ? 'overdue' : key === '~' ? 'undated' : 'week';
      const from = kind === 'week' ? key : '';
      return { key, kind, from, to: from && addDays(from, 6), items: own };
    });
}
