#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { importCommand } from './cli/import.ts';
import { keyCommand } from './cli/key.ts';
import { mailCommand } from './cli/mail.ts';
import { migrateCommand } from './cli/migrate.ts';
import { tenantCommand } from './cli/tenant.ts';

const usage = `portico <command>

  serve                        the production server (settings from the environment)
  migrate                      brings the schema of the database up to date, as its owner
  tenant create --slug S --name N --locale es|pt|en --time-zone Z [--format es=es-MX]…
                [--origin O]… [--host H]… [--theme FILE] [--company "CODE;LEGAL NAME;MXN[;ZONE]"]…
  tenant list
  key create --tenant S --name N [--permission sync.orders]… [--expires yyyy-mm-dd]
  key list --tenant S
  key revoke --tenant S --prefix P
  import ENTITY FILE --url U --tenant S [--key K]
                               sends an NDJSON file to the sync API; goes on where it stopped.
                               The key may come from PORTICO_KEY instead.
  mail list --tenant S [--state unknown]
                               the newest mails, what became of them, and how many are in which state
  mail again --tenant S --id ID…   queues mails again that are unknown or failed
  mail sent --tenant S --id ID…    takes unknown mails as sent

The database is the one of DATABASE_OWNER_URL, else DATABASE_URL, else the folder DATA_FOLDER (.portico/db).`;

const commands: Record<string, (words: string[], options: Options) => Promise<void>> = {
  serve: async () => void (await import('./main.ts')),
  migrate: migrateCommand,
  tenant: tenantCommand,
  key: keyCommand,
  import: importCommand,
  mail: mailCommand,
};

export type Options = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const list = { type: 'string', multiple: true } as const;
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      slug: text,
      name: text,
      locale: text,
      'time-zone': text,
      format: list,
      origin: list,
      host: list,
      theme: text,
      company: list,
      tenant: text,
      permission: list,
      expires: text,
      prefix: text,
      url: text,
      key: text,
      state: text,
      id: list,
    },
  });
}

async function main(): Promise<void> {
  const { positionals, values } = parse(process.argv.slice(2));
  const [name = '', ...words] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(usage);
  await command(words, values);
}

main().catch((error: Error) => {
  console.error(error instanceof ZodError ? describeFaults(error) : error.message);
  process.exitCode = 1;
});

function describeFaults(error: ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`)
    .join('\n');
}
