import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { pino, type Logger } from 'pino';
import { limits } from '#contract/limits';
import type { SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import { createAdmin, type Admin } from './admin.ts';
import { createApp } from './app.ts';
import { connect, type Connection, type DatabaseAddress } from './db/connect.ts';
import { checkRole, migrate, pendingMigrations } from './db/migrate.ts';
import { createScope, type Db, type InScope } from './db/scope.ts';
import { composersOf, connectFeatures } from './features.ts';
import { createPasswords } from './features/access/passwords.ts';
import type { KeySetOptions } from './features/access/key-sets.ts';
import { createQuoteRenderer } from './features/quotes/quote.renderer.ts';
import { createPdfRenderer } from './features/statement/statement.renderer.ts';
import type { ErpOptions } from './features/stock/stock.service.ts';
import { createSyncService } from './features/sync/sync.service.ts';
import type { MailCaps } from './features/mail/mail.pace.ts';
import { createMailWorker, type MailWorker } from './features/mail/mail.worker.ts';
import type { Intake } from './features/messages/inbound/intake.ts';
import { startRescans } from './features/files/rescans.ts';
import { startCatchingUp } from './features/fiscal/catching-up.ts';
import { createProviders, type ProviderOptions } from './features/payments/accounts.ts';
import { createJanitor } from './features/payments/janitor.ts';
import { createOrderRenderer } from './features/order-entry/order.renderer.ts';
import { createPaymentRenderer } from './features/payments/paper.renderer.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createCursorSeal, readCursorSecret } from './http/cursor.ts';
import { createMetrics, type Metrics } from './http/health.ts';
import { createWebhookWorker, type WebhookOptions } from './features/webhooks/worker.ts';
import { createSat, type Authority } from './output/fiscal/authority.ts';
import { createFiscalReader } from './output/fiscal/reader.ts';
import { createFileCheck } from './output/foreign/check-files.ts';
import { createForeignReader } from './output/foreign/reader.ts';
import {
  startMailListener,
  type ListenerDeps,
  type ListenerOptions,
} from './output/inbound/listener.ts';
import { createMailReader } from './output/inbound/mail-reader.ts';
import type { Composer } from './output/mail.ts';
import { createClamd, noScanner, type ClamdOptions } from './output/scanner.ts';
import { createSmtp } from './output/smtp.ts';
import { loadTexts } from './output/texts.ts';
import { createRounds } from './db/rounds.ts';

export type { Admin } from './admin.ts';
export { connect, type DatabaseAddress } from './db/connect.ts';
export { migrate } from './db/migrate.ts';

export type PortalOptions = {
  /** Where it is, or an open connection, which is closed with the portal. */
  database: DatabaseAddress | Connection;
  /** Address browsers reach the server by; a path in it is the base path of everything. */
  publicUrl: string;
  /** Folder of the built elements, `dist/embed`; none is served without it. */
  assets?: string;
  /**
   * Folder that keeps the elements of the last versions, for pages that are open while the server is brought up to
   * date; shared by all servers of one address. Without it, what lies beside the own version is kept.
   */
  keptAssets?: string | undefined;
  /** What the elements are told they run in; `production` unless given. */
  environment?: string;
  proxies?: number;
  metricsToken?: string;
  /** Without it mails are queued and wait. */
  mail?: MailOptions;
  /** Who says how fiscal documents stand, where it is not the tax authority itself. */
  authority?: Authority;
  /** How the ERPs of tenants are asked for stock. */
  erp?: ErpOptions;
  /** How other systems are told what happens. */
  webhooks?: WebhookOptions;
  /** How the key sets of hosts that vouch for their users are fetched. */
  hostKeys?: KeySetOptions;
  /** Where ClamAV's daemon scans files; without it none is scanned, which administrators are told. */
  clamd?: ClamdOptions;
  /** How mail comes in; without a port by the API alone. */
  inbound?: InboundOptions;
  /** How the providers of payments are reached, where that is not as usual. */
  payments?: ProviderOptions;
  logger?: Logger;
  /** How long an answer that says "come back later" is held back, in milliseconds; a second unless given. */
  refusalPauseMs?: number;
};

export type MailOptions = {
  /** The relay: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
  smtpUrl: string;
  /** Sender where the tenant has none of its own. */
  from: string;
  /** How often an idle server looks into the outbox. */
  pollMs?: number;
  /** How many mails are under way at the same time. */
  lanes?: number;
  /** How many may leave in a minute; of all servers on this database together, so each is told the same. */
  caps?: MailCaps;
};

export type InboundOptions = {
  /** A listener for SMTP or LMTP. */
  listener?: ListenerOptions;
  /** Names of own mail servers, whose `Authentication-Results` are believed. */
  trustedHosts?: readonly string[];
};

export type Portal = {
  /** For `http.createServer`, or a route of a company's own Node server. */
  handler: RequestListener;
  admin: Admin;
  /** Where mail comes in, once it does; null without a listener. */
  mailPort: number | null;
  /** What the sync API does, from inside the process; batches of any size. */
  sync(slug: string, entity: SyncEntity, records: unknown[]): Promise<{ results: SyncResult[] }>;
  /** From here on `/readyz` says no, so that a balancer looks elsewhere. */
  stop(): void;
  close(): Promise<void>;
};

export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

/**
 * The portal for a company's own Node server. An embedded database is migrated on the way; a
 * PostgreSQL must have been (`portico migrate`), by its owner.
 * @throws Error where the database is away, locked, not migrated, or its login has too many rights
 */
export async function createPortal(options: PortalOptions): Promise<Portal> {
  const connection =
    'knex' in options.database ? options.database : await connect(options.database);
  try {
    if (connection.embedded) await migrate(connection);
    const faults = [
      ...(await checkRole(connection)),
      ...(await pendingMigrations(connection)).map(
        (name) => `migration ${name} is pending: run portico migrate`,
      ),
    ];
    if (faults.length > 0)
      throw new Error(`The database cannot be used:\n- ${faults.join('\n- ')}`);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const inScope = createScope(connection);
  const cursors = createCursorSeal(await readCursorSecret(inScope));
  const passwords = createPasswords();
  const logger = options.logger ?? pino({ level: 'silent' });
  const admin = createAdmin({ connection, inScope, passwords });
  const metrics = createMetrics();
  const rounds = createRounds(inScope);
  startHousekeeping(rounds, logger);
  const pdfs = createPdfRenderer();
  const quotePdfs = createQuoteRenderer();
  const orderPdfs = createOrderRenderer();
  const paymentPdfs = createPaymentRenderer();
  const publicUrl = new URL(options.publicUrl);
  const reader = createForeignReader();
  const mailReader = createMailReader();
  const scanner = options.clamd ? createClamd(options.clamd) : noScanner;
  startRescans(rounds, scanner, logger);
  const look = createFiscalReader(reader);
  startCatchingUp(rounds, look, logger);
  const sync = createSyncService({
    lanes: connection.lanes,
    look,
    check: createFileCheck(reader),
    scans: () => scanner.state() !== 'off',
  });
  const providers = createProviders(options.payments ?? {});
  const janitor = createJanitor({ inScope, logger, providers, publicUrl });
  const webhooks = createWebhookWorker({ ...options.webhooks, inScope, logger });
  const features = connectFeatures({
    providers,
    wakeJanitor: janitor.wake,
    inScope,
    passwords,
    texts: loadTexts(),
    pdfs,
    quotePdfs,
    orderPdfs,
    paymentPdfs,
    sync,
    reader,
    scanner,
    mailReader,
    trustedHosts: options.inbound?.trustedHosts ?? [],
    publicUrl,
    environment: options.environment ?? 'production',
    version,
    assets: options.assets,
    defaultFrom: options.mail?.from ?? '',
    authority: options.authority ?? createSat(),
    erp: options.erp,
    webhooks: options.webhooks,
    hostKeys: options.hostKeys,
  });
  const composers = composersOf(features);
  const worker = options.mail && startMail(options.mail, { inScope, logger, metrics, composers });
  const { intake } = features;
  const listener =
    options.inbound?.listener &&
    (await startMailListener(options.inbound.listener, { ...takeFrom(intake), logger }));
  let stopping = false;
  const app = createApp({
    features,
    inScope,
    cursors,
    logger,
    version,
    publicUrl,
    proxies: options.proxies ?? 0,
    assets: options.assets,
    keptAssets: options.keptAssets,
    metrics,
    metricsToken: options.metricsToken,
    refusalPauseMs: options.refusalPauseMs ?? 1_000,
    stopping: () => stopping,
  });
  return {
    handler: app.callback(),
    admin,
    mailPort: listener?.port ?? null,
    sync: async (slug, entity, records) => {
      const tenant = await admin.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      const results: SyncResult[] = [];
      const inTenant = <T>(work: (db: Db) => Promise<T>) => inScope({ tenantId: tenant.id }, work);
      for (let start = 0; start < records.length; start += limits.batchRecords) {
        const some = records.slice(start, start + limits.batchRecords);
        const batch = await sync.read([tenant.id, 'process'], entity, some, false);
        results.push(
          ...(await sync.alone(tenant.id, entity, inTenant, (db) => sync.take(db, batch))),
        );
      }
      return { results };
    },
    stop: () => {
      stopping = true;
    },
    close: async () => {
      await listener?.close();
      await rounds.stop();
      await janitor.stop();
      await webhooks.stop();
      scanner.close();
      // What is under way still needs the database.
      await worker?.stop();
      await pdfs.close();
      await quotePdfs.close();
      await orderPdfs.close();
      await paymentPdfs.close();
      await mailReader.close();
      await connection.close();
    },
  };
}

/** What a listener hands over. */
const takeFrom = ({ knows, take }: Intake): Pick<ListenerDeps, 'knows' | 'take'> => ({
  knows,
  take: async ({ content, from, to, peer }) => {
    const mail = { content, from, to, tenantId: null, keys: ['', peer] as const };
    return (await take(mail)).some(({ result }) => result !== 'refused');
  },
});

function startMail(
  { smtpUrl, lanes = 5, caps, pollMs }: MailOptions,
  deps: {
    inScope: InScope;
    logger: Logger;
    metrics: Metrics;
    composers: Record<string, Composer<Db>>;
  },
): MailWorker {
  const worker = createMailWorker({
    ...deps,
    smtp: createSmtp({ url: smtpUrl, connections: lanes }),
    lanes,
    caps,
    observer: deps.metrics.mail,
    timing: { ...(pollMs !== undefined && { pollMs }) },
  });
  worker.start();
  return worker;
}
