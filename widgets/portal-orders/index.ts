import { define } from '../core/define.ts';
import { PortalOrders } from './portal-orders.ts';

define(PortalOrders);
export { PortalOrders };
