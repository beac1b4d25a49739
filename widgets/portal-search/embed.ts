export { PortalSearch as widget } from './portal-search.ts';
