import type { Command } from 'commander';
import { addContact, addStaff } from './account.ts';
import { addAudit } from './audit.ts';
import { addDoctor } from './doctor.ts';
import { addErp } from './erp.ts';
import { addHostKey } from './host.ts';
import { addImport } from './import.ts';
import { addKey } from './key.ts';
import { addMail } from './mail.ts';
import { addMigrate } from './migrate.ts';
import { addPayments } from './payments.ts';
import { createProgram, hintAt } from './program.ts';
import { addTenant } from './tenant.ts';

/**
 * The whole command line, `portico`. `parseAsync` runs a command; it throws a CommanderError where one is
 * written wrongly, which is then on the screen already, with a hint.
 */
export function createCommands(): Command {
  const program = createProgram();
  program
    .command('serve')
    .description('the production server (settings from the environment)')
    .action(async () => void (await import('../main.ts')));
  for (const add of [
    addMigrate,
    addTenant,
    addKey,
    addImport,
    addContact,
    addStaff,
    addHostKey,
    addErp,
    addPayments,
    addMail,
    addAudit,
    addDoctor,
  ])
    add(program);
  for (const command of commandsOf(program)) command.showHelpAfterError(hintAt(command));
  return program;
}

function* commandsOf(command: Command): Generator<Command> {
  yield command;
  for (const one of command.commands) yield* commandsOf(one);
}
