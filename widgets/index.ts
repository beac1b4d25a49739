import { define } from './core/index.ts';
import { PortalConfigElement } from './portal-config/portal-config.ts';
import { PortalLogin } from './portal-login/portal-login.ts';
import { PortalOrders } from './portal-orders/portal-orders.ts';

/** Registers every element, as `<portal-login>` or under a prefix of the page's own. */
export function definePortal({ prefix = 'portal' }: { prefix?: string } = {}): void {
  for (const element of [PortalConfigElement, PortalLogin, PortalOrders]) define(element, prefix);
}

export { PortalConfigElement, PortalLogin, PortalOrders };
export * from './core/index.ts';
