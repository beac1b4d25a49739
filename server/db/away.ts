// The network's codes; PostgreSQL's classes 08 (connection), 57P (shutdown), 53 (no resources left), and
// 55000 (takes no connections).
const codes = /^(ECONN|EPIPE|ETIMEDOUT|08...|57P..|53...|55000)/;

/**
 * What the driver says, without a code, of a connection that ended under a statement or before it; the statement may
 * stand before it.
 */
const words =
  /(?:^| - )(?:Connection terminated(?: unexpectedly)?|Client (?:was closed|has encountered a connection error) and is not queryable)$/;

/** Whether an error says that the database is away or all its connections are taken: nothing is wrong with what was asked. */
export function isAway(error: unknown): boolean {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  return name === 'KnexTimeoutError' || codes.test(code ?? '') || words.test(message ?? '');
}
