export { PortalPrices as widget } from './portal-prices.ts';
