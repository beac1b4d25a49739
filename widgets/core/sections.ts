/**
 * The sections of a portal as a reader meets them. It comes with the elements that lead there, not with the
 * core, so the core's index does not name it.
 */
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Session } from '#contract/portal';
import { isEntered } from './entered.ts';

export { sectionLooks } from './sections.looks.ts';

/** The sections a session opens, in the order of the menu; none before somebody is in. */
export const openSections = (session: Session | null): Section[] =>
  isEntered(session)
    ? sectionsOpenTo((permission) => session.permissions.includes(permission))
    : [];
