import { adminDatabase } from '../config.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';

/** `portico migrate` */
export async function migrateCommand(): Promise<void> {
  const connection = await connect(adminDatabase(process.env));
  try {
    const applied = await migrate(connection);
    console.log(applied.length ? `Applied: ${applied.join(', ')}` : 'Nothing to do.');
  } finally {
    await connection.close();
  }
}
