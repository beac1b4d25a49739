export { PortalApp as widget } from './portal-app.ts';
