/**
 * The sections of a portal as a reader meets them. It comes with the elements that lead there, not with the
 * core, so the core's index does not name it.
 */
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Session } from '#contract/portal';
import type { IconName } from '../kit/icon.ts';
import { isEntered } from './entered.ts';
import type { TextKey } from './i18n.ts';

type SectionLook = {
  icon: IconName;
  title: TextKey;
  /** The one sentence that says what it is for. */
  text: TextKey;
  /** What its count is a count of, where it has one. */
  count?: TextKey;
};

/** How a section is drawn and named. */
export const sectionLooks: Record<Section, SectionLook> = {
  orders: {
    icon: 'list',
    title: 'sections.orders',
    text: 'sections.orders_text',
    count: 'home.orders',
  },
  invoices: {
    icon: 'invoice',
    title: 'sections.invoices',
    text: 'sections.invoices_text',
    count: 'home.invoices',
  },
  stock: {
    icon: 'box',
    title: 'sections.stock',
    text: 'sections.stock_text',
    count: 'home.stock',
  },
  prices: {
    icon: 'tag',
    title: 'sections.prices',
    text: 'sections.prices_text',
    count: 'home.prices',
  },
  statement: { icon: 'bars', title: 'sections.statement', text: 'sections.statement_text' },
  'mass-send': { icon: 'mail', title: 'sections.mass_send', text: 'sections.mass_send_text' },
  contacts: { icon: 'people', title: 'sections.contacts', text: 'sections.contacts_text' },
  audit: { icon: 'book', title: 'sections.audit', text: 'sections.audit_text' },
};

/** The sections a session opens, in the order of the menu; none before somebody is in. */
export const openSections = (session: Session | null): Section[] =>
  isEntered(session)
    ? sectionsOpenTo((permission) => session.permissions.includes(permission))
    : [];
