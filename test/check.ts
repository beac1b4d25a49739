// Types, lint and format at once: what is worth a look before each commit, in seconds.
import { quick, readAll } from './support/reading.ts';

if (!(await readAll(quick))) process.exitCode = 1;
