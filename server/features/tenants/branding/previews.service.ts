import type { SampleMail } from '#contract/branding-words';
import type { MailPreview } from '#contract/brand-previews';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import type { MailTest } from '#contract/settings';
import type { Db, InScope } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, withinCustomers, type StaffCaller } from '../../../http/caller.ts';
import type { ComposedMail, Composer, SampleOf, SampleWriter } from '../../../output/mail.ts';
import { senderOf } from '../../../records/sender.ts';
import { enqueueOwnTest, readTest } from '../mail.verbs.ts';
import type { SettingsActor } from '../settings.actor.ts';
import { currentLook, type Look } from '../look.ts';

/** Writes every kind of mail that can be looked at. */
export type SampleLetters = Record<SampleMail, SampleWriter<Db>>;
/** What a sample of a statement is drawn with. */
export type SampleLook = {
  slug: string;
  name: string;
  formats: Record<string, string>;
  theme: ThemeTokens;
  strings: Record<string, string>;
  logo: { png: Uint8Array; width: number; height: number } | null;
  locale: Locale;
};

/** What the tests of mails are mailed as. */
const testKind = 'brand_test';

/** The look that is worked on, else the one that holds. */
export async function draftLook(db: Db, tenantId: string): Promise<Look> {
  const draft = await db('branding_drafts')
    .where({ tenant_id: tenantId })
    .first<{ look: Look | null } | undefined>('look');
  return draft?.look ?? (await currentLook(db, tenantId)).look;
}

type Reader = SampleOf['person'] & { address: string | null };

/** The caller, as a reader of mails. */
async function ownReader(db: Db, identityId: string): Promise<Reader | undefined> {
  const person = await db('identities as i')
    .where('i.id', identityId)
    .whereNull('i.disabled_at')
    .first<{ name: string; address: string | null; login: string | null } | undefined>(
      'i.name',
      'i.email as address',
      db('login_names as l')
        .whereRaw('l.identity_id = i.id')
        .orderBy('l.position')
        .limit(1)
        .select('l.name')
        .as('login'),
    );
  return person && { identityId, ...person, login: person.login ?? '' };
}

/**
 * A contact as a reader of mails: one that the caller may look at.
 * @throws AppError `not_found`
 */
async function contactReader(db: Db, caller: StaffCaller, id: string): Promise<Reader> {
  const permission = caller.grants.has('access.manage') ? 'access.manage' : 'contacts.view';
  const row = await db('contacts as c')
    .where('c.id', id)
    .whereNull('c.deleted_at')
    .modify((query) => withinCustomers(query, 'c.customer_id', reachOf(caller, permission)))
    .first<{ name: string; email: string | null; identityId: string | null } | undefined>(
      'c.name',
      'c.email',
      'c.identity_id as identityId',
    );
  if (!row) throw new AppError('not_found');
  const own = row.identityId ? await ownReader(db, row.identityId) : undefined;
  return {
    identityId: row.identityId ?? caller.identityId,
    name: row.name,
    address: own?.address ?? row.email,
    login: own?.login || (row.email ?? ''),
  };
}

/** A mail as it would be sent. @throws AppError `not_found` */
export async function previewMail(
  db: Db,
  letters: SampleLetters,
  caller: StaffCaller,
  { mail, locale, contact }: { mail: SampleMail; locale: Locale; contact?: string | undefined },
): Promise<MailPreview> {
  const tenantId = caller.tenant.id;
  const reader = contact
    ? await contactReader(db, caller, contact)
    : await ownReader(db, caller.identityId);
  if (!reader) throw new AppError('not_found');
  const { strings } = await draftLook(db, tenantId);
  const { from, letter } = await letters[mail](db, tenantId, {
    person: reader,
    locale,
    strings: strings[locale] ?? {},
  });
  return {
    from,
    to: { name: reader.name, address: reader.address },
    subject: letter.subject,
    heading: letter.heading,
    blocks: letter.blocks,
    brand: caller.tenant.name,
  };
}

/** Mails one to the actor. @throws AppError `own_mailbox_missing` */
export const testMail = (
  db: Db,
  actor: SettingsActor,
  data: { mail: SampleMail; locale: Locale },
): Promise<MailTest> => enqueueOwnTest(db, actor, testKind, data);

/** What became of it. @throws AppError `not_found` */
export const readMailTest = (db: Db, actor: SettingsActor, id: string): Promise<MailTest> =>
  readTest(db, actor, testKind, id);

/** Writes the tests, in the look that is worked on at that moment. */
export const createBrandMails = ({
  inScope,
  letters,
}: {
  inScope: InScope;
  letters: SampleLetters;
}): Record<string, Composer<Db>> => ({
  [testKind]: ({ tenantId, data }) =>
    inScope({ tenantId }, async (db): Promise<ComposedMail<Db> | null> => {
      const { identityId, mail, locale } = data as {
        identityId: string;
        mail: SampleMail;
        locale: Locale;
      };
      const reader = await ownReader(db, identityId);
      if (!reader?.address) return null;
      const look = await draftLook(db, tenantId);
      const written = await letters[mail](db, tenantId, {
        person: reader,
        locale,
        strings: look.strings[locale] ?? {},
      });
      const { name } = await senderOf(db, tenantId);
      return {
        ...written,
        to: { name: reader.name, address: reader.address },
        look: { name, theme: look.theme, logo: look.logos.light?.id ?? null },
      };
    }),
});

/** What a sample of a statement is drawn with. */
export async function sampleLook(db: Db, tenantId: string, locale: Locale): Promise<SampleLook> {
  const { slug, name, formats } = await senderOf(db, tenantId);
  const { theme, strings, logos } = await draftLook(db, tenantId);
  const logo =
    logos.light &&
    (await db('brand_pictures')
      .where({ sha256: logos.light.id })
      .first<SampleLook['logo'] | undefined>({ png: 'content', width: 'width', height: 'height' }));
  return {
    slug,
    name,
    formats,
    theme,
    strings: strings[locale] ?? {},
    logo: logo ?? null,
    locale,
  };
}
