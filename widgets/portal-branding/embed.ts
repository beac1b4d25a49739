export { PortalBranding as widget } from './portal-branding.ts';
