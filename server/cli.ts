#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ZodError } from 'zod';
import { createCommands } from './cli/commands.ts';
import { misuse } from './cli/program.ts';

createCommands()
  .parseAsync()
  .catch((error: Error) => {
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
