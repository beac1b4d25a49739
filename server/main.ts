import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino, stdSerializers } from 'pino';
import { readConfig } from './config.ts';
import { keepVersions } from './http/kept-assets.ts';
import { createPortal, version } from './index.ts';
import { loadSheets } from './output/sheet.ts';
import { drain, listen, stopOnSignals } from './listen.ts';

/** The production server. Says what is wrong and ends where it cannot start. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = pino({
    level: config.logLevel,
    redact: ['*.password', '*.token', '*.authorization', '*.cookie'],
    serializers: { error: stdSerializers.err },
  });
  const assets = fileURLToPath(new URL('../dist/embed', import.meta.url));
  if (!existsSync(assets)) throw new Error('The elements are not built: run npm run build');
  await loadSheets();
  if (config.keptAssets) keepVersions(assets, config.keptAssets, `v${version}`);
  const portal = await createPortal({ ...config, logger, assets });
  const server = await listen(portal.handler, config.port, config.host);
  logger.info({ port: config.port, publicUrl: config.publicUrl }, 'listening');

  stopOnSignals(logger, async () => {
    portal.stop();
    await drain(server);
    await portal.close();
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
