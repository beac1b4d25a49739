import type { Command } from 'commander';
import type { InScope } from '../db/scope.ts';
import { verifySeals, type Verdict } from '../features/audit/seals.ts';
import { withAdmin } from './admin.ts';

const faults: Record<NonNullable<Verdict['broken']>['what'], string> = {
  changed: 'was changed, or what is before it was taken away',
  added: 'was added to',
  removed: 'was removed from',
  unsealed: 'has rows and no seal: they were added later, or the seal was taken away',
};

/** `portico audit verify`: whether what was sealed is as it was. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .description(
      'holds every day of the audit log against its seal, and names the first that differs',
    )
    .option('--tenant <slug>', 'whose log; all unless given')
    .addHelpText(
      'after',
      '\nKeep the last seal elsewhere: whoever owns the database could change rows and make all seals anew.',
    )
    .action(({ tenant }: { tenant?: string }) =>
      withAdmin(async (_admin, inScope) => {
        for (const { id, slug } of await tenantsOf(inScope, tenant)) {
          const verdict = await verifySeals((work) => inScope({ tenantId: id }, work));
          console.log(`${slug}\t${describe(verdict)}`);
          if (verdict.broken) process.exitCode = 1;
        }
      }),
    );
}

const describe = ({ days, last, broken }: Verdict): string => {
  if (broken) return `${broken.day} ${faults[broken.what]}`;
  return last
    ? `${days} days as they were sealed, the last ${last.day}\t${last.seal}`
    : 'no day is sealed yet';
};

/** @throws Error where there is no such tenant */
async function tenantsOf(inScope: InScope, slug?: string): Promise<{ id: string; slug: string }[]> {
  const found = await inScope({ tenantId: null }, (db) =>
    db('tenants')
      .modify((query) => slug !== undefined && query.where({ slug }))
      .orderBy('slug')
      .select<{ id: string; slug: string }[]>('id', 'slug'),
  );
  if (slug !== undefined && found.length === 0) throw new Error(`There is no tenant ${slug}`);
  return found;
}
