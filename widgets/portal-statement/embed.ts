export { PortalStatement as widget } from './portal-statement.ts';
