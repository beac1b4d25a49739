import type { PortfolioRow } from '#contract/portfolio';

/** Customers that are chosen for one send, by mailing list; also of other pages. A send is of one company. */
export class Picked {
  readonly rows: ReadonlyMap<string, PortfolioRow>;

  constructor(rows: ReadonlyMap<string, PortfolioRow> = new Map()) {
    this.rows = rows;
  }

  get ids(): string[] {
    return [...this.rows.keys()];
  }
  /** Whose statements are sent; undefined while nothing is chosen. */
  get company(): PortfolioRow['company'] | undefined {
    return this.rows.values().next().value?.company;
  }

  has({ list }: PortfolioRow): boolean {
    return list !== null && this.rows.has(list.id);
  }

  /** Whether a row may be chosen besides: it has a mailing list, and is of the company of the others. */
  takes({ list, company }: PortfolioRow): boolean {
    return list !== null && (!this.company || this.company.code === company.code);
  }

  /** With rows chosen, or without them; of those it does not take, nothing. */
  with(rows: readonly PortfolioRow[], on: boolean): Picked {
    const next = new Map(this.rows);
    for (const row of rows) {
      const { list } = row;
      if (!list) continue;
      if (!on) next.delete(list.id);
      else if (new Picked(next).takes(row)) next.set(list.id, row);
    }
    return new Picked(next);
  }
}
