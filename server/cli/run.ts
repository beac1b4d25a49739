import { CommanderError, type Command } from 'commander';
import { ZodError } from 'zod';
import { misuse } from './program.ts';

/**
 * Runs one command, and says what went wrong on standard error. A command that did its work may set the exit code
 * of the process itself.
 * @param program with all commands
 * @returns the exit code where it did not
 */
export async function runCommand(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Help that was asked for is no fault; what it says of any other is on the screen already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misuse;
    console.error(error instanceof ZodError ? describeFaults(error) : (error as Error).message);
    return 1;
  }
}

function describeFaults(error: ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`)
    .join('\n');
}
