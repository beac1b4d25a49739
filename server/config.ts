import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DatabaseAddress } from './db/connect.ts';
import type { MailCaps } from './features/mail/mail.pace.ts';
import type { ListenerOptions } from './output/inbound/listener.ts';

/** Settings of a production server, from the environment. Each is described in docs/operations.md. */
const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  SMTP_URL: z.url({ protocol: /^smtps?$/, hostname: /./ }),
  MAIL_FROM: z.email().optional(),
  MAIL_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).optional(),
  MAIL_PER_MINUTE_AND_DOMAIN: z.coerce.number().int().min(1).max(1_000_000).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(4400),
  HOST: z.string().default('0.0.0.0'),
  ENVIRONMENT: z.string().max(20).default('production'),
  PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  ERP_INSIDE: z.stringbool().default(false),
  WEBHOOKS_INSIDE: z.stringbool().default(false),
  HOST_KEYS_INSIDE: z.stringbool().default(false),
  CLAMD_URL: z.url({ protocol: /^tcp$/, hostname: /./ }).optional(),
  INBOUND_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  INBOUND_HOST: z.string().default('127.0.0.1'),
  INBOUND_PROTOCOL: z.enum(['smtp', 'lmtp']).default('smtp'),
  INBOUND_TLS_KEY: z.string().optional(),
  INBOUND_TLS_CERT: z.string().optional(),
  INBOUND_BYTES: z.coerce.number().int().min(100_000).max(36_700_160).optional(),
  INBOUND_CONNECTIONS: z.coerce.number().int().min(1).max(500).optional(),
  INBOUND_TRUSTED: z.string().default(''),
  KEPT_VERSIONS: z.string().optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** A server to try things with: on the embedded database in a folder, and without a relay its mails wait. */
const trialSchema = schema
  .extend({ DATA_FOLDER: z.string().min(1) })
  .partial({ DATABASE_URL: true, SMTP_URL: true });
const isTrial = (env: NodeJS.ProcessEnv) =>
  env.DATABASE_URL === undefined && env.DATA_FOLDER !== undefined;

export type Config = Readonly<{
  database: DatabaseAddress;
  publicUrl: string;
  mail?: { smtpUrl: string; from: string; caps: MailCaps };
  port: number;
  host: string;
  environment: string;
  proxies: number;
  erp: { allowInside: boolean };
  webhooks: { allowInside: boolean };
  hostKeys: { allowInside: boolean };
  clamd?: { host: string; port: number };
  inbound: { listener?: ListenerOptions; trustedHosts: readonly string[] };
  keptAssets?: string;
  metricsToken?: string;
  logLevel: string;
}>;

/** Reads the settings. @throws Error that names every fault at once */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const trial = isTrial(env);
  const result: z.ZodSafeParseResult<Settings> = (trial ? trialSchema : schema).safeParse(env);
  const faults = result.success
    ? [
        ...unsafe(result.data.PUBLIC_URL),
        ...(trial ? [] : unsafeDatabase('DATABASE_URL', env)),
        ...unreadableTls(result.data),
      ]
    : result.error.issues.map(
        ({ path, message }) =>
          `${path.join('.')}: ${env[String(path[0])] === undefined ? 'is not set' : message}`,
      );
  if (!result.success || faults.length > 0)
    throw new Error(`The server cannot start with these settings:\n- ${faults.join('\n- ')}`);
  const { data } = result;
  return Object.freeze({
    database:
      data.DATABASE_URL === undefined
        ? { folder: data.DATA_FOLDER! }
        : { url: data.DATABASE_URL, poolSize: data.DATABASE_POOL },
    publicUrl: data.PUBLIC_URL,
    ...(data.SMTP_URL !== undefined && { mail: mailOf(data, data.SMTP_URL) }),
    port: data.PORT,
    host: data.HOST,
    environment: data.ENVIRONMENT,
    proxies: data.PROXIES,
    erp: { allowInside: data.ERP_INSIDE },
    webhooks: { allowInside: data.WEBHOOKS_INSIDE },
    hostKeys: { allowInside: data.HOST_KEYS_INSIDE },
    clamd: data.CLAMD_URL === undefined ? undefined : socketOf(new URL(data.CLAMD_URL)),
    inbound: {
      ...(data.INBOUND_PORT !== undefined && { listener: listenerOf(data, data.INBOUND_PORT) }),
      trustedHosts: data.INBOUND_TRUSTED.split(/[\s,]+/)
        .filter(Boolean)
        .map((host) => host.toLowerCase()),
    },
    keptAssets: data.KEPT_VERSIONS,
    metricsToken: data.METRICS_TOKEN,
    logLevel: data.LOG_LEVEL,
  });
}

