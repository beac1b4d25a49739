import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import { createAdmin, type Admin } from '../../server/admin.ts';
import { connect, type Connection, type DatabaseAddress } from '../../server/db/connect.ts';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createPortal, type Portal, type PortalOptions } from '../../server/index.ts';
import { createTestDatabase } from './database.ts';
import type { Content } from './database-image.ts';
import { loadFixtures, type Slug } from './fixtures.ts';
import { startMailbox, type Mailbox } from './mailbox.ts';

export type TestPortal = {
  portal: Portal;
  /** Address of the running server. */
  url: string;
  server: Server;
  /** Where the server's login reaches the database, for other processes. */
  database: DatabaseAddress;
  /** Through which the server asks, to see what it asks. */
  connection: Connection;
  /** Transactions as the owner of the tables opens them, walls included. */
  inScope: InScope | null;
  /** The owner's way to the tables, without a tenant: for what is no transaction's. */
  owner(): Knex;
  /** Runs a statement as the owner of the tables, with a tenant's rows in sight. */
  sql<T = Record<string, unknown>>(text: string, slug?: Slug): Promise<T[]>;
  close(): Promise<void>;
};

/** Of all portals of a process: its threads, and the words that passwords are held against, are loaded once. */
let passwords: ReturnType<typeof createPasswords> | undefined;

export const adminOf = (owner: Connection): Admin =>
  createAdmin({
    connection: owner,
    inScope: createScope(owner),
    passwords: (passwords ??= createPasswords()),
  });

/** Two tenants with their people and documents. */
export const fixtures: Content = {
  name: 'fixtures',
  fill: async (database, owner) => {
    // Closed by whoever opened it.
    const connection = { ...database, close: async () => {} };
    const portal = await createPortal({ publicUrl: 'http://127.0.0.1', database: connection });
    await loadFixtures({ ...portal, admin: adminOf(owner) });
    await portal.close();
  },
};

/**
 * Starts a portal on a free port of this machine, with the fixtures in it unless other content is named.
 * @param options whatever `createPortal` takes; the database is the one of the run. `prepare` changes what the content
 *   brings along before the portal starts.
 */
export async function startPortal(
  options: Partial<PortalOptions> & {
    port?: number;
    content?: Content;
    prepare?: (admin: Admin) => Promise<void>;
  } = {},
): Promise<TestPortal> {
  const { port = 0, content = fixtures, prepare, ...portalOptions } = options;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const database = await createTestDatabase(content);
  const connection = await connect(database.address);
  const owner = await database.ownerConnection();
  // Before the portal starts to work: the first mails leave as soon as it does.
  await prepare?.(adminOf(owner ?? connection));
  const running = await createPortal({
    publicUrl: url,
    environment: 'test',
    refusalPauseMs: 0,
    ...portalOptions,
    database: connection,
  });
  server.on('request', running.handler);
  const inScope = owner && createScope(owner);
  const portal = { ...running, admin: owner ? adminOf(owner) : running.admin };
  return {
    portal,
    url,
    server,
    database: database.address,
    connection,
    inScope,
    owner: () => (owner ?? connection).knex,
    sql: (text, slug = 'norte') =>
      (owner ?? connection).knex.transaction(async (db) => {
        const { id } = await db('tenants').where({ slug }).first('id');
        await db.raw(`select set_config('app.tenant_id', ?, true)`, [id]);
        return (await db.raw(text)).rows;
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await running.close();
      await database.drop();
    },
  };
}

/** A portal with the fixtures whose mails come to a mailbox; both close together. */
export async function startMailedPortal(
  options: Parameters<typeof startPortal>[0] = {},
): Promise<TestPortal & { mailbox: Mailbox }> {
  const mailbox = await startMailbox();
  const running = await startPortal({ ...options, mail: mailbox.mail });
  const close = async () => {
    await running.close();
    await mailbox.close();
  };
  return { ...running, mailbox, close };
}
