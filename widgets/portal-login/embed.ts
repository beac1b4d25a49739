export { PortalLogin as widget } from './portal-login.ts';
