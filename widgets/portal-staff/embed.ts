export { PortalStaff as widget } from './portal-staff.ts';
