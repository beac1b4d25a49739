export { PortalOrders as widget } from './portal-orders.ts';
