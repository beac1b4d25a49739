import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { Session } from './portal.ts';
import { line, uuid } from './primitives.ts';

/** Staff looks at the portal as a contact sees it: for minutes, changing nothing, and in its own name. */
export const impersonation = defineEndpoints({
  'POST /impersonations': {
    permission: 'impersonate',
    summary:
      'Shows the caller the portal as a contact sees it, for 30 minutes at most. Nothing can be changed and no file fetched meanwhile; it ends with the session, the right or the portfolio of the caller.',
    body: z.strictObject({ contact: uuid, reason: line(limits.text) }),
    response: Session,
    status: 201,
    errors: ['not_found', 'contact_inactive'],
    audit: 'impersonation.started',
  },
  'DELETE /impersonation': {
    permission: 'signed-in',
    whileImpersonating: true,
    summary: 'Ends it: the caller is back in its own session. Nothing happens where there is none.',
    response: Session,
    errors: [],
    audit: 'impersonation.ended',
  },
});
