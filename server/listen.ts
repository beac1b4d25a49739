import { createServer, type RequestListener, type Server } from 'node:http';
import type { Logger } from 'pino';

/** An HTTP server that does not wait for slow senders (security 5.7). Resolves when it listens. */
export async function listen(
  handler: RequestListener,
  port: number,
  host?: string,
): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
    },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** Stops taking requests, and resolves when those under way are answered or the time is over. */
export async function drain(server: Server, withinMs = 10_000): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), withinMs);
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(timer);
}

/**
 * Stops once at SIGTERM or SIGINT: what is under way is finished, and whoever asks from then on is answered by
 * another server. Where that fails, the process says so and ends with 1, as nothing more can come of it.
 */
export function stopOnSignals(
  logger: Pick<Logger, 'info' | 'error'>,
  stop: () => Promise<void>,
): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      logger.info({ signal }, 'stopping');
      stop().catch((error: unknown) => {
        logger.error({ error }, 'could not stop in order');
        process.exit(1);
      });
    });
  }
}
