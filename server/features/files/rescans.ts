import type { Logger } from 'pino';
import type { InScope } from '../../db/scope.ts';
import type { Scanner } from '../../output/scanner.ts';
import type { Rounds } from '../../db/rounds.ts';
import { createFileQueries } from './files.queries.ts';
import { scanFile } from './files.service.ts';

const everyMinute = 60_000;

/** Has files scanned that wait for a scanner that was away. */
export function startRescans(rounds: Rounds, scanner: Scanner, logger: Logger): void {
  if (scanner.state() === 'off') return;
  rounds.every(
    everyMinute,
    (inScope) => rescan(inScope, scanner),
    (error) => logger.error({ error }, 'no rescan'),
  );
}

/** One round over all tenants; ends where the scanner is away still. */
export async function rescan(inScope: InScope, scanner: Scanner): Promise<void> {
  const tenants = await inScope({ tenantId: null }, (db) => db('tenants').pluck<string[]>('id'));
  for (const tenantId of tenants) {
    const waiting = await inScope({ tenantId }, (db) => createFileQueries(db).pending());
    for (const file of waiting) {
      const result = await scanFile((work) => inScope({ tenantId }, work), scanner, file);
      if (result === 'pending') return;
    }
  }
}
