export { PortalNav as widget } from './portal-nav.ts';
