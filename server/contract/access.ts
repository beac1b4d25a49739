import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { instant, line } from './primitives.ts';
import { Session } from './portal.ts';

/** `cookie` where the browser keeps a partitioned cookie; `bearer` where it does not, and for API clients. */
export const delivery = z.enum(['cookie', 'bearer']).default('cookie');
export const SignedIn = z.object({ session: Session, token: z.string().nullable() });
/** Any text: what it must be is the tenant's policy, which answers in its own words. */
export const password = z.string().min(1).max(limits.password);
/** The token of a mailed link. */
const token = z.string().min(1).max(limits.token);

export const access = defineEndpoints({
  'POST /sessions': {
    permission: 'public',
    summary: 'Signs in with a login name and a password, which may be a temporary one.',
    body: z.strictObject({ login: line(limits.loginName), password, delivery }),
    response: SignedIn,
    status: 201,
    errors: ['wrong_credentials', 'too_many_attempts'],
    audit: 'session.created',
  },
  'POST /host-sessions': {
    permission: 'public',
    summary: 'Exchanges a JWT that the host signed for a session of the person it vouches for.',
    body: z.strictObject({ assertion: z.string().min(1).max(limits.assertion), delivery }),
    response: SignedIn,
    status: 201,
    errors: ['assertion_refused', 'too_many_attempts'],
    audit: 'session.vouched',
  },
  'DELETE /session': {
    permission: 'public',
    summary: 'Ends the session of the caller; does nothing where there is none.',
    response: 'nothing',
    errors: [],
    audit: 'session.ended',
  },
  'PUT /me/password': {
    permission: 'person',
    firstAccess: true,
    beforeTerms: true,
    summary: 'Changes the password of the caller and ends every session of this person.',
    body: z.strictObject({ current: password, password }),
    response: 'nothing',
    errors: ['too_many_attempts'],
    audit: 'password.changed',
  },
  'POST /password-resets': {
    permission: 'public',
    summary: 'Mails the way to a new password, if there is somebody of this name; answers alike.',
    body: z.strictObject({ login: line(limits.loginName) }),
    response: 'nothing',
    errors: ['too_many_attempts'],
    audit: 'password.reset_requested',
  },
  'POST /access-links/check': {
    permission: 'public',
    summary:
      'Tells what a mailed link is for, and keeps it for this browser a while; without one, the link that is kept. The link stays as it was.',
    body: z.strictObject({ token: token.optional() }),
    response: z.object({
      kind: z.enum(['reset', 'invitation']),
      login: z.string(),
      name: z.string(),
      expiresAt: instant,
    }),
    errors: ['link_invalid', 'too_many_attempts'],
    audit: 'none',
  },
  'POST /access-links/use': {
    permission: 'public',
    summary: 'Sets a password by a mailed link, once, and ends every session of the person.',
    // Without a token, the link that is kept for this browser.
    body: z.strictObject({ token: token.optional(), password }),
    response: 'nothing',
    errors: ['link_invalid', 'too_many_attempts'],
    audit: 'password.changed',
  },
});
