import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { secondFactorDemands, type SecondFactorDemand } from '#contract/second-factor-words';
import { locales } from '#contract/locales';
import type { Locale } from '#contract/primitives';
import { syncRecords } from '#contract/sync';
import {
  departments,
  origin,
  type DepartmentInput,
  type TenantChanges,
} from '../features/tenants/tenants.service.ts';
import { byLanguage, collect, whole } from './program.ts';

/** What `tenant create` and `tenant set` take of a tenant. */
export type Settings = {
  name?: string;
  locale?: Locale;
  timeZone?: string;
  format?: Record<string, string>;
  origin?: string[];
  host?: string[];
  theme?: string;
  company?: Company[];
  page?: string;
  mailFrom?: string;
  mailName?: string;
  mailReplyTo?: string;
  manual?: Record<string, string>;
  department?: DepartmentInput[];
  passwordPolicy?: 'standard' | 'alphanumeric_8_10';
  resetBy?: 'link' | 'temporary_password';
  secondFactor?: SecondFactorDemand;
  mailCreditLimit?: 'yes' | 'no';
  invoicesFromFiles?: 'yes' | 'no';
  idle?: number;
  life?: number;
  termsUrl?: Record<string, string>;
  termsVersion?: string;
};
type Company = { code: string; legalName: string; currency: string; timeZone?: string };

/** The settings of a tenant as options. @param isNew whether some of them are needed */
export function withSettings(command: Command, isNew: boolean): Command {
  const all = isNew ? '' : '; replaces all there are';
  const needed = (option: Option) => command.addOption(option.makeOptionMandatory(isNew));
  needed(new Option('--name <name>', 'what it is called'));
  needed(new Option('--locale <language>', 'its language').choices(locales));
  needed(new Option('--time-zone <zone>', 'such as America/Mexico_City'));
  return command
    .option('--format <es=es-MX>', 'whose dates and money a language follows', byLanguage)
    .option('--origin <origin>', `a site that may embed it; again for each${all}`, site)
    .option('--host <name>', `a host name of the server; again for each${all}`, collect)
    .option('--theme <file>', 'design tokens, as in themes/')
    .option(
      '--company <code;legal name;currency[;zone]>',
      'a selling company; again for each',
      company,
    )
    .option('--page <url>', 'the page with <portal-login> that mails lead to')
    .option('--mail-from <mailbox>', 'sender of its mails')
    .option('--mail-name <name>', 'and the name beside it')
    .option('--mail-reply-to <mailbox>', 'where answers to its mails go')
    .option('--manual <es=url>', 'address of the user manual, by language', byLanguage)
    .option(
      '--department <kind;phone;extension;mailbox[;company]>',
      `whom mails tell to ask: customer_service, receivables or logistics; again for each${all}`,
      department,
    )
    .addOption(
      new Option('--password-policy <policy>', '12 to 128 of anything, or 8 to 10').choices([
        'standard',
        'alphanumeric_8_10',
      ]),
    )
    .addOption(
      new Option('--reset-by <way>', 'what a forgotten password is answered with').choices([
        'link',
        'temporary_password',
      ]),
    )
    .addOption(
      new Option(
        '--second-factor <whom>',
        'of whom codes of an authenticator are demanded',
      ).choices(secondFactorDemands),
    )
    .option('--idle <minutes>', 'without a call a session ends after so many', whole)
    .option('--life <minutes>', 'and in any case after so many', whole)
    .addOption(
      new Option(
        '--mail-credit-limit <shown>',
        "whether mailed statements show the customer's credit limit",
      ).choices(['yes', 'no']),
    )
    .addOption(
      new Option(
        '--invoices-from-files <made>',
        'whether fiscal documents become invoices where the ERP sends none',
      ).choices(['yes', 'no']),
    )
    .option('--terms-url <es=url>', 'where the terms of use stand, by language', byLanguage)
    .option('--terms-version <version>', 'which version of them everybody accepts');
}

/** The options that were given, as the service takes them. */
export function changesOf(options: Settings): TenantChanges {
  const { mailFrom, mailName, termsVersion, termsUrl } = options;
  const given: { [K in keyof TenantChanges]: TenantChanges[K] | undefined } = {
    name: options.name,
    locale: options.locale,
    timeZone: options.timeZone,
    formats: options.format,
    origins: options.origin,
    hosts: options.host,
    theme: options.theme === undefined ? undefined : readJson(options.theme),
    page: options.page,
    mailFrom: mailFrom === undefined ? undefined : { name: mailName ?? null, address: mailFrom },
    mailReplyTo: options.mailReplyTo,
    passwordPolicy: options.passwordPolicy,
    resetBy: options.resetBy,
    secondFactor: options.secondFactor,
    sessionIdleMinutes: options.idle,
    sessionLifeMinutes: options.life,
    mailCreditLimit:
      options.mailCreditLimit === undefined ? undefined : options.mailCreditLimit === 'yes',
    invoicesFromFiles:
      options.invoicesFromFiles === undefined ? undefined : options.invoicesFromFiles === 'yes',
    manuals: options.manual,
    terms: (termsVersion !== undefined || termsUrl) && {
      ...(termsVersion !== undefined && { version: termsVersion }),
      ...(termsUrl && { urls: termsUrl }),
    },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @throws Error that names the file where it is no JSON */
export function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** An origin as browsers send it; again for each. */
export function site(text: string, before: string[] | undefined): string[] {
  const read = origin.safeParse(text);
  if (!read.success) throw new InvalidArgumentError(faultsOf(read.error.issues));
  return collect(read.data, before);
}

/** `KIND;PHONE;EXTENSION;MAILBOX[;COMPANY]` */
function department(text: string, before: DepartmentInput[] = []): DepartmentInput[] {
  const [kind, phone, extension, mailbox, company] = parts(text);
  const read = departments.safeParse([{ kind, phone, extension, mailbox, company }]);
  if (!read.success) throw new InvalidArgumentError(faultsOf(read.error.issues));
  return [...before, ...(read.data as DepartmentInput[])];
}

/** `CODE;LEGAL NAME;CURRENCY[;ZONE]` as a record of the sync API. */
function company(text: string, before: Company[] = []): Company[] {
  const [code, legalName, currency, timeZone] = parts(text);
  // Without a zone of its own it has the tenant's, which is held against the zones there are elsewhere.
  const record = { code, legalName, currency, timeZone: timeZone ?? 'UTC' };
  const read = syncRecords.companies.safeParse(record);
  if (!read.success) throw new InvalidArgumentError(faultsOf(read.error.issues));
  const { code: known, legalName: name } = read.data;
  return [
    ...before,
    { code: known, legalName: name, currency: currency ?? '', ...(timeZone && { timeZone }) },
  ];
}

const parts = (text: string): (string | undefined)[] =>
  text.split(';').map((part) => part.trim() || undefined);

const faultsOf = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
