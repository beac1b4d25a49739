export { PortalStock as widget } from './portal-stock.ts';
