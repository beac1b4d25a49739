import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { contactPermissions } from './permissions.ts';
import { instant, line, locale } from './primitives.ts';

/** A theme as the browser gets it: token name to value, or to the pair of its light and dark values. */
export const themeTokens = z.record(
  z.string(),
  z.union([z.string(), z.tuple([z.string(), z.string()])]),
);
export type ThemeTokens = z.output<typeof themeTokens>;

/** Who is signed in, and what this person may see. */
export const Session = z.object({
  kind: z.enum(['contact', 'staff']),
  person: z.object({ name: z.string() }),
  customer: z.object({ number: z.string(), name: z.string() }).nullable(),
  permissions: z.array(z.enum(contactPermissions)),
  expiresAt: instant,
});
export type Session = z.output<typeof Session>;

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
});
export type Tenant = z.output<typeof Tenant>;

export const portal = defineEndpoints({
  'GET /portal': {
    permission: 'public',
    summary: 'The look and language of the tenant, and the session of the caller, if there is one.',
    response: z.object({ tenant: Tenant, session: Session.nullable() }),
    errors: [],
  },
  'POST /sessions': {
    permission: 'public',
    summary: 'Signs in with a login name and a password.',
    body: z.strictObject({
      login: line(limits.loginName),
      password: z.string().min(1).max(limits.password),
      /** `cookie` where the browser keeps a partitioned cookie; `bearer` where it does not, and for API clients. */
      delivery: z.enum(['cookie', 'bearer']).default('cookie'),
    }),
    response: z.object({ session: Session, token: z.string().nullable() }),
    status: 201,
    errors: ['wrong_credentials', 'too_many_attempts'],
    audit: 'session.created',
  },
  'DELETE /session': {
    permission: 'public',
    summary: 'Ends the session of the caller; does nothing where there is none.',
    response: 'nothing',
    errors: [],
    audit: 'session.ended',
  },
});
