// A server on an embedded database as a program: folder and port in, address out, SIGTERM ends it.
import type { AddressInfo } from 'node:net';
import { createPortal } from '../../server/index.ts';
import { drain, listen } from '../../server/listen.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const portal = await createPortal({
  database: { folder },
  publicUrl: 'http://127.0.0.1',
  environment: 'test',
});
const server = await listen(portal.handler, Number(port), '127.0.0.1');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
process.on('SIGTERM', async () => {
  await drain(server);
  await portal.close();
});
