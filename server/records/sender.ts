import { timeFormat } from '#contract/format';
import type { Locale } from '#contract/primitives';
import type { StaffPermission } from '#contract/permissions';
import type { Section } from '#contract/sections';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import type { Branding } from './branding.ts';

/** A tenant as its mails are written in its name. */
export type Sender = Branding & {
  locale: Locale;
  timeZone: string;
  /** The page that links lead to. */
  pageUrl: string | null;
  mailFrom: { name: string | null; address: string } | null;
  /** Of the picture for light ground, by its hash. */
  logo: string | null;
};

export const senderOf = (db: Db, tenantId: string): Promise<Sender> =>
  rowOf<Sender>(
    db,
    `select slug, name, formats, theme, strings, locale, time_zone as "timeZone", page_url as "pageUrl",
       mail_from as "mailFrom", logos #>> '{light,id}' as logo
     from tenants where id = ?`,
    [tenantId],
  );

/** In what look a tenant's mails are drawn. */
export const lookOf = ({
  name,
  theme,
  logo,
}: Pick<Sender, 'name' | 'theme' | 'logo'>): Pick<Sender, 'name' | 'theme' | 'logo'> => ({
  name,
  theme,
  logo,
});

/** A place of the portal: a section, and what is open there. */
export type MailedPlace = {
  section: Section;
  open?: string | null;
  /** What else is on screen there, by the names in the address. */
  params?: Readonly<Record<string, string>>;
};

/**
 * The address of a place of the portal on the tenant's page, as `<portal-app>` keeps it: `#/statement?company=SM01`,
 * `#/orders/0f0c…`. A page that is made otherwise opens as it is.
 */
export function placeOn(
  pageUrl: string,
  { section, open, params: own }: MailedPlace,
  params: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(pageUrl);
  const query = Object.entries({ ...own, ...params }).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const path = open ? `${section}/${encodeURIComponent(open)}` : section;
  url.hash = `/${path}${query.length > 0 ? `?${query.join(';')}` : ''}`;
  return url.href;
}

/** Somebody of the company who can be written to. */
export type StaffMailbox = {
  identityId: string;
  name: string;
  address: string;
  locale: Locale | null;
};

/** People of the company who may do one of these and can be written to. */
export const staffWhoMay = (db: Db, ...permissions: StaffPermission[]): Promise<StaffMailbox[]> =>
  rowsOf<StaffMailbox>(
    db,
    `select i.id as "identityId", i.name, i.email as address, i.locale
     from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
     where u.active and u.permissions && cast(? as text[]) and i.disabled_at is null and i.email is not null
     order by i.id`,
    [permissions],
  );

/** An instant in the words of a language, by the tenant's clock. */
export const momentIn = ({ formats, timeZone }: Sender, locale: Locale, at: string): string =>
  timeFormat(formats[locale] ?? locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(new Date(at));
