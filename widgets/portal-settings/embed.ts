export { PortalSettings as widget } from './portal-settings.ts';
