import type { PersonPermission } from './permissions.ts';

/**
 * The sections of a portal, in the order of the menu, and the permissions each of which opens one. Plain
 * constants: this file may travel to the browser.
 */
export const sectionPermissions = {
  orders: ['orders.view'],
  'order-entry': ['orders.create', 'orders.approve'],
  quotes: ['quotes.view', 'quotes.manage'],
  invoices: ['invoices.view'],
  shipments: ['shipments.view'],
  stock: ['stock.view'],
  prices: ['prices.view'],
  portfolio: ['portfolio.view'],
  statement: ['statement.view'],
  payments: ['payments.view'],
  documents: ['documents.view'],
  messages: ['messages.view', 'messages.manage'],
  service: ['service.view', 'service.create', 'service.manage'],
  contracts: ['contracts.view'],
  'mass-send': ['statement.mass_send', 'mailing_list.manage'],
  contacts: ['contacts.view', 'access.manage'],
  audit: ['audit.view'],
  settings: ['settings.manage', 'keys.manage'],
  branding: ['branding.manage'],
  staff: ['access.manage'],
} as const satisfies Record<string, readonly PersonPermission[]>;

export type Section = keyof typeof sectionPermissions;
export const sections = Object.keys(sectionPermissions) as Section[];

/** The sections that open to who is granted some permissions. */
export const sectionsOpenTo = (granted: (permission: PersonPermission) => boolean): Section[] =>
  sections.filter((section) => sectionPermissions[section].some(granted));
