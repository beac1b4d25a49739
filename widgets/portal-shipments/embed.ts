export { PortalShipments as widget } from './portal-shipments.ts';
