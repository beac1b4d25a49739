export { PortalOrderEntry as widget } from './portal-order-entry.ts';
