import type { Locale } from '#contract/primitives';
import type { PasswordPolicy, ThemeTokens } from '#contract/portal';
import { rowOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { hashSecret, newSecret } from '../../http/credentials.ts';
import { namesOf } from '../../http/user-agent.ts';
import type { Block, ComposedMail, Composer, MailAddress } from '../../output/mail.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { departmentLine, signingSql, type SigningDepartment } from '../../records/departments.ts';
import { lookOf, momentIn } from '../../records/sender.ts';
import { createAccessQueries, type Identity, type TemporaryOrigin } from './access.queries.ts';
import type { FactorChange } from './factors/factor-notice.ts';
import type { Passwords } from './passwords.ts';
import { newTemporaryPassword } from './temporary-password.ts';

/** Minutes a link to reset a password works, and days of an invitation and of a temporary password. */
const resetMinutes = 30;
export const invitationDays = 7;

export type Sender = {
  slug: string;
  name: string;
  locale: Locale;
  formats: Record<string, string>;
  timeZone: string;
  theme: ThemeTokens;
  strings: Record<string, Record<string, string>>;
  pageUrl: string | null;
  passwordPolicy: PasswordPolicy;
  resetBy: 'link' | 'temporary_password';
  mailFrom: MailAddress | null;
  manuals: Record<string, string>;
  /** Of the picture for light ground, by its hash. */
  logo: string | null;
};
/** Everything a letter of this feature is written from. */
export type MailContext = {
  db: Db;
  tenantId: string;
  tenant: Sender;
  identity: Identity;
  login: string;
  department: SigningDepartment | undefined;
  locale: Locale;
  t: Translate;
  /** The address of a new link of this kind. */
  link: (kind: 'reset' | 'invitation', lifeMinutes: number) => Promise<string>;
  /** A new temporary password. */
  temporary: (origin: TemporaryOrigin) => Promise<string>;
};
export type Draft = { subject: string; blocks: Block[] } | null;

/**
 * The mails of access: invitation, welcome with a temporary password, reset, and the notices to the
 * owner of an account. Links and temporary passwords come into being here, when the mail is sent, and
 * rest nowhere but in it.
 */
export function createAccessMails(deps: {
  inScope: InScope;
  passwords: Passwords;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  const write =
    (
      find: (db: Db, data: unknown) => Promise<Identity | null>,
      draft: (desk: MailContext, data: unknown) => Promise<Draft> | Draft,
    ): Composer =>
    async ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const identity = await find(db, data);
        if (!identity?.address) return null;
        const desk = await openContext(db, tenantId, identity, deps);
        const letter = await draft(desk, data);
        return letter && finish(desk, identity.address, letter, deps.defaultFrom);
      });
  const byId = (db: Db, data: unknown) =>
    createAccessQueries(db).identity((data as { identityId: string }).identityId);
  const byName = (db: Db, data: unknown) =>
    createAccessQueries(db).identityOf((data as { nameKey: string }).nameKey);

  return {
    invitation: write(byId, invitation),
    welcome: write(byId, welcome),
    account_reset: write(byId, resetLink),
    password_reset: write(byName, (desk) =>
      desk.tenant.resetBy === 'link' ? resetLink(desk) : resetTemporary(desk),
    ),
    password_changed: write(byId, passwordChanged),
    new_device: write(byId, newDevice),
    factor_changed: write(byId, factorChanged),
  };
}

export async function invitation(desk: MailContext): Promise<Draft> {
  const { t, tenant, login, identity } = desk;
  // Who has a password meanwhile needs no invitation.
  if (identity.hasPassword) return null;
  return {
    subject: t('mail.invitation.subject', { brand: tenant.name }),
    blocks: [
      paragraph(t('mail.offer.intro')),
      offer(t),
      facts([t('mail.fact.login'), login], ...manual(desk)),
      paragraph(t('mail.invitation.lead')),
      {
        kind: 'action',
        label: t('mail.invitation.action'),
        href: await desk.link('invitation', invitationDays * 24 * 60),
      },
      { kind: 'note', text: t('mail.invitation.expiry', { count: invitationDays }) },
    ],
  };
}

export async function welcome(desk: MailContext): Promise<Draft> {
  const { t, tenant, login, identity } = desk;
  if (identity.hasPassword) return null;
  const password = await desk.temporary('assigned');
  const { minLength: min, maxLength: max, characters } = tenant.passwordPolicy;
  const rules = characters === 'any' ? 'mail.welcome.rules' : 'mail.welcome.rules_alphanumeric';
  return {
    subject: t('mail.welcome.subject', { brand: tenant.name }),
    blocks: [
      paragraph(t('mail.offer.intro')),
      offer(t),
      paragraph(t('mail.welcome.lead')),
      facts([t('mail.fact.login'), login], [t('mail.fact.password'), password], ...manual(desk)),
      paragraph(`${t('mail.welcome.change')} ${t(rules, { min, max })}`),
      { kind: 'action', label: t('mail.welcome.action'), href: pageOf(tenant) },
      { kind: 'note', text: t('mail.welcome.expiry', { count: invitationDays }) },
    ],
  };
}

