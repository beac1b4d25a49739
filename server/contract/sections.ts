import type { PersonPermission } from './permissions.ts';

/**
 * The sections of a portal, in the order of the menu, and the permission that opens each. Plain constants:
 * this file may travel to the browser.
 */
export const sectionPermissions = {
  orders: 'orders.view',
  stock: 'stock.view',
  prices: 'prices.view',
  statement: 'statement.view',
  'mass-send': 'statement.mass_send',
} as const satisfies Record<string, PersonPermission>;

export type Section = keyof typeof sectionPermissions;
export const sections = Object.keys(sectionPermissions) as Section[];
