import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { instant, line, locale, uuid } from './primitives.ts';

/** The person as the person sees it. */
export const Account = z.object({
  name: z.string(),
  logins: z.array(z.string()),
  /** Where mails go; the company keeps it. */
  email: z.string().nullable(),
  /** Language of mails and documents; null follows the tenant. */
  locale: locale.nullable(),
  lastSignInAt: instant.nullable(),
  passwordChangedAt: instant.nullable(),
});
export type Account = z.output<typeof Account>;

/** One place where the person is signed in. */
export const OwnSession = z.object({
  id: uuid,
  current: z.boolean(),
  createdAt: instant,
  seenAt: instant,
  /** The site it was opened in. */
  origin: z.string().nullable(),
  /** Names as the browser gives them, as `Firefox` and `Windows`. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
});
export type OwnSession = z.output<typeof OwnSession>;

export const account = defineEndpoints({
  'GET /me': {
    permission: 'person',
    beforeTerms: true,
    summary: 'The account of the caller.',
    response: Account,
    errors: [],
  },
  'PATCH /me': {
    permission: 'person',
    beforeTerms: true,
    summary: 'Changes the name the caller goes by, or the language of mails and documents.',
    body: z.strictObject({
      name: line(limits.name).optional(),
      locale: locale.nullable().optional(),
    }),
    response: Account,
    errors: [],
    audit: 'profile.changed',
  },
  'GET /me/sessions': {
    permission: 'person',
    beforeTerms: true,
    summary: 'Where the caller is signed in, the last seen first.',
    response: z.object({ items: z.array(OwnSession) }),
    errors: [],
  },
  'DELETE /me/sessions/:id': {
    permission: 'person',
    beforeTerms: true,
    summary: 'Ends one session of the caller.',
    params: z.strictObject({ id: uuid }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'session.ended',
  },
  'DELETE /me/sessions': {
    permission: 'person',
    beforeTerms: true,
    summary: 'Ends every session of the caller but this one.',
    response: 'nothing',
    errors: [],
    audit: 'session.ended',
  },
});
