import type { Knex } from 'knex';
import {
  builtInDepartments,
  type BuiltInDepartment,
  type Signature,
} from '#contract/department-words';
import type { PasswordPolicy, ThemeTokens } from '#contract/portal';
import type { SecondFactorDemand } from '#contract/second-factor-words';
import type { Locale } from '#contract/primitives';
import { terms, type TenantChanges, type TenantInput } from './tenant.schema.ts';
import { changedParts, currentLook, operator, publishLook, type Look } from './look.ts';
import { baseTheme, readTheme } from './theme.ts';

type Texts = Record<string, string>;

/** A tenant as it stands. */
export type TenantView = {
  id: string;
  slug: string;
  name: string;
  locale: Locale;
  formats: Texts;
  timeZone: string;
  origins: string[];
  hosts: string[];
  page: string | null;
  mailFrom: { name: string | null; address: string } | null;
  mailReplyTo: string | null;
  passwordPolicy: PasswordPolicy;
  resetBy: 'link' | 'temporary_password';
  secondFactor: SecondFactorDemand;
  sessionIdleMinutes: number;
  sessionLifeMinutes: number;
  mailCreditLimit: boolean;
  invoicesFromFiles: boolean;
  manuals: Texts;
  terms: { version: string; urls: Texts } | null;
  /** The tokens of the theme that differ from the base. */
  theme: ThemeTokens;
  strings: Record<string, Texts>;
};

/** A tenant that is about to be changed, with what each card of its settings counts. */
export type StoredTenant = TenantView & {
  versions: { sites: number; access: number; mail: number };
};

type Which = { slug: string } | { id: string };

/** Reads a tenant, and keeps others from changing it until the transaction ends. @throws Error */
export async function holdStored(db: Knex.Transaction, which: Which): Promise<StoredTenant> {
  await db('tenants').where(which).forUpdate().select('id');
  return readStored(db, which);
}

/** A tenant as it stands. @throws Error */
export async function readStored(db: Knex.Transaction, which: Which): Promise<StoredTenant> {
  const [row] = await db('tenants')
    .where(which)
    .select({
      id: 'id',
      slug: 'slug',
      name: 'name',
      locale: 'locale',
      formats: 'formats',
      timeZone: 'time_zone',
      page: 'page_url',
      mailFrom: 'mail_from',
      mailReplyTo: 'mail_reply_to',
      passwordPolicy: 'password_policy',
      resetBy: 'reset_by',
      secondFactor: 'second_factor',
      mailCreditLimit: 'mail_credit_limit',
      invoicesFromFiles: 'invoices_from_files',
      manuals: 'manuals',
      termsVersion: 'terms_version',
      termsUrls: 'terms_url',
      theme: 'theme',
      strings: 'strings',
    })
    .select<(Omit<StoredTenant, 'origins' | 'hosts' | 'terms'> & StoredTerms)[]>(
      db.raw(
        `jsonb_build_object('sites', sites_version, 'access', access_version, 'mail', mail_version) as versions`,
      ),
      db.raw('(extract(epoch from session_idle) / 60)::int as "sessionIdleMinutes"'),
      db.raw('(extract(epoch from session_life) / 60)::int as "sessionLifeMinutes"'),
    );
  if (!row) throw new Error(`There is no tenant ${Object.values(which).join()}`);
  const { termsVersion: version, termsUrls: urls, ...rest } = row;
  const of = { tenant_id: row.id };
  return {
    ...rest,
    terms: version === null ? null : { version, urls },
    origins: await db('tenant_origins').where(of).orderBy('origin').pluck('origin'),
    hosts: await db('tenant_hosts').where(of).orderBy('host').pluck('host'),
  };
}
type StoredTerms = { termsVersion: string | null; termsUrls: Texts };

/** @returns the id. @throws Error where the slug is taken */
export async function insertTenant(db: Knex.Transaction, tenant: TenantInput): Promise<string> {
  const { slug, theme, strings, terms: termsGiven, ...given } = tenant;
  const columns = columnsOf({ ...given, formats: { ...defaultFormats, ...given.formats } });
  const [row] = await db('tenants')
    .insert({ slug, page_url: pageOf(tenant.page, tenant.origins), ...columns })
    .onConflict('slug')
    .ignore()
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error(`There is a tenant ${slug} already; portico tenant set changes it`);
  await saveOrigins(db, row.id, tenant.origins);
  await saveHosts(db, row.id, tenant.hosts);
  await addBuiltInDepartments(db, row.id);
  await saveLook(db, row.id, { theme, strings, terms: termsGiven }, []);
  return row.id;
}

