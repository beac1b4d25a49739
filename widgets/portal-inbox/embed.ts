export { PortalInbox as widget } from './portal-inbox.ts';
