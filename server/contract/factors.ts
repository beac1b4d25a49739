import { z } from 'zod';
import { delivery, password, SignedIn } from './access.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { instant, line, uuid } from './primitives.ts';
import { factorKinds, secondFactorDemands } from './second-factor-words.ts';

/** Six digits of an authenticator, a recovery code, or what a passkey window handed over; blanks and hyphens count for nothing. */
const code = line(40);

/** An authenticator of a person: an application that shows codes, or a passkey. */
export const Factor = z.object({
  id: uuid,
  kind: z.enum(factorKinds),
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export type Factor = z.output<typeof Factor>;

export const Factors = z.object({
  items: z.array(Factor),
  /** Recovery codes that have not been used. */
  recoveryCodesLeft: z.number().int(),
  /** Whether the company demands a second factor of this person: the last one cannot be removed then. */
  demanded: z.boolean(),
  /** Whether passkeys work here: browsers want an encrypted address for them. */
  passkeys: z.boolean(),
});
export type Factors = z.output<typeof Factors>;

/** What an authenticator is set up from, shown once. */
export const FactorSetup = z.object({
  id: uuid,
  /** The secret in base 32, for whoever types it. */
  secret: z.string(),
  /** The same as an address `otpauth://`. */
  uri: z.string(),
  /** That address as a QR code: rows of `0` and `1`. */
  qr: z.array(z.string()),
});
export type FactorSetup = z.output<typeof FactorSetup>;

/**
 * A window of the portal's own that makes or shows a passkey: a passkey belongs to an address, and the pages of host
 * sites have others. The page that opens it hands the token over once the window says that it is ready, and is given
 * a code in return.
 */
export const PasskeyWindow = z.object({ url: z.url(), token: z.string() });
export type PasskeyWindow = z.output<typeof PasskeyWindow>;

const codes = z.array(z.string());
const own = { permission: 'person', beforeFactor: 'setup', beforeTerms: true } as const;
const one = z.strictObject({ id: uuid });

export const factors = defineEndpoints({
  'POST /session/code': {
    permission: 'person',
    beforeFactor: 'code',
    beforeTerms: true,
    summary: 'Finishes signing in with a code of an authenticator, or a recovery code.',
    body: z.strictObject({ code, delivery }),
    response: SignedIn,
    errors: ['wrong_code', 'code_used', 'too_many_attempts', 'forbidden'],
    audit: 'session.created',
  },
  'POST /session/confirmation': {
    ...own,
    summary:
      'Proves that the person is there, for what asks for that: by a code where there is an authenticator, else by the password.',
    body: z.union([z.strictObject({ code }), z.strictObject({ password })]),
    response: 'nothing',
    errors: ['wrong_code', 'code_used', 'too_many_attempts'],
    audit: 'session.confirmed',
  },
  'POST /session/passkey-window': {
    permission: 'person',
    beforeFactor: 'code',
    beforeTerms: true,
    summary: 'Opens a window that shows a passkey, for what asks for a code.',
    body: z.strictObject({}),
    response: PasskeyWindow,
    status: 201,
    errors: ['no_factor'],
    audit: 'none',
  },
  'GET /me/factors': {
    ...own,
    summary: 'The authenticators of the caller.',
    response: Factors,
    errors: [],
  },
  'POST /me/factors': {
    ...own,
    stepUp: 'always',
    summary: 'Draws the secret of another authenticator, which is none before a code of it came.',
    body: z.strictObject({ name: line(limits.name) }),
    response: FactorSetup,
    status: 201,
    errors: ['too_many_factors'],
    audit: 'none',
  },
  'POST /me/passkeys': {
    ...own,
    stepUp: 'always',
    summary: 'Opens a window that makes a passkey, which is none before its code came.',
    body: z.strictObject({ name: line(limits.name) }),
    response: PasskeyWindow.extend({ id: uuid }),
    status: 201,
    errors: ['too_many_factors', 'no_passkeys'],
    audit: 'none',
  },
  'POST /me/factors/:id/activation': {
    ...own,
    stepUp: 'always',
    summary:
      'Takes an authenticator into use by a code of it, and ends the other sessions of the person. With the first come recovery codes.',
    params: one,
    body: z.strictObject({ code, delivery }),
    response: SignedIn.extend({ recoveryCodes: codes.nullable() }),
    errors: ['not_found', 'wrong_code', 'too_many_attempts'],
    audit: 'factor.added',
  },
  'DELETE /me/factors/:id': {
    ...own,
    stepUp: 'always',
    summary: 'Removes an authenticator; with the last one go the recovery codes.',
    params: one,
    response: 'nothing',
    errors: ['not_found', 'factor_demanded'],
    audit: 'factor.removed',
  },
  'POST /me/recovery-codes': {
    ...own,
    stepUp: 'always',
    summary: 'Makes new recovery codes; those before work no longer.',
    body: z.strictObject({}),
    response: z.object({ recoveryCodes: codes }),
    errors: ['no_factor'],
    audit: 'factor.codes_renewed',
  },
  'GET /settings/second-factor': {
    permission: 'access.manage',
    summary: 'Of whom the company demands a second factor.',
    response: z.object({ demand: z.enum(secondFactorDemands) }),
    errors: [],
  },
  'PUT /settings/second-factor': {
    permission: 'access.manage',
    stepUp: 'factor',
    summary: 'Says of whom the company demands a second factor; who has none sets it up next.',
    body: z.strictObject({ demand: z.enum(secondFactorDemands) }),
    response: 'nothing',
    errors: [],
    audit: 'second_factor.demand_changed',
  },
});
