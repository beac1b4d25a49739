import type { RequestListener, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { methodCurrencies, paymentMethods } from '#contract/payment-words';
import { site } from '../server/cli/tenant-settings.ts';
import { createPortal, type Portal } from '../server/index.ts';
import { buildWidgets } from '../widgets/build.ts';
import { brands, vouched, vouchingHost, type Brand } from './brands.ts';
import { aqua, todayIn } from './data/index.ts';
import { asked, createErp, demoMoods, type Erp } from './erp.ts';
import { loadFreight, prefixOf } from './freight-door.ts';
import { runOrderDesk } from './order-desk.ts';
import { createHost } from './host.ts';
import { createPayDesk, type PayDesk } from './payments.ts';
import { startInbox } from './inbox.ts';
import { hostOf } from './pages.ts';
import { atEnd, close, ending, late, listen, portOr, runUntilStopped } from './servers.ts';
import { signInBlock } from './sign-ins.ts';
import { seedDemo } from './seed.ts';

/**
 * `npm start`: the whole product on embedded parts. It builds the widgets, opens the database in
 * `.portico/`, brings the demo's data up to today and serves the portal, the host sites, an inbox and the
 * ERP of one of the companies on origins of their own. `PORT` moves all of them; `--origin` lets a page of
 * one's own in. `npm run dev` serves the elements from their sources, and starts anew where the server changes.
 */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Sites besides the demo's that may embed the portals, now and at later starts. */
const { origin: own = [], dev } = new Command('npm start --')
  .description('Starts the demo: the portal, three sites that embed it, their mail and their ERP.')
  .option('--origin <origin>', 'a site of your own that may embed it; again for each', site)
  .option('--dev', 'elements straight from their sources; pages reload where these change')
  .parse()
  .opts<{ origin?: string[]; dev?: boolean }>();

await runUntilStopped(start);

async function start(): Promise<void> {
  const port = portOr(4400);
  const portalUrl = `http://portal.localhost:${port}`;
  const portOf = (brand: Brand) => port + brand.portOffset;
  const originOf = (brand: Brand) => `http://${brand.host}:${portOf(brand)}`;
  const example = vouchingHost(port + vouched.portOffset);
  const portal = late();
  const erp = createErp(demoMoods(aqua));
  const erpPort = port + asked.portOffset;
  const payPort = port + 9;
  const payUrl = `http://pagos.localhost:${payPort}`;
  const payDesk = createPayDesk(() => payUrl);
  // Before the long phases: a taken port is told at once.
  for (const [server, at] of [
    [portal.server, port] as const,
    [erp.server, erpPort] as const,
    [payDesk.server, payPort] as const,
    ...brands.map((brand) => {
      return [
        createHost({ ...hostOf(brand.site), portal: portalUrl, dev }),
        portOf(brand),
      ] as const;
    }),
  ]) {
    await listen(server, at);
    atEnd(() => close(server));
  }
  const inboxPorts = { smtp: port + 3, web: port + 4, answers: port + 8 };
  const inbox = await startInbox(inboxPorts);
  atEnd(() => close(inbox.server));
  if (!dev) await phase('Building the widgets', () => buildWidgets());
  const app = await phase('Opening the database', () =>
    createPortal({
      database: { folder: here('../.portico/demo') },
      publicUrl: portalUrl,
      environment: 'demo',
      ...(!dev && { assets: here('../dist/embed') }),
      mail: {
        smtpUrl: `smtp://127.0.0.1:${inboxPorts.smtp}`,
        from: 'portal@portal.example',
        pollMs: 300,
      },
      // Where the inbox hands answers over.
      inbound: { listener: { port: inboxPorts.answers } },
      // Nobody outside is asked about documents that are invented: here the authority knows them all.
      authority: {
        ask: async () => ({
          state: 'valid',
          cancellable: 'Cancelable con aceptación',
          cancellation: null,
          efos: '200',
        }),
      },
      erp: { allowInside: true },
      hostKeys: { allowInside: true },
      payments: {
        stripe: { apiUrl: `http://127.0.0.1:${payPort}` },
        mercadopago: { apiUrl: `http://127.0.0.1:${payPort}`, allowInside: true },
      },
    }),
  );
  const keys: DeskKey[] = [];
  atEnd(async () => {
    for (const { tenant, key } of keys) await app.admin.revokeKey(tenant, prefixOf(key));
    await app.close();
  });
  // After the portal, which may have something to hand over while it closes.
  atEnd(() => inbox.stopSmtp());
  const seeded = await phase('Bringing the data up to today', () =>
    seedDemo(app, {
      origins: (brand) => [originOf(brand), ...own],
      vouching: ({ slug }) => (slug === vouched.brand ? example : undefined),
    }),
  );
  erp.secret = (await app.admin.setErp(asked.brand, `http://127.0.0.1:${erpPort}/stock`)) ?? '';
  keys.push(...(await openDesks(app, erp, portalUrl)));
  await openPayments(app, payDesk, `http://127.0.0.1:${port}`);
  portal.serve(dev ? await fromSources(portal.server, app.handler) : app.handler);
  const inboxUrl = `http://inbox.localhost:${inboxPorts.web}`;
  const erpUrl = `http://erp.localhost:${erpPort}`;
  console.log(signInBlock({ portalUrl, inboxUrl, erpUrl, originOf, seeded, own }));
  // So many events come in while the pages are there already.
  for (const brand of brands.filter(({ source }) => source.shipping.door))
    await phase(`  Shipments of ${brand.name}, meanwhile`, () =>
      loadFreight(app, brand, `http://127.0.0.1:${port}`, { signal: ending }),
    ).catch((error: unknown) => {
      if (!ending.aborted) throw error;
    });
}

type DeskKey = { tenant: string; key: string };

/** Has the demo's ERP fetch what customers order, of every brand. @returns the keys it does so with */
async function openDesks(app: Portal, { desk }: Erp, portalUrl: string): Promise<DeskKey[]> {
  const keys: DeskKey[] = [];
  for (const { slug: tenant, source } of brands) {
    // Each start has a key of its own, that ends with it, or with the day.
    const key = await app.admin.createKey(tenant, {
      name: 'ERP of the demo, orders',
      permissions: ['erp.tasks'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    keys.push({ tenant, key });
    void runOrderDesk({
      desk,
      portalUrl: portalUrl.replace('portal.localhost', '127.0.0.1'),
      tenant,
      key,
      today: () => todayIn(source.timeZone),
      sync: (records) => app.sync(tenant, 'orders', records),
      signal: ending,
    });
  }
  return keys;
}

/** Lets every company of the demo take payments at the stand-in, and by transfers that its people confirm. */
async function openPayments(app: Portal, desk: PayDesk, portalUrl: string): Promise<void> {
  for (const { slug: tenant, source } of brands)
    for (const { code: company, legalName, currency } of source.companies) {
      const credentials = {
        secretKey: `sk_test_${tenant}_${company}`,
        webhookSecrets: [`whsec_${tenant}_${company}`] as const,
      };
      const common = {
        company,
        mode: 'test',
        min: '10.00',
        secondAbove: '5000.00',
        onAccount: true,
      } as const;
      const id = await app.admin.setPaymentAccount(tenant, {
        ...common,
        // One of them has another provider, which has the same pages here.
        provider: currency === 'BRL' ? 'mercadopago' : 'stripe',
        name: 'Demo',
        methods: paymentMethods.filter(
          (method) => method !== 'transfer' && (methodCurrencies[method] ?? currency) === currency,
        ),
        credentials,
      });
      desk.hintTo(credentials.secretKey, {
        url: `${portalUrl}/payment-hints/${tenant}/${id}`,
        secret: credentials.webhookSecrets[0],
      });
      await app.admin.setPaymentAccount(tenant, {
        ...common,
        provider: 'manual',
        name: 'Demo',
        methods: ['transfer'],
        details:
          currency === 'BRL'
            ? { bank: 'Banco do Brasil', beneficiary: legalName, account: 'pix@zambe.example' }
            : { bank: 'STP', beneficiary: legalName, account: '646180110400000007' },
      });
    }
}

async function fromSources(server: Server, handler: RequestListener): Promise<RequestListener> {
  const { withSources } = await import('./dev.ts');
  const sources = await phase('Starting Vite', () => withSources(server, handler));
  atEnd(() => sources.vite.close());
  return sources.handler;
}

async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  process.stdout.write(`${name} … `);
  const result = await work();
  console.log(`${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}
