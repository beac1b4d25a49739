import { Option, type Command } from 'commander';
import type { DoctorFinding, DoctorState } from '#contract/doctor-words';
import { locales, type Locale } from '#contract/locales';
import { loadTexts, type Translate } from '../output/texts.ts';
import { examine, type DoctorOptions } from './doctor-visit.ts';

type Given = Omit<DoctorOptions, 'page'> & { language: Locale; json?: true };

/** `portico doctor PAGE` */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('says what keeps the portal from working on a page, and what to do')
    .argument('<page>', 'address of the page that holds the elements')
    .option(
      '--server <url>',
      "address of the server; the one of the page's script tag unless given",
    )
    .option('--tenant <slug>', 'whose portal it is; the one of the script tag unless given')
    .option('--login <login>', 'somebody whose permissions are held against the elements')
    .addOption(new Option('--password <password>', 'of --login').env('PORTICO_PASSWORD'))
    .addOption(
      new Option('--language <language>', 'of what is said').choices(locales).default('en'),
    )
    .option('--json', 'the findings as JSON')
    .addHelpText('after', '\nEnds with 1 where something keeps the portal from working.')
    .action(async (page: string, { language, json, ...options }: Given) => {
      const findings = await examine({ ...options, page });
      const told = json
        ? JSON.stringify(findings, null, 2)
        : tell(findings, loadTexts()(language)).join('\n');
      console.log(told);
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
    });
}

const signs: Record<DoctorState, string> = { good: '✔', warn: '!', bad: '✘', open: '–' };

/** A line a finding, and below what is wrong the cure. */
export function tell(findings: readonly DoctorFinding[], t: Translate): string[] {
  const lines = findings.flatMap(({ check, state, code, params }) => [
    `${signs[state]} ${t(`doctor.check_${check}`)}${code ? `: ${t(`doctor.${code}`, params)}` : ''}`,
    ...(code && state !== 'good' ? [`  → ${t(`doctor.${code}_cure`, params)}`] : []),
  ]);
  const faults = findings.filter(({ state }) => state === 'bad').length;
  return [...lines, '', t(faults ? 'doctor.faults' : 'doctor.sound', { count: faults })];
}
