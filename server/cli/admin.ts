import { createAdmin, type Admin } from '../admin.ts';
import { adminDatabase, adminInbound, adminPayments } from '../config.ts';
import { connect, type Connection } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { createScope, type InScope } from '../db/scope.ts';
import { createPasswords } from '../features/access/passwords.ts';

/** Opens the owner's database for one command, and closes it whatever happens. */
export async function withAdmin<T>(
  work: (admin: Admin, inScope: InScope, connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(adminDatabase(process.env));
  try {
    if (connection.embedded) await migrate(connection);
    const inScope = createScope(connection);
    return await work(
      createAdmin({ connection, inScope, passwords: createPasswords() }),
      inScope,
      connection,
    );
  } finally {
    await connection.close();
  }
}

/** What is set of mail that comes in. */
export const inboundSettings = () => adminInbound(process.env);

/** The keys of an account with Stripe. */
export const paymentKeys = (provider: 'stripe' | 'mercadopago') =>
  adminPayments(provider, process.env);
