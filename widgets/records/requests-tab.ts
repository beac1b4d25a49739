import type { PortalElement } from '../core/index.ts';
import { InnerTab } from './inner-tab.ts';

/** What was asked of the company about the open record: the real element, fetched when its tab is opened. */
export const requestsTab = <P extends { order: string } | { shipment: string }>(
  host: PortalElement,
): InnerTab<P> => new InnerTab<P>(host, () => import('../portal-service/embed.ts'));
