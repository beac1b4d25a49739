import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { HostKeyInput } from '../features/tenants/tenants.service.ts';
import { withAdmin } from './admin.ts';

type Options = { tenant: string; issuer: string; jwks?: string };

/** `portico host-key create | list | revoke`: whose word a tenant takes about its people. */
export function addHostKey(program: Command): void {
  const hostKey = program
    .command('host-key')
    .description('hosts that vouch for who is signed in there');
  hostKey
    .command('create')
    .description('believes a host about its users; without --jwks a shared secret is made')
    .requiredOption('--tenant <slug>', 'who believes it')
    .requiredOption('--issuer <issuer>', 'as its assertions name it')
    .option('--jwks <url or file>', 'where its public keys are')
    .action((options: Options) =>
      withAdmin(async (admin) => {
        const secret = await admin.createHostKey(options.tenant, keyOf(options));
        console.log(secret ? `${secret}\nIt is shown this once.` : 'The issuer is believed.');
      }),
    );
  hostKey
    .command('list')
    .description('who is believed, and who no longer')
    .requiredOption('--tenant <slug>', 'who believes them')
    .action(({ tenant }: Options) =>
      withAdmin(async (admin) => {
        for (const key of await admin.listHostKeys(tenant)) {
          const state = key.revoked_at ? 'revoked' : 'believed';
          console.log([key.issuer, key.jwks_url ?? 'kept here', state].join('\t'));
        }
      }),
    );
  hostKey
    .command('revoke')
    .description('believes a host no longer')
    .requiredOption('--tenant <slug>', 'who believed it')
    .requiredOption('--issuer <issuer>', 'as its assertions name it')
    .action(({ tenant, issuer }: Options) =>
      withAdmin(async (admin) => {
        console.log(`${await admin.revokeHostKeys(tenant, issuer)} keys revoked.`);
      }),
    );
}

function keyOf({ issuer, jwks }: Options): HostKeyInput {
  if (!jwks) return { issuer, secret: true };
  return /^https?:/.test(jwks)
    ? { issuer, jwksUrl: jwks }
    : { issuer, jwks: JSON.parse(readFileSync(jwks, 'utf8')) };
}
