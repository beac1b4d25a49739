import type { Command } from 'commander';
import { adminDatabase } from '../config.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';

/** `portico migrate` */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('brings the schema of the database up to date, as its owner')
    .action(async () => {
      const connection = await connect(adminDatabase(process.env));
      try {
        const applied = await migrate(connection);
        console.log(applied.length ? `Applied: ${applied.join(', ')}` : 'Nothing to do.');
      } finally {
        await connection.close();
      }
    });
}
