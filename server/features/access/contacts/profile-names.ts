import { identifierKey } from '#contract/identifiers';
import { profiles, type Profile } from '#contract/permissions';
import { locales } from '#contract/locales';
import type { Db } from '../../../db/scope.ts';
import type { Texts } from '../../../output/texts.ts';
import { brandingOf } from '../../../records/branding.ts';

/** Starter profiles by whatever people may call them: by their name in each language, and by their id. */
export async function starterNames(
  db: Db,
  texts: Texts,
  tenantId: string,
): Promise<Map<string, Profile>> {
  const { strings } = await brandingOf(db, tenantId);
  const languages = locales.map((locale) => texts(locale, strings[locale]));
  return new Map(
    (Object.keys(profiles) as Profile[]).flatMap((id) =>
      [id, ...languages.map((t) => t(`profile.${id}`))].map(
        (name) => [identifierKey(name), id] as const,
      ),
    ),
  );
}
