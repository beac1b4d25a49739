import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { givenDate, instant, line, ruled, uuid } from './primitives.ts';
import { keyLives, keyPermissions, keyStates, mostKeys, mostNetworks } from './settings-words.ts';

const manage = { permission: 'keys.manage' } as const;
const one = z.strictObject({ id: uuid });

/** A key of a machine. Its secret is shown once and kept nowhere. */
export const ApiKey = z.object({
  id: uuid,
  version: z.number().int(),
  /** Its first part, behind `pk_`: by which logs and people name it. */
  prefix: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(keyPermissions)),
  /** Addresses and networks it may come from; none is no limit. */
  networks: z.array(z.string()),
  state: z.enum(keyStates),
  createdAt: instant,
  /** Who made it; null where it was the operator. */
  createdBy: z.string().nullable(),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiKey = z.output<typeof ApiKey>;

/** A key that was made: the only time it is shown. */
const NewKey = z.object({ secret: z.string(), key: ApiKey });

/** An address or a network, as `203.0.113.7` or `2001:db8::/32`. A single one has its whole length. */
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'network' });

const given = {
  name: line(limits.name),
  permissions: z.array(z.enum(keyPermissions)).min(1).max(keyPermissions.length),
  networks: z.array(network).max(mostNetworks).default([]),
};
/** How long it is good for: some days, or until the end of a day of the tenant's calendar. */
const life = { days: z.literal(keyLives).optional(), until: givenDate.optional() };
const withLife = <S extends z.ZodType<{ days?: number; until?: string }>>(schema: S): S =>
  ruled(schema, ({ days, until }) => (days === undefined) !== (until === undefined), {
    error: 'either',
    path: ['until'],
  });

export const keys = defineEndpoints({
  'GET /keys': {
    ...manage,
    summary:
      'The keys of machines, the newest first; those that ended stay on the list for 90 days.',
    response: z.object({
      items: z.array(ApiKey),
      /** From which address this request came, as the limits of a key are held against it. */
      address: z.string(),
    }),
    errors: [],
  },
  'POST /keys': {
    ...manage,
    stepUp: 'factor',
    summary: `Makes a key and shows it, this once. A tenant has ${mostKeys} at most that have not ended.`,
    body: withLife(z.strictObject({ ...given, ...life })),
    response: NewKey,
    status: 201,
    errors: ['limit_reached'],
    audit: 'key.created',
  },
  'PATCH /keys/:id': {
    ...manage,
    stepUp: 'factor',
    summary:
      'Changes the name of a key, what it may do, and from where. It holds from the next request on.',
    params: one,
    body: z.strictObject({
      version: z.number().int().min(1),
      name: given.name.optional(),
      permissions: given.permissions.optional(),
      networks: z.array(network).max(mostNetworks).optional(),
    }),
    response: ApiKey,
    errors: ['not_found', 'record_changed', 'key_ended'],
    audit: 'key.changed',
  },
  'POST /keys/:id/rotation': {
    ...manage,
    stepUp: 'factor',
    summary: 'Makes a key that takes the place of this one, which goes on for seven days at most.',
    params: one,
    body: withLife(z.strictObject(life)),
    response: NewKey,
    status: 201,
    errors: ['not_found', 'key_ended', 'limit_reached'],
    audit: 'key.rotated',
  },
  'DELETE /keys/:id': {
    ...manage,
    summary: 'Ends a key at once.',
    params: one,
    response: ApiKey,
    errors: ['not_found', 'key_ended'],
    audit: 'key.revoked',
  },
});
