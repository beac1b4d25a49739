export { PortalService as widget } from './portal-service.ts';