export async function resetLink(desk: MailContext): Promise<Draft> {
  const { t, tenant, login } = desk;
  return {
    subject: t('mail.reset.subject'),
    blocks: [
      paragraph(t('mail.reset.lead', { brand: tenant.name })),
      facts([t('mail.fact.login'), login]),
      {
        kind: 'action',
        label: t('mail.reset.action'),
        href: await desk.link('reset', resetMinutes),
      },
      paragraph(t('mail.reset.expiry', { count: resetMinutes })),
      paragraph(t('mail.reset.not_you')),
    ],
  };
}

export async function resetTemporary(desk: MailContext): Promise<Draft> {
  const { t, tenant, login } = desk;
  const password = await desk.temporary('reset');
  return {
    subject: t('mail.temporary.subject'),
    blocks: [
      paragraph(t('mail.temporary.lead', { brand: tenant.name })),
      facts([t('mail.fact.login'), login], [t('mail.fact.password'), password]),
      paragraph(t('mail.temporary.finish')),
      { kind: 'action', label: t('mail.welcome.action'), href: pageOf(tenant) },
      { kind: 'note', text: t('mail.welcome.expiry', { count: invitationDays }) },
    ],
  };
}

export function passwordChanged({ t, tenant, locale }: MailContext, data: unknown): Draft {
  return {
    subject: t('mail.changed.subject'),
    blocks: [
      paragraph(t('mail.changed.lead', { brand: tenant.name })),
      facts([t('mail.fact.when'), momentIn(tenant, locale, (data as { at: string }).at)]),
      paragraph(t('mail.changed.not_you')),
      ...wayIn(t, tenant),
    ],
  };
}

function factorChanged({ t, tenant, locale }: MailContext, data: unknown): Draft {
  const { what, at } = data as { what: FactorChange; at: string };
  return {
    subject: t('mail.factor.subject'),
    blocks: [
      paragraph(t(`mail.factor.${what}`, { brand: tenant.name })),
      facts([t('mail.fact.when'), momentIn(tenant, locale, at)]),
      paragraph(t('mail.factor.not_you')),
      ...wayIn(t, tenant),
    ],
  };
}

export function newDevice({ t, tenant, locale }: MailContext, data: unknown): Draft {
  const { userAgent, at } = data as { userAgent: string; at: string };
  const { browser, system } = namesOf(userAgent);
  const rows: [string, string][] = [[t('mail.fact.when'), momentIn(tenant, locale, at)]];
  const device = [browser, system].filter(Boolean).join(', ');
  if (device) rows.push([t('mail.fact.device'), device]);
  return {
    subject: t('mail.device.subject'),
    blocks: [
      paragraph(t('mail.device.lead', { brand: tenant.name })),
      facts(...rows),
      paragraph(t('mail.device.not_you')),
      ...wayIn(t, tenant),
    ],
  };
}

type OfDesk = Pick<MailContext, 'db' | 'tenantId' | 'tenant' | 'identity'>;

async function openContext(
  db: Db,
  tenantId: string,
  identity: Identity,
  { texts, passwords }: { texts: Texts; passwords: Passwords },
): Promise<MailContext> {
  const tenant = await letterSender(db, tenantId);
  const [login = ''] = await createAccessQueries(db).loginsOf(identity.id);
  const locale = identity.locale ?? tenant.locale;
  const t = texts(locale, tenant.strings[locale]);
  const department = await departmentFor(db, identity.id);
  const of = { db, tenantId, tenant, identity };
  return {
    ...of,
    login,
    department,
    locale,
    t,
    link: (kind, lifeMinutes) => newLink(of, kind, lifeMinutes),
    temporary: (origin) => newTemporary(of, passwords, origin),
  };
}

/** A tenant as the letters of access are written in its name. */
export const letterSender = async (db: Db, tenantId: string): Promise<Sender> =>
  (await db('tenants')
    .where({ id: tenantId })
    .first({
      slug: 'slug',
      name: 'name',
      locale: 'locale',
      formats: 'formats',
      timeZone: 'time_zone',
      theme: 'theme',
      logo: db.raw(`logos #>> '{light,id}'`),
      strings: 'strings',
      pageUrl: 'page_url',
      passwordPolicy: 'password_policy',
      resetBy: 'reset_by',
      mailFrom: 'mail_from',
      manuals: 'manuals',
    })) as Sender;

