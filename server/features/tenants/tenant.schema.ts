import { z } from 'zod';
import { builtInDepartments, type BuiltInDepartment } from '#contract/department-words';
import { secondFactorDemands, type SecondFactorDemand } from '#contract/second-factor-words';
import { limits } from '#contract/limits';
import { mailbox } from '#contract/mailbox';
import { readOrigin, type OriginFault } from '#contract/origin';
import { PasswordPolicy } from '#contract/portal';
import { line, locale, webAddress, type Locale } from '#contract/primitives';
import { mostOrigins } from '#contract/settings-words';
import { faultInWords, faultsOfStrings } from './strings.ts';

/** What a tenant is made of. */
export type TenantInput = {
  /** Its name in addresses and headers; never changed. */
  slug: string;
  name: string;
  locale: Locale;
  /** Whose dates and money a language follows, as `{ es: 'es-MX' }`. */
  formats?: Record<string, string>;
  timeZone: string;
  /** Exact origins of the sites that may embed the portal. */
  origins: string[];
  /** Host names of the server that belong to this tenant. */
  hosts?: string[];
  /** A theme file's content (see `themes/`). */
  theme?: unknown;
  /** Own texts by language and key. */
  strings?: Record<string, Record<string, string>>;
  /** The page with `<portal-login>` that links in mails lead to; else the first origin. */
  page?: string;
  /** Sender of mails; else the server's. */
  mailFrom?: { name: string | null; address: string };
  /** Mailbox that answers to mails go to; else the sender's. */
  mailReplyTo?: string;
  /** `alphanumeric_8_10` is what older portals print (spec S1.6). 12 to 128 of anything unless given. */
  passwordPolicy?: 'standard' | 'alphanumeric_8_10' | PasswordPolicy;
  /** What a forgotten password is answered with; a link unless given. */
  resetBy?: 'link' | 'temporary_password';
  /** Of whom a second factor is demanded. */
  secondFactor?: SecondFactorDemand;
  /** Minutes without a call, and in all, after which a session ends; 30 and 720 unless given. */
  sessionIdleMinutes?: number;
  sessionLifeMinutes?: number;
  /** Whether statements in mails show the customer's credit limit; they do not unless given. */
  mailCreditLimit?: boolean;
  /** Whether a fiscal document that no invoice of the ERP belongs to becomes one; no unless told. */
  invoicesFromFiles?: boolean;
  /** Address of the user manual by language. */
  manuals?: Record<string, string>;
  /** Terms of use: which version holds, and where it stands by language. */
  terms?: { version: string; urls: Record<string, string> };
};

/** Settings that can be taken back, each to what a new tenant has. */
export const clearable = [
  'theme',
  'strings',
  'hosts',
  'page',
  'mailFrom',
  'mailReplyTo',
  'manuals',
  'terms',
] as const;

/**
 * What is to change of a tenant: what is not named stays. Formats, manuals and addresses of the terms are
 * changed language by language, strings key by key, where `null` takes one back.
 */
export type TenantChanges = Partial<Omit<TenantInput, 'slug' | 'strings' | 'terms'>> & {
  strings?: Record<string, Record<string, string | null>>;
  terms?: Partial<NonNullable<TenantInput['terms']>>;
  clear?: readonly (typeof clearable)[number][];
};

/** Where a built-in department is reached; of one company, or of all. */
export type DepartmentInput = {
  kind: BuiltInDepartment;
  /** Code of the company it is for. */
  company?: string;
  phone?: string;
  extension?: string;
  mailbox?: string;
};

export type HostKeyInput = { issuer: string } & (
  | { jwksUrl: string }
  | { jwks: { keys: Record<string, unknown>[] } }
  /** A shared secret is made and handed back. */
  | { secret: true }
);

/** An origin as browsers send it, with the reason in words where none would ever send it. */
export const origin = z.string().transform((text, context) => {
  const read = readOrigin(text);
  if (typeof read === 'string') return read;
  const reason = sentences[read.rule];
  const hint = read.meant ? `: did you mean ${read.meant}?` : '';
  context.addIssue({ code: 'custom', message: `${text}: ${reason}${hint}` });
  return z.NEVER;
});

