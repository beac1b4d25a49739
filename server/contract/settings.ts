import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { mailbox } from './mailbox.ts';
import { origin } from './origin.ts';
import { PasswordPolicy } from './portal.ts';
import { instant, line, ruled, uuid } from './primitives.ts';
import { accessBounds, mailTestStates, mostOrigins, resetWays } from './settings-words.ts';

const version = z.number().int().min(1);
const changed = { version: z.number().int() };
const manage = { permission: 'settings.manage' } as const;

/** The sites that may embed the portal. */
export const Sites = z.object({
  ...changed,
  origins: z.array(z.string()),
  /** The page with `<portal-login>` that links in mails lead to; it is on one of the sites. */
  page: z.string().nullable(),
  /** Host names of the server that belong to this tenant; the operator gives them. */
  hosts: z.array(z.string()),
  /** The server's public address, and its origin, which a policy of a page has to name. */
  api: z.string(),
  server: z.string(),
});
export type Sites = z.output<typeof Sites>;

/** A page over TLS, but on this machine. */
const page = ruled(
  z.string().max(limits.text).trim(),
  (text) => {
    const { protocol, hostname, username } = URL.parse(text) ?? {};
    if (username) return false;
    return protocol === 'https:' || (protocol === 'http:' && isLocal(hostname ?? ''));
  },
  { error: 'page' },
);
const isLocal = (hostname: string) => /^(localhost|127\.0\.0\.1|.*\.localhost)$/.test(hostname);

const minutes = ({ min, max }: { min: number; max: number }) => z.number().int().min(min).max(max);

/** How people sign in. */
export const AccessSettings = z.object({
  ...changed,
  passwordPolicy: PasswordPolicy,
  /** What a forgotten password is answered with. */
  resetBy: z.enum(resetWays),
  /** Minutes without a call, and in all, after which a session ends. */
  idleMinutes: z.number().int(),
  lifeMinutes: z.number().int(),
});
export type AccessSettings = z.output<typeof AccessSettings>;

const policy = ruled(
  ruled(
    z.strictObject({
      minLength: z.number().int().min(accessBounds.minLength.min).max(accessBounds.minLength.max),
      maxLength: z.number().int().min(accessBounds.minLength.min).max(limits.password),
      characters: z.enum(['any', 'alphanumeric']),
    }),
    ({ minLength, maxLength }) => minLength <= maxLength,
    { error: 'length_order', path: ['maxLength'] },
  ),
  // Room for a phrase: a short maximum is what older portals print, and letters and digits alone go with it.
  ({ characters, maxLength }) => characters === 'alphanumeric' || maxLength >= 64,
  { error: 'room_for_phrase', path: ['maxLength'] },
);

const Address = z.object({ name: z.string().nullable(), address: z.string() });

/** Who mails are from, and what became of them. */
export const MailSettings = z.object({
  ...changed,
  /** Null where mails go out in the server's name. */
  from: Address.nullable(),
  replyTo: z.string().nullable(),
  /** The sender where the tenant has none of its own; empty where the server sends no mail. */
  defaultFrom: z.string(),
  /** Mails of the last seven days by what became of them. */
  mails: z.object({
    accepted: z.number().int(),
    waiting: z.number().int(),
    failed: z.number().int(),
    unknown: z.number().int(),
  }),
  /** Mailboxes that gave mails back: how many, and the newest. */
  bounces: z.object({
    count: z.number().int(),
    newest: z.array(z.object({ address: z.string(), status: z.string(), bouncedAt: instant })),
  }),
});
export type MailSettings = z.output<typeof MailSettings>;

/** A mail to oneself, and what the relay said to it. */
export const MailTest = z.object({
  id: uuid,
  recipient: z.string().nullable(),
  state: z.enum(mailTestStates),
  /** The relay's own words. */
  reply: z.string().nullable(),
  reason: z.string().nullable(),
});
export type MailTest = z.output<typeof MailTest>;

export const settings = defineEndpoints({
  'GET /settings/sites': {
    ...manage,
    summary: 'The sites that may embed the portal, and the page that mails lead to.',
    response: Sites,
    errors: [],
  },
  'POST /settings/sites': {
    ...manage,
    summary: `Lets another site embed the portal; a tenant has ${mostOrigins} at most.`,
    body: z.strictObject({ origin }),
    response: Sites,
    errors: ['limit_reached'],
    audit: 'site.added',
  },
  'DELETE /settings/sites/:origin': {
    ...manage,
    summary:
      'Lets a site embed the portal no longer. The one the caller stands on, and the one mails lead to, stay.',
    params: z.strictObject({ origin: z.string().max(300) }),
    response: Sites,
    errors: ['not_found', 'own_site', 'site_of_mails'],
    audit: 'site.removed',
  },
  'PUT /settings/page': {
    ...manage,
    summary: 'Names the page with `<portal-login>` that links in mails lead to.',
    body: z.strictObject({ version, page }),
    response: Sites,
    errors: ['record_changed', 'page_elsewhere'],
    audit: 'settings.changed',
  },
  'GET /settings/access': {
    ...manage,
    summary:
      'What passwords must be, how long sessions last, and how a forgotten password is answered.',
    response: AccessSettings,
    errors: [],
  },
  'PUT /settings/access': {
    ...manage,
    summary:
      'Replaces the settings of access. Lives hold from the next request on, for open sessions as well.',
    body: ruled(
      z.strictObject({
        version,
        passwordPolicy: policy,
        resetBy: z.enum(resetWays),
        idleMinutes: minutes(accessBounds.idleMinutes),
        lifeMinutes: minutes(accessBounds.lifeMinutes),
      }),
      ({ idleMinutes, lifeMinutes }) => idleMinutes <= lifeMinutes,
      { error: 'life_order', path: ['idleMinutes'] },
    ),
    response: AccessSettings,
    errors: ['record_changed'],
    audit: 'settings.changed',
  },
  'GET /settings/mail': {
    ...manage,
    summary: 'Who mails are from, and what became of those of the last seven days.',
    response: MailSettings,
    errors: [],
  },
  'PUT /settings/mail': {
    ...manage,
    summary: 'Replaces the sender of mails, and the mailbox that answers go to.',
    body: z.strictObject({
      version,
      from: z.strictObject({ name: line(limits.name).nullable(), address: mailbox }).nullable(),
      replyTo: mailbox.nullable(),
    }),
    response: MailSettings,
    errors: ['record_changed'],
    audit: 'settings.changed',
  },
  'POST /settings/mail-tests': {
    ...manage,
    summary: 'Mails a test to the caller, in the tenant’s name as it is now.',
    body: z.strictObject({}),
    response: MailTest,
    status: 201,
    errors: ['own_mailbox_missing'],
    cost: 'batch',
    audit: 'settings.mail_tested',
  },
  'GET /settings/mail-tests/:id': {
    ...manage,
    summary: 'What became of a test that the caller mailed.',
    params: z.strictObject({ id: uuid }),
    response: MailTest,
    errors: ['not_found'],
  },
});