/** Where a daemon listens; ClamAV's usual port unless given. */
const socketOf = ({ hostname, port }: URL) => ({
  host: hostname.replaceAll(/^\[|\]$/g, ''),
  port: Number(port || 3310),
});

type Settings = Omit<z.output<typeof schema>, 'DATABASE_URL' | 'SMTP_URL'> & {
  DATABASE_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  DATA_FOLDER?: string;
};

/** How mail leaves. */
const mailOf = (data: Settings, smtpUrl: string) => ({
  smtpUrl,
  from: data.MAIL_FROM ?? `portal@${new URL(data.PUBLIC_URL).hostname}`,
  caps: {
    perMinute: data.MAIL_PER_MINUTE,
    perMinuteAndDomain: data.MAIL_PER_MINUTE_AND_DOMAIN,
  },
});

/** How mail is listened for. */
function listenerOf(data: Settings, port: number): ListenerOptions {
  const { INBOUND_TLS_KEY: key, INBOUND_TLS_CERT: cert } = data;
  return {
    port,
    host: data.INBOUND_HOST,
    lmtp: data.INBOUND_PROTOCOL === 'lmtp',
    size: data.INBOUND_BYTES,
    connections: data.INBOUND_CONNECTIONS,
    ...(key &&
      cert && { tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } }),
  };
}

/** A key and its certificate come together, as files that can be read. */
function unreadableTls({ INBOUND_TLS_KEY: key, INBOUND_TLS_CERT: cert }: Settings): string[] {
  if ((key === undefined) !== (cert === undefined))
    return ['INBOUND_TLS_KEY and INBOUND_TLS_CERT: one is set without the other'];
  return Object.entries({ INBOUND_TLS_KEY: key, INBOUND_TLS_CERT: cert }).flatMap(
    ([name, path]) => {
      try {
        if (path !== undefined) readFileSync(path);
        return [];
      } catch {
        return [`${name}: cannot be read`];
      }
    },
  );
}

/** The session cookie travels over TLS only; plain HTTP does on the own machine alone. */
function unsafe(publicUrl: string): string[] {
  const { protocol, hostname } = new URL(publicUrl);
  const own =
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1';
  return protocol === 'https:' || own ? [] : ['PUBLIC_URL: must be https outside of this machine'];
}

/**
 * The database's password and everybody's data travel over TLS with a certificate that is checked; in the
 * clear they do on the own machine alone. The host is found as `pg` finds it.
 */
function unsafeDatabase(
  name: 'DATABASE_URL' | 'DATABASE_OWNER_URL',
  env: NodeJS.ProcessEnv,
): string[] {
  const url = URL.parse(env[name] ?? '');
  if (!url) return [`${name}: is no address such as postgres://login:password@host/database`];
  const given = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  const host = given || env.PGHOST || 'localhost';
  const own = /^(\/.*|localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
  const checked = ['require', 'verify-ca', 'verify-full'];
  return own || checked.includes(url.searchParams.get('sslmode') ?? '')
    ? []
    : [
        `${name}: must end in ?sslmode=verify-full outside of this machine, so that it goes over TLS`,
      ];
}

/** What the command line has to know of mail that comes in: whether files are scanned, and whose word is believed. */
export const adminInbound = (env: NodeJS.ProcessEnv) => ({
  scans: Boolean(env.CLAMD_URL),
  trustedHosts: (env.INBOUND_TRUSTED ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean),
});

/**
 * What the portal signs in by at Stripe, and what Stripe signs its webhooks with; several secrets by commas.
 * @throws Error where there is no key
 */
export function adminPayments(
  provider: 'stripe' | 'mercadopago',
  env: NodeJS.ProcessEnv,
): { secretKey: string; webhookSecrets: string[] } {
  const isStripe = provider === 'stripe';
  const name = isStripe ? 'STRIPE_SECRET_KEY' : 'MERCADOPAGO_ACCESS_TOKEN';
  const secretKey = isStripe ? env.STRIPE_SECRET_KEY : env.MERCADOPAGO_ACCESS_TOKEN;
  const secrets = isStripe ? env.STRIPE_WEBHOOK_SECRET : env.MERCADOPAGO_WEBHOOK_SECRET;
  if (!secretKey) throw new Error(`${name} is missing`);
  return { secretKey, webhookSecrets: (secrets ?? '').split(',').filter(Boolean) };
}

/**
 * What the command line works on: the owner's database, else the embedded one in its folder.
 * @throws Error where the database would be reached in the clear
 */
export function adminDatabase(env: NodeJS.ProcessEnv): DatabaseAddress {
  const name = env.DATABASE_OWNER_URL === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL';
  const url = env[name];
  if (!url) return { folder: env.DATA_FOLDER ?? '.portico/db' };
  const [fault] = unsafeDatabase(name, env);
  if (fault) throw new Error(fault);
  return { url };
}
