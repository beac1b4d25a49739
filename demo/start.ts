import { createServer, type RequestListener, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createPortal } from '../server/index.ts';
import { buildWidgets } from '../widgets/build.ts';
import { brands, type Brand } from './brands.ts';
import { createHost } from './host.ts';
import { signInBlock } from './sign-ins.ts';
import { seedDemo } from './seed.ts';

/**
 * `npm start`: the whole product on embedded parts. It builds the widgets, opens the database in
 * `.portico/`, brings the demo's data up to today and serves the portal and two host sites on
 * origins of their own. `PORT` moves all three.
 */

const port = Number(process.env['PORT'] ?? 4400);
const portalUrl = `http://portal.localhost:${port}`;
const portOf = (brand: Brand) => port + brand.portOffset;
const originOf = (brand: Brand) => `http://${brand.host}:${portOf(brand)}`;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A trouble whose message says all there is to know; any other is shown with its stack. */
class Told extends Error {}
const describe = (error: unknown) =>
  error instanceof Told ? error.message : error instanceof Error ? error.stack : String(error);

const closing: (() => Promise<void>)[] = [];
process.once('SIGINT', () => void stop(0));
process.once('SIGTERM', () => void stop(0));

try {
  await start();
} catch (error) {
  console.error(`\n${describe(error)}`);
  await stop(1);
}

async function start(): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65_533) {
    throw new Told('PORT must be a number from 1 to 65533.');
  }
  const hosts = brands.map((brand) => ({
    port: portOf(brand),
    server: createHost({ folder: here(brand.site), portal: portalUrl }),
  }));
  // Before the long phases: a taken port is told at once.
  const portal = late();
  await listen(portal.server, port);
  for (const host of hosts) await listen(host.server, host.port);
  await phase('Building the widgets', () => buildWidgets());
  const app = await phase('Opening the database', () =>
    createPortal({
      database: { folder: here('../.portico/demo') },
      publicUrl: portalUrl,
      environment: 'demo',
      assets: here('../dist/embed'),
    }),
  );
  closing.push(() => app.close());
  const seeded = await phase('Bringing the data up to today', () =>
    seedDemo(app, { origins: (brand) => [originOf(brand)] }),
  );
  portal.serve(app.handler);
  console.log(signInBlock({ portalUrl, originOf, seeded }));
}

/** A server that holds its port from the start and answers 503 until the portal stands. */
function late(): { server: Server; serve: (handler: RequestListener) => void } {
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '5' }).end();
  };
  const server = createServer((request, response) => handler(request, response));
  return { server, serve: (next) => (handler = next) };
}

/** Listens on the loopback interface only: the demo's passwords stand in its sources. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Told(`Port ${port} is taken. Choose others with PORT, as in: PORT=5400 npm start`)
          : error,
      );
    });
    server.listen(port, process.env['HOST'] ?? '127.0.0.1', () => {
      closing.push(() => close(server));
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  process.stdout.write(`${name} … `);
  const result = await work();
  console.log(`${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}

async function stop(code: number): Promise<void> {
  // In the order of opening: first the doors, then the database.
  for (const close of closing.splice(0)) {
    await close().catch((error: unknown) => console.error(describe(error)));
  }
  process.exit(code);
}