/** The departments that every tenant has, of which two sign by themselves. */
async function addBuiltInDepartments(db: Knex.Transaction, id: string): Promise<void> {
  // The wall stands before the owner of the tables as well.
  await db.raw(`select set_config('app.tenant_id', ?, true)`, [id]);
  const signs: Partial<Record<BuiltInDepartment, Signature[]>> = {
    customer_service: ['access'],
    receivables: ['statements'],
  };
  await db('departments').insert(
    builtInDepartments.map((key) => ({
      tenant_id: id,
      key,
      built_in: true,
      signs: signs[key] ?? [],
    })),
  );
}

/** Writes what is named, and nothing else. @throws Error where it does not fit what stands */
export async function updateTenant(
  db: Knex.Transaction,
  stored: TenantView,
  { clear = [], ...changes }: TenantChanges,
): Promise<void> {
  const cleared = Object.assign({}, ...clear.map((name) => blank[name])) as Row;
  const origins = changes.origins ?? stored.origins;
  const page = changes.page ?? (clear.includes('page') ? undefined : (stored.page ?? undefined));
  const { theme, strings, terms: termsGiven, ...given } = merged(stored, changes, clear);
  const row = {
    ...cleared,
    ...columnsOf(given),
    page_url: pageOf(page, origins),
  };
  await endSpentSessions(db, stored, changes);
  await db('tenants').where({ id: stored.id }).update(row);
  await saveOrigins(db, stored.id, changes.origins);
  await saveHosts(db, stored.id, clear.includes('hosts') ? [] : changes.hosts);
  await saveLook(db, stored.id, { theme, strings, terms: termsGiven }, clear);
}

/** Publishes what was given of the look, as a version of its own. Nothing given is no version. */
async function saveLook(
  db: Knex.Transaction,
  id: string,
  { theme, strings, terms }: Pick<Partial<TenantInput>, 'theme' | 'strings' | 'terms'>,
  clear: NonNullable<TenantChanges['clear']>,
): Promise<void> {
  const blankLook = { theme: {}, strings: {}, terms: null };
  const cleared = Object.fromEntries(
    clear.flatMap((name) => (name in blankLook ? [[name, blankLook[name as 'terms']]] : [])),
  );
  const given: Partial<Look> = {
    ...cleared,
    ...(theme !== undefined && { theme: readTheme(theme, baseTheme()) }),
    ...(strings && { strings }),
  };
  if (!terms && Object.keys(given).length === 0) return;
  // The wall stands before the owner of the tables as well.
  await db.raw(`select set_config('app.tenant_id', ?, true)`, [id]);
  const { look } = await currentLook(db, id);
  const changed = { ...look, ...given };
  if (terms) changed.terms = { texts: {}, ...changed.terms, ...terms };
  if (changedParts(look, changed).length > 0) await publishLook(db, id, changed, { by: operator });
}

/** Ends sessions that have had their time, before a longer life would wake them up again. */
async function endSpentSessions(
  db: Knex.Transaction,
  stored: TenantView,
  { sessionIdleMinutes, sessionLifeMinutes }: TenantChanges,
): Promise<void> {
  if (sessionIdleMinutes === undefined && sessionLifeMinutes === undefined) return;
  // The wall stands before the owner of the tables as well.
  await db.raw(`select set_config('app.tenant_id', ?, true)`, [stored.id]);
  await db('sessions')
    .where({ tenant_id: stored.id })
    .whereRaw(
      `(seen_at <= now() - make_interval(mins => ?) or created_at <= now() - make_interval(mins => ?))`,
      [stored.sessionIdleMinutes, stored.sessionLifeMinutes],
    )
    .delete();
}

