export { PortalShipmentMap as widget } from './portal-shipment-map.ts';
