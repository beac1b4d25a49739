export { PortalPayments as widget } from './portal-payments.ts';
