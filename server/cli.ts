#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { contactCommand, staffCommand } from './cli/account.ts';
import { erpCommand } from './cli/erp.ts';
import { hostKeyCommand } from './cli/host.ts';
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
                [--page URL] [--mail-from ADDRESS] [--mail-name N] [--manual es=URL]…
                [--department "customer_service;PHONE;EXTENSION;MAILBOX[;COMPANY]"]…
                [--password-policy standard|alphanumeric_8_10] [--reset-by link|temporary_password]
                [--idle MINUTES] [--life MINUTES] [--terms-url es=URL]… [--terms-version V]
                               a second run brings the tenant up to date
  tenant logo SLUG FILE [--dark FILE]
                               any picture or SVG, and one for dark ground where it needs its own
  tenant list
  key create --tenant S --name N [--permission sync.orders]… [--expires yyyy-mm-dd]
  key list --tenant S
  key revoke --tenant S --prefix P
  import ENTITY FILE --url U --tenant S [--key K]
                               sends an NDJSON file to the sync API; goes on where it stopped.
                               The key may come from PORTICO_KEY instead.
  contact list --tenant S [--customer N]          accounts and their state
  contact create --tenant S --customer N --name N --email E    a contact the ERP does not know
  contact open --tenant S --contact C [--login L]… [--profile P[:SCOPE]] [--grant PERMISSION[:SCOPE]]…
                               prepares an account; without a login its name is the e-mail
  contact join --tenant S --contact C --login L [--profile P[:SCOPE]] [--grant PERMISSION[:SCOPE]]…
                               makes the contact another membership of who signs in as L
  contact grant --tenant S --contact C [--profile P[:SCOPE]] [--grant PERMISSION[:SCOPE]]…
  staff list --tenant S
  staff create --tenant S --name N --email E [--login L]… [--profile P] [--grant P]… [--customer N]…
                [--executive CODE] [--all-customers]
                               the portfolio: customers by number, those the ERP gives an executive, or all
  contact | staff VERB --tenant S (--contact C | --login L)
      invite                   mails a link to choose a password; again to send it again
      revoke                   takes open invitations back
      temporary [--mail]       a temporary password, shown here or mailed
      reset                    mails a link to a new password
      disable | enable         switches the account off or on
      sign-out                 ends every session
  host-key create --tenant S --issuer I [--jwks URL|FILE]    believes a host about its users;
                               without --jwks a shared secret is made
  host-key list | revoke --tenant S [--issuer I]
  erp set --tenant S --url U   where the ERP is asked for stock; prints the secret that signs the questions
  erp remove --tenant S
  mail list --tenant S [--state unknown]
                               the newest mails, what became of them, and how many are in which state
  mail again --tenant S --id ID…   queues mails again that are unknown or failed
  mail sent --tenant S --id ID…    takes unknown mails as sent
  mail bounce --tenant S [FILE|-]  takes a delivery status notification and marks the mailbox that is gone

The database is the one of DATABASE_OWNER_URL, else DATABASE_URL, else the folder DATA_FOLDER (.portico/db).`;

const commands: Record<string, (words: string[], options: Options) => Promise<void>> = {
  serve: async () => void (await import('./main.ts')),
  migrate: migrateCommand,
  tenant: tenantCommand,
  key: keyCommand,
  import: importCommand,
  mail: mailCommand,
  contact: contactCommand,
  staff: staffCommand,
  'host-key': hostKeyCommand,
  erp: erpCommand,
};

export type Options = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const list = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
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
      page: text,
      'mail-from': text,
      'mail-name': text,
      manual: list,
      'terms-url': list,
      'terms-version': text,
      dark: text,
      department: list,
      'password-policy': text,
      'reset-by': text,
      idle: text,
      life: text,
      contact: text,
      customer: list,
      'all-customers': flag,
      executive: text,
      email: text,
      login: list,
      profile: text,
      grant: list,
      mail: flag,
      issuer: text,
      jwks: text,
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
