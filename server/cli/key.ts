import { InvalidArgumentError, Option, type Command } from 'commander';
import { date } from '#contract/primitives';
import type { KeyPermission } from '#contract/permissions';
import { keyPermissions } from '#contract/settings-words';
import { withAdmin } from './admin.ts';
import { collect } from './program.ts';

type Options = {
  tenant: string;
  name: string;
  permission?: string[];
  network?: string[];
  expires?: string;
};

/** `portico key create | list | revoke`: the keys of an ERP. */
export function addKey(program: Command): void {
  const key = program.command('key').description('API keys, such as the one of an ERP');
  key
    .command('create')
    .description('makes a key and prints it, this once')
    .requiredOption('--tenant <slug>', 'whose key it is')
    .requiredOption('--name <name>', 'what it is for')
    .option(
      '--permission <permission>',
      'what it may, again for each; everything unless given',
      collect,
    )
    .option(
      '--network <range>',
      'an address or a network it may come from, as 203.0.113.0/24; again for each, any unless given',
      collect,
    )
    .option('--expires <yyyy-mm-dd>', 'its last day', day)
    .action(({ tenant, name, permission, network, expires }: Options) =>
      withAdmin(async (admin) => {
        // The service says which there are.
        const permissions = (permission ?? keyPermissions) as KeyPermission[];
        const expiresAt = expires && `${expires}T23:59:59Z`;
        console.log(
          await admin.createKey(tenant, { name, permissions, networks: network, expiresAt }),
        );
        console.error('This is the only time the key is shown. Keep it like a password.');
      }),
    );
  key
    .command('list')
    .description('the keys there are, and when each was used last')
    .requiredOption('--tenant <slug>', 'whose keys')
    .action(({ tenant }: Options) =>
      withAdmin(async (admin) => {
        for (const row of await admin.listKeys(tenant)) {
          const state = row.state === 'revoked' ? 'revoked' : (row.expiresAt ?? 'no end');
          console.log([row.prefix, row.name, state, row.lastUsedAt ?? 'never used'].join('\t'));
        }
      }),
    );
  key
    .command('signature')
    .description('sets the secret that a carrier signs its notifications with')
    .requiredOption('--tenant <slug>', 'whose key it is')
    .requiredOption('--prefix <prefix>', 'its first part, behind pk_')
    .addOption(
      new Option('--secret <secret>', 'none unless given: no signature is asked for any more')
        .env('PORTICO_SECRET')
        .argParser(signingSecret),
    )
    .action(({ tenant, prefix, secret }: { tenant: string; prefix: string; secret?: string }) =>
      withAdmin(async (admin) => {
        const found = await admin.setNotificationSecret(tenant, prefix, secret ?? null);
        const done = secret === undefined ? 'The secret is gone.' : 'The secret is set.';
        console.log(found ? done : 'There is no such key.');
      }),
    );
  key
    .command('revoke')
    .description('ends a key at once')
    .requiredOption('--tenant <slug>', 'whose key it is')
    .requiredOption('--prefix <prefix>', 'its first part, behind pk_')
    .action(({ tenant, prefix }: { tenant: string; prefix: string }) =>
      withAdmin(async (admin) => {
        const ended = await admin.revokeKey(tenant, prefix);
        console.log(ended ? 'The key is revoked.' : 'There is no such key.');
      }),
    );
}

function signingSecret(text: string): string {
  if (text.length < 16) throw new InvalidArgumentError('16 characters at least.');
  return text;
}

function day(text: string): string {
  if (!date.safeParse(text).success) throw new InvalidArgumentError('Not a date: yyyy-mm-dd.');
  return text;
}
