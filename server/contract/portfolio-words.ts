/** The words of the portfolio. Plain constants: this file may travel to the browser. */

/** What its rows are sorted by: the day that is overdue longest, amounts in one currency, the last payment, the name. */
export const portfolioSorts = [
  'oldest',
  'overdue',
  'to_fall_due',
  'total',
  'payment',
  'name',
] as const;
export type PortfolioSort = (typeof portfolioSorts)[number];

/**
 * What is left of it: who owes at all, who is overdue, by more than so many days, whose mailing list has a mailbox that
 * bounced or none, and who said when it pays, did not keep that, or says that a document is not right.
 */
export const portfolioShows = [
  'owing',
  'overdue',
  'over_30',
  'over_60',
  'over_90',
  'bounced',
  'no_mailbox',
  'promised',
  'broken',
  'disputed',
] as const;
export type PortfolioShow = (typeof portfolioShows)[number];
