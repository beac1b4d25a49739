export { PortalConfigElement as widget } from './portal-config.ts';
