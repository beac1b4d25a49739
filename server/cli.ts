#!/usr/bin/env node
import { createCommands } from './cli/commands.ts';
import { runCommand } from './cli/run.ts';

const code = await runCommand(createCommands(), process.argv.slice(2));
if (code !== 0) process.exitCode = code;
