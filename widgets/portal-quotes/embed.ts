export { PortalQuotes as widget } from './portal-quotes.ts';
