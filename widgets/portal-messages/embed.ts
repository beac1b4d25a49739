export { PortalMessages as widget } from './portal-messages.ts';
