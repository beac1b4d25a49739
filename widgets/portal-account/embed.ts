export { PortalAccount as widget } from './portal-account.ts';
