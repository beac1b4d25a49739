// Made from the manifest of the elements, `elements.ts`: `npm run docs`.
import type { Section } from '#contract/sections';
import type { IconName } from '../kit/icon.ts';
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
  'order-entry': {
    icon: 'paper',
    title: 'sections.order_entry',
    text: 'sections.order_entry_text',
    count: 'home.order_entry',
  },
  quotes: {
    icon: 'tag',
    title: 'sections.quotes',
    text: 'sections.quotes_text',
    count: 'home.quotes',
  },
  invoices: {
    icon: 'invoice',
    title: 'sections.invoices',
    text: 'sections.invoices_text',
    count: 'home.invoices',
  },
  shipments: {
    icon: 'ship',
    title: 'sections.shipments',
    text: 'sections.shipments_text',
    count: 'home.shipments',
  },
  stock: { icon: 'box', title: 'sections.stock', text: 'sections.stock_text', count: 'home.stock' },
  prices: {
    icon: 'tag',
    title: 'sections.prices',
    text: 'sections.prices_text',
    count: 'home.prices',
  },
  portfolio: { icon: 'columns', title: 'sections.portfolio', text: 'sections.portfolio_text' },
  statement: { icon: 'bars', title: 'sections.statement', text: 'sections.statement_text' },
  payments: {
    icon: 'checks',
    title: 'sections.payments',
    text: 'sections.payments_text',
    count: 'home.payments',
  },
  documents: {
    icon: 'paper',
    title: 'sections.documents',
    text: 'sections.documents_text',
    count: 'home.documents',
  },
  messages: {
    icon: 'chat',
    title: 'sections.messages',
    text: 'sections.messages_text',
    count: 'home.messages',
  },
  service: {
    icon: 'info',
    title: 'sections.service',
    text: 'sections.service_text',
    count: 'home.service',
  },
  contracts: {
    icon: 'paper',
    title: 'sections.contracts',
    text: 'sections.contracts_text',
    count: 'home.contracts',
  },
  'mass-send': { icon: 'mail', title: 'sections.mass_send', text: 'sections.mass_send_text' },
  contacts: { icon: 'people', title: 'sections.contacts', text: 'sections.contacts_text' },
  audit: { icon: 'book', title: 'sections.audit', text: 'sections.audit_text' },
  settings: { icon: 'gear', title: 'sections.settings', text: 'sections.settings_text' },
  branding: { icon: 'eye', title: 'sections.branding', text: 'sections.branding_text' },
  staff: { icon: 'key', title: 'sections.staff', text: 'sections.staff_text' },
};
