import { Command, InvalidArgumentError, type Option } from 'commander';

/** Exit code of a command that was written wrongly; 1 is for one that failed. */
export const misuse = 2;

/** The bare program: every command that is added to it answers `--help`, and says what it does not know. */
export function createProgram(): Command {
  return new Command('portico')
    .description('Runs and administers the customer portal.')
    .addHelpText(
      'after',
      '\nThe database is the one of DATABASE_OWNER_URL, else DATABASE_URL, else the folder DATA_FOLDER\n' +
        '(.portico/db). A command that is written wrongly ends with 2, one that fails with 1.',
    )
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .exitOverride();
}

/** The hint behind a fault: which command's help to read. */
export function hintAt(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) names.unshift(one.name());
  return `(${names.join(' ')} --help tells what it takes)`;
}

/** For an option that may be given several times. */
export const collect = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

/** An option that takes some of a list, one at a time. */
export function oneOf(option: Option, known: readonly string[]): Option {
  option.description += `; again for each (${known.join(', ')})`;
  return option.argParser((value: string, before: string[] | undefined) => {
    if (!known.includes(value)) throw new InvalidArgumentError(`Allowed are ${known.join(', ')}.`);
    return collect(value, before);
  });
}

/** For an option such as `es=https://…`, which may be given once a language. */
export function byLanguage(
  value: string,
  before: Record<string, string> | undefined,
): Record<string, string> {
  const [, language, text] = /^(\w\w)=(.+)$/.exec(value) ?? [];
  if (!language || !text) throw new InvalidArgumentError('Write it as es=….');
  return { ...before, [language]: text };
}

/** For an option that counts something. */
export function whole(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Not a whole number.');
  return Number(value);
}
