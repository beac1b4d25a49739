/**
 * The sections of a portal as a reader meets them. It comes with the elements that lead there, not with the
 * core, so the core's index does not name it.
 */
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Session } from '#contract/portal';
import type { IconName } from '../kit/icon.ts';
import type { TextKey } from './i18n.ts';

/** How a section is drawn and named, and the one sentence that says what it is for. */
export const sectionLooks: Record<Section, { icon: IconName; title: TextKey; text: TextKey }> = {
  orders: { icon: 'list', title: 'sections.orders', text: 'sections.orders_text' },
  stock: { icon: 'box', title: 'sections.stock', text: 'sections.stock_text' },
  prices: { icon: 'tag', title: 'sections.prices', text: 'sections.prices_text' },
  statement: { icon: 'invoice', title: 'sections.statement', text: 'sections.statement_text' },
  'mass-send': { icon: 'mail', title: 'sections.mass_send', text: 'sections.mass_send_text' },
};

/** The sections a session opens, in the order of the menu; none before the temporary password is changed. */
export const openSections = (session: Session | null): Section[] =>
  session && session.access !== 'temporary'
    ? sectionsOpenTo((permission) => session.permissions.includes(permission))
    : [];
