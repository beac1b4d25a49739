import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { contactPermissions, staffPermissions } from './permissions.ts';
import { identifier, instant, line, locale } from './primitives.ts';
import { richText } from './rich-text.ts';
import { factorKinds } from './second-factor-words.ts';

/** A theme as the browser gets it: token name to value, or to the pair of its light and dark values. */
export const themeTokens = z.record(
  z.string(),
  z.union([z.string(), z.tuple([z.string(), z.string()])]),
);
export type ThemeTokens = z.output<typeof themeTokens>;

const Customer = z.object({ number: z.string(), name: z.string() });

/**
 * Every answer to somebody who is signed in says in this header by a short text what the person may do. Once it is
 * another than that of the last `GET /portal`, the permissions have changed: ask for it again.
 */
export const permissionsHeader = 'Portal-Permissions';

/** Who is signed in, and what this person may see. */
export const Session = z.object({
  kind: z.enum(['contact', 'staff']),
  /** `login` is the first of the person's login names. */
  person: z.object({ name: z.string(), login: z.string() }),
  customer: Customer.nullable(),
  /** Customers the person may change to, the one above among them. */
  customers: z.array(Customer),
  /**
   * Whether the terms of use were accepted in the version that holds; also where there are none, and for whom a
   * host vouched, which has terms of its own.
   */
  termsAccepted: z.boolean(),
  permissions: z.array(z.enum([...contactPermissions, ...staffPermissions])),
  /**
   * `temporary`: signed in with a temporary password, nothing opens but the change of it.
   * `code`: the password was right, nothing opens but giving the code of an authenticator.
   * `setup`: the company demands a second factor that the person has not, nothing opens but setting it up.
   * `host`: the host page vouched for the person, who has no password here and no account to look after.
   * `impersonated`: staff looks at what the person sees, and may change nothing.
   */
  access: z.enum(['full', 'temporary', 'host', 'code', 'setup', 'impersonated']),
  /** What the person may show in place of a code, while one is owed. */
  factors: z.array(z.enum(factorKinds)).optional(),
  /** Who looks at what the person sees, and the seconds until that ends; missing for the person itself. */
  impersonation: z.object({ by: z.string(), left: z.number().int() }).optional(),
  /** When this person signed in the time before. */
  lastSignInAt: instant.nullable(),
  expiresAt: instant,
  /** Seconds without a call after which it ends, and seconds until it ends however much it is used. */
  life: z.object({ idle: z.number().int(), left: z.number().int() }),
});
export type Session = z.output<typeof Session>;

/** What a password of this tenant must be, as far as a form can check it. */
export const PasswordPolicy = z.object({
  minLength: z.number().int(),
  maxLength: z.number().int(),
  /** `alphanumeric`: letters A-Z and digits alone, at least one of each. */
  characters: z.enum(['any', 'alphanumeric']),
});
export type PasswordPolicy = z.output<typeof PasswordPolicy>;

const Logo = z.object({ id: z.string(), width: z.number(), height: z.number() });
/** Pictures of the logo by what they are for: what `GET /logo` is asked for. */
export const BrandPictures = z.object({
  light: Logo.optional(),
  dark: Logo.optional(),
  login: Logo.optional(),
  favicon: Logo.optional(),
});
const addresses = z.partialRecord(locale, z.string());

/** What an element must know of the tenant before it can draw itself. */
export const Tenant = z.object({
  slug: z.string(),
  name: z.string(),
  environment: z.string(),
  locale,
  /** Which regional format each language takes, as `es` -> `es-MX`. */
  formats: z.record(z.string(), z.string()),
  timeZone: z.string(),
  theme: themeTokens,
  /** Texts of the tenant's own, by locale and key; they win over the catalogue. */
  strings: z.record(z.string(), z.record(z.string(), z.string())),
  passwordPolicy: PasswordPolicy,
  logos: BrandPictures,
  /** What greets on the home page, by language. */
  welcome: z.partialRecord(locale, richText),
  /** The line at the foot of the portal, by language. */
  footer: z.partialRecord(locale, z.string()),
  /** Whom anybody may ask. */
  contact: z
    .object({
      phone: z.string().nullable(),
      extension: z.string().nullable(),
      mailbox: z.string().nullable(),
    })
    .nullable(),
  /** Terms of use, where they stand by language, and the languages `GET /terms` has them in. */
  terms: z.object({ version: z.string(), urls: addresses, texts: z.array(locale) }).nullable(),
  /** Where the user manual stands, by language. */
  manuals: addresses,
});
export type Tenant = z.output<typeof Tenant>;

export const portal = defineEndpoints({
  'GET /portal': {
    permission: 'public',
    summary: 'The look and language of the tenant, and the session of the caller, if there is one.',
    response: z.object({ tenant: Tenant, session: Session.nullable() }),
    errors: [],
  },
  'GET /logo': {
    permission: 'public',
    summary: "A picture of the tenant's logo.",
    query: z.strictObject({ id: line(64) }),
    response: { file: 'image/png', immutable: true },
    errors: ['not_found'],
  },
  'PUT /session/customer': {
    permission: 'person',
    beforeTerms: true,
    summary: 'Changes to another customer of the person; permissions follow.',
    body: z.strictObject({ number: identifier }),
    response: Session,
    errors: ['not_found'],
    audit: 'session.customer_changed',
  },
});