const sentences: Record<OriginFault['rule'], string> = {
  origin_form: 'an origin is a scheme and a host: https://www.example.com',
  origin_scheme: 'only pages over https or http have an origin to list',
  origin_wildcard: 'origins are compared as a whole, so a * matches no site: name each origin',
  origin_host: 'no browser knows a host of that name',
  origin_path: 'an origin has no path',
};

const minutes = z
  .number()
  .int()
  .min(1)
  .max(60 * 24 * 31);

const shape = {
  name: line(limits.name),
  locale,
  formats: z.partialRecord(locale, z.string().regex(/^[a-z]{2}-[A-Z]{2}$/)).optional(),
  timeZone: z
    .string()
    .refine((zone) => zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone), {
      error: 'no time zone that is known, such as America/Mexico_City',
    }),
  origins: z.array(origin).max(mostOrigins),
  hosts: z.array(z.string().toLowerCase().pipe(z.hostname())).max(20).optional(),
  theme: z.unknown().optional(),
  page: webAddress.optional(),
  mailFrom: z.strictObject({ name: line(limits.name).nullable(), address: mailbox }).optional(),
  mailReplyTo: mailbox.optional(),
  passwordPolicy: z
    .union([
      z.enum(['standard', 'alphanumeric_8_10']),
      PasswordPolicy.refine(
        ({ minLength, maxLength }) =>
          minLength >= 8 && minLength <= maxLength && maxLength <= limits.password,
        { error: 'password_policy' },
      ),
    ])
    .optional(),
  resetBy: z.enum(['link', 'temporary_password']).optional(),
  secondFactor: z.enum(secondFactorDemands).optional(),
  sessionIdleMinutes: minutes.optional(),
  sessionLifeMinutes: minutes.optional(),
  mailCreditLimit: z.boolean().optional(),
  invoicesFromFiles: z.boolean().optional(),
  manuals: z.partialRecord(locale, webAddress).optional(),
};
const ownText = z.string().max(limits.text);
const termsVersion = line(40);
const termsUrls = z
  .partialRecord(locale, webAddress)
  .refine((urls) => Object.keys(urls).length > 0, { error: 'at least one language' });
/** Terms that hold: a version, and where it stands in at least one language. */
export const terms = z.strictObject({ version: termsVersion, urls: termsUrls });

const tenantSchema = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower case letters, digits and hyphens'),
  ...shape,
  strings: z.partialRecord(locale, z.record(z.string(), ownText)).optional(),
  terms: terms.optional(),
});
const changesSchema = z
  .strictObject({
    ...shape,
    strings: z.partialRecord(locale, z.record(z.string(), ownText.nullable())),
    terms: z.strictObject({ version: termsVersion.optional(), urls: termsUrls.optional() }),
    clear: z.array(z.enum(clearable)),
  })
  .partial();

/** @throws z.ZodError on bad input; Error that names every text that does not fit */
export function readTenant(input: TenantInput): TenantInput {
  const tenant = tenantSchema.parse(input) as TenantInput;
  holdStrings(tenant.strings);
  return tenant;
}

/** @throws z.ZodError on bad input; Error that names every text that does not fit */
export function readChanges(input: TenantChanges): TenantChanges {
  const changes = changesSchema.parse(input) as TenantChanges;
  holdStrings(changes.strings);
  return changes;
}

function holdStrings(strings: TenantChanges['strings'] = {}): void {
  const faults = faultsOfStrings(strings).map(faultInWords);
  if (faults.length > 0) throw new Error(`These texts do not fit:\n- ${faults.join('\n- ')}`);
}

export const departments = z.array(
  z.strictObject({
    kind: z.enum(builtInDepartments),
    company: line(limits.identifier).optional(),
    phone: line(40).optional(),
    extension: line(20).optional(),
    mailbox: mailbox.optional(),
  }),
);
export const hostKey = z.union([
  z.strictObject({ issuer: line(limits.name), jwksUrl: webAddress }),
  z.strictObject({
    issuer: line(limits.name),
    jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }),
  }),
  z.strictObject({ issuer: line(limits.name), secret: z.literal(true) }),
]);