/** What is given, with the rest that stays of what is changed by language or key. */
function merged(
  stored: TenantView,
  { formats, manuals, strings, terms: version, ...given }: TenantChanges,
  clear: NonNullable<TenantChanges['clear']>,
): Partial<TenantInput> {
  const before = {
    manuals: clear.includes('manuals') ? {} : stored.manuals,
    strings: clear.includes('strings') ? {} : stored.strings,
    terms: clear.includes('terms') ? null : stored.terms,
  };
  return {
    ...given,
    ...(formats && { formats: { ...stored.formats, ...formats } }),
    ...(manuals && { manuals: { ...before.manuals, ...manuals } }),
    ...(strings && { strings: mergedStrings(before.strings, strings) }),
    ...(version && {
      terms: terms.parse({
        ...before.terms,
        ...version,
        urls: { ...before.terms?.urls, ...version.urls },
      }) as TenantInput['terms'],
    }),
  };
}

function mergedStrings(
  before: TenantView['strings'],
  changes: NonNullable<TenantChanges['strings']>,
): TenantView['strings'] {
  const all = { ...before };
  for (const [language, texts] of Object.entries(changes)) {
    const kept = Object.entries({ ...before[language], ...texts });
    all[language] = Object.fromEntries(kept.filter(([, text]) => text !== null)) as Texts;
  }
  return all;
}

type Row = Record<string, unknown>;

/** What a new tenant has of each setting that can be taken back. */
const blank: Record<NonNullable<TenantChanges['clear']>[number], Row> = {
  theme: {},
  strings: {},
  hosts: {},
  page: {},
  mailFrom: { mail_from: null },
  mailReplyTo: { mail_reply_to: null },
  manuals: { manuals: '{}' },
  terms: {},
};

/** The columns of what is given; what is not given is not among them. */
function columnsOf(given: Partial<Omit<TenantInput, 'slug' | 'theme' | 'strings' | 'terms'>>): Row {
  const { passwordPolicy: policy, sessionIdleMinutes, sessionLifeMinutes } = given;
  const json = (value: unknown) => value && JSON.stringify(value);
  const columns: Row = {
    name: given.name,
    locale: given.locale,
    time_zone: given.timeZone,
    formats: json(given.formats),
    mail_from: json(given.mailFrom),
    mail_reply_to: given.mailReplyTo,
    password_policy: json(typeof policy === 'string' ? policies[policy] : policy),
    reset_by: given.resetBy,
    second_factor: given.secondFactor,
    mail_credit_limit: given.mailCreditLimit,
    invoices_from_files: given.invoicesFromFiles,
    session_idle: sessionIdleMinutes && `${sessionIdleMinutes} minutes`,
    session_life: sessionLifeMinutes && `${sessionLifeMinutes} minutes`,
    manuals: json(given.manuals),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** The page links in mails lead to, which stands on one of the origins. @throws Error where it does not */
function pageOf(page: string | undefined, origins: readonly string[]): string | null {
  if (!page) return origins[0] ? `${origins[0]}/` : null;
  if (!origins.includes(new URL(page).origin))
    throw new Error(
      `The page ${page}, which links in mails lead to, is on none of the tenant's origins`,
    );
  return page;
}

async function saveOrigins(
  db: Knex.Transaction,
  id: string,
  origins: readonly string[] | undefined,
): Promise<void> {
  if (!origins) return;
  await db('tenant_origins').where({ tenant_id: id }).whereNotIn('origin', origins).delete();
  if (origins.length > 0)
    await db('tenant_origins')
      .insert([...new Set(origins)].map((origin) => ({ tenant_id: id, origin })))
      .onConflict(['tenant_id', 'origin'])
      .ignore();
}

async function saveHosts(
  db: Knex.Transaction,
  id: string,
  hosts: readonly string[] | undefined,
): Promise<void> {
  if (!hosts) return;
  await db('tenant_hosts').where({ tenant_id: id }).delete();
  for (const host of new Set(hosts)) {
    const written = await db('tenant_hosts')
      .insert({ tenant_id: id, host })
      .onConflict('host')
      .ignore()
      .returning('host');
    if (written.length === 0) throw new Error(`The host ${host} belongs to another tenant`);
  }
}

const policies: Record<'standard' | 'alphanumeric_8_10', PasswordPolicy> = {
  standard: { minLength: 12, maxLength: 128, characters: 'any' },
  alphanumeric_8_10: { minLength: 8, maxLength: 10, characters: 'alphanumeric' },
};
const defaultFormats = { es: 'es-MX', pt: 'pt-BR', en: 'en-US' };
