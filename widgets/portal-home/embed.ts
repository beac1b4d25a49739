export { PortalHome as widget } from './portal-home.ts';
