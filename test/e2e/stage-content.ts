import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brands } from '../../demo/brands.ts';
import { loadFreight } from '../../demo/freight-door.ts';
import { seedDemo, type Seeded } from '../../demo/seed.ts';
import { createPortal } from '../../server/index.ts';
import type { Content } from '../support/database-image.ts';
import { adminOf, type TestPortal } from '../support/portal.ts';

/** Of a brand whose carriers have a door; a demo's start loads more, and longer. */
const shipments = 40;
/** Stands for the sites, whose addresses are others each time: whoever sets a stage takes it away. */
export const nowhere = 'https://nowhere.example';

/** The demo's tenants, made once for all stages; with what is known of them only as they are made. */
export const demoContent: Content = {
  name: 'demo',
  from: ['demo/', 'themes/'],
  fill: async (database, owner) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const door = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // Closed by whoever opened it.
    const connection = { ...database, close: async () => {} };
    const running = await createPortal({ publicUrl: door, database: connection });
    server.on('request', running.handler);
    const portal = { ...running, admin: adminOf(owner) };
    const seeded = await seedDemo(portal, { origins: () => [nowhere] });
    for (const brand of brands)
      if (brand.source.shipping.door) await loadFreight(portal, brand, door, { count: shipments });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await running.close();
    await owner.knex.raw('create schema stage');
    await owner.knex.raw('create table stage.seeded (value jsonb)');
    await owner.knex('stage.seeded').insert({ value: JSON.stringify(seeded) });
  },
};

/** What was known only as the tenants were made: keys and passwords. */
export const seededIn = async ({ owner }: TestPortal): Promise<Seeded[]> =>
  (await owner().raw('select value from stage.seeded')).rows[0].value as Seeded[];
