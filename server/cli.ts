#!/usr/bin/env node
import { CommanderError, type Command } from 'commander';
import { ZodError } from 'zod';
import { addContact, addStaff } from './cli/account.ts';
import { addErp } from './cli/erp.ts';
import { addHostKey } from './cli/host.ts';
import { addImport } from './cli/import.ts';
import { addKey } from './cli/key.ts';
import { addMail } from './cli/mail.ts';
import { addMigrate } from './cli/migrate.ts';
import { createProgram, hintAt, misuse } from './cli/program.ts';
import { addTenant } from './cli/tenant.ts';

async function main(args: readonly string[]): Promise<void> {
  const program = createProgram();
  program
    .command('serve')
    .description('the production server (settings from the environment)')
    .action(async () => void (await import('./main.ts')));
  for (const add of [
    addMigrate,
    addTenant,
    addKey,
    addImport,
    addContact,
    addStaff,
    addHostKey,
    addErp,
    addMail,
  ])
    add(program);
  for (const command of commandsOf(program)) command.showHelpAfterError(hintAt(command));
  await program.parseAsync(args, { from: 'user' });
}

function* commandsOf(command: Command): Generator<Command> {
  yield command;
  for (const one of command.commands) yield* commandsOf(one);
}

main(process.argv.slice(2)).catch((error: Error) => {
  if (error instanceof CommanderError) {
    // Help that was asked for is no fault; what it says of any other is on the screen already.
    process.exitCode = error.exitCode === 0 ? 0 : misuse;
    return;
  }
  console.error(error instanceof ZodError ? describeFaults(error) : error.message);
  process.exitCode = 1;
});

function describeFaults(error: ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`)
    .join('\n');
}
