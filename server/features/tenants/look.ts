import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import type { BrandPart, LogoKind } from '#contract/branding-words';
import type { RichText } from '#contract/rich-text';
import type { Picture } from '../../output/picture.ts';

/** A text with its form, as it was written and as it is drawn. */
export type WrittenText = { source: string; tree: RichText };
export type BrandPicture = { id: string; width: number; height: number };
type ByLocale<T> = Partial<Record<Locale, T>>;

/** How a tenant looks and speaks, as a version keeps it. */
export type Look = {
  /** The tokens that differ from the base theme. */
  theme: ThemeTokens;
  /** Own texts, by language and key. */
  strings: Record<string, Record<string, string>>;
  logos: Partial<Record<LogoKind, BrandPicture>>;
  welcome: ByLocale<WrittenText>;
  footer: ByLocale<string>;
  terms: { version: string; urls: ByLocale<string>; texts: ByLocale<WrittenText> } | null;
};

/** Who publishes: a person, or the operator at the command line. */
export type Publisher = { kind: string; id: string | null };
export const operator: Publisher = { kind: 'operator', id: null };

/** Versions that are kept besides those that are to come. */
export const versionsKept = 50;

/** The look that holds now, and the number of its version; 0 for a tenant that has none yet. */
export async function currentLook(
  db: Knex.Transaction,
  tenantId: string,
): Promise<{ look: Look; number: number }> {
  const version = await db('branding_versions')
    .where({ tenant_id: tenantId })
    .where('holds_at', '<=', db.fn.now())
    .orderBy([
      { column: 'holds_at', order: 'desc' },
      { column: 'number', order: 'desc' },
    ])
    .first<{ look: Look; number: number } | undefined>('look', 'number');
  return version ?? { look: await lookOfDirectory(db, tenantId), number: 0 };
}

/** The look of a tenant that was written into the directory without a version. */
async function lookOfDirectory(db: Knex.Transaction, tenantId: string): Promise<Look> {
  const row = await db('tenants')
    .where({ id: tenantId })
    .first<Pick<Look, 'theme' | 'strings' | 'logos'> & { version: string | null; urls: object }>({
      theme: 'theme',
      strings: 'strings',
      logos: 'logos',
      version: 'terms_version',
      urls: 'terms_url',
    });
  const { version, urls, ...look } = row;
  const terms = version === null ? null : { version, urls, texts: {} };
  return { ...look, welcome: {}, footer: {}, terms };
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
/** A value as text, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Names of the parts in which two looks differ. */
export function changedParts(before: Look, after: Look): BrandPart[] {
  const tokens = (look: Look, colours: boolean) =>
    Object.fromEntries(
      Object.entries(look.theme).filter(([name]) => name.startsWith('color-') === colours),
    );
  const parts: [BrandPart, (look: Look) => unknown][] = [
    ['logo', (look) => look.logos],
    ['colours', (look) => tokens(look, true)],
    ['type', (look) => tokens(look, false)],
    ['texts', (look) => texts(look, (key) => !isMail(key))],
    ['mails', (look) => texts(look, isMail)],
    ['welcome', (look) => look.welcome],
    ['footer', (look) => look.footer],
    ['terms', (look) => look.terms],
  ];
  return parts.flatMap(([part, of]) => (same(of(before), of(after)) ? [] : [part]));
}

const isMail = (key: string): boolean => key.startsWith('mail.');
const texts = ({ strings }: Look, wanted: (key: string) => boolean): string[] =>
  Object.entries(strings)
    .flatMap(([language, own]) =>
      Object.entries(own).flatMap(([key, text]) =>
        wanted(key) ? [JSON.stringify([language, key, text])] : [],
      ),
    )
    .toSorted();

/**
 * Has a look hold, now or from an instant on, and lets go of the versions nobody goes back to.
 * @param at day and time on the tenant's clock, as `2027-01-01T00:00`; now unless given
 * @returns the id of the version
 */
export async function publishLook(
  db: Knex.Transaction,
  tenantId: string,
  look: Look,
  { by, at }: { by: Publisher; at?: string | undefined },
): Promise<string> {
  // Two that publish at the same time count one after the other.
  await db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`branding ${tenantId}`]);
  const before = await currentLook(db, tenantId);
  if (before.number === 0) await keepFirst(db, tenantId, before.look);
  const [row] = await db('branding_versions')
    .insert({
      tenant_id: tenantId,
      number: db.raw(
        '(select coalesce(max(number), 0) + 1 from branding_versions where tenant_id = ?)',
        [tenantId],
      ),
      look: JSON.stringify(look),
      changes: JSON.stringify(changedParts(before.look, look)),
      holds_at: at
        ? db.raw('(select cast(? as timestamp) at time zone time_zone from tenants where id = ?)', [
            at,
            tenantId,
          ])
        : db.fn.now(),
      actor_kind: by.kind,
      actor_id: by.id,
    })
    .returning<{ id: string }[]>('id');
  await db('branding_versions')
    .where({ tenant_id: tenantId })
    .where('holds_at', '<=', db.fn.now())
    .whereNotIn(
      'id',
      db('branding_versions')
        .where({ tenant_id: tenantId })
        .where('holds_at', '<=', db.fn.now())
        .orderBy([
          { column: 'holds_at', order: 'desc' },
          { column: 'number', order: 'desc' },
        ])
        .limit(versionsKept)
        .select('id'),
    )
    .delete();
  await holdLook(db);
  return row!.id;
}

/** Makes a version of what held before there were any, so that there is one to go back to. */
const keepFirst = async (db: Knex.Transaction, tenantId: string, look: Look): Promise<void> => {
  await db('branding_versions').insert({
    tenant_id: tenantId,
    number: 1,
    look: JSON.stringify(look),
    // Before all that is published in the same transaction.
    holds_at: db.raw(`now() - interval '1 millisecond'`),
    actor_kind: operator.kind,
  });
};

/** Has the version that is due hold, for the tenant of the transaction. */
export const holdLook = async (db: Knex.Transaction): Promise<void> => {
  await db.raw('select portico_hold_look()');
};

/** Keeps a picture by its hash. */
export async function keepPicture(
  db: Knex.Transaction,
  tenantId: string,
  { content, width, height }: Picture,
): Promise<BrandPicture> {
  const id = createHash('sha256').update(content).digest('hex');
  await db('brand_pictures')
    .insert({ tenant_id: tenantId, sha256: id, content, width, height })
    .onConflict(['tenant_id', 'sha256'])
    .ignore();
  return { id, width, height };
}
