// What the benchmarks of mass sends have in common: calls of the portal, and what its outbox says.
import { apiBase } from '#contract/limits';
import type { MassSend } from '#contract/mass-send';
import { connect } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';

/** The customer whose mailbox this is; null for that of the log. */
export const customerOf = (address: string): number | null =>
  Number(/^pagos@cliente(\d+)\./.exec(address)?.[1]) || null;

/** A mail of the run as the outbox knows it when all is over. */
export type Ended = {
  customer: number;
  state: string;
  reason: string | null;
  reply: string | null;
  tries: number;
  id: string;
};

/** Calls of the portal at an address. */
export function caller(url: string, slug: string, token: string) {
  return async (method: string, path: string, body?: object): Promise<MassSend> => {
    const response = await fetch(url + apiBase + path, {
      method,
      headers: {
        'Portal-Tenant': slug,
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as MassSend;
  };
}

/** The mails of a run. */
export async function outboxOf(
  postgres: TemporaryPostgres,
  slug: string,
  runId: string,
): Promise<Ended[]> {
  const connection = await connect({ url: postgres.serverUrl, poolSize: 1 });
  try {
    return await createScope(connection)({ slug }, async (db) => {
      const rows = await db('mass_send_mails as a')
        .join('mass_send_recipients as r', 'r.id', 'a.recipient_id')
        .join('mails as m', 'm.id', 'a.mail_id')
        .where('r.run_id', runId)
        .select<(Omit<Ended, 'customer'> & { address: string })[]>(
          'a.address',
          'm.state',
          'm.reason',
          'm.reply',
          'm.tries',
          'm.id',
        );
      return rows.map((row) => ({ ...row, customer: customerOf(row.address) ?? 0 }));
    });
  } finally {
    await connection.close();
  }
}
