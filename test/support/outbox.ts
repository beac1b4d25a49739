import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { connect, type Connection } from '../../server/db/connect.ts';
import { enqueueMail, type QueuedMail } from '../../server/records/mail-queue.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { createMailService, type MailService } from '../../server/features/mail/mail.service.ts';
import { createMailWorker } from '../../server/features/mail/mail.worker.ts';
import type { MailWorker, MailWorkerOptions } from '../../server/features/mail/mail.worker.ts';
import type { MailTiming } from '../../server/features/mail/mail.timing.ts';
import type { Composer } from '../../server/output/mail.ts';
import { createSmtp } from '../../server/output/smtp.ts';
import { createTestDatabase } from './database.ts';
import { eventually } from './eventually.ts';

/** A mail of the tests: to whom, and what in it must never be seen elsewhere. */
export type TestMail = { to: string; name?: string; subject?: string; secret?: string };

export const sender = { name: 'Portal de Clientes', address: 'portal@norte.example' };

/** Writes the mails of the tests. */
export const composeLetter: Composer = async ({ data }) => {
  const { to, name = 'Ana', subject = 'Hola', secret = 's3cr3t-word' } = data as TestMail;
  return {
    to: { name, address: to },
    from: sender,
    look: { name: 'Tanques Norte', theme: {}, logo: null },
    letter: {
      locale: 'es',
      subject,
      heading: subject,
      blocks: [
        { kind: 'facts', rows: [{ label: 'Clave', value: secret }] },
        { kind: 'action', label: 'Entrar', href: `https://norte.example/portal?t=${secret}` },
      ],
    },
  };
};

/** Times for tests: nobody waits long. */
export const quick: Partial<MailTiming> = {
  pollMs: 20,
  retryMs: [60, 60, 60],
  hintMs: [40, 200],
  pauseMs: [30, 120],
  stopMs: 3_000,
};

export type Outbox = {
  inScope: InScope;
  tenantId: string;
  service: MailService;
  /** Queues mails to these recipients in one transaction. @returns their ids */
  queue(mails: TestMail[], more?: Partial<QueuedMail>): Promise<string[]>;
  /** A worker of its own against this relay; started. */
  work(smtpUrl: string, more?: Partial<MailWorkerOptions>): MailWorker;
  /** Waits until the outbox looks so. @throws Error where it never does */
  until(looks: (counts: Awaited<ReturnType<MailService['counts']>>) => boolean): Promise<void>;
  /** Deletes the tenant with everything in it. */
  close(): Promise<void>;
};

export const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A database of outboxes, each of a tenant of its own; `owner` is its owner's way to the tables. */
export type Outboxes = { open(): Promise<Outbox>; owner: Knex; close(): Promise<void> };

export async function openOutboxes(): Promise<Outboxes> {
  const database = await createTestDatabase();
  const connection = await connect(database.address);
  if (connection.embedded) await migrate(connection);
  const owner = (await database.ownerConnection()) ?? connection;
  return {
    open: async () => {
      const tenantId = await addTenant(owner);
      const close = async () => void (await owner.knex('tenants').where({ id: tenantId }).delete());
      return { ...outboxOf(connection, tenantId), close };
    },
    owner: owner.knex,
    close: async () => {
      await connection.close();
      await database.drop();
    },
  };
}

/** @returns its id */
export async function addTenant({ knex }: Connection): Promise<string> {
  const slug = `t${randomBytes(6).toString('hex')}`;
  const [row] = await knex('tenants')
    .insert({ slug, name: slug, locale: 'es', time_zone: 'UTC' })
    .returning<{ id: string }[]>('id');
  return row!.id;
}

export function outboxOf(connection: Connection, tenantId: string): Omit<Outbox, 'close'> {
  const inScope = createScope(connection);
  const service = createMailService(inScope, tenantId);
  return {
    inScope,
    tenantId,
    service,
    queue: (mails, more) =>
      inScope({ tenantId }, async (db) => {
        const ids: string[] = [];
        for (const data of mails)
          ids.push(await enqueueMail(db, tenantId, { kind: 'letter', data, ...more }));
        return ids;
      }),
    work: (url, more = {}) => {
      const worker = createMailWorker({
        inScope,
        smtp: createSmtp({ url, connections: more.lanes ?? 5 }),
        composers: { letter: composeLetter },
        logger: silent,
        ...more,
        timing: { ...quick, ...more.timing },
      });
      worker.start();
      return worker;
    },
    until: async (looks) => {
      let counts = {};
      await eventually(
        async () => looks((counts = await service.counts())),
        () => `The outbox stays ${JSON.stringify(counts)}`,
      );
    },
  };
}
