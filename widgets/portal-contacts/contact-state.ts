import type { PermissionProfile } from '#contract/contacts';
import { profiles, type Profile } from '#contract/permissions';
import type { Translate } from '../core/index.ts';

/** The name of a profile: of the portal's own in the reader's language, else as the company wrote it. */
export function profileName(
  { id, name }: Pick<PermissionProfile, 'id' | 'name'>,
  t: Translate,
): string {
  return name ?? (id in profiles ? t(`profile.${id as Profile}`) : id);
}
