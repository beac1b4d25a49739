import { createServer, type RequestListener, type Server } from 'node:http';

/** A trouble whose message says all there is to know; any other is shown with its stack. */
export class Told extends Error {}

export const describe = (error: unknown): string =>
  error instanceof Told
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

/** The port of `PORT`, which leaves room for the host sites, the inbox, answers by mail, the example host and the ERP above it. @throws Told */
export function portOr(usual: number): number {
  const port = Number(process.env['PORT'] ?? usual);
  if (Number.isInteger(port) && port > 0 && port <= 65_527) return port;
  throw new Told('PORT must be a number from 1 to 65527.');
}

/** A server that holds its port from the start and answers 503 until the portal stands. */
export function late(): { server: Server; serve: (handler: RequestListener) => void } {
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '5' }).end();
  };
  const server = createServer((request, response) => handler(request, response));
  return { server, serve: (next) => (handler = next) };
}

/**
 * Listens on the loopback interface only: the demo's passwords stand in its sources.
 * @throws Told where the port is taken
 */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Told(`Port ${port} is taken. Choose others with PORT, as in: PORT=5400`)
          : error,
      );
    });
    server.listen(port, process.env['HOST'] ?? '127.0.0.1', resolve);
  });
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const closing: (() => Promise<void>)[] = [];
const over = new AbortController();

/** Aborted once the program is to end, before anything closes. */
export const ending = over.signal;

/** Has something closed at the end of the program, in the order of opening. */
export function atEnd(work: () => Promise<void>): void {
  closing.push(work);
}

/** Runs a program that ends by Ctrl+C, or by an error, which it tells. */
export async function runUntilStopped(start: () => Promise<void>): Promise<void> {
  process.once('SIGINT', () => void stop(0));
  process.once('SIGTERM', () => void stop(0));
  try {
    await start();
  } catch (error) {
    console.error(`\n${describe(error)}`);
    await stop(1);
  }
}

async function stop(code: number): Promise<void> {
  over.abort();
  for (const work of closing.splice(0)) {
    await work().catch((error: unknown) => console.error(describe(error)));
  }
  process.exit(code);
}