/** Who signs mails of access for the one company this person buys from; else for the tenant (spec S21.3). */
export async function departmentFor(
  db: Db,
  identityId: string,
): Promise<SigningDepartment | undefined> {
  const { department } = await rowOf<{ department: SigningDepartment | null }>(
    db,
    `with bought as (
       select distinct l.company_id from contacts c
       join customer_companies l on l.tenant_id = c.tenant_id and l.customer_id = c.customer_id
       where c.identity_id = ? and c.deleted_at is null),
     one as (select (array_agg(company_id))[1] as company_id from bought having count(*) = 1)
     select ${signingSql('access', {
       tenantId: `current_setting('app.tenant_id')::uuid`,
       companyId: '(select company_id from one)',
     })} as department`,
    [identityId],
  );
  return department ?? undefined;
}

const finish = (
  desk: MailContext,
  address: string,
  draft: NonNullable<Draft>,
  defaultFrom: string,
): ComposedMail => ({
  to: { name: desk.identity.name, address },
  ...writtenBy(desk, draft, defaultFrom),
  look: lookOf(desk.tenant),
});

/** A letter with its greeting and signature, and whom it is from. */
export function writtenBy(
  { t, tenant, identity, locale, department }: MailContext,
  { subject, blocks }: NonNullable<Draft>,
  defaultFrom: string,
): Pick<ComposedMail, 'from' | 'letter'> {
  const greeting = t('mail.greeting', { name: identity.name.toLocaleUpperCase(locale) });
  return {
    from: tenant.mailFrom ?? { name: tenant.name, address: defaultFrom },
    letter: {
      locale,
      subject,
      heading: subject,
      blocks: [
        paragraph(greeting),
        ...blocks,
        ...signature(t, locale, department),
        paragraph(t('mail.regards')),
        { kind: 'note', text: t('mail.no_reply') },
      ],
    },
  };
}

function signature(
  t: Translate,
  locale: Locale,
  department: SigningDepartment | undefined,
): Block[] {
  const line = departmentLine(t, locale, department);
  return line === undefined ? [] : [{ kind: 'paragraph', ...line }];
}

/** Makes a link and keeps its hash. Its address comes from the tenant's settings alone (threat 9). */
async function newLink(
  { db, tenantId, tenant, identity }: OfDesk,
  kind: 'reset' | 'invitation',
  lifeMinutes: number,
): Promise<string> {
  const token = newSecret();
  await createAccessQueries(db).insertLink({
    tenantId,
    tokenHash: hashSecret(token),
    identityId: identity.id,
    kind,
    address: identity.address ?? '',
    lifeMinutes,
  });
  const page = pageOf(tenant);
  // In the fragment, which no server and no referrer sees; a host's router may have one of its own.
  const joint = page.includes('#') ? (page.includes('?', page.indexOf('#')) ? '&' : '?') : '#';
  return `${page}${joint}portal-access=${tenant.slug}.${token}`;
}

/** The way to the portal, where what is said may have to be undone there; none where the tenant has no page. */
const wayIn = (t: Translate, { pageUrl }: Sender): Block[] =>
  pageUrl ? [{ kind: 'action', label: t('mail.welcome.action'), href: pageUrl }] : [];

function pageOf({ pageUrl, slug }: Sender): string {
  if (!pageUrl) throw new Error(`The tenant ${slug} has no page that links could lead to`);
  return pageUrl;
}

/** Makes a temporary password beside whatever there is, and keeps its hash. */
async function newTemporary(
  { db, tenantId, tenant, identity }: OfDesk,
  passwords: Passwords,
  origin: TemporaryOrigin,
): Promise<string> {
  const password = await newTemporaryPassword(passwords, tenant.passwordPolicy);
  const hash = await passwords.hash(password);
  await createAccessQueries(db).setTemporary({
    tenantId,
    identityId: identity.id,
    origin,
    hash,
    days: invitationDays,
  });
  return password;
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const facts = (...rows: [label: string, value: string][]): Block => ({
  kind: 'facts',
  rows: rows.map(([label, value]) => ({ label, value })),
});
const offer = (t: Translate): Block => ({
  kind: 'list',
  items: ['number', 'stock', 'status', 'prices', 'statement'].map((name) =>
    t(`mail.offer.${name}`),
  ),
});
const manual = ({ t, tenant, locale }: MailContext): [string, string][] => {
  const address = tenant.manuals[locale] ?? tenant.manuals[tenant.locale];
  return address ? [[t('mail.fact.manual'), address]] : [];
};
