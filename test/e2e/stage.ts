import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { PersonPermission } from '#contract/permissions';
import type { Brand, BrandSlug } from '../../demo/brands.ts';
import { brands, vouched, vouchingHost } from '../../demo/brands.ts';
import { createHost } from '../../demo/host.ts';
import { hostOf } from '../../demo/pages.ts';
import { createPayDesk, type PayDesk } from '../../demo/payments.ts';
import { believe, seedDemo, writeTenant, type Seeded } from '../../demo/seed.ts';
import type { Admin, Portal } from '../../server/index.ts';
import { buildWidgets } from '../../widgets/build.ts';
import type { Slug } from '../support/fixtures.ts';
import { startMailbox, type Mailbox } from '../support/mailbox.ts';
import { startPortal } from '../support/portal.ts';
import { startExample } from './example.ts';
import { ledger, watchServer } from './ledger.ts';
import { demoContent, nowhere, seededIn } from './stage-content.ts';

const root = join(import.meta.dirname, '../..');

/** The running portal with the demo's tenants, and sites of other origins that embed it. */
export type Stage = {
  portalUrl: string;
  /**
   * Address of the demo's own sites, of the pages in `pages/`, which all tenants allow, and of a site that
   * is one page with a router of its own.
   */
  sites: Record<BrandSlug | 'pages' | 'root', string>;
  /** A site that aqua believes, run from the demo's example. */
  example: string;
  /** Where the mails of all tenants arrive. */
  box: Mailbox;
  /** Where mail to the portal is handed over, by SMTP. */
  mailPort: number;
  /** The provider of payments, and its address. */
  payDesk: PayDesk;
  payUrl: string;
  admin: Admin;
  seeded: Seeded[];
  /** Takes records of an ERP. */
  sync: Portal['sync'];
  /** Makes what the ERP of a tenant was asked older: by as many minutes nobody may take it back, or it is late. */
  ageTasks(slug: string, minutes: number): Promise<void>;
  /** Has terms of use hold in a tenant of the demo, or none: only who tells of them begins with them. */
  holdTerms(slug: string, version: string | null): Promise<void>;
  /** Takes a permission from everybody of a tenant's customers and staff, or gives it back to who had it. */
  letDo(slug: string, permission: PersonPermission, allowed: boolean): Promise<void>;
  /** Brings the demo's data up to today, as its next start does. */
  seedAgain(): Promise<Seeded[]>;
  /** While true, no cookie of the portal arrives: a browser that drops them looks the same. */
  dropCookies: boolean;
  /** While true, what is sent is taken, and its answer never arrives. */
  loseAnswers: boolean;
  /** Takes the portal off the net, and back on the same port. */
  stop(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
};

/** Sets everything up; once per test file. */
export async function setStage(): Promise<Stage> {
  await buildWidgets();
  const port = await freePort();
  const portalUrl = `http://portal.localhost:${port}`;
  const box = await startMailbox();
  const hosts = await openHosts(portalUrl);
  const { sites } = hosts;
  const examplePort = await freePort();
  const example = vouchingHost(examplePort);
  const stopExample = await startExample(examplePort, portalUrl);
  const originsOf = (brand: Brand) => [sites[brand.slug], sites.pages, sites.root];
  const isVouched = ({ slug }: Brand) => slug === vouched.brand;
  /** Lets the sites of this stage in, in place of the one that the content was made with. */
  const prepare = async (admin: Admin) => {
    for (const brand of brands) {
      const origins = [...originsOf(brand), ...(isVouched(brand) ? [example.origin] : [])];
      await writeTenant({ admin }, brand, origins, false);
      await admin.removeOrigins(brand.slug, [nowhere]);
      if (isVouched(brand)) await believe({ admin }, brand.slug, example);
    }
  };
  const payUrl = `http://pagos.localhost:${await freePort()}`;
  const payDesk = createPayDesk(() => payUrl);
  await listen(payDesk.server, Number(new URL(payUrl).port));
  const portal = await startPortal({
    port,
    publicUrl: portalUrl,
    assets: join(root, 'dist/embed'),
    content: demoContent,
    prepare,
    mail: { ...box.mail, pollMs: 100 },
    inbound: { listener: { port: 0 } },
    erp: { allowInside: true, restMs: 200 },
    hostKeys: { allowInside: true },
    payments: {
      stripe: { apiUrl: payUrl.replace('pagos.localhost', '127.0.0.1') },
      mercadopago: { apiUrl: payUrl.replace('pagos.localhost', '127.0.0.1'), allowInside: true },
    },
    logger: pino({ level: 'debug' }, logStream),
  });
  watchServer(portal.server);
  const holdTerms = async (slug: string, version: string | null) => {
    const value = version === null ? 'null' : `'${version}'`;
    await portal.sql(
      `update tenants set terms_version = ${value} where slug = '${slug}'`,
      slug as Slug,
    );
    // A look that is published later brings its terms along.
    await portal.sql(
      `update branding_versions v set look = v.look || jsonb_build_object('terms',
         case when t.terms_version is not null
           then jsonb_build_object('version', t.terms_version, 'urls', t.terms_url, 'texts', '{}'::jsonb) end)
       from tenants t where t.id = v.tenant_id and t.slug = '${slug}'`,
      slug as Slug,
    );
  };
  for (const { slug } of brands) await holdTerms(slug, null);
  const seedAgain = async () => {
    const seeds = await seedDemo(portal.portal, {
      origins: originsOf,
      vouching: (brand) => (isVouched(brand) ? example : undefined),
    });
    for (const { slug } of brands) await holdTerms(slug, null);
    return seeds;
  };
  const seeded = await seededIn(portal);
  /** Who of the staff had a permission that was taken away, by permission. */
  const takenFromStaff = new Map<string, string[]>();
  const stage: Stage = {
    portalUrl,
    sites,
    example: example.origin,
    box,
    mailPort: portal.portal.mailPort!,
    payDesk,
    payUrl,
    admin: portal.portal.admin,
    seeded,
    sync: portal.portal.sync,
    ageTasks: async (slug, minutes) => {
      const past = `make_interval(mins => ${minutes})`;
      await portal.sql(
        `update erp_tasks set due_at = due_at - ${past}, created_at = created_at - ${past}`,
        slug as Slug,
      );
    },
    holdTerms,
    letDo: async (slug, permission, allowed) => {
      const over = `date '2020-01-01'`;
      const [from, to] = allowed ? [over, 'null'] : ['null', over];
      await portal.sql(
        `update contact_grants set expires_on = ${to}
           where permission = '${permission}' and expires_on is not distinct from ${from}`,
        slug as Slug,
      );
      const held = takenFromStaff.get(permission) ?? [];
      const change = allowed
        ? `array_append(permissions, '${permission}') where id::text = any('{${held.join()}}')`
        : `array_remove(permissions, '${permission}') where '${permission}' = any(permissions)`;
      const rows = await portal.sql<{ id: string }>(
        `update staff_users set permissions = ${change} returning id`,
        slug as Slug,
      );
      takenFromStaff.set(permission, allowed ? [] : rows.map(({ id }) => id));
    },
    seedAgain,
    dropCookies: false,
    loseAnswers: false,
    stop: () => close(portal.server),
    resume: () => listen(portal.server, port),
    close: async () => {
      await stopExample();
      await hosts.close();
      if (!portal.server.listening) await listen(portal.server, port);
      await portal.close();
      await close(payDesk.server);
      await box.close();
    },
  };
  portal.server.prependListener('request', ({ method = '' }, response) => {
    if (stage.dropCookies) refuseCookies(response);
    if (stage.loseAnswers && !['GET', 'HEAD', 'OPTIONS'].includes(method)) lose(response);
  });
  return stage;
}

const logStream = new Writable({
  write: (chunk, _encoding, done) => {
    ledger.see('log of the server', String(chunk));
    done();
  },
});

/** The demo's sites, and the pages of this folder with a Lit of their own. */
async function openHosts(portal: string) {
  const folder = await mkdtemp(join(tmpdir(), 'portico-pages-'));
  await cp(join(import.meta.dirname, 'pages'), folder, { recursive: true });
  await cp(join(root, 'node_modules/lit-html/lit-html.js'), join(folder, 'lit-html.js'));
  const servers: Server[] = [];
  const open = async (name: string, options: Parameters<typeof createHost>[0]) => {
    const server = createHost(options);
    watchServer(server);
    servers.push(server);
    await listen(server, 0);
    return `http://${name}.localhost:${portOf(server)}`;
  };
  const demo = ({ site }: Brand) => ({ ...hostOf(site), portal });
  const own: [BrandSlug, string][] = [];
  for (const brand of brands) own.push([brand.slug, await open(brand.slug, demo(brand))]);
  return {
    sites: {
      ...(Object.fromEntries(own) as Record<BrandSlug, string>),
      pages: await open('pages', { folder, portal, policies: ['lit-html', 'portal-html'] }),
      root: await open('root', { folder, portal, routed: { '': 'root' } }),
    },
    close: async () => {
      await Promise.all(servers.map(close));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A page and a third party in it, which sets the cookie that blocking is about: without `Partitioned`.
 * @returns address of the page, which shows what the third party got back
 */
export async function openThirdParty(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { origin = '*', host = '', cookie = '' } = request.headers;
    if (host.startsWith('page.')) {
      return response.setHeader('Content-Type', 'text/html').end('<!doctype html><p>page</p>');
    }
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Set-Cookie', 'control=1; Path=/; Secure; HttpOnly; SameSite=None');
    return response.end(cookie);
  });
  await listen(server, 0);
  return { url: `http://page.localhost:${portOf(server)}/`, close: () => close(server) };
}

function refuseCookies(response: ServerResponse): void {
  const { setHeader } = response;
  response.setHeader = function (name, value) {
    return name.toLowerCase() === 'set-cookie' ? this : setHeader.call(this, name, value);
  };
}

/** Ends the connection in place of the answer. */
function lose(response: ServerResponse): void {
  response.write = () => true;
  response.end = () => {
    response.socket?.destroy();
    return response;
  };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server, 0);
  const port = portOf(server);
  await close(server);
  return port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
