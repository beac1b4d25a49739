export { PortalAudit as widget } from './portal-audit.ts';
