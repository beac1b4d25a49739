/**
 * The sections of a portal as a reader meets them. It comes with the elements that lead there, not with the
 * core, so the core's index does not name it.
 */
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Session } from '#contract/portal';

export { sectionLooks } from './sections.looks.ts';

/** The sections a session opens, in the order of the menu; none before the temporary password is changed. */
export const openSections = (session: Session | null): Section[] =>
  session && session.access !== 'temporary'
    ? sectionsOpenTo((permission) => session.permissions.includes(permission))
    : [];
