import { fileURLToPath } from 'node:url';
import type { Portal } from '../../server/index.ts';
import { createHost } from '../host.ts';
import { atEnd, close, late, listen } from '../servers.ts';
import { buyer } from './people.ts';

/** Where the portal of the real file and its one page answer. */
export function addressesOf(port: number): { portal: string; site: string } {
  return {
    portal: `http://portal.localhost:${port}`,
    site: `http://retail.localhost:${port + 1}`,
  };
}

/** Serves the portal and a plain page with sign-in and orders until Ctrl+C. */
export async function serve(open: () => Promise<Portal>, port: number): Promise<void> {
  const { portal, site } = addressesOf(port);
  const folder = fileURLToPath(new URL('site', import.meta.url));
  const door = late();
  const servers = [door.server, createHost({ folder, portal })];
  for (const [index, server] of servers.entries()) {
    await listen(server, port + index);
    atEnd(() => close(server));
  }
  const app = await open();
  atEnd(() => app.close());
  door.serve(app.handler);
  console.log(
    ['', `  address   ${site}`, `  sign-in   ${buyer.login}`, `  password  ${buyer.password}`]
      .concat('', '  Ctrl+C ends it.', '')
      .join('\n'),
  );
}
