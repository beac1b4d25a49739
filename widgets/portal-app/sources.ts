// Made from the manifest of the elements, `elements.ts`: `npm run docs`.
import type { PortalElementClass } from '../core/index.ts';
import type { PlaceName } from '../core/places.ts';

export type Room = PlaceName | 'login' | 'inbox' | 'search';

/** Where the element of each room comes from. This one element is made of the others; each comes when needed. */
export const sources: Record<Room, () => Promise<{ widget: PortalElementClass }>> = {
  login: () => import('../portal-login/embed.ts'),
  home: () => import('../portal-home/embed.ts'),
  orders: () => import('../portal-orders/embed.ts'),
  'order-entry': () => import('../portal-order-entry/embed.ts'),
  quotes: () => import('../portal-quotes/embed.ts'),
  invoices: () => import('../portal-invoices/embed.ts'),
  shipments: () => import('../portal-shipments/embed.ts'),
  stock: () => import('../portal-stock/embed.ts'),
  prices: () => import('../portal-prices/embed.ts'),
  portfolio: () => import('../portal-portfolio/embed.ts'),
  statement: () => import('../portal-statement/embed.ts'),
  payments: () => import('../portal-payments/embed.ts'),
  documents: () => import('../portal-documents/embed.ts'),
  messages: () => import('../portal-messages/embed.ts'),
  service: () => import('../portal-service/embed.ts'),
  contracts: () => import('../portal-contracts/embed.ts'),
  'mass-send': () => import('../portal-mass-send/embed.ts'),
  contacts: () => import('../portal-contacts/embed.ts'),
  audit: () => import('../portal-audit/embed.ts'),
  settings: () => import('../portal-settings/embed.ts'),
  branding: () => import('../portal-branding/embed.ts'),
  staff: () => import('../portal-staff/embed.ts'),
  account: () => import('../portal-account/embed.ts'),
  inbox: () => import('../portal-inbox/embed.ts'),
  search: () => import('../portal-search/embed.ts'),
};
